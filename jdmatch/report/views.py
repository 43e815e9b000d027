"""What a report shows, as plain values: the analysis in a recruiter's words, before any surface lays it out.

Terminal, Markdown and HTML all render one ``View``, so that they can not tell different stories about one analysis. A
``Quote`` is verbatim (``posting.text`` from start to end); surfaces clean and escape it. ``Line.key`` is the
statement's place in ``coverage.statements``, which makes anchors that are unique and safe whatever ids a framework
has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jdmatch.records import Posting, Status


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim piece of the posting, or of its title or fields (then ``chunk`` is None)."""

    text: str
    chunk: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A statement and what the posting says of it. ``quotes`` are its evidence, best first (empty where missing);
    ``nearest`` is the quote that came closest where it is missing. ``ref`` is a short name such as D3."""

    key: int
    ref: str
    text: str
    level: str | None
    status: Status
    probability: float
    shortfall: float
    importance: float
    importance_note: str
    quotes: tuple[Quote, ...] = ()
    nearest: Quote | None = None


@dataclass(frozen=True)
class LevelGroup:
    """The statements of one level (label None: a framework without levels) in framework order."""

    label: str | None
    target: bool
    lines: tuple[Line, ...]

    def having(self, status: Status) -> tuple[Line, ...]:
        """The lines of a status."""
        return tuple(line for line in self.lines if line.status == status)

    @property
    def counts(self) -> Mapping[Status, int]:
        """How many lines each status has."""
        return {status: len(self.having(status)) for status in ("covered", "partial", "missing")}


@dataclass(frozen=True)
class FrameworkView:
    """A framework with its levels, lowest first."""

    id: str
    title: str
    groups: tuple[LevelGroup, ...]

    @property
    def target(self) -> LevelGroup | None:
        """The group that the score is about, None in a framework that was only named beside the scored one."""
        return next((g for g in self.groups if g.target), None)

    @property
    def others(self) -> tuple[LevelGroup, ...]:
        """Every group but the target's."""
        return tuple(g for g in self.groups if not g.target)


@dataclass(frozen=True, slots=True)
class ScoreView:
    """The score in words: "62 %", "51–70 %", and what it is a share of."""

    value: float
    low: float
    high: float
    figure: str
    range: str
    about: str
    counts: str


@dataclass(frozen=True, slots=True)
class OccupationView:
    """The occupation in a headline and a note. ``short`` is for a table's cell. ``candidates`` are (title, framework,
    probability), best first; ``nothing`` is the probability that none of them fits."""

    headline: str
    note: str
    short: str
    fits: bool
    candidates: tuple[tuple[str, str, float], ...]
    nothing: float


@dataclass(frozen=True, slots=True)
class LevelStep:
    """One level of the estimate's scale."""

    label: str
    probability: float
    estimate: bool
    inside: bool


@dataclass(frozen=True, slots=True)
class LevelReason:
    """One piece of evidence: the cue between what stands before and behind it in its chunk. ``where`` says if it
    comes from the title or a field."""

    before: str
    cue: str
    after: str
    where: str
    towards: str
    chunk: int | None


@dataclass(frozen=True, slots=True)
class LevelView:
    """The level at which the posting is pitched: "Developing" and "likely Developing–Proficient, 90 %"."""

    headline: str
    note: str
    abstained: bool
    coverage: str
    steps: tuple[LevelStep, ...]
    reasons: tuple[LevelReason, ...]


@dataclass(frozen=True, slots=True)
class FactView:
    """A line of the fact sheet: values with their quotes (None where the value came from a field of the file), or
    ``absent``, which says that the posting is silent."""

    kind: str
    label: str
    entries: tuple[tuple[str, Quote | None], ...]
    absent: str


@dataclass(frozen=True, slots=True)
class Duty:
    """A responsibility outside the framework, the statement that came nearest and its probability."""

    quote: Quote
    nearest: str
    probability: float | None


@dataclass(frozen=True, slots=True)
class Skipped:
    """What was not analysed: characters (blank ones aside) by section as (heading, characters, first chunk), and
    notes of the readers as (severity word, message, code)."""

    total: int
    other: int
    sections: tuple[tuple[str, int, int], ...]
    notes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class View:
    """Everything that a report shows of one analysis. ``byline`` says
    where the posting came from and how long it is, ``unscored`` why there is no score where there is none."""

    posting: Posting
    title: str
    byline: str
    occupation: OccupationView
    level: LevelView | None
    score: ScoreView | None
    unscored: str
    framework: FrameworkView | None
    others: tuple[FrameworkView, ...]
    missing: tuple[Line, ...]
    duties: tuple[Duty, ...]
    duties_title: str
    facts: tuple[FactView, ...]
    skipped: Skipped
    method: tuple[tuple[str, str], ...]
    gaps: tuple[str, ...] = field(default=())
