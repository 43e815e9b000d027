"""Proficiency levels of a CASE package: from the items that ``hasSkillLevel`` points to, and from rubrics.

CASE has no scale. What comes nearest are associations to items (or nodes elsewhere) that define a level, and rubrics
whose criteria describe one item at each quality. An order is taken from numbers alone (``listEnumeration`` or
``sequenceNumber`` of the level items; ``score``, else ``position`` of the qualities), or from names whose order is
known. Where there is none, where rubrics contradict each other, or where levels cover less than half of the leaves,
the package is read as a framework without levels and a warning says why: nothing is guessed. ``educationLevel`` is a
grade of school and no level of proficiency.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from jdmatch.frameworks.case.graph import DOCUMENT, Association, Node, Tree, number
from jdmatch.frameworks.case.rubrics import Cell
from jdmatch.frameworks.fields import amount
from jdmatch.frameworks.levels import scale_of
from jdmatch.frameworks.notes import Notes, kind, step
from jdmatch.records import FOUR_STEPS, LevelScale

HOW_TO_DECLARE = (
    "Declare their order: give the items that hasSkillLevel points to a listEnumeration (1 for the lowest), "
    "or the levels of the rubrics a score."
)

_NUMBERED = re.compile(r"(?:level|stage|l)?\s*(\d{1,3})", re.IGNORECASE)


@dataclass(slots=True)
class Levels:
    """``of`` names the level of a node, ``definitions`` the levels that nodes only define, by the id of the node.
    ``used`` says whether hasSkillLevel gives the levels of the framework; then ``scale`` is theirs."""

    of: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    scale: LevelScale | None = None
    used: bool = False


def skill_levels(
    nodes: Mapping[str, Node],
    tree: Tree,
    associations: Sequence[Association],
    scale: LevelScale | None,
    notes: Notes,
) -> Levels:
    """The levels that hasSkillLevel gives; ``scale`` is the one that jdmatch wrote into the document, if it did."""
    given = [a for a in associations if a.type == "hasskilllevel" and a.origin in nodes]
    # What has others under it, or a level itself, is more than the definition of a level.
    more = set(tree.parents.values()) | {association.origin for association in given}
    out = Levels(definitions=_definitions(given, nodes, tree, more, notes), scale=scale)
    wanted: dict[str, dict[str, str]] = {}
    named = dict(out.definitions)
    for association in given:
        name = _name(association, nodes, out.definitions, notes)
        wanted.setdefault(association.origin or "", {}).setdefault(name, association.place)
        if association.destination in nodes:
            named[association.destination or ""] = name
    twice = next((names for names in wanted.values() if len(names) > 1), None)
    if twice is not None:
        place = list(twice.values())[1]
        shown = " and ".join(repr(name) for name in list(twice)[:3])
        notes.warn(place, f"gives an item a second skill level ({shown}): hasSkillLevel is not read as levels")
    elif wanted:
        out.of = {origin: next(iter(names)) for origin, names in wanted.items()}
        out.used = scale is not None or _ordered(out, named, nodes, tree, given[0].place, notes)
    if not out.used:
        out.of = {}
    return out


def _name(association: Association, nodes: Mapping[str, Node], named: Mapping[str, str], notes: Notes) -> str:
    to = association.destination or ""
    if to in named:
        return named[to]
    if to in nodes:
        return label(nodes[to], notes)
    link = association.to
    return notes.text(link.title or link.id or link.uri, f"{association.place}.destinationNodeURI")


def label(node: Node, notes: Notes) -> str:
    """What a level item is called: as jdmatch wrote it, else its short statement where it has one."""
    known, short = node.mine.get("level"), node.members.get("abbreviatedStatement")
    if isinstance(known, str):
        return notes.text(known, f"{node.place}.extensions.jdmatch.level")
    return (notes.optional(short, f"{node.place}.abbreviatedStatement") if isinstance(short, str) else "") or node.text


def _definitions(
    given: Iterable[Association], nodes: Mapping[str, Node], tree: Tree, more: set[str | None], notes: Notes
) -> dict[str, str]:
    """Items that only define a level, with its name: those that jdmatch wrote, destinations, and their siblings of the
    same type."""
    targets = {a.destination for a in given if a.destination in nodes} - more
    kinds = {
        (tree.parents[to], nodes[to].members.get("CFItemType"))
        for to in targets
        if to and tree.parents[to] != DOCUMENT and isinstance(nodes[to].members.get("CFItemType"), str)
    }
    out = {}
    for id_, node in nodes.items():
        type_ = node.members.get("CFItemType")
        sibling = isinstance(type_, str) and (tree.parents[id_], type_) in kinds
        if id_ not in more and (id_ in targets or sibling or isinstance(node.mine.get("level"), str)):
            out[id_] = label(node, notes)
    return out


def _ordered(
    out: Levels, named: Mapping[str, str], nodes: Mapping[str, Node], tree: Tree, place: str, notes: Notes
) -> bool:
    """Find the scale of the levels that are in use; whether there is one. ``named`` are the level items by id."""
    names = list(dict.fromkeys([*out.of.values(), *out.definitions.values()]))
    by_number = _numbered(named, nodes, tree) if set(out.of.values()) <= set(named.values()) else []
    if by_number:
        out.scale = scale_of(by_number, notes, place, by_number)
        return True
    out.scale = known_order(names) or known_order(list(dict.fromkeys(out.of.values())))
    if out.scale is not None:
        return True
    shown = ", ".join(repr(name) for name in names[:5]) + (", \u2026" if len(names) > 5 else "")
    notes.warn(
        place,
        f"points to the skill levels {shown}, whose order is not known: they are not read as levels. {HOW_TO_DECLARE}",
    )
    return False


def known_order(names: Sequence[str]) -> LevelScale | None:
    """The scale of names whose order is known without being told: the four steps, and numbered names."""
    if names and all(name.casefold() in FOUR_STEPS.levels for name in names):
        return FOUR_STEPS
    found = {name: _NUMBERED.fullmatch(name) for name in names}
    numbers = {name: int(match.group(1)) for name, match in found.items() if match is not None}
    if not names or len(numbers) < len(found) or len(set(numbers.values())) < len(numbers):
        return None
    ordered = tuple(sorted(numbers, key=lambda name: numbers[name]))
    return LevelScale(ordered, ordered)


def _numbered(named: Mapping[str, str], nodes: Mapping[str, Node], tree: Tree) -> list[str]:
    """The names by listEnumeration, else by sequenceNumber under one parent; [] where one has no number of its own."""
    if len(set(named.values())) < len(named):
        return []
    written = {id_: number(nodes[id_].members.get("listEnumeration")) for id_ in named}
    counted = {id_: None if tree.keys[id_][0] else tree.keys[id_][1] for id_ in named}
    one_parent = len({tree.parents[id_] for id_ in named}) == 1
    for numbers in (written, counted if one_parent else {}):
        values = [value for value in numbers.values() if value is not None]
        if named and len(set(values)) == len(named):
            return [named[id_] for id_ in sorted(numbers, key=lambda i: numbers[i] or 0.0)]
    return []


def declared_scale(value: Any, path: str, notes: Notes) -> LevelScale | None:
    """The scale that jdmatch wrote into a document's extensions."""
    if value is None:
        return None
    if not isinstance(value, list):
        notes.fault(path, f"must be a list of levels, not {kind(value)}")
        return None
    names: list[str] = []
    labels: list[str] = []
    positions: list[float] = []
    for i, level in enumerate(value):
        here = step(path, i)
        members = level if isinstance(level, Mapping) else {}
        names.append(notes.text(members.get("name"), f"{here}.name"))
        labels.append(notes.optional(members.get("label"), f"{here}.label"))
        position = amount(members.get("position"), f"{here}.position", notes, "the position")
        positions += [] if position is None else [position]
    if positions and len(positions) < len(names):
        notes.fault(path, "gives a position to some levels and not to others")
    if not all(names) or (positions and len(positions) < len(names)):
        return None
    defaults = [LevelScale((name,)).labels[0] for name in names]
    filled = [given or default for given, default in zip(labels, defaults, strict=True)]
    return scale_of(names, notes, path, filled, positions)


