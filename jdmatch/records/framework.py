"""The framework: competency statements on an ordinal scale of levels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class LevelScale:
    """An ordinal scale, lowest level first. ``positions`` place the levels on [0, 1]; by default the i-th of n (from
    0) stands at (i + ½)/n, which is how scales of other lengths are mapped onto each other: by position on the
    line, never by rank."""

    levels: tuple[str, ...]
    labels: tuple[str, ...] = ()
    positions: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        n = len(self.levels)
        if n == 0 or len(set(self.levels)) != n:
            raise ValueError("a level scale needs levels with different names")
        if not self.labels:
            object.__setattr__(self, "labels", tuple(name.replace("_", " ").capitalize() for name in self.levels))
        if not self.positions:
            object.__setattr__(self, "positions", tuple((i + 0.5) / n for i in range(n)))
        if len(self.labels) != n or len(self.positions) != n:
            raise ValueError("a level scale needs one label and one position a level")
        if any(a >= b for a, b in zip(self.positions, self.positions[1:], strict=False)):
            raise ValueError("positions of a level scale must rise")

    def index(self, level: str) -> int:
        """The rank of a level, from 0. ValueError where the scale has no such level."""
        return self.levels.index(level)

    @property
    def edges(self) -> tuple[float, ...]:
        """The n + 1 borders between the levels on [0, 1]: half way between neighbours' positions."""
        mids = [(a + b) / 2 for a, b in zip(self.positions, self.positions[1:], strict=False)]
        return (0.0, *mids, 1.0)

    def project(self, probabilities: tuple[float, ...], target: LevelScale) -> tuple[float, ...]:
        """Carry probabilities on this scale over to ``target`` by overlap of the levels' stretches of [0, 1]."""
        out = [0.0] * len(target.levels)
        for i, j, overlap, width in _overlaps(self, target):
            out[j] += probabilities[i] * overlap / width
        total = sum(out) or 1.0
        return tuple(p / total for p in out)


@lru_cache(maxsize=256)
def _overlaps(one: LevelScale, other: LevelScale) -> tuple[tuple[int, int, float, float], ...]:
    """(level of one, level of the other, length of their common stretch, length of the first's) where they meet."""
    mine, theirs = one.edges, other.edges
    return tuple(
        (i, j, min(high, theirs[j + 1]) - max(low, theirs[j]), high - low)
        for i, (low, high) in enumerate(pairwise(mine))
        for j in range(len(other.levels))
        if min(high, theirs[j + 1]) > max(low, theirs[j])
    )


FOUR_STEPS = LevelScale(("emerging", "developing", "proficient", "advanced"))


@dataclass(frozen=True, slots=True)
class Statement:
    """One competency statement. ``level`` is None in a framework without levels; ``weight`` is the framework's own
    importance where it has one; ``kind`` is what the source calls it (task, skill, knowledge); ``parent`` is the id of
    the heading it stands under; ``aliases`` are other names of the same thing; ``extra`` keeps fields of the source
    that jdmatch does not use."""

    id: str
    text: str
    framework: str
    level: str | None = None
    category: str | None = None
    code: str | None = None
    weight: float | None = None
    extra: tuple[tuple[str, str], ...] = ()
    kind: str | None = None
    parent: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A part of a framework's structure that is context and no statement: never matched, kept for reading and export.
    ``parent`` is the id of the heading above it."""

    id: str
    text: str
    parent: str | None = None
    code: str | None = None
    kind: str | None = None
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Framework:
    """A validated framework: statements in file order, ids unique, levels all on ``scale`` (None: no levels).

    ``sha256`` is of the canonical content (id, scale, statements), so that the same content from another file is the
    same framework. ``origin`` is embedded, user or a file's name. ``extra`` is the rest of the source document as
    JSON text, and ``source`` the bytes that it was read from, both kept for export. ``source_sha256`` is of the file
    that it came from, which may hold many frameworks (then ``source`` is empty). ``headings`` are the structure above
    the statements, in file order; ``language`` is a BCP 47 tag where the source names one.
    """

    id: str
    title: str
    statements: tuple[Statement, ...]
    sha256: str
    scale: LevelScale | None = None
    version: str = ""
    description: str = ""
    context: str = ""
    group: str = ""
    job_zone: int | None = None
    licence: str = ""
    attribution: str = ""
    alternate_titles: tuple[str, ...] = ()
    format: str = "json"
    origin: str = "user"
    extra: str = ""
    headings: tuple[Heading, ...] = ()
    language: str = ""
    source_sha256: str = field(default="", compare=False)
    source: bytes = field(default=b"", repr=False, compare=False)

    @cached_property
    def by_id(self) -> Mapping[str, Statement]:
        """Statements by their id."""
        return {s.id: s for s in self.statements}

    def at_level(self, level: str | None) -> tuple[Statement, ...]:
        """The statements exactly at a level; all of them where the framework has no levels."""
        if self.scale is None:
            return self.statements
        return tuple(s for s in self.statements if s.level == level)
