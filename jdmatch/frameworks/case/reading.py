"""1EdTech CASE 1.0 and 1.1 packages, read: each CFDocument is a framework, its CFItems headings and statements.

A package comes bare, inside ``{"CFPackage": …}``, or in a list; OpenSALT adds members that the schema does not have,
1.0 services write null where 1.1 has nothing, and all of that is read. What makes a package ambiguous refuses it: two
items of one identifier, ``isChildOf`` from or to nowhere, an item under itself. Everything that no field of a
framework holds is kept: members of items in their ``extra``, associations, definitions and rubrics whole in the
framework's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from jdmatch.frameworks.case.checks import warn_about
from jdmatch.frameworks.case.graph import (
    DOCUMENT,
    Association,
    Node,
    Tree,
    in_order,
    link_of,
    number,
)
from jdmatch.frameworks.case.items import Context, is_heading, item_of, statement_of
from jdmatch.frameworks.case.levels import HOW_TO_DECLARE, Levels, declared_scale, rubric_scale, skill_levels
from jdmatch.frameworks.case.package import Document, Part, packages, parts
from jdmatch.frameworks.case.rubrics import Cell
from jdmatch.frameworks.case.shapes import Members, derived_uuid, uuid_for
from jdmatch.frameworks.case.tables import SHORT_NAMES, UNSTATED
from jdmatch.frameworks.fields import dumps_extra, job_zone, titles
from jdmatch.frameworks.items import Draft, Item
from jdmatch.frameworks.notes import Notes
from jdmatch.frameworks.outcome import Options
from jdmatch.frameworks.structure import HEADING
from jdmatch.records import LevelScale

# What a framework's fields hold of CFDocument; the rest is kept.
_DOCUMENT_FIELDS = ("title", "version", "description", "language", "creator", "caseVersion")


def parse(value: Any, notes: Notes, options: Options | None = None) -> list[Draft]:  # noqa: ARG001
    """The drafts of a JSON value, one for each document; faults go to ``notes``. CASE has nothing to choose from."""
    drafts: list[Draft] = []
    for package, path in packages(value, "$", notes):
        drafts += [_draft(part, notes) for part in parts(package, path, notes)]
    return drafts


def _draft(part: Part, notes: Notes) -> Draft:
    document, tree = part.document, part.tree
    members, mine, place = document.members, document.mine, document.place
    scale = declared_scale(mine.get("levels"), f"{place}.extensions.jdmatch.levels", notes)
    levels = skill_levels(part.nodes, tree, part.associations, scale, notes)
    nodes = {id_: node for id_, node in part.nodes.items() if id_ not in levels.definitions}
    cells = _described(part.rubrics.cells, levels, scale, nodes, tree, notes)
    language = notes.optional(members.get("language"), f"{place}.language")
    items = _items(nodes, tree, levels, cells, _context(part, nodes, language), notes)
    warn_about(document, part.nodes, part.associations, tree, notes)
    kept = {
        "CFDocument": _rest_of_document(document),
        "CFAssociations": [a.members for a in part.associations if not _derived(document.id, a)],
        "CFDefinitions": part.definitions,
        "CFRubrics": part.rubrics.stubs if cells else part.rubrics.whole,
        "levels": _raw_levels(document.id, part.nodes, levels),
        "package": part.rest,
    }
    case = {name: content for name, content in kept.items() if content}
    others = mine.get("extra")
    extra = ({"case": case} if case else {}) | (dict(others) if isinstance(others, Mapping) else {})
    creator = notes.optional(members.get("creator"), f"{place}.creator")
    return Draft(
        format="case",
        items=items,
        id=document.id,
        title=notes.text(members.get("title"), f"{place}.title"),
        scale=levels.scale if levels.used or cells else None,
        how_to_declare=HOW_TO_DECLARE,
        version=notes.optional(members.get("version"), f"{place}.version"),
        description=notes.optional(members.get("description"), f"{place}.description"),
        context=notes.optional(mine.get("context"), place),
        group=notes.optional(mine.get("group"), place),
        job_zone=job_zone(mine.get("jobZone"), place, notes),
        licence=_licence(members.get("licenseURI"), f"{place}.licenseURI", notes),
        attribution="" if creator == UNSTATED and mine.get("creator") is False else creator,
        alternate_titles=titles(mine.get("alternateTitles"), place, notes),
        extra=dumps_extra(extra, notes),
        language=language,
    )


def _context(part: Part, nodes: Mapping[str, Node], language: str) -> Context:
    """What an item's members are read against: the document that it may name, and names that stand on several items."""
    counts: Counter[tuple[str, str]] = Counter()
    for node in nodes.values():
        counts.update((name, str(node.members.get(name))) for name in SHORT_NAMES if node.members.get(name))
    return Context(part.document.id, part.documents, language, frozenset(pair for pair, n in counts.items() if n > 1))


