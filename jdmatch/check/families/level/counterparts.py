"""The counterpart of a statement at another level: the one about the same work.

Frameworks tell an activity at one level only, and most statements have no counterpart at another. In the shipped
frameworks the strands that run through the levels were read by hand (``strand_tables``); a strand's statements count
where a measure of likeness does not speak against them. In any other framework likeness alone decides, and only what is
far nearer than everything else of its level is named: a wrong counterpart costs a writer more than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from math import fsum

from jdmatch.analyzer import Likeness
from jdmatch.check.families.level import tables
from jdmatch.check.families.level.strand_tables import BLOCKS
from jdmatch.records import Framework, Statement

_MEMBER = re.compile(r"([a-z])(\d+)")


class Counterparts:
    """The counterparts within one framework that has levels."""

    def __init__(self, framework: Framework, likeness: Likeness) -> None:
        self._framework = framework
        self._likeness = likeness
        self._place = {s.id: n for n, s in enumerate(framework.statements)}
        self._central = tuple(_mean_of_others(row, n) for n, row in enumerate(likeness.cosines))
        self._strands = _strands(framework)

    def of(self, statement: Statement, level: str) -> list[tuple[float, Statement]]:
        """The statements of a level that tell the same work, the likeliest first; none where none does."""
        there = self._framework.at_level(level)
        ranked = sorted(
            ((self._odds(statement, other, there), other) for other in there), key=lambda c: (-c[0], c[1].id)
        )
        if self._strands is None:
            return [c for c in ranked[:1] if c[0] >= tables.SURELY_ALIKE]
        together = self._strands.get(statement.id, frozenset())
        least = tables.FARTHER_ALIKE if self._apart(statement, level) > 1 else tables.HARDLY_ALIKE
        return [c for c in ranked if c[1].id in together and c[0] >= least]

    def _apart(self, statement: Statement, level: str) -> int:
        """How many levels lie between a statement's own and another; 1 is the next."""
        scale = self._framework.scale
        if scale is None or statement.level is None:
            return 0
        return abs(scale.index(statement.level) - scale.index(level))

    def _odds(self, one: Statement, other: Statement, there: tuple[Statement, ...]) -> float:
        """How likely both are about the same work, as a logit: how alike they are, how much more than either with any
        other of the two levels, and how near beyond what is usual between statements of this framework."""
        i, j = self._place[one.id], self._place[other.id]
        scores = self._likeness.scores
        here = self._framework.at_level(one.level)
        rivals = [scores[i][self._place[s.id]] for s in there if s.id != other.id]
        rivals += [scores[self._place[s.id]][j] for s in here if s.id != one.id]
        margin = min([tables.WIDEST_MARGIN, *(scores[i][j] - rival for rival in rivals)])
        nearer = self._likeness.cosines[i][j] - (self._central[i] + self._central[j]) / 2
        a, b, c, base = tables.ALIKE
        return a * scores[i][j] + b * margin + c * nearer + base


def _mean_of_others(row: tuple[float, ...], own: int) -> float:
    return (fsum(row) - row[own]) / (len(row) - 1) if len(row) > 1 else 0.0


def _strands(framework: Framework) -> Mapping[str, frozenset[str]] | None:
    """Per statement id the ids that share a strand with it; None for a framework that nobody has read."""
    words = blocks().get((framework.id, framework.sha256[:12]))
    if words is None:
        return None
    together: dict[str, set[str]] = {}
    for word in words:
        ids = [s.id for s in members(framework, word)]
        for one in ids:
            together.setdefault(one, set()).update(ids)
    return {one: frozenset(ids) for one, ids in together.items()}


def members(framework: Framework, strand: str) -> Iterator[Statement]:
    """The statements of a strand as the table writes it. KeyError or IndexError where the framework has no such one."""
    levels = {name[0]: name for name in framework.scale.levels} if framework.scale else {}
    for letter, place in _MEMBER.findall(strand):
        yield framework.at_level(levels[letter])[int(place) - 1]


@lru_cache(maxsize=1)
def blocks() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """The table: (framework's id, beginning of its SHA-256) → its strands."""
    out: dict[tuple[str, str], tuple[str, ...]] = {}
    key = ("", "")
    for line in BLOCKS.strip().splitlines():
        if line.startswith(" "):
            out[key] += tuple(line.split())
        else:
            name, digest = line.split()
            key = (name, digest)
            out[key] = ()
    return out
