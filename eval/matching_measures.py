"""Measures of ranking, decision and calibration over plain arrays: labels first, scores or probabilities second."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def average_precision(positive: Array, scores: Array) -> float:
    """Area under precision and recall; equal scores are ranked by position. NaN without positives."""
    order = np.argsort(-scores, kind="stable")
    hits = positive[order].astype(np.float64)
    if not hits.any():
        return float("nan")
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float((precision * hits).sum() / hits.sum())


def ndcg(grades: Array, scores: Array, k: int = 10) -> float:
    """nDCG@k of one ranking with the gain 2^grade − 1."""
    gains = 2.0**grades - 1
    order = np.argsort(-scores, kind="stable")[:k]
    discount = 1 / np.log2(np.arange(2, k + 2))
    ideal = np.sort(gains)[::-1][:k]
    return float((gains[order] * discount[: len(order)]).sum() / (ideal * discount[: len(ideal)]).sum())


def f1(positive: Array, scores: Array, threshold: float) -> tuple[float, float, float]:
    """F1, precision and recall of "at or above the threshold"."""
    said = scores >= threshold
    right = float((said & (positive > 0)).sum())
    precision = right / max(1.0, float(said.sum()))
    recall = right / max(1.0, float((positive > 0).sum()))
    return 2 * right / max(1.0, float(said.sum() + (positive > 0).sum())), precision, recall


def best_f1(positive: Array, scores: Array) -> float:
    """F1 at the best threshold for these very labels: an optimistic bound."""
    hits = np.cumsum(positive[np.argsort(-scores, kind="stable")] > 0)
    return float((2 * hits / (np.arange(1, len(hits) + 1) + hits[-1])).max())


def ece(positive: Array, probabilities: Array, bins: int = 10) -> float:
    """Expected calibration error over bins of equal numbers of pairs."""
    order = np.argsort(probabilities, kind="stable")
    return sum(
        len(part) / len(order) * abs(float((positive[part] > 0).mean() - probabilities[part].mean()))
        for part in np.array_split(order, bins)
        if len(part)
    )


def brier_skill(positive: Array, probabilities: Array) -> float:
    """1 − Brier score ÷ that of always saying the base rate."""
    truth = (positive > 0).astype(np.float64)
    return float(1 - ((probabilities - truth) ** 2).mean() / (truth.mean() * (1 - truth.mean())))


def halves(groups: list[str], seed: int) -> Iterator[frozenset[str]]:
    """The groups dealt into two halves, which are then each held out once."""
    names = sorted(set(groups))
    order = list(np.random.default_rng(seed).permutation(names))
    cut = len(order) // 2
    yield frozenset(order[:cut])
    yield frozenset(order[cut:])
