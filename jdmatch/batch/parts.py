"""One part: analysed, written whole, marked with its key.

The part's files (``part-00003.jsonl``, or two tables) hold the analyses in input order, ``parts/00003.errors.jsonl``
the failures, and ``parts/00003.json`` the marker: the part's key and the sha256 of the files. The marker is written
last, so a part without a marker, with another key, or with files that do not match it was not finished and is done
again.

Making the bytes and writing them are two steps: the first can be taken on any machine, the second is this one's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jdmatch.analyzer import Analyzer
from jdmatch.batch.formats import Run, names, renderer
from jdmatch.batch.items import Item, loaded
from jdmatch.errors import InputError
from jdmatch.files import write_whole
from jdmatch.records import Failure, Posting, dumps, failure_to_dict
from jdmatch.resources import file_sha256
from jdmatch.settings import Settings
from jdmatch.sources import read_bytes

Task = tuple[int, tuple[Item, ...], str]


@dataclass(frozen=True, slots=True)
class Job:
    """What an engine is given beside the tasks: the loaded models, where to write and how, how many workers, and
    whether it was asked to stop; then it finishes the parts that are being done and begins no other. ``address`` is of
    a cluster, and ``note`` is told what is worth saying."""

    analyzer: Analyzer
    folder: Path
    run: Run
    workers: int
    stop: Callable[[], bool] = lambda: False
    note: Callable[[str], None] = lambda _: None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """A part before it is written: its files in the order of ``formats.names``, its error rows, and the counts."""

    files: tuple[bytes, ...]
    errors: bytes
    analysed: int
    failed: int


@dataclass(frozen=True, slots=True)
class PartResult:
    """What a part gave: how many analyses and failures. ``fresh`` is false for one that was there before."""

    number: int
    analysed: int
    failed: int
    fresh: bool = True


def part_key(items: Sequence[Item], fingerprint: str) -> str:
    """The sha256 of a part's postings (ids and hashes) under the fingerprint of models, frameworks and settings."""
    content = json.dumps([fingerprint, [[item.id, item.sha256] for item in items]])
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def errors_file(folder: Path, number: int) -> Path:
    """Where a part's failures stand."""
    return folder / "parts" / f"{number:05d}.errors.jsonl"


def marker_file(folder: Path, number: int) -> Path:
    """Where a part's marker stands."""
    return folder / "parts" / f"{number:05d}.json"


def _files(folder: Path, format_: str, number: int) -> list[Path]:
    return [*(folder / name for name in names(format_, number)), errors_file(folder, number)]


def finished(folder: Path, format_: str, number: int, key: str) -> PartResult | None:
    """The result of a part that is already there, whole and of this key; None where it must be done."""
    try:
        marker = json.loads(marker_file(folder, number).read_text(encoding="utf-8"))
        sums = marker["sha256"]
        whole = marker["key"] == key and all(
            file_sha256(path) == sums[path.name] for path in _files(folder, format_, number)
        )
        return PartResult(number, int(marker["analysed"]), int(marker["failed"]), fresh=False) if whole else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def make(analyzer: Analyzer, items: Sequence[Item], run: Run) -> Content:
    """Analyse a part. What can not be analysed is an error row."""
    part = renderer(run)
    failed: list[str] = []
    for outcome in analyzer.attempt_each((item.id, partial(_read, item, analyzer.settings)) for item in items):
        if isinstance(outcome, Failure):
            failed.append(dumps(failure_to_dict(outcome)) + "\n")
        else:
            part.add(outcome)
    return Content(tuple(part.files()), "".join(failed).encode("utf-8"), len(items) - len(failed), len(failed))


def joined(contents: Sequence[Content]) -> Content:
    """A part whose slices were made apart, in a format that is ``joinable``."""
    return Content(
        files=tuple(b"".join(files) for files in zip(*(content.files for content in contents), strict=True)),
        errors=b"".join(content.errors for content in contents),
        analysed=sum(content.analysed for content in contents),
        failed=sum(content.failed for content in contents),
    )


def write(folder: Path, format_: str, number: int, key: str, content: Content) -> PartResult:
    """Write a part's files and then its marker. OutputError where the folder can not be written."""
    sums: dict[str, str] = {}
    for path, data in zip(_files(folder, format_, number), (*content.files, content.errors), strict=True):
        write_whole(path, data)
        sums[path.name] = hashlib.sha256(data).hexdigest()
    marker = {"key": key, "sha256": sums, "analysed": content.analysed, "failed": content.failed}
    write_whole(marker_file(folder, number), dumps(marker) + "\n")
    return PartResult(number, content.analysed, content.failed)


def do_part(analyzer: Analyzer, folder: Path, run: Run, task: Task) -> PartResult:
    """Analyse a part and write it."""
    number, items, key = task
    return write(folder, run.format, number, key, make(analyzer, items, run))


def _read(item: Item, settings: Settings) -> Posting:
    """The posting of an item; InputError says why there is none."""
    item = loaded(item, settings)
    if item.fault is not None:
        code, message = item.fault
        raise InputError(message, code=code)
    if item.found is not None:
        return item.found.read(settings, title=item.title)
    data = item.data if item.data is not None else (item.text or "").encode("utf-8")
    name = None if item.path is None else str(item.path)
    return read_bytes(data, settings, id=item.id, name=name, title=item.title)
