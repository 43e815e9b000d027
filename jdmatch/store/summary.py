"""An analysis in columns: what lists show and are filtered and sorted by, and back from a row.

"None" stands in the database as "" or -1 (``tables``); here it becomes None again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from jdmatch.records import Analysis, Failure, LevelEstimate, Posting
from jdmatch.store.records import Summary
from jdmatch.store.tables import NO_NUMBER, NONE

COLUMNS = tuple(field.name for field in fields(Summary))
_TEXTS = ("occupation", "occupation_title", "framework", "level")
_NUMBERS = ("score", "level_order")


def summarise(result: Analysis | Failure, posting: Posting) -> Summary:
    """The columns of an analysis of a posting, or of the failure in its place."""
    text = posting.text
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    words = len(text.split())
    if isinstance(result, Failure):
        return Summary(
            sha256=sha256,
            words=words,
            diagnostics=len(posting.diagnostics),
            failure_code=result.code,
            failure_message=result.message,
        )
    coverage, level = result.coverage, result.level
    statuses = [result.status(one) for one in coverage.scored] if coverage else []
    chosen = next((c for c in result.occupation.candidates if c.framework == result.occupation.selected), None)
    return Summary(
        sha256=sha256,
        language=result.language,
        words=words,
        occupation=result.occupation.selected,
        occupation_title=chosen.title if chosen else result.occupation.selected,
        occupation_probability=float(chosen.probability) if chosen else None,
        framework=coverage.framework if coverage else None,
        target_level=coverage.target_level if coverage else None,
        level=level.estimate if level else None,
        level_order=_order(level) if level else None,
        level_abstained=bool(level and level.abstained),
        score=float(coverage.score) if coverage else None,
        score_low=float(coverage.score_interval[0]) if coverage else None,
        score_high=float(coverage.score_interval[1]) if coverage else None,
        covered=statuses.count("covered"),
        partial=statuses.count("partial"),
        missing=statuses.count("missing"),
        diagnostics=len(result.diagnostics),
        signature=_signature(result),
    )


def _order(level: LevelEstimate) -> float:
    """Where the level stands on its scale, for sorting only: 0 the lowest, 1 the highest."""
    return round(level.scale.index(level.estimate) / max(1, len(level.scale) - 1), 4)


def _signature(analysis: Analysis) -> str:
    return hashlib.sha256(json.dumps(asdict(analysis.signature), sort_keys=True).encode()).hexdigest()


def to_columns(summary: Summary) -> dict[str, Any]:
    """The values of the summary's columns."""
    row = asdict(summary)
    row |= {name: NONE for name in _TEXTS if row[name] is None}
    row |= {name: NO_NUMBER for name in _NUMBERS if row[name] is None}
    row["level_abstained"] = int(summary.level_abstained)
    return {name: value.replace("\0", " ") if isinstance(value, str) else value for name, value in row.items()}


def of_columns(row: Mapping[Any, Any]) -> Summary:
    """The summary of a row that has its columns."""
    values = {name: row[name] for name in COLUMNS}
    values |= {name: None for name in _TEXTS if values[name] == NONE}
    values |= {name: None for name in _NUMBERS if values[name] < 0}
    values["level_abstained"] = bool(values["level_abstained"])
    return Summary(**values)


def to_json(summary: Summary | None) -> str | None:
    """A summary as JSON, for a draft's version."""
    return None if summary is None else json.dumps(asdict(summary), sort_keys=True)


def of_json(data: str | None) -> Summary | None:
    """The summary of a draft's version; fields that this jdmatch doesn't know are left out."""
    if data is None:
        return None
    return Summary(**{name: value for name, value in json.loads(data).items() if name in COLUMNS})
