"""A result's figures again, from the items that were kept: no model, no data.

What a suite said about cross-fitting stands in the result's settings, and the items of the suites that help to fit lie
beside it as results of the same system.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jdmatch.datasets.items import CoverageItem, Item
from jdmatch.datasets.results import ITEMS, RESULT, Result, read_result, result_items
from jdmatch.errors import EvaluationError
from jdmatch.evaluation.bootstrap import RESAMPLES, SEED
from jdmatch.evaluation.figures import Figure, measured, samples


def replayed(folder: Path) -> tuple[Figure, ...]:
    """The figures, measured anew. EvaluationError (JDM082) where the result or items that it needs are not there."""
    result = read_result(folder)
    items = result_items(folder)
    cross_fit, extra = _fitting(folder, result)
    return measured(
        items,
        cross_fit=cross_fit,
        extra=extra,
        resamples=int(result.settings.get("resamples", RESAMPLES)),
        seed=int(result.seeds.get("bootstrap", SEED)),
    )


def sampled(folder: Path) -> dict[str, Sequence[Sequence[Item]]]:
    """What ``figures.samples`` gives of a result's items."""
    cross_fit, extra = _fitting(folder, read_result(folder))
    return dict(samples(result_items(folder), cross_fit=cross_fit, extra=extra))


def figures_of(result: Result) -> tuple[Figure, ...]:
    """The figures that stand in a result."""
    if not isinstance(result.figures, list) or not all(isinstance(f, Mapping) for f in result.figures):
        raise EvaluationError(f"The figures of {result.suite}/{result.system} are no list.", code="JDM082")
    return tuple(Figure.from_dict(f) for f in result.figures)


def differences(result: Result, again: Sequence[Figure]) -> tuple[str, ...]:
    """The names of figures that are not as the result has them."""
    had: dict[str, Any] = {f.name: f.to_dict() for f in figures_of(result)}
    now = {f.name: f.to_dict() for f in again}
    return tuple(sorted(name for name in had.keys() | now.keys() if had.get(name) != now.get(name)))


def folders(root: Path) -> tuple[Path, ...]:
    """The result folders below a folder, itself among them, sorted."""
    return tuple(sorted(path.parent for path in root.rglob(RESULT)))


def _fitting(folder: Path, result: Result) -> tuple[bool, tuple[CoverageItem, ...]]:
    if not result.settings.get("cross_fit"):
        return False, ()
    return True, tuple(_extra(folder, result.settings.get("calibrate_with") or ()))


def _extra(folder: Path, suites: Sequence[str]) -> Iterator[CoverageItem]:
    for suite in suites:
        beside = folder.parent.parent / suite / folder.name
        if not (beside / ITEMS).is_file():
            raise EvaluationError(
                f"{folder} is cross-fitted with the items of {suite}, and {beside / ITEMS} is not there. Run both "
                "suites: jdmatch eval run",
                code="JDM082",
            )
        yield from (i for i in result_items(beside) if isinstance(i, CoverageItem))
