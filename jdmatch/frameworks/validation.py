"""Whether framework files can be used, and what in them deserves a second look.

Validating is reading without keeping: the faults are the very ones that would refuse an import. Warnings come on top
and refuse nothing: statements of one or two words, whole paragraphs, the same text twice, levels with few statements.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jdmatch.errors import FrameworkError
from jdmatch.frameworks.intake import take_in
from jdmatch.frameworks.levels import level_counts
from jdmatch.frameworks.notes import Notes
from jdmatch.frameworks.reading import read_document
from jdmatch.records import Framework
from jdmatch.settings import Settings

FEWEST_WORDS = 3
MOST_WORDS = 60
FEWEST_AT_LEVEL = 10

_ENDINGS = frozenset({".json", ".csv", ".tsv", ".yaml", ".yml", ".xlsx", ".jsonld", ".txt"})


@dataclass(frozen=True, slots=True)
class Counts:
    """One file that can be used: ``levels`` are (level, number of statements), () without levels."""

    file: str
    id: str
    title: str
    format: str
    statements: int
    levels: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in the files. ``faults`` and ``warnings`` are (place, reason); ``counts`` holds the files without
    fault."""

    faults: tuple[tuple[str, str], ...]
    warnings: tuple[tuple[str, str], ...]
    counts: tuple[Counts, ...]

    @property
    def ok(self) -> bool:
        """Whether every file can be used."""
        return not self.faults


def validate(path: Path | str, settings: Settings, *, format: str | None = None, id: str | None = None) -> Report:
    """Check a framework file, or every one below a folder, where two files must not have one id either.

    FrameworkError only for a path that does not exist, or a folder without such files.
    """
    root = Path(path)
    if not root.is_dir():
        return _report([_examine(root, settings, format, id)])
    files = sorted(_below(root))
    if not files:
        raise FrameworkError(f"{root} holds no framework files.", code="JDM001")
    return _report([_examine(file, settings, format, None) for file in files])


def _below(root: Path) -> Iterator[Path]:
    for file in root.rglob("*"):
        hidden = any(part.startswith(".") for part in file.relative_to(root).parts)
        if file.is_file() and not hidden and file.suffix.casefold() in _ENDINGS:
            yield file


def _examine(file: Path, settings: Settings, format: str | None, id: str | None) -> tuple[Notes, Framework | None]:
    document = take_in(file, settings)
    notes = Notes(document.name)
    try:
        framework = read_document(document, notes, format=format, id=id, origin=document.name)
    except FrameworkError as error:
        notes.faults = list(error.faults) or [(document.name, error.message.removeprefix(f"{document.name} "))]
        return notes, None
    _look_twice(framework, notes)
    return notes, framework


def _look_twice(framework: Framework, notes: Notes) -> None:
    first: dict[str, str] = {}
    for s in framework.statements:
        words = len(s.text.split())
        if words < FEWEST_WORDS:
            notes.warn(s.id, f"the statement has only {words} word{'s' if words > 1 else ''}: {s.text!r}")
        elif words > MOST_WORDS:
            notes.warn(s.id, f"the statement has {words} words: several statements may be matched better than one")
        same = first.setdefault(s.text.casefold(), s.id)
        if same != s.id:
            notes.warn(s.id, f"has the same text as {same}")
    for level, count in level_counts(framework):
        if count < FEWEST_AT_LEVEL:
            notes.warn("", f"the level {level!r} has {count} statements, fewer than {FEWEST_AT_LEVEL}")


def _report(examined: list[tuple[Notes, Framework | None]]) -> Report:
    owners: dict[str, str] = {}
    for notes, framework in examined:
        if framework is not None and owners.setdefault(framework.id, notes.name) != notes.name:
            notes.fault("", f"has the framework id {framework.id!r}, which {owners[framework.id]} has too")
    return Report(
        faults=tuple(fault for notes, _ in examined for fault in notes.faults),
        warnings=tuple(warning for notes, _ in examined for warning in notes.warnings),
        counts=tuple(
            Counts(notes.name, f.id, f.title, f.format, len(f.statements), level_counts(f))
            for notes, f in examined
            if f is not None
        ),
    )
