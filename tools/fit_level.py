"""Fit both level models and write models/level.json with its line in models/manifest.toml.

    python -m tools.fit_level [--vectors CACHE.npz]

Texts: two ridge regressions of the level's position with a constant for every framework, so that only differences
within a framework count; calibrated by maximum likelihood on held-out occupations of corpora/frameworks. Postings:
fourteen numbers by maximum a posteriori around values set by judgement, on the training postings of corpora/postings;
conformal scores of its development postings and of corpora/samples, which the fit does not see.
``eval/level_dev.py`` prints the figures of the card (``models/level.md``). Needs scikit-learn and scipy, the shipped
encoder and the data folder; nothing random."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jdmatch.leveling import LevelModel, line
from jdmatch.leveling.cue import NEUTRAL
from jdmatch.leveling.evidence import signs
from jdmatch.leveling.model import FORMAT, MODEL
from jdmatch.leveling.posting_model import PARTS, Features, features
from jdmatch.leveling.text_model import GENRES, TextModel, cue_features, grams
from jdmatch.leveling.texts import read_text
from jdmatch.leveling.titles import read_title
from jdmatch.records import FOUR_STEPS, LevelScale
from tools import level_data as data
from tools.level_data import LevelledPosting, LevelledText

Floats = NDArray[np.float64]

# Ridge strengths and shares, chosen on data/dev/levels and on folds of corpora/frameworks by occupation.
MEANING_STRENGTH, WORDING_STRENGTH, WORDING_SHARE = 20.0, 10.0, 0.5
GRAM_TEXTS, GRAM_LIMIT = 4, 6000
PASSAGE_SHARE = 0.5
FRAMEWORK_SCALE = 10.0  # of the framework constants: large, so that the ridge leaves them alone
FOLDS = 5

# Postings: what a part should weigh, set by judgement with corpora train, corpora dev and dev-gold in view, and how far
# the fit may move it.
PRIOR = {
    "title": 0.75, "stated": 0.70, "years": 0.40, "education": 0.20, "people": 0.40, "money": 0.35, "strategy": 0.25,
    "craft": 0.35, "lowered": 0.45, "duties": 0.40, "top": 0.25, "routine": 0.30,
}  # fmt: skip
PRIOR_WIDTH, BASE_WIDTH, SPREAD, SPREAD_WIDTH = 0.10, 0.05, 0.06, 0.25  # width: of 0.07–0.3, by corpora dev, dev-gold
DOUBT, THIN = 0.6, 0.45
RANGE_SHARE = 0.3  # of the target's weight that goes to the whole defensible range


class Vectors:
    """The shipped encoder's vectors of texts, kept in a file between runs."""

    def __init__(self, path: Path | None) -> None:
        from jdmatch.encoder.onnx import OnnxEncoder

        self._encoder = OnnxEncoder.shipped(threads=1)
        self.signature = self._encoder.signature
        name = self.signature.replace("/", "-").replace(":", "-")
        self._path = path or Path(tempfile.gettempdir()) / f"jdmatch-level-{name}.npz"
        self._known: dict[str, NDArray[np.float32]] = {}
        if self._path.is_file():
            stored = np.load(self._path)
            self._known = dict(zip(json.loads(str(stored["texts"])), stored["vectors"], strict=True))

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known |= dict(zip(new, self._encoder.encode(new).vectors, strict=True))
            np.savez(self._path, texts=json.dumps(list(self._known)), vectors=np.array(list(self._known.values())))
        return np.array([self._known[text] for text in texts], dtype=np.float32)


# Texts.


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
        "wording_cues": _rounded(wording.coef_[len(names) : len(names) + cues.shape[1]]),
        "meaning": _rounded(meaning.coef_[:width]),
        "meaning_cues": _rounded(meaning.coef_[width:]),
        "wording_share": WORDING_SHARE,
        "wording_alone": dict.fromkeys(GENRES, identity),
        "together": dict.fromkeys(GENRES, identity),
    }


def weights(rows: Sequence[LevelledText]) -> Floats:
    """A source weighs by the square root of its size, so that the largest does not decide alone."""
    source = [row.framework.partition("/")[0] for row in rows]
    size = Counter(source)
    raw = np.array([size[s] ** -0.5 * (PASSAGE_SHARE if s == "gs" else 1.0) for s in source])
    return raw / raw.mean()


def within(matrix: Floats, group: NDArray[np.int64]) -> Floats:
    """The matrix less the mean of each row's group."""
    sums = np.zeros((group.max() + 1, matrix.shape[1]))
    np.add.at(sums, group, matrix)
    return matrix - (sums / np.bincount(group)[:, None])[group]


