"""The report as an Excel workbook: one sheet a question, one row a thing that is known, written by XlsxWriter.

Every text is written as a text: nothing becomes a formula, a link or a number, and what Excel would take for a formula
when the cell is edited keeps its quote prefix. ``clean`` replaces what XML can not hold; a cell holds 32,767 characters
at most, and one that was cut says so. No time is written, so that the bytes are a function of the outcomes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from jdmatch.errors import MissingExtraError, OutputError
from jdmatch.records import Analysis, Chunk, Failure, Framework
from jdmatch.records.wire import number
from jdmatch.report import workbook_tables as tables
from jdmatch.report.build import build, skipped_line
from jdmatch.report.text import clean, one_line
from jdmatch.report.views import Line, View
from jdmatch.report.words import STATUS_WORD

MOST_CHARACTERS = 32_767  # of a cell, by the format
MOST_ROWS = 1_048_576  # of a sheet, with its header
_CUT = " … (cut here: {} characters in all)"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
# No date belongs in a function of the outcomes, and the format wants one: the first that a zip file can name.
_WHENEVER = datetime(1980, 1, 1)  # noqa: DTZ001 -- the format's dates have no zone
Row = tuple[Any, ...]


class Remark(NamedTuple):
    """What a reader said of a statement: a verdict in a word or two, a note, who and when."""

    verdict: str
    note: str = ""
    who: str = ""
    when: str = ""


Remarks = Mapping[tuple[int, str, str], Remark]
"""Remarks by (place of the outcome from 0, framework id, statement id)."""


class _Seen(NamedTuple):
    """An analysis with its view, its chunks and its statements' lines, and its place among the outcomes."""

    place: int
    analysis: Analysis
    view: View
    chunks: Mapping[int, Chunk]
    lines: Mapping[int, Line]


def render(outcomes: Sequence[Analysis | Failure], frameworks: Mapping[str, Framework], remarks: Remarks) -> bytes:
    """The workbook. MissingExtraError without XlsxWriter, OutputError where a sheet would have too many rows."""
    xlsxwriter = library()
    seen = [_see(i, o, frameworks) for i, o in enumerate(outcomes) if isinstance(o, Analysis)]
    stream = io.BytesIO()
    never = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(stream, never) as book:
        book.set_properties({"title": "Job posting report", "created": _WHENEVER})
        sheets = _Sheets(book)
        sheets.write("Overview", tables.OVERVIEW, _overview(outcomes, seen))
        columns = tables.STATEMENTS + (tables.REMARKS if remarks else ())
        sheets.write("Statements", columns, (row for s in seen for row in _statements(s, remarks)))
        sheets.write("Missing", tables.MISSING, (row for s in seen for row in _missing(s)))
        sheets.write("Duties outside", tables.DUTIES, (row for s in seen for row in _duties(s)))
        sheets.write("Facts", tables.FACTS, (row for s in seen for row in _facts(s)))
        sheets.write("How computed", tables.METHOD, (row for s in seen for row in _method(s)))
    return stream.getvalue()


def library() -> Any:
    """XlsxWriter. MissingExtraError without it."""
    try:
        import xlsxwriter
    except ModuleNotFoundError as error:
        raise MissingExtraError("An Excel workbook", "report") from error
    return xlsxwriter


class _Sheets:
    """Writes sheets that are alike: a bold header that stays in view and filters, wrapped text, widths that fit."""

    def __init__(self, book: Any) -> None:
        self._book = book
        top = {"valign": "top"}
        self._head = book.add_format({**top, "bold": True, "text_wrap": True, "bg_color": "#D9ECF0", "bottom": 1})
        self._text = book.add_format({**top, "text_wrap": True})
        self._quoted = book.add_format({**top, "text_wrap": True, "quote_prefix": True})
        self._numbers = {
            "share": book.add_format({**top, "num_format": "0%"}),
            "real": book.add_format({**top, "num_format": "0.00"}),
            "whole": book.add_format({**top, "num_format": "0"}),
        }

    def write(self, name: str, columns: Sequence[tables.SheetColumn], rows: Iterable[Row]) -> None:
        """A sheet with its rows below a header."""
        sheet = self._book.add_worksheet(name)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width)
            sheet.write_string(0, at, column.head, self._head)
        last = 0
        for last, row in enumerate(rows, 1):
            if last >= MOST_ROWS:
                raise OutputError(
                    f"The sheet {name} would have more than {MOST_ROWS - 1:,} rows, which no workbook can hold. "
                    "Write fewer postings into one, or a CSV."
                )
            for at, (column, value) in enumerate(zip(columns, row, strict=True)):
                self._cell(sheet, last, at, column, value)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, last, len(columns) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer("&L&A&Rpage &P of &N")

    def _cell(self, sheet: Any, row: int, at: int, column: tables.SheetColumn, value: Any) -> None:
        if value is None or value == "":
            return
        if column.kind != "text":
            sheet.write_number(row, at, value, self._numbers[column.kind])
            return
        text = cell_text(value)
        sheet.write_string(row, at, text, self._quoted if text.startswith(_FORMULA) else self._text)


