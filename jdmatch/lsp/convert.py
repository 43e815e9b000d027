"""From findings to the protocol's diagnostics: severity, range, code with its page, related places."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from lsprotocol import types

import jdmatch
from jdmatch.check.document import Place
from jdmatch.check.engine import Located
from jdmatch.check.findings import Finding
from jdmatch.check.rules import RULES
from jdmatch.errors import InputError
from jdmatch.lsp.positions import Positions, Spot
from jdmatch.lsp.session import Report
from jdmatch.records import Severity

SOURCE = "jdmatch"
SEVERITIES: dict[Severity, types.DiagnosticSeverity] = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "suggestion": types.DiagnosticSeverity.Information,
    "note": types.DiagnosticSeverity.Hint,
}
# A comment that silences nothing may be deleted: editors show it faded.
_UNNECESSARY = frozenset({"JDM090"})
_RULES_PAGE = Path(jdmatch.__file__).parents[1] / "docs" / "rules.md"


def diagnostics(report: Report) -> list[types.Diagnostic]:
    """All that a report has to say, in the order of the text."""
    if report.refused is not None:
        return [_refusal(report, report.refused)]
    return [diagnostic(report, one) for one in report.findings]


def diagnostic(report: Report, one: Located) -> types.Diagnostic:
    """One finding as a diagnostic."""
    finding = one.finding
    href = _page(finding.code)
    return types.Diagnostic(
        range=range_of(report, one),
        severity=SEVERITIES[finding.severity],
        code=finding.code,
        code_description=types.CodeDescription(href) if href else None,
        source=SOURCE,
        message=message(finding),
        tags=[types.DiagnosticTag.Unnecessary] if finding.code in _UNNECESSARY else None,
        related_information=_related(report, finding),
        data={"fingerprint": one.fingerprint, "rule": RULES[finding.code].name},
    )


def message(finding: Finding) -> str:
    """What was found, and below it what to do about it."""
    return f"{finding.message}\n{finding.help}" if finding.help else finding.message


def range_of(report: Report, one: Located) -> types.Range:
    """Where a finding is shown. What is said of the posting as a whole is shown at its first line, since an empty range
    is hard to see and to point at."""
    if one.place.end > one.place.start or report.checked is None:
        return between(report.positions, one.place.start, one.place.end)
    document = report.checked.document
    end = document.start_of(one.place.line) + len(document.line(one.place.line))
    return between(report.positions, one.place.start, max(one.place.start, end))


def between(positions: Positions, start: int, end: int) -> types.Range:
    """A range of the document by its offsets."""
    return types.Range(_position(positions.spot(start)), _position(positions.spot(end)))


def spot(position: types.Position) -> Spot:
    """A position of the protocol as the session's modules have it."""
    return Spot(position.line, position.character)


def _position(at: Spot) -> types.Position:
    return types.Position(at.line, at.character)


def _refusal(report: Report, error: InputError) -> types.Diagnostic:
    """Why there is nothing to say, said quietly: a draft begins empty."""
    text = report.buffer.text
    start = len(text) - len(text.lstrip())
    first_line = text[start:].splitlines()[:1]
    return types.Diagnostic(
        range=between(report.positions, start, start + len("".join(first_line))),
        severity=types.DiagnosticSeverity.Information,
        code=error.code,
        source=SOURCE,
        message=str(error),
    )


def _related(report: Report, finding: Finding) -> list[types.DiagnosticRelatedInformation] | None:
    if not finding.related or report.checked is None:
        return None
    document = report.checked.document
    out = []
    for other in finding.related:
        place: Place = document.place(other.start, other.end)
        where = types.Location(report.buffer.uri, between(report.positions, place.start, place.end))
        out.append(types.DiagnosticRelatedInformation(where, other.message))
    return out


@cache
def _page(code: str) -> str | None:
    """Where more can be read about a rule: its section of docs/rules.md in a checkout, else the first of its sources
    that has an address."""
    if _RULES_PAGE.is_file():
        return f"{_RULES_PAGE.as_uri()}#{code.lower()}"
    return next((source.url for source in RULES[code].sources if source.url), None)
