"""Throughput and memory against the size of a corpus of which most chunks are unique, and what a million would take.

The corpora are recombined from real postings (``recombine``). Memory is summed over all processes and looked at all
along. A million is computed upward: the time that a posting takes between the two largest corpora, and the memory that
was seen, which has to be flat for that. The plain pipeline runs beside on the smaller sizes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks import corpus, recombine, sides
from benchmarks.context import Context
from benchmarks.processes import Sample, Timed
from benchmarks.sides import PLAIN, QUICK_NAMED, SETS, ours
from benchmarks.summary import rounded
from benchmarks.turns import optional, tell

_POINTS = 120
_PART = 64
MILLION = 1_000_000


def measure(context: Context) -> dict[str, Any]:
    """A row for each size, and the million computed."""
    skipped: dict[str, str] = {}
    rows = []
    for size in sorted(context.sizes):
        table = corpus.write(recombine.postings(_sources(context), size), context.folder("corpora") / "made.jsonl")
        rows.append(_size(context, table, size, skipped))
        table.unlink()
    return {
        "side": ours(2),
        "frameworks": (QUICK_NAMED if context.quick else SETS[1]).told,
        "sizes": rows,
        "million": _upward(rows),
        "skipped": skipped,
    }


def _sources(context: Context) -> list[corpus.Text]:
    if context.quick:
        return corpus.own()
    return [*corpus.distinct(corpus.nyc()), *(t for t in corpus.distinct(corpus.emscad()) if t.words >= 60)]


def _size(context: Context, table: Path, size: int, skipped: dict[str, str]) -> dict[str, Any]:
    chosen = QUICK_NAMED if context.quick else SETS[1]
    seen: dict[str, Any] = {}
    beside: Timed | None = None
    if size <= context.plain_up_to:
        plain = optional(skipped, PLAIN, lambda: sides.plain(context, table, chosen))
        if plain:
            tell(f"{size} postings: {PLAIN}")
            beside = plain()
    tell(f"{size} postings: {ours(2)}")
    taken = sides.batch(context, table, chosen, 2, every=0.5, look=lambda out: seen.update(_unique(out)))
    out = {"postings": size, **seen, **_figures(taken, size)}
    out["samples"] = _thinned(taken.samples)
    if beside is not None:
        out["plain"] = _figures(beside, size)
        out["ratio"] = rounded(beside.seconds / taken.seconds)
    return out


def _figures(taken: Timed, size: int) -> dict[str, Any]:
    return {
        "seconds": rounded(taken.seconds),
        "postings_per_s": rounded(size / taken.seconds),
        "peak_mb": rounded(taken.peak_mb),
        "peak_rss_mb": rounded(taken.peak_rss_mb),
    }


def _unique(out: Path) -> dict[str, Any]:
    """How many chunks were matched, the share of different ones among them, and the size of the results."""
    every = 0
    unique: set[int] = set()
    size = 0
    for part in sorted(out.glob("part-*.jsonl")):
        size += part.stat().st_size
        with part.open(encoding="utf-8") as lines:
            for line in lines:
                found = [hash(c["text"]) for c in json.loads(line)["chunks"] if c["kind"] == "responsibility"]
                every += len(found)
                unique.update(found)
    return {"chunks": every, "unique_share": round(len(unique) / max(1, every), 4), "results_mb": rounded(size / 1e6)}


def _thinned(samples: tuple[Sample, ...]) -> list[list[float]]:
    """[seconds, resident MB, proportional MB, processes, postings in finished parts], at most ``_POINTS`` of them."""
    step = max(1, -(-len(samples) // _POINTS))
    return [
        [round(s.seconds, 1), round(s.rss_mb), round(s.pss_mb), s.processes, s.count * _PART] for s in samples[::step]
    ]


def _upward(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A million postings, computed: nothing of that size was run."""
    last = rows[-1]
    if len(rows) > 1:
        before = rows[-2]
        each = (last["seconds"] - before["seconds"]) / (last["postings"] - before["postings"])
    else:
        each = last["seconds"] / last["postings"]
    return {
        "computed": True,
        "how": "time a posting between the two largest corpora × 1,000,000; memory as seen there",
        "hours": rounded(each * MILLION / 3600),
        "peak_mb": max(row["peak_mb"] for row in rows),
        "results_gb": rounded(last["results_mb"] / last["postings"] * MILLION / 1000),
    }
