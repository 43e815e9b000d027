"""Frameworks: what is installed, read level by level, and which postings of the library cover which statement.

An id may be anything that can be printed, an address as well, so only a page that is read has the id in its own
address; what is done to a framework names it in the query or the form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from jdmatch import frameworks
from jdmatch.errors import SettingsError, UnknownFrameworkError
from jdmatch.frameworks import Entry, Found
from jdmatch.frameworks.compare import effort
from jdmatch.records import Framework, Statement
from jdmatch.report import frameworks as told
from jdmatch.report.side_by_side_edits import word_runs
from jdmatch.store.records import StatementCounts
from jdmatch.web import office, show
from jdmatch.web.desk import BusyError
from jdmatch.web.exports import attachment
from jdmatch.web.office import Office

router = APIRouter(prefix="/frameworks")
Here = Annotated[Office, Depends(office.of)]
Name = Annotated[str, Query(alias="id", min_length=1)]
From = Annotated[int, Query(alias="from", ge=0)]

# The first part of an address that is no id.
OWN = frozenset({"import", "diff", "export", "remove", "covering", "show"})
LISTED, STATEMENTS = 150, 400  # on one page
# As many pairs are held against each other word by word in about two seconds.
MOST_PAIRS = 200_000
_EMBEDDED = "embedded:"
# Endings and media types of exports, by format.
FILES: Mapping[str, tuple[str, str]] = {
    "ler": ("json", "application/json"),
    "case": ("json", "application/json"),
    "ctdl": ("jsonld", "application/ld+json"),
    "rsd": ("json", "application/json"),
    "csv": ("csv", "text/csv; charset=utf-8"),
    "tsv": ("tsv", "text/tab-separated-values; charset=utf-8"),
    "json": ("json", "application/json"),
    "yaml": ("yaml", "application/yaml"),
}


def address(name: str) -> str:
    """The page of a framework. An id whose address would be another page's, or that a browser would shorten ("a/../b"),
    is named in the query."""
    parts = name.split("/")
    plain = parts[0] not in OWN and all(part.strip(".") for part in parts)
    return f"/frameworks/{quote(name, safe='/:@')}" if plain else f"/frameworks/show?{urlencode({'id': name})}"


# --- the list -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which frameworks of the list: those that answer to ``words``, of one field of work, origin and format."""

    words: str = ""
    group: str = ""
    origin: str = ""
    format: str = ""

    def takes(self, entry: Entry) -> bool:
        """Whether the filters, words aside, let it through."""
        return (
            (not self.group or entry.group == self.group)
            and (not self.origin or entry.origin == self.origin)
            and (not self.format or entry.format == self.format)
        )

    def address(self, start: int) -> str:
        """The page of the list that begins there."""
        given = {"words": self.words, "group": self.group, "origin": self.origin, "format": self.format}
        query = {name: value for name, value in given.items() if value} | ({"from": str(start)} if start else {})
        return f"/frameworks?{urlencode(query)}" if query else "/frameworks"


@router.get("")
async def listing(
    request: Request,
    here: Here,
    words: str = "",
    group: str = "",
    origin: Literal["", "embedded", "user"] = "",
    format: str = "",  # noqa: A002 -- as the field is called
    start: From = 0,
    done: str = "",
) -> Response:
    """All frameworks by field of work; with words those that answer to them, best first."""
    wanted = Wanted(words.strip(), group, origin, format)
    entries = await run_in_threadpool(here.library.list)
    found, by_meaning = (await _search(request, here, wanted.words)) if wanted.words else ({}, True)
    rows = [entry for entry in entries if wanted.takes(entry)]
    if wanted.words:
        order = {name: place for place, name in enumerate(found)}
        rows = sorted((e for e in rows if e.id in order and not e.shadowed), key=lambda e: order[e.id])
    else:
        rows.sort(key=lambda e: (not e.damaged, e.group or "\uffff", e.title.casefold(), e.id, e.shadowed))
    analysed = await run_in_threadpool(here.store.covers.analysed_each)
    return show.page(
        request,
        "frameworks.html",
        here="frameworks",
        wanted=wanted,
        rows=rows[start : start + LISTED],
        fields=_fields(rows[start : start + LISTED]),
        total=len(rows),
        installed=len(entries),
        start=start,
        step=LISTED,
        found=found,
        by_meaning=by_meaning,
        analysed=analysed,
        groups=sorted(Counter(e.group for e in entries if e.group).items()),
        formats=sorted(Counter(e.format for e in entries if e.format).items()),
        about=frameworks.FORMATS,
        done=done,
        address=address,
        embedded=_EMBEDDED,
    )


