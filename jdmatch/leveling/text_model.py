"""The level of one statement or chunk: two linear readings of it, and the spread around them.

The first reads the wording (cues, opening verb, words and word pairs), the second the encoder's vector together with
the cues, so that a duty in words that were never seen still finds its place. Their mix is a point on the line from 0
to 1; a logistic spread around it gives probabilities over any scale. Without vectors of the shipped encoder the
wording is read alone, with a calibration of its own."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import mul
from typing import TYPE_CHECKING, Any, Literal

from jdmatch.leveling.cue import GROUPS, NEUTRAL
from jdmatch.leveling.texts import TextReading, read_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

CUE_FEATURES = 2 * len(GROUPS) + 2
"""Each group's pull upwards and downwards, the opening verb, the length."""

Genre = Literal["duty", "statement"]
GENRES: tuple[Genre, ...] = ("duty", "statement")
"""Postings speak higher than frameworks of the same work ("drive", "cross-functional"), so that a duty and a statement
of equal score do not stand at the same place."""

_CUE_SCALE, _CUE_CAP, _VERB_SCALE, _LONG = 1.5, 0.45, 0.9, 60


def cue_features(reading: TextReading) -> list[float]:
    """``CUE_FEATURES`` numbers of one text, all within [-1, 1]."""
    out = [0.0] * CUE_FEATURES
    for hit in reading.cues:
        pull = hit.entry.weight * (hit.entry.position - NEUTRAL) * _CUE_SCALE
        out[2 * GROUPS.index(hit.entry.group) + (pull < 0)] += pull
    if reading.cues:
        out = [min(_CUE_CAP, max(-_CUE_CAP, x)) for x in out]
    out[-2] = 0.0 if reading.verb is None else (reading.verb - NEUTRAL) * _VERB_SCALE
    out[-1] = min(len(reading.words), _LONG) / 100
    return out


def grams(reading: TextReading) -> list[str]:
    """The words and pairs of neighbouring words of a text, traps left out."""
    words = reading.words
    return [*words, *(f"{a} {b}" for a, b in pairwise(words))]


@dataclass(frozen=True, slots=True)
class Calibration:
    """From a raw score to the line: ``position = offset + slope · score``, with a logistic ``spread`` around it."""

    offset: float
    slope: float
    spread: float

    def place(self, score: float) -> float:
        """Where a score stands on the line; the extremes may lie a little outside 0–1."""
        return self.offset + self.slope * score


@dataclass(frozen=True, slots=True)
class TextModel:
    """Weights of both readings. ``grams`` maps a word or pair to (inverse document frequency, weight); ``meaning`` are
    the weights of the vector's components; each reading has cue weights of its own. ``alone_scores`` and
    ``together_scores``: how many spreads statements of unseen occupations lay from their level, for their intervals."""

    grams: Mapping[str, tuple[float, float]]
    wording_cues: tuple[float, ...]
    meaning: tuple[float, ...]
    meaning_cues: tuple[float, ...]
    wording_share: float
    wording_alone: Mapping[Genre, Calibration]
    together: Mapping[Genre, Calibration]
    alone_scores: tuple[float, ...] = ()
    together_scores: tuple[float, ...] = ()

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> TextModel:
        """From the ``text`` part of ``models/level.json``. KeyError or TypeError where it is another format."""
        return cls(
            grams={gram: (float(idf), float(weight)) for gram, (idf, weight) in table["grams"].items()},
            wording_cues=tuple(table["wording_cues"]),
            meaning=tuple(table["meaning"]),
            meaning_cues=tuple(table["meaning_cues"]),
            wording_share=float(table["wording_share"]),
            wording_alone={genre: Calibration(**table["wording_alone"][genre]) for genre in GENRES},
            together={genre: Calibration(**table["together"][genre]) for genre in GENRES},
            # Files of before the statements' intervals have none.
            alone_scores=tuple(table.get("conformal", {}).get("wording_alone", ())),
            together_scores=tuple(table.get("conformal", {}).get("together", ())),
        )

    def positions(self, texts: Sequence[str], vectors: Vectors | None, genre: Genre) -> list[float]:
        """Where each text stands on the line. ``vectors``: one unit vector a text, as many components as ``meaning``;
        None where the encoder is another one."""
        calibration = self.calibration(vectors, genre)
        return [calibration.place(score) for score in self.scores(texts, vectors)]

    def calibration(self, vectors: Vectors | None, genre: Genre) -> Calibration:
        """The calibration of a genre, with or without vectors."""
        return (self.wording_alone if vectors is None else self.together)[genre]

    def reach(self, coverage: float, *, by_vectors: bool) -> float:
        """How far a statement's interval reaches from its position, in spreads: a conformal quantile. Infinite where
        there are too few calibration statements for so much coverage."""
        return conformal_reach(self.together_scores if by_vectors else self.alone_scores, coverage)

    def scores(self, texts: Sequence[str], vectors: Vectors | None) -> list[float]:
        """Raw scores, before calibration."""
        readings = [read_text(text) for text in texts]
        features = [cue_features(reading) for reading in readings]
        wording = [self._wording(r, f) for r, f in zip(readings, features, strict=True)]
        if vectors is None:
            return wording
        meaning = _project(vectors, self.meaning)
        return [
            m + _dot(f, self.meaning_cues) + self.wording_share * w
            for m, f, w in zip(meaning, features, wording, strict=True)
        ]

    def _wording(self, reading: TextReading, features: Sequence[float]) -> float:
        total, norm = 0.0, 0.0
        for gram, count in Counter(grams(reading)).items():
            known = self.grams.get(gram)
            if known is not None:
                value = (1.0 + math.log(count)) * known[0]
                total += value * known[1]
                norm += value * value
        return (total / math.sqrt(norm) if norm else 0.0) + _dot(features, self.wording_cues)


def conformal_reach(scores: Sequence[float], coverage: float) -> float:
    """The quantile of calibration ``scores`` that holds ``coverage`` of what is to come, corrected for their number;
    infinite where they are too few."""
    rank = math.ceil((len(scores) + 1) * coverage)
    return sorted(scores)[rank - 1] if rank <= len(scores) else math.inf


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    total: float = sum(map(mul, a, b))
    return total


def _project(vectors: Vectors, weights: Sequence[float]) -> list[float]:
    """Row by row, in double precision and a fixed order: the same row gives the same number in any batch."""
    import numpy as np

    column = np.asarray(weights, dtype=np.float64)
    return [float(np.dot(np.ascontiguousarray(row, dtype=np.float64), column)) for row in vectors]
