"""Fit the kind model and write models/kinds.json.

    python -m tools.fit_kinds [--check]

Fitted on the annotated postings of corpora/postings (train) and on the real ones of
eval/kinds-second.jsonl that are no samples of this project; neither data/dev-gold nor the dev and test parts are ever
fitted on. Each posting of the corpora counts twice, once as the annotator's units and once as jdmatch's own chunks of
it, labelled by the unit that they overlap most.

The first look is a logistic regression over the named features, the words, and the sum of the words' vectors in the
shipped encoder; being linear, the vectors' part is written into the words' weights, for every word of the training set
and for the commonest words of the encoder's vocabulary. The second look is fitted on cross-fitted probabilities
of the first. ``--check`` writes nothing and exits with 1 where the file would change.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "eval"))

import kinds_dev_gold as gold  # noqa: E402

from jdmatch import encoder  # noqa: E402
from jdmatch.files import write_whole  # noqa: E402
from jdmatch.kinds import FORMAT, MODEL, KindModel, context, wording  # noqa: E402
from jdmatch.kinds.model import HUNDREDTHS  # noqa: E402
from jdmatch.records import CHUNK_KINDS  # noqa: E402
from jdmatch.settings import Settings  # noqa: E402
from tools import manifest  # noqa: E402

FOLDS = 5
# Inverse of the L2 penalty of both looks.
STRENGTH, SECOND_STRENGTH = 0.3, 0.1
# A feature or word is learnt where so many postings have it; the others have their vector only.
POSTINGS = 2
COMMON_WORDS = 10_000
# How often a chunk of the second set counts, which is real and written by many.
REAL = 2
# A word below this (in hundredths, all four numbers) is left out of the file.
LEAST = 3
PLACES = 3
# Given, not learnt: the furniture of web pages, which the training set hardly has.
GIVEN = {"page_alone": (-2.0, -2.0, 4.0)}
ABOUT = "Chunk kinds: multinomial logistic regression in two looks, over named features and words"
LICENCE = "Apache-2.0"
ORIGIN = (
    "tools/fit_kinds.py, fitted on corpora/postings/train.jsonl and 22 postings of data/dev/postings; "
    "holds single words and no text of theirs"
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


def main() -> int:
    """Fit, write, say what was written."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if not gold.GOLD.is_file():
        print("The data folder beside the checkout is not there: its postings are fitted on.", file=sys.stderr)
        return 2
    content = render(*fit(training()))
    path = ROOT / "models" / MODEL
    if options.check:
        same = path.is_file() and path.read_text(encoding="utf-8") == content
        print(f"{path.name} {'is what would be written' if same else 'would change'}")
        return 0 if same else 1
    write_whole(path, content)
    manifest.record(MODEL, about=ABOUT, licence=LICENCE, origin=ORIGIN)
    print(f"{path}: {len(content)} bytes")
    return 0


def training() -> list[gold.Item]:
    """Everything that the model is fitted on."""
    ours, units = gold.load(gold.CORPORA / "train.jsonl")
    second = [item for item in gold.load_second() if not item.posting.startswith("samples:")]
    return [*ours, *units, *second * REAL]


def fit(items: Sequence[gold.Item]) -> tuple[First, KindModel]:
    """Both looks."""
    vectors = encoded(items)
    held: list[tuple[float, ...]] = [()] * len(items)
    for fold in gold.folds(items, FOLDS):
        model = fit_first([item for item in items if item.group not in fold], vectors).model()
        for i, item in enumerate(items):
            if item.group in fold:
                held[i] = model.probabilities(item.row)
    return fit_first(items, vectors), fit_second(items, held)


def encoded(items: Sequence[gold.Item]) -> Vectors:
    """The vectors of the training set's words and of the commonest words, less their mean."""
    tokens = json.loads((ROOT / "models" / "encoder" / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    # The vocabulary is in order of frequency.
    common = [w for w in sorted(tokens, key=tokens.__getitem__) if len(w) > 1 and w.isascii() and w.isalpha()]
    seen = {word for item in items for word in wording.words(item.chunk.body) if word[0].isalpha()}
    known = sorted(seen.union(common[:COMMON_WORDS]))
    matrix = np.asarray(encoder.load(Settings(threads=1)).encode(known).vectors, dtype=np.float64)
    return dict(zip(known, matrix - matrix.mean(axis=0), strict=True))


def fit_first(items: Sequence[gold.Item], vectors: Vectors) -> First:
    """The first look, fitted on the items that are no headings."""
    used = [item for item in items if item.chunk.layout != "heading"]
    homes: dict[str, set[str]] = {}
    for item in used:
        for name in item.row:
            homes.setdefault(name, set()).add(item.group)
    names = sorted(name for name, groups in homes.items() if len(groups) >= POSTINGS)
    place = {name: i for i, name in enumerate(names)}
    cells = [(r, place[n], v) for r, item in enumerate(used) for n, v in item.row.items() if n in place]
    at, column, value = zip(*cells, strict=True)
    named = sparse.csr_matrix((value, (at, column)), shape=(len(used), len(names)))
    meant = np.array([meaning(item.row, vectors) for item in used])
    model = LogisticRegression(C=STRENGTH, max_iter=2000, tol=1e-3, fit_intercept=False)
    model.fit(sparse.hstack([named, meant]).tocsr(), [gold.NUMBER[item.kind] for item in used])
    learnt = dict(zip(names, model.coef_.T[: len(names)], strict=True))
    anywhere, opening = np.split(model.coef_[:, len(names) :], 2, axis=1)
    return collapse(learnt, vectors, anywhere, opening)


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


def fit_second(items: Sequence[gold.Item], held: Sequence[tuple[float, ...]]) -> KindModel:
    """The second look and its temperature, from probabilities of first looks that did not see the posting."""
    groups, rows = [], []
    for part in gold.by_posting(items):
        rows += context.rows([items[i].chunk for i in part], [held[i] for i in part])
        groups += [items[i] for i in part]
    again = [gold.replace(item, row=row) for item, row in zip(groups, rows, strict=True)]
    heat = gold.temperature(gold.cross_fitted(again, [again], FOLDS, SECOND_STRENGTH)[0])
    return KindModel(gold.fit(again, SECOND_STRENGTH).weights, heat)


def render(first: First, second: KindModel) -> str:
    """The model as JSON, one feature or word a line."""
    head = {"format": FORMAT, "kinds": list(CHUNK_KINDS), "temperature": round(second.temperature, 3)}
    parts = [
        _lines("weights", {n: [round(w, PLACES) for w in row] for n, row in first.weights.items()}),
        _lines("second", {n: [round(w, PLACES) for w in row] for n, row in second.weights.items()}),
        _lines("words", {n: list(row) for n, row in first.words.items()}),
    ]
    return json.dumps(head)[:-1] + ",\n" + ",\n".join(parts) + "}\n"


def _lines(name: str, table: Mapping[str, Sequence[float]]) -> str:
    lines = [f"{json.dumps(key)}:{json.dumps(list(row), separators=(',', ':'))}" for key, row in sorted(table.items())]
    return f"{json.dumps(name)}: {{\n" + ",\n".join(lines) + "\n}"


if __name__ == "__main__":
    raise SystemExit(main())
