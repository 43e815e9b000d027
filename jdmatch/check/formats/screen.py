"""The findings for people: in full with the line that each is about, one line each, or counted.

One column of text that reads the same on a terminal and in a pipe. A posting may hold anything, so whatever is shown of
it goes through ``one_line`` or is made visible sign by sign. A finding about the whole posting points at its first line
and shows none.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from jdmatch.check.document import Document, Place, applied
from jdmatch.check.engine import Checked, Located
from jdmatch.check.findings import SEVERITIES, Edit, Fix, Related
from jdmatch.check.formats.run import Run
from jdmatch.check.rules import RULES
from jdmatch.report.text import clean, clip, counted, listed, one_line
from jdmatch.report.writer import NARROWEST, Part, Writer

if TYPE_CHECKING:
    from rich.console import Console

# How many other places, and how many lines of a fix, are shown of one finding.
RELATED_SHOWN = 3
LINES_SHOWN = 8
QUOTE_LENGTH = 160
SENTENCE = 40  # characters from which an inserted text is shown by itself
BEHIND = 30  # characters of what stands before it
_TAB = "    "
_GUTTER = 3  # the signs between a line's number and its text
_CUT = "…"
_BULLETS = "-*+•·▪◦– "


def full(run: Run, out: Writer) -> None:
    """Every finding with its line, its help and its fixes, and at the end how many there are."""
    for checked in run.checked:
        helped: set[tuple[str, str]] = set()
        for one in checked.findings:
            # The same advice is given once a file, where it is first needed.
            told = (one.finding.code, one.finding.help)
            _finding(checked, one, out, helps=told not in helped)
            helped.add(told)
            out.line()
    _end(run, out)


def concise(run: Run, out: Writer) -> None:
    """One line a finding, ``path:line:column: CODE severity message``, and at the end how many there are."""
    for checked in run.checked:
        for one in checked.findings:
            severity = one.finding.severity
            out.whole(
                (f"{_where(checked.document, one.place)}:", "strong"),
                f" {one.finding.code} ",
                (severity, severity),
                f" {one_line(one.finding.message)}{_beside(checked.document, one.place)}",
            )
    _end(run, out)


def statistics(run: Run, out: Writer) -> None:
    """How often each rule found something, most often first."""
    rows = counts(run)
    if rows:
        names = ("Found", "Code", "Severity", "Rule")
        told = [
            (str(n), code, severity, f"{RULES[code].name}{', --fix' if safe else ''}")
            for code, severity, n, safe in rows
        ]
        out.table(names, told, (5, 6, 10), indent=0)
        out.line()
    _end(run, out)


def counts(run: Run) -> list[tuple[str, str, int, int]]:
    """(code, severity, findings, of these with a safe fix), most findings first."""
    found = [one for checked in run.checked for one in checked.findings]
    number = Counter((one.finding.code, one.finding.severity) for one in found)
    safe = Counter((one.finding.code, one.finding.severity) for one in found if is_safe(one))
    ranked = sorted(number.items(), key=lambda item: (-item[1], item[0]))
    return [(*key, n, safe[key]) for key, n in ranked]


def difference(text: str, out: Writer) -> None:
    """A unified difference in the colours that one knows."""
    for line in text.splitlines():
        style = {"+": "new", "-": "gone", "@": "label"}.get(line[:1], "")
        shown = clean(line)
        out.whole((shown, style) if style else shown)


def is_safe(one: Located) -> bool:
    """Whether ``--fix`` mends it."""
    return any(fix.safe for fix, _ in one.fixes)


def plain_writer(width: int) -> tuple[Writer, io.StringIO]:
    """A writer without colour, and the text that it writes."""
    from rich.console import Console

    stream = io.StringIO()
    return Writer(Console(file=stream, width=width, color_system=None, force_terminal=False)), stream


def writer(console: Console) -> Writer:
    """A writer on a console."""
    return Writer(console)


# --- one finding ----------------------------------------------------------------------------------------------------


def _finding(checked: Checked, one: Located, out: Writer, *, helps: bool) -> None:
    finding, document, place = one.finding, checked.document, one.place
    severity = finding.severity
    out.line((severity, severity), (f"[{finding.code}]", "strong"), (f": {one_line(finding.message)}", "strong"))
    number = len(str(place.line))
    side = " " * number
    until = f" to line {place.end_line}" if place.end_line > place.line else ""
    out.whole((f"{side}--> ", "soft"), _where(document, place), (until, "soft"), _beside(document, place))
    if place.end > place.start:
        _source(document, place, side, severity, out)
    column = number + _GUTTER
    if finding.help and helps:
        _told("help", column, [one_line(finding.help)], out)
    for fix in finding.fixes:
        edits = next((made for offered, made in one.fixes if offered is fix), None)
        _fix(document, fix, edits, column, out)
    for other in finding.related[:RELATED_SHOWN]:
        _related(document, other, finding.message, column, out)
    if len(finding.related) > RELATED_SHOWN:
        _told("see", column, [f"… and {counted(len(finding.related) - RELATED_SHOWN, 'more place')}"], out)
    if finding.gain is not None and finding.gain >= 0.05:
        _told("gain", column, [f"+{finding.gain:.1f} points of coverage"], out)


def _told(label: str, column: int, parts: Sequence[Part], out: Writer) -> None:
    head: list[Part] = [("= ", "soft"), (f"{label}:", "label")]
    out.entry(head, column + 6, *parts, indent=column - 2)


def _where(document: Document, place: Place) -> str:
    return f"{one_line(document.name)}:{place.line}:{place.column}"


def _beside(document: Document, place: Place) -> str:
    """Said where a file has no lines of its own: those of its text are counted then."""
    if document.own:
        return ""
    if place.page is not None:
        return f" (page {place.page})"
    return " (line of the text in it)" if place.paragraph is None else f" (paragraph {place.paragraph})"


def _source(document: Document, place: Place, side: str, severity: str, out: Writer) -> None:
    """The line and, below the words that are meant, carets."""
    line = document.line(place.line)
    first = place.column - 1
    last = place.end_column - 1 if place.end_line == place.line else len(line)
    shown, before, marked = crop(line, first, max(last, first + 1), max(out.width - len(side) - _GUTTER, NARROWEST))
    bar = (f"{side} |", "soft")
    out.whole(bar)
    out.whole((f"{place.line} | ", "soft"), shown)
    out.whole(bar, " ", " " * before, ("^" * marked, severity))


def crop(line: str, first: int, last: int, room: int) -> tuple[str, int, int]:
    """As much of a line around ``line[first:last]`` as ``room`` columns hold, what acts on a screen made visible; how
    many columns stand before those characters, and how many they take."""
    from rich.cells import cell_len

    # A page may be one line of a million characters: none further away than the room can be shown.
    start, end = max(first - room, 0), min(first + 2 * room, len(line))
    signs = [_TAB if c == "\t" else clean(c).replace("\n", "\u240a") for c in line[start:end]]
    widths = [cell_len(sign) for sign in signs]
    a, b = first - start, min(last, end) - start
    left, right = 0, len(signs)
    is_whole = start == 0 and end == len(line) and sum(widths) <= room
    if not is_whole:
        # What is meant stands a quarter into the line where the line's beginning is too far away.
        space = room - 2
        if start or sum(widths[:b]) > space:
            ahead = max(space // 4, space - sum(widths[a:b]) - space // 4)
            left = a
            while left > 0 and sum(widths[left - 1 : a]) <= min(ahead, space // 2):
                left -= 1
        right = left
        used = 0
        while right < len(signs) and used + widths[right] <= space:
            used += widths[right]
            right += 1
    head = _CUT if left or start else ""
    tail = _CUT if right < len(signs) or end < len(line) else ""
    before = len(head) + sum(widths[left:a])
    marked = max(sum(widths[a : min(b, right)]), 1)
    return head + "".join(signs[left:right]) + tail, before, marked


def _fix(document: Document, fix: Fix, edits: tuple[Edit, ...] | None, column: int, out: Writer) -> None:
    title, lines = _what_is_done(document, fix, edits or ())
    safe: Part = (" (--fix does it)", "soft") if fix.safe and edits is not None else ""
    _told("fix", column, [title, safe], out)
    for line in lines[:LINES_SHOWN]:
        out.entry([("+", "new")], column + 8, (one_line(line), "new"), indent=column + 6)
    if len(lines) > LINES_SHOWN:
        out.line((f"… and {counted(len(lines) - LINES_SHOWN, 'more line')}", "soft"), indent=column + 6)


def _what_is_done(document: Document, fix: Fix, edits: Sequence[Edit]) -> tuple[str, list[str]]:
    """What a fix does, and the text that it brings in, where that is more than words: lines, or a sentence."""
    title = one_line(fix.title)
    inserts = len(edits) == 1 and edits[0].start == edits[0].end
    if any("\n" in edit.text for edit in edits):
        lines = _new_lines(document, edits)
        if inserts and len(lines) == 1:
            at = document.line_of(edits[0].start)
            title = f"Insert {'above' if edits[0].text.endswith(chr(10)) else 'below'} line {at}:"
        return title, lines
    if inserts and len(edits[0].text) > SENTENCE:
        at = edits[0].start
        line = document.line_of(at)
        before = one_line(document.text[document.start_of(line) : at])
        where = f"behind “{clip(before[::-1], BEHIND)[::-1]}”" if before else "at its beginning"
        return f"Insert in line {line}, {where}:", [edits[0].text]
    return title, []


def _new_lines(document: Document, edits: Iterable[Edit]) -> list[str]:
    """The lines that edits make, without those that are there already."""
    edits = sorted(edits, key=lambda edit: (edit.start, edit.end))
    start = document.start_of(document.line_of(edits[0].start))
    end = document.start_of(document.line_of(max(edit.end for edit in edits)) + 1)
    before = document.text[start:end]
    after = applied(before, (Edit(edit.start - start, edit.end - start, edit.text) for edit in edits))
    there = Counter(map(one_line, before.splitlines()))
    out = []
    for line in after.splitlines():
        if there[one_line(line)] > 0:
            there[one_line(line)] -= 1
        elif line.strip():
            out.append(line)
    return out


def _related(document: Document, other: Related, message: str, column: int, out: Writer) -> None:
    place = document.place(other.start, other.end)
    quote = clip(one_line(document.text[place.start : place.end]).lstrip(_BULLETS), QUOTE_LENGTH)
    where = f"page {place.page}" if place.page is not None else f"line {place.line}"
    _told("see", column, [(f"{where}: ", "soft"), one_line(other.message)], out)
    if quote and quote not in other.message and quote not in message:
        out.line((f"“{quote}”", "soft"), indent=column + 6)


# --- the end --------------------------------------------------------------------------------------------------------


def _end(run: Run, out: Writer) -> None:
    for i, line in enumerate(summary(run)):
        out.line((line, "strong") if not i else line)


def summary(run: Run) -> list[str]:
    """How many findings there are, and what became of the others."""
    number = run.counts()
    fixable = sum(is_safe(one) for checked in run.checked for one in checked.findings)
    tail = []
    if run.fixed:
        tail.append(f"{counted(run.fixed, 'finding')} mended.")
    if fixable:
        tail.append(f"{fixable} can be mended with --fix.")
    if run.known:
        tail.append(f"{run.known} in the baseline.")
    if run.ignored:
        tail.append(f"{run.ignored} silenced by comments.")
    if run.failures:
        tail.append(f"{counted(len(run.failures), 'file')} could not be checked.")
    if number:
        found = listed([counted(number[severity], severity) for severity in SEVERITIES if number[severity]])
        some = sum(bool(checked.findings) for checked in run.checked)
        head = f"{found} in {some} of {counted(len(run.checked), 'posting')}." if len(run.checked) > 1 else f"{found}."
    elif run.checked:
        head = f"All clear: {counted(len(run.checked), 'posting')} checked."
    else:
        head = "Nothing could be checked."
        tail = tail[:-1]
    return [head, *([" ".join(tail)] if tail else [])]
