"""The LER.me export: one occupation at four levels, each a list of plain statement texts.

The format has no statement ids, so a statement is ``{SOC}/{level}/{n}``, n from 1 in file order. Members that jdmatch
does not use (``sources``, ``exportedAt``, ``sector``, and whatever a later 1.x adds) are kept and written back. Another
major version may mean something else by the same names, so it is refused before anything is read.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from typing import Any

from jdmatch.errors import FrameworkError, nearest
from jdmatch.frameworks.fields import dumps_extra, job_zone, titles
from jdmatch.frameworks.items import Draft, Item
from jdmatch.frameworks.notes import Notes, kind, step
from jdmatch.records import FOUR_STEPS, Framework, LevelScale

# What becomes a field of Framework; all else is kept in ``extra``.
_OCCUPATION = ("soc", "title", "group", "jobZone", "alternateTitles")
_FRAMEWORK = ("version", "description", "contextCovered", "levels")
_SOC = re.compile(r"\d\d-\d{4}(\.\d\d)?")


def parse(value: Mapping[str, Any], notes: Notes) -> Draft:
    """The draft of an export's JSON value; faults go to ``notes``, an unknown major version stops at once."""
    _check_version(value.get("schemaVersion"), notes)
    occupation = _object(value, "occupation", notes)
    framework = _object(value, "framework", notes)
    soc = notes.text(occupation.get("soc"), "$.occupation.soc")
    if soc and not _SOC.fullmatch(soc):
        notes.warn("$.occupation.soc", f"{soc!r} is no SOC code such as 43-3021.00")
    title = notes.text(occupation.get("title"), "$.occupation.title")
    levels = _object(framework, "levels", notes, "$.framework")
    items, labels = _levels(levels, notes)
    return Draft(
        format="ler",
        items=items,
        id=soc,
        title=title,
        scale=LevelScale(FOUR_STEPS.levels, labels),
        version=notes.optional(framework.get("version"), "$.framework.version"),
        description=notes.optional(framework.get("description"), "$.framework.description"),
        context=notes.optional(framework.get("contextCovered"), "$.framework.contextCovered"),
        group=notes.optional(occupation.get("group"), "$.occupation.group"),
        job_zone=job_zone(occupation.get("jobZone"), "$.occupation.jobZone", notes),
        attribution=notes.optional(value.get("attribution"), "$.attribution"),
        alternate_titles=titles(occupation.get("alternateTitles"), "$.occupation.alternateTitles", notes),
        extra=_extra(value, notes),
    )


def _check_version(version: object, notes: Notes) -> None:
    path = "$.schemaVersion"
    if version is None:
        notes.stop(path, "is missing: jdmatch reads exports of schemaVersion 1.x")
    if not isinstance(version, str | int | float) or isinstance(version, bool):
        notes.stop(path, f"must be a text such as 1.0, not {kind(version)}")
    if not re.fullmatch(r"1(\.\d+)*", str(version)):
        notes.stop(
            path, f"is {str(version)[:20]!r}: jdmatch reads 1.x, and another major version may mean other things"
        )


def _object(holder: Mapping[str, Any], key: str, notes: Notes, path: str = "$") -> Mapping[str, Any]:
    value = holder.get(key)
    if isinstance(value, Mapping):
        return value
    # Said once: where the holder itself is missing, that was the fault.
    if holder or path == "$":
        notes.fault(step(path, key), "is missing" if value is None else f"must be an object, not {kind(value)}")
    return {}


def _levels(levels: Mapping[str, Any], notes: Notes) -> tuple[list[Item], tuple[str, ...]]:
    items: list[Item] = []
    labels = dict(zip(FOUR_STEPS.levels, FOUR_STEPS.labels, strict=True))
    for name, level in levels.items():
        path = step("$.framework.levels", name)
        if name not in labels:
            notes.fault(path, f"unknown level {name!r}.{nearest(name, FOUR_STEPS.levels)}")
        elif not isinstance(level, Mapping):
            notes.fault(path, f"must be an object with label and statements, not {kind(level)}")
        else:
            labels[name] = notes.optional(level.get("label"), f"{path}.label") or labels[name]
            items += _statements(level.get("statements"), name, f"{path}.statements", notes)
    if levels and not items and not notes.faults:
        notes.fault("$.framework.levels", "holds no statements")
    for name in labels:
        if levels and name not in levels:
            notes.warn("$.framework.levels", f"has no level {name!r}")
    return items, tuple(labels.values())


def _statements(values: object, level: str, path: str, notes: Notes) -> list[Item]:
    if not isinstance(values, list):
        notes.fault(path, "is missing" if values is None else f"must be a list, not {kind(values)}")
        return []
    places = [f"{path}[{i}]" for i in range(len(values))]
    return [Item(place, notes.text(value, place), level=level) for place, value in zip(places, values, strict=True)]


def _extra(value: Mapping[str, Any], notes: Notes) -> str:
    """What no field of ``Framework`` holds, in the document's own shape, as JSON text below the key ``ler``."""
    rest = {key: v for key, v in value.items() if key not in ("occupation", "framework", "attribution")}
    for part, known in (("occupation", _OCCUPATION), ("framework", _FRAMEWORK)):
        holder = value.get(part)
        kept = {k: v for k, v in holder.items() if k not in known} if isinstance(holder, Mapping) else {}
        if kept:
            rest[part] = kept
    soc = value.get("occupation")
    if isinstance(soc, Mapping) and isinstance(soc.get("soc"), str):
        # Kept apart from the framework's id, which --id may change: the occupation stays what it is.
        rest.setdefault("occupation", {})["soc"] = soc["soc"]
    return dumps_extra({"ler": rest}, notes)


def render(framework: Framework) -> bytes:
    """The export of a framework on the four steps, as compact JSON. FrameworkError (JDM032) on another scale."""
    scale = framework.scale
    if scale is None or scale.levels != FOUR_STEPS.levels:
        has = "no levels" if scale is None else "the levels " + ", ".join(scale.levels)
        raise FrameworkError(
            f"{framework.id} has {has}; a LER.me export has {', '.join(FOUR_STEPS.levels)}. "
            "Export it as json, yaml or csv.",
            code="JDM032",
        )
    rest: dict[str, Any] = copy.deepcopy(json.loads(framework.extra).get("ler", {})) if framework.extra else {}
    more_occupation, more_framework = rest.pop("occupation", {}), rest.pop("framework", {})
    occupation: dict[str, Any] = {"soc": more_occupation.pop("soc", framework.id), "title": framework.title}
    occupation |= _given(group=framework.group, sector=more_occupation.pop("sector", None), jobZone=framework.job_zone)
    occupation |= _given(alternateTitles=list(framework.alternate_titles)) | more_occupation
    content: dict[str, Any] = {
        "version": framework.version,
        "description": framework.description,
        "contextCovered": framework.context,
        "levels": {
            level: {"label": label, "statements": [s.text for s in framework.at_level(level)]}
            for level, label in zip(scale.levels, scale.labels, strict=True)
        },
    }
    document: dict[str, Any] = {"schemaVersion": rest.pop("schemaVersion", "1.0")}
    document |= _given(exportedAt=rest.pop("exportedAt", None))
    document |= {"occupation": occupation, "framework": content | more_framework} | rest
    document |= _given(attribution=framework.attribution)
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")


def _given(**members: Any) -> dict[str, Any]:
    return {key: value for key, value in members.items() if value not in (None, "", [])}
