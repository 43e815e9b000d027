"""Generic JSON and YAML: a framework as an object with a list of statements, or the list alone.

Both have one shape, so one reader and one writer serve both. Names are taken by their aliases; a member that jdmatch
does not know is kept in ``extra``. Levels that are neither the four steps nor numbers are declared in ``levels``,
lowest first, as names or as objects with name, label and position.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from jdmatch.frameworks import names_tables as names
from jdmatch.frameworks import strict_yaml
from jdmatch.frameworks.draft import Draft, Item
from jdmatch.frameworks.fields import amount, dumps_extra, job_zone, titles
from jdmatch.frameworks.levels import scale_of
from jdmatch.frameworks.notes import Notes, kind, step
from jdmatch.records import Framework, LevelScale, Statement

_HOW_TO_DECLARE = 'Declare it: "levels": ["lowest", …, "highest"] beside "statements".'


def parse(value: Any, notes: Notes, format_id: str) -> Draft:
    """The draft of a JSON value (or a YAML value of ``strict_yaml``); faults go to ``notes``."""
    if isinstance(value, list):
        return Draft(format=format_id, items=_items(value, "$", notes), how_to_declare=_HOW_TO_DECLARE)
    if not isinstance(value, Mapping):
        notes.stop("$", f"must be an object with a list of statements, or the list, not {kind(value)}")
    keys = tuple(str(key) for key in value)
    chosen = {field: keys[place] for field, place in names.choose(keys, names.FRAMEWORK_FIELDS).items()}
    if "statements" not in chosen:
        wanted = ", ".join(names.FRAMEWORK_FIELDS["statements"])
        notes.stop("$", f"holds no list of statements (looked for: {wanted})")

    def member(field: str) -> tuple[Any, str]:
        key = chosen.get(field)
        return (None, "$") if key is None else (value[key], step("$", key))

    def text(field: str) -> str:
        content, path = member(field)
        return _text(content, path, notes)

    listed, path = member("statements")
    if not isinstance(listed, list):
        notes.stop(path, f"must be a list, not {kind(listed)}")
    declared, levels_path = member("levels")
    scale = None if declared is None else _scale(declared, levels_path, notes)
    unread = {key: content for key, content in value.items() if key not in chosen.values()}
    return Draft(
        format=format_id,
        items=_items(listed, path, notes),
        id=text("id"),
        title=text("title"),
        scale=scale,
        scale_refused=scale is None and declared is not None,
        how_to_declare=_HOW_TO_DECLARE,
        version=text("version"),
        description=text("description"),
        context=text("context"),
        group=text("group"),
        job_zone=job_zone(*member("job_zone"), notes),
        licence=text("licence"),
        attribution=text("attribution"),
        alternate_titles=titles(*member("alternate_titles"), notes),
        extra=dumps_extra({**_kept(*member("extra"), notes), **strict_yaml.typed(unread)}, notes),
    )


def _text(value: object, path: str, notes: Notes, what: str = "") -> str:
    """A text, or a number as it is written; "" for nothing."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return notes.optional(value, path, what)


def _kept(value: object, path: str, notes: Notes) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        notes.fault(path, f"must be an object, not {kind(value)}")
        return {}
    kept: dict[str, Any] = strict_yaml.typed(value)
    return kept


def _scale(value: object, path: str, notes: Notes) -> LevelScale | None:
    if not isinstance(value, list):
        notes.fault(path, f"must be a list of levels, lowest first, not {kind(value)}")
        return None
    before = len(notes.faults)
    level_names: list[str] = []
    labels: list[str] = []
    positions: list[float] = []
    for i, level in enumerate(value):
        here = step(path, i)
        members = level if isinstance(level, Mapping) else {"name": level}
        name = _text(members.get("name"), f"{here}.name" if isinstance(level, Mapping) else here, notes)
        if not name and len(notes.faults) == before:
            notes.fault(here, "names no level")
        level_names.append(name)
        labels.append(_text(members.get("label"), f"{here}.label", notes))
        position = amount(members.get("position"), f"{here}.position", notes, "the position")
        if position is not None:
            positions.append(position)
    if positions and len(positions) < len(level_names):
        notes.fault(path, "gives a position to some levels and not to others")
    if len(notes.faults) > before:
        return None
    return scale_of(level_names, notes, path, _labels(level_names, labels), positions)


