"""Measures of single answers: kinds of passages, levels of postings and statements, occupations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jdmatch.datasets.items import KindItem, LevelCaseItem, LevelItem, LevelledItem, OccupationItem
from jdmatch.evaluation.measure import Measure
from jdmatch.evaluation.pooled import counted
from jdmatch.evaluation.statistic import Array, Ranked, Statistic, Sums, confusion, ratio


def kinds(measure: Measure, items: Sequence[KindItem]) -> Statistic | None:
    """Accuracy, macro F1, or the F1 of one kind (None where nothing is or is said to be of that kind)."""
    clusters = [i.cluster for i in items]
    if measure.name == "accuracy":
        return Sums.mean(clusters, [float(i.label == i.said) for i in items])
    classes = sorted({i.label for i in items} | {i.said for i in items})
    if measure.kind is not None:
        if measure.kind not in classes:
            return None
        truth, said = (np.array([w == measure.kind for w in words]) for words in _sides(items))
        return counted("F1", clusters, truth, said)
    rows = confusion(*_sides(items), classes)
    return Sums.of(clusters, rows, lambda sums: _macro_f1(sums.reshape(-1, len(classes), len(classes))))


def _sides(items: Sequence[KindItem]) -> tuple[list[str], list[str]]:
    return [i.label for i in items], [i.said for i in items]


def _macro_f1(tables: Array) -> Array:
    """Mean F1 over classes; one that a resample holds neither as truth nor as answer is left out of it."""
    right = np.diagonal(tables, axis1=1, axis2=2)
    f1 = ratio(2 * right, tables.sum(axis=1) + tables.sum(axis=2))
    there = ~np.isnan(f1)
    mean: Array = ratio(np.where(there, f1, 0.0).sum(axis=1), there.sum(axis=1).astype(np.float64))
    return mean


def levels(measure: Measure, items: Sequence[LevelItem]) -> Statistic | None:
    """The level of postings."""
    clusters = [i.cluster for i in items]
    match measure.name:
        case "QWK":
            classes = range(1, max(max(i.label, i.said) for i in items) + 1)
            rows = confusion([i.label for i in items], [i.said for i in items], classes)
            return Sums.of(clusters, rows, lambda sums: _kappa(sums.reshape(-1, len(classes), len(classes))))
        case "MAE":
            return Sums.mean(clusters, [float(abs(i.said - i.label)) for i in items])
        case "accuracy":
            return Sums.mean(clusters, [float(i.said == i.label) for i in items])
        case "in-range":
            return Sums.mean(clusters, [float(i.low <= i.said <= i.high) for i in items])
        case "abstained":
            return Sums.mean(clusters, [float(i.abstained) for i in items])
        case "AURC":
            if any(i.probabilities is None for i in items):
                return None
            wrong = [not i.low <= i.said <= i.high for i in items]
            return Ranked.of(clusters, level_sureness(items), wrong, "AURC")
        case _:
            return intervals(measure, items)


def level_sureness(items: Sequence[LevelItem]) -> list[float]:
    """The probability of the level that was said; 0 where there are none."""
    return [i.probabilities[i.said - 1] if i.probabilities else 0.0 for i in items]


def intervals(measure: Measure, items: Sequence[LevelItem | LevelledItem]) -> Statistic | None:
    """Coverage or width of the intervals of the items that have one; None where none has."""
    there = [(i.cluster, i.label, i.interval) for i in items if i.interval is not None]
    if not there:
        return None
    inside = measure.name == "interval-coverage"
    values = [float(low <= label <= high) if inside else float(high - low + 1) for _, label, (low, high) in there]
    return Sums.mean([cluster for cluster, _, _ in there], values)


def _kappa(tables: Array) -> Array:
    """Kappa with quadratic weights; NaN where truth and answers are one and the same level throughout."""
    size = tables.shape[1]
    weight = np.subtract.outer(np.arange(size), np.arange(size)).astype(np.float64) ** 2
    expected = np.einsum("di,dj,ij->d", tables.sum(axis=2), tables.sum(axis=1), weight)
    found = np.einsum("dij,ij->d", tables, weight) * tables.sum(axis=(1, 2))
    kappa: Array = 1 - ratio(found, expected)
    return kappa


def level_cases(measure: Measure, items: Sequence[LevelCaseItem]) -> Statistic:
    """``in-range``: inside the range, or no level where none is meant; ``accuracy``: the very level, or none."""
    exact = measure.name == "accuracy"
    return Sums.mean([i.cluster for i in items], [float(_right(i, exact)) for i in items])


def _right(item: LevelCaseItem, exact: bool) -> bool:
    if exact or item.said is None or item.low is None or item.high is None:
        return item.said == item.label
    return item.low <= item.said <= item.high


def occupations(measure: Measure, items: Sequence[OccupationItem]) -> Statistic | None:
    """Accuracy over all, recall of "none" or of the known ones alone, or risk and coverage."""
    if measure.name == "AURC":
        if any(i.probability is None for i in items):
            return None
        sure = [i.probability or 0.0 for i in items]
        return Ranked.of([i.cluster for i in items], sure, [i.said != i.label for i in items], "AURC")
    wanted = {"none-recall": (True,), "occupation-recall": (False,)}.get(measure.name, (True, False))
    kept = [i for i in items if (i.label is None) in wanted]
    return Sums.mean([i.cluster for i in kept], [float(i.said == i.label) for i in kept]) if kept else None


def levelled(measure: Measure, items: Sequence[LevelledItem]) -> Statistic | None:
    """The order of levelled statements within their frameworks, and their intervals."""
    if measure.name.startswith("interval"):
        return intervals(measure, items)
    by_framework: dict[str, list[LevelledItem]] = {}
    for item in items:
        by_framework.setdefault(item.cluster, []).append(item)
    of_one = _order if measure.name == "order" else _spearman
    found = {name: of_one(*_columns(members)) for name, members in sorted(by_framework.items())}
    kept = {name: sums for name, sums in found.items() if sums[1] > 0}
    if not kept:
        return None
    parts = np.array(list(kept.values()))
    n = sum(len(by_framework[name]) for name in kept)
    return Sums(tuple(kept), n, parts, lambda sums: ratio(sums[:, 0], sums[:, 1]))


def _columns(items: Sequence[LevelledItem]) -> tuple[Array, Array]:
    return np.array([i.label for i in items], np.float64), np.array([i.score for i in items], np.float64)


def _order(label: Array, score: Array) -> tuple[float, float]:
    """Pairs of different levels in the right order (ties half), and all of them."""
    right, every = 0.0, 0.0
    steps = [np.sort(score[label == step]) for step in np.unique(label)]
    for at, lower in enumerate(steps):
        for higher in steps[at + 1 :]:
            under = np.searchsorted(lower, higher, side="left") + np.searchsorted(lower, higher, side="right")
            right += float(under.sum()) / 2
            every += float(len(lower) * len(higher))
    return right, every


def _spearman(label: Array, score: Array) -> tuple[float, float]:
    """The correlation and one; nothing where the framework has one level. A constant score orders nothing: 0."""
    if label.min() == label.max():
        return 0.0, 0.0
    if score.min() == score.max():
        return 0.0, 1.0
    return float(np.corrcoef(ranks(label), ranks(score))[0, 1]), 1.0


def ranks(values: Array) -> Array:
    """Ranks from 1, equal values share their mean."""
    _, at, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    mean: Array = (ends - (counts - 1) / 2)[at]
    return mean
