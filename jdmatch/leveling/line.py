"""The line from 0 to 1 on which every scale of levels is placed, and how a point with a spread becomes levels.

Probabilities are those of ``STEPS`` equal steps, carried over to a scale's levels by overlap as ``LevelScale.project``
does, so that three, four or seven levels all say the same. The interval is made on the line too: the levels that lie
within a distance of the point, which is contiguous and holds the point's own level whatever the scale."""

from __future__ import annotations

import math
from bisect import bisect_right
from functools import lru_cache
from itertools import pairwise

from jdmatch.records import LevelDistribution, LevelScale

STEPS = 48
_EDGES = LevelScale(tuple(f"s{i}" for i in range(STEPS))).edges
_EXTREME = 60.0  # beyond which the logistic function is 0 or 1 in double precision


def logistic(x: float) -> float:
    """1 / (1 + e^-x), without overflow."""
    return 1.0 / (1.0 + math.exp(-max(-_EXTREME, min(_EXTREME, x))))


def probabilities(position: float, spread: float, scale: LevelScale) -> tuple[float, ...]:
    """Probabilities of a scale's levels for a logistic spread around a point; what lies beyond the ends counts to the
    first and the last level. Within a step the share below rises evenly, so only the steps that hold a border of the
    scale have to be looked at."""

    def below(step: int) -> float:
        inside = 0 < step < STEPS
        return logistic((_EDGES[step] - position) / spread) if inside else float(step > 0)

    shares = [0.0]
    for step, part in _borders(scale):
        low = below(step)
        shares.append(low + part * (below(step + 1) - low) if part else low)
    return tuple(b - a for a, b in pairwise((*shares, 1.0)))


@lru_cache(maxsize=256)
def _borders(scale: LevelScale) -> tuple[tuple[int, float], ...]:
    """For each border between two levels, the step in which it lies and how far into it, 0 to 1."""
    out = []
    for edge in scale.edges[1:-1]:
        step = min(bisect_right(_EDGES, edge) - 1, STEPS - 1)
        out.append((step, (edge - _EDGES[step]) / (_EDGES[step + 1] - _EDGES[step])))
    return tuple(out)


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
