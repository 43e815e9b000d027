"""Analyse, check and compare: a posting in, what it says out, and nothing is kept."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import PurePath
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from jdmatch.analyzer import Parts, take_apart
from jdmatch.analyzer import compare as compared_by
from jdmatch.analyzer.streams import caught
from jdmatch.check.choosing import Choice
from jdmatch.check.document import Document
from jdmatch.check.draft import Options
from jdmatch.check.engine import Checker
from jdmatch.check.formats import objects
from jdmatch.check.formats.run import Run
from jdmatch.records import Analysis, Failure, Posting, dumps
from jdmatch.report.side_by_side import place_side_by_side
from jdmatch.report.side_by_side_json import to_dict
from jdmatch.settings import Settings
from jdmatch.web import office
from jdmatch.web.api import told
from jdmatch.web.api.asked import (
    AnalyzeAsked,
    CheckAsked,
    CompareAsked,
    FrameworkId,
    Level,
    Name,
    PostingAsked,
    Threshold,
    Title,
)
from jdmatch.web.desk import Desk
from jdmatch.web.office import Office

router = APIRouter(tags=["Analyse"])
Here = Annotated[Office, Depends(office.of)]


@router.post(
    "/analyze",
    summary="Analyse a posting",
    responses=told.answers("Analysis", *told.ASKS_DESK),
    response_class=Response,
)
async def analyze(request: Request, here: Here, asked: AnalyzeAsked) -> Response:
    """Which statements of a framework the posting covers, at which level it is pitched, and what is missing: the same
    object as of `jdmatch score --format json`. Nothing is kept."""

    def work(desk: Desk) -> Analysis | Failure:
        analyzer = desk.analyzer(tuple(asked.frameworks), asked.level)
        outcome = caught(asked.id, lambda: told.posting_of(asked, desk.settings))
        return analyzer.attempt(outcome) if isinstance(outcome, Posting) else outcome

    outcome = await here.ask(request, work)
    if isinstance(outcome, Analysis):
        outcome = told.decided(outcome, asked.covered, asked.partial)
    return told.result(outcome)


@router.post(
    "/analyze/file",
    summary="Analyse a file",
    responses=told.answers("Analysis", *told.ASKS_DESK),
    response_class=Response,
)
async def analyze_file(
    request: Request,
    here: Here,
    file: Annotated[UploadFile, File(description="PDF, Word, OpenDocument, RTF, HTML, mail, text, JobPosting JSON …")],
    title: Annotated[Title | None, Form()] = None,
    id: Annotated[Name | None, Form(description="Without it the file's name.")] = None,  # noqa: A002
    frameworks: Annotated[list[FrameworkId] | None, Form(max_length=24)] = None,
    level: Annotated[Level, Form()] = None,
    covered: Annotated[Threshold, Form()] = None,
    partial: Annotated[Threshold, Form()] = None,
) -> Response:
    """The same for a file of any kind that `jdmatch score` reads, as multipart/form-data."""
    name = file_name(file)
    data = await file.read()

    def work(desk: Desk) -> Analysis | Failure:
        analyzer = desk.analyzer(tuple(frameworks or ()), level)
        return analyzer.attempt_bytes(data, id=id or name, name=name, title=title)

    outcome = await here.ask(request, work)
    if isinstance(outcome, Analysis):
        outcome = told.decided(outcome, covered, partial)
    return told.result(outcome)


@router.post(
    "/check", summary="Check a draft", responses=told.answers("Check", *told.ASKS_DESK), response_class=Response
)
async def check(request: Request, here: Here, asked: CheckAsked) -> Response:
    """What a writer may want to change, where, why and how: the same object as of `jdmatch check --format json`, with
    the draft as its one file."""
    choice = Choice(tuple(asked.select), tuple(asked.ignore), asked.min_severity)
    options = Options(asked.target_level, frozenset(asked.profiles))

    def work(desk: Desk) -> str | Failure:
        def checked() -> str:
            posting = told.posting_of(asked, desk.settings)
            document = Document.of(asked.id, posting, asked.text or asked.html)
            analyzer = desk.analyzer(tuple(asked.frameworks), asked.target_level)
            checker = Checker(desk.settings, lambda: analyzer, choice=choice, options=options)
            return objects.json(Run((checker.check(document),)))

        return caught(asked.id, checked)

    outcome = await here.ask(request, work)
    return told.result(outcome) if isinstance(outcome, Failure) else _json(outcome)


@router.post(
    "/compare",
    summary="Compare two postings",
    responses=told.answers("Comparison", *told.ASKS_DESK),
    response_class=Response,
)
async def compare(request: Request, here: Here, asked: CompareAsked) -> Response:
    """Both measured by one framework at one level: what only one covers, what both miss, whether their figures really
    differ, and, where one is an earlier version of the other, what each edit gained or lost. The same object as of
    `jdmatch compare --format json`."""

    def work(desk: Desk) -> str | Failure:
        analyzer = desk.analyzer(tuple(asked.frameworks), asked.level)
        parts = []
        for one in (asked.draft, asked.other):
            part = caught(one.id, partial(_parts, one, desk.settings))
            if isinstance(part, Failure):
                return part
            parts.append(part)
        compared = compared_by(analyzer, parts[0], parts[1])
        compared = replace(
            compared,
            analyses=tuple(told.decided(one, asked.covered, asked.partial) for one in compared.analyses),
            alone=tuple(told.decided(one, asked.covered, asked.partial) for one in compared.alone),
        )
        return dumps(to_dict(compared, place_side_by_side(compared, analyzer.frameworks)))

    outcome = await here.ask(request, work)
    return told.result(outcome) if isinstance(outcome, Failure) else _json(outcome)


def _parts(one: PostingAsked, settings: Settings) -> Parts:
    return take_apart(told.posting_of(one, settings), settings)


def file_name(file: UploadFile) -> str:
    """What an upload is called: the last part of the path that a browser may send, without what is not seen."""
    last = PurePath((file.filename or "").replace("\\", "/")).name
    return "".join(c if c.isprintable() else " " for c in last).strip()[:200] or "posting"


def _json(text: str) -> Any:
    return Response(text, media_type="application/json")
