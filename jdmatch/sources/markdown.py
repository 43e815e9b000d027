"""What Markdown's marks say about layout, over a text that is not changed.

A line-based reading of CommonMark's blocks: headings (``#``, underlined, or a bold line alone), list items with their
nesting and their continuation lines, table rows, paragraphs; fences and rules are skipped. Marks stay in the text and
inside the blocks, except an underline, a rule and a table's rule of dashes, which say nothing and belong to no block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from jdmatch.records import Block, BlockKind
from jdmatch.sources.layout import BOLD_HEADING_DEPTH

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
# With two signs or more the blank behind them may be forgotten: "##Duties" is no hashtag.
_HEADING = re.compile(r" {0,3}(?:(#{1,6})(?:[ \t]+\S|[ \t]*$)|(#{2,6})(?=[^\W\d_]))")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_ITEM = re.compile(r"([ \t]*)([*+\u2022\u25aa\u25cf\u00b7\u2013-]|\d{1,3}[.)])([ \t]+|$)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*$")
_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*$|.*\S[ \t]*\|[ \t]*\S.*$")
_BOLD_LINE = re.compile(r"[ \t]*(\*{2,3}|_{2,3})(?=\S)([^*_\n]{1,80}?)(?<=\S)\1:?[ \t]*$")
_QUOTE = re.compile(r"[ \t]*>[ \t]?")
_TAB = 4
_HEADING_WORDS = 9
_WRAPPED_AT = range(50, 131)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without its end. ``width`` is the length of the longest line of its run of lines without a blank one."""

    start: int
    end: int
    text: str
    width: int = 0

    @property
    def blank(self) -> bool:
        return not self.text.strip()

    @property
    def indent(self) -> int:
        return len(self.text[: len(self.text) - len(self.text.lstrip())].expandtabs(_TAB))


@dataclass(slots=True)
class _State:
    """The block that is open, and the indents of the items around the current line."""

    out: list[Block] = field(default_factory=list)
    kind: BlockKind | None = None
    depth: int = 1
    start: int = 0
    end: int = 0
    last: str = ""
    items: list[int] = field(default_factory=list)

    def close(self) -> None:
        if self.kind is not None:
            self.out.append(Block(self.start, self.end, self.kind, self.depth))
        self.kind = None

    def open(self, kind: BlockKind, depth: int, line: _Line) -> None:
        self.close()
        self.kind, self.depth = kind, depth
        self.start = line.start + len(line.text) - len(line.text.lstrip())
        self.extend(line)

    def extend(self, line: _Line) -> None:
        self.end = line.start + len(line.text.rstrip())
        self.last = line.text


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text, in order."""
    lines = list(_lines(text))
    state = _State()
    fence = ""
    i = 0
    while i < len(lines):
        line = lines[i]
        following = lines[i + 1] if i + 1 < len(lines) else None
        marks = _FENCE.match(line.text)
        if fence:
            if marks and marks[1].startswith(fence):
                fence = ""
        elif marks:
            state.close()
            fence = marks[1]
        elif following is not None and _is_table(line, following):
            i = _table(lines, i, state)
            continue
        else:
            i += _take(line, following, state)
        i += 1
    state.close()
    return tuple(state.out)


def _take(line: _Line, following: _Line | None, state: _State) -> int:
    """Put one line into the open block or a new one; returns how many lines more were used up."""
    if line.blank:
        state.close()
        return 0
    if heading := _HEADING.match(line.text):
        state.items.clear()
        state.open("heading", len(heading[1] or heading[2]), line)
        state.close()
        return 0
    if (
        state.kind is None
        and following is not None
        and (under := _UNDERLINE.match(following.text))
        and _can_be_heading(line)
    ):
        state.items.clear()
        state.open("heading", 1 if under[1][0] == "=" else 2, line)
        state.close()
        return 1
    if _RULE.match(line.text):
        state.close()
        state.items.clear()
        return 0
    if (bold := _BOLD_LINE.match(line.text)) and not _inside(state, line) and _is_bold_heading(bold[2]):
        state.items.clear()
        state.open("heading", BOLD_HEADING_DEPTH, line)
        state.close()
        return 0
    if item := _ITEM.match(line.text):
        _item(line, item, state)
        return 0
    if state.kind in ("item", "paragraph") and _goes_on(state, line):
        state.extend(line)
    elif state.items and line.indent > 0:
        # A further paragraph of an item is a part of the list, and a unit of its own.
        state.open("item", len(state.items), line)
    else:
        state.items.clear()
        state.open("paragraph", 1, line)
    return 0


def _inside(state: _State, line: _Line) -> bool:
    """Does the line belong to the item or paragraph above it?"""
    return state.kind is not None and (line.indent > 0 or _goes_on(state, line))


def _goes_on(state: _State, line: _Line) -> bool:
    """Was the line broken off the one before for want of room? CommonMark says that all lines up to a blank one are one
    paragraph; people who do not wrap their lines mean each as its own, and a backslash or two blanks say so."""
    if state.last.endswith(("  ", "\\")):
        return False
    if (state.kind == "item" and line.indent > 0) or line.text.lstrip()[0].islower():
        return True
    return line.width in _WRAPPED_AT and len(state.last.rstrip()) + 1 + len(line.text.split()[0]) > line.width


def _item(line: _Line, match: re.Match[str], state: _State) -> None:
    indent = len(match[1].expandtabs(_TAB))
    while state.items and state.items[-1] > indent:
        state.items.pop()
    if not state.items or indent >= state.items[-1] + 2:
        state.items.append(indent)
    state.open("item", len(state.items), line)


def _can_be_heading(line: _Line) -> bool:
    return (
        line.indent < _TAB and not _ITEM.match(line.text) and not _QUOTE.match(line.text) and not _RULE.match(line.text)
    )


def _is_bold_heading(text: str) -> bool:
    return len(text.split()) <= _HEADING_WORDS and not text.endswith((".", "!", "?", ",", ";")) and ": " not in text


def _is_table(line: _Line, following: _Line) -> bool:
    return bool("|" in following.text and _TABLE_RULE.match(following.text) and _ROW.match(line.text))


def _table(lines: list[_Line], i: int, state: _State) -> int:
    """Rows of the table whose head is line ``i``; returns the first line behind it."""
    state.close()
    for j in range(i, len(lines)):
        if lines[j].blank or not _ROW.match(lines[j].text):
            return j
        if j != i + 1:
            state.open("row", 1, lines[j])
            state.close()
    return len(lines)


def _lines(text: str) -> Iterator[_Line]:
    found = [(m.start(), m.end(), m.group().rstrip("\r\n")) for m in _LINE.finditer(text) if m.group()]
    for blank, run in groupby(found, key=lambda line: not line[2].strip()):
        members = list(run)
        width = 0 if blank else max(len(line[2].rstrip()) for line in members)
        for start, end, line in members:
            yield _Line(start, end, line, width)
