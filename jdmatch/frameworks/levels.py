"""On which scale the statements of a file stand.

A declared list of levels decides. Without one, the four step names are the four steps, and whole numbers are a scale
from 1 (or 0) to the highest; any other names have no order that a program may guess, so the file is refused with a word
on how to declare it. In a levelled framework every statement has its level: none is invented, none is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from jdmatch.errors import nearest
from jdmatch.frameworks.notes import Notes
from jdmatch.records import FOUR_STEPS, Framework, LevelScale

MAX_NUMBERED = 30

_NUMBERED = re.compile(r"(?:level\s*|l)?(\d{1,4})(?:\.0+)?", re.IGNORECASE)

Placed = tuple[LevelScale | None, list[str | None]]


def place_levels(
    given: Sequence[tuple[str, str]], declared: LevelScale | None, notes: Notes, how_to_declare: str
) -> Placed:
    """The scale and each statement's level on it, from (place, level as written) pairs. Faults go to ``notes``; then
    the levels are of no use."""
    if not any(level for _, level in given):
        if declared is not None:
            notes.warn("", "declares levels, but no statement has one: it is read as a framework without levels")
        return None, [None] * len(given)
    for place, level in given:
        if not level:
            notes.fault(place, "has no level, though other statements have one")
    written = [(place, level) for place, level in given if level]
    if declared is None:
        declared, wrong = _deduce([level for _, level in written])
        if declared is None:
            notes.fault(written[0][0], f"{wrong} {how_to_declare}".rstrip())
            return None, [None] * len(given)
    by_name = _names(declared)
    # A level is looked up once, not once a statement: this is half of the time that a framework takes to read.
    found_for = {level: by_name.get(_key(level)) for level in {level for _, level in written}}
    placed = [found_for.get(level) for _, level in given]
    for (place, level), found in zip(given, placed, strict=True):
        if level and found is None:
            notes.fault(place, f"unknown level {level!r}.{nearest(level, declared.levels)}")
    return declared, placed


def _names(scale: LevelScale) -> dict[str, str]:
    """Levels by name and label; an exact name goes before a label that looks like it."""
    out = {_key(label): name for name, label in zip(scale.levels, scale.labels, strict=True)}
    out.update({_key(name): name for name in scale.levels})
    return out


def _key(level: str) -> str:
    found = _NUMBERED.fullmatch(level)
    return str(int(found.group(1))) if found else level.casefold()


def _deduce(levels: Sequence[str]) -> tuple[LevelScale | None, str]:
    """The scale that undeclared levels stand on, or why there is none."""
    different = list(dict.fromkeys(levels))
    # One name of the four is enough: what stands beside it is then an unknown level of that scale.
    if any(level.casefold() in FOUR_STEPS.levels for level in different):
        return FOUR_STEPS, ""
    numbers = [int(found.group(1)) for level in different if (found := _NUMBERED.fullmatch(level))]
    if numbers and max(numbers) <= MAX_NUMBERED:
        return LevelScale(tuple(str(n) for n in range(min(1, min(numbers)), max(numbers) + 1))), ""
    if numbers:
        return None, f"has the level {max(numbers)}: without a declared order, levels are 1 to {MAX_NUMBERED} at most."
    shown = ", ".join(repr(level) for level in different[:6]) + (", …" if len(different) > 6 else "")
    return None, f"unknown level {different[0]!r}: the file has the levels {shown}, whose order is not known."


def scale_of(
    levels: Sequence[str], notes: Notes, path: str, labels: Sequence[str] = (), positions: Sequence[float] = ()
) -> LevelScale | None:
    """A declared scale, or None after noting why it can not be one."""
    keys = [_key(level) for level in levels]
    if not levels:
        notes.fault(path, "declares no level: leave it out for a framework without levels")
    elif len(set(keys)) < len(keys):
        twice = next(level for level, key in zip(levels, keys, strict=True) if keys.count(key) > 1)
        notes.fault(path, f"names the level {twice!r} twice")
    elif positions and (any(not 0 <= p <= 1 for p in positions) or any(a >= b for a, b in pairwise(positions))):
        notes.fault(path, "the positions of levels must lie in [0, 1] and rise")
    else:
        return LevelScale(tuple(levels), tuple(labels), tuple(positions))
    return None


def level_named(scale: LevelScale, name: str) -> str | None:
    """The level of a scale that somebody calls so, by its name or its label in any case; None where it has none."""
    return name if name in scale.levels else _names(scale).get(_key(name.strip()))


def level_counts(framework: Framework) -> tuple[tuple[str, int], ...]:
    """(level, number of statements) for each level of the scale, lowest first; () without levels."""
    counts = dict.fromkeys(framework.scale.levels if framework.scale else (), 0)
    for statement in framework.statements:
        if statement.level is not None:
            counts[statement.level] += 1
    return tuple(counts.items())
