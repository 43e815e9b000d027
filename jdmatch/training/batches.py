"""The batches that the encoder is trained on, task by task, drawn without end by one random generator.

``graded``: all statements of a framework (of two, where they are O*NET's short lists) with some lines of postings,
every pair graded, so that the negatives are what a posting really confuses: other activities of the same occupation.
``activities``, ``skills``, ``titles`` and ``sentences``: texts with the texts that mean the same, drawn from the same
occupation or topic where there is one, so that the rest of the batch are hard negatives. ``ladders``: statements of one
framework with their levels. ``kinds``: units of postings with their kind.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jdmatch.training import material

# Lines of a graded batch, and the shares of them that come from annotated postings where written lines are there too.
LINES = 44
_MATCHED, _UNMATCHED = 4, 5
# Lines that end otherwise, and statements with the verb first, this often: differences that mean nothing.
_STRIPPED, _ENDED, _TURNED = 0.2, 0.1, 0.3
_SENTENCES, _KINDS = 48, 96
_LADDERS, _RUNGS, _LARGEST_LADDER = 3, 24, 400

Row = tuple[str, Mapping[int, int]]


@dataclass(frozen=True)
class GradedBatch:
    """Lines × statements of one framework; ``grades[i]`` maps statement numbers to 1 or 2."""

    lines: tuple[str, ...]
    statements: tuple[str, ...]
    grades: tuple[Mapping[int, int], ...]


@dataclass(frozen=True)
class Rungs:
    """Texts of one ladder with their places between 0 and 1."""

    texts: tuple[str, ...]
    places: tuple[float, ...]


Contrast = tuple[str, tuple[str, ...]]  # a text, and the texts that mean the same


@dataclass(frozen=True)
class _Source:
    """A framework with its written lines, and the annotated units of its postings."""

    statements: tuple[str, ...]
    written: tuple[Row, ...]
    annotated: tuple[Row, ...]


class Draws:
    """Batches by task, all drawn with ``rng``: the order of calls decides what comes."""

    def __init__(self, places: material.Places, rng: random.Random) -> None:
        self._rng = rng
        self.tasks: dict[str, Iterator[Any]] = {
            "graded": self._graded(*_sources(places)),
            "activities": self._pairings(list(material.activities(places)), per_group=16, size=48),
            "skills": self._pairings(list(material.skills(places)), per_group=96, size=96),
            "titles": self._pairings(list(material.titles(places)), per_group=64, size=128),
            "sentences": self._slices(list(material.skill_sentences(places)), _SENTENCES),
            "ladders": self._ladders(list(material.ladders(places))),
            "kinds": self._slices(list(material.kinds(places)), _KINDS),
        }

    def _graded(self, own: list[_Source], onet: list[_Source]) -> Iterator[list[GradedBatch]]:
        while True:
            self._rng.shuffle(own)
            self._rng.shuffle(onet)
            rounds = [[one] for one in own]
            rounds += [onet[i : i + 2] for i in range(0, len(onet), 2)]
            self._rng.shuffle(rounds)
            for group in rounds:
                yield [self._block(one, LINES // len(group)) for one in group]

    def _block(self, one: _Source, size: int) -> GradedBatch:
        rows: list[Row] = []
        if one.annotated:
            matched = [row for row in one.annotated if row[1]]
            other = [row for row in one.annotated if not row[1]]
            rows += self._some(matched, size // _MATCHED if one.written else size)
            rows += self._some(other, size // _UNMATCHED if one.written else size - len(rows))
        rows += self._some(one.written, size - len(rows))
        return GradedBatch(
            tuple([self._worn(text) for text, _ in rows]),
            tuple([self._turned(text) for text in one.statements]),
            tuple(marks for _, marks in rows),
        )

    def _some(self, rows: Sequence[Row], most: int) -> list[Row]:
        return self._rng.sample(rows, min(len(rows), most))

    def _worn(self, text: str) -> str:
        if self._rng.random() < _STRIPPED:
            text = text.rstrip(".;")
        if self._rng.random() < _ENDED:
            text += self._rng.choice([".", ";"])
        return text

    def _turned(self, text: str) -> str:
        """ "OBJECT — verb …" with the verb first, as other frameworks have it."""
        head, dash, rest = text.partition(" — ")
        if not dash or self._rng.random() >= _TURNED:
            return text
        first, _, tail = rest.partition(" ")
        head = head[:1].lower() + head[1:] if head[1:2].islower() else head
        return f"{first[:1].upper()}{first[1:]} {head} {tail}"

    def _pairings(self, rows: list[material.Pairing], per_group: int, size: int) -> Iterator[list[Contrast]]:
        groups: dict[str, list[material.Pairing]] = defaultdict(list)
        for row in rows:
            groups[row.group].append(row)
        while True:
            blocks: list[list[material.Pairing]] = []
            for members in groups.values():
                self._rng.shuffle(members)
                blocks += [members[i : i + per_group] for i in range(0, len(members), per_group)]
            self._rng.shuffle(blocks)
            batch: list[material.Pairing] = []
            for block in blocks:
                batch += block
                if len(batch) >= size:
                    yield [(row.left, (row.right,)) for row in batch[:size]]
                    batch = []

    def _slices(self, rows: list[Any], size: int) -> Iterator[list[Any]]:
        while True:
            self._rng.shuffle(rows)
            for i in range(0, len(rows) - size, size):
                yield rows[i : i + size]

    def _ladders(self, rows: list[material.Ladder]) -> Iterator[list[Rungs]]:
        weights = [min(len(row.texts), _LARGEST_LADDER) ** 0.5 for row in rows]
        while True:
            out = []
            for one in self._rng.choices(rows, weights, k=_LADDERS):
                picked = self._rng.sample(range(len(one.texts)), min(_RUNGS, len(one.texts)))
                out.append(Rungs(tuple(one.texts[i] for i in picked), tuple(one.places[i] for i in picked)))
            yield out


def _sources(places: material.Places) -> tuple[list[_Source], list[_Source]]:
    """The corpora's frameworks and O*NET's, without those kept back."""
    written = {
        (one.framework, one.source): one
        for one in material.written_lines(places)
        if one.framework not in material.KEPT_BACK
    }
    annotated: dict[str, list[Row]] = defaultdict(list)
    statements: dict[str, tuple[str, ...]] = {}
    for one in material.postings(places):
        if one.framework not in material.KEPT_BACK:
            statements[one.framework] = one.statements
            annotated[one.framework] += zip(one.lines, one.grades, strict=True)
    own, onet = [], []
    for (name, source), one in written.items():
        rows = tuple(zip(one.lines, one.grades, strict=True))
        if source == material.LINES:
            own.append(_Source(one.statements, rows, tuple(annotated.get(name, ()))))
        else:
            onet.append(_Source(one.statements, rows, ()))
    known = {name for name, _ in written}
    own += [_Source(statements[name], (), tuple(rows)) for name, rows in annotated.items() if name not in known]
    return own, onet
