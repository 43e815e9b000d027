"""The statements of generic JSON and YAML: which member of an object is what, by a mapping or by its usual name.

A list of flat objects whose members are called after levels (``{"skill": …, "level_1": …, "level_2": …}``) is the table
that it was saved from, and is read as one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from jdmatch.errors import SettingsError, nearest
from jdmatch.frameworks import columns_tables as words
from jdmatch.frameworks import names_tables as names
from jdmatch.frameworks import strict_yaml
from jdmatch.frameworks.columns import has_level_columns
from jdmatch.frameworks.fields import amount, titles
from jdmatch.frameworks.items import Item
from jdmatch.frameworks.notes import Notes, step
from jdmatch.frameworks.rows import Grid, Row, draft_of
from jdmatch.records import LevelScale

Pairs = Sequence[tuple[str, str]]

_ABOUT = {**words.ABOUT_FIELDS, words.LIST_FIELD: "statements"}


def about_framework(keys: Sequence[str], mapping: Pairs, notes: Notes) -> dict[str, str]:
    """Keys of a document by the field that a mapping gives them. SettingsError for one that is not there."""
    found = {}
    for column, field in mapping:
        if field in _ABOUT:
            key = next((key for key in keys if names.plain_name(key) == names.plain_name(column)), None)
            if key is None:
                raise _missing(notes, column, field, keys)
            found[_ABOUT[field]] = key
            notes.columns.append((key, field))
    return found


def text_of(value: object, path: str, notes: Notes, what: str = "") -> str:
    """A text, or a number as it is written; "" for nothing."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return notes.optional(value, path, what)


def _missing(notes: Notes, column: str, field: str, keys: Sequence[str]) -> SettingsError:
    hint = nearest(column, list(keys))
    return SettingsError(f"{notes.name} has no member {column!r}, which is mapped to {field}.{hint}")


class Members:
    """Reads the items of a list, by a mapping where there is one."""

    def __init__(self, notes: Notes, mapping: Pairs = ()) -> None:
        self.notes = notes
        self.mapping = [(column, field) for column, field in mapping if field not in _ABOUT]
        self.by_name = {names.plain_name(column): field for column, field in self.mapping}
        self._known: dict[tuple[str, ...], dict[str, str]] = {}

    def read(self, values: list[Any], path: str, declared: Sequence[str]) -> tuple[list[Item], LevelScale | None]:
        """The items of a list, and the scale where members are called after levels. SettingsError for a mapped member
        that no item has."""
        objects = [value for value in values if isinstance(value, Mapping)]
        keys = tuple(dict.fromkeys(str(key) for value in objects for key in value))
        plain = {names.plain_name(key) for key in keys}
        for column, field in self.mapping:
            if names.plain_name(column) not in plain and field not in (words.EXTRA, words.IGNORE):
                raise _missing(self.notes, column, field, keys)
        if len(objects) == len(values) and has_level_columns(keys, self.mapping, declared) and _are_flat(objects):
            return self._as_table(objects, keys, path, declared)
        items = self.items(values, path)
        used = {key: field for chosen in self._known.values() for field, key in chosen.items()}
        self.notes.columns += used.items()
        return items, None

    def _as_table(
        self, objects: Sequence[Mapping[str, Any]], keys: tuple[str, ...], path: str, declared: Sequence[str]
    ) -> tuple[list[Item], LevelScale | None]:
        rows = [Row(i, [_cell(value.get(key)) for key in keys]) for i, value in enumerate(objects)]

        def place(row: int, column: int | None) -> str:
            if row < 0:
                return path
            return step(path, row) if column is None else step(step(path, row), keys[column])

        levels = [(-1, "levels", json.dumps(list(declared)))] if declared else []
        filled = [row for row in rows if any(row.cells)]
        draft = draft_of(Grid("", keys, -1, filled, place, comments=levels), self.notes, self.mapping)
        return list(draft.items), draft.scale

    def items(self, values: list[Any], path: str) -> list[Item]:
        """The items of a list that have a text."""
        self.notes.rows += len(values)
        found = (self._item(value, step(path, i)) for i, value in enumerate(values))
        return [item for item in found if item is not None]

    def _chosen(self, value: Mapping[str, Any]) -> dict[str, str]:
        """The key of an object for each field, as mapped, else by its usual name."""
        keys = tuple(str(key) for key in value)
        if keys not in self._known:
            self._known[keys] = self._chosen_of(keys)
        return self._known[keys]

    def _chosen_of(self, keys: tuple[str, ...]) -> dict[str, str]:
        mapped = {key: self.by_name.get(names.plain_name(key), "") for key in keys}
        rest = tuple("" if mapped[key] else key for key in keys)
        chosen = {field: keys[at] for field, at in names.choose(rest, names.STATEMENT_FIELDS).items()}
        if "id" not in chosen and "code" in chosen and "id" not in mapped.values():
            chosen["id"] = chosen.pop("code")
        return chosen | {field: key for key, field in mapped.items() if field in names.STATEMENT_FIELDS}

    def _item(self, value: Any, place: str) -> Item | None:
        """One statement; None after a fault that leaves nothing of it to check."""
        notes = self.notes
        if not isinstance(value, Mapping):
            text_alone = notes.text(value, place)
            return Item(place, text_alone) if text_alone else None
        chosen = self._chosen(value)
        if "statement" not in chosen:
            keys = ", ".join(repr(str(key)) for key in value)
            notes.fault(place, f"has no statement (its members are {keys or 'none'})")
            return None

        def text(field: str) -> str:
            key = chosen.get(field)
            return "" if key is None else text_of(value[key], step(place, key), notes)

        given = chosen.get("weight")
        return Item(
            place=place,
            text=notes.text(value[chosen["statement"]], step(place, chosen["statement"])),
            id=text("id"),
            level=text("level"),
            category=text("category"),
            code=text("code"),
            weight=None if given is None else amount(value[given], step(place, given), notes),
            extra=self._extra(value, set(chosen.values()), place),
            kind=text("kind"),
            parent=text("parent"),
            aliases=self._aliases(value, chosen.get("aliases"), place),
            language=text("language"),
        )

    def _aliases(self, value: Mapping[str, Any], key: str | None, place: str) -> tuple[str, ...]:
        given = None if key is None else value[key]
        listed = [given] if isinstance(given, str) else given
        return titles(listed, step(place, key or ""), self.notes)

    def _extra(self, value: Mapping[str, Any], used: set[str], place: str) -> tuple[tuple[str, str], ...]:
        """Members that no field holds, as texts; what is no text becomes its JSON."""
        kept = value.get("extra") if "extra" not in used else None
        members = dict(kept) if isinstance(kept, Mapping) else {} if kept is None else {"extra": kept}
        for key, content in value.items():
            if key not in used and key != "extra" and self.by_name.get(names.plain_name(str(key))) != words.IGNORE:
                members[key] = content
        out = []
        for key, content in members.items():
            plain = content if isinstance(content, str) else json.dumps(strict_yaml.typed(content), ensure_ascii=False)
            text = "" if content is None else self.notes.optional(plain, step(place, key))
            name = self.notes.optional(key, place, "the name of a member")
            if text and name:
                out.append((name, text))
        return tuple(out)


def _are_flat(objects: Sequence[Mapping[str, Any]]) -> bool:
    return not any(isinstance(content, Mapping | list) for value in objects for content in value.values())


def _cell(content: object) -> str:
    if isinstance(content, bool) or content is None:
        return "" if content is None else str(content).lower()
    return " ".join(str(content).split()) if isinstance(content, str) else str(content)
