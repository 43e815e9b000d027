"""A page read as a reader sees it: element by element, one ``Line`` for each thing that stands on a line.

A browser's tree is not needed to know what is a heading, an item, a row or a paragraph; the open elements are. So this
is a walk over tokens with a stack of them, forgiving as browsers are (implied ends, strays, wrong nesting), and every
character keeps its place in the file. Text that is never shown and the page's furniture (navigation, footer, other
jobs) is counted and left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from jdmatch.records import BlockKind
from jdmatch.sources import html_tables as tables
from jdmatch.sources.html_line import INVISIBLE, OpenLine
from jdmatch.sources.html_page import (
    Drop,
    Open,
    Page,
    heading_depth,
    is_furniture,
    is_hidden,
    is_posting,
    is_preformatted,
    kind_of,
    plain,
    term_of,
    too_long,
)
from jdmatch.sources.html_rows import Cells, defined, is_header, row_lines, table_lines
from jdmatch.sources.html_tokens import Token, tokens
from jdmatch.sources.layout import Line, line_ranges
from jdmatch.sources.maps import Mapped
from jdmatch.sources.marks import Mark, MarkedWords
from jdmatch.sources.references import REFERENCE

_BOLD_HEADING_WORDS = 6
_TEXT = re.compile(
    rf"(?P<space>\s+)|(?P<entity>&amp;{REFERENCE};|&{REFERENCE};?)|(?P<invisible>[{INVISIBLE}]+)"
    rf"|&|[^\s&{INVISIBLE}]+(?: [^\s&{INVISIBLE}]+)*"
)
# Ids that begin so number the paragraphs of a document that was turned into HTML.
_ANCHOR_NUMBER = re.compile(r"jdmatch-paragraph-([0-9]{1,9})\Z")
# No page needs more main elements inside each other, and each line lists those it is in.
_REGIONS_DEEP = 24
_NO_MARKS: Mapping[int, Mark] = {}
_BLOCK_TAG = re.compile(r"<(?:p|div|br|li|h[1-6]|tr|td|section|article|ul|ol)\b", re.IGNORECASE)


def walk(
    origin: Mapped,
    *,
    characters: int,
    keep: frozenset[Drop] = frozenset(),
    marks: Mapping[int, Mark] = _NO_MARKS,
    verbatim: bool = True,
) -> Page:
    """Read a page or a fragment; what is hidden or furniture stays where ``keep`` says so, and what ``marks`` mark (by
    the offset of the start tag) is never furniture. ``verbatim``: a preformatted text of several lines is one ``Line``
    of unsure layout, not one each. LimitError when more than ``characters`` of text come out of it."""
    walker = _Walker(origin, characters, keep, marks, verbatim=verbatim)
    for token in tokens(origin.text):
        walker.take(token)
    walker.close_all()
    return walker.page


class _Walker:
    def __init__(
        self, origin: Mapped, characters: int, keep: frozenset[Drop], marks: Mapping[int, Mark], *, verbatim: bool
    ) -> None:
        self.page = Page()
        self._verbatim = verbatim
        self._marks = marks
        # Of the open elements those that say what a line is, and those that are the page's main ones.
        self._shaping: list[Open] = []
        self._within: list[Open] = []
        self._marked: list[Open] = []
        self._said = MarkedWords()
        self._origin, self._source = origin, origin.text
        self._limit, self._keep = characters, keep
        self._stack: list[Open] = []
        self._open: Counter[str] = Counter()
        self._drops: Counter[str] = Counter()
        self._bold = self._pre = self._taken = self._regions = 0
        self._rows: list[Cells] = []
        # Of each open table the rows that wait for its end, where its first is a head.
        self._tables: list[list[Cells]] = []
        self._line = OpenLine(origin, characters)
        self._link_end = -1
        self._anchor: int | None = None
        self._bare = not _BLOCK_TAG.search(self._source)

    def take(self, token: Token) -> None:
        if token.kind == "text":
            self._text(token.start, token.end)
        elif token.kind == "start":
            self._start(token)
        elif token.kind == "end":
            self._end(token.name)
            self._link_end = token.end if token.name == "a" else -1
        elif token.name == "title" and not self.page.name:
            self.page.name = plain(self._source[token.start : token.end])
        elif token.name == "script" and self._data_script:
            self.page.data.append(self._origin.cut(token.start, token.end))

    def close_all(self) -> None:
        self._flush()
        # What the page never closed is no judgement on what it holds.
        self._keep |= {"furniture"}
        while self._stack:
            self._pop(len(self._stack) - 1)
        self.page.lines = defined(self.page.lines)

    # Tags

    def _start(self, token: Token) -> None:
        name, attributes = token.name, token.attributes
        if name == "br":
            self._break()
            return
        if name == "meta":
            if attributes.get("property") == "og:title":
                self.page.shared_as = attributes.get("content", "").strip()
            return
        if name == "a":
            # Nobody sets two links beside each other to write one word.
            if token.start == self._link_end:
                self._line.gap()
            self._anchored(attributes.get("id", ""))
        if name in tables.BLOCKS:
            self._flush()
        if name in tables.VOID:
            return
        self._data_script = name == "script" and "ld+json" in attributes.get("type", "").lower()
        self._imply_ends(name)
        if len(self._stack) < tables.DEEPEST:
            self._push(name, attributes, self._marks.get(token.start))

    def _push(self, name: str, attributes: Mapping[str, str], mark: Mark | None) -> None:
        role = attributes.get("role", "")
        style = attributes.get("style", "")
        entry = Open(
            name,
            drop=self._drop(name, attributes, marked=mark is not None),
            bold=name in tables.BOLD or bool(style and tables.BOLD_STYLE.search(style)),
            pre=is_preformatted(name, attributes),
            heading=0 if name in tables.BUTTONS and self._in_heading() else heading_depth(name, role, attributes),
            item=name == "li" or role == "listitem",
            lines_before=len(self.page.lines),
        )
        if entry.heading or entry.item:
            self._flush()
        is_main = name in ("main", "article") or role in tables.MAIN_ROLES or is_posting(attributes) or mark
        if is_main and len(self._within) < _REGIONS_DEEP:
            entry.region, self._regions = self._regions, self._regions + 1
            self._within.append(entry)
            self._mark(entry, mark)
        if entry.heading or entry.item or name in tables.SHAPING:
            self._shaping.append(entry)
        if name == "table":
            self._tables.append([])
        elif name == "tr":
            self._rows.append([])
        elif name in tables.CELLS and self._rows:
            self._rows[-1].append([])
        self._stack.append(entry)
        self._open[name] += 1
        self._bold += entry.bold
        self._pre += entry.pre
        if entry.drop:
            self._drops[entry.drop] += 1

    def _mark(self, entry: Open, mark: Mark | None) -> None:
        if mark is None or entry.region is None:
            return
        around = self._marked[-1].section if self._marked else None
        entry.section = mark.section or around
        self._marked.append(entry)
        if mark.role == "posting":
            self.page.posting = entry.region
        else:
            self.page.texts.add(entry.region)

    def _drop(self, name: str, attributes: Mapping[str, str], *, marked: bool) -> Drop | None:
        if name in tables.NO_TEXT:
            return "never"
        if name in tables.BUTTONS and not self._in_heading() and not heading_depth(name, "", attributes):
            return "never"
        if "hidden" not in self._keep and is_hidden(attributes):
            return "hidden"
        if "furniture" in self._keep or marked or not is_furniture(name, attributes):
            return None
        return "furniture"

    def _in_heading(self) -> bool:
        return any(entry.heading for entry in self._shaping)

    def _imply_ends(self, name: str) -> None:
        if name in tables.BLOCKS and self._open["p"]:
            self._close_up_to(frozenset({"p"}), tables.BORDERS | {"button"})
        if name in tables.IMPLIED_ENDS:
            ends, borders = tables.IMPLIED_ENDS[name]
            if any(self._open[e] for e in ends):
                self._close_up_to(ends, borders)

    def _close_up_to(self, names: frozenset[str], borders: frozenset[str]) -> None:
        for i in range(len(self._stack) - 1, -1, -1):
            if self._stack[i].name in names:
                self._pop(i)
                return
            if self._stack[i].name in borders:
                return

    def _end(self, name: str) -> None:
        if name in tables.BLOCKS:
            self._flush()
        elif name == "br":
            self._break()
        if not self._open[name]:
            return
        crossed = False
        for i in range(len(self._stack) - 1, -1, -1):
            found = self._stack[i].name
            if found == name:
                # "<b><p>…</b>": the inline element ends alone, the block inside it stays open.
                self._pop(i, alone=crossed and name not in tables.BLOCKS)
                return
            if found in tables.BORDERS and name not in tables.TABLE_PARTS:
                return
            crossed = crossed or found in tables.BLOCKS

    def _pop(self, index: int, *, alone: bool = False) -> None:
        if self._stack[index].heading or self._stack[index].item:
            self._flush()
        gone = [self._stack.pop(index)] if alone else self._stack[index:]
        if not alone:
            del self._stack[index:]
        for entry in reversed(gone):
            self._open[entry.name] -= 1
            self._bold -= entry.bold
            self._pre -= entry.pre
            if entry.drop:
                self._drops[entry.drop] -= 1
            if self._shaping and self._shaping[-1] is entry:
                self._shaping.pop()
            elif entry.heading or entry.item:
                self._shaping = [other for other in self._shaping if other is not entry]
            if entry.region is not None:
                self._within = [other for other in self._within if other is not entry]
                self._marked = [other for other in self._marked if other is not entry]
            if entry.name == "tr" and self._rows:
                self._end_row(self._rows.pop())
            elif entry.name == "table" and self._tables:
                self._end_table()
            elif entry.name == "header" and "furniture" not in self._keep:
                self._end_header(entry.lines_before)

    _data_script = False

    def _anchored(self, identifier: str) -> None:
        if found := _ANCHOR_NUMBER.match(identifier):
            self._anchor = int(found[1])

    # Text

    def _text(self, start: int, end: int) -> None:
        reason = next((r for r in ("never", "hidden", "furniture") if self._drops[r]), None)
        if reason:
            if reason != "never":
                self.page.dropped[reason] += len(self._source[start:end].split())
            return
        listed = "\n" in self._source[start:end] and len(tables.BULLET_LINE.findall(self._source, start, end)) > 1
        whole = self._verbatim and self._pre
        breaks = not whole and (self._pre or self._bare or listed)
        for match in _TEXT.finditer(self._source, start, end):
            group, low, high = match.lastgroup, match.start(), match.end()
            if group == "space":
                if breaks and "\n" in match.group():
                    self._flush()
                self._line.blank(low, high, match.group() if whole else "")
            elif group == "entity":
                if means := self._line.reference(match.group(), low, high):
                    self._word(low, high, means)
            elif group is None:
                self._word(low, high)

    def _word(self, low: int, high: int, means: str | None = None) -> None:
        self._line.word(low, high, means, bold=bool(self._bold), linked=bool(self._open["a"]))
        if self._marks:
            self._said.add(self._marked[-1] if self._marked else None, len((means or self._source[low:high]).split()))

    # Lines

    def _break(self) -> None:
        if self._in_heading():
            self._line.gap()
        else:
            self._flush()

    def _flush(self) -> None:
        bold, linked = self._line.bold, self._line.linked
        mapped = self._line.take()
        if not mapped.text.strip():
            self._said.take()
            return
        regions = tuple(e.region for e in self._within if e.region is not None)
        section, more = self._said.take(regions)
        self._taken += len(mapped.text) + 1
        if self._taken > self._limit:
            raise too_long(self._limit)
        line = Line(mapped, section=section, paragraph=self._anchor, bold=bold, linked=linked, regions=regions + more)
        if "\n" not in mapped.text:
            self._judge(line)
        elif self._kind("")[0] == "paragraph" and not self._rows and not self._open["dl"]:
            # Lines that the writer has broken are a plain text, wrapped and indented as such.
            self._emit(replace(line, bold=False, sure=False))
        else:
            for start, end in line_ranges(mapped.text):
                self._judge(replace(line, mapped=mapped.cut(start, end)))

    def _judge(self, line: Line) -> None:
        """Say what a line is, and take it unless it opens a box of furniture."""
        kind, depth = self._kind(line.mapped.text)
        term = term_of(self._shaping) if self._open["dl"] and kind != "heading" else None
        line = replace(line, kind=kind, depth=depth, term=term)
        heads = kind == "heading" or (line.bold and line.words <= _BOLD_HEADING_WORDS)
        if (
            heads
            and "furniture" not in self._keep
            and tables.FURNITURE_HEADINGS.search(line.mapped.text)
            and self._begin_furniture()
        ):
            self.page.dropped["furniture"] += line.words
            return
        self._emit(line)

    def _kind(self, text: str) -> tuple[BlockKind, int]:
        return kind_of(text, self._shaping, sum(self._open[name] for name in tables.LISTS))

    def _begin_furniture(self) -> bool:
        """Drop the rest of the outermost box that begins with the heading at hand; False where it has none."""
        for entry in self._stack:
            opens = entry.lines_before == len(self.page.lines) and entry.name in ("div", "section", "aside", "article")
            if opens and entry.drop is None:
                entry.drop = "furniture"
                self._drops["furniture"] += 1
                return True
        return False

    def _emit(self, line: Line) -> None:
        if self._rows and self._rows[-1]:
            self._rows[-1][-1].append(line)
            return
        self.page.lines.append(line)
        self.page.regions.update(dict.fromkeys(set(line.regions), line.words))

    def _end_header(self, first: int) -> None:
        """Of a page's header (not of a header within the posting) only what follows a main heading is the posting's."""
        lines = self.page.lines[first:]
        if any(line.regions for line in lines):
            return
        kept = next((i for i, line in enumerate(lines) if line.kind == "heading" and line.depth == 1), len(lines))
        self.page.dropped["furniture"] += sum(line.words for line in lines[:kept])
        del self.page.lines[first : first + kept]

    def _end_row(self, cells: Cells) -> None:
        table = self._tables[-1] if self._tables else None
        if table is not None and (table or is_header(cells)):
            table.append(cells)
            return
        for line in row_lines(cells):
            self._emit(line)

    def _end_table(self) -> None:
        rows = self._tables.pop()
        for line in table_lines(rows) if rows else ():
            self._emit(line)
