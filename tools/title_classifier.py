"""Job title → O*NET occupation, as one matrix: what ``jdmatch.occupation`` knows about titles.

A linear discriminant over title vectors: every occupation is the mean of its official and alternate titles, all share
one covariance (shrunk towards a ball), occupations with more titles are likelier. Alternate titles are loose (one
stands under many occupations), so the probabilities are far too sure of themselves; a temperature tempers them.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jdmatch.encoder.protocols import Encoder

DATA = Path(__file__).parents[2] / "shared" / "data" / "train" / "onet-29.3"
FILES = ("occupation_data.tsv", "alternate_titles.tsv")
SHRINK = 0.1
# Chosen on the train split of corpora/postings: 1, 2 and 4 were tried, the likelihood of the right framework rose.
TEMPERATURE = 4.0
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Classifier:
    """``rows`` (occupations, dim) and ``offsets`` (occupations,) over ``codes``: scores are rows · vector + offsets."""

    codes: tuple[str, ...]
    rows: Array
    offsets: Array


def fit(encoder: Encoder) -> Classifier:
    """The classifier of O*NET's titles. OSError where the data is not there."""
    titles = [*_titles()]
    codes = tuple(sorted({code for code, _ in titles}))
    place = {code: i for i, code in enumerate(codes)}
    owner = np.array([place[code] for code, _ in titles])
    parts = [encoder.encode([t for _, t in titles[at : at + 4096]]).vectors for at in range(0, len(titles), 4096)]
    vectors = np.concatenate(parts).astype(np.float64)
    counts = np.bincount(owner, minlength=len(codes)).astype(np.float64)
    means = np.zeros((len(codes), vectors.shape[1]))
    np.add.at(means, owner, vectors)
    means /= counts[:, None]
    rest = vectors - means[owner]
    spread = rest.T @ rest / len(rest)
    spread += SHRINK * np.trace(spread) / len(spread) * np.eye(len(spread))
    rows = np.linalg.solve(spread, means.T).T
    offsets = np.log(counts) - 0.5 * (rows * means).sum(axis=1)
    return Classifier(codes, rows / TEMPERATURE, offsets / TEMPERATURE)


def fingerprint() -> str:
    """sha256 over the files that were read."""
    return hashlib.sha256(b"".join((DATA / name).read_bytes() for name in FILES)).hexdigest()[:16]


def _titles() -> Iterator[tuple[str, str]]:
    for name, column in zip(FILES, ("Title", "Alternate Title"), strict=True):
        with (DATA / name).open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield row["O*NET-SOC Code"], row[column]
