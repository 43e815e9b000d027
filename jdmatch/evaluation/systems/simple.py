"""Baselines that hardly look: chance, the commonest label of the suite itself, and a list of verbs.

They say what a figure is worth: macro F1 0.6 is nothing where the commonest kind alone gives 0.55. Chance is a hash of
the seed and of what is asked about, so that it does not depend on the order of the questions.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from jdmatch.datasets.rows import AnnotatedPosting, LevelCase
from jdmatch.evaluation.systems.parts import LevelAnswer, StatementLevel, Targets
from jdmatch.leveling.verb_tables import VERBS
from jdmatch.records import CHUNK_KINDS, FOUR_STEPS, Chunk, Section

if TYPE_CHECKING:
    from jdmatch.evaluation.systems.parts import Array

T = TypeVar("T", str, int)
_WORD = re.compile(r"[a-z]+")
# How far into a statement its verb is looked for ("You will also", "Responsible for").
_OPENING_WORDS = 6
_MIDDLE = 0.5


def chance(*names: object) -> float:
    """A number in [0, 1) that the names fix."""
    digest = hashlib.sha256("\n".join(str(name) for name in names).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:7], "big") / 256**7


class Random:
    """Chance in every part."""

    nothing = 0.0

    def __init__(self, seed: int, candidates: Sequence[str] = ()) -> None:
        self._seed, self._candidates = seed, tuple(candidates)

    def scores(self, texts: Sequence[str], targets: Targets) -> Array:
        """(texts, targets), evenly spread over [0, 1)."""
        import numpy as np

        out: Array = np.zeros((len(texts), len(targets.texts)))
        for row, text in zip(out, texts, strict=True):
            row[:] = np.random.default_rng([self._seed, int(chance(text) * 2**52)]).random(len(row))
        return out

    def kinds(
        self, posting: AnnotatedPosting, sections: Sequence[Section], chunks: Sequence[Chunk]
    ) -> list[tuple[str, float | None]]:
        """Any kind."""
        return [(CHUNK_KINDS[self._pick(3, posting.id, c.start, c.end)], None) for c in chunks]

    def level(self, posting: AnnotatedPosting) -> LevelAnswer:
        """Any level."""
        return LevelAnswer(1 + self._pick(4, "level", posting.id))

    def occupation(self, posting: AnnotatedPosting) -> tuple[str | None, float | None]:
        """Any framework or none."""
        return self._one([*self._candidates, None], posting)

    def occupation_without(self, posting: AnnotatedPosting) -> tuple[str | None, float | None]:
        """Any other framework or none."""
        return self._one([*(c for c in self._candidates if c != posting.occupation), None], posting)

    def _one(self, choices: Sequence[str | None], posting: AnnotatedPosting) -> tuple[str | None, float | None]:
        return choices[self._pick(len(choices), "occupation", posting.id)], 1 / len(choices)

    def levels(self, texts: Sequence[str], steps: Sequence[int]) -> list[StatementLevel]:
        """Any place."""
        return [StatementLevel(chance(self._seed, n, text)) for n, text in enumerate(texts)]

    def _pick(self, n: int, *names: object) -> int:
        return int(chance(self._seed, *names) * n)


class RandomCases:
    """Any level, or none."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def level(self, case: LevelCase) -> int | None:
        """1 to 4 or None, each as likely."""
        return int(chance(self._seed, case.where, case.text) * 5) or None


class Majority:
    """The commonest kind and level of the suite's own labels, and no occupation: an optimistic guess without a look at
    the posting."""

    def __init__(self, rows: Sequence[AnnotatedPosting]) -> None:
        self._kind = commonest([unit.kind for row in rows for unit in row.units], "other")
        self._level = commonest([row.level for row in rows if row.level is not None], 2)

    def kinds(
        self, posting: AnnotatedPosting, sections: Sequence[Section], chunks: Sequence[Chunk]
    ) -> list[tuple[str, float | None]]:
        """Always the same kind."""
        return [(self._kind, None)] * len(chunks)

    def level(self, posting: AnnotatedPosting) -> LevelAnswer:
        """Always the same level."""
        return LevelAnswer(self._level)

    def occupation(self, posting: AnnotatedPosting) -> tuple[str | None, float | None]:
        """Always none."""
        return None, None

    def occupation_without(self, posting: AnnotatedPosting) -> tuple[str | None, float | None]:
        """Always none."""
        return None, None


class MajorityCases:
    """The commonest level of the cases, none included."""

    def __init__(self, rows: Sequence[LevelCase]) -> None:
        self._level = commonest([row.level or "" for row in rows], "")

    def level(self, case: LevelCase) -> int | None:
        """Always the same."""
        return FOUR_STEPS.index(self._level) + 1 if self._level else None


class VerbList:
    """The place of the first known verb among a statement's first words; the middle where there is none."""

    def levels(self, texts: Sequence[str], steps: Sequence[int]) -> list[StatementLevel]:
        """One place on the line from 0 to 1 for each text."""
        return [StatementLevel(_MIDDLE if (place := verb(text)) is None else place) for text in texts]

    def level(self, case: LevelCase) -> int | None:
        """The step that the verb stands on; None without a verb."""
        place = verb(case.text)
        return None if place is None else min(4, int(place * 4) + 1)


def verb(text: str) -> float | None:
    """Where the first known verb stands on the line from 0 to 1, or None."""
    for word in _WORD.findall(text.lower())[:_OPENING_WORDS]:
        for form in _forms(word):
            if form in VERBS:
                return VERBS[form]
    return None


def _forms(word: str) -> Iterator[str]:
    """A word as it stands, then without the endings of English verbs."""
    yield word
    for ending in ("s", "es", "ing", "ed", "d"):
        if word.endswith(ending):
            yield word.removesuffix(ending)
    if word.endswith("ing"):
        yield f"{word[:-3]}e"


def commonest(values: Sequence[T], otherwise: T) -> T:
    """The commonest value, of equally common ones the least."""
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value), default=otherwise)
