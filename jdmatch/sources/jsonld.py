"""schema.org JobPostings, from a .json file or out of a page's scripts.

The description is the posting's text; what other fields add to it (duties, qualifications, benefits) is laid under it,
each line once (``jsonld_text``), with the section that its field names and no invented heading. Title, education, years
and salary become the posting's title and fields, never its text. Every character keeps its place in the file and its
path in the JSON. JDX JobSchema+ is such data with more fields and other types around it, and is read by the same rules.

Feeds and plugins give the same posting twice. Of what names itself or reads the same the fullest is taken, and what
only the others state of its fields is added.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from jdmatch.errors import InputError
from jdmatch.records import Diagnostic, Posting
from jdmatch.settings import Settings
from jdmatch.sources import jsonld_tables as tables
from jdmatch.sources import titles
from jdmatch.sources.json_places import parse
from jdmatch.sources.jsonld_fields import merged_fields, stated_fields
from jdmatch.sources.jsonld_nodes import Document, Node, step
from jdmatch.sources.jsonld_text import field_lines, joined, words_of
from jdmatch.sources.jsonld_values import first_text, texts
from jdmatch.sources.layout import Line, lay_out
from jdmatch.sources.maps import Mapped
from jdmatch.sources.mending import mend_string
from jdmatch.sources.words import FEWEST_WORDS, count_words

_DEEPEST_SHOWN = 8
_SHOWN_KEYS = 8
_SHOWN_PLACES = 3
_SAME_OPENING = 80


class _Found(NamedTuple):
    """A JobPosting and the text in which its places are."""

    origin: Mapped
    data: Node


def read_document(origin: Mapped, settings: Settings, identifier: str, name: str) -> Posting:
    """The JobPosting of a JSON file, the first of several. InputError: JDM014 for broken JSON, JDM015 where it holds no
    JobPosting."""
    groups = _groups(_found_in(origin, settings, name))
    return _with_others(_read(groups[0], settings, identifier), groups[0][0].data.path, len(groups) - 1)


def read_documents(origin: Mapped, settings: Settings, identifier: str, name: str) -> list[Posting]:
    """Every JobPosting of a JSON file, in order. One has the id ``identifier``; of several each has ``identifier#`` and
    what it calls itself (``identifier``, else ``@id``), or else its number, from 1. InputError as ``read_document``;
    a posting without text is given as it is."""
    groups = _groups(_found_in(origin, settings, name))
    if len(groups) == 1:
        return [_read(groups[0], settings, identifier)]
    out: list[Posting] = []
    taken: set[str] = set()
    for number, group in enumerate(groups, 1):
        named = [own for own in _own_names(group[0].data, "@id") if own not in taken]
        own = named[0] if named else _free(str(number), taken)
        taken.add(own)
        out.append(_read(group, settings, f"{identifier}#{own}"))
    return out


def read_scripts(
    scripts: Sequence[Mapped], settings: Settings, identifier: str
) -> tuple[Posting | None, tuple[Diagnostic, ...]]:
    """The JobPosting of a page's scripts, the first with a text of its own where there are several, and a note about
    each script that can not be read: one that is broken does not hide the others."""
    found: list[_Found] = []
    notes: list[Diagnostic] = []
    for script in scripts:
        try:
            value = parse(script.text, "a script of the page", depth=settings.limits.xml_depth, lenient=True)
        except InputError as error:
            if error.code == "JDM014":
                message = f"The page's structured data was not read: {error.message.split('. ')[0]}."
                notes.append(Diagnostic("JDM014", "note", message))
            continue
        found += [_Found(script, node) for node in Document(value).postings]
    if not found:
        return None, tuple(notes)
    groups = _groups(found)
    full = [group for group in groups if _says_enough(group, settings)]
    chosen = (full or groups)[0]
    posting = _read(chosen, settings, identifier)
    return _with_others(posting, chosen[0].data.path, max(len(full) - 1, 0)), tuple(notes)


def _found_in(origin: Mapped, settings: Settings, name: str) -> list[_Found]:
    value = parse(origin.text, name, depth=settings.limits.xml_depth)
    found = [_Found(origin, node) for node in Document(value).postings]
    if not found:
        raise InputError(
            f"{name} holds no JobPosting: {_looked_at(value)}. Give schema.org JobPosting data (an object whose @type "
            "is JobPosting), or the posting's text.",
            code="JDM015",
        )
    return found


# The same posting, given more than once


def _groups(found: Sequence[_Found]) -> list[list[_Found]]:
    """The postings, each with its other versions behind it: the fullest first. In the order of the file."""
    groups: list[list[_Found]] = []
    known: dict[tuple[str, ...], list[_Found]] = {}
    for one in found:
        marks = list(_marks(one.data))
        group = next((known[m] for m in marks if m in known and (m[0] == "@id" or _may_be(known[m], one))), None)
        if group is None:
            group = []
            groups.append(group)
        group.append(one)
        for mark in marks:
            known.setdefault(mark, group)
    return [sorted(group, key=lambda f: -_fullness(f.data)) for group in groups]


def _marks(data: Node) -> Iterator[tuple[str, ...]]:
    """By what two versions of a posting are known to be one: an ``@id``; a title with a number, an address or the
    opening of a text. Offices share requisition numbers, and chains share titles and texts: see ``_may_be``."""
    name = data.get("@id")
    if isinstance(name, str) and name.strip():
        yield "@id", name
    title = words_of(_title(data) or "")
    for own in _own_names(data)[:1]:
        yield "own", title, own
    if isinstance(data.get("url"), str):
        yield "url", title, data["url"]
    opening = words_of(first_text(data.get("description")) or "")[:_SAME_OPENING]
    if opening:
        yield "text", title, opening


def _may_be(group: Sequence[_Found], one: _Found) -> bool:
    """Nothing that both state tells the postings apart: a number, a town."""
    first = group[0].data
    numbers, towns = (_own_names(first)[:1], _own_names(one.data)[:1]), (_towns(first), _towns(one.data))
    return all(not a or not b or a == b for a, b in (numbers, towns))


def _towns(data: Node) -> list[str]:
    places = data["jobLocation"] if isinstance(data.get("jobLocation"), list) else [data.get("jobLocation")]
    addresses = (place.get("address") for place in places if isinstance(place, dict))
    return sorted(words_of(first_text(a.get("addressLocality")) or "") for a in addresses if isinstance(a, dict))


def _fullness(data: Node) -> int:
    keys = ("description", *(key for key, _ in tables.TEXT_FIELDS))
    return sum(len(text.split()) for key in keys for text in texts(data.get(key)))


def _own_names(data: Node, more: str = "") -> list[str]:
    out: list[str] = []
    for key in ("identifier", "positionID", more):
        for member in data[key] if isinstance(data.get(key), list) else [data.get(key)]:
            said = member.get("value", member.get("name")) if isinstance(member, dict) else member
            if isinstance(said, str | int) and not isinstance(said, bool) and str(said).strip():
                out.append(" ".join(str(said).split()))
    return out


def _free(number: str, taken: set[str]) -> str:
    while number in taken:
        number += "+"
    return number


def _says_enough(group: Sequence[_Found], settings: Settings) -> bool:
    lines = _lines(group[0], settings)
    return sum(count_words(line.mapped.text, FEWEST_WORDS) for line in lines) >= FEWEST_WORDS


def _with_others(posting: Posting, path: str, count: int) -> Posting:
    if not count:
        return posting
    more = "another JobPosting was" if count == 1 else f"{count} more JobPostings were"
    message = f"The first JobPosting ({path}) was read; {more} not. Score several postings with jdmatch batch."
    return replace(posting, diagnostics=(*posting.diagnostics, Diagnostic("JDM018", "warning", message)))


# One posting


def _read(group: Sequence[_Found], settings: Settings, identifier: str) -> Posting:
    laid = lay_out(_lines(group[0], settings))
    title = next((title for one in group if (title := _title(one.data))), None)
    span = None if title else titles.find(laid.text, laid.blocks)
    return Posting(
        id=identifier,
        text=laid.text,
        title=laid.text[span.start : span.end] if span else title,
        title_span=span,
        fields=merged_fields([stated_fields(one.data) for one in group]),
        format="json-ld",
        blocks=laid.blocks,
        spans=laid.spans,
        diagnostics=laid.diagnostics,
    )


def _title(data: Node) -> str | None:
    said = first_text(data.get("title")) or first_text(data.get("name"))
    return mend_string(said) if said else None


def _lines(found: _Found, settings: Settings) -> list[Line]:
    origin, data = found
    lines = field_lines(origin, data, "description", None, settings)
    for key, section in tables.TEXT_FIELDS:
        extra = field_lines(origin, data, key, section, settings)
        owner = data.get("hiringOrganization")
        if not extra and key == "employerOverview" and isinstance(owner, Node):
            extra = field_lines(origin, owner, key, section, settings)
        lines = joined(lines, extra)
    return lines


# Errors


def _looked_at(value: Any) -> str:
    places = [_keys_of(path, v) for path, v in _containers(value, "$", 0)][:_SHOWN_PLACES]
    return "; ".join(places) + "; none is a JobPosting" if places else "$ is a single value, not an object"


def _containers(value: Any, path: str, depth: int) -> Iterator[tuple[str, Any]]:
    if depth > _DEEPEST_SHOWN or not isinstance(value, dict | list):
        return
    yield path, value
    members = value.items() if isinstance(value, dict) else list(enumerate(value))[:1]
    for key, member in members:
        yield from _containers(member, path + (f"[{key}]" if isinstance(key, int) else step(key)), depth + 1)


def _keys_of(path: str, value: Any) -> str:
    if isinstance(value, list):
        return f"{path} is a list of {len(value)}"
    kind = value.get("@type")
    if not value:
        return f"{path} is empty"
    more = ", …" if len(value) > _SHOWN_KEYS else ""
    said = f" and the type {kind}" if isinstance(kind, str) else ""
    return f"{path} has the keys {', '.join(list(value)[:_SHOWN_KEYS])}{more}{said}"
