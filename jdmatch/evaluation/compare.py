"""Two systems on the same items: which differences are more than the luck of these postings?

Each measure is asked twice. The paired bootstrap draws clusters and takes both systems' figures on the same draw: the
interval of the difference. The permutation test swaps the two systems' answers cluster by cluster, which is what could
as well have been had the systems been alike: the p-value. Scores of two systems share no scale, so their ranks within
each system are swapped in their place. Many measures are many chances to be lucky, so the p-values are Holm's over all
that are compared.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from jdmatch.datasets.items import CoverageItem, Item, PairItem, RankingItem, RetrievalItem
from jdmatch.errors import EvaluationError, SettingsError, nearest
from jdmatch.evaluation.answers import ranks
from jdmatch.evaluation.bootstrap import FEWEST, RESAMPLES, SEED, Interval, draws, jackknife, of_values
from jdmatch.evaluation.figures import prepared
from jdmatch.evaluation.measure import Measure
from jdmatch.evaluation.measure import of_task as measures_of
from jdmatch.evaluation.statistic import Array, Statistic, value

PERMUTATIONS = 4000
ALPHA = 0.05
# What a system says; the rest of an item is the question and the annotated truth.
_ANSWER = frozenset(
    {"score", "scores", "probability", "probabilities", "said", "ranked", "interval", "coverage", "abstained"}
)
# Passages of a system's own making differ from those of another: they are paired by their posting alone.
_OWN_ROWS = frozenset({"kinds-chunks"})
Sample = Mapping[str, Sequence[Sequence[Item]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One measure of two systems. ``difference``: second - first, ``low`` to ``high`` 95 %; ``p`` of the permutation
    test, ``p_holm`` for all measures together. None where there are too few clusters for a claim."""

    task: str
    measure: str
    first: float
    second: float
    low: float | None = None
    high: float | None = None
    detectable: float | None = None
    p: float | None = None
    p_holm: float | None = None
    n: int
    clusters: int

    @property
    def name(self) -> str:
        """``task/measure``."""
        return f"{self.task}/{self.measure}"

    @property
    def difference(self) -> float:
        """Second - first."""
        return self.second - self.first

    @property
    def verdict(self) -> str:
        """In a word: insufficient, no difference shown, second better or first better."""
        if self.p_holm is None:
            return "insufficient"
        if self.p_holm >= ALPHA:
            return "no difference shown"
        up = self.difference > 0
        return "second better" if up == Measure.parse(self.measure).higher_is_better else "first better"


def compared(
    first: Sample,
    second: Sample,
    *,
    only: Sequence[str] = (),
    resamples: int = RESAMPLES,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
) -> tuple[Comparison, ...]:
    """Every measure that both systems have (or those named ``task/measure`` in ``only``), from what
    ``figures.samples`` gives of each. EvaluationError (JDM082) where they were not asked the same."""
    made = []
    for task in first:
        if task not in second:
            continue
        _same_questions(task, first[task], second[task])
        for measure in measures_of(task):
            if not only or f"{task}/{measure}" in only:
                found = _one(task, measure, first[task], second[task], (resamples, permutations, seed))
                made += [found] if found is not None else []
    for name in only:
        if name not in {c.name for c in made}:
            hint = nearest(name, [f"{task}/{m}" for task in first for m in measures_of(task)])
            raise SettingsError(f"'{name}' is no measure that both results have.{hint}")
    adjusted = iter(holm([c.p for c in made if c.p is not None]))
    return tuple(replace(c, p_holm=next(adjusted)) if c.p is not None else c for c in made)


def _one(
    task: str,
    measure: Measure,
    first: Sequence[Sequence[Item]],
    second: Sequence[Sequence[Item]],
    chances: tuple[int, int, int],
) -> Comparison | None:
    a, b = prepared(measure, first), prepared(measure, second)
    if a is None or b is None or a.clusters != b.clusters:
        return None
    values = value(a), value(b)
    if not all(map(math.isfinite, values)):
        return None
    made = Comparison(
        task=task, measure=str(measure), first=values[0], second=values[1], n=a.n, clusters=len(a.clusters)
    )
    if made.clusters < FEWEST:
        return made
    resamples, permutations, seed = chances
    around = paired_interval(a, b, resamples, seed)
    mixed = prepared(measure, [_mixed(x, y) for x, y in zip(first, second, strict=True)])
    p = None if mixed is None else permutation_p(mixed, permutations, seed)
    return replace(made, low=around.low, high=around.high, detectable=around.detectable, p=p)


