"""From the rows of a table to the statements of a framework, whichever program the table came from.

A spreadsheet is made for readers: it has titles of sections between its rows, its header row again on each page, sums
and sources at its end, and competencies whose statements stand in a column for each level. What is plainly the title of
a section becomes a heading; a row that can not be a statement is skipped and reported with its place; and a cell that
could mean two things is a fault. Every row that is not blank is counted, in a table with columns for levels every
statement and every competency.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from jdmatch.frameworks import columns_tables as words
from jdmatch.frameworks import names_tables as names
from jdmatch.frameworks.columns import Columns, columns_of
from jdmatch.frameworks.fields import amount
from jdmatch.frameworks.items import Draft, Item
from jdmatch.frameworks.levels import scale_of
from jdmatch.frameworks.listed import listed_levels, listed_texts
from jdmatch.frameworks.notes import Notes
from jdmatch.frameworks.structure import HEADING, levelled_only
from jdmatch.records import FOUR_STEPS, LevelScale

_HOW_TO_DECLARE = (
    "Put a line '# levels: lowest < … < highest' above the header row, or use the JSON form with its list of levels."
)
_SHOWN_LABEL = 40


@dataclass(frozen=True, slots=True)
class Row:
    """A row of stripped cells, as many as the header has. ``problems`` say why a cell can not be read, ``merged`` that
    its one cell is spread over several columns, ``across`` which columns a cell is spread over, ``copied`` which cells
    are merged with the one above."""

    number: int
    cells: Sequence[str]
    problems: Mapping[int, str] = field(default_factory=dict)
    merged: bool = False
    across: Mapping[int, Sequence[int]] = field(default_factory=dict)
    copied: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its header row, the ``comments`` above it as (row, name, value), and the rows below it that are not
    blank. ``place`` gives the place of a row, or of a cell in it, for messages; ``title`` is a line above the table."""

    format: str
    cells: tuple[str, ...]
    row: int
    rows: Sequence[Row]
    place: Callable[[int, int | None], str]
    comments: Sequence[tuple[int, str, str]] = ()
    title: str = ""
    decimal_comma: bool = False


def draft_of(grid: Grid, notes: Notes, mapping: Sequence[tuple[str, str]] = ()) -> Draft:
    """The draft of a table; faults go to ``notes``. Refused at once without a column of statements; SettingsError for
    a mapped column that is not there."""
    said: dict[str, tuple[int, str]] = {}
    for number, name, value in grid.comments:
        found = names.field_of(name, names.COMMENT_FIELDS)
        if found is not None and value.strip():
            said[found[0]] = (number, notes.text(value, grid.place(number, None)))
    declared = listed_levels(said["levels"][1]) if "levels" in said else []
    columns = columns_of(grid.cells, grid.place(grid.row, None), notes, mapping, declared)
    reader = _Reader(grid, notes, *_settled(grid, columns, notes))
    items = reader.items()
    about = {field: reader.constant(at) for field, at in reader.columns.about.items()}
    given = {field: value for field, value in about.items() if value[1]} | said
    number, written = given.get("levels", (grid.row, ""))
    scale = None
    if written:
        scale = scale_of(listed_levels(written), notes, grid.place(number, None))
    elif reader.columns.levels:
        scale = _scale(grid.cells, reader.columns.levels)
    notes.columns += reader.columns.used(grid.cells)
    if not items and notes.skipped:
        place, reason = notes.skipped[0]
        notes.fault("", f"holds no statements: every row was skipped, the first at {place}, which {reason}")
    return Draft(
        format=grid.format,
        items=levelled_only(items, notes),
        id=given.get("id", (0, ""))[1],
        title=given.get("title", (0, grid.title))[1],
        scale=scale,
        scale_refused=scale is None and written != "",
        how_to_declare=_HOW_TO_DECLARE,
    )


