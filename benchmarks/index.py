"""The index on a large library: recall against the exact search, time, size and memory, on perturbed real statements.

Statements are made by ``perturbed.py`` and encoded with the shipped encoder, in shards below ``--scratch`` that a
second run goes on from (a million take 20 to 40 minutes on two cores). Queries are duties of real postings. Building
and searching run in processes of their own, so that memory is theirs alone; recall is counted by score, so that equal
vectors do not count as misses.

    python benchmarks/index.py --rows 1000000 --scratch build/index-scratch [--json build/index.json] [--above 50000]

``--above`` lowers the size from which lists are built, to try them on fewer rows.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from perturbed import DATA, perturbed, real_statements

from jdmatch import chunking, encoder, kinds, sources
from jdmatch.errors import InputError
from jdmatch.index import Index, Part, index_name, open_index, store
from jdmatch.settings import Settings

POSTINGS = DATA / "dev" / "postings" / "nyc-jobs.jsonl"
SHARD = 10_000
BATCH = 30
K = 40
QUERIES = 1200
ONET = 17_246
Vectors = NDArray[np.float32]
Timing = tuple[float, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--scratch", type=Path, default=Path("build/index-scratch"))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--above", type=int, default=store.EXACT_ROWS)
    parser.add_argument("--work", choices=("build", "search", "exact"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    store.EXACT_ROWS = asked.above
    asked.scratch.mkdir(parents=True, exist_ok=True)
    if asked.work:
        shards = json.loads((asked.scratch / "plan.json").read_text(encoding="utf-8"))
        print(json.dumps({"build": build, "search": search, "exact": exact}[asked.work](asked.scratch, shards)))
        return
    shards = encoded(asked.rows, asked.scratch)
    queries(asked.scratch)
    (asked.scratch / "plan.json").write_text(json.dumps(shards), encoding="utf-8")
    report: dict[str, Any] = {"machine": platform.processor() or platform.machine(), "cores": os.cpu_count()}
    for work in ("build", "search", "exact"):
        command = [
            sys.executable,
            __file__,
            "--work",
            work,
            "--scratch",
            str(asked.scratch),
            "--above",
            str(asked.above),
        ]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        report |= json.loads(done.stdout.splitlines()[-1])
    report |= recall(asked.scratch, shards)
    print("\n".join(f"| {name} | {value} |" for name, value in [("figure", "value"), ("---", "---:"), *report.items()]))
    if asked.json:
        asked.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def encoded(rows: int, scratch: Path) -> list[dict[str, Any]]:
    """The shards of so many perturbed statements, those that are not there yet made: name, rows, encoder."""
    used = encoder.load(Settings())
    stream = perturbed(real_statements(), rows)
    shards: list[dict[str, Any]] = []
    while texts := list(islice(stream, SHARD)):
        key = hashlib.sha256("\n".join([used.signature, *texts]).encode()).hexdigest()[:16]
        path = scratch / f"{len(shards):04d}-{key}.npy"
        if not path.exists():
            started = time.monotonic()
            kept(path, used.encode(texts).vectors.astype(np.float16))
            print(f"{path.name}: encoded in {time.monotonic() - started:.0f} s", file=sys.stderr)
        shards.append({"name": path.name, "rows": len(texts), "encoder": used.signature})
    return shards


def queries(scratch: Path) -> Vectors:
    """Vectors of the duties of real postings, a posting's behind one another; kept in the scratch folder."""
    path = scratch / "queries.npy"
    if not path.exists():
        settings, duties = Settings(), list[str]()
        with POSTINGS.open(encoding="utf-8") as stream:
            for record in map(json.loads, stream):
                if len(duties) < QUERIES:
                    duties += [text for text in _duties(record, settings) if text not in duties]
        kept(path, encoder.load(settings).encode(duties[:QUERIES]).vectors)
    found: Vectors = np.load(path)
    return found


def _duties(record: dict[str, str], settings: Settings) -> list[str]:
    try:
        posting = sources.from_text(
            record["Job Description"], settings, id=str(record["Job ID"]), title=record["Business Title"]
        )
    except InputError:
        return []
    sections, cut = chunking.split(posting, None)
    return [c.body for c in kinds.classify(posting, sections, cut) if c.kind == "responsibility"]


def kept(path: Path, values: NDArray[Any]) -> None:
    temporary = path.with_name(f".{path.name}")
    with temporary.open("wb") as stream:
        np.save(stream, values)
    temporary.replace(path)


def parts_of(shards: list[dict[str, Any]]) -> list[Part]:
    return [Part(f"shard {n}", shard["name"], shard["rows"]) for n, shard in enumerate(shards)]


def pieces(scratch: Path, shards: list[dict[str, Any]]) -> Iterator[Vectors]:
    for shard in shards:
        yield np.load(scratch / shard["name"]).astype(np.float32)


