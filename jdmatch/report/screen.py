"""The report on a terminal, and in a pipe: what is printed of a ``View``, and in which order.

One column of text with hanging indents and no boxes, so that it reads the same at 80 columns, in a pipe and in a mail.
Everything is printed as rich ``Text``: a posting's square brackets, colons and figures are never taken for markup.
Lists are cut so that a report stays under 200 lines, and a cut list says how many entries were left out.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TextIO

from jdmatch.records import Analysis, Failure, Framework, Status
from jdmatch.report.build import build, skipped_line
from jdmatch.report.compare import COLUMNS, rows
from jdmatch.report.explain import status_counts
from jdmatch.report.text import clip, counted, headline, one_line, percent, points
from jdmatch.report.views import FrameworkView, LevelGroup, LevelReason, Line, Quote, View
from jdmatch.report.words import STATUS_SIGN, STATUS_WORD, STATUSES
from jdmatch.report.writer import Part, Writer

if TYPE_CHECKING:
    from rich.console import Console

# How many entries of each list are printed before it says how many more there are.
MISSING_SHOWN = 10
DUTIES_SHOWN = 8
REASONS_SHOWN = 5
LINES_SHOWN = 20  # statements of the target level of one status
OTHERS_SHOWN = 12  # covered and partly covered statements of all other levels together
FACTS_SHOWN = 5  # entries of one kind
SECTIONS_SHOWN = 5
QUOTE_LENGTH = 170
LABEL = 14  # column of what stands beside a label
TABLE_FROM = 76  # columns from which postings are compared in a table
CELLS = (22, 18, 12, 14)  # widths of its columns at most; the last column has what is left
BAR_LENGTH = 24  # signs of a level's bar at most; longer levels are drawn to scale


def make_console(stream: TextIO | None, pipe_width: int, reading_width: int) -> Console:
    """A console without rich's guesses (markup, emoji codes, highlighted figures)."""
    from rich.console import Console

    made = Console(file=stream, highlight=False, markup=False, emoji=False)
    made.width = min(made.width, reading_width) if made.is_terminal else pipe_width
    return made


def capture(outcomes: Sequence[Analysis | Failure], frameworks: Mapping[str, Framework], width: int) -> str:
    """The terminal's report as text without colour."""
    from rich.console import Console

    stream = io.StringIO()
    console = Console(file=stream, width=width, color_system=None, force_terminal=False, force_jupyter=False)
    show(outcomes, frameworks, console)
    return stream.getvalue()


def show(outcomes: Sequence[Analysis | Failure], frameworks: Mapping[str, Framework], console: Console) -> None:
    """Print every report, and with several the table that compares them."""
    out = Writer(console)
    views: list[View | Failure] = [o if isinstance(o, Failure) else build(o, frameworks) for o in outcomes]
    reports = [v for v in views if isinstance(v, View)]
    for i, view in enumerate(reports):
        if i:
            out.line()
            out.line(("─" * min(out.width, 60), "soft"))
        _report(view, out)
    if len(views) > 1:
        _comparison(views, out)
    elif not reports:
        for failure in views:
            _failed(failure, out)


def _report(view: View, out: Writer) -> None:
    out.line((view.title, "title"))
    out.line((view.byline, "soft"))
    out.line()
    _summary(view, out)
    if view.framework is not None:
        named = view.framework.groups[0].label
        _levels(view.framework, f"Coverage of {view.framework.title}, by level" if named else "Coverage", out)
        _covered(view, out)
        _missing(view, out)
    for other in view.others:
        _other_framework(other, out)
    _duties(view, out)
    _facts(view, out)
    _skipped(view, out)
    out.head("How this was computed")
    for what, text in view.method:
        out.entry([(what, "label")], LABEL, text, indent=2)


def _summary(view: View, out: Writer) -> None:
    occupation = view.occupation
    out.entry([("Occupation", "label")], LABEL, (occupation.headline, "strong"), f" ({occupation.note})")
    if view.level is None:
        out.entry([("Pitched at", "label")], LABEL, "no level could be read from the text")
    else:
        out.entry([("Pitched at", "label")], LABEL, (view.level.headline, "strong"), f" ({view.level.note})")
        for reason in view.level.reasons[:REASONS_SHOWN]:
            out.entry([], LABEL, *_reason(reason))
        out.more(len(view.level.reasons), REASONS_SHOWN, LABEL)
    if view.score is None:
        out.entry([("Coverage", "label")], LABEL, f"not scored: {view.unscored}")
        return
    score = view.score
    out.entry([("Coverage", "label")], LABEL, (f"{score.figure} ({score.range})", "strong"), f" of the {score.about}")
    out.entry([], LABEL, score.counts)


