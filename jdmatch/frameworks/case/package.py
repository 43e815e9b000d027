"""A CASE package taken apart: its documents, and which items, associations and rubrics belong to each.

A package comes bare, inside ``{"CFPackage": …}``, or in a list of either. The schema gives it one CFDocument; a file
with several is taken as that many frameworks, each with the items that name it in CFDocumentURI or stand under it. What
makes a package ambiguous is a fault at its place: two items of one identifier, an association to nowhere, a circle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jdmatch.frameworks.case.graph import DOCUMENT, Association, Index, Link, Node, Tree, link_of, number, tree_of
from jdmatch.frameworks.case.rubrics import CRITERIA, Rubrics, objects, rubrics_of
from jdmatch.frameworks.case.shapes import Members, own, restored
from jdmatch.frameworks.case.tables import DEFINITIONS
from jdmatch.frameworks.notes import Notes, kind

_PACKAGE = ("CFDocument", "CFDocuments", "CFItems", "CFAssociations", "CFDefinitions", "CFRubrics")


@dataclass(frozen=True, slots=True)
class Document:
    """A CFDocument: ``id`` is the framework's."""

    id: str
    raw: Mapping[str, Any]
    members: Members
    mine: Mapping[str, Any]
    place: str


@dataclass(frozen=True, slots=True)
class Part:
    """One document with what of the package belongs to it: ``nodes`` by id, ``tree`` over them, ``rest`` the package's
    other members, ``documents`` an index of all documents."""

    document: Document
    nodes: dict[str, Node]
    tree: Tree
    associations: list[Association]
    rubrics: Rubrics
    definitions: Members
    rest: Members
    documents: Index


def packages(value: Any, path: str, notes: Notes) -> list[tuple[Mapping[str, Any], str]]:
    """(package, JSON path) of each package in a value."""
    if isinstance(value, list):
        return [found for i, member in enumerate(value) for found in packages(member, f"{path}[{i}]", notes)]
    if not isinstance(value, Mapping):
        notes.fault(path, f"must be a CFPackage, not {kind(value)}")
        return []
    for name in ("CFPackage", "CFPackages"):
        if name in value:
            return packages(value[name], f"{path}.{name}", notes)
    return [(value, path)]


def parts(package: Mapping[str, Any], path: str, notes: Notes) -> list[Part]:
    """The documents of a package. FrameworkError where it is ambiguous or broken, with every fault."""
    documents = _documents(package, path, notes)
    if documents and "CFItems" not in package and "CFRubrics" not in package:
        notes.fault(
            f"{path}.CFItems",
            "is missing: this is a list of documents and no package. Get the package of a document from the service "
            "(…/CFPackages/{identifier})",
        )
        return []
    nodes = _nodes(package.get("CFItems"), f"{path}.CFItems", notes)
    index = Index()
    # An identifier goes before a uri that happens to be the same text.
    for node in nodes:
        index.add(node.id, node.identifier)
    for node in nodes:
        index.add(node.id, node.uri)
    tops = Index()
    for document in documents:
        tops.add(document.id, *(str(document.raw.get(name) or "") for name in ("identifier", "uri")))
    associations = _associations(package.get("CFAssociations"), f"{path}.CFAssociations", index, tops, notes)
    tree = tree_of(nodes, associations, notes)
    rubrics = rubrics_of(package.get("CFRubrics"), f"{path}.CFRubrics", index, notes)
    if documents and not nodes and not rubrics.cells and not notes.faults:
        notes.fault(f"{path}.CFItems", "holds no items, so the document has no statements")
    notes.stop_if_faulty()
    homes = _homes(documents, nodes, associations, tree, tops, notes)
    rest = {str(key): value for key, value in package.items() if key not in _PACKAGE and value not in (None, [], {})}
    rest = _without_mine(rest)
    definitions = _definitions(package.get("CFDefinitions"), f"{path}.CFDefinitions", notes)
    notes.stop_if_faulty()
    return [
        _part(document, nodes, homes, tree, associations, rubrics, definitions, rest, tops) for document in documents
    ]


def _documents(package: Mapping[str, Any], path: str, notes: Notes) -> list[Document]:
    name = "CFDocuments" if "CFDocuments" in package and "CFDocument" not in package else "CFDocument"
    value, place = package.get(name), f"{path}.{name}"
    found = [(value, place)] if isinstance(value, Mapping) else objects(value, place, notes)
    if value is None or value == []:
        notes.fault(place, "is missing: a CASE package has a document, of which its items are the statements")
    out = []
    for raw, here in found:
        mine, members = own(raw), restored(raw)
        id_ = notes.optional(mine.get("id"), here) or notes.text(members.get("identifier"), f"{here}.identifier")
        out.append(Document(id_, raw, members, mine, here))
    return out


