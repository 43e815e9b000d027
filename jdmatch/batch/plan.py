"""What a batch run will do, decided before it does anything: which postings, in which order, in which parts.

An input is a folder, a file of a posting, or a table of postings (``.jsonl``). The plan is a stream of ``Item``s in
input order with a hash each; tables are read line by line and never held whole. A file or a row that can not be a
posting is an item with a fault: it becomes an error row and does not stop the others.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from jdmatch.errors import BatchError, InputError
from jdmatch.resources import file_sha256
from jdmatch.sources import readable_suffixes

TABLE_SUFFIXES = (".jsonl",)
LATER_SUFFIXES = (".csv", ".tsv", ".parquet")
# Escaped as JSON a character takes at most six bytes where UTF-8 takes one; the rest is for the other columns.
_LINE_PER_POSTING = 8
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

Fault = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table that hold a posting's id, title and text."""

    id: str = "id"
    title: str = "title"
    text: str = "text"


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read: a posting, or with ``table`` a posting a row. ``name`` is its path below the folder that was
    given, or the path that was given; ``sha256`` is of its bytes, or "unreadable" where ``fault`` says why."""

    path: Path
    name: str
    sha256: str
    table: bool = False
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file of a folder that is no input, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Item:
    """One posting of the plan: a file to read, a row's text, or one that can not be read (``fault`` says why).
    ``sha256`` is of the file or of the row."""

    id: str
    sha256: str
    path: Path | None = None
    title: str | None = None
    text: str | None = None
    fault: Fault | None = None


def find_inputs(arguments: Sequence[Path], out: Path) -> tuple[list[Input], list[Skipped]]:
    """The files behind the arguments, folders walked in sorted order, and the files of folders that are no input.

    A file named outright is always an input. Hidden files, links to folders and the folder ``out`` of the results are
    passed over. Raises InputError for a missing path and for a folder that can not be listed, BatchError for a table
    format that is not supported yet and for inputs that hold no file at all."""
    found: list[Input] = []
    skipped: list[Skipped] = []
    for argument in arguments:
        if argument.is_dir():
            for path, name in _walk(argument, out):
                reason = _not_read(path)
                if reason is None:
                    found.append(_input(path, name))
                else:
                    skipped.append(Skipped(path, reason))
        else:
            found.append(_named(argument))
    if not found:
        raise BatchError("The inputs hold no file that can be read as a posting or as a table of postings.")
    return found, skipped


def _named(argument: Path) -> Input:
    if not argument.exists():
        raise InputError(f"{argument} does not exist. Check the path.", code="JDM001")
    if not argument.is_file():
        raise InputError(
            f"{argument} is a pipe or a device, and a batch reads its inputs twice. Save it as a file first.",
            code="JDM003",
        )
    if argument.suffix.lower() in LATER_SUFFIXES:
        raise BatchError(
            f"{argument}: {argument.suffix} tables are not supported by this version. "
            "Convert it to .jsonl, one object with id, title and text a line."
        )
    return _input(argument, argument.as_posix())


def _walk(folder: Path, out: Path) -> Iterator[tuple[Path, str]]:
    """Every visible file below a folder with its relative name, sorted by the parts of the name."""

    def refuse(error: OSError) -> None:
        raise InputError(
            f"{error.filename} can not be listed: {error.strerror}. Check its permissions.", code="JDM003"
        ) from error

    results = out.resolve()
    files: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=refuse):
        here = Path(place)
        folders[:] = [f for f in folders if not f.startswith(".") and (here / f).resolve() != results]
        files += [here / name for name in names if not name.startswith(".")]
    for path in sorted(files, key=lambda p: p.relative_to(folder).parts):
        yield path, path.relative_to(folder).as_posix()


def _not_read(path: Path) -> str | None:
    """Why a file of a folder is no input, or None."""
    suffix = path.suffix.lower()
    if path.exists() and not path.is_file():
        return "it is a pipe or a device"
    if suffix in LATER_SUFFIXES:
        return f"{suffix} tables are not supported by this version"
    return None if suffix in (*TABLE_SUFFIXES, *readable_suffixes) else "no reader knows this kind of file"


def _input(path: Path, name: str) -> Input:
    table = path.suffix.lower() in TABLE_SUFFIXES
    try:
        return Input(path, name, file_sha256(path), table)
    except FileNotFoundError:
        fault = ("JDM001", f"{path} does not exist: it is a link to nothing, or was removed meanwhile.")
    except OSError as error:
        fault = ("JDM003", f"{path} can not be read: {error.strerror}. Check its permissions.")
    return Input(path, name, "unreadable", table, fault)


def items(inputs: Sequence[Input], columns: Columns, posting_bytes: int) -> Iterator[Item]:
    """The postings of the inputs in order; a repeated id becomes a faulty item, the first keeps the id.
    ``posting_bytes`` is the limit of a posting, from which follows what a line of a table may hold."""
    seen: set[bytes] = set()
    for source in inputs:
        for item in _of(source, columns, posting_bytes * _LINE_PER_POSTING):
            mark = hashlib.blake2b(item.id.encode("utf-8", "surrogatepass"), digest_size=12).digest()
            if mark in seen and item.fault is None:
                reason = f"The id {item.id} came before in this run. Give every posting an id of its own."
                yield Item(id=item.id, sha256=item.sha256, fault=("JDM020", reason))
            else:
                seen.add(mark)
                yield item


def _of(source: Input, columns: Columns, longest: int) -> Iterator[Item]:
    if source.fault is not None or not source.table:
        yield Item(id=source.name, sha256=source.sha256, path=source.path, fault=source.fault)
        return
    with source.path.open("rb") as stream:
        for number, line in enumerate(_lines(stream, longest), start=1):
            if line is None or line.strip():
                yield _row(line, f"{source.name}:{number}", columns)


def _lines(stream: BinaryIO, longest: int) -> Iterator[bytes | None]:
    """Lines of at most ``longest`` bytes; None for a longer one, which is passed over without being held."""
    while line := stream.readline(longest + 1):
        if len(line) <= longest:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(longest + 1)
        yield None


def _row(line: bytes | None, place: str, columns: Columns) -> Item:
    digest = hashlib.sha256(line or b"").hexdigest()

    def faulty(code: str, reason: str) -> Item:
        return Item(id=place, sha256=digest, fault=(code, f"{place} {reason}"))

    if line is None:
        return faulty("JDM009", "is longer than a line with one posting can be (limits.posting_bytes). Split it.")
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return faulty("JDM014", f"is no line of JSON: {error}. Each line is one object.")
    if not isinstance(row, dict):
        return faulty("JDM015", f"is {_kind(row)}. Each line is one object with an id, a title and a text.")
    text, given, title = row.get(columns.text), row.get(columns.id), row.get(columns.title)
    if text is None:
        there = f"has the columns {', '.join(row)}" if row else "has no columns"
        return faulty("JDM015", f"{there}; its text is looked for in '{columns.text}'. Name it with --text-column.")
    for column, value in ((columns.text, text), (columns.title, title), (columns.id, given)):
        numbered = column == columns.id and isinstance(value, int) and not isinstance(value, bool)
        if not (value is None or isinstance(value, str) or numbered):
            return faulty("JDM015", f"has {_kind(value)} in the column '{column}', where a text belongs.")
    return Item(
        id=place if given is None or given == "" else str(given),
        sha256=digest,
        title=title if title and title.strip() else None,
        text=_LONE_SURROGATE.sub("\ufffd", text),
    )


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "an array", str: "a text", bool: "a truth value", type(None): "null"}
    return names.get(type(value), "a number")


def in_parts(stream: Iterator[Item], size: int) -> Iterator[tuple[int, tuple[Item, ...]]]:
    """The stream cut into numbered parts of ``size`` items, the last one shorter."""
    number = 0
    while part := tuple(islice(stream, size)):
        yield number, part
        number += 1
