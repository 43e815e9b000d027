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
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jdmatch.frameworks import names_tables as names
from jdmatch.frameworks.draft import Draft, Item
from jdmatch.frameworks.fields import amount
from jdmatch.frameworks.levels import scale_of
from jdmatch.frameworks.notes import Notes
from jdmatch.records import FOUR_STEPS, Framework, LevelScale

_SEPARATORS = (",", ";", "\t", "|")
_FORMULA = re.compile(r"'*[=+\-@]")
_GUARDED = re.compile(r"'+[=+\-@]")
_COMMENT = re.compile(r"#+\s*([\w -]+?)\s*[:=]\s*(.*)")
# A first column that is called "#" makes a header row look like a comment.
_NUMBER_COLUMN = re.compile(r'"?#"?\s*[,;\t|]')
_LARGEST_CELL = 1_000_000
_HOW_TO_DECLARE = (
    "Put a line '# levels: lowest < … < highest' above the header row, or use the JSON form with its list of levels."
)


@dataclass(frozen=True, slots=True)
class Header:
    """The header row: its cells, its line as text, its separator, its row number from 1, and where its line starts in
    the text; ``comments`` are the (row, name, value) above it."""

    cells: tuple[str, ...]
    line: str
    separator: str
    row: int
    start: int
    comments: tuple[tuple[int, str, str], ...]


def header_of(text: str, separator: str = "") -> Header | None:
    """The header row of a text, or None where it has only comments and blank lines. ``separator`` forces one."""
    forced, comments, start = separator, [], 0
    for row, line in enumerate(io.StringIO(text, newline=""), start=1):
        bare = line.strip()
        # A spreadsheet that saved a comment put quotes around it and separators behind it.
        comment = bare.strip('"').rstrip(",;\t|").rstrip('"').strip()
        if bare.casefold().startswith("sep=") and len(bare) == 5:
            forced = forced or bare[4]
        elif comment.startswith("#") and not _NUMBER_COLUMN.match(bare):
            found = _COMMENT.fullmatch(comment.replace('""', '"'))
            if found:
                comments.append((row, found.group(1), found.group(2)))
        elif bare.strip(",;\t|"):
            cells, found_separator = _split_header(text[start : start + _LARGEST_CELL], forced)
            return Header(cells, line, found_separator, row, start, tuple(comments))
        start += len(line)
    return None


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


