"""What a system is made of: small protocols, so that a system need only do what it can do.

A ranker of statements has no kinds, a verb list knows no occupations. Each task asks one part, and a system without it
has no item of that task. Scores and probabilities are different things: any scorer ranks, only a decider says how
probable it is that a posting covers a statement, and from where on it says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from jdmatch.datasets.items import Said
from jdmatch.datasets.rows import AnnotatedPosting, LevelCase
from jdmatch.records import Chunk, Framework, Section

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    Array = NDArray[float64]


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """Texts to be ranked: the statements of a framework, or an index of labels (then ``framework`` is None)."""

    key: str
    texts: tuple[str, ...]
    framework: Framework | None = None

    @classmethod
    def of(cls, framework: Framework) -> Targets:
        """The statements of a framework, in their order."""
        return cls(f"{framework.id}@{framework.sha256}", tuple(s.text for s in framework.statements), framework)


class Scorer(Protocol):
    """Scores texts against targets; higher is likelier. ``nothing`` is the score where there is no text at all."""

    @property
    def nothing(self) -> float:
        """A score below any that a text gets."""
        ...

    def scores(self, texts: Sequence[str], targets: Targets) -> Array:
        """(texts, targets)."""
        ...


class Decider(Scorer, Protocol):
    """A scorer that also decides about a posting as a whole."""

    def probabilities(self, texts: Sequence[str], targets: Targets) -> Array:
        """(targets,): how probable it is that a posting with these duties covers each statement."""
        ...

    def status(self, probability: float) -> Said:
        """What is said at that probability."""
        ...


@dataclass(frozen=True, slots=True)
class LevelAnswer:
    """A level of the four steps, 1 to 4, with what the system knows about its doubt."""

    said: int
    probabilities: tuple[float, ...] | None = None
    interval: tuple[int, int] | None = None
    coverage: float | None = None
    abstained: bool = False


class Reader(Protocol):
    """Reads a whole posting."""

    def kinds(
        self, posting: AnnotatedPosting, sections: Sequence[Section], chunks: Sequence[Chunk]
    ) -> list[tuple[str, float | None]]:
        """The kind of each chunk, and its probability where there is one."""
        ...

    def level(self, posting: AnnotatedPosting) -> LevelAnswer:
        """The level at which it is pitched."""
        ...

    def occupation(self, posting: AnnotatedPosting) -> tuple[str | None, float | None]:
        """The framework that describes it, None for none of them, and the probability of that answer."""
        ...

    def occupation_without(self, posting: AnnotatedPosting) -> tuple[str | None, float | None]:
        """The same with the posting's own framework taken away: none is right."""
        ...


@dataclass(frozen=True, slots=True)
class StatementLevel:
    """How high a statement stands (comparable within a framework), and the probabilities of its framework's steps."""

    score: float
    probabilities: tuple[float, ...] | None = None


class Leveller(Protocol):
    """Says how high statements stand."""

    def levels(self, texts: Sequence[str], steps: Sequence[int]) -> list[StatementLevel]:
        """One for each text; ``steps`` is the number of steps of its framework."""
        ...


class CaseReader(Protocol):
    """Says which level a short text tells."""

    def level(self, case: LevelCase) -> int | None:
        """1 to 4, or None where it tells none."""
        ...


@dataclass(frozen=True, kw_only=True)
class System:
    """A named system. ``models``: part → signature of what it runs on. Readers are made from the rows of the suite,
    because a majority is one of the suite's own labels."""

    name: str
    models: Mapping[str, str] = field(default_factory=dict)
    scorer: Scorer | None = None
    decider: Decider | None = None
    retriever: Scorer | None = None
    reader: Callable[[Sequence[AnnotatedPosting]], Reader] | None = None
    leveller: Leveller | None = None
    cases: Callable[[Sequence[LevelCase]], CaseReader] | None = None
