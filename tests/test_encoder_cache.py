"""The cache gives what the encoder would give, bit for bit, and never something else."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.encoder import VectorCache
from jdmatch.encoder.protocols import Encoding, join
from jdmatch.settings import Settings
from tests.tiny_encoder import TinyEncoder

TEXTS = ["posts payments", "answers calls about bills", "", "files claims, and files them again"]


def same(a: Encoding, b: Encoding) -> bool:
    arrays = [(a.vectors, b.vectors), (a.token_vectors, b.token_vectors)]
    arrays += [(a.token_starts, b.token_starts), (a.token_spans, b.token_spans)]
    equal = all(
        (x is None and y is None)
        or (x is not None and y is not None and x.dtype == y.dtype and x.shape == y.shape and bool((x == y).all()))
        for x, y in arrays
    )
    return equal and a.truncated == b.truncated


@settings(deadline=None, max_examples=40)
@given(texts=st.lists(st.text(max_size=20), max_size=8), tokens=st.booleans())
def test_what_is_kept_is_what_was_made(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], tokens: bool
) -> None:
    folder = tmp_path_factory.mktemp("cache")
    encoder = TinyEncoder(max_tokens=3)
    fresh = encoder.encode(texts, tokens=tokens)
    for _ in range(2):
        assert same(VectorCache(folder).encode(encoder, texts, tokens=tokens), fresh)


def test_the_second_time_nothing_is_encoded(tmp_path: Path) -> None:
    encoder = TinyEncoder()
    texts = [f"statement {i}" for i in range(300)]
    cache = VectorCache(tmp_path)
    assert cache.absent(encoder, [texts], tokens=True) == 300
    cache.encode(encoder, texts, tokens=True)
    assert encoder.texts == 300
    assert cache.absent(encoder, [texts], tokens=True) == 0
    VectorCache(tmp_path).encode(encoder, texts, tokens=True)
    assert encoder.texts == 300


LISTS = st.lists(st.lists(st.text("ab c", max_size=6), max_size=5), max_size=8)


@settings(deadline=None, max_examples=60)
@given(before=LISTS, lists=LISTS, tokens=st.booleans(), together=st.sampled_from([1, 3, 7, 1000]))
def test_many_lists_are_encoded_as_each_alone_whatever_was_kept(
    tmp_path_factory: pytest.TempPathFactory,
    before: list[list[str]],
    lists: list[list[str]],
    tokens: bool,
    together: int,
) -> None:
    cache, encoder = VectorCache(tmp_path_factory.mktemp("cache")), TinyEncoder(max_tokens=2)
    for one in before:
        cache.encode(encoder, one, tokens=len(one) % 2 == 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jdmatch.encoder.cache._TOGETHER", together)
        patch.setattr("jdmatch.encoder.cache._TOGETHER_WITH_TOKENS", together)
        found = list(cache.encode_each(encoder, iter(lists), tokens=tokens))
    assert len(found) == len(lists)
    for one, texts in zip(found, lists, strict=True):
        assert same(one, encoder.encode(texts, tokens=tokens))
    assert cache.absent(encoder, [texts for texts in lists if texts], tokens=tokens) == 0


class Listening(TinyEncoder):
    """Notes how many texts each call brings."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[int] = []

    def encode(self, texts: Sequence[str], *, tokens: bool = False) -> Encoding:
        self.calls.append(len(texts))
        return super().encode(texts, tokens=tokens)


def test_what_is_missing_of_many_lists_is_encoded_together_and_never_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jdmatch.encoder.cache._TOGETHER", 10)
    lists = [[f"{n} {i}" for i in range(size)] for n, size in enumerate([4, 4, 4, 25, 3, 3])]
    encoder, cache = Listening(), VectorCache(tmp_path)
    cache.encode(encoder, lists[1])
    encoder.calls.clear()
    taken = cache.encode_each(encoder, lists)
    next(taken)
    assert encoder.calls == [4]  # a stream: nothing of later windows yet
    list(taken)
    assert encoder.calls == [4, 4, 10, 10, 5, 6]


def test_an_entry_with_tokens_answers_for_one_without(tmp_path: Path) -> None:
    encoder, cache = TinyEncoder(), VectorCache(tmp_path)
    cache.encode(encoder, TEXTS, tokens=True)
    assert cache.absent(encoder, [TEXTS]) == 0
    assert same(cache.encode(encoder, TEXTS), TinyEncoder().encode(TEXTS))
    assert encoder.texts == len(TEXTS)
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("change", ["encoder", "text", "order", "tokens", "boundary"])
def test_another_encoder_text_or_order_is_another_entry(tmp_path: Path, change: str) -> None:
    cache = VectorCache(tmp_path)
    cache.encode(TinyEncoder(), ["ab", "c"], tokens=True)
    other = TinyEncoder("other" if change == "encoder" else "tiny")
    texts = {"text": ["ab", "d"], "order": ["c", "ab"], "boundary": ["a", "bc"]}.get(change, ["ab", "c"])
    tokens = change != "tokens"
    assert same(
        cache.encode(other, texts, tokens=tokens),
        TinyEncoder(other.signature[:5].rstrip("-")).encode(texts, tokens=tokens),
    )
    # Without tokens, the entry that has them answers.
    assert other.texts == (0 if change == "tokens" else 2)


