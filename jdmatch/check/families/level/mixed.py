"""JDM202: duties of clearly different levels in one job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jdmatch.check.draft import Draft
from jdmatch.check.families.coverage.rows import quoted
from jdmatch.check.families.level import tables
from jdmatch.check.findings import Finding, Related
from jdmatch.check.making import found
from jdmatch.leveling.evidence import Sign
from jdmatch.records import Chunk


def find(draft: Draft, said: Sequence[Sign]) -> Iterator[Finding]:
    """One finding: a duty of the lowest level and one of the highest, where estimate and words agree on both."""
    words: dict[int, list[Sign]] = {}
    for sign in said:
        if sign.part == "wording" and sign.chunk is not None:
            words.setdefault(sign.chunk, []).append(sign)
    low = [c for c in draft.duties if _is_low(c, words.get(c.id, []))]
    high = [c for c in draft.duties if _is_high(c, words.get(c.id, []))]
    if not low or not high:
        return
    first, top = low[0], high[0]
    places = [*low[1:3], *high[:3]]
    yield found(
        "JDM202",
        first.start,
        first.end,
        f"{quoted(first.body)} is a beginner's duty, {quoted(top.body)} a leader's: one job is asked to be both.",
        related=tuple(
            Related(f"{'A beginner' if c in low else 'A leader'}'s duty: {quoted(c.body)}.", c.start, c.end)
            for c in places
        ),
    )


def _is_low(chunk: Chunk, said: list[Sign]) -> bool:
    level = chunk.level
    if level is None or tables.EVERY_LEVEL.search(chunk.body) or level.probabilities[0] < tables.CLEARLY_LOW:
        return False
    positions = [s.position for s in said]
    return bool(positions) and min(positions) <= tables.WORDS_LOWEST and max(positions) <= tables.WORDS_LOW


def _is_high(chunk: Chunk, said: list[Sign]) -> bool:
    level = chunk.level
    if level is None or level.probabilities[-1] < tables.CLEARLY_HIGH:
        return False
    return bool(said) and all(s.position >= tables.WORDS_HIGH for s in said)
