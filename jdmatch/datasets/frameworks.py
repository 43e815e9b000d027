"""The frameworks of a suite: the installed ones, a folder of files, or a JSON list of them.

A folder holds files that ``jdmatch frameworks import`` reads. The list, ``[{id, title, statements: [{id, text}]}]``,
is for annotated sets whose statements have ids of their own. Without any the frameworks that jdmatch brings are used,
and never what a user has imported: the same suite must measure the same everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from jdmatch import frameworks, resources
from jdmatch.datasets.suites import Suite
from jdmatch.errors import EvaluationError, nearest
from jdmatch.records import Framework, Statement
from jdmatch.resources import file_sha256
from jdmatch.settings import Settings


def read_frameworks(suite: Suite, settings: Settings) -> Mapping[str, Framework]:
    """The frameworks of a suite by id. EvaluationError (JDM080) or FrameworkError where a file is refused."""
    given = suite.files.get("frameworks")
    if given is None:
        return embedded(settings)
    found: dict[str, Framework] = {}
    for path in given:
        for framework in _read(path, settings):
            if framework.id in found:
                raise EvaluationError(f"{path}: the framework {framework.id} is there twice.")
            found[framework.id] = framework
    if not found:
        raise EvaluationError(f"{suite.folder}: {given[0]} holds no framework.")
    return found


class Owners:
    """Which framework a statement belongs to."""

    def __init__(self, frameworks: Mapping[str, Framework]) -> None:
        self._frameworks = frameworks
        self._owners: dict[str, list[str]] = {}
        for framework in frameworks.values():
            for statement in framework.statements:
                self._owners.setdefault(statement.id, []).append(framework.id)

    def of(self, statement: str, own: str | None = None) -> str:
        """The id of the statement's framework; ``own`` before any other. EvaluationError (JDM080) where no framework
        has it, or several do."""
        found = self._owners.get(statement, [])
        if own is not None and own in found:
            return own
        if len(found) != 1:
            what = f"is one of {', '.join(found[:3])}" if found else "is in no framework of the suite"
            raise EvaluationError(f"The statement {statement} {what}: name the frameworks in files.frameworks.")
        return found[0]

    def framework(self, id: str) -> Framework:  # noqa: A002
        """The framework of an id. EvaluationError (JDM080) where the suite has none of it."""
        if id not in self._frameworks:
            raise EvaluationError(
                f"The suite has no framework {id}.{nearest(id, list(self._frameworks))} Name its file in "
                "files.frameworks."
            )
        return self._frameworks[id]


def embedded(settings: Settings) -> Mapping[str, Framework]:
    """The frameworks that jdmatch brings, by id, in the order of their ids."""
    # An imported framework may stand in the place of one of ours: look where nothing was imported.
    nowhere = replace(settings, data_dir=resources.folder("corpora/frameworks") / ".none")
    return {f.id: f for f in sorted(frameworks.library(nowhere).all(), key=lambda f: f.id)}


def _read(path: Path, settings: Settings) -> list[Framework]:
    if path.is_dir():
        return [frameworks.read(file, settings) for file in sorted(path.glob("*.json"))]
    value = _json(path)
    if not isinstance(value, list):
        return [frameworks.read(path, settings)]
    sha256 = file_sha256(path)
    return [_listed(one, f"{path}: framework {n}", sha256) for n, one in enumerate(value, start=1)]


def _json(path: Path) -> Any:
    if path.suffix != ".json":
        return None
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise EvaluationError(f"{path} can not be read as JSON: {error}.") from error


def _listed(one: Any, place: str, sha256: str) -> Framework:
    """A framework of the list; its sha256 is that of the whole file, with its id, since it has no file of its own."""
    if not isinstance(one, dict) or not isinstance(one.get("statements"), list):
        raise EvaluationError(f"{place} is no object with a list of statements.")
    identity, title = (_said(one, key, place) for key in ("id", "title"))
    statements = tuple(
        Statement(_said(row, "id", place), _said(row, "text", place), identity) for row in one["statements"]
    )
    if len({s.id for s in statements}) != len(statements):
        raise EvaluationError(f"{place}: two statements have the same id.")
    return Framework(identity, title, statements, sha256=sha256, format="list", origin=identity)


def _said(row: Any, key: str, place: str) -> str:
    value = row.get(key) if isinstance(row, dict) else None
    if not isinstance(value, str) or not value.strip():
        raise EvaluationError(f"{place}: {key} is {value!r}; it must be text.")
    return value
