"""What is known of O*NET's occupations, as the arrays of models/occupation.safetensors.

Titles, descriptions and tasks are looked up, not fitted: every occupation has its own row, and those that are held out
have theirs, of their titles and descriptions (their tasks are not in the data). An occupation with a framework in the
corpora has its statements, too. What is shared by all rows and therefore learned, the spread of titles and of tasks
around their occupation's middle, is learned without the held-out ones.
"""

from __future__ import annotations

import csv
import random
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from jdmatch.occupation import words
from jdmatch.training import material, titles

ONET = "train/onet-29.3"
BACKGROUND, SEED = 512, 2
SHRINK = 0.3
_LEAST_SENTENCE = 20  # characters
_SENTENCE = re.compile(r"(?<=\.)\s+")
Array = NDArray[np.float64]
Pairs = Sequence[tuple[str, str]]


class Vectors(Protocol):
    """Texts → unit vectors (n, dim)."""

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row for each text."""
        ...


@dataclass(frozen=True)
class Onet:
    """Occupations by code: ``titles`` and ``duties`` are (code, text), ``lines`` are duties as postings put them, of
    occupations that are not held out. The first ``tasks`` of the duties are O*NET's; sentences of its descriptions and
    the statements of corpora/frameworks follow."""

    codes: tuple[str, ...]
    titles: tuple[tuple[str, str], ...]
    duties: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str], ...]
    held_out: frozenset[str]
    tasks: int

    def less(self, titles: Collection[tuple[str, str]], tasks: Collection[str]) -> Onet:
        """Without these alternate titles, (code, title), and without the tasks of these codes."""
        # The official titles come first; each occupation keeps its own.
        kept = tuple(p for n, p in enumerate(self.titles) if n < len(self.codes) or p not in titles)
        duties = tuple(p for n, p in enumerate(self.duties) if n >= self.tasks or p[0] not in tasks)
        dropped = len(self.duties) - len(duties)
        return replace(self, titles=kept, duties=duties, tasks=self.tasks - dropped)


def read(places: material.Places) -> Onet:
    """The tables. OSError where they are not there."""
    folder, held_out = places.data / ONET, places.held_out()
    occupations = [*_rows(folder / "occupation_data.tsv")]
    codes = tuple(sorted(row["O*NET-SOC Code"] for row in occupations))
    named = [(row["O*NET-SOC Code"], row["Title"]) for row in occupations]
    named += [(row["O*NET-SOC Code"], row["Alternate Title"]) for row in _rows(folder / "alternate_titles.tsv")]
    duties = [(code, text) for code, tasks in material.onet_tasks(places).items() for text in tasks.values()]
    tasks = len(duties)
    for row in occupations:
        duties += [(row["O*NET-SOC Code"], part) for part in _sentences(row["Description"])]
    for path in sorted((places.corpora / "frameworks").glob("*.json")):
        if path.stem in codes:
            duties += [(path.stem, text) for text in material.statements(places, path.stem)[1]]
    lines = [(line.code, line.text) for line in written(places) if line.duty and line.code in codes]
    return Onet(
        codes,
        tuple(named),
        tuple(duties),
        tuple(x for x in lines if x[0] not in held_out),
        held_out,
        tasks,
    )


@dataclass(frozen=True)
class Line:
    """A line of a posting for the occupation ``code``; ``duty``: some statement or task of it is meant."""

    code: str
    text: str
    duty: bool


def written(places: material.Places) -> Iterator[Line]:
    """The lines that were written for training."""
    for record in places.records("lines.jsonl"):
        text = material.clean(record["line"])
        if text:
            yield Line(record["framework"].removeprefix("onet/"), text, bool(record["matches"]))


def arrays(onet: Onet, vectors: Vectors) -> Mapping[str, NDArray[Any]]:
    """Everything in the file."""
    named = onet.titles
    out: dict[str, NDArray[Any]] = {}
    found = titles.fit(_encoded(vectors, named), [code for code, _ in named], onet.codes, onet.held_out)
    out["titles.offset"] = found.offsets.astype(np.float32)
    _put(out, "titles", found.rows)
    _put_tasks(out, onet, vectors)
    _put_words(out, onet.codes, [*named, *onet.duties])
    return out


def _put_tasks(out: dict[str, NDArray[Any]], onet: Onet, vectors: Vectors) -> None:
    duties, place = _encoded(vectors, onet.duties), {code: i for i, code in enumerate(onet.codes)}
    rows_of = np.array([place[code] for code, _ in onet.duties])
    means = _means(duties, rows_of, len(onet.codes))
    learned = np.array([code not in onet.held_out for code, _ in onet.duties])
    rest = (duties - means[rows_of])[learned]
    if onet.lines:
        lines = _encoded(vectors, onet.lines)
        rest = np.concatenate([rest, lines - means[[place[code] for code, _ in onet.lines]]])
    spread = rest.T @ rest / len(rest)
    spread += SHRINK * np.trace(spread) / len(spread) * np.eye(len(spread))
    sizes, axes = np.linalg.eigh(spread)
    # Symmetric, so that no axis' sign is left to chance.
    whitener = (axes / np.sqrt(sizes)) @ axes.T
    origin = duties[learned].mean(axis=0)
    out["whitener"] = np.ascontiguousarray((whitener / np.abs(whitener).max()).astype(np.float16))
    out["origin"] = origin.astype(np.float32)
    even = _unit((duties - origin.astype(np.float32)) @ out["whitener"].astype(np.float64))
    _put(out, "middles", _unit(_means(even, rows_of, len(onet.codes))))
    sample = random.Random(SEED).sample(np.flatnonzero(learned[: onet.tasks]).tolist(), BACKGROUND)  # noqa: S311
    _put(out, "background", even[sample])


def _put_words(out: dict[str, NDArray[Any]], codes: Sequence[str], texts: Pairs) -> None:
    own: dict[str, list[str]] = defaultdict(list)
    for code, text in texts:
        own[code].append(text)
    counts = [words.count(own[code]) for code in codes]
    known = Counter(place for one in counts for place in one)
    seen = np.zeros(words.BUCKETS)
    seen[list(known)] = list(known.values())
    rarity = (1 + np.log((1 + len(codes)) / (1 + seen))).astype(np.float16)
    entries: list[tuple[int, int, float]] = []
    for number, one in enumerate(counts):
        places, weights = words.profile(one, rarity.astype(np.float32))
        entries += zip(places.tolist(), [number] * len(places), weights.tolist(), strict=True)
    entries.sort()
    held, scale = np.array([e[2] for e in entries]), np.zeros(len(codes))
    np.maximum.at(scale, [e[1] for e in entries], held / 255)
    numbers = np.array([e[1] for e in entries], dtype=np.int64)
    out["words.rarity"] = rarity
    out["words.lengths"] = np.bincount([e[0] for e in entries], minlength=words.BUCKETS).astype(np.uint16)
    out["words.codes"] = numbers.astype(np.uint16)
    out["words.weights"] = np.round(held / scale[numbers]).astype(np.uint8)
    out["words.scale"] = scale.astype(np.float32)


def _put(out: dict[str, NDArray[Any]], name: str, rows: Array) -> None:
    """Rows as eight-bit vectors with a scale each."""
    scale = np.maximum(np.abs(rows).max(axis=1), 1e-9) / 127
    # safetensors writes an array's memory as it lies there: rows must lie behind one another.
    out[name] = np.ascontiguousarray(np.round(rows / scale[:, None]).astype(np.int8))
    out[f"{name}.scale"] = scale.astype(np.float32)


def _means(rows: Array, owner: NDArray[np.int64], count: int) -> Array:
    sums = np.zeros((count, rows.shape[1]))
    np.add.at(sums, owner, rows)
    return sums / np.maximum(np.bincount(owner, minlength=count), 1)[:, None]


def _unit(rows: Array) -> Array:
    out: Array = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return out


def _encoded(vectors: Vectors, pairs: Pairs) -> Array:
    return vectors([text for _, text in pairs]).astype(np.float64)


def _sentences(description: str) -> list[str]:
    return [part for part in _SENTENCE.split(description) if len(part) > _LEAST_SENTENCE]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
