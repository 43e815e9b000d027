"""Coverage measured by a calibration that never saw the occupation: fitted on half of them, measured on the other.

Figures that depend on a calibration and thresholds flatter where these were fitted on the same set. So they are
refitted on half of the groups (occupations), together with the items of other suites that are told for it, and used on
the held-out half, both ways; the figure is the mean over ``SPLITS`` deals. The score that ranks becomes the held-out
probability: two halves are ranked together only by what calibration makes comparable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import numpy as np

from jdmatch.datasets.items import CoverageItem, Said
from jdmatch.evaluation.calibration import decide, halves, probabilities

SPLITS = 10


def cross_fitted(
    items: Sequence[CoverageItem], extra: Sequence[CoverageItem] = (), splits: int = SPLITS
) -> list[tuple[CoverageItem, ...]] | None:
    """The items with held-out probabilities and decisions, once for each deal. ``extra`` items help to fit, but for
    those of a held-out group. None where there is nothing to fit on: under two groups, or one label alone."""
    if len({i.group for i in items}) < 2:
        return None
    deals = []
    for seed in range(splits):
        dealt: list[CoverageItem] = []
        for held in halves([i.group for i in items], seed):
            fit = [i for i in (*items, *extra) if i.group not in held]
            grades = np.array([i.label for i in fit], dtype=np.float64)
            if not ((grades >= 2).any() and (grades < 2).any()):
                return None
            decision = decide(np.array([i.score for i in fit], dtype=np.float64), grades)
            mine = [i for i in items if i.group in held]
            chances = probabilities(np.array([i.score for i in mine]), decision.slope, decision.offset)
            dealt += [
                replace(i, score=float(p), probability=float(p), said=cast(Said, decision.said(float(p))))
                for i, p in zip(mine, chances, strict=True)
            ]
        deals.append(tuple(dealt))
    return deals
