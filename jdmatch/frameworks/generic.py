"""Generic JSON and YAML: a framework as an object with a list of statements, or the list alone.

Both have one shape, so one reader and one writer serve both. Names are taken by their aliases; a member that jdmatch
does not know is kept in ``extra``. Levels that are neither the four steps nor numbers are declared in ``levels``,
lowest first, as names or as objects with name, label and position.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from jdmatch.frameworks import names_tables as names
from jdmatch.frameworks import strict_yaml
from jdmatch.frameworks.fields import amount, dumps_extra, job_zone, titles
from jdmatch.frameworks.items import Draft, Item
from jdmatch.frameworks.levels import scale_of
from jdmatch.frameworks.members import Members, about_framework, text_of
from jdmatch.frameworks.notes import Notes, kind, step
from jdmatch.frameworks.outcome import Options
from jdmatch.frameworks.structure import HEADING, levelled_only
from jdmatch.records import Framework, Heading, LevelScale, Statement

_HOW_TO_DECLARE = 'Declare it: "levels": ["lowest", …, "highest"] beside "statements".'


def parse(value: Any, notes: Notes, format_id: str, options: Options | None = None) -> Draft:
    """The draft of a JSON value (or a YAML value of ``strict_yaml``); faults go to ``notes``. SettingsError for a
    mapped member that is not there."""
    mapping = options.columns if options is not None else ()
    if not isinstance(value, Mapping | list):
        notes.stop("$", f"must be an object with a list of statements, or the list, not {kind(value)}")
    document: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    keys = tuple(str(key) for key in document)
    chosen = {field: keys[place] for field, place in names.choose(keys, names.FRAMEWORK_FIELDS).items()}
    chosen |= about_framework(keys, mapping, notes)

    def member(field: str) -> tuple[Any, str]:
        key = chosen.get(field)
        return (None, "$") if key is None else (document[key], step("$", key))

    def text(field: str) -> str:
        content, path = member(field)
        return text_of(content, path, notes)

    listed, path = (value, "$") if isinstance(value, list) else member("statements")
    if listed is None and "statements" not in chosen:
        wanted = ", ".join(names.FRAMEWORK_FIELDS["statements"])
        notes.stop("$", f"holds no list of statements (looked for: {wanted}; --map NAME=statements names another)")
    if not isinstance(listed, list):
        notes.stop(path, f"must be a list, not {kind(listed)}")
    if not listed:
        notes.fault(path, "holds no statements")
    declared, levels_path = member("levels")
    scale = None if declared is None else _scale(declared, levels_path, notes)
    items, found = Members(notes, mapping).read(listed, path, () if scale is None else scale.levels)
    unread = {key: content for key, content in document.items() if key not in chosen.values()}
    return Draft(
        format=format_id,
        items=levelled_only([*_headings(*member("headings"), notes), *items], notes),
        id=text("id"),
        title=text("title"),
        scale=found if declared is None else scale,
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
        language=text("language"),
        extra=dumps_extra({**_kept(*member("extra"), notes), **strict_yaml.typed(unread)}, notes),
    )


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
        name = text_of(members.get("name"), f"{here}.name" if isinstance(level, Mapping) else here, notes)
        if not name and len(notes.faults) == before:
            notes.fault(here, "names no level")
        level_names.append(name)
        labels.append(text_of(members.get("label"), f"{here}.label", notes))
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


def _headings(value: object, path: str, notes: Notes) -> list[Item]:
    if value is None:
        return []
    if not isinstance(value, list):
        notes.fault(path, f"must be a list of headings, not {kind(value)}")
        return []
    items = Members(notes).items(value, path)
    return [replace(item, kind=item.kind or HEADING) for item in items]


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
        "language": framework.language,
        "levels": None if framework.scale is None else _levels(framework.scale),
        "headings": [_heading(h) for h in framework.headings],
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
            "kind": statement.kind,
            "parent": statement.parent,
            "aliases": list(statement.aliases),
            "extra": dict(statement.extra),
        }
    )


def _heading(heading: Heading) -> dict[str, Any]:
    return _given(
        {
            "id": heading.id,
            "statement": heading.text,
            "code": heading.code,
            "kind": heading.kind,
            "parent": heading.parent,
            "extra": dict(heading.extra),
        }
    )


def _given(members: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in members.items() if value not in (None, "", [], {})}
