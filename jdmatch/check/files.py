"""From arguments to drafts, and back to files: which files are meant, what each holds, how a mended text is written.

A folder stands for every file in it whose name is that of a posting. A README there tells of the folder, and what
jdmatch itself wrote (a baseline, the findings as JSON) is no draft: both are checked only where they are named. A file
of several postings (a board, a JSON-LD document) is a draft each, ``board.json#4012``: whoever checks a board wants to
know which of its postings is meant. A mended text goes back in the encoding, with the mark and the line ends that the
file had, or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jdmatch import sources
from jdmatch.check.document import Document
from jdmatch.errors import InputError, OutputError
from jdmatch.files import files_below, write_whole
from jdmatch.records import Failure
from jdmatch.settings import Settings
from jdmatch.sources import reading

STDIN = "-"
_README = re.compile(r"readme(\.|\Z)", re.IGNORECASE)
# How the JSON that jdmatch writes begins.
_OURS = re.compile(rb'\s*\{\s*"schema"\s*:\s*"jdmatch\.')


@dataclass(frozen=True, slots=True)
class Target:
    """One file to check: its name as it is shown, and where it is; without a place it is standard input, of which
    ``data`` is what came."""

    name: str
    path: Path | None = None
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft and the bytes that it was read from; None where it is one of several of a file."""

    document: Document
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Found:
    """The files that are meant, and those of the folders that a user might have meant and that are passed over."""

    meant: tuple[Target | Failure, ...]
    passed: tuple[str, ...] = ()


def find(arguments: Sequence[str], stdin: Target | None = None) -> Found:
    """The files that the arguments name, each once, in their order; folders looked through. ``stdin`` stands for ``-``.
    What can not be looked through is a Failure."""
    passed: dict[str, str] = {}
    found: dict[str, Target | Failure] = {}
    for argument in arguments:
        if argument == STDIN and stdin is not None:
            found.setdefault(stdin.name, stdin)
            continue
        path = Path(argument)
        if not path.is_dir():
            found.setdefault(_key(path), Target(path.as_posix(), path))
            continue
        try:
            inside = list(_drafts(path / name for name in files_below(path)))
        except InputError as error:
            found.setdefault(_key(path), Failure(id=argument, code=error.code, message=str(error)))
            continue
        drafts = [one for one in inside if not _README.match(one.name)]
        if not drafts:
            told = f"{argument} holds no file that can be read as a posting. Check the path."
            found.setdefault(_key(path), Failure(id=argument, code="JDM001", message=told))
        for one in drafts:
            found.setdefault(_key(one), Target(one.as_posix(), one))
        passed |= {_key(one): one.as_posix() for one in inside if one not in drafts}
    return Found(tuple(found.values()), tuple(name for key, name in passed.items() if key not in found))


def _drafts(files: Iterable[Path]) -> Iterator[Path]:
    """Those files of a folder that may hold a draft. A link that leads nowhere is one, so that it is told."""
    for one in files:
        if one.suffix.lower() not in sources.readable_suffixes:
            continue
        if one.is_file():
            if one.suffix.lower() != ".json" or not _is_ours(one):
                yield one
        elif one.is_symlink() and not one.exists():
            yield one


def _is_ours(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return _OURS.match(stream.read(100)) is not None
    except OSError:
        return False  # whoever opens it says why it can not be read


def _key(path: Path) -> str:
    return str(path.resolve())


def opened(target: Target, settings: Settings) -> Iterator[Opened | Failure]:
    """The draft of a file, or its several, or why there is none."""
    name, path = target.name, target.path
    try:
        if path is not None:
            found = sources.find_postings(path, settings, id=name)
        else:
            found = sources.find_postings_in_bytes(target.data or b"", settings, id=name, name=name)
        if found is None:
            data = target.data
            if path is not None:
                data = reading.bytes_of(path, settings.limits.posting_bytes, reading.too_large)
            yield read(name, data or b"", settings)
            return
    except InputError as error:
        yield Failure(id=name, code=error.code, message=str(error))
        return
    for one in found:
        try:
            yield Opened(Document.of(one.id, one.read(settings), None), None)
        except InputError as error:
            yield Failure(id=one.id, code=error.code, message=str(error))


def read(name: str, data: bytes, settings: Settings) -> Opened:
    """The draft that bytes hold. InputError where they are no posting."""
    posting = sources.read_bytes(data, settings, id=name, name=name)
    return Opened(Document.of(name, posting, sources.characters(data, name)), data)


def mended(one: Opened, text: str, settings: Settings) -> Opened:
    """The draft with another text, in the bytes that its file would have. OutputError where nothing but the edits could
    not be kept as it is: bytes of two encodings, or an encoding that has not all of the characters. InputError where
    the text is no posting any more."""
    name, data = one.document.name, one.data
    if data is None or sources.with_characters(one.document.text, data, name) != data:
        raise OutputError(f"{name} is left as it is: its bytes are of two encodings. Save it as UTF-8 first.")
    again = read(name, sources.with_characters(text, data, name), settings)
    if again.document.text != text:
        raise OutputError(f"{name} is left as it is: mended, its encoding could not be told. Save it as UTF-8 first.")
    return again


def write(path: Path, data: bytes, before: bytes) -> None:
    """Write a mended file, whole. OutputError where it is not any more as it was read, or can not be written."""
    try:
        unchanged = path.read_bytes() == before
    except OSError as error:
        raise OutputError(f"{path} can not be written: {error.strerror}.") from error
    if not unchanged:
        raise OutputError(f"{path} was changed while it was checked, and is left as it is. Check it again.")
    write_whole(path, data)
