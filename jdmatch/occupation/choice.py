"""Scores of frameworks → probabilities of each and of none, and the one that is chosen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from operator import mul

from jdmatch.occupation.model import OccupationModel, load
from jdmatch.occupation.signs import Candidate, Evidence, signs
from jdmatch.records import OccupationCandidate, OccupationEstimate

_SUREST = 0.9999


def choose(
    posting: Evidence, candidates: Sequence[Candidate], model: OccupationModel | None = None
) -> OccupationEstimate:
    """Which candidate fits the posting.

    Candidates come by falling probability, then id; ``selected`` is None where none is at least as probable as the
    first. The order in which candidates are given does not matter.
    """
    model = model or load()
    weights = model.titled if posting.title is not None else model.untitled
    scores: dict[str, tuple[str, float]] = {}
    for one, row in zip(candidates, signs(posting, candidates, model).tolist(), strict=True):
        total = math.fsum(map(mul, weights.signs, row))
        scores[one.framework] = (one.title, total + weights.intercept)
    return _decided(scores)


def _decided(scores: Mapping[str, tuple[str, float]]) -> OccupationEstimate:
    top = max((score for _, score in scores.values()), default=0.0)
    top = max(top, 0.0)
    shares = {name: math.exp(score - top) for name, (_, score) in scores.items()}
    total = math.fsum((*shares.values(), math.exp(-top)))
    found = [OccupationCandidate(n, scores[n][0], _told(share / total)) for n, share in shares.items()]
    found.sort(key=lambda candidate: (-candidate.probability, candidate.framework))
    none = _told(math.exp(-top) / total)
    selected = found[0].framework if found and found[0].probability > none else None
    return OccupationEstimate(selected, tuple(found))


def _told(probability: float) -> float:
    # Scores far apart would print as a certainty, which no score can be.
    return round(min(probability, _SUREST), 4)
