"""schema.org JobPostings, from a .json file or out of a page's script.

The description is the posting's text; what other fields add to it (duties, qualifications, benefits) is laid under it,
each line once, with the section that its field names and no invented heading. A line that the description holds
already only lends it its section. Title, education, years and salary become the posting's title and fields, never its
text. Every character keeps its place in the file and its path in the JSON.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from jdmatch.errors import InputError
from jdmatch.records import Diagnostic, Posting, SectionKind
from jdmatch.settings import Settings
from jdmatch.sources import html_tables, titles
from jdmatch.sources import jsonld_tables as tables
from jdmatch.sources.json_places import Text, parse, string_map
from jdmatch.sources.jsonld_fields import stated_fields
from jdmatch.sources.layout import Line, lay_out
from jdmatch.sources.maps import Mapped
from jdmatch.sources.mending import mend_string, unescape

_DEEPEST = 8
_SHOWN_KEYS = 8
_SHOWN_PLACES = 3
_PLAIN_KEY = re.compile(r"[A-Za-z_]\w*\Z")
_LINE = re.compile(r"[^\r\n]+")
_NOT_WORD = re.compile(r"[\W_]+")


def read_document(origin: Mapped, settings: Settings, identifier: str, name: str) -> Posting:
    """The JobPosting of a JSON file. InputError: JDM014 for broken JSON, JDM015 where it holds no JobPosting."""
    value = parse(origin.text, name, depth=settings.limits.xml_depth)
    found = list(_postings(value, "$", 0))
    if not found:
        raise InputError(
            f"{name} holds no JobPosting: {_looked_at(value)}. Give schema.org JobPosting data (an object whose @type "
            "is JobPosting), or the posting's text.",
            code="JDM015",
        )
    return _read(origin, found, settings, identifier)


def read_data(origin: Mapped, settings: Settings, identifier: str) -> Posting | None:
    """The JobPosting of a page's script, or None. InputError (JDM014) for broken JSON."""
    value = parse(origin.text, "a script of the page", depth=settings.limits.xml_depth, lenient=True)
    found = list(_postings(value, "$", 0))
    return _read(origin, found, settings, identifier) if found else None


def _postings(value: Any, path: str, depth: int) -> Iterator[tuple[str, dict[str, Any]]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for i, member in enumerate(value):
            yield from _postings(member, f"{path}[{i}]", depth + 1)
    elif isinstance(value, dict):
        if _is_posting(value):
            yield path, value
            return
        for key, member in value.items():
            yield from _postings(member, path + _step(key), depth + 1)


def _is_posting(value: dict[str, Any]) -> bool:
    kinds = value.get("@type", value.get("type"))
    named = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(k, str) and re.split(r"[/#:]", k)[-1] == "JobPosting" for k in named)


def _step(key: str) -> str:
    return f".{key}" if _PLAIN_KEY.match(key) else f"['{key}']"


def _looked_at(value: Any) -> str:
    places = [_keys_of(path, v) for path, v in _containers(value, "$", 0)][:_SHOWN_PLACES]
    return "; ".join(places) + "; none is a JobPosting" if places else "$ is a single value, not an object"


def _containers(value: Any, path: str, depth: int) -> Iterator[tuple[str, Any]]:
    if depth > _DEEPEST or not isinstance(value, dict | list):
        return
    yield path, value
    members = value.items() if isinstance(value, dict) else list(enumerate(value))[:1]
    for key, member in members:
        yield from _containers(member, path + (f"[{key}]" if isinstance(key, int) else _step(key)), depth + 1)


def _keys_of(path: str, value: Any) -> str:
    if isinstance(value, list):
        return f"{path} is a list of {len(value)}"
    kind = value.get("@type")
    if not value:
        return f"{path} is empty"
    more = ", …" if len(value) > _SHOWN_KEYS else ""
    said = f" and the type {kind}" if isinstance(kind, str) else ""
    return f"{path} has the keys {', '.join(list(value)[:_SHOWN_KEYS])}{more}{said}"


