"""The one JSON shape (docs/wire.md): analyses and failures as plain dicts, and the one way to write them as JSON.

Numbers are rounded to four places, lists stand in the contract's order, and None means "not estimated". The functions
take records and know nothing else, so that library, command line, batch and web can not drift apart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jdmatch.records.analysis import Analysis
    from jdmatch.records.posting import PostingFields
    from jdmatch.records.results import Coverage, Failure, LevelEstimate, StatementCoverage, Status

ANALYSIS_SCHEMA = "jdmatch.analysis/1"
ERROR_SCHEMA = "jdmatch.error/1"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def dumps(value: object, *, indent: int | None = None) -> str:
    """JSON text of a dict of this module: UTF-8 characters as they are, keys in the contract's order, no NaN. Lone
    surrogates (a file name that is no UTF-8 has them) are escaped, since no encoding can write them."""
    written = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    try:
        written.encode("utf-8")
    except UnicodeEncodeError:  # ten times as fast as looking for them
        pass
    else:
        return written
    return _LONE_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


@lru_cache(maxsize=1 << 14)
def number(value: float | None) -> float | None:
    """A figure as it is printed: four places, and never -0.0. Most figures of an analysis are one of ten thousand."""
    return None if value is None else round(float(value), 4) + 0.0


def failure_to_dict(failure: Failure) -> dict[str, Any]:
    """The error object of a posting that gave no analysis."""
    return {"schema": ERROR_SCHEMA, "id": failure.id, "code": failure.code, "message": failure.message}


def analysis_to_json(analysis: Analysis) -> str:
    """``dumps(analysis_to_dict(analysis))``, in half the time where there are hundreds of statements: of their rows,
    only three figures are of this posting, and the rest was written before."""
    written = dumps(_analysis(analysis, []))
    if analysis.coverage is None:
        return written
    status = analysis.thresholds.status
    rows = ", ".join([_row_text(s, status(s.probability)) for s in analysis.coverage.statements])
    # Inside a string, the quotes would be escaped.
    return written.replace('"statements": []', f'"statements": [{rows}]', 1)


def analysis_to_dict(analysis: Analysis) -> dict[str, Any]:
    """The analysis object. ``posting.text[start:end]`` is the quote for every start and end inside."""
    coverage, status = analysis.coverage, analysis.thresholds.status
    return _analysis(analysis, [_row(s, status(s.probability)) for s in coverage.statements] if coverage else [])


def _analysis(analysis: Analysis, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The analysis object with the rows of its coverage."""
    return {
        "schema": ANALYSIS_SCHEMA,
        "signature": _signature(analysis),
        "posting": {
            "id": analysis.posting.id,
            "sha256": analysis.sha256,
            "title": analysis.posting.title,
            "language": analysis.language,
            "text": analysis.posting.text,
            "fields": _fields(analysis.posting.fields),
        },
        "sections": [
            {"id": s.id, "heading": s.heading, "kind": s.kind, "start": s.start, "end": s.end}
            for s in analysis.sections
        ],
        "chunks": _chunks(analysis),
        "occupation": {
            "selected": analysis.occupation.selected,
            "candidates": [
                {"framework": c.framework, "title": c.title, "probability": number(c.probability)}
                for c in analysis.occupation.candidates
            ],
        },
        "level": None if analysis.level is None else _level(analysis.level),
        "thresholds": {
            "covered": number(analysis.thresholds.covered),
            "partial": number(analysis.thresholds.partial),
        },
        "matches": [
            {
                "chunk": m.chunk,
                "framework": m.framework,
                "statement": m.statement,
                "status": m.status,
                "probability": number(m.probability),
                "similarity": number(m.similarity),
                "runner_up": m.runner_up,
            }
            for m in analysis.matches
        ],
        "unmatched": [
            {"chunk": u.chunk, "nearest_statement": u.nearest_statement, "probability": number(u.probability)}
            for u in analysis.unmatched
        ],
        "coverage": None if analysis.coverage is None else _coverage(analysis.coverage, rows),
        "missing": [
            {
                "framework": m.framework,
                "statement": m.statement,
                "text": m.text,
                "status": m.status,
                "importance": number(m.importance),
                "nearest_chunk": m.nearest_chunk,
                "nearest_probability": number(m.nearest_probability),
                "shortfall": number(m.shortfall),
            }
            for m in analysis.missing
        ],
        "facts": [{"kind": f.kind, "value": f.value, "start": f.start, "end": f.end} for f in analysis.facts],
        "diagnostics": [
            {"code": d.code, "severity": d.severity, "message": d.message, "start": d.start, "end": d.end}
            for d in analysis.diagnostics
        ],
    }


