"""A library of postings to measure (``store``): how it is filled, and what is asked of it.

The postings are lines of the corpora put together anew, their columns drawn as real ones are spread (forty occupations
of which few are common, four levels, a score, a handful of tags); the rows are put in as they would stand there, since
analysing a hundred thousand postings would take a day and change nothing about a list.
"""

from __future__ import annotations

import hashlib
import json
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from benchmarks.context import ROOT
from benchmarks.turns import tell
from jdmatch.settings import Settings
from jdmatch.store import Store, open_store
from jdmatch.store import tables as t
from jdmatch.store.database import iso
from jdmatch.store.records import PostingQuery

LEVELS = ("emerging", "developing", "proficient", "advanced")
TAGS = ("urgent", "north", "south", "remote", "template", "reviewed", "agency", "old")
COVERED = 25  # statements of a posting
KEPT = 4_000  # bytes of a kept analysis; they lie in a table that no list reads
_CHUNK = 1_000
_START = datetime(2024, 1, 1, tzinfo=UTC)


def database(url: str, number: int, folder: Path) -> dict[str, Any]:
    """Figures of the database of a URL, filled with ``number`` postings first where it is empty."""
    with open_store(url, Settings(data_dir=folder)) as store:
        began = time.perf_counter()
        if not store.info().postings:
            fill(store, number)
        filled = time.perf_counter() - began
        figures = {}
        for name, ask in questions().items():
            found = figures[name] = _timed(store, ask)
            told = f"p50 {found['p50_ms']:7.1f}  p95 {found['p95_ms']:7.1f}  own p95 {found['own_p95_ms']:7.1f} ms"
            tell(f"{store.database.dialect.name:10} {name:52} {told}")
        worst = max(found["p95_ms"] for found in figures.values())
        own = max(found["own_p95_ms"] for found in figures.values())
        size = store.info().bytes or 0
    return {
        "filled_s": round(filled, 1),
        "gb": round(size / 1e9, 2),
        "worst_p95_ms": worst,
        "worst_own_p95_ms": own,
        "figures": figures,
    }


def questions() -> dict[str, Any]:
    """Name → what a page asks, as functions of a store and a turn (so that no two turns ask for the same)."""
    every = PostingQuery()
    filters = {
        "no filter": every,
        "common occupation": replace(every, occupation="43-0000.00"),
        "rare occupation": replace(every, occupation="43-0039.00"),
        "level": replace(every, level="proficient"),
        "framework": replace(every, framework="43-0003.00"),
        "score 0.3 to 0.5": replace(every, score_from=0.3, score_to=0.5),
        "score above 0.97": replace(every, score_from=0.97),
        "one day": replace(every, added_from="2025-03-03", added_to="2025-03-03"),
        "common tag": replace(every, tag="urgent"),
        "rare tag": replace(every, tag="old"),
        "failed": replace(every, failed=True),
        "words, common": replace(every, words="experience team"),
        "words, in half": replace(every, words="customers"),
        "words, rare": replace(every, words="rareword17"),
        "words, phrase": replace(every, words='"high school diploma"'),
        "words and occupation and level": replace(every, words="team", occupation="43-0001.00", level="advanced"),
        "words and rare tag": replace(every, words="experience", tag="old"),
        "all": replace(every, words="work", level="developing", framework="43-0000.00", tag="urgent", score_from=0.2),
    }
    out: dict[str, Any] = {}
    for name, query in filters.items():
        for sort in ("added", "title", "score", "level", "occupation"):
            out[f"list by {sort}: {name}"] = _paging(replace(query, sort=sort))
        out[f"facets: {name}"] = _facets(query)
    out["covering a statement"] = lambda store, turn: store.covers.covering("43-0000.00", f"43-0000.00/{turn % 60}")
    out["counts of a framework"] = lambda store, turn: store.covers.counts(f"43-{turn % 10:04}.00")
    out["a posting's row"] = lambda store, turn: store.postings.row(1 + turn * 37)
    return out


def _facets(query: PostingQuery) -> Any:
    return lambda store, _turn: store.postings.facets(query)


def _paging(query: PostingQuery) -> Any:
    at: dict[str, Any] = {}

    def ask(store: Store, turn: int) -> None:
        # Turn by turn further into the list, downward and upward.
        asked = replace(query, descending=turn % 2 == 0)
        page = store.postings.page(replace(asked, cursor=at.get(asked.descending)))
        at[asked.descending] = page.next

    return ask


