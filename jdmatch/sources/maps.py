"""Text that knows where in the file each of its characters came from.

A ``Mapped`` is a text and the pieces of it that stand for something in the decoded file: an exact piece is verbatim
there, an inexact one (an entity, an escape, a mended character) only has a range. Characters in no piece were put in
by a reader (a line break between two blocks). Every reader works on ``Mapped`` and hands on ``Mapped``, so that a
string inside JSON inside a script inside a page still knows its place in the page's file: maps are composed, never
guessed. "Decoded file" means the file's characters without a byte order mark, line endings as they are.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """``text[start:end]`` stands for ``file[source_start:source_end]``; ``exact`` says that both are equal."""

    start: int
    end: int
    source_start: int
    source_end: int
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Mapped:
    """A text with its pieces: in order, not overlapping, each at least one character long."""

    text: str
    pieces: tuple[Piece, ...]

    @classmethod
    def verbatim(cls, text: str, at: int = 0) -> Mapped:
        """A text that stands in the file as it is, from ``at`` on."""
        return cls(text, (Piece(0, len(text), at, at + len(text)),) if text else ())

    def within(self, start: int, end: int) -> Iterator[Piece]:
        """The pieces of ``text[start:end]``, cut to it where they are exact, with offsets into the whole text."""
        first = max(bisect_right(self.pieces, start, key=lambda p: p.start) - 1, 0)
        for i in range(first, len(self.pieces)):
            piece = self.pieces[i]
            if piece.start >= end:
                return
            low, high = max(piece.start, start), min(piece.end, end)
            if low >= high:
                continue
            if piece.exact:
                shift = piece.source_start - piece.start
                yield Piece(low, high, low + shift, high + shift)
            else:
                yield Piece(low, high, piece.source_start, piece.source_end, exact=False)

    def source_range(self, start: int, end: int) -> tuple[int, int] | None:
        """The smallest range of the file that holds everything ``text[start:end]`` stands for; None for nothing."""
        found = list(self.within(start, end))
        return (min(p.source_start for p in found), max(p.source_end for p in found)) if found else None

    def cut(self, start: int, end: int) -> Mapped:
        """``text[start:end]`` as a ``Mapped`` of its own."""
        builder = MapBuilder()
        builder.add(self, start, end)
        return builder.build()


class MapBuilder:
    """Collects a ``Mapped`` piece by piece; neighbours that also neighbour in the file are joined."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._pieces: list[Piece] = []
        self.length = 0

    def add(self, origin: Mapped, start: int = 0, end: int | None = None) -> None:
        """Append ``origin.text[start:end]`` with its places."""
        stop = len(origin.text) if end is None else end
        if start >= stop:
            return
        shift = self.length - start
        for p in origin.within(start, stop):
            self._append(Piece(p.start + shift, p.end + shift, p.source_start, p.source_end, p.exact))
        self._write(origin.text[start:stop])

    def put(self, text: str, origin: Mapped, start: int, end: int) -> None:
        """Append ``text`` in the place of ``origin.text[start:end]``: the same range of the file, but not verbatim."""
        if text == origin.text[start:end]:
            self.add(origin, start, end)
            return
        found = origin.source_range(start, end)
        if found is not None and text:
            self._append(Piece(self.length, self.length + len(text), *found, exact=False))
        self._write(text)

    def glue(self, text: str) -> None:
        """Append characters that stand nowhere in the file."""
        self._write(text)

    def build(self) -> Mapped:
        """What was collected."""
        return Mapped("".join(self._parts), tuple(self._pieces))

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self.length += len(text)

    def _append(self, piece: Piece) -> None:
        last = self._pieces[-1] if self._pieces else None
        joins = (
            last is not None
            and last.exact
            and piece.exact
            and last.end == piece.start
            and last.source_end == piece.source_start
        )
        if joins and last is not None:
            self._pieces[-1] = Piece(last.start, piece.end, last.source_start, piece.source_end)
        else:
            self._pieces.append(piece)