def rubric_scale(cells: Sequence[Cell], notes: Notes) -> LevelScale | None:
    """The scale of the described qualities of all rubrics; None after a warning where they have no one order."""
    names = list(dict.fromkeys(cell.level for cell in cells))
    folded = {name.casefold() for name in names}
    if len(folded) < len(names):
        notes.warn(cells[0].place, "the rubrics write a quality in two ways (capitals): they are not read as levels")
        return None
    scores = _one_number(cells, [cell.score for cell in cells])
    if scores:
        ordered = sorted(scores, key=lambda name: scores[name])
        return scale_of(ordered, notes, cells[0].place, ordered, _spread([scores[name] for name in ordered]))
    rows: dict[str, list[Cell]] = {}
    for cell in cells:
        rows.setdefault(cell.criterion, []).append(cell)
    for what in ("score", "position"):
        order = _merged([_row(row, what) for row in rows.values()], names)
        if order is not None:
            if what == "position":
                notes.warn(
                    cells[0].place,
                    "the rubrics have no scores: the order of levels is that of their positions, lowest first "
                    f"({', '.join(order)}). Check it.",
                )
            return scale_of(order, notes, cells[0].place, order)
    if (known := known_order(names)) is not None:
        return known
    notes.warn(
        cells[0].place,
        f"the rubrics agree on no order of their levels ({', '.join(names[:6])}): they are not read as levels, "
        "and kept for export. Scores that rise with the level in every criterion declare it.",
    )
    return None


