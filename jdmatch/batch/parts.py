"""One part: analysed, written whole, marked with its key.

``part-00003.jsonl`` holds the analyses in input order, ``parts/00003.errors.jsonl`` the failures, and
``parts/00003.json`` the marker: the part's key and the sha256 of both files. The marker is written last, so a part
without a marker, with another key, or with files that do not match it was not finished and is done again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jdmatch.analyzer import Analyzer
from jdmatch.batch.plan import Item
from jdmatch.errors import InputError
from jdmatch.files import write_whole
from jdmatch.records import Analysis, Failure, Posting, dumps, failure_to_dict
from jdmatch.resources import file_sha256
from jdmatch.settings import Settings
from jdmatch.sources import read_bytes, read_file


@dataclass(frozen=True, slots=True)
class PartResult:
    """What a part gave: how many analyses and failures."""

    number: int
    analysed: int
    failed: int


def part_key(items: Sequence[Item], fingerprint: str) -> str:
    """The sha256 of a part's postings (ids and hashes) under the fingerprint of models, frameworks and settings."""
    content = json.dumps([fingerprint, [[item.id, item.sha256] for item in items]])
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def part_file(folder: Path, number: int) -> Path:
    """Where a part's analyses stand."""
    return folder / f"part-{number:05d}.jsonl"


def errors_file(folder: Path, number: int) -> Path:
    """Where a part's failures stand."""
    return folder / "parts" / f"{number:05d}.errors.jsonl"


def marker_file(folder: Path, number: int) -> Path:
    """Where a part's marker stands."""
    return folder / "parts" / f"{number:05d}.json"


def finished(folder: Path, number: int, key: str) -> PartResult | None:
    """The result of a part that is already there, whole and of this key; None where it must be done."""
    try:
        marker = json.loads(marker_file(folder, number).read_text(encoding="utf-8"))
        whole = (
            marker["key"] == key
            and file_sha256(part_file(folder, number)) == marker["part_sha256"]
            and file_sha256(errors_file(folder, number)) == marker["errors_sha256"]
        )
        return PartResult(number, int(marker["analysed"]), int(marker["failed"])) if whole else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def do_part(analyzer: Analyzer, folder: Path, number: int, items: Sequence[Item], key: str) -> PartResult:
    """Analyse a part and write its three files. OutputError where the folder can not be written."""
    done: list[str] = []
    failed: list[str] = []
    for item in items:
        outcome = _analyse(analyzer, item)
        if isinstance(outcome, Failure):
            failed.append(dumps(failure_to_dict(outcome)) + "\n")
        else:
            done.append(dumps(outcome.to_dict()) + "\n")
    part, errors = "".join(done).encode("utf-8"), "".join(failed).encode("utf-8")
    write_whole(part_file(folder, number), part)
    write_whole(errors_file(folder, number), errors)
    marker = {
        "key": key,
        "part_sha256": hashlib.sha256(part).hexdigest(),
        "errors_sha256": hashlib.sha256(errors).hexdigest(),
        "analysed": len(done),
        "failed": len(failed),
    }
    write_whole(marker_file(folder, number), dumps(marker) + "\n")
    return PartResult(number, len(done), len(failed))


def _analyse(analyzer: Analyzer, item: Item) -> Analysis | Failure:
    if item.fault is not None:
        code, message = item.fault
        return Failure(id=item.id, code=code, message=message)
    try:
        posting = _read(item, analyzer.settings)
    except InputError as error:
        return Failure(id=item.id, code=error.code, message=str(error))
    return analyzer.attempt(posting)


def _read(item: Item, settings: Settings) -> Posting:
    if item.path is None:
        return read_bytes((item.text or "").encode("utf-8"), settings, id=item.id, title=item.title)
    posting = read_file(item.path, settings, id=item.id)
    if file_sha256(item.path) != item.sha256:
        # The part would not be what its key and the manifest say.
        raise InputError(f"{item.path} changed while the run was going on. Run it again.", code="JDM003")
    return posting
