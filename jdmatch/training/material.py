"""What the encoder and the pair scorer learn from, read into plain records.

Four shapes. ``GradedSet``: lines of postings against all statements of one framework, every pair graded 0, 1 or 2.
``Pairing``: two texts that mean the same, in groups in which the others are hard negatives. ``Ladder``: statements of
one competency in the order of their levels. ``Sorted``: units of postings with their kind. What is held out (dev-gold's
occupations, the dev and test occupations of the corpora, the seeds) is left out here, in one place, and ``fingerprint``
tells what was left.
"""

from __future__ import annotations

import ast
import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BULLETS = "-•*·▪◦ \t"
# Titles and tasks of these are never trained on: dev-gold is measured on them.
DEV_GOLD = frozenset(
    {
        "11-2021.00",
        "11-9021.00",
        "13-1071.00",
        "13-1111.00",
        "13-2011.00",
        "13-2051.00",
        "25-2031.00",
        "29-1141.00",
        "43-4051.00",
        "43-6014.00",
        "47-2111.00",
        "49-3023.00",
    }
)
# Left out of the encoder's training, so that what is fitted on top of it is fitted on honest scores.
KEPT_BACK = frozenset(
    {
        "15-2051.00",
        "25-9045.00",
        "29-2034.00",
        "39-9031.00",
        "47-2061.00",
        "51-9061.00",
        "onet/11-3071.00",
        "onet/13-1041.00",
        "onet/15-1253.00",
        "onet/25-9031.00",
        "onet/29-2052.00",
        "onet/35-3011.00",
        "onet/41-2011.00",
        "onet/49-3031.00",
    }
)
_SHORT = 60  # characters; shorter GS passages are cut off in the middle
LINES = "lines"
_NO_LABEL = ("LABEL NOT PRESENT", "UNDERSPECIFIED")
_LEVELS = ("emerging", "developing", "proficient", "advanced")


@dataclass(frozen=True, slots=True)
class GradedSet:
    """``lines`` against ``statements`` of one framework; ``grades[i]`` maps statement numbers to 1 or 2."""

    framework: str
    source: str
    statements: tuple[str, ...]
    lines: tuple[str, ...]
    grades: tuple[Mapping[int, int], ...]


@dataclass(frozen=True, slots=True)
class Pairing:
    """``left`` and ``right`` mean the same; texts of one ``group`` are near each other in topic."""

    left: str
    right: str
    group: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """Texts of one competency with their places between 0 and 1."""

    name: str
    texts: tuple[str, ...]
    places: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Sorted:
    """A unit of a posting and its kind."""

    text: str
    kind: str


@dataclass(frozen=True)
class Places:
    """Where corpora and data are."""

    corpora: Path
    data: Path

    def records(self, path: str) -> Iterator[dict[str, Any]]:
        """The lines of a JSON lines file below corpora/."""
        with (self.corpora / path).open(encoding="utf-8") as stream:
            yield from (json.loads(line) for line in stream)

    def held_out(self) -> frozenset[str]:
        """Occupations that nothing may be learned from."""
        out = set(DEV_GOLD)
        for part in ("dev", "test"):
            out |= {p["occupation"] for p in self.records(f"postings/{part}.jsonl") if p["occupation"]}
        return frozenset(out)


def clean(text: str) -> str:
    """A unit's text as the pipeline gives it to the encoder: without its bullet, on one line."""
    return " ".join(text.strip().lstrip(BULLETS).split())


