"""The kind model's weights, and how they make probabilities in two looks."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from jdmatch import resources
from jdmatch.errors import ModelError
from jdmatch.kinds import context
from jdmatch.kinds.wording import OPENING, WORD
from jdmatch.records import CHUNK_KINDS, Chunk

MODEL = "kinds.json"
FORMAT = "jdmatch.kinds/2"
# Words are written as whole hundredths: duty and requirement, anywhere and as the opening word; other is 0.
HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class KindModel:
    """Weights by feature, one for each of ``CHUNK_KINDS``; ``temperature`` divides the scores (calibration)."""

    weights: Mapping[str, tuple[float, ...]]
    temperature: float

    def probabilities(self, row: Mapping[str, float]) -> tuple[float, ...]:
        """Probabilities of ``CHUNK_KINDS``, in that order. Features that the model does not know count nothing."""
        duty = requirement = other = 0.0
        # Written out, since this runs some fifty times a chunk.
        weight_of = self.weights.get
        for name, value in row.items():
            weights = weight_of(name)
            if weights is not None:
                for_duty, for_requirement, for_other = weights
                duty += for_duty * value
                requirement += for_requirement * value
                other += for_other * value
        scores = (duty, requirement, other)
        top = max(scores)
        exponentials = [math.exp((score - top) / self.temperature) for score in scores]
        total = sum(exponentials)
        return tuple(e / total for e in exponentials)


@dataclass(frozen=True, slots=True)
class TwoLooks:
    """``first`` judges each chunk by its features, ``second`` by that and by the first look at its neighbours."""

    first: KindModel
    second: KindModel

    def probabilities(self, chunks: Sequence[Chunk], rows: Sequence[Mapping[str, float]]) -> list[tuple[float, ...]]:
        """Probabilities of ``CHUNK_KINDS`` for each chunk of one posting, given its row of features; a heading is
        other for certain."""
        looks = [self.first.probabilities(row) for row in rows]
        second = (self.second.probabilities(row) for row in context.rows(chunks, looks))
        certain = tuple(float(kind == "other") for kind in CHUNK_KINDS)
        return [certain if chunk.layout == "heading" else p for chunk, p in zip(chunks, second, strict=True)]


@cache
def load() -> TwoLooks:
    """The shipped model. ModelError (JDM040) where the file is missing, damaged or of another format."""
    table = json.loads(resources.model_file(MODEL).read_text(encoding="utf-8"))
    if table.get("format") != FORMAT or tuple(table.get("kinds", ())) != CHUNK_KINDS:
        raise ModelError(
            f"models/{MODEL} is not of the format {FORMAT} with the kinds {', '.join(CHUNK_KINDS)}. "
            "Make it again: jdmatch train kinds",
            code="JDM040",
        )
    weights = {name: tuple(row) for name, row in table["weights"].items()}
    for word, (duty, requirement, opens_duty, opens_requirement) in table["words"].items():
        weights[WORD + word] = (duty / HUNDREDTHS, requirement / HUNDREDTHS, 0.0)
        if opens_duty or opens_requirement:
            weights[OPENING + word] = (opens_duty / HUNDREDTHS, opens_requirement / HUNDREDTHS, 0.0)
    second = {name: tuple(row) for name, row in table["second"].items()}
    return TwoLooks(KindModel(weights, 1.0), KindModel(second, float(table["temperature"])))
