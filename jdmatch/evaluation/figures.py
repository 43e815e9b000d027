"""Items → figures: every measure of every task with its interval, its n, and what it could have told apart.

A figure that its items can not give (no probabilities, no positives) is not there. Below 20 clusters the value is
given and marked insufficient, without an interval. The same items, seed and number of resamples give the same figures
to the last place, in whatever order the items come.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from jdmatch.datasets.items import PLACES as ITEM_PLACES
from jdmatch.datasets.items import TASKS, CoverageItem, Item, of_task
from jdmatch.errors import EvaluationError
from jdmatch.evaluation.bootstrap import FEWEST, RESAMPLES, SEED, interval
from jdmatch.evaluation.crossfit import cross_fitted
from jdmatch.evaluation.measure import Measure
from jdmatch.evaluation.measure import of_task as measures_of
from jdmatch.evaluation.measure_tables import CROSS_FITTED, RUN
from jdmatch.evaluation.prepare import prepare
from jdmatch.evaluation.queries import of_rankings
from jdmatch.evaluation.statistic import Mean, Statistic, value

PLACES = 6
_FRACTIONS = ("score", "scores", "probability", "probabilities")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured value. ``low`` to ``high``: 95 %; ``detectable``: the smallest effect that would be found with 80 %
    power; ``n`` rows in ``clusters`` clusters. The interval is None where it is not claimed."""

    task: str
    measure: str
    value: float
    low: float | None = None
    high: float | None = None
    detectable: float | None = None
    n: int
    clusters: int

    @property
    def name(self) -> str:
        """``task/measure``, as floors and tables have it."""
        return f"{self.task}/{self.measure}"

    @property
    def sufficient(self) -> bool:
        """Whether there are clusters enough for a claim."""
        return self.clusters >= FEWEST

    def to_dict(self) -> dict[str, Any]:
        """As a result file has it: fractions rounded."""
        return {k: round(v, PLACES) + 0.0 if isinstance(v, float) else v for k, v in asdict(self).items()}

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> Figure:
        """From a result file. EvaluationError where it is no figure."""
        import msgspec

        unknown = sorted(set(table) - {f.name for f in fields(cls)})
        try:
            if unknown:
                raise ValueError(f"unknown key '{unknown[0]}'")
            return msgspec.convert(dict(table), cls)
        except ValueError as error:
            raise EvaluationError(f"This is no figure: {error}. Run the suite again.", code="JDM082") from error

    def __str__(self) -> str:
        if not self.sufficient:
            return f"{self.value:.3f} (insufficient: {self.clusters} of at least {FEWEST})"
        between = "" if self.low is None or self.high is None else f" [{self.low:.3f}, {self.high:.3f}]"
        return f"{self.value:.3f}{between}"


def measured(
    items: Sequence[Item],
    *,
    cross_fit: bool = False,
    extra: Sequence[CoverageItem] = (),
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> tuple[Figure, ...]:
    """All figures of a suite's items. With ``cross_fit`` coverage is measured a second time with calibrations that
    held its occupations out, fitted with the help of ``extra`` items, as task ``coverage-crossfit``."""
    made = []
    for task, deals in samples(items, cross_fit=cross_fit, extra=extra):
        for measure in measures_of(task):
            statistic = prepared(measure, deals)
            if statistic is not None:
                made.append(figure(task, measure, statistic, resamples, seed))
    return tuple(f for f in made if f is not None)


def samples(
    items: Sequence[Item], *, cross_fit: bool = False, extra: Sequence[CoverageItem] = ()
) -> Iterator[tuple[str, Sequence[Sequence[Item]]]]:
    """What there is to measure: each task with its items, once for each deal of a cross-fit and else once. Fractions
    are rounded first as item files have them, so that a replay meets the very same ties."""
    kept = [_rounded(i) for i in items]
    for task in TASKS:
        mine = of_task(kept, task)
        if mine:
            yield task, [mine]
    helping = [i for i in map(_rounded, extra) if isinstance(i, CoverageItem)]
    deals = cross_fitted([i for i in kept if isinstance(i, CoverageItem)], helping) if cross_fit else None
    if deals:
        yield CROSS_FITTED, deals


def _rounded(item: Item) -> Item:
    parts = {name: getattr(item, name, None) for name in _FRACTIONS}
    changed: dict[str, Any] = {name: _round(part) for name, part in parts.items() if part is not None}
    return replace(item, **changed)


def _round(part: float | tuple[float, ...]) -> float | tuple[float, ...]:
    return tuple(round(p, ITEM_PLACES) for p in part) if isinstance(part, tuple) else round(part, ITEM_PLACES)


def prepared(measure: Measure, deals: Sequence[Sequence[Item]]) -> Statistic | None:
    """The statistic of a measure, the mean over deals where there are several; None where one of them has none."""
    parts = [prepare(measure, deal) for deal in deals]
    there = [p for p in parts if p is not None]
    if not there or len(there) < len(parts):
        return None
    return there[0] if len(there) == 1 else Mean(tuple(there))


def measured_run(
    run: Mapping[str, Mapping[str, float]],
    qrels: Mapping[str, Mapping[str, int]],
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> tuple[Figure, ...]:
    """Figures of another program's run (query → document → score) against qrels (query → document → grade), as task
    ``run``. Queries are drawn by what stands before a ``#`` in their names: units of one posting belong together."""
    rankings = {q: sorted(scores, key=lambda name: (-scores[name], name)) for q, scores in run.items()}
    clusters = {q: q.partition("#")[0] for q in qrels}
    made = []
    for measure in measures_of(RUN):
        statistic = of_rankings(measure, qrels, rankings, clusters)
        if statistic is not None:
            made.append(figure(RUN, measure, statistic, resamples, seed))
    return tuple(f for f in made if f is not None)


def figure(
    task: str, measure: Measure, statistic: Statistic, resamples: int = RESAMPLES, seed: int = SEED
) -> Figure | None:
    """The figure of a statistic; None where it has no value."""
    found = value(statistic)
    if not math.isfinite(found):
        return None
    around = interval(statistic, resamples, seed)
    return Figure(
        task=task,
        measure=str(measure),
        value=found,
        low=around.low,
        high=around.high,
        detectable=around.detectable,
        n=statistic.n,
        clusters=len(statistic.clusters),
    )