def _flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 0x10
    path.write_bytes(data)


@pytest.mark.parametrize("damage", ["empty", "truncated", "garbage", "header", "vectors", "last byte", "folder"])
def test_a_damaged_file_is_made_again(tmp_path: Path, damage: str) -> None:
    encoder = TinyEncoder()
    fresh = encoder.encode(TEXTS, tokens=True)
    VectorCache(tmp_path).encode(encoder, TEXTS, tokens=True)
    (path,) = tmp_path.glob("*.safetensors")
    whole = path.read_bytes()
    if damage == "empty":
        path.write_bytes(b"")
    elif damage == "truncated":
        path.write_bytes(whole[: len(whole) // 2])
    elif damage == "garbage":
        path.write_bytes(os.urandom(500))
    elif damage == "folder":
        path.unlink()
        path.mkdir()
    else:
        _flip(path, {"header": 40, "vectors": len(whole) - 700, "last byte": len(whole) - 1}[damage])
    before = encoder.texts
    assert same(VectorCache(tmp_path, note=lambda _: None).encode(encoder, TEXTS, tokens=True), fresh)
    assert encoder.texts == before + len(TEXTS)
    if damage != "folder":
        assert path.read_bytes() == whole


def test_every_single_bit_of_a_file_counts(tmp_path: Path) -> None:
    encoder = TinyEncoder(dim=4)
    fresh = encoder.encode(["one two"], tokens=True)
    VectorCache(tmp_path).encode(encoder, ["one two"], tokens=True)
    (path,) = tmp_path.glob("*.safetensors")
    whole = path.read_bytes()
    for at in range(0, len(whole), 3):
        _flip(path, at)
        assert same(VectorCache(tmp_path).encode(encoder, ["one two"], tokens=True), fresh), f"byte {at}"
        path.write_bytes(whole)


def test_a_folder_that_can_not_be_written_is_one_note(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("no folder")
    notes: list[str] = []
    cache = VectorCache(in_the_way / "vectors", note=notes.append)
    for _ in range(3):
        assert same(cache.encode(TinyEncoder(), TEXTS), TinyEncoder().encode(TEXTS))
    assert len(notes) == 1
    assert "made anew each time" in notes[0]


def test_without_a_folder_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    VectorCache(None).encode(TinyEncoder(), TEXTS)
    cache = VectorCache.of(Settings(cache_dir=tmp_path / "c", use_cache=False))
    cache.encode(TinyEncoder(), TEXTS)
    assert list(tmp_path.iterdir()) == []


def test_the_settings_say_where(tmp_path: Path) -> None:
    VectorCache.of(Settings(cache_dir=tmp_path)).encode(TinyEncoder(), TEXTS)
    assert len(list(tmp_path.glob("vectors/*.safetensors"))) == 1


def test_the_files_unused_for_longest_go_first(tmp_path: Path) -> None:
    encoder = TinyEncoder(dim=1024)
    cache = VectorCache(tmp_path, megabytes=1)
    for i in range(6):
        cache.encode(encoder, [f"{i} {n}" for n in range(120)])
        for path in tmp_path.glob("*.safetensors"):
            os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 10))
        if i == 3:
            cache.encode(encoder, [f"0 {n}" for n in range(120)])  # used again: younger than 1, 2 and 3
    kept = sum(p.stat().st_size for p in tmp_path.iterdir())
    assert 700_000 < kept <= 1_000_000
    before = encoder.texts
    cache.encode(encoder, [f"0 {n}" for n in range(120)])
    assert encoder.texts == before
    cache.encode(encoder, [f"1 {n}" for n in range(120)])
    assert encoder.texts == before + 120


def test_several_at_once_agree(tmp_path: Path) -> None:
    fresh = TinyEncoder().encode(TEXTS, tokens=True)
    results: list[Encoding] = []

    def work() -> None:
        results.extend(VectorCache(tmp_path).encode(TinyEncoder(), TEXTS, tokens=True) for _ in range(5))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 30
    assert all(same(result, fresh) for result in results)
    assert [p.suffix for p in tmp_path.iterdir()] == [".safetensors"]


def test_a_file_under_another_name_is_made_again(tmp_path: Path) -> None:
    encoder = TinyEncoder()
    VectorCache(tmp_path).encode(encoder, ["posts payments"])
    (one,) = tmp_path.iterdir()
    VectorCache(tmp_path).encode(encoder, ["files claims"])
    (other,) = set(tmp_path.iterdir()) - {one}
    other.write_bytes(one.read_bytes())
    assert same(VectorCache(tmp_path).encode(encoder, ["files claims"]), encoder.encode(["files claims"]))


def test_what_is_larger_than_the_folder_may_be_is_not_kept(tmp_path: Path) -> None:
    cache, encoder = VectorCache(tmp_path, megabytes=1), TinyEncoder(dim=1024)
    cache.encode(encoder, ["small"])
    assert len(cache.encode(encoder, [f"line {n}" for n in range(600)])) == 600
    assert len(list(tmp_path.iterdir())) == 1


def test_what_a_killed_process_left_half_written_goes_when_it_is_old(tmp_path: Path) -> None:
    old, young = tmp_path / ".a.safetensors.1.tmp", tmp_path / ".b.safetensors.2.tmp"
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (1, 1))
    VectorCache(tmp_path).encode(TinyEncoder(), TEXTS)
    assert not old.exists()
    assert young.exists()


