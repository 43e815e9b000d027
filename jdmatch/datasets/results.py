"""Results: what a system did on a suite, signed so that a figure can not be told apart from what made it.

A result is a folder. ``result.json`` names suite, data, models, code, settings and seeds by their hashes and holds the
figures; its ``signature`` is the sha256 of all the rest, so that a figure that was changed by hand is found.
``items.jsonl.gz`` beside it holds the answers one by one. Neither has a time or a machine's name in it: the same run
gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from jdmatch.datasets.items import Item, dumps, read_items, write_items
from jdmatch.errors import EvaluationError, OutputError
from jdmatch.files import write_whole

FORMAT = "jdmatch.eval/1"
RESULT, ITEMS = "result.json", "items.jsonl.gz"


@dataclass(frozen=True, kw_only=True)
class Result:
    """What was run, and what came out.

    ``models``: part of the system → signature. ``code``: version, and the commit of a checkout. ``n``: task → items.
    ``left_out``: what the suite holds that has no item, with the number. ``figures`` is the measures' business.
    """

    suite: str
    suite_sha256: str
    data_sha256: str
    system: str
    models: Mapping[str, str]
    code: Mapping[str, str]
    settings: Mapping[str, Any]
    seeds: Mapping[str, int]
    n: Mapping[str, int]
    items_sha256: str
    left_out: Mapping[str, int]
    figures: Any
    format: str = FORMAT

    @property
    def signature(self) -> str:
        """sha256 of the canonical JSON of everything."""
        return hashlib.sha256(_canonical(asdict(self)).encode()).hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def write_result(folder: Path, result: Result, items: Sequence[Item]) -> None:
    """Write a result and its items into ``folder``, which is made. OutputError where that is impossible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} can not be made: {error.strerror or error}. Choose another --out.") from error
    write_items(folder / ITEMS, items)
    table = {**asdict(result), "signature": result.signature}
    write_whole(
        folder / RESULT, json.dumps(table, sort_keys=True, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    )


def read_result(folder: Path) -> Result:
    """The result in a folder. EvaluationError (JDM082) where there is none, or it is not what was signed."""
    path = folder / RESULT
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EvaluationError(
            f"{path} can not be read as a result: {error}. Make it: jdmatch eval run", code="JDM082"
        ) from error
    names = {f.name for f in fields(Result)} | {"signature"}
    if not isinstance(table, dict) or set(table) != names or table["format"] != FORMAT:
        raise EvaluationError(f"{path} is no result of the format {FORMAT}. Run the suite again.", code="JDM082")
    signature = table.pop("signature")
    result = Result(**table)
    if result.signature != signature:
        raise EvaluationError(f"{path} was changed after it was signed. Run the suite again.", code="JDM082")
    return result


def result_items(folder: Path) -> tuple[Item, ...]:
    """The items beside a result. EvaluationError (JDM082) where they are not there (they are not kept in git) or are
    not those of the result."""
    path = folder / ITEMS
    if not path.is_file():
        raise EvaluationError(
            f"{path} is not there: items are kept where a suite was run. Run it again: jdmatch eval run", code="JDM082"
        )
    items = read_items(path)
    if items_sha256(items) != read_result(folder).items_sha256:
        raise EvaluationError(f"{path} does not belong to the {RESULT} beside it. Run the suite again.", code="JDM082")
    return items


def items_sha256(items: Sequence[Item]) -> str:
    """sha256 of the items as JSON lines."""
    return hashlib.sha256(dumps(items)).hexdigest()
