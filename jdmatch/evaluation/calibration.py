"""From scores to probabilities and decisions: Platt's line, and thresholds for a stated precision.

The one implementation: training fits the shipped numbers with it, and evaluation refits them with each occupation held
out (``crossfit``), so that what is measured is the recipe that ships. A pool holds one (score, grade) for each
(posting, statement).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
# "Covered" is said from the lowest threshold with this precision.
PRECISION = 0.6
GRID = np.arange(0.05, 0.96, 0.01)
PLACES = 4
_STEPS, _STILL = 100, 1e-10
_FAR = 500.0


@dataclass(frozen=True, slots=True)
class Decision:
    """P(covered) = 1 / (1 + exp(-(slope · score + offset))); covered and partial are said from their thresholds."""

    slope: float
    offset: float
    covered: float
    partial: float

    def said(self, probability: float) -> str:
        """The word for a probability."""
        if probability >= self.covered:
            return "covered"
        return "partial" if probability >= self.partial else "missing"


def decide(scores: Array, grades: Array, *, precision: float = PRECISION) -> Decision:
    """Calibration on "covered" (grade 2), then both thresholds on the calibrated probabilities: covered is the lowest
    with the wanted precision, partial the best F1 of related (grade 1 and 2) at or below it. ValueError where not both
    labels are there."""
    covered, related = (grades >= 2).astype(np.float64), (grades >= 1).astype(np.float64)
    rise = round(platt(scores, covered)[0], PLACES)
    shift = round(matching_offset(scores, rise, float(covered.mean())), PLACES)
    chances = probabilities(scores, rise, shift)
    precise = [t for t in GRID if decided(covered, chances, t)[1] >= precision]
    high = min(precise, default=float(GRID[-1]))
    low = max((t for t in GRID if t <= high), key=lambda t: decided(related, chances, t)[0])
    return Decision(rise, shift, round(float(high), 2), round(float(low), 2))


def probabilities(scores: Array, slope: float, offset: float) -> Array:
    """Calibrated probabilities of scores."""
    chances: Array = 1.0 / (1.0 + np.exp(-np.clip(slope * scores + offset, -_FAR, _FAR)))
    return chances


def platt(scores: Array, positive: Array) -> tuple[float, float]:
    """Slope and offset of the most likely logistic line, by Newton's method on the standardised score. ValueError
    where all labels are equal. A score that says nothing (or splits the labels without a fault) has no finite answer;
    the steps then end at a slope of about nothing (or a very steep one)."""
    if len(positive) == 0 or positive.min() == positive.max():
        raise ValueError("a calibration needs pairs with both labels")
    mean, deviation = float(scores.mean()), float(scores.std()) or 1.0
    design = np.column_stack([(scores - mean) / deviation, np.ones(len(scores))])
    weights = np.zeros(2)
    for _ in range(_STEPS):
        chance = probabilities(design @ weights, 1.0, 0.0)
        bend = (design * (chance * (1 - chance))[:, None]).T @ design + np.eye(2) * 1e-12
        step = np.linalg.solve(bend, design.T @ (positive - chance))
        weights += np.clip(step, -10, 10)
        if np.abs(step).max() < _STILL:
            break
    slope = float(weights[0]) / deviation
    return slope, float(weights[1]) - slope * mean


def matching_offset(scores: Array, slope: float, mean: float) -> float:
    """The offset with which the probabilities' mean is ``mean``."""
    # Wide enough for any slope: with every score's line far below or above zero the mean is 0 or 1.
    reach = float(np.abs(slope * scores).max(initial=0.0)) + 20.0
    low, high = -reach, reach
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if probabilities(scores, slope, middle).mean() < mean else (low, middle)
    return (low + high) / 2


def decided(positive: Array, chances: Array, threshold: float) -> tuple[float, float, float]:
    """F1, precision and recall of "at or above the threshold"; 0 where nothing is."""
    said = chances >= threshold
    right = float((said & (positive > 0)).sum())
    every, there = float(said.sum()), float((positive > 0).sum())
    return 2 * right / max(1.0, every + there), right / max(1.0, every), right / max(1.0, there)


def halves(groups: Sequence[str], seed: int) -> Iterator[frozenset[str]]:
    """The groups dealt into two halves, which are then each held out once."""
    names = sorted(set(groups))
    order = [names[i] for i in np.random.default_rng(seed).permutation(len(names)).tolist()]
    cut = len(order) // 2
    yield frozenset(order[:cut])
    yield frozenset(order[cut:])
