"""What a rule gets to see: the draft taken apart, and, where the models have spoken, the analysis."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from jdmatch.analyzer import Likeness
from jdmatch.records import Analysis, Chunk, Fact, Framework, Posting, Section


@dataclass(frozen=True)
class Options:
    """What a writer chose about the rules. ``target_level`` is the level that the job is to be pitched at, None for the
    one that the posting implies; ``profiles`` are the chosen sets of further rules (``eu-pay``)."""

    target_level: str | None = None
    profiles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Draft:
    """A posting taken apart. ``analysis`` is None while only the text was looked at, and where the posting could not be
    analysed; ``frameworks`` are those that the analysis is about, by id. ``likeness`` tells of one of them, by id, how
    alike its statements are; None where nobody can."""

    posting: Posting
    sections: tuple[Section, ...]
    chunks: tuple[Chunk, ...]
    facts: tuple[Fact, ...] = ()
    analysis: Analysis | None = None
    frameworks: Mapping[str, Framework] = field(default_factory=dict)
    options: Options = Options()
    likeness: Callable[[str], Likeness] | None = field(default=None, repr=False, compare=False)

    @property
    def text(self) -> str:
        """The text that all offsets refer to."""
        return self.posting.text

    @cached_property
    def duties(self) -> tuple[Chunk, ...]:
        """The chunks that say what the holder of the job does."""
        return tuple(c for c in self.chunks if c.kind == "responsibility")

    @cached_property
    def requirements(self) -> tuple[Chunk, ...]:
        """The chunks that say what the holder of the job must have."""
        return tuple(c for c in self.chunks if c.kind == "requirement")

    @property
    def framework(self) -> Framework | None:
        """The framework that score and level are about; None where no occupation fits or nothing was analysed."""
        covered = self.analysis.coverage if self.analysis else None
        return self.frameworks.get(covered.framework) if covered else None

    def chunks_of(self, section: Section) -> Iterator[Chunk]:
        """The chunks below one heading, the heading's own chunk among them."""
        return (c for c in self.chunks if c.section == section.id)