def _rounded(values: Sequence[float]) -> list[float]:
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
    return _calibrated(scores, low, high, weights(rows))


def _calibrated(scores: Floats, low: Floats, high: Floats, weight: Floats) -> dict[str, float]:
    """A logistic around ``offset + slope · score`` that gives most probability to the stretches from low to high."""
    from scipy.optimize import minimize

    left, right = np.where(low <= 0, -np.inf, low), np.where(high >= 1, np.inf, high)

    def loss(p: Floats) -> float:
        middle, spread = p[0] + p[1] * scores, np.exp(p[2])
        mass = _cdf((right - middle) / spread) - _cdf((left - middle) / spread)
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
    posting = _calibrated(raw, np.array(low), np.array(high), np.array(weight))
    slope = (posting["slope"] + statement["slope"]) / 2
    mean = np.mean([(item.low + item.high + 1) / 8 for item in items])
    offset = float(mean) - slope * float(np.average(raw, weights=weight))
    return {"offset": round(offset, 4), "slope": round(slope, 4), "spread": statement["spread"]}


def _cdf(x: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-np.clip(x, -60, 60)))


# Postings.


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
        below = _cdf((edges[None, :] - middle[:, None]) / spread[:, None])
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
        "weights": dict(zip(PARTS, _rounded(best[: len(PARTS)]), strict=True)),
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


def training_texts() -> list[LevelledText]:
    """Everything that texts may be fitted on."""
    return data.frameworks("train") + data.own_frameworks() + data.graded_passages()


def build(vectors: Vectors) -> dict[str, Any]:
    """The whole document of models/level.json."""
    rows = training_texts()
    text = fit_text(rows, vectors)
    held, alone, together = cross_scores(rows, vectors)
    # Scores say which of two statements stands higher; where on the line is a matter of the kind of framework, and what
    # jdmatch reads are statements and duties of all trades, not the ladders of software houses.
    ours = np.array([row.framework.startswith("ler/") for row in held])
    trades = [row for row in held if row.framework.startswith("ler/")]
    plain, items = TextModel.from_dict(text), data.dev_gold()
    for name, source, scores in (("wording_alone", None, alone), ("together", vectors, together)):
        statement = calibrate(trades, scores[ours])
        text[name] = {"statement": statement, "duty": duty_calibration(items, plain, source, statement)}
    model = TextModel.from_dict(text)
    postings = data.postings("train")
    train, centre = read_postings(postings, model, vectors)
    _, centre_alone = read_postings(postings, model, None)
    dev, _ = read_postings(data.postings("dev"), model, vectors, centre)
    samples, _ = read_postings(data.samples(), model, vectors, centre)
    posting = fit_posting(train)
    # The cue tables were read off the training postings and their kinds are fitted too: even cross-fitted, their
    # distances flatter (intervals of 90 % made with them hold 0.83 of the development postings).
    unseen = [*dev, *samples]
    scores = conformal(unseen, [position_of(posting, r.found) for r in unseen])
    posting |= {
        "centre_together": centre,
        "centre_alone": centre_alone,
        "conformal": sorted(round(s, 4) for s in scores),
    }
    return {"format": FORMAT, "encoder": vectors.signature, "text": text, "posting": posting}


def main() -> int:
    """Fit and write; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--vectors", type=Path, help="where the vectors are kept between runs")
    options = parser.parse_args()
    if not data.DATA.is_dir():
        print(f"{data.DATA} is not there: nothing to fit on.", file=sys.stderr)
        return 2
    from jdmatch.files import write_whole
    from tools import manifest

    table = build(Vectors(options.vectors))
    LevelModel.from_dict(table, signature="check")
    path = manifest.MODELS / MODEL
    write_whole(path, render(table))
    manifest.record(
        MODEL,
        about="Level of texts (two ridge regressions) and of postings (weighted signs), with conformal scores",
        licence="Apache-2.0",
        origin="tools/fit_level.py; sets and attribution in models/level.md",
    )
    print(f"{path}: {path.stat().st_size} bytes")
    return 0


def render(table: Mapping[str, Any]) -> str:
    """The document as JSON: one word or pair a line, everything else compact."""
    words = table["text"]["grams"]
    rest = {**table, "text": {**table["text"], "grams": "@"}}
    lines = ",\n".join(f"{json.dumps(w, ensure_ascii=False)}:{json.dumps(v)}" for w, v in sorted(words.items()))
    return json.dumps(rest, ensure_ascii=False).replace('"@"', "{\n" + lines + "\n}") + "\n"


if __name__ == "__main__":
    sys.exit(main())
