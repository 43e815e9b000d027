"""Postings with a known occupation as questions: which of these frameworks, or none?

Each split of corpora/postings is asked three ways: with the whole library; with the posting's own framework taken away,
where none is right; and with one framework alone, its own or a foreign one. data/dev-gold adds real postings, with the
library and with its own twelve occupations' task statements.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jdmatch import chunking, frameworks, kinds, occupation
from jdmatch.encoder.protocols import Encoder
from jdmatch.records import Framework, Posting, Statement
from jdmatch.settings import Settings

ROOT = Path(__file__).parents[1]
POSTINGS = ROOT / "corpora" / "postings"
GOLD = ROOT.parent / "shared" / "data" / "dev-gold"
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Question:
    """A posting's features for each candidate (candidates, features), and the place of the right one or None."""

    posting: str
    rows: Array
    right: int | None

    def without_right(self) -> Question | None:
        """The same posting with its own framework taken away; None where it had none."""
        if self.right is None:
            return None
        return Question(self.posting, np.delete(self.rows, self.right, axis=0), None)

    def alone(self, place: int) -> Question:
        """The same posting with one framework to say yes or no to."""
        return Question(self.posting, self.rows[place : place + 1], 0 if place == self.right else None)


class Sets:
    """Encoder, model and library, loaded once."""

    def __init__(self, encoder: Encoder, model: occupation.OccupationModel) -> None:
        self._encoder, self._model = encoder, model
        library = sorted(frameworks.library(Settings()).all(), key=lambda f: f.id)
        self.library = [self._candidate(f) for f in library if f.origin == "embedded"]

    def corpus(self, split: str, *, titled: bool = True) -> list[Question]:
        """The postings of a split of corpora/postings with the whole library."""
        lines = (POSTINGS / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        return [
            self._question(
                Posting(id=row["id"], text=row["text"], title=row["title"] if titled else None),
                row["occupation"] if row["fits_occupation"] else None,
                self.library,
            )
            for row in rows
        ]

    def gold(self, *, own: bool) -> list[Question]:
        """data/dev-gold with the library, or (``own``) with its own twelve frameworks. OSError where it is absent."""
        candidates = [self._candidate(f) for f in _gold_frameworks()] if own else self.library
        lines = (GOLD / "postings.jsonl").read_text(encoding="utf-8").splitlines()
        return [
            self._question(
                Posting(id=row["id"], text=row["text"], title=row["title"]),
                row["occupation"] if row["fits_occupation"] else None,
                candidates,
            )
            for row in map(json.loads, lines)
        ]

    def _candidate(self, framework: Framework) -> occupation.Candidate:
        titles = self._encoder.encode(occupation.titles(framework)).vectors
        statements = self._encoder.encode([s.text for s in framework.statements]).vectors
        return occupation.prepare(framework, titles, statements, self._model)

    def _question(self, posting: Posting, right: str | None, candidates: Sequence[occupation.Candidate]) -> Question:
        sections, chunks = chunking.split(posting)
        duties = [c.body for c in kinds.classify(posting, sections, chunks) if c.kind == "responsibility"]
        vector = self._encoder.encode([posting.title]).vectors[0] if posting.title else None
        rows = occupation.features(posting.title, vector, self._encoder.encode(duties).vectors, candidates, self._model)
        names = [c.framework for c in candidates]
        return Question(posting.id, np.array(rows), names.index(right) if right in names else None)


def _gold_frameworks() -> Iterator[Framework]:
    for table in json.loads((GOLD / "frameworks.json").read_text(encoding="utf-8")):
        statements = tuple(Statement(s["id"], s["text"], table["id"]) for s in table["statements"])
        yield Framework(table["id"], table["title"], statements, sha256="")
