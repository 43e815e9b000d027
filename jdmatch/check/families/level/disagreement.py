"""JDM201: title, stated level, years and duties point to levels at least two steps apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jdmatch.check.draft import Draft
from jdmatch.check.families.level import tables
from jdmatch.check.families.level.reading import duties_of, title_at, title_step, years_of
from jdmatch.check.findings import Finding, Related
from jdmatch.check.making import found
from jdmatch.leveling.evidence import Sign


def find(draft: Draft, said: Sequence[Sign]) -> Iterator[Finding]:
    """One finding, with everything that disagrees beside it."""
    low, high = _low(draft, said), _high(draft)
    years = years_of(draft, said)
    duties = duties_of(draft, said)
    told: list[Related] = []
    if low is not None:
        if years is not None and years[0] >= tables.YEARS_TOO_MANY_TO_BEGIN:
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


def _listed(told: list[Related], years: bool) -> str:
    if len(told) > 1:
        return "the years of experience and the duties point"
    return "the years of experience point" if told[0].message.startswith("“") and years else "the duties point"


def _low(draft: Draft, said: Sequence[Sign]) -> tuple[str, int, int] | None:
    """What says that the job is for beginners: the title, or a statement about the whole job."""
    if title_step(draft) == 0:
        return f"The title “{draft.posting.title}”", *title_at(draft)
    for sign in said:
        if sign.part == "stated" and sign.position <= tables.TITLE_BEGINNER and "entry" in sign.quote.lower():
            return f"“{sign.quote}”", sign.start, sign.end
    return None


def _high(draft: Draft) -> tuple[str, int, int] | None:
    if title_step(draft) == len(tables.STEPS) - 1:
        return f"The title “{draft.posting.title}”", *title_at(draft)
    return None
