"""One CASE object in and out: members as CASE 1.1 allows them, and everything else below ``extensions.jdmatch``.

Real packages are looser than the schema: nulls, texts where links belong, identifiers that are no UUIDs, times
without a zone, members of older versions. Written anew, each member gets the closest value that 1.1 allows, and where
that differs from what was there, the original is kept under ``extensions.jdmatch.other``. Reading takes it back from
there, so that a package loses nothing on its way through jdmatch and still validates.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid5

from jdmatch.frameworks.case import tables as tables

Members = dict[str, Any]


def derived_uuid(*parts: str) -> str:
    """The UUID that stands for a thing without one: always the same for the same names."""
    return str(uuid5(tables.NAMESPACE, "\n".join(parts)))


def uuid_for(id_: str, *parts: str) -> str:
    """The id where CASE 1.1 takes it for a UUID, else one derived from it and ``parts``."""
    return id_ if tables.UUID_1_1.fullmatch(id_) else derived_uuid(*parts, id_)


def urn(identifier: str) -> str:
    """The uri of what has none: CASE wants one, and jdmatch serves nothing."""
    return f"urn:uuid:{identifier}"


def own(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """What jdmatch wrote into an object's extensions; {} for none. On criterion levels, extensions are a list."""
    extensions = raw.get("extensions")
    for holder in extensions if isinstance(extensions, list) else [extensions]:
        found = holder.get(tables.KEY) if isinstance(holder, Mapping) else None
        if isinstance(found, Mapping):
            return found
    return {}


def restored(raw: Mapping[str, Any]) -> Members:
    """The members of an object as they were before jdmatch wrote it: without empty ones, and without the uri and the
    time that stand for missing ones."""
    mine = own(raw)
    members = {str(key): value for key, value in raw.items() if key != "extensions"}
    if members.get("uri") == urn(str(raw.get("identifier"))):
        del members["uri"]
    if members.get("lastChangeDateTime") == tables.EPOCH:
        del members["lastChangeDateTime"]
    vendors = _vendors(raw.get("extensions"))
    if vendors:
        members["extensions"] = vendors
    other = mine.get("other")
    members.update(other if isinstance(other, Mapping) else {})
    return {key: value for key, value in members.items() if value not in (None, "", [], {})}


def _vendors(extensions: Any) -> Any:
    """The extensions of others."""
    if isinstance(extensions, Mapping):
        return {str(key): value for key, value in extensions.items() if key != tables.KEY}
    if isinstance(extensions, list):
        stripped = [_vendors(holder) if isinstance(holder, Mapping) else holder for holder in extensions]
        return [holder for holder in stripped if holder not in ({}, None)]
    return extensions


def shaped(
    kind: str,
    members: Mapping[str, Any],
    identifier: str,
    mine: Mapping[str, Any] | None = None,
    relink: Callable[[Any], Any] = lambda link: link,
) -> Members:
    """An object of CASE 1.1 with these members. ``identifier`` is its UUID; ``mine`` goes below ``extensions.jdmatch``;
    ``relink`` turns links inside the package to the identifiers that are written."""
    shape = tables.SHAPES[kind]
    out: Members = {"identifier": identifier}
    other: Members = {}
    for name, value in members.items():
        if name == "identifier":
            if value != identifier:
                other[name] = value
        elif name != "extensions":
            aimed = relink(value) if shape.get(name) in ("node", "link") else value
            native = fitted(shape.get(name, ""), aimed)
            if native is not None:
                out[name] = native
            if native is None or text_of(native) != text_of(aimed):
                other[name] = value
    out.setdefault("uri", urn(identifier))
    out |= {name: "" for name in tables.REQUIRED_TEXTS.get(kind, ()) if name not in out}
    out.setdefault("lastChangeDateTime", tables.EPOCH)
    below = {**(mine or {}), **({"other": dict(sorted(other.items()))} if other else {})}
    extensions = _extensions(kind, members.get("extensions"), below)
    return out | ({"extensions": extensions} if extensions else {})