def _settled(grid: Grid, columns: Columns, notes: Notes) -> tuple[Columns, bool]:
    """The columns after a look into those that are called after levels, and whether these hold marks: all cells that
    say something are statements, or all are marks; else the columns are fields like any other."""
    if not columns.levels:
        return columns, False
    cells = [row.cells[at].casefold() for row in grid.rows for at, _ in columns.levels]
    said = [cell for cell in cells if cell not in ("", *words.NOTHING)]
    if said and all(cell in words.MARKS for cell in said):
        return columns, True
    if columns.mapped or not any(cell in words.MARKS or _is_number(cell) for cell in said):
        return columns, False
    shown = ", ".join(repr(grid.cells[at]) for at, _ in columns.levels)
    notes.warn(
        grid.place(grid.row, None),
        f"the columns {shown} are called after levels, and not all of their cells are statements, nor all of them "
        "marks: they are kept as they are, and no level was taken from them",
    )
    return columns.without_levels(grid.cells), False


def _is_number(cell: str) -> bool:
    return not any(c.isalpha() for c in cell)


def _scale(cells: Sequence[str], levels: Sequence[tuple[int, str]]) -> LevelScale:
    """The scale of columns for levels: the four steps, numbers from 1, or from left to right as the columns stand."""
    called = [level for _, level in levels]
    if set(called) <= set(FOUR_STEPS.levels):
        return FOUR_STEPS
    labels = {level: cells[at] for at, level in levels}
    if all(level.isascii() and level.isdigit() and len(level) < 3 for level in called):
        numbers = [int(level) for level in called]
        called = [str(n) for n in range(min(1, *numbers), max(numbers) + 1)]
        labels = {str(int(level)): label for level, label in labels.items()}
    return LevelScale(tuple(called), tuple(labels.get(level, f"Level {level}") for level in called))


