"""The level of texts: two ridge regressions, and their calibration on occupations that they did not see.

Both regress the level's position with a constant for every framework, so that only differences within a framework
count: one reads the wording, one the encoder's vector with the cues. Scores say which of two statements stands higher;
where on the line is a matter of the kind of framework, and is told by held-out occupations of corpora/frameworks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jdmatch.leveling.text_model import GENRES, TextModel, cue_features, grams
from jdmatch.leveling.texts import read_text
from jdmatch.training.level_data import LevelledPosting, LevelledText

Floats = NDArray[np.float64]
Vectors = Callable[[Sequence[str]], NDArray[np.float32]]
"""The encoder's vectors of texts, one row a text."""

# Ridge strengths and shares, chosen on data/dev/levels, where anything near these does as well. Folds of the training
# frameworks would give the words less: the encoder has read those ladders, so that its vectors look better on them than
# they are on others.
MEANING_STRENGTH, WORDING_STRENGTH, WORDING_SHARE = 20.0, 20.0, 1.0
GRAM_TEXTS, GRAM_LIMIT = 4, 6000
PASSAGE_SHARE = 0.5
FRAMEWORK_SCALE = 10.0  # of the framework constants: large, so that the ridge leaves them alone
FOLDS = 5


def fit_text(rows: Sequence[LevelledText], vectors: Vectors) -> dict[str, Any]:
    """The ``text`` part of the model, its calibrations still the identity."""
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import Ridge

    readings = [read_text(row.text) for row in rows]
    cues = np.array([cue_features(reading) for reading in readings])
    target, weight = np.array([row.position for row in rows]), weights(rows)
    group = np.unique([row.framework for row in rows], return_inverse=True)[1]

    dense = np.hstack([vectors([row.text for row in rows]).astype(np.float64), cues])
    meaning = Ridge(alpha=MEANING_STRENGTH, fit_intercept=False)
    meaning.fit(within(dense, group), within(target[:, None], group)[:, 0], sample_weight=weight)

    counter = TfidfVectorizer(analyzer=grams, min_df=GRAM_TEXTS, max_features=GRAM_LIMIT, sublinear_tf=True)
    words = counter.fit_transform(readings)
    constants = sparse.csr_matrix((np.full(len(rows), FRAMEWORK_SCALE), (np.arange(len(rows)), group)))
    wording = Ridge(alpha=WORDING_STRENGTH, fit_intercept=False, solver="sparse_cg", tol=1e-6)
    wording.fit(sparse.hstack([words, cues, constants]).tocsr(), target, sample_weight=weight)

    names = counter.get_feature_names_out()
    width = dense.shape[1] - cues.shape[1]
    identity = {"offset": 0.0, "slope": 1.0, "spread": 0.1}
    return {
        "grams": {
            str(name): [round(float(idf), 3), round(float(w), 4)]
            for name, idf, w in zip(names, counter.idf_, wording.coef_, strict=False)
        },
        "wording_cues": rounded(wording.coef_[len(names) : len(names) + cues.shape[1]]),
        "meaning": rounded(meaning.coef_[:width]),
        "meaning_cues": rounded(meaning.coef_[width:]),
        "wording_share": WORDING_SHARE,
        "wording_alone": dict.fromkeys(GENRES, identity),
        "together": dict.fromkeys(GENRES, identity),
    }


def weights(rows: Sequence[LevelledText]) -> Floats:
    """A source weighs by the square root of its size, so that the largest does not decide alone."""
    source = [row.framework.partition("/")[0] for row in rows]
    size = Counter(source)
    raw = np.array([size[s] ** -0.5 * (PASSAGE_SHARE if s == "gs" else 1.0) for s in source])
    even: Floats = raw / raw.mean()
    return even


def within(matrix: Floats, group: NDArray[np.int64]) -> Floats:
    """The matrix less the mean of each row's group."""
    sums = np.zeros((group.max() + 1, matrix.shape[1]))
    np.add.at(sums, group, matrix)
    return matrix - (sums / np.bincount(group)[:, None])[group]


def rounded(values: Sequence[float]) -> list[float]:
    """As the model file has them."""
    return [round(float(v), 5) for v in values]


