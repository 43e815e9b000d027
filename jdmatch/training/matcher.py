"""The matcher: scores of annotated pairs → models/matcher.json.

Two steps, two kinds of data. ``make`` fits the weights: of the gate on the features alone, and of the score on features
and alignment, pair by pair, on postings whose occupations the encoder was not trained on (the corpora's dev postings
and the train postings that are kept back), since what it has seen it scores too well. ``calibrate`` fits what turns a
score into the probability that a posting covers a statement, and the thresholds, on postings from end to end: the
corpora's dev postings and two sets of real ones, which are only tuned on. Both write the same file; ``make`` carries
the calibration over.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jdmatch import chunking, kinds
from jdmatch.datasets import suites
from jdmatch.datasets.frameworks import Owners, read_frameworks
from jdmatch.datasets.rows import AnnotatedPosting, postings
from jdmatch.encoder.protocols import Encoder
from jdmatch.errors import InputError
from jdmatch.evaluation import calibration
from jdmatch.matching import FEATURES, FORMAT, MODEL, SIGNS, Matcher, MatcherModel, alignment
from jdmatch.matching.alignment import ODDS
from jdmatch.matching.model import read
from jdmatch.records import Framework, Posting, Statement, Thresholds
from jdmatch.settings import Settings
from jdmatch.training import logistic, material, output, shipped
from jdmatch.training.made import Made

Array = NDArray[np.float64]
RIDGE = 1.0
# So many of the pairs that show an activity pass the gate. Of a posting's pairs with its own framework nine in a
# hundred do then; a tighter gate costs average precision on real postings, a wider one buys nothing.
GATE_RECALL = 0.92
# What a pair below the gate is given: the odds below which this part of the pairs that pass lies.
UNALIGNED = 0.02
FLOOR = 0.01
PLACES = 4
TUNED_ON = ("corpora-dev", "dev-gold", "real-dev")
SOURCES = (
    "corpora/postings/dev.jsonl (without dev-gold's occupations)",
    "corpora/postings/train.jsonl (kept back from the encoder)",
)
HELD_OUT = ("corpora/postings/test.jsonl", "data/seeds")
LABEL = output.Label(
    "Matcher: a gate, a linear score over eight features and the alignment, its calibration and thresholds",
    "Apache-2.0",
    "jdmatch train matcher and calibration, fitted on corpora/postings; tuned on data/dev-gold and "
    "eval/suites/real-dev; holds no text of theirs",
)


@dataclass(frozen=True)
class Block:
    """A posting's duties against one framework: ``signs`` (duties, statements, signs), ``grades`` (duties,
    statements), and the highest grade of any of its units for each statement."""

    posting: str
    group: str
    signs: Array
    grades: Array
    covered: Array


def make(
    places: material.Places,
    out: Path,
    *,
    seed: int,  # noqa: ARG001  (the signature of every step)
    check: bool,
    told: Callable[[str], None],
) -> Made:
    """Fit the weights and write models/matcher.json below ``out``, with the calibration that stands there."""
    began = time.monotonic()
    model = shipped.encoder(out)
    sets = fitted_on(places)
    told(f"matcher: the signs of {sum(len(s.lines) for s in sets):,} duties with their frameworks")
    blocks = [*graded_blocks(sets, Matcher(_bare(), _aligner(out)), model)]
    told("matcher: fitting the gate and the score")
    table = fitted(blocks)
    table["encoder"] = model.signature
    table["alignment"] = _aligner(out).digest
    data = used(places)
    path = out / MODEL
    old = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    kept = {key: old[key] for key in ("tuned", "calibration", "thresholds") if key in old}
    return _deliver("matcher", table, kept, data, out, check=check, began=began)


def calibrate(
    places: material.Places,
    out: Path,
    *,
    seed: int,  # noqa: ARG001
    check: bool,
    told: Callable[[str], None],
) -> Made:
    """Fit calibration and thresholds and write them into models/matcher.json below ``out``."""
    began = time.monotonic()
    model = shipped.encoder(out)
    shape = read(out / MODEL)
    matcher = Matcher(shape, _aligner(out))
    scores: list[Array] = []
    grades: list[Array] = []
    texts: list[str] = []
    for name in TUNED_ON:
        suite = suites.read_suite(places.corpora.parent / "eval" / "suites" / name)
        told(f"calibration: {suite.name}")
        for row, found, labels in ends(suite, matcher, model):
            scores.append(found)
            grades.append(labels)
            texts.append(row.text)
    decision = calibration.decide(np.concatenate(scores), np.concatenate(grades))
    table = json.loads((out / MODEL).read_text(encoding="utf-8"))
    data = output.Data(material.fingerprint(texts), (), HELD_OUT, TUNED_ON)
    new = {
        "calibration": {"slope": decision.slope, "offset": decision.offset},
        "thresholds": {"covered": decision.covered, "partial": decision.partial},
    }
    table["tuned"] = data.entry()
    return _deliver("calibration", table, new, data, out, check=check, began=began)


def used(places: material.Places) -> output.Data:
    """What the weights are fitted on."""
    sets = fitted_on(places)
    texts = (text for s in sets for text in (*s.statements, *s.lines))
    return output.Data(material.fingerprint(texts), SOURCES, HELD_OUT, items=output.items(s.framework for s in sets))


def fitted_on(places: material.Places) -> list[material.GradedSet]:
    """The duties of postings whose occupations the encoder was not trained on."""
    return [*held_back(places), *dev(places)]


def held_back(places: material.Places) -> Iterator[material.GradedSet]:
    """The duties of the train postings that the encoder did not see."""
    for one in material.duties(places, "train"):
        if one.framework in material.KEPT_BACK:
            yield one


def dev(places: material.Places) -> Iterator[material.GradedSet]:
    """The duties of the dev postings, without those of dev-gold's occupations: on them weights are measured."""
    yield from (one for one in material.duties(places, "dev") if one.framework not in material.DEV_GOLD)


