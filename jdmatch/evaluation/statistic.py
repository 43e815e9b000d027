"""A statistic of a sample of clusters, as a function of how often each cluster was drawn.

The bootstrap, the jackknife and the permutation test ask one question many times: what would the figure be had each
cluster (posting, query, framework) counted so and so often? So a measure is prepared once: what it needs of every
cluster is summed up, and thousands of resamples are then a product of two matrices. Three shapes hold all measures:
``Sums`` for whatever is a function of sums over clusters, ``Ranked`` for curves over one ranking of all pairs, and
``Mean`` of several of them. Values are NaN where a resample leaves nothing to measure.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
Curve = Literal["AP", "ROC", "F1*", "AURC"]
# Steps and draws that are worked on at once: small enough for a processor's cache.
_BLOCK, _DRAWS = 512, 128


class Statistic(Protocol):
    """``clusters``: names, sorted; ``n``: how many rows (pairs, queries, postings) were measured."""

    @property
    def clusters(self) -> tuple[str, ...]: ...  # noqa: D102

    @property
    def n(self) -> int: ...  # noqa: D102

    def __call__(self, weights: Array) -> Array:
        """Values (draws,) for weights (draws, clusters)."""


def indexed(clusters: Sequence[str]) -> tuple[tuple[str, ...], Whole]:
    """The sorted names, and for every row the number of its cluster."""
    names = tuple(sorted(set(clusters)))
    number = {name: i for i, name in enumerate(names)}
    return names, np.array([number[c] for c in clusters], dtype=np.int64)


def ratio(over: Array, under: Array) -> Array:
    """over ÷ under, NaN where there is nothing below."""
    out = np.full(np.broadcast(over, under).shape, np.nan)
    np.divide(over, under, out=out, where=under != 0)
    return out


def value(statistic: Statistic) -> float:
    """The value with every cluster counted once."""
    return float(statistic(np.ones((1, len(statistic.clusters))))[0])


@dataclass(frozen=True, eq=False)
class Sums:
    """A function of sums: ``parts`` (clusters, columns), ``finish`` takes sums (draws, columns) to values (draws,)."""

    clusters: tuple[str, ...]
    n: int
    parts: Array
    finish: Callable[[Array], Array]

    @classmethod
    def of(cls, clusters: Sequence[str], rows: Array, finish: Callable[[Array], Array]) -> Sums:
        """From rows (rows, columns), each of a cluster."""
        names, at = indexed(clusters)
        parts = np.zeros((len(names), rows.shape[1]))
        np.add.at(parts, at, rows)
        return cls(names, len(rows), parts, finish)

    @classmethod
    def mean(cls, clusters: Sequence[str], values: Iterable[float]) -> Sums:
        """The mean of the rows' values."""
        rows = np.array([(v, 1.0) for v in values], dtype=np.float64).reshape(-1, 2)
        return cls.of(clusters, rows, lambda sums: ratio(sums[:, 0], sums[:, 1]))

    def __call__(self, weights: Array) -> Array:
        """Values (draws,) for weights (draws, clusters)."""
        return self.finish(weights @ self.parts)