def statements(places: Places, soc: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(ids, texts) of a framework of the corpora."""
    document = json.loads((places.corpora / "frameworks" / f"{soc}.json").read_text(encoding="utf-8"))
    ids, texts = [], []
    for level, part in document["framework"]["levels"].items():
        for n, text in enumerate(part["statements"], 1):
            ids.append(f"{soc}/{level}/{n}")
            texts.append(text)
    return tuple(ids), tuple(texts)


def duties(places: Places, part: str) -> Iterator[GradedSet]:
    """The units of kind responsibility of the postings of a part, against the framework of their occupation and those
    of their matches."""
    yield from _annotated(places, part, frozenset({"responsibility"}))


def postings(places: Places) -> Iterator[GradedSet]:
    """All units of the train postings, likewise."""
    yield from _annotated(places, "train", frozenset({"responsibility", "requirement", "other"}))


def _annotated(places: Places, part: str, wanted: frozenset[str]) -> Iterator[GradedSet]:
    for posting in places.records(f"postings/{part}.jsonl"):
        prefixes = {k.split("/")[0] for u in posting["units"] for k in u["matches"]} | {posting["occupation"]}
        for soc in sorted(p for p in prefixes if p):
            ids, texts = statements(places, soc)
            number = {name: i for i, name in enumerate(ids)}
            lines, grades = [], []
            for unit in posting["units"]:
                text = clean(unit["text"])
                if len(text) > 2 and unit["kind"] in wanted:
                    lines.append(text)
                    grades.append({number[k]: g for k, g in unit["matches"].items() if k in number})
            yield GradedSet(soc, "posting", texts, tuple(lines), tuple(grades))


def written_lines(places: Places) -> Iterator[GradedSet]:
    """The lines written for training: against frameworks of the corpora and against O*NET's tasks."""
    tasks = onet_tasks(places)
    by_framework: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in places.records(f"{LINES}.jsonl"):
        by_framework[record["framework"]].append(record)
    for name, records in sorted(by_framework.items()):
        if name.startswith("onet/"):
            own = tasks[name.removeprefix("onet/")]
            ids, texts, source = tuple(own), tuple(own.values()), "onet-lines"
        else:
            (ids, texts), source = statements(places, name), LINES
        number = {key: i for i, key in enumerate(ids)}
        grades = tuple({number[k]: g for k, g in r["matches"].items()} for r in records)
        yield GradedSet(name, source, texts, tuple(r["line"] for r in records), grades)


def onet_tasks(places: Places) -> Mapping[str, Mapping[str, str]]:
    """Occupation → task id → task."""
    out: dict[str, dict[str, str]] = defaultdict(dict)
    for row in _table(places.data / "train/onet-29.3/task_statements.tsv"):
        out[row["O*NET-SOC Code"]][f"T{row['Task ID']}"] = row["Task"]
    return out


def activities(places: Places) -> Iterator[Pairing]:
    """Tasks and the detailed work activities that O*NET puts them under, by occupation."""
    out = places.held_out()
    for row in _table(places.data / "train/onet-29.3/tasks_to_dwas.tsv"):
        if row["O*NET-SOC Code"] not in out:
            yield Pairing(row["Task"], row["DWA Title"], row["O*NET-SOC Code"])


def titles(places: Places) -> Iterator[Pairing]:
    """Alternate titles and their occupation's title, by major group."""
    out = places.held_out()
    for row in _table(places.data / "train/onet-29.3/alternate_titles.tsv"):
        if row["O*NET-SOC Code"] not in out:
            yield Pairing(row["Alternate Title"], row["Title"], row["O*NET-SOC Code"][:2])


def skills(places: Places) -> Iterator[Pairing]:
    """ESCO skills: preferred labels with alternative ones, and with their descriptions."""
    for row in _table(places.data / "train/esco/skills.tsv"):
        label = row["preferred_label"]
        for other in (row["alt_labels"] or "").split(", "):
            if other.strip():
                yield Pairing(other.strip(), label, "label")
        if row["description"]:
            yield Pairing(row["description"].split("\n")[0], label, "description")


def skill_sentences(places: Places) -> Iterator[tuple[str, tuple[str, ...]]]:
    """SkillSkape: synthetic sentences of postings with the ESCO labels that they tell."""
    for part in ("train", "dev"):
        with (places.data / f"train/skillskape/{part}.csv").open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                labels = tuple(x for x in ast.literal_eval(row["skills"]) if x not in _NO_LABEL)
                if labels:
                    yield row["sentence"], labels


def ladders(places: Places) -> Iterator[Ladder]:
    """Levelled statements by framework, own frameworks by occupation, GS passages by series."""
    groups: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for path in sorted((places.data / "train/levels").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if path.stem == "usajobs-gs-passages":
                if not record["ambiguous_same_text_other_grade"] and len(record["text"]) >= _SHORT:
                    place = (min(15, max(3, record["equiv_grade"])) - 2.5) / 13
                    groups[f"gs/{record['opm_series'] or record['agency']}"].append((record["text"], place))
            elif not record["ambiguous"]:
                levels = max(record["n_levels"], record["level"])
                name = f"{record['source']}/{record['framework']}"
                groups[name].append((record["text"], (record["level"] - 0.5) / levels))
    out = places.held_out()
    for path in sorted((places.corpora / "frameworks").glob("*.json")):
        if path.stem not in out:
            ids, texts = statements(places, path.stem)
            steps = [_LEVELS.index(name.split("/")[1]) for name in ids]
            groups[f"own/{path.stem}"] = [(text, (step + 0.5) / 4) for step, text in zip(steps, texts, strict=True)]
    for name, rows in sorted(groups.items()):
        if len({place for _, place in rows}) > 1:
            yield Ladder(name, tuple(t for t, _ in rows), tuple(p for _, p in rows))


def kinds(places: Places) -> Iterator[Sorted]:
    """Units of the train postings with their kind."""
    for posting in places.records("postings/train.jsonl"):
        for unit in posting["units"]:
            if clean(unit["text"]):
                yield Sorted(clean(unit["text"]), unit["kind"])


def fingerprint(texts: Iterable[str]) -> str:
    """sha256 over texts in their order."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()[:16]


def _table(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
