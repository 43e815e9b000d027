"""JDM205: how to pitch the job at another level: which duty to change, and into which statement of that level.

A duty is told at the level of the statement that it covers. Its counterpart is the statement of the wanted level about
the same thing: the one that shares its words and is the likeliest of that level for this duty.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jdmatch.check.draft import Draft
from jdmatch.check.families.coverage.rows import gain_of, quoted
from jdmatch.check.families.coverage.style import style_of
from jdmatch.check.families.coverage.tables import COMMON_STEMS
from jdmatch.check.families.level import tables
from jdmatch.check.findings import Edit, Finding, Fix, Related
from jdmatch.check.making import found
from jdmatch.check.sentences import VerbForm, sentence
from jdmatch.matching.tables import STATEMENT_BREAK
from jdmatch.matching.words import STATEMENT_DECAY, content_words
from jdmatch.records import Analysis, Chunk, Framework, LevelScale, Match, Statement, StatementCoverage


@dataclass(frozen=True, slots=True)
class _Change:
    """A duty, the statement of another level that it says, its counterpart, and what the change would gain."""

    chunk: Chunk
    said: Statement
    wanted: Statement
    gain: float


def find(draft: Draft) -> Iterator[Finding]:
    """The duties to change, those with most to gain first; those without a counterpart in one more finding."""
    analysis, framework = draft.analysis, draft.framework
    level = _wanted_level(draft)
    if analysis is None or framework is None or framework.scale is None or level is None:
        return
    changes, others = _changes(draft, analysis, framework, level)
    changes.sort(key=lambda c: (-c.gain, c.chunk.id))
    style = style_of(draft)
    for change in changes[: tables.MOST_PITCHED]:
        yield _finding(change, framework.scale, style.form if style else "imperative")
    if others:
        yield _of_others(others, framework, framework.scale, level)


def _wanted_level(draft: Draft) -> str | None:
    """The level that was asked for, where the draft implies another."""
    analysis, framework = draft.analysis, draft.framework
    if analysis is None or framework is None or framework.scale is None or analysis.coverage is None:
        return None
    implied = analysis.level.estimate if analysis.level is not None else None
    asked = draft.options.target_level
    if asked is None and implied is not None and framework.at_level(implied):
        # Scored elsewhere than at the implied level: the settings ask for that.
        asked = analysis.coverage.target_level
    if asked is None or asked == implied or not framework.at_level(asked):
        return None
    return asked


def _changes(
    draft: Draft, analysis: Analysis, framework: Framework, level: str
) -> tuple[list[_Change], list[tuple[Chunk, Statement]]]:
    """What can be changed, and the duties at other levels that have no counterpart."""
    rows = {s.statement: s for s in analysis.coverage.statements} if analysis.coverage else {}
    there = framework.at_level(level)
    total = sum(rows[s.id].importance for s in there if s.id in rows)
    likely = {(p.chunk, p.statement): p.probability for p in analysis.pairs if p.framework == framework.id}
    best: dict[int, Match] = {}
    for match in analysis.matches:
        if match.framework == framework.id:
            best.setdefault(match.chunk, match)
    changes: list[_Change] = []
    others: list[tuple[Chunk, Statement]] = []
    used: set[str] = set()
    for chunk in draft.duties:
        said = framework.by_id[best[chunk.id].statement] if chunk.id in best else None
        if said is None or best[chunk.id].status != "covered" or said.level in (None, level):
            continue
        wanted = _counterpart(chunk, said, there, likely)
        if wanted is None:
            others.append((chunk, said))
        elif wanted.id not in used and not _is_said(rows.get(wanted.id), analysis):
            used.add(wanted.id)
            gain = gain_of(rows[wanted.id], total) if wanted.id in rows else 0.0
            changes.append(_Change(chunk, said, wanted, gain))
    return changes, others


def _is_said(row: StatementCoverage | None, analysis: Analysis) -> bool:
    return row is not None and analysis.status(row) == "covered"


def _counterpart(
    chunk: Chunk, said: Statement, there: tuple[Statement, ...], likely: dict[tuple[int, str], float]
) -> Statement | None:
    """The statement of the wanted level about the same thing; None where none is. What duty and statement have in
    common must stand where the other statement tells what it is about: the same kind of work is not enough."""
    if said.parent is not None:
        there = tuple(s for s in there if s.parent == said.parent) or there
    mine, body = list(_weights(said.text)), set(_weights(chunk.body))
    common = tables.COMMON_STEMS | COMMON_STEMS

    def likeness(other: Statement) -> float:
        theirs = _weights(other.text)
        about = [w for w in list(theirs)[: tables.OBJECT_WORDS] if w not in common]
        shared = [w for w in about if w in mine and w in body]
        same_opening = bool(shared) and next(iter(theirs)) == shared[0] and shared[0] in mine[:2]
        if len(shared) < 2 and not same_opening:
            return 0.0
        return sum(theirs[w] for w in shared) + likely.get((chunk.id, other.id), 0.0)

    best = max(there, key=lambda s: (likeness(s), s.id), default=None)
    return best if best is not None and likeness(best) > 0 else None


def _weights(text: str) -> dict[str, float]:
    """The content words of a text with the weights that the matcher gives to a statement's."""
    out: dict[str, float] = {}
    for n, word in enumerate(content_words(text, STATEMENT_BREAK)):
        out.setdefault(word.stem, STATEMENT_DECAY**n)
    return out


def _of_others(others: list[tuple[Chunk, Statement]], framework: Framework, scale: LevelScale, level: str) -> Finding:
    label = scale.labels[scale.index(level)]
    first = others[0][0]
    many, them = (f"{len(others)} duties are", "them") if len(others) > 1 else ("This duty is", "it")
    return found(
        "JDM205",
        first.start,
        first.end,
        # No verb beside the title: it may be a plural ("Clerks").
        f"{many} told at another level than {label}; there is no counterpart to {them} at that level of "
        f"{framework.title}.",
        help="Leave it to those who work at its level, or say it with the responsibility of the wanted one.",
        related=tuple(
            Related(f"{quoted(c.body)} is told at the level {scale.labels[scale.index(s.level)]}.", c.start, c.end)
            for c, s in others[: tables.MOST_OTHERS]
            if s.level is not None
        ),
        key=f"others:{level}",
    )


def _finding(change: _Change, scale: LevelScale, form: VerbForm) -> Finding:
    chunk, said, wanted = change.chunk, change.said, change.wanted
    start, end = (chunk.body_start, chunk.body_end) if chunk.body_start >= 0 else (chunk.start, chunk.end)
    told = sentence(wanted.text, form, stop=chunk.body.rstrip().endswith("."))
    here = scale.labels[scale.index(said.level)] if said.level is not None else ""
    there = scale.labels[scale.index(wanted.level)] if wanted.level is not None else ""
    return found(
        "JDM205",
        start,
        end,
        f"{quoted(chunk.body)} is told at the level {here}; what the framework has like it at the level "
        f"{there} is “{told}”.",
        fixes=(Fix(f"Replace with “{told}”", (Edit(start, end, told),)),),
        related=(Related(f"It covers {quoted(sentence(said.text))} ({here}).", start, end),),
        key=wanted.id,
        gain=change.gain,
    )
