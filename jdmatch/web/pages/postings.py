"""Postings: the library. A list that can be searched, narrowed and sorted, and what can be done with some or all of it.

The whole state of the list stands in its address. htmx renews the table and what it can be narrowed to; the same pages
work as plain links and forms. What is done applies to the ticked postings or to all that match.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, File, Form, UploadFile
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from jdmatch import sources
from jdmatch.errors import NoSuchRecordError
from jdmatch.records import FOUR_STEPS
from jdmatch.store.records import MAX_LIMIT, Count, NewItem, PostingQuery, StoredPosting
from jdmatch.web import asking, office, show
from jdmatch.web.many import KINDS, KindName, export
from jdmatch.web.office import Office

router = APIRouter(prefix=asking.PATH)
Here = Annotated[Office, Depends(office.of)]

# (what it is sorted by, its head, whether it is a number)
COLUMNS = (
    ("title", "Posting", False),
    ("occupation", "Occupation", False),
    ("level", "Level", False),
    ("score", "Coverage", True),
    ("added", "Added", False),
)
_FACETS: Sequence[tuple[asking.Facet, str, str]] = (
    ("occupation", "Occupation", "none fits"),
    ("level", "Level", "none found"),
    ("framework", "Framework", "none"),
    ("tag", "Tag", ""),
)
_SHOWN = 8  # of a facet, before the rest is folded away
COMPARED = (2, 4)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a list can be narrowed to, with how many postings have it and where it leads; ``sends`` is the same
    as a field of the form."""

    label: str
    n: int
    address: str
    sends: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The values of one kind: the most frequent, and the rest. ``chosen`` is the value that is asked for."""

    name: str
    title: str
    first: tuple[Choice, ...]
    rest: tuple[Choice, ...]
    chosen: str


@router.get("")
def library(request: Request, here: Here) -> Response:
    """The list; for htmx its table with what it can be narrowed to, and its address for the browser."""
    query = asking.asked(request.query_params)
    page = here.store.postings.page(query)
    titles = {entry.id: entry.title for entry in here.library.list() if not entry.shadowed}
    part = request.headers.get("hx-target") == "found" and "hx-history-restore-request" not in request.headers
    answer = show.page(
        request,
        "postings_part.html" if part else "postings.html",
        here="postings",
        query=query,
        found=page,
        part=part,
        narrowings=_narrowings(here, query, titles),
        titles=titles,
        narrowed=asking.narrowed(query),
        address=asking.address,
        asked=asking.address(query, cursor=None).partition("?")[2],
        columns=COLUMNS,
        usually_down=asking.usually_down,
        tags=here.store.postings.tags(),
        kinds=KINDS,
        **_choosing(here),
    )
    if part:
        new = asking.address(query)
        known = request.headers.get("hx-current-url", "").endswith(f"{request.url.netloc}{new}")
        answer.headers["HX-Push-Url"] = "false" if known else new
    return answer


# --- upload ---------------------------------------------------------------------------------------------------------


@router.get("/upload")
def form(request: Request, here: Here) -> Response:
    """Where many files are given at once."""
    return _form(request, here)


@router.post("/upload")
async def upload(
    request: Request,
    here: Here,
    files: Annotated[list[UploadFile] | None, File()] = None,
    framework: Annotated[list[str] | None, Form()] = None,
    level: Annotated[str, Form()] = "",
    again: Annotated[bool, Form()] = False,
) -> Response:
    """Make a job of the files, and lead to it."""
    most = here.serving.uploads
    given = [one for one in files or () if one.filename]
    if not given:
        return _form(request, here, fault="Choose at least one file, or drop some onto the field.")
    if len(given) > most:
        return _form(request, here, fault=f"{len(given)} files were sent; at most {most} are taken at once.")
    # A browser may send a whole path; only its last part is a name, and a name is all that it is used for.
    items = [NewItem(PurePath((f.filename or "").replace("\\", "/")).name or "posting", await f.read()) for f in given]
    options = {"frameworks": _named(framework), "level": level or None, "again": again}
    job = await run_in_threadpool(here.store.jobs.create, "bulk-upload", items, show.who(request), options)
    request.app.state.runner.call()
    return RedirectResponse(f"/jobs/{job}", status_code=303)


# --- what is done with several --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Some:
    """The postings that something is done with: those that were ticked, or all of a list."""

    ticked: tuple[int, ...]
    query: PostingQuery | None

    def numbers(self, here: Office) -> list[int]:
        """Their numbers."""
        return list(self.ticked) if self.query is None else list(here.store.postings.ids(self.query))

    def each(self, here: Office) -> Iterator[StoredPosting]:
        """They themselves, one after the other."""
        if self.query is not None:
            yield from here.store.postings.each(self.query)
            return
        for number in self.ticked:
            try:
                yield here.store.postings.get(number)
            except NoSuchRecordError:  # removed meanwhile
                continue

    def named(self, here: Office) -> list[NewItem]:
        """They as the items of a job."""
        if self.query is None:
            return [NewItem(one.row.title, posting_id=one.row.id) for one in self.each(here)]
        items: list[NewItem] = []
        query: PostingQuery | None = replace(self.query, limit=MAX_LIMIT, cursor=None)
        while query is not None:
            page = here.store.postings.page(query)
            items += [NewItem(row.title, posting_id=row.id) for row in page.rows]
            query = replace(query, cursor=page.next) if page.next else None
        return items


def _some(
    posting: Annotated[list[int] | None, Form()] = None,
    scope: Annotated[Literal["ticked", "all"], Form()] = "ticked",
    asked: Annotated[str, Form(max_length=4000)] = "",
) -> Some:
    if scope == "all":
        return Some((), asking.asked_in(asked))
    if not posting:
        raise HTTPException(422, "Tick at least one posting of the list, or choose all that match. Nothing was done.")
    return Some(tuple(dict.fromkeys(posting)), None)


Chosen = Annotated[Some, Depends(_some)]
Back = Annotated[str, Form(max_length=4000)]


@router.post("/tag")
def tag(request: Request, here: Here, some: Chosen, tag: Annotated[str, Form()] = "", asked: Back = "") -> Response:
    """Put a tag on postings."""
    if not tag.strip():
        raise HTTPException(422, "Write the tag that the postings shall have. Nothing was done.")
    here.store.postings.tag(some.numbers(here), tag, show.who(request))
    return _back(asked)


@router.post("/untag")
def untag(request: Request, here: Here, some: Chosen, tag: Annotated[str, Form()] = "", asked: Back = "") -> Response:
    """Take a tag off postings."""
    if not tag.strip():
        raise HTTPException(422, "Write the tag that shall be taken off. Nothing was done.")
    here.store.postings.untag(some.numbers(here), tag, show.who(request))
    return _back(asked)


@router.post("/remove")
def remove(request: Request, here: Here, some: Chosen, asked: Back = "") -> Response:
    """Remove postings with their analyses and remarks."""
    here.store.postings.remove(some.numbers(here), show.who(request))
    return _back(asked)


@router.post("/rescore")
def rescore(
    request: Request,
    here: Here,
    some: Chosen,
    framework: Annotated[list[str] | None, Form()] = None,
    level: Annotated[str, Form()] = "",
) -> Response:
    """Make a job that scores postings again, and lead to it."""
    options = {"frameworks": _named(framework), "level": level or None}
    job = here.store.jobs.create("rescore", some.named(here), show.who(request), options)
    request.app.state.runner.call()
    return RedirectResponse(f"/jobs/{job}", status_code=303)


@router.post("/compare")
def compare(here: Here, some: Chosen) -> Response:
    """Lead to the comparison of a few postings."""
    numbers = some.numbers(here)
    least, most = COMPARED
    if not least <= len(numbers) <= most:
        raise HTTPException(422, f"Between {least} and {most} postings can be compared; {len(numbers)} were chosen.")
    return RedirectResponse("/compare?" + "&".join(f"posting={n}" for n in numbers), status_code=303)


@router.post("/export")
def exported(here: Here, some: Chosen, kind: Annotated[KindName, Form()]) -> Response:
    """Postings as one file."""
    return export(kind, some.each(here))


def _back(asked: str) -> Response:
    query = asking.asked_in(asked)
    return RedirectResponse(asking.address(query), status_code=303)


def _named(frameworks: Sequence[str] | None) -> list[str]:
    return [one for one in frameworks or () if one]


def _choosing(here: Office) -> dict[str, Any]:
    entries = [e for e in here.library.list() if not e.shadowed and e.damaged is None]
    return {"entries": entries, "levels": FOUR_STEPS.levels}


def _form(request: Request, here: Office, *, fault: str = "") -> Response:
    return show.page(
        request,
        "upload.html",
        status=422 if fault else 200,
        here="postings",
        fault=fault,
        most=here.serving.uploads,
        megabytes=here.serving.body_bytes // 1_000_000,
        accept=",".join(sorted(sources.readable_suffixes)),
        **_choosing(here),
    )


def _narrowings(here: Office, query: PostingQuery, titles: Mapping[str, str]) -> list[Narrowing]:
    facets = here.store.postings.facets(query)
    counts = {
        "occupation": facets.occupations,
        "level": facets.levels,
        "framework": facets.frameworks,
        "tag": facets.tags,
    }
    made = []
    for name, title, none in _FACETS:
        asked = getattr(query, name)

        def choice(one: Count, name: str = name, none: str = none, asked: str | None = asked) -> Choice:
            label = titles.get(one.value, one.label) if name == "framework" else one.label
            label = label.capitalize() if name == "level" else label
            chosen = asked == one.value
            leads = asking.address(query, **{name: None if chosen else one.value})
            return Choice(label or none, one.n, leads, "" if chosen else one.value or asking.NONE, chosen)

        choices = [choice(one) for one in counts[name]]
        if not choices and asked:
            choices = [choice(Count(asked, asked, 0))]
        # What is chosen stands in sight.
        choices.sort(key=lambda one: not one.chosen)
        told = asking.NONE if asked == "" else asked or ""
        made.append(Narrowing(name, title, tuple(choices[:_SHOWN]), tuple(choices[_SHOWN:]), told))
    return made
