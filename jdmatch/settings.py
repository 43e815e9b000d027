"""One frozen ``Settings``: defaults, under the nearest ``jdmatch.toml`` or ``[tool.jdmatch]``, under arguments.

Settings name everything that a user may choose about an analysis, and in a table of their own what a writer chose about
the check of drafts. ``Settings.signature`` hashes those that change a result; folders, the network switch and the check
do not. Unknown keys are refused with the nearest real name. ``told`` says where each value came from.
"""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

from jdmatch.errors import SettingsError, nearest
from jdmatch.records import Severity

FailOn = Literal["error", "warning", "never"]
CheckFormat = Literal["full", "concise", "json", "jsonl", "sarif", "junit", "github", "rdjson"]
# What may be chosen, for the command line and the settings file alike. The severities stand from the gravest.
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
FAIL_ON: tuple[FailOn, ...] = get_args(FailOn)
CHECK_FORMATS: tuple[CheckFormat, ...] = get_args(CheckFormat)
PROFILES = ("eu-pay",)
_CHOICES: Mapping[str, Sequence[str]] = {"min_severity": SEVERITIES, "fail_on": FAIL_ON, "format": CHECK_FORMATS}
_VARIABLES = {"data_dir": "JDMATCH_DATA_DIR", "cache_dir": "JDMATCH_CACHE_DIR"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader takes in at most, what a document worker may use, and how long a URL may take with all its
    redirects. Sizes in bytes, times in seconds."""

    posting_bytes: int = 10_000_000
    board_bytes: int = 100_000_000
    framework_bytes: int = 200_000_000
    pages: int = 50
    characters: int = 200_000
    archive_members: int = 2_000
    inflated_bytes: int = 50_000_000
    inflation_ratio: int = 100
    xml_depth: int = 100
    worker_bytes: int = 1_000_000_000
    worker_cpu_seconds: int = 20
    worker_wall_seconds: int = 30
    fetch_seconds: int = 60


@dataclass(frozen=True, slots=True)
class Check:
    """What a writer chose about the check of drafts, the table ``[check]``.

    ``select`` and ``ignore``: codes of rules, or how they begin. ``min_severity``: the mildest that is shown;
    ``fail_on``: the mildest that makes the exit code 1. ``profiles``: further sets of rules. ``target_level``: where
    to pitch the job, None for ``Settings.level``. ``format``: what is printed.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_severity: Severity = "note"
    fail_on: FailOn = "warning"
    profiles: tuple[str, ...] = ()
    target_level: str | None = None
    format: CheckFormat = "full"


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices for an analysis.

    ``encoder``: ``default`` (the shipped model) or the path or name of a sentence-transformers model.
    ``frameworks``: ids or files to score against; empty means the whole library with the occupation chosen.
    ``level``: the target level, None for the implied one. ``covered``, ``partial``: thresholds, None for the matcher's
    own. ``interval_coverage``: of the level's interval; ``seed``: of the score interval's simulation. ``parser``: ask
    spaCy about the clauses that the lexicon leaves open.
    """

    encoder: str = "default"
    frameworks: tuple[str, ...] = ()
    level: str | None = None
    covered: float | None = None
    partial: float | None = None
    interval_coverage: float = 0.9
    seed: int = 20260
    parser: bool = False
    data_dir: Path | None = None
    cache_dir: Path | None = None
    use_cache: bool = True
    allow_network: bool = False
    threads: int = 0
    limits: Limits = field(default_factory=Limits)
    check: Check = field(default_factory=Check)

    def __post_init__(self) -> None:
        for name in ("covered", "partial"):
            value = getattr(self, name)
            if value is not None and not 0.0 < value <= 1.0:
                raise SettingsError(f"{name} is {value}: a threshold lies above 0 and at most at 1.")
        if not 0.5 <= self.interval_coverage < 1.0:
            raise SettingsError(f"interval_coverage is {self.interval_coverage}: it lies in [0.5, 1).")
        if self.threads < 0:
            raise SettingsError(f"threads is {self.threads}: give 0 for one a core, or a positive number.")
        for limit in fields(Limits):
            if getattr(self.limits, limit.name) <= 0:
                raise SettingsError(f"limits.{limit.name} must be positive.")

    @property
    def signature(self) -> str:
        """``sha256:…`` over the settings that change results (not folders, threads, network and the check, nor
        frameworks, which have hashes of their own)."""
        relevant = {
            "level": self.level,
            "covered": self.covered,
            "partial": self.partial,
            "interval_coverage": self.interval_coverage,
            "seed": self.seed,
            "parser": self.parser,
            "limits": {name: value for name, value in asdict(self.limits).items() if name != "fetch_seconds"},
        }
        digest = hashlib.sha256(json.dumps(relevant, sort_keys=True).encode()).hexdigest()
        return f"sha256:{digest[:16]}"

    @property
    def data_folder(self) -> Path:
        """Where imported frameworks live: the setting, else ``JDMATCH_DATA_DIR``, else the platform's folder."""
        if self.data_dir is not None:
            return self.data_dir
        if named := os.environ.get("JDMATCH_DATA_DIR"):
            return Path(named)
        from platformdirs import user_data_path

        return user_data_path("jdmatch", appauthor=False)

    @property
    def cache_folder(self) -> Path:
        """Where vectors and indexes are kept: the setting, else ``JDMATCH_CACHE_DIR``, else the platform's folder."""
        if self.cache_dir is not None:
            return self.cache_dir
        if named := os.environ.get("JDMATCH_CACHE_DIR"):
            return Path(named)
        from platformdirs import user_cache_path

        return user_cache_path("jdmatch", appauthor=False)

    def with_arguments(self, **arguments: Any) -> Settings:
        """These settings with every argument that is not None put over them."""
        given = {name: value for name, value in arguments.items() if value is not None}
        return replace(self, **_checked(given, "argument")) if given else self


def load_settings(
    start: Path | None = None, *, file: Path | None = None, isolated: bool = False, **arguments: Any
) -> Settings:
    """Settings for a working folder: the closest ``jdmatch.toml`` or ``pyproject.toml`` with ``[tool.jdmatch]`` from
    ``start`` upward (no merging of several), or of ``file``, or with ``isolated`` of none, under ``arguments``.
    SettingsError names file and key."""
    table, origin = _table(start, file, isolated)
    return Settings(**_checked(table, origin)).with_arguments(**arguments)


@dataclass(frozen=True, slots=True)
class Told:
    """One setting: its key as a settings file has it (``check.select``), its value, and where that came from."""

    key: str
    value: Any
    origin: str


def told(start: Path | None = None, *, file: Path | None = None, isolated: bool = False) -> tuple[Told, ...]:
    """Every setting as ``load_settings`` finds it, in the order of the classes. SettingsError."""
    table, origin = _table(start, file, isolated)
    settings = Settings(**_checked(table, origin))
    return tuple(_told(settings, table, origin))


def _told(settings: Settings, table: Mapping[str, Any], origin: str) -> Iterator[Told]:
    given = {key.replace("-", "_"): value for key, value in table.items()}
    places = {"data_dir": settings.data_folder, "cache_dir": settings.cache_folder}
    for one in fields(Settings):
        value = getattr(settings, one.name)
        if isinstance(value, Limits | Check):
            # Keys of the limits are as they stand; those of the check may have dashes.
            inner = {key.replace("-", "_") for key in given.get(one.name, ())}
            for part in fields(value):
                where = origin if part.name in inner else "default"
                yield Told(f"{one.name}.{part.name}", getattr(value, part.name), where)
            continue
        where = origin if one.name in given else "default"
        if one.name in places:
            variable = _VARIABLES[one.name]
            if where == "default" and os.environ.get(variable):
                where = f"environment variable {variable}"
            value = places[one.name]
        yield Told(one.name, value, where)


def _table(start: Path | None, file: Path | None, isolated: bool) -> tuple[Mapping[str, Any], str]:
    if isolated:
        return {}, "defaults"
    if file is None:
        return _find_table(start or Path.cwd())
    if file.name != "pyproject.toml":
        return _read_toml(file), str(file)
    table = _of_project(file)
    if table is None:
        raise SettingsError(f"{file} has no table [tool.jdmatch]. Add it, or name another file.", code="JDM061")
    return table, f"{file} [tool.jdmatch]"


def _find_table(start: Path) -> tuple[Mapping[str, Any], str]:
    for folder in (start, *start.parents):
        own = folder / "jdmatch.toml"
        if own.is_file():
            return _read_toml(own), str(own)
        project = folder / "pyproject.toml"
        if project.is_file():
            table = _of_project(project)
            if table is not None:
                return table, f"{project} [tool.jdmatch]"
    return {}, "defaults"


def _of_project(path: Path) -> Mapping[str, Any] | None:
    table: Mapping[str, Any] | None = _read_toml(path).get("tool", {}).get("jdmatch")
    if table is not None:
        _expect(isinstance(table, Mapping), "tool.jdmatch", table, "a table", str(path))
    return table


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} can not be read as settings: {error}. Mend or move it.", code="JDM061") from error


