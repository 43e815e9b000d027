"""From a posting's text to its pieces: headings, list items, rows, paragraphs, in order, nothing left out.

Where the reader knows the layout (``Posting.blocks``), it is taken; everywhere else lines are joined and judged: a sign
alone on its line belongs to the next one, a wrapped line to the one above, a line of dashes to the heading above it.
Pieces are trimmed and disjoint and hold every character that is not blank; every later step keeps it so.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from jdmatch.chunking import headings
from jdmatch.chunking.headings import Heading, Surroundings
from jdmatch.chunking.lines import Line, read
from jdmatch.chunking.tables import FIELD_LABELS
from jdmatch.records import Block, Layout, Posting, SectionKind

# Text is taken as hard-wrapped when this share of its full lines is followed by a line that begins in lower case.
_WRAPPED_SHARE = 0.25
_WRAPPED_LINES = 3
_FULL_LINE = 45
_LONGEST_WRAPPED = 140
# A heading in markup of more words than this is a paragraph that somebody set in large type.
_HEADING_WORDS = 24
_SHOUTING_SHARE = 0.4
_FIELD_LENGTH = 160


class Piece(NamedTuple):
    """A stretch of the text with one layout. ``body`` is where its words begin, behind bullet sign or number;
    ``section`` is set where the source says what the piece belongs to."""

    start: int
    end: int
    body: int
    layout: Layout
    heading: Heading | None = None
    section: SectionKind | None = None


def pieces(posting: Posting) -> list[Piece]:
    """The posting's headings, items, rows and paragraphs, in the order of the text."""
    governing = _Governing(posting.blocks, len(posting.text))
    return _Guesser(posting.text, read(posting.text, governing.cuts), governing).run()


class _Governing:
    """Which block a place of the text is in: the innermost one."""

    def __init__(self, blocks: Sequence[Block], length: int) -> None:
        self.blocks = sorted((b for b in blocks if b.start < b.end), key=lambda b: (b.start, -b.end))
        edges = {edge for b in self.blocks for edge in (b.start, min(b.end, length))}
        self.cuts = sorted(edges - {0, length})
        self._owners = self._fill(length)

    def _fill(self, length: int) -> list[int]:
        """For every stretch between two cuts the number of its innermost block, -1 outside of all."""
        edges = [0, *self.cuts, length]
        owners = [-1] * max(len(edges) - 1, 1)
        place = {edge: i for i, edge in enumerate(edges)}
        for number, block in enumerate(self.blocks):
            for i in range(place[block.start], place[min(block.end, length)]):
                owners[i] = number
        return owners

    def at(self, offset: int) -> int:
        """The number of the block that governs an offset, -1 for none."""
        return self._owners[bisect_right(self.cuts, offset)] if self.blocks else -1


