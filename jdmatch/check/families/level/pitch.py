"""JDM205: how to pitch the job at another level: which duty to change, and into which statement of that level.

A duty is told at the level of the statement that it covers. Its counterpart is the statement of the wanted level about
the same work (``counterparts``). Duties without one are told together, with what that level asks for besides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from jdmatch.check.draft import Draft
from jdmatch.check.families.coverage.rows import gain_of, quoted
from jdmatch.check.families.coverage.style import style_of
from jdmatch.check.families.level import tables
from jdmatch.check.families.level.counterparts import Counterparts
from jdmatch.check.findings import Edit, Finding, Fix, Related
from jdmatch.check.making import found
from jdmatch.check.sentences import VerbForm, can_tell, sentence
from jdmatch.records import Analysis, Chunk, Framework, LevelScale, Statement, StatementCoverage


@dataclass(frozen=True, slots=True)
class _Change:
    """A duty, the statement of another level that it says, its counterpart, what the change would gain, and further
    duties of the same work, which the counterpart would say, too."""

    chunk: Chunk
    said: Statement
    wanted: Statement
    gain: float
    beside: tuple[Chunk, ...] = ()


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
        unsaid = _unsaid(analysis, framework, level, changes)
        yield _of_others(others, unsaid, framework, framework.scale, level)


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
    """What can be changed, and the duties at other levels that have no counterpart. Each statement of the wanted level
    replaces one duty, the one most like it; other duties of the same work are told beside it."""
    rows = {s.statement: s for s in analysis.coverage.statements} if analysis.coverage else {}
    total = sum(rows[s.id].importance for s in framework.at_level(level) if s.id in rows)
    found_for = Counterparts(framework, draft.likeness(framework.id)) if draft.likeness else None
    elsewhere = list(_told_elsewhere(draft, analysis, framework, level))
    choices: list[tuple[float, Chunk, Statement, Statement]] = []
    others: list[tuple[Chunk, Statement]] = []
    for chunk, said in elsewhere:
        alike = found_for.of(said, level) if found_for else []
        choices += [(odds, chunk, said, wanted) for odds, wanted in alike]
        if not alike:
            others.append((chunk, said))
    changes: dict[str, _Change] = {}
    placed: set[int] = set()
    for _, chunk, said, wanted in sorted(choices, key=lambda c: (-c[0], c[1].id, c[3].id)):
        if chunk.id in placed:
            continue
        if _is_said(rows.get(wanted.id), analysis):
            # Said already, by another duty: this one can go.
            placed.add(chunk.id)
        elif wanted.id not in changes:
            placed.add(chunk.id)
            gain = gain_of(rows[wanted.id], total) if wanted.id in rows else 0.0
            changes[wanted.id] = _Change(chunk, said, wanted, gain)
    for _, chunk, _, wanted in sorted(choices, key=lambda c: (-c[0], c[1].id, c[3].id)):
        if chunk.id not in placed and wanted.id in changes:
            placed.add(chunk.id)
            changes[wanted.id] = replace(changes[wanted.id], beside=(*changes[wanted.id].beside, chunk))
    return list(changes.values()), others


def _told_elsewhere(
    draft: Draft, analysis: Analysis, framework: Framework, level: str
) -> Iterator[tuple[Chunk, Statement]]:
    """The duties that cover a statement of another level and none of the wanted one, each with the best it covers."""
    covered: dict[int, list[Statement]] = {}
    for match in analysis.matches:
        if match.framework == framework.id and match.status == "covered":
            covered.setdefault(match.chunk, []).append(framework.by_id[match.statement])
    for chunk in draft.duties:
        # A heading that was taken for a duty is left alone.
        said = [] if chunk.body.isupper() else covered.get(chunk.id, [])
        if said and said[0].level is not None and all(s.level != level for s in said):
            yield chunk, said[0]


def _is_said(row: StatementCoverage | None, analysis: Analysis) -> bool:
    return row is not None and analysis.status(row) == "covered"


def _of_others(
    others: list[tuple[Chunk, Statement]], unsaid: list[str], framework: Framework, scale: LevelScale, level: str
) -> Finding:
    label = scale.labels[scale.index(level)]
    first = others[0][0]
    many, none = (
        (f"{len(others)} duties are", f"nothing at that level of {framework.title} corresponds to them")
        if len(others) > 1
        else ("This duty is", f"nothing at that level of {framework.title} corresponds to it")
    )
    advice = "Keep what the holder will still do, and leave the rest to those who work at its level."
    if unsaid:
        advice += f" What {label} asks for and no duty says yet: {'; '.join(f'“{one}”' for one in unsaid)}."
    return found(
        "JDM205",
        first.start,
        first.end,
        f"{many} told at another level than {label}, and {none}.",
        help=advice,
        related=tuple(
            Related(f"{quoted(c.body)} is told at the level {scale.labels[scale.index(s.level)]}.", c.start, c.end)
            for c, s in others[: tables.MOST_OTHERS]
            if s.level is not None
        ),
        key=f"others:{level}",
    )


def _unsaid(analysis: Analysis, framework: Framework, level: str, changes: list[_Change]) -> list[str]:
    """The weightiest statements of a level that no duty says and that replace none, as sentences."""
    replacing = {c.wanted.id for c in changes}
    rows = [s for s in analysis.coverage.statements if s.framework == framework.id] if analysis.coverage else []
    left = [r for r in rows if r.level == level and r.statement not in replacing and analysis.status(r) == "missing"]
    left.sort(key=lambda r: (-r.importance, r.statement))
    return [sentence(r.text) for r in left[: tables.MOST_UNSAID]]


def _finding(change: _Change, scale: LevelScale, form: VerbForm) -> Finding:
    chunk, said, wanted = change.chunk, change.said, change.wanted
    start, end = (chunk.body_start, chunk.body_end) if chunk.body_start >= 0 else (chunk.start, chunk.end)
    told = sentence(wanted.text, form, stop=chunk.body.rstrip().endswith("."))
    sure = can_tell(wanted.text, form)
    here = scale.labels[scale.index(said.level)] if said.level is not None else ""
    there = scale.labels[scale.index(wanted.level)] if wanted.level is not None else ""
    return found(
        "JDM205",
        start,
        end,
        f"{quoted(chunk.body)} is told at the level {here}. "
        f"Its counterpart at the level {there}: “{told.rstrip('.')}”.",
        fixes=(Fix(f"Replace with “{told}”", (Edit(start, end, told),)),) if sure else (),
        related=(
            Related(f"It covers {quoted(sentence(said.text))} ({here}).", start, end),
            *(Related(f"{quoted(c.body)} would go into it, too.", c.start, c.end) for c in change.beside),
        ),
        key=wanted.id,
        gain=change.gain,
    )
