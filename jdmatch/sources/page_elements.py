"""The elements of a page one after the other, each with its place and what lies inside it.

Microdata and RDFa hang on the tree of elements: what an element says belongs to the nearest item around it. No tree of
objects is needed for that. Elements stand in the order of their start tags, and each knows its parent and where its
descendants end, so that everything inside it is a stretch of the list and a range of the source.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from jdmatch.sources import html_tables as tables
from jdmatch.sources import references
from jdmatch.sources.html_tokens import attribute_range, tokens

_PURSE = 5_000_000


@dataclass(slots=True)
class Element:
    """``source[start:end]`` is the element with its tags, ``source[start:tag_end]`` its start tag. ``parent`` is -1 for
    none; its descendants are the elements from the one behind it up to ``last``."""

    name: str
    attributes: Mapping[str, str]
    number: int
    parent: int
    start: int
    tag_end: int
    end: int = -1
    last: int = -1

    def value_range(self, source: str, attribute: str) -> tuple[int, int] | None:
        """Where the value of an attribute stands in the source."""
        return attribute_range(source, self.start, self.tag_end, attribute)


class Elements:
    """The elements of a page, ``by_id`` those with an id (the first of each). Everything that is asked of them comes
    out of one purse (``spend``): a page whose items hold or name each other over and over must still come to an end."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.list: list[Element] = []
        self.by_id: dict[str, Element] = {}
        self._stack: list[Element] = []
        self._open: Counter[str] = Counter()
        self._unseen = 0
        self._purse = _PURSE
        self._texts: list[tuple[int, int]] = []
        for token in tokens(source):
            if token.kind == "start":
                self._imply_ends(token.name, token.start)
                self._add(Element(token.name, token.attributes, len(self.list), -1, token.start, token.end))
            elif token.kind == "end":
                self._end(token.name, token.start)
            elif token.kind == "text" and not self._unseen:
                self._texts.append((token.start, token.end))
        self._close(0, len(source))

    def inside(self, element: Element) -> list[Element]:
        """Its descendants, in order."""
        return self.list[element.number + 1 : element.last]

    def text(self, element: Element) -> str:
        """The words inside an element, as a reader sees them, in one line."""
        out: list[str] = []
        for i in range(bisect_left(self._texts, (element.tag_end, 0)), len(self._texts)):
            start, end = self._texts[i]
            if start >= element.end or not self.spend(end - start):
                break
            out.append(self.source[start:end])
        return " ".join(references.unescape(" ".join(out)).split())

    def spend(self, amount: int) -> bool:
        """Take from the purse; False where it is empty."""
        self._purse -= amount
        return self._purse >= 0

    def _add(self, element: Element) -> None:
        element.parent = self._stack[-1].number if self._stack else -1
        self.list.append(element)
        if name := element.attributes.get("id"):
            self.by_id.setdefault(name, element)
        if element.name in tables.VOID or len(self._stack) >= tables.DEEPEST:
            element.end, element.last = element.tag_end, len(self.list)
            return
        self._stack.append(element)
        self._open[element.name] += 1
        self._unseen += element.name in tables.NO_TEXT

    def _imply_ends(self, name: str, at: int) -> None:
        if name in tables.BLOCKS and self._open["p"]:
            self._close_up_to(frozenset({"p"}), tables.BORDERS, at)
        ends, borders = tables.IMPLIED_ENDS.get(name, (frozenset(), frozenset()))
        if any(self._open[e] for e in ends):
            self._close_up_to(ends, borders, at)

    def _close_up_to(self, names: frozenset[str], borders: frozenset[str], at: int) -> None:
        for i in range(len(self._stack) - 1, -1, -1):
            found = self._stack[i].name
            if found in names:
                self._close(i, at)
            if found in names or found in borders:
                return

    def _end(self, name: str, at: int) -> None:
        if not self._open[name]:
            return
        for i in range(len(self._stack) - 1, -1, -1):
            if self._stack[i].name == name:
                self._close(i, at)
                return
            if self._stack[i].name in tables.BORDERS and name not in tables.TABLE_PARTS:
                return

    def _close(self, index: int, at: int) -> None:
        for element in self._stack[index:]:
            element.end, element.last = at, len(self.list)
            self._open[element.name] -= 1
            self._unseen -= element.name in tables.NO_TEXT
        del self._stack[index:]
