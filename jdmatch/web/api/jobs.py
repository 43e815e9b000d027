"""Jobs: many postings, analysed one after the other and kept; how far they are, told as it happens; and what came of
them, one line for each."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Path, Query, UploadFile
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from jdmatch.errors import LimitError, NoSuchRecordError
from jdmatch.records import Failure, dumps, failure_to_dict
from jdmatch.store import Store
from jdmatch.store.records import Job, JobItem, NewItem
from jdmatch.web import office, show
from jdmatch.web.api import told
from jdmatch.web.api.analyze import file_name
from jdmatch.web.api.asked import BIGGEST, FrameworkId, ItemsAsked, JobAsked, Level, PostingAsked
from jdmatch.web.office import Office

router = APIRouter(prefix="/jobs", tags=["Jobs"])
Here = Annotated[Office, Depends(office.of)]
Number = Annotated[int, Path(ge=1, le=BIGGEST, alias="id", description="The job's number.", examples=[1])]

LOOK_SECONDS = 0.4  # between two looks at how far a job is
HEARTBEAT_SECONDS = 15.0  # so that nobody between takes a silent connection for a dead one
_LONGEST = 3_600.0  # after which a listener has to come again
_EVENT = {
    "type": "object",
    "properties": {
        "event": {"enum": ["progress", "done"]},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
    "required": ["event", "data"],
}
_LINES = {"type": "string", "description": "One analysis or error object a line."}


@router.post(
    "",
    summary="Submit postings",
    status_code=201,
    response_model=Job,
    responses=told.answers(None, *told.CHANGES),
)
def submit(request: Request, here: Here, asked: JobAsked) -> Response:
    """Analyse and keep up to 500 postings, one after the other, behind what persons wait for. A text that is in the
    library already is not analysed anew, unless `again` is true."""
    items = [NewItem(one.id, data=_data(one)) for one in asked.postings]
    return _made(request, here, items, asked.frameworks, asked.level, asked.again)


@router.post(
    "/files",
    summary="Submit files",
    status_code=201,
    response_model=Job,
    responses=told.answers(None, *told.CHANGES),
)
async def submit_files(
    request: Request,
    here: Here,
    files: Annotated[list[UploadFile], File(description="Of any kind that is read, several postings in one too.")],
    frameworks: Annotated[list[FrameworkId] | None, Form(max_length=24)] = None,
    level: Annotated[Level, Form()] = None,
    again: Annotated[bool, Form()] = False,
) -> Response:
    """The same for files, as multipart/form-data."""
    most = here.serving.uploads
    if len(files) > most:
        raise LimitError(f"These are {len(files)} files, and at most {most} are taken at once. Send them in parts.")
    items = [NewItem(file_name(one), data=await one.read()) for one in files]
    return await run_in_threadpool(_made, request, here, items, frameworks or [], level, again)


@router.get("/{id}", summary="How far a job is", response_model=Job, responses=told.answers(None, 404))
def show_job(here: Here, number: Number) -> Job:
    """The job with the numbers of its items by state; `state` is `done` when nothing is left to do."""
    return here.store.jobs.get(number)


@router.get("/{id}/items", summary="A job's items", response_model=list[JobItem], responses=told.answers(None, 404))
def items_of(here: Here, number: Number, asked: Annotated[ItemsAsked, Query()]) -> tuple[JobItem, ...]:
    """The items in the order in which they were given, each with its posting's number (`result`) or why it failed."""
    here.store.jobs.get(number)
    return here.store.jobs.items(number, state=asked.state, after=asked.after, limit=asked.limit)


@router.get(
    "/{id}/events",
    summary="Progress as it happens",
    response_class=StreamingResponse,
    responses=told.answers(_EVENT, 404, media="text/event-stream"),
)
async def events(request: Request, here: Here, number: Number) -> Response:
    """Server-sent events: `progress` with the numbers of items by state whenever they change, then `done` with the job,
    and the end."""
    await run_in_threadpool(here.store.jobs.get, number)
    return StreamingResponse(_told(request, here.store, number), media_type="text/event-stream")


