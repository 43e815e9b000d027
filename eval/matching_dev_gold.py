"""The shipped matcher beside stock cosine on data/dev-gold and on the annotated samples.

    python eval/matching_dev_gold.py

Ranking: nDCG@10 of a unit's statements (gain 2^grade − 1, units that match something), average precision of all (unit,
statement) pairs for "related". Postings: average precision, and F1 at the thresholds, of (posting, statement) for
"related" and "covered" by the best unit. Calibration: expected calibration error in ten bins of equal numbers of pairs,
over all pairs, over those with a probability of at least 0.1, and over those or positive ones; Brier skill against the
base rate. The matcher's weights never saw dev-gold. Its calibration and thresholds did: so figures that depend on them
are cross-fitted by occupation (six to fit, six to measure, both ways, mean of ten splits; a sample posting is left out
of the fit where its occupation is measured), with the naive figure of the shipped file in brackets.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import matching_measures as measures
import matching_sets as sets
import numpy as np
from numpy.typing import NDArray

from jdmatch import encoder
from jdmatch.matching import FEATURES, MatcherModel, load
from jdmatch.settings import Settings
from tools import fit_matcher

Array = NDArray[np.float64]
SPLITS = 10
COSINE = np.array([float(name == "cosine") for name in FEATURES])


def main() -> int:
    """Print the tables; 1 where dev-gold is not there."""
    if not sets.GOLD.is_dir():
        print(f"{sets.GOLD} is not there: nothing to measure on.", file=sys.stderr)
        return 1
    texts = sets.Texts(encoder.load(Settings()))
    gold = sets.DevGold.read()
    samples = [*sets.scored(sets.samples(), texts)]
    units, every, chunks = ([*sets.scored(blocks, texts)] for blocks in (gold.units, gold.all_units, gold.chunks))
    model = load()
    ours = np.array(model.weights)
    rows = {
        "cosine, all gold units": figures(every, samples, COSINE, 0.0, None),
        "cosine, gold duties": figures(units, samples, COSINE, 0.0, None),
        "matcher, all gold units": figures(every, samples, ours, model.intercept, model),
        "matcher, gold duties": figures(units, samples, ours, model.intercept, model),
        "matcher, own chunks": figures(chunks, samples, ours, model.intercept, model),
        "cosine, samples": naive(samples, COSINE, 0.0, None),
        "matcher, samples": naive(samples, ours, model.intercept, model),
    }
    names = list(rows["matcher, gold duties"])
    print("| | " + " | ".join(names) + " |\n|---|" + "---|" * len(names))
    for name, row in rows.items():
        print(f"| {name} | " + " | ".join(row.get(column, "–") for column in names) + " |")
    return 0


def figures(
    blocks: Sequence[sets.Scored],
    samples: Sequence[sets.Scored],
    weights: Array,
    intercept: float,
    model: MatcherModel | None,
) -> Mapping[str, str]:
    """One row of the table: cross-fitted, the naive figure in brackets where a model is given."""
    runs = [_cross_fitted(blocks, samples, weights, intercept, seed) for seed in range(SPLITS)]
    mean = {name: float(np.mean([run[name] for run in runs])) for name in runs[0]}
    own = _naive(blocks, weights, intercept, model) if model is not None else {}
    brackets = {name: f" ({own[name]:.3f})" if name in own else "" for name in mean}
    return {**_ranking(blocks, weights), **{name: f"{value:.3f}{brackets[name]}" for name, value in mean.items()}}


def naive(
    blocks: Sequence[sets.Scored], weights: Array, intercept: float, model: MatcherModel | None
) -> Mapping[str, str]:
    """One row of the table with the shipped calibration alone; average precision only where no model is given."""
    found = _naive(blocks, weights, intercept, model)
    return {**_ranking(blocks, weights), **{name: f"({value:.3f})" for name, value in found.items()}}


def _ranking(blocks: Sequence[sets.Scored], weights: Array) -> Mapping[str, str]:
    annotated = [(b.block.grades, b.rows @ weights) for b in blocks if b.block.grades is not None and len(b.rows)]
    if not annotated:
        return {}
    gains = [measures.ndcg(g, s) for grades, rows in annotated for g, s in zip(grades, rows, strict=True) if g.any()]
    positive = np.concatenate([grades.ravel() >= 1 for grades, _ in annotated])
    pairs = measures.average_precision(positive, np.concatenate([rows.ravel() for _, rows in annotated]))
    return {"unit nDCG@10": f"{np.mean(gains):.3f}", "pair AP": f"{pairs:.3f}"}


def _best(block: sets.Scored, weights: Array, intercept: float) -> Array:
    """The best score of each statement; that of nothing where the posting has no duties."""
    if not len(block.rows):
        return np.full(len(block.block.statements), -50.0)
    best: Array = (block.rows @ weights + intercept).max(axis=0)
    return best


def _cross_fitted(
    blocks: Sequence[sets.Scored], samples: Sequence[sets.Scored], weights: Array, intercept: float, seed: int
) -> Mapping[str, float]:
    chances: list[Array] = []
    grades: list[Array] = []
    said: list[tuple[Array, Array]] = []
    for held in measures.halves([b.block.occupation for b in blocks], seed):
        fit = [b for b in (*blocks, *samples) if b.block.occupation not in held]
        decision = fit_matcher.decide(fit_matcher.Pool.of(fit, weights, intercept))
        for block in blocks:
            if block.block.occupation in held:
                scores = _best(block, weights, intercept)
                chance = fit_matcher.probabilities(scores, decision.slope, decision.offset)
                chances.append(chance)
                grades.append(block.block.covered)
                said.append((chance >= decision.covered, chance >= decision.partial))
    covered, related = (np.concatenate(part).astype(np.float64) for part in zip(*said, strict=True))
    return _posting_figures(np.concatenate(grades), np.concatenate(chances), covered, related)


def _naive(
    blocks: Sequence[sets.Scored], weights: Array, intercept: float, model: MatcherModel | None
) -> Mapping[str, float]:
    scores = np.concatenate([_best(b, weights, intercept) for b in blocks])
    grades = np.concatenate([b.block.covered for b in blocks])
    if model is None:
        return {
            "related AP": measures.average_precision(grades >= 1, scores),
            "covered AP": measures.average_precision(grades == 2, scores),
        }
    chances = fit_matcher.probabilities(scores, model.slope, model.offset)
    covered = (chances >= model.thresholds.covered).astype(np.float64)
    return _posting_figures(grades, chances, covered, (chances >= model.thresholds.partial).astype(np.float64))


def _posting_figures(grades: Array, chances: Array, covered: Array, related: Array) -> Mapping[str, float]:
    is_covered, is_related = grades == 2, grades >= 1
    likely = chances >= 0.1
    f1, precision, recall = measures.f1(is_covered, covered, 0.5)
    return {
        "related AP": measures.average_precision(is_related, chances),
        "related F1": measures.f1(is_related, related, 0.5)[0],
        "covered AP": measures.average_precision(is_covered, chances),
        "covered F1": f1,
        "covered precision": precision,
        "covered recall": recall,
        "ECE all": measures.ece(is_covered, chances),
        "ECE p ≥ 0.1": measures.ece(is_covered[likely], chances[likely]),
        "ECE p ≥ 0.1 or positive": measures.ece(is_covered[likely | is_covered], chances[likely | is_covered]),
        "Brier skill": measures.brier_skill(is_covered, chances),
    }


if __name__ == "__main__":
    sys.exit(main())