def folds(rows: Sequence[LevelledText], count: int = FOLDS) -> list[int]:
    """A fold for each row, whole families together, the largest families spread first. Passages are in none (−1)."""
    size = Counter(row.family for row in rows if row.family != "gs")
    load = [0] * count
    place: dict[str, int] = {"gs": -1}
    for family, n in sorted(size.items(), key=lambda item: (-item[1], item[0])):
        place[family] = load.index(min(load))
        load[place[family]] += n
    return [place[row.family] for row in rows]


def cross_scores(rows: Sequence[LevelledText], vectors: Vectors) -> tuple[list[LevelledText], Floats, Floats]:
    """Raw scores (wording alone, together) of every row in a fold, from fits that did not see its family."""
    place = folds(rows)
    held: list[LevelledText] = []
    alone: list[float] = []
    together: list[float] = []
    for fold in range(FOLDS):
        model = TextModel.from_dict(fit_text([r for r, p in zip(rows, place, strict=True) if p != fold], vectors))
        test = [r for r, p in zip(rows, place, strict=True) if p == fold]
        texts = [r.text for r in test]
        held += test
        alone += model.scores(texts, None)
        together += model.scores(texts, vectors(texts))
    return held, np.array(alone), np.array(together)


def calibrate(rows: Sequence[LevelledText], scores: Floats) -> dict[str, float]:
    """Offset, slope and spread by maximum likelihood of each row's level on its own framework's scale."""
    low = np.array([(r.level - 1) / r.levels for r in rows])
    high = np.array([r.level / r.levels for r in rows])
    return logistic_fit(scores, low, high, weights(rows))


def logistic_fit(scores: Floats, low: Floats, high: Floats, weight: Floats) -> dict[str, float]:
    """A logistic around ``offset + slope · score`` that gives most probability to the stretches from low to high."""
    from scipy.optimize import minimize

    left, right = np.where(low <= 0, -np.inf, low), np.where(high >= 1, np.inf, high)

    def loss(p: Floats) -> float:
        middle, spread = p[0] + p[1] * scores, np.exp(p[2])
        mass = cdf((right - middle) / spread) - cdf((left - middle) / spread)
        return -float(weight @ np.log(np.maximum(mass, 1e-9))) / len(scores)

    start = np.array([0.5 - scores.mean(), 1.0, np.log(0.1)])
    best = minimize(loss, start, method="Nelder-Mead", options={"maxiter": 4000, "xatol": 1e-5, "fatol": 1e-8}).x
    names = ("offset", "slope", "spread")
    return {name: round(float(x), 4) for name, x in zip(names, (best[0], best[1], np.exp(best[2])), strict=True)}


def duty_calibration(
    items: Sequence[LevelledPosting], text: TextModel, vectors: Vectors | None, statement: Mapping[str, float]
) -> dict[str, float]:
    """Nobody has levelled single duties. As statements they would spread as ``statement`` says; as evidence of their
    posting's range they spread less than half as far. Half-way between the two is taken, with the mean duty where the
    mean posting stands."""
    scores, low, high, weight = [], [], [], []
    for item in items:
        texts = [chunk.body for chunk in item.chunks if chunk.kind == "responsibility"]
        if not texts:
            continue
        found = text.scores(texts, None if vectors is None else vectors(texts))
        scores += found
        low += [item.low / 4] * len(found)
        high += [(item.high + 1) / 4] * len(found)
        weight += [len(found) ** -0.5] * len(found)
    raw = np.array(scores)
    posting = logistic_fit(raw, np.array(low), np.array(high), np.array(weight))
    slope = (posting["slope"] + statement["slope"]) / 2
    mean = np.mean([(item.low + item.high + 1) / 8 for item in items])
    offset = float(mean) - slope * float(np.average(raw, weights=weight))
    return {"offset": round(offset, 4), "slope": round(slope, 4), "spread": statement["spread"]}


def cdf(x: Floats) -> Floats:
    """The logistic distribution function."""
    return 1.0 / (1.0 + np.exp(-np.clip(x, -60, 60)))
