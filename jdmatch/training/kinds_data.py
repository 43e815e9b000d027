"""Annotated postings as rows for the kind model, in two views.

The annotator's units, and jdmatch's own chunks, each labelled by the unit that it overlaps most: the model is used on
chunks, and the figures are told of units. ``group`` is what must stay on one side of a split: a posting with its twins.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from jdmatch import kinds
from jdmatch.chunking import split
from jdmatch.kinds.wording import OPENING, WORD
from jdmatch.records import CHUNK_KINDS, Chunk, Posting, Section

NUMBER: Mapping[str, int] = {kind: i for i, kind in enumerate(CHUNK_KINDS)}
# Postings of dev-gold that share (nearly) all of their text, or the employer's.
TWINS = {
    "li-education-30": "li-education-13",
    "li-education-28": "li-education-26",
    "li-telecommunications-92": "li-telecommunications-29",
}
_POSTING = re.compile(r"^=== ", re.MULTILINE)
_MARK = re.compile(r"\{([RQO])\}")
_MARKS = {"R": "responsibility", "Q": "requirement", "O": "other"}
# A unit lies in a heading of ours as a whole when so much of it does.
_WHOLE = 0.7


@dataclass(frozen=True)
class Item:
    """A chunk with its features, its gold kind and the posting that it is from."""

    posting: str
    group: str
    chunk: Chunk
    row: dict[str, float]
    kind: str


def load(path: Path) -> tuple[list[Item], list[Item]]:
    """The annotated postings of a file as (our chunks, gold units), each item with its features and gold kind."""
    return views(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def views(records: Iterable[Mapping[str, Any]]) -> tuple[list[Item], list[Item]]:
    """The same of records with ``id``, ``text``, ``title`` and ``units`` (start, end, kind)."""
    ours: list[Item] = []
    units: list[Item] = []
    for record in records:
        posting = Posting(id=record["id"], text=record["text"], title=record["title"])
        sections, chunks = split(posting)
        labels = [_kind_at(record["units"], chunk) for chunk in chunks]
        ours += _items(posting, sections, chunks, labels)
        gold = tuple(_as_chunk(i, unit, posting.text, chunks) for i, unit in enumerate(record["units"]))
        units += _items(posting, sections, gold, [unit["kind"] for unit in record["units"]])
    return ours, units


def written(path: Path) -> Iterator[dict[str, Any]]:
    """The postings of corpora/kinds.txt as records. "=== name" opens one; {R}, {Q} and {O} stand before what is a
    responsibility, a requirement or something else."""
    for part in _POSTING.split(path.read_text(encoding="utf-8"))[1:]:
        name, _, body = part.partition("\n")
        text, units = "", []
        for line in body.splitlines():
            for mark, piece in zip(*[iter(_MARK.split(line)[1:])] * 2, strict=True):
                start = len(text)
                text += piece
                units.append({"start": start, "end": start + len(piece.rstrip()), "kind": _MARKS[mark]})
            text += "\n"
        yield {"id": name, "title": None, "text": text, "units": units}


def _items(posting: Posting, sections: Sequence[Section], chunks: Sequence[Chunk], labels: Sequence[str]) -> list[Item]:
    group = TWINS.get(posting.id, posting.id)
    rows = kinds.features(posting, sections, chunks)
    triples = zip(chunks, rows, labels, strict=True)
    return [Item(posting.id, group, chunk, row, label) for chunk, row, label in triples]


def _overlap(a: int, b: int, c: int, d: int) -> int:
    return max(0, min(b, d) - max(a, c))


def _kind_at(units: Sequence[Mapping[str, Any]], chunk: Chunk) -> str:
    best = max(units, key=lambda u: _overlap(chunk.start, chunk.end, u["start"], u["end"]))
    return str(best["kind"]) if _overlap(chunk.start, chunk.end, best["start"], best["end"]) else "other"


def _as_chunk(i: int, unit: Mapping[str, Any], text: str, chunks: Sequence[Chunk]) -> Chunk:
    """A gold unit as a chunk, with section and layout of the chunk of ours that it overlaps most."""
    start, end = unit["start"], unit["end"]
    best = max(chunks, key=lambda c: _overlap(c.start, c.end, start, end))
    whole = _overlap(best.start, best.end, start, end) > _WHOLE * (end - start)
    layout = best.layout if best.layout != "heading" or whole else "item"
    body = best.body_start if best.start <= start <= best.body_start < end else start
    return Chunk(i, start, end, text[start:end], best.section, layout, body, end)


def folds(items: Iterable[Item], count: int) -> list[set[str]]:
    """The groups of postings dealt out to ``count`` folds, in a fixed order that has nothing to do with their names."""
    groups = sorted({item.group for item in items}, key=lambda g: ((sum(map(ord, g)) * 7919) % 1009, g))
    return [set(groups[i::count]) for i in range(count)]


def by_posting(items: Sequence[Item]) -> list[list[int]]:
    """The indices of the items, one list for each run of items from one posting cut one way."""
    runs = groupby(range(len(items)), key=lambda i: (items[i].posting, i - items[i].chunk.id))
    return [list(run) for _, run in runs]


def named(items: Iterable[Item]) -> list[Item]:
    """The items without the features that are single words."""
    return [
        replace(item, row={n: v for n, v in item.row.items() if not n.startswith((WORD, OPENING))}) for item in items
    ]
