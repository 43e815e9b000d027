"""One competency of a CTDL-ASN source as an item: its fields, and what of it no field holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jdmatch.frameworks.ctdl import tables as ctdl
from jdmatch.frameworks.ctdl.fields import read_code, read_language, says_more
from jdmatch.frameworks.ctdl.levels import Levels
from jdmatch.frameworks.ctdl.nodes import Node
from jdmatch.frameworks.ctdl.terms import Picked, as_extra, entries, listed, pick, type_names
from jdmatch.frameworks.ctdl.tree import Tree
from jdmatch.frameworks.fields import amount
from jdmatch.frameworks.items import Item
from jdmatch.frameworks.notes import Notes
from jdmatch.frameworks.structure import primary

_OWN = ctdl.OWN_PREFIX
_UP = (ctdl.PART_OF, ctdl.CHILD_OF, ctdl.TOP_CHILD_OF, *ctdl.MEMBER_OF)


@dataclass(frozen=True, slots=True)
class ItemReader:
    """Reads the competencies of one framework: the ``members`` of ``holder``, in the ``wanted`` language, else English,
    else the ``declared`` one."""

    holder: int | str
    members: frozenset[int]
    tree: Tree
    levels: Levels
    notes: Notes
    wanted: str
    declared: str

    def read(self, i: int, *, leaf: bool) -> Item | None:
        """The item of a competency; None after skipping it."""
        node, notes = self.tree.nodes[i], self.notes
        names = self.levels.names.get(i, ()) if self.levels.used else ()
        main = self.pick(node, ctdl.TEXT)
        name = ctdl.TEXT if main.text is not None else ctdl.LABEL
        if name == ctdl.LABEL:
            main = self.pick(node, ctdl.LABEL)
        if leaf and self._skipped(node, names, main):
            return None
        label = self.text(node, ctdl.LABEL) if name == ctdl.TEXT else ""
        category = self.text(node, ctdl.CATEGORY)
        weight = node.get(ctdl.WEIGHT)
        return Item(
            place=node.place,
            text=self._main(node, name, main),
            id=notes.optional(node.id, node.at("@id"), node.what("@id")),
            level=names[0] if len(names) == 1 else "",
            category=category,
            code=notes.optional(read_code(node.get(ctdl.CODE)), node.at(ctdl.CODE), node.what(ctdl.CODE)),
            weight=amount(
                weight.get("@value") if isinstance(weight, Mapping) else weight,
                node.at(ctdl.WEIGHT),
                notes,
                "the weight",
            ),
            extra=tuple(self._kept(i)),
            kind=self._kind(node, category),
            parent=self._parent(i, node),
            aliases=tuple(filter(None, (label, *self._labels(node)))),
            language=self._language(node, main, leaf=leaf),
        )

    def pick(self, node: Node, name: str) -> Picked:
        """The text of a property that is to be read."""
        return pick(node.get(name), self.wanted, self.declared)

    def text(self, node: Node, name: str) -> str:
        """The cleaned text of a property, "" without one."""
        picked = self.pick(node, name)
        return self.notes.optional(picked.text, node.at(name, picked.path), node.what(name))

    def _main(self, node: Node, name: str, picked: Picked) -> str:
        if picked.text is None:
            self.notes.fault(node.place, f"has neither a {ctdl.TEXT} nor a {ctdl.LABEL}")
            return ""
        return self.notes.text(picked.text, node.at(name, picked.path), node.what(name))

    def _skipped(self, node: Node, names: tuple[str, ...], main: Picked) -> bool:
        """Whether a leaf can not be a statement here."""
        used, reason = self.levels.used, ""
        if main.text is None and node.row:
            reason = f"has neither a {ctdl.TEXT} nor a {ctdl.LABEL}"
        elif used and not names:
            reason = f"has no level ({used}), though other competencies have one"
        elif used and len(names) > 1:
            reason = f"stands on {len(names)} levels ({', '.join(names[:4])}), and a statement stands on one"
        if reason:
            self.notes.skip(node.place, reason)
        return bool(reason)

    def _kind(self, node: Node, category: str) -> str:
        name = f"{_OWN}kind"
        given = node.get(name)
        return derived_kind(category, node.properties) if given is None else self.notes.optional(given, node.at(name))

    def _parent(self, i: int, node: Node) -> str:
        parent = self.tree.parent.get(i)
        if parent is None:
            return ""
        above = self.tree.nodes[parent]
        if parent not in self.members:
            self.notes.fault(node.at(ctdl.CHILD_OF), f"stands under {above.id!r}, which is part of another framework")
            return ""
        return above.id

    def _language(self, node: Node, main: Picked, *, leaf: bool) -> str:
        if not leaf:
            # A heading is context: in whatever language, it stays with what stands under it.
            return self.wanted
        tag = main.tag or read_language(node.get(ctdl.LANGUAGE))
        return "" if not tag or (self.declared and primary(tag) == primary(self.declared)) else tag

    def _labels(self, node: Node) -> Iterator[str]:
        chosen = self.pick(node, ctdl.OTHER_LABELS).tag
        for tag, text, path in entries(node.get(ctdl.OTHER_LABELS)):
            if tag == chosen:
                yield self.notes.text(text, node.at(ctdl.OTHER_LABELS, path), node.what(ctdl.OTHER_LABELS))

    def _kept(self, i: int) -> Iterator[tuple[str, str]]:
        """What no field of a competency holds, in the order in which it is written."""
        node = self.tree.nodes[i]
        kept: dict[str, Any] = {}
        if node.get("@id") is not None and node.uri != default_uri(node.id):
            kept["@id"] = node.uri
        if type_names(node.get("@type")) != (ctdl.COMPETENCY,):
            kept["@type"] = node.get("@type")
        for name in _UP:
            kept[name] = [r for r in self.tree.others.get((i, name), ()) if r != self.holder]
        for name in (ctdl.TEXT, ctdl.LABEL, ctdl.CATEGORY):
            kept[name] = self.pick(node, name).rest
        labels = self.pick(node, ctdl.OTHER_LABELS)
        kept[ctdl.OTHER_LABELS] = {t: v for t, v in (labels.rest or {}).items() if t != (labels.tag or "@none")}
        code = node.get(ctdl.CODE)
        kept[ctdl.CODE] = code if says_more(ctdl.CODE, code) else None
        for name in node.properties:
            if name not in ctdl.OF_COMPETENCY and name != self.levels.used and not name.startswith(_OWN):
                kept[name] = plain_comment(name, node.get(name), self.declared)
        for name, value in kept.items():
            if text := as_extra(value, node.at(name), self.notes):
                yield name, text
        yield from self._own_extra(node)

    def _own_extra(self, node: Node) -> Iterator[tuple[str, str]]:
        """Fields of another format that jdmatch wrote beside the competency."""
        name = f"{_OWN}extra"
        value = json_value(node.get(name))
        for pair in value.items() if isinstance(value, Mapping) else listed(value):
            if isinstance(pair, list | tuple) and len(pair) == 2 and all(isinstance(part, str) for part in pair):
                key, text = (self.notes.optional(part, node.at(name)) for part in pair)
                if key and text:
                    yield key, text
            else:
                self.notes.fault(node.at(name), "must be an object of texts")


def derived_kind(category: str, properties: Mapping[str, Any]) -> str:
    """What kind of statement a competency says it is: by the word of its category, or by the one sort of thing that it
    embodies; "" where it does not say."""
    if word := ctdl.KIND_WORDS.get(category.casefold()):
        return word
    embodied = [kind for name, kind in ctdl.EMBODIED.items() if properties.get(name) not in (None, "", [], {})]
    return embodied[0] if len(embodied) == 1 else ""


def default_uri(identifier: str) -> str:
    """The address that a resource of this id has where nothing else is said."""
    return ctdl.REGISTRY + identifier if identifier.startswith("ce-") else identifier


def json_value(value: Any) -> Any:
    """The value of a JSON literal, or the value as it is."""
    return value.get("@value") if isinstance(value, Mapping) and value.get("@type") == "@json" else value


def plain_comment(name: str, value: Any, declared: str) -> Any:
    """A comment in the framework's own language as a plain text; any other value as it is."""
    found = list(entries(value)) if name in ctdl.COMMENTS else []
    if len(found) != 1 or not isinstance(found[0][1], str):
        return value
    tag, text, _ = found[0]
    return text if not tag or primary(tag) == primary(declared or "en") else value