class _Reader:
    """Goes through the rows of one table."""

    def __init__(self, grid: Grid, notes: Notes, columns: Columns, marks: bool) -> None:
        self.grid, self.notes, self.columns = grid, notes, columns
        self.marked = columns.levels if marks else ()
        self.beside = () if marks else columns.levels
        self.statement = columns.fields["statement"]
        self.header = [names.plain_name(cell) for cell in grid.cells]
        self.kept: list[Row] = []
        self.competencies: dict[str, Item] = {}
        self.unread: Counter[int] = Counter()
        self.numbered: Counter[str] = Counter()
        self.ids = self._ids()
        beside_statements = (row for row in grid.rows if row.cells[self.statement] and not self._is_header(row))
        self.first_cells = {row.cells[0] for row in beside_statements if row.cells[0]}

    def _ids(self) -> set[str]:
        at = self.columns.fields.get("id")
        return set() if at is None else {row.cells[at] for row in self.grid.rows}

    def items(self) -> list[Item]:
        """The items of the rows that are kept, with the titles of sections as headings."""
        out: list[Item] = []
        title: Row | None = None
        section = ""
        for row in map(self._once, self.grid.rows):
            self.notes.rows += 1
            reason = self._not_kept(row)
            if reason is None:
                if title is not None:
                    heading = self._section(title, len(out))
                    out.append(heading)
                    section, title = heading.id, None
                self.kept.append(row)
                out += self._beside(row, section) if self.beside else [self._item(row, section)]
                continue
            if title is not None:
                self._skip(title, self._nothing())
            title = row if reason == "" else None
            if reason:
                self._skip(row, reason)
        if title is not None:
            self._skip(title, self._nothing())
        self._report_unread()
        return out

    def _once(self, row: Row) -> Row:
        """A row without what merged cells say once for several rows: a statement and its id. In a table with columns
        for levels the competency is said for each of its rows, and a statement once."""
        own = [at for at, _ in self.beside] or [self.statement, self.columns.fields.get("id", -1)]
        if not row.copied.intersection(own):
            return row
        copied = row.copied.intersection(own)
        return replace(row, cells=["" if at in copied else cell for at, cell in enumerate(row.cells)])

    def _skip(self, row: Row, reason: str) -> None:
        self.notes.skip(self.grid.place(row.number, None), reason)

    def _not_kept(self, row: Row) -> str | None:
        """Why a row is skipped; "" where it looks like the title of a section, None for a row that is kept."""
        if self._is_header(row):
            return "repeats the header row"
        if row.merged:
            return "" if self._may_have_sections() else self._nothing()
        if self._has_statement(row):
            return None
        return "" if self._is_title(row) else self._nothing()

    def _is_header(self, row: Row) -> bool:
        return all(names.plain_name(cell) == called for cell, called in zip(row.cells, self.header, strict=True))

    def _nothing(self) -> str:
        called = repr(self.grid.cells[self.statement])
        if self.beside:
            return "has no statement at any level"
        return f"has no statement: its cell in the column {called} is empty"

    def _has_statement(self, row: Row) -> bool:
        if row.cells[self.statement] or self.statement in row.problems:
            is_heading = self._plain(row, "kind").casefold() == HEADING
            return not self.beside or is_heading or any(self._said(row, at) for at, _ in self.beside)
        return any(self._said(row, at) for at, _ in self.beside)

    def _said(self, row: Row, at: int) -> bool:
        return at in row.problems or row.cells[at].casefold() not in ("", *words.NOTHING)

    def _may_have_sections(self) -> bool:
        """A table that says elsewhere what a row belongs to has no titles of sections between its rows."""
        return bool(self.beside) or not {"category", "parent"} & set(self.columns.fields)

    def _is_title(self, row: Row) -> bool:
        """Whether the first cell is all that a row has, and can be nothing else than a title: in a column that is
        empty beside statements, or among numbers that look nothing like it."""
        filled = [at for at, cell in enumerate(row.cells) if cell]
        if filled != [0] or row.problems or not self._may_have_sections():
            return False
        here = [name for name, at in (*self.columns.fields.items(), *self.columns.about.items()) if at == 0]
        if here and here[0] not in ("id", "code"):
            return False
        if not self.first_cells:
            return True
        title = row.cells[0]
        unlike = not any(map(str.isdigit, title)) and all(any(map(str.isdigit, cell)) for cell in self.first_cells)
        longer = " " in title and not any(" " in cell for cell in self.first_cells)
        return bool(here) and (unlike or longer)

    def _section(self, row: Row, number: int) -> Item:
        at = next(at for at, cell in enumerate(row.cells) if cell)
        own = f"section-{number + 1}"
        while own in self.ids:
            own += "-"
        self.ids.add(own)
        return Item(
            self._place(row, at), self.notes.text(row.cells[at], self._place(row, at), "the title"), own, kind=HEADING
        )

    def _place(self, row: Row, at: int | None = None) -> str:
        return self.grid.place(row.number, at)

    def _plain(self, row: Row, name: str) -> str:
        at = self.columns.fields.get(name)
        return "" if at is None else row.cells[at]

    def _field(self, row: Row, name: str) -> str:
        """A field of a row; "" where its table or its row has none."""
        at = self.columns.fields.get(name)
        return "" if at is None else self._cell(row, at)

    def _cell(self, row: Row, at: int) -> str:
        called = f"the {self.grid.cells[at]}"
        if at in row.problems:
            self.notes.fault(self._place(row, at), f"{called} {row.problems[at]}")
            return ""
        return self.notes.optional(row.cells[at], self._place(row, at), called)

    def _item(self, row: Row, section: str) -> Item:
        return Item(
            place=self._place(row, self.statement),
            text=self._cell(row, self.statement),
            id=self._field(row, "id"),
            level=self._mark(row) if self.marked else self._field(row, "level"),
            category=self._field(row, "category"),
            code=self._field(row, "code"),
            weight=self._weight(row),
            extra=self._extra(row),
            kind=self._field(row, "kind"),
            parent=self._field(row, "parent") or section,
            aliases=listed_texts(self._field(row, "aliases")),
            language=self._field(row, "language"),
        )

    def _weight(self, row: Row) -> float | None:
        at = self.columns.fields.get("weight")
        written = self._field(row, "weight")
        if at is None or not written:
            return None
        return amount(written, self._place(row, at), self.notes, decimal_comma=self.grid.decimal_comma)

    def _extra(self, row: Row) -> tuple[tuple[str, str], ...]:
        kept = []
        for name, at in self.columns.extra:
            if at in row.problems:
                self.unread[at] += 1
            elif value := self._cell(row, at):
                kept.append((name, value))
        return tuple(kept)

    def _report_unread(self) -> None:
        for at, count in self.unread.items():
            first = next(row for row in self.kept if at in row.problems)
            so = "so does 1 more cell" if count == 2 else f"so do {count - 1:,} more cells"
            more = f", and {so} of the column" if count > 1 else ""
            column = f"the {self.grid.cells[at]} {first.problems[at]}{more}"
            reason = f"{column}: left out, the statement is kept"
            self.notes.warn(self._place(first, at), reason)

    def _mark(self, row: Row) -> str:
        """The one level that a row is marked at."""
        at = [(at, level) for at, level in self.marked if self._said(row, at)]
        if len(at) > 1:
            shown = ", ".join(repr(level) for _, level in at)
            self.notes.fault(self._place(row, at[1][0]), f"is marked at the levels {shown}: a statement has one")
        for column, _ in at:
            self._cell(row, column)
        return at[0][1] if at else ""

    def _beside(self, row: Row, section: str) -> Iterator[Item]:
        """The competency of a row as a heading, and its statements at each level."""
        heading = self._competency(row, section)
        if heading is None:
            return
        merged = self.columns.fields.get("id") in row.copied
        seen_before = heading.id in self.competencies and (merged or not self._plain(row, "id"))
        if not seen_before:
            self.competencies[heading.id] = heading
            yield replace(heading, weight=None)
        else:
            self.notes.rows -= 1
        kind = self._plain(row, "kind")
        for at, level in self.beside:
            if not self._said(row, at):
                continue
            self.notes.rows += 1
            self._check_across(row, at)
            text = self._cell(row, at)
            if text and text.casefold() in words.MARKS:
                self.notes.fault(self._place(row, at), f"is {text!r}, where other cells hold statements")
            own = f"{heading.id}/{level}"
            self.numbered[own] += 1
            own = f"{own}/{self.numbered[own]}" if self.numbered[own] > 1 and seen_before else own
            yield Item(
                self._place(row, at),
                text,
                own,
                level,
                weight=heading.weight,
                kind="" if kind.casefold() == HEADING else kind,
                parent=heading.id,
                language=heading.language,
            )

    def _competency(self, row: Row, section: str) -> Item | None:
        item = self._item(row, section)
        called = self.grid.cells[self.statement]
        if not item.text:
            if self.statement not in row.problems:
                self.notes.fault(
                    self._place(row, self.statement),
                    f"has statements and no {called}: write the {called} into every row",
                )
            return None
        own = item.id or item.text
        return replace(item, id=own, kind=item.kind or HEADING, level="")

    def _check_across(self, row: Row, at: int) -> None:
        others = {column for column, _ in self.beside} & set(row.across.get(at, ()))
        if others - {at}:
            self.notes.fault(self._place(row, at), "is spread over the columns of several levels: write it into each")

    def constant(self, at: int) -> tuple[int, str]:
        """The one value of a column about the whole framework, with the first row that has it."""
        first: tuple[int, str] | None = None
        called = self.grid.cells[at]
        for row in self.kept:
            value = self._cell(row, at)
            if value and first is None:
                first = (row.number, value)
            elif value and first is not None and value != first[1]:
                self.notes.fault(
                    self._place(row, at),
                    f"the {called} is {value!r}, though row {first[0]} says {first[1]!r}: one file, one framework",
                )
        return first or (0, "")
