"""What an editor's settings ask of the check, over those of the nearest ``jdmatch.toml``.

They come as JSON from the client, by hand of its user: a key that is unknown or a value that can not be is told by its
name and left out, and the others count all the same, since an editor has nobody to read an error and stop.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jdmatch.check.choosing import Choice
from jdmatch.check.draft import Options
from jdmatch.check.rules import RULES
from jdmatch.errors import JdmatchError, SettingsError, nearest
from jdmatch.records import Severity
from jdmatch.settings import PROFILES, SEVERITIES, Settings, load_settings

# How long after the last change the models wait, in milliseconds.
DEBOUNCE = 150
_LONGEST = 10_000
# Editors keep under a server's name what is meant for themselves: how to start it, how to log what it says.
_THE_CLIENTS_OWN = frozenset({"command", "path", "enable", "trace"})


@dataclass(frozen=True, slots=True)
class Wishes:
    """The client's settings; None and () where it left something to the settings file. ``debounce`` is in milliseconds.
    ``faults`` are sentences about what could not be taken."""

    framework: tuple[str, ...] = ()
    target_level: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_severity: Severity | None = None
    profiles: tuple[str, ...] | None = None
    debounce: int = DEBOUNCE
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Setup:
    """All that the check of one document goes by."""

    settings: Settings
    choice: Choice
    options: Options


def read(given: object) -> Wishes:
    """The wishes in the client's settings, which may stand below the key ``jdmatch``. Keys are written as in JSON
    (``targetLevel``)."""
    if isinstance(given, Mapping) and isinstance(given.get("jdmatch"), Mapping):
        given = given["jdmatch"]
    if given is None:
        return Wishes()
    if not isinstance(given, Mapping):
        return Wishes(faults=("jdmatch: the editor's settings are no table of names and values.",))
    taken: dict[str, Any] = {}
    faults = []
    for key, value in given.items():
        if value is None or key in _THE_CLIENTS_OWN:
            continue
        if key not in _READERS:
            faults.append(f"jdmatch.{key} is no setting.{nearest(str(key), list(_READERS))}")
            continue
        name, reader = _READERS[key]
        try:
            taken[name] = reader(value)
        except (ValueError, SettingsError) as error:
            faults.append(f"jdmatch.{key}: {error}")
    return Wishes(**taken, faults=tuple(faults))


def setup(folder: Path, wishes: Wishes) -> tuple[Setup, tuple[str, ...]]:
    """What counts for a document in a folder: its settings file under the wishes; and what is wrong with that file,
    which then does not count."""
    faults: tuple[str, ...] = ()
    try:
        settings = load_settings(folder)
    except JdmatchError as error:
        settings, faults = Settings(), (str(error),)
    check = settings.check
    level = wishes.target_level or check.target_level
    settings = settings.with_arguments(frameworks=wishes.framework or None, level=level)
    try:
        choice = Choice(
            wishes.select or check.select, wishes.ignore or check.ignore, wishes.min_severity or check.min_severity
        )
    except SettingsError as error:
        choice, faults = Choice(wishes.select, wishes.ignore, wishes.min_severity or "note"), (*faults, str(error))
    profiles = check.profiles if wishes.profiles is None else wishes.profiles
    options = Options(settings.level, frozenset(profiles))
    return Setup(settings, choice, options), faults


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        return tuple(value)
    raise ValueError(f"{value!r} is no list of texts.")


def _codes(value: object) -> tuple[str, ...]:
    codes = _texts(value)
    for code in codes:
        if not code or not any(known.startswith(code) for known in RULES):
            raise ValueError(f"no rule has a code that begins with '{code}'.{nearest(code, list(RULES))}")
    return codes


def _level(value: object) -> str | None:
    if isinstance(value, str):
        return value.strip() or None
    raise ValueError(f"{value!r} is no level's name.")


def _severity(value: object) -> Severity:
    for severity in SEVERITIES:
        if value == severity:
            return severity
    raise ValueError(f"{value!r} is none of {', '.join(SEVERITIES)}.")


def _profiles(value: object) -> tuple[str, ...]:
    chosen = _texts(value)
    for one in chosen:
        if one not in PROFILES:
            raise ValueError(f"there is no profile '{one}'.{nearest(one, PROFILES)}")
    return chosen


def _milliseconds(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LONGEST:
        return value
    raise ValueError(f"{value!r} is no number of milliseconds from 0 to {_LONGEST:,}.")


# The client's key → the field of ``Wishes`` and how its value is read.
_READERS: Mapping[str, tuple[str, Callable[[object], Any]]] = {
    "framework": ("framework", _texts),
    "targetLevel": ("target_level", _level),
    "select": ("select", _codes),
    "ignore": ("ignore", _codes),
    "minSeverity": ("min_severity", _severity),
    "profiles": ("profiles", _profiles),
    "debounce": ("debounce", _milliseconds),
}
KEYS = tuple(_READERS)
