"""JDM201: title, stated level, years and duties point to levels at least two steps apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jdmatch.check.draft import Draft
from jdmatch.check.families.level import tables
from jdmatch.check.families.level.reading import duties_of, title_at, title_step, years_of
from jdmatch.check.findings import Finding, Related
from jdmatch.check.making import found
from jdmatch.leveling.evidence import Sign
from jdmatch.leveling.titles import read_title


def find(draft: Draft, said: Sequence[Sign]) -> Iterator[Finding]:
    """One finding, with everything that disagrees beside it."""
    low, high = _low(draft), _high(draft)
    years = years_of(draft, said)
    duties = duties_of(draft, said)
    told: list[Related] = []
    if low is not None:
        if years is not None and years[0] >= _too_many(draft):
            sign = years[1]
            told.append(Related(f"“{sign.quote}” is what an experienced holder has.", sign.start, sign.end))
        if duties is not None and duties.position >= tables.LEADERS and len(duties.sure) >= tables.FEWEST_SURE:
            chunk = duties.sure[0]
            told.append(
                Related(
                    f"{len(duties.sure)} of {duties.count} duties are those of a leading job.", chunk.start, chunk.end
                )
            )
        if told:
            what, start, end = low
            yield found(
                "JDM201", start, end, f"{what} says entry level, but {_listed(told, years is not None)} higher.",
                related=tuple(told), key="low",
            )  # fmt: skip
    elif high is not None:
        what, start, end = high
        if duties is not None and duties.position <= tables.BEGINNERS:
            chunk = draft.duties[0]
            told.append(Related("The duties together are those of a beginner.", chunk.start, chunk.end))
        if years is not None and years[0] <= tables.YEARS_TOO_FEW_TO_LEAD and told:
            sign = years[1]
            told.append(Related(f"“{sign.quote}” is what a beginner has.", sign.start, sign.end))
        if told:
            yield found(
                "JDM201", start, end, f"{what} says a leading job, but its duties are those of a beginner.",
                related=tuple(told), key="high",
            )  # fmt: skip
    yield from _senior_for_beginners(draft)


def _senior_for_beginners(draft: Draft) -> Iterator[Finding]:
    """A title of somebody experienced over a posting that says it is for beginners."""
    reading = read_title(draft.posting.title or "")
    said = _for_beginners(draft)
    if said is None or reading.position < tables.TITLE_SENIOR or {c.role for c in reading.cues} & {"early"}:
        return
    quote = draft.text[said[0] : said[1]]
    start, end = title_at(draft)
    yield found(
        "JDM201",
        start,
        end,
        f"The title “{draft.posting.title}” is that of somebody experienced, but the posting says “{quote}”.",
        related=(Related(f"“{quote}” stands here.", *said),),
        key="senior",
    )


def _for_beginners(draft: Draft) -> tuple[int, int] | None:
    """Where the posting says of itself that it is for beginners."""
    title = draft.posting.title_span
    for found_at in tables.FOR_BEGINNERS.finditer(draft.text):
        line = draft.text.rfind("\n", 0, found_at.start()) + 1
        before = draft.text[max(line, found_at.start() - 40) : found_at.start()]
        in_title = title is not None and title.start <= found_at.start() < title.end
        if not in_title and not tables.NOT_THIS_JOB.search(before):
            return found_at.span()
    return None


def _too_many(draft: Draft) -> float:
    """Years that a job for beginners does not ask for; a junior has begun already."""
    if title_step(draft) == 0 and tables.JUNIOR.search(draft.posting.title or ""):
        return tables.YEARS_TOO_MANY_FOR_A_JUNIOR
    return tables.YEARS_TOO_MANY_TO_BEGIN


def _listed(told: list[Related], years: bool) -> str:
    if len(told) > 1:
        return "the years of experience and the duties point"
    return "the years of experience point" if told[0].message.startswith("“") and years else "the duties point"


def _low(draft: Draft) -> tuple[str, int, int] | None:
    """What says that the job is for beginners: the title, or a statement about the whole job."""
    if title_step(draft) == 0:
        return f"The title “{draft.posting.title}”", *title_at(draft)
    said_at = _for_beginners(draft)
    if said_at is not None:
        return f"“{draft.text[said_at[0] : said_at[1]]}”", *said_at
    return None


def _high(draft: Draft) -> tuple[str, int, int] | None:
    if title_step(draft) == len(tables.STEPS) - 1:
        return f"The title “{draft.posting.title}”", *title_at(draft)
    return None
