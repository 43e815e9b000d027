"""Suites: what a folder with a ``suite.toml`` says about annotated data, and where to find such folders.

A suite is data. It names its files (relative to its own folder, so that they may lie elsewhere), which rows of them
count, how columns are called where they are called otherwise, and the task, which fixes the shape of a row. Everything
in the file is checked when it is read: an unknown key is refused with the nearest real one, so that a misspelt filter
can not silently measure other rows. Data that are not there are no fault of the suite; ``missing`` lists them.
``docs/suites.md`` describes the format.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, cast

from jdmatch.datasets.texts import TextTable
from jdmatch.errors import EvaluationError, SettingsError, nearest
from jdmatch.resources import file_sha256

FORMAT = "jdmatch.suite/1"
FILE = "suite.toml"
Task = Literal["postings", "retrieval", "levelled", "pairs", "level-cases"]
# task → the files that it needs, and those that it may have
FILES: Mapping[Task, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "postings": (("rows",), ("frameworks", "texts")),
    "retrieval": (("rows", "labels"), ()),
    "levelled": (("rows",), ()),
    "pairs": (("rows",), ("frameworks",)),
    "level-cases": (("rows",), ()),
}
# key → the type of its value, and whether it must be there
_KEYS: Mapping[str, tuple[type, bool]] = {
    "format": (str, True),
    "name": (str, True),
    "about": (str, True),
    "task": (str, True),
    "license": (str, True),
    "source": (str, True),
    "fast": (bool, False),
    "occupation": (str, False),
    "cross_fit": (str, False),
    "calibrate_with": (list, False),
    "files": (dict, True),
    "where": (dict, False),
    "columns": (dict, False),
    "texts": (dict, False),
}
_TEXT_KEYS = ("id", "title", "parts", "html")
_CHOICES = {"occupation": ("library", "frameworks"), "cross_fit": ("group",)}
_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_.")
Plain = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite as its file says.

    ``files``: role (``rows``, ``labels``, ``frameworks``) → paths. ``where``: column → the values of rows that count.
    ``columns``: the format's name of a column → its name in the files. ``occupation``: whether postings are asked for
    their occupation, and out of which frameworks (None: not asked). ``cross_fit`` and ``calibrate_with`` say how the
    measures may refit what was tuned on these data. ``fast``: quick enough for every change. ``texts``: for each file
    of rows the table that its texts are in, where the rows hold none.
    """

    folder: Path
    name: str
    about: str
    task: Task
    license: str
    source: str
    files: Mapping[str, tuple[Path, ...]]
    sha256: str
    fast: bool = False
    occupation: Literal["library", "frameworks"] | None = None
    cross_fit: Literal["group"] | None = None
    calibrate_with: tuple[str, ...] = ()
    where: Mapping[str, tuple[Plain, ...]] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    texts: tuple[TextTable, ...] = ()

    @property
    def missing(self) -> tuple[Path, ...]:
        """The files that are not there."""
        return tuple(path for paths in self.files.values() for path in paths if not path.exists())

    def require(self) -> None:
        """EvaluationError (JDM081) where a file is not there."""
        if self.missing:
            raise EvaluationError(
                f"The suite {self.name} is skipped: {self.missing[0]} is not there. {self.source}", code="JDM081"
            )

    def data_sha256(self) -> str:
        """sha256 over role, name and content of every file, in order; folders stand for the JSON files in them."""
        digest = hashlib.sha256()
        for role, paths in sorted(self.files.items()):
            for path in paths:
                for file in sorted(path.glob("*.json")) if path.is_dir() else [path]:
                    digest.update(f"{role}\n{file.name}\n{file_sha256(file)}\n".encode())
        return digest.hexdigest()


