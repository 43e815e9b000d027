"""The nodes of a CASE package and how they hang together: what a link points to, who stands under whom, in which order.

CASE has no nesting: ``isChildOf`` goes from the child (origin) to its parent or to the document (destination), and
``sequenceNumber`` orders siblings. Links are followed by identifier, then by uri, since some services write the one and
some the other. ``isPartOf`` counts as a parent only where no ``isChildOf`` names one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jdmatch.frameworks.case.shapes import Members, last_uuid
from jdmatch.frameworks.case.tables import UUID_ANY
from jdmatch.frameworks.notes import Notes

DOCUMENT = ""
"""What stands for the document among the parents."""

_NUMBERS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Node:
    """A CFItem: ``id`` is the statement's (as jdmatch wrote it, else the identifier), ``members`` are ``restored``."""

    id: str
    identifier: str
    uri: str
    text: str
    members: Members
    mine: Mapping[str, Any]
    place: str
    index: int

    @property
    def name(self) -> str:
        """What the item is called in a message: its code and the beginning of its text."""
        code = self.members.get("humanCodingScheme")
        named = f"{code} {self.text}" if isinstance(code, str) and code.strip() else self.text
        return named if len(named) <= 60 else named[:59] + "\u2026"


@dataclass(frozen=True, slots=True)
class Link:
    """What a link names, "" for what it leaves open."""

    id: str
    title: str
    uri: str


@dataclass(frozen=True, slots=True)
class Association:
    """One CFAssociation with its ends; ``origin`` and ``destination`` are ids of nodes, DOCUMENT, or None outside."""

    type: str
    origin: str | None
    destination: str | None
    to: Link
    sequence: float | None
    members: Members
    place: str


@dataclass(slots=True)
class Index:
    """Nodes (or documents) by everything that a link may name them by."""

    found: dict[str, str] = field(default_factory=dict)

    def add(self, id_: str, *names: str) -> None:
        """Make ``id_`` found by its names; the first to have a name keeps it."""
        for name in (*names, id_):
            if name:
                self.found.setdefault(_key(name), id_)

    def get(self, link: Link) -> str | None:
        """The id that a link points to."""
        for name in (link.id, link.uri, last_uuid(link.uri)):
            if name and _key(name) in self.found:
                return self.found[_key(name)]
        return None


def _key(name: str) -> str:
    # UUIDs mean the same in both cases; other identifiers need not.
    return name.lower() if UUID_ANY.fullmatch(name) else name


def link_of(value: object) -> Link | None:
    """A link from its object, or from the text that older services write; None where it names nothing."""
    if isinstance(value, str):
        text = value.strip()
        return Link(text, "", text) if text else None
    if not isinstance(value, Mapping):
        return None
    id_, title, uri = (_clean(value.get(name)) for name in ("identifier", "title", "uri"))
    return Link(id_, title, uri) if id_ or uri else None


