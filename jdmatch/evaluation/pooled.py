"""Measures over all pairs of a suite at once: curves of one ranking, decisions, and how far probabilities hold.

Pairs are (posting, statement) for coverage, (unit, statement) for rankings and hard pairs. Decisions and probabilities
are measured only where the system gives them for every pair. Probabilities are those of "covered", grade 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jdmatch.datasets.items import CoverageItem, PairItem, RankingItem
from jdmatch.evaluation.measure import Measure
from jdmatch.evaluation.statistic import Array, Curve, Ranked, Statistic, Sums, ratio, ratio_or_zero

Marks = NDArray[np.bool_]
CURVES: dict[str, Curve] = {"AP": "AP", "ROC": "ROC", "F1*": "F1*"}
DECISIONS = ("F1", "precision", "recall")
COVERED = 2
LIKELY = 0.1
BINS = 10
_SAID = {"covered": 2, "partial": 1, "missing": 0}


@dataclass(frozen=True, slots=True)
class Pair:
    """One pair, whatever task it is from. ``said``: the grade that the system decided on, None without a decision."""

    cluster: str
    name: str
    label: int
    score: float
    probability: float | None = None
    said: int | None = None


def pairs(items: Sequence[CoverageItem | PairItem | RankingItem]) -> list[Pair]:
    """The pairs of items, in an order that does not depend on theirs."""
    out: list[Pair] = []
    for item in items:
        if isinstance(item, RankingItem):
            parts = zip(item.items, item.labels, item.scores, strict=True)
            out += [Pair(item.cluster, f"{item.query} {name}", label, score) for name, label, score in parts]
        else:
            said = item.said if isinstance(item, CoverageItem) else None
            grade = None if said is None else _SAID[said]
            name = item.item if isinstance(item, CoverageItem) else f"{item.item:09}"
            out.append(Pair(item.cluster, name, item.label, item.score, item.probability, grade))
    return sorted(out, key=lambda p: (p.cluster, p.name))


def curve(measure: Measure, found: Sequence[Pair]) -> Statistic | None:
    """AP, ROC or F1* of all pairs; None without a positive one, or for ROC without a negative one."""
    positive = [p.label >= measure.grade for p in found]
    if not any(positive) or (measure.name == "ROC" and all(positive)):
        return None
    return Ranked.of([p.cluster for p in found], [p.score for p in found], positive, CURVES[measure.name])


def decision(measure: Measure, found: Sequence[Pair]) -> Statistic | None:
    """F1, precision or recall of "at least this grade" as the system said it; None where it decides nothing."""
    if not found or any(p.said is None for p in found):
        return None
    truth = np.array([p.label >= measure.grade for p in found])
    said = np.array([p.said is not None and p.said >= measure.grade for p in found])
    return counted(measure.name, [p.cluster for p in found], truth, said)


def counted(name: str, clusters: Sequence[str], truth: Marks, said: Marks) -> Statistic:
    """F1, precision or recall of yes and no."""
    rows = np.column_stack([truth & said, truth, said]).astype(np.float64)
    finish = {
        "F1": lambda s: ratio(2 * s[:, 0], s[:, 1] + s[:, 2]),
        # Nothing said is nothing wrong, and nothing right: no claim earns no precision.
        "precision": lambda s: ratio_or_zero(s[:, 0], s[:, 2]),
        "recall": lambda s: ratio(s[:, 0], s[:, 1]),
    }
    return Sums.of(clusters, rows, finish[name])


def calibration_error(measure: Measure, found: Sequence[Pair]) -> Statistic | None:
    """ECE: bins of equal numbers of pairs, set up once on the whole sample and held in every resample."""
    if not found or any(p.probability is None for p in found):
        return None
    chance, hit = probabilities(found)
    kept = chance >= measure.floor if measure.floor is not None else (chance >= LIKELY) | (hit > 0)
    if not kept.any():
        return None
    places = np.flatnonzero(kept)
    rows = np.zeros((len(chance), BINS + 1))
    for number, members in enumerate(np.array_split(places[np.argsort(chance[places], kind="stable")], BINS)):
        rows[members, number] = chance[members] - hit[members]
    rows[places, BINS] = 1.0
    # Clusters without such a pair stay in the sample: a resample may draw them, too.
    whole = Sums.of([p.cluster for p in found], rows, lambda s: ratio(np.abs(s[:, :BINS]).sum(axis=1), s[:, BINS]))
    return replace(whole, n=len(places))


def brier_skill(found: Sequence[Pair]) -> Statistic | None:
    """1 - Brier score ÷ that of the base rate; None without probabilities or with one label alone."""
    if not found or any(p.probability is None for p in found):
        return None
    chance, hit = probabilities(found)
    if hit.min() == hit.max():
        return None
    rows = np.column_stack([(chance - hit) ** 2, hit, np.ones_like(hit)])
    return Sums.of([p.cluster for p in found], rows, _skill)


def _skill(sums: Array) -> Array:
    rate = ratio(sums[:, 1], sums[:, 2])
    skill: Array = 1 - ratio(ratio(sums[:, 0], sums[:, 2]), rate * (1 - rate))
    return skill


def risk_coverage(found: Sequence[Pair]) -> Statistic | None:
    """AURC of the decision "covered" or not, surest first: P(covered) where it is said, else its complement."""
    if not found or any(p.probability is None or p.said is None for p in found):
        return None
    return Ranked.of([p.cluster for p in found], *sureness(found), "AURC")


def sureness(found: Sequence[Pair]) -> tuple[list[float], list[bool]]:
    """How sure each decision about "covered" is, and whether it is wrong."""
    sure, wrong = [], []
    for pair in found:
        chance, said = pair.probability or 0.0, pair.said == COVERED
        sure.append(chance if said else 1 - chance)
        wrong.append(said != (pair.label == COVERED))
    return sure, wrong


def probabilities(found: Sequence[Pair]) -> tuple[Array, Array]:
    """P(covered) and whether it is covered, for pairs that have a probability."""
    chance = np.array([p.probability for p in found], dtype=np.float64)
    return chance, np.array([p.label == COVERED for p in found], dtype=np.float64)
