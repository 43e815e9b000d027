"""Drafts: an editor that says while one writes what the text covers and what is wrong with it, and the versions kept.

Every save is a version. Who saves names the version that was edited; where somebody else has saved meanwhile both texts
are shown and nothing is written. Any two versions can be compared, each edit with what it gained or lost.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Query
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from jdmatch import resources
from jdmatch.analyzer import Compared, compare
from jdmatch.errors import ConflictError, InputError, NoSuchRecordError
from jdmatch.records import FOUR_STEPS, Framework
from jdmatch.report import side_by_side_told as told
from jdmatch.report.side_by_side import place_side_by_side, said
from jdmatch.report.text import headline
from jdmatch.store.records import Draft, DraftVersion
from jdmatch.web import drafting, drafting_told, office, show
from jdmatch.web.desk import Desk
from jdmatch.web.drafting import Asked, Drafting
from jdmatch.web.office import Office

router = APIRouter(prefix="/drafts")
Here = Annotated[Office, Depends(office.of)]
Writing = Annotated[Drafting, Depends(drafting.of)]
_MOST = 2_147_483_647  # of an integer column
Number = Annotated[int, Path(ge=1, le=_MOST)]
Which = Annotated[int | None, Query(ge=1, le=_MOST)]
Names = Annotated[list[str] | None, Query()]

SAMPLE = "billing-specialist-medical-group.txt"
_PAGE = 100
_LONGEST_TITLE = 200


# --- the list -------------------------------------------------------------------------------------------------------


@router.get("")
def drafts(request: Request, here: Here, before: Which = None) -> Response:
    """All drafts, the one saved last first; ``before`` is the last one of the page before."""
    last = None if before is None else _draft(here, before)
    rows = here.store.drafts.list(limit=_PAGE + 1, before=last)
    more = rows[_PAGE - 1].id if len(rows) > _PAGE else None
    return show.page(request, "drafts.html", here="drafts", rows=rows[:_PAGE], more=more, first=before is None)


# --- the editor -----------------------------------------------------------------------------------------------------


@router.get("/new")
def new(
    request: Request, here: Here, posting: Which = None, sample: str | None = None, framework: Names = None
) -> Response:
    """The editor with a text that is kept nowhere yet: none, an analysed posting's, or the sample's."""
    title, text = "", ""
    if posting is not None:
        stored = here.store.postings.get(posting)
        if stored is None:
            raise HTTPException(404, "There is no posting of this number. It may have been removed.")
        title, text = stored.row.title, stored.posting.text
    elif sample is not None:
        text = (resources.folder("corpora/samples") / SAMPLE).read_text(encoding="utf-8")
    return _editor(request, here, None, None, title=title, text=text, chosen=framework or [])


@router.post("")
async def create(
    request: Request,
    here: Here,
    writing: Writing,
    text: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "",
    framework: Annotated[list[str] | None, Form()] = None,
    level: Annotated[str, Form()] = "",
) -> Response:
    """Keep a new draft with its first version."""
    text = _lines(text)
    asked = tuple(one for one in framework or () if one)
    summary = await writing.summary(request, here, text, asked, level or None)
    named = _title(title) or await run_in_threadpool(_found_title, writing, text)
    draft = await run_in_threadpool(here.store.drafts.create, named, text, show.who(request), summary)
    version = await run_in_threadpool(here.store.drafts.version, draft.id, draft.version)
    return _kept(request, draft, version)


@router.post("/check")
async def check(request: Request, here: Here, writing: Writing, asked: Asked) -> Response:
    """What is to be said about the text in the editor: ``look`` by the rules alone, ``judge`` with the models."""
    return JSONResponse(await writing.answer(request, here, asked))


@router.get("/{number}")
def edit(request: Request, here: Here, number: Number, version: Which = None, framework: Names = None) -> Response:
    """The editor of a draft; with ``version`` it holds an older version's text, to be saved as the newest."""
    if not show.may(request, "editor"):
        return RedirectResponse(f"/drafts/{number}/versions", status_code=303)
    draft = _draft(here, number)
    newest = _version(here, number, draft.version)
    older = newest if version is None else _version(here, number, version)
    text = older.text or ""
    return _editor(request, here, draft, newest, title=draft.title, text=text, older=older, chosen=framework or [])


