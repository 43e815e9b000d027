"""Tables (CSV, TSV): a header row, then one statement a row.

The separator is taken from the header row (comma, semicolon as Excel writes it in half of Europe, tab, bar), columns go
by their names, and columns that jdmatch does not know are kept. What is about the whole framework stands in
``# name: value`` lines above the header or in columns that say the same in every row; the latter is what is written,
since every spreadsheet and every CSV library can read it.

A cell that a spreadsheet would run as a formula (``=``, ``+``, ``-``, ``@`` at its start) is written with an apostrophe
before it, and the apostrophe is taken away on reading, so that texts come back as they were. Places are row numbers as
a spreadsheet counts them: comments and blank lines are rows too.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jdmatch.frameworks import names_tables as names
from jdmatch.frameworks.columns import HEADER_ROWS, is_header
from jdmatch.frameworks.items import Draft
from jdmatch.frameworks.listed import written_levels, written_texts
from jdmatch.frameworks.notes import Notes
from jdmatch.frameworks.outcome import Options
from jdmatch.frameworks.rows import Grid, Row, draft_of
from jdmatch.frameworks.structure import HEADING
from jdmatch.records import FOUR_STEPS, Framework, Heading, LevelScale, Statement

_SEPARATORS = (",", ";", "\t", "|")
_FORMULA = re.compile(r"'*[=+\-@]")
_GUARDED = re.compile(r"'+[=+\-@]")
_COMMENT = re.compile(r"#+\s*([\w -]+?)\s*[:=]\s*(.*)")
# A first column that is called "#" makes a header row look like a comment.
_NUMBER_COLUMN = re.compile(r'"?#"?\s*[,;\t|]')
_LARGEST_CELL = 1_000_000
# Columns of a written table: those that are always there, and those that are there where something stands in them.
_ALWAYS = ("id", "statement", "level", "category", "weight")
_OPTIONAL = ("code", "kind", "parent", "aliases", "language")


@dataclass(frozen=True, slots=True)
class Header:
    """The header row: its cells, its line as text, its separator, its row number from 1, and where its line starts in
    the text; ``comments`` are the (row, name, value) above it, ``above`` the other lines there that are not blank."""

    cells: tuple[str, ...]
    line: str
    separator: str
    row: int
    start: int
    comments: tuple[tuple[int, str, str], ...]
    above: tuple[str, ...] = ()


def header_of(
    text: str, separator: str = "", mapping: Sequence[tuple[str, str]] = (), *, is_table: bool = False
) -> Header | None:
    """The header row of a text, or None where it has only comments and blank lines. ``separator`` forces one.

    It is the first row, unless a later one is plainly a header row (with the columns of ``mapping``, or with known
    ones) and the first is not: then a title stands above the table. Where that is known to be one (``is_table``), a
    row with one cell of several is a title too.
    """
    forced, comments, start = separator, [], 0
    first: Header | None = None
    above: list[str] = []
    for row, line in enumerate(io.StringIO(text, newline=""), start=1):
        bare = line.strip()
        # A spreadsheet that saved a comment put quotes around it and separators behind it.
        comment = bare.strip('"').rstrip(",;\t|").rstrip('"').strip()
        if bare.casefold().startswith("sep=") and len(bare) == 5:
            forced = forced or bare[4]
        elif comment.startswith("#") and not _NUMBER_COLUMN.match(bare):
            if found := comment_of(comment.replace('""', '"')):
                comments.append((row, *found))
        elif bare.strip(",;\t|"):
            cells, found_separator = _split_header(text[start : start + _LARGEST_CELL], forced)
            header = Header(cells, line, found_separator, row, start, tuple(comments), tuple(above))
            if is_header(cells, mapping) or (first is None and not mapping and _names_something(cells)):
                return header
            # A title that a spreadsheet saved has the separators of the empty cells beside it.
            titled = is_table and first is not None and _filled(first) == 1 < len(first.cells)
            if first is None or (titled and _filled(header) > 1):
                first = header
            above.append(comment)
            if len(above) == HEADER_ROWS:
                return first
        start += len(line)
    return first


def _filled(header: Header) -> int:
    return sum(1 for cell in header.cells if cell)


def comment_of(text: str) -> tuple[str, str] | None:
    """(name, value) of a line ``# name: value``."""
    found = _COMMENT.fullmatch(text)
    return (found.group(1), found.group(2)) if found else None


def _names_something(cells: tuple[str, ...]) -> bool:
    """Whether a first row has a column of statements, or the columns of a format of its own."""
    plain = {names.plain_name(cell) for cell in cells}
    foreign = any(marks <= plain for _, marks in names.HEADER_MARKS)
    return foreign or "statement" in names.choose(cells, names.STATEMENT_FIELDS)


def _split_header(text: str, forced: str) -> tuple[tuple[str, ...], str]:
    """The cells of the first record, by the separator that gives most known columns, then most columns."""
    best: tuple[tuple[int, int], tuple[str, ...], str] | None = None
    for separator in (forced,) if forced else _SEPARATORS:
        try:
            record = next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])
        except csv.Error:
            continue
        cells = tuple(" ".join(_unguard(cell).split()) for cell in record)
        score = (len(names.choose(cells, names.STATEMENT_FIELDS)), len(cells))
        if best is None or score > best[0]:
            best = (score, cells, separator)
    return (best[1], best[2]) if best is not None else ((text.splitlines()[0],), ",")


