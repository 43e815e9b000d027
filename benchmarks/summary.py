"""Repeated measurements as values: median, smallest, largest, and ratios turn by turn.

A ratio is taken within a turn, where both sides met the same machine, and the median of those is given; the ratio of
two medians would mix turns.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import Any


def rounded(value: float, digits: int = 4) -> float:
    """``value`` with so many significant digits; whole numbers keep all of theirs."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, max(0, digits - 1 - math.floor(math.log10(abs(value)))))


def spread(values: Sequence[float]) -> dict[str, Any]:
    """Median, min and max of at least one measurement, with the measurements in their order."""
    return {
        "median": rounded(statistics.median(values)),
        "min": rounded(min(values)),
        "max": rounded(max(values)),
        "runs": [rounded(v) for v in values],
    }


def ratio(above: Sequence[float], below: Sequence[float]) -> dict[str, Any]:
    """``above`` ÷ ``below``, turn by turn. ValueError where they have not equally many turns."""
    return spread([a / b for a, b in zip(above, below, strict=True)])


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def latencies(seconds: Sequence[float]) -> dict[str, Any]:
    """Milliseconds at p50 and p95, smallest and largest, of how many."""
    return {
        "p50_ms": rounded(1000 * quantile(seconds, 0.5)),
        "p95_ms": rounded(1000 * quantile(seconds, 0.95)),
        "min_ms": rounded(1000 * min(seconds)),
        "max_ms": rounded(1000 * max(seconds)),
        "n": len(seconds),
    }
