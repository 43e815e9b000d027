"""The draft as a file: from the posting's text to lines, columns and edits of what the writer has open.

Findings point into the posting's text. A text or Markdown file, and an HTML page, has characters of its own, and
``Posting.spans`` says where in them each piece of that text stands; a PDF or an office document has none, and then
lines are those of the extracted text, with the page or paragraph beside them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from jdmatch.check.findings import Edit, Fix
from jdmatch.records import Posting, SourceSpan

# In these the file's characters may be edited: what the reader sees is what stands there.
EDITABLE = frozenset({"text", "markdown", "html"})
# In these they can be pointed at. A page's structured data has its text in a script: escaped, but there.
_SHOWN = EDITABLE | {"json-ld"}
# What editors end a line at.
_LINE_END = re.compile(r"\r\n|\r|\n")
# A line that is put in, with its bullet or number; and what may stand behind the words of a list item.
_NEW_LINE = re.compile(
    r"(?:\r\n|\r|\n)+[ \t]*(?:(?:[*+\u2022\u25aa\u25cf\u00b7\u2013-]|\d{1,3}[.)])[ \t]+)?(?P<words>[^\r\n]+)"
)
_ITEM_ENDS = re.compile(r"(?:\s|</(?!li\b)[a-z][a-z\d]*\s*>)*</li\s*>", re.IGNORECASE)
# What stands between two lines of three hyphens at the beginning of a Markdown file is for programs.
_FRONT_MATTER = re.compile(
    r"\ufeff?---[ \t]*(?:\r\n|\r|\n)(?=[\w-]+[ \t]*:\s)(?:[^\r\n]*(?:\r\n|\r|\n))*?"
    r"(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n|\Z)"
)
_NEEDS_ESCAPE = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands. ``start`` and ``end`` are code points of ``Document.text``; lines and columns count from
    1, columns in code points; the end column is the one behind the last character. ``page`` and ``paragraph`` (from 1)
    are set where the file has no lines of its own."""

    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int
    page: int | None = None
    paragraph: int | None = None


