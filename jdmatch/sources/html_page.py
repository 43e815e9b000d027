"""What a walk over a page finds, and what one element says about the text inside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from jdmatch.errors import LimitError
from jdmatch.records import BlockKind, SectionKind
from jdmatch.sources import html_tables as tables
from jdmatch.sources import references
from jdmatch.sources.layout import Line
from jdmatch.sources.maps import Mapped

Drop = Literal["never", "hidden", "furniture"]
_LEVEL = re.compile(r"\s*0*([1-9]\d?)\s*", re.ASCII)


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
    """The rank of a heading element, 0 for any other. The switch of a box that unfolds is the heading above it."""
    if name in tables.HEADINGS:
        return tables.HEADINGS[name]
    if role == "heading":
        level = _LEVEL.fullmatch(attributes.get("aria-level", ""))
        return min(int(level[1]), tables.LOWEST) if level else 2
    if name in tables.BUTTONS and tables.SWITCH_NAMES.search(_names(attributes)):
        return tables.SUMMARY_DEPTH
    return tables.SUMMARY_DEPTH if name == "summary" else 0


def kind_of(text: str, shaping: Sequence[Open], lists: int) -> tuple[BlockKind, int]:
    """What a line is, and its rank or depth, inside the open elements that shape it and so many lists."""
    for entry in reversed(shaping):
        if entry.heading:
            return "heading", entry.heading
        if entry.item:
            return "item", max(1, lists)
        if entry.name == "caption" and len(text.split()) <= tables.CAPTION_WORDS:
            return "heading", tables.SUMMARY_DEPTH
        if entry.name in tables.CELLS:
            break
    return ("item", 1) if tables.BULLET_START.match(text) else ("paragraph", 1)


def term_of(shaping: Sequence[Open]) -> Literal["term", "definition"] | None:
    """Is a line the term of a definition list, or what defines one?"""
    for entry in reversed(shaping):
        if entry.name in ("dt", "dd"):
            return "term" if entry.name == "dt" else "definition"
        if entry.name in tables.CELLS:
            return None
    return None


def is_preformatted(name: str, attributes: Mapping[str, str]) -> bool:
    """Does the element show line breaks as they are written?"""
    style, classes = attributes.get("style", ""), attributes.get("class", "")
    return (
        name == "pre"
        or bool(style and tables.PRE_STYLE.search(style))
        or bool(classes and tables.PRE_NAMES.search(classes))
    )


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """Does the element say that nobody sees it?"""
    if not attributes:
        return False
    style = attributes.get("style", "")
    hidden = (
        ("hidden" in attributes and attributes["hidden"] != "until-found")
        or bool(style and tables.HIDDEN_STYLE.search(style))
        or tables.HIDDEN_NAMES.search(_names(attributes)) is not None
    )
    return hidden and not _is_folded(attributes)


def _is_folded(attributes: Mapping[str, str]) -> bool:
    """Is the element a box that a reader can unfold (a tab, an accordion)?"""
    names = _names(attributes)
    return attributes.get("role", "") in tables.FOLDED_ROLES or tables.FOLDED_NAMES.search(names) is not None


def is_furniture(name: str, attributes: Mapping[str, str]) -> bool:
    """Is the element a part of the page around the posting?"""
    if name in ("html", "body", "main", "article"):
        return False
    if name in tables.FURNITURE or attributes.get("role", "") in tables.FURNITURE_ROLES:
        return True
    return name in tables.NAMED_CONTAINERS and tables.FURNITURE_NAMES.search(_names(attributes)) is not None


def _names(attributes: Mapping[str, str]) -> str:
    return f"{attributes.get('class', '')} {attributes.get('id', '')}"


def is_posting(attributes: Mapping[str, str]) -> bool:
    """Does the element say that it is a posting?"""
    return bool(tables.POSTING_TYPE.search(attributes.get("itemtype", "")))


def plain(text: str) -> str:
    """The text of a raw element in one line."""
    return " ".join(references.unescape(text).split())


def too_long(limit: int) -> LimitError:
    """The error for a page of more text than a posting may have."""
    return LimitError(
        f"The text is longer than {limit:,} characters (limits.characters). Give one posting at a time, or raise the "
        "limit."
    )
