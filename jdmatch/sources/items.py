"""What microdata and RDFa have in common: items with properties, and what a property's value is.

A value is another item or an element. Of an element, texts are what it shows, unless an attribute says it instead
(``content``); of anything else the attribute that its element is made for counts (a link's address, a time's date).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from jdmatch.sources import jsonld_tables as tables
from jdmatch.sources.jsonld_nodes import Node
from jdmatch.sources.page_elements import Element, Elements

_DEEPEST = 6
# By element, the attribute that holds its value.
_VALUE_ATTRIBUTES = {
    "a": "href", "area": "href", "link": "href", "audio": "src", "embed": "src", "iframe": "src", "img": "src",
    "source": "src", "track": "src", "video": "src", "object": "data", "data": "value", "meter": "value",
    "time": "datetime",
}  # fmt: skip


@dataclass(slots=True)
class Item:
    """An item: its element, the last parts of its types, its properties in the order of the page."""

    element: Element
    types: tuple[str, ...]
    properties: list[tuple[str, Value]] = field(default_factory=list)

    @property
    def is_posting(self) -> bool:
        """Is it a JobPosting?"""
        return "JobPosting" in self.types

    def values(self, name: str) -> Iterator[Value]:
        """The values of one property."""
        return (value for key, value in self.properties if key == name)


@dataclass(slots=True)
class Value:
    """A property's value: the element that has the property, and the item where that is one."""

    element: Element
    item: Item | None = None

    @property
    def written(self) -> bool:
        """Does the value stand in the attribute ``content`` and not in what the element shows?"""
        return "content" in self.element.attributes

    def said(self, page: Elements, name: str) -> str:
        """The value as a string."""
        attributes = self.element.attributes
        if self.written:
            return attributes["content"]
        if name in tables.SHOWN_FIELDS or self.element.name not in _VALUE_ATTRIBUTES:
            return page.text(self.element)
        return attributes.get(_VALUE_ATTRIBUTES[self.element.name]) or page.text(self.element)


def as_node(page: Elements, item: Item, depth: int = 0) -> Node:
    """The item as linked data is read: each property one value, or a list of them."""
    out = Node({"@type": list(item.types)})
    for name, value in item.properties:
        if not page.spend(1):
            break
        if value.item is not None:
            said: Node | str = as_node(page, value.item, depth + 1) if depth < _DEEPEST else ""
        else:
            said = value.said(page, name)
        if name not in out:
            out[name] = said
        elif isinstance(out[name], list):
            out[name].append(said)
        else:
            out[name] = [out[name], said]
    return out


def local_name(name: str) -> str:
    """A property or type without schema.org's address."""
    ours = tables.OUR_IRI.match(name)
    return ours[1] if ours else name
