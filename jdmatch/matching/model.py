"""The matcher's weights: the gate, a linear score over features and alignment, its calibration, and the thresholds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jdmatch import resources
from jdmatch.errors import ModelError
from jdmatch.matching.alignment import ODDS
from jdmatch.matching.features import FEATURES
from jdmatch.records import Thresholds

if TYPE_CHECKING:
    from numpy import bool_, float64
    from numpy.typing import NDArray

MODEL = "matcher.json"
FORMAT = "jdmatch.matcher/2"
SIGNS = (*FEATURES, *ODDS)


@dataclass(frozen=True, slots=True)
class MatcherModel:
    """``gate``, one weight for each of ``FEATURES``, says which pairs are worth aligning: those whose sum is at least
    ``gate_threshold``; the others have the odds ``unaligned``. ``weights``, one for each of ``SIGNS``, and
    ``intercept`` make the score; ``slope`` and ``offset`` turn the score into the log odds that a posting whose best
    chunk for a statement has it covers the statement. ``encoder`` and ``alignment`` say which vectors and which pair
    scorer the numbers belong to."""

    gate: tuple[float, ...]
    gate_threshold: float
    unaligned: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    slope: float
    offset: float
    thresholds: Thresholds
    floor: float
    encoder: str
    alignment: str
    signature: str

    def passes(self, rows: NDArray[float64]) -> NDArray[bool_]:
        """Which of the feature rows (…, features) are worth aligning (…)."""
        return _sum(rows, self.gate, 0.0) >= self.gate_threshold

    def scores(self, rows: NDArray[float64]) -> NDArray[float64]:
        """Scores (…) of rows of signs (…, signs): any real number, more is likelier."""
        return _sum(rows, self.weights, self.intercept)

    def probabilities(self, scores: NDArray[float64]) -> NDArray[float64]:
        """Calibrated probabilities of scores, to four places as they are printed, so that a status follows from the
        printed number."""
        import numpy as np

        odds = np.clip(self.slope * scores + self.offset, -30.0, 30.0)
        rounded: NDArray[float64] = np.round(1.0 / (1.0 + np.exp(-odds)), 4)
        return rounded


def _sum(rows: NDArray[float64], weights: tuple[float, ...], start: float) -> NDArray[float64]:
    import numpy as np

    # Summed column by column: the order of additions is then the same whatever the number of rows.
    total: NDArray[float64] = np.full(rows.shape[:-1], start)
    for column, weight in enumerate(weights):
        total += weight * rows[..., column]
    return total


@cache
def load() -> MatcherModel:
    """The shipped model. ModelError (JDM040) where the file is missing, damaged or of another format."""
    return read(resources.model_file(MODEL))


def read(path: Path) -> MatcherModel:
    """The model in a file. ModelError (JDM040) where it is not of this format or has other signs."""
    content = path.read_bytes()
    try:
        return _built(json.loads(content), hashlib.sha256(content).hexdigest())
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"{path.name} is not a matcher of the format {FORMAT} with the signs {', '.join(SIGNS)}: {error}. "
            "Make it again: jdmatch train matcher",
            code="JDM040",
        ) from error


def _built(table: Mapping[str, Any], sha256: str) -> MatcherModel:
    if table["format"] != FORMAT or tuple(table["weights"]) != SIGNS or tuple(table["gate"]["weights"]) != FEATURES:
        raise ValueError(f"it says {table['format']} with {', '.join(table['weights'])}")
    slope = float(table["calibration"]["slope"])
    if slope <= 0:
        raise ValueError("the calibration must rise")
    return MatcherModel(
        gate=tuple(float(weight) for weight in table["gate"]["weights"].values()),
        gate_threshold=float(table["gate"]["threshold"]),
        unaligned=tuple(float(table["gate"]["unaligned"][name]) for name in ODDS),
        weights=tuple(float(weight) for weight in table["weights"].values()),
        intercept=float(table["intercept"]),
        slope=slope,
        offset=float(table["calibration"]["offset"]),
        thresholds=Thresholds(float(table["thresholds"]["covered"]), float(table["thresholds"]["partial"])),
        floor=float(table["floor"]),
        encoder=str(table["encoder"]),
        alignment=str(table["alignment"]),
        signature=f"matcher@sha256:{sha256[:16]}",
    )
