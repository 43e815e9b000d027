"""JDM102: a requirement asks for experience with something that no duty speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from jdmatch.check.draft import Draft
from jdmatch.check.families.coverage import tables
from jdmatch.check.families.coverage.rows import Row, quoted, share
from jdmatch.check.families.coverage.style import style_of
from jdmatch.check.findings import Finding, Fix, Related
from jdmatch.check.making import found
from jdmatch.matching.tables import CHUNK_BREAK, STATEMENT_BREAK
from jdmatch.matching.words import content_words
from jdmatch.records import Chunk

# How many of its first content words tell what a statement is about.
_OBJECT = 4


@dataclass(frozen=True, slots=True)
class _Text:
    """A requirement with its content words in order and its pairs of neighbours, as stems."""

    chunk: Chunk
    stems: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    length: int


def find(draft: Draft, rows: tuple[Row, ...]) -> Iterator[Finding]:
    """Missing statements whose object stands in a requirement; each requirement is named once."""
    asked = [_text(c) for c in draft.requirements if tables.KNOWING.search(c.body)]
    if len(draft.duties) < tables.FEWEST_DUTIES or not asked:
        return
    in_duties = frozenset(word.stem for c in draft.duties for word in content_words(c.body, CHUNK_BREAK))
    used: set[int] = set()
    for row in rows:
        if row.status != "missing" or len(used) >= tables.MOST_IMPLIED:
            continue
        best = next((t for t in asked if t.chunk.id not in used and _implies(t, row.statement.text, in_duties)), None)
        if best is not None:
            used.add(best.chunk.id)
            yield _finding(draft, row, best.chunk)


def _text(chunk: Chunk) -> _Text:
    found_words = content_words(chunk.body, CHUNK_BREAK)
    pairs = [(a.stem, b.stem) for a, b in pairwise(found_words) if a.clause == b.clause]
    return _Text(chunk, frozenset(w.stem for w in found_words), frozenset(pairs), len(chunk.body.split()))


def _implies(asked: _Text, statement: str, in_duties: frozenset[str]) -> bool:
    """Whether a requirement names a statement's object: its one word, or two of its words side by side, and the duties
    have not got it."""
    head, dash, _ = statement.partition(" — ")
    object_words = content_words(head if dash else statement, STATEMENT_BREAK)[: None if dash else _OBJECT]
    telling = [w for w in object_words if w.stem not in tables.COMMON_STEMS]
    if dash and len(object_words) == 1 and telling and len(telling[0].stem) >= tables.SHORTEST_NAME:
        stem = telling[0].stem
        return asked.length <= tables.LONGEST_NAMING and stem in asked.stems and stem not in in_duties
    shared = {
        (a.stem, b.stem)
        for a, b in pairwise(object_words)
        if a.clause == b.clause and (a in telling or b in telling) and (a.stem, b.stem) in asked.pairs
    }
    return any(not {one, other} <= in_duties for one, other in shared)


def _finding(draft: Draft, row: Row, chunk: Chunk) -> Finding:
    start, end = (chunk.body_start, chunk.body_end) if chunk.body_start >= 0 else (chunk.start, chunk.end)
    style = style_of(draft)
    fixes: tuple[Fix, ...] = ()
    if style is not None and style.fits(row.statement.text):
        told = style.told(row.statement.text)
        fixes = (Fix(f"Insert “{told}” among the duties", style.edits(row.statement.text)),)
    nearest = next((c for c in draft.duties if c.id == row.statement.best_chunk), None)
    related = (Related("The nearest duty.", nearest.start, nearest.end),) if nearest is not None else ()
    if nearest is not None and share(row.statement.text, nearest.body) == 0.0:
        related = ()
    return found(
        "JDM102",
        start,
        end,
        f"The requirement {quoted(chunk.body)} asks for what no duty speaks of: {quoted(row.words)}.",
        fixes=fixes,
        related=related,
        key=row.statement.statement,
        gain=row.gain,
    )
