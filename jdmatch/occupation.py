"""Which framework a posting describes, or none: a probability for each, and one for "none of these".

Three signs are weighed for each framework: how near the posting's duties come to the framework's statements, how
often one of its statements is nearest of all, and how much the titles are alike. Titles mislead, so they count but do
not decide. The weights and the pull of "none" were fitted on postings whose occupation is known, each also shown with
its own framework taken away (models/occupation.md). Neighbours come from the index of all statements: what is not
among a duty's nearest counts as just beyond the last of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from jdmatch import resources
from jdmatch.errors import ModelError
from jdmatch.records import OccupationCandidate, OccupationEstimate

if TYPE_CHECKING:
    from numpy import float32, float64, int64
    from numpy.typing import NDArray

MODEL = "occupation.json"
FORMAT = "jdmatch.occupation/1"
FEATURES = ("duties", "nearest", "title")
# How many statements of the index are looked at for each duty.
NEIGHBOURS = 60
# A statement this much less similar than the nearest one counts 1/e of it.
_SHARPNESS = 0.04
_MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class OccupationModel:
    """One weight for each of ``FEATURES``, one for a missing title, and the log odds of none."""

    weights: tuple[float, ...]
    no_title: float
    none: float
    signature: str


@cache
def load() -> OccupationModel:
    """The shipped model. ModelError (JDM040) where the file is damaged or of another format."""
    content = resources.model_file(MODEL).read_bytes()
    try:
        table = json.loads(content)
        if table["format"] != FORMAT or tuple(table["weights"]) != FEATURES:
            raise ValueError(f"it says {table['format']} with {', '.join(table['weights'])}")
        return OccupationModel(
            weights=tuple(float(w) for w in table["weights"].values()),
            no_title=float(table["no_title"]),
            none=float(table["none"]),
            signature=f"occupation@sha256:{hashlib.sha256(content).hexdigest()[:16]}",
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"models/{MODEL} is not of the format {FORMAT}: {error}. "
            "Install jdmatch again: pip install --force-reinstall jdmatch",
            code="JDM040",
        ) from error


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The frameworks that may be chosen. ``ids`` and ``titles`` (n), ``title_vectors`` (n, dim) unit rows, and
    ``owner`` (rows of the index,): which framework each statement belongs to."""

    ids: tuple[str, ...]
    titles: tuple[str, ...]
    title_vectors: NDArray[float32]
    owner: NDArray[int64]


def features(
    candidates: Candidates,
    title_vector: NDArray[float32] | None,
    neighbours: NDArray[int64],
    scores: NDArray[float32],
) -> NDArray[float64]:
    """(n, features) of the frameworks. ``title_vector`` (dim,) of the posting's title, None without one; ``neighbours``
    and ``scores`` (duties, k): rows of the index and cosines, best first, as the index gives them."""
    import numpy as np

    n = len(candidates.ids)
    out = np.zeros((n, len(FEATURES)))
    exact = scores.astype(np.float64)
    for rows, row_scores in zip(neighbours, exact, strict=True):
        reached = np.full(n, row_scores[-1])
        np.maximum.at(reached, candidates.owner[rows], row_scores)
        share = np.exp((reached - row_scores[0]) / _SHARPNESS)
        out[:, 0] += reached
        out[:, 1] += share / share.sum()
    out[:, :2] /= max(len(exact), 1)
    if title_vector is not None:
        out[:, 2] = candidates.title_vectors.astype(np.float64) @ title_vector.astype(np.float64)
    return out


def probabilities(model: OccupationModel, rows: NDArray[float64], has_title: bool) -> NDArray[float64]:
    """(n + 1,) probabilities of the frameworks and, last, of none; they sum to one."""
    import numpy as np

    logits = rows @ np.array(model.weights)
    if not has_title:
        logits = logits + model.no_title
    logits = np.append(logits, model.none)
    odds = np.exp(logits - logits.max())
    out: NDArray[float64] = odds / odds.sum()
    return out


def choose(
    model: OccupationModel,
    candidates: Candidates,
    title_vector: NDArray[float32] | None,
    neighbours: NDArray[int64],
    scores: NDArray[float32],
    *,
    named: bool,
) -> OccupationEstimate:
    """The most probable framework, or None where none is the most probable. ``named`` candidates are all listed, of a
    library the first few. A posting without duties is judged by its title alone, and mostly fits none."""
    rows = features(candidates, title_vector, neighbours, scores)
    chances = [round(float(p), 4) for p in probabilities(model, rows, title_vector is not None)]
    none = chances.pop()
    ranked = sorted(zip(chances, candidates.ids, candidates.titles, strict=True), key=lambda c: (-c[0], c[1]))
    listed = [OccupationCandidate(id_, title, p) for p, id_, title in ranked]
    best = listed[0] if listed else None
    return OccupationEstimate(
        selected=best.framework if best is not None and best.probability > none else None,
        candidates=tuple(listed if named else listed[:_MOST_CANDIDATES]),
    )


def owners(sizes: Sequence[int]) -> NDArray[int64]:
    """The owner of each row of an index of frameworks with so many statements each."""
    import numpy as np

    out: NDArray[int64] = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)
    return out
