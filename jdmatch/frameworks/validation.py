"""Whether framework files can be used, and what in them deserves a second look.

Validating is reading without keeping: the faults are the very ones that would refuse an import, and the skipped rows
those that an import would leave out. Both say that the files are not in order. Warnings come on top and refuse nothing:
statements of one or two words, whole paragraphs, the same text twice, levels with few statements.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jdmatch.errors import FrameworkError
from jdmatch.frameworks.bundle import open_bundle
from jdmatch.frameworks.detect import of_members
from jdmatch.frameworks.levels import level_counts
from jdmatch.frameworks.names_tables import ENDINGS, MULTI_TABLE
from jdmatch.frameworks.outcome import Placed, Reading
from jdmatch.frameworks.reading import read_all
from jdmatch.records import Framework
from jdmatch.settings import Settings

FEWEST_WORDS = 3
MOST_WORDS = 60
FEWEST_AT_LEVEL = 10

_ARCHIVE = ".zip"


@dataclass(frozen=True, slots=True)
class Counts:
    """One framework that can be used: ``levels`` are (level, number of statements), () without levels."""

    file: str
    id: str
    title: str
    format: str
    statements: int
    levels: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in the files. ``faults``, ``skipped`` and ``warnings`` are (place, reason); ``counts`` holds the
    frameworks of the files without fault."""

    faults: Placed
    warnings: Placed
    counts: tuple[Counts, ...]
    skipped: Placed = ()

    @property
    def ok(self) -> bool:
        """Whether every file can be used as a whole: no faults, and no rows that would be left out."""
        return not (self.faults or self.skipped)


def validate(path: Path | str, settings: Settings, *, format: str | None = None, id: str | None = None) -> Report:
    """Check a framework file or archive, a folder that is one release, or every file below a folder, where two
    frameworks must not have one id either.

    FrameworkError only for a path that does not exist, or a folder without such files.
    """
    root = Path(path)
    if not root.is_dir() or _is_release(root, settings, format):
        return _report([_examine(root, settings, format, id)])
    files = sorted(_below(root, settings))
    if not files:
        raise FrameworkError(f"{root} holds no framework files.", code="JDM001")
    return _report([_examine(file, settings, format, None) for file in files])


def _is_release(root: Path, settings: Settings, format: str | None) -> bool:
    """Whether the tables of a folder make frameworks together."""
    if format is not None:
        return format in MULTI_TABLE
    with open_bundle(root, settings) as bundle:
        return of_members(bundle) is not None


def _below(root: Path, settings: Settings) -> Iterator[Path]:
    """The files that an import of the folder would read, and archives."""
    with open_bundle(root, settings) as bundle:
        for member in bundle.members:
            if Path(member.path).suffix.casefold() in {*ENDINGS, _ARCHIVE}:
                yield root / member.path


def _examine(path: Path, settings: Settings, format: str | None, id: str | None) -> _Examined:
    name = str(path)
    try:
        reading = read_all(path, settings, format=format, id=id, origin=name)
    except FrameworkError as error:
        if error.code == "JDM001":
            raise
        faults = tuple(error.faults) or ((name, error.message.removeprefix(f"{name} ")),)
        return _Examined(name, faults, skipped=error.skipped)
    return _Examined(name, (), reading, reading.skipped)


@dataclass(frozen=True, slots=True)
class _Examined:
    """A file with its faults, or what was read from it."""

    name: str
    faults: Placed
    reading: Reading | None = None
    skipped: Placed = ()


def _second_looks(name: str, framework: Framework) -> Iterator[tuple[str, str]]:
    first: dict[str, str] = {}
    for s in framework.statements:
        words = len(s.text.split())
        place = f"{name}:{s.id}"
        if words < FEWEST_WORDS:
            yield place, f"the statement has only {words} word{'s' if words > 1 else ''}: {s.text!r}"
        elif words > MOST_WORDS:
            yield place, f"the statement has {words} words: several statements may be matched better than one"
        same = first.setdefault(s.text.casefold(), s.id)
        if same != s.id:
            yield place, f"has the same text as {same}"
    for level, count in level_counts(framework):
        if count < FEWEST_AT_LEVEL:
            yield name, f"the level {level!r} has {count} statements, fewer than {FEWEST_AT_LEVEL}"


def _report(examined: list[_Examined]) -> Report:
    owners: dict[str, str] = {}
    faults: list[tuple[str, str]] = []
    warnings: list[tuple[str, str]] = []
    skipped: list[tuple[str, str]] = []
    counts: list[Counts] = []
    for file in examined:
        faults += file.faults
        skipped += file.skipped
        if file.reading is None:
            continue
        warnings += file.reading.warnings
        alone = len(file.reading.frameworks) == 1
        for f in file.reading.frameworks:
            if owners.setdefault(f.id, file.name) != file.name:
                faults.append((file.name, f"has the framework id {f.id!r}, which {owners[f.id]} has too"))
            warnings += _second_looks(file.name if alone else f"{file.name}#{f.id}", f)
            counts.append(Counts(file.name, f.id, f.title, f.format, len(f.statements), level_counts(f)))
    return Report(tuple(faults), tuple(warnings), tuple(counts), tuple(skipped))
