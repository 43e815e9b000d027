"""Tables of a release, one row at a time: whose header says what, and the cells of each row with its place.

O*NET and ESCO are folders of many tables that programs have saved in their own ways, so a table is known by the columns
of its header, and separator, quoting and encoding are found from its content. O*NET's own files have no quoting at all
(a quotation mark is a character of the text), but a spreadsheet that saved one puts quotes around cells with commas,
and some tools put a backslash before each mark: with ``literal`` both come out as the text that was meant. A table is
never in memory as a whole. Row numbers are those of a spreadsheet: a cell with line breaks is one row.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jdmatch.errors import FrameworkError
from jdmatch.frameworks.bundle import Member
from jdmatch.frameworks.names_tables import plain_name
from jdmatch.frameworks.notes import Notes
from jdmatch.frameworks.table import header_of

_LARGEST_CELL = 1_000_000
_CHUNK = 1 << 20
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_GUESSED = "is not UTF-8 and was read as Windows-1252: check letters with accents, dashes and quotes"

Columns = Mapping[str, tuple[str, ...]]
Refuse = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Table:
    """A table by its header: ``cells`` as written, ``columns`` their numbers by ``plain_name``, ``row`` the header's.
    ``before`` opens the place of each row; "" where the table is the whole source."""

    member: Member
    cells: tuple[str, ...]
    columns: Mapping[str, int]
    separator: str
    row: int
    before: str
    quoted: bool

    def column(self, aliases: Sequence[str]) -> int | None:
        """The number of the first column that is there."""
        return next((self.columns[alias] for alias in aliases if alias in self.columns), None)

    def needed(self, aliases: Sequence[str]) -> int:
        """The number of a column by which the table was recognised."""
        found = self.column(aliases)
        if found is None:
            raise KeyError(f"{self.member.name} has no column {aliases[0]}")
        return found

    def has(self, fields: Sequence[str], known: Columns) -> bool:
        """Whether each of the fields has a column."""
        return all(self.column(known[field]) is not None for field in fields)

    def rows(self, notes: Notes, refuse: Refuse, *, literal: bool = False) -> Iterator[tuple[str, list[str]]]:
        """(place, stripped cells) of each row below the header that is not blank and has the header's number of cells.

        ``refuse`` is told (place, reason) of a row with another number. A quote that is never closed is a fault: what
        stands behind it is not known. FrameworkError (JDM013) where the bytes are no text.
        """
        twice = [cell for cell, n in Counter(filter(None, self.cells)).items() if n > 1]
        for cell in twice:
            notes.fault(f"{self.before}{self.row}", f"has the column {cell!r} twice")
        raw = literal and self.separator == "\t" and not self.quoted
        width = len(self.cells)
        for row, cells in self._records(notes, raw):
            if not any(map(str.strip, cells)):
                continue
            place = f"{self.before}{row}"
            if len(cells) != width:
                if len(cells) < width or any(map(str.strip, cells[width:])):
                    refuse(place, f"has {_cells(len(cells))} where the header has {width}")
                    continue
                del cells[width:]
            yield place, [_unquoted(cell) if raw and '"' in cell else cell.strip() for cell in cells]

    def _records(self, notes: Notes, raw: bool) -> Iterator[tuple[int, list[str]]]:
        self._check_size()
        csv.field_size_limit(max(csv.field_size_limit(), _LARGEST_CELL))
        row = self.row - 1
        with io.TextIOWrapper(self.member.open(), encoding=self._encoding(notes), newline="") as stream:
            try:
                for _ in range(row):
                    next(stream)
                reader = (
                    csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
                    if raw
                    else csv.reader(stream, delimiter=self.separator, strict=True)
                )
                next(reader)
                row += 1
                for cells in reader:
                    row += 1
                    yield row, cells
            except csv.Error as error:
                notes.fault(f"{self.before}{row + 1}", f"is no row of a table: {error}")
            except UnicodeDecodeError as error:
                raise FrameworkError(
                    f"{self.member.name} is no text ({error.reason}). Save it as UTF-8 and try again.",
                    faults=[(self.member.name, f"is not {error.encoding}")],
                    code="JDM013",
                ) from error

    def _check_size(self) -> None:
        if self.member.size > self.member.limit:
            raise FrameworkError(
                f"{self.member.name} is larger than {self.member.limit:,} bytes, the limit of a framework file. "
                "Take the rows out that are not needed, or raise limits.framework_bytes in jdmatch.toml.",
                code="JDM009",
            )

    def _encoding(self, notes: Notes) -> str:
        """The table's encoding, from all of its bytes: one letter with an accent may stand in the last row."""
        check = codecs.getincrementaldecoder("utf-8")()
        with self.member.open() as stream:
            chunk = stream.read(_CHUNK)
            if chunk.startswith(_UTF16):
                return "utf-16"
            try:
                while chunk:
                    check.decode(chunk)
                    chunk = stream.read(_CHUNK)
                check.decode(b"", final=True)
            except UnicodeDecodeError:
                place = self.before.rstrip(":")
                if (notes.place(place), _GUESSED) not in notes.warnings:
                    notes.warn(place, _GUESSED)
                return "cp1252"
        return "utf-8-sig"


def _cells(number: int) -> str:
    return "1 cell" if number == 1 else f"{number} cells"


def _unquoted(cell: str) -> str:
    """A cell of a table without quoting, without what a program put around its quotation marks."""
    text = cell.strip()
    inner = text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else None
    if inner is not None and '"' not in inner.replace('""', "") and ("," in inner or '""' in inner):
        return inner.replace('""', '"').strip()
    return text.replace('\\"', '"')


def table_of(member: Member, notes: Notes) -> Table | None:
    """The table that a member is; None for a picture, a note to the reader, JSON or an empty file."""
    text = _head(member)
    if "\x00" in text or text.lstrip()[:1] in ("{", "["):
        return None
    header = header_of(text)
    if header is None or len(header.cells) < 2:
        return None
    columns: dict[str, int] = {}
    for place, cell in enumerate(header.cells):
        columns.setdefault(plain_name(cell), place)
    return Table(
        member=member,
        cells=header.cells,
        columns=columns,
        separator=header.separator,
        row=header.row,
        before="" if member.name == notes.name else f"{member.path}:",
        quoted=header.line.lstrip().startswith('"'),
    )


def _head(member: Member) -> str:
    """The first characters of a member; the last may be cut, and what is no UTF-8 does not matter for a header."""
    head = member.head()
    encoding = "utf-16" if head.startswith(_UTF16) else "utf-8-sig"
    return codecs.getincrementaldecoder(encoding)("replace").decode(head)


class Rejected:
    """Counts the rows of a side table that are of no use, and says so in one warning: a release that was saved wrongly
    has one fault, not ten thousand."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.first: tuple[str, str] | None = None
        self.count = 0

    def __call__(self, place: str, reason: str) -> None:
        """Count a row; the first is the one that is shown."""
        self.first = self.first or (place, reason)
        self.count += 1

    def report(self, notes: Notes) -> None:
        """Warn, where a row was rejected."""
        if self.first is not None:
            place, reason = self.first
            more = f", and {self.count - 1:,} more such rows" if self.count > 1 else ""
            notes.warn(place, f"{reason}: {self.what} left out{more}")
