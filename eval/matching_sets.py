"""The annotated sets that the matcher is measured on, as blocks: one posting's duties × one framework's statements.

Three sets. ``units``: the postings of data/dev-gold with their gold units of kind responsibility. ``chunks``: the same
postings cut and classified by jdmatch, where only what a posting covers has labels. ``samples``: sample postings of
corpora/ against frameworks of corpora/ (matching_samples.json), statements of the "OBJECT — verb …" kind, neighbouring
and foreign occupations among them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jdmatch import chunking, kinds
from jdmatch.encoder.protocols import Encoder, Encoding, assemble
from jdmatch.matching.features import chunk_rows, chunk_side, statement_side
from jdmatch.records import Posting

ROOT = Path(__file__).parents[1]
GOLD = ROOT.parent / "shared" / "data" / "dev-gold"
SAMPLES = Path(__file__).parent / "matching_samples.json"
FRAMEWORKS = ROOT / "corpora" / "frameworks"
BULLETS = "-•*· \t"
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Block:
    """``posting`` × ``framework``. ``covered``: for each statement, the highest grade that any unit of the posting has.
    ``grades`` (duties, statements), None where the duties were not annotated one by one."""

    posting: str
    occupation: str
    framework: str
    duties: tuple[str, ...]
    statements: tuple[str, ...]
    covered: Array
    grades: Array | None = None


@dataclass(frozen=True)
class Scored:
    """A block with its features (duties, statements, features)."""

    block: Block
    rows: Array


class Texts:
    """An encoder that remembers: every text is encoded once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, tuple[Any, Any, Any]] = {}

    def encode(self, texts: Sequence[str]) -> Encoding:
        """Like ``Encoder.encode`` with tokens."""
        new = [t for t in dict.fromkeys(texts) if t not in self._known]
        for at in range(0, len(new), 512):
            part = new[at : at + 512]
            made = self._encoder.encode(part, tokens=True)
            for text, vector, tokens, spans in zip(part, made.vectors, made.tokens, made.spans, strict=True):
                # Token vectors lie on the float16 grid: nothing is lost.
                self._known[text] = (vector.copy(), tokens.astype(np.float16), spans)
        picked = [self._known[t] for t in texts]
        return assemble(
            [p[0] for p in picked],
            [False] * len(picked),
            self._encoder.dim,
            [p[1].astype(np.float32) for p in picked],
            [p[2] for p in picked],
        )


@dataclass(frozen=True)
class DevGold:
    """data/dev-gold as read."""

    postings: tuple[dict[str, Any], ...]
    frameworks: dict[str, dict[str, Any]]

    @classmethod
    def read(cls) -> DevGold:
        """The set in ../shared. OSError where it is not there."""
        lines = (GOLD / "postings.jsonl").read_text(encoding="utf-8").splitlines()
        frameworks = json.loads((GOLD / "frameworks.json").read_text(encoding="utf-8"))
        return cls(tuple(json.loads(line) for line in lines), {f["id"]: f for f in frameworks})

    @cached_property
    def units(self) -> tuple[Block, ...]:
        """Gold units of kind responsibility."""
        return tuple(self._block(p, lambda unit: unit["kind"] == "responsibility") for p in self.postings)

    @cached_property
    def all_units(self) -> tuple[Block, ...]:
        """All gold units, whatever their kind, as in the reference figures of the set's README."""
        return tuple(self._block(p, lambda _: True) for p in self.postings)

    @cached_property
    def chunks(self) -> tuple[Block, ...]:
        """jdmatch's own chunks of kind responsibility."""
        return tuple(self._own(p) for p in self.postings)

    def _block(self, posting: dict[str, Any], wanted: Callable[[dict[str, Any]], bool]) -> Block:
        statements = self.frameworks[posting["occupation"]]["statements"]
        place = {s["id"]: i for i, s in enumerate(statements)}
        units = [u for u in posting["units"] if wanted(u)]
        grades = np.zeros((len(units), len(statements)))
        for row, unit in enumerate(units):
            for statement, grade in unit["matches"].items():
                grades[row, place[statement]] = grade
        return Block(
            posting["id"],
            posting["occupation"],
            posting["occupation"],
            tuple(u["text"].strip().lstrip(BULLETS).strip() for u in units),
            tuple(s["text"] for s in statements),
            grades.max(axis=0, initial=0.0),
            grades,
        )

    def _own(self, posting: dict[str, Any]) -> Block:
        gold = self._block(posting, lambda _: True)
        made = Posting(id=posting["id"], text=posting["text"], title=posting["title"])
        sections, chunks = chunking.split(made)
        duties = tuple(c.body for c in kinds.classify(made, sections, chunks) if c.kind == "responsibility")
        return Block(gold.posting, gold.occupation, gold.framework, duties, gold.statements, gold.covered)


def samples() -> tuple[Block, ...]:
    """The annotated sample postings. ValueError where a framework has changed since it was annotated."""
    table = json.loads(SAMPLES.read_text(encoding="utf-8"))
    frameworks = {name: _statements(name, digest) for name, digest in table["frameworks"].items()}
    return tuple(
        _sample(posting, name, *frameworks[name]) for posting in table["postings"] for name in posting["frameworks"]
    )


def _statements(name: str, digest: str) -> tuple[list[str], list[str]]:
    levels = json.loads((FRAMEWORKS / f"{name}.json").read_text(encoding="utf-8"))["framework"]["levels"]
    ids, texts = [], []
    for level, part in levels.items():
        ids += [f"{name}/{level}/{n}" for n in range(1, len(part["statements"]) + 1)]
        texts += part["statements"]
    found = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
    if found != digest:
        raise ValueError(f"{name} has changed since {SAMPLES.name} was annotated: read the pairs again")
    return ids, texts


def _sample(posting: dict[str, Any], name: str, ids: list[str], texts: list[str]) -> Block:
    grades = np.zeros((len(posting["units"]), len(ids)))
    for row, unit in enumerate(posting["units"]):
        for statement, grade in unit["matches"].items():
            if statement.startswith(f"{name}/"):
                grades[row, ids.index(statement)] = grade
    duties = tuple(unit["text"] for unit in posting["units"])
    return Block(posting["file"], posting["occupation"], name, duties, tuple(texts), grades.max(axis=0), grades)


def scored(blocks: Sequence[Block], texts: Texts) -> Iterator[Scored]:
    """The blocks with their features, in order."""
    sides: dict[tuple[str, ...], Any] = {}
    for block in blocks:
        if block.statements not in sides:
            sides[block.statements] = statement_side(block.statements, texts.encode(block.statements))
        side = sides[block.statements]
        encoding = texts.encode(block.duties)
        own = chunk_side(block.duties, encoding)
        rows = [chunk_rows(encoding.vectors[i], own, i, side) for i in range(len(block.duties))]
        empty = np.zeros((0, len(block.statements), 0))
        yield Scored(block, np.stack(rows) if rows else empty)
