"""The JSON Schema (draft 2020-12) of what ``wire`` writes, as data.

``result_schema()`` is what ``jdmatch schema`` prints: always exactly one of an analysis or an error object. Objects are
closed (no unknown key passes), so that a test against the schema notices every change of the contract.
"""

from __future__ import annotations

from typing import get_args

from jdmatch.records.posting import CHUNK_KINDS, EDUCATION, SectionKind, Severity
from jdmatch.records.results import ImportanceSource, Status
from jdmatch.records.schema_parts import (
    CODE,
    COUNT,
    DRAFT,
    NUMBER,
    SHARE,
    TEXT,
    TRUTH,
    Schema,
    closed,
    listed,
    one_of,
    or_null,
)
from jdmatch.records.wire import ANALYSIS_SCHEMA, ERROR_SCHEMA

_STATUS = one_of(*get_args(Status))
_DISTRIBUTION: Schema = {"type": "object", "additionalProperties": SHARE, "minProperties": 1}
_SCALE = listed(TEXT, minItems=1, uniqueItems=True)

_POSTING = closed(
    id=TEXT,
    sha256={"type": "string", "pattern": "^[0-9a-f]{64}$"},
    title=or_null(TEXT),
    language=TEXT,
    text=TEXT,
    fields=closed(
        min_years_experience=or_null({"type": "number", "minimum": 0}),
        education=one_of(*EDUCATION, None),
        salary=or_null(closed(min=or_null(NUMBER), max=or_null(NUMBER), currency=or_null(TEXT), period=or_null(TEXT))),
    ),
)

_CHUNK = closed(
    id=COUNT,
    start=COUNT,
    end=COUNT,
    text={"type": "string", "minLength": 1},
    section=COUNT,
    kind=one_of(*CHUNK_KINDS),
    kind_probability=or_null(SHARE),
    level=or_null(closed(scale=_SCALE, estimate=TEXT, probabilities=_DISTRIBUTION)),
)

_LEVEL = closed(
    scale=_SCALE,
    estimate=TEXT,
    probabilities=_DISTRIBUTION,
    interval=listed(TEXT, minItems=2, maxItems=2),
    interval_coverage=SHARE,
    abstained=TRUTH,
    evidence=listed(
        closed(
            source=one_of("text", "title", "field"),
            chunk=or_null(COUNT),
            start=COUNT,
            end=COUNT,
            cue=TEXT,
            towards=TEXT,
        )
    ),
)

_COVERAGE = closed(
    framework=TEXT,
    target_level=or_null(TEXT),
    score=SHARE,
    score_interval=listed(SHARE, minItems=2, maxItems=2),
    statements=listed(
        closed(
            framework=TEXT,
            statement=TEXT,
            level=or_null(TEXT),
            text=TEXT,
            status=_STATUS,
            probability=SHARE,
            best_chunk=or_null(COUNT),
            importance={"type": "number", "minimum": 0},
            importance_source=one_of(*get_args(ImportanceSource)),
        )
    ),
)

ANALYSIS: Schema = closed(
    schema={"const": ANALYSIS_SCHEMA},
    signature=closed(jdmatch=TEXT, encoder=TEXT, matcher=TEXT, level=TEXT, frameworks=listed(TEXT), settings=TEXT),
    posting=_POSTING,
    sections=listed(
        closed(id=COUNT, heading=or_null(TEXT), kind=one_of(*get_args(SectionKind)), start=COUNT, end=COUNT)
    ),
    chunks=listed(_CHUNK),
    occupation=closed(
        selected=or_null(TEXT),
        candidates=listed(closed(framework=TEXT, title=TEXT, probability=SHARE)),
    ),
    level=or_null(_LEVEL),
    thresholds=closed(covered=SHARE, partial=SHARE),
    matches=listed(
        closed(
            chunk=COUNT,
            framework=TEXT,
            statement=TEXT,
            status=one_of("covered", "partial"),
            probability=SHARE,
            similarity=NUMBER,
            runner_up=or_null(TEXT),
        )
    ),
    unmatched=listed(closed(chunk=COUNT, nearest_statement=or_null(TEXT), probability=or_null(SHARE))),
    coverage=or_null(_COVERAGE),
    missing=listed(
        closed(
            framework=TEXT,
            statement=TEXT,
            text=TEXT,
            status=one_of("missing", "partial"),
            importance={"type": "number", "minimum": 0},
            nearest_chunk=or_null(COUNT),
            nearest_probability=SHARE,
            shortfall=NUMBER,
        )
    ),
    facts=listed(
        closed(
            kind=one_of("years", "education", "licence", "pay", "must_have", "nice_to_have"),
            value=TEXT,
            start=COUNT,
            end=COUNT,
        )
    ),
    diagnostics=listed(
        closed(
            code=CODE,
            severity=one_of(*get_args(Severity)),
            message=TEXT,
            start=COUNT,
            end=COUNT,
        )
    ),
)

ERROR: Schema = closed(
    schema={"const": ERROR_SCHEMA},
    id=TEXT,
    code=CODE,
    message={"type": "string", "minLength": 1},
)


def result_schema() -> Schema:
    """One result: an analysis or an error object, told apart by ``schema``."""
    return {
        "$schema": DRAFT,
        "title": "jdmatch result, version 1",
        "description": "Offsets are Unicode code points into posting.text; probabilities are calibrated; null means "
        "not estimated.",
        "oneOf": [{"$ref": "#/$defs/analysis"}, {"$ref": "#/$defs/error"}],
        "$defs": {"analysis": ANALYSIS, "error": ERROR},
    }