def _reason(reason: LevelReason) -> list[Part]:
    where = f" {reason.where}" if reason.where else ""
    return [
        "“",
        (reason.before, "soft"),
        (reason.cue, "strong"),
        (reason.after, "soft"),
        f"”{where} → {reason.towards}",
    ]


def _levels(framework: FrameworkView, title: str, out: Writer) -> None:
    out.head(title)
    names = [group.label or "Statements" for group in framework.groups]
    column = max(map(len, names)) + 5
    longest = min(max(len(group.lines) for group in framework.groups), BAR_LENGTH)
    for name, group in zip(names, framework.groups, strict=True):
        mark = ("▸ ", "strong") if group.target and len(names) > 1 else "  "
        label: Part = (name, "strong") if group.target else name
        bar, size = _bar(group), min(len(group.lines), BAR_LENGTH)
        counts = status_counts(group.counts)
        if out.width - column - longest > len(counts) + 2:
            out.entry([mark, label], column, *bar, " " * (longest - size + 2), counts)
        else:
            out.entry([mark, label], column, *bar)
            out.entry([], column, counts)
    signs = "  ".join(f"{STATUS_SIGN[s]} {STATUS_WORD[s]}" for s in STATUSES)
    to_scale = any(len(group.lines) > BAR_LENGTH for group in framework.groups)
    pitched = "  ▸ the level scored" if len(names) > 1 and framework.target else ""
    out.line((signs + pitched + ("; long bars are drawn to scale" if to_scale else ""), "soft"), indent=2)


def _bar(group: LevelGroup) -> list[tuple[str, Status]]:
    """One sign a statement, covered first; to scale, with at least one sign for what occurs, in long levels."""
    n = len(group.lines)
    size = min(n, BAR_LENGTH)
    lengths = {s: (max(round(k * size / n), 1) if k else 0) for s, k in group.counts.items()}
    longest = max(lengths, key=lambda s: lengths[s])
    lengths[longest] += size - sum(lengths.values())
    return [(STATUS_SIGN[s] * lengths[s], s) for s in STATUSES]


def _missing(view: View, out: Writer) -> None:
    target = view.framework.target if view.framework else None
    if target is None:
        return
    at = f" at {target.label}" if target.label else ""
    if not view.missing:
        out.head(f"Missing{at}: nothing")
        return
    out.head(f"Missing{at}, most important first ({len(view.missing)})")
    for line in view.missing[:MISSING_SHOWN]:
        note = f" ({line.importance_note})" if line.importance_note else ""
        _statement(line, out, note)
        if line.nearest is None:
            out.line(("nothing in the posting comes near", "soft"), indent=8)
            continue
        far = f" {percent(line.probability)} likely, {points(line.shortfall)} short of covered"
        out.line(("nearest: ", "soft"), *_quoted(line.nearest), (far, "soft"), indent=8)
    out.more(len(view.missing), MISSING_SHOWN)


def _covered(view: View, out: Writer) -> None:
    framework = view.framework
    if framework is None:
        return
    if framework.target is not None:
        at = f" at {framework.target.label}" if framework.target.label else ""
        _with_quotes(f"Covered{at}", framework.target.having("covered"), out)
        _with_quotes(f"Partly covered{at}", framework.target.having("partial"), out)
    rest = [line for g in framework.others for line in g.lines if line.status != "missing"]
    if rest:
        out.head(f"Covered or partly covered at other levels ({len(rest)})")
        _briefly(sorted(rest, key=lambda line: -line.probability), out)