def _timed(store: Store, ask: Any, turns: int = 20) -> dict[str, float]:
    """Wall time, and this process's own time beside it: on a machine that does other things, too, SQLite's wall time
    says more about those."""
    wall, own = [], []
    for turn in range(turns):
        began, began_own = time.perf_counter(), time.process_time()
        ask(store, turn)
        wall.append((time.perf_counter() - began) * 1000)
        own.append((time.process_time() - began_own) * 1000)
    return {
        "p50_ms": round(sorted(wall)[turns // 2], 1),
        "p95_ms": round(sorted(wall)[int(turns * 0.95) - 1], 1),
        "own_p95_ms": round(sorted(own)[int(turns * 0.95) - 1], 1),
        "n": turns,
    }


def fill(store: Store, number: int) -> None:
    """Put the postings in."""
    drawn = random.Random(8)
    lines = list(_lines())
    with store.database.write() as connection:
        names = [
            {"id": 1 + k * 60 + n, "framework": _soc(k), "statement": f"{_soc(k)}/{n}"}
            for k in range(40)
            for n in range(60)
        ]
        connection.execute(insert(t.statements), names)
    for start in range(0, number, _CHUNK):
        rows = [_row(drawn, lines, 1 + start + n) for n in range(min(_CHUNK, number - start))]
        with store.database.write() as connection:
            connection.execute(insert(t.postings), [row["posting"] for row in rows])
            connection.execute(insert(t.posting_texts), [row["text"] for row in rows])
            connection.execute(insert(t.analyses), [row["analysis"] for row in rows])
            connection.execute(insert(t.posting_frameworks), [row["framework"] for row in rows if row["framework"]])
            connection.execute(insert(t.posting_tags), [tag for row in rows for tag in row["tags"]])
            connection.execute(insert(t.covers), [one for row in rows for one in row["covers"]])
        if start % 10_000 == 0:
            tell(f"   {start:,} put in")
    with store.database.write() as connection:
        store.database.dialect.tidy(connection)
    if store.database.dialect.name == "postgresql":
        store.database.dialect.compact(store.database.engine)


def _lines() -> Iterator[str]:
    for line in (ROOT / "corpora" / "postings" / "train.jsonl").read_text(encoding="utf-8").splitlines():
        yield from (part.strip() for part in json.loads(line)["text"].splitlines() if part.strip())


def _soc(k: int) -> str:
    return f"43-{k:04}.00"


def _row(drawn: random.Random, lines: list[str], number: int) -> dict[str, Any]:
    failed = drawn.random() < 0.01
    k = min(39, int(drawn.expovariate(0.15)))
    level = drawn.choices(range(4), (3, 5, 3, 1))[0]
    body = drawn.sample(lines, 22) + ([f"Rareword{number % 5000}"] if number % 3 == 0 else [])
    text = "\n".join(body)
    title = f"{drawn.choice(lines)[:40]} {number % 977}"
    added = iso(_START + timedelta(minutes=8 * number, microseconds=number))
    summary = {
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "language": "en",
        "words": len(text.split()),
        "occupation": "" if failed else _soc(k),
        "occupation_title": "" if failed else f"Occupation number {k} and the like",
        "occupation_probability": None if failed else 0.8,
        "framework": "" if failed else _soc(k),
        "target_level": None if failed else LEVELS[level],
        "level": "" if failed else LEVELS[level],
        "level_order": -1.0 if failed else round(level / 3, 4),
        "level_abstained": 0,
        "score": -1.0 if failed else round(drawn.betavariate(3, 3), 6),
        "score_low": None if failed else 0.2,
        "score_high": None if failed else 0.7,
        "covered": 9,
        "partial": 4,
        "missing": 12,
        "diagnostics": 1,
        "signature": "a" * 64,
        "failure_code": "JDM005" if failed else None,
        "failure_message": "too short" if failed else None,
    }
    posting = {
        "id": number, "name": f"posting-{number}.txt", "title": title, "title_key": title.casefold(),
        "source": "upload", "format": "text", "added": added, "added_by": "ann", "changed": added,
        "analysis_id": number, "analyses": 1,
    }  # fmt: skip
    kept = drawn.randbytes(KEPT)
    analysis = {
        "id": number,
        "posting_id": number,
        "number": 1,
        "at": added,
        "who": "ann",
        "kept_sha256": "b" * 64,
        "kept": kept,
    }
    tags = [tag for n, tag in enumerate(TAGS) if drawn.random() < (0.3, 0.1, 0.1, 0.1, 0.05, 0.05, 0.02, 0.002)[n]]
    covered = [] if failed else drawn.sample(range(60), COVERED)
    return {
        "posting": posting | summary,
        "text": {"posting_id": number, "title": title, "text": text, "kept": b""},
        "analysis": analysis | summary,
        "framework": None if failed else {"framework": _soc(k), "posting_id": number},
        "tags": [{"posting_id": number, "tag": tag} for tag in tags],
        "covers": [
            {"statement_id": 1 + k * 60 + n, "status": 1 + (n % 3 > 0), "posting_id": number, "probability": 0.7}
            for n in covered
        ],
    }
