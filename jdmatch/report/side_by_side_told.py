"""What every surface of a comparison says alike: figures, verdicts, the heads of lists and of edits. No layout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from jdmatch.report.side_by_side import Entry, SideBySide, Where, fact_key
from jdmatch.report.side_by_side_edits import Edit, Edits, Effect, Run
from jdmatch.report.side_by_side_words import (
    EDIT_WORD,
    LINES_ALIKE,
    LINES_ALIKE_UNSCORED,
    NO_DUTY_CHANGED,
    NOTHING_CHANGED,
    ONLY_MOVED,
    OTHER_LINES,
    SHOWN,
    UNFELT,
    UNSCORED_EDIT,
    UNSCORED_EDITS,
)
from jdmatch.report.text import clip, counted, listed, one_line, percent
from jdmatch.report.views import View
from jdmatch.report.words import STATUS_WORD

# Who covers a statement → the head of its list.
WHERE: Mapping[Where, str] = MappingProxyType(
    {
        "a": "Only in A{at}",
        "b": "Only in B{at}",
        "both": "In both{at}",
        "neither": "Missing in both{at}",
    }
)
DUTIES: Mapping[str, str] = MappingProxyType({"A": "Only in A", "B": "Only in B", "both": "In both"})


def figures(view: SideBySide) -> list[tuple[str, str, str]]:
    """The figures of both as (what, A's, B's)."""
    a, b = view.a.view, view.b.view
    out = []
    if view.framework is not None:
        out += [("Coverage", _score(a), _score(b)), ("", _counts(a), _counts(b))]
    out += [("Pitched at", _level(a), _level(b)), ("", _level_note(a), _level_note(b))]
    return [row for row in out if row[1] or row[2]]


def _score(view: View) -> str:
    return f"not scored: {view.unscored}" if view.score is None else f"{view.score.figure} ({view.score.range})"


def _counts(view: View) -> str:
    return "" if view.score is None else view.score.counts


def _level(view: View) -> str:
    return "no level could be read" if view.level is None else view.level.headline


def _level_note(view: View) -> str:
    return "" if view.level is None else view.level.note


def verdicts(view: SideBySide) -> list[str]:
    """What the figures come to: one sentence on score, one on level; one for all where nothing was edited."""
    if view.edits is not None and view.edits.nothing:
        return [ONLY_MOVED if view.edits.moved else NOTHING_CHANGED]
    return [d.text for d in (view.score, view.level) if d is not None]


def signed_points(value: float) -> str:
    """A difference of two shares with its sign, to a tenth: "+3.2 points"."""
    tenths = round(value * 1000)
    if tenths == 0:
        return "0 points" if value == 0 else "under 0.1 points"
    sign = "+" if tenths > 0 else "−"
    figure = f"{abs(tenths) / 10:.1f}"
    return f"{sign}{figure} point{'' if figure == '1.0' else 's'}"


def edits_summary(view: SideBySide, edits: Edits) -> Iterable[str]:
    """How much was edited, and what it comes to."""
    counts = [(sum(e.kind == kind for e in edits.duties), word.lower()) for kind, word in EDIT_WORD.items()]
    told = [f"{n} {word}" for n, word in counts if n]
    duties = f"Duties: {listed(told)}." if told else NO_DUTY_CHANGED
    if view.score is not None and told:
        duties = f"{duties[:-1]}: {signed_points(edits.total)} of coverage in all."
    yield duties
    if edits.moved:
        lines = counted(edits.moved, "line")
        yield f"{lines} {'was' if edits.moved == 1 else 'were'} only moved, which changes nothing."
    if told:
        yield LINES_ALIKE if view.score is not None else LINES_ALIKE_UNSCORED
    if abs(edits.rest) >= SHOWN / 10:
        yield f"{signed_points(edits.rest)} belong to no single edit."


def edit_head(edit: Edit) -> str:
    """ "+3.2 points"; that only statements of other levels moved where none of the score did."""
    return signed_points(edit.points) if any(e.scored for e in edit.notable) else UNSCORED_EDIT


def edit_words(edit: Edit) -> list[tuple[str, tuple[Run, ...], bool]]:
    """The words of an edit as (what they are, runs, whether they stand in A)."""
    before, now = (EDIT_WORD["removed"], EDIT_WORD["added"]) if edit.kind != "changed" else ("Before", "Now")
    found = [(before, edit.before_runs, False), (now, edit.now_runs, True)]
    return [(label, runs, in_a) for label, runs, in_a in found if runs]


def smaller(edit: Edit) -> str:
    """How many effects of an edit are not worth telling each."""
    n = len(edit.effects) - len(edit.notable)
    return f"… and {counted(n, 'smaller move')}" if n else ""


def edit_lists(view: SideBySide, edits: Edits) -> Iterable[tuple[str, tuple[Edit, ...]]]:
    """The edits that have no effects to tell, in lists with their heads."""
    yield (UNFELT if view.framework is not None else UNSCORED_EDITS), edits.unfelt
    yield OTHER_LINES, edits.others


def notes(view: SideBySide) -> Iterable[tuple[str, str]]:
    """What must be known about an input, behind the posting's letter."""
    for side in view.sides:
        for severity, message, code in side.notes:
            yield side.letter, f"{severity}: {message} [{code}]"


def effect_change(effect: Effect) -> str:
    """ "missing → covered, 12 % → 71 % likely", and what it did to the score."""
    was, now = effect.before, effect.now
    sure = f"{percent(was.probability)} → {percent(now.probability)} likely"
    if not effect.turned:
        told = f"still {STATUS_WORD[now.status]}, {sure}"
    else:
        told = f"{STATUS_WORD[was.status]} → {STATUS_WORD[now.status]}, {sure}"
    return told


def effect_where(effect: Effect) -> str:
    """The points of an effect, or the level that the score does not ask about."""
    if effect.scored:
        return f", {signed_points(effect.points)}"
    return f" (at {effect.now.level}, not in the score)" if effect.now.level else " (not in the score)"


def entry_said(entry: Entry, length: int) -> tuple[str, str]:
    """A fact's value, and beside it its quote where that says more."""
    value, quote = entry
    if quote is None:
        return value, " from the file's own fields"
    words = clip(one_line(quote.text), length)
    return value, "" if fact_key(quote.text) == fact_key(value) else f" “{words}”"
