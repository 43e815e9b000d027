"""What is concluded: pairs and matches, level, occupation, coverage, facts. Plain values, no machinery.

An analysis may hold thousands of ``Pair``s and of ``StatementCoverage``s: these two are named tuples, which are made
three times as fast as frozen dataclasses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Status = Literal["covered", "partial", "missing"]
ImportanceSource = Literal["weights", "prevalence", "centrality", "uniform"]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities from which a statement counts as covered or partial."""

    covered: float
    partial: float

    def __post_init__(self) -> None:
        if not 0.0 < self.partial <= self.covered <= 1.0:
            raise ValueError(f"thresholds need 0 < partial ≤ covered ≤ 1, not {self.partial} and {self.covered}")

    def status(self, probability: float) -> Status:
        """The status of a probability; a threshold itself counts as reached."""
        if probability >= self.covered:
            return "covered"
        return "partial" if probability >= self.partial else "missing"


class Pair(NamedTuple):
    """A chunk and a statement with the calibrated probability that the chunk is evidence of the statement's
    activity, and the cosine similarity of their vectors."""

    chunk: int
    framework: str
    statement: str
    probability: float
    similarity: float


@dataclass(frozen=True, slots=True)
class Match:
    """A pair whose probability reaches the partial threshold. ``runner_up`` is the chunk's next best statement."""

    chunk: int
    framework: str
    statement: str
    status: Status
    probability: float
    similarity: float
    runner_up: str | None = None


@dataclass(frozen=True, slots=True)
class LevelEvidence:
    """One reason for a level: offsets into the text (``source`` text) or into the title (title, ``chunk`` None)."""

    source: Literal["text", "title", "field"]
    chunk: int | None
    start: int
    end: int
    cue: str
    towards: str


@dataclass(frozen=True, slots=True)
class LevelEstimate:
    """The level at which a whole posting is pitched. ``interval`` is contiguous, (lowest, highest), and holds the
    truth with probability ``interval_coverage``."""

    scale: tuple[str, ...]
    probabilities: tuple[float, ...]
    estimate: str
    interval: tuple[str, str]
    interval_coverage: float
    abstained: bool
    evidence: tuple[LevelEvidence, ...] = ()


@dataclass(frozen=True, slots=True)
class OccupationCandidate:
    """A framework and the probability that the posting describes its occupation."""

    framework: str
    title: str
    probability: float


@dataclass(frozen=True, slots=True)
class OccupationEstimate:
    """Which framework fits; ``selected`` is None where none does. The candidates' probabilities and none's sum to
    one."""

    selected: str | None
    candidates: tuple[OccupationCandidate, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the fact sheet with its quote. ``kind``: years, education, licence, pay, must_have, nice_to_have."""

    kind: Literal["years", "education", "licence", "pay", "must_have", "nice_to_have"]
    value: str
    start: int
    end: int


class StatementCoverage(NamedTuple):
    """How far a posting covers one statement: the probability of its best chunk, and what the statement weighs.
    ``sample`` is the number of postings behind a prevalence (0 where importance has another source)."""

    framework: str
    statement: str
    level: str | None
    text: str
    probability: float
    best_chunk: int | None
    importance: float
    importance_source: ImportanceSource
    sample: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """Coverage of every statement of every framework in question; score and target are about ``framework`` alone."""

    framework: str
    target_level: str | None
    score: float
    score_interval: tuple[float, float]
    statements: tuple[StatementCoverage, ...]

    @property
    def scored(self) -> tuple[StatementCoverage, ...]:
        """The statements that the score is about: the framework's at the target level."""
        return tuple(s for s in self.statements if s.level == self.target_level and s.framework == self.framework)


@dataclass(frozen=True, slots=True)
class Missing:
    """A statement of the target level that is not covered, with its proof of absence: the nearest chunk and how far
    it fell short of the covered threshold."""

    framework: str
    statement: str
    text: str
    status: Status
    importance: float
    nearest_chunk: int | None
    nearest_probability: float
    shortfall: float


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A responsibility that matches no statement: a duty outside the framework."""

    chunk: int
    nearest_statement: str | None
    probability: float | None


@dataclass(frozen=True, slots=True)
class Signature:
    """What made the figures: versions and hashes of everything that the result depends on."""

    jdmatch: str
    encoder: str
    matcher: str
    level: str
    frameworks: tuple[str, ...]
    settings: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A posting that gave no analysis, as it stands in results: id, code, message."""

    id: str
    code: str
    message: str
