"""A large index finds nearly what the exact search does, each time the same, and loads nothing but what it saved."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from jdmatch.errors import ModelError, OutputError
from jdmatch.index import EXACT_ROWS, Index, Part, damaged, exact_search, forget, index_name, lists, open_index, store

ENCODER = "tiny@sha256:1"
DIM = 48
ROWS = 12_000
PARTS = (Part("a", "aa", 5_000), Part("b", "bb", 6_999), Part("c", "cc", 1))
ABOVE = 2_000


@pytest.fixture(autouse=True)
def _small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "EXACT_ROWS", ABOVE)


def _crowd(seed: int, n: int, dim: int = DIM) -> NDArray[np.float32]:
    """Vectors that crowd as statements do: trades of different sizes, with duties in them, with variants of each."""
    draw = np.random.default_rng(seed)
    centres = draw.normal(size=(150, dim))
    duties = centres[(150 * draw.random(1500) ** 2).astype(int)] + 0.8 * draw.normal(size=(1500, dim))
    crowd: NDArray[np.float32] = duties[draw.integers(0, 1500, n)] + 0.35 * draw.normal(size=(n, dim))
    return crowd.astype(np.float32)


def _asked(seed: int, vectors: NDArray[np.float32], n: int) -> NDArray[np.float32]:
    """Queries that lie somewhat beside the vectors, as a posting's wording does."""
    draw = np.random.default_rng(seed)
    near = vectors[draw.integers(0, len(vectors), n)]
    queries: NDArray[np.float32] = near + 0.6 * draw.normal(size=near.shape).astype(np.float32)
    return queries


@pytest.fixture(scope="module")
def crowd() -> NDArray[np.float32]:
    return _crowd(1, ROWS)


@pytest.fixture(scope="module")
def built(crowd: NDArray[np.float32], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "EXACT_ROWS", ABOVE)
        yield Index.build(crowd, encoder=ENCODER, parts=PARTS, near=tmp_path_factory.mktemp("built"))


@pytest.fixture
def saved(built: Index, tmp_path: Path) -> Path:
    folder = tmp_path / "indexes" / "one"
    built.save(folder)
    return folder


def _load(folder: Path, *, fully: bool = False) -> Index:
    return Index.load(folder, encoder=ENCODER, parts=PARTS, fully=fully)


def test_lists_are_built_above_the_stated_size_alone(built: Index, crowd: NDArray[np.float32]) -> None:
    assert EXACT_ROWS == 50_000
    assert not built.exact
    at = Index.build(crowd[:ABOVE], encoder=ENCODER, parts=[Part("a", "aa", ABOVE)])
    assert at.exact
    assert not Index.build(crowd[: ABOVE + 1], encoder=ENCODER, parts=[Part("a", "aa", ABOVE + 1)]).exact


def test_the_nearest_are_found(built: Index, crowd: NDArray[np.float32]) -> None:
    queries = _asked(2, crowd, 200)
    rows, _ = built.search(queries, 40)
    nearest, _ = exact_search(queries, crowd, 40)
    recall = {
        k: np.mean([len(set(a[:k]) & set(b[:k])) / k for a, b in zip(rows, nearest, strict=True)]) for k in (10, 40)
    }
    assert recall[10] >= 0.98
    assert recall[40] >= 0.97


def test_scores_are_those_of_the_kept_rows_in_double_precision_and_in_order(
    built: Index, crowd: NDArray[np.float32]
) -> None:
    queries = _asked(3, crowd, 20)
    rows, scores = built.search(queries, 30)
    kept = np.concatenate([built.vectors(part.framework) for part in PARTS])
    units = crowd / np.linalg.norm(crowd, axis=1, keepdims=True)
    assert np.abs(kept - units).max() < 2**-11
    for query, found, own in zip(queries / np.linalg.norm(queries, axis=1, keepdims=True), rows, scores, strict=True):
        assert own == pytest.approx(kept[found].astype(np.float64) @ query.astype(np.float64), abs=1e-6)
        assert [*zip(-own, found, strict=True)] == sorted(zip(-own, found, strict=True))
        assert len(set(found.tolist())) == 30


