"""What a draft's title, years, duties and requirements say about level, each with its quote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jdmatch.check.draft import Draft
from jdmatch.check.families.level import tables
from jdmatch.check.sentences import form_of_duty
from jdmatch.leveling.evidence import Sign, signs
from jdmatch.leveling.line import mean
from jdmatch.leveling.titles import read_title
from jdmatch.records import Chunk


@dataclass(frozen=True, slots=True)
class Duties:
    """The duties together: their mean position on the line, how many, and those that are surely above the middle."""

    position: float
    count: int
    sure: tuple[Chunk, ...]


def signs_of(draft: Draft) -> tuple[Sign, ...]:
    """Every sign of level in the draft."""
    return signs(draft.posting, draft.chunks, draft.posting.fields)


def title_step(draft: Draft) -> int | None:
    """0 where the title says beginner ("Intern", "Junior"), 3 where it says head ("Director"); None otherwise. Numbers
    of grades ("Engineer I") count differently with every employer and say nothing here."""
    reading = read_title(draft.posting.title or "")
    roles = {cue.role for cue in reading.cues}
    helper = tables.NO_BEGINNERS.search(draft.posting.title or "")
    if "early" in roles and "rank" not in roles and reading.position <= tables.TITLE_BEGINNER and not helper:
        return 0
    if roles == {"rank"} and reading.position >= tables.TITLE_LEADER:
        return len(tables.STEPS) - 1
    return None


def title_at(draft: Draft) -> tuple[int, int]:
    """Where the title stands in the text; (0, 0) where it came from outside."""
    span = draft.posting.title_span
    return (span.start, span.end) if span is not None else (0, 0)


def duties_of(draft: Draft, said: Sequence[Sign]) -> Duties | None:
    """The duties' level; None where there are too few to say. ``said``: the draft's signs."""
    above = {s.chunk for s in said if s.part == "wording" and s.position >= tables.WORDS_ABOVE}
    judged = [(c, c.level) for c in draft.duties if c.level is not None and not tables.EVERY_LEVEL.search(c.body)]
    if len(judged) < tables.FEWEST_DUTIES:
        return None
    sure = [
        c
        for c, level in judged
        if c.id in above
        and form_of_duty(c.body) is not None
        and sum(p for i, p in enumerate(level.probabilities) if (i + 0.5) / len(level.scale) > 0.5) >= tables.SURELY
    ]
    position = sum(mean(level) for _, level in judged) / len(judged)
    return Duties(position, len(judged), tuple(sure))


def years_of(draft: Draft, said: Sequence[Sign]) -> tuple[float, Sign] | None:
    """The minimum of years, with the place that says so; None where the text does not, gives schooling as another
    way in, or only welcomes them."""
    years = draft.posting.fields.min_years_experience
    if years is None:
        return None
    found = [s for s in said if s.part == "years" and s.source == "text"]
    if not found:
        return None
    chunk = next((c for c in draft.chunks if c.id == found[0].chunk), None)
    if chunk is not None and (tables.INSTEAD_OF_SCHOOLING.search(chunk.text) or tables.WELCOME.search(chunk.text)):
        return None
    return years, found[0]
