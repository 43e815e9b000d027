"""Statements made of real ones, any number of them, all distinct: what a large library of frameworks is imitated with.

Each is a real statement with a clause dropped, added or taken from another statement of the same occupation, or with
words of its trade replaced by others. So their vectors crowd as those of real frameworks do, which noise on vectors
would not imitate. The stream is seeded and drawn with replacement: the first n of it are the same whatever is asked
for, and stand for all of it.
"""

from __future__ import annotations

import csv
import hashlib
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"

SEED = 20_260
_MARKER = (
    "such as|including|in accordance with|according to|in order to|as well as|related to|regarding|using|through|during"
    "|within|between|among|under|about|into|from|with|for|by|to|in|on|at"
)
_CUT = re.compile(rf"(?=,\s)|(?=\s(?:{_MARKER})\s)", re.I)
_LED_BY = re.compile(rf",\s(?:and\s|or\s)?|\s(?:{_MARKER})\s", re.I)
_WORD = re.compile(r"(?<![\w-])[a-z][a-z-]{4,}(?!\w)")
_PLAIN = frozenset(
    {"about", "above", "after", "among", "based", "between", "could", "during", "every", "from", "including", "other"}
    | {"related", "should", "their", "there", "these", "those", "through", "under", "using", "where", "which", "while"}
    | {"within", "without", "would"}
)
_MIN_WORDS, _MAX_WORDS = 3, 60


@dataclass(frozen=True, slots=True)
class Statement:
    """A real statement and the occupation, or what comes nearest to one, that lends it clauses and words."""

    text: str
    group: str


def real_statements() -> list[Statement]:
    """The embedded frameworks' statements and, where the data folder is there, O*NET tasks, federal task statements,
    levelled statements and ESCO labels; each text once, in a fixed order."""
    found = [*_embedded(), *_onet(), *_usajobs(), *_levels(), *_esco()]
    return list({s.text.casefold(): s for s in found if len(s.text.split()) <= _MAX_WORDS}.values())


def perturbed(statements: Sequence[Statement], rows: int) -> Iterator[str]:
    """``rows`` distinct texts, drawn from ``statements`` with their occupations' clauses and words."""
    draw = random.Random(SEED)
    shelves = _shelves(statements)
    seen: set[bytes] = set()
    while len(seen) < rows:
        one = draw.choice(statements)
        text = _changed(one, shelves[one.group], draw)
        if not _MIN_WORDS <= len(text.split()) <= _MAX_WORDS:
            continue
        key = hashlib.blake2b(text.casefold().encode(), digest_size=10).digest()
        if key not in seen:
            seen.add(key)
            yield text


@dataclass(slots=True)
class _Shelf:
    """What an occupation's statements are made of: their heads, their other clauses by what leads them, their words by
    the ending that has to fit."""

    heads: list[str]
    clauses: dict[str, list[str]]
    words: dict[str, list[str]]


def _shelves(statements: Sequence[Statement]) -> dict[str, _Shelf]:
    shelves: dict[str, _Shelf] = defaultdict(lambda: _Shelf([], defaultdict(list), defaultdict(list)))
    for one in statements:
        shelf = shelves[one.group]
        head, *clauses = _cut(one.text)
        shelf.heads.append(head)
        for clause in clauses:
            shelf.clauses[_lead(clause)].append(clause)
        for word in _WORD.findall(one.text):
            if word not in _PLAIN:
                shelf.words[_ending(word)].append(word)
    return shelves


def _changed(one: Statement, shelf: _Shelf, draw: random.Random) -> str:
    pieces = _cut(one.text)
    for _ in range(draw.choice((0, 1, 1, 1, 2, 2, 3))):
        kind = draw.choice(("swap", "swap", "drop", "add", "head", "words", "words", "words"))
        at = draw.randrange(1, len(pieces)) if len(pieces) > 1 else 0
        if kind == "swap" and at:
            pieces[at] = draw.choice(shelf.clauses.get(_lead(pieces[at]), [pieces[at]]))
        elif kind == "drop" and at and len(pieces) > 2:
            del pieces[at]
        elif kind == "add" and shelf.clauses:
            more = draw.choice(shelf.clauses[draw.choice(list(shelf.clauses))])
            pieces += [more] if more not in pieces else []
        elif kind == "head":
            pieces[0] = draw.choice(shelf.heads)
        else:
            pieces = _cut(_other_word("".join(pieces), shelf, draw))
    return "".join(pieces).strip(" ,;") + "."


def _other_word(text: str, shelf: _Shelf, draw: random.Random) -> str:
    places = [m for m in _WORD.finditer(text) if m[0] not in _PLAIN and _ending(m[0]) in shelf.words]
    if not places:
        return text
    place = draw.choice(places)
    return text[: place.start()] + draw.choice(shelf.words[_ending(place[0])]) + text[place.end() :]


def _cut(text: str) -> list[str]:
    return _CUT.split(text.rstrip(" .;,"))


def _lead(clause: str) -> str:
    led = _LED_BY.match(clause)
    return led[0].strip().casefold() if led else ""


def _ending(word: str) -> str:
    return next((end for end in ("ing", "ed", "ly", "al", "s") if word.endswith(end)), "")


def _embedded() -> Iterator[Statement]:
    for path in sorted((ROOT / "corpora" / "frameworks").glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        for level in document["framework"]["levels"].values():
            yield from (Statement(text, path.stem) for text in level["statements"])


def _onet() -> Iterator[Statement]:
    for row in _table(DATA / "train" / "onet-29.3" / "task_statements.tsv"):
        yield Statement(row["Task"], row["O*NET-SOC Code"])


def _usajobs() -> Iterator[Statement]:
    for row in _lines(DATA / "train" / "usajobs-task-statements.jsonl"):
        yield Statement(row["task"], f"usajobs {row['title']}")


def _levels() -> Iterator[Statement]:
    for path in sorted((DATA / "train" / "levels").glob("*.jsonl")):
        if path.stem != "usajobs-gs-passages":
            for row in _lines(path):
                yield Statement(row["text"], f"{row['source']} {row['framework']} {row['competency']}")


def _esco() -> Iterator[Statement]:
    for row in _table(DATA / "train" / "esco" / "skills.tsv"):
        labels = [row["preferred_label"] or "", *(row["alt_labels"] or "").strip('"').split(", ")]
        yield from (Statement(label, f"esco {label.split()[0].casefold()}") for label in labels if label.strip())


def _table(path: Path) -> Iterator[dict[str, str]]:
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as stream:
            yield from csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)


def _lines(path: Path) -> Iterator[dict[str, str]]:
    if path.is_file():
        with path.open(encoding="utf-8") as stream:
            yield from map(json.loads, stream)