def test_a_result_does_not_depend_on_the_queries_beside_it(built: Index, crowd: NDArray[np.float32]) -> None:
    queries = _asked(4, crowd, 75)
    rows, scores = built.search(queries, 40)
    for at in range(75):
        alone_rows, alone_scores = built.search(queries[at : at + 1], 40)
        assert (alone_rows[0] == rows[at]).all()
        assert (alone_scores[0] == scores[at]).all()


def test_more_than_the_lists_hold_is_the_exact_search(built: Index, crowd: NDArray[np.float32]) -> None:
    queries = _asked(5, crowd, 2)
    for k in (ROWS - 1, ROWS, ROWS + 5):
        rows, scores = built.search(queries, k)
        assert rows.shape == (2, min(k, ROWS))
        kept = np.concatenate([built.vectors(part.framework) for part in PARTS])
        _, exact = exact_search(queries, kept, k)
        assert scores == pytest.approx(exact, abs=5e-4)
    assert sorted(rows[0].tolist()) == list(range(ROWS))


def test_no_queries_and_no_neighbours_find_nothing(built: Index) -> None:
    assert built.search(np.zeros((0, DIM), dtype=np.float32), 3)[0].shape == (0, 3)
    assert built.search(np.ones((2, DIM), dtype=np.float32), 0)[0].shape == (2, 0)