@dataclass(frozen=True)
class Document:
    """A file that was read as one posting. ``text`` is the file's characters where ``own`` is true, otherwise the
    posting's text."""

    name: str
    text: str
    posting: Posting
    own: bool

    @classmethod
    def of(cls, name: str, posting: Posting, characters: str | None) -> Document:
        """The document of a posting; ``characters`` are the decoded file's (``sources.characters``), None where it has
        none of its own."""
        if characters is None or posting.format not in _SHOWN:
            return cls(name, posting.text, posting, own=False)
        return cls(name, characters, posting, own=True)

    # Lines

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return len(self._starts)

    def line_of(self, offset: int) -> int:
        """The number of the line, from 1, that a code point of ``text`` stands in."""
        return bisect_right(self._starts, min(max(offset, 0), len(self.text)))

    def line(self, number: int) -> str:
        """A line by its number, without its end; "" where there is no such line."""
        if not 1 <= number <= len(self._starts):
            return ""
        return self.text[self.start_of(number) : self.start_of(number + 1)].rstrip("\r\n")

    def line_behind(self, offset: int) -> str:
        """What stands behind an offset into ``text`` on its line."""
        return self.text[offset : self.start_of(self.line_of(offset) + 1)].rstrip("\r\n")

    def start_of(self, number: int) -> int:
        """Where a line begins, as an offset into ``text``; its end for the line behind the last one."""
        return self._starts[number - 1] if number <= len(self._starts) else len(self.text)

    @cached_property
    def newline(self) -> str:
        """How the file ends its lines, by its first one."""
        first = _LINE_END.search(self.text)
        return first[0] if first else "\n"

    @cached_property
    def read_lines(self) -> frozenset[int]:
        """The numbers of the lines that hold something of the posting's text: no comment, no tag, no navigation."""
        found: set[int] = set()
        for low, high in self._shown():
            for number in range(self.line_of(low), self.line_of(max(high - 1, low)) + 1):
                if self.text[max(low, self.start_of(number)) : min(high, self.start_of(number + 1))].strip():
                    found.add(number)
        return frozenset(found)

    def _shown(self) -> Iterator[tuple[int, int]]:
        if not (self.own and self._pieces):
            yield 0, len(self.text)
        for piece in self._pieces if self.own else ():
            yield piece.source_start or 0, piece.source_end or 0

    @cached_property
    def body(self) -> int:
        """Where in ``text`` a comment may stand first: behind the YAML front matter of a Markdown file, which is front
        matter only at the very beginning; 0 elsewhere."""
        found = _FRONT_MATTER.match(self.text) if self.own and self.posting.format == "markdown" else None
        return found.end() if found else 0

    # Places

    def place(self, start: int, end: int) -> Place:
        """Where ``posting.text[start:end]`` stands. What is said of the posting as a whole, (0, 0), stands where its
        text begins, behind front matter."""
        if start == end == 0:
            start = end = len(self.posting.text) - len(self.posting.text.lstrip())
            first = min((n for n in self.read_lines if self.start_of(n) >= self.body), default=0) if self.body else 0
            if first:
                return self.between(self.start_of(first), self.start_of(first))
        if self.own:
            return self.between(*self._span(start, end))
        where = self.between(start, max(start, end))
        origin = self._origin(start)
        return replace(where, page=origin.page, paragraph=origin.paragraph) if origin else where

    def between(self, start: int, end: int) -> Place:
        """Where ``text[start:end]`` itself stands."""
        line, last = self.line_of(start), self.line_of(end)
        return Place(start, end, line, start - self.start_of(line) + 1, last, end - self.start_of(last) + 1)

    @cached_property
    def _pieces(self) -> tuple[SourceSpan, ...]:
        """The pieces of the map that lead into ``text``; none where the posting's text is the file's."""
        return tuple(p for p in self.posting.spans if p.source_start is not None and p.source_end is not None)

    def _within(self, start: int, end: int) -> list[SourceSpan]:
        """The pieces that hold something of ``posting.text[start:end]``, cut to it where they are exact."""
        out = []
        for i in range(max(bisect_right(self._pieces, start, key=_start) - 1, 0), len(self._pieces)):
            piece = self._pieces[i]
            if piece.start >= end:
                break
            low, high = max(piece.start, start), min(piece.end, end)
            if low < high:
                at = (piece.source_start or 0) - piece.start
                exact = replace(piece, start=low, end=high, source_start=at + low, source_end=at + high)
                out.append(exact if piece.exact else piece)
        return out

    def _span(self, start: int, end: int) -> tuple[int, int]:
        """The range of ``text`` that shows ``posting.text[start:end]``, as near as the map knows."""
        if not self._pieces:
            return start, max(start, end)
        pieces = self._within(start, end)
        if not pieces:
            at = self._at(start)
            return at, at
        first, last = pieces[0].source_start or 0, pieces[-1].source_end or 0
        # A page's texts need not stand in the order in which they are read.
        return first, last if last > first else pieces[0].source_end or 0

    def _at(self, offset: int) -> int:
        """Where in the file a code point of the posting's text stands or, for blanks of the reader's own and the end
        of the text, where the nearest one before it ends."""
        if inside := self._within(offset, offset + 1):
            return inside[0].source_start or 0
        i = bisect_right(self._pieces, offset, key=_start) - 1
        nearest = self._pieces[i].source_end if i >= 0 else self._pieces[0].source_start
        return nearest or 0

    def _origin(self, offset: int) -> SourceSpan | None:
        """The page or paragraph of a code point; the nearest before it for blanks of the reader's own."""
        i = bisect_right(self.posting.spans, offset, key=_start) - 1
        return self.posting.spans[max(i, 0)] if self.posting.spans else None

    # Edits

    def edits(self, fix: Fix) -> tuple[Edit, ...] | None:
        """The fix as edits of ``text``. None where the file can not be edited so: it is no text, or the words stand
        there in another form (an entity, a tag or a comment between them)."""
        if not self.own or self.posting.format not in EDITABLE:
            return None
        carried = [self._carried(edit) for edit in fix.edits]
        made = tuple(edit for edit in carried if edit is not None)
        return made if len(made) == len(carried) else None

    def _carried(self, edit: Edit) -> Edit | None:
        if self.posting.format == "html" and _LINE_END.search(edit.text):
            return self._item(edit)
        if edit.end > edit.start:
            where = self._exact(edit.start, edit.end)
        else:
            where = self._gap(edit.start, below=bool(_LINE_END.match(edit.text)))
        if where is None:
            return None
        if self.posting.format != "html":
            return Edit(*where, _LINE_END.sub(self.newline, edit.text))
        return Edit(*where, edit.text.translate(_NEEDS_ESCAPE))

    def _item(self, edit: Edit) -> Edit | None:
        """A new line of a page, which is an element: another item behind the list item that ends here, set as that one
        is. None for anything else."""
        said = _NEW_LINE.fullmatch(edit.text)
        where = self._gap(edit.start, below=False) if said and edit.start == edit.end else None
        end = _ITEM_ENDS.match(self.text, where[0]) if where else None
        if said is None or end is None:
            return None
        opened = self.text.lower().rfind("<li", 0, end.start())
        indent = self.text[self.start_of(self.line_of(opened)) : opened]
        lead = f"{self.newline}{indent}" if not indent.strip() else ""
        item = f"{lead}<li>{said['words'].translate(_NEEDS_ESCAPE)}</li>"
        return Edit(end.end(), end.end(), item)

    def _exact(self, start: int, end: int) -> tuple[int, int] | None:
        """The range of ``text`` that is ``posting.text[start:end]`` verbatim."""
        first, last = self._span(start, end)
        return (first, last) if self.text[first:last] == self.posting.text[start:end] else None

    def _gap(self, at: int, *, below: bool) -> tuple[int, int] | None:
        """Where in ``text`` to insert: behind the character before, or else before the one behind. What begins a line
        of its own (``below``) comes the other way round: a comment at the end of a line stays on that line."""
        if not self._pieces:
            return at, at
        before = [p.source_end or 0 for p in self._within(at - 1, at) if p.exact]
        behind = [p.source_start or 0 for p in self._within(at, at + 1) if p.exact]
        if below and not behind and at == len(self.posting.text):
            behind = [len(self.text) for end in before if not _LINE_END.search(self.text, end)]
        found = [*behind, *before] if below else [*before, *behind]
        return (found[0], found[0]) if found else None


def _start(span: SourceSpan) -> int:
    return span.start


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made, which must lie apart. ValueError where they do not."""
    out, at = [], 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if edit.start < at:
            raise ValueError(f"edits overlap at {edit.start}")
        out += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*out, text[at:]])
