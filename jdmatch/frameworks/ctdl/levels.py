"""On which level a competency stands, where CTDL-ASN says so in a way that has an order.

A competency may name a progression level, a complexity level or a performance level: resources of a progression model
or a concept scheme, or plain words. The order is that of ``precedes``, else of numbers, else of the model's top
concepts. Where a file names levels that it does not hold, or whose order nothing tells, they are kept as they are and
the framework is read without levels: an order is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jdmatch.frameworks.ctdl import tables as ctdl
from jdmatch.frameworks.ctdl.nodes import Index, Node
from jdmatch.frameworks.ctdl.terms import CTID, URI, listed, pick, references
from jdmatch.frameworks.fields import amount
from jdmatch.frameworks.levels import place_levels, scale_of
from jdmatch.frameworks.notes import Notes
from jdmatch.records import FOUR_STEPS, LevelScale

_OWN_NAME = f"{ctdl.OWN_PREFIX}level"
_OWN_POSITION = f"{ctdl.OWN_PREFIX}position"
_NUMBER = re.compile(r"\d{1,6}(\.\d{1,6})?")


@dataclass(frozen=True, slots=True)
class Levels:
    """What was found: the ``scale`` (None: it follows from the names, or there are no levels), the ``used`` property
    ("" without levels) and the ``usual`` one, which an export takes unasked, and the level names of each competency by
    number."""

    scale: LevelScale | None = None
    used: str = ""
    usual: str = ""
    names: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Named:
    """What one competency says: numbers of level nodes, plain words, and references to what the file lacks."""

    nodes: tuple[int, ...]
    words: tuple[str, ...]
    absent: tuple[str, ...]


def read_levels(
    numbers: Sequence[int], leaves: set[int], index: Index, notes: Notes, but: Collection[str] = ()
) -> Levels:
    """The levels of the competencies of one framework; only what ``leaves`` say decides, and no property of ``but``."""
    for name in (name for name in ctdl.LEVEL_PROPERTIES if name not in but):
        said = {i: _named(index.nodes[i].get(name), index) for i in numbers if index.nodes[i].get(name) is not None}
        if not any(s.nodes or s.words or s.absent for i, s in said.items() if i in leaves):
            continue
        first = next(index.nodes[i] for i in said if i in leaves)
        found, problem = _scaled(said, index, notes)
        if found is not None:
            return Levels(
                found.scale, name, usual_property(index.nodes[n] for s in said.values() for n in s.nodes), found.names
            )
        notes.warn(first.at(name), f"{first.what(name)} {problem}: the framework is read without levels".lstrip())
    return Levels()


def usual_property(levels: Iterable[Node]) -> str:
    """The property by which competencies name such levels where nothing else is said."""
    return ctdl.LEVEL_PROPERTIES[1 if any("Concept" in node.types for node in levels) else 0]


def kept_levels(nodes: Sequence[Node], scale: LevelScale) -> list[Node] | None:
    """Of the resources that came with a framework, those that say this very scale, lowest first."""
    index = Index(list(nodes), Notes(""))
    for i, node in enumerate(index.nodes):
        if ctdl.SCHEME_NODES & set(node.types):
            levels = [j for j in range(len(index.nodes)) if i in _schemes(j, index)]
            order = _order(levels, index) if levels else None
            if order is not None and scale_of_nodes([index.nodes[j] for j in order], Notes("")) == scale:
                return [index.nodes[j] for j in order]
    return None


def _named(value: Any, index: Index) -> _Named:
    nodes: list[int] = []
    words: list[str] = []
    absent: list[str] = []
    for member in listed(value):
        target = member
        if isinstance(member, Mapping):
            target = member.get("@id", member.get("ceterms:targetNode"))
            word = pick(member.get("ceterms:targetNodeName", member if target is None else None)).text
            if target is None or (isinstance(target, str) and index.find(target) is None and isinstance(word, str)):
                target = word
        if isinstance(target, int | float) and not isinstance(target, bool):
            target = f"{target:g}"
        if not isinstance(target, str) or not target.strip():
            continue
        target = " ".join(target.split())
        found = index.find(target)
        if found is not None:
            nodes.append(found)
        elif URI.fullmatch(target) or CTID.fullmatch(target):
            absent.append(target)
        else:
            words.append(target)
    return _Named(tuple(dict.fromkeys(nodes)), tuple(dict.fromkeys(words)), tuple(absent))


def _scaled(said: Mapping[int, _Named], index: Index, notes: Notes) -> tuple[Levels | None, str]:
    absent = next((a for s in said.values() for a in s.absent), None)
    if absent is not None:
        return None, f"names the level {absent!r}, which the file does not hold (add its progression model to the file)"
    nodes = list(dict.fromkeys(i for s in said.values() for i in s.nodes))
    words = list(dict.fromkeys(w for s in said.values() for w in s.words))
    if nodes and words:
        return None, f"names levels in words ({words[0]!r}) beside those of a model"
    if words:
        if not _orderable(words):
            return None, f"names levels whose order nothing tells ({', '.join(map(repr, words[:5]))})"
        return Levels(names={i: s.words for i, s in said.items()}), ""
    order = _order(nodes, index)
    labels = {i: _label(index.nodes[i], notes) for i in order or nodes}
    if order is None:
        if not _orderable(list(labels.values())):
            return None, f"names levels whose order nothing tells ({', '.join(map(repr, list(labels.values())[:5]))})"
        return Levels(names={i: tuple(labels[n] for n in s.nodes) for i, s in said.items()}), ""
    scale = scale_of_nodes([index.nodes[i] for i in order], notes)
    if scale is None:
        return None, "names levels that are no scale"
    level = dict(zip(order, scale.levels, strict=True))
    return Levels(scale, names={i: tuple(level[n] for n in s.nodes) for i, s in said.items()}), ""


def scale_of_nodes(nodes: Sequence[Node], notes: Notes) -> LevelScale | None:
    """The scale that level nodes make, lowest first; None after noting what is wrong with it."""
    labels = [_label(node, notes) for node in nodes]
    own = [notes.optional(node.get(_OWN_NAME), node.at(_OWN_NAME)) for node in nodes]
    names = [name or label for name, label in zip(own, labels, strict=True)]
    if not any(own) and [name.casefold() for name in names] == list(FOUR_STEPS.levels):
        names = list(FOUR_STEPS.levels)
    positions = [amount(node.get(_OWN_POSITION), node.at(_OWN_POSITION), notes, "the position") for node in nodes]
    given = [p for p in positions if p is not None]
    place = nodes[0].place
    if "" in names:
        return None
    for i, node in enumerate(nodes):
        if node.get(f"{ctdl.OWN_PREFIX}labelled") is False:
            labels[i] = LevelScale((names[i],)).labels[0]
    return scale_of(names, notes, place, labels, given if len(given) == len(nodes) else ())


def _label(node: Node, notes: Notes) -> str:
    for name in (ctdl.LEVEL_LABEL, "ceasn:name", "ceterms:name", ctdl.LEVEL_NUMBER):
        picked = pick(node.get(name))
        if picked.text not in (None, ""):
            return notes.text(picked.text, node.at(name, picked.path), node.what(name))
    notes.fault(node.place, f"is a level without a {ctdl.LEVEL_LABEL}")
    return ""


def _orderable(words: Sequence[str]) -> bool:
    """Whether the names alone tell their order, as everywhere in jdmatch: numbers, or the four steps."""
    scratch = Notes("")
    place_levels([("", word) for word in words], None, scratch, "")
    return not scratch.faults


def _order(nodes: Sequence[int], index: Index) -> list[int] | None:
    """All levels of the one scheme that the nodes are of, lowest first; None where nothing orders them."""
    schemes = {s for i in nodes for s in _schemes(i, index)}
    if len(schemes) > 1:
        shared = [s for s in schemes if all(s in _schemes(i, index) for i in nodes)]
        schemes = set(shared[:1])
    scheme = schemes.pop() if schemes else None
    tops = [] if scheme is None else _found(index.nodes[scheme], (ctdl.TOP_CONCEPTS,), index)
    every = list(dict.fromkeys([*tops, *(i for i in range(len(index.nodes)) if scheme in _schemes(i, index))]))
    if scheme is None:
        every = list(nodes)
    if not set(nodes) <= set(every):
        return None
    for ordered in (_by_precedence(every, index), _by_number(every, index)):
        if ordered is not None:
            return ordered
    return tops if tops and set(nodes) <= set(tops) else None


def _schemes(i: int, index: Index) -> list[int]:
    node = index.nodes[i]
    if not ctdl.LEVEL_NODES & set(node.types):
        return []
    out = _found(node, ctdl.IN_SCHEME, index)
    return out or [
        j
        for j, scheme in enumerate(index.nodes)
        if ctdl.SCHEME_NODES & set(scheme.types) and i in _found(scheme, (ctdl.TOP_CONCEPTS,), index)
    ]


def _found(node: Node, names: Sequence[str], index: Index) -> list[int]:
    scratch = Notes("")
    every = (index.find(r) for name in names for r in references(node.get(name), "", scratch))
    return list(dict.fromkeys(i for i in every if i is not None))


def _by_precedence(nodes: Sequence[int], index: Index) -> list[int] | None:
    """The chain that ``precedes`` and ``precededBy`` make, where it is one and holds every level."""
    after: dict[int, set[int]] = {i: set() for i in nodes}
    for i in nodes:
        for j in _found(index.nodes[i], ctdl.PRECEDES, index):
            after[i].add(j)
        for j in _found(index.nodes[i], ctdl.PRECEDED_BY, index):
            if j in after:
                after[j].add(i)
    behind = {j for several in after.values() for j in several}
    starts = [i for i in nodes if i not in behind]
    if len(starts) != 1 or any(len(several) > 1 for several in after.values()):
        return None
    chain = starts[:]
    while (follower := next(iter(after.get(chain[-1], ())), None)) is not None and follower not in chain:
        chain.append(follower)
    return chain if set(chain) == set(nodes) else None


def _by_number(nodes: Sequence[int], index: Index) -> list[int] | None:
    numbers = {}
    for i in nodes:
        value = index.nodes[i].get(ctdl.LEVEL_NUMBER)
        text = str(value) if isinstance(value, int | float) else value
        if not isinstance(text, str) or not _NUMBER.fullmatch(text.strip()):
            return None
        numbers[i] = float(text)
    return sorted(nodes, key=lambda i: numbers[i]) if len(set(numbers.values())) == len(nodes) else None
