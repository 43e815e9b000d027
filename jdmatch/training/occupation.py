"""The occupation model: O*NET's titles and tasks, postings and written lines → models/occupation.json and .safetensors.

What is known of the occupations (``occupation_world``) is looked up in O*NET and corpora/frameworks; the weights of the
signs are fitted on the train part of corpora/postings and on postings made from corpora/lines.jsonl, each asked with
the frameworks that are not held out, without its own one, with its own alone and with a foreign one alone. While the
weights are fitted the model knows neither the titles that the made postings bear nor O*NET's tasks of every other
occupation: in use, too, a posting's title is new, and a framework's occupation may have no tasks in O*NET.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from jdmatch import encoder, occupation
from jdmatch.occupation import model as shape
from jdmatch.settings import Settings
from jdmatch.training import choice, material, output, shipped
from jdmatch.training import occupation_questions as questions
from jdmatch.training import occupation_world as world
from jdmatch.training.made import Made

if TYPE_CHECKING:
    from pathlib import Path

    from jdmatch.encoder.protocols import Encoder
    from jdmatch.training.choice import Choice
    from jdmatch.training.occupation_questions import Draft, Question
    from jdmatch.training.occupation_world import Onet, Vectors

# Chosen on the train part, cross-fitted by occupation, and on dev: what a made posting weighs (an annotated one: 1),
# what the question without its own framework weighs, and the strength that holds the weights small.
MADE, WITHOUT, RIDGE = 0.1, 0.5, 0.005
PLACES = 4
SOURCES = ("corpora/postings/train.jsonl", "corpora/lines.jsonl", "data/train/onet-29.3")
TUNED_ON = ("corpora/postings/dev.jsonl", "data/dev-gold")
HELD_OUT = ("corpora/postings/test.jsonl", "data/seeds")
ORIGIN = (
    "jdmatch train occupation; titles and tasks from O*NET 29.3 Database, U.S. Department of Labor, Employment and "
    "Training Administration, CC BY 4.0; weights from corpora/postings/train.jsonl and corpora/lines.jsonl"
)
LABELS = {
    occupation.MODEL: output.Label("Occupation: weights of the signs that a framework fits", "Apache-2.0", ORIGIN),
    occupation.ARRAYS: output.Label(
        "Occupation: O*NET's occupations as a title classifier, middles of their tasks, and words", "Apache-2.0", ORIGIN
    ),
}


@dataclass(frozen=True, eq=False)
class Stage:
    """A model whose weights are to be fitted: its arrays as they are written, and what reads them."""

    packed: bytes
    model: occupation.OccupationModel


def make(places: material.Places, out: Path, *, seed: int, check: bool, told: Callable[[str], None]) -> Made:
    """Fit and write models/occupation.json and occupation.safetensors below ``out``."""
    began = time.monotonic()
    reader = shipped.encoder(out)
    vectors = cached(reader)
    onet = world.read(places)
    told(f"occupation: reading {len(onet.titles):,} titles and {len(onet.duties):,} duties of O*NET")
    final = stage(onet, vectors, reader.signature)
    drafts = questions.drafts(places, onet, seed)
    blind = stage(onet.less({d.named for d in drafts}, _half(onet, seed)), vectors, reader.signature)
    told(f"occupation: fitting on the train postings and {len(drafts)} made ones, with and without title")
    asked = ask(places, onet, drafts, vectors, blind.model)
    # Without a title the signs of the title are left away, and all others are what they were.
    fitted = {titled: fit(choices(asked), titled=titled) for titled in (True, False)}
    data = used(places)
    content = render(final.model, fitted, neutral(asked, final.model), data)
    files: Mapping[str, output.Content] = {occupation.MODEL: content, occupation.ARRAYS: final.packed}
    return output.deliver(output.Output("occupation", files, LABELS, data), out, check=check, began=began)


def cached(reader: Encoder) -> Vectors:
    """The encoder's vectors, kept in the cache folder: there are eighty thousand texts."""
    cache = encoder.VectorCache.of(Settings())

    def vectors(texts: Any) -> NDArray[np.float32]:
        found: NDArray[np.float32] = (cache if len(texts) > 1000 else _NONE).encode(reader, list(texts)).vectors
        return found

    return vectors


_NONE = encoder.VectorCache(None)