def _extensions(kind: str, vendors: Any, mine: Members) -> Any:
    if kind == "CFRubricCriterionLevel":
        kept = [holder for holder in vendors if isinstance(holder, Mapping)] if isinstance(vendors, list) else []
        if isinstance(vendors, Mapping):
            kept = [vendors]
        return [*kept, *([{tables.KEY: mine}] if mine else [])]
    kept_members = dict(vendors) if isinstance(vendors, Mapping) else {}
    if vendors and not isinstance(vendors, Mapping):
        mine = {**mine, "other": {**mine.get("other", {}), "extensions": vendors}}
    return kept_members | ({tables.KEY: mine} if mine else {})


def text_of(value: Any) -> str:
    """A member as the text that ``extra`` keeps: itself, or its JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def fitted(type_: str, value: Any) -> Any:
    """The closest value that a member of the type may have; None where there is none."""
    check = _FITS.get(type_)
    return None if check is None else check(value)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _matching(pattern: Any) -> Callable[[Any], str | None]:
    return lambda value: value if isinstance(value, str) and pattern.fullmatch(value) else None


def _date_time(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    # Services of CASE 1.0 leave the zone out of times in UTC.
    zoned = f"{value}+00:00" if tables.LOCAL_TIME.fullmatch(value) else value
    return zoned if tables.DATE_TIME.fullmatch(zoned) else None


def _integer(value: Any) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        value = int(value)
    fits = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**31
    return value if fits else None


def _number(value: Any) -> float | int | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _list_of(check: Callable[[Any], Any]) -> Callable[[Any], list[Any] | None]:
    def fit(values: Any) -> list[Any] | None:
        if not isinstance(values, list):
            return None
        checked = [check(value) for value in values]
        return None if any(value is None for value in checked) else checked

    return fit


def _association(value: Any) -> str | None:
    """A type that CASE knows, else one of the extended ones: what has a type of its own must not lose it."""
    if not isinstance(value, str) or not value:
        return None
    known = next((name for name in tables.ASSOCIATIONS if name.casefold() == value.casefold()), "")
    return known or (value if _extended(value) else "ext:" + re.sub(r"[^a-zA-Z0-9.\-_]", "-", value))


def _extended(value: str) -> bool:
    return tables.EXTENSION.fullmatch(value) is not None


def _link(value: Any) -> Members | None:
    node = _node(value)
    if node is None:
        return None
    identifier = uuid_for(node["identifier"], "link")
    return {"title": node["title"], "identifier": identifier, "uri": node["uri"]}


def _node(value: Any) -> Members | None:
    """A link with all three members, of which the missing are made from the others."""
    if isinstance(value, str) and value:
        value = {"uri": value} if tables.URI.fullmatch(value) else {"identifier": value}
    if not isinstance(value, Mapping):
        return None
    title, identifier, uri = (
        value[name] if isinstance(value.get(name), str) else "" for name in ("title", "identifier", "uri")
    )
    if not (identifier or uri):
        return None
    identifier = identifier or last_uuid(uri) or derived_uuid("link", uri)
    if not tables.URI.fullmatch(uri):
        uri = urn(uuid_for(identifier, "link"))
    out = {"title": title or identifier, "identifier": identifier, "uri": uri}
    target = value.get("targetType")
    return out | ({"targetType": target} if target == "CASE" or (isinstance(target, str) and _extended(target)) else {})


def last_uuid(uri: str) -> str:
    """The UUID that a uri ends in, in lower case; "" for none."""
    last = uri.rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1]
    return last.lower() if tables.UUID_ANY.fullmatch(last) else ""


_FITS: Mapping[str, Callable[[Any], Any]] = {
    "text": _text,
    "texts": _list_of(_text),
    "uuid": _matching(tables.UUID_1_1),
    "uri": _matching(tables.URI),
    "date": _matching(tables.DATE),
    "date-time": _date_time,
    "integer": _integer,
    "number": _number,
    "version": lambda value: value if value == "1.1" else None,
    "association": _association,
    "link": _link,
    "links": _list_of(_link),
    "node": _node,
}
