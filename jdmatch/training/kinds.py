"""The kind model: corpora/postings (train) → models/kinds.json.

Each posting counts twice, once as the annotator's units and once as jdmatch's own chunks of it. Neither data/dev-gold
nor the dev and test parts are ever fitted on; strengths were chosen on train (cross-fitted by posting), dev and
dev-gold.

The first look is a logistic regression over the named features, the words, and the sum of the words' vectors in the
encoder; being linear, the vectors' part is written into the words' weights, for every word of the training set and for
the commonest words of the encoder's vocabulary. The second look is fitted on cross-fitted probabilities of the first.
Nothing in it is random: ``seed`` is not used.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jdmatch.encoder.onnx import OnnxEncoder
from jdmatch.kinds import FORMAT, MODEL, KindModel, context, wording
from jdmatch.kinds.model import HUNDREDTHS
from jdmatch.records import CHUNK_KINDS
from jdmatch.training import material, output, shipped
from jdmatch.training.kinds_data import NUMBER, Item, by_posting, folds, load, views, written
from jdmatch.training.made import Made

FOLDS = 5
# Inverse of the L2 penalty of both looks.
STRENGTH, SECOND_STRENGTH = 0.15, 0.1
# A feature or word is learnt where so many postings have it; the others have their vector only.
POSTINGS = 2
COMMON_WORDS = 10_000
# A word below this (in hundredths, all four numbers) is left out of the file.
LEAST = 3
PLACES = 3
# Given, not learnt: the furniture of web pages, which the training set hardly has.
GIVEN = {"page_alone": (-2.0, -2.0, 4.0)}
WRITTEN = "kinds.txt"
# How often its items count: they are of the kind that most real postings are.
WRITTEN_COUNT = 2
SOURCES = ("corpora/postings/train.jsonl", f"corpora/{WRITTEN}")
TUNED_ON = ("corpora/postings/dev.jsonl", "data/dev-gold")
HELD_OUT = ("corpora/postings/test.jsonl", "data/seeds")
LABEL = output.Label(
    "Chunk kinds: multinomial logistic regression in two looks, over named features and words",
    "Apache-2.0",
    "jdmatch train kinds, fitted on corpora/postings/train.jsonl; holds single words and no text of theirs",
)
Array = NDArray[np.float64]
Vectors = dict[str, Array]


class First(NamedTuple):
    """The first look: weights of features and of words, the latter with their vectors' part."""

    weights: dict[str, tuple[float, ...]]
    words: dict[str, tuple[int, int, int, int]]

    def model(self) -> KindModel:
        """As ``jdmatch.kinds.load`` would read it."""
        weights = dict(self.weights)
        for word, (duty, requirement, opens_duty, opens_requirement) in self.words.items():
            weights[wording.WORD + word] = (duty / HUNDREDTHS, requirement / HUNDREDTHS, 0.0)
            weights[wording.OPENING + word] = (opens_duty / HUNDREDTHS, opens_requirement / HUNDREDTHS, 0.0)
        return KindModel(weights, 1.0)


def make(
    places: material.Places,
    out: Path,
    *,
    seed: int,  # noqa: ARG001  (the signature of every step)
    check: bool,
    told: Callable[[str], None],
) -> Made:
    """Fit and write models/kinds.json below ``out``."""
    began = time.monotonic()
    told("kinds: reading corpora/postings")
    items = training(places)
    told(f"kinds: fitting two looks on {len(items):,} units and chunks")
    first, second = fit(items, encoded(items, shipped.encoder(out), shipped.vocabulary(out)))
    data = used(places)
    files = {MODEL: render(first, second, data)}
    return output.deliver(output.Output("kinds", files, {MODEL: LABEL}, data), out, check=check, began=began)


def used(places: material.Places) -> output.Data:
    """What the model is fitted on."""
    texts: list[str] = []
    known: list[str] = []
    for record in places.records("postings/train.jsonl"):
        known += [record["id"], record["occupation"]]
        texts += [record["text"], *(f"{u['start']} {u['end']} {u['kind']}" for u in record["units"])]
    for record in written(places.corpora / WRITTEN):
        known.append(record["id"])
        texts += [record["text"], *(f"{u['start']} {u['end']} {u['kind']}" for u in record["units"])]
    return output.Data(material.fingerprint(texts), SOURCES, HELD_OUT, TUNED_ON, output.items(known))