def _described(
    cells: Sequence[Cell],
    levels: Levels,
    declared: LevelScale | None,
    nodes: Mapping[str, Node],
    tree: Tree,
    notes: Notes,
) -> list[Cell]:
    """The cells that become statements: all of them, or none with a warning. Sets the scale of ``levels``."""
    if not cells:
        return []
    left = "criterion levels of rubrics that were not read as levels"
    leaves = _leaves(nodes, tree, levels)
    covered = {cell.parent for cell in cells} | set(levels.of)
    reason = None
    if declared is None and sum(id_ in covered for id_ in leaves) * 2 < len(leaves):
        reason = (
            f"the rubrics describe {sum(id_ in covered for id_ in leaves)} of {len(leaves)} items: they are not read "
            "as levels, and kept for export"
        )
    elif levels.used or declared is not None:
        scale = levels.scale or declared
        known = {name.casefold() for name in (*scale.levels, *scale.labels)} if scale is not None else set()
        if any(cell.level.casefold() not in known for cell in cells):
            reason = "the rubrics have other levels than hasSkillLevel gives: they are not read as levels"
    found = None if reason is not None else levels.scale or declared or rubric_scale(cells, notes)
    if reason is not None:
        notes.warn(cells[0].place, reason)
    if found is None:
        notes.rows += len(cells)
        notes.left_out[left] += len(cells)
        return []
    levels.scale = found
    return list(cells)


def _items(
    nodes: Mapping[str, Node], tree: Tree, levels: Levels, cells: Sequence[Cell], context: Context, notes: Notes
) -> list[Item]:
    """Headings and statements from top to bottom; leaves without a level among others with one are skipped."""
    notes.rows += len(nodes) + len(cells)
    below: dict[str, list[Cell]] = {}
    for cell in cells:
        below.setdefault(cell.parent, []).append(cell)
    holders = _holders(nodes, tree, levels)
    above = {tree.parents[id_] for id_ in nodes} | set(below)
    leaves = [id_ for id_ in _leaves(nodes, tree, levels) if id_ not in below]
    _use_levels_or_not(levels, leaves, bool(cells), nodes, notes)
    levelled = levels.used or bool(cells)
    skipped = {id_ for id_ in leaves if levelled and id_ not in levels.of}
    # What loses all that stood under it is a heading still.
    kept = {tree.parents[id_] for id_ in nodes if id_ not in skipped} | {c.parent for c in cells if c.level}
    holders |= above & set(nodes) - kept
    items: list[Item] = []
    for id_ in in_order(_over(tree, nodes)):
        node = nodes[id_]
        item = item_of(node, tree.parents[id_], context, notes, heading=id_ in above or id_ in holders)
        if id_ in skipped:
            notes.skip(node.place, "has no level, though most others have one")
            continue
        if id_ in holders and item.kind != HEADING:
            item = replace(item, kind=HEADING, extra=_kind_kept(node, item))
        elif id_ in leaves:
            item = replace(item, level=levels.of.get(id_, ""))
        items.append(item)
        items += _sorted_cells(below.get(id_, []), levels.scale, notes)
    items += _sorted_cells(below.get(DOCUMENT, []), levels.scale, notes)
    return _positioned(items, nodes, cells)


def _over(tree: Tree, nodes: Mapping[str, Node]) -> Tree:
    return Tree({i: tree.parents[i] for i in nodes}, {i: tree.keys[i] for i in nodes}, [])


