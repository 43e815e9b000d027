"""The bench on which systems are tried: a suite's frameworks, and every posting read once.

Statements are matched against the duties that jdmatch itself finds in a posting, for every system alike, so that
rankers are compared and not sentence splitters; what is lost by cutting a posting wrongly is lost by all of them. The
library that occupations are chosen from is the embedded one, whatever the user has imported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from jdmatch import chunking, encoder, sources
from jdmatch.analyzer import Analyzer
from jdmatch.datasets.frameworks import Owners, embedded, read_frameworks
from jdmatch.datasets.rows import AnnotatedPosting
from jdmatch.datasets.suites import Suite
from jdmatch.encoder import Encoder, VectorCache
from jdmatch.errors import InputError
from jdmatch.evaluation.systems.dense import Remembering
from jdmatch.evaluation.systems.parts import Targets
from jdmatch.records import Analysis, Chunk, Framework, Posting, Section
from jdmatch.settings import Settings

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Read:
    """A posting cut into chunks with their kinds; ``analysis`` is None where jdmatch refuses it."""

    posting: Posting
    sections: tuple[Section, ...]
    chunks: tuple[Chunk, ...]
    analysis: Analysis | None

    @property
    def duties(self) -> tuple[str, ...]:
        """The bodies of the chunks that are responsibilities."""
        if self.analysis is None:
            return ()
        return tuple(c.body for c in self.chunks if c.kind == "responsibility")


class Bench:
    """What a run over one suite shares. ``encoder_`` stands in for the one of the settings; ``note`` is told about slow
    work."""

    def __init__(
        self, suite: Suite, settings: Settings, *, seed: int, encoder_: Encoder | None = None, note: Note | None = None
    ) -> None:
        self.suite, self.seed = suite, seed
        # The level that a user wishes for, and his own thresholds, are nobody's benchmark.
        self.settings = replace(
            settings, encoder="default", frameworks=(), level=None, covered=None, partial=None, seed=seed
        )
        self._given, self._note = encoder_, note
        self._read: dict[str, Read] = {}
        self._lacking: tuple[str, Analyzer] | None = None

    @cached_property
    def encoder(self) -> Remembering:
        """The shipped encoder."""
        return Remembering(self._given or encoder.load(self.settings))

    @cached_property
    def cache(self) -> VectorCache:
        """Where vectors of long lists are kept."""
        return VectorCache.of(self.settings, note=self._note)

    @cached_property
    def frameworks(self) -> Mapping[str, Framework]:
        """The suite's frameworks by id."""
        return read_frameworks(self.suite, self.settings)

    @cached_property
    def owners(self) -> Owners:
        """Which of them a statement belongs to."""
        return Owners(self.frameworks)

    @cached_property
    def candidates(self) -> Mapping[str, Framework]:
        """The frameworks that an occupation is chosen from."""
        return self.frameworks if self.suite.occupation == "frameworks" else embedded(self.settings)

    @cached_property
    def analyzer(self) -> Analyzer:
        """The shipped pipeline."""
        return Analyzer(self.settings, self.encoder, list(self.candidates.values()), named=False, note=self._note)

    def without(self, framework: str) -> Analyzer:
        """The shipped pipeline with a library that lacks one framework; the last one asked for is kept."""
        if self._lacking is None or self._lacking[0] != framework:
            others = [f for f in self.candidates.values() if f.id != framework]
            # Its index is not worth keeping on disk; the encoder remembers the statements.
            settings = replace(self.settings, use_cache=False)
            self._lacking = framework, Analyzer(settings, self.encoder, others, named=False, note=_silent)
        return self._lacking[1]

    def read(self, row: AnnotatedPosting) -> Read:
        """The posting as the shipped pipeline reads it, once."""
        if row.id not in self._read:
            self._read[row.id] = self._reading(row)
        return self._read[row.id]

    def targets(self, framework: str) -> Targets:
        """A framework of the suite as targets. EvaluationError where the suite has none of that id."""
        return Targets.of(self.owners.framework(framework))

    def _reading(self, row: AnnotatedPosting) -> Read:
        posting = Posting(id=row.id, text=row.text, title=row.title)
        try:
            taken = sources.from_text(row.text, self.settings, id=row.id, title=row.title)
            # A reader that mends the text moves its offsets, and the annotation is about the text as it was.
            posting = taken if taken.text == row.text else posting
            analysis = self.analyzer.analyze(posting)
        except InputError:
            sections, chunks = chunking.split(posting)
            return Read(posting, sections, chunks, None)
        return Read(posting, analysis.sections, analysis.chunks, analysis)


def _silent(_: str) -> None:
    pass