def paired_interval(first: Statistic, second: Statistic, resamples: int = RESAMPLES, seed: int = SEED) -> Interval:
    """The interval of second - first, both on the same draws of the same clusters."""
    weights = draws(len(first.clusters), resamples, seed)
    left_out = jackknife(second) - jackknife(first)
    return of_values(value(second) - value(first), second(weights) - first(weights), left_out)


def permutation_p(mixed: Statistic, permutations: int = PERMUTATIONS, seed: int = SEED) -> float:
    """The two-sided p-value of no difference, for a statistic over the clusters of both systems (``_mixed``): how often
    a difference at least as large comes of swapping the systems' answers at random, cluster by cluster."""
    half = len(mixed.clusters) // 2
    flips = np.random.default_rng([seed, half, 1]).integers(0, 2, (permutations, half)).astype(np.float64)
    observed = abs(float(_swapped(mixed, np.ones((1, half)))[0]))
    found = np.abs(_swapped(mixed, flips))
    # A swap that leaves nothing to measure counts as extreme: against a claim, not for it.
    extreme = ~(found < observed - 1e-12)
    return float((1 + extreme.sum()) / (1 + permutations))


def _swapped(mixed: Statistic, flips: Array) -> Array:
    difference: Array = mixed(np.hstack([flips, 1 - flips])) - mixed(np.hstack([1 - flips, flips]))
    return difference


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down adjustment, in the order given."""
    out = [0.0] * len(p_values)
    highest = 0.0
    for rank, at in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[at]))
        out[at] = highest
    return out


def _mixed(first: Sequence[Item], second: Sequence[Item]) -> list[Item]:
    """Both systems' items as one sample; the clusters of the first sort before those of the second."""
    return [*_marked(_by_rank(first), "1 "), *_marked(_by_rank(second), "2 ")]


def _marked(items: Sequence[Item], mark: str) -> list[Item]:
    """Clusters (and queries) with a mark before their names, so that the two systems' stay apart."""
    return [
        replace(i, cluster=mark + i.cluster, query=mark + i.query)
        if isinstance(i, RankingItem | RetrievalItem)
        else replace(i, cluster=mark + i.cluster)
        for i in items
    ]


def _by_rank(items: Sequence[Item]) -> Sequence[Item]:
    """Items with the mean rank of each score among all of the system's in its place."""
    if isinstance(items[0], RankingItem):
        rankings = [i for i in items if isinstance(i, RankingItem)]
        places = ranks(np.array([s for i in rankings for s in i.scores]))
        parts = np.split(places, np.cumsum([len(i.scores) for i in rankings])[:-1])
        return [replace(i, scores=tuple(map(float, p))) for i, p in zip(rankings, parts, strict=True)]
    scored = [i for i in items if isinstance(i, CoverageItem | PairItem)]
    if not scored:
        return items
    places = ranks(np.array([i.score for i in scored]))
    return [replace(i, score=float(p)) for i, p in zip(scored, places, strict=True)]


def _same_questions(task: str, first: Sequence[Sequence[Item]], second: Sequence[Sequence[Item]]) -> None:
    asked: list[list[Any]] = []
    question: Callable[[Item], Any] = (lambda i: i.cluster) if task in _OWN_ROWS else _question
    for deals in (first, second):
        rows = sorted((question(i) for i in deals[0]), key=repr)
        asked.append(sorted(set(rows)) if task in _OWN_ROWS else rows)
    if len(first) != len(second) or asked[0] != asked[1]:
        raise EvaluationError(
            f"The two results were not asked the same in task {task}: items or annotated labels differ. Run both "
            "systems on the same suite.",
            code="JDM082",
        )


def _question(item: Item) -> tuple[Any, ...]:
    return tuple(getattr(item, f.name) for f in fields(item) if f.name not in _ANSWER)
