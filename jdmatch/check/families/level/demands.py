"""JDM203: years or schooling clearly above what the duties need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jdmatch.check.draft import Draft
from jdmatch.check.families.coverage.tables import CERTAIN_OCCUPATION
from jdmatch.check.families.level import tables
from jdmatch.check.families.level.reading import duties_of, title_step, years_of
from jdmatch.check.findings import Finding, Related
from jdmatch.check.making import found
from jdmatch.leveling.evidence import Sign
from jdmatch.leveling.titles import read_title
from jdmatch.records import EDUCATION


def find(draft: Draft, said: Sequence[Sign]) -> Iterator[Finding]:
    """At most one finding about years and one about schooling."""
    yield from _years(draft, said)
    yield from _schooling(draft, said)


def _step(draft: Draft, said: Sequence[Sign]) -> int | None:
    """The level of the duties by themselves, 0 to 3; None where they do not say, or where the title says more."""
    duties = duties_of(draft, said)
    if duties is None:
        return None
    step = min(len(tables.STEPS) - 1, int(duties.position * len(tables.STEPS)))
    if duties.position <= tables.BEGINNERS:
        step = 0
    title = read_title(draft.posting.title or "")
    if title.weight > 0 and title.position >= (step + 1) / len(tables.STEPS):
        return None
    return step


def _years(draft: Draft, said: Sequence[Sign]) -> Iterator[Finding]:
    step, years = _step(draft, said), years_of(draft, said)
    if step is None or years is None or title_step(draft) is not None:
        return
    zone = draft.framework.job_zone if draft.framework is not None else None
    if step == 0 and (zone is None or zone >= tables.LEARNED_FIRST):
        # A trade, perhaps: its beginners, too, have learned it for years.
        return
    most = tables.YEARS_TOO_MANY.get(step)
    asked, sign = years
    if most is None or asked < most:
        return
    first = draft.duties[0]
    yield found(
        "JDM203",
        sign.start,
        sign.end,
        f"“{sign.quote}” is more than these duties need: together they are those of {tables.STEP_LABELS[step]}.",
        related=(Related("The duties begin here.", first.start, first.end),),
        key="years",
    )


def _schooling(draft: Draft, said: Sequence[Sign]) -> Iterator[Finding]:
    framework, asked = draft.framework, draft.posting.fields.education
    if framework is None or framework.job_zone is None or asked is None or not _fits(draft, framework.id):
        return
    limit = tables.SCHOOLING_TOO_HIGH.get(framework.job_zone)
    if limit is None or EDUCATION.index(asked) < EDUCATION.index(limit):
        return
    step, title = _step(draft, said), read_title(draft.posting.title or "")
    if (step is not None and step > 1) or (title.weight > 0 and title.position >= tables.TITLE_SENIOR):
        # Whoever leads the occupation may need more than it does.
        return
    found_at = [s for s in said if s.part == "education" and s.source == "text"]
    if not found_at or _is_only_welcome(draft, found_at[0]):
        return
    sign = found_at[0]
    name, usual = tables.SCHOOLING_NAMES[asked], tables.SCHOOLING_USUAL[framework.job_zone]
    yield found(
        "JDM203",
        sign.start,
        sign.end,
        f"“{sign.quote}” asks for {name}; {framework.title} usually need {usual}.",
        key="schooling",
    )


def _is_only_welcome(draft: Draft, sign: Sign) -> bool:
    """Whether a degree is a wish, or one of several ways in."""
    chunk = next((c for c in draft.chunks if c.id == sign.chunk), None)
    return chunk is None or bool(tables.WELCOME.search(chunk.text) or tables.ANOTHER_WAY_IN.search(chunk.text))


def _fits(draft: Draft, framework: str) -> bool:
    """Whether the job is surely one of this framework's."""
    candidates = draft.analysis.occupation.candidates if draft.analysis is not None else ()
    return any(c.framework == framework and c.probability >= CERTAIN_OCCUPATION for c in candidates)
