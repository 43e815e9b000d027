"""One posting's analysis: its text with its evidence, the statements, and what a reader says about them.

The thresholds can be moved; everything is then decided again from the figures that were kept, without encoding. Remarks
stand beside the statements and change no figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Query
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from jdmatch.errors import InputError
from jdmatch.records import FOUR_STEPS, Analysis, StatementCoverage
from jdmatch.report import page as report_page
from jdmatch.report.views import Line
from jdmatch.store.records import Remark, StoredPosting
from jdmatch.web import office, show
from jdmatch.web.exports import EXPORTS, export
from jdmatch.web.office import Office

router = APIRouter(prefix="/postings/{number}")
Here = Annotated[Office, Depends(office.of)]
Threshold = Annotated[float | None, Query(gt=0, le=1)]


@dataclass(frozen=True)
class Reading:
    """An analysis as a page shows it: decided at the reader's thresholds, with the remarks that were made."""

    stored: StoredPosting
    analysis: Analysis
    remarks: Mapping[tuple[str, str], Remark]


@router.get("")
def view(
    request: Request,
    here: Here,
    number: int,
    covered: Threshold = None,
    partial: Threshold = None,
    known: bool = False,
) -> Response:
    """The analysis; for htmx only the part that thresholds change. ``known``: the posting was given once more, and is
    told to have been there."""
    stored = _stored(here, number)
    entries = [e for e in here.library.list() if not e.shadowed and e.damaged is None]
    if stored.analysis is None:
        return show.page(
            request,
            "unanalysed.html",
            here="postings",
            row=stored.row,
            failure=stored.failure,
            entries=entries,
            levels=FOUR_STEPS.levels,
        )
    reading = Reading(stored, _decided(stored.analysis, covered, partial), _remarks(here, number))
    part = "hx-request" in request.headers and request.headers.get("hx-target") == "analysis"
    return show.page(
        request,
        "analysis_part.html" if part else "analysis.html",
        here="postings",
        row=stored.row,
        analysis=reading.analysis,
        own=stored.analysis.thresholds,
        report=_report(request, here, reading),
        exports=EXPORTS,
        entries=entries,
        levels=FOUR_STEPS.levels,
        known=known,
        history=here.store.postings.history(number),
    )


@router.post("/remarks")
def remark(
    request: Request,
    here: Here,
    number: int,
    key: Annotated[int, Form()],
    verdict: Annotated[Literal["confirmed", "rejected", "none"], Form()] = "none",
    note: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Keep what the reader says about one statement, and answer with its new state."""
    stored = _stored(here, number)
    statement = _statement(stored, key)
    # What was said at the place of an earlier analysis is said anew there, so that it can be taken back.
    earlier = _remarks(here, number).get((statement.framework, statement.statement))
    place = (earlier.start, earlier.end) if earlier else _best(stored, statement)
    here.store.remarks.add(
        number,
        stored.analysis_sha,
        framework=statement.framework,
        statement=statement.statement,
        start=place[0],
        end=place[1],
        verdict=verdict,
        note=note.strip(),
        who=show.who(request),
    )
    made = _remarks(here, number).get((statement.framework, statement.statement))
    answer = show.page(request, "remark_part.html", number=number, key=key, remark=made, status_word=None)
    answer.headers["x-jdmatch-told"] = "Kept. It changes no figure."
    return answer


@router.post("/again")
async def again(
    request: Request,
    here: Here,
    number: int,
    framework: Annotated[list[str] | None, Form()] = None,
    level: Annotated[str, Form()] = "",
) -> Response:
    """Analyse the posting once more, against other frameworks or at another level, or with newer models."""
    stored = await run_in_threadpool(_stored, here, number)
    asked = tuple(one for one in framework or () if one)
    posting = stored.posting
    outcome = await here.ask(request, lambda desk: desk.analyzer(asked, level or None).attempt(posting))
    await run_in_threadpool(here.store.postings.rescored, number, outcome, who=show.who(request))
    return RedirectResponse(f"/postings/{number}", status_code=303)


@router.post("/remove")
def remove(request: Request, here: Here, number: int) -> Response:
    """Remove the posting with its analyses and remarks."""
    _stored(here, number)
    here.store.postings.remove([number], who=show.who(request))
    return RedirectResponse("/postings", status_code=303)


@router.get("/export.{kind}")
async def exported(
    here: Here, number: int, kind: str, covered: Threshold = None, partial: Threshold = None
) -> Response:
    """The analysis as a file, decided at the reader's thresholds."""
    stored = await run_in_threadpool(_stored, here, number)
    if kind not in EXPORTS or stored.analysis is None:
        raise HTTPException(404)
    analysis = _decided(stored.analysis, covered, partial)
    return await run_in_threadpool(export, kind, analysis, here.frameworks(*_frameworks(analysis)), stored.row.title)


def _stored(here: Office, number: int) -> StoredPosting:
    return here.store.postings.get(number)


def _decided(analysis: Analysis, covered: float | None, partial: float | None) -> Analysis:
    if covered is None and partial is None:
        return analysis
    try:
        return analysis.at(covered=covered, partial=partial)
    except ValueError as error:
        raise InputError(f"These thresholds can not be used: {error}.", code="JDM060") from error


def _frameworks(analysis: Analysis) -> set[str]:
    named = {one.framework for one in analysis.occupation.candidates}
    return named | ({s.framework for s in analysis.coverage.statements} if analysis.coverage else set())


def _remarks(here: Office, number: int) -> dict[tuple[str, str], Remark]:
    """The newest remark about each statement, wherever in the text it was made."""
    newest = sorted(here.store.remarks.latest(number), key=lambda one: one.id)
    return {(one.framework, one.statement): one for one in newest}


def _statement(stored: StoredPosting, key: int) -> StatementCoverage:
    covered = stored.analysis.coverage if stored.analysis else None
    if covered is None or not 0 <= key < len(covered.statements):
        raise HTTPException(404, "The analysis has no such statement; it may have been made again. Load the page.")
    return covered.statements[key]


def _best(stored: StoredPosting, statement: StatementCoverage) -> tuple[int, int]:
    chunks = stored.analysis.chunks if stored.analysis else ()
    return next(((c.start, c.end) for c in chunks if c.id == statement.best_chunk), (0, 0))


def _report(request: Request, here: Office, reading: Reading) -> Markup:
    statements = reading.analysis.coverage.statements if reading.analysis.coverage else ()

    def beside(line: Line) -> str:
        about = statements[line.key]
        made = reading.remarks.get((about.framework, about.statement))
        number = reading.stored.row.id
        may = partial(show.may, request)
        told = show.render("remark.html", number=number, key=line.key, remark=made, may=may)
        return Markup(told)  # noqa: S704 -- escaped there

    used = here.frameworks(*_frameworks(reading.analysis))
    return report_page.part(reading.analysis, used, beside=beside)
