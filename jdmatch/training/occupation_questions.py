"""Postings with a known occupation as questions: which of these frameworks, or none?

Annotated postings are asked as they are and without their title. Written lines make more: some duties of one
occupation, a few other lines, and one of the occupation's alternate titles (now and then another occupation's: titles
mislead). Where no framework describes the occupation, none is right.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jdmatch import chunking, frameworks, kinds, occupation
from jdmatch.occupation import words
from jdmatch.records import Framework, Posting
from jdmatch.settings import Settings
from jdmatch.training import material
from jdmatch.training.choice import Choice
from jdmatch.training.occupation_world import Onet, Vectors, written

# Written postings: of an occupation, duties, other lines, and how many have another occupation's title.
EACH, DUTIES, OTHERS, MISLED = 4, (1, 14), (0, 6), 0.12
Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Told:
    """A posting: ``code`` of its occupation (None: of none that has one), its evidence, and whether it was written from
    lines. ``right`` is the framework that fits, or None."""

    name: str
    code: str | None
    right: str | None
    evidence: occupation.Evidence
    made: bool = False


@dataclass(frozen=True, eq=False)
class Question:
    """A posting's signs for each candidate (candidates, signs), and the place of the right one or None."""

    told: Told
    rows: Array
    right: int | None

    def without_right(self) -> Question | None:
        """The same posting with its own framework taken away; None where it had none."""
        if self.right is None:
            return None
        return Question(self.told, np.delete(self.rows, self.right, axis=0), None)

    def alone(self, place: int) -> Question:
        """The same posting with one framework to say yes or no to."""
        return Question(self.told, self.rows[place : place + 1], 0 if place == self.right else None)


def library(places: material.Places) -> list[Framework]:
    """The frameworks of the corpora, by id."""
    paths = sorted((places.corpora / "frameworks").glob("*.json"))
    return [frameworks.read(path, Settings()) for path in paths]


def candidates(
    known: Iterable[Framework], vectors: Vectors, model: occupation.OccupationModel
) -> list[occupation.Candidate]:
    """Frameworks ready to be chosen."""
    return [
        occupation.prepare(f, vectors(occupation.titles(f)), vectors([s.text for s in f.statements]), model)
        for f in known
    ]


def annotated(path: Path, vectors: Vectors, *, titled: bool = True) -> list[Told]:
    """The postings of a file laid out like corpora/postings and dev-gold."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [_read(row, vectors, titled=titled) for row in rows]


def _read(row: Mapping[str, Any], vectors: Vectors, *, titled: bool) -> Told:
    posting = Posting(id=row["id"], text=row["text"], title=row["title"] if titled else None)
    sections, cut = chunking.split(posting)
    chunks = kinds.classify(posting, sections, cut)
    duties = [c.body for c in chunks if c.kind == "responsibility"]
    vector = vectors([posting.title])[0] if posting.title else None
    told = occupation.evidence(posting.title, vector, _some(vectors, duties), chunks)
    return Told(row["id"], row["occupation"], row["occupation"] if row["fits_occupation"] else None, told)


@dataclass(frozen=True)
class Draft:
    """A posting to be: duties and other lines of occupation ``code``, with ``title`` of O*NET's ``named``."""

    code: str
    named: tuple[str, str]
    title: str
    duties: tuple[str, ...]
    others: tuple[str, ...]


def drafts(places: material.Places, onet: Onet, seed: int) -> list[Draft]:
    """Postings from the written lines of occupations that are not held out; the same ones for the same seed."""
    lines: dict[str, dict[bool, list[str]]] = defaultdict(lambda: {True: [], False: []})
    for line in written(places):
        if line.code not in onet.held_out:
            lines[line.code][line.duty].append(line.text)
    named: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for pair in onet.titles:
        if pair[0] not in onet.held_out:
            named[pair[0]].append(pair)
    rng, every = random.Random(seed), sorted(set(lines) & set(named))  # noqa: S311
    return [_draft(rng, code, lines[code], named, every) for code in every for _ in range(EACH)]


def _draft(
    rng: random.Random,
    code: str,
    lines: Mapping[bool, Sequence[str]],
    named: Mapping[str, Sequence[tuple[str, str]]],
    every: Sequence[str],
) -> Draft:
    pair = rng.choice(named[rng.choice(every) if rng.random() < MISLED else code])
    before, after = rng.choice(_BEFORE), rng.choice(_AFTER)
    duties = rng.sample(lines[True], min(len(lines[True]), rng.randint(*DUTIES)))
    others = rng.sample(lines[False], min(len(lines[False]), rng.randint(*OTHERS)))
    return Draft(code, pair, f"{before}{pair[1]}{after}", tuple(duties), tuple(others))


_BEFORE = ("", "", "", "Senior ", "Lead ", "Junior ", "Hiring: ")
_AFTER = ("", "", "", " II", " (Full-time)", " - Days", ", North Region")


def made(found: Iterable[Draft], vectors: Vectors) -> Iterator[Told]:
    """The drafts as postings."""
    for number, draft in enumerate(found):
        told = occupation.Evidence(
            title=draft.title,
            title_vector=vectors([draft.title])[0],
            duties=_some(vectors, draft.duties),
            title_bag=words.count([draft.title]),
            requirement_bag=words.count([]),
            text_bag=words.count([*draft.duties, *draft.others]),
        )
        yield Told(f"{draft.code}/{number}", draft.code, draft.code, told, made=True)


def ask(
    told: Iterable[Told], known: Sequence[occupation.Candidate], model: occupation.OccupationModel
) -> list[Question]:
    """Each posting with all of these frameworks."""
    places = {one.framework: i for i, one in enumerate(known)}
    return [
        Question(one, np.array(occupation.signs(one.evidence, known, model)), places.get(one.right or ""))
        for one in told
    ]


def choices(questions: Iterable[Question], *, weight: float, without: float) -> list[Choice]:
    """The four ways in which each posting is asked: with the library, with a foreign framework alone, without its own
    framework, and with its own alone."""
    out: list[Choice] = []
    for number, question in enumerate(questions):
        out.append(Choice(question.rows, question.right, weight))
        foreign = number % len(question.rows)
        if foreign != question.right:
            out.append(Choice(question.alone(foreign).rows, None, weight))
        bare = question.without_right()
        if bare is not None and question.right is not None:
            out.append(Choice(bare.rows, None, weight * without))
            out.append(Choice(question.alone(question.right).rows, 0, weight))
    return out


def _some(vectors: Vectors, texts: Sequence[str]) -> NDArray[np.float32]:
    # A text's vector has one length for all: a title's tells it where there is no duty.
    return vectors(texts) if texts else vectors(["-"])[:0]
