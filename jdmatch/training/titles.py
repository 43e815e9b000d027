"""Job title → O*NET occupation, as one matrix: what ``jdmatch.occupation`` knows about titles.

A linear discriminant over title vectors: every occupation is the mean of its official and alternate titles, all share
one covariance (shrunk towards a ball, and taken from the occupations that are not held out), occupations with more
titles are likelier. Alternate titles are loose (one stands under many occupations), so the probabilities are far too
sure of themselves; a temperature tempers them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SHRINK = 0.1
# Chosen on the train split of corpora/postings: 1, 2 and 4 were tried, the likelihood of the right framework rose.
TEMPERATURE = 4.0
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Classifier:
    """``rows`` (occupations, dim) and ``offsets`` (occupations,) over codes: scores are rows · vector + offsets."""

    rows: Array
    offsets: Array


def fit(vectors: Array, owner: Sequence[str], codes: Sequence[str], held_out: Collection[str]) -> Classifier:
    """The classifier of titles with these ``vectors`` (n, dim), each ``owner``'s, over ``codes``, all of which own at
    least one."""
    place = {code: i for i, code in enumerate(codes)}
    rows_of = np.array([place[code] for code in owner])
    counts = np.bincount(rows_of, minlength=len(codes)).astype(np.float64)
    means = np.zeros((len(codes), vectors.shape[1]))
    np.add.at(means, rows_of, vectors)
    means /= counts[:, None]
    learned = np.array([code not in held_out for code in owner])
    rest = (vectors - means[rows_of])[learned]
    spread = rest.T @ rest / len(rest)
    spread += SHRINK * np.trace(spread) / len(spread) * np.eye(len(spread))
    rows = np.linalg.solve(spread, means.T).T
    offsets = np.log(counts) - 0.5 * (rows * means).sum(axis=1)
    return Classifier(rows / TEMPERATURE, offsets / TEMPERATURE)
