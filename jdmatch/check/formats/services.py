"""What continuous integration reads: GitHub's annotations, reviewdog's rdjson, JUnit's XML."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

from jdmatch.check.document import Document, Place
from jdmatch.check.engine import Checked, Located
from jdmatch.check.formats.run import Run, shown_name
from jdmatch.records import Failure, dumps

_COMMANDS = {"error": "error", "warning": "warning", "suggestion": "notice", "note": "notice"}
_RD = {"error": "ERROR", "warning": "WARNING", "suggestion": "INFO", "note": "INFO"}
# What no encoding can write, and what XML 1.0 can not hold at all.
_LONE = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_NO_XML = {i: "\ufffd" for i in (*range(0x20), 0x7F, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF) if i not in (9, 10, 13)}


def github(run: Run) -> str:
    """One workflow command a finding (``::warning file=…``), as GitHub shows them beside the lines."""
    lines = []
    for o in run.outcomes:
        if isinstance(o, Failure):
            lines.append(f"::error file={_property(o.id)},title={o.code}::{_data(o.message)}")
            continue
        for one in o.findings:
            place, finding = one.place, one.finding
            where = f"file={_property(o.document.name)},line={place.line},endLine={place.end_line}"
            if place.line == place.end_line:  # GitHub takes columns on one line only
                where += f",col={place.column},endColumn={max(place.end_column, place.column)}"
            title = _property(f"{finding.code} {shown_name(one)}")
            text = f"{finding.message} {finding.help}".strip()
            lines.append(f"::{_COMMANDS[finding.severity]} {where},title={title}::{_data(text)}")
    return "".join(f"{line}\n" for line in lines)


def _data(text: str) -> str:
    return text.translate(_LONE).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def rdjson(run: Run) -> str:
    """Reviewdog's diagnostic format; its columns count bytes of UTF-8, from 1."""
    found = [_diagnostic(checked, one) for checked in run.checked for one in checked.findings]
    found += [
        {"message": f.message, "location": {"path": f.id}, "severity": "ERROR", "code": {"value": f.code}}
        for f in run.failures
    ]
    return dumps({"source": {"name": "jdmatch"}, "diagnostics": found}, indent=2) + "\n"


def _diagnostic(checked: Checked, one: Located) -> dict[str, Any]:
    document, finding = checked.document, one.finding
    out: dict[str, Any] = {
        "message": f"{finding.message} {finding.help}".strip(),
        "location": {"path": document.name, "range": _range(document, one.place)},
        "severity": _RD[finding.severity],
        "code": {"value": finding.code},
    }
    simple = [edits[0] for _, edits in one.fixes if len(edits) == 1]
    if simple:
        out["suggestions"] = [
            {"range": _range(document, document.between(edit.start, edit.end)), "text": edit.text} for edit in simple
        ]
    return out


def _range(document: Document, place: Place) -> dict[str, Any]:
    def position(line: int, column: int) -> dict[str, int]:
        before = document.line(line)[: column - 1].encode("utf-8", "surrogatepass")
        return {"line": line, "column": len(before) + 1}

    return {"start": position(place.line, place.column), "end": position(place.end_line, place.end_column)}


def junit(run: Run) -> str:
    """JUnit's XML: one test case a posting; errors and warnings are failures of it, the rest is its output."""
    suite = ET.Element("testsuite", name="jdmatch check")
    failed = 0
    for o in run.outcomes:
        name = o.id if isinstance(o, Failure) else o.document.name
        case = ET.SubElement(suite, "testcase", name=_xml(name), classname="jdmatch.check")
        if isinstance(o, Failure):
            ET.SubElement(case, "error", type=o.code, message=_xml(o.message))
            continue
        grave = [one for one in o.findings if one.finding.severity in ("error", "warning")]
        for one in grave:
            told = ET.SubElement(case, "failure", type=one.finding.code, message=_xml(one.finding.message))
            told.text = _xml(_line(name, one))
        failed += bool(grave)
        mild = [one for one in o.findings if one not in grave]
        if mild:
            ET.SubElement(case, "system-out").text = _xml("\n".join(_line(name, one) for one in mild))
    suite.set("tests", str(len(run.outcomes)))
    suite.set("failures", str(failed))
    suite.set("errors", str(len(run.failures)))
    whole = ET.Element("testsuites")
    whole.append(suite)
    ET.indent(whole)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(whole, encoding="unicode") + "\n"


def _line(name: str, one: Located) -> str:
    finding = one.finding
    return f"{name}:{one.place.line}:{one.place.column}: {finding.code} {finding.message} {finding.help}".rstrip()


def _xml(text: str) -> str:
    return text.translate(_NO_XML)
