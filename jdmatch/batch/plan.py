"""What a batch run will do, decided before it does anything: which postings, in which order, in which parts.

An input is a folder, a file of a posting, or a table of postings (``.jsonl``). The plan is a stream of ``Item``s in
input order with a hash each; tables are read line by line and never held whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from jdmatch.errors import BatchError, InputError
from jdmatch.resources import file_sha256
from jdmatch.sources import readable_suffixes

TABLE_SUFFIXES = (".jsonl",)
LATER_SUFFIXES = (".csv", ".tsv", ".parquet")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table that hold a posting's id, title and text."""

    id: str = "id"
    title: str = "title"
    text: str = "text"


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read: a posting (``id`` set) or a table of them (``id`` None), and the sha256 of its bytes."""

    path: Path
    id: str | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Item:
    """One posting of the plan: a file to read, a row's text, or a row that can not be one (``fault`` says why).
    ``sha256`` is of the file or of the row."""

    id: str
    sha256: str
    path: Path | None = None
    title: str | None = None
    text: str | None = None
    fault: tuple[str, str] | None = None


def find_inputs(arguments: Sequence[Path]) -> tuple[list[Input], list[Path]]:
    """The files behind the arguments, folders walked in sorted order, and the files of folders that no reader knows.

    A file named outright is always an input. Raises InputError for a missing path, BatchError for a table format that
    is not supported yet and for inputs that hold no file at all."""
    found: list[Input] = []
    skipped: list[Path] = []
    for argument in arguments:
        if argument.is_dir():
            for path in sorted(p for p in argument.rglob("*") if p.is_file()):
                relative = path.relative_to(argument).as_posix()
                if any(part.startswith(".") for part in path.relative_to(argument).parts):
                    continue
                if path.suffix.lower() in (*TABLE_SUFFIXES, *readable_suffixes):
                    found.append(_input(path, relative))
                else:
                    skipped.append(path)
        elif argument.exists():
            if argument.suffix.lower() in LATER_SUFFIXES:
                raise BatchError(
                    f"{argument}: {argument.suffix} tables can not be read by this version. "
                    "Convert it to .jsonl, one object with id, title and text a line."
                )
            found.append(_input(argument, argument.as_posix()))
        else:
            raise InputError(f"{argument} does not exist. Check the path.", code="JDM001")
    if not found:
        raise BatchError("The inputs hold no file that can be read as a posting or as a table of postings.")
    return found, skipped


def _input(path: Path, name: str) -> Input:
    try:
        digest = file_sha256(path)
    except OSError as error:
        raise InputError(f"{path} can not be read: {error.strerror}. Check its permissions.", code="JDM003") from error
    return Input(path=path, id=None if path.suffix.lower() in TABLE_SUFFIXES else name, sha256=digest)


def items(inputs: Sequence[Input], columns: Columns) -> Iterator[Item]:
    """The postings of the inputs in order; a repeated id becomes a faulty item, the first keeps the id."""
    seen: set[bytes] = set()
    for source in inputs:
        for item in _of(source, columns):
            mark = hashlib.blake2b(item.id.encode("utf-8", "surrogatepass"), digest_size=12).digest()
            if mark in seen and item.fault is None:
                reason = f"The id {item.id} came before in this run. Give every posting an id of its own."
                yield Item(id=item.id, sha256=item.sha256, fault=("JDM020", reason))
            else:
                seen.add(mark)
                yield item


def _of(source: Input, columns: Columns) -> Iterator[Item]:
    if source.id is not None:
        yield Item(id=source.id, sha256=source.sha256, path=source.path)
        return
    with source.path.open("rb") as stream:
        for line_number, line in enumerate(stream, start=1):
            if line.strip():
                yield _row(line, f"{source.path.name}:{line_number}", columns)


def _row(line: bytes, place: str, columns: Columns) -> Item:
    digest = hashlib.sha256(line).hexdigest()
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        reason = f"{place} is no line of JSON: {error}. Each line is one object."
        return Item(id=place, sha256=digest, fault=("JDM014", reason))
    if not isinstance(row, dict) or not isinstance(row.get(columns.text), str):
        what = f"has columns {', '.join(sorted(row)) or 'none'}" if isinstance(row, dict) else "is no object"
        reason = f"{place} {what}; its text is looked for in '{columns.text}'. Name the column with --text-column."
        return Item(id=place, sha256=digest, fault=("JDM015", reason))
    given = row.get(columns.id)
    title = row.get(columns.title)
    return Item(
        id=place if given is None or given == "" else str(given),
        sha256=digest,
        title=title if isinstance(title, str) and title.strip() else None,
        text=row[columns.text],
    )


def in_parts(stream: Iterator[Item], size: int) -> Iterator[tuple[int, tuple[Item, ...]]]:
    """The stream cut into numbered parts of ``size`` items, the last one shorter."""
    number = 0
    while part := tuple(islice(stream, size)):
        yield number, part
        number += 1
