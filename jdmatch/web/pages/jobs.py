"""Jobs: how far an upload or a new scoring of many postings is, what came of each item, and what changed in sum.

While a job goes on its page asks for its middle part every second; when it has ended, it asks no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from jdmatch.report.flat import Column, csv_text, plain
from jdmatch.store.records import ItemState, Job, JobItem
from jdmatch.web import office, show
from jdmatch.web.exports import attachment
from jdmatch.web.office import Office

router = APIRouter(prefix="/jobs")
Here = Annotated[Office, Depends(office.of)]

NAMES = {"bulk-upload": "Upload", "rescore": "Scoring again"}
SHOWN = 200  # items on a page
STATES: tuple[ItemState, ...] = ("waiting", "running", "done", "failed", "cancelled")
_SUMMED = 2000  # items whose changes are summed while a job still goes on
_FAILURES = (
    Column("file", "text", False, "the file's name, or the posting's in it"),
    Column("code", "text", False, "what kind of failure"),
    Column("message", "text", False, "what is wrong, why, and what to do"),
)


@dataclass(frozen=True, slots=True)
class Failed:
    """What could not be analysed: a file, or one posting of a file that holds several."""

    name: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What a new scoring changed in sum. ``by`` is the mean difference of the scores that can be compared."""

    scored: int = 0
    same: int = 0
    levels: int = 0
    occupations: int = 0
    up: int = 0
    down: int = 0
    by: float | None = None
    gained: int = 0
    lost: int = 0


@router.get("")
def several(request: Request, here: Here) -> Response:
    """The newest jobs."""
    return show.page(request, "jobs.html", here="postings", jobs=here.store.jobs.list(limit=100), names=NAMES)


@router.get("/{number}")
def one(
    request: Request,
    here: Here,
    number: int,
    state: Literal["", "waiting", "running", "done", "failed", "cancelled"] = "",
    after: int = 0,
) -> Response:
    """A job; for htmx the part of it that goes on."""
    job = here.store.jobs.get(number)
    items = here.store.jobs.items(number, state=state or None, after=after, limit=SHOWN + 1)
    part = request.headers.get("hx-target") == "job" and "hx-history-restore-request" not in request.headers
    ended = job.progress.finished
    summed = job.kind == "rescore" and (ended or job.progress.total <= _SUMMED)
    shown = items[:SHOWN]
    came = here.store.postings.rows([item.result for item in shown if item.result is not None])
    answer = show.page(
        request,
        "job_part.html" if part else "job.html",
        here="postings",
        job=job,
        name=NAMES[job.kind],
        items=shown,
        came=came,
        more=items[SHOWN - 1].number if len(items) > SHOWN else None,
        first=after,
        state=state,
        states=[(name, getattr(job.progress, name)) for name in STATES if getattr(job.progress, name)],
        has_failures=bool(job.progress.failed) or any(item.outcome.get("failures") for item in items),
        changes=_changes(here, job) if summed else None,
        models=_models(here),
        titles={entry.id: entry.title for entry in here.library.list() if not entry.shadowed},
    )
    if part and ended:
        told = f"{NAMES[job.kind]}: {job.progress.done} of {job.progress.total} done, {job.progress.failed} failed."
        answer.headers["x-jdmatch-told"] = told
    return answer


@router.post("/{number}/cancel")
def cancel(request: Request, here: Here, number: int) -> Response:
    """Stop a job: what waits is not begun."""
    here.store.jobs.cancel(number, show.who(request))
    return RedirectResponse(f"/jobs/{number}", status_code=303)


@router.get("/{number}/failures.csv")
def failures(here: Here, number: int) -> Response:
    """What could not be analysed, as a table."""
    here.store.jobs.get(number)
    rows = [(plain(one.name), one.code, plain(one.message)) for item in _items(here, number) for one in _failed(item)]
    return attachment("\ufeff" + csv_text(_FAILURES, rows), f"job {number} failures.csv", "text/csv; charset=utf-8")


def _models(here: Office) -> str:
    """Why nothing goes on yet, where the models are the reason."""
    if here.desk.failed is not None:
        return "The models could not be loaded, and nothing can be scored: jdmatch doctor says why."
    return "" if here.desk.is_ready else "The models are being loaded; it goes on in a moment."


def _items(here: Office, number: int) -> Iterator[JobItem]:
    after = 0
    while some := here.store.jobs.items(number, after=after):
        yield from some
        after = some[-1].number


def _failed(item: JobItem) -> Iterator[Failed]:
    if item.state == "failed":
        yield Failed(item.name, item.error_code or "", item.error_message or "")
    for one in item.outcome.get("failures", ()):
        yield Failed(one["id"], one["code"], one["message"])


def _changes(here: Office, job: Job) -> Changes:
    outcomes = [item.outcome for item in _items(here, job.id) if item.state == "done" and item.outcome]
    scores = [o["score"] for o in outcomes if o.get("score") is not None]
    # What is shown is rounded to whole percent, and a change that nobody sees is none.
    moved = [by for by in scores if abs(by) >= 0.005]
    return Changes(
        scored=len(outcomes),
        same=sum(not o["kept"] for o in outcomes),
        levels=sum(_other(o, "level") for o in outcomes),
        occupations=sum(_other(o, "occupation") for o in outcomes),
        up=sum(by > 0 for by in moved),
        down=sum(by < 0 for by in moved),
        by=sum(scores) / len(scores) if scores else None,
        gained=sum(len(o["gained"]) for o in outcomes),
        lost=sum(len(o["lost"]) for o in outcomes),
    )


def _other(outcome: Mapping[str, Any], what: str) -> bool:
    return bool(outcome["before"][what] != outcome["after"][what])