# --- versions -------------------------------------------------------------------------------------------------------


@router.get("/{number}/versions")
def versions(request: Request, here: Here, number: Number) -> Response:
    """Every version with its figures, any two to be compared."""
    draft = _draft(here, number)
    rows = here.store.drafts.versions(number)
    return show.page(request, "draft_versions.html", here="drafts", draft=draft, rows=rows)


@router.post("/{number}/versions")
async def save(
    request: Request,
    here: Here,
    writing: Writing,
    number: Number,
    expected: Annotated[int, Form(ge=1, le=_MOST)],
    text: Annotated[str, Form()] = "",
    title: Annotated[str | None, Form()] = None,
    framework: Annotated[list[str] | None, Form()] = None,
    level: Annotated[str, Form()] = "",
) -> Response:
    """Keep the text as a new version behind ``expected``. Where that is not the newest any more, nothing is written,
    and both texts are shown."""
    text, who = _lines(text), show.who(request)
    draft = await run_in_threadpool(_draft, here, number)
    asked = tuple(one for one in framework or () if one)
    newest = await run_in_threadpool(_version, here, number, draft.version)
    if draft.version == expected and newest.text == text and newest.summary is not None:
        version = newest
    else:
        summary = await writing.summary(request, here, text, asked, level or None)
        try:
            version = await run_in_threadpool(here.store.drafts.save, number, text, summary, expected, who)
        except ConflictError as error:
            theirs = await run_in_threadpool(_newest, here, number)
            return _conflict(request, draft, theirs, text, error.message)
    if title is not None and _title(title) and _title(title) != draft.title:
        await run_in_threadpool(here.store.drafts.rename, number, _title(title), who)
    return _kept(request, draft, version)


@router.get("/{number}/compare")
async def compared(
    request: Request,
    here: Here,
    writing: Writing,
    number: Number,
    now: Which = None,
    before: Which = None,
    framework: Names = None,
    level: str = "",
) -> Response:
    """Two versions: what each edit gained or lost; by default the newest and the one before it."""
    draft = await run_in_threadpool(_draft, here, number)
    later = now or draft.version
    a = await run_in_threadpool(_version, here, number, later)
    b = await run_in_threadpool(_version, here, number, before or max(1, later - 1))
    values: dict[str, Any] = {"draft": draft, "a": a, "b": b, "lines": (), "fault": "", "v": None}
    asked = tuple(one for one in framework or () if one)
    try:
        parts = [await run_in_threadpool(writing.take, v.text or "", f"Version {v.number}") for v in (a, b)]
    except InputError as error:
        values["fault"] = error.message
    else:

        def work(desk: Desk) -> tuple[Compared, dict[str, Framework]]:
            analyzer = desk.analyzer(asked, level or None)
            return compare(analyzer, parts[0].parts, parts[1].parts), dict(analyzer.frameworks)

        both, frameworks = await here.ask(request, work)
        values["v"] = await run_in_threadpool(place_side_by_side, both, frameworks)
    if values["v"] is None or values["v"].edits is None:
        values["lines"] = await run_in_threadpool(drafting_told.differences, b.text or "", a.text or "")
    return show.page(request, "draft_compare.html", here="drafts", told=told, said=said, headline=headline, **values)


# --- the rest -------------------------------------------------------------------------------------------------------