def _clean(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def number(value: object) -> float | None:
    """A whole or broken number, also where it is written as a text ("2", "3."); None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if abs(value) < 1e300 else None
    found = re.fullmatch(r"\s*(-?\d{1,9}(?:\.\d{1,9})?)[.)]?\s*", value) if isinstance(value, str) else None
    return float(found.group(1)) if found else None


@dataclass(frozen=True, slots=True)
class Tree:
    """The parent of each node (DOCUMENT for the top) and the key that orders it among its siblings. ``several`` are
    the nodes that stand under more than one."""

    parents: dict[str, str]
    keys: dict[str, tuple[Any, ...]]
    several: list[tuple[str, str]]


# The key that orders it, the parent, and the place of the association.
_Way = tuple[tuple[Any, ...], str, str]


def tree_of(nodes: Sequence[Node], associations: Iterable[Association], notes: Notes) -> Tree:
    """Who stands under whom. Faults: ``isChildOf`` from or to what is not there, and circles, at the association."""
    inside = {node.id for node in nodes}
    under: dict[str, list[_Way]] = {}
    part_of: dict[str, list[_Way]] = {}
    for order, association in enumerate(associations):
        origin, destination = association.origin, association.destination
        if association.type == "ischildof" and not _both_there(association, notes):
            continue
        if association.type in ("ischildof", "ispartof") and origin in inside and destination is not None:
            ways = under if association.type == "ischildof" else part_of
            key = (association.sequence is None, association.sequence or 0.0, order)
            if destination == DOCUMENT or destination in inside:
                ways.setdefault(origin, []).append((key, destination, association.place))
    chosen = {child: sorted(ways) for child, ways in (part_of | under).items()}
    names = {node.id: node.name for node in nodes}
    for place, circle in circles({child: [way[1:] for way in ways] for child, ways in chosen.items()}):
        shown = " \u2192 ".join(names[id_] for id_ in circle[:6]) + (" \u2192 \u2026" if len(circle) > 6 else "")
        notes.fault(place, f"makes an item stand under itself: {shown}")
    parents = {node.id: chosen[node.id][0][1] if node.id in chosen else DOCUMENT for node in nodes}
    keys = {node.id: _sibling_key(node, chosen[node.id][0][0] if node.id in chosen else None) for node in nodes}
    several = []
    for child, parent in parents.items():
        more = [*under.get(child, ()), *(way for way in part_of.get(child, ()) if way[1] != DOCUMENT)]
        several += [(child, place) for _, other, place in more if other != parent][:1]
    return Tree(parents, keys, several)


def _both_there(association: Association, notes: Notes) -> bool:
    if association.origin is None:
        notes.fault(f"{association.place}.originNodeURI", "names an item that is not in the package")
    if association.destination is None:
        name = association.to.id or association.to.uri
        notes.fault(
            f"{association.place}.destinationNodeURI",
            f"names {name!r}, which is neither an item of the package nor its document",
        )
    return association.origin is not None and association.destination is not None


def _sibling_key(node: Node, key: tuple[Any, ...] | None) -> tuple[Any, ...]:
    """sequenceNumber, then listEnumeration as people count ("2." before "10."), then the order in the file."""
    missing, sequence = (True, 0.0) if key is None else key[:2]
    return missing, sequence, *natural(_clean(node.members.get("listEnumeration"))), node.index


def natural(text: str) -> tuple[bool, tuple[tuple[bool, int, str], ...]]:
    """A key that sorts numbers inside texts as numbers, and texts without anything last."""
    parts = (part for part in _NUMBERS.split(text) if part)
    return not text, tuple((not p.isdecimal(), int(p[:18]) if p.isdecimal() else 0, p.casefold()) for p in parts)


def circles(edges: Mapping[str, Sequence[tuple[str, str]]]) -> list[tuple[str, list[str]]]:
    """(place, nodes) of each edge that closes a circle; without recursion, since trees may be deep."""
    found = []
    settled: set[str] = set()
    for start in edges:
        if start in settled:
            continue
        way = [start]
        open_edges = [iter(edges[start])]
        on_way = {start}
        while way:
            step = next(open_edges[-1], None)
            if step is None:
                open_edges.pop()
                on_way.discard(way[-1])
                settled.add(way.pop())
            elif step[0] in on_way:
                found.append((step[1], [*way[way.index(step[0]) :], step[0]]))
            elif step[0] in edges and step[0] not in settled:
                way.append(step[0])
                on_way.add(step[0])
                open_edges.append(iter(edges[step[0]]))
    return found


def in_order(tree: Tree) -> list[str]:
    """The ids from top to bottom, as a reader of the tree meets them."""
    below: dict[str, list[str]] = {}
    for id_ in sorted(tree.keys, key=lambda i: tree.keys[i]):
        below.setdefault(tree.parents[id_], []).append(id_)
    out: list[str] = []
    waiting = below.get(DOCUMENT, [])[::-1]
    while waiting:
        here = waiting.pop()
        out.append(here)
        waiting += below.get(here, [])[::-1]
    return out