def _read(origin: Mapped, found: list[tuple[str, dict[str, Any]]], settings: Settings, identifier: str) -> Posting:
    path, data = found[0]
    lines = _description(origin, data, path, settings)
    for key, section in tables.TEXT_FIELDS:
        extra = _field_lines(origin, data.get(key), path + _step(key), section, settings)
        lines = _joined(lines, extra, section)
    laid = lay_out(lines)
    title = next((data[k] for k in ("title", "name") if isinstance(data.get(k), str) and data[k].strip()), None)
    span = None if title else titles.find(laid.text, laid.blocks)
    clean = mend_string(" ".join(html.unescape(title).split())) if title else None
    return Posting(
        id=identifier,
        text=laid.text,
        title=laid.text[span.start : span.end] if span else clean,
        title_span=span,
        fields=stated_fields(data),
        format="json-ld",
        blocks=laid.blocks,
        spans=laid.spans,
        diagnostics=(*laid.diagnostics, *_others(path, len(found) - 1)),
    )


def _others(path: str, count: int) -> tuple[Diagnostic, ...]:
    if not count:
        return ()
    more = "another JobPosting was" if count == 1 else f"{count} more JobPostings were"
    message = f"The first JobPosting ({path}) was read; {more} not. Score several postings with jdmatch batch."
    return (Diagnostic("JDM018", "warning", message),)


def _description(origin: Mapped, data: dict[str, Any], path: str, settings: Settings) -> list[Line]:
    out: list[Line] = []
    for text, place in _texts(data.get("description"), path + ".description"):
        out += _lines_of(string_map(origin, text), place, None, settings)
    return out


def _field_lines(origin: Mapped, value: Any, path: str, section: SectionKind, settings: Settings) -> list[Line]:
    out: list[Line] = []
    for text, place in _texts(value, path):
        lines = _lines_of(string_map(origin, text), place, section, settings)
        if isinstance(value, list) and len(lines) == 1:
            lines = [replace(lines[0], kind="item")]
        out += lines
    return out


def _texts(value: Any, path: str) -> Iterator[tuple[Text, str]]:
    """The strings that a text field holds, whatever form it was given."""
    if isinstance(value, Text):
        if value.strip():
            yield value, path
    elif isinstance(value, list):
        for i, member in enumerate(value):
            yield from _texts(member, f"{path}[{i}]")
    elif isinstance(value, dict):
        keys = [k for k in tables.TEXT_KEYS if k in value] or [k for k in value if tables.ENGLISH_KEY.match(k)]
        if keys:
            yield from _texts(value[keys[0]], path + _step(keys[0]))


def _lines_of(mapped: Mapped, path: str, section: SectionKind | None, settings: Settings) -> list[Line]:
    for _ in range(2):
        if tables.TAG.search(mapped.text) or not tables.ESCAPED_TAG.search(mapped.text):
            break
        mapped = unescape(mapped)
    if tables.TAG.search(mapped.text):
        from jdmatch.sources.html import fragment_lines

        return [replace(line, path=path, section=section) for line in fragment_lines(mapped, settings)]
    mapped = unescape(mapped)
    if section is None:
        start, end = len(mapped.text) - len(mapped.text.lstrip()), len(mapped.text.rstrip())
        return [Line(mapped.cut(start, end), path=path, sure=False)] if start < end else []
    out: list[Line] = []
    for match in _LINE.finditer(mapped.text):
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        end = match.start() + len(match.group().rstrip())
        if start < end:
            bullet = html_tables.BULLET_START.match(mapped.text, start)
            out.append(Line(mapped.cut(start, end), "item" if bullet else "paragraph", path=path, section=section))
    return out


def _joined(lines: list[Line], extra: list[Line], section: SectionKind) -> list[Line]:
    """Lines of another field under those at hand, without what these say already; those learn the section."""
    if not extra:
        return lines
    said = " ".join(_bare(line.mapped.text) for line in lines)
    new = [line for line in extra if (bare := _bare(line.mapped.text)) and f" {bare} " not in f" {said} "]
    stated = {_bare(line.mapped.text) for line in extra}
    known = [
        replace(line, section=section)
        if line.sure and line.section is None and line.kind != "heading" and _bare(line.mapped.text) in stated
        else line
        for line in lines
    ]
    return known + new


def _bare(text: str) -> str:
    return _NOT_WORD.sub(" ", text.casefold()).strip()