def _signature(analysis: Analysis) -> dict[str, Any]:
    s = analysis.signature
    return {
        "jdmatch": s.jdmatch,
        "encoder": s.encoder,
        "matcher": s.matcher,
        "level": s.level,
        "frameworks": list(s.frameworks),
        "settings": s.settings,
    }


def _fields(fields: PostingFields) -> dict[str, Any]:
    pay = fields.salary
    return {
        "min_years_experience": number(fields.min_years_experience),
        "education": fields.education,
        "salary": None
        if pay is None
        else {"min": number(pay.min), "max": number(pay.max), "currency": pay.currency, "period": pay.period},
    }


def _chunks(analysis: Analysis) -> list[dict[str, Any]]:
    return [
        {
            "id": c.id,
            "start": c.start,
            "end": c.end,
            "text": c.text,
            "section": c.section,
            "kind": c.kind,
            "kind_probability": number(c.kind_probability),
            "level": None
            if c.level is None
            else {
                "scale": list(c.level.scale),
                "estimate": c.level.estimate,
                "probabilities": _probabilities(c.level.scale, c.level.probabilities),
            },
        }
        for c in analysis.chunks
    ]


def _probabilities(scale: Sequence[str], values: Sequence[float]) -> dict[str, float | None]:
    return {name: number(p) for name, p in zip(scale, values, strict=True)}


def _level(level: LevelEstimate) -> dict[str, Any]:
    return {
        "scale": list(level.scale),
        "estimate": level.estimate,
        "probabilities": _probabilities(level.scale, level.probabilities),
        "interval": list(level.interval),
        "interval_coverage": number(level.interval_coverage),
        "abstained": level.abstained,
        "evidence": [
            {"source": e.source, "chunk": e.chunk, "start": e.start, "end": e.end, "cue": e.cue, "towards": e.towards}
            for e in level.evidence
        ],
    }


def _coverage(coverage: Coverage, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "framework": coverage.framework,
        "target_level": coverage.target_level,
        "score": number(coverage.score),
        "score_interval": [number(x) for x in coverage.score_interval],
        "statements": rows,
    }


def _row(s: StatementCoverage, status: Status) -> dict[str, Any]:
    about = (s.framework, s.statement, s.level, s.text, s.importance, s.importance_source)
    return _row_of(*about, figures={"status": status, "probability": number(s.probability), "best_chunk": s.best_chunk})


def _row_text(s: StatementCoverage, status: Status) -> str:
    """``dumps(_row(s, status))``."""
    before, after = _around(s.framework, s.statement, s.level, s.text, s.importance, s.importance_source)
    chunk = "null" if s.best_chunk is None else s.best_chunk
    return f'{before}"status": "{status}", "probability": {number(s.probability)}, "best_chunk": {chunk}{after}'


@lru_cache(maxsize=1 << 13)
def _around(*about: str | float | None) -> tuple[str, str]:
    """What stands before and after the figures in the row of a statement."""
    before, _, after = dumps(_row_of(*about, figures={"": 0})).partition('"": 0')
    return before, after


def _row_of(*about: Any, figures: Mapping[str, Any]) -> dict[str, Any]:
    framework, statement, level, text, importance, source = about
    return {
        "framework": framework,
        "statement": statement,
        "level": level,
        "text": text,
        **figures,
        "importance": number(importance),
        "importance_source": source,
    }