def read_suite(path: Path) -> Suite:
    """The suite in a folder, or in a ``suite.toml``. EvaluationError (JDM080) says what is wrong and where."""
    file = path / FILE if path.is_dir() else path
    try:
        content = file.read_bytes()
        table = tomllib.loads(content.decode("utf-8"))
    except OSError as error:
        raise EvaluationError(
            f"{file} can not be read: {error.strerror or error}. A suite is a folder with a {FILE}."
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise EvaluationError(f"{file} is no TOML: {error}.") from error
    _check_keys(table, file)
    task = _task(table["task"], file)
    files = _files(table["files"], task, file)
    return Suite(
        folder=file.parent,
        name=_name(table["name"], file),
        about=table["about"],
        task=task,
        license=table["license"],
        source=table["source"],
        files=files,
        sha256=hashlib.sha256(content).hexdigest(),
        fast=table.get("fast", False),
        occupation=table.get("occupation"),
        cross_fit=table.get("cross_fit"),
        calibrate_with=_texts(table.get("calibrate_with", []), "calibrate_with", file),
        where={column: _values(wanted, f"where.{column}", file) for column, wanted in table.get("where", {}).items()},
        columns={ours: _text(theirs, f"columns.{ours}", file) for ours, theirs in table.get("columns", {}).items()},
        texts=_tables(files, table.get("texts", {}), file),
    )


def home() -> Path:
    """Where the suites with names are: ``eval/suites`` of the working folder, else of the checkout of this jdmatch."""
    here = Path("eval") / "suites"
    return here if here.is_dir() else Path(__file__).parents[2] / "eval" / "suites"


def known(root: Path | None = None) -> tuple[Suite, ...]:
    """The suites below ``root`` (without it: ``home``), by name; none where there is no such folder. EvaluationError
    where one is refused, or two have one name."""
    found = sorted(
        (read_suite(file) for file in sorted((root or home()).glob(f"*/{FILE}"))), key=lambda suite: suite.name
    )
    for one, other in pairwise(found):
        if one.name == other.name:
            raise EvaluationError(f"{one.folder} and {other.folder} are both called {one.name}: rename one.")
    return tuple(found)


def pick(wanted: str, root: Path | None = None) -> tuple[Suite, ...]:
    """The suites that ``wanted`` stands for: ``all``, ``fast``, a name, or the path of a folder. SettingsError where
    it is nothing of that."""
    if wanted in ("all", "fast"):
        found = tuple(suite for suite in known(root) if suite.fast or wanted == "all")
        if not found:
            raise SettingsError(f"There are no suites in {root or home()}. Give the path of one: --suite FOLDER.")
        return found
    if "/" not in wanted and not Path(wanted, FILE).is_file():
        named = {suite.name: suite for suite in known(root)}
        if wanted not in named:
            hint = nearest(wanted, ["all", "fast", *named])
            raise SettingsError(f"'{wanted}' is no suite of {root or home()}, and no folder with a {FILE}.{hint}")
        return (named[wanted],)
    return (read_suite(Path(wanted)),)


def _check_keys(table: Mapping[str, Any], file: Path) -> None:
    for key, value in table.items():
        if key not in _KEYS:
            raise EvaluationError(f"{file}: unknown key '{key}'.{nearest(key, list(_KEYS))}")
        if not isinstance(value, _KEYS[key][0]):
            raise EvaluationError(f"{file}: {key} is {value!r}; it must be a {_named(_KEYS[key][0])}.")
        if key in _CHOICES and value not in _CHOICES[key]:
            raise EvaluationError(f"{file}: {key} is '{value}'; it must be one of {', '.join(_CHOICES[key])}.")
    for key, (_, needed) in _KEYS.items():
        if needed and key not in table:
            raise EvaluationError(f"{file}: the key '{key}' is missing.")
    if table["format"] != FORMAT:
        raise EvaluationError(f"{file}: format is '{table['format']}'; this jdmatch reads {FORMAT}.")
    if table.get("occupation") == "frameworks" and "frameworks" not in table["files"]:
        raise EvaluationError(f"{file}: occupation is 'frameworks', but files names no frameworks.")


def _named(kind: type) -> str:
    return {str: "text", bool: "true or false", list: "list", dict: "table"}[kind]


def _task(name: str, file: Path) -> Task:
    if name not in FILES:
        raise EvaluationError(f"{file}: there is no task '{name}'.{nearest(name, list(FILES))}")
    return cast(Task, name)


def _name(name: str, file: Path) -> str:
    # It becomes the name of a folder of results.
    if not name or not set(name) <= _NAME or name in ("all", "fast") or name.startswith("."):
        raise EvaluationError(f"{file}: name is '{name}'; use lower-case letters, digits, '-', '_' and '.'.")
    return name


def _files(table: Mapping[str, Any], task: Task, file: Path) -> dict[str, tuple[Path, ...]]:
    needed, allowed = FILES[task]
    for role in table:
        if role not in (*needed, *allowed):
            raise EvaluationError(f"{file}: a suite of {task} has no files.{role}.{nearest(role, [*needed, *allowed])}")
    for role in needed:
        if role not in table:
            raise EvaluationError(f"{file}: a suite of {task} needs files.{role}.")
    out = {}
    for role, given in table.items():
        names = _texts([given] if isinstance(given, str) else given, f"files.{role}", file)
        if not names:
            raise EvaluationError(f"{file}: files.{role} names no file.")
        out[role] = tuple((file.parent / name).resolve() for name in names)
    return out


def _tables(files: Mapping[str, tuple[Path, ...]], told: Mapping[str, Any], file: Path) -> tuple[TextTable, ...]:
    """The tables of texts, in the order of the files of rows that they belong to."""
    paths = files.get("texts", ())
    if paths and len(paths) != len(files["rows"]):
        raise EvaluationError(f"{file}: files.texts names a table for each file of files.rows, in the same order.")
    for name in told:
        if name not in [path.name for path in paths]:
            raise EvaluationError(f'{file}: texts."{name}" is about no file of files.texts.')
    return tuple(_table(path, told.get(path.name), f'texts."{path.name}"', file) for path in paths)


def _table(path: Path, told: Any, what: str, file: Path) -> TextTable:
    if not isinstance(told, dict):
        raise EvaluationError(f"{file}: the table [{what}] is missing: it says which columns make a text.")
    for key in told:
        if key not in _TEXT_KEYS:
            raise EvaluationError(f"{file}: unknown key '{key}' in {what}.{nearest(key, _TEXT_KEYS)}")
    parts = told.get("parts")
    if not isinstance(parts, list) or not parts or not all(isinstance(p, list) and len(p) == 2 for p in parts):
        raise EvaluationError(f"{file}: {what}.parts must be a list of [heading, column].")
    if not isinstance(told.get("html", False), bool):
        raise EvaluationError(f"{file}: {what}.html must be true or false.")
    named = {key: _text(told.get(key), f"{what}.{key}", file) for key in ("id", "title")}
    pairs = tuple((_text(h, f"{what}.parts", file), _text(c, f"{what}.parts", file)) for h, c in parts)
    return TextTable(path, named["id"], named["title"], pairs, told.get("html", False))


def _text(value: object, what: str, file: Path) -> str:
    if not isinstance(value, str):
        raise EvaluationError(f"{file}: {what} is {value!r}; it must be text.")
    return value


def _texts(values: object, what: str, file: Path) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise EvaluationError(f"{file}: {what} is {values!r}; it must be text or a list of texts.")
    return tuple(_text(value, what, file) for value in values)


def _values(wanted: object, what: str, file: Path) -> tuple[Plain, ...]:
    values: Sequence[object] = wanted if isinstance(wanted, list) else [wanted]
    if not values or not all(isinstance(value, str | int | float | bool) for value in values):
        raise EvaluationError(f"{file}: {what} is {wanted!r}; it must be a value or a list of values.")
    return tuple(cast("list[Plain]", values))