def training(places: material.Places) -> list[Item]:
    """Everything that the model is fitted on."""
    ours, units = load(places.corpora / "postings" / "train.jsonl")
    more, their_units = views(written(places.corpora / WRITTEN))
    return [*ours, *units, *more * WRITTEN_COUNT, *their_units * WRITTEN_COUNT]


def fit(items: Sequence[Item], vectors: Vectors) -> tuple[First, KindModel]:
    """Both looks."""
    return fit_first(items, vectors), fit_second(items, held_first(items, vectors))


def held_first(items: Sequence[Item], vectors: Vectors) -> list[tuple[float, ...]]:
    """Each item's probabilities by a first look that saw nothing of its posting."""
    held: list[tuple[float, ...]] = [()] * len(items)
    for fold in folds(items, FOLDS):
        model = fit_first([item for item in items if item.group not in fold], vectors).model()
        for i, item in enumerate(items):
            if item.group in fold:
                held[i] = model.probabilities(item.row)
    return held


def encoded(items: Sequence[Item], encoder: OnnxEncoder, pieces: Iterable[str]) -> Vectors:
    """The vectors of the training set's words and of the commonest words among ``pieces``, less their mean."""
    seen = {word for item in items for word in wording.words(item.chunk.body) if word[0].isalpha()}
    common = [w for w in pieces if len(w) > 1 and w.isascii() and w.isalpha()]
    known = sorted(seen.union(common[:COMMON_WORDS]))
    matrix = np.asarray(encoder.encode(known).vectors, dtype=np.float64)
    return dict(zip(known, matrix - matrix.mean(axis=0), strict=True))


def fit_first(items: Sequence[Item], vectors: Vectors) -> First:
    """The first look, fitted on the items that are no headings."""
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression

    used_items = [item for item in items if item.chunk.layout != "heading"]
    names = frequent(used_items)
    place = {name: i for i, name in enumerate(names)}
    cells = [(r, place[n], v) for r, item in enumerate(used_items) for n, v in item.row.items() if n in place]
    at, column, value = zip(*cells, strict=True)
    named = sparse.csr_matrix((value, (at, column)), shape=(len(used_items), len(names)))
    meant = np.array([meaning(item.row, vectors) for item in used_items])
    model = LogisticRegression(C=STRENGTH, max_iter=2000, tol=1e-3, fit_intercept=False)
    model.fit(sparse.hstack([named, meant]).tocsr(), [NUMBER[item.kind] for item in used_items])
    learnt = dict(zip(names, model.coef_.T[: len(names)], strict=True))
    anywhere, opening = np.split(model.coef_[:, len(names) :], 2, axis=1)
    return collapse(learnt, vectors, anywhere, opening)


def frequent(items: Iterable[Item]) -> list[str]:
    """The features and words that enough postings have, sorted."""
    homes: dict[str, set[str]] = {}
    for item in items:
        for name in item.row:
            homes.setdefault(name, set()).add(item.group)
    return sorted(name for name, groups in homes.items() if len(groups) >= POSTINGS)


def meaning(row: Mapping[str, float], vectors: Vectors) -> Array:
    """The sum of a chunk's word vectors, each as often as the word counts, beside the vector of its opening word."""
    size = len(next(iter(vectors.values())))
    out = np.zeros((2, size))
    for name, value in row.items():
        for part, prefix in enumerate((wording.WORD, wording.OPENING)):
            if name.startswith(prefix) and (vector := vectors.get(name.removeprefix(prefix))) is not None:
                out[part] += value * vector
    return out.ravel()


def collapse(learnt: Mapping[str, Array], vectors: Vectors, anywhere: Array, opening: Array) -> First:
    """Weights of features, and of words with what their vectors add. Of a word's three weights only the differences
    matter: the one for other is taken from the others."""
    prefixes = (wording.WORD, wording.OPENING)
    weights = {name: tuple(map(float, w)) for name, w in learnt.items() if not name.startswith(prefixes)} | GIVEN
    known = {name.removeprefix(p) for name in learnt for p in prefixes if name.startswith(p)}
    words = {}
    for word in sorted(known.union(vectors)):
        numbers: list[int] = []
        for prefix, head in zip(prefixes, (anywhere, opening), strict=True):
            w = learnt.get(prefix + word, np.zeros(len(CHUNK_KINDS)))
            w = w + head @ vectors[word] if word in vectors else w
            numbers += [round(float(w[i] - w[2]) * HUNDREDTHS) for i in (0, 1)]
        if max(map(abs, numbers)) >= LEAST:
            words[word] = (numbers[0], numbers[1], numbers[2], numbers[3])
    return First(weights, words)


