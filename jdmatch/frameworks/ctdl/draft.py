"""Drafts from the resources of a CTDL-ASN source: one a framework, with what is its own and what no field holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from jdmatch.frameworks.ctdl import tables as ctdl
from jdmatch.frameworks.ctdl.fields import read_language, read_license, read_version, says_more
from jdmatch.frameworks.ctdl.items import ItemReader, default_uri, json_value
from jdmatch.frameworks.ctdl.levels import Levels, read_levels
from jdmatch.frameworks.ctdl.nodes import Index, Node
from jdmatch.frameworks.ctdl.terms import listed, type_names
from jdmatch.frameworks.ctdl.tree import Tree
from jdmatch.frameworks.fields import dumps_extra, job_zone
from jdmatch.frameworks.items import Draft, Item
from jdmatch.frameworks.notes import Notes
from jdmatch.frameworks.outcome import Options
from jdmatch.frameworks.structure import HEADING, primary

_OWN = ctdl.OWN_PREFIX


def drafts(nodes: Sequence[Node], notes: Notes, options: Options, format_id: str) -> list[Draft]:
    """One draft a framework; competencies of frameworks that the file does not hold make one of their own."""
    index = Index(list(nodes), notes)
    tree = Tree(index, notes)
    if not tree.competencies:
        notes.stop_if_faulty()
        _no_competencies(index, notes)
    out = []
    for holder, members in tree.members.items():
        if members:
            out.append(_Reader(holder, tree, notes, options, format_id).draft())
        else:
            notes.fault(tree.nodes[holder].place if isinstance(holder, int) else "", "holds no competencies")
    return out


def _no_competencies(index: Index, notes: Notes) -> None:
    found = sorted({name for node in index.nodes for name in node.types})
    reason = f"holds no ceasn:Competency (its resources are: {', '.join(found) or 'without a type'})"
    if ctdl.FRAMEWORK in found:
        reason += ". The Registry gives a framework with its competencies under /graph/, not under /resources/"
    notes.stop(index.nodes[0].place if index.nodes else "$", reason)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one framework of a tree: the resource of number ``holder``, or one that the file only names."""

    holder: int | str
    tree: Tree
    notes: Notes
    options: Options
    format_id: str

    def draft(self) -> Draft:
        notes = self.notes
        node = self.tree.nodes[self.holder] if isinstance(self.holder, int) else self._stand_in()
        declared = read_language(node.properties.get(ctdl.LANGUAGE))
        items, levels, reader = self._items(node, declared)
        found = next((item.language for item in items if item.language), "")
        if not declared:
            items = [replace(i, language="") if primary(i.language) == primary(found) else i for i in items]
        title = self._first(reader, node, ctdl.NAME, "ceterms:name")
        if not title and isinstance(self.holder, int):
            notes.warn(node.place, f"has no {ctdl.NAME}: the framework is called by its id")
        return Draft(
            format=self.format_id,
            items=items,
            id=notes.optional(node.id, node.at("@id"), node.what("@id")),
            title=title,
            scale=levels.scale,
            version=notes.optional(read_version(node.get(ctdl.VERSION)), node.at(ctdl.VERSION)),
            description=self._first(reader, node, ctdl.DESCRIPTION, "ceterms:description"),
            context=self._own(node, "context"),
            group=self._own(node, "group"),
            job_zone=job_zone(node.get(f"{_OWN}jobZone"), node.at(f"{_OWN}jobZone"), notes),
            licence=notes.optional(read_license(node.get(ctdl.LICENSE)), node.at(ctdl.LICENSE)),
            attribution=reader.text(node, ctdl.RIGHTS),
            alternate_titles=tuple(
                notes.text(title, node.at(f"{_OWN}alternateTitle"))
                for title in listed(node.get(f"{_OWN}alternateTitle"))
            ),
            extra=self._extra(node, reader, levels),
            language=notes.optional(self._stated(node, declared, found), node.at(ctdl.LANGUAGE)),
        )

    def _stand_in(self) -> Node:
        """A framework for competencies whose own is not in the file."""
        members = self.tree.members[self.holder]
        first, n, uri = self.tree.nodes[members[0]], len(members), str(self.holder)
        who = f"its {n} competencies are" if n > 1 else "its competency is"
        self.notes.warn(
            first.place,
            f"is part of {uri!r}, which the file does not hold: {who} read as a framework of that id, without a title"
            if uri
            else "is part of no framework, and the file holds none: give the framework an id (--id ID)",
        )
        return Node(first.place, {"@id": uri} if uri else {}, row=first.row, document=first.document)

    def _items(self, node: Node, declared: str) -> tuple[list[Item], Levels, ItemReader]:
        tree, notes = self.tree, self.notes
        order = tree.ordered(self.holder)
        above = {tree.parent[i] for i in order if i in tree.parent}
        above |= {i for i in order if tree.nodes[i].get(f"{_OWN}kind") == HEADING}
        but = [name for name in listed(node.get(f"{_OWN}notLevels")) if isinstance(name, str)]
        levels = read_levels(order, set(order) - above, tree.index, notes, but)
        reader = ItemReader(self.holder, frozenset(order), tree, levels, notes, self.options.language, declared)
        notes.rows += len(order)
        read = [(i in above, item) for i in order if (item := reader.read(i, leaf=i not in above)) is not None]
        # A heading stays one, though everything under it was skipped.
        still = {item.parent for _, item in read}
        items = [replace(item, kind=HEADING) if up and item.id not in still else item for up, item in read]
        return items, levels, reader

    def _first(self, reader: ItemReader, node: Node, *names: str) -> str:
        """The text of the first property that is there."""
        name = next((name for name in names if node.get(name) is not None), names[0])
        return reader.text(node, name)

    def _own(self, node: Node, name: str) -> str:
        return self.notes.optional(node.get(f"{_OWN}{name}"), node.at(f"{_OWN}{name}"))

    def _stated(self, node: Node, declared: str, found: str) -> str:
        """The language that the framework names, else that of its texts; what an export made up is none."""
        if ctdl.LANGUAGE in node.derived:
            return self._own(node, "language")
        return declared or found

    def _extra(self, node: Node, reader: ItemReader, levels: Levels) -> str:
        """What no field of the framework holds, as JSON below the key ``ctdl``, beside what an export kept for us."""
        kept: dict[str, Any] = {}
        if node.get("@id") is not None and node.uri != default_uri(node.id):
            kept["@id"] = node.uri
        if node.get("@type") is not None and type_names(node.get("@type")) != (ctdl.FRAMEWORK,):
            kept["@type"] = node.get("@type")
        if isinstance(self.holder, int):
            kept |= {name: self.tree.others.get((self.holder, name)) for name in ctdl.HAS_MEMBER}
        kept |= {name: reader.pick(node, name).rest for name in (ctdl.NAME, ctdl.DESCRIPTION, ctdl.RIGHTS)}
        for name in (ctdl.LANGUAGE, ctdl.VERSION, ctdl.LICENSE):
            kept[name] = node.get(name) if says_more(name, node.get(name)) else None
        for name in node.properties:
            if name not in ctdl.OF_FRAMEWORK and not name.startswith(_OWN):
                kept[name] = node.get(name)
        ours = {other.uri for other in self.tree.nodes if _is_ours(other)}
        if ours & {v for v in listed(kept.get(ctdl.PROGRESSION_MODEL)) if isinstance(v, str)}:
            del kept[ctdl.PROGRESSION_MODEL]
        if levels.used != levels.usual:
            kept[f"{_OWN}levelProperty"] = levels.used
        kept["@graph"] = [dict(other.properties) for other in self._neighbours(node)]
        kept["@document"] = _document(node)
        kept = {name: value for name, value in kept.items() if value not in (None, "", [], {})}
        more = json_value(node.get(f"{_OWN}extra"))
        return dumps_extra({**({"ctdl": kept} if kept else {}), **(more if isinstance(more, dict) else {})}, self.notes)

    def _neighbours(self, node: Node) -> list[Node]:
        """Resources that are neither frameworks nor competencies: those that this framework refers to, over any number
        of steps, or all of them where it is the only one."""
        tree = self.tree
        taken = {*tree.frameworks, *tree.competencies}
        others = [i for i, other in enumerate(tree.nodes) if i not in taken and not _is_ours(other)]
        if len(tree.members) == 1 or not others:
            return [tree.nodes[i] for i in others]
        waiting = [node, *(tree.nodes[i] for i in tree.members[self.holder])]
        reached: set[int] = set()
        while waiting:
            texts = set(_strings(waiting.pop().properties))
            new = [i for i in others if i not in reached and not texts.isdisjoint(tree.nodes[i].names)]
            reached.update(new)
            waiting += [tree.nodes[i] for i in new]
        return [tree.nodes[i] for i in others if i in reached]


def _is_ours(node: Node) -> bool:
    """Whether an export of jdmatch made the resource up to say levels."""
    return f"{_OWN}level" in node.properties or f"{_OWN}levels" in node.properties


def _document(node: Node) -> dict[str, Any]:
    """What the graph says about itself, where it is not what an export would say."""
    uri, context = node.document.get("@id"), node.document.get("@context")
    contexts = [c for c in listed(context) if not (isinstance(c, str) and ctdl.CONTEXT_MARK in c)]
    contexts = [c for c in contexts if c != {_OWN.rstrip(":"): ctdl.OWN_NAMESPACE}]
    usual = f"{ctdl.GRAPHS}{node.properties.get(ctdl.CTID)}"
    out: dict[str, Any] = {} if not isinstance(uri, str) or uri == usual else {"@id": uri}
    return out | ({"@context": contexts} if contexts else {})


def _strings(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if isinstance(here, str):
            yield here
        elif isinstance(here, Mapping):
            waiting.extend(here.values())
        elif isinstance(here, list):
            waiting.extend(here)
