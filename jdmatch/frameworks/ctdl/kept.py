"""What no field of a framework holds, told apart for writing: what a CTDL-ASN graph can say itself, and the rest.

A member is written as a property of its resource only where a reader of the graph would find the very same member
again; this is tried here and never supposed. All else goes into a JSON literal of our own, so that nothing is lost.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jdmatch.frameworks.ctdl import tables as ctdl
from jdmatch.frameworks.ctdl.fields import WAYS, says_more
from jdmatch.frameworks.ctdl.items import default_uri, plain_comment
from jdmatch.frameworks.ctdl.terms import (
    LANGUAGE_TAG,
    URI,
    as_extra,
    canonical,
    entries,
    from_extra,
    listed,
    pick,
    type_names,
)
from jdmatch.frameworks.notes import Notes
from jdmatch.records import Framework

_OWN = ctdl.OWN_PREFIX
_PREFIXED = re.compile(r"[A-Za-z][\w.-]*:\S+")
_UP = (ctdl.PART_OF, ctdl.CHILD_OF, ctdl.TOP_CHILD_OF, *ctdl.MEMBER_OF)
_ITEM_ORDER = ("@id", "@type", *_UP, ctdl.TEXT, ctdl.LABEL, ctdl.CATEGORY, ctdl.OTHER_LABELS, ctdl.CODE)
_FRAMEWORK_ORDER = (
    "@id", "@type", *ctdl.HAS_MEMBER, ctdl.NAME, ctdl.DESCRIPTION, ctdl.RIGHTS, ctdl.LANGUAGE, ctdl.VERSION,
    ctdl.LICENSE,
)  # fmt: skip
_LAST = (f"{_OWN}levelProperty", "@graph", "@document")
_ANY = 100


@dataclass(frozen=True, slots=True)
class Kept:
    """Members that are written as they are, and the rest."""

    direct: Mapping[str, Any]
    rest: Any = None


@dataclass(frozen=True, slots=True)
class Around:
    """What the members of one competency are tried against: addresses of the graph, its language, whether the framework
    came from CTDL-ASN, and how a text is written."""

    uris: Collection[str]
    every: Collection[str]
    declared: str
    native: bool
    texts: Callable[[str], Any]


def of_item(extra: Sequence[tuple[str, str]], node: Mapping[str, Any], identifier: str, around: Around) -> Kept:
    """The extra fields of a competency whose other properties are in ``node``."""
    direct: dict[str, Any] = {}
    reached = -1
    count = 0
    for name, text in extra:
        order = _ITEM_ORDER.index(name) if name in _ITEM_ORDER else _ANY
        found = None if name in direct or order < reached else _tried(name, text, node, identifier, around)
        if found is None:
            break
        direct[name], reached, count = found, order, count + 1
    rest = list(extra[count:])
    named = dict(rest)
    return Kept(direct, (named if len(named) == len(rest) else [list(pair) for pair in rest]) if rest else None)


def _tried(name: str, text: str, node: Mapping[str, Any], identifier: str, around: Around) -> Any:
    """The value to write for an extra field, or None where it would not come back as it is."""
    value = from_extra(text)
    if _again(value) != text:
        return None
    if name == "@id":
        return text if text == node["@id"] and text != default_uri(identifier) else None
    if name == "@type":
        types = type_names(value)
        return value if ctdl.COMPETENCY in types and types != (ctdl.COMPETENCY,) else None
    if name in _UP:
        return _references(name, value, node, around)
    if name in (ctdl.TEXT, ctdl.LABEL, ctdl.CATEGORY):
        return merged(node[name], value, around.declared) if name in node else None
    if name == ctdl.OTHER_LABELS:
        return _labels(value, node.get(name), around.declared)
    if name == ctdl.CODE:
        return value if WAYS[name][0](value) == node.get(name, "") and says_more(name, value) else None
    if name in node or name in ctdl.OF_COMPETENCY or not _free(name, native=around.native):
        return None
    if name in ctdl.COMMENTS and isinstance(value, str):
        value = around.texts(value)
    return value if _again(plain_comment(name, value, around.declared)) == text else None


def _free(name: str, *, native: bool) -> bool:
    """Whether a name can be a property of a resource, and means the same to a reader."""
    if name.startswith(("@", _OWN)) or canonical(name) != name:
        return False
    return native or _PREFIXED.fullmatch(name) is not None


def _again(value: Any) -> str:
    return as_extra(value, "", Notes(""))


def _references(name: str, value: Any, node: Mapping[str, Any], around: Around) -> Any:
    if not isinstance(value, list) or not value or not all(isinstance(v, str) and URI.fullmatch(v) for v in value):
        return None
    mine = listed(node.get(name))
    if name == ctdl.CHILD_OF:
        fits = bool(mine) and all(v in around.uris and v not in (*mine, node["@id"]) for v in value)
        return [*mine, *value] if fits and len(set(value)) == len(value) else None
    known = any(v in around.every or v.rstrip("/").rsplit("/", 1)[-1] in around.every for v in value)
    return None if known else [*mine, *value]


def merged(own: Any, rest: Any, declared: str) -> Any:
    """A text with its other languages beside it, or None where a reader would not tell them apart again."""
    if not isinstance(rest, dict):
        return None
    out: dict[str, Any] = dict(own) if isinstance(own, dict) else {"@none": own}
    text = next(iter(out.values()))
    for tag, more in rest.items():
        out[tag] = [*listed(out[tag]), *listed(more)] if tag in out else more
    picked = pick(out, "", declared)
    return out if picked.text == text and picked.rest == rest else None


def _labels(value: Any, own: Any, declared: str) -> Any:
    if not isinstance(value, dict) or not isinstance(own, dict):
        return None
    out = {**own, **value}
    picked = pick(out, "", declared)
    mine = [text for tag, text, _ in entries(out) if tag == picked.tag]
    others = {tag: text for tag, text in (picked.rest or {}).items() if tag != (picked.tag or "@none")}
    return out if mine == next(iter(own.values())) and others == value else None


Tail = tuple[list[tuple[str, str]], str, float | None, str | None, tuple[str, ...]]


def heading_tail(extra: Sequence[tuple[str, str]], levels: Collection[str]) -> Tail:
    """Extra fields of a heading without those that a reader of competencies puts at their end, and these: category,
    weight, level and labels."""
    left = list(extra)
    labels: tuple[str, ...] = ()
    weight: float | None = None
    category, level = "", None
    found = left[-1][1].split("; ") if left and left[-1][0] == "aliases" else []
    if found and all(label and " ".join(label.split()) == label for label in found):
        labels = tuple(found)
        left.pop()
    if left and left[-1][0] == "weight" and (number := _weight(left[-1][1])) is not None:
        weight = number
        left.pop()
    if left and left[-1][0] == "category":
        category = left.pop()[1]
    if left and left[-1][0] == "level" and left[-1][1] in levels:
        level = left.pop()[1]
    return left, category, weight, level, labels


def _weight(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if repr(number) == text and 0 <= number < float("inf") else None


def of_framework(framework: Framework) -> Kept:
    """The members of the source that no field of a framework holds."""
    members: dict[str, Any] = json.loads(framework.extra) if framework.extra else {}
    first = next(iter(members), "")
    inside = members.get("ctdl")
    if first != "ctdl" or not isinstance(inside, dict) or not inside or not _fits(inside, framework):
        return Kept({}, members or None)
    return Kept(inside, {name: value for name, value in members.items() if name != "ctdl"} or None)


def _fits(inside: Mapping[str, Any], framework: Framework) -> bool:
    reached = -1
    for name, value in inside.items():
        order = _FRAMEWORK_ORDER.index(name) if name in _FRAMEWORK_ORDER else _ANY
        order = _ANY + 1 + _LAST.index(name) if name in _LAST else order
        if order < reached or value in (None, "", [], {}) or not _fits_one(name, value, framework):
            return False
        reached = order
    return True


def _fits_one(name: str, value: Any, framework: Framework) -> bool:
    if name == "@id":
        return isinstance(value, str) and bool(URI.fullmatch(value)) and value != default_uri(framework.id)
    if name == "@type":
        types = type_names(value)
        return bool({ctdl.FRAMEWORK, ctdl.COLLECTION} & set(types)) and types != (ctdl.FRAMEWORK,)
    if name in ctdl.HAS_MEMBER:
        return isinstance(value, list) and all(isinstance(v, str) and URI.fullmatch(v) for v in value)
    fields = {ctdl.NAME: framework.title, ctdl.DESCRIPTION: framework.description, ctdl.RIGHTS: framework.attribution}
    if name in fields:
        tag = (framework.language or "en").lower()
        own = {tag: fields[name]}
        return bool(fields[name] and LANGUAGE_TAG.fullmatch(tag)) and merged(own, value, tag) is not None
    ways = {ctdl.LANGUAGE: framework.language, ctdl.VERSION: framework.version, ctdl.LICENSE: framework.licence}
    if name in ways:
        return WAYS[name][0](value) == ways[name] and says_more(name, value)
    if name == f"{_OWN}levelProperty":
        return value in ctdl.LEVEL_PROPERTIES and framework.scale is not None
    if name == "@graph":
        return isinstance(value, list) and all(isinstance(node, dict) and _neighbour(node) for node in value)
    if name == "@document":
        return isinstance(value, dict) and set(value) <= {"@id", "@context"}
    return name not in ctdl.OF_FRAMEWORK and _free(name, native=True)


def _neighbour(node: Mapping[str, Any]) -> bool:
    taken = {ctdl.COMPETENCY, ctdl.FRAMEWORK} & set(type_names(node.get("@type")))
    return not taken and all(canonical(name) == name and not name.startswith(_OWN) for name in node)
