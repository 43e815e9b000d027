"""Excel workbooks: which sheet holds the framework, where its table begins, and what its merged cells mean.

The first visible sheet with a column of statements is read, and others that have one are named in a warning; a sheet of
any kind can be asked for by its name. Rows above the header row are titles (or ``# name: value`` lines, as in a CSV
file). A cell that is merged downwards says the same in each row; one that is alone in its row and merged across is the
title of a section. Hidden rows and columns are read like the others, and a warning counts the rows. Places are cells:
``file.xlsx:Sheet1!B7``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jdmatch.errors import SettingsError, nearest
from jdmatch.frameworks import names_tables as names
from jdmatch.frameworks import rows as tables
from jdmatch.frameworks.columns import HEADER_ROWS, is_header
from jdmatch.frameworks.detect import unknown
from jdmatch.frameworks.intake import Document
from jdmatch.frameworks.items import Draft
from jdmatch.frameworks.notes import Notes
from jdmatch.frameworks.outcome import Options
from jdmatch.frameworks.table import comment_of
from jdmatch.frameworks.workbook import Sheet, Workbook
from jdmatch.frameworks.workbook_cells import MAX_CELLS, Merge, Row, letters

# A sheet whose name has anything else in it stands in quotes where a cell is named.
_PLAIN_SHEET = re.compile(r"[^\W\d]\w*")
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class _Header:
    """A header row: its number, the cells by column, and the rows above it."""

    number: int
    cells: dict[int, str]
    above: Sequence[Row] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class _Table:
    """All rows of a sheet, merged cells filled. ``copied`` are the columns of a row that were filled from above,
    ``across`` the columns that a cell is spread over; both by row."""

    rows: Sequence[Row]
    copied: Mapping[int, set[int]]
    across: Mapping[int, Mapping[int, range]]


def parse(document: Document, notes: Notes, options: Options) -> Draft:
    """The draft of a workbook's sheet; faults go to ``notes``. SettingsError for a sheet or a mapped column that is not
    there, FrameworkError (JDM012) for a damaged workbook."""
    if not document.data.startswith(b"PK"):
        raise unknown(document.name, "no Excel workbook (.xlsx)")
    book = Workbook(document)
    sheet, header = _chosen(book, notes, options)
    table = _table(book, sheet, notes)
    # The names of columns may be merged over two rows, which is known when all rows were read.
    header = _header(table.rows, options) or header
    below = [row for row in table.rows if row.number > header.number]
    comments, title = _above(header.above)
    draft = tables.draft_of(
        tables.Grid(
            format="xlsx",
            cells=_header_cells(header, sheet, below, notes),
            row=header.number,
            rows=_rows(below, max(header.cells) + 1, table),
            place=lambda row, column: _place(sheet, row, column),
            comments=comments,
            title=title,
        ),
        notes,
        options.columns,
    )
    if hidden := sum(row.hidden for row in below):
        notes.warn(sheet.name, f"has {hidden:,} hidden row{'s' if hidden > 1 else ''}, which {_were(hidden)} read too")
    return draft


def _were(number: int) -> str:
    return "were" if number > 1 else "was"


def _place(sheet: Sheet, row: int, column: int | None = None) -> str:
    name = sheet.name if _PLAIN_SHEET.fullmatch(sheet.name) else "'" + sheet.name.replace("'", "''") + "'"
    return f"{name}!{row}" if column is None else f"{name}!{letters(column)}{row}"


def _chosen(book: Workbook, notes: Notes, options: Options) -> tuple[Sheet, _Header]:
    """The sheet that is read, and its header row."""
    if options.sheet:
        sheet = _named(book, options.sheet)
        whole = _table(book, sheet, notes).rows
        return sheet, _header(whole, options) or _first_row(sheet, whole, notes)
    visible = [sheet for sheet in book.sheets if not sheet.hidden]
    found = [(sheet, header) for sheet in visible if (header := _header(_head(book, sheet), options))]
    if not found:
        whole_sheets = ((sheet, _table(book, sheet, notes).rows) for sheet in visible)
        found = [(sheet, header) for sheet, whole in whole_sheets if (header := _header(whole, options))]
    if not found and options.columns and visible:
        best = max(visible, key=lambda sheet: _mapped_here(_head(book, sheet), options))
        return best, _first_row(best, _head(book, best), notes)
    if not found:
        _refuse(book, notes)
    if foreign := _foreign(found[0][1], options):
        notes.stop(
            _place(found[0][0], found[0][1].number),
            f"has the columns of {foreign} ({names.ABOUT[foreign]}), which is read from text: save the sheet as CSV "
            "and import that",
        )
    if len(found) > 1:
        others = ", ".join(repr(sheet.name) for sheet, _ in found[1:_SHOWN])
        more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        notes.warn(
            found[0][0].name,
            f"is the sheet that was read; statements stand in {others}{more} too: --sheet NAME reads another",
        )
    return found[0]


def _named(book: Workbook, wanted: str) -> Sheet:
    plain = names.plain_name(wanted)
    for sheet in book.sheets:
        if names.plain_name(sheet.name) == plain:
            return sheet
    shown = [sheet.name for sheet in book.sheets]
    raise SettingsError(f"{book.name} has no sheet '{wanted}'.{nearest(wanted, shown)}")


def _head(book: Workbook, sheet: Sheet) -> Sequence[Row]:
    return book.head(sheet, HEADER_ROWS)


def _header(rows: Sequence[Row], options: Options) -> _Header | None:
    """The header row of a sheet: the first that is plainly one, else the first row with several cells, where one of
    its columns is called after statements."""
    head = rows[:HEADER_ROWS]
    for place, row in enumerate(head):
        if is_header(_spread(row.cells), options.columns):
            return _Header(row.number, row.cells, head[:place])
    for place, row in enumerate(head):
        if "statement" in names.choose(_spread(row.cells), names.STATEMENT_FIELDS) and not options.columns:
            return _Header(row.number, row.cells, head[:place])
        if len(row.cells) > 1:
            break
    return None


def _mapped_here(rows: Sequence[Row], options: Options) -> int:
    """How many mapped columns a sheet has a name for."""
    cells = {names.plain_name(cell) for row in rows for cell in row.cells.values()}
    return len(cells & {names.plain_name(column) for column, _ in options.columns})


def _first_row(sheet: Sheet, rows: Sequence[Row], notes: Notes) -> _Header:
    """The first row of a sheet that has no header row that one would know: the faults of its columns are said where
    columns are chosen."""
    head = [row for row in rows[:HEADER_ROWS] if row.cells]
    if not head:
        notes.stop(sheet.name, "is a sheet without anything in it", code="JDM004")
    place = next((i for i, row in enumerate(head) if len(row.cells) > 1), 0)
    return _Header(head[place].number, head[place].cells, head[:place])


def _foreign(header: _Header, options: Options) -> str:
    """The format of its own whose columns a header row has, where no mapping says otherwise."""
    plain = {names.plain_name(cell) for cell in header.cells.values()}
    marks = () if options.columns else names.HEADER_MARKS
    return next((format_id for format_id, those in marks if those <= plain), "")


def _refuse(book: Workbook, notes: Notes) -> None:
    shown = []
    for sheet in book.sheets[:_SHOWN]:
        first = next((row for row in _head(book, sheet) if len(row.cells) > 1), None)
        cells = ", ".join(repr(cell) for cell in (first.cells.values() if first else ()))[:120]
        hidden = " (hidden: --sheet reads it)" if sheet.hidden else ""
        shown.append(f"{sheet.name!r}{hidden} has the columns {cells}" if cells else f"{sheet.name!r} has no table")
    notes.stop(
        "",
        f"no sheet has a column of statements: {'; '.join(shown) or 'there are no sheets'}. Call it statement, task, "
        "responsibility, text or description, or say which it is (--map 'Name of it=statement')",
    )


def _spread(cells: dict[int, str]) -> tuple[str, ...]:
    """Cells by column as a row without gaps."""
    return tuple(" ".join(cells.get(at, "").split()) for at in range(max(cells, default=-1) + 1))


def _above(rows: Sequence[Row]) -> tuple[list[tuple[int, str, str]], str]:
    """The ``# name: value`` lines above the header row, and the title: the first other row, where it has one cell."""
    comments, titles = [], []
    for row in rows:
        texts = list(row.cells.values())
        found = comment_of(texts[0]) if texts else None
        if found is not None:
            comments.append((row.number, *found))
        elif texts and not texts[0].startswith("#"):
            titles.append(texts)
    return comments, " ".join(titles[0][0].split()) if titles and len(titles[0]) == 1 else ""


