"""JDM204: the draft says that the holder is closely supervised, and that the holder works without supervision."""

from __future__ import annotations

from collections.abc import Iterator
from re import Match, Pattern

from jdmatch.check.draft import Draft
from jdmatch.check.families.level import tables
from jdmatch.check.findings import Finding, Related
from jdmatch.check.making import found
from jdmatch.records import Chunk


def find(draft: Draft) -> Iterator[Finding]:
    """One finding at the first phrase of the two, with the other beside it."""
    close, free = _first(draft, tables.CLOSE), _first(draft, tables.FREE)
    if close is None or free is None or close[0].id == free[0].id:
        return
    (_, one), (_, other) = close, free
    yield found(
        "JDM204",
        one.start(),
        one.end(),
        f"“{one.group()}” and “{other.group()}” contradict each other.",
        related=(Related(f"“{other.group()}” stands here.", other.start(), other.end()),),
    )


def _first(draft: Draft, pattern: Pattern[str]) -> tuple[Chunk, Match[str]] | None:
    """The first place in duties and requirements that says so about the holder of the job."""
    for chunk in draft.chunks:
        if chunk.kind == "other":
            continue
        found_at = pattern.search(draft.text, chunk.start, chunk.end)
        if found_at is not None and not tables.NOT_THE_HOLDER.search(chunk.text):
            return chunk, found_at
    return None
