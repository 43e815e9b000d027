"""What a value of linked data says, whatever its form: strings, value objects, language maps, terms, credentials.

Where a text is given in several languages, English is taken, since only English is analysed; where there is none, the
first, so that the posting is refused as being in another language and not as being empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jdmatch.records import Education
from jdmatch.sources import jsonld_tables as tables
from jdmatch.sources import references
from jdmatch.sources.jsonld_nodes import Node

_DEEPEST = 8


def texts(value: Any, depth: int = 0) -> Iterator[str]:
    """The strings that a text field holds, whatever form it was given, in English where it has several languages. In
    what was read from JSON each is a ``Text``."""
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        if value.strip() and not tables.URL.match(value):
            yield value
    elif isinstance(value, list):
        for member in in_english(value):
            yield from texts(member, depth + 1)
    elif isinstance(value, dict):
        for member in _of_object(value):
            yield from texts(member, depth + 1)


def first_text(value: Any) -> str | None:
    """The first of these strings without markup; None where there is none."""
    for text in texts(value):
        plain = " ".join(references.unescape(tables.TAG.sub(" ", text)).split())
        if plain:
            return plain
    return None


def _of_object(value: dict[str, Any]) -> list[Any]:
    for wrapper in ("@value", "@list", "@set", "itemListElement"):
        if wrapper in value:
            return [value[wrapper]]
    if spoken := _language_map(value):
        return spoken
    is_term = isinstance(value, Node) and not tables.TERM_TYPES.isdisjoint(value.types())
    keys = tables.TERM_KEYS if is_term else tables.TEXT_KEYS
    out = [value[k] for k in keys if any(texts(value.get(k)))][:1] + [value.get(k) for k in tables.FURTHER_KEYS]
    category = first_text(value.get("credentialCategory"))
    if category and not any(any(texts(v)) for v in out) and education_of(category) is None:
        out.append(value["credentialCategory"])
    return out


def _language_map(value: dict[str, Any]) -> list[Any]:
    """What a language map says in English, else in its first language; nothing for any other object."""
    keys = [k for k in value if k != "@type"]
    if not keys or not all(tables.LANGUAGE_KEY.match(k) and isinstance(value[k], str | list) for k in keys):
        return []
    ranked = sorted(keys, key=lambda k: (not tables.ENGLISH_KEY.match(k), k != "@none"))
    said = [value[k] for k in ranked if any(texts(value[k]))]
    return said[:1]


def in_english(members: list[Any]) -> list[Any]:
    """Of values that say in which language they are the English ones, where there are some; all others."""
    spoken = [m.get("@language") if isinstance(m, dict) else None for m in members]
    if not any(isinstance(s, str) and tables.ENGLISH_KEY.match(s) for s in spoken):
        return members
    return [
        member
        for member, language in zip(members, spoken, strict=True)
        if not isinstance(language, str) or tables.ENGLISH_KEY.match(language)
    ]


def education_of(text: str) -> Education | None:
    """The level of education that a few words name, None where they name none."""
    if len(text.split()) > tables.EDUCATION_MOST_WORDS:
        return None
    return next((level for pattern, level in tables.EDUCATION_WORDS if pattern.search(text)), None)
