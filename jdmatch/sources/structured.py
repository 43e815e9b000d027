"""A posting in a page's microdata or RDFa: which elements of the page say what.

The page's visible text stays the posting's text, with its place in the file; the data only say where in the page it
stands (``marks``): the posting, its description, and the elements whose section a property names. Title, years,
education and pay become title and fields. A text that stands in an attribute alone (``<meta content=…>``) is not
visible; it is given in ``written``, to be used where the page shows no such thing.

The libraries for this (extruct with mf2py, or rdflib) bring lxml and a graph store and hand back strings without
places.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from jdmatch.records import PostingFields, SectionKind
from jdmatch.settings import Settings
from jdmatch.sources import html_tables, microdata, rdfa
from jdmatch.sources import jsonld_tables as tables
from jdmatch.sources.items import Item, Value, as_node
from jdmatch.sources.jsonld_fields import stated_fields
from jdmatch.sources.jsonld_text import lines_of
from jdmatch.sources.jsonld_values import first_text
from jdmatch.sources.layout import Line
from jdmatch.sources.maps import Mapped
from jdmatch.sources.marks import Mark
from jdmatch.sources.mending import mend_string
from jdmatch.sources.page_elements import Element, Elements
from jdmatch.sources.words import FEWEST_WORDS


@dataclass(slots=True)
class Marked:
    """What the data of a page say of its posting. ``marks`` are by the offset of an element's start tag; ``others`` is
    the number of further postings that have a text."""

    title: str | None = None
    fields: PostingFields = field(default_factory=PostingFields)
    marks: dict[int, Mark] = field(default_factory=dict)
    description: list[Line] = field(default_factory=list)
    written: list[Line] = field(default_factory=list)
    others: int = 0


def read(origin: Mapped, settings: Settings) -> Marked | None:
    """The posting that a page's microdata or RDFa marks, the one of most words where it marks several; None where it
    marks none."""
    if not html_tables.POSTING_DATA.search(origin.text):
        return None
    page = Elements(origin.text)
    found = [*microdata.items(page), *rdfa.items(page)]
    if not found:
        return None
    chosen = max(found, key=lambda item: _words(page, item))
    # The same element may be marked in both ways.
    longer = [item for item in found if _words(page, item) >= FEWEST_WORDS]
    others = {item.element.start for item in longer} - {chosen.element.start}
    return _marked(origin, page, chosen, len(others), settings)


def _words(page: Elements, item: Item) -> int:
    return sum(len(value.said(page, key).split()) for key in _text_keys(item) for value in item.values(key))


def _text_keys(item: Item) -> dict[str, SectionKind | None]:
    """The properties of an item that hold the posting's text. Content systems call the body of a page ``text``."""
    described = any(True for _ in item.values("description"))
    keys: dict[str, SectionKind | None] = {"description" if described else "text": None}
    return keys | dict(tables.TEXT_FIELDS)


def _marked(origin: Mapped, page: Elements, item: Item, others: int, settings: Settings) -> Marked:
    data = as_node(page, item)
    title = first_text(data.get("title")) or first_text(data.get("name"))
    out = Marked(mend_string(title) if title else None, stated_fields(data), others=others)
    out.marks[item.element.start] = Mark("posting")
    for key, section in _text_keys(item).items():
        for value in item.values(key):
            element = _shown(value)
            if element is not None:
                out.marks.setdefault(element.start, Mark("text", section))
            lines = [] if element is not None else _written(origin, page, value, section, settings)
            if section is None:
                out.description += lines
            else:
                out.written += lines
    return out


def _shown(value: Value) -> Element | None:
    """The element of the page that shows a text; of an item its description, else its name."""
    if value.item is None:
        return None if value.written else value.element
    inner = {key: v for key, v in reversed(value.item.properties) if v.item is None}
    text = inner.get("description") or inner.get("name")
    return text.element if text is not None and not text.written else None


def _written(
    origin: Mapped, page: Elements, value: Value, section: SectionKind | None, settings: Settings
) -> list[Line]:
    if value.item is not None:
        inner = {key: v for key, v in reversed(value.item.properties) if v.item is None}
        text = inner.get("description") or inner.get("name")
        return _written(origin, page, text, section, settings) if text is not None and text.written else []
    found = value.element.value_range(page.source, "content")
    return lines_of(origin.cut(*found), None, section, settings) if found else []
