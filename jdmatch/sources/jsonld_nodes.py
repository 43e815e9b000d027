"""JSON-LD as plain objects: short names, places, and what stands for what.

The same JobPosting is written with bare names, with a prefix (``schema:description``), with whole IRIs, with names that
its own context makes up, in one object or spread over a ``@graph`` whose parts name each other. A JSON-LD processor
would fetch the contexts over the network and throw the places of the strings away, so the part that postings need is
done here: names of schema.org and of JDX become their last part, every string learns its path, and ``{"@id": …}`` is
replaced by the object of that id. A name of any other vocabulary stays as it is, so that ``dc:description`` is no
description.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jdmatch.sources import jsonld_tables as tables
from jdmatch.sources.json_places import Text

_PLAIN_KEY = re.compile(r"[A-Za-z_]\w*\Z")
_DEEPEST_REFERENCE = 4
_MOST_REFERENCES = 2_000


class Node(dict[str, Any]):
    """An object with short names. ``path`` is its place in the document."""

    path: str = "$"

    def types(self) -> Iterator[str]:
        """The last parts of its types."""
        said = self.get("@type", self.get("type"))
        for kind in said if isinstance(said, list) else [said]:
            if isinstance(kind, str):
                yield re.split(r"[/#:]", kind)[-1]


class Document:
    """A JSON document as nodes. ``postings`` are its JobPostings in the order of the file, references replaced."""

    def __init__(self, value: Any) -> None:
        self._named: dict[str, Node] = {}
        self._left = _MOST_REFERENCES
        self._found: list[Node] = []
        self._read(value, "$", {}, within=False)
        self.postings = [self._whole(node) for node in self._found if not self._is_reference(node)]

    def _read(self, value: Any, path: str, names: Mapping[str, str], *, within: bool) -> Any:
        if isinstance(value, Text):
            value.path = path
            return value
        if isinstance(value, list):
            return [self._read(member, f"{path}[{i}]", names, within=within) for i, member in enumerate(value)]
        if not isinstance(value, dict):
            return value
        return self._object(value, path, names, within=within)

    def _object(self, value: dict[str, Any], path: str, names: Mapping[str, str], *, within: bool) -> Node:
        names = {**names, **_context(value["@context"])} if "@context" in value else names
        node = Node()
        node.path = path
        short = {key: _short(key, names) for key in value}
        for key in ("@type", "type"):
            written = next((k for k, s in short.items() if s == key), None)
            if written is not None:
                node[key] = value[written]
        if not within and "JobPosting" in node.types():
            self._found.append(node)
            within = True
        for key, member in value.items():
            name = short[key]
            if name == "@context" or name in ("@type", "type"):
                continue
            read = self._read(member, path + step(key), names, within=within)
            if name not in node or (node[name] in (None, "", []) and read):
                node[name] = read
        self._remember(node)
        return node

    def _remember(self, node: Node) -> None:
        name = node.get("@id", node.get("id"))
        if isinstance(name, str) and name and (name not in self._named or len(node) > len(self._named[name])):
            self._named[name] = node

    def _is_reference(self, node: Node) -> bool:
        name = node.get("@id")
        fuller = self._named.get(name) if isinstance(name, str) else None
        return not node.keys() - {"@id", "@type"} and fuller is not None and fuller is not node

    def _whole(self, node: Node, depth: int = 0) -> Node:
        out = Node({key: self._resolved(member, depth) for key, member in node.items()})
        out.path = node.path
        owner = out.get("hiringOrganization")
        if isinstance(owner, str) and owner in self._named:
            out["hiringOrganization"] = self._named[owner]
        return out

    def _resolved(self, value: Any, depth: int) -> Any:
        """A value with its references replaced. A graph may name itself in a circle, and objects that name a thousand
        others each may be written in a page: depth and number of replacements are bounded."""
        if isinstance(value, list):
            return [self._resolved(member, depth) for member in value]
        if not isinstance(value, Node):
            return value
        if self._is_reference(value):
            if depth >= _DEEPEST_REFERENCE or self._left <= 0:
                return value
            self._left -= 1
            return self._whole(self._named[value["@id"]], depth + 1)
        return self._whole(value, depth)


def step(key: str) -> str:
    """How a path goes on with a key."""
    return f".{key}" if _PLAIN_KEY.match(key) else f"['{key}']"


def _short(key: str, names: Mapping[str, str]) -> str:
    meant = names.get(key, key)
    prefix, colon, rest = meant.partition(":")
    if colon and not rest.startswith("//"):
        meant = (tables.PREFIXES.get(prefix.lower()) or names.get(f"{prefix}:", f"{prefix}:")) + rest
    ours = tables.OUR_IRI.match(meant)
    return ours[1] if ours else meant


def _context(value: Any) -> dict[str, str]:
    """What the written part of a context says: term → name, and prefix (with its colon) → IRI."""
    out: dict[str, str] = {}
    for member in value if isinstance(value, list) else [value]:
        if not isinstance(member, dict):
            continue
        for term, said in member.items():
            meant = said.get("@id") if isinstance(said, dict) else said
            if not isinstance(meant, str) or term.startswith("@"):
                continue
            if meant.endswith(("/", "#")) or tables.BARE_IRI.match(meant):
                out[f"{term}:"] = meant.rstrip("/#") + ("#" if meant.endswith("#") else "/")
            else:
                out[term] = str(meant)
    return out
