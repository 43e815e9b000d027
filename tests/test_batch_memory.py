"""What a run holds does not grow with its postings: ids are hashes, rows a stream, results parts."""

from __future__ import annotations

import csv
import gc
import io
import json
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch import Settings
from jdmatch.batch import BatchOptions, run, tables
from jdmatch.batch.items import Columns
from jdmatch.batch.seen import Seen
from tests import bakery


@settings(deadline=None, max_examples=50)
@given(ids=st.lists(st.text(max_size=4)))
def test_an_id_is_new_once(ids):
    seen, known = Seen(), set()
    for one in ids:
        assert seen.add(one) == (one not in known)
        known.add(one)
    assert len(seen) == len(known)


def test_many_ids_in_little_memory():
    seen = Seen()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        assert all(seen.add(f"posting number {n}") for n in range(20_000))
        size = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert not any(seen.add(f"posting number {n}") for n in range(0, 20_000, 7))
    assert len(seen) == 20_000
    assert size < 20_000 * 60


def write_table(path, postings):
    """A table of texts that are 5 kB each."""
    texts = (f"posting {n} " * 500 for n in range(postings))
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps({"id": str(n), "text": t}) + "\n" for n, t in enumerate(texts)))
    elif path.suffix == ".csv":
        stream = io.StringIO(newline="")
        csv.writer(stream).writerows([("id", "text"), *((n, t) for n, t in enumerate(texts))])
        path.write_text(stream.getvalue(), newline="")
    else:
        pa = pytest.importorskip("pyarrow", reason="the [research] extra is not installed")
        pq = pytest.importorskip("pyarrow.parquet")
        pq.write_table(pa.table({"id": [str(n) for n in range(postings)], "text": list(texts)}), path)


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_a_table_is_never_in_memory_as_a_whole(tmp_path, kind):
    path = tmp_path / f"rows.{kind}"
    write_table(path, 3000)  # 15 MB
    gc.collect()
    tracemalloc.start()
    try:
        count = sum(1 for _ in tables.rows(path, path.name, Columns(), Settings()))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 3000
    assert most < 3_000_000


def test_a_run_holds_no_more_after_many_parts_than_after_some(tmp_path, tiny):
    """The same few lines in every posting, so that what is measured is the run and not a cache of vectors."""
    (tmp_path / "four.csv").write_text(bakery.FOUR)
    line = json.loads(bakery.row(1))
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps({**line, "id": str(n)}) + "\n" for n in range(120)))
    held = []

    def measure(result):
        if result.number in (9, 29):
            gc.collect()
            held.append(tracemalloc.get_traced_memory()[0])

    options = BatchOptions((tmp_path / "rows.jsonl",), tmp_path / "out", part_size=4, workers=1)
    tracemalloc.start()
    try:
        run(options, Settings(frameworks=(str(tmp_path / "four.csv"),)), progress=measure)
    finally:
        tracemalloc.stop()
    assert len(held) == 2
    # 80 postings more, of which 16 bytes of each id and a number of each part are kept. What tests before this one left
    # half filled (caches of patterns, the test runner's own messages) adds up to 35,000 bytes; the analyses, were they
    # kept, would be ten times the limit.
    assert held[1] - held[0] < 60_000