def _one_number(cells: Sequence[Cell], numbers: Sequence[float | None]) -> dict[str, float]:
    """The number of each level where it has the same one everywhere, and no two have the same; else {}."""
    out: dict[str, float] = {}
    for cell, value in zip(cells, numbers, strict=True):
        if value is None or out.setdefault(cell.level, value) != value:
            return {}
    return out if len(set(out.values())) == len(out) else {}


def _spread(scores: Sequence[float]) -> tuple[float, ...]:
    """Positions by score: the default for even steps, else as far apart as the scores are, with half a mean step at
    both ends."""
    n = len(scores)
    if n < 2:
        return ()
    mean = (scores[-1] - scores[0]) / (n - 1)
    even = all(abs((b - a) - mean) <= 1e-9 * abs(mean) for a, b in pairwise(scores))
    positions = () if even else tuple((s - scores[0] + mean / 2) / (n * mean) for s in scores)
    rising = all(a < b for a, b in pairwise(positions))
    return positions if rising else ()


def _row(cells: Sequence[Cell], what: str) -> list[str]:
    """The levels of one criterion, lowest first; [] where they have no order."""
    values = [cell.score if what == "score" else cell.position for cell in cells]
    if any(value is None for value in values) or len(set(values)) < len(values):
        return []
    return [cell.level for _, cell in sorted(zip(values, cells, strict=True), key=lambda pair: pair[0] or 0.0)]


def _merged(rows: Sequence[list[str]], names: Sequence[str]) -> list[str] | None:
    """The one order that all rows agree on; None where they contradict each other or leave two levels open."""
    if not all(rows) or any(len(set(row)) < len(row) for row in rows):
        return None
    lower: dict[str, set[str]] = {name: set() for name in names}
    for row in rows:
        for below, above in pairwise(row):
            lower[above].add(below)
    out: list[str] = []
    while lower:
        lowest = [name for name, below in lower.items() if not below - set(out)]
        if len(lowest) != 1:
            return None
        out.append(lowest[0])
        del lower[lowest[0]]
    return out
