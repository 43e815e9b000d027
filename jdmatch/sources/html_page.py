"""What a walk over a page finds, and what one element says about the text inside it."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from jdmatch.errors import LimitError
from jdmatch.records import SectionKind
from jdmatch.sources import html_tables as tables
from jdmatch.sources.layout import Line
from jdmatch.sources.maps import Mapped

Drop = Literal["never", "hidden", "furniture"]


@dataclass(slots=True)
class Open:
    """An element that is open: what it means for the text inside."""

    name: str
    drop: Drop | None = None
    bold: bool = False
    pre: bool = False
    heading: int = 0
    item: bool = False
    region: int | None = None
    section: SectionKind | None = None
    lines_before: int = 0


@dataclass(slots=True)
class Page:
    """What a walk found. ``regions`` counts words by main element; ``dropped`` by reason; ``data`` are the JSON-LD
    scripts; ``name`` is the page's title element, ``shared_as`` the title it gives itself for sharing. ``posting`` is
    the region that the page's data mark as the posting, ``texts`` those that they mark as its texts."""

    lines: list[Line] = field(default_factory=list)
    regions: Counter[int] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    data: list[Mapped] = field(default_factory=list)
    name: str = ""
    shared_as: str = ""
    posting: int | None = None
    texts: set[int] = field(default_factory=set)


def heading_depth(name: str, role: str, attributes: Mapping[str, str]) -> int:
    """The rank of a heading element, 0 for any other."""
    if name in tables.HEADINGS:
        return tables.HEADINGS[name]
    if role == "heading":
        level = attributes.get("aria-level", "")
        return min(int(level), 6) if level.isdigit() and int(level) else 2
    return tables.SUMMARY_DEPTH if name == "summary" else 0


def is_posting(attributes: Mapping[str, str]) -> bool:
    """Does the element say that it is a posting?"""
    return bool(tables.POSTING_TYPE.search(attributes.get("itemtype", "")))


def plain(text: str) -> str:
    """The text of a raw element in one line."""
    return " ".join(html.unescape(text).split())


def too_long(limit: int) -> LimitError:
    """The error for a page of more text than a posting may have."""
    return LimitError(
        f"The text is longer than {limit:,} characters (limits.characters). Give one posting at a time, or raise the "
        "limit."
    )