@dataclass(frozen=True, eq=False)
class Ranked:
    """A curve over one ranking of all rows, highest score first, equal scores in one step.

    ``AP``: Σ over steps of the recall gained × the precision there. ``ROC``: how often a positive row stands above a
    negative one, ties half. ``F1*``: the best F1 of any threshold. ``AURC``: ``positive`` marks errors; the mean, over
    rows, of the share of errors down to the row's step. The first three change only at steps with a positive row, so
    the others are counted and not visited.
    """

    clusters: tuple[str, ...]
    at: Whole
    scores: Array
    positive: Array
    curve: Curve

    @classmethod
    def of(cls, clusters: Sequence[str], scores: Sequence[float], positive: Sequence[bool], curve: Curve) -> Ranked:
        """From rows side by side."""
        names, at = indexed(clusters)
        return cls(names, at, np.asarray(scores, np.float64), np.asarray(positive, np.float64), curve)

    @property
    def n(self) -> int:
        """The number of rows."""
        return len(self.at)

    def __call__(self, weights: Array) -> Array:
        """Values (draws,) for weights (draws, clusters)."""
        totals = np.bincount(self.at, minlength=len(self.clusters)).astype(np.float64)
        hits = np.bincount(self.at, weights=self.positive, minlength=len(self.clusters))
        everything, positives = weights @ totals, weights @ hits
        found, above = np.zeros(len(weights)), np.zeros((len(weights), 1))
        for block in self._blocks():
            for start in range(0, len(weights), _DRAWS):
                part = slice(start, start + _DRAWS)
                self._add(
                    block, weights[part], (everything - positives)[part], positives[part], found[part], above[part]
                )
        if self.curve == "AURC":
            return ratio(found, everything)
        if self.curve == "ROC":
            return ratio(found, positives * (everything - positives))
        found[positives == 0] = np.nan
        return ratio(found, positives) if self.curve == "AP" else found

    def _add(
        self,
        block: tuple[Array, Array, Array],
        weights: Array,
        negatives: Array,
        positives: Array,
        found: Array,
        above: Array,
    ) -> None:
        """Add what a block of steps brings to ``found`` (draws,); ``above`` (draws, 1) is carried down the steps."""
        right_parts, seen_parts, tied_parts = block
        right, seen = weights @ right_parts.T, weights @ seen_parts.T
        if self.curve == "F1*":
            np.maximum(found, (2 * ratio_or_zero(right, seen + positives[:, None])).max(axis=1), out=found)
            return
        carried = seen if self.curve == "AURC" else right
        gained = np.diff(carried, axis=1, prepend=above)
        above[:] = carried[:, -1:]
        if self.curve == "ROC":
            # Negatives below the step, and half of those in it.
            gained *= negatives[:, None] - (seen - right) + weights @ (tied_parts / 2).T
        else:
            gained *= ratio_or_zero(right, seen)
        found += gained.sum(axis=1)

    def _blocks(self) -> Iterator[tuple[Array, Array, Array]]:
        """Steps (steps, clusters) in blocks, so that memory stays bounded: positives down to the end of a step, rows
        down to it, and the step's own negatives."""
        order = np.argsort(-self.scores, kind="stable")
        at, positive, scores = self.at[order], self.positive[order], self.scores[order]
        step = np.concatenate([[0], np.cumsum(np.diff(scores) != 0)]).astype(np.int64)
        wanted = np.unique(step if self.curve == "AURC" else step[positive > 0])
        if not len(wanted):
            return
        # Each row belongs to the first wanted step at or below it; rows under the last one matter to none.
        home = np.searchsorted(wanted, step)
        last = len(wanted) - 1
        own = (home <= last) & (wanted[np.minimum(home, last)] == step)
        size = len(self.clusters)
        hits, rows = np.zeros(size), np.zeros(size)
        for start in range(0, len(wanted), _BLOCK):
            shape = (min(_BLOCK, len(wanted) - start), size)
            inside = (home >= start) & (home < start + shape[0])
            right, seen, tied = (np.zeros(shape) for _ in range(3))
            np.add.at(right, (home[inside] - start, at[inside]), positive[inside])
            np.add.at(seen, (home[inside] - start, at[inside]), 1.0)
            np.add.at(tied, (home[inside & own] - start, at[inside & own]), 1.0 - positive[inside & own])
            right, seen = hits + right.cumsum(axis=0), rows + seen.cumsum(axis=0)
            hits, rows = right[-1], seen[-1]
            yield right, seen, tied


def ratio_or_zero(over: Array, under: Array) -> Array:
    """over ÷ under, 0 where there is nothing below."""
    out = np.zeros(np.broadcast(over, under).shape)
    np.divide(over, under, out=out, where=under != 0)
    return out


@dataclass(frozen=True, eq=False)
class Mean:
    """The mean of several statistics of the same clusters."""

    parts: tuple[Statistic, ...]

    @property
    def clusters(self) -> tuple[str, ...]:
        """Those of every part."""
        return self.parts[0].clusters

    @property
    def n(self) -> int:
        """The rows of one part."""
        return self.parts[0].n

    def __call__(self, weights: Array) -> Array:
        """Values (draws,) for weights (draws, clusters)."""
        total: Array = np.mean([part(weights) for part in self.parts], axis=0)
        return total


def confusion(truth: Sequence[Hashable], said: Sequence[Hashable], classes: Sequence[Hashable]) -> Array:
    """Rows (rows, classes²) with a one in the cell (truth, said)."""
    number = {c: i for i, c in enumerate(classes)}
    rows = np.zeros((len(truth), len(classes) ** 2))
    cells = [number[t] * len(classes) + number[s] for t, s in zip(truth, said, strict=True)]
    rows[np.arange(len(truth)), cells] = 1.0
    return rows
