"""A framework written as a CTDL-ASN graph, as the Credential Registry takes it.

What CTDL-ASN has a property for stands there; levels are a progression model. What it has none for stands under the
prefix ``jdmatch``. What the format requires and a framework lacks (CTIDs, addresses, a description, a language) is
derived, always in the same way, and named in ``jdmatch:derived``, so that a reader knows what was said and what not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from jdmatch.errors import FrameworkError
from jdmatch.frameworks.ctdl import tables as ctdl
from jdmatch.frameworks.ctdl.draft import drafts
from jdmatch.frameworks.ctdl.fields import read_language, write_version
from jdmatch.frameworks.ctdl.items import default_uri, derived_kind
from jdmatch.frameworks.ctdl.kept import Around, Kept, heading_tail, merged, of_framework, of_item
from jdmatch.frameworks.ctdl.levels import kept_levels, read_levels, usual_property
from jdmatch.frameworks.ctdl.nodes import Index, Node, collect
from jdmatch.frameworks.ctdl.terms import CTID, LANGUAGE_TAG, URI, unversioned
from jdmatch.frameworks.notes import Notes
from jdmatch.frameworks.outcome import Options
from jdmatch.frameworks.structure import HEADING
from jdmatch.records import Framework, Heading, LevelScale, Statement

_OWN = ctdl.OWN_PREFIX
_SPACE = uuid5(NAMESPACE_URL, "urn:jdmatch:ctdl")


def render(framework: Framework) -> bytes:
    """The graph of a framework as JSON, indented by two."""
    kept = of_framework(framework)
    document = _Writer(framework, kept).document()
    if kept.direct and not _comes_back(document, framework):
        # What came with the framework does not fit beside what it is now: it is kept apart.
        document = _Writer(framework, Kept({}, json.loads(framework.extra))).document()
    return (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode("utf-8")


def _comes_back(document: Mapping[str, Any], framework: Framework) -> bool:
    """Whether a reader of a graph finds what no field of the framework holds."""
    notes = Notes("")
    try:
        found = drafts(collect(document, notes), notes, Options(), "ctdl")
    except FrameworkError:
        return False
    return not notes.faults and [draft.extra for draft in found] == [framework.extra]


@dataclass(frozen=True, slots=True)
class _Address:
    """What a resource is called: its ``@id`` and CTID, our own id where neither says it, and what was made up."""

    uri: str
    ctid: str
    own: str = ""
    derived: tuple[str, ...] = ()

    def members(self) -> dict[str, Any]:
        return {"@id": self.uri, ctdl.CTID: self.ctid} | ({f"{_OWN}id": self.own} if self.own else {})


class _Writer:
    """One graph in the making."""

    def __init__(self, framework: Framework, kept: Kept) -> None:
        self.framework, self.kept = framework, kept
        self.items: tuple[Heading | Statement, ...] = (*framework.headings, *framework.statements)
        self.below: dict[str, list[str]] = {}
        for item in self.items:
            if item.parent:
                self.below.setdefault(item.parent, []).append(item.id)
        self.titles = {heading.id: heading.text for heading in framework.headings}
        self.used: set[str] = set()
        self.self = self._address(framework.id, self.kept.direct.get("@id"), "framework")
        self.used.add(framework.id)
        self.addresses: dict[str, _Address] = {}
        for item in self.items:
            raw = item.extra[0][1] if item.extra and item.extra[0][0] == "@id" else None
            self.addresses[item.id] = self._address(item.id, raw, "item")
        self.levels, self.level_nodes, self.property = self._levels()
        self.around = Around(
            uris={address.uri for address in self.addresses.values()},
            every=self.used,
            declared=framework.language if self._stated() else "en",
            native=framework.format in ("ctdl", "cass-csv"),
            texts=self._texts,
        )

    def _address(self, identifier: str, raw: Any, salt: str) -> _Address:
        """The address of an id: its own or the ``raw`` one that it was read from, where nothing else has it."""
        named = salt in ("framework", "item")
        plain = named and URI.fullmatch(identifier) is not None and unversioned(identifier) == identifier
        uri = raw if isinstance(raw, str) and URI.fullmatch(raw) and raw != default_uri(identifier) else ""
        uri = "" if uri in self.used else uri
        free = identifier not in self.used and default_uri(identifier) not in self.used
        made = "ce-" + str(uuid5(_SPACE, json.dumps([salt, self.framework.id, identifier])))
        if named and free and CTID.fullmatch(identifier):
            address = _Address(uri or default_uri(identifier), identifier)
        elif plain and free and (not uri or unversioned(uri) == identifier):
            address = _Address(uri or identifier, made, derived=(ctdl.CTID,))
        elif uri:
            address = _Address(uri, made, identifier, (ctdl.CTID,))
        else:
            address = _Address(ctdl.REGISTRY + made, made, identifier, ("@id", ctdl.CTID))
        self.used |= {address.uri, address.ctid}
        return address

    def document(self) -> dict[str, Any]:
        about = self.kept.direct.get("@document", {})
        nodes = [self._framework(), *(self._item(item) for item in self.items), *self.level_nodes]
        nodes += self.kept.direct.get("@graph", [])
        nodes[0] |= self._no_levels(nodes)
        ours = any(key.startswith(_OWN) for node in nodes for key in node)
        context: list[Any] = [ctdl.CONTEXT, *about.get("@context", [])]
        context += [{_OWN.rstrip(":"): ctdl.OWN_NAMESPACE}] if ours else []
        return {
            "@context": context if len(context) > 1 else context[0],
            "@id": about.get("@id", ctdl.GRAPHS + self.self.ctid),
            "@graph": nodes,
        }

    def _no_levels(self, nodes: list[dict[str, Any]]) -> dict[str, Any]:
        """A word on properties that a reader would take for levels, though they are none in this framework."""
        names = [
            name for name in ctdl.LEVEL_PROPERTIES if name != self.property and any(name in node for node in nodes)
        ]
        if not names:
            return {}
        index = Index([Node("", node) for node in nodes], Notes(""))
        numbers = [n for item in self.items if (n := index.find(self.addresses[item.id].uri)) is not None]
        leaves = set(numbers[len(self.framework.headings) :])
        found = read_levels(numbers, leaves, index, Notes(""))
        return {f"{_OWN}notLevels": names} if found.used != self.property else {}

    def _stated(self) -> bool:
        """Whether the framework names its language in a way that a reader takes as it is."""
        language = self.framework.language
        return bool(language) and read_language([language]) == language

    def _texts(self, text: str) -> Any:
        """A text in the framework's language."""
        language = self.framework.language or "en"
        return {language.lower(): text} if LANGUAGE_TAG.fullmatch(language) else text

    def _framework(self) -> dict[str, Any]:
        f, direct = self.framework, dict(self.kept.direct)
        derived = list(self.self.derived)
        stated = self._stated()
        derived += [] if f.description else [ctdl.DESCRIPTION]
        derived += [] if stated else [ctdl.LANGUAGE]
        node: dict[str, Any] = {"@type": f"ceasn:{ctdl.FRAMEWORK}", **self.self.members()}
        node[ctdl.NAME] = self._texts(f.title)
        node[ctdl.DESCRIPTION] = self._texts(f.description or f.title)
        node[ctdl.LANGUAGE] = [f.language] if stated else ["en"]
        node |= {ctdl.VERSION: write_version(f.version)} if f.version else {}
        node |= {ctdl.LICENSE: f.licence} if f.licence else {}
        node |= {ctdl.RIGHTS: self._texts(f.attribution)} if f.attribution else {}
        node[ctdl.HAS_TOP_CHILD] = [self.addresses[item.id].uri for item in self.items if not item.parent]
        for name in (ctdl.NAME, ctdl.DESCRIPTION, ctdl.RIGHTS):
            if name in direct:
                rest = direct.pop(name)
                node[name] = merged(node[name], rest, self.around.declared)
        node |= {name: value for name, value in direct.items() if name not in ("@id", "@graph", "@document")}
        if self.level_nodes and ctdl.PROGRESSION_MODEL not in node:
            node[ctdl.PROGRESSION_MODEL] = [self.level_nodes[0]["@id"]]
        own = {
            "context": f.context,
            "group": f.group,
            "jobZone": f.job_zone,
            "alternateTitle": list(f.alternate_titles),
            "language": "" if stated else f.language,
            "order": "graph" if f.headings or any(n == ctdl.LIST_ID for s in f.statements for n, _ in s.extra) else "",
            "extra": {"@type": "@json", "@value": self.kept.rest} if self.kept.rest else None,
            "derived": derived,
        }
        return node | _own(own)

    def _item(self, item: Heading | Statement) -> dict[str, Any]:
        address, extra = self.addresses[item.id], list(item.extra)
        if isinstance(item, Statement):
            category, weight, level, aliases = item.category or "", item.weight, item.level, item.aliases
            # A statement without a category of its own is read with its heading's text as one.
            category = "" if item.parent and category == self.titles.get(item.parent) else category
        else:
            extra, category, weight, level, aliases = heading_tail(extra, self.levels)
        node: dict[str, Any] = {"@type": f"ceasn:{ctdl.COMPETENCY}", **address.members()}
        node[ctdl.PART_OF] = self.self.uri
        if item.parent:
            node[ctdl.CHILD_OF] = [self.addresses[item.parent].uri]
        else:
            node[ctdl.TOP_CHILD_OF] = self.self.uri
        if item.id in self.below:
            node[ctdl.HAS_CHILD] = [self.addresses[child].uri for child in self.below[item.id]]
        node |= {ctdl.LABEL: self._texts(aliases[0])} if aliases else {}
        node[ctdl.TEXT] = self._texts(item.text)
        node |= {ctdl.OTHER_LABELS: self._lists(aliases[1:])} if aliases[1:] else {}
        node |= {ctdl.CATEGORY: self._texts(category)} if category else {}
        node |= {ctdl.CODE: item.code} if item.code else {}
        node |= {ctdl.WEIGHT: weight} if weight is not None else {}
        if level is not None:
            node[self.property] = [self.levels[level]]
        kept = of_item(extra, node, item.id, self.around)
        node |= kept.direct
        kind = HEADING if isinstance(item, Heading) and item.id not in self.below else item.kind or ""
        own = {
            "extra": {"@type": "@json", "@value": kept.rest} if kept.rest else None,
            "derived": list(address.derived),
        }
        node |= {f"{_OWN}kind": kind} if kind != derived_kind(category, node) else {}
        return node | _own(own)

    def _lists(self, texts: tuple[str, ...]) -> Any:
        whole = self._texts("")
        return {next(iter(whole)): list(texts)} if isinstance(whole, dict) else list(texts)

    def _levels(self) -> tuple[Mapping[str, str], list[dict[str, Any]], str]:
        """Addresses of the levels by name, the resources to write for them, and the property that names them: the
        levels that came with the framework where they say its scale, else a progression model of its own."""
        scale = self.framework.scale
        if scale is None:
            return {}, [], ""
        given = self.kept.direct.get(f"{_OWN}levelProperty")
        found = kept_levels([Node("", node) for node in self.kept.direct.get("@graph", [])], scale)
        if found and all(node.uri for node in found):
            uris = dict(zip(scale.levels, (node.uri for node in found), strict=True))
            return uris, [], given or usual_property(found)
        nodes = self._model(scale)
        return (
            {level: node["@id"] for level, node in zip(scale.levels, nodes[1:], strict=True)},
            nodes,
            given or ctdl.LEVEL_PROPERTIES[0],
        )

    def _model(self, scale: LevelScale) -> list[dict[str, Any]]:
        """A progression model and its levels, lowest first."""
        model = self._address(self.framework.id, None, "model").members()
        uris = [self._address(level, None, "level").members() for level in scale.levels]
        every = [uri["@id"] for uri in uris]
        plain = LevelScale(scale.levels).positions
        out = [
            {
                "@type": "asn:ProgressionModel",
                **_plain(model),
                ctdl.NAME: self._texts(f"Levels of {self.framework.title}"),
                ctdl.TOP_CONCEPTS: every,
                f"{_OWN}levels": True,
            }
        ]
        for i, (level, label, position) in enumerate(zip(scale.levels, scale.labels, scale.positions, strict=True)):
            shown = " ".join(label.split()) or level
            node = {"@type": "asn:ProgressionLevel", **_plain(uris[i]), ctdl.LEVEL_LABEL: self._texts(shown)}
            node |= {ctdl.IN_SCHEME[0]: model["@id"], "skos:topConceptOf": model["@id"]}
            node |= {ctdl.PRECEDES[0]: [every[i + 1]]} if i + 1 < len(every) else {}
            node[f"{_OWN}level"] = level
            # A label that was made of a name such as "_" is none that a reader would take.
            node |= {f"{_OWN}labelled": False} if shown != label else {}
            out.append(node | ({f"{_OWN}position": position} if scale.positions != plain else {}))
        return out


def _plain(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if not name.startswith(_OWN)}


def _own(members: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{_OWN}{name}": value for name, value in members.items() if value not in (None, "", [], {})}
