"""The resources of a CTDL-ASN source, wherever they stand: in a graph, a list, an envelope, or alone.

A node keeps its place in the file for messages. Two nodes of one id that say the same are one; two that say different
things are a fault, since no reader could tell which is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jdmatch.frameworks.ctdl import tables as ctdl
from jdmatch.frameworks.ctdl.terms import CTID, canonical, listed, prefixes_of, type_names, unversioned
from jdmatch.frameworks.notes import Notes, kind, step

_IN_REGISTRY = re.compile(rf"https?://(?:\w+\.)?credentialengineregistry\.org/resources/({CTID.pattern})")
_TREE = (ctdl.HAS_CHILD, ctdl.HAS_TOP_CHILD, *ctdl.HAS_MEMBER)


@dataclass(frozen=True, eq=False)
class Node:
    """One resource: canonical property names with values as written. ``row`` says that it comes from a table, whose
    places are rows; ``document`` is the ``@id`` and ``@context`` of the graph around it."""

    place: str
    properties: Mapping[str, Any]
    keys: Mapping[str, str] = field(default_factory=dict)
    row: bool = False
    document: Mapping[str, Any] = field(default_factory=dict)

    def get(self, name: str) -> Any:
        """The value of a property as written; None where there is none, or it is ours and was made up on writing."""
        return None if name in self.derived else self.properties.get(name)

    def at(self, name: str, path: str = "") -> str:
        """The place of a property in messages."""
        return self.place if self.row else step(self.place, self.keys.get(name, name)) + path

    def what(self, name: str) -> str:
        """What opens a reason about a property where the place does not name it."""
        return f"the {name}" if self.row else ""

    @property
    def derived(self) -> tuple[str, ...]:
        """Properties that an export of jdmatch had to make up."""
        return tuple(v for v in listed(self.properties.get(f"{ctdl.OWN_PREFIX}derived")) if isinstance(v, str))

    @property
    def types(self) -> tuple[str, ...]:
        """Local names of its classes."""
        return type_names(self.properties.get("@type"))

    @property
    def uri(self) -> str:
        """Its ``@id``, "" without one."""
        value = self.properties.get("@id")
        return value.strip() if isinstance(value, str) else ""

    @property
    def ctid(self) -> str:
        """Its own CTID, which files leave out where the address in the Registry says it; "" without one."""
        value = self.get(ctdl.CTID)
        if isinstance(value, str) and value.strip():
            return value.strip()
        found = _IN_REGISTRY.fullmatch(self.uri) if ctdl.CTID not in self.derived else None
        return found.group(1) if found else ""

    @property
    def id(self) -> str:
        """The id that other systems know it by: its CTID, which stays the same wherever the resource is published, else
        its address without the version; what an export of jdmatch says it is goes before both."""
        own = self.properties.get(f"{ctdl.OWN_PREFIX}id")
        if isinstance(own, str) and own.strip():
            return " ".join(own.split())
        return " ".join((self.ctid or unversioned(self.uri)).split())

    @property
    def names(self) -> tuple[str, ...]:
        """Every id that a reference to it may use, the plainest first."""
        tail = self.uri.rstrip("/").rsplit("/", 1)[-1]
        every = (self.uri, unversioned(self.uri), self.ctid, tail if CTID.fullmatch(tail) else "")
        return tuple(dict.fromkeys(filter(None, every)))


def collect(value: Any, notes: Notes) -> list[Node]:
    """Every node of a JSON value, in file order."""
    out = list(_walk(value, "$", {}, notes))
    if not out and not notes.faults:
        notes.stop("$", "holds no resources")
    return out


def _walk(value: Any, path: str, document: Mapping[str, Any], notes: Notes) -> Iterator[Node]:
    if isinstance(value, list):
        for i, member in enumerate(value):
            yield from _walk(member, step(path, i), document, notes)
    elif not isinstance(value, Mapping):
        notes.fault(path, f"must be a resource (an object), not {kind(value)}")
    elif wrapper := next((w for w in ctdl.WRAPPERS if isinstance(value.get(w), Mapping | list)), None):
        yield from _walk(value[wrapper], step(path, wrapper), {}, notes)
    elif "@graph" in value:
        inner = {key: value[key] for key in ("@id", "@context") if key in value}
        yield from _walk(listed(value["@graph"]), step(path, "@graph"), inner, notes)
    else:
        if "@context" in value:
            document = {"@context": value["@context"]}
        yield from _node(value, path, document, notes)


def _node(value: Mapping[str, Any], path: str, document: Mapping[str, Any], notes: Notes) -> Iterator[Node]:
    prefixes = prefixes_of(document.get("@context"))
    properties: dict[str, Any] = {}
    keys: dict[str, str] = {}
    for key, member in value.items():
        name = canonical(key, prefixes)
        if name == "@context":
            continue
        if name in properties:
            notes.fault(step(path, key), f"is a second {name}: {keys[name]!r} is the same property")
        properties[name], keys[name] = member, key
    node = Node(path, properties, keys, document=document)
    if not node.types and ctdl.TEXT in properties:
        notes.fault(path, "has a ceasn:competencyText and no @type: a competency needs both")
    yield node
    for name in _TREE:
        for i, member in enumerate(listed(properties.get(name))):
            if isinstance(member, Mapping) and len(member) > 1 and "@value" not in member:
                inner = node.at(name, f"[{i}]" if isinstance(properties[name], list) else "")
                if not isinstance(member.get("@id"), str):
                    notes.fault(inner, "has no @id, so that nothing says where it belongs")
                yield from _walk(member, inner, document, notes)


class Index:
    """Nodes by every id that refers to them."""

    def __init__(self, nodes: list[Node], notes: Notes) -> None:
        self.nodes: list[Node] = []
        self._by_name: dict[str, int] = {}
        for node in nodes:
            twin = self._twin(node)
            if twin is None or node.uri.startswith("_:"):
                self._add(node)
            elif dict(twin.properties) == dict(node.properties):
                if ctdl.COMPETENCY in node.types:
                    notes.rows += 1
                    notes.skip(node.place, f"says the same as {notes.place(twin.place)}, and is kept once")
            else:
                notes.fault(node.place, f"has the id {node.id!r}, which {notes.place(twin.place)} has too")

    def _twin(self, node: Node) -> Node | None:
        """A node of the same id, or (in other words) of the same CTID."""
        for name in (node.uri, node.ctid):
            at = self._by_name.get(name) if name else None
            if at is not None and name in (self.nodes[at].uri, self.nodes[at].ctid):
                return self.nodes[at]
        return None

    def _add(self, node: Node) -> None:
        self.nodes.append(node)
        for name in node.names:
            self._by_name.setdefault(name, len(self.nodes) - 1)

    def find(self, reference: str) -> int | None:
        """The number of the node that a reference means, or None."""
        tail = reference.rstrip("/").rsplit("/", 1)[-1]
        for name in (reference, unversioned(reference), tail if CTID.fullmatch(tail) else ""):
            if name and (found := self._by_name.get(name)) is not None:
                return found
        return None
