"""A choice among candidates and none: conditional logit by Newton's method, without randomness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_STEPS = 200
_STILL = 1e-9


@dataclass(frozen=True)
class Choice:
    """One question: ``rows`` (candidates, features), the ``right`` row or None for none, and what the question
    weighs."""

    rows: Array
    right: int | None
    weight: float = 1.0


def fit(choices: Sequence[Choice], *, ridge: float) -> tuple[Array, float]:
    """Weights (features,) and intercept of a candidate's score, none's being 0, that make the right answers likeliest,
    with ``ridge``/2 · Σ (weight · feature's deviation)² a question taken off. Every choice has candidates."""
    everything = np.concatenate([c.rows for c in choices])
    mean, deviation = everything.mean(axis=0), everything.std(axis=0)
    deviation = np.where(deviation > 0, deviation, 1.0)
    rows = np.column_stack([(everything - mean) / deviation, np.ones(len(everything))])
    sizes = np.array([len(c.rows) for c in choices])
    starts, weight = np.cumsum(sizes) - sizes, np.array([c.weight for c in choices])
    right = np.zeros(rows.shape[1])
    for start, choice in zip(starts.tolist(), choices, strict=True):
        if choice.right is not None:
            right += choice.weight * rows[start + choice.right]
    penalty = np.full(rows.shape[1], ridge * weight.sum())
    penalty[-1] = 0.0
    weights = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        chances = _chances(rows @ weights, starts, sizes)
        expected = np.add.reduceat(rows * chances[:, None], starts)
        slope = right - weight @ expected - penalty * weights
        bend = (rows * (chances * np.repeat(weight, sizes))[:, None]).T @ rows - (
            expected * weight[:, None]
        ).T @ expected
        step = np.linalg.solve(bend + np.diag(penalty + 1e-9), slope)
        weights += step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < _STILL:
            break
    raw = weights[:-1] / deviation
    return raw, float(weights[-1] - raw @ mean)


def _chances(scores: Array, starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> Array:
    """The probability of every candidate of every choice, none's being what is left."""
    top = np.maximum(np.maximum.reduceat(scores, starts), 0.0)
    shares = np.exp(scores - np.repeat(top, sizes))
    total = np.add.reduceat(shares, starts) + np.exp(-top)
    chances: Array = shares / np.repeat(total, sizes)
    return chances


def probabilities(scores: Array) -> Array:
    """Probabilities of the candidates with these scores, and of none, last."""
    with_none = np.append(scores, 0.0)
    shares = np.exp(with_none - with_none.max())
    chances: Array = shares / shares.sum()
    return chances
