"""Cosine ranking on data/dev-gold: what an encoder alone can do, and what eight bits cost it.

    python eval/encoder_dev_gold.py [FOLDER]        the shipped encoder, and beside it the one in FOLDER

FOLDER is any folder with an ONNX encoder, say one made by ``jdmatch.training.export`` in float32. Three figures:
nDCG@10 of a unit's ranking of its occupation's statements (gain 2^grade − 1, units that match something); average
precision of all (unit, statement) pairs for "related"; and average precision of (posting, statement) for "covered"
(grade 2), by the best unit of the posting. dev-gold's README gives them for stock MiniLM.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jdmatch.encoder.onnx import OnnxEncoder
from jdmatch.encoder.protocols import Encoder

GOLD = Path(__file__).parents[2] / "shared" / "data" / "dev-gold"
Array = NDArray[np.float64]


def main(arguments: Sequence[str]) -> int:
    """Print a table; 1 where dev-gold is not there."""
    if not GOLD.is_dir():
        print(f"{GOLD} is not there: nothing to measure on.", file=sys.stderr)
        return 1
    threads = os.cpu_count() or 1
    encoders = [OnnxEncoder.shipped(threads=threads), *(OnnxEncoder(Path(a), threads=threads) for a in arguments)]
    rows = [figures(encoder) for encoder in encoders]
    print("| encoder | " + " | ".join(rows[0]) + " |\n|---|" + "---|" * len(rows[0]))
    for encoder, row in zip(encoders, rows, strict=True):
        print(f"| {encoder.signature} | " + " | ".join(f"{value:.4f}" for value in row.values()) + " |")
    return 0


def figures(encoder: Encoder) -> Mapping[str, float]:
    """The three figures of an encoder."""
    frameworks = {f["id"]: f["statements"] for f in json.loads((GOLD / "frameworks.json").read_text(encoding="utf-8"))}
    lines = (GOLD / "postings.jsonl").read_text(encoding="utf-8").splitlines()
    gains: list[float] = []
    pairs: list[tuple[Array, Array]] = []
    covered: list[tuple[Array, Array]] = []
    vectors = {i: encoder.encode([s["text"] for s in ss]).vectors.astype(np.float64) for i, ss in frameworks.items()}
    for posting in map(json.loads, lines):
        statements = frameworks[posting["occupation"]]
        units = encoder.encode([u["text"] for u in posting["units"]]).vectors.astype(np.float64)
        scores = units @ vectors[posting["occupation"]].T
        grades = _grades(posting["units"], [s["id"] for s in statements])
        gains += [_ndcg(g, s) for g, s in zip(grades, scores, strict=True) if g.any()]
        pairs.append((grades.ravel() > 0, scores.ravel()))
        covered.append(((grades == 2).any(axis=0), scores.max(axis=0)))
    return {
        "unit nDCG@10": float(np.mean(gains)),
        "pair AP": _average_precision(pairs),
        "posting covered AP": _average_precision(covered),
    }


def _grades(units: Sequence[Mapping[str, Any]], statements: Sequence[str]) -> Array:
    return np.array([[u["matches"].get(s, 0) for s in statements] for u in units], dtype=np.float64)


def _ndcg(grades: Array, scores: Array) -> float:
    """nDCG@10 of one ranking; equal scores in statement order."""
    gain = 2.0**grades - 1
    discount = 1 / np.log2(np.arange(2, 12))
    found = gain[np.argsort(-scores, kind="stable")[:10]]
    best = np.sort(gain)[::-1][:10]
    return float((found * discount[: len(found)]).sum() / (best * discount[: len(best)]).sum())


def _average_precision(parts: Sequence[tuple[Array, Array]]) -> float:
    """Σ precision × (rise of recall) over the different scores, highest first."""
    wanted, scores = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(wanted[order])
    # Pairs of one score can not be told apart: they count together, where the last of them stands.
    last = np.append(np.flatnonzero(np.diff(scores[order])), len(scores) - 1)
    recall = hits[last] / hits[-1]
    return float((np.diff(recall, prepend=0.0) * hits[last] / (last + 1)).sum())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
