"""The outline of a draft: its sections, each with how many duties and requirements were found below it."""

from __future__ import annotations

from collections import Counter

from lsprotocol import types

from jdmatch.check.engine import Checked
from jdmatch.lsp import convert
from jdmatch.lsp.session import Report
from jdmatch.records import Section

_BEFORE = "Before the first heading"


def symbols(report: Report) -> list[types.DocumentSymbol]:
    """The sections in the order of the text."""
    checked = report.checked
    if checked is None:
        return []
    return [_symbol(report, checked, section) for section in checked.draft.sections if section.end > section.start]


def flat(report: Report) -> list[types.SymbolInformation]:
    """The same for a client that knows no outline with details."""
    return [
        types.SymbolInformation(
            location=types.Location(report.buffer.uri, one.range),
            name=f"{one.name} ({one.detail})",
            kind=one.kind,
        )
        for one in symbols(report)
    ]


def _symbol(report: Report, checked: Checked, section: Section) -> types.DocumentSymbol:
    document = checked.document
    chunks = [c for c in checked.draft.chunks if c.section == section.id]
    place = document.place(section.start, section.end)
    # What is selected when the section is chosen: its heading, or its first line.
    heading = next((c for c in chunks if c.layout == "heading"), None)
    low, high = place.start, document.start_of(place.line) + len(document.line(place.line))
    if heading is not None:
        shown = document.place(heading.start, heading.end)
        low, high = shown.start, shown.end
    return types.DocumentSymbol(
        name=" ".join((section.heading or "").split()) or _BEFORE,
        detail=_counted(Counter(c.kind for c in chunks if c.layout != "heading")),
        kind=types.SymbolKind.Namespace,
        # The one must lie inside of the other.
        range=convert.between(report.positions, min(low, place.start), max(high, place.end)),
        selection_range=convert.between(report.positions, low, high),
    )


def _counted(kinds: Counter[str]) -> str:
    names = (("responsibility", "responsibilities"), ("requirement", "requirements"), ("other", "others"))
    counted = [f"{kinds[one]} {one if kinds[one] == 1 else many}" for one, many in names if kinds[one]]
    return ", ".join(counted) or "empty"
