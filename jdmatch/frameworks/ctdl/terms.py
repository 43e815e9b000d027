"""Names and values of JSON-LD as CTDL-ASN files write them, brought to one form.

A text may be a plain string, a language map in any case, a list of either, or value objects; a reference may be a
string, an object with ``@id``, or a list; a name may be prefixed, a full IRI, or bare. Everything about such forms is
decided here, so that the readers ask for "the text" or "the references" and nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jdmatch.frameworks.ctdl import tables as ctdl
from jdmatch.frameworks.notes import Notes, kind, step, unprintable
from jdmatch.frameworks.structure import primary

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*")
CTID = re.compile(r"ce-[A-Za-z0-9-]{1,80}")
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
# CaSS gives each version of a resource an address of its own by a time in milliseconds behind it.
_VERSIONED = re.compile(r"(https?://\S+)/\d{13}")
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_DEEPEST = 30
_KNOWN = {name.casefold(): name for name in reversed(ctdl.KNOWN)}
_BARE = {name.split(":")[1].casefold(): name for name in reversed(ctdl.KNOWN)}


def canonical(name: str, prefixes: Mapping[str, str] | None = None) -> str:
    """A property's name as the Registry's context has it; a name that nobody knows stays as it is."""
    name = name.strip()
    if name.startswith("@"):
        return name.casefold()
    head, colon, tail = name.partition(":")
    if colon and prefixes and head in prefixes:
        # A prefix of the file's own stays as it is, where it does not stand for a namespace of the Registry's.
        whole = prefixes[head] + tail
        name = found if (found := _compact(whole)) != whole else name
    name = _compact(name)
    if ":" not in name:
        return _BARE.get(name.casefold(), name)
    return _KNOWN.get(name.casefold(), name)


def _compact(name: str) -> str:
    bare = _SCHEME.sub("", name, count=1)
    if bare == name:
        return name
    for namespace, prefix in ctdl.NAMESPACES:
        if bare.casefold().startswith(namespace) and len(bare) > len(namespace):
            return f"{prefix}:{bare[len(namespace) :]}"
    return name


def prefixes_of(context: Any) -> dict[str, str]:
    """The prefixes that a ``@context`` declares itself, as {prefix: IRI}."""
    if isinstance(context, list):
        return {prefix: iri for member in context for prefix, iri in prefixes_of(member).items()}
    if not isinstance(context, Mapping):
        return {}
    return {key: iri for key, iri in context.items() if isinstance(iri, str) and not key.startswith("@")}


def type_names(value: Any) -> tuple[str, ...]:
    """Local names of the classes in an ``@type``: ``Competency`` of ``ceasn:Competency`` and of its full IRI."""
    listed = value if isinstance(value, list) else [value]
    return tuple(re.split(r"[:/#]", v.strip().rstrip("/#"))[-1] for v in listed if isinstance(v, str))


def unversioned(uri: str) -> str:
    """An address without the time of a CaSS version behind it."""
    found = _VERSIONED.fullmatch(uri)
    return found.group(1) if found else uri


def listed(value: Any) -> list[Any]:
    """The members of a value that may be one or several; None is none."""
    if isinstance(value, Mapping) and set(value) <= {"@list", "@set"} and value:
        value = next(iter(value.values()))
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def references(value: Any, place: str, notes: Notes) -> list[str]:
    """The ids that a value refers to; what is no reference is a fault."""
    out = []
    many = isinstance(value, list)
    for i, member in enumerate(listed(value)):
        target = member.get("@id", member.get("@value")) if isinstance(member, Mapping) else member
        if isinstance(target, str):
            if target.strip():
                out.append(target.strip())
        else:
            notes.fault(step(place, i) if many else place, f"must be the id of a resource, not {kind(target)}")
    return out


@dataclass(frozen=True, slots=True)
class Picked:
    """The one text that was chosen of a value: ``text`` as written (any type; None: nothing given), its language
    ``tag``, the ``path`` behind the value's own, and the ``rest`` as {tag: text or texts}."""

    text: Any = None
    tag: str = ""
    path: str = ""
    rest: Mapping[str, Any] | None = None


def entries(value: Any, path: str = "") -> Iterator[tuple[str, Any, str]]:
    """(language tag, text as written, path) of everything in a text value."""
    if isinstance(value, list):
        for i, member in enumerate(value):
            yield from entries(member, step(path, i))
    elif isinstance(value, Mapping) and "@value" in value:
        tag = value.get("@language")
        yield (
            (tag if isinstance(tag, str) and LANGUAGE_TAG.fullmatch(tag) else ""),
            value["@value"],
            step(path, "@value"),
        )
    elif isinstance(value, Mapping) and value and all(k == "@none" or LANGUAGE_TAG.fullmatch(k) for k in value):
        for tag, members in value.items():
            here = step(path, tag)
            shown = "" if tag == "@none" else tag
            if isinstance(members, list):
                yield from ((shown, member, step(here, i)) for i, member in enumerate(members))
            else:
                yield shown, members, here
    elif value not in (None, "", {}):
        yield "", value, path


def pick(value: Any, wanted: str = "", declared: str = "") -> Picked:
    """The text to read: the ``wanted`` language, else English, else the ``declared`` one, else the first."""
    if isinstance(value, str):
        return Picked(value)
    found = [entry for entry in entries(value) if entry[1] not in (None, "")]
    if not found:
        return Picked()
    chosen = 0
    for language in filter(None, (wanted, "en", declared)):
        same = [i for i, (tag, _, _) in enumerate(found) if primary(tag) == primary(language)]
        if same:
            chosen = same[0]
            break
    rest: dict[str, Any] = {}
    for i, (tag, text, _) in enumerate(found):
        if i != chosen:
            rest.setdefault(tag or "@none", []).append(text)
    tag, text, path = found[chosen]
    return Picked(text, tag, path, {tag: v[0] if len(v) == 1 else v for tag, v in rest.items()} or None)


def as_extra(value: Any, place: str, notes: Notes) -> str:
    """A value as the text of an extra field: a string as it is, anything else as JSON; "" for nothing."""
    if isinstance(value, str):
        value = " ".join(value.split())
        if not _looks_json(value):
            return notes.optional(value, place)
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool | int | float):
        value = {"@value": value}
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if unprintable(text) is not None or " ".join(text.split()) != text:
        text = json.dumps(value, ensure_ascii=True, allow_nan=False)
    if re.search(r"\\u[dD][89a-fA-F]", text) and not _encodable(value):
        notes.fault(place, "holds half of a broken character (a lone surrogate)")
        return ""
    return text


def from_extra(text: str) -> Any:
    """The value of an extra field's text: what ``as_extra`` made a text of."""
    if not _looks_json(text):
        return text
    value = json.loads(text)
    if isinstance(value, dict) and set(value) == {"@value"} and isinstance(value["@value"], bool | int | float):
        return value["@value"]
    return value


def _looks_json(text: str) -> bool:
    """Whether a text would be taken for JSON on the way back."""
    if text[:1] not in ("{", "[", '"') or text.count("{") + text.count("[") > _DEEPEST:
        return False
    try:
        return isinstance(json.loads(text, parse_constant=_no_number), dict | list | str)
    except (ValueError, RecursionError):
        return False


def _no_number(name: str) -> float:
    raise ValueError(name)


def _encodable(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