def stage(onet: Onet, vectors: Vectors, signature: str) -> Stage:
    """The model without weights."""
    packed = save(dict(world.arrays(onet, vectors)))
    nothing = {"signs": dict.fromkeys(occupation.SIGNS, 0.0), "intercept": 0.0}
    table = {
        "titled": nothing,
        "untitled": nothing,
        "codes": onet.codes,
        "neutral": {"title_share": 0.0, "nearness": 0.0},
        "encoder": signature,
    }
    return Stage(packed, shape.unpack(table, packed, "being fitted"))


def ask(
    places: material.Places,
    onet: Onet,
    drafts: list[Draft],
    vectors: Vectors,
    model: occupation.OccupationModel,
) -> list[Question]:
    """The train postings and the made ones with the frameworks that are not held out."""
    known = [f for f in questions.library(places) if f.id not in onet.held_out]
    ready = questions.candidates(known, vectors, model)
    told = questions.annotated(places.corpora / "postings" / "train.jsonl", vectors)
    return questions.ask([*told, *questions.made(drafts, vectors)], ready, model)


def choices(asked: list[Question]) -> list[Choice]:
    """All ways in which they are asked."""
    real, other = [q for q in asked if not q.told.made], [q for q in asked if q.told.made]
    return [
        *questions.choices(real, weight=1.0, without=WITHOUT),
        *questions.choices(other, weight=MADE, without=WITHOUT),
    ]


def fit(asked: list[Choice], *, titled: bool) -> occupation.Weights:
    """The weights of all signs, or of those that need no title."""
    keep = [i for i, name in enumerate(occupation.SIGNS) if titled or not name.startswith("title_")]
    some = [choice.Choice(one.rows[:, keep], one.right, one.weight) for one in asked]
    found, intercept = choice.fit(some, ridge=RIDGE)
    weights = np.zeros(len(occupation.SIGNS))
    weights[keep] = found
    return occupation.Weights(tuple(weights.round(PLACES).tolist()), round(intercept, PLACES))


def neutral(asked: list[Question], model: occupation.OccupationModel) -> tuple[float, float]:
    """Stand-ins where vectors of another encoder can not be compared with the model's: a title's share, halfway between
    the right framework's and any one's (as logarithms), and the nearness of a task of the background to its nearest
    few others."""
    at = occupation.SIGNS.index("title_known")
    right = float(np.mean([q.rows[q.right, at] for q in asked if q.right is not None]))
    every = float(np.mean(np.concatenate([q.rows[:, at] for q in asked])))
    alike = (model.background @ model.background.T).astype(np.float64)
    np.fill_diagonal(alike, -1.0)
    return round(float(np.exp((right + every) / 2)), PLACES), round(
        float(np.sort(alike, axis=1)[:, -5:].mean()), PLACES
    )


def render(
    model: occupation.OccupationModel,
    fitted: Mapping[bool, occupation.Weights],
    usual: tuple[float, float],
    data: output.Data,
) -> str:
    """The model's file."""
    table = {
        "format": occupation.FORMAT,
        "encoder": model.encoder,
        "data": data.entry(),
        "titled": _table(fitted[True]),
        "untitled": _table(fitted[False]),
        "neutral": {"title_share": usual[0], "nearness": usual[1]},
        "codes": list(model.codes),
    }
    lines = ",\n".join(f" {json.dumps(key)}: {json.dumps(value)}" for key, value in table.items())
    return "{\n" + lines + "\n}\n"


def _table(weights: occupation.Weights) -> dict[str, Any]:
    return {"signs": dict(zip(occupation.SIGNS, weights.signs, strict=True)), "intercept": weights.intercept}


def _half(onet: Onet, seed: int) -> frozenset[str]:
    """Every other occupation that lines were written for."""
    codes = sorted({code for code, _ in onet.lines})
    return frozenset(random.Random(seed).sample(codes, len(codes) // 2))  # noqa: S311


def used(places: material.Places) -> output.Data:
    """What the weights, and what the occupations share, are fitted on."""
    onet = world.read(places)
    texts: list[str] = []
    known: list[str] = []
    for record in places.records("postings/train.jsonl"):
        known += [record["id"], record["occupation"]]
        texts += [record["text"], record["occupation"] if record["fits_occupation"] else ""]
    learned = [(code, text) for code, text in (*onet.titles, *onet.duties, *onet.lines) if code not in onet.held_out]
    texts += [f"{code} {text}" for code, text in learned]
    return output.Data(
        material.fingerprint(texts), SOURCES, HELD_OUT, TUNED_ON, output.items(known, {code for code, _ in learned})
    )
