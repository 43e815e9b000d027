"""Lines and columns as an editor counts them: from 0, columns in the units that client and server agreed on.

The protocol knows three line ends, CR LF, LF and CR, and no others: a form feed or a Unicode line separator inside a
line must not shift all that follows, so Python's ``splitlines`` is of no use here. A position inside a character or
behind the end of its line is taken for the nearest one before it that exists.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Encoding = Literal["utf-8", "utf-16", "utf-32"]
_LINE_END = re.compile(r"\r\n|\r|\n")
_BYTES = 3


@dataclass(frozen=True, slots=True)
class Spot:
    """A position of the protocol: ``line`` and ``character`` from 0, the latter in the units agreed on."""

    line: int
    character: int


@dataclass(frozen=True, slots=True)
class Change:
    """One edit as the editor tells it: ``text`` in the place of what lies between two spots; the whole text where
    ``start`` is None."""

    text: str
    start: Spot | None = None
    end: Spot | None = None


class Positions:
    """The way between the offsets (code points) of one text and an editor's positions in it."""

    def __init__(self, text: str, encoding: Encoding = "utf-16") -> None:
        self._text = text
        self._encoding = encoding
        self._starts = [0]
        self._ends = []
        for match in _LINE_END.finditer(text):
            self._ends.append(match.start())
            self._starts.append(match.end())
        self._ends.append(len(text))
        self._even = encoding == "utf-32" or text.isascii()

    @property
    def lines(self) -> int:
        """How many lines there are; a text that ends in a line end has an empty one behind it."""
        return len(self._starts)

    def spot(self, offset: int) -> Spot:
        """Where an offset stands."""
        at = min(max(offset, 0), len(self._text))
        line = bisect_right(self._starts, at) - 1
        start = self._starts[line]
        return Spot(line, at - start if self._even else sum(map(self._units, self._text[start:at])))

    def offset(self, spot: Spot) -> int:
        """The offset of a spot, or the nearest one before it."""
        if spot.line < 0:
            return 0
        if spot.line >= len(self._starts):
            return len(self._text)
        start, end = self._starts[spot.line], self._ends[spot.line]
        if self._even:
            return min(start + max(spot.character, 0), end)
        left = spot.character
        for at in range(start, end):
            left -= self._units(self._text[at])
            if left < 0:
                return at
        return end

    def _units(self, character: str) -> int:
        code = ord(character)
        if self._encoding == "utf-16":
            return 2 if code > 0xFFFF else 1
        return 1 if code < 0x80 else 2 if code < 0x800 else _BYTES if code < 0x10000 else _BYTES + 1


def changed(text: str, changes: Sequence[Change], encoding: Encoding) -> str:
    """The text after an editor's changes, each of which is told in positions of the text that the last one left."""
    for change in changes:
        if change.start is None or change.end is None:
            text = change.text
            continue
        there = Positions(text, encoding)
        start = there.offset(change.start)
        text = text[:start] + change.text + text[max(start, there.offset(change.end)) :]
    return text
