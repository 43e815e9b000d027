"""Microdata: the items that a page marks with ``itemscope``, ``itemtype`` and ``itemprop``.

An element with ``itemprop`` is a property of the nearest ``itemscope`` around it, or of the item whose ``itemref``
names an element around it. Types are addresses; schema.org's are read by their last part, of both its addresses.
"""

from __future__ import annotations

from jdmatch.sources.items import Item, Value, local_name
from jdmatch.sources.page_elements import Element, Elements

_DEEPEST = 8
_MOST_NAMED = 50


def items(page: Elements) -> list[Item]:
    """The JobPostings that a page marks in microdata, in order."""
    reader, out, behind = _Reader(page), [], 0
    for element in page.list:
        # A posting inside a posting is a part of it: a similar one.
        if element.number >= behind and "itemscope" in element.attributes and "JobPosting" in _types(element):
            out.append(reader.item(element, ()))
            behind = element.last
    return out


class _Reader:
    def __init__(self, page: Elements) -> None:
        self._page = page

    def item(self, element: Element, around: tuple[int, ...]) -> Item:
        out = Item(element, _types(element))
        around = (*around, element.number)
        self._collect(out, self._page.inside(element), around)
        for name in dict.fromkeys(element.attributes.get("itemref", "").split()[:_MOST_NAMED]):
            other = self._page.by_id.get(name)
            if other is not None and other.number not in around:
                self._collect(out, [other, *self._page.inside(other)], around)
        return out

    def _collect(self, item: Item, elements: list[Element], around: tuple[int, ...]) -> None:
        behind = -1
        for element in elements:
            if not self._page.spend(1):
                return
            if element.number < behind:
                continue
            scope = "itemscope" in element.attributes
            names = element.attributes.get("itemprop", "").split()
            inner = None
            if scope:
                behind = element.last
                if names and len(around) < _DEEPEST and element.number not in around:
                    inner = self.item(element, around)
            if not scope or inner is not None:
                item.properties += [(local_name(name), Value(element, inner)) for name in names]


def _types(element: Element) -> tuple[str, ...]:
    return tuple(local_name(name) for name in element.attributes.get("itemtype", "").split())