def _with_quotes(title: str, lines: Sequence[Line], out: Writer) -> None:
    if not lines:
        return
    out.head(f"{title} ({len(lines)})")
    for line in lines[:LINES_SHOWN]:
        _statement(line, out)
        for quote in line.quotes[:1]:
            more = len(line.quotes) - 1
            beside = f", and {counted(more, 'more quote')}" if more else ""
            out.line(*_quoted(quote), (f" {percent(line.probability)} likely{beside}", "soft"), indent=8)
    out.more(len(lines), LINES_SHOWN)


def _briefly(lines: Sequence[Line], out: Writer) -> None:
    for line in lines[:OTHERS_SHOWN]:
        quote = line.quotes[0] if line.quotes else Quote("")
        room = max(out.width - 12, 40)
        name = headline(line.text, room // 2)
        said = clip(one_line(quote.text), max(room - len(name), 20))
        out.entry(
            [(STATUS_SIGN[line.status], line.status), f" {line.ref}"], 8, f"{name}: ", (f"“{said}”", "soft"), indent=2
        )
    out.more(len(lines), OTHERS_SHOWN)


def _statement(line: Line, out: Writer, note: str = "") -> None:
    out.entry([(STATUS_SIGN[line.status], line.status), f" {line.ref}"], 8, line.text, (note, "soft"), indent=2)


def _quoted(quote: Quote) -> list[Part]:
    return [f"“{clip(one_line(quote.text), QUOTE_LENGTH)}”"]


def _other_framework(framework: FrameworkView, out: Writer) -> None:
    _levels(framework, f"Also compared: {framework.title}", out)
    found = [line for g in framework.groups for line in g.lines if line.status != "missing"]
    _briefly(sorted(found, key=lambda line: -line.probability), out)


def _duties(view: View, out: Writer) -> None:
    if not view.duties:
        return
    out.head(f"{view.duties_title} ({len(view.duties)})")
    for duty in view.duties[:DUTIES_SHOWN]:
        near = ""
        if duty.nearest and duty.probability is not None and view.framework is not None:
            near = f" nearest: {headline(duty.nearest)}, {percent(duty.probability)} likely"
        out.entry(["·"], 4, *_quoted(duty.quote), (near, "soft"), indent=2)
    out.more(len(view.duties), DUTIES_SHOWN)


def _facts(view: View, out: Writer) -> None:
    out.head("Fact sheet")
    column = max((len(fact.label) for fact in view.facts), default=0) + 4
    for fact in view.facts:
        if not fact.entries:
            out.entry([(fact.label, "label")], column, (fact.absent, "soft"), indent=2)
        for i, (value, quote) in enumerate(fact.entries[:FACTS_SHOWN]):
            said = "" if quote is None else clip(one_line(quote.text), QUOTE_LENGTH)
            beside = " from the file's own fields" if quote is None else "" if said == value else f" “{said}”"
            out.entry([] if i else [(fact.label, "label")], column, value, (beside, "soft"), indent=2)
        out.more(len(fact.entries), FACTS_SHOWN, column)


def _skipped(view: View, out: Writer) -> None:
    skipped = view.skipped
    out.head("Not analysed")
    out.line(skipped_line(skipped), indent=2)
    if skipped.sections:
        told = [f"{name} ({size:,})" for name, size, _ in skipped.sections[:SECTIONS_SHOWN]]
        rest = len(skipped.sections) - SECTIONS_SHOWN
        if rest > 0:
            told.append(f"and {counted(rest, 'more section')}")
        out.line((f"Characters by section: {', '.join(told)}.", "soft"), indent=2)
    for severity, message, code in skipped.notes:
        out.line(f"{severity}: {message}", (f" [{code}]", "soft"), indent=2)


def _failed(failure: View | Failure, out: Writer) -> None:
    if isinstance(failure, Failure):
        out.entry([("Not analysed", "missing")], LABEL, f"{one_line(failure.id)}: {one_line(failure.message)}")


def _comparison(views: Sequence[View | Failure], out: Writer) -> None:
    """A table where there is room for one, else a short block for each posting."""
    told = rows(views)
    out.head(f"{len(told)} postings compared")
    if out.width >= TABLE_FROM:
        out.table(COLUMNS, [row.cells for row in told], CELLS)
        return
    for row in told:
        out.line((row.title, "strong"), indent=2)
        for name, cell in zip(COLUMNS[1:], row.cells[1:], strict=True):
            out.entry([(name, "label")], LABEL + 4, cell, indent=4)
