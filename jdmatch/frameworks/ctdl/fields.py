"""Members of a framework's resource and the fields that they become, in both directions.

Where a member says more than its field holds (a licence with a name, a version with a type), it is kept as it is, and
is written back as long as it still says what the field says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from jdmatch.frameworks.ctdl import tables as ctdl
from jdmatch.frameworks.ctdl.terms import LANGUAGE_TAG, listed


def read_language(value: Any) -> str:
    """The language of an ``inLanguage``: the first, or English where it is among several; "" without one."""
    tags = []
    for member in listed(value):
        tag = member.get("@id", member.get("@value")) if isinstance(member, Mapping) else member
        if isinstance(tag, str) and tag.strip():
            last = tag.strip().rstrip("/").rsplit("/", 1)[-1]
            tags.append(ctdl.ISO_639_2.get(last.casefold(), last) if last != tag.strip() else last)
    tags = [tag for tag in tags if LANGUAGE_TAG.fullmatch(tag)]
    return next((tag for tag in tags if tag.casefold().startswith("en")), tags[0] if tags else "")


def read_version(value: Any) -> str:
    """The version of a ``versionIdentifier``: a text (in a CaSS table with its type behind ``~``) or a value code."""
    first = next(iter(listed(value)), None)
    if isinstance(first, Mapping):
        code = first.get("ceterms:identifierValueCode", first.get("@value"))
        return " ".join(code.split()) if isinstance(code, str) else ""
    return " ".join(first.split("~")[0].split()) if isinstance(first, str) else ""


def write_version(version: str) -> Any:
    """A version as the Registry writes it."""
    return [{"@type": "ceterms:IdentifierValue", "ceterms:identifierValueCode": version}]


def read_license(value: Any) -> str:
    """The address or the name of a licence."""
    first = next(iter(listed(value)), None)
    if isinstance(first, Mapping):
        first = first.get("@id", first.get("@value"))
    return " ".join(first.split()) if isinstance(first, str) else ""


def read_code(value: Any) -> str:
    """A coded notation; the first of several."""
    first = next(iter(listed(value)), None)
    if isinstance(first, Mapping):
        first = first.get("@value")
    if isinstance(first, int | float) and not isinstance(first, bool):
        first = f"{first:g}"
    return " ".join(first.split()) if isinstance(first, str) else ""


def _plain(text: str) -> Any:
    return text


def _one(text: str) -> Any:
    return [text]


Way = tuple[Callable[[Any], str], Callable[[str], Any]]
WAYS: Mapping[str, Way] = MappingProxyType(
    {
        ctdl.LANGUAGE: (read_language, _one),
        ctdl.VERSION: (read_version, write_version),
        ctdl.LICENSE: (read_license, _plain),
        ctdl.CODE: (read_code, _plain),
    }
)
"""How each such member is read and written; what is written differently than it was found is kept beside the field."""


def says_more(name: str, value: Any) -> bool:
    """Whether a member is to be kept beside its field."""
    read, write = WAYS[name]
    text = read(value)
    return bool(value not in (None, "", [], {}) and (not text or write(text) != value))
