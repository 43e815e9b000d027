"""Two postings side by side: what a comparison shows, in a recruiter's words, before any surface lays it out.

A is the draft, B the other posting; both were analysed against one framework at one level (``analyzer.compare``), so
every figure of the one can be held against the other's. What only one of them covers comes first, since that is what a
writer acts on. A difference is called one only where the two ranges have nothing in common. Where the two are versions
of one text, ``side_by_side_edits`` says what each edit gained or lost. Like ``build`` this decides nothing: statuses,
quotes and figures are the analyses' own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from jdmatch.analyzer import Compared
from jdmatch.records import Analysis, Framework
from jdmatch.report.build import build
from jdmatch.report.explain import level_labels
from jdmatch.report.side_by_side_edits import Edits, edits_between
from jdmatch.report.side_by_side_words import (
    ALONE,
    CLEAR,
    CLEAR_LEVEL,
    EDITS_METHOD,
    LEVEL_METHOD,
    MEASURE,
    MEASURED,
    NOT_CLEAR,
    NOT_CLEAR_LEVEL,
    NOTHING_FITS,
    SAME_LEVEL,
    SAME_SCORE,
    SCORE_METHOD,
    SHOWN,
    UNCLEAR_LEVEL,
    UNLIKE,
)
from jdmatch.report.text import listed, one_line, percent, points
from jdmatch.report.views import Duty, FrameworkView, LevelReason, Line, Quote, View

Where = Literal["a", "b", "both", "neither"]
Entry = tuple[str, Quote | None]


@dataclass(frozen=True)
class Side:
    """One of the two: its ``letter``, what it is (``role``), its own ``view``, what it would have been taken for
    ``alone``, where that is something else than what it is measured by (else empty), and ``notes`` on the input as
    (severity word, message, code)."""

    letter: str
    role: str
    view: View
    alone: str
    notes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """How far two figures lie apart, A less B; ``clear`` where their ranges have nothing in common; ``text`` says it.
    ``value`` is None for levels."""

    value: float | None
    clear: bool
    text: str


@dataclass(frozen=True, slots=True)
class StatementPair:
    """One statement in both postings. ``share``: what it adds to the difference of the scores (A less B)."""

    a: Line
    b: Line
    share: float

    @property
    def where(self) -> Where:
        """Who covers it, at least partly."""
        return _where(self.a.status != "missing", self.b.status != "missing")

    @property
    def alike(self) -> bool:
        """Whether both have the same status by the same words."""
        return self.a.status == self.b.status and said(self.a) == said(self.b)


@dataclass(frozen=True, slots=True)
class FactPair:
    """One kind of fact: what both state, what only one states; ``absent`` is said of one that states nothing. Of an
    entry of ``both`` the quote is A's."""

    kind: str
    label: str
    both: tuple[Entry, ...]
    a: tuple[Entry, ...]
    b: tuple[Entry, ...]
    absent: str

    @property
    def differs(self) -> bool:
        """Whether the two do not state the same."""
        return bool(self.a or self.b)


@dataclass(frozen=True)
class SideBySide:
    """Everything that a comparison shows. ``settings`` are the sentences that say what both are measured by;
    ``framework`` is None where none fits, then there are no ``rows``, no ``score`` and no ``others``. ``others`` are
    the statements of other levels that only one of them covers. ``reasons``: the words that point to a level in one of
    them only. ``edits`` where the two are versions of one text."""

    a: Side
    b: Side
    framework: FrameworkView | None
    at: str
    settings: tuple[str, ...]
    score: Difference | None
    level: Difference | None
    rows: tuple[StatementPair, ...]
    others: tuple[StatementPair, ...]
    reasons: tuple[tuple[LevelReason, ...], tuple[LevelReason, ...]]
    facts: tuple[FactPair, ...]
    duties: tuple[tuple[Duty, ...], tuple[Duty, ...], tuple[Duty, ...]]
    duties_title: str
    edits: Edits | None
    method: tuple[tuple[str, str], ...]

    @property
    def sides(self) -> tuple[Side, Side]:
        """A, then B."""
        return (self.a, self.b)

    @property
    def same(self) -> bool:
        """Whether nothing at all sets the two apart."""
        return self.edits is not None and self.edits.nothing

    def having(self, where: Where) -> tuple[StatementPair, ...]:
        """The statements of the scored level that these cover, most important first."""
        return tuple(row for row in self.rows if row.where == where)


def said(line: Line) -> Quote | None:
    """The words that show a statement best, or that came nearest to it."""
    return line.quotes[0] if line.quotes else line.nearest