class _Guesser:
    """One pass over the lines. ``out`` grows; a line either extends its last piece or begins the next one."""

    def __init__(self, text: str, lines: list[Line], governing: _Governing) -> None:
        self.text = text
        self.lines = lines
        self.governing = governing
        self.owners = [governing.at(line.body if line.body < line.end else line.start) for line in lines]
        self.width = wrap_width(text, lines)
        self.shouting = _is_shouting(text, lines)
        self.out: list[Piece] = []

    def run(self) -> list[Piece]:
        for i, line in enumerate(self.lines):
            block = self._block(i)
            if block is not None and block.kind != "paragraph":
                self._known(i, line, block)
            elif not self._extends(i, line):
                self._begin(i, line, block)
        return _as_items(self.out, self.lines) if not self.governing.blocks else self.out

    def _block(self, i: int) -> Block | None:
        return self.governing.blocks[self.owners[i]] if self.owners[i] >= 0 else None

    def _known(self, i: int, line: Line, block: Block) -> None:
        """A line of a heading, item or row that the reader marked; all its lines are one piece."""
        if i and self.owners[i - 1] == self.owners[i]:
            last = self.out[-1]
            body = line.body if last.body >= last.end else last.body
            self.out[-1] = last._replace(end=line.end, body=body)
        elif block.kind == "heading" and len(self.text[block.start : block.end].split()) <= _HEADING_WORDS:
            topic = headings.topic_of(self.text[line.body : block.end])
            heading = Heading(topic, max(1, min(block.depth, 6)))
            self.out.append(Piece(line.start, line.end, line.body, "heading", heading, block.section))
        else:
            layout: Layout = "item" if block.kind == "item" else "row" if block.kind == "row" else "sentence"
            self.out.append(Piece(line.start, line.end, line.body, layout, None, block.section))

    def _extends(self, i: int, line: Line) -> bool:
        """Add the line to the piece above if it belongs to it."""
        if not i or not self.out or self.owners[i] != self.owners[i - 1]:
            return False
        above, last = self.lines[i - 1], self.out[-1]
        if line.style == "rule":
            underline = line.mark in "=-" and not line.gap and above.style == "none" and last.start == above.start
            if underline and len(self.text[above.start : above.end].split()) <= headings.MAX_WORDS:
                topic = headings.topic_of(self.text[last.body : last.end])
                self.out[-1] = last._replace(end=line.end, layout="heading", heading=Heading(topic, 1))
                return True
            return False
        if line.style != "none":
            return False
        if last.body >= last.end and line.gap <= 1 and last.layout == "item":
            self.out[-1] = last._replace(end=line.end, body=line.body)
            return True
        if last.layout not in ("item", "sentence") or line.gap or not self._continues(above, line):
            return False
        self.out[-1] = last._replace(end=line.end)
        return True

    def _continues(self, above: Line, line: Line) -> bool:
        """Whether a line without a sign is the rest of the line above it."""
        before, ahead = self.text[above.end - 1], self.text[line.body]
        if before in ".!?:;" and not (ahead.islower() and before == "."):
            return False
        length = above.end - above.start
        if ahead.islower() or ahead in "&(,)":
            return length >= _FULL_LINE or above.style != "none" or before in ",-–/&"
        if before in ",&/" and self.width:
            return True
        if not self.width:
            return False
        word = self.text[line.body : line.end].split(None, 1)[0]
        return above.indent + length + 1 + len(word) > self.width

    def _begin(self, i: int, line: Line, block: Block | None) -> None:
        section = block.section if block else None
        content = self.text[line.body : line.end]
        if line.style in ("rule", "row"):
            self.out.append(Piece(line.start, line.end, line.body, "row", None, section))
            return
        heading = headings.judge(content, line.style, self._around(i, line)) if content else None
        if heading is not None:
            self.out.append(Piece(line.start, line.end, line.body, "heading", heading, section))
            return
        marked = line.style in ("bullet", "number", "letter")
        layout: Layout = "item" if marked else "row" if _is_field(content) else "sentence"
        self.out.append(Piece(line.start, line.end, line.body, layout, None, section))

    def _around(self, i: int, line: Line) -> Surroundings:
        after = self.lines[i + 1] if i + 1 < len(self.lines) else None
        alone = i == 0 or line.gap > 0 or self.out[-1].layout == "row"
        if after is None:
            return Surroundings(alone, shouting=self.shouting)
        return Surroundings(
            alone=alone,
            next_length=after.end - after.start,
            next_marked=after.style in ("bullet", "number", "letter"),
            next_gap=after.gap,
            shouting=self.shouting,
            next_number=line.style in ("number", "letter") and after.style == line.style,
            above_ends=i == 0 or self.out[-1].layout == "heading" or self.text[self.lines[i - 1].end - 1] in ".!?:;",
            below_heading=i > 0 and self.out[-1].layout == "heading",
            above_number=i > 0 and not line.gap and self.lines[i - 1].style == line.style,
            next_text=self.text[after.body : after.end],
        )


def wrap_width(text: str, lines: list[Line]) -> int:
    """The column at which the text was hard-wrapped, 0 where it was not."""
    if not lines or max(line.end - line.start for line in lines) > _LONGEST_WRAPPED:
        return 0
    full = continued = width = 0
    for above, line in pairwise(lines):
        length = above.indent + above.end - above.start
        if length < _FULL_LINE or line.gap or text[above.end - 1] in ".!?:;":
            continue
        full += 1
        if line.style == "none" and text[line.body].islower():
            continued += 1
            width = max(width, length)
    return width if continued >= _WRAPPED_LINES and continued >= _WRAPPED_SHARE * full else 0


def _is_shouting(text: str, lines: list[Line]) -> bool:
    capitals = sum(line.end - line.start for line in lines if headings.is_capitals(text[line.start : line.end]))
    return capitals > _SHOUTING_SHARE * sum(line.end - line.start for line in lines)


def _is_field(content: str) -> bool:
    label, colon, value = content.partition(":")
    known = label.strip(" *_").lower() in FIELD_LABELS
    return known and bool(colon and value.strip()) and len(content) <= _FIELD_LENGTH


def _as_items(found: list[Piece], lines: list[Line]) -> list[Piece]:
    """Lines that follow each other without a blank line are a list, even without signs."""
    gaps = {line.start: line.gap for line in lines}
    out = list(found)
    for i, piece in enumerate(found):
        if piece.layout != "sentence":
            continue
        above = i > 0 and not gaps.get(piece.start, 1) and found[i - 1].layout in ("sentence", "item")
        below = i + 1 < len(found) and not gaps.get(found[i + 1].start, 1) and found[i + 1].layout == "sentence"
        if above or below:
            out[i] = piece._replace(layout="item")
    return out