def _header_cells(header: _Header, sheet: Sheet, below: Sequence[Row], notes: Notes) -> tuple[str, ...]:
    """The header's cells; columns without a name that hold something are named in a warning, for they are not kept."""
    cells = _spread(header.cells)
    nameless: dict[int, int] = {}
    for row in below:
        for at in row.cells:
            if at >= len(cells) or not cells[at]:
                nameless[at] = nameless.get(at, 0) + 1
    for at, count in sorted(nameless.items())[:_SHOWN]:
        what = f"{count:,} cells" if count > 1 else "1 cell"
        notes.warn(_place(sheet, header.number, at), f"has no name for a column with {what}: they are not read")
    return cells


def _rows(below: Sequence[Row], width: int, table: _Table) -> list[tables.Row]:
    """The rows below the header that hold something in its columns."""
    out = []
    for row in below:
        cells = [row.cells.get(at, "") for at in range(width)]
        problems = {at: reason for at, reason in row.problems.items() if at < width}
        if problems or any(cells):
            across = table.across.get(row.number, {})
            filled = [at for at, cell in enumerate(cells) if cell]
            merged = len(filled) == 1 and len(across.get(filled[0], ())) > 1
            copied = frozenset(table.copied.get(row.number, ()))
            out.append(tables.Row(row.number, cells, problems, merged, across, copied))
    return out


def _table(book: Workbook, sheet: Sheet, notes: Notes) -> _Table:
    """All rows of a sheet, with the value of each cell that is merged downwards in the rows that it covers."""
    merges: list[Merge] = []
    rows = list(book.rows(sheet, merges))
    numbers = [row.number for row in rows]
    copied: dict[int, set[int]] = {}
    across: dict[int, dict[int, range]] = {}
    covered = 0
    for top, left, bottom, right in merges:
        first, last = bisect_left(numbers, top), bisect_right(numbers, bottom)
        if first == last or rows[first].number != top:
            continue
        across.setdefault(top, {})[left] = range(left, right + 1)
        covered += last - first
        if covered > MAX_CELLS:
            notes.stop(_place(sheet, top, left), f"merged cells cover more than {MAX_CELLS:,} rows", code="JDM009")
        value = rows[first].cells.get(left, "")
        for row in rows[first + 1 : last] if value else ():
            if left not in row.cells:
                row.cells[left] = value
                copied.setdefault(row.number, set()).add(left)
    return _Table(rows, copied, across)