_FILL = """
import sys
from pathlib import Path
from jdmatch.encoder import VectorCache
from tests.tiny_encoder import TinyEncoder
cache, encoder = VectorCache(Path(sys.argv[1]), megabytes=1), TinyEncoder(dim=1024)
for turn in range(int(sys.argv[3])):
    texts = [f"{(turn * 7 + int(sys.argv[2])) % 9} {n}" for n in range(40)]
    made = cache.encode(encoder, texts, tokens=True)
    assert (made.vectors == TinyEncoder(dim=1024).encode(texts).vectors).all()
    print(turn, flush=True)
"""


def test_processes_that_write_evict_and_die_leave_no_wrong_vector(tmp_path: Path) -> None:
    """Three at once in a folder too small for what they make, one of them killed in the middle of its work."""
    root = Path(__file__).parents[1]

    def start(number: int, turns: int) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", _FILL, str(tmp_path), str(number), str(turns)]
        return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    processes = [start(0, 12), start(4, 12), start(2, 10_000)]
    doomed = processes[2]
    assert doomed.stdout is not None
    for _ in range(8):
        doomed.stdout.readline()
    doomed.kill()
    doomed.communicate()
    for process in processes[:2]:
        _, errors = process.communicate()
        assert process.returncode == 0, errors
    kept = sum(p.stat().st_size for p in tmp_path.glob("*.safetensors"))
    assert 300_000 < kept <= 1_000_000 * (1 + 2 / 32)
    cache, encoder = VectorCache(tmp_path, megabytes=1), TinyEncoder(dim=1024)
    for number in range(9):
        texts = [f"{number} {n}" for n in range(40)]
        assert same(cache.encode(encoder, texts, tokens=True), TinyEncoder(dim=1024).encode(texts, tokens=True))


@settings(deadline=None, max_examples=40)
@given(
    texts=st.lists(st.text("ab c", max_size=8), min_size=1, max_size=6), rows=st.lists(st.integers(0, 5), max_size=8)
)
def test_picking_and_joining_are_encoding(texts: list[str], rows: list[int]) -> None:
    encoder = TinyEncoder()
    made = encoder.encode(texts, tokens=True)
    rows = [r % len(texts) for r in rows]
    start, stop = sorted([*rows, 0, len(texts)][:2])
    assert same(made.between(start, stop), encoder.encode(texts[start:stop], tokens=True))
    assert same(encoder.encode(texts).between(start, stop), encoder.encode(texts[start:stop]))
    assert same(made.pick(rows), encoder.encode([texts[r] for r in rows], tokens=True))
    assert same(encoder.encode(texts).pick(rows), encoder.encode([texts[r] for r in rows]))
    assert same(join([made, made.pick(rows)]), encoder.encode([*texts, *(texts[r] for r in rows)], tokens=True))


def test_tokens_that_were_not_asked_for_say_how_to_get_them() -> None:
    made = TinyEncoder().encode(TEXTS)
    with pytest.raises(ValueError, match="tokens=True"):
        _ = made.tokens
    with pytest.raises(ValueError, match="tokens=True"):
        _ = made.spans


def test_the_tiny_encoder_keeps_the_contract() -> None:
    made = TinyEncoder().encode([*TEXTS, "payments posted"], tokens=True)
    assert np.linalg.norm(made.vectors, axis=1) == pytest.approx(np.ones(5), abs=5e-4)
    assert [len(t) for t in made.tokens] == [2, 4, 0, 6, 2]
    assert made.spans[0] == ((0, 5), (6, 14))
    assert made.vectors[0] @ made.vectors[4] > 0.3 > made.vectors[0] @ made.vectors[1]