def _nodes(value: Any, path: str, notes: Notes) -> list[Node]:
    nodes: list[Node] = []
    places: dict[str, str] = {}
    for raw, place in objects(value, path, notes):
        mine, members = own(raw), restored(raw)
        identifier = notes.text(raw.get("identifier"), f"{place}.identifier")
        was = members.get("identifier")
        id_ = notes.optional(mine.get("id"), place) or (" ".join(was.split()) if isinstance(was, str) else identifier)
        text = notes.text(raw.get("fullStatement"), f"{place}.fullStatement")
        for name in {identifier.lower(), id_}:
            if name and name in places:
                notes.fault(f"{place}.identifier", f"is {name!r}, which is the identifier of {places[name]} too")
            places.setdefault(name, place)
        uri = members.get("uri")
        nodes.append(Node(id_, identifier, uri if isinstance(uri, str) else "", text, members, mine, place, len(nodes)))
    return nodes


def _associations(value: Any, path: str, index: Index, tops: Index, notes: Notes) -> list[Association]:
    out = []
    for raw, place in objects(value, path, notes):
        members = restored(raw)
        type_ = notes.text(members.get("associationType"), f"{place}.associationType")
        ends: list[tuple[Link, str | None]] = []
        for name in ("originNodeURI", "destinationNodeURI"):
            link = link_of(members.get(name))
            if link is None:
                notes.fault(f"{place}.{name}", "is missing" if name not in members else "names no node")
                continue
            id_ = index.get(link)
            top = DOCUMENT if id_ is None and tops.get(link) is not None else None
            ends.append((link, id_ if id_ is not None else top))
            if id_ is not None:
                # One name for every node, however the package calls it, so that an export can follow it.
                known = members[name] if isinstance(members[name], Mapping) else {"uri": link.uri}
                members[name] = {**known, "identifier": id_}
        if len(ends) == 2:
            sequence = number(members.get("sequenceNumber"))
            (_, origin), (to, destination) = ends
            out.append(Association(type_.casefold(), origin, destination, to, sequence, members, place))
    return out


def _homes(
    documents: Sequence[Document],
    nodes: Sequence[Node],
    associations: Sequence[Association],
    tree: Tree,
    tops: Index,
    notes: Notes,
) -> dict[str, str]:
    """Which document each item belongs to: by its CFDocumentURI, else by what it stands under."""
    if len(documents) == 1:
        return {node.id: documents[0].id for node in nodes}
    under = {a.origin: tops.get(a.to) for a in associations if a.type == "ischildof" and a.destination == DOCUMENT}
    out: dict[str, str] = {}
    for node in nodes:
        here: str = node.id
        while tree.parents[here] != DOCUMENT:
            here = tree.parents[here]
        link = link_of(node.members.get("CFDocumentURI"))
        home = (tops.get(link) if link is not None else None) or under.get(here)
        if home is None:
            notes.fault(node.place, f"belongs to none of the {len(documents)} documents: it names none of them")
        out[node.id] = home or ""
    return out


def _definitions(value: Any, path: str, notes: Notes) -> Members:
    if value is not None and not isinstance(value, Mapping):
        notes.fault(path, f"must be an object, not {kind(value)}")
    if not isinstance(value, Mapping):
        return {}
    out = restored(value)
    for name in DEFINITIONS:
        if isinstance(value.get(name), list):
            out[name] = [restored(member) for member in value[name] if isinstance(member, Mapping)]
    return {name: content for name, content in out.items() if content}


def _without_mine(rest: Members) -> Members:
    if "extensions" not in rest:
        return rest
    members = restored({"extensions": rest.pop("extensions")})
    return rest | members


def _part(
    document: Document,
    nodes: Sequence[Node],
    homes: Mapping[str, str],
    tree: Tree,
    associations: Sequence[Association],
    rubrics: Rubrics,
    definitions: Members,
    rest: Members,
    tops: Index,
) -> Part:
    mine = {node.id: node for node in nodes if homes[node.id] == document.id}
    parents = {id_: (tree.parents[id_] if tree.parents[id_] in mine else DOCUMENT) for id_ in mine}
    inside = Tree(parents, {id_: tree.keys[id_] for id_ in mine}, [way for way in tree.several if way[0] in mine])
    if len(mine) < len(nodes):
        associations = [association for association in associations if association.origin in mine]
        kept = [i for i, rubric in enumerate(rubrics.whole) if _items_of(rubric) <= set(mine)]
        rubrics = Rubrics(
            [cell for cell in rubrics.cells if cell.parent in mine],
            [rubrics.stubs[i] for i in kept],
            [rubrics.whole[i] for i in kept],
        )
    return Part(document, mine, inside, list(associations), rubrics, definitions, rest, tops)


def _items_of(rubric: Members) -> set[str]:
    links = (link_of(criterion.get("CFItemURI")) for criterion in rubric[CRITERIA])
    return {link.id for link in links if link is not None}
