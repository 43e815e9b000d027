"""Two postings side by side on a terminal, and in a pipe: what is printed of a ``SideBySide``, and in which order.

Two columns of quotes would leave 35 signs for each, so what A says stands above what B says, each behind its letter;
only the figures stand in columns. What sets the two apart comes first. Lists are cut and say so.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from jdmatch.report.screen import QUOTE_LENGTH
from jdmatch.report.side_by_side import Entry, FactPair, SideBySide, Where, said
from jdmatch.report.side_by_side_edits import Edit, Edits, Effect, Run
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
from jdmatch.report.text import clip, headline, one_line, percent
from jdmatch.report.views import Duty, LevelReason, Line
from jdmatch.report.words import STATUS_SIGN, STATUS_WORD, STATUSES
from jdmatch.report.writer import Part, Writer

if TYPE_CHECKING:
    from rich.console import Console

STATEMENTS_SHOWN = 12
EDITS_SHOWN = 12
EFFECTS_SHOWN = 4
OTHERS_SHOWN = 8
DUTIES_SHOWN = 8
REASONS_SHOWN = 3
FACTS_SHOWN = 4
LABEL = 14
EDITED = 14  # column of what stands beside the label of an edit
TABLE_FROM = 60  # columns from which the two stand beside each other


def capture(view: SideBySide, width: int) -> str:
    """What ``show`` prints, as text without colour."""
    from rich.console import Console

    stream = io.StringIO()
    show(view, Console(file=stream, width=width, color_system=None, force_terminal=False, force_jupyter=False))
    return stream.getvalue()


def show(view: SideBySide, console: Console) -> None:
    """Print the comparison."""
    out = Writer(console)
    for side in view.sides:
        out.entry([(side.letter, "head")], 3, (side.view.title, "title"), (f"  {side.role}", "soft"))
        out.line((side.view.byline, "soft"), indent=3)
    out.line()
    for sentence in view.settings:
        out.line(sentence)
    out.line()
    _figures(view, out)
    for verdict in verdicts(view):
        out.line((verdict, "strong"))
    if view.framework is not None:
        out.line()
        out.line(("  ".join(f"{STATUS_SIGN[s]} {STATUS_WORD[s]}" for s in STATUSES), "soft"))
    if view.edits is not None and not view.edits.nothing:
        _edits(view, view.edits, out)
    if view.edits is None or not view.edits.nothing:
        _reasons(view, out)
        _statements(view, "a", out)
        _statements(view, "b", out)
    _statements(view, "both", out)
    _statements(view, "neither", out)
    _other_levels(view, out)
    _facts(view.facts, out)
    _duties(view, out)
    told = list(notes(view))
    if told:
        out.head(NOTES)
    for letter, note in told:
        out.entry([(letter, "head")], 5, note, indent=2)
    out.head(METHOD)
    for what, text in view.method:
        out.entry([(what, "label")], LABEL, text, indent=2)


def _figures(view: SideBySide, out: Writer) -> None:
    told = figures(view)
    half = (out.width - LABEL - 2) // 2
    if out.width >= TABLE_FROM:
        out.table(("", "A", "B"), told, (LABEL - 2, half - 2), indent=0)
    else:
        for label, a, b in told:
            out.entry([(label or " ", "label")], LABEL, ("A  ", "head"), a)
            out.entry([], LABEL, ("B  ", "head"), b)
    out.line()


def _edits(view: SideBySide, edits: Edits, out: Writer) -> None:
    out.head(EDITS)
    for sentence in edits_summary(view, edits):
        out.line(sentence, indent=2)
    for edit in edits.felt[:EDITS_SHOWN]:
        out.line()
        out.line((edit_head(edit), "strong"), indent=2)
        _lines(edit, out)
        for effect in edit.notable[:EFFECTS_SHOWN]:
            _effect(effect, out)
        if len(edit.notable) > EFFECTS_SHOWN:
            out.more(len(edit.notable), EFFECTS_SHOWN, 4)
        elif rest := smaller(edit):
            out.line((rest, "soft"), indent=4)
    out.more(len(edits.felt), EDITS_SHOWN)
    for title, others in edit_lists(view, edits):
        if others:
            out.line()
            out.line((f"{title} ({len(others)})", "strong"), indent=2)
            for edit in others[:OTHERS_SHOWN]:
                _lines(edit, out)
            out.more(len(others), OTHERS_SHOWN, 4)


def _lines(edit: Edit, out: Writer) -> None:
    for label, runs, in_a in edit_words(edit):
        out.entry([(f"{'+' if in_a else '−'} {label.lower()}", "soft")], EDITED, *_runs(runs), indent=4)
    if edit.note:
        out.line((edit.note, "soft"), indent=EDITED)


def _runs(runs: Sequence[Run]) -> list[Part]:
    """The changed words stand out where there is colour; the others are needed to read them."""
    parts: list[Part] = ["“"]
    left = QUOTE_LENGTH
    for i, (text, changed) in enumerate(runs):
        shown = clip(one_line(text), max(left, 1))
        left -= len(shown) + 1
        parts += [" " if i else "", (shown, "strong") if changed else shown]
        if left <= 0:
            break
    return [*parts, "”"]


def _effect(effect: Effect, out: Writer) -> None:
    where = effect_where(effect)
    out.entry(
        [(STATUS_SIGN[effect.now.status], effect.now.status), f" {effect.now.ref}"],
        EDITED,
        f"{headline(effect.now.text)}: {effect_change(effect)}",
        (where, "soft"),
        indent=4,
    )


def _reasons(view: SideBySide, out: Writer) -> None:
    if not any(view.reasons):
        return
    out.head(LEVEL_WORDS)
    for side, reasons in zip(view.sides, view.reasons, strict=True):
        for i, reason in enumerate(reasons[:REASONS_SHOWN]):
            out.entry([("" if i else side.letter, "head")], 5, *_reason(reason), indent=2)
        out.more(len(reasons), REASONS_SHOWN, 5)


def _reason(reason: LevelReason) -> list[Part]:
    where = f" {reason.where}" if reason.where else ""
    words: list[Part] = ["“", (reason.before, "soft"), (reason.cue, "strong"), (reason.after, "soft"), "”"]
    return [*words, f"{where} → {reason.towards}"]


def _statements(view: SideBySide, where: Where, out: Writer) -> None:
    rows = view.having(where)
    if view.framework is None:
        return
    title = WHERE[where].format(at=view.at)
    if not rows:
        if where in ("a", "b"):
            out.head(f"{title}: nothing")
        return
    out.head(f"{title} ({len(rows)})")
    for row in rows[:STATEMENTS_SHOWN]:
        near = f" (at best {percent(row.a.probability)} likely in A, {percent(row.b.probability)} in B)"
        out.entry([row.a.ref], 7, row.a.text, (near if where == "neither" else "", "soft"), indent=2)
        if where == "neither":
            continue
        if row.alike:
            _shown("A B", row.a, out)
        else:
            for letter, line in (("A", row.a), ("B", row.b)):
                _shown(letter, line, out)
    out.more(len(rows), STATEMENTS_SHOWN)


def _shown(letter: str, line: Line, out: Writer) -> None:
    quote, missing = said(line), line.status == "missing"
    words: list[Part] = ["nothing near"] if quote is None else [f"“{clip(one_line(quote.text), QUOTE_LENGTH)}”"]
    beside = "" if quote is None else f" {percent(line.probability)} likely"
    near: list[Part] = [("nearest: ", "soft")] if missing and quote is not None else []
    sign = (STATUS_SIGN[line.status], line.status)
    out.entry([(letter, "head"), " ", sign], 7 + len(letter) + 3, *near, *words, (beside, "soft"), indent=7)


def _other_levels(view: SideBySide, out: Writer) -> None:
    if not view.others:
        return
    out.head(f"{OTHER_LEVELS} ({len(view.others)})")
    for row in view.others[:OTHERS_SHOWN]:
        letter, line = ("A", row.a) if row.where == "a" else ("B", row.b)
        _briefly(letter, line, out)
    out.more(len(view.others), OTHERS_SHOWN)


def _briefly(letter: str, line: Line, out: Writer) -> None:
    room = max(out.width - 14, 40)
    name = headline(line.text, room // 2)
    quote = said(line)
    words = clip(one_line(quote.text), max(room - len(name), 20)) if quote else ""
    sign = (STATUS_SIGN[line.status], line.status)
    out.entry([(letter, "head"), " ", sign, f" {line.ref}"], 10, f"{name}: ", (f"“{words}”", "soft"), indent=2)


def _facts(facts: Iterable[FactPair], out: Writer) -> None:
    out.head(REQUIREMENTS)
    for fact in facts:
        label: list[Part] = [(fact.label, "label")]
        out.line(*label, ("" if fact.differs or not fact.both else "  the same", "soft"), indent=2)
        _entries("A B", fact.both, "", out)
        if fact.differs:
            _entries("A", fact.a, "" if fact.both else fact.absent, out)
            _entries("B", fact.b, "" if fact.both else fact.absent, out)
        elif not fact.both:
            out.entry([("A B", "head")], 9, (fact.absent, "soft"), indent=4)


def _entries(letter: str, entries: Sequence[Entry], absent: str, out: Writer) -> None:
    if not entries and absent:
        out.entry([(letter, "head")], 9, (absent, "soft"), indent=4)
    for i, entry in enumerate(entries[:FACTS_SHOWN]):
        value, beside = entry_said(entry, QUOTE_LENGTH)
        out.entry([("" if i else letter, "head")], 9, clip(value, QUOTE_LENGTH), (beside, "soft"), indent=4)
    out.more(len(entries), FACTS_SHOWN, 9)


def _duties(view: SideBySide, out: Writer) -> None:
    both, *each = view.duties
    if not any(view.duties):
        return
    out.head(view.duties_title)
    for letter, duties in zip(("A", "B"), each, strict=True):
        _listed(DUTIES[letter], duties, out)
    _listed(DUTIES["both"], both, out)


def _listed(title: str, duties: Sequence[Duty], out: Writer) -> None:
    if not duties:
        return
    out.line((f"{title} ({len(duties)})", "label"), indent=2)
    for duty in duties[:DUTIES_SHOWN]:
        out.entry(["·"], 6, f"“{clip(one_line(duty.quote.text), QUOTE_LENGTH)}”", indent=4)
    out.more(len(duties), DUTIES_SHOWN, 4)
