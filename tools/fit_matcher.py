"""Fit the matcher and write models/matcher.json with its line in models/manifest.toml.

    python -m tools.fit_matcher [--check]

Three steps, two kinds of data. The weights come from O*NET's tasks alone (``matcher_silver``). The calibration, two
numbers, comes from what postings cover: the gold units of data/dev-gold and the annotated samples. The thresholds are
read off the calibrated probabilities of the same pairs: covered is the lowest with the wanted precision, partial the
best for related ones. Figures for the card, cross-fitted: ``python eval/matching_dev_gold.py``. ``--check`` writes
nothing and says whether the file would change.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jdmatch import encoder
from jdmatch.files import write_whole
from jdmatch.matching import FEATURES, FORMAT, MODEL
from jdmatch.settings import Settings
from tools import logistic, manifest, matcher_silver

sys.path.insert(0, str(Path(__file__).parents[1] / "eval"))

import matching_measures as measures
import matching_sets as sets

Array = NDArray[np.float64]
BLOCKS, SEED = 600, 1
PRECISION = 0.7
# The slope that fits best is too steep for occupations that it was not fitted on: with this part of it (and an offset
# that keeps the mean) cross-fitted Brier skill and calibration errors are better than with all of it.
SHRINK = 0.85
FLOOR = 0.01
GRID = np.arange(0.05, 0.96, 0.01)
PLACES = 4
ABOUT = "Matcher: a linear score over eight features, its calibration and thresholds"
LICENCE = "Apache-2.0"
ORIGIN = (
    f"tools/fit_matcher.py; weights from {matcher_silver.ATTRIBUTION}; calibration and thresholds tuned on "
    "data/dev-gold and eval/matching_samples.json; holds no text of theirs"
)


@dataclass(frozen=True)
class Pool:
    """(Posting, statement) pairs: the best score over the posting's duties, and the highest gold grade."""

    scores: Array
    grades: Array

    @classmethod
    def of(cls, blocks: Sequence[sets.Scored], weights: Array, intercept: float) -> Pool:
        """The pairs of some blocks; a posting without duties has none."""
        with_duties = [b for b in blocks if len(b.rows)]
        return cls(
            np.concatenate([(b.rows @ weights + intercept).max(axis=0) for b in with_duties]),
            np.concatenate([b.block.covered for b in with_duties]),
        )


@dataclass(frozen=True)
class Decision:
    """Calibration and thresholds, as they stand in the model's file."""

    slope: float
    offset: float
    covered: float
    partial: float


def main() -> int:
    """Fit, write, say what was written."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if not (matcher_silver.DATA.is_dir() and sets.GOLD.is_dir()):
        print(f"{sets.GOLD.parent} is not there: nothing to fit on.", file=sys.stderr)
        return 2
    model = encoder.load(Settings())
    texts = sets.Texts(model)
    weights, intercept = fit_weights(texts)
    gold = sets.DevGold.read()
    blocks = [*sets.scored((*gold.units, *sets.samples()), texts)]
    content = render(weights, intercept, decide(Pool.of(blocks, weights, intercept)), model.signature)
    path = manifest.MODELS / MODEL
    if options.check:
        same = path.is_file() and path.read_text(encoding="utf-8") == content
        print(f"{path.name} {'is what would be written' if same else 'would change'}")
        return 0 if same else 1
    write_whole(path, content)
    manifest.record(MODEL, about=ABOUT, licence=LICENCE, origin=ORIGIN)
    print(content)
    return 0


def fit_weights(texts: sets.Texts) -> tuple[Array, float]:
    """Weights and intercept from O*NET, rounded as they are written."""
    tasks = matcher_silver.read()
    rows: list[Array] = []
    labels: list[Array] = []
    for silver in matcher_silver.blocks(tasks, BLOCKS, SEED):
        none = np.zeros(len(silver.statements))
        block = sets.Block("", "", "", silver.duties, silver.statements, none)
        (made,) = sets.scored([block], texts)
        rows.append(made.rows.reshape(-1, len(FEATURES)))
        labels.append(silver.related.ravel().astype(np.float64))
    weights, intercept = logistic.fit(np.concatenate(rows), np.concatenate(labels))
    return weights.round(PLACES), round(intercept, PLACES)


def decide(pool: Pool) -> Decision:
    """Calibration on "covered" (grade 2), then both thresholds on the calibrated probabilities."""
    covered, related = (pool.grades == 2).astype(np.float64), (pool.grades >= 1).astype(np.float64)
    slope, _ = logistic.fit(pool.scores[:, None], covered, ridge=0.0)
    rise = round(SHRINK * float(slope[0]), PLACES)
    shift = round(_offset(pool.scores, rise, float(covered.mean())), PLACES)
    chances = probabilities(pool.scores, rise, shift)
    precise = [t for t in GRID if measures.f1(covered, chances, t)[1] >= PRECISION]
    high = min(precise, default=float(GRID[-1]))
    low = max((t for t in GRID if t <= high), key=lambda t: measures.f1(related, chances, t)[0])
    return Decision(rise, shift, round(float(high), 2), round(float(low), 2))


def _offset(scores: Array, slope: float, mean: float) -> float:
    """The offset with which the probabilities' mean is ``mean``."""
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if probabilities(scores, slope, middle).mean() < mean else (low, middle)
    return (low + high) / 2


def probabilities(scores: Array, slope: float, offset: float) -> Array:
    """Calibrated probabilities of scores."""
    chances: Array = 1.0 / (1.0 + np.exp(-(slope * scores + offset)))
    return chances


def render(weights: Array, intercept: float, decision: Decision, signature: str) -> str:
    """The model's file."""
    table = {
        "format": FORMAT,
        "encoder": signature,
        "data": f"onet-29.3@sha256:{matcher_silver.fingerprint()}",
        "weights": dict(zip(FEATURES, weights.tolist(), strict=True)),
        "intercept": intercept,
        "calibration": {"slope": decision.slope, "offset": decision.offset},
        "thresholds": {"covered": decision.covered, "partial": decision.partial},
        "floor": FLOOR,
    }
    return json.dumps(table, indent=1) + "\n"


if __name__ == "__main__":
    sys.exit(main())
