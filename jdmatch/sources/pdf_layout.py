"""What the geometry of a PDF's lines says: which are headings, which begin an item, which only go on.

A line goes on in the next one if the next one's first word would not have fitted at its end (the writer's software
broke it there for want of room) or if the next one begins small in the middle of a sentence. A heading is larger than
the body, or bold where the body is not, and short. Lines without geometry (pypdf's) get no blocks: the chunker then
reads the text as it reads any plain text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from jdmatch.records import Block, BlockKind
from jdmatch.sources.html_tables import BULLET_START

_NUMBER_START = re.compile(r"(?:\d{1,2}|[a-z])[.)]\s")
_LONE_BULLET = re.compile(r"[^\w\s]{1,2}\Z")
_ENDS = (".", "!", "?", ":", ";")
_HEADING_WORDS = 12
_LARGER = 1.12
_SAME_SIZE = 0.6
_SAME_COLUMN = 60.0
_MOST_GAP = 1.9
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page. Positions in points from the page's lower left corner, None where the parser gave none;
    ``row``: it has gaps in it as between the cells of a table."""

    text: str
    page: int
    left: float | None = None
    right: float | None = None
    baseline: float | None = None
    size: float | None = None
    bold: bool = False
    row: bool = False


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line whose geometry is known, with the right edge of its column."""

    text: str
    page: int
    left: float
    right: float
    baseline: float
    size: float
    bold: bool
    row: bool
    edge: float

    @property
    def bullet(self) -> bool:
        return bool(BULLET_START.match(self.text) or _NUMBER_START.match(self.text) or _LONE_BULLET.match(self.text))

    @property
    def first_word(self) -> float:
        """The width of the first word and the blank before it, by the line's mean width of a character."""
        mean = (self.right - self.left) / max(len(self.text), 1)
        return mean * (len(self.text.split()[0]) + 1)


def blocks(lines: Sequence[PageLine], starts: Sequence[int]) -> tuple[Block, ...]:
    """Blocks over the text that the lines were joined to, as they stand in it; ``starts`` are their offsets."""
    placed = _placed(lines)
    if not placed:
        return ()
    body, mostly_bold = _body(placed)
    kinds = [_kind(line, body, mostly_bold) for line in placed]
    sizes = sorted({round(p.size) for p, k in zip(placed, kinds, strict=True) if k == "heading"}, reverse=True)
    out: list[Block] = []
    i = 0
    while i < len(placed):
        end = i + 1
        while end < len(placed) and _goes_on(placed, kinds, i, end):
            end += 1
        depth = min(sizes.index(round(placed[i].size)) + 1, _DEEPEST) if kinds[i] == "heading" else 1
        out.append(Block(starts[i], starts[end - 1] + len(placed[end - 1].text), kinds[i], depth))
        i = end
    return tuple(out)


def _placed(lines: Sequence[PageLine]) -> list[_Placed]:
    out: list[_Placed] = []
    for line in lines:
        if line.left is None or line.right is None or line.baseline is None or line.size is None:
            return []
        column = [o.right for o in lines if o.page == line.page and abs((o.left or 0.0) - line.left) < _SAME_COLUMN]
        edge = max((right for right in column if right is not None), default=line.right)
        out.append(
            _Placed(line.text, line.page, line.left, line.right, line.baseline, line.size, line.bold, line.row, edge)
        )
    return out


def _body(lines: Sequence[_Placed]) -> tuple[float, bool]:
    """The size in which most characters are set, and whether most of those are bold."""
    sizes: Counter[float] = Counter()
    bold = 0
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
        bold += len(line.text) if line.bold else 0
    size = max(sizes.items(), key=lambda item: (item[1], -item[0]))[0]
    return size, bold > 0.5 * sum(sizes.values())


def _kind(line: _Placed, body: float, mostly_bold: bool) -> BlockKind:
    stands_out = line.size >= _LARGER * body or (line.bold and not mostly_bold and line.size >= body - _SAME_SIZE)
    short = len(line.text.split()) <= _HEADING_WORDS and not line.text.endswith((".", ";", ","))
    lettered = any(c.isalpha() for c in line.text)
    if stands_out and short and lettered and not BULLET_START.match(line.text):
        return "heading"
    if line.bullet:
        return "item"
    return "row" if line.row else "paragraph"


def _goes_on(lines: Sequence[_Placed], kinds: Sequence[BlockKind], first: int, at: int) -> bool:
    """Does line ``at`` belong to the block that began with ``first``?"""
    before, line = lines[at - 1], lines[at]
    if _LONE_BULLET.match(before.text) and before.page == line.page:
        return not line.bullet
    if kinds[at] in ("item", "row") or kinds[at - 1] == "row":
        return False
    if abs(line.size - before.size) > _SAME_SIZE or (kinds[at] == "heading") != (kinds[first] == "heading"):
        return False
    in_sentence = line.text[0].islower() and not before.text.endswith(_ENDS)
    if line.page != before.page:
        return in_sentence
    gap = before.baseline - line.baseline
    if not 0 < gap <= _MOST_GAP * max(line.size, 1.0):
        return False
    if kinds[first] == "item" and line.left < lines[first].left - 1:
        return False
    no_room = before.right + line.first_word > before.edge
    return no_room or in_sentence
