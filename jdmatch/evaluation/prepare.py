"""Measure × items → statistic: which function measures what of which task."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jdmatch.datasets.items import (
    CoverageItem,
    Item,
    KindItem,
    LevelCaseItem,
    LevelItem,
    LevelledItem,
    OccupationItem,
    PairItem,
    RankingItem,
    RetrievalItem,
)
from jdmatch.errors import SettingsError
from jdmatch.evaluation import answers, pooled, queries
from jdmatch.evaluation.measure import Measure
from jdmatch.evaluation.statistic import Statistic

_ANSWERS: dict[type[Item], tuple[Any, tuple[str, ...]]] = {
    KindItem: (answers.kinds, ("accuracy", "macro-F1", "F1")),
    LevelItem: (
        answers.levels,
        ("QWK", "MAE", "accuracy", "in-range", "abstained", "AURC", "interval-coverage", "interval-width"),
    ),
    OccupationItem: (answers.occupations, ("accuracy", "none-recall", "occupation-recall", "AURC")),
    LevelledItem: (answers.levelled, ("order", "Spearman", "interval-coverage", "interval-width")),
    LevelCaseItem: (answers.level_cases, ("in-range", "accuracy")),
}


def prepare(measure: Measure, items: Sequence[Item]) -> Statistic | None:
    """The statistic of one task's items; None where they hold nothing for it (no probabilities, no positives, no
    items). SettingsError where the measure is none of that task."""
    if not items:
        return None
    made: Statistic | None = None
    kind = type(items[0])
    if kind in _ANSWERS and measure.name in _ANSWERS[kind][1]:
        made = _ANSWERS[kind][0](measure, items)
    elif kind in (RankingItem, RetrievalItem) and measure.name in queries.NAMES:
        made = queries.of_items(measure, [i for i in items if isinstance(i, RankingItem | RetrievalItem)])
    elif kind in (CoverageItem, PairItem, RankingItem):
        found = pooled.pairs([i for i in items if isinstance(i, CoverageItem | PairItem | RankingItem)])
        made = _pooled(measure, found, items[0].task)
    else:
        raise _foreign(measure, items[0].task)
    return made


def _pooled(measure: Measure, found: Sequence[pooled.Pair], task: str) -> Statistic | None:
    if measure.name in pooled.CURVES:
        return pooled.curve(measure, found)
    if measure.name in pooled.DECISIONS:
        return pooled.decision(measure, found)
    if measure.name == "ECE":
        return pooled.calibration_error(measure, found)
    if measure.name == "Brier-skill":
        return pooled.brier_skill(found)
    if measure.name == "AURC":
        return pooled.risk_coverage(found)
    raise _foreign(measure, task)


def _foreign(measure: Measure, task: str) -> SettingsError:
    return SettingsError(f"{measure} is no measure of task {task}.")
