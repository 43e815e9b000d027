"""The findings as JSON (``jdmatch.check/1``): one object for the run, or one line for each finding.

Lines and columns count from 1, columns in code points; ``start`` and ``end`` are offsets into ``text`` of the file, or
of the extracted text where ``own_text`` is false. Fields are added, never renamed or dropped, within major version 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jdmatch import __version__
from jdmatch.check.document import Document, Place
from jdmatch.check.engine import Checked, Located
from jdmatch.check.formats.run import Run, shown_name
from jdmatch.records import Failure, dumps

SCHEMA = "jdmatch.check/1"


def json(run: Run) -> str:
    """The whole run as one object."""
    files = [_failure(o) if isinstance(o, Failure) else _file(o) for o in run.outcomes]
    counts = run.counts()
    summary = {severity: counts[severity] for severity in ("error", "warning", "suggestion", "note")}
    told = {**summary, "ignored": run.ignored, "baseline": run.known, "fixed": run.fixed, "failed": len(run.failures)}
    return dumps({"schema": SCHEMA, "version": __version__, "files": files, "summary": told}, indent=2) + "\n"


def jsonl(run: Run) -> str:
    """One finding a line, each with the path of its file; a file that could not be checked is a line, too."""
    return "".join(dumps(line) + "\n" for line in _lines(run))


def _lines(run: Run) -> Iterator[dict[str, Any]]:
    for o in run.outcomes:
        if isinstance(o, Failure):
            yield _failure(o)
        else:
            yield from ({"path": o.document.name, **finding(o, one)} for one in o.findings)


def _failure(failure: Failure) -> dict[str, Any]:
    return {"path": failure.id, "error": {"code": failure.code, "message": failure.message}}


def _file(checked: Checked) -> dict[str, Any]:
    analysis = checked.draft.analysis
    return {
        "path": checked.document.name,
        "own_text": checked.document.own,
        "framework": analysis.coverage.framework if analysis and analysis.coverage else None,
        "score": analysis.coverage.score if analysis and analysis.coverage else None,
        "level": analysis.level.estimate if analysis and analysis.level else None,
        "findings": [finding(checked, one) for one in checked.findings],
    }


def finding(checked: Checked, one: Located) -> dict[str, Any]:
    """One finding as plain values."""
    document = checked.document
    return {
        "code": one.finding.code,
        "name": shown_name(one),
        "severity": one.finding.severity,
        "message": one.finding.message,
        "help": one.finding.help,
        **_place(one.place),
        "quote": document.text[one.place.start : one.place.end],
        "gain": one.finding.gain,
        "fingerprint": one.fingerprint,
        "fixes": [
            {
                "title": fix.title,
                "safe": fix.safe,
                "edits": [{"start": e.start, "end": e.end, "text": e.text} for e in edits],
            }
            for fix, edits in one.fixes
        ],
        "related": [_related(document, r.message, r.start, r.end) for r in one.finding.related],
    }


def _related(document: Document, message: str, start: int, end: int) -> dict[str, Any]:
    place = document.place(start, end)
    return {"message": message, **_place(place), "quote": document.text[place.start : place.end]}


def _place(place: Place) -> dict[str, Any]:
    out: dict[str, Any] = {
        "start": place.start,
        "end": place.end,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }
    if place.page is not None:
        out["page"] = place.page
    if place.paragraph is not None:
        out["paragraph"] = place.paragraph
    return out