def parse(text: str, notes: Notes, separator: str = "") -> Draft:
    """The draft of a table; faults go to ``notes``. Refused at once without a column of statements."""
    header = header_of(text, separator)
    if header is None:
        notes.stop("", "holds no header row")
    format_id = "tsv" if header.separator == "\t" else "csv"
    columns = _columns(header, notes)
    rows = list(_rows(text, header, notes))
    given = {field: _constant(rows, at, header.cells[at], notes) for field, at in columns.about.items()}
    for row, name, value in header.comments:
        found = names.field_of(name, names.COMMENT_FIELDS)
        if found is not None and value.strip():
            given[found[0]] = (row, notes.text(value, str(row)))
    row, declared = given.get("levels", (header.row, ""))
    scale = scale_of(_level_names(declared), notes, str(row)) if declared else None
    return Draft(
        format=format_id,
        items=[_item(row, cells, columns, header, notes) for row, cells in rows],
        id=given.get("id", (0, ""))[1],
        title=given.get("title", (0, ""))[1],
        scale=scale,
        scale_refused=scale is None and declared != "",
        how_to_declare=_HOW_TO_DECLARE,
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    """Column numbers: of a statement's fields, of the framework's, and of extra fields by name."""

    fields: dict[str, int]
    about: dict[str, int]
    extra: tuple[tuple[str, int], ...]


def _columns(header: Header, notes: Notes) -> _Columns:
    cells = header.cells
    about = names.choose(cells, names.TABLE_FIELDS)
    fields = names.choose(cells, names.STATEMENT_FIELDS)
    if "id" not in fields and "code" in fields:
        fields["id"] = fields.pop("code")
    if "statement" not in fields:
        shown = ", ".join(repr(cell) for cell in cells[:12])
        wanted = "statement, task, responsibility, text or description"
        notes.stop(str(header.row), f"no column holds statements: the columns are {shown}. Call it {wanted}.")
    used = {*fields.values(), *about.values()}
    plain = [names.plain_name(cell) for cell in cells]
    for place in sorted(used):
        if plain.count(plain[place]) > 1:
            notes.fault(str(header.row), f"has the column {cells[place]!r} twice")
    extra = tuple(
        (cell.removeprefix("extra."), place)
        for place, cell in enumerate(cells)
        if place not in used and cell and plain[place] not in {plain[p] for p in used}
    )
    for name in {name for name, _ in extra if [n for n, _ in extra].count(name) > 1}:
        notes.fault(str(header.row), f"has the column {name!r} twice")
    return _Columns(fields, about, extra)


def _rows(text: str, header: Header, notes: Notes) -> Iterator[tuple[int, list[str]]]:
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


def _constant(rows: Sequence[tuple[int, list[str]]], column: int, name: str, notes: Notes) -> tuple[int, str]:
    """The one value of a column about the whole framework, with the first row that has it."""
    first: tuple[int, str] | None = None
    for row, cells in rows:
        value = notes.optional(cells[column], str(row), f"the {name}")
        if value and first is None:
            first = (row, value)
        elif value and first is not None and value != first[1]:
            notes.fault(
                str(row), f"the {name} is {value!r}, though row {first[0]} says {first[1]!r}: one file, one framework"
            )
    return first or (0, "")


def _item(row: int, cells: Sequence[str], columns: _Columns, header: Header, notes: Notes) -> Item:
    place = str(row)

    def text(field: str) -> str:
        column = columns.fields.get(field)
        return "" if column is None else notes.optional(cells[column], place, f"the {header.cells[column]}")

    column = columns.fields["statement"]
    given = columns.fields.get("weight")
    extra = ((name, notes.optional(cells[at], place, f"the {name}")) for name, at in columns.extra)
    return Item(
        place=place,
        text=notes.text(cells[column], place, f"the {header.cells[column]}"),
        id=text("id"),
        level=text("level"),
        category=text("category"),
        code=text("code"),
        weight=None if given is None else amount(cells[given], place, notes, decimal_comma=header.separator != ","),
        extra=tuple((name, value) for name, value in extra if value),
    )


def _level_names(declared: str) -> list[str]:
    """Names from ``a < b < c``, or from a JSON list where a name holds the sign itself."""
    if declared.startswith("["):
        try:
            listed = json.loads(declared)
        except ValueError:
            listed = None
        if isinstance(listed, list) and all(isinstance(name, str) and name.strip() for name in listed):
            return [" ".join(name.split()) for name in listed]
    return [name.strip() for name in declared.split("<" if "<" in declared else ",") if name.strip()]


def _unguard(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


def _guard(cell: str) -> str:
    return "'" + cell if _FORMULA.match(cell) else cell


def render(framework: Framework, format_id: str) -> bytes:
    """The table of a framework. CSV has commas, CRLF and a byte order mark, which Excel needs to read it as UTF-8; TSV
    has tabs and plain line ends."""
    extra = list(dict.fromkeys(name for s in framework.statements for name, _ in s.extra))
    coded = any(s.code for s in framework.statements)
    scale = None if framework.scale is None or _is_plain(framework.scale) else _declaration(framework.scale)
    header = ["id", "statement", "level", "category", "weight", *(["code"] if coded else [])]
    header += ["framework", "framework_title", *(["framework_levels"] if scale else [])]
    taken = {names.plain_name(cell) for cell in header}
    header += [_extra_header(name, taken) for name in extra]
    about = [framework.id, framework.title, *([scale] if scale else [])]
    stream = io.StringIO(newline="")
    separator, end = ("\t", "\n") if format_id == "tsv" else (",", "\r\n")
    writer = csv.writer(stream, delimiter=separator, lineterminator=end)
    writer.writerow([_guard(cell) for cell in header])
    for s in framework.statements:
        own = dict(s.extra)
        cells = [s.id, s.text, s.level or "", s.category or "", _number(s.weight), *([s.code or ""] if coded else [])]
        writer.writerow([_guard(cell) for cell in (*cells, *about, *(own.get(name, "") for name in extra))])
    return stream.getvalue().encode("utf-8-sig" if format_id == "csv" else "utf-8")


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


def _declaration(scale: LevelScale) -> str:
    """The levels as ``a < b``; as a JSON list where that could be read in another way."""
    plain = " < ".join(scale.levels)
    return plain if _level_names(plain) == list(scale.levels) else json.dumps(scale.levels, ensure_ascii=False)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if value == int(value) and value < 1e15 else repr(value)