def _fields(rows: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """Rows that follow each other by their field of work; those that can not be read by themselves."""
    return [
        (name, list(own)) for name, own in groupby(rows, key=lambda e: "Damaged" if e.damaged else e.group or "Other")
    ]


async def _search(request: Request, here: Office, words: str) -> tuple[dict[str, Found], bool]:
    """What answers, best first, by id, and whether meaning was looked at too: while the models load, or when there is
    no room at the desk, words have to do."""
    all_ = await run_in_threadpool(here.library.all)
    if here.desk.is_ready:
        try:
            answers = await here.ask(request, lambda desk: desk.analyzer().find(words, all_, limit=len(all_)))
            return {one.framework.id: one for one in answers}, True
        except (BusyError, TimeoutError):
            pass
    answers = await run_in_threadpool(frameworks.search, words, all_, limit=max(1, len(all_)))
    return {one.framework.id: one for one in answers}, False


# --- one framework ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """The statements of one level that stand on a page, under their headings; ``total`` of the whole level, whose first
    stands on the page that begins at ``start``."""

    key: str
    label: str
    total: int
    start: int
    under: tuple[tuple[str, tuple[Statement, ...]], ...]


@router.get("/show")
def shown(request: Request, here: Here, name: Name, start: From = 0, done: str = "") -> Response:
    """A framework whose id can not stand in an address."""
    return view(request, here, name, start, done)


@router.get("/covering")
def covering(request: Request, here: Here, name: Name, statement: str, cursor: str | None = None) -> Response:
    """The postings that cover a statement; for htmx the list alone."""
    framework = here.library.get(name)
    about = framework.by_id.get(statement)
    if about is None:
        raise UnknownFrameworkError(f"{name} has no such statement. It may be of an earlier version.")
    page = here.store.covers.covering(name, statement, cursor=cursor)
    part = "hx-request" in request.headers
    query = {"id": name, "statement": statement, "cursor": page.next or ""}
    return show.page(
        request,
        "framework_covering_part.html" if part else "framework_covering.html",
        here="frameworks",
        framework=framework,
        about=about,
        page=page,
        more=f"/frameworks/covering?{urlencode(query)}",
        address=address,
    )


@router.get("/export")
def exported(here: Here, name: Name, format: str) -> Response:  # noqa: A002 -- as the field is called
    """A framework as a file. FrameworkError where the format can not hold it."""
    if format not in FILES:
        raise SettingsError(f"Frameworks are written as {', '.join(FILES)}, and not as {format}.")
    framework = here.library.get(name)
    ending, media = FILES[format]
    data = frameworks.export(framework, format)
    if ending == "json" and not data.lstrip().startswith((b"{", b"[")):
        ending, media = FILES["csv"]  # its own bytes, which came as a table
    return attachment(data, f"{name}.{ending}", media)


@router.post("/remove")
def remove(request: Request, here: Here, name: Annotated[str, Form(alias="id")]) -> Response:
    """Remove an imported framework; the one that came with jdmatch is then seen again, where there is one."""
    revealed = here.library.remove(name)
    here.store.audit.note("framework.remove", name, {"revealed": revealed}, show.who(request))
    here.desk.forget()
    place = address(name) if revealed else "/frameworks"
    return RedirectResponse(f"{place}{'&' if '?' in place else '?'}done=removed", status_code=303)


@router.get("/diff")
def diff(request: Request, here: Here, a: str = "", b: str = "") -> Response:
    """What changed from one framework to another. ``embedded:ID`` is the one that came with jdmatch, where an imported
    one stands before it."""
    entries = [entry for entry in here.library.list() if entry.damaged is None]
    old, new = (_named(here, one) if one else None for one in (a, b))
    long = old is not None and new is not None and effort(old, new) > MOST_PAIRS
    return show.page(
        request,
        "framework_diff.html",
        here="frameworks",
        entries=entries,
        a=a,
        b=b,
        old=old,
        new=new,
        long=long,
        changes=None if old is None or new is None or long else frameworks.compare(old, new),
        runs=word_runs,
        address=address,
        embedded=_EMBEDDED,
        swapped=f"/frameworks/diff?{urlencode({'a': b, 'b': a})}",
    )


# The last, since an id may hold slashes.
@router.get("/{name:path}")
def view(request: Request, here: Here, name: str, start: From = 0, done: str = "") -> Response:
    """A framework, level by level. UnknownFrameworkError, FrameworkError where its file is damaged."""
    framework = here.library.get(name)
    entries = [entry for entry in here.library.list() if entry.id == name]
    entry = next(one for one in entries if not one.shadowed)
    counts = {one.statement: one for one in here.store.covers.counts(name)}
    return show.page(
        request,
        "framework.html",
        here="frameworks",
        framework=framework,
        entry=entry,
        shadows=len(entries) > 1,
        parts=_parts(framework, start),
        refs=told.refs(framework),
        counts=counts,
        none_=StatementCounts("", 0, 0, 0),
        analysed=here.store.covers.analysed(name),
        start=start,
        step=STATEMENTS,
        exports=[(kind, frameworks.lost(framework, kind)) for kind in FILES],
        about=frameworks.FORMATS,
        done=done,
        here_address=address(name),
        embedded=_EMBEDDED,
    )


def _parts(framework: Framework, start: int) -> list[Part]:
    """The levels, lowest first, each with those of its statements that stand on the page that begins at ``start``."""
    scale = framework.scale
    levels = list(zip(scale.levels, scale.labels, strict=True)) if scale else [(None, "All statements")]
    out, at = [], 0
    for number, (level, label) in enumerate(levels, 1):
        own = framework.at_level(level)
        here = own[max(0, start - at) : max(0, start + STATEMENTS - at)]
        page = at // STATEMENTS * STATEMENTS
        out.append(Part(f"level-{number}", label, len(own), page, tuple(told.under_headings(framework, here))))
        at += len(own)
    return out


def _named(here: Office, name: str) -> Framework:
    try:
        return here.library.get(name)
    except UnknownFrameworkError:
        if name.startswith(_EMBEDDED):
            return here.library.embedded(name.removeprefix(_EMBEDDED))
        raise