def _checked(table: Mapping[str, Any], origin: str) -> dict[str, Any]:
    """Values by field name with their types checked and paths, tuples and limits built."""
    known = {f.name: f for f in fields(Settings)}
    out: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name not in known:
            hint = nearest(name, sorted(known))
            raise SettingsError(f"{origin}: unknown settings key '{key}'.{hint}", code="JDM061")
        out[name] = _convert(name, value, origin)
    return out


def _convert(name: str, value: Any, origin: str) -> Any:
    if name == "limits":
        return value if isinstance(value, Limits) else _limits(value, origin)
    if name == "check":
        return value if isinstance(value, Check) else _check(value, origin)
    if name in ("data_dir", "cache_dir"):
        _expect(isinstance(value, str | Path), name, value, "a path", origin)
        return Path(value)
    if name == "frameworks":
        ok = isinstance(value, list | tuple) and all(isinstance(x, str) for x in value)
        _expect(ok, name, value, "a list of ids or files", origin)
        return tuple(value)
    if name in ("use_cache", "allow_network", "parser"):
        _expect(isinstance(value, bool), name, value, "true or false", origin)
    elif name in ("encoder", "level"):
        _expect(isinstance(value, str), name, value, "a text", origin)
    elif name in ("seed", "threads"):
        _expect(isinstance(value, int) and not isinstance(value, bool), name, value, "a whole number", origin)
    else:
        _expect(isinstance(value, int | float) and not isinstance(value, bool), name, value, "a number", origin)
    return value