@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), copies=st.sampled_from([1, 40, 2100]), dim=st.sampled_from([7, 8]))
def test_any_rows_can_be_indexed(seed: int, copies: int, dim: int) -> None:
    n = ABOVE + 100
    draw = np.random.default_rng(seed)
    base = draw.normal(size=(max(1, n // copies), dim)).astype(np.float32)
    base[0] = 0  # a row of zeros is like nothing
    vectors = base[draw.integers(0, len(base), n)]
    index = Index.build(vectors, encoder=ENCODER, parts=[Part("a", "aa", n)])
    rows, scores = index.search(vectors[:3], 5)
    assert rows.shape == (3, 5)
    assert np.isfinite(scores).all()
    for at in range(3):
        if vectors[at].any():
            assert scores[at, 0] == pytest.approx(1, abs=1e-3)


def test_the_same_rows_give_the_same_bytes_whole_or_in_pieces(
    saved: Path, crowd: NDArray[np.float32], tmp_path: Path
) -> None:
    Index.build((crowd[at : at + 777] for at in range(0, ROWS, 777)), encoder=ENCODER, parts=PARTS).save(tmp_path / "b")
    for name in ("index.faiss", "rows.f16", "manifest.json"):
        assert (tmp_path / "b" / name).read_bytes() == (saved / name).read_bytes()


def test_counts_that_differ_are_refused_and_leave_nothing(crowd: NDArray[np.float32], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="11999 vectors for parts of 12000 rows"):
        Index.build(crowd[:-1], encoder=ENCODER, parts=PARTS, near=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_failing_source_of_vectors_leaves_nothing(crowd: NDArray[np.float32], tmp_path: Path) -> None:
    def broken() -> Iterator[NDArray[np.float32]]:
        yield crowd[:5000]
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left"):
        Index.build(broken(), encoder=ENCODER, parts=PARTS, near=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_scratch_of_a_build_goes_with_it(crowd: NDArray[np.float32], tmp_path: Path) -> None:
    index = Index.build(crowd, encoder=ENCODER, parts=PARTS, near=tmp_path)
    index.save(tmp_path / "kept")
    assert len(list(tmp_path.iterdir())) == 2
    del index
    assert [p.name for p in tmp_path.iterdir()] == ["kept"]
    assert len(_load(tmp_path / "kept")) == ROWS


def test_what_is_saved_is_what_is_loaded_and_mapped(built: Index, saved: Path, crowd: NDArray[np.float32]) -> None:
    assert sorted(p.name for p in saved.iterdir()) == ["index.faiss", "manifest.json", "rows.f16"]
    assert (saved / "rows.f16").stat().st_size == 2 * DIM * ROWS
    manifest = json.loads((saved / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["format"] == "jdmatch.lists/2"
    loaded = _load(saved)
    queries = _asked(6, crowd, 9)
    for a, b in zip(built.search(queries, 12), loaded.search(queries, 12), strict=True):
        assert (a == b).all()
    assert (loaded.encoder, loaded.parts, loaded.dim, len(loaded)) == (ENCODER, PARTS, DIM, ROWS)
    if sys.platform == "linux":
        assert str(saved / "rows.f16") in Path("/proc/self/maps").read_text(encoding="utf-8")
    loaded.save(saved.parent / "again")
    assert len(_load(saved.parent / "again", fully=True)) == ROWS


def test_an_index_in_use_outlives_its_folder(saved: Path, crowd: NDArray[np.float32]) -> None:
    loaded = _load(saved)
    queries = _asked(7, crowd, 3)
    before = loaded.search(queries, 5)
    shutil.rmtree(saved)
    for a, b in zip(before, loaded.search(queries, 5), strict=True):
        assert (a == b).all()


def _refused(folder: Path, *, fully: bool = False) -> str:
    with pytest.raises(ModelError) as caught:
        _load(folder, fully=fully)
    assert caught.value.code == "JDM041"
    assert "jdmatch doctor --rebuild-index" in str(caught.value)
    return str(caught.value)


def _own(path: Path, data: bytes) -> None:
    """Write in place of a file: links to it elsewhere keep what they had."""
    path.unlink()
    path.write_bytes(data)


@pytest.mark.parametrize("name", ["index.faiss", "rows.f16", "manifest.json"])
@pytest.mark.parametrize("damage", ["missing", "empty", "half", "longer", "bit"])
@pytest.mark.parametrize("before", [False, True])
def test_a_damaged_file_is_refused(saved: Path, name: str, damage: str, before: bool) -> None:
    if before:
        _load(saved)
    whole = (saved / name).read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 3] ^= 1
    damaged_data = {"empty": b"", "half": whole[: len(whole) // 2], "longer": whole + b"x", "bit": bytes(flipped)}
    if damage == "missing":
        (saved / name).unlink()
    else:
        _own(saved / name, damaged_data[damage])
    _refused(saved)


def test_rows_are_hashed_once_for_each_state_of_the_file(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from jdmatch.index import folders

    hashed: list[str] = []
    real = folders.described
    monkeypatch.setattr(folders, "described", lambda path: hashed.append(path.name) or real(path))
    _load(saved)
    _load(saved)
    assert hashed == ["rows.f16"]
    _load(saved, fully=True)
    assert hashed == ["rows.f16"] * 2
    os.utime(saved / "rows.f16", (1, 1))
    _load(saved)
    _load(saved)
    assert hashed == ["rows.f16"] * 3
    (saved / "rows.checked").write_text('{"state": [1, 2', encoding="utf-8")
    _load(saved)
    assert hashed == ["rows.f16"] * 4


def test_doctor_finds_bits_that_a_disk_has_lost(tmp_path: Path, built: Index) -> None:
    folder = tmp_path / index_name(ENCODER, PARTS)
    built.save(folder)
    _load(folder)
    assert damaged(tmp_path) == []
    rows = folder / "rows.f16"
    state = rows.stat()
    data = bytearray(rows.read_bytes())
    data[1000] ^= 64
    # The same file, as far as the file system tells.
    _own(rows, bytes(data))
    os.utime(rows, ns=(state.st_atime_ns, state.st_mtime_ns))
    (folder / "rows.checked").write_text(
        json.dumps(
            {
                "state": [state.st_size, state.st_mtime_ns, rows.stat().st_ino],
                "entry": json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]["rows.f16"],
            }
        ),
        encoding="utf-8",
    )
    assert len(_load(folder)) == ROWS
    (told,) = damaged(tmp_path)
    assert "rows.f16" in told
    assert "rebuild-index" in told


@pytest.mark.parametrize("key", ["format", "metric", "dim", "encoder", "parts", "files"])
@pytest.mark.parametrize("value", [None, "x", 7, [], {}, True])
def test_every_entry_of_the_manifest_counts(saved: Path, key: str, value: object) -> None:
    path = saved / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest[key] = value
    path.write_text(json.dumps(manifest), encoding="utf-8")
    _refused(saved)


def test_another_kind_of_faiss_index_is_refused_even_with_its_hash(saved: Path, crowd: NDArray[np.float32]) -> None:
    import hashlib

    import faiss

    others = []
    for index in (faiss.IndexFlatIP(DIM), faiss.index_factory(DIM, "IVF128,PQ24x4fs", faiss.METRIC_L2)):
        index.train(crowd)
        index.add(crowd)
        others.append(faiss.serialize_index(index).tobytes())
    probes = faiss.deserialize_index(np.frombuffer((saved / "index.faiss").read_bytes(), dtype=np.uint8))
    probes.nprobe = 1
    others.append(faiss.serialize_index(probes).tobytes())
    for data in (*others, others[0][:50], b"x"):
        _own(saved / "index.faiss", data)
        manifest = json.loads((saved / "manifest.json").read_text(encoding="utf-8"))
        manifest["files"]["index.faiss"] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
        (saved / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        assert "index.faiss" in _refused(saved)


def test_an_index_is_made_once_and_then_opened(tmp_path: Path, crowd: NDArray[np.float32]) -> None:
    made: list[int] = []
    notes: list[str] = []

    def vectors() -> Iterator[NDArray[np.float32]]:
        made.append(1)
        yield from np.array_split(crowd, 7)

    for _ in range(3):
        assert not open_index(tmp_path, encoder=ENCODER, parts=PARTS, vectors=vectors, note=notes.append).exact
    assert len(made) == 1
    assert len(notes) == 1
    assert "12000 statements" in notes[0]
    assert [p.name for p in tmp_path.iterdir()] == [index_name(ENCODER, PARTS)]
    assert len(open_index(None, encoder=ENCODER, parts=PARTS, vectors=vectors)) == ROWS
    (tmp_path / "file").write_text("no folder")
    kept = open_index(tmp_path / "file", encoder=ENCODER, parts=PARTS, vectors=vectors, note=notes.append)
    assert len(kept) == ROWS
    assert "can not be kept" in notes[-1]


def test_the_form_of_an_index_is_part_of_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    large = index_name(ENCODER, PARTS)
    monkeypatch.setattr(store, "EXACT_ROWS", ROWS)
    assert index_name(ENCODER, PARTS) != large


def test_large_indexes_are_kept_to_a_size_and_what_killed_builds_left_goes(tmp_path: Path) -> None:
    for n in range(4):
        folder = tmp_path / f"{n:020x}"
        folder.mkdir()
        (folder / "rows.f16").write_bytes(b"x" * 1000)
        os.utime(folder, (n + 1, n + 1))
    dead, alive, other = tmp_path / ".jdmatch-index-dead", tmp_path / f".{0:020x}.alive", tmp_path / ".mine"
    for folder in (dead, alive, other):
        folder.mkdir()
    os.utime(dead, (1, 1))
    os.utime(other, (1, 1))
    os.utime(alive, (time.time(), time.time()))
    assert forget(tmp_path, keep=3, most=2500) == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([alive.name, other.name, f"{2:020x}", f"{3:020x}"])
    assert forget(tmp_path, keep=3, most=10) == 1
    assert (tmp_path / f"{3:020x}").exists()


def _builder(root: str, seed: int) -> None:
    store.EXACT_ROWS = ABOVE
    crowd = _crowd(seed, 3000)
    index = open_index(
        Path(root), encoder=ENCODER, parts=[Part("a", "aa", 3000)], vectors=lambda: iter(np.array_split(crowd, 3))
    )
    rows, _ = index.search(crowd[:5], 1)
    if rows[:, 0].tolist() != [0, 1, 2, 3, 4]:
        raise SystemExit(1)


def test_builders_in_several_processes_leave_one_good_index(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_builder, args=(str(tmp_path), 9)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0]
    parts = [Part("a", "aa", 3000)]
    assert [p.name for p in tmp_path.iterdir()] == [index_name(ENCODER, parts)]
    assert len(Index.load(tmp_path / index_name(ENCODER, parts), encoder=ENCODER, parts=parts, fully=True)) == 3000


def test_searches_in_several_threads_agree(built: Index, crowd: NDArray[np.float32]) -> None:
    queries = _asked(8, crowd, 30)
    expected, _ = built.search(queries, 20)
    found: list[NDArray[np.int64]] = []
    threads = [threading.Thread(target=lambda: found.append(built.search(queries, 20)[0])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all((rows == expected).all() for rows in found)


def test_the_figures_of_a_million() -> None:
    assert lists.list_count(1_000_000) == 2048
    assert lists.probe_count(2048) == 181
    assert lists.list_count(EXACT_ROWS + 1) == 512
