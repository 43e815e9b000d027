"""Two postings side by side as JSON, ``jdmatch.comparison/1`` (docs/wire.md): figures, statements, edits, and whole
analyses to replay them from. Numbers are rounded as everywhere; ``draft`` and ``other`` stand for A and B."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jdmatch.analyzer import Compared
from jdmatch.records import Analysis
from jdmatch.records.wire import number
from jdmatch.report.side_by_side import Entry, SideBySide, said
from jdmatch.report.side_by_side_edits import Edit, Edits, Effect
from jdmatch.report.views import Duty, Line, Quote

SCHEMA = "jdmatch.comparison/1"
_COVERED_BY = {"a": "draft", "b": "other", "both": "both", "neither": "neither"}


def to_dict(compared: Compared, view: SideBySide) -> dict[str, Any]:
    """The comparison object."""
    coverage = compared.draft.coverage
    statements = coverage.statements if coverage else ()
    ids = [s.statement for s in statements]
    levels = [s.level for s in statements]
    return {
        "schema": SCHEMA,
        "framework": coverage.framework if coverage else None,
        "target_level": coverage.target_level if coverage else None,
        "framework_named": compared.named,
        "level_named": compared.level_asked,
        "alone": {"draft": _alone(compared.draft_alone), "other": _alone(compared.other_alone)},
        "score": _score(compared, view),
        "level": _level(compared, view),
        "statements": [
            {
                "statement": ids[row.a.key],
                "level": levels[row.a.key],
                "text": row.a.text,
                "importance": number(row.a.importance),
                "covered_by": _COVERED_BY[row.where],
                "share": number(row.share),
                "draft": _line(row.a),
                "other": _line(row.b),
            }
            for row in view.rows
        ],
        "facts": [
            {
                "kind": fact.kind,
                "both": [_entry(e) for e in fact.both],
                "draft": [_entry(e) for e in fact.a],
                "other": [_entry(e) for e in fact.b],
            }
            for fact in view.facts
        ],
        "outside": dict(zip(("both", "draft", "other"), (_duties(found) for found in view.duties), strict=True)),
        "edits": None if view.edits is None else _edits(view.edits, ids),
        "analyses": {"draft": compared.draft.to_dict(), "other": compared.other.to_dict()},
    }


def _alone(analysis: Analysis) -> dict[str, Any]:
    coverage, level = analysis.coverage, analysis.level
    found = {c.framework: c.probability for c in analysis.occupation.candidates}
    selected = analysis.occupation.selected
    return {
        "occupation": selected,
        "probability": number(found.get(selected)) if selected else None,
        "framework": coverage.framework if coverage else None,
        "target_level": coverage.target_level if coverage else None,
        "level": level.estimate if level else None,
    }


def _score(compared: Compared, view: SideBySide) -> dict[str, Any] | None:
    one, other = compared.draft.coverage, compared.other.coverage
    if one is None or other is None or view.score is None:
        return None
    return {
        "draft": number(one.score),
        "draft_interval": [number(x) for x in one.score_interval],
        "other": number(other.score),
        "other_interval": [number(x) for x in other.score_interval],
        "difference": number(view.score.value),
        "clear": view.score.clear,
    }


def _level(compared: Compared, view: SideBySide) -> dict[str, Any] | None:
    one, other = compared.draft.level, compared.other.level
    if one is None or other is None or view.level is None:
        return None
    return {
        "draft": one.estimate,
        "draft_interval": list(one.interval),
        "other": other.estimate,
        "other_interval": list(other.interval),
        "clear": view.level.clear,
    }


def _line(line: Line) -> dict[str, Any]:
    return {"status": line.status, "probability": number(line.probability), **_words(said(line))}


def _words(quote: Quote | None) -> dict[str, Any]:
    return {"chunk": quote.chunk if quote else None, "quote": quote.text if quote else None}


def _entry(entry: Entry) -> dict[str, Any]:
    value, quote = entry
    return {"value": value, **_words(quote)}


def _duties(duties: Sequence[Duty]) -> list[dict[str, Any]]:
    return [_words(duty.quote) for duty in duties]


def _edits(edits: Edits, ids: Sequence[str]) -> dict[str, Any]:
    return {
        "likeness": number(edits.likeness),
        "moved": edits.moved,
        "points": number(edits.total),
        "unattributed": number(edits.rest),
        "duties": [_edit(edit, ids) for edit in edits.duties],
        "others": [_edit(edit, ids) for edit in edits.others],
    }


def _edit(edit: Edit, ids: Sequence[str]) -> dict[str, Any]:
    return {
        "kind": edit.kind,
        "before": _words(edit.before) if edit.before else None,
        "now": _words(edit.now) if edit.now else None,
        "points": number(edit.points),
        "effects": [_effect(effect, ids) for effect in edit.effects],
    }


def _effect(effect: Effect, ids: Sequence[str]) -> dict[str, Any]:
    return {
        "statement": ids[effect.now.key],
        "scored": effect.scored,
        "points": number(effect.points),
        "before": {"status": effect.before.status, "probability": number(effect.before.probability)},
        "now": {"status": effect.now.status, "probability": number(effect.now.probability)},
    }
