"""Tables of text (CSV, TSV) as a stream of rows, where one broken row is one broken row.

Cells may be quoted, hold line breaks and doubled quotes. A table is never in memory as a whole, and no row that is
longer than a posting can be. A quote that is never closed would take everything behind it: such a row is given up with
its first line, and reading goes on with the second. Bytes that are no UTF-8 come as surrogates (PEP 383), so that the
caller can decode them by themselves; a table with the mark of UTF-16 is read as that. Rows are numbered as a
spreadsheet does, the header being row 1.
"""

from __future__ import annotations

import codecs
import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

SEPARATORS = (",", ";", "\t", "|")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that can not be read: a JDM code, and the reason as the end of a sentence."""

    code: str
    reason: str


class _TooLongError(Exception):
    """A row has more characters than one may have."""


class _Lines:
    """The lines of a table, those of the present row kept so that all but the first can be read again."""

    def __init__(self, stream: TextIO, longest: int) -> None:
        self._stream = stream
        self._longest = longest
        self._again: deque[str] = deque()
        self._row: list[str] = []
        self._length = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._stream.readline(self._longest + 1)
        if not line:
            raise StopIteration
        self._row.append(line)
        self._length += len(line)
        if self._length > self._longest:
            raise _TooLongError
        return line

    def begin(self) -> None:
        """A new row begins with the next line."""
        self._row, self._length = [], 0

    @property
    def first(self) -> str:
        """The row's first line."""
        return self._row[0] if self._row else ""

    def take_back(self) -> None:
        """Read the present row's lines again, but for its first."""
        self._again.extendleft(reversed(self._row[1:]))

    def skip(self) -> int:
        """Pass over the rest of a row that is too long, without holding it; how many lines it had. A line break ends it
        where every quote has its partner."""
        quotes = sum(line.count('"') for line in self._row)
        line, lines = self._row[-1], len(self._row)
        self._row = []
        while line and not (line.endswith(("\n", "\r")) and quotes % 2 == 0):
            whole = line.endswith(("\n", "\r"))
            line = self._again.popleft() if self._again else self._stream.readline(self._longest + 1)
            quotes += line.count('"')
            lines += bool(whole and line)
        return lines


def records(path: Path, separator: str, longest: int) -> Iterator[tuple[int, list[str] | Broken]]:
    """(row number, cells) of every row that is not blank, the header first; ``Broken`` in the cells' place where they
    can not be read. ``longest`` is how many characters a row may have. OSError where the file can not be read."""
    csv.field_size_limit(max(csv.field_size_limit(), longest + 1))
    encoding, errors = _encoding(path)
    with path.open(encoding=encoding, errors=errors, newline="") as stream:
        lines = _Lines(stream, longest)
        reader = csv.reader(lines, delimiter=separator, strict=True)
        row = width = 0
        while True:
            lines.begin()
            row += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                lines.take_back()
                if separator == "\t" and _without_quoting(lines.first, width):
                    yield row, lines.first.rstrip("\r\n").split("\t")
                else:
                    yield row, _misquoted(error)
            except _TooLongError:
                yield row, _too_long(lines.skip())
            else:
                if any(map(str.strip, cells)):
                    width = width or len(cells)
                    yield row, cells


def _encoding(path: Path) -> tuple[str, str]:
    with path.open("rb") as stream:
        return ("utf-16", "replace") if stream.read(2) in _UTF16 else ("utf-8-sig", "surrogateescape")


def _without_quoting(line: str, width: int) -> bool:
    """Whether a line is a row of a TSV whose quotation marks quote nothing: many programs write them like that."""
    return line.count("\t") == width - 1 and line.count('"') % 2 == 0


def _misquoted(error: csv.Error) -> Broken:
    return Broken(
        "JDM015",
        f"is no row of a table: {error}. A text with a quote, a separator or a line break stands in quotes, and a "
        "quote inside it is doubled.",
    )


def _too_long(lines: int) -> Broken:
    there = "" if lines < 2 else f"; {lines:,} lines are passed over"
    return Broken(
        "JDM009",
        "is longer than a row with one posting can be (limits.posting_bytes), or a quote in it is never "
        f"closed{there}.",
    )
