"""Products in whole numbers: exact, the same in any company, and nothing that a processor would cut."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from jdmatch.encoder import products

QUICK = settings(deadline=None, max_examples=40)


def unit(count: int, seed: int, dim: int = 24) -> NDArray[np.float32]:
    found = np.random.default_rng(seed).normal(size=(count, dim)).astype(np.float32)
    rows: NDArray[np.float32] = found / np.sqrt((found * found).sum(axis=1, keepdims=True))
    return rows


def texts(count: int, seed: int) -> NDArray[np.int64]:
    """Where texts begin among so many vectors."""
    cuts = np.random.default_rng(seed).random(count) < 0.4
    cuts[0] = True
    return np.flatnonzero(cuts)


@QUICK
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 5), st.sampled_from([1, 7, 24, 384]))
def test_products_are_those_of_whole_numbers(m: int, n: int, seed: int, dim: int) -> None:
    left, _ = products.rows(unit(m, seed, dim), texts(m, seed))
    right, _ = products.columns(unit(n, seed + 9, dim), texts(n, seed + 1))
    expected = (left.astype(np.int64) - 128) @ right.astype(np.int64)
    assert (products.products(left, right) == expected).all()


@QUICK
@given(st.integers(1, 30), st.integers(1, 30), st.integers(0, 5))
def test_put_back_they_are_near_the_cosines(m: int, n: int, seed: int) -> None:
    one, other, starts, more = unit(m, seed, 384), unit(n, seed + 9, 384), texts(m, seed), texts(n, seed + 1)
    (left, steps), (right, other_steps) = products.rows(one, starts), products.columns(other, more)
    scale = np.repeat(steps, np.diff(starts, append=m))[:, None] * np.repeat(other_steps, np.diff(more, append=n))
    np.testing.assert_allclose(products.products(left, right) * scale, one @ other.T, atol=0.006)


@QUICK
@given(st.integers(1, 30), st.integers(0, 9))
def test_no_two_neighbours_run_over_sixteen_bits(n: int, seed: int) -> None:
    vectors = unit(n, seed)
    vectors[:, :2] *= 5
    right, _ = products.columns(vectors, texts(n, seed))
    sizes = np.abs(right.astype(np.int64))
    assert (255 * (sizes[1:] + sizes[:-1])).max() < 2**15


def test_a_blank_text_is_like_nothing() -> None:
    zeros, starts = np.zeros((1, 8), dtype=np.float32), np.zeros(1, dtype=np.int64)
    (left, _), (right, _) = products.rows(zeros, starts), products.columns(zeros, starts)
    assert (products.products(left, products.columns(unit(3, 1, 8), starts)[0]) == 0).all()
    assert (products.products(products.rows(unit(3, 1, 8), starts)[0], right) == 0).all()


def test_the_graph_is_one_product_of_whole_numbers() -> None:
    onnx = pytest.importorskip("onnx")
    graph = onnx.load_from_string(products._GRAPH).graph
    onnx.checker.check_model(products._GRAPH)
    assert [(node.op_type, list(node.input)) for node in graph.node] == [("MatMulInteger", ["a", "b", "z"])]
    assert onnx.numpy_helper.to_array(graph.initializer[0]) == products._ZERO
