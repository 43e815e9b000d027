"""The signs of level in one posting, each with the place where it stands.

Five kinds of sign, apart because each is weighed by its own fitted weight: the title, what the posting states of itself
("entry level position"), years, education, and the wording of duties and requirements. Company blurb says nothing about
the job: in a chunk of kind ``other`` only statements of the whole job count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from jdmatch.leveling.cue import Group, TextCue
from jdmatch.leveling.phrases import Hit, lowered, pattern
from jdmatch.leveling.sign_tables import EDUCATION_PHRASE, EDUCATION_POSITION, REQUIREMENT_SHARE
from jdmatch.leveling.texts import read_text
from jdmatch.leveling.titles import read_title
from jdmatch.leveling.years import years_position, years_spans
from jdmatch.records import Chunk, Posting, PostingFields

Part = Literal["title", "stated", "years", "education", "wording"]
_EDUCATION = {name: pattern(phrase) for name, phrase in EDUCATION_PHRASE.items()}
_BLURB = 4
_SAME_YEARS = 0.05  # years; "18 months" and 1.5 are the same figure


@dataclass(frozen=True, slots=True)
class Sign:
    """One reason: which part it belongs to, where it points (0–1), its weight, and its quote. ``chunk`` None with
    source text never happens; a title's offsets are into the title, a field's are 0 and 0.
    ``group``: what the wording speaks of, None where the sign is no wording."""

    part: Part
    source: Literal["text", "title", "field"]
    chunk: int | None
    start: int
    end: int
    quote: str
    position: float
    weight: float
    group: Group | None = None


def signs(posting: Posting, chunks: Sequence[Chunk], fields: PostingFields) -> tuple[Sign, ...]:
    """Every sign of a posting: title, then fields, then text in order of place."""
    return (
        *_title(posting),
        *_years(chunks, fields),
        *_education(chunks, fields),
        *_text(posting, chunks),
    )


def _title(posting: Posting) -> Iterator[Sign]:
    title = posting.title or ""
    for cue in read_title(title).cues:
        yield Sign("title", "title", None, cue.start, cue.end, title[cue.start : cue.end], cue.position, cue.weight)


def _years(chunks: Sequence[Chunk], fields: PostingFields) -> Iterator[Sign]:
    years = fields.min_years_experience
    if years is None:
        return
    position = years_position(years)
    for chunk in sorted(chunks, key=_speaks_of_experience):
        for span in years_spans(chunk.text):
            if abs(span.low - years) < _SAME_YEARS and _speaks_of_experience(chunk) < _BLURB:
                start, end = chunk.start + span.start, chunk.start + span.end
                quote = chunk.text[span.start : span.end]
                yield Sign("years", "text", chunk.id, start, end, quote, position, 1.0)
                return
    yield Sign("years", "field", None, 0, 0, f"{years:g} years of experience", position, 1.0)


def _speaks_of_experience(chunk: Chunk) -> int:
    """Where the quote of a number of years is looked for first; ``_BLURB``: "in business for 20 years" is no demand."""
    if "experience" in chunk.text.lower():
        return int(chunk.kind != "requirement")
    return {"requirement": 2, "responsibility": 3, "other": _BLURB}[chunk.kind]


def _education(chunks: Sequence[Chunk], fields: PostingFields) -> Iterator[Sign]:
    if fields.education is None:
        return
    position = EDUCATION_POSITION[fields.education]
    for chunk in sorted(chunks, key=lambda c: c.kind != "requirement"):
        match = _EDUCATION[fields.education].search(lowered(chunk.text))
        if match is not None:
            start, end = (chunk.start + at for at in match.span("hit"))
            quote = chunk.text[match.start("hit") : match.end("hit")]
            yield Sign("education", "text", chunk.id, start, end, quote, position, 1.0)
            return
    name = fields.education.replace("_", " ")
    yield Sign("education", "field", None, 0, 0, f"education: {name}", position, 1.0)


def _text(posting: Posting, chunks: Sequence[Chunk]) -> Iterator[Sign]:
    title = posting.title_span
    for chunk in chunks:
        if title is not None and title.start <= chunk.start < title.end:
            continue  # the title was read as a title
        for hit in read_text(chunk.text).cues:
            if chunk.kind != "other" or hit.entry.anywhere:
                yield _text_sign(chunk, hit)


def _text_sign(chunk: Chunk, hit: Hit[TextCue]) -> Sign:
    cue = hit.entry
    share = REQUIREMENT_SHARE if chunk.kind == "requirement" and not cue.anywhere else 1.0
    return Sign(
        "stated" if cue.anywhere else "wording",
        "text",
        chunk.id,
        chunk.start + hit.start,
        chunk.start + hit.end,
        chunk.text[hit.start : hit.end],
        cue.position,
        cue.weight * share,
        cue.group,
    )
