"""SARIF 2.1.0 (OASIS), as code-scanning services read it.

Columns count UTF-16 code units, from 1; paths have forward slashes and are relative where they can be; a result's
fingerprint is of its rule and words, not of its line, so that results are recognised after lines have moved. PDF and
office documents have no lines of their own: a page or paragraph is a logical location, the line that of the extracted
text.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from jdmatch import __version__
from jdmatch.check.document import Document, Place
from jdmatch.check.engine import Checked, Located
from jdmatch.check.formats.run import Run, utf16
from jdmatch.check.rule import Rule
from jdmatch.check.rules import FAMILIES, RULES
from jdmatch.records import dumps

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "suggestion": "note", "note": "note"}
_ROOT = "%SRCROOT%"
_FINGERPRINT = "jdmatch/v1"


def sarif(run: Run, *, exit_code: int = 0) -> str:
    """The run as one SARIF log."""
    used = sorted({one.finding.code for checked in run.checked for one in checked.findings})
    numbers = {code: i for i, code in enumerate(used)}
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "jdmatch",
                        "semanticVersion": __version__,
                        "rules": [_rule(RULES[code]) for code in used],
                    }
                },
                "columnKind": "utf16CodeUnits",
                "invocations": [_invocation(run, exit_code)],
                "results": [_result(c, one, numbers) for c in run.checked for one in c.findings],
            }
        ],
    }
    return dumps(log, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    sources = "\n".join(f"- {s.text}{f' <{s.url}>' if s.url else ''}" for s in rule.sources)
    told = f"{rule.rationale}\n\n{rule.advice}"
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.rationale},
        "help": {"text": told, "markdown": f"{told}\n\n{sources}" if sources else told},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [FAMILIES[rule.code[:4]].lower()]},
    }


def _invocation(run: Run, exit_code: int) -> dict[str, Any]:
    told = [
        {"level": "error", "descriptor": {"id": f.code}, "message": {"text": f"{f.id}: {f.message}"}}
        for f in run.failures
    ]
    out: dict[str, Any] = {"executionSuccessful": not run.failures, "exitCode": exit_code}
    return out | ({"toolExecutionNotifications": told} if told else {})


def _result(checked: Checked, one: Located, numbers: dict[str, int]) -> dict[str, Any]:
    document, finding = checked.document, one.finding
    text = f"{finding.message} {finding.help}" if finding.help else finding.message
    out: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": numbers[finding.code],
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [_location(document, one.place)],
        "partialFingerprints": {_FINGERPRINT: one.fingerprint},
    }
    if finding.related:
        out["relatedLocations"] = [
            {"id": i, **_location(document, document.place(r.start, r.end)), "message": {"text": r.message}}
            for i, r in enumerate(finding.related)
        ]
    if one.fixes:
        out["fixes"] = [
            {
                "description": {"text": fix.title},
                "artifactChanges": [
                    {
                        "artifactLocation": _artifact(document.name),
                        "replacements": [
                            {
                                "deletedRegion": _region(document, document.between(edit.start, edit.end)),
                                "insertedContent": {"text": edit.text},
                            }
                            for edit in edits
                        ],
                    }
                ],
            }
            for fix, edits in one.fixes
        ]
    return out


def _location(document: Document, place: Place) -> dict[str, Any]:
    out: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": _artifact(document.name), "region": _region(document, place)}
    }
    logical = []
    if place.page is not None:
        logical.append({"name": f"page {place.page}", "kind": "page"})
    if place.paragraph is not None:
        logical.append({"name": f"paragraph {place.paragraph}", "kind": "paragraph"})
    return out | ({"logicalLocations": logical} if logical else {})


def _region(document: Document, place: Place) -> dict[str, int]:
    return {
        "startLine": place.line,
        "startColumn": utf16(document.line(place.line)[: place.column - 1]) + 1,
        "endLine": place.end_line,
        "endColumn": utf16(document.line(place.end_line)[: place.end_column - 1]) + 1,
    }


def _artifact(name: str) -> dict[str, str]:
    path = PurePath(name)
    if path.is_absolute():
        inside = os.path.relpath(name)
        if inside.startswith(".."):
            return {"uri": Path(name).as_uri()}
        path = PurePath(inside)
    # A file name that is no UTF-8 is written byte by byte.
    return {"uri": quote(os.fsencode(path.as_posix())), "uriBaseId": _ROOT}
