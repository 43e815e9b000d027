"""Floors: what the default system must reach on a suite, and must not fall below again.

A TOML file: a table for each suite, ``"task/measure" = value``. Where a lower value is better (calibration error, MAE)
the number is a ceiling. Floors only rise (ceilings only sink): ``loosened`` names those that a newer file gives up. A
floor on a figure that the result does not have counts as fallen, so that nothing passes by not being measured.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jdmatch.errors import SettingsError, nearest
from jdmatch.evaluation.figures import Figure
from jdmatch.evaluation.measure import Measure
from jdmatch.evaluation.measure_tables import MEASURES
from jdmatch.evaluation.table import aligned

Floors = Mapping[str, Mapping[str, float]]
PLACES = 3
_HEAD = re.compile(r"""\s*\[\s*(?:(?P<bare>[\w-]+)|["'](?P<quoted>[^"']+)["'])\s*\]""")
_ENTRY = re.compile(r"""(?P<before>\s*["'](?P<name>[^"']+)["']\s*=\s*)[-+0-9.eE_]+""")


@dataclass(frozen=True, slots=True)
class Fall:
    """A figure on the wrong side of its floor; ``value`` is None where it was not measured."""

    suite: str
    name: str
    floor: float
    value: float | None


def read(path: Path) -> Floors:
    """The floors in a file. SettingsError (JDM061) where it can not be read or names what is no measure."""
    try:
        return parse(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} can not be read as floors: {error}.", code="JDM061") from error


def parse(text: str, origin: str = "floors") -> Floors:
    """The floors in a text."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{origin} is no TOML: {error}.", code="JDM061") from error
    for suite, floors in table.items():
        if not isinstance(floors, dict):
            raise SettingsError(
                f'{origin}: {suite} is no table; write [{suite}] and "task/measure" = 0.5.', code="JDM061"
            )
        for name, floor in floors.items():
            _check(name, floor, f"{origin} [{suite}]")
    return table


def _check(name: str, floor: object, place: str) -> None:
    task, slash, measure = name.partition("/")
    if not slash or task not in MEASURES:
        raise SettingsError(f"{place}: '{name}' names no task.{nearest(task, sorted(MEASURES))}", code="JDM061")
    if str(Measure.parse(measure)) not in MEASURES[task]:
        hint = nearest(measure, MEASURES[task])
        raise SettingsError(f"{place}: {measure} is not measured for {task}.{hint}", code="JDM061")
    if not isinstance(floor, int | float) or isinstance(floor, bool):
        raise SettingsError(f"{place}: {name} is {floor!r}; a floor is a number.", code="JDM061")


def fallen(floors: Floors, suite: str, figures: Sequence[Figure]) -> tuple[Fall, ...]:
    """The figures of a suite below their floors, in the file's order; none for a suite without floors."""
    found = {f.name: f.value for f in figures}
    return tuple(
        Fall(suite, name, floor, found.get(name))
        for name, floor in floors.get(suite, {}).items()
        if name not in found or _worse(name, found[name], floor)
    )


def _worse(name: str, value: float, than: float) -> bool:
    return value < than if _higher_is_better(name) else value > than


def _higher_is_better(name: str) -> bool:
    return Measure.parse(name.partition("/")[2]).higher_is_better


def table(falls: Sequence[Fall]) -> str:
    """What fell, for people."""
    rows = [
        (
            fall.suite,
            fall.name,
            f"{'at least' if _higher_is_better(fall.name) else 'at most'} {fall.floor:g}",
            "not measured" if fall.value is None else f"{fall.value:.{PLACES + 1}f}",
        )
        for fall in falls
    ]
    return aligned(("suite", "figure", "floor", "now"), rows)


def loosened(old: Floors, new: Floors) -> tuple[str, ...]:
    """``suite task/measure`` of every floor of ``old`` that ``new`` lacks or makes easier."""
    return tuple(
        f"{suite} {name}"
        for suite, floors in old.items()
        for name, floor in floors.items()
        if name not in new.get(suite, {}) or _worse(name, new[suite][name], floor)
    )


def raised(old: Floors, suite: str, figures: Sequence[Figure], margin: float) -> Floors:
    """The floors with those of one suite moved up to ``margin`` behind its figures where that is stricter. Only names
    that have a floor are moved: which figures matter is written by hand."""
    found = {f.name: f.value for f in figures}
    moved = dict(old.get(suite, {}))
    for name, floor in moved.items():
        if name in found:
            reached = round(found[name] + (-margin if _higher_is_better(name) else margin), PLACES)
            moved[name] = floor if _worse(name, reached, floor) else reached
    return {**old, suite: moved} if suite in old else old


def rewritten(text: str, floors: Floors) -> str:
    """A floors file with the numbers of ``floors`` in the places of its own; comments and order stay."""
    suite, lines = "", []
    for line in text.splitlines(keepends=True):
        if head := _HEAD.match(line):
            suite = head["bare"] or head["quoted"]
        elif (entry := _ENTRY.match(line)) and entry["name"] in floors.get(suite, {}):
            line = f"{entry['before']}{floors[suite][entry['name']]:g}{line[entry.end() :]}"
        lines.append(line)
    return "".join(lines)
