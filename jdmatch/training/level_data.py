"""What the level models are fitted and measured on, read into two shapes: levelled texts and levelled postings.

Texts come from the data folder (train and dev), from ``corpora/frameworks`` and from ``seeds`` (only ever looked at);
each stands at ``(level − ½) / number of levels``. GS passages stand at their grade between 3 and 15. Postings are
those of ``corpora/postings``, split by occupation, and of dev-gold, with level and range by hand, and
``corpora/samples``, with the level their writer had in mind (the table in its README); real ones are read from the
suite real-dev."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jdmatch import facts, kinds, sources
from jdmatch.chunking import split
from jdmatch.datasets import rows, suites
from jdmatch.records import FOUR_STEPS, Chunk, Posting, PostingFields, Span
from jdmatch.settings import Settings
from jdmatch.training.material import DEV_GOLD, Places

_SHORT = 60  # characters; shorter GS passages are cut off in the middle
_LOWEST_GRADE, _GRADES = 2.5, 13.0
# Frameworks that share texts or authors stay on one side of every split.
_FAMILIES = {"myunidays-competency": "monzo-progression-framework"}


@dataclass(frozen=True)
class LevelledText:
    """A statement with its level: ``position`` is the level on the line from 0 to 1, ``framework`` is what its level
    can be compared within, ``family`` what must stay on one side of a split."""

    text: str
    framework: str
    family: str
    level: int
    levels: int

    @property
    def position(self) -> float:
        """(level − ½) / levels."""
        return (self.level - 0.5) / self.levels


@dataclass(frozen=True)
class LevelledPosting:
    """A posting with its level (from 0, on the four steps), the range that can be defended, and the group (occupation)
    that must stay on one side of a split."""

    posting: Posting
    chunks: tuple[Chunk, ...]
    fields: PostingFields
    level: int
    low: int
    high: int
    group: str


def frameworks(places: Places, part: str) -> list[LevelledText]:
    """The levelled statements of ``data/{part}/levels``, ambiguous ones left out."""
    rows = []
    for path in sorted((places.data / part / "levels").glob("*.jsonl")):
        if path.stem == "usajobs-gs-passages":
            continue
        for record in _lines(path):
            if not record["ambiguous"]:
                # One ladder counts its steps from 1 and says that it has fewer.
                levels = max(record["n_levels"], record["level"])
                name = f"{record['source']}/{record['framework']}"
                family = _FAMILIES.get(record["source"], record["source"])
                rows.append(LevelledText(record["text"], name, family, record["level"], levels))
    return rows


def graded_passages(places: Places) -> list[LevelledText]:
    """US federal passages by grade; comparable within an occupational series."""
    rows = []
    for record in _lines(places.data / "train" / "levels" / "usajobs-gs-passages.jsonl"):
        if record["ambiguous_same_text_other_grade"] or len(record["text"]) < _SHORT:
            continue
        grade = min(15, max(3, record["equiv_grade"]))
        name = f"gs/{record['opm_series'] or 'none'}"
        rows.append(LevelledText(record["text"], name, "gs", grade - 2, 13))
    return rows


def own_frameworks(places: Places, part: str) -> list[LevelledText]:
    """The statements of ``corpora/frameworks``; every occupation is a family of its own. ``part``: those of the dev
    or test postings' occupations, or for ``train`` those of no occupation that is held out."""
    held = places.held_out()
    wanted = {p["occupation"] for p in places.records(f"postings/{part}.jsonl")}
    paths = sorted((places.corpora / "frameworks").glob("*.json"))
    return list(_exports(p for p in paths if (p.stem not in held if part == "train" else p.stem in wanted)))


def seeds(places: Places) -> list[LevelledText]:
    """The real exports that the project is tried on: measured, never fitted or chosen by."""
    return list(_exports(sorted((places.data / "seeds").glob("ler-*.json"))))


def _exports(paths: Iterable[Path]) -> Iterator[LevelledText]:
    for path in paths:
        document = json.loads(path.read_text(encoding="utf-8"))
        levels = document["framework"]["levels"]
        for rank, level in enumerate(FOUR_STEPS.levels, start=1):
            for text in levels[level]["statements"] if isinstance(levels[level], dict) else levels[level]:
                yield LevelledText(text, f"ler/{path.stem}", f"ler/{path.stem}", rank, 4)


def dev_gold(places: Places) -> list[LevelledPosting]:
    """The 35 annotated postings, as the pipeline reads them."""
    out = []
    for record in _lines(places.data / "dev-gold" / "postings.jsonl"):
        posting = Posting(id=record["id"], text=record["text"], title=record["title"])
        levels = (record["level"] - 1, record["level_low"] - 1, record["level_high"] - 1)
        out.append(_levelled(posting, levels, record["occupation"]))
    return out


def postings(places: Places, part: str) -> list[LevelledPosting]:
    """The postings of ``corpora/postings/{part}.jsonl``; their parts share no occupation."""
    out = []
    for record in places.records(f"postings/{part}.jsonl"):
        title, text = record["title"], record["text"]
        span = Span(0, len(title)) if title and text.startswith(title) else None
        posting = Posting(id=record["id"], text=text, title=title, title_span=span)
        levels = (record["level"] - 1, record["level_low"] - 1, record["level_high"] - 1)
        out.append(_levelled(posting, levels, record["occupation"] or record["id"]))
    return out


def samples(places: Places) -> list[LevelledPosting]:
    """The sample postings with the level and range of the table in their README."""
    folder = places.corpora / "samples"
    row = re.compile(r"^\| `([^`]+)` \| ([\d-]+) \| (\w+) \(([^)]+)\)", re.MULTILINE)
    out = []
    for name, group, level, span in row.findall((folder / "README.md").read_text(encoding="utf-8")):
        low, _, high = span.partition("–")
        levels = tuple(FOUR_STEPS.index(x) for x in (level, low, high or low))
        out.append(_levelled(sources.read_file(folder / name, Settings()), levels, f"{group}.00"))
    return out


def real(places: Places) -> list[LevelledPosting]:
    """The real postings of ``eval/suites/real-dev`` but for dev-gold's occupations: only to tell how far off the model
    is on postings that nobody wrote for this project."""
    suite = suites.read_suite(places.corpora.parent / "eval" / "suites" / "real-dev")
    out = []
    for row in rows.postings(suite):
        steps = [step - 1 for step in (row.level, row.level_low, row.level_high) if step is not None]
        if len(steps) == 3 and row.occupation not in DEV_GOLD:
            out.append(_levelled(Posting(id=row.id, text=row.text, title=row.title), tuple(steps), row.group))
    return out


def _levelled(posting: Posting, levels: tuple[int, ...], group: str) -> LevelledPosting:
    sections, chunks = split(posting)
    chunks = kinds.classify(posting, sections, chunks)
    fields, _ = facts.read(posting, sections, chunks)
    level, low, high = levels
    return LevelledPosting(posting, chunks, fields, level, low, high, group)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)
