"""The line from 0 to 1 on which every scale of levels is placed, and how a point with a spread becomes levels.

Probabilities are made on a fine scale of ``STEPS`` equal steps and carried over by ``LevelScale.project``, so that
three, four or seven levels all say the same. The interval is made on the line too: the levels that lie within a
distance of the point, which is contiguous and holds the point's own level whatever the scale."""

from __future__ import annotations

import math
from itertools import pairwise

from jdmatch.records import LevelDistribution, LevelScale

STEPS = 48
_FINE = LevelScale(tuple(f"s{i}" for i in range(STEPS)))
_INNER_EDGES = _FINE.edges[1:-1]
_EXTREME = 60.0  # beyond which the logistic function is 0 or 1 in double precision


def logistic(x: float) -> float:
    """1 / (1 + e^-x), without overflow."""
    return 1.0 / (1.0 + math.exp(-max(-_EXTREME, min(_EXTREME, x))))


def probabilities(position: float, spread: float, scale: LevelScale) -> tuple[float, ...]:
    """Probabilities of a scale's levels for a logistic spread around a point; what lies beyond the ends counts to the
    first and the last level."""
    below = [0.0, *(logistic((edge - position) / spread) for edge in _INNER_EDGES), 1.0]
    fine = tuple(b - a for a, b in pairwise(below))
    return _FINE.project(fine, scale)


def distribution(position: float, spread: float, scale: LevelScale) -> LevelDistribution:
    """The same as a record."""
    return LevelDistribution(scale.levels, probabilities(position, spread, scale))


def mean(levels: LevelDistribution) -> float:
    """The expected position of a distribution over evenly placed levels."""
    n = len(levels.scale)
    return sum(p * (i + 0.5) / n for i, p in enumerate(levels.probabilities))


def interval(position: float, reach: float, estimate: str, scale: LevelScale) -> tuple[str, str]:
    """Lowest and highest of the levels that lie at least in part within ``reach`` of the point, or are the estimate."""
    own = scale.index(estimate)
    inside = [i for i, level in enumerate(scale.levels) if i == own or distance(position, level, scale) <= reach]
    return scale.levels[inside[0]], scale.levels[inside[-1]]


def distance(position: float, level: str, scale: LevelScale) -> float:
    """How far a point lies from a level's stretch of the line (0: inside). The score of the conformal interval."""
    at, i = min(1.0, max(0.0, position)), scale.index(level)
    low, high = scale.edges[i], scale.edges[i + 1]
    return max(0.0, low - at, at - high)
