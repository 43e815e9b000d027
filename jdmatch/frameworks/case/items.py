"""One CFItem, or one described level of a rubric's criterion, as an item: fields where there are fields, ``extra`` for
the rest.

A short statement or an alternative label is another name of an item only where no other item has the same; "Skill" or
"Level 1" on fifty items names none of them and stays a member like any other. Headings have no other names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jdmatch.frameworks.case.graph import Index, Node, link_of
from jdmatch.frameworks.case.rubrics import Cell
from jdmatch.frameworks.case.shapes import text_of
from jdmatch.frameworks.case.tables import SHORT_NAMES
from jdmatch.frameworks.fields import amount, titles
from jdmatch.frameworks.items import Item
from jdmatch.frameworks.notes import Notes, step
from jdmatch.frameworks.structure import HEADING

Pairs = tuple[tuple[str, str], ...]

_ITEM_FIELDS = frozenset({"identifier", "fullStatement", "humanCodingScheme"})
_CELL_FIELDS = frozenset({"identifier", "description", "quality"})


@dataclass(frozen=True, slots=True)
class Context:
    """The document of the items: its id, how links name it, its language, and the short names of several items."""

    document: str
    documents: Index
    language: str
    shared: frozenset[tuple[str, str]]


def item_of(node: Node, parent: str, context: Context, notes: Notes, *, heading: bool) -> Item:
    """The item of a CFItem; ``heading`` says that others stand under it."""
    members, mine, place = node.members, node.mine, node.place
    kind, used = _kind(members, mine, place, notes)
    heading = heading or kind == HEADING
    aliases: list[str] = []
    if not heading:
        for name in SHORT_NAMES:
            short = notes.optional(members.get(name), f"{place}.{name}")
            if short and (name, str(members[name])) not in context.shared and short != node.text:
                aliases.append(short)
                used |= {name}
        aliases += titles(mine.get("aliases"), place, notes)
    language = notes.optional(members.get("language"), f"{place}.language")
    link = link_of(members.get("CFDocumentURI"))
    used |= {"language"} if language == context.language else set()
    used |= {"CFDocumentURI"} if link is not None and context.documents.get(link) == context.document else set()
    return Item(
        place=place,
        text=node.text,
        id=node.id,
        category="" if heading else notes.optional(mine.get("category"), place),
        code=notes.optional(members.get("humanCodingScheme"), f"{place}.humanCodingScheme"),
        weight=None if heading else amount(mine.get("weight"), place, notes),
        extra=extra_of(members, used, mine, place, notes),
        kind=kind,
        parent=parent,
        aliases=tuple(aliases),
        language=language or context.language,
    )


def is_heading(node: Node) -> bool:
    """Whether an item says that it is a heading, also where nothing stands under it."""
    return node.mine.get("heading") is True or _kind(node.members, node.mine, "", Notes(""))[0] == HEADING


def _kind(members: Mapping[str, Any], mine: Mapping[str, Any], place: str, notes: Notes) -> tuple[str, set[str]]:
    """What the item is called, and the members that fields hold: a text, a link, or only the link beside it."""
    used = set(_ITEM_FIELDS)
    if mine.get("heading") is True:
        return HEADING, used
    if isinstance(mine.get("kind"), str):
        return notes.optional(mine["kind"], place), used
    given = members.get("CFItemType")
    if isinstance(given, str):
        kind = notes.optional(given, f"{place}.CFItemType")
        return HEADING if kind.casefold() == HEADING else kind, used | {"CFItemType"}
    for value in (given, members.get("CFItemTypeURI")):
        link = link_of(value) if isinstance(value, Mapping) else None
        if link is not None and link.title:
            return notes.optional(link.title, f"{place}.CFItemTypeURI"), used
    return "", used


def statement_of(cell: Cell, notes: Notes) -> Item | None:
    """The statement of a described criterion level; None after skipping one that names no level."""
    if not cell.level:
        notes.skip(cell.place, "has neither a quality nor a score, so its level is not known")
        return None
    mine, place = cell.mine, cell.place
    return Item(
        place=place,
        text=cell.text,
        id=cell.id,
        level=cell.level,
        category=cell.category,
        code=notes.optional(mine.get("code"), place),
        weight=cell.weight,
        extra=extra_of(cell.members, _CELL_FIELDS, mine, place, notes),
        kind=notes.optional(mine.get("kind"), place),
        parent=cell.parent,
        aliases=titles(mine.get("aliases"), place, notes),
    )


def extra_of(
    members: Mapping[str, Any], used: frozenset[str] | set[str], mine: Mapping[str, Any], place: str, notes: Notes
) -> Pairs:
    """Members that no field holds, as texts, and those that jdmatch kept in the extensions, in the order they had."""
    kept = mine.get("extra")
    if isinstance(kept, Mapping):
        kept = list(kept.items())
    pairs = [(name, value, step(place, name)) for name, value in members.items() if name not in used]
    written = kept if isinstance(kept, list) else []
    pairs += [(str(pair[0]), pair[1], place) for pair in written if isinstance(pair, list | tuple) and len(pair) == 2]
    out = []
    for name, value, where in pairs:
        text = notes.optional(text_of(value), where)
        clean = notes.optional(name, place, "the name of a member")
        if clean and text:
            out.append((clean, text))
    order = mine.get("order")
    if isinstance(order, list):
        ranks = {name: i for i, name in enumerate(order) if isinstance(name, str)}
        out.sort(key=lambda pair: ranks.get(pair[0], len(ranks)))
    return tuple(out)
