"""The posting: text with its way back into the file, sections, chunks, and what it states about itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

ChunkKind = Literal["responsibility", "requirement", "other"]
SectionKind = Literal["responsibilities", "requirements", "about", "benefits", "application", "other"]
BlockKind = Literal["heading", "item", "paragraph", "row"]
Layout = Literal["heading", "item", "sentence", "row"]
Severity = Literal["error", "warning", "suggestion", "note"]
Education = Literal["none", "high_school", "associate", "bachelor", "master", "doctorate"]
CHUNK_KINDS: tuple[ChunkKind, ...] = ("responsibility", "requirement", "other")
EDUCATION: tuple[Education, ...] = ("none", "high_school", "associate", "bachelor", "master", "doctorate")


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points of a posting's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of layout that a reader knows for sure (HTML, office documents, structured JSON), so that the chunker
    need not guess it from the text. ``depth`` is a heading's rank (1 = highest) or an item's nesting (1 = outermost).
    ``section`` is set where the source itself says what the part is (a JobPosting's ``responsibilities``)."""

    start: int
    end: int
    kind: BlockKind
    depth: int = 1
    section: SectionKind | None = None


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """Where a piece of the text stands in the file. ``source_start`` counts code points of the decoded file; where
    the file has no characters of its own (PDF, DOCX, ODT, RTF) it is None and ``page`` or ``paragraph`` (from 1) says
    where.
    ``path`` is the place in a JSON document (``$.description``). ``exact`` says that the piece is verbatim there,
    so that offsets inside it can be carried over one by one."""

    start: int
    end: int
    source_start: int | None = None
    source_end: int | None = None
    page: int | None = None
    paragraph: int | None = None
    path: str | None = None
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Salary:
    """Pay as stated. ``period`` is year, month, week, day or hour; ``currency`` an ISO 4217 code."""

    min: float | None
    max: float | None
    currency: str | None
    period: str | None


@dataclass(frozen=True, slots=True)
class PostingFields:
    """What the posting states about the person it looks for and the pay, where it states it."""

    min_years_experience: float | None = None
    education: Education | None = None
    salary: Salary | None = None


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something that the reader of a result must know about the input or about what was done with it."""

    code: str
    severity: Severity
    message: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Posting:
    """A job posting as read. ``text`` is never altered after reading; ``title`` comes from a field or an argument
    (then ``title_span`` is None) or from the text. ``spans`` maps the text back into the file, in order."""

    id: str
    text: str
    title: str | None = None
    title_span: Span | None = None
    fields: PostingFields = PostingFields()
    format: str = "text"
    blocks: tuple[Block, ...] = ()
    spans: tuple[SourceSpan, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    def locate(self, start: int, end: int) -> SourceSpan | None:
        """The place in the file of ``text[start:end]``: the piece of the map that holds ``start``, cut to the range
        where it is exact. None where the map does not know (inserted blank space)."""
        for piece in self.spans:
            if piece.start <= start < piece.end:
                stop = min(end, piece.end)
                if piece.exact and piece.source_start is not None:
                    at = piece.source_start + start - piece.start
                    return replace(piece, start=start, end=stop, source_start=at, source_end=at + stop - start)
                return replace(piece, start=start, end=stop)
        return None


@dataclass(frozen=True, slots=True)
class Section:
    """A run of chunks below one heading. ``heading`` is None for text before the first heading."""

    id: int
    heading: str | None
    kind: SectionKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LevelDistribution:
    """Probabilities over a scale's levels, lowest first; they sum to one."""

    scale: tuple[str, ...]
    probabilities: tuple[float, ...]

    @property
    def estimate(self) -> str:
        """The median level: what minimises the expected distance on an ordinal scale."""
        total = 0.0
        for name, p in zip(self.scale, self.probabilities, strict=True):
            total += p
            if total >= 0.5 - 1e-9:
                return name
        return self.scale[-1]


@dataclass(frozen=True, slots=True)
class Chunk:
    """The unit that is matched: a bullet, a sentence, a clause, a heading. ``text`` is ``posting.text[start:end]``
    with its bullet sign; ``body`` is the part between ``body_start`` and ``body_end``, without it."""

    id: int
    start: int
    end: int
    text: str
    section: int
    layout: Layout = "sentence"
    body_start: int = -1
    body_end: int = -1
    kind: ChunkKind = "other"
    kind_probability: float | None = None
    level: LevelDistribution | None = None

    @property
    def body(self) -> str:
        """The chunk without bullet sign or number; the whole text where no body was marked."""
        if self.body_start < 0:
            return self.text
        return self.text[self.body_start - self.start : self.body_end - self.start]
