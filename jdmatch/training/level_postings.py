"""The level of whole postings: fourteen numbers by maximum a posteriori, and how far off they are.

The weights start from values set by judgement and move as far as the training postings of corpora/postings ask for.
The conformal scores are those of postings that neither the fit nor the cue tables have seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jdmatch.leveling import line
from jdmatch.leveling.cue import NEUTRAL
from jdmatch.leveling.evidence import signs
from jdmatch.leveling.posting_model import PARTS, Features, features
from jdmatch.leveling.text_model import TextModel
from jdmatch.leveling.titles import read_title
from jdmatch.records import FOUR_STEPS, LevelScale
from jdmatch.training.level_data import LevelledPosting
from jdmatch.training.level_texts import Floats, Vectors, cdf, rounded

# Postings: what a part should weigh, set by judgement with corpora train, corpora dev, dev-gold and real-dev in view,
# and how far the fit may move it. Duties weigh little: those of real postings sound higher than the job is.
PRIOR = {
    "title": 0.75, "stated": 0.70, "years": 0.40, "education": 0.20, "people": 0.40, "money": 0.35, "strategy": 0.25,
    "craft": 0.35, "lowered": 0.45, "duties": 0.25, "top": 0.20, "routine": 0.30,
}  # fmt: skip
PRIOR_WIDTH, BASE_WIDTH, SPREAD, SPREAD_WIDTH = 0.07, 0.05, 0.06, 0.25  # width: of 0.07–0.3, by corpora dev, dev-gold
DOUBT, THIN = 1.0, 0.45
RANGE_SHARE = 0.3  # of the target's weight that goes to the whole defensible range


@dataclass(frozen=True)
class Read:
    """A levelled posting with what its parts say."""

    item: LevelledPosting
    found: Features


def read_postings(
    items: Sequence[LevelledPosting], text: TextModel, vectors: Vectors | None, centre: float | None = None
) -> tuple[list[Read], float]:
    """The features of postings; ``centre`` is the mean of their duties' level unless it is given."""
    duties = [duty_positions(item, text, vectors) for item in items]
    if centre is None:
        uppers = [sorted(d)[len(d) // 2 :] for d in duties if d]
        centre = round(float(np.mean([np.mean(u) for u in uppers])), 4)
    out = []
    for item, positions in zip(items, duties, strict=True):
        found = signs(item.posting, item.chunks, item.fields)
        title = read_title(item.posting.title or "").position
        out.append(Read(item, features(found, title, positions, centre)))
    return out, centre


def duty_positions(item: LevelledPosting, text: TextModel, vectors: Vectors | None) -> list[float]:
    """Where a posting's responsibilities stand."""
    texts = [chunk.body for chunk in item.chunks if chunk.kind == "responsibility"]
    return text.positions(texts, None if vectors is None else vectors(texts), "duty") if texts else []


def fit_posting(postings: Sequence[Read], scale: LevelScale = FOUR_STEPS) -> dict[str, Any]:
    """Weights, base and spread by maximum a posteriori; the rest as set above."""
    from scipy.optimize import minimize

    pulls = np.array([[r.found.pulls[part] for part in PARTS] for r in postings])
    doubt = np.array([1 + DOUBT * r.found.doubt for r in postings])
    target = np.array([_target(r.item, len(scale.levels)) for r in postings])
    edges = np.array([-np.inf, *scale.edges[1:-1], np.inf])
    prior = np.array([PRIOR[part] for part in PARTS])

    def loss(p: Floats) -> float:
        weights, base, spread = p[: len(PARTS)], p[-2], np.exp(p[-1]) * doubt
        middle = base + pulls @ weights
        below = cdf((edges[None, :] - middle[:, None]) / spread[:, None])
        likelihood = float((target * np.log(np.maximum(np.diff(below), 1e-9))).sum())
        penalty = (
            (((weights - prior) / PRIOR_WIDTH) ** 2).sum()
            + ((base - NEUTRAL) / BASE_WIDTH) ** 2
            + ((p[-1] - np.log(SPREAD)) / SPREAD_WIDTH) ** 2
        )
        return -likelihood + 0.5 * float(penalty)

    start = np.array([*prior, NEUTRAL, np.log(SPREAD)])
    best = minimize(loss, start, method="L-BFGS-B", bounds=[(0, None)] * len(PARTS) + [(None, None)] * 2).x
    return {
        "weights": dict(zip(PARTS, rounded(best[: len(PARTS)]), strict=True)),
        "base": round(float(best[-2]), 4),
        "spread": round(float(np.exp(best[-1])), 4),
        "doubt": DOUBT,
        "thin": THIN,
    }


def _target(item: LevelledPosting, levels: int) -> Floats:
    """Most of the weight on the level, some over the range that can be defended."""
    out = np.zeros(levels)
    out[item.low : item.high + 1] = RANGE_SHARE / (item.high - item.low + 1)
    out[item.level] += 1 - RANGE_SHARE
    return out


def position_of(table: Mapping[str, Any], found: Features) -> tuple[float, float]:
    """Position and spread of a posting by a fitted table, before the table is a model."""
    position = table["base"] + sum(table["weights"][part] * found.pulls[part] for part in PARTS)
    return min(1.0, max(0.0, position)), table["spread"] * (1 + table["doubt"] * found.doubt)


def cross_positions(postings: Sequence[Read]) -> list[tuple[float, float]]:
    """Position and spread of every posting from a fit without its occupation."""
    tables = {
        group: fit_posting([r for r in postings if r.item.group != group])
        for group in sorted({r.item.group for r in postings})
    }
    return [position_of(tables[r.item.group], r.found) for r in postings]


def conformal(postings: Sequence[Read], at: Sequence[tuple[float, float]]) -> list[float]:
    """How many spreads each posting's level lies from where it was put (0: in its level)."""
    return [
        line.distance(position, FOUR_STEPS.levels[r.item.level], FOUR_STEPS) / spread
        for r, (position, spread) in zip(postings, at, strict=True)
    ]
