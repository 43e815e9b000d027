"""A posting taken apart: what can be said of it without encoding anything and without a framework."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from jdmatch import chunking, facts, kinds
from jdmatch.analyzer import genre
from jdmatch.errors import InputError
from jdmatch.records import Chunk, Diagnostic, Fact, Posting, PostingFields, Section
from jdmatch.settings import Settings
from jdmatch.sources import language


@dataclass(frozen=True, slots=True)
class Parts:
    """``posting`` as it was read; its language; sections and chunks; ``fields`` with what its text says filled in, and
    the ``facts`` that say it; ``diagnostics``, the reader's and those of foreign passages."""

    posting: Posting
    language: str
    sections: tuple[Section, ...]
    chunks: tuple[Chunk, ...]
    fields: PostingFields
    facts: tuple[Fact, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def duties(self) -> list[Chunk]:
        """The chunks that are matched."""
        return [c for c in self.chunks if c.kind == "responsibility"]

    @property
    def texts(self) -> list[str]:
        """What is to be encoded: the duties, and the title where there is one. Nothing else is ever matched."""
        return [c.body for c in self.duties] + ([self.posting.title] if self.posting.title else [])


def take_apart(posting: Posting, settings: Settings) -> Parts:
    """The posting's parts. InputError where it can not be analysed: not English, or no posting."""
    lang, foreign = language.check(posting)
    sections, cut = chunking.split(posting, _parser() if settings.parser else None)
    chunks = tuple(_without_foreign(c, foreign) for c in kinds.classify(posting, sections, cut))
    against = genre.reason_against(posting.text, sections, chunks)
    if against is not None:
        raise InputError(
            f"{posting.id} does not look like a job posting: {against}. Give the posting itself, with its duties.",
            code="JDM006",
        )
    fields, sheet = facts.read(posting, sections, chunks)
    return Parts(posting, lang, sections, chunks, fields, sheet, (*posting.diagnostics, *foreign))


def _parser() -> Callable[[str, int], bool]:
    from jdmatch.chunking.parser import judge

    return judge


def _without_foreign(chunk: Chunk, foreign: Sequence[Diagnostic]) -> Chunk:
    """A chunk that lies for the most part in a foreign passage is ``other``: it was not analysed."""
    inside = sum(max(0, min(chunk.end, d.end) - max(chunk.start, d.start)) for d in foreign)
    if 2 * inside > chunk.end - chunk.start:
        return replace(chunk, kind="other", kind_probability=None)
    return chunk