def fit_second(items: Sequence[Item], held: Sequence[tuple[float, ...]]) -> KindModel:
    """The second look and its temperature, from probabilities of first looks that did not see the posting."""
    order: list[Item] = []
    rows: list[dict[str, float]] = []
    for part in by_posting(items):
        rows += context.rows([items[i].chunk for i in part], [held[i] for i in part])
        order += [items[i] for i in part]
    again = [replace(item, row=row) for item, row in zip(order, rows, strict=True)]
    heat = temperature(cross_fitted(again, [again], FOLDS, SECOND_STRENGTH)[0])
    return KindModel(fit_named(again, SECOND_STRENGTH).weights, heat)


def fit_named(items: Iterable[Item], strength: float) -> KindModel:
    """A model over all features, fitted on the items that are no headings; ``strength`` is the inverse of the L2
    penalty."""
    from sklearn.linear_model import LogisticRegression

    used_items = [item for item in items if item.chunk.layout != "heading"]
    names = sorted({name for item in used_items for name in item.row})
    matrix = np.array([[item.row.get(name, 0.0) for name in names] for item in used_items])
    model = LogisticRegression(C=strength, max_iter=5000, fit_intercept=False)
    model.fit(matrix, [NUMBER[item.kind] for item in used_items])
    weights = {name: tuple(float(w) for w in model.coef_[:, i]) for i, name in enumerate(names)}
    return KindModel(weights=weights, temperature=1.0)


def cross_fitted(
    items: Sequence[Item], views: Sequence[Sequence[Item]], count: int, strength: float
) -> list[list[tuple[Item, tuple[float, ...]]]]:
    """For each view every item with the probabilities of a model that saw nothing of its posting."""
    out: list[list[tuple[Item, tuple[float, ...]]]] = [[] for _ in views]
    for held_out in folds(items, count):
        model = fit_named([item for item in items if item.group not in held_out], strength)
        for predicted, view in zip(out, views, strict=True):
            predicted += [(item, probabilities(model, item)) for item in view if item.group in held_out]
    return out


def probabilities(model: KindModel, item: Item) -> tuple[float, ...]:
    """What ``classify`` gives: headings are other."""
    if item.chunk.layout == "heading":
        return tuple(float(kind == "other") for kind in CHUNK_KINDS)
    return model.probabilities(item.row)


def temperature(predicted: Sequence[tuple[Item, tuple[float, ...]]]) -> float:
    """The temperature that makes cross-fitted probabilities most likely, from a grid."""
    scored = [(item, [math.log(max(p, 1e-12)) for p in ps]) for item, ps in predicted if item.chunk.layout != "heading"]

    def loss(t: float) -> float:
        total = 0.0
        for item, logs in scored:
            peak = max(logs)
            norm = math.log(sum(math.exp((x - peak) / t) for x in logs))
            total -= (logs[NUMBER[item.kind]] - peak) / t - norm
        return total

    return min((0.8 + 0.05 * i for i in range(25)), key=loss)


def render(first: First, second: KindModel, data: output.Data) -> str:
    """The model as JSON, one feature or word a line."""
    head = {
        "format": FORMAT,
        "kinds": list(CHUNK_KINDS),
        "temperature": round(second.temperature, 3),
        "data": data.entry(),
    }
    parts = [
        _lines("weights", {n: [round(w, PLACES) for w in row] for n, row in first.weights.items()}),
        _lines("second", {n: [round(w, PLACES) for w in row] for n, row in second.weights.items()}),
        _lines("words", {n: list(row) for n, row in first.words.items()}),
    ]
    return json.dumps(head)[:-1] + ",\n" + ",\n".join(parts) + "}\n"


def _lines(name: str, table: Mapping[str, Sequence[float]]) -> str:
    lines = [f"{json.dumps(key)}:{json.dumps(list(row), separators=(',', ':'))}" for key, row in sorted(table.items())]
    return f"{json.dumps(name)}: {{\n" + ",\n".join(lines) + "\n}"
