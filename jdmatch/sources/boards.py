"""The public JSON of three job boards: Greenhouse, Lever and Ashby, one job or a whole board.

A board is recognised by the keys of its jobs, whatever the file is called, and taken apart into jobs before any of them
is read (``outline``), so that a broken one is one error. A job's title and pay become the posting's title and fields,
never its text; place, department and team are no part of a posting's text either. Where the same text stands in the
JSON twice (HTML beside its plain twin, Lever's opening inside its description) it is read once, in its HTML.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from jdmatch.errors import InputError
from jdmatch.records import Posting, PostingFields, Salary
from jdmatch.settings import Settings
from jdmatch.sources import boards_fields, outline, references, titles
from jdmatch.sources import boards_tables as tables
from jdmatch.sources.boards_tables import Kind
from jdmatch.sources.json_places import Text, parse, string_map
from jdmatch.sources.jsonld_text import lines_of, words_of
from jdmatch.sources.layout import Line, lay_out, line_ranges
from jdmatch.sources.maps import Mapped
from jdmatch.sources.mending import mend_string

_ADDRESS_END = re.compile(r"/([\w-]+)/?(?:[?#].*)?\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Job:
    """One job of a board, found and not read: ``text`` is its JSON, which begins at ``at`` in the decoded file, behind
    ``lines`` line breaks and ``column`` more characters; ``path`` is its place in the JSON."""

    kind: Kind
    path: str
    text: str
    at: int
    lines: int
    column: int


@dataclass(frozen=True, slots=True)
class Board:
    """A file with jobs: ``whole`` where it is a list of them, however many, and not one alone. ``places`` are the
    jobs' paths and ranges in ``text``."""

    kind: Kind
    whole: bool
    text: str
    places: tuple[tuple[str, int, int], ...]

    def jobs(self) -> Iterator[Job]:
        """The jobs in the order of the file."""
        lines = seen = line = 0
        for path, start, end in self.places:
            # Counted on from the job before: a board may be one line of a hundred megabytes.
            lines += self.text.count("\n", seen, start)
            line = self.text.rfind("\n", seen, start) + 1 or line
            seen = start
            yield Job(self.kind, path, self.text[start:end], start, lines, start - line)


def find(text: str, settings: Settings, shown: str) -> Board | None:
    """The board, or the job alone, that a JSON document is; None for any other document, and for what is no JSON.
    InputError (JDM014) where a board is no valid JSON beside its jobs, JDM015 where it has none."""
    try:
        start, _ = outline.whole(text)
        if text[start] not in "{[":
            return None
        top = list(outline.members(text, start))
        if text[start] == "[":
            return _listed(text, "$", top)
        return _board_or_job(text, top, settings, shown)
    except outline.BonesError:
        return None


def _board_or_job(text: str, top: list[outline.Member], settings: Settings, shown: str) -> Board | None:
    keys = {member.key for member in top}
    if keys & tables.LINKED_DATA:
        return None
    # As everywhere in JSON, the last one of two members counts.
    jobs = next((m for m in reversed(top) if m.key == tables.JOBS and text.startswith("[", m.start)), None)
    if jobs is None:
        kind = _kind(keys)
        whole = outline.whole(text)
        return Board(kind, False, text, (("$", *whole),)) if kind else None
    places = list(outline.members(text, jobs.start))
    if not places:
        raise InputError(
            f"{shown} is a job board without jobs: $.jobs is empty. Nothing was wrong with reading it; fetch it again "
            "when there are jobs.",
            code="JDM015",
        )
    found = _listed(text, f"$.{tables.JOBS}", places)
    if found is not None:
        for member in top:
            if member is not jobs:
                start = member.start
                column = start - (text.rfind("\n", 0, start) + 1)
                _parsed(text[start : member.end], text.count("\n", 0, start), column, shown, settings)
    return found


