"""What a reader hands over: a framework as its file says it, texts cleaned, nothing checked across items yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from jdmatch.records import LevelScale


@dataclass(frozen=True, slots=True)
class Item:
    """One statement or heading as its file says it. ``place`` is its path or row; "" and None mean "not given".

    ``parent`` is the id of another item: whatever has others under it is a heading, and so is what says so with the
    kind ``heading``. ``language`` is a BCP 47 tag where the item names one of its own.
    """

    place: str
    text: str
    id: str = ""
    level: str = ""
    category: str = ""
    code: str = ""
    weight: float | None = None
    extra: tuple[tuple[str, str], ...] = ()
    kind: str = ""
    parent: str = ""
    aliases: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """One framework as its file says it. ``scale`` is the declared one (``scale_refused``: there was one, with faults);
    ``how_to_declare`` tells where a file of this format declares its levels."""

    format: str
    items: Sequence[Item]
    id: str = ""
    title: str = ""
    scale: LevelScale | None = None
    scale_refused: bool = False
    how_to_declare: str = ""
    version: str = ""
    description: str = ""
    context: str = ""
    group: str = ""
    job_zone: int | None = None
    licence: str = ""
    attribution: str = ""
    alternate_titles: tuple[str, ...] = field(default=())
    extra: str = ""
    language: str = ""
