"""The library of postings: find, read, keep, change, remove, export; and what readers say about their analyses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from jdmatch.analyzer.streams import caught
from jdmatch.errors import SettingsError
from jdmatch.records import Analysis, Failure, Posting
from jdmatch.store.records import Page, PostingRow, Remark
from jdmatch.web import office, show
from jdmatch.web.api import told
from jdmatch.web.api.asked import BIGGEST, ChangeAsked, DecidedAsked, KeepAsked, PostingsAsked, RemarkAsked
from jdmatch.web.desk import Desk
from jdmatch.web.exports import EXPORTS, export
from jdmatch.web.office import Office

router = APIRouter(prefix="/postings", tags=["Postings"])
Here = Annotated[Office, Depends(office.of)]
Number = Annotated[int, Path(ge=1, le=BIGGEST, alias="id", description="The posting's number.", examples=[1])]
Kind = Annotated[
    str, Path(max_length=8, description="One of " + ", ".join(EXPORTS), json_schema_extra={"enum": list(EXPORTS)})
]
_FILES = {media: "Analysis" if kind == "json" else None for kind, (_, media, _) in EXPORTS.items()}
_ROW: TypeAdapter[PostingRow] = TypeAdapter(PostingRow)


@router.get("", summary="Find postings", response_model=Page, responses=told.answers())
def find(here: Here, asked: Annotated[PostingsAsked, Query()]) -> Page:
    """A page of the library. `next` and `previous` are what to give as `cursor`, with the same question."""
    return here.store.postings.page(asked.query())


@router.post(
    "",
    summary="Analyse and keep a posting",
    status_code=201,
    response_model=PostingRow,
    responses=told.answers(None, *told.ASKS_DESK, *told.CHANGES),
)
async def keep(request: Request, here: Here, asked: KeepAsked) -> Response:
    """Analyse it as POST /analyze does, and keep it with its analysis. Where the analysis can not be made nothing is
    kept."""

    def work(desk: Desk) -> tuple[Posting, Analysis] | Failure:
        analyzer = desk.analyzer(tuple(asked.frameworks), asked.level)
        posting = caught(asked.id, lambda: told.posting_of(asked, desk.settings))
        if isinstance(posting, Failure):
            return posting
        outcome = analyzer.attempt(posting)
        return outcome if isinstance(outcome, Failure) else (posting, outcome)

    def kept(posting: Posting, analysis: Analysis) -> PostingRow:
        who = show.who(request)
        number = here.store.postings.add(posting, analysis, who=who, source="api", tags=asked.tags)
        return here.store.postings.row(number)

    outcome = await here.ask(request, work)
    if isinstance(outcome, Failure):
        return told.result(outcome)
    row = await run_in_threadpool(kept, *outcome)
    return Response(_ROW.dump_json(row), 201, {"Location": f"/api/v1/postings/{row.id}"}, "application/json")


@router.get(
    "/{id}",
    summary="A posting's analysis",
    response_class=Response,
    responses=told.answers("Analysis", 404, 409),
)
def analysis_of(here: Here, number: Number, asked: Annotated[DecidedAsked, Query()]) -> Response:
    """The current analysis, decided at other thresholds where they are given. For a posting that could not be analysed
    the answer is the error object that says why, with the status of POST /analyze."""
    stored = here.store.postings.get(number)
    if stored.analysis is None:
        return told.result(_failure(stored.failure))
    return told.result(told.decided(stored.analysis, asked.covered, asked.partial))


@router.get("/{id}/row", summary="A posting in the list", response_model=PostingRow, responses=told.answers(None, 404))
def row_of(here: Here, number: Number) -> PostingRow:
    """Its title, tags, times and the summary of its analysis, as GET /postings has them."""
    return here.store.postings.row(number)


@router.get(
    "/{id}/export.{kind}",
    summary="An analysis as a file",
    response_class=Response,
    responses=told.files(_FILES, 404, 409, 503),
)
def exported(here: Here, number: Number, kind: Kind, asked: Annotated[DecidedAsked, Query()]) -> Response:
    """The analysis as HTML, PDF, XLSX, CSV, Markdown or JSON, as `jdmatch score` writes it."""
    if kind not in EXPORTS:
        raise HTTPException(404, f"There is no export '{kind}': {', '.join(EXPORTS)}.")
    stored = here.store.postings.get(number)
    if stored.analysis is None:
        return told.result(_failure(stored.failure))
    analysis = told.decided(stored.analysis, asked.covered, asked.partial)
    named = {one.framework for one in analysis.occupation.candidates}
    named |= {one.framework for one in analysis.coverage.statements} if analysis.coverage else set()
    return export(kind, analysis, here.frameworks(*named), stored.row.title)


@router.patch(
    "/{id}",
    summary="Change title or tags",
    response_model=PostingRow,
    responses=told.answers(None, *told.CHANGES),
)
def change(request: Request, here: Here, number: Number, asked: ChangeAsked) -> PostingRow:
    """`tags` are all that it is to have. The posting's text and its analyses never change."""
    row, who, store = here.store.postings.row(number), show.who(request), here.store.postings
    if "title" in asked.model_fields_set:
        store.rename(number, asked.title, who)
    if "tags" in asked.model_fields_set:
        for tag in asked.tags:
            store.tag([number], tag, who)
        now = set(store.row(number).tags)
        for tag in set(row.tags) & now - _as_kept(asked.tags):
            store.untag([number], tag, who)
    return store.row(number)


