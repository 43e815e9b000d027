"""Level: of a statement or chunk from its wording, of a posting from every sign it gives.

Both answers come from ``models/level.json`` (``models/level.md`` is its card). A posting's level is about the posting:
no occupation, no framework and no match goes into it, only the scale on which it is told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jdmatch import resources
from jdmatch.errors import ModelError
from jdmatch.leveling import line
from jdmatch.leveling.cue import NEUTRAL
from jdmatch.leveling.evidence import Sign, signs
from jdmatch.leveling.posting_model import PostingModel, features
from jdmatch.leveling.text_model import TextModel
from jdmatch.leveling.titles import read_title
from jdmatch.records import (
    FOUR_STEPS,
    Chunk,
    LevelDistribution,
    LevelEstimate,
    LevelEvidence,
    LevelScale,
    Posting,
    PostingFields,
)

if TYPE_CHECKING:
    from jdmatch.leveling.text_model import Genre, Vectors
    from jdmatch.settings import Settings

MODEL = "level.json"
FORMAT = "jdmatch.level/1"
_SHOWN = 12  # reasons that are shown at most
_SHOWN_FROM, _SHOWN_AGAINST = 0.02, 0.07  # how much a reason must pull to be shown, with and against the result


@dataclass(frozen=True, slots=True)
class TextLevels:
    """Where texts stand on the line from 0 to 1, with the spread around each; ``by_vectors`` says whether vectors were
    looked at, or the wording alone."""

    positions: tuple[float, ...]
    spread: float
    by_vectors: bool

    def on(self, scale: LevelScale) -> list[LevelDistribution]:
        """The same as levels of a scale."""
        return [line.distribution(position, self.spread, scale) for position in self.positions]


@dataclass(frozen=True, slots=True)
class LevelModel:
    """Both models and their signature. ``encoder`` is the signature of the encoder whose vectors they were fitted to;
    ``uses_vectors`` is False where another one was chosen: then texts are read by their wording alone."""

    text: TextModel
    posting: PostingModel
    signature: str
    encoder: str
    uses_vectors: bool = True

    @classmethod
    def load(cls, settings: Settings) -> LevelModel:
        """The shipped model. ModelError (JDM040) where its file is damaged or of another format."""
        path = resources.model_file(MODEL)
        table = json.loads(path.read_text(encoding="utf-8"))
        signature = f"level@sha256:{resources.file_sha256(path)[:16]}"
        return cls.from_dict(table, signature=signature, uses_vectors=settings.encoder == "default")

    @classmethod
    def from_dict(cls, table: dict[str, Any], *, signature: str, uses_vectors: bool = True) -> LevelModel:
        """From the document of ``models/level.json``."""
        try:
            if table["format"] != FORMAT:
                raise KeyError(f"format {table['format']}")
            encoder = str(table["encoder"])
            text, posting = TextModel.from_dict(table["text"]), PostingModel.from_dict(table["posting"])
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(
                f"models/{MODEL} is not of the format {FORMAT} ({error}): it belongs to another jdmatch. "
                "Install jdmatch again: pip install --force-reinstall jdmatch",
                code="JDM040",
            ) from error
        return cls(text, posting, signature, encoder, uses_vectors)

    def read(self, texts: Sequence[str], vectors: Vectors | None, *, genre: Genre = "duty") -> TextLevels:
        """Where each text stands. ``vectors``: the shipped encoder's, one row a text, or None. ``genre``: whether the
        texts are pieces of postings or statements of a framework."""
        rows = self._vectors(vectors, len(texts))
        positions = tuple(self.text.positions(texts, rows, genre))
        return TextLevels(positions, self.text.calibration(rows, genre).spread, rows is not None)

    def text_levels(
        self,
        texts: Sequence[str],
        vectors: Vectors | None,
        scale: LevelScale = FOUR_STEPS,
        *,
        genre: Genre = "duty",
    ) -> list[LevelDistribution]:
        """The level of each text on ``scale``; the arguments are those of ``read``."""
        return self.read(texts, vectors, genre=genre).on(scale)

    def statement_intervals(
        self,
        texts: Sequence[str],
        vectors: Vectors | None,
        coverage: float,
        scale: LevelScale = FOUR_STEPS,
    ) -> list[tuple[str, str]]:
        """The lowest and highest level of each statement on ``scale``, so wide that ``coverage`` of statements lie
        inside: conformal, calibrated on statements of occupations that the model has not seen."""
        read = self.read(texts, vectors, genre="statement")
        reach = self.text.reach(coverage, by_vectors=read.by_vectors) * read.spread
        places = zip(read.positions, read.on(scale), strict=True)
        return [line.interval(place, reach, level.estimate, scale) for place, level in places]

    def posting_level(
        self,
        posting: Posting,
        chunks: Sequence[Chunk],
        fields: PostingFields,
        scale: LevelScale,
        interval_coverage: float,
        *,
        vectors: Vectors | None = None,
        duties: TextLevels | None = None,
    ) -> LevelEstimate | None:
        """The level at which a posting is pitched, on ``scale``, or None where no chunk is a responsibility or a
        requirement. ``chunks`` have their kinds; ``duties`` is what ``read`` says of the responsibilities among them,
        which is asked here where it is None, with ``vectors`` of one row a chunk, or None."""
        if all(chunk.kind == "other" for chunk in chunks):
            return None
        found = signs(posting, chunks, fields)
        if duties is None:
            duties = self._duties(chunks, self._vectors(vectors, len(chunks)))
        centre = self.posting.centre_together if duties.by_vectors else self.posting.centre_alone
        read = features(found, read_title(posting.title or "").position, duties.positions, centre)
        position, spread = self.posting.position(read), self.posting.spread_of(read)
        levels = line.distribution(position, spread, scale)
        reach = self.posting.reach(interval_coverage)
        return LevelEstimate(
            scale=scale.levels,
            probabilities=levels.probabilities,
            estimate=levels.estimate,
            interval=line.interval(position, reach * spread, levels.estimate, scale),
            interval_coverage=interval_coverage,
            abstained=read.strength < self.posting.thin,
            evidence=tuple(_evidence(sign, scale) for sign in _weightiest(found, position)),
        )

    def _duties(self, chunks: Sequence[Chunk], rows: Vectors | None) -> TextLevels:
        places = [place for place, chunk in enumerate(chunks) if chunk.kind == "responsibility"]
        return self.read([chunks[place].body for place in places], None if rows is None else rows[places])

    def _vectors(self, vectors: Vectors | None, rows: int) -> Vectors | None:
        """The vectors where they can be used. ValueError where their number or width is wrong."""
        if vectors is None or not self.uses_vectors:
            return None
        if vectors.shape != (rows, len(self.text.meaning)):
            raise ValueError(
                f"vectors of shape {vectors.shape} do not go with {rows} texts and {len(self.text.meaning)} components"
            )
        return vectors


def _weightiest(found: Sequence[Sign], position: float) -> list[Sign]:
    """The signs worth showing, in their order: those that pull most, each quote once. Slight ones that pull the other
    way ("assist" in a director's duties) are counted and not shown."""
    first: dict[tuple[str, str], Sign] = {}
    for sign in found:
        against = (sign.position > NEUTRAL) != (position > NEUTRAL)
        if _pull(sign) >= (_SHOWN_AGAINST if against else _SHOWN_FROM):
            first.setdefault((sign.part, sign.quote.casefold()), sign)
    ranked = sorted(first.values(), key=lambda s: (-_pull(s), s.source, s.start))
    shown = set(ranked[:_SHOWN])
    return [sign for sign in first.values() if sign in shown]


def _pull(sign: Sign) -> float:
    always = 1.0 if sign.part in ("title", "stated", "years") else 0.0
    return always + sign.weight * abs(sign.position - NEUTRAL)


def _evidence(sign: Sign, scale: LevelScale) -> LevelEvidence:
    towards = min(scale.levels, key=lambda level: (line.distance(sign.position, level, scale), scale.index(level)))
    return LevelEvidence(sign.source, sign.chunk, sign.start, sign.end, sign.quote, towards)
