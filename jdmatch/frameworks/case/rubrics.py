"""The rubrics of a CASE package, taken apart into cells: what one criterion says about one quality.

A cell with a description can become a statement at that quality's level, under the CFItem that its criterion names.
What is left of the rubrics (titles, weights, cells without a description) is kept as it was, with a stub in the place
of each cell, so that an export puts the statements back where they came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jdmatch.frameworks.case.graph import Index, link_of, number
from jdmatch.frameworks.case.shapes import Members, own, restored
from jdmatch.frameworks.fields import amount
from jdmatch.frameworks.notes import Notes, kind

CRITERIA = "CFRubricCriteria"
CELLS = "CFRubricCriterionLevels"


@dataclass(frozen=True, slots=True)
class Cell:
    """One described criterion level: ``parent`` is the id of its criterion's item, "" where that names none."""

    id: str
    criterion: str
    parent: str
    level: str
    text: str
    score: float | None
    position: float | None
    weight: float | None
    category: str
    members: Members
    mine: Mapping[str, Any]
    place: str


@dataclass(slots=True)
class Rubrics:
    """The cells with a description, and all rubrics as they were with (``stubs``) and without (``whole``) stubs."""

    cells: list[Cell] = field(default_factory=list)
    stubs: list[Members] = field(default_factory=list)
    whole: list[Members] = field(default_factory=list)


def rubrics_of(value: Any, path: str, index: Index, notes: Notes) -> Rubrics:
    """The rubrics of a package; faults: wrong types, criteria of items that are not there, cells without identifier."""
    out = Rubrics()
    for raw, place in objects(value, path, notes):
        stub, whole = restored(raw), restored(raw)
        stub[CRITERIA], whole[CRITERIA] = [], []
        for criterion, here in objects(raw.get(CRITERIA), f"{place}.{CRITERIA}", notes):
            with_stubs, as_it_was = _criterion(criterion, here, index, out.cells, notes)
            stub[CRITERIA].append(with_stubs)
            whole[CRITERIA].append(as_it_was)
        out.stubs.append(stub)
        out.whole.append(whole)
    return out


def objects(value: Any, path: str, notes: Notes) -> list[tuple[Mapping[str, Any], str]]:
    """(object, place) of each member of a list; faults where it is no list, or holds something else."""
    if value is None:
        return []
    if not isinstance(value, list):
        notes.fault(path, f"must be a list, not {kind(value)}")
        return []
    out = []
    for i, member in enumerate(value):
        if isinstance(member, Mapping):
            out.append((member, f"{path}[{i}]"))
        else:
            notes.fault(f"{path}[{i}]", f"must be an object, not {kind(member)}")
    return out


def _criterion(
    raw: Mapping[str, Any], place: str, index: Index, cells: list[Cell], notes: Notes
) -> tuple[Members, Members]:
    members = restored(raw)
    link = link_of(members.get("CFItemURI"))
    parent = None if link is None else index.get(link)
    if link is None and "CFItemURI" in members:
        notes.fault(f"{place}.CFItemURI", f"names no item: it must be a link, not {kind(members['CFItemURI'])}")
    if link is not None and parent is None:
        notes.fault(f"{place}.CFItemURI", f"names {link.id or link.uri!r}, and there is no such item in the package")
    if link is not None and parent:
        members["CFItemURI"] = _aimed(members["CFItemURI"], parent)
    weight = amount(members.get("weight"), f"{place}.weight", notes)
    category = notes.optional(members.get("category"), f"{place}.category")
    category = category or notes.optional(members.get("description"), f"{place}.description")
    stubs: list[Members] = []
    whole: list[Members] = []
    for level, here in objects(raw.get(CELLS), f"{place}.{CELLS}", notes):
        kept = restored(level)
        cell = _cell(level, here, place, parent or "", weight, "" if parent else category, notes)
        if cell is not None:
            cells.append(cell)
        stubs.append(kept if cell is None else {"identifier": cell.id})
        whole.append(kept)
    return members | {CELLS: stubs}, members | {CELLS: whole}


def _aimed(link: Any, id_: str) -> Members:
    """A link by the id that the item has here, however it was written."""
    return {**(link if isinstance(link, Mapping) else {"uri": link}), "identifier": id_}


def _cell(
    raw: Mapping[str, Any], place: str, criterion: str, parent: str, weight: float | None, category: str, notes: Notes
) -> Cell | None:
    """The cell of a criterion level; None where it has no description."""
    members, mine = restored(raw), own(raw)
    text = notes.optional(members.get("description"), f"{place}.description")
    if not text:
        return None
    score = number(members.get("score"))
    quality = notes.optional(members.get("quality"), f"{place}.quality")
    return Cell(
        id=notes.optional(mine.get("id"), place) or notes.text(members.get("identifier"), f"{place}.identifier"),
        criterion=criterion,
        parent=parent,
        level=notes.optional(mine.get("level"), place) or quality or ("" if score is None else f"{score:g}"),
        text=text,
        score=score,
        position=number(members.get("position")),
        weight=amount(mine.get("weight", weight), place, notes),
        category=notes.optional(mine.get("category"), place) or category,
        members=members,
        mine=mine,
        place=place,
    )
