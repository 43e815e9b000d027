"""Framework at a level − matches → covered, partial, missing, and one score with its interval.

A statement's probability is that of its best chunk. The score is Σ importance × probability ÷ Σ importance over the
statements exactly at the target level (over all where there are no levels): the share of the level's work that the
posting is expected to cover. Its interval comes from a seeded simulation in which each statement is covered or not with
its probability. Importance is the framework's own weight where it has one, else how often postings of the occupation
cover the statement (from twenty postings on, shrunk towards centrality), else centrality: how much the statement has in
common with the rest of its framework.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jdmatch.records import Coverage, Framework, ImportanceSource, Pair, StatementCoverage

if TYPE_CHECKING:
    from numpy import float32, float64
    from numpy.typing import NDArray

# Below so many postings of an occupation no claim of frequency is made.
FEWEST_POSTINGS = 20
# A prior worth this many postings pulls a frequency towards centrality (beta-binomial).
PRIOR_POSTINGS = 10
DRAWS = 4000
INTERVAL = 0.9


@dataclass(frozen=True, slots=True)
class Importance:
    """What a statement weighs in (0, 1], where that comes from, and from how many postings."""

    value: float
    source: ImportanceSource
    sample: int = 0


@dataclass(frozen=True, slots=True)
class Prevalence:
    """Of ``postings`` postings of an occupation, ``covered[statement id]`` covered the statement."""

    postings: int
    covered: Mapping[str, int]


def importances(
    framework: Framework, vectors: NDArray[float32] | None, prevalence: Prevalence | None = None
) -> tuple[Importance, ...]:
    """The importance of each statement, in the framework's order. ``vectors`` (n, dim) are the statements' unit
    vectors; without them and without weights every statement counts alike."""
    weights = [s.weight for s in framework.statements]
    known = [w for w in weights if w is not None and w > 0]
    if known:
        # A statement without a weight, among others with one, counts like the average of those.
        top, usual = max(known), sum(known) / len(known)
        return tuple(
            Importance(round(min((usual if w is None else max(w, 0.0)) / top, 1.0), 4), "weights") for w in weights
        )
    if vectors is None or len(framework.statements) < 3:
        return tuple(Importance(1.0, "uniform") for _ in framework.statements)
    central = _centrality(vectors)
    if prevalence is None or prevalence.postings < FEWEST_POSTINGS:
        return tuple(Importance(round(float(c), 4), "centrality") for c in central)
    return tuple(
        Importance(
            _shrunk(prevalence.covered.get(s.id, 0), prevalence.postings, float(c)), "prevalence", prevalence.postings
        )
        for s, c in zip(framework.statements, central, strict=True)
    )


def _shrunk(covered: int, postings: int, prior: float) -> float:
    return round((covered + PRIOR_POSTINGS * prior) / (postings + PRIOR_POSTINGS), 4)


def _centrality(vectors: NDArray[float32]) -> NDArray[float64]:
    """Mean cosine of each statement with the others of its framework, put on (0, 1) by a logistic of its z-score: the
    usual statement weighs ½, one that stands apart about ⅛, the most typical about ⅞."""
    import numpy as np

    exact = vectors.astype(np.float64)
    mean = ((exact @ exact.sum(axis=0)) - 1.0) / (len(exact) - 1)
    spread = float(mean.std())
    if spread < 1e-9:
        return np.full(len(exact), 0.5)
    out: NDArray[float64] = 1.0 / (1.0 + np.exp(-(mean - mean.mean()) / spread))
    return out


def target_level(framework: Framework, level: str | None) -> str | None:
    """The level to score at: ``level``, or the nearest one by position that has statements; None without levels."""
    scale = framework.scale
    if scale is None:
        return None
    filled = [name for name in scale.levels if framework.at_level(name)]
    if level in filled:
        return level
    wanted = scale.positions[scale.index(level)] if level in scale.levels else scale.positions[0]
    return min(filled, key=lambda name: abs(scale.positions[scale.index(name)] - wanted))


def assess(
    frameworks: Sequence[Framework],
    main: str,
    level: str | None,
    pairs: Sequence[Pair],
    importance: Mapping[str, Sequence[Importance]],
    seed: int,
) -> Coverage:
    """Coverage of every statement of every framework, in order; score and interval about the framework ``main`` at
    ``level``. ``importance``: per framework id, one for each statement. A statement that no pair names was never
    matched (a posting without duties): probability 0, no best chunk."""
    best = _best_pairs(pairs)
    rows = []
    for framework in frameworks:
        found = best.get(framework.id, {})
        for statement, weight in zip(framework.statements, importance[framework.id], strict=True):
            pair = found.get(statement.id)
            rows.append(
                StatementCoverage(
                    framework=framework.id,
                    statement=statement.id,
                    level=statement.level,
                    text=statement.text,
                    probability=pair.probability if pair else 0.0,
                    best_chunk=pair.chunk if pair else None,
                    importance=weight.value,
                    importance_source=weight.source,
                    sample=weight.sample,
                )
            )
    scored = [row for row in rows if row.framework == main and row.level == level]
    score, interval = score_of([r.probability for r in scored], [r.importance for r in scored], seed)
    return Coverage(framework=main, target_level=level, score=score, score_interval=interval, statements=tuple(rows))


def _best_pairs(pairs: Sequence[Pair]) -> dict[str, dict[str, Pair]]:
    """The best pair of each statement by framework and statement id, of the first chunk where several are as good."""
    best: dict[str, dict[str, Pair]] = {}
    for pair in pairs:
        found = best.setdefault(pair.framework, {})
        old = found.get(pair.statement)
        if (
            old is None
            or pair.probability > old.probability
            or (pair.probability == old.probability and pair.chunk < old.chunk)
        ):
            found[pair.statement] = pair
    return best


def score_of(probabilities: Sequence[float], weights: Sequence[float], seed: int) -> tuple[float, tuple[float, float]]:
    """The weighted mean of the probabilities, and the 90 % interval of the weighted share that is covered when each
    statement is covered or not by chance. The interval holds the score; no statements give 0 and (0, 0)."""
    total = sum(weights)
    if total <= 0:
        return 0.0, (0.0, 0.0)
    import numpy as np

    p, w = np.asarray(probabilities, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    score = float((p * w).sum() / total)
    chance = np.random.Generator(np.random.PCG64(seed)).random((DRAWS, len(p)))
    shares = np.where(chance < p, w, 0.0).sum(axis=1) / total
    tail = (1 - INTERVAL) / 2
    low, high = np.quantile(shares, [tail, 1 - tail], method="inverted_cdf")
    return score, (min(float(low), score), max(float(high), score))
