"""A framework written as a collection of rich skill descriptors, and how its ids are told as addresses.

The form is the one in which OSMT answers for a collection, with every skill whole, since it is the only one that has a
place for a title. The format wants an address, a UUID and a name for each skill. What a framework lacks of these is
derived from what it has, always in the same way, and a reader knows the derived again, so that ids and names come back
as they were. Levels, weights, headings and codes have no place in the format.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote, unquote
from uuid import NAMESPACE_URL, uuid5

from jdmatch.frameworks.rsd.tables import (
    COLLECTION,
    CONTEXT,
    OBSOLETE,
    REQUIRED_LISTS,
    SKILL,
    SKILL_MEMBERS,
)
from jdmatch.records import Framework, Statement

MOST_OF_A_NAME = 60

_OWN = "urn:jdmatch:"
_UUID_URN = "urn:uuid:"
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_LAST_UUID = re.compile(rf"(?:\S*[/:])?({_UUID.pattern})")
# OSMT's own test data have addresses with a hyphen before the scheme.
_ADDRESS = re.compile(r"-?[A-Za-z][A-Za-z0-9+.-]*://\S+|urn:\S+")
_DEEPEST = 32


def render(framework: Framework) -> bytes:
    """The collection as JSON, indented by two."""
    kept = _kept(framework)
    uri, uuid = addresses(framework.id)
    if is_uuid(framework.id) and isinstance(kept.get("id"), str):
        uri = kept["id"]
    document: dict[str, Any] = {"@context": CONTEXT, "type": COLLECTION, "id": uri, "uuid": uuid}
    document["name"] = framework.title
    document |= {k: v for k, v in (("description", framework.description), ("author", framework.attribution)) if v}
    document |= {key: value for key, value in kept.items() if key not in document and key != "skills"}
    document["skills"] = [_skill(statement) for statement in framework.statements]
    return (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode("utf-8")


def _kept(framework: Framework) -> dict[str, Any]:
    """Members of the collection that the framework was read from, and that no field holds."""
    rest = json.loads(framework.extra).get("rsd") if framework.extra else None
    return rest if isinstance(rest, dict) else {}


def _skill(statement: Statement) -> dict[str, Any]:
    uri, uuid = addresses(statement.id, statement.framework)
    extra = {_member(name, value): from_text(value) for name, value in statement.extra}
    skill: dict[str, Any] = {"type": SKILL, "id": uri, "uuid": extra.pop("uuid", uuid)}
    skill["skillName"] = statement.aliases[0] if statement.aliases else short_name(statement.text)
    skill["skillStatement"] = statement.text
    skill["categories"] = _categories(statement.category)
    return skill | extra | {name: [] for name in REQUIRED_LISTS if name not in extra}


def _categories(category: str | None) -> list[str]:
    """The categories that were joined to one; a text that is no such list is one category."""
    parts = category.split("; ") if category else []
    return parts if all(part and part == part.strip() for part in parts) else [category or ""]


def _member(name: str, value: str) -> str:
    """An extra field's own name, or ``extra.name`` where a reader would take it for something else."""
    if name in SKILL_MEMBERS - {"uuid"} or name.startswith("extra."):
        return f"extra.{name}"
    if (name == "uuid" and not is_uuid(value)) or (name in ("status", "publishStatus") and is_obsolete(value)):
        return f"extra.{name}"
    return name


def from_text(text: str) -> Any:
    """The list or object that a text was made from; the text itself where that would not come back the same."""
    if text[:1] not in ("[", "{"):
        return text
    try:
        value = json.loads(text, parse_constant=_refuse)
        same = json.dumps(value, ensure_ascii=False) == text and _depth(value) <= _DEEPEST
    except (ValueError, RecursionError):
        return text
    return value if value and same else text


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def _depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, inner), default=0)


def addresses(own: str, within: str = "") -> tuple[str, str]:
    """The address and UUID that an id is told by: itself where it is one of them, else derived from it and, for a
    skill, from the id of the framework that it stands ``within``."""
    if is_uuid(own):
        return _UUID_URN + own, own
    foreign = own.startswith((_OWN, _UUID_URN)) or not _ADDRESS.fullmatch(own)
    # A framework whose address ends with a UUID would come back with the UUID as its id.
    if foreign or (not within and last_uuid(own)):
        own = _OWN + ":".join(quote(part, safe="") for part in (within, own) if part)
    return own, derived_uuid(own)


def derived_uuid(uri: str) -> str:
    """The UUID that an address ends with, as OSMT's do; else one made from the address."""
    return last_uuid(uri) or str(uuid5(NAMESPACE_URL, uri))


def last_uuid(uri: str) -> str:
    """The UUID at the end of an address; "" where there is none."""
    found = _LAST_UUID.fullmatch(uri)
    return found.group(1) if found and not uri.startswith(_OWN) else ""


def own_id(uri: str, uuid: str) -> str:
    """The id that ``addresses`` was given; of an object from elsewhere its address, else its UUID."""
    if uri.startswith(_OWN):
        return unquote(uri.rpartition(":")[2])
    if is_uuid(uri.removeprefix(_UUID_URN)):
        return uri.removeprefix(_UUID_URN)
    return uri or uuid


def says_more(uri: str, uuid: str) -> bool:
    """Whether an object has a UUID that could not be told from its address."""
    return uri != "" and uuid not in ("", derived_uuid(uri))


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID as it is usually written."""
    return _UUID.fullmatch(text) is not None


def is_obsolete(status: str) -> bool:
    """Whether a skill of this state was taken out of use."""
    return status.strip().casefold() in OBSOLETE


def short_name(text: str) -> str:
    """The name of a skill that has none: its statement, or the first words of it."""
    if len(text) <= MOST_OF_A_NAME:
        return text
    cut = text[: MOST_OF_A_NAME + 1].rpartition(" ")[0] or text[:MOST_OF_A_NAME]
    return cut.rstrip(" ,;:.\u2013\u2014-") or text[:MOST_OF_A_NAME].strip()
