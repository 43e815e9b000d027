"""The report in GitHub's Markdown: everything the terminal shows, with no list cut.

Text from postings and frameworks is escaped, so that it stands as it was written and can start no list, table, link,
formula or HTML. Such text never begins a line, so signs that mean something only there need no escape.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from jdmatch.records import Analysis, Failure, Framework
from jdmatch.report.build import build, skipped_line
from jdmatch.report.compare import COLUMNS, rows
from jdmatch.report.text import counted, headline, one_line, percent, points
from jdmatch.report.views import FrameworkView, LevelGroup, LevelReason, Line, Quote, View
from jdmatch.report.words import STATUS_SIGN, STATUS_WORD, STATUSES

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>|~$]|(?<=\s)#|^#|&(?=#?\w+;)|:(?=[\w+-]+:)")


def escape(text: str) -> str:
    """One line of text that Markdown shows as it is."""
    return _SPECIAL.sub(lambda found: "\\" + found[0], one_line(text))


def render(outcomes: Sequence[Analysis | Failure], frameworks: Mapping[str, Framework]) -> str:
    """All reports, and after several the table that compares them."""
    views: list[View | Failure] = [o if isinstance(o, Failure) else build(o, frameworks) for o in outcomes]
    parts = ["\n".join(_report(view)) for view in views if isinstance(view, View)]
    if len(views) > 1:
        parts.append("\n".join(_comparison(views)))
    elif not parts:
        parts = [f"**Not analysed:** {escape(v.id)}: {escape(v.message)}" for v in views if isinstance(v, Failure)]
    return "\n\n---\n\n".join(parts) + "\n"


def _report(view: View) -> Iterable[str]:
    yield f"# {escape(view.title)}"
    yield ""
    yield escape(view.byline)
    yield ""
    yield from _summary(view)
    if view.framework is not None:
        yield from _levels(view.framework, scored=True)
        yield from _target(view)
        for group in view.framework.others:
            yield from _statements(f"at {escape(group.label or 'no level')}", group)
    for other in view.others:
        yield from _levels(other, scored=False)
        for group in other.groups:
            yield from _statements(
                escape(f"in {other.title}, {group.label}" if group.label else f"in {other.title}"), group
            )
    yield from _duties(view)
    yield from _facts(view)
    yield from _skipped(view)
    yield from _head("How this was computed")
    for what, text in view.method:
        yield f"- **{what}:** {escape(text)}"


def _summary(view: View) -> Iterable[str]:
    yield f"- **Occupation:** {escape(view.occupation.headline)} ({escape(view.occupation.note)})"
    if view.level is None:
        yield "- **Pitched at:** no level could be read from the text"
    else:
        yield f"- **Pitched at:** {escape(view.level.headline)} ({escape(view.level.note)})"
        for reason in view.level.reasons:
            yield f"  - {_reason(reason)}"
    score = view.score
    if score is None:
        yield f"- **Coverage:** not scored: {escape(view.unscored)}"
    else:
        yield f"- **Coverage:** {score.figure} ({score.range}) of the {escape(score.about)}: {score.counts}"


def _reason(reason: LevelReason) -> str:
    where = f" {reason.where}" if reason.where else ""
    before, after = (" " if reason.before.endswith(" ") else ""), (" " if reason.after.startswith(" ") else "")
    quote = f"{escape(reason.before)}{before}**{escape(reason.cue)}**{after}{escape(reason.after)}"
    return f"“{quote}”{where} → {escape(reason.towards)}"


def _levels(framework: FrameworkView, *, scored: bool) -> Iterable[str]:
    levelled = framework.groups[0].label is not None
    what = "Coverage by level" if scored else f"Also compared: {escape(framework.title)}"
    yield from _head(what if levelled else "Coverage" if scored else what)
    yield "| Level | " + " | ".join(STATUS_WORD[s].capitalize() for s in STATUSES) + " | |"
    yield "|---|--:|--:|--:|---|"
    for group in framework.groups:
        name = escape(group.label or "All statements")
        counts = " | ".join(str(group.counts[s]) for s in STATUSES)
        bar = "".join(STATUS_SIGN[s] * group.counts[s] for s in STATUSES) if len(group.lines) <= 40 else ""
        yield f"| {f'**{name}** (scored)' if group.target and levelled else name} | {counts} | {bar} |"


def _target(view: View) -> Iterable[str]:
    group = view.framework.target if view.framework else None
    if group is None:
        return
    at = f" at {escape(group.label)}" if group.label else ""
    yield from _statements(at.strip(), group)
    yield from _head(f"Missing{at}, most important first ({len(view.missing)})")
    if not view.missing:
        yield "Nothing."
    for i, line in enumerate(view.missing, 1):
        note = f" ({escape(line.importance_note)})" if line.importance_note else ""
        yield f"{i}. {_statement(line)}{note}  "
        if line.nearest is None:
            yield "   nothing in the posting comes near"
        else:
            short = f"{percent(line.probability)} likely, {points(line.shortfall)} short of covered"
            yield f"   nearest: {_quoted(line.nearest)} {short}"


def _statements(where: str, group: LevelGroup) -> Iterable[str]:
    """Covered and partly covered statements of a group with every quote."""
    for status, name in (("covered", "Covered"), ("partial", "Partly covered")):
        lines = [line for line in group.lines if line.status == status]
        if not lines:
            continue
        yield from _head(f"{name} {where} ({len(lines)})".replace("  ", " "))
        for line in lines:
            yield f"- {_statement(line)}"
            for i, quote in enumerate(line.quotes):
                yield f"  - {_quoted(quote)}{'' if i else f' {percent(line.probability)} likely'}"


def _statement(line: Line) -> str:
    return f"{STATUS_SIGN[line.status]} **{line.ref}** {escape(line.text)}"


def _quoted(quote: Quote) -> str:
    return f"“{escape(quote.text)}”"


def _duties(view: View) -> Iterable[str]:
    if not view.duties:
        return
    yield from _head(f"{view.duties_title} ({len(view.duties)})")
    for duty in view.duties:
        near = ""
        if duty.nearest and duty.probability is not None and view.framework is not None:
            near = f" nearest: {escape(headline(duty.nearest))}, {percent(duty.probability)} likely"
        yield f"- {_quoted(duty.quote)}{near}"


def _facts(view: View) -> Iterable[str]:
    yield from _head("Fact sheet")
    yield "| | Stated | In the posting's words |"
    yield "|---|---|---|"
    for fact in view.facts:
        if not fact.entries:
            yield f"| **{fact.label}** | {fact.absent} | |"
        for i, (value, quote) in enumerate(fact.entries):
            said = "from the file's own fields" if quote is None else "" if quote.text == value else _quoted(quote)
            yield f"| {'' if i else f'**{fact.label}**'} | {escape(value)} | {said} |"


def _skipped(view: View) -> Iterable[str]:
    yield from _head("Not analysed")
    yield skipped_line(view.skipped)
    yield ""
    for name, size, _ in view.skipped.sections:
        yield f"- {escape(name)}: {counted(size, 'character')}"
    for severity, message, code in view.skipped.notes:
        yield f"- {severity}: {escape(message)} ({code})"


def _comparison(views: Sequence[View | Failure]) -> Iterable[str]:
    told = rows(views)
    yield f"## {len(told)} postings compared"
    yield ""
    yield "| " + " | ".join(COLUMNS) + " |"
    yield "|" + "---|" * len(COLUMNS)
    for row in told:
        yield "| " + " | ".join(map(escape, row.cells)) + " |"


def _head(title: str) -> Iterable[str]:
    yield ""
    yield f"## {title}"
    yield ""