def place_side_by_side(compared: Compared, frameworks: Mapping[str, Framework]) -> SideBySide:
    """The view of a comparison. ``frameworks`` gives titles, scales and texts by id."""
    views = build(compared.draft, frameworks), build(compared.other, frameworks)
    framework = views[0].framework
    target = framework.target if framework else None
    edits = edits_between(compared.other, compared.draft, *reversed(views))
    roles = ("the draft", "the other version" if edits else "the other posting")
    alone = (compared.draft_alone, compared.other_alone)
    # What is to be told of the level asked for is known where the framework was chosen.
    told = (build(compared.draft_alone, frameworks).skipped.notes, views[1].skipped.notes)
    a, b = (
        Side(letter, role, view, taken_alone(letter, one, compared.draft, frameworks), notes)
        for letter, role, view, one, notes in zip("AB", roles, views, alone, told, strict=True)
    )
    rows, others = _statements(*views)
    return SideBySide(
        a=a,
        b=b,
        framework=framework,
        at=f" at {target.label}" if target and target.label else "",
        settings=tuple(_settings(compared, framework, a, b)),
        score=score_difference(compared.draft, compared.other),
        level=level_difference(compared.draft, compared.other),
        rows=rows,
        others=others,
        reasons=_reasons(*views),
        facts=tuple(_facts(*views)),
        duties=_duties(*views),
        duties_title=views[0].duties_title,
        edits=edits,
        method=_method(views[0], framework is not None, edits is not None),
    )


# --- what both are measured by ------------------------------------------------------------------------------------


def _settings(compared: Compared, framework: FrameworkView | None, a: Side, b: Side) -> Iterable[str]:
    if framework is None:
        yield NOTHING_FITS
    else:
        yield from measure(compared, framework, "Both")
    yield from (side.alone for side in (a, b) if side.alone)


def measure(compared: Compared, framework: FrameworkView, all_: str) -> Iterable[str]:
    """What the postings (``all_``: how they are called together) are measured by, and whether the first, which decided
    that, describes such work."""
    label = framework.target.label if framework.target else None
    level = "none" if label is None else "asked" if compared.level_asked else "implied"
    what = f"{framework.title} ({framework.id})" + (f" at {label}" if label else "")
    yield MEASURED.format(all=all_, measure=MEASURE[compared.named, level], what=what)
    scored = compared.draft.coverage
    if scored is not None and compared.draft_alone.occupation.selected != scored.framework:
        yield UNLIKE.format(letter="A")


def taken_alone(letter: str, alone: Analysis, measured: Analysis, frameworks: Mapping[str, Framework]) -> str:
    """What a posting would have been taken for by itself; empty where it is what both are measured by."""
    selected, framework = alone.occupation.selected, measured.coverage.framework if measured.coverage else None
    if selected is None:
        return "" if framework is None else ALONE.format(letter=letter, what="fits none of the occupations compared")
    found = next((c for c in alone.occupation.candidates if c.framework == selected), None)
    known = frameworks.get(selected)
    title = one_line(known.title if known else found.title if found else selected)
    level = alone.coverage.target_level if alone.coverage else None
    same_level = measured.coverage is not None and level == measured.coverage.target_level
    if selected == framework and same_level:
        return ""
    label = level_labels(known, () if level is None else (level,)).get(level or "")
    at = f" at {label}" if label else ""
    if selected == framework:
        return ALONE.format(letter=letter, what=f"would have been scored{at}")
    sure = f", {percent(found.probability)} likely" if found else ""
    what = f"would have been taken for {title} ({one_line(selected)}{sure}){at}"
    return ALONE.format(letter=letter, what=what)


# --- figures ------------------------------------------------------------------------------------------------------


def score_difference(one: Analysis, other: Analysis, letters: tuple[str, str] = ("A", "B")) -> Difference | None:
    """How far the scores of two analyses by one measure lie apart; None where they were not scored."""
    a, b = one.coverage, other.coverage
    if a is None or b is None or not a.scored:
        return None
    value = a.score - b.score
    apart = a.score_interval[0] > b.score_interval[1] or b.score_interval[0] > a.score_interval[1]
    if abs(value) < SHOWN / 2:
        return Difference(value, False, SAME_SCORE.format(one=letters[0], other=letters[1]))
    more, less = letters if value > 0 else reversed(letters)
    by = points(abs(value)) if abs(value) >= SHOWN else "less than a point"
    return Difference(value, apart, (CLEAR if apart else NOT_CLEAR).format(more=more, less=less, by=by))


