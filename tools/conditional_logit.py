"""A choice among candidates and none: conditional logit by Newton's method, without randomness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_STEPS = 200
_STILL = 1e-9


@dataclass(frozen=True)
class Choice:
    """One question: ``rows`` (candidates, features), the ``right`` row or None for none, and what the question
    weighs."""

    rows: Array
    right: int | None
    weight: float = 1.0


def fit(choices: Sequence[Choice], *, ridge: float) -> tuple[Array, float]:
    """Weights (features,) and intercept of a candidate's score, none's being 0, that make the right answers likeliest,
    with ``ridge``/2 · Σ (weight · feature's deviation)² a question taken off."""
    everything = np.concatenate([c.rows for c in choices])
    mean, deviation = everything.mean(axis=0), everything.std(axis=0)
    deviation = np.where(deviation > 0, deviation, 1.0)
    scaled = [np.column_stack([(c.rows - mean) / deviation, np.ones(len(c.rows))]) for c in choices]
    total = sum(c.weight for c in choices)
    penalty = np.full(len(mean) + 1, ridge * total)
    penalty[-1] = 0.0
    weights = np.zeros(len(mean) + 1)
    for _ in range(_STEPS):
        slope, bend = -penalty * weights, np.diag(penalty + 1e-9)
        for choice, rows in zip(choices, scaled, strict=True):
            chances = probabilities(rows @ weights)[:-1]
            expected = chances @ rows
            slope += choice.weight * ((0.0 if choice.right is None else rows[choice.right]) - expected)
            bend += choice.weight * ((rows * chances[:, None]).T @ rows - np.outer(expected, expected))
        step = np.linalg.solve(bend, slope)
        weights += step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < _STILL:
            break
    raw = weights[:-1] / deviation
    return raw, float(weights[-1] - raw @ mean)


def probabilities(scores: Array) -> Array:
    """Probabilities of the candidates with these scores, and of none, last."""
    with_none = np.append(scores, 0.0)
    shares = np.exp(with_none - with_none.max())
    chances: Array = shares / shares.sum()
    return chances