@router.post("/{number}/rename")
def rename(request: Request, here: Here, number: Number, title: Annotated[str, Form()]) -> Response:
    """Give a draft another title."""
    draft, wanted = _draft(here, number), _title(title)
    if not wanted:
        raise HTTPException(422, "A draft needs a title.")
    here.store.drafts.rename(number, wanted, show.who(request))
    if _is_script(request):
        return JSONResponse({"id": draft.id, "title": wanted})
    return RedirectResponse(f"/drafts/{number}", status_code=303)


@router.post("/{number}/remove")
def remove(request: Request, here: Here, number: Number) -> Response:
    """Remove a draft with all its versions."""
    _draft(here, number)
    here.store.drafts.remove(number, show.who(request))
    return RedirectResponse("/drafts", status_code=303)


def _editor(
    request: Request,
    here: Office,
    draft: Draft | None,
    newest: DraftVersion | None,
    *,
    title: str,
    text: str,
    older: DraftVersion | None = None,
    chosen: list[str],
) -> Response:
    entries = [e for e in here.library.list() if not e.shadowed and e.damaged is None]
    installed = {entry.id for entry in entries}
    return show.page(
        request,
        "draft.html",
        here="drafts",
        draft=draft,
        newest=newest,
        older=older if older and newest and older.number != newest.number else None,
        saved=_figures(newest),
        title=title,
        text=_lines(text),
        entries=entries,
        titles={entry.id: entry.title for entry in entries},
        chosen=[one for one in chosen if one in installed],
        levels=FOUR_STEPS.levels,
    )


def _kept(request: Request, draft: Draft, version: DraftVersion) -> Response:
    """The answer to a save: a page leads back to the editor, a script goes on."""
    if not _is_script(request):
        return RedirectResponse(f"/drafts/{draft.id}", status_code=303)
    return JSONResponse({"id": draft.id, "title": draft.title, **_figures(version)})


def _conflict(request: Request, draft: Draft, theirs: DraftVersion, mine: str, message: str) -> Response:
    lines = drafting_told.differences(theirs.text or "", mine)
    if _is_script(request):
        answer = {"told": message, "text": theirs.text, "who": theirs.who, "lines": lines, **_figures(theirs)}
        return JSONResponse({"conflict": answer}, status_code=409)
    return show.page(
        request,
        "draft_conflict.html",
        status=409,
        here="drafts",
        draft=draft,
        theirs=theirs,
        mine=mine,
        message=message,
        lines=lines,
    )


def _figures(version: DraftVersion | None) -> dict[str, Any]:
    """A version as the editor's script needs it: what its figures were is compared with what they are."""
    if version is None:
        return {}
    summary = version.summary
    return {
        "version": version.number,
        "at": version.at,
        "score": summary.score if summary else None,
        "framework": summary.framework if summary else None,
        "target_level": summary.target_level if summary else None,
        "level": summary.level if summary else None,
    }


def _draft(here: Office, number: int) -> Draft:
    try:
        draft: Draft = here.store.drafts.get(number)
    except NoSuchRecordError:
        raise HTTPException(404, "There is no draft of this number. It may have been removed.") from None
    return draft


def _version(here: Office, number: int, which: int) -> DraftVersion:
    try:
        version: DraftVersion = here.store.drafts.version(number, which)
    except NoSuchRecordError:
        raise HTTPException(404, f"The draft has no version {which}.") from None
    return version


def _newest(here: Office, number: int) -> DraftVersion:
    return _version(here, number, _draft(here, number).version)


def _lines(text: str) -> str:
    """A text with the line ends that a script sees in a field, whatever a form made of them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _title(title: str) -> str:
    return " ".join(title.split())[:_LONGEST_TITLE]


def _found_title(writing: Drafting, text: str) -> str:
    """The title that a text gives itself."""
    try:
        found = writing.take(text).document.posting.title
    except InputError:
        found = next((line.strip("# \t") for line in text.splitlines() if line.strip("# \t")), None)
    return _title(found or "") or "Untitled draft"


def _is_script(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")
