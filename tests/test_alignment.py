"""The pair scorer: shapes, purity, what a broken file says, and the same numbers as in training."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from safetensors.numpy import save_file

from jdmatch.errors import ModelError
from jdmatch.matching import alignment
from jdmatch.matching.alignment import Alignment, load, read
from tests.small_alignment import small_alignment, tensors

DIM = 16
QUICK = settings(deadline=None, max_examples=40)


def tokens(count: int, seed: int, dim: int = DIM) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(count, dim)).astype(np.float32)
    unit: NDArray[np.float32] = rows / np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    return unit


@QUICK
@given(st.integers(0, 12), st.integers(0, 12), st.floats(-1, 1))
def test_any_two_texts_have_finite_odds(line: int, statement: int, cosine: float) -> None:
    scorer = small_alignment(DIM)
    odds = scorer.odds(scorer.side(tokens(line, 1)), scorer.side(tokens(statement, 2)), cosine)
    assert odds.shape == (2,)
    assert odds.dtype == np.float32
    assert np.isfinite(odds).all()


@QUICK
@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 3))
def test_a_pair_gives_the_same_bits_every_time(line: int, statement: int, seed: int) -> None:
    scorer = small_alignment(DIM)
    one, other = tokens(line, seed), tokens(statement, seed + 9)
    first = scorer.odds(scorer.side(one), scorer.side(other), 0.5)
    scorer.odds(scorer.side(tokens(5, 99)), scorer.side(other), 0.1)
    again = Alignment(tensors(DIM)).odds(scorer.side(one.copy()), scorer.side(other.copy()), 0.5)
    assert first.tobytes() == again.tobytes()


@QUICK
@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.lists(st.integers(0, 40), min_size=1, max_size=20)), min_size=1, max_size=4
    ),
    st.randoms(use_true_random=False),
    st.sampled_from([1, 3, 16]),
)
def test_a_pair_gives_the_same_bits_in_any_company(
    asked: list[tuple[int, list[int]]], random: Random, together: int
) -> None:
    same_in_any_company(small_alignment(DIM), asked, random, together, DIM)


@pytest.mark.real
@pytest.mark.parametrize("seed", range(6))
def test_a_pair_gives_the_same_bits_in_any_company_with_the_shipped_scorer(seed: int) -> None:
    random = Random(seed)
    asked = [
        (random.choice([1, 2, 21, 256]), [random.randint(1, 60) for _ in range(random.choice([1, 5, 40]))])
        for _ in range(4)
    ]
    same_in_any_company(load(), asked, random, random.choice([1, 7, 16]), 384)


def same_in_any_company(
    scorer: Alignment, asked: list[tuple[int, list[int]]], random: Random, together: int, dim: int
) -> None:
    """The odds of pairs that are asked for all at once, against some of them in another order and cut otherwise."""
    lines = [scorer.side(tokens(count, i, dim)) for i, (count, _) in enumerate(asked)]
    sides = [[scorer.side(tokens(n, 50 + i, dim)) for i, n in enumerate(counts)] for _, counts in asked]
    places = [(i, j) for i, row in enumerate(sides) for j in range(len(row))]
    cosines = {place: random.random() for place in places}
    found = scorer.odds_of(list(zip(lines, sides, strict=True)), np.array([cosines[p] for p in places]))
    bits = {place: row.tobytes() for place, row in zip(places, found, strict=True)}
    for i, row in random.sample(list(enumerate(sides)), len(sides)):
        some = random.sample(range(len(row)), random.randint(1, len(row)))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("jdmatch.matching.alignment._TOGETHER", together)
            again = scorer.odds_of([(lines[i], [row[j] for j in some])], np.array([cosines[i, j] for j in some]))
        assert [odds.tobytes() for odds in again] == [bits[i, j] for j in some]
        assert scorer.odds(lines[i], row[some[0]], cosines[i, some[0]]).tobytes() == bits[i, some[0]]


@pytest.mark.real
def test_what_is_added_up_stays_exact() -> None:
    scorer = load()
    unit, share, compared = alignment._UNIT, alignment._SHARE, alignment._COMPARED
    most = share + 256 / 2  # shares of the longest text, each rounded up
    longest = np.sqrt((scorer._compare.astype(np.float64) ** 2).sum(axis=0)).max()
    assert (unit + 6) ** 2 < 2**24
    assert most * unit < 2**24
    assert (compared * most / share + 6) * longest < 2**24
    lent = [np.abs(scorer.side(tokens(200, seed, 384)).rows[:, : scorer._width]).max() for seed in range(5)]
    assert max(lent) * most < 2**24


def test_the_order_of_pieces_does_not_matter() -> None:
    scorer = small_alignment(DIM)
    line, statement = tokens(6, 3), tokens(4, 4)
    one = scorer.odds(scorer.side(line), scorer.side(statement), 0.4)
    other = scorer.odds(scorer.side(line[::-1].copy()), scorer.side(statement[::-1].copy()), 0.4)
    np.testing.assert_allclose(one, other, atol=1e-5)


@pytest.mark.parametrize("name", sorted(tensors(DIM)))
def test_a_file_without_one_of_its_arrays_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "alignment.safetensors"
    save_file({key: value for key, value in tensors(DIM).items() if key != name}, path)
    with pytest.raises(ModelError, match=name) as caught:
        read(path)
    assert caught.value.code == "JDM040"


@pytest.mark.parametrize("content", [b"", b"no safetensors at all", b"\xff" * 64])
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "alignment.safetensors"
    path.write_bytes(content)
    with pytest.raises(ModelError, match="can not be read") as caught:
        read(path)
    assert caught.value.code == "JDM040"


def test_the_digest_tells_files_apart(tmp_path: Path) -> None:
    one, other = tensors(DIM), tensors(DIM)
    other["out.bias"] = other["out.bias"] + 1
    save_file(one, tmp_path / "one.safetensors")
    save_file(other, tmp_path / "other.safetensors")
    assert read(tmp_path / "one.safetensors").digest == read(tmp_path / "one.safetensors").digest
    assert read(tmp_path / "one.safetensors").digest != read(tmp_path / "other.safetensors").digest


def test_numpy_and_torch_give_the_same_odds() -> None:
    torch = pytest.importorskip("torch", reason="the [train] extra is not installed")
    from jdmatch.training.network import PairScorer

    dim, width = 24, 128
    arrays = tensors(dim, width)
    trained = PairScorer(dim)
    trained.load_state_dict({name: torch.tensor(value) for name, value in arrays.items()})
    trained.eval()
    line, statement = tokens(7, 1, dim), tokens(5, 2, dim)
    # In training texts are padded to the longest of a batch.
    padded = np.concatenate([statement, np.zeros((3, dim), dtype=np.float32)])
    mask = torch.tensor([[True] * 5 + [False] * 3])
    with torch.no_grad():
        expected = trained(
            trained.side(torch.tensor(line)[None]),
            torch.ones(1, 7, dtype=torch.bool),
            trained.side(torch.tensor(padded)[None]),
            mask,
            torch.tensor([0.3]),
        )[0].numpy()
    scorer = Alignment(arrays)
    found = scorer.odds(scorer.side(line), scorer.side(statement), 0.3)
    np.testing.assert_allclose(found, expected, atol=1e-3, rtol=1e-3)


@pytest.mark.real
def test_the_shipped_scorer_is_small_and_complete() -> None:
    scorer = load()
    assert scorer.digest.startswith("sha256:")
    assert scorer.odds(scorer.side(tokens(4, 1, 384)), scorer.side(tokens(3, 2, 384)), 0.2).shape == (2,)