def _limits(table: Any, origin: str) -> Limits:
    _expect(isinstance(table, Mapping), "limits", table, "a table", origin)
    known = [f.name for f in fields(Limits)]
    for key, value in table.items():
        if key not in known:
            raise SettingsError(f"{origin}: unknown limit '{key}'.{nearest(key, known)}", code="JDM061")
        whole = isinstance(value, int) and not isinstance(value, bool)
        _expect(whole, f"limits.{key}", value, "a whole number", origin)
    return Limits(**table)


def _check(table: Any, origin: str) -> Check:
    _expect(isinstance(table, Mapping), "check", table, "a table", origin)
    known = [f.name for f in fields(Check)]
    out: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name not in known:
            raise SettingsError(f"{origin}: unknown key '{key}' of check.{nearest(name, known)}", code="JDM061")
        out[name] = _of_check(name, value, origin)
    return Check(**out)


def _of_check(name: str, value: Any, origin: str) -> Any:
    shown = f"check.{name}"
    if name in ("select", "ignore", "profiles"):
        ok = isinstance(value, list | tuple) and all(isinstance(x, str) for x in value)
        _expect(ok, shown, value, "a list of names" if name == "profiles" else "a list of codes", origin)
        for one in value if name == "profiles" else ():
            _expect_one(shown, one, PROFILES, origin)
        return tuple(value)
    _expect(isinstance(value, str), shown, value, "a text", origin)
    if name in _CHOICES:
        _expect_one(shown, value, _CHOICES[name], origin)
    return value


def _expect_one(name: str, value: str, choices: Sequence[str], origin: str) -> None:
    if value not in choices:
        raise SettingsError(
            f"{origin}: {name} is {value!r}, which is not one of the values.{nearest(value, choices)}", code="JDM061"
        )


def _expect(ok: bool, name: str, value: Any, what: str, origin: str) -> None:
    if not ok:
        raise SettingsError(f"{origin}: {name} is {value!r}; it must be {what}.", code="JDM061")
