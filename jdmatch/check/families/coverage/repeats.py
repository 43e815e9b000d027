"""JDM103: two duties that say the same."""

from __future__ import annotations

from collections.abc import Iterator

from jdmatch.check.draft import Draft
from jdmatch.check.families.coverage import tables
from jdmatch.check.families.coverage.rows import quoted
from jdmatch.check.findings import Finding, Related
from jdmatch.check.making import found
from jdmatch.matching.tables import CHUNK_BREAK
from jdmatch.matching.words import content_words
from jdmatch.records import Chunk


def find(draft: Draft) -> Iterator[Finding]:
    """Each duty that repeats an earlier one; all of them in one finding where there are many."""
    repeated = list(_repeated(draft))
    if len(repeated) < tables.MANY_REPEATS:
        for chunk, other in repeated:
            told = f"{quoted(chunk.body)} says again what an earlier duty says."
            yield _finding(chunk, told, Related(f"Said before: {quoted(other.body)}.", other.start, other.end))
        return
    first, before = repeated[0]
    others = [Related(f"Said again, too: {quoted(c.body)}.", c.start, c.end) for c, _ in repeated[1:]]
    told = f"{len(repeated)} duties, of which {quoted(first.body)} is the first, say again what earlier ones say."
    yield _finding(first, told, Related(f"Said before: {quoted(before.body)}.", before.start, before.end), *others)


def _finding(chunk: Chunk, told: str, *related: Related) -> Finding:
    start, end = (chunk.body_start, chunk.body_end) if chunk.body_start >= 0 else (chunk.start, chunk.end)
    return found("JDM103", start, end, told, related=related)


def _repeated(draft: Draft) -> Iterator[tuple[Chunk, Chunk]]:
    """Each duty that says the same as an earlier one, with that. The last clause of a longer duty ("… and recommend
    corrective action") may come back with every other, and does not count."""
    best = _best_statements(draft)
    earlier: list[tuple[Chunk, frozenset[str]]] = []
    for chunk in sorted(draft.duties, key=lambda c: c.start):
        stems = frozenset(word.stem for word in content_words(chunk.body, CHUNK_BREAK))
        if len(stems) < tables.FEWEST_STEMS or chunk.body.lstrip()[:1].islower():
            continue
        for other, others in earlier:
            needed = tables.SAME_WORDS_ALIKE if _alike(best, chunk, other) else tables.SAME_WORDS
            if len(stems & others) >= needed * len(stems | others) and _adds_nothing(stems, others):
                yield chunk, other
                break
        earlier.append((chunk, stems))


def _adds_nothing(stems: frozenset[str], others: frozenset[str]) -> bool:
    """Whether one of the two has no word of its own: "maintain lease files" beside "maintain loan files" is another
    duty."""
    return not (stems - others) or not (others - stems)


def _best_statements(draft: Draft) -> dict[int, str]:
    """The best statement of each duty that is covered by it."""
    if draft.analysis is None:
        return {}
    out: dict[int, str] = {}
    for match in draft.analysis.matches:
        if match.status == "covered":
            out.setdefault(match.chunk, match.statement)
    return out


def _alike(best: dict[int, str], one: Chunk, other: Chunk) -> bool:
    return one.id in best and best[one.id] == best.get(other.id)