def parse(text: str, notes: Notes, separator: str = "", options: Options | None = None) -> Draft:
    """The draft of a table; faults go to ``notes``. Refused at once without a column of statements; SettingsError for
    a mapped column that is not there."""
    mapping = options.columns if options is not None else ()
    header = header_of(text, separator, mapping, is_table=True)
    if header is None:
        notes.stop("", "holds no header row")
    rows = [Row(number, cells) for number, cells in records_of(text, header, notes)]
    grid = Grid(
        format="tsv" if header.separator == "\t" else "csv",
        cells=header.cells,
        row=header.row,
        rows=rows,
        place=lambda row, _: str(row),
        comments=header.comments,
        title=header.above[0] if len(header.above) == 1 else "",
        decimal_comma=header.separator != ",",
    )
    return draft_of(grid, notes, mapping)


def records_of(text: str, header: Header, notes: Notes) -> Iterator[tuple[int, list[str]]]:
    """Row number and cells of each record below the header that is not blank."""
    csv.field_size_limit(max(csv.field_size_limit(), _LARGEST_CELL))
    reader = csv.reader(io.StringIO(text[header.start :], newline=""), delimiter=header.separator, strict=True)
    row = header.row - 1
    try:
        for cells in reader:
            row += 1
            if row == header.row or not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(header.cells) and any(cell.strip() for cell in cells[len(header.cells) :]):
                notes.fault(
                    str(row),
                    f"has {len(cells)} cells where the header has {len(header.cells)}: "
                    "a separator inside a text needs quotes around the text",
                )
                continue
            yield row, [_unguard(cell.strip()) for cell in cells] + [""] * (len(header.cells) - len(cells))
    except csv.Error as error:
        notes.fault(str(row + 1), f"is no row of a table: {error}. A quote inside a text must be doubled.")


def _unguard(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


def _guard(cell: str) -> str:
    return "'" + cell if _FORMULA.match(cell) else cell


def render(framework: Framework, format_id: str) -> bytes:
    """The table of a framework. CSV has commas, CRLF and a byte order mark, which Excel needs to read it as UTF-8; TSV
    has tabs and plain line ends."""
    everything: tuple[Heading | Statement, ...] = (*framework.headings, *framework.statements)
    extra = list(dict.fromkeys(name for item in everything for name, _ in item.extra))
    rows = [*map(_heading_row, framework.headings), *map(_statement_row, framework.statements)]
    for row in rows:
        row["language"] = framework.language
    optional = [name for name in _OPTIONAL if any(row[name] for row in rows)]
    scale = None if framework.scale is None or _is_plain(framework.scale) else written_levels(framework.scale.levels)
    header = [*_ALWAYS, *optional]
    header += ["framework", "framework_title", *(["framework_levels"] if scale else [])]
    taken = {names.plain_name(cell) for cell in header}
    header += [_extra_header(name, taken) for name in extra]
    about = [framework.id, framework.title, *([scale] if scale else [])]
    stream = io.StringIO(newline="")
    separator, end = ("\t", "\n") if format_id == "tsv" else (",", "\r\n")
    writer = csv.writer(stream, delimiter=separator, lineterminator=end)
    writer.writerow([_guard(cell) for cell in header])
    for item, row in zip(everything, rows, strict=True):
        own = dict(item.extra)
        cells = [row[name] for name in (*_ALWAYS, *optional)]
        writer.writerow([_guard(cell) for cell in (*cells, *about, *(own.get(name, "") for name in extra))])
    return stream.getvalue().encode("utf-8-sig" if format_id == "csv" else "utf-8")


def _statement_row(s: Statement) -> dict[str, str]:
    return {
        "id": s.id,
        "statement": s.text,
        "level": s.level or "",
        "category": s.category or "",
        "weight": _number(s.weight),
        "code": s.code or "",
        "kind": s.kind or "",
        "parent": s.parent or "",
        "aliases": written_texts(s.aliases),
    }


def _heading_row(h: Heading) -> dict[str, str]:
    return {
        **dict.fromkeys((*_ALWAYS, *_OPTIONAL), ""),
        "id": h.id,
        "statement": h.text,
        "code": h.code or "",
        "kind": h.kind or HEADING,
        "parent": h.parent or "",
    }


def _extra_header(name: str, taken: set[str]) -> str:
    """An extra field's own name, or ``extra.name`` where a reader would take it for something else."""
    plain = names.plain_name(name)
    ours = names.field_of(name, names.STATEMENT_FIELDS) or names.field_of(name, names.TABLE_FIELDS)
    foreign = any(plain in marks for _, marks in names.HEADER_MARKS)
    if ours or foreign or name.startswith(("extra.", "#")) or plain in taken:
        return f"extra.{name}"
    return name


def _is_plain(scale: LevelScale) -> bool:
    """Whether a reader finds the scale without its declaration. Numbers could be found too, but not where the highest
    level has no statement, so they are declared."""
    return scale.levels == FOUR_STEPS.levels


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if value == int(value) and value < 1e15 else repr(value)
