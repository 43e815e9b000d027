"""One frozen ``Settings``: defaults, under the nearest ``jdmatch.toml`` or ``[tool.jdmatch]``, under arguments.

Settings name everything that a user may choose about an analysis. ``Settings.signature`` hashes those that change a
result; folders and the network switch do not. Unknown keys are refused with the nearest real name.
"""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from jdmatch.errors import SettingsError, nearest


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
        """``sha256:…`` over the settings that change results (not folders, threads, network or frameworks, which
        have hashes of their own)."""
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


def load_settings(start: Path | None = None, **arguments: Any) -> Settings:
    """Settings for a working folder: the closest ``jdmatch.toml`` or ``pyproject.toml`` with ``[tool.jdmatch]`` from
    ``start`` upward (no merging of several), under ``arguments``. SettingsError names file and key."""
    table, origin = _find_table(start or Path.cwd())
    return Settings(**_checked(table, origin)).with_arguments(**arguments)


def _find_table(start: Path) -> tuple[Mapping[str, Any], str]:
    for folder in (start, *start.parents):
        own = folder / "jdmatch.toml"
        if own.is_file():
            return _read_toml(own), str(own)
        project = folder / "pyproject.toml"
        if project.is_file():
            table = _read_toml(project).get("tool", {}).get("jdmatch")
            if table is not None:
                return table, f"{project} [tool.jdmatch]"
    return {}, "defaults"


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


def _expect(ok: bool, name: str, value: Any, what: str, origin: str) -> None:
    if not ok:
        raise SettingsError(f"{origin}: {name} is {value!r}; it must be {what}.", code="JDM061")
