"""Both level models: levelled texts and postings → models/level.json.

Fitted on the published frameworks and passages of data/train/levels, on corpora/frameworks without the occupations
that are held out, and on corpora/postings (train). Statements are calibrated on frameworks that their fit did not see,
postings on postings that it did not see, most of them real. Nothing is random: ``seed`` is not used.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jdmatch.encoder.onnx import OnnxEncoder
from jdmatch.leveling import LevelModel, line
from jdmatch.leveling.model import FORMAT, MODEL
from jdmatch.leveling.text_model import TextModel
from jdmatch.records import FOUR_STEPS
from jdmatch.training import level_data, level_postings, level_texts, material, output, shipped
from jdmatch.training.level_data import LevelledText
from jdmatch.training.made import Made

SOURCES = (
    "data/train/levels",
    "corpora/frameworks without held-out occupations",
    "corpora/postings/train.jsonl",
)
TUNED_ON = ("corpora/postings/dev.jsonl", "corpora/samples", "data/dev/levels", "data/dev-gold", "eval/suites/real-dev")
HELD_OUT = ("corpora/postings/test.jsonl", "data/seeds")
LABEL = output.Label(
    "Level of texts (two ridge regressions) and of postings (weighted signs), with conformal scores",
    "Apache-2.0",
    "jdmatch train level; sets and attribution in models/level.md",
)


class Vectors:
    """An encoder's vectors of texts, each text encoded once; kept in a file between runs where ``path`` is given."""

    def __init__(self, encoder: OnnxEncoder, path: Path | None = None) -> None:
        self._encoder = encoder
        self.signature = encoder.signature
        self._path = path
        self._known: dict[str, NDArray[np.float32]] = {}
        if path is not None and path.is_file():
            stored = np.load(path)
            if str(stored["encoder"]) == self.signature:
                self._known = dict(zip(json.loads(str(stored["texts"])), stored["vectors"], strict=True))

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known |= dict(zip(new, self._encoder.encode(new).vectors, strict=True))
            if self._path is not None:
                rows = np.array(list(self._known.values()))
                np.savez(self._path, encoder=self.signature, texts=json.dumps(list(self._known)), vectors=rows)
        return np.array([self._known[text] for text in texts], dtype=np.float32)


def make(
    places: material.Places,
    out: Path,
    *,
    seed: int,  # noqa: ARG001  (the signature of every step)
    check: bool,
    told: Callable[[str], None],
) -> Made:
    """Fit and write models/level.json below ``out``."""
    began = time.monotonic()
    data = used(places)
    table = {**build(places, Vectors(shipped.encoder(out)), told), "data": data.entry()}
    LevelModel.from_dict(table, signature="check")
    files = {MODEL: render(table)}
    return output.deliver(output.Output("level", files, {MODEL: LABEL}, data), out, check=check, began=began)


def training_texts(places: material.Places) -> list[LevelledText]:
    """Everything that texts are fitted on."""
    return [
        *level_data.frameworks(places, "train"),
        *level_data.own_frameworks(places, "train"),
        *level_data.graded_passages(places),
    ]


def used(places: material.Places) -> output.Data:
    """What the models are fitted on."""
    rows = training_texts(places)
    postings = list(places.records("postings/train.jsonl"))
    texts = [f"{r.framework} {r.level} {r.levels} {r.text}" for r in rows]
    texts += [f"{p['id']} {p['level']} {p['level_low']} {p['level_high']} {p['text']}" for p in postings]
    own = {r.framework.removeprefix("ler/") for r in rows if r.framework.startswith("ler/")}
    items = output.items(own, (p["id"] for p in postings), (p["occupation"] for p in postings))
    return output.Data(material.fingerprint(texts), SOURCES, HELD_OUT, TUNED_ON, items)


def build(places: material.Places, vectors: Vectors, told: Callable[[str], None]) -> dict[str, Any]:
    """The whole document of models/level.json but for its ``data``."""
    told("level: encoding and fitting texts")
    text = fit_texts(places, vectors, told)
    told("level: fitting postings")
    posting = fit_postings(places, TextModel.from_dict(text), vectors)
    return {"format": FORMAT, "encoder": vectors.signature, "text": text, "posting": posting}


def fit_texts(places: material.Places, vectors: Vectors, told: Callable[[str], None]) -> dict[str, Any]:
    """The ``text`` part, calibrated: statements on cross-fitted occupations of corpora/frameworks, since what jdmatch
    reads are statements and duties of all trades and not the ladders of software houses; duties on the postings."""
    rows = training_texts(places)
    text = level_texts.fit_text(rows, vectors)
    told("level: cross-fitting texts by family")
    held, alone, together = level_texts.cross_scores(rows, vectors)
    ours = np.array([row.framework.startswith("ler/") for row in held])
    trades = [row for row in held if row.framework.startswith("ler/")]
    plain, postings = TextModel.from_dict(text), level_data.postings(places, "train")
    for name, source, scores in (("wording_alone", None, alone), ("together", vectors, together)):
        statement = level_texts.calibrate(trades, scores[ours])
        text[name] = {
            "statement": statement,
            "duty": level_texts.duty_calibration(postings, plain, source, statement),
        }
    text["conformal"] = statement_scores(places, TextModel.from_dict(text), vectors)
    return text


def statement_scores(places: material.Places, text: TextModel, vectors: Vectors) -> dict[str, list[float]]:
    """How many spreads the statements of the dev postings' occupations lie from their levels (0: inside): the fit has
    not seen these frameworks."""
    rows = level_data.own_frameworks(places, "dev")
    texts = [row.text for row in rows]
    out = {}
    for name, found in (("wording_alone", None), ("together", vectors(texts))):
        spread = text.calibration(found, "statement").spread
        at = text.positions(texts, found, "statement")
        pairs = zip(rows, at, strict=True)
        far = [line.distance(place, FOUR_STEPS.levels[row.level - 1], FOUR_STEPS) / spread for row, place in pairs]
        out[name] = sorted(round(x, 3) for x in far)
    return out


def fit_postings(places: material.Places, text: TextModel, vectors: Vectors) -> dict[str, Any]:
    """The ``posting`` part, with the conformal scores of the postings that neither the fit nor the cue tables saw.
    Those of train, even from fits without their occupation, are no measure: the newer cues were read off them, and with
    them the interval at 90 % held 0.82 of the real postings."""
    train, centre = level_postings.read_postings(level_data.postings(places, "train"), text, vectors)
    _, centre_alone = level_postings.read_postings(level_data.postings(places, "train"), text, None)
    others = [*level_data.postings(places, "dev"), *level_data.samples(places), *level_data.real(places)]
    unseen, _ = level_postings.read_postings(others, text, vectors, centre)
    posting = level_postings.fit_posting(train)
    scores = level_postings.conformal(unseen, [level_postings.position_of(posting, r.found) for r in unseen])
    return {
        **posting,
        "centre_together": centre,
        "centre_alone": centre_alone,
        "conformal": sorted(round(s, 4) for s in scores),
    }


def render(table: Mapping[str, Any]) -> str:
    """The document as JSON: one word or pair a line, everything else compact."""
    words = table["text"]["grams"]
    rest = {**table, "text": {**table["text"], "grams": "@"}}
    lines = ",\n".join(f"{json.dumps(w, ensure_ascii=False)}:{json.dumps(v)}" for w, v in sorted(words.items()))
    return json.dumps(rest, ensure_ascii=False).replace('"@"', "{\n" + lines + "\n}") + "\n"
