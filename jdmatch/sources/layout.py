"""Lines, and how they become a posting's text.

Readers of marked-up sources (HTML, DOCX, JSON) produce ``Line``s: what kind of thing it is and its characters with
their places. Here they are set one under the other, nothing invented but line breaks: a blank line before a heading,
one line for everything else. Each line becomes a ``Block``, so that the chunker need not guess what the source knew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from jdmatch.records import Block, BlockKind, Diagnostic, SectionKind, SourceSpan
from jdmatch.sources.maps import Mapped
from jdmatch.sources.mending import mend, notes

_HEADING_WORDS = 9
_HEADING_CHARACTERS = 80
_EMPHASISED_RUN = 2
BOLD_HEADING_DEPTH = 4
_SENTENCE_END = re.compile(r"[.!?;,]\s*$")
_LABEL = re.compile(r":\s*\S")
_LETTER = re.compile(r"[^\W\d_]")
_LINE = re.compile(r"[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a posting's text. ``bold``: everything in it is emphasised. ``sure`` is False where only the
    characters are known and the chunker must guess the layout; ``told`` are then the sections of those of its lines
    (blank ones not counted) whose section is known all the same. ``linked``: everything in it is a link; ``regions``:
    the main elements of a page that hold it; ``term``: its part in a definition list."""

    mapped: Mapped
    kind: BlockKind = "paragraph"
    depth: int = 1
    section: SectionKind | None = None
    path: str | None = None
    paragraph: int | None = None
    bold: bool = False
    linked: bool = False
    sure: bool = True
    regions: tuple[int, ...] = ()
    told: tuple[tuple[int, SectionKind], ...] = ()
    term: Literal["term", "definition"] | None = None

    @property
    def words(self) -> int:
        """How many blank-separated words the line has."""
        return len(self.mapped.text.split())


@dataclass(frozen=True, slots=True)
class Laid:
    """A text with its map into the file and its blocks, ready for a ``Posting``; ``starts`` are the lines' offsets."""

    text: str
    spans: tuple[SourceSpan, ...]
    blocks: tuple[Block, ...]
    starts: tuple[int, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def lay_out(lines: Sequence[Line], *, in_file: bool = True) -> Laid:
    """Mend lines and set them under each other. ``in_file`` False: the map's offsets are of an intermediate text
    (DOCX), and only the paragraph is kept."""
    mended = [mend(line.mapped) for line in lines]
    lines = [replace(line, mapped=m.mapped) for line, m in zip(lines, mended, strict=True)]
    parts: list[str] = []
    spans: list[SourceSpan] = []
    blocks: list[Block] = []
    starts: list[int] = []
    at = 0
    for i, line in enumerate(lines):
        if i:
            gap = "\n\n" if line.kind == "heading" else "\n"
            parts.append(gap)
            at += len(gap)
        starts.append(at)
        end = at + len(line.mapped.text)
        parts.append(line.mapped.text)
        spans.extend(_spans(line, at, in_file))
        if line.sure:
            blocks.append(Block(at, end, line.kind, line.depth, line.section))
        elif line.told:
            blocks.extend(_told(line, at))
        at = end
    said = notes(list(zip(starts, mended, strict=True)))
    return Laid("".join(parts), tuple(spans), tuple(blocks), tuple(starts), said)


def line_ranges(text: str) -> list[tuple[int, int]]:
    """Where the lines of a text stand that are not blank, without the blanks around them."""
    out: list[tuple[int, int]] = []
    for match in _LINE.finditer(text):
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        end = match.start() + len(match.group().rstrip())
        if start < end:
            out.append((start, end))
    return out


def _told(line: Line, at: int) -> Iterator[Block]:
    """A block for each run of lines of the same section; what they are otherwise is left to the chunker."""
    ranges = line_ranges(line.mapped.text)
    known = [(n, section) for n, section in sorted(line.told) if n < len(ranges)]
    for _, run in groupby(enumerate(known), key=lambda pair: (pair[1][0] - pair[0], pair[1][1])):
        members = [pair[1] for pair in run]
        first, last = ranges[members[0][0]], ranges[members[-1][0]]
        yield Block(at + first[0], at + last[1], "paragraph", section=members[0][1])


def _spans(line: Line, at: int, in_file: bool) -> Iterable[SourceSpan]:
    if not in_file:
        return [SourceSpan(at, at + len(line.mapped.text), paragraph=line.paragraph, path=line.path, exact=False)]
    return [
        SourceSpan(
            at + p.start,
            at + p.end,
            p.source_start,
            p.source_end,
            paragraph=line.paragraph,
            path=line.path,
            exact=p.exact,
        )
        for p in line.mapped.pieces
    ]


def emphasised_headings(lines: Sequence[Line]) -> list[Line]:
    """Turn paragraphs that are nothing but a few bold words into headings, as their writers meant them. A third bold
    line in a row is emphasis, and so is a bold sentence or a bold "Pay: $20"."""
    out = list(lines)
    start = 0
    while start < len(out):
        end = start
        while end < len(out) and out[end].bold and out[end].kind == "paragraph":
            end += 1
        if 0 < end - start <= _EMPHASISED_RUN:
            for i in range(start, end):
                if reads_as_heading(out[i].mapped.text):
                    out[i] = replace(out[i], kind="heading", depth=BOLD_HEADING_DEPTH)
        start = max(end, start + 1)
    return out


def reads_as_heading(text: str) -> bool:
    """Is an emphasised line short enough, and no sentence or label, to be a heading?"""
    return (
        len(text) <= _HEADING_CHARACTERS
        and len(text.split()) <= _HEADING_WORDS
        and not _SENTENCE_END.search(text)
        and not _LABEL.search(text)
        and _LETTER.search(text) is not None
    )
