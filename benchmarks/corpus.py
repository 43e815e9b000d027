"""The postings that are measured on: NYC's, one text each, and how they are handed over.

A posting's text is its description, minimum qualifications and preferred skills, line by line, as the tests read them.
Reposts of one text are left out where figures are compared: they would measure a cache. Where the outside data is not
there, and for a quick run, the project's own written postings stand in.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.context import ROOT, SkipError

OUTSIDE = ROOT.parent / "shared" / "data" / "dev" / "postings"
_NYC, _EMSCAD = OUTSIDE / "nyc-jobs.jsonl", OUTSIDE / "emscad-499.csv"
_OWN = ROOT / "corpora" / "postings" / "dev.jsonl"
_PARTS = ("Job Description", "Minimum Qual Requirements", "Preferred Skills")


@dataclass(frozen=True, slots=True)
class Text:
    """A posting to measure on."""

    id: str
    title: str
    text: str

    @property
    def words(self) -> int:
        """How many words the text has."""
        return len(self.text.split())


def nyc() -> list[Text]:
    """All NYC postings, in their order, reposts too. SkipError where they are not there."""
    if not _NYC.is_file():
        raise SkipError("../shared/data/dev/postings/nyc-jobs.jsonl is not here")
    out = []
    with _NYC.open(encoding="utf-8") as rows:
        for number, row in enumerate(map(json.loads, rows), start=1):
            text = "\n".join(str(row[part]) for part in _PARTS if row[part])
            out.append(Text(f"nyc-{number}-{row['Job ID']}", row["Business Title"].strip(), text))
    return out


def emscad() -> list[Text]:
    """EMSCAD's postings: description and requirements. SkipError where they are not there."""
    if not _EMSCAD.is_file():
        raise SkipError("../shared/data/dev/postings/emscad-499.csv is not here")
    with _EMSCAD.open(encoding="utf-8", newline="") as rows:
        return [
            Text(f"emscad-{row['job_id']}", row["title"], f"{row['description']}\n{row['requirements']}".strip())
            for row in csv.DictReader(rows)
        ]


def own() -> list[Text]:
    """The project's own written postings."""
    with _OWN.open(encoding="utf-8") as rows:
        return [Text(row["id"], row["title"], row["text"]) for row in map(json.loads, rows) if row["format"] != "html"]


def distinct(texts: Iterable[Text]) -> list[Text]:
    """The first posting of each text."""
    first: dict[str, Text] = {}
    for text in texts:
        first.setdefault(text.text, text)
    return list(first.values())


def spread(texts: Sequence[Text], wanted: int) -> list[Text]:
    """``wanted`` of the postings, evenly over their order; all of them where there are no more, and for 0."""
    if not wanted or wanted >= len(texts):
        return list(texts)
    return [texts[i * len(texts) // wanted] for i in range(wanted)]


def write(texts: Iterable[Text], path: Path) -> Path:
    """A table for ``jdmatch batch``: id, title and text, a posting a line."""
    with path.open("w", encoding="utf-8") as sink:
        for text in texts:
            sink.write(json.dumps({"id": text.id, "title": text.title, "text": text.text}, ensure_ascii=False) + "\n")
    return path


def lines(path: Path) -> int:
    """How many postings a table has."""
    with path.open("rb") as stream:
        return sum(1 for _ in stream)


def digest(path: Path) -> str:
    """sha256 of a written table, for what is kept about it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