def cell_text(text: str) -> str:
    """The text as a cell can hold it. Its length is counted as Excel does, in UTF-16."""
    safe = clean(text)
    if _utf16(safe) <= MOST_CHARACTERS:
        return safe
    cut = _CUT.format(f"{len(text):,}")
    room = (MOST_CHARACTERS - len(cut)) * 2
    return safe.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + cut


def _utf16(text: str) -> int:
    return len(text) + sum(c > "\uffff" for c in text)


def _see(place: int, analysis: Analysis, frameworks: Mapping[str, Framework]) -> _Seen:
    view = build(analysis, frameworks)
    shown = [f for f in (view.framework, *view.others) if f is not None]
    lines = {line.key: line for f in shown for group in f.groups for line in group.lines}
    return _Seen(place, analysis, view, {c.id: c for c in analysis.chunks}, lines)


def _overview(outcomes: Sequence[Analysis | Failure], seen: Iterable[_Seen]) -> Iterator[Row]:
    by_place = {s.place: s for s in seen}
    for place, outcome in enumerate(outcomes):
        if isinstance(outcome, Failure):
            told = f"Not analysed: {one_line(outcome.message)} [{outcome.code}]"
            yield (one_line(outcome.id), *[None] * (len(tables.OVERVIEW) - 2), told)
        else:
            yield _overview_row(by_place[place])


def _overview_row(s: _Seen) -> Row:
    analysis, view = s.analysis, s.view
    selected = analysis.occupation.selected
    chosen = next((c for c in analysis.occupation.candidates if c.framework == selected), None)
    target = view.framework.target if view.framework else None
    counts = target.counts if target else {}
    score = view.score
    return (
        one_line(analysis.posting.id),
        view.title,
        view.occupation.short,
        number(chosen.probability) if chosen else None,
        view.framework.title if view.framework else None,
        view.level.headline if view.level else None,
        view.level.note if view.level else "no level could be read",
        target.label if target else None,
        *((number(score.value), number(score.low), number(score.high)) if score else (None,) * 3),
        counts.get("covered"),
        counts.get("partial"),
        counts.get("missing"),
        len(view.duties) if view.framework else None,
        "; ".join(view.gaps),
        f"Not scored: {view.unscored}" if view.unscored else "; ".join(note for _, note, _ in view.skipped.notes),
    )


def _statements(s: _Seen, remarks: Remarks) -> Iterator[Row]:
    coverage = s.analysis.coverage
    if coverage is None:
        return
    for key, found in enumerate(coverage.statements):
        scored = found.framework == coverage.framework and found.level == coverage.target_level
        line = s.lines[key]
        best = None if found.best_chunk is None else s.chunks[found.best_chunk]
        row: Row = (
            one_line(s.analysis.posting.id),
            one_line(found.framework),
            one_line(found.statement),
            line.ref,
            line.level,
            "yes" if scored else "no",
            line.text,
            STATUS_WORD[line.status],
            number(found.probability),
            best.text if best else None,
            "\n".join(quote.text for quote in line.quotes[1:]),
            best.start if best else None,
            best.end if best else None,
            number(found.importance),
            found.importance_source,
        )
        if remarks:
            row += tuple(remarks.get((s.place, found.framework, found.statement), ("",) * len(tables.REMARKS)))
        yield row


def _missing(s: _Seen) -> Iterator[Row]:
    """What the target level lacks, most important first, missing before partly covered as everywhere in the report."""
    target = s.view.framework.target if s.view.framework else None
    partial = sorted(target.having("partial"), key=lambda line: -line.importance) if target else []
    for rank, line in enumerate((*s.view.missing, *partial), 1):
        near = line.nearest or (line.quotes[0] if line.quotes else None)
        yield (
            one_line(s.analysis.posting.id),
            rank,
            line.ref,
            line.level,
            line.text,
            STATUS_WORD[line.status],
            number(line.importance),
            near.text if near else "nothing comes near",
            number(line.probability),
            number(line.shortfall),
        )


def _duties(s: _Seen) -> Iterator[Row]:
    for duty in s.view.duties if s.view.framework else ():
        chunk = None if duty.quote.chunk is None else s.chunks[duty.quote.chunk]
        yield (
            one_line(s.analysis.posting.id),
            chunk.text if chunk else duty.quote.text,
            chunk.start if chunk else None,
            chunk.end if chunk else None,
            duty.nearest,
            number(duty.probability),
        )


def _facts(s: _Seen) -> Iterator[Row]:
    name = one_line(s.analysis.posting.id)
    for fact in s.view.facts:
        for value, quote in fact.entries:
            yield (name, fact.label, value, quote.text if quote else "from the file's own fields")
        if not fact.entries:
            yield (name, fact.label, fact.absent, None)


def _method(s: _Seen) -> Iterator[Row]:
    name = one_line(s.analysis.posting.id)
    yield from ((name, what, told) for what, told in s.view.method)
    yield (name, "Not analysed", skipped_line(s.view.skipped))
    yield from ((name, severity, f"{message} [{code}]") for severity, message, code in s.view.skipped.notes)
