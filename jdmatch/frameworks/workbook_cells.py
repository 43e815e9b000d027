"""The parts of a workbook that cells are made of, as expat meets them: shared texts, number formats, and the cells of
a sheet.

What a spreadsheet shows is what comes out: the kept value of a formula, a number without the noise of its last binary
digits, leading zeros where the cell's format puts them, a date as ISO 8601. A formula that was never computed and an
error value (``#REF!``) have no text: the cell says why.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NoReturn

from jdmatch.frameworks.workbook_tables import BUILT_IN_FORMATS, DATE, TIME

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
MAX_CELLS = 1_000_000
"""Cells with something in them that a sheet may have."""

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
# Characters that XML can not hold are written as _x000D_, and an underscore before such a thing as _x005F_.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Parts of a number format that are shown as they are: quoted, escaped, as wide as a sign, repeated, colours.
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_PADDED = re.compile(r"0+")
_DECIMALS = re.compile(r"0\.(0{1,15})")
_NO_VALUE = "holds a formula without a value: open the workbook in a spreadsheet program and save it"

Attributes = dict[str, str]
Merge = tuple[int, int, int, int]


@dataclass(slots=True)
class Row:
    """A row with something in it: texts by column (from 0), and why a cell has none (``problems``)."""

    number: int
    hidden: bool = False
    cells: dict[int, str] = field(default_factory=dict)
    problems: dict[int, str] = field(default_factory=dict)


class TextScan:
    """The texts of sharedStrings.xml; a text of several runs is one, and how it is spoken (phonetic runs) is none."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._said: list[str] = []
        self._open = False
        self._phonetic = False

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if name == "rPh":
            self._phonetic = True
        self._open = name == "t" and not self._phonetic

    def end(self, name: str) -> None:
        """An element ends."""
        self._open = False
        if name == "rPh":
            self._phonetic = False
        elif name == "si":
            self.texts.append(unescaped("".join(self._said)))
            self._said.clear()

    def text(self, said: str) -> None:
        """Characters of an element."""
        if self._open:
            self._said.append(said)