@router.get(
    "/{id}/result",
    summary="What came of a job",
    response_class=StreamingResponse,
    responses=told.answers(_LINES, 404, 409, media="application/jsonl"),
)
def result(here: Here, number: Number) -> Response:
    """When the job has ended: one analysis or error object a line, in the order in which the postings were given."""
    job = here.store.jobs.get(number)
    progress = job.progress
    if not progress.finished:
        left = progress.waiting + progress.running
        raise HTTPException(409, f"{left} of {progress.total} are not done yet.", {"Retry-After": "2"})
    return StreamingResponse(_lines(here.store, number), media_type="application/jsonl")


@router.delete("/{id}", summary="Cancel a job", response_model=Job, responses=told.answers(None, 403, 404))
def cancel(request: Request, here: Here, number: Number) -> Job:
    """Items that wait are given up; what was analysed stays in the library."""
    here.store.jobs.cancel(number, who=show.who(request))
    return here.store.jobs.get(number)


def _made(
    request: Request, here: Office, items: list[NewItem], frameworks: list[str], level: str | None, again: bool
) -> Response:
    for one in frameworks:
        here.library.get(one)  # a job that would fail to the last item is not begun
    options = {"frameworks": frameworks, "level": level, "again": again}
    number = here.store.jobs.create("bulk-upload", items, who=show.who(request), options=options)
    request.app.state.runner.call()
    where = f"/api/v1/jobs/{number}"
    return JSONResponse(asdict(here.store.jobs.get(number)), 201, {"Location": where})


def _data(asked: PostingAsked) -> bytes:
    """A posting as a file's bytes; one whose title was given is told as a JobPosting, which has a place for it."""
    if asked.title is None:
        return (asked.text or asked.html).encode("utf-8")
    said = {"@context": "https://schema.org", "@type": "JobPosting", "title": asked.title}
    return json.dumps(said | {"description": asked.text or asked.html}).encode("utf-8")


async def _told(request: Request, store: Store, number: int) -> AsyncIterator[str]:
    """The events until the job has ended, or nobody listens any more."""
    last: dict[str, Any] | None = None
    begun = spoken = time.monotonic()
    while time.monotonic() - begun < _LONGEST and not await request.is_disconnected():
        progress = await run_in_threadpool(store.jobs.progress, number)
        now = asdict(progress) | {"total": progress.total}
        if now != last:
            last, spoken = now, time.monotonic()
            yield _event("progress", now)
        if progress.finished:
            yield _event("done", asdict(await run_in_threadpool(store.jobs.get, number)))
            return
        if time.monotonic() - spoken >= HEARTBEAT_SECONDS:
            spoken = time.monotonic()
            yield ": still at it\n\n"
        await asyncio.sleep(LOOK_SECONDS)


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {dumps(data)}\n\n"


def _lines(store: Store, number: int) -> Iterator[str]:
    after = 0
    while found := store.jobs.items(number, after=after, limit=100):
        for item in found:
            for one in _results(store, item):
                yield (one if isinstance(one, str) else dumps(failure_to_dict(one))) + "\n"
        after = found[-1].number


def _results(store: Store, item: JobItem) -> Iterator[str | Failure]:
    """What came of one item: most often one analysis, of a file of several postings each of theirs."""
    outcome = item.outcome
    numbers = [*outcome.get("postings", ()), *outcome.get("known", ())] or ([item.result] if item.result else [])
    for posting in numbers:
        try:
            stored = store.postings.get(posting)
        except NoSuchRecordError as error:
            yield Failure(item.name, error.code, error.message)
            continue
        if stored.analysis is not None:
            yield stored.analysis.to_json()
        elif stored.failure is not None:
            yield stored.failure
    for failure in outcome.get("failures", ()):
        yield Failure(failure["id"], failure["code"], failure["message"])
    if item.state == "cancelled":
        yield Failure(item.name, "JDM071", "The job was cancelled before this posting was looked at.")
    elif item.state == "failed" and not numbers and not outcome.get("failures"):
        yield Failure(item.name, item.error_code or "JDM099", item.error_message or "It failed.")
