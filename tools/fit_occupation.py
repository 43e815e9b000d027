"""Fit models/occupation.json and occupation.safetensors, with their lines in models/manifest.toml.

    python -m tools.fit_occupation [--check]

What is known about titles and what tasks in general look like comes from O*NET (``title_classifier``, a sample of task
statements). The weights come from the train split of corpora/postings, each posting asked with the whole library, with
its own framework taken away, with its own alone and with a foreign one alone; and all of that again without its title,
whose absence has weights of its own. ``--check`` writes nothing and says whether the weights would change. Figures:
``python eval/occupation.py``.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jdmatch import encoder, occupation
from jdmatch.encoder.protocols import Encoder
from jdmatch.files import write_whole
from jdmatch.settings import Settings
from tools import conditional_logit, manifest, matcher_silver, title_classifier
from tools.conditional_logit import Choice

sys.path.insert(0, str(Path(__file__).parents[1] / "eval"))

import occupation_sets as sets

BACKGROUND, SEED = 512, 2
RIDGE = 0.0005
UNTITLED = 1.0
PLACES = 4
ABOUT = "Occupation: weights of the signs that a framework fits"
ARRAYS_ABOUT = "Occupation: title classifier and background tasks, as eight-bit vectors of the shipped encoder"
LICENCE = "Apache-2.0"
ORIGIN = (
    f"tools/fit_occupation.py; titles and tasks from {matcher_silver.ATTRIBUTION}; "
    "weights from corpora/postings/train.jsonl"
)

Array = NDArray[np.float64]


def main() -> int:
    """Fit, write, say what was written."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if not matcher_silver.DATA.is_dir():
        print(f"{matcher_silver.DATA} is not there: nothing to fit on.", file=sys.stderr)
        return 2
    used = encoder.load(Settings())
    bare, arrays = knowledge(used)
    weights, intercept, neutral = fit_weights(used, bare)
    content = render(bare, weights, intercept, neutral)
    path = manifest.MODELS / occupation.MODEL
    if options.check:
        same = path.is_file() and path.read_text(encoding="utf-8") == content
        print(f"{path.name} {'is what would be written' if same else 'would change'}")
        return 0 if same else 1
    write_whole(path, content)
    write_whole(manifest.MODELS / occupation.ARRAYS, arrays)
    manifest.record(occupation.MODEL, about=ABOUT, licence=LICENCE, origin=ORIGIN)
    manifest.record(occupation.ARRAYS, about=ARRAYS_ABOUT, licence=LICENCE, origin=ORIGIN)
    print(content.split('"codes"')[0])
    return 0


def knowledge(used: Encoder) -> tuple[occupation.OccupationModel, bytes]:
    """A model without weights, and its arrays as they are written."""
    from safetensors.numpy import save

    found = title_classifier.fit(used)
    tasks = sorted(set(matcher_silver.read().texts.values()))
    background = used.encode(random.Random(SEED).sample(tasks, BACKGROUND)).vectors.astype(np.float64)
    arrays = {"titles.offset": found.offsets.astype(np.float32)}
    for name, rows in (("titles", found.rows), ("background", background)):
        scale = np.abs(rows).max(axis=1) / 127
        # safetensors writes an array's memory as it lies there: rows must lie behind one another.
        arrays[name] = np.ascontiguousarray(np.round(rows / scale[:, None]).astype(np.int8))
        arrays[f"{name}.scale"] = scale.astype(np.float32)
    model = occupation.OccupationModel(
        weights=(0.0,) * len(occupation.FEATURES),
        intercept=0.0,
        codes=found.codes,
        title_rows=arrays["titles"].astype(np.float32) * arrays["titles.scale"][:, None],
        title_offsets=arrays["titles.offset"].astype(np.float64),
        background=arrays["background"].astype(np.float32) * arrays["background.scale"][:, None],
        neutral=(0.0, 0.0),
        encoder=used.signature,
        signature="being fitted",
    )
    return model, save(arrays)


def fit_weights(used: Encoder, bare: occupation.OccupationModel) -> tuple[Array, float, tuple[float, float]]:
    """Weights and intercept, rounded as they are written, and what a title's and a task's likeness usually is."""
    train = sets.Sets(used, bare)
    titled = train.corpus("train")
    choices = [*asked(titled, 1.0), *asked(train.corpus("train", titled=False), UNTITLED)]
    weights, intercept = conditional_logit.fit(choices, ridge=RIDGE)
    known = occupation.FEATURES.index("title_known")
    right = float(np.mean([q.rows[q.right, known] for q in titled if q.right is not None]))
    every = float(np.mean(np.concatenate([q.rows[:, known] for q in titled])))
    return weights.round(PLACES), round(intercept, PLACES), (round((right + every) / 2, PLACES), usual_nearness(bare))


def asked(questions: list[sets.Question], weight: float) -> list[Choice]:
    """The four ways in which each posting is asked."""
    out: list[Choice] = []
    for number, question in enumerate(questions):
        out.append(Choice(question.rows, question.right, weight))
        foreign = number % len(question.rows)
        if foreign != question.right:
            out.append(Choice(question.alone(foreign).rows, None, weight))
        without = question.without_right()
        if without is not None and question.right is not None:
            out.append(Choice(without.rows, None, weight))
            out.append(Choice(question.alone(question.right).rows, 0, weight))
    return out


def usual_nearness(bare: occupation.OccupationModel) -> float:
    """The cosine of a task of the background with its nearest few others: a stand-in where vectors of another encoder
    can not be compared with the background."""
    alike = (bare.background @ bare.background.T).astype(np.float64)
    np.fill_diagonal(alike, -1.0)
    return round(float(np.sort(alike, axis=1)[:, -5:].mean()), PLACES)


def render(bare: occupation.OccupationModel, weights: Array, intercept: float, neutral: tuple[float, float]) -> str:
    """The model's file."""
    done = replace(bare, weights=tuple(weights.tolist()), intercept=intercept, neutral=neutral)
    table = {
        "format": occupation.FORMAT,
        "encoder": done.encoder,
        "data": f"onet-29.3@sha256:{title_classifier.fingerprint()}+{matcher_silver.fingerprint()}",
        "weights": dict(zip(occupation.FEATURES, done.weights, strict=True)),
        "intercept": done.intercept,
        "neutral": {"title_known": done.neutral[0], "nearness": done.neutral[1]},
        "codes": list(done.codes),
    }
    lines = ",\n".join(f" {json.dumps(key)}: {json.dumps(value)}" for key, value in table.items())
    return "{\n" + lines + "\n}\n"


if __name__ == "__main__":
    sys.exit(main())