class StyleScan:
    """The number formats of styles.xml, by the number that a cell names."""

    def __init__(self) -> None:
        self._custom: dict[str, str] = {}
        self._styles: list[str] = []
        self._inside = False

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if name == "numFmt":
            self._custom[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            self._styles.append(attributes.get("numFmtId", "0"))

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "cellXfs":
            self._inside = False

    def formats(self) -> list[str]:
        """A format code for each style; ``DATE`` and ``TIME`` stand for those that show one."""
        return [_format(self._custom.get(number) or BUILT_IN_FORMATS.get(number, "")) for number in self._styles]


def _format(code: str) -> str:
    bare = set(_LITERAL.sub("", code.partition(";")[0]).casefold())
    if "general" in code.casefold() or not bare & set("ymdhs"):
        return code
    return TIME if not bare & set("yd") else f"{DATE} {TIME}" if "h" in bare else DATE


class SheetScan:
    """The rows of one sheet, as the parser meets them."""

    def __init__(self, texts: list[str], formats: list[str], epoch: datetime, damaged: Callable[..., NoReturn]) -> None:
        self.texts, self.formats, self.epoch, self.damaged = texts, formats, epoch, damaged
        self.merges: list[Merge] = []
        self._done: list[Row] = []
        self._row: Row | None = None
        self.last_row = 0
        self._reference = ""
        self._attributes: Attributes = {}
        self._in_cell = self._formula = self._has_value = self._listening = self._phonetic = False
        self._said: list[str] = []
        self._cells = 0

    def take(self) -> list[Row]:
        """The rows that were finished since the last time."""
        done, self._done = self._done, []
        return done

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if name == "c" and self._row is not None:
            self._start_cell(attributes)
        elif self._in_cell:
            self._formula = self._formula or name == "f"
            self._has_value = self._has_value or name in ("v", "is")
            self._phonetic = self._phonetic or name == "rPh"
            self._listening = name == "v" or (name == "t" and not self._phonetic)
        elif name == "row":
            self._start_row(attributes)
        elif name == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            corners = place_of(first), place_of(last or first)
            if corners[0] is not None and corners[1] is not None:
                self.merges.append((*corners[0], *corners[1]))

    def end(self, name: str) -> None:
        """An element ends."""
        self._listening = False
        if name == "rPh":
            self._phonetic = False
        elif name == "c" and self._in_cell:
            self._end_cell()
        elif name == "row" and self._row is not None:
            if self._row.cells or self._row.problems:
                self._done.append(self._row)
            self._row = None

    def text(self, said: str) -> None:
        """Characters of an element."""
        if self._listening:
            self._said.append(said)

    def _start_row(self, attributes: Attributes) -> None:
        given = attributes.get("r", "")
        number = int(given) if given.isascii() and given.isdigit() and len(given) < 9 else self.last_row + 1
        if not self.last_row < number <= MAX_ROW:
            self.damaged(f"row {number} stands where it can not")
        self.last_row, self._reference = number, ""
        self._row = Row(number, attributes.get("hidden") in ("1", "true"))

    def _start_cell(self, attributes: Attributes) -> None:
        # A sheet has millions of cells with a colour and nothing in them: where one stands is asked when it matters.
        reference = attributes.get("r")
        if reference is None:
            reference = f"{letters(self._column_of(self._reference) + 1)}{self.last_row}"
        self._reference = reference
        self._attributes = attributes
        self._in_cell, self._formula, self._has_value, self._phonetic = True, False, False, False

    def _column_of(self, reference: str) -> int:
        """The column of a cell of this row; -1 before the first."""
        if not reference:
            return -1
        named = place_of(reference)
        if named is None or named[0] != self.last_row:
            self.damaged(f"the cell {reference[:20]!r} stands where it can not")
        return named[1]

    def _end_cell(self) -> None:
        self._in_cell = False
        row = self._row
        if row is None or not (self._has_value or self._formula):
            return
        raw = "".join(self._said)
        self._said.clear()
        kind = self._attributes.get("t", "n")
        column = self._column_of(self._reference)
        if column in row.cells or column in row.problems:
            self.damaged(f"the cell {self._reference!r} is there twice")
        # A formula whose value is the empty text says so by its kind; without one, nobody has computed it.
        if self._formula and not raw and not (kind == "str" and self._has_value):
            row.problems[column] = _NO_VALUE
        elif kind == "e":
            row.problems[column] = f"holds the error {raw}"
        elif value := self._value(raw, kind).strip():
            row.cells[column] = value
        else:
            return
        self._cells += 1
        if self._cells > MAX_CELLS:
            self.damaged(f"a sheet of it has more than {MAX_CELLS:,} cells", "JDM009")

    def _value(self, raw: str, kind: str) -> str:
        if kind == "s":
            place = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else -1
            if not 0 <= place < len(self.texts):
                self.damaged(f"the shared text {raw[:20]!r} is not there")
            return self.texts[place]
        if kind == "b":
            return "TRUE" if raw.strip() == "1" else "FALSE"
        if kind == "n":
            given = self._attributes.get("s", "")
            style = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1
            return shown(raw, self.formats[style] if 0 <= style < len(self.formats) else "", self.epoch)
        return unescaped(raw)


def place_of(reference: str) -> tuple[int, int] | None:
    """(row from 1, column from 0) of ``B7``; None where it is no cell of the grid."""
    found = _CELL.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found.group(1):
        column = column * 26 + ord(letter) - 64
    row = int(found.group(2))
    return (row, column - 1) if row <= MAX_ROW and column <= MAX_COLUMN else None


def letters(column: int) -> str:
    """``B`` for column 1 (from 0)."""
    out, left = "", column + 1
    while left:
        left, digit = divmod(left - 1, 26)
        out = chr(65 + digit) + out
    return out


def unescaped(text: str) -> str:
    """A text with its ``_x000D_`` as the characters that they stand for."""
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text) if "_x" in text else text


def shown(raw: str, code: str, epoch: datetime) -> str:
    """A number as a spreadsheet shows it under a number format, as far as the format changes what it is: dates, times,
    leading zeros, fixed decimals. Percent signs and currencies are left away."""
    try:
        number = float(raw)
    except ValueError:
        return raw
    if not abs(number) < 1e300:
        return raw
    if code.startswith((DATE, TIME)):
        return _moment(number, code, epoch)
    if number == int(number) and abs(number) < 1e15:
        whole = str(int(number))
        if _PADDED.fullmatch(code) and number >= 0:
            return whole.zfill(len(code))
        if not (decimals := _DECIMALS.fullmatch(code)):
            return whole
        return f"{whole}.{decimals.group(1)}"
    if decimals := _DECIMALS.fullmatch(code):
        return f"{number:.{len(decimals.group(1))}f}"
    return f"{number:.15g}"


def _moment(number: float, code: str, epoch: datetime) -> str:
    # Excel counts a day that never was, 29 February 1900.
    days = number + 1 if epoch.year == 1899 and 1 <= number < 60 else number
    try:
        at = epoch + timedelta(seconds=round(days * 86_400))
    except OverflowError:
        return f"{number:.15g}"
    if code == TIME and 0 <= number < 1:
        return at.strftime("%H:%M:%S") if at.second else at.strftime("%H:%M")
    day = at.date().isoformat()
    return f"{day} {at.strftime('%H:%M')}" if code.endswith(TIME) and number % 1 else day
