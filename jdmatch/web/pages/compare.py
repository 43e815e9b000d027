"""Compare: two to four postings side by side, all measured by one framework at one level.

The first posting decides both where they are not chosen. The postings are taken apart and judged anew, so that every
figure was made by the same models, whenever each of them was put into the library.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from jdmatch.analyzer import Compared, take_apart
from jdmatch.analyzer import compare as compare_parts
from jdmatch.errors import InputError, NoSuchRecordError
from jdmatch.records import FOUR_STEPS, Framework, Posting
from jdmatch.report import flat, several
from jdmatch.report.pictures import level_line, score_line
from jdmatch.report.side_by_side import said
from jdmatch.report.side_by_side_told import entry_said
from jdmatch.store.records import PostingQuery, PostingRow, StoredPosting
from jdmatch.web import office, show
from jdmatch.web.desk import Desk
from jdmatch.web.exports import attachment
from jdmatch.web.office import Office

router = APIRouter(prefix="/compare")
Here = Annotated[Office, Depends(office.of)]
Numbers = Annotated[list[int] | None, Query(alias="posting")]
Names = Annotated[list[str] | None, Query(alias="framework")]

LEAST, MOST = 2, 4
_FOUND = 20  # postings that the picker lists
_ALL = 100_000  # no quote is cut


@dataclass(frozen=True)
class Asked:
    """What a request asks for: which postings, measured by what."""

    numbers: tuple[int, ...]
    frameworks: tuple[str, ...]
    level: str

    def address(self, numbers: Iterable[int], *, pick: bool = False, file: str = "") -> str:
        """The page of these postings instead, measured by the same."""
        query = [("posting", str(n)) for n in numbers] + [("framework", one) for one in self.frameworks]
        query += [("level", self.level)] if self.level else []
        query += [("pick", "1")] if pick else []
        return f"/compare{file}?{urlencode(query)}" if query else f"/compare{file}"


@dataclass(frozen=True)
class Outcome:
    """What came of it: the postings that could be compared, and what is to be told of the others."""

    stored: tuple[StoredPosting, ...]
    table: several.Several | None
    told: tuple[str, ...]


def asked(posting: Numbers = None, framework: Names = None, level: str = "") -> Asked:
    """A dependency: what the query says."""
    return Asked(tuple(dict.fromkeys(posting or ())), tuple(one for one in framework or () if one), level)


Wanted = Annotated[Asked, Depends(asked)]


@router.get("")
async def view(request: Request, here: Here, wanted: Wanted, words: str = "", pick: bool = False) -> Response:
    """The comparison; the picker where fewer than two postings are given, or where more are to be chosen."""
    stored, told = await run_in_threadpool(_stored, here, wanted.numbers)
    if pick or len(stored) < LEAST:
        return await run_in_threadpool(_picker, request, here, wanted, [one.row for one in stored], told, words)
    outcome = await _outcome(request, here, wanted, stored, told)
    if outcome.table is None:
        rows = [one.row for one in outcome.stored]
        return await run_in_threadpool(_picker, request, here, wanted, rows, outcome.told, words)
    return await run_in_threadpool(_page, request, here, wanted, outcome)


@router.get("/export.csv")
async def exported(request: Request, here: Here, wanted: Wanted) -> Response:
    """The table as a file: a row for each statement, and for each posting its status, probability and quote."""
    stored, told = await run_in_threadpool(_stored, here, wanted.numbers)
    if len(stored) < LEAST:
        raise InputError("Two postings at least are compared.", code="JDM060")
    outcome = await _outcome(request, here, wanted, stored, told)
    if outcome.table is None:
        raise InputError(" ".join(outcome.told), code="JDM060")
    data = "\ufeff" + flat.csv_lines(several.statement_cells(outcome.table))
    return attachment(data, "comparison.csv", "text/csv; charset=utf-8")


def _stored(here: Office, numbers: Sequence[int]) -> tuple[tuple[StoredPosting, ...], tuple[str, ...]]:
    found, told = [], []
    for number in numbers[:MOST]:
        try:
            found.append(here.store.postings.get(number))
        except NoSuchRecordError:
            told.append(f"Posting {number} is not in the library any more.")
    if len(numbers) > MOST:
        told.append(f"At most {MOST} postings stand side by side: the first {MOST} are shown.")
    return tuple(found), tuple(told)


async def _outcome(
    request: Request, here: Office, wanted: Asked, stored: Sequence[StoredPosting], told: Sequence[str]
) -> Outcome:
    postings = [one.posting for one in stored]
    compared, frameworks, refused = await here.ask(
        request, lambda desk: _compared(desk, postings, wanted.frameworks, wanted.level or None)
    )
    left = tuple(one for place, one in enumerate(stored) if place not in refused)
    told = [*told, *(f"{stored[place].row.title} was left out. {reason}" for place, reason in refused.items())]
    table = None if compared is None else await run_in_threadpool(several.place_several, compared, frameworks)
    return Outcome(left, table, tuple(told))


def _compared(
    desk: Desk, postings: Sequence[Posting], frameworks: tuple[str, ...], level: str | None
) -> tuple[Compared | None, Mapping[str, Framework], dict[int, str]]:
    """The comparison of those that can be analysed, and why the others can not, by place."""
    analyzer = desk.analyzer(frameworks, level)
    taken, refused = [], {}
    for place, posting in enumerate(postings):
        try:
            taken.append(take_apart(posting, analyzer.settings))
        except InputError as error:
            refused[place] = error.message
    if len(taken) < LEAST:
        return None, analyzer.frameworks, refused
    return compare_parts(analyzer, *taken), analyzer.frameworks, refused


def _picker(
    request: Request, here: Office, wanted: Asked, chosen: Sequence[PostingRow], told: Sequence[str], words: str
) -> Response:
    known = {row.id for row in chosen}
    found = here.store.postings.page(PostingQuery(words=words, failed=False, limit=_FOUND + len(known)))
    return show.page(
        request,
        "compare_pick.html",
        here="compare",
        wanted=wanted,
        chosen=chosen,
        found=[row for row in found.rows if row.id not in known][:_FOUND],
        total=found.total,
        told=told,
        words=words,
        most=MOST,
    )


def _page(request: Request, here: Office, wanted: Asked, outcome: Outcome) -> Response:
    columns = outcome.table.columns if outcome.table else ()
    numbers = [one.row.id for one in outcome.stored]
    return show.page(
        request,
        "compare.html",
        here="compare",
        wanted=wanted,
        v=outcome.table,
        rows=[one.row for one in outcome.stored],
        pictures=[
            (score_line(c.view.score) if c.view.score else None, level_line(c.view.level) if c.view.level else None)
            for c in columns
        ],
        without=[wanted.address([n for n in numbers if n != one]) for one in numbers],
        by_this=[wanted.address([one, *(n for n in numbers if n != one)]) for one in numbers],
        numbers=numbers,
        told=outcome.told,
        said=said,
        entry_said=lambda entry: entry_said(entry, _ALL),
        entries=[e for e in here.library.list() if not e.shadowed and e.damaged is None],
        scale=FOUR_STEPS.levels,
        least=LEAST,
        most=MOST,
    )
