"""Logistic regression by Newton's method: a few dozen features, weights on the rows, no randomness."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_STEPS = 100
_STILL = 1e-10


def fit(rows: Array, positive: Array, *, ridge: float = 1.0) -> tuple[Array, float]:
    """Weights (features,) and intercept that maximise the likelihood of ``positive`` (n,) in [0, 1] given ``rows``
    (n, features), with ``ridge``/2 · Σ (weight · feature's deviation)² taken off. ValueError where all labels are
    equal."""
    if positive.min() == positive.max():
        raise ValueError("logistic regression needs both labels")
    mean, deviation = rows.mean(axis=0), rows.std(axis=0)
    deviation = np.where(deviation > 0, deviation, 1.0)
    design = np.column_stack([(rows - mean) / deviation, np.ones(len(rows))])
    penalty = np.full(design.shape[1], ridge)
    penalty[-1] = 0.0
    weights = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        chance = 1.0 / (1.0 + np.exp(-design @ weights))
        slope = design.T @ (positive - chance) - penalty * weights
        bend = (design * (chance * (1 - chance))[:, None]).T @ design + np.diag(penalty + 1e-12)
        step = np.linalg.solve(bend, slope)
        weights += step
        if np.abs(step).max() < _STILL:
            break
    raw = weights[:-1] / deviation
    return raw, float(weights[-1] - raw @ mean)
