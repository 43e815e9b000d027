"""From pieces to the records: sections by heading, chunks by sentence and clause."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from jdmatch.chunking import clauses, headings, inline, layout, sentences
from jdmatch.chunking.layout import Piece
from jdmatch.chunking.lines import trim
from jdmatch.records import Chunk, Posting, Section, SectionKind

_CONJUNCTIONS = ("and ", "& ", "then ", "and then ")
_SHORTEST_SENTENCE = 2
# "Harvest: picks …", "Front gate | check …": the duty begins behind the label.
_LABEL = re.compile(r"[A-Z][\w/&'–. -]{2,30}(?::| \|)\s+")
# Outside a list of duties an imperative with these words speaks to the reader ("Join us and grow your career").
_ADDRESSED = re.compile(r"\b(?:us|our|your|you)\b", re.IGNORECASE)


class _Opening(NamedTuple):
    """A section's number, its heading, what its pieces are taken for, and the rank of the heading that said so."""

    heading: str | None
    kind: SectionKind
    start: int


def split(posting: Posting, judge: clauses.Judge | None = None) -> tuple[tuple[Section, ...], tuple[Chunk, ...]]:
    """Cut a posting into sections and chunks (of kind ``other`` until they are classified).

    Sections are numbered in order and cover all chunks; a heading belongs to the section that it opens. Every
    character of ``posting.text`` that is not blank lies in exactly one chunk, and ``text[start:end]`` is the chunk's
    text. ``judge`` (``parser.judge``) is asked about words that may be a duty verb or a noun; without it they are taken
    for nouns.
    """
    text = posting.text
    found = inline.cut(text, layout.pieces(posting))
    openings, numbers = _sections(text, found)
    chunks: list[Chunk] = []
    for piece, number in zip(found, numbers, strict=True):
        kind = openings[number].kind
        for start, end, body, body_end in _parts(text, piece, kind, judge):
            chunks.append(
                Chunk(
                    id=len(chunks), start=start, end=end, text=text[start:end], section=number, layout=piece.layout,
                    body_start=body, body_end=body_end,
                )
            )  # fmt: skip
    return _records(openings, chunks), tuple(chunks)


def _records(openings: list[_Opening], chunks: list[Chunk]) -> tuple[Section, ...]:
    ends: dict[int, int] = {}
    for chunk in chunks:
        ends[chunk.section] = chunk.end
    return tuple(
        Section(id=i, heading=opening.heading, kind=opening.kind, start=opening.start, end=ends[i])
        for i, opening in enumerate(openings)
    )


def _sections(text: str, found: list[Piece]) -> tuple[list[_Opening], list[int]]:
    """The sections and for every piece the number of its section.

    A known heading, or a source that says so, sets the kind. An unknown heading below a known one of higher rank is a
    sub-heading and keeps the kind (so is one between numbered sub-headings); beside it, it ends what that one said.
    """
    openings: list[_Opening] = []
    numbers: list[int] = []
    kind: SectionKind = "other"
    rank, numbered = 99, False
    stated: SectionKind | None = None
    around: tuple[SectionKind, int, bool] = ("other", 99, False)
    for piece in found:
        new = not openings
        if piece.heading is not None:
            new = True
            if piece.heading.topic is not None:
                kind, rank, numbered = headings.kind_of(piece.heading.topic), piece.heading.rank, False
            elif piece.heading.rank == headings.NUMBERED and rank < 99:
                numbered = True
            elif piece.heading.rank == headings.QUESTION or (piece.heading.rank <= rank and not numbered):
                kind, rank = "other", piece.heading.rank
        if piece.section != stated:
            if stated is None:
                around = (kind, rank, numbered)
            stated = piece.section
            if stated is None and piece.heading is None:
                # Some lines of a list were told apart: the rest of it is what its heading says.
                was, (kind, rank, numbered) = kind, around
                new = new or kind != was
            elif piece.heading is None:
                new = new or stated != kind
        if stated is not None:
            kind = stated
            if piece.heading is not None:
                around = ("other", 99, False)
        if new:
            name = _name(text, piece) if piece.heading is not None else None
            openings.append(_Opening(name, kind, piece.start))
        numbers.append(len(openings) - 1)
    return openings, numbers


def _name(text: str, piece: Piece) -> str:
    return " ".join(text[piece.body : piece.end].split()).strip("*_#:= ") or text[piece.start : piece.end]


def _parts(text: str, piece: Piece, kind: SectionKind, judge: clauses.Judge | None) -> list[tuple[int, int, int, int]]:
    """(start, end, body start, body end) of the chunks of one piece."""
    if piece.layout in ("heading", "row"):
        return [_part(text, piece.start, piece.end, piece.body)]
    places = _sentence_starts(text, piece)
    edges = [piece.start, *places, piece.end]
    out: list[tuple[int, int, int, int]] = []
    for i, (left, right) in enumerate(pairwise(edges)):
        body = piece.body if i == 0 else left
        out.extend(_clauses(text, left, right, body, kind, judge))
    return out


def _sentence_starts(text: str, piece: Piece) -> list[int]:
    places: list[int] = []
    last = piece.body
    for at in sentences.ends(text, piece.body, piece.end):
        # A fragment of one word ("Snow.") stays with its neighbour unless it is all there is.
        if len(text[last:at].split()) >= _SHORTEST_SENTENCE <= len(text[at : piece.end].split()):
            places.append(at)
            last = at
    return places


def _clauses(
    text: str, left: int, right: int, body: int, kind: SectionKind, judge: clauses.Judge | None
) -> list[tuple[int, int, int, int]]:
    start, end = trim(text, left, right)
    if start == end:
        return []
    body = max(body, start)
    places: list[int] = []
    if body < end and _tells_duties(text, body, end, kind):
        places = [at for at in clauses.cuts(text, body, end, judge) if body < at < end]
    edges = [start, *places, end]
    out: list[tuple[int, int, int, int]] = []
    for i, (a, b) in enumerate(pairwise(edges)):
        first, last = trim(text, a, b)
        out.append(_part(text, first, last, body if i == 0 else first))
    return out


def _tells_duties(text: str, body: int, end: int, kind: SectionKind) -> bool:
    if kind == "responsibilities":
        return True
    if kind in ("requirements", "benefits", "application"):
        return False
    label = _LABEL.match(text, body, end)
    body = label.end() if label else body
    return clauses.opens_with_duty(text, body, end) is not None and not _ADDRESSED.search(text, body, end)


def _part(text: str, start: int, end: int, body: int) -> tuple[int, int, int, int]:
    low = text[body : body + 12].lower()
    for conjunction in sorted(_CONJUNCTIONS, key=len, reverse=True):
        if body == start and low.startswith(conjunction):
            body += len(conjunction)
            while body < end and text[body].isspace():
                body += 1
            break
    stop = end
    while stop > body and text[stop - 1] in ";, \t":
        stop -= 1
    if body >= stop:
        return start, end, start, end
    return start, end, body, stop
