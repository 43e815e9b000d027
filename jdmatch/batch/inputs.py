"""The files behind the arguments of a batch run: folders walked, patterns matched, each file with its sha256.

What is named outright must be there and must be readable as what it says it is, or the run does not start. What a
folder or a pattern holds is taken as it comes: a file that no reader knows is passed over and named, and one that can
not be read is an input with a fault, which becomes an error row.
"""

from __future__ import annotations

import glob
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jdmatch.batch import tables
from jdmatch.batch.items import Columns, Fault
from jdmatch.errors import BatchError, InputError
from jdmatch.files import files_below
from jdmatch.resources import file_sha256
from jdmatch.sources import readable_suffixes


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read: a posting or several, or a table of them. ``name`` is its path below ``folder``, or without one
    the path that was given; ``sha256`` is of its bytes, or "unreadable" where ``fault`` says why. A run may have
    millions, so nothing else is kept of each."""

    name: str
    sha256: str
    folder: Path | None = None
    fault: Fault | None = None

    @property
    def path(self) -> Path:
        """Where the file is."""
        return Path(self.name) if self.folder is None else self.folder / self.name

    @property
    def table(self) -> bool:
        """Whether a row of it is a posting, rather than the file."""
        return self.name.lower().endswith(tables.SUFFIXES)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file of a folder that is no input, and why."""

    path: Path
    reason: str


def find_inputs(
    arguments: Sequence[Path], out: Path, columns: Columns | None = None
) -> tuple[list[Input], list[Skipped]]:
    """The files behind the arguments, folders walked and patterns matched in sorted order, and their files that are no
    input.

    A file named outright is always an input. Hidden files, links to folders and the folder ``out`` of the results are
    passed over. Raises InputError for a missing path, a pattern without a match and a folder that can not be listed;
    BatchError for a named table without the text column and for inputs that hold no file at all; MissingExtraError
    where a table needs the [research] extra."""
    found: list[Input] = []
    skipped: list[Skipped] = []
    for argument in arguments:
        named, matched = _files(argument, out)
        found += [_named(path, columns or Columns()) for path in named]
        for name, folder in matched:
            path = Path(name) if folder is None else folder / name
            reason = _not_read(path)
            if reason is None:
                found.append(_input(name, folder))
            else:
                skipped.append(Skipped(path, reason))
    if not found:
        raise BatchError("The inputs hold no file that can be read as a posting or as a table of postings.")
    if any(i.table and i.path.suffix.lower() == ".parquet" for i in found):
        tables.need_parquet()
    return found, skipped


def _files(argument: Path, out: Path) -> tuple[list[Path], Iterator[tuple[str, Path | None]]]:
    """What an argument names outright, and (name, folder) of what a folder or a pattern holds."""
    if argument.is_dir():
        return [], ((name, argument) for name in files_below(argument, but=out))
    if argument.exists() or not glob.has_magic(str(argument)):
        return [argument], iter(())
    return [], _matched(argument, out)


def _matched(pattern: Path, out: Path) -> Iterator[tuple[str, None]]:
    """What a shell would have made of a pattern: files by their path, folders walked; ``**`` is any depth."""
    results = out.resolve()
    names = glob.glob(str(pattern), recursive=True)  # noqa: PTH207 -- Path.glob takes no absolute pattern
    paths = sorted({Path(name) for name in names}, key=lambda path: path.parts)
    if not paths:
        raise InputError(f"{pattern} matches no file. Check the pattern and the folder.", code="JDM001")
    # "**" names folders beside all that is in them.
    folders = [] if "**" in pattern.parts else [path for path in paths if path.is_dir()]
    for path in paths:
        if path in folders and path.resolve() != results:
            yield from (((path / name).as_posix(), None) for name in files_below(path, but=out))
        elif not path.is_dir() and results not in path.resolve().parents:
            yield path.as_posix(), None


def _named(argument: Path, columns: Columns) -> Input:
    if not argument.exists():
        raise InputError(f"{argument} does not exist. Check the path.", code="JDM001")
    if not argument.is_file():
        raise InputError(
            f"{argument} is a pipe or a device, and a batch reads its inputs twice. Save it as a file first.",
            code="JDM003",
        )
    source = _input(argument.as_posix(), None)
    if source.table and source.fault is None:
        try:
            tables.check(source.path, source.name, columns)
        except InputError as error:
            raise BatchError(str(error)) from error
    return source


def _not_read(path: Path) -> str | None:
    """Why a file of a folder is no input, or None."""
    if path.exists() and not path.is_file():
        return "it is a pipe or a device"
    known = path.suffix.lower() in (*tables.SUFFIXES, *readable_suffixes)
    return None if known else "no reader knows this kind of file"


def _input(name: str, folder: Path | None) -> Input:
    path = Path(name) if folder is None else folder / name
    try:
        return Input(name, file_sha256(path), folder)
    except FileNotFoundError:
        fault = ("JDM001", f"{path} does not exist: it is a link to nothing, or was removed meanwhile.")
    except OSError as error:
        fault = ("JDM003", f"{path} can not be read: {error.strerror}. Check its permissions.")
    return Input(name, "unreadable", folder, fault)
