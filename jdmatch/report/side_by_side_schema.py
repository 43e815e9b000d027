"""The JSON Schema of a comparison (``jdmatch.comparison/1``), which ``side_by_side_json`` writes and
``jdmatch schema comparison`` prints."""

from __future__ import annotations

from typing import get_args

from jdmatch.records.results import Status
from jdmatch.records.schema import ANALYSIS
from jdmatch.records.schema_parts import (
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
from jdmatch.report.side_by_side_edits import EditKind
from jdmatch.report.side_by_side_json import SCHEMA

_STATUS = one_of(*get_args(Status))
_WORDS = {"chunk": or_null(COUNT), "quote": or_null(TEXT)}
_ALONE = closed(
    occupation=or_null(TEXT),
    probability=or_null(SHARE),
    framework=or_null(TEXT),
    target_level=or_null(TEXT),
    level=or_null(TEXT),
)
_INTERVAL = listed(SHARE, minItems=2, maxItems=2)
_LEVELS = listed(TEXT, minItems=2, maxItems=2)
_LINE = closed(status=_STATUS, probability=SHARE, **_WORDS)
_ENTRIES = listed(closed(value=TEXT, **_WORDS))
_DUTIES = listed(closed(**_WORDS))
_JUDGED = closed(status=_STATUS, probability=SHARE)
_EDITS = listed(
    closed(
        kind=one_of(*get_args(EditKind)),
        before=or_null(closed(**_WORDS)),
        now=or_null(closed(**_WORDS)),
        points=NUMBER,
        effects=listed(closed(statement=TEXT, scored=TRUTH, points=NUMBER, before=_JUDGED, now=_JUDGED)),
    )
)


def comparison_schema() -> Schema:
    """What ``jdmatch compare --format json`` writes where both postings could be analysed."""
    return {
        "$schema": DRAFT,
        "title": "jdmatch comparison, version 1",
        "description": "Figures of the draft stand before those of the other posting; null means not estimated.",
        **closed(
            schema={"const": SCHEMA},
            framework=or_null(TEXT),
            target_level=or_null(TEXT),
            framework_named=TRUTH,
            level_named=TRUTH,
            alone=closed(draft=_ALONE, other=_ALONE),
            score=or_null(
                closed(
                    draft=SHARE,
                    draft_interval=_INTERVAL,
                    other=SHARE,
                    other_interval=_INTERVAL,
                    difference=NUMBER,
                    clear=TRUTH,
                )
            ),
            level=or_null(closed(draft=TEXT, draft_interval=_LEVELS, other=TEXT, other_interval=_LEVELS, clear=TRUTH)),
            statements=listed(
                closed(
                    statement=TEXT,
                    level=or_null(TEXT),
                    text=TEXT,
                    importance=NUMBER,
                    covered_by=one_of("draft", "other", "both", "neither"),
                    share=NUMBER,
                    draft=_LINE,
                    other=_LINE,
                )
            ),
            facts=listed(
                closed(
                    kind=one_of("years", "education", "licence", "pay", "must_have", "nice_to_have"),
                    both=_ENTRIES,
                    draft=_ENTRIES,
                    other=_ENTRIES,
                )
            ),
            outside=closed(both=_DUTIES, draft=_DUTIES, other=_DUTIES),
            edits=or_null(
                closed(
                    likeness=SHARE,
                    moved=COUNT,
                    points=NUMBER,
                    unattributed=NUMBER,
                    duties=_EDITS,
                    others=_EDITS,
                )
            ),
            analyses=closed(draft=ANALYSIS, other=ANALYSIS),
        ),
    }