@router.delete("/{id}", summary="Remove a posting", status_code=204, responses=told.answers(None, 403, 404))
def remove(request: Request, here: Here, number: Number) -> Response:
    """With its analyses and remarks. The audit log keeps that it was there."""
    here.store.postings.row(number)
    here.store.postings.remove([number], who=show.who(request))
    return Response(status_code=204)


@router.get(
    "/{id}/remarks", summary="What readers said", response_model=list[Remark], responses=told.answers(None, 404)
)
def remarks(here: Here, number: Number, every: bool = False) -> tuple[Remark, ...]:
    """What counts now about each statement; with `every` all that was ever said, newest first."""
    here.store.postings.row(number)
    return here.store.remarks.all(number) if every else here.store.remarks.latest(number)


@router.post(
    "/{id}/remarks",
    summary="Say something about a statement",
    status_code=201,
    response_model=Remark,
    responses=told.answers(None, *told.CHANGES),
)
def remark(request: Request, here: Here, number: Number, asked: RemarkAsked) -> Remark:
    """Confirm or reject a match, with a note. It stands beside the analysis and changes no figure."""
    stored = here.store.postings.get(number)
    if stored.analysis is None:
        raise HTTPException(409, "The posting has no analysis that could be spoken about.")
    start, end = _place(stored.analysis, asked)
    return here.store.remarks.add(
        number,
        stored.analysis_sha,
        framework=asked.framework,
        statement=asked.statement,
        start=start,
        end=end,
        verdict=asked.verdict,
        note=asked.note.strip(),
        who=show.who(request),
    )


def _place(analysis: Analysis, asked: RemarkAsked) -> tuple[int, int]:
    """Where in the text a remark is about. SettingsError for a statement that the analysis has not, or no place."""
    statements = analysis.coverage.statements if analysis.coverage else ()
    key = (asked.framework, asked.statement)
    found = next((one for one in statements if (one.framework, one.statement) == key), None)
    if found is None:
        raise SettingsError("The analysis has no such statement of that framework.")
    if asked.start is None and asked.end is None:
        return next(((c.start, c.end) for c in analysis.chunks if c.id == found.best_chunk), (0, 0))
    start, end = asked.start or 0, asked.end if asked.end is not None else asked.start or 0
    if not start <= end <= len(analysis.posting.text):
        raise SettingsError(f"start and end are offsets into the posting's {len(analysis.posting.text)} characters.")
    return start, end


def _as_kept(tags: Sequence[str]) -> set[str]:
    """Tags as the store writes them: single blanks."""
    return {" ".join(tag.split()) for tag in tags}


def _failure(failure: Failure | None) -> Failure:
    return failure or Failure("posting", "JDM085", "Its analysis can not be read. Score it again.")
