"""How far a figure can be trusted: intervals from resampled clusters, and the smallest effect that could be seen.

Statements of one posting are not independent, so whole clusters (postings, queries, frameworks) are drawn with
replacement. The interval is BCa: bias-corrected and accelerated by the jackknife, which matters for measures that a
resample shifts or squeezes against 1. Where resamples shift a measure so far that the correction would lean on the
last few of them (calibration error: every resample looks less calibrated than the sample), it is the estimate ± 1.96
standard errors, cut at 0. The minimum detectable effect is what a difference of two figures with the bootstrap's
standard error must be for a two-sided test at 5 % to find it four times in five. Below ``FEWEST`` clusters no
interval is claimed. All draws come from one seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from jdmatch.evaluation.statistic import Array, Statistic, value

RESAMPLES = 2000
SEED = 20260
FEWEST = 20
LEVEL = 0.95
# z of a two-sided 5 % test plus z of 80 % power.
POWER = NormalDist().inv_cdf(0.975) + NormalDist().inv_cdf(0.8)
_Z = NormalDist().inv_cdf((1 + LEVEL) / 2)
# Beyond this many standard deviations between estimate and median of the resamples BCa's tails are too thin to read.
_SHIFTED = 0.5
# Fewer resamples with a value than this part of them: the figure hangs on single clusters.
_ENOUGH = 0.9


@dataclass(frozen=True, slots=True)
class Interval:
    """``low`` to ``high`` hold the true value 95 times in 100; ``error`` is the bootstrap's standard error. All None
    where there are too few clusters, or too many resamples leave nothing to measure."""

    low: float | None = None
    high: float | None = None
    error: float | None = None

    @property
    def detectable(self) -> float | None:
        """The minimum detectable effect (80 % power)."""
        return None if self.error is None else POWER * self.error


def draws(clusters: int, resamples: int = RESAMPLES, seed: int = SEED) -> Array:
    """How often each cluster is drawn: (resamples, clusters). A function of its arguments alone, so that figures of
    systems on the same clusters are paired."""
    made = np.random.default_rng([seed, clusters]).multinomial(clusters, np.full(clusters, 1 / clusters), resamples)
    return made.astype(np.float64)


def interval(statistic: Statistic, resamples: int = RESAMPLES, seed: int = SEED) -> Interval:
    """The 95 % interval of a statistic."""
    size = len(statistic.clusters)
    if size < FEWEST:
        return Interval()
    return of_values(value(statistic), statistic(draws(size, resamples, seed)), jackknife(statistic))


def jackknife(statistic: Statistic) -> Array:
    """The values (clusters,) with each cluster left out once."""
    return statistic(1.0 - np.eye(len(statistic.clusters)))


def of_values(estimate: float, resampled: Array, left_out: Array) -> Interval:
    """The interval around an estimate, from its values on resamples and with each cluster left out."""
    there = resampled[np.isfinite(resampled)]
    if not np.isfinite(estimate) or len(there) < _ENOUGH * len(resampled):
        return Interval()
    error = float(there.std(ddof=1))
    tails = _tails(estimate, there, left_out[np.isfinite(left_out)])
    if tails is None:
        lowest = 0.0 if there.min() >= 0 else -np.inf
        return Interval(max(lowest, estimate - _Z * error), estimate + _Z * error, error)
    low, high = np.quantile(there, tails)
    return Interval(float(low), float(high), error)


def _tails(estimate: float, there: Array, left_out: Array) -> tuple[float, float] | None:
    """Which quantiles of the resamples bound the interval; None where they can not say."""
    normal, tail = NormalDist(), (1 - LEVEL) / 2
    # Ties with the estimate count half: measures of counts have many.
    below = float((there < estimate).mean() + (there == estimate).mean() / 2)
    deviation = left_out.mean() - left_out if len(left_out) else np.zeros(1)
    spread = float((deviation**2).sum()) ** 1.5
    if not 0 < below < 1 or spread == 0 or abs(bias := normal.inv_cdf(below)) > _SHIFTED:
        return None
    acceleration = float((deviation**3).sum()) / (6 * spread)

    def moved(z: float) -> float:
        return normal.cdf(bias + (bias + z) / (1 - acceleration * (bias + z)))

    low, high = moved(normal.inv_cdf(tail)), moved(normal.inv_cdf(1 - tail))
    return (low, high) if low < high else None