def graded_blocks(sets: Sequence[material.GradedSet], matcher: Matcher, model: Encoder) -> Iterator[Block]:
    """Every set with its signs."""
    ready: dict[str, Any] = {}
    for one in sets:
        if not one.lines:
            continue
        if one.framework not in ready:
            own = tuple(
                Statement(id=str(i), framework=one.framework, text=text) for i, text in enumerate(one.statements)
            )
            framework = Framework(id=one.framework, title=one.framework, statements=own, sha256="")
            ready[one.framework] = matcher.prepare(framework, model.encode(one.statements, tokens=True))
        signs = matcher.signs(ready[one.framework], one.lines, model.encode(one.lines, tokens=True))
        grades = np.zeros(signs.shape[:2])
        for i, marks in enumerate(one.grades):
            for j, grade in marks.items():
                grades[i, j] = grade
        yield Block(one.source, one.framework, signs, grades, grades.max(axis=0))


def fitted(blocks: Sequence[Block]) -> dict[str, Any]:
    """The gate and the score of the model's file. Labels are grades halved: a related pair counts half, so that one
    score ranks what is covered before what is related and both before the rest."""
    rows = np.concatenate([b.signs.reshape(-1, len(SIGNS)) for b in blocks])
    grades = np.concatenate([b.grades.ravel() for b in blocks])
    features = rows[:, : len(FEATURES)]
    gate, _ = logistic.fit(features, (grades > 0).astype(np.float64), ridge=RIDGE)
    gate = gate.round(PLACES)
    sums = features @ gate
    threshold = round(float(np.quantile(sums[grades == 2], 1 - GATE_RECALL)), PLACES)
    passing = sums >= threshold
    unaligned = np.quantile(rows[passing][:, len(FEATURES) :], UNALIGNED, axis=0).round(PLACES)
    rows[~passing, len(FEATURES) :] = unaligned
    weights, intercept = logistic.fit(rows, grades / 2, ridge=RIDGE)
    return {
        "format": FORMAT,
        "gate": {
            "weights": dict(zip(FEATURES, gate.tolist(), strict=True)),
            "threshold": threshold,
            "unaligned": dict(zip(ODDS, unaligned.tolist(), strict=True)),
        },
        "weights": dict(zip(SIGNS, weights.round(PLACES).tolist(), strict=True)),
        "intercept": round(intercept, PLACES),
        "floor": FLOOR,
    }


def ends(suite: suites.Suite, matcher: Matcher, model: Encoder) -> Iterator[tuple[AnnotatedPosting, Array, Array]]:
    """Each posting of a suite with its best scores and its grades, statement by statement of its framework, from end
    to end: by the chunks that the pipeline makes and takes for duties."""
    owners = Owners(read_frameworks(suite, Settings()))
    ready: dict[str, Any] = {}
    for row in postings(suite):
        if row.occupation is None:
            continue
        framework = owners.framework(row.occupation)
        duties = _duties(row)
        if not duties:
            continue
        if framework.id not in ready:
            own = model.encode([s.text for s in framework.statements], tokens=True)
            ready[framework.id] = matcher.prepare(framework, own)
        scores = matcher.scores(ready[framework.id], duties, model.encode(duties, tokens=True)).max(axis=0)
        best: dict[str, int] = {}
        for unit in row.units:
            for statement, grade in unit.matches.items():
                best[statement] = max(grade, best.get(statement, 0))
        yield row, scores, np.array([float(best.get(s.id, 0)) for s in framework.statements])


def _duties(row: AnnotatedPosting) -> tuple[str, ...]:
    posting = Posting(id=row.id, text=row.text, title=row.title)
    try:
        sections, chunks = chunking.split(posting)
    except InputError:
        return ()
    return tuple(c.body for c in kinds.classify(posting, sections, chunks) if c.kind == "responsibility")


def _bare() -> MatcherModel:
    """A model that lets every pair through, to see all signs."""
    return MatcherModel(
        gate=(0.0,) * len(FEATURES),
        gate_threshold=-1.0,
        unaligned=(0.0,) * len(ODDS),
        weights=(0.0,) * len(SIGNS),
        intercept=0.0,
        slope=1.0,
        offset=0.0,
        thresholds=Thresholds(0.5, 0.25),
        floor=0.0,
        encoder="",
        alignment="",
        signature="being fitted",
    )


def _aligner(out: Path) -> alignment.Alignment:
    path = out / alignment.WEIGHTS
    return alignment.read(path) if path.is_file() else alignment.load()


def _deliver(
    name: str,
    table: dict[str, Any],
    more: Mapping[str, Any],
    data: output.Data,
    out: Path,
    *,
    check: bool,
    began: float,
) -> Made:
    if name == "matcher":
        table["data"] = data.entry()
    # Without a calibration yet the scores stand as they are.
    start = {"calibration": {"slope": 1.0, "offset": 0.0}, "thresholds": {"covered": 0.5, "partial": 0.25}}
    table = {**start, **table, **more}
    order = (
        "format",
        "encoder",
        "alignment",
        "data",
        "tuned",
        "gate",
        "weights",
        "intercept",
        "calibration",
        "thresholds",
        "floor",
    )
    content = json.dumps({key: table[key] for key in order if key in table}, indent=1) + "\n"
    return output.deliver(output.Output(name, {MODEL: content}, {MODEL: LABEL}, data), out, check=check, began=began)
