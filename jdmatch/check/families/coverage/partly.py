"""JDM105: a duty that touches an important statement and leaves part of it open."""

from __future__ import annotations

from collections.abc import Iterator

from jdmatch.check.draft import Draft
from jdmatch.check.families.coverage import tables
from jdmatch.check.families.coverage.rows import Row, by_id, level_label, quoted, share
from jdmatch.check.findings import Finding
from jdmatch.check.making import found
from jdmatch.check.sentences import form_of_duty
from jdmatch.matching.tables import CHUNK_BREAK, STATEMENT_BREAK
from jdmatch.matching.words import content_words


def find(draft: Draft, rows: tuple[Row, ...]) -> Iterator[Finding]:
    """The partly covered statements with the most to gain, one a duty."""
    framework = draft.framework
    if framework is None:
        return
    chunks = by_id(draft)
    seen: set[int] = set()
    half = [r for r in rows if r.status == "partial" and r.statement.probability >= tables.PARTLY_PROBABILITY]
    for row in sorted(half, key=lambda r: (-r.gain, r.statement.statement)):
        chunk = chunks.get(row.statement.best_chunk if row.statement.best_chunk is not None else -1)
        if chunk is None or chunk.id in seen or len(seen) >= tables.MOST_PARTLY:
            continue
        if form_of_duty(chunk.body) is None or not _speaks_of(row.statement.text, chunk.body):
            continue
        seen.add(chunk.id)
        start, end = (chunk.body_start, chunk.body_end) if chunk.body_start >= 0 else (chunk.start, chunk.end)
        level = level_label(framework, row.statement.level)
        yield found(
            "JDM105",
            start,
            end,
            f"{quoted(chunk.body)} comes near {quoted(row.words)} ({framework.title}{level}), but does not say it.",
            key=row.statement.statement,
            gain=row.gain,
        )


def _speaks_of(statement: str, body: str) -> bool:
    """Whether a duty has words of a statement, among them one of the first two, which tell its object or activity."""
    if share(statement, body) < tables.PARTLY_WORDS:
        return False
    stems = {word.stem for word in content_words(body, CHUNK_BREAK)}
    return any(word.stem in stems for word in content_words(statement, STATEMENT_BREAK)[:2])