def level_difference(one: Analysis, other: Analysis, letters: tuple[str, str] = ("A", "B")) -> Difference | None:
    """Whether two analyses by one measure have different levels; None where they can not be held together."""
    a, b = one.level, other.level
    if a is None or b is None or a.scale != b.scale:
        return None
    if a.abstained or b.abstained:
        unclear = listed([letter for letter, x in zip(letters, (a, b), strict=True) if x.abstained])
        return Difference(None, False, UNCLEAR_LEVEL.format(unclear=unclear))
    if a.estimate == b.estimate:
        return Difference(None, False, SAME_LEVEL.format(one=letters[0], other=letters[1]))
    (a_low, a_high), (b_low, b_high) = ([x.scale.index(end) for end in x.interval] for x in (a, b))
    apart = a_low > b_high or b_low > a_high
    more, less = letters if a.scale.index(a.estimate) > b.scale.index(b.estimate) else reversed(letters)
    return Difference(None, apart, (CLEAR_LEVEL if apart else NOT_CLEAR_LEVEL).format(more=more, less=less))


# --- statements, words, facts, duties -----------------------------------------------------------------------------


def _where(in_a: bool, in_b: bool) -> Where:
    if in_a:
        return "both" if in_b else "a"
    return "b" if in_b else "neither"


def _statements(a: View, b: View) -> tuple[tuple[StatementPair, ...], tuple[StatementPair, ...]]:
    """The statements of the scored level, most important first, and those of other levels that one covers alone."""
    if a.framework is None or b.framework is None:
        return (), ()
    theirs = {line.key: line for group in b.framework.groups for line in group.lines}
    target = a.framework.target
    weight = sum(line.importance for line in target.lines) if target else 0.0
    scored = [
        StatementPair(line, theirs[line.key], _share(line, theirs[line.key], weight))
        for line in (target.lines if target else ())
    ]
    rest = [StatementPair(line, theirs[line.key], 0.0) for group in a.framework.others for line in group.lines]
    ranked = sorted(scored, key=lambda row: -row.a.importance)
    return tuple(ranked), tuple(row for row in rest if row.where in ("a", "b"))


def _share(a: Line, b: Line, weight: float) -> float:
    return (a.probability - b.probability) * a.importance / weight if weight else 0.0


def _reasons(a: View, b: View) -> tuple[tuple[LevelReason, ...], tuple[LevelReason, ...]]:
    each = [view.level.reasons if view.level else () for view in (a, b)]
    keys = [{_reason_key(reason) for reason in reasons} for reasons in each]
    return (
        tuple(r for r in each[0] if _reason_key(r) not in keys[1]),
        tuple(r for r in each[1] if _reason_key(r) not in keys[0]),
    )


def _reason_key(reason: LevelReason) -> tuple[str, str, str]:
    return reason.cue.casefold(), reason.where, reason.towards


def _facts(a: View, b: View) -> Iterable[FactPair]:
    theirs = {fact.kind: fact for fact in b.facts}
    own = {fact.kind: fact for fact in a.facts}
    order = sorted({**own, **theirs}, key=[*dict.fromkeys([*own, *theirs])].index)
    for kind in order:
        mine, other = own.get(kind), theirs.get(kind)
        shown = mine or other
        if shown is None:
            continue
        entries = [fact.entries if fact else () for fact in (mine, other)]
        values = [{fact_key(value) for value, _ in found} for found in entries]
        yield FactPair(
            kind=kind,
            label=shown.label,
            both=tuple(e for e in entries[0] if fact_key(e[0]) in values[1]),
            a=tuple(e for e in entries[0] if fact_key(e[0]) not in values[1]),
            b=tuple(e for e in entries[1] if fact_key(e[0]) not in values[0]),
            absent=(mine.absent if mine else "") or (other.absent if other else "") or "none stated",
        )


def fact_key(text: str) -> str:
    """By what two texts are held to say the same."""
    return one_line(text).casefold().rstrip(".;")


def _duties(a: View, b: View) -> tuple[tuple[Duty, ...], tuple[Duty, ...], tuple[Duty, ...]]:
    """Duties outside the framework that both have (A's), that only A has, that only B has."""
    keys = [{fact_key(duty.quote.text) for duty in view.duties} for view in (a, b)]
    return (
        tuple(d for d in a.duties if fact_key(d.quote.text) in keys[1]),
        tuple(d for d in a.duties if fact_key(d.quote.text) not in keys[1]),
        tuple(d for d in b.duties if fact_key(d.quote.text) not in keys[0]),
    )


def _method(view: View, scored: bool, edited: bool) -> tuple[tuple[str, str], ...]:
    """How both were computed: what an analysis says of it, less what is about one posting's figures."""
    own: Sequence[tuple[str, str]] = [(what, text) for what, text in view.method if what not in ("Score", "Occupation")]
    told = [("Difference", SCORE_METHOD)] if scored else []
    told += [("Edits", EDITS_METHOD)] if scored and edited else []
    return (*told, ("Levels", LEVEL_METHOD), *own)
