"""The index finds exactly what a search over every pair finds, and loads nothing but what it saved."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from jdmatch.errors import ModelError, OutputError
from jdmatch.index import Index, Part, exact_search, forget, index_name, open_index

ENCODER = "tiny@sha256:1"
PARTS = (Part("43-3021.00", "aa", 30), Part("29-1141.00", "bb", 20))


def _vectors(seed: int, n: int, dim: int = 16) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(size=(n, dim)).astype(np.float32)


def _index(vectors: NDArray[np.float32]) -> Index:
    return Index.build(vectors, encoder=ENCODER, parts=[Part("f", "0", len(vectors))])


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 2**32),
    n=st.integers(1, 120),
    k=st.integers(0, 140),
    copies=st.integers(1, 60),
    spread=st.sampled_from([0.0, 1e-7, 1e-4, 1.0]),
    scale=st.sampled_from([1e-3, 1.0, 1e4]),
)
def test_faiss_and_numpy_agree_in_rows_and_scores(
    seed: int, n: int, k: int, copies: int, spread: float, scale: float
) -> None:
    draw = np.random.default_rng(seed)
    # Many rows alike or nearly so, at any length: ties at the border of the first k, and scores within rounding.
    base = _vectors(seed, max(1, n // copies))
    vectors = base[draw.integers(0, len(base), n)] + draw.normal(size=(n, 16)).astype(np.float32) * np.float32(spread)
    vectors = (vectors * draw.uniform(scale / 10, scale, size=(n, 1))).astype(np.float32)
    queries = np.concatenate([_vectors(seed + 1, 3), vectors[:2]])
    rows, scores = _index(vectors).search(queries, k)
    exact_rows, exact_scores = exact_search(queries, vectors, k)
    assert (rows == exact_rows).all()
    assert (scores == exact_scores).all()
    assert rows.shape == scores.shape == (len(queries), min(k, n))


def test_exact_search_is_cosine_ordered_by_score_then_row() -> None:
    vectors = np.array([[0, 2], [3, 3], [5, 0], [1, 1], [0, 0], [-1, 0]], dtype=np.float32)
    rows, scores = exact_search(np.array([[10, 0]], dtype=np.float32), vectors, 6)
    assert rows.tolist() == [[2, 1, 3, 0, 4, 5]]
    assert scores[0] == pytest.approx([1, 2**-0.5, 2**-0.5, 0, 0, -1])


def test_a_score_depends_on_its_pair_alone() -> None:
    vectors, queries = _vectors(1, 200, 384), _vectors(2, 40, 384)
    _, together = _index(vectors).search(queries, 200)
    rows, _ = _index(vectors).search(queries, 200)
    for i in (0, 17, 39):
        for row in (3, 150):
            _, alone = _index(vectors[row : row + 1]).search(queries[i : i + 1], 1)
            assert alone[0, 0] == together[i, rows[i].tolist().index(row)]


def test_hundreds_of_equal_statements_keep_their_order() -> None:
    vectors = np.repeat(_vectors(3, 1), 500, axis=0)
    rows, scores = _index(vectors).search(vectors[:1], 10)
    assert rows.tolist() == [list(range(10))]
    assert len(set(scores[0].tolist())) == 1


def test_no_queries_and_no_vectors_find_nothing() -> None:
    rows, scores = _index(_vectors(4, 5)).search(np.zeros((0, 16), dtype=np.float32), 3)
    assert rows.shape == scores.shape == (0, 3)
    rows, scores = _index(np.zeros((0, 16), dtype=np.float32)).search(_vectors(4, 2), 3)
    assert rows.shape == scores.shape == (2, 0)


def test_counts_that_differ_are_refused() -> None:
    with pytest.raises(ValueError, match="50 vectors for parts of 30 rows"):
        Index.build(_vectors(5, 50), encoder=ENCODER, parts=PARTS[:1])


def test_a_framework_knows_its_rows() -> None:
    index = Index.build(_vectors(5, 50), encoder=ENCODER, parts=PARTS)
    assert index.rows("43-3021.00") == range(30)
    assert index.rows("29-1141.00") == range(30, 50)
    with pytest.raises(KeyError):
        index.rows("nothing")


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    folder = tmp_path / "indexes" / "one"
    Index.build(_vectors(6, 50), encoder=ENCODER, parts=PARTS).save(folder)
    return folder


def test_what_is_saved_is_what_is_loaded(saved: Path) -> None:
    built = Index.build(_vectors(6, 50), encoder=ENCODER, parts=PARTS)
    loaded = Index.load(saved, encoder=ENCODER, parts=PARTS)
    queries = _vectors(7, 9)
    for a, b in zip(built.search(queries, 12), loaded.search(queries, 12), strict=True):
        assert (a == b).all()
    assert (loaded.encoder, loaded.parts, loaded.dim, len(loaded)) == (ENCODER, PARTS, 16, 50)
    assert sorted(p.name for p in saved.parent.rglob("*")) == ["index.faiss", "manifest.json", "one"]


def test_the_file_of_an_exact_index_is_that_of_faiss(saved: Path) -> None:
    import faiss

    flat = faiss.IndexFlatIP(16)
    flat.add(faiss.read_index(str(saved / "index.faiss")).reconstruct_n(0, 50))
    assert (saved / "index.faiss").read_bytes() == faiss.serialize_index(flat).tobytes()
    assert np.allclose((flat.reconstruct_n(0, 50) ** 2).sum(axis=1), 1)


def test_a_loaded_index_is_mapped_and_needs_no_faiss_for_its_vectors(saved: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from jdmatch.index import Index, Part\n"
        f"parts = {PARTS!r}\n"
        f"index = Index.load(Path({str(saved)!r}), encoder={ENCODER!r}, parts=parts)\n"
        "print(len(index), index.vectors('29-1141.00').shape, 'faiss' in sys.modules)\n"
        "maps = Path('/proc/self/maps')\n"
        "print('index.faiss' in maps.read_text() if maps.exists() else True)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["50 (20, 16) False", "True"]


def test_vectors_come_whole_or_in_pieces_with_the_same_bytes(tmp_path: Path) -> None:
    vectors = _vectors(6, 50)
    Index.build(vectors, encoder=ENCODER, parts=PARTS).save(tmp_path / "whole")
    Index.build(iter([vectors[:7], vectors[7:30], vectors[30:]]), encoder=ENCODER, parts=PARTS).save(
        tmp_path / "pieces"
    )
    assert (tmp_path / "whole" / "index.faiss").read_bytes() == (tmp_path / "pieces" / "index.faiss").read_bytes()


def test_a_framework_has_its_own_vectors() -> None:
    vectors = _vectors(5, 50)
    index = Index.build(vectors, encoder=ENCODER, parts=PARTS)
    own = index.vectors("29-1141.00")
    assert np.allclose(own, vectors[30:] / np.linalg.norm(vectors[30:], axis=1, keepdims=True), atol=1e-6)
    assert index.owners == ("43-3021.00",) * 30 + ("29-1141.00",) * 20
    with pytest.raises(KeyError):
        index.vectors("nothing")


def test_saving_again_replaces(saved: Path) -> None:
    other = Index.build(_vectors(8, 3), encoder="other", parts=[Part("g", "cc", 3)])
    other.save(saved)
    assert len(Index.load(saved, encoder="other", parts=other.parts)) == 3
    assert sorted(p.name for p in saved.parent.iterdir()) == ["one"]


def _refused(folder: Path, encoder: str = ENCODER, parts: tuple[Part, ...] = PARTS) -> str:
    with pytest.raises(ModelError) as caught:
        Index.load(folder, encoder=encoder, parts=parts)
    assert caught.value.code == "JDM041"
    assert "jdmatch doctor --rebuild-index" in str(caught.value)
    assert str(folder) in str(caught.value)
    return str(caught.value)


def test_any_flipped_bit_is_refused(saved: Path) -> None:
    path = saved / "index.faiss"
    whole = path.read_bytes()
    for at in [*range(60), *range(60, len(whole), 97), len(whole) - 1]:
        data = bytearray(whole)
        data[at] ^= 1 << at % 8
        path.write_bytes(data)
        assert "sha256" in _refused(saved)


@pytest.mark.parametrize("name", ["index.faiss", "manifest.json"])
@pytest.mark.parametrize("damage", ["missing", "empty", "half", "longer"])
def test_a_damaged_file_is_refused(saved: Path, name: str, damage: str) -> None:
    path = saved / name
    whole = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes({"empty": b"", "half": whole[: len(whole) // 2], "longer": whole + b"x"}[damage])
    _refused(saved)


@pytest.mark.parametrize("key", ["format", "metric", "dim", "encoder", "parts", "files"])
@pytest.mark.parametrize("value", [None, "x", 7, []])
def test_every_entry_of_the_manifest_counts(saved: Path, key: str, value: object) -> None:
    path = saved / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest[key] = value
    path.write_text(json.dumps(manifest), encoding="utf-8")
    _refused(saved)


@pytest.mark.parametrize("text", ["[]", "null", "7", '"x"'])
def test_a_manifest_of_another_shape_is_refused(saved: Path, text: str) -> None:
    (saved / "manifest.json").write_text(text, encoding="utf-8")
    _refused(saved)


def test_another_model_or_framework_is_refused(saved: Path) -> None:
    assert "encoder" in _refused(saved, encoder="tiny@sha256:2")
    changed = (Part("43-3021.00", "changed", 30), PARTS[1])
    assert "parts" in _refused(saved, parts=changed)
    assert "parts" in _refused(saved, parts=PARTS[::-1])


def test_another_kind_of_faiss_index_is_refused_even_with_its_hash(saved: Path) -> None:
    import hashlib

    import faiss

    for index in (faiss.IndexFlatL2(16), faiss.IndexHNSWFlat(16, 4), faiss.IndexFlatIP(8)):
        index.add(_vectors(6, 50, index.d))
        data = faiss.serialize_index(index).tobytes()
        for content in (data, data[:50]):
            (saved / "index.faiss").write_bytes(content)
            manifest = json.loads((saved / "manifest.json").read_text(encoding="utf-8"))
            manifest["files"] = {"index.faiss": {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}}
            (saved / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
            _refused(saved)


def test_a_place_that_can_not_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    index = Index.build(_vectors(6, 50), encoder=ENCODER, parts=PARTS)
    with pytest.raises(OutputError, match="can not be written"):
        index.save(tmp_path / "file" / "one")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_an_index_is_made_once_and_then_opened(tmp_path: Path) -> None:
    made: list[int] = []

    def vectors() -> NDArray[np.float32]:
        made.append(1)
        return _vectors(6, 50)

    for _ in range(3):
        index = open_index(tmp_path, encoder=ENCODER, parts=PARTS, vectors=vectors)
        assert len(index) == 50
    assert len(made) == 1
    open_index(tmp_path, encoder="other", parts=PARTS, vectors=vectors)
    open_index(None, encoder=ENCODER, parts=PARTS, vectors=vectors)
    assert len(made) == 3
    (tmp_path / index_name(ENCODER, PARTS) / "index.faiss").write_bytes(b"")
    with pytest.raises(ModelError, match="rebuild-index"):
        open_index(tmp_path, encoder=ENCODER, parts=PARTS, vectors=vectors)


def test_indexes_unused_for_longest_are_forgotten(tmp_path: Path) -> None:
    def opened(n: int) -> Path:
        parts = [Part("f", str(n), 5)]
        open_index(tmp_path, encoder=ENCODER, parts=parts, vectors=lambda: _vectors(n, 5))
        return tmp_path / index_name(ENCODER, parts)

    (tmp_path / "somebody's").mkdir()
    first, second = opened(0), opened(1)
    for n in range(2, 34):
        for at, folder in enumerate((first, second)):
            if folder.exists():
                os.utime(folder, (n + at, n + at))
        opened(0)
        opened(n)
    assert first.exists()
    assert not second.exists()
    assert len(list(tmp_path.iterdir())) == 33
    assert forget(tmp_path) == 32
    assert [p.name for p in tmp_path.iterdir()] == ["somebody's"]
    assert forget(tmp_path / "nowhere") == 0


def test_an_index_that_can_not_be_kept_is_a_note(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    notes: list[str] = []
    index = open_index(
        tmp_path / "file", encoder=ENCODER, parts=PARTS, vectors=lambda: _vectors(6, 50), note=notes.append
    )
    assert len(index) == 50
    assert len(notes) == 1


def test_several_at_once_leave_one_good_index(tmp_path: Path) -> None:
    faults: list[Exception] = []

    def work() -> None:
        try:
            for _ in range(10):
                Index.build(_vectors(6, 50), encoder=ENCODER, parts=PARTS).save(tmp_path / "one")
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(Index.load(tmp_path / "one", encoder=ENCODER, parts=PARTS)) == 50
    assert [p.name for p in tmp_path.iterdir()] == ["one"]
    shutil.rmtree(tmp_path / "one")
