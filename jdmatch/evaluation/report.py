"""Comparisons for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from jdmatch.evaluation.compare import Comparison
from jdmatch.evaluation.figures import PLACES
from jdmatch.evaluation.table import aligned

_HEAD = ("task", "measure", "first", "second", "difference", "95 %", "detectable", "p", "p (Holm)", "n", "clusters", "")


def comparisons(found: Sequence[Comparison]) -> str:
    """A table, one row a measure."""
    return aligned(_HEAD, [_row(c) for c in found])


def _row(of: Comparison) -> tuple[str, ...]:
    between = "" if of.low is None or of.high is None else f"{of.low:+.3f} – {of.high:+.3f}"
    return (
        of.task,
        of.measure,
        f"{of.first:.3f}",
        f"{of.second:.3f}",
        f"{of.difference:+.3f}",
        between,
        "" if of.detectable is None else f"{of.detectable:.3f}",
        _chance(of.p),
        _chance(of.p_holm),
        str(of.n),
        str(of.clusters),
        of.verdict,
    )


def _chance(p: float | None) -> str:
    return "" if p is None else f"{p:.4f}"


def comparisons_json(found: Sequence[Comparison]) -> str:
    """The same as JSON: a list of objects, with ``difference`` and ``verdict``."""
    rows = [{**asdict(c), "difference": c.difference, "verdict": c.verdict} for c in found]
    return json.dumps([{k: _rounded(v) for k, v in row.items()} for row in rows], indent=1, ensure_ascii=False)


def _rounded(value: Any) -> Any:
    return round(value, PLACES) + 0.0 if isinstance(value, float) else value
