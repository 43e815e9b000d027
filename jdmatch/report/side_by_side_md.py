"""Two postings side by side in GitHub's Markdown: all that a ``SideBySide`` holds, with no list cut.

Statements, requirements and figures stand in tables with a column for each posting. Text from postings and frameworks
is escaped, as in the report of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jdmatch.report.md import escape
from jdmatch.report.side_by_side import Entry, SideBySide, StatementPair, said
from jdmatch.report.side_by_side_edits import Edit, Edits, Run
from jdmatch.report.side_by_side_told import (
    DUTIES,
    WHERE,
    edit_head,
    edit_lists,
    edit_words,
    edits_summary,
    effect_change,
    effect_where,
    entry_said,
    figures,
    notes,
    smaller,
    verdicts,
)
from jdmatch.report.side_by_side_words import EDITS, LEVEL_WORDS, METHOD, NOTES, OTHER_LEVELS, REQUIREMENTS
from jdmatch.report.text import headline, percent
from jdmatch.report.views import LevelReason, Line
from jdmatch.report.words import STATUS_SIGN, STATUS_WORD


def render(view: SideBySide) -> str:
    """The comparison as Markdown."""
    return "\n".join(_lines(view)) + "\n"


def _lines(view: SideBySide) -> Iterable[str]:
    yield f"# {' and '.join(dict.fromkeys(escape(side.view.title) for side in view.sides))}"
    yield ""
    for side in view.sides:
        yield f"- **{side.letter}** ({side.role}): {escape(side.view.title)}, {escape(side.view.byline)}"
    yield ""
    yield " ".join(escape(sentence) for sentence in view.settings)
    yield ""
    yield "| | A | B |"
    yield "|---|---|---|"
    for label, a, b in figures(view):
        yield f"| {f'**{label}**' if label else ''} | {escape(a)} | {escape(b)} |"
    for verdict in verdicts(view):
        yield ""
        yield f"**{escape(verdict)}**"
    if view.edits is not None and not view.edits.nothing:
        yield from _edits(view, view.edits)
    if not view.same:
        yield from _reasons(view)
    for where, title in WHERE.items():
        yield from _statements(title.format(at=escape(view.at)), view.having(where), view, always=where in ("a", "b"))
    yield from _statements(OTHER_LEVELS, view.others, view)
    yield from _facts(view)
    yield from _duties(view)
    told = list(notes(view))
    if told:
        yield from _head(NOTES)
        yield from (f"- **{letter}** {escape(note)}" for letter, note in told)
    yield from _head(METHOD)
    for what, text in view.method:
        yield f"- **{what}:** {escape(text)}"


def _edits(view: SideBySide, edits: Edits) -> Iterable[str]:
    yield from _head(EDITS)
    yield " ".join(escape(sentence) for sentence in edits_summary(view, edits))
    for edit in edits.felt:
        yield ""
        yield f"**{edit_head(edit)}**"
        yield ""
        yield from _words(edit)
        for effect in edit.notable:
            told = f"{effect_change(effect)}{effect_where(effect)}"
            name = f"**{effect.now.ref}** {escape(headline(effect.now.text))}"
            yield f"  - {STATUS_SIGN[effect.now.status]} {name}: {escape(told)}"
        if rest := smaller(edit):
            yield f"  - {rest}"
    for title, others in edit_lists(view, edits):
        if others:
            yield ""
            yield f"**{title} ({len(others)})**"
            yield ""
            for edit in others:
                yield from _words(edit)


def _words(edit: Edit) -> Iterable[str]:
    note = f" ({edit.note})" if edit.note else ""
    for label, runs, _ in edit_words(edit):
        yield f"- {label.lower()}: “{_runs(runs)}”{note}"


def _runs(runs: Sequence[Run]) -> str:
    """The words of a line, those that the other version lacks in bold."""
    return " ".join(f"**{escape(text)}**" if changed else escape(text) for text, changed in runs)


def _reasons(view: SideBySide) -> Iterable[str]:
    if not any(view.reasons):
        return
    yield from _head(LEVEL_WORDS)
    for side, reasons in zip(view.sides, view.reasons, strict=True):
        yield from (f"- **{side.letter}** {_reason(reason)}" for reason in reasons)


def _reason(reason: LevelReason) -> str:
    where = f" {reason.where}" if reason.where else ""
    before, after = (" " if reason.before.endswith(" ") else ""), (" " if reason.after.startswith(" ") else "")
    quote = f"{escape(reason.before)}{before}**{escape(reason.cue)}**{after}{escape(reason.after)}"
    return f"“{quote}”{where} → {escape(reason.towards)}"


def _statements(title: str, rows: Sequence[StatementPair], view: SideBySide, *, always: bool = False) -> Iterable[str]:
    if view.framework is None or (not rows and (not always or view.same)):
        return
    yield from _head(f"{title} ({len(rows)})" if rows else f"{title}: nothing")
    if not rows:
        return
    yield "| Statement | A | B |"
    yield "|---|---|---|"
    for row in rows:
        yield f"| **{row.a.ref}** {escape(row.a.text)} | {_said(row.a)} | {_said(row.b)} |"


def _said(line: Line) -> str:
    status = f"{STATUS_SIGN[line.status]} {STATUS_WORD[line.status]}"
    quote = said(line)
    if quote is None:
        return f"{status}: nothing near"
    near = "nearest: " if line.status == "missing" else ""
    return f"{status}, {percent(line.probability)} likely: {near}“{escape(quote.text)}”"


def _facts(view: SideBySide) -> Iterable[str]:
    yield from _head(REQUIREMENTS)
    yield "| | A | B |"
    yield "|---|---|---|"
    for fact in view.facts:
        a = [*map(_entry, fact.a)] or ([] if fact.both else [fact.absent])
        b = [*map(_entry, fact.b)] or ([] if fact.both else [fact.absent])
        both = [f"{_entry(entry)} (both)" for entry in fact.both]
        yield f"| **{fact.label}** | {'<br>'.join([*a, *both])} | {'<br>'.join([*b, *both])} |"


def _entry(entry: Entry) -> str:
    value, beside = entry_said(entry, 10_000)
    return escape(value) + (f" {escape(beside)}" if beside else "")


def _duties(view: SideBySide) -> Iterable[str]:
    both, a, b = view.duties
    if not any(view.duties):
        return
    yield from _head(view.duties_title)
    for letter, duties in (("A", a), ("B", b), ("both", both)):
        if duties:
            yield f"- {DUTIES[letter]} ({len(duties)})"
            yield from (f"  - “{escape(duty.quote.text)}”" for duty in duties)


def _head(title: str) -> Iterable[str]:
    yield ""
    yield f"## {title}"
    yield ""