def _listed(text: str, path: str, members: list[outline.Member]) -> Board | None:
    kind = next((k for m in members if (k := _kind_of(text, m))), None)
    if kind is None:
        return None
    return Board(kind, True, text, tuple((f"{path}[{i}]", m.start, m.end) for i, m in enumerate(members)))


def _kind_of(text: str, member: outline.Member) -> Kind | None:
    if not text.startswith("{", member.start):
        return None
    try:
        return _kind({m.key for m in outline.members(text, member.start)})
    except outline.BonesError:
        return None


def _kind(keys: set[str]) -> Kind | None:
    if keys & tables.LINKED_DATA:
        return None
    return next((kind for kind, sets in tables.SIGNATURES if all(keys & s for s in sets)), None)


def _parsed(part: str, lines: int, column: int, shown: str, settings: Settings) -> Any:
    """A part of a document parsed, which begins behind ``lines`` line breaks and ``column`` characters. A fault in it
    is told with its line and column in the document."""
    depth = settings.limits.xml_depth
    try:
        return parse(part, shown, depth=depth)
    except InputError as error:
        if error.code != "JDM014":
            raise
    return parse("\n" * lines + " " * column + part, shown, depth=depth)


# One job


def own_id(job: Job) -> str | None:
    """The id that a job gives itself, or the last part of its page's address; None where it has neither. In a job whose
    JSON is broken it is found where it stands before the break."""
    members: dict[str, outline.Member] = {}
    with contextlib.suppress(outline.BonesError):
        for member in outline.members(job.text, 0) if job.text.startswith("{") else ():
            members[member.key] = member
    given = _simple(job.text, members.get("id"))
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    if isinstance(given, str) and 0 < len(given.strip()) <= tables.LONGEST_ID:
        return str(given.strip())
    for key in tables.PAGES:
        address = _simple(job.text, members.get(key))
        if isinstance(address, str) and (match := _ADDRESS_END.search(address)):
            return match[1]
    return None


def _simple(text: str, member: outline.Member | None) -> Any:
    """A member that is a short text, a number or a word; None for everything else."""
    if member is None or member.end - member.start > tables.LONGEST_ADDRESS or text[member.start] in "{[":
        return None
    try:
        return parse(text[member.start : member.end], "the member", depth=1)
    except InputError:
        return None


