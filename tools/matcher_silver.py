"""Pairs to fit the matcher's weights on: duties of one occupation against another occupation's task statements.

O*NET says for each task which detailed work activities it belongs to. Two occupations that share some activities but
not most make a block as a posting and a framework do: the tasks of the one are the duties, those of the other the
statements, and a pair is positive where the tasks have an activity in common. Everything else in the block is about the
same trade or a neighbouring one, so the negatives are hard. The task files hold none of dev-gold's occupations.
"""

from __future__ import annotations

import csv
import hashlib
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DATA = Path(__file__).parents[2] / "shared" / "data" / "train" / "onet-29.3"
FILES = ("task_statements.tsv", "tasks_to_dwas.tsv")
ATTRIBUTION = "O*NET 29.3 Database, U.S. Department of Labor, Employment and Training Administration, CC BY 4.0"
# A partner shares at least so many activities, and at most this part of its own.
LEAST_SHARED = 3
MOST_SHARED = 0.6
PARTNERS = 2
LEAST_DUTIES, LEAST_STATEMENTS = 5, 8


@dataclass(frozen=True)
class Tasks:
    """Task texts, the tasks of each occupation in file order, and the activities of each task."""

    texts: Mapping[str, str]
    occupations: Mapping[str, tuple[str, ...]]
    activities: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class SilverBlock:
    """Duties × statements with ``related`` (duties, statements): whether they share an activity."""

    duties: tuple[str, ...]
    statements: tuple[str, ...]
    related: NDArray[np.bool_]


def read() -> Tasks:
    """The tables. OSError where they are not there."""
    texts: dict[str, str] = {}
    occupations: dict[str, list[str]] = defaultdict(list)
    for row in _rows(FILES[0]):
        texts[row["Task ID"]] = row["Task"]
        occupations[row["O*NET-SOC Code"]].append(row["Task ID"])
    activities: dict[str, set[str]] = defaultdict(set)
    for row in _rows(FILES[1]):
        activities[row["Task ID"]].add(row["DWA ID"])
    return Tasks(
        texts,
        {name: tuple(tasks) for name, tasks in occupations.items()},
        {task: frozenset(found) for task, found in activities.items()},
    )


def fingerprint() -> str:
    """sha256 over the files that were read."""
    return hashlib.sha256(b"".join((DATA / name).read_bytes() for name in FILES)).hexdigest()[:16]


def blocks(tasks: Tasks, count: int, seed: int) -> Iterator[SilverBlock]:
    """``count`` blocks at most, the same ones for the same seed."""
    rng = random.Random(seed)
    known = {name: [t for t in own if t in tasks.activities] for name, own in sorted(tasks.occupations.items())}
    doing = {name: frozenset(a for t in own for a in tasks.activities[t]) for name, own in known.items()}
    couples: list[tuple[str, str]] = []
    for one in doing:
        partners = [
            other
            for other in doing
            if other != one and LEAST_SHARED <= len(doing[one] & doing[other]) < MOST_SHARED * len(doing[other])
        ]
        rng.shuffle(partners)
        couples += [(one, other) for other in partners[:PARTNERS]]
    rng.shuffle(couples)
    for one, other in couples[:count]:
        if len(known[one]) < LEAST_DUTIES or len(known[other]) < LEAST_STATEMENTS:
            continue
        yield SilverBlock(
            tuple(tasks.texts[t] for t in known[one]),
            tuple(tasks.texts[t] for t in known[other]),
            np.array([[bool(tasks.activities[a] & tasks.activities[b]) for b in known[other]] for a in known[one]]),
        )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
