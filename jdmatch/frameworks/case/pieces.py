"""Headings and statements as CFItems, and statements that came from a rubric as its criterion levels again.

A field or an other member is written as CASE's own where reading it gives exactly the same back; all else goes below
``extensions.jdmatch``, so that nothing changes on the way, however unlike CASE the source of a framework was.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from jdmatch.frameworks.case import tables as tables
from jdmatch.frameworks.case.kept import Kept, Piece, given
from jdmatch.frameworks.case.shapes import Members, fitted, shaped, text_of
from jdmatch.frameworks.structure import HEADING
from jdmatch.records import Heading, Statement

_ITEM = "CFItem"
_CELL = "CFRubricCriterionLevel"
# Written from fields; a member of the same name among the others is kept in the extensions. Languages of single items
# are those of the framework, or it would have been refused.
_TAKEN = {
    _ITEM: {"identifier", "fullStatement", "humanCodingScheme", "language", "CFDocumentURI"},
    _CELL: {"identifier", "description", "quality"},
}


class Pieces:
    """Writes the pieces of one framework; ``positions`` tells each its place in the framework, where the tree's order
    is another."""

    def __init__(self, kept: Kept, positions: bool) -> None:
        self.kept = kept
        self.positions = {piece.id: i for i, piece in enumerate(kept.pieces)} if positions else {}
        self.aliases = Counter(s.aliases[0] for s in kept.framework.statements if s.aliases)
        self.short = Counter((n, v) for p in kept.pieces for n, v in p.extra if n in tables.SHORT_NAMES)
        self.short_texts = {value for _, value in self.short}

    def item(self, piece: Piece) -> Members:
        """The CFItem of a heading or statement."""
        extra = dict(piece.extra)
        bare = isinstance(piece, Heading) and piece.id not in self.kept.above
        # A leaf is a statement unless it says otherwise, and the word for it must not stand on anything else.
        misread = piece.kind is not None and piece.kind.casefold() == HEADING
        named = HEADING if bare and "CFItemType" not in extra else piece.kind
        members: Members = {
            "fullStatement": piece.text,
            "humanCodingScheme": piece.code,
            "CFItemType": None if misread else named,
        }
        mine = self._mine(piece) | {
            "kind": piece.kind if misread else None,
            "heading": True if bare and "CFItemType" in extra else None,
        }
        if isinstance(piece, Statement) and self._is_short(piece):
            members["abbreviatedStatement"] = piece.aliases[0]
            mine["aliases"] = list(piece.aliases[1:])
        members = given(members)
        native, more = self._extra(piece, _ITEM, set(members), bare=bare)
        return shaped(_ITEM, members | native, self.kept.uuids[piece.id], given(mine | more))

    def cell(self, statement: Statement, criterion: Members) -> Members:
        """The criterion level of a statement that came from one."""
        native, more = self._extra(statement, _CELL, set(), bare=False)
        mine = self._mine(statement) | more | {"code": statement.code, "kind": statement.kind}
        if statement.parent is None and statement.category == (
            criterion.get("category") or criterion.get("description")
        ):
            mine["category"] = None
        mine = given(mine)
        mine.pop("weight", None)
        weight = fitted("number", criterion.get("weight"))
        if statement.weight != (None if weight is None else float(weight)):
            mine["weight"] = statement.weight
        members = {"description": statement.text, "quality": statement.level}
        return shaped(_CELL, members | native, self.kept.uuids[statement.id], mine)

    def _is_short(self, statement: Statement) -> bool:
        """Whether the first alias will be read as one: no other item has it as a short name."""
        first = statement.aliases[0] if statement.aliases else ""
        free = first not in ("", statement.text) and first not in self.short_texts
        return free and self.aliases[first] == 1 and "abbreviatedStatement" not in dict(statement.extra)

    def _mine(self, piece: Piece) -> Members:
        """What stands below ``extensions.jdmatch``, beside its other members."""
        identifier = self.kept.uuids[piece.id]
        mine: Members = {
            "id": piece.id if piece.id != identifier else None,
            "position": self.positions.get(piece.id),
        }
        if isinstance(piece, Statement):
            above = self.kept.texts.get(piece.parent or "")
            mine |= {
                "category": piece.category if piece.category != above else None,
                "weight": piece.weight,
                "aliases": list(piece.aliases),
            }
        return mine

    def _extra(self, piece: Piece, kind: str, written: set[str], *, bare: bool) -> tuple[Members, Members]:
        """Other members as CASE has them, and those that it has not, with their order where that would be lost."""
        names = [name for name, _ in piece.extra]
        taken = written | _TAKEN[kind]
        native: Members = {}
        rest: list[tuple[str, str]] = []
        for name, text in piece.extra:
            blocked = name in taken or names.count(name) > 1 or (name == "CFItemType" and not bare)
            value = None if blocked or self._would_be_alias(piece, name, text) else _native(kind, name, text)
            if value is None:
                rest.append((name, text))
            else:
                native[name] = value
        mine: Members = {}
        if rest:
            mine["extra"] = dict(rest) if len(dict(rest)) == len(rest) else [list(pair) for pair in rest]
        read = sorted(native, key=lambda name: name == "extensions") + [name for name, _ in rest]
        if read != names:
            mine["order"] = names
        return native, mine

    def _would_be_alias(self, piece: Piece, name: str, text: str) -> bool:
        shared = self.short[(name, text)] > 1
        return name in tables.SHORT_NAMES and isinstance(piece, Statement) and not shared and text != piece.text


def _native(kind: str, name: str, text: str) -> Any:
    """A member in its own type where reading gives exactly this text back, else None."""
    type_ = tables.SHAPES[kind].get(name, "")
    if (name == "uri" and text.startswith("urn:uuid:")) or text == tables.EPOCH:
        return None
    if type_ in ("text", "uuid", "uri", "date", "date-time"):
        return text if fitted(type_, text) == text else None
    if not type_ and name != "extensions":
        return None
    try:
        value = json.loads(text)
    except ValueError:
        return None
    if isinstance(value, str) or value in ([], {}) or text_of(value) != text:
        return None
    if name == "extensions":
        return value if _is_extension(kind, value) else None
    found = fitted(type_, value)
    return value if found is not None and text_of(found) == text else None


def _is_extension(kind: str, value: Any) -> bool:
    """Whether extensions of others can be written as they are, and hold nothing that would be taken for jdmatch's."""
    if (kind == _CELL) != isinstance(value, list):
        return False
    holders = value if isinstance(value, list) else [value]
    return all(isinstance(holder, Mapping) and holder and tables.KEY not in holder for holder in holders)