def _holders(nodes: Mapping[str, Node], tree: Tree, levels: Levels) -> set[str]:
    """Items that have nothing under them but definitions of levels: structure, and no statements."""
    return {tree.parents[id_] for id_ in levels.definitions} & set(nodes) - {tree.parents[id_] for id_ in nodes}


def _leaves(nodes: Mapping[str, Node], tree: Tree, levels: Levels) -> list[str]:
    """The items that can be statements, were there no rubrics."""
    structure = {tree.parents[id_] for id_ in nodes} | _holders(nodes, tree, levels)
    return [id_ for id_, node in nodes.items() if id_ not in structure and not is_heading(node)]


def _kind_kept(node: Node, item: Item) -> tuple[tuple[str, str], ...]:
    """What a heading was called, among its other members, since a heading with nothing under it has no kind."""
    return (("CFItemType", item.kind), *item.extra) if isinstance(node.members.get("CFItemType"), str) else item.extra


def _use_levels_or_not(
    levels: Levels, leaves: Sequence[str], rubrics: bool, nodes: Mapping[str, Node], notes: Notes
) -> None:
    """Leave levels unused that stand on less than half of the leaves: skipping the rest would not be the framework."""
    having = sum(id_ in levels.of for id_ in leaves)
    if levels.used and not rubrics and having * 2 < len(leaves):
        at = next(node.place for id_, node in nodes.items() if id_ in levels.of)
        notes.warn(
            at,
            f"has a skill level, as {having} of {len(leaves)} statements have: too few to read them as the framework's "
            "levels",
        )
        levels.used, levels.of = False, {}


def _sorted_cells(cells: Sequence[Cell], scale: LevelScale | None, notes: Notes) -> list[Item]:
    ranks = {name.casefold(): i for i, name in enumerate(scale.levels)} if scale is not None else {}
    ordered = sorted(cells, key=lambda cell: ranks.get(cell.level.casefold(), len(ranks)))
    return [item for cell in ordered if (item := statement_of(cell, notes)) is not None]


def _positioned(items: list[Item], nodes: Mapping[str, Node], cells: Sequence[Cell]) -> list[Item]:
    """The items by the positions that jdmatch wrote, where it wrote them on all."""
    written = {node.id: number(node.mine.get("position")) for node in nodes.values()}
    written |= {cell.id: number(cell.mine.get("position")) for cell in cells}
    if any(position is None for position in written.values()):
        return items
    return sorted(items, key=lambda item: written.get(item.id) or 0.0)


def _rest_of_document(document: Document) -> Members:
    """What no field of a framework holds; the identifier, too, since ``--id`` may give the framework another id."""
    rest = {name: value for name, value in document.members.items() if name not in _DOCUMENT_FIELDS}
    if rest.get("identifier") == uuid_for(str(document.mine.get("id", "")), "document"):
        del rest["identifier"]
    if isinstance(rest.get("licenseURI"), str) or document.mine.get("licence") is True:
        rest.pop("licenseURI", None)
    return rest


def _derived(document: str, association: Association) -> bool:
    """Whether jdmatch wrote the association from a framework's structure, and would write it again."""
    ends = [association.members.get(name) for name in ("originNodeURI", "destinationNodeURI")]
    ids = [end.get("identifier") if isinstance(end, Mapping) else None for end in ends]
    return association.members.get("identifier") == derived_uuid(
        document, association.members.get("associationType", ""), str(ids[0])
    )


def _raw_levels(document: str, nodes: Mapping[str, Node], levels: Levels) -> list[Members]:
    """The items that define levels, as they were, lowest first; those that jdmatch made are made again."""
    ranks = {name: i for i, name in enumerate(levels.scale.levels)} if levels.scale is not None else {}
    return [
        {"name": name, "item": nodes[id_].members}
        for id_, name in sorted(levels.definitions.items(), key=lambda pair: ranks.get(pair[1], len(ranks)))
        if nodes[id_].identifier != derived_uuid(document, "level", name)
    ]


def _licence(value: Any, path: str, notes: Notes) -> str:
    """The name of the licence, or its address where it has none."""
    if isinstance(value, str):
        return notes.optional(value, path)
    link = link_of(value)
    return "" if link is None else notes.optional(link.title or link.uri, path)