def _labels(level_names: list[str], labels: list[str]) -> tuple[str, ...]:
    """The given labels, with the default where one is missing; () where none is given."""
    if not any(labels):
        return ()
    return tuple(label or LevelScale((name,)).labels[0] for name, label in zip(level_names, labels, strict=True))


def _items(values: list[Any], path: str, notes: Notes) -> list[Item]:
    if not values:
        notes.fault(path, "holds no statements")
    items = (_item(value, step(path, i), notes) for i, value in enumerate(values))
    return [item for item in items if item is not None]


def _item(value: Any, place: str, notes: Notes) -> Item | None:
    """One statement; None after a fault that leaves nothing of it to check."""
    if not isinstance(value, Mapping):
        text_alone = notes.text(value, place)
        return Item(place, text_alone) if text_alone else None
    keys = tuple(str(key) for key in value)
    chosen = {field: keys[at] for field, at in names.choose(keys, names.STATEMENT_FIELDS).items()}
    if "id" not in chosen and "code" in chosen:
        chosen["id"] = chosen.pop("code")
    if "statement" not in chosen:
        notes.fault(place, f"has no statement (its members are {', '.join(map(repr, keys)) or 'none'})")
        return None

    def text(field: str) -> str:
        key = chosen.get(field)
        return "" if key is None else _text(value[key], step(place, key), notes)

    unread = {key: content for key, content in value.items() if key not in chosen.values() and key != "extra"}
    given = chosen.get("weight")
    return Item(
        place=place,
        text=notes.text(value[chosen["statement"]], step(place, chosen["statement"])),
        id=text("id"),
        level=text("level"),
        category=text("category"),
        code=text("code"),
        weight=None if given is None else amount(value[given], step(place, given), notes),
        extra=_extra({**_members(value.get("extra")), **unread}, place, notes),
    )


def _members(value: object) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return value
    return {} if value is None else {"extra": value}


def _extra(members: Mapping[str, Any], place: str, notes: Notes) -> tuple[tuple[str, str], ...]:
    """Members that no field holds, as texts; what is no text becomes its JSON."""
    out = []
    for key, content in members.items():
        plain = content if isinstance(content, str) else json.dumps(strict_yaml.typed(content), ensure_ascii=False)
        value = "" if content is None else notes.optional(plain, step(place, key))
        name = notes.optional(key, place, "the name of a member")
        if value and name:
            out.append((name, value))
    return tuple(out)


def render_json(framework: Framework) -> bytes:
    """The framework as generic JSON, indented by two."""
    return (json.dumps(_document(framework), ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode("utf-8")


def render_yaml(framework: Framework) -> bytes:
    """The framework as generic YAML."""
    return strict_yaml.dump(_document(framework)).encode("utf-8")


def _document(framework: Framework) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": framework.id,
        "title": framework.title,
        "version": framework.version,
        "description": framework.description,
        "context": framework.context,
        "group": framework.group,
        "job_zone": framework.job_zone,
        "licence": framework.licence,
        "attribution": framework.attribution,
        "alternate_titles": list(framework.alternate_titles),
        "levels": None if framework.scale is None else _levels(framework.scale),
        "statements": [_statement(s) for s in framework.statements],
        "extra": json.loads(framework.extra) if framework.extra else None,
    }
    return _given(document)


def _levels(scale: LevelScale) -> list[Any]:
    plain = LevelScale(scale.levels)
    if scale == plain:
        return list(scale.levels)
    positions = scale.positions if scale.positions != plain.positions else (None,) * len(scale.levels)
    return [
        _given({"name": name, "label": label if label != default else None, "position": position})
        for name, label, default, position in zip(scale.levels, scale.labels, plain.labels, positions, strict=True)
    ]


def _statement(statement: Statement) -> dict[str, Any]:
    return _given(
        {
            "id": statement.id,
            "statement": statement.text,
            "level": statement.level,
            "category": statement.category,
            "code": statement.code,
            "weight": statement.weight,
            "extra": dict(statement.extra),
        }
    )


def _given(members: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in members.items() if value not in (None, "", [], {})}
