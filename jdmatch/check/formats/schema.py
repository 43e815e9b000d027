"""The JSON Schemas of the findings (``jdmatch.check/1``): of a whole run, and of one line of JSON Lines.

``objects`` writes what they describe; ``jdmatch schema check`` and ``jdmatch schema check-line`` print them.
"""

from __future__ import annotations

from jdmatch.check.findings import SEVERITIES
from jdmatch.check.formats.objects import SCHEMA
from jdmatch.records.schema_parts import (
    CODE,
    COUNT,
    DRAFT,
    NUMBER,
    ORDINAL,
    SHARE,
    TEXT,
    TRUTH,
    Schema,
    closed,
    listed,
    one_of,
    or_null,
)

# Where something stands; a page or a paragraph where the file has no lines of its own.
_PLACE = {
    "start": COUNT,
    "end": COUNT,
    "line": ORDINAL,
    "column": ORDINAL,
    "end_line": ORDINAL,
    "end_column": ORDINAL,
}
_WHERE = {"page": ORDINAL, "paragraph": ORDINAL}
_FIX = closed(title=TEXT, safe=TRUTH, edits=listed(closed(start=COUNT, end=COUNT, text=TEXT), minItems=1))
_FINDING = {
    "code": CODE,
    "name": TEXT,
    "severity": one_of(*SEVERITIES),
    "message": {"type": "string", "minLength": 1},
    "help": TEXT,
    **_PLACE,
    "quote": TEXT,
    "gain": or_null(NUMBER),
    "fingerprint": {"type": "string", "pattern": "^sha256:[0-9a-f]{16}$"},
    "fixes": listed(_FIX),
    "related": listed(closed(_WHERE, message=TEXT, quote=TEXT, **_PLACE)),
}
_REFUSED = closed(path=TEXT, error=closed(code=CODE, message={"type": "string", "minLength": 1}))
_FILE = closed(
    path=TEXT,
    own_text=TRUTH,
    framework=or_null(TEXT),
    score=or_null(SHARE),
    level=or_null(TEXT),
    findings=listed(closed(_WHERE, **_FINDING)),
)
_PLACES = "Lines and columns count from 1, columns in code points; start and end are offsets into the file's text."


def run_schema() -> Schema:
    """What ``--format json`` writes: every file, checked or not, and how much was found."""
    counts = ("ignored", "baseline", "fixed", "failed")
    return {
        "$schema": DRAFT,
        "title": "jdmatch findings, version 1",
        "description": _PLACES,
        **closed(
            schema={"const": SCHEMA},
            version=TEXT,
            files=listed({"oneOf": [_FILE, _REFUSED]}),
            summary=closed(**dict.fromkeys((*SEVERITIES, *counts), COUNT)),
        ),
    }


def line_schema() -> Schema:
    """What ``--format jsonl`` writes in a line: a finding with the path of its file, or why a file was not checked."""
    return {
        "$schema": DRAFT,
        "title": "jdmatch findings, version 1: one line",
        "description": _PLACES,
        "oneOf": [closed(_WHERE, path=TEXT, **_FINDING), _REFUSED],
    }