def read(job: Job, settings: Settings, identifier: str, shown: str) -> Posting:
    """The posting that a job is. InputError: JDM014 for broken JSON, JDM015 for what is no job or has no text."""
    value = _parsed(job.text, job.lines, job.column, shown, settings)
    if not isinstance(value, dict):
        raise InputError(
            f"{shown} is {_named(value)} where a job of the {tables.NAMES[job.kind]} board belongs. Leave it out, or "
            "fetch the board again.",
            code="JDM015",
        )
    texts = _Texts(Mapped.verbatim(job.text, job.at), value, job.path, settings, shown)
    lines, salary = _READERS[job.kind](texts)
    laid = lay_out(lines)
    said = value.get("text" if job.kind == "lever" else "title")
    title = mend_string(" ".join(references.unescape(said).split())) if isinstance(said, str) else ""
    span = None if title else titles.find(laid.text, laid.blocks)
    return Posting(
        id=identifier,
        text=laid.text,
        title=laid.text[span.start : span.end] if span else title or None,
        title_span=span,
        fields=PostingFields(salary=salary),
        format=job.kind,
        blocks=laid.blocks,
        spans=laid.spans,
        diagnostics=laid.diagnostics,
    )


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts of one job as lines."""

    origin: Mapped
    job: dict[str, Any]
    path: str
    settings: Settings
    shown: str

    def lines(self, *keys: str, of: dict[str, Any] | None = None, path: str = "") -> list[Line]:
        """The lines of the first of the keys that says anything."""
        for key in keys:
            place = f"{path or self.path}.{key}"
            value = (self.job if of is None else of).get(key)
            if value is None:
                continue
            if not isinstance(value, Text):
                raise InputError(
                    f"{self.shown} has {_named(value)} in {place}, where a text belongs. Mend it, or fetch the job "
                    "again.",
                    code="JDM015",
                )
            if found := lines_of(string_map(self.origin, value), place, None, self.settings):
                return found
        return []


def _greenhouse(texts: _Texts) -> tuple[list[Line], Salary | None]:
    if "content" not in texts.job:
        raise InputError(
            f"{texts.shown} has a title and no text: Greenhouse lists a board's jobs without their texts unless asked. "
            "Fetch the board with ?content=true.",
            code="JDM015",
        )
    return texts.lines("content"), boards_fields.greenhouse(texts.job)


def _lever(texts: _Texts) -> tuple[list[Line], Salary | None]:
    salary = boards_fields.lever(texts.job)
    lines = texts.lines("description", "descriptionPlain")
    # The description is both of these, most often; which of them is missing in it was never promised.
    lines = _unsaid(texts.lines("opening", "openingPlain"), lines) + lines
    lines += _unsaid(texts.lines("descriptionBody", "descriptionBodyPlain"), lines)
    lines += _lever_lists(texts)
    lines += _closing(texts.lines("additional", "additionalPlain"))
    if salary is None:
        # With a range this is the range in words again.
        pay = texts.lines("salaryDescription", "salaryDescriptionPlain")
        lines += [replace(line, section="benefits") for line in pay]
    return lines, salary


def _unsaid(extra: list[Line], lines: list[Line]) -> list[Line]:
    said = f" {' '.join(words_of(line.mapped.text) for line in lines)} "
    return [line for line in extra if f" {words_of(line.mapped.text)} " not in said]


def _lever_lists(texts: _Texts) -> list[Line]:
    given = texts.job.get("lists")
    if given is None:
        return []
    place = f"{texts.path}.lists"
    if not isinstance(given, list) or not all(isinstance(one, dict) or one is None for one in given):
        raise InputError(
            f"{texts.shown} has something else than lists in {place}. Mend it, or fetch the job again.", code="JDM015"
        )
    out: list[Line] = []
    for i, one in enumerate(given):
        path = f"{place}[{i}]"
        items = _items(texts.lines("content", of=one, path=path)) if one else []
        if items:
            headings = texts.lines("text", of=one, path=path)
            out += [replace(h, kind="heading", depth=tables.LIST_HEADING_DEPTH, sure=True) for h in headings[:1]]
            # A list without a heading is no part of the list above it.
            out += items if headings or not out else _closing(items)
    return out


def _items(lines: list[Line]) -> list[Line]:
    """What stands in a list is its items, also where its markup was lost."""
    out: list[Line] = []
    for line in lines:
        if line.sure:
            out.append(line)
            continue
        for start, end in line_ranges(line.mapped.text):
            out.append(Line(line.mapped.cut(start, end), "item", path=line.path))
    return out


def _closing(lines: list[Line]) -> list[Line]:
    """What follows the lists and is no part of the last one, up to the first heading of its own."""
    out: list[Line] = []
    for i, line in enumerate(lines):
        if line.kind == "heading":
            return out + lines[i:]
        if line.sure:
            out.append(replace(line, section=tables.CLOSING_SECTION))
        else:
            # Of a text without markup only the first line is sure to stand above any heading.
            out.append(replace(line, told=((0, tables.CLOSING_SECTION),)))
    return out


def _ashby(texts: _Texts) -> tuple[list[Line], Salary | None]:
    return texts.lines("descriptionHtml", "descriptionPlain"), boards_fields.ashby(texts.job)


_READERS: dict[Kind, Callable[[_Texts], tuple[list[Line], Salary | None]]] = {
    "greenhouse": _greenhouse,
    "lever": _lever,
    "ashby": _ashby,
}


def _named(value: Any) -> str:
    names = {dict: "an object", list: "a list", Text: "a text", bool: "a truth value", type(None): "null"}
    return names.get(type(value), "a number")