def build(scratch: Path, shards: list[dict[str, Any]]) -> dict[str, Any]:
    """Build and save; seconds, sizes, memory."""
    root, name = scratch / "indexes", index_name(shards[0]["encoder"], parts_of(shards))
    shutil.rmtree(root / name, ignore_errors=True)
    started = time.monotonic()
    index = open_index(
        root, encoder=shards[0]["encoder"], parts=parts_of(shards), vectors=lambda: pieces(scratch, shards)
    )
    return {
        "rows": len(index),
        "exact": index.exact,
        "build s": round(time.monotonic() - started, 1),
        "build peak MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "on disk MB": round(sum(p.stat().st_size for p in (root / name).iterdir()) / 1e6),
    }


def search(scratch: Path, shards: list[dict[str, Any]]) -> dict[str, Any]:
    """Load and search as an analysis does; milliseconds, memory. What is found goes to the scratch folder."""
    folder = scratch / "indexes" / index_name(shards[0]["encoder"], parts_of(shards))
    asked = queries(scratch)
    before = resident()
    loads = []
    for _ in range(2):
        started = time.monotonic()
        index = Index.load(folder, encoder=shards[0]["encoder"], parts=parts_of(shards))
        index.search(asked[:1], K)
        loads.append(round(time.monotonic() - started, 2))
    rows, scores = index.search(asked, K)
    kept(scratch / "found.npy", scores)
    alone, together = timed(index, asked)
    after = resident()
    equal = all((index.search(asked[i : i + 1], K)[0][0] == rows[i]).all() for i in range(0, len(asked), 7))
    return {
        "first load s": loads[0],
        "later load s": loads[1],
        **percentiles("one query", alone),
        **percentiles(f"batch of {BATCH}", together),
        "memory MB": round(after["RssAnon"] - before["RssAnon"] + after["RssFile"] - before["RssFile"]),
        "of these mapped MB": round(after["RssFile"] - before["RssFile"]),
        "alone as together": equal,
    }


def exact(scratch: Path, shards: list[dict[str, Any]]) -> dict[str, Any]:
    """The exact index at the sizes that decide from where on lists are built."""
    figures: dict[str, Any] = {}
    for rows in (ONET, 50_000, 100_000):
        vectors = np.concatenate(list(pieces(scratch, shards[: -(-rows // SHARD)])))[:rows]
        store.EXACT_ROWS = rows
        index = Index.build(vectors, encoder="", parts=[Part("all", "", len(vectors))])
        alone, together = timed(index, queries(scratch)[:600])
        name = f"exact, {len(index)} rows"
        figures |= percentiles(f"{name}: one query", alone) | percentiles(f"{name}: batch of {BATCH}", together)
    return figures


def recall(scratch: Path, shards: list[dict[str, Any]]) -> dict[str, float]:
    """The share of the nearest 10 and 40 of all rows, looked at one and all, that was found."""
    import faiss

    asked, found = queries(scratch), np.load(scratch / "found.npy")
    nearest = np.full((len(asked), 0), -2, dtype=np.float32)
    for piece in pieces(scratch, shards):
        scores, _ = faiss.knn(asked, piece, min(K, len(piece)), metric=faiss.METRIC_INNER_PRODUCT)
        nearest = -np.sort(-np.concatenate([nearest, scores], axis=1), axis=1)[:, :K]
    # Scores here are in single precision, and of rows that were not brought to unit length once more.
    return {f"recall@{k}": round(float((found[:, :k] >= nearest[:, k - 1 : k] - 1e-4).mean()), 4) for k in (1, 10, K)}


def timed(index: Index, asked: Vectors) -> tuple[list[Timing], list[Timing]]:
    """Queries one by one, and batches of them."""
    starts = range(0, len(asked) - BATCH + 1, BATCH)
    _timing(index, asked[:BATCH])
    alone = [_timing(index, asked[at : at + 1]) for at in range(min(300, len(asked)))]
    return alone, [_timing(index, asked[at : at + BATCH]) for at in starts]


def _timing(index: Index, asked: Vectors) -> Timing:
    """Milliseconds of a search by the wall's clock and of all cores."""
    wall, busy = time.perf_counter(), time.process_time()
    index.search(asked, K)
    return 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - busy)


def percentiles(name: str, timings: list[Timing]) -> dict[str, float]:
    walls, busy = zip(*timings, strict=True)
    figures = {f"{name}, p{p} ms": round(float(np.percentile(walls, p)), 2) for p in (5, 50, 95)}
    return {**figures, f"{name}, p50 CPU ms": round(float(np.median(busy)), 2)}


def resident() -> dict[str, float]:
    """Megabytes of this process: what is its own, and what is mapped from files. Linux; zeros elsewhere."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
    read = {line.split(":")[0]: float(line.split()[1]) / 1024 for line in lines if line.startswith("Rss")}
    return {"RssAnon": read.get("RssAnon", 0.0), "RssFile": read.get("RssFile", 0.0)}


if __name__ == "__main__":
    main()
