"""The kind model's weights, and how they make probabilities."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from jdmatch import resources
from jdmatch.errors import ModelError
from jdmatch.records import CHUNK_KINDS

MODEL = "kinds.json"
FORMAT = "jdmatch.kinds/1"


@dataclass(frozen=True, slots=True)
class KindModel:
    """Weights by feature, one for each of ``CHUNK_KINDS``; ``temperature`` divides the scores (calibration)."""

    weights: Mapping[str, tuple[float, ...]]
    temperature: float

    def probabilities(self, row: Mapping[str, float]) -> tuple[float, ...]:
        """Probabilities of ``CHUNK_KINDS``, in that order. Features that the model does not know count nothing."""
        scores = [0.0] * len(CHUNK_KINDS)
        for name, value in row.items():
            for i, weight in enumerate(self.weights.get(name, ())):
                scores[i] += weight * value
        top = max(scores)
        exponentials = [math.exp((score - top) / self.temperature) for score in scores]
        total = sum(exponentials)
        return tuple(e / total for e in exponentials)


@cache
def load() -> KindModel:
    """The shipped model. ModelError (JDM040) where the file is missing, damaged or of another format."""
    table = json.loads(resources.model_file(MODEL).read_text(encoding="utf-8"))
    if table.get("format") != FORMAT or tuple(table.get("kinds", ())) != CHUNK_KINDS:
        raise ModelError(
            f"models/{MODEL} is not of the format {FORMAT} with the kinds {', '.join(CHUNK_KINDS)}. "
            "Make it again: python tools/fit_kinds.py",
            code="JDM040",
        )
    weights = {name: tuple(float(w) for w in row) for name, row in table["weights"].items()}
    return KindModel(weights=weights, temperature=float(table["temperature"]))
