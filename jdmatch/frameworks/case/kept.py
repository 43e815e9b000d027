"""What is known while a framework is written as CASE: the identifier of everything, and what its package said before.

The rest of a package that was read is kept under ``case`` in the framework's ``extra``: its document's other members,
all associations, definitions, rubrics with stubs in the place of statements, and the items that defined levels. It may
have been through other formats and editors meanwhile, so every member is looked at before it is trusted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from jdmatch.frameworks.case.rubrics import CELLS, CRITERIA
from jdmatch.frameworks.case.shapes import Members, derived_uuid, shaped, uuid_for
from jdmatch.records import Framework, Heading, Statement

Piece = Heading | Statement


def mapping(value: Any) -> Mapping[str, Any]:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def mappings(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list."""
    return [member for member in value if isinstance(member, Mapping)] if isinstance(value, list) else []


def given(members: Mapping[str, Any]) -> Members:
    """The members that hold something."""
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}


class Kept:
    """A framework's pieces with their UUIDs, and ``case``, the rest of its package; ``others`` is the rest of its
    ``extra``. ``known_as`` is what the source calls the document, which ``--id`` may have changed."""

    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        whole = json.loads(framework.extra) if framework.extra else {}
        self.case = mapping(whole.get("case"))
        self.others = {k: v for k, v in whole.items() if k != "case" or not isinstance(v, Mapping)}
        self.known_as = str(mapping(self.case.get("CFDocument")).get("identifier") or framework.id)
        self.identifier = uuid_for(self.known_as, "document")
        self.pieces: list[Piece] = [*framework.headings, *framework.statements]
        self.uuids = {piece.id: uuid_for(piece.id, framework.id, "item") for piece in self.pieces}
        self.texts = {piece.id: piece.text for piece in self.pieces}
        self.parents = {piece.id: piece.parent or "" for piece in self.pieces}
        self.above = {piece.parent for piece in self.pieces if piece.parent}
        self.in_rubrics = self._in_rubrics()
        self.raw_levels = self._raw_levels()
        self._level_uuids = {raw["identifier"]: self._level_uuid(raw) for _, raw in self.raw_levels}
        known = [(name, self._level(raw, name)) for name, raw in self.raw_levels]
        self.made_levels = self._made_levels({name for name, _ in known})
        self.level_items = [item for _, item in known] + list(self.made_levels.values())
        self.levels = {**self.made_levels, **dict(reversed(known))}

    def items(self) -> list[Piece]:
        """What is written as CFItems: headings, then statements without those of rubrics."""
        inside = set(self.in_rubrics)
        return [piece for piece in self.pieces if piece.id not in inside]

    def _in_rubrics(self) -> list[str]:
        """Ids of the statements that came from rubrics, in the order of the stubs."""
        known = {statement.id for statement in self.framework.statements if statement.level is not None}
        found: dict[str, None] = {}
        for rubric in mappings(self.case.get("CFRubrics")):
            for criterion in mappings(rubric.get(CRITERIA)):
                for cell in mappings(criterion.get(CELLS)):
                    if is_stub(cell) and cell["identifier"] in known:
                        found[str(cell["identifier"])] = None
        return list(found)

    def _raw_levels(self) -> list[tuple[str, Members]]:
        """The level items of the source, with the name of the level."""
        found = []
        for level in mappings(self.case.get("levels")):
            name, item = level.get("name"), mapping(level.get("item"))
            texts = [item.get("identifier"), item.get("fullStatement")]
            if isinstance(name, str) and all(isinstance(text, str) and text for text in texts):
                found.append((name, dict(item)))
        return found

    def _level_uuid(self, raw: Members) -> str:
        return uuid_for(raw["identifier"], self.framework.id, "item")

    def _level(self, raw: Members, name: str) -> Members:
        return shaped("CFItem", raw, self._level_uuid(raw), {"level": name})

    def _made_levels(self, known: set[str]) -> dict[str, Members]:
        """CFItems of the levels that statements outside of rubrics need beside those of the source, lowest first."""
        scale = self.framework.scale
        if scale is None or len(self.in_rubrics) == len(self.framework.statements):
            return {}
        out = {}
        for i, (name, label) in enumerate(zip(scale.levels, scale.labels, strict=True)):
            if name not in known:
                members = {"fullStatement": label, "CFItemType": "Level", "listEnumeration": str(i + 1)}
                identifier = derived_uuid(self.framework.id, "level", name)
                out[name] = shaped("CFItem", members, identifier, {"level": name})
        return out

    def relinked(self, link: Any) -> Any:
        """A link with the identifier that its node is written with."""
        if not isinstance(link, Mapping) or not isinstance(link.get("identifier"), str):
            return link
        to = link["identifier"]
        return {**link, "identifier": self.uuids.get(to) or self._level_uuids.get(to) or to}

    def end(self, link: Any) -> str | None:
        """The id of a piece, a level item or the document ("") that a kept link names; None for anything else."""
        id_ = link.get("identifier") if isinstance(link, Mapping) else link
        if not isinstance(id_, str):
            return None
        if id_ in self.uuids or id_ in self._level_uuids:
            return id_
        uri = link.get("uri") if isinstance(link, Mapping) else link
        document = mapping(self.case.get("CFDocument")).get("uri")
        return "" if id_ in (self.known_as, self.identifier) or (document and uri == document) else None

    def part(self, kind: str, members: Mapping[str, Any]) -> Members:
        """An association, a rubric, a criterion or a definition as it was, without the lists inside it."""
        plain = {name: value for name, value in members.items() if name not in (CRITERIA, CELLS)}
        identifier = uuid_for(str(plain.get("identifier", "")), self.framework.id, kind)
        return shaped(kind, plain, identifier, relink=self.relinked)


def is_stub(cell: Mapping[str, Any]) -> bool:
    """Whether a kept criterion level only holds the place of a statement."""
    return set(cell) == {"identifier"}
