"""The JSON Schema (draft 2020-12) of what ``wire`` writes, as data.

``result_schema()`` is what ``jdmatch schema`` prints: always exactly one of an analysis or an error object. Objects are
closed (no unknown key passes), so that a test against the schema notices every change of the contract.
"""

from __future__ import annotations

from typing import Any, get_args

from jdmatch.records.posting import CHUNK_KINDS, EDUCATION, SectionKind, Severity
from jdmatch.records.results import ImportanceSource, Status
from jdmatch.records.wire import ANALYSIS_SCHEMA, ERROR_SCHEMA

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "number"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_P: Schema = {"type": "number", "minimum": 0, "maximum": 1}
_BOOL: Schema = {"type": "boolean"}


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": items, **more}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _one_of(*values: str | None) -> Schema:
    return {"enum": list(values)}


_STATUS = _one_of(*get_args(Status))
_DISTRIBUTION: Schema = {"type": "object", "additionalProperties": _P, "minProperties": 1}
_SCALE = _list(_TEXT, minItems=1, uniqueItems=True)

_POSTING = _object(
    id=_TEXT,
    sha256={"type": "string", "pattern": "^[0-9a-f]{64}$"},
    title=_or_null(_TEXT),
    language=_TEXT,
    text=_TEXT,
    fields=_object(
        min_years_experience=_or_null({"type": "number", "minimum": 0}),
        education=_one_of(*EDUCATION, None),
        salary=_or_null(
            _object(min=_or_null(_NUMBER), max=_or_null(_NUMBER), currency=_or_null(_TEXT), period=_or_null(_TEXT))
        ),
    ),
)

_CHUNK = _object(
    id=_COUNT,
    start=_COUNT,
    end=_COUNT,
    text={"type": "string", "minLength": 1},
    section=_COUNT,
    kind=_one_of(*CHUNK_KINDS),
    kind_probability=_or_null(_P),
    level=_or_null(_object(scale=_SCALE, estimate=_TEXT, probabilities=_DISTRIBUTION)),
)

_LEVEL = _object(
    scale=_SCALE,
    estimate=_TEXT,
    probabilities=_DISTRIBUTION,
    interval=_list(_TEXT, minItems=2, maxItems=2),
    interval_coverage=_P,
    abstained=_BOOL,
    evidence=_list(
        _object(
            source=_one_of("text", "title", "field"),
            chunk=_or_null(_COUNT),
            start=_COUNT,
            end=_COUNT,
            cue=_TEXT,
            towards=_TEXT,
        )
    ),
)

_COVERAGE = _object(
    framework=_TEXT,
    target_level=_or_null(_TEXT),
    score=_P,
    score_interval=_list(_P, minItems=2, maxItems=2),
    statements=_list(
        _object(
            framework=_TEXT,
            statement=_TEXT,
            level=_or_null(_TEXT),
            text=_TEXT,
            status=_STATUS,
            probability=_P,
            best_chunk=_or_null(_COUNT),
            importance={"type": "number", "minimum": 0},
            importance_source=_one_of(*get_args(ImportanceSource)),
        )
    ),
)

ANALYSIS: Schema = _object(
    schema={"const": ANALYSIS_SCHEMA},
    signature=_object(
        jdmatch=_TEXT, encoder=_TEXT, matcher=_TEXT, level=_TEXT, frameworks=_list(_TEXT), settings=_TEXT
    ),
    posting=_POSTING,
    sections=_list(
        _object(id=_COUNT, heading=_or_null(_TEXT), kind=_one_of(*get_args(SectionKind)), start=_COUNT, end=_COUNT)
    ),
    chunks=_list(_CHUNK),
    occupation=_object(
        selected=_or_null(_TEXT),
        candidates=_list(_object(framework=_TEXT, title=_TEXT, probability=_P)),
    ),
    level=_or_null(_LEVEL),
    thresholds=_object(covered=_P, partial=_P),
    matches=_list(
        _object(
            chunk=_COUNT,
            framework=_TEXT,
            statement=_TEXT,
            status=_one_of("covered", "partial"),
            probability=_P,
            similarity=_NUMBER,
            runner_up=_or_null(_TEXT),
        )
    ),
    unmatched=_list(_object(chunk=_COUNT, nearest_statement=_or_null(_TEXT), probability=_or_null(_P))),
    coverage=_or_null(_COVERAGE),
    missing=_list(
        _object(
            framework=_TEXT,
            statement=_TEXT,
            text=_TEXT,
            status=_one_of("missing", "partial"),
            importance={"type": "number", "minimum": 0},
            nearest_chunk=_or_null(_COUNT),
            nearest_probability=_P,
            shortfall=_NUMBER,
        )
    ),
    facts=_list(
        _object(
            kind=_one_of("years", "education", "licence", "pay", "must_have", "nice_to_have"),
            value=_TEXT,
            start=_COUNT,
            end=_COUNT,
        )
    ),
    diagnostics=_list(
        _object(
            code={"type": "string", "pattern": "^JDM[0-9]{3}$"},
            severity=_one_of(*get_args(Severity)),
            message=_TEXT,
            start=_COUNT,
            end=_COUNT,
        )
    ),
)

ERROR: Schema = _object(
    schema={"const": ERROR_SCHEMA},
    id=_TEXT,
    code={"type": "string", "pattern": "^JDM[0-9]{3}$"},
    message={"type": "string", "minLength": 1},
)


def result_schema() -> Schema:
    """One result: an analysis or an error object, told apart by ``schema``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "jdmatch result, version 1",
        "description": "Offsets are Unicode code points into posting.text; probabilities are calibrated; null means "
        "not estimated.",
        "oneOf": [{"$ref": "#/$defs/analysis"}, {"$ref": "#/$defs/error"}],
        "$defs": {"analysis": ANALYSIS, "error": ERROR},
    }
