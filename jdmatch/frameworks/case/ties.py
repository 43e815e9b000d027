"""The associations of a package that is written: those of the source that are still true, then what is missing.

``isChildOf`` of the source is kept (with its identifier, grouping and notes) where it still leads a piece to where it
stands, and ``hasSkillLevel`` where it names the level that the statement has. Every other association is kept as it
was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from jdmatch.frameworks.case.kept import Kept, given, mapping, mappings
from jdmatch.frameworks.case.shapes import Members, derived_uuid, fitted, shaped

_TREE = "ischildof"
_LEVEL = "hasskilllevel"
_PART = "ispartof"


def associations(kept: Kept) -> list[Members]:
    """All CFAssociations of the framework."""
    known = [(_type(a), *_ends(kept, a), a) for a in mappings(kept.case.get("CFAssociations")) if _whole(a)]
    true = {origin for type_, origin, to, _ in known if type_ == _TREE and origin and _leads(kept, origin, to)}
    part = {origin for type_, origin, to, _ in known if type_ == _PART and origin and to and _leads(kept, origin, to)}
    levelled: set[str] = set()
    out: list[Members] = []
    for type_, origin, to, association in known:
        if type_ == _TREE and (origin not in true or to is None):
            continue
        if type_ == _LEVEL and origin:
            if not _still_at(kept, origin, association):
                continue
            levelled.add(origin)
        out.append(kept.part("CFAssociation", association))
    return [*out, *_tree(kept, true | part), *_skill_levels(kept, levelled)]


def _whole(association: Mapping[str, Any]) -> bool:
    """Whether a kept association has a type and two ends; what is kept may have been edited."""
    ends = (association.get("originNodeURI"), association.get("destinationNodeURI"))
    return bool(_type(association)) and all(fitted("node", end) is not None for end in ends)


def _type(association: Mapping[str, Any]) -> str:
    return str(association.get("associationType", "")).casefold()


def _ends(kept: Kept, association: Mapping[str, Any]) -> tuple[str | None, str | None]:
    return kept.end(association.get("originNodeURI")), kept.end(association.get("destinationNodeURI"))


def _leads(kept: Kept, origin: str, to: str | None) -> bool:
    """Whether a piece stands under that end; level items stand where the source put them."""
    return to is not None and kept.parents.get(origin, to) == to


def _still_at(kept: Kept, origin: str, association: Mapping[str, Any]) -> bool:
    statement = kept.framework.by_id.get(origin)
    if statement is None or kept.framework.scale is None:
        return True
    link = association.get("destinationNodeURI")
    id_ = link.get("identifier") if isinstance(link, Mapping) else link
    names = {raw["identifier"]: name for name, raw in kept.raw_levels}
    found = names.get(str(id_)) or mapping(link).get("title") or id_
    return statement.level is not None and str(found).casefold() == statement.level.casefold()


def _tree(kept: Kept, placed: set[str]) -> list[Members]:
    """isChildOf of what none of the source puts where it stands, counted from 1 under each parent."""
    counts: Counter[str] = Counter()
    out = []
    levels = [(item["identifier"], "", item["fullStatement"]) for item in kept.made_levels.values()]
    for id_, parent, title in [*((piece.id, piece.parent or "", piece.text) for piece in kept.items()), *levels]:
        counts[parent] += 1
        if id_ not in placed:
            to = {
                "title": kept.texts[parent] if parent else kept.framework.title,
                "identifier": kept.uuids[parent] if parent else kept.identifier,
            }
            out.append(_association(kept, "isChildOf", id_, title, to, counts[parent]))
    return out


def _skill_levels(kept: Kept, levelled: set[str]) -> list[Members]:
    inside = set(kept.in_rubrics)
    out = []
    for statement in kept.framework.statements:
        item = kept.levels.get(statement.level or "")
        if item is not None and statement.level and statement.id not in inside | levelled:
            to = {"title": item["fullStatement"], "identifier": item["identifier"], "uri": item["uri"]}
            out.append(_association(kept, "hasSkillLevel", statement.id, statement.text, to, None))
    return out


def _association(kept: Kept, type_: str, id_: str, title: str, to: Members, sequence: int | None) -> Members:
    members = {
        "associationType": type_,
        "originNodeURI": fitted("node", {"title": title, "identifier": kept.uuids.get(id_, id_)}),
        "destinationNodeURI": fitted("node", to),
        "sequenceNumber": sequence,
    }
    return shaped("CFAssociation", given(members), derived_uuid(kept.framework.id, type_, id_))
