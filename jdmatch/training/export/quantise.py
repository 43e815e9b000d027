"""Eight-bit matrix products for the encoder: what is rounded, how, and why the result does not depend on the batch.

Activations get one scale a token, taken from that token's own largest value when the model runs, so that no text's
numbers depend on another's (``quantize_dynamic`` takes one scale a tensor). Weights get one scale an output column.
Both are then whole numbers, and their products and sums are exact whatever the batch.

They are exact on every machine, too, which takes some care: on x86 processors with AVX2 but without VNNI the products
of unsigned by signed bytes are summed in pairs of neighbouring inputs, with saturation at 16 bits. So no two weights
of such a pair may be larger than 128 together (255 · 128 = 32,640 fits). Plain ±127 would go wrong there without a
word; the usual remedy, weights of seven bits, adds two thirds to the error; the bound on pairs costs next to nothing.

Two things make up for the coarse grid. A few channels of MiniLM's hidden states are ten times as large as the others
and would take most of a token's range: channels are divided by a constant that the weights are multiplied with
(SmoothQuant, https://arxiv.org/abs/2211.10438). And weights are rounded one input channel at a time, the error of each
passed on to the channels not yet rounded, so that the product on typical inputs stays right (GPTQ,
https://arxiv.org/abs/2210.17323); what is typical is told by calibration texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jdmatch.training.export.bert import Array, Bert, batches

WEIGHT_LIMIT = 127
PAIR_LIMIT = 128
# GELU is never below −0.17: shifted by that its output needs no sign, and has twice as fine a grid.
GELU_SHIFT = 0.17
# How much of the spread between channels moves from activations to weights. Tried from 0.5 to 0.9 on texts other than
# the calibration's: these keep the cosine to the float model highest, 0.9995 on average. The other two products gain
# nothing by it.
SMOOTHING = {"qkv": 0.9, "up": 0.6}
_DAMPING = 0.01
_BLOCK = 64


@dataclass(frozen=True)
class Product:
    """A matrix product in whole numbers: ``matrix`` (inputs, outputs) int8 with ``scales`` (outputs), ``bias`` with the
    shift's share taken out, and ``smooth`` (inputs), by which the input is multiplied first (None: by 1)."""

    matrix: NDArray[np.int8]
    scales: Array
    bias: Array
    smooth: Array | None


@dataclass
class _Seen:
    """Moments of the inputs of one product over the calibration: Σ x xᵀ, Σ x, count, extremes by channel."""

    squares: NDArray[np.float64]
    total: NDArray[np.float64]
    count: int
    low: Array
    high: Array


def quantise(bert: Bert, ids: Sequence[Sequence[int]]) -> Mapping[str, Product]:
    """Every product of ``bert`` in whole numbers, calibrated on the token ids of some texts."""
    seen = _watch(bert, ids)
    return {name: _product(name, *bert.products[name], seen[name]) for name in bert.products}


def rows_in_bytes(table: Array) -> tuple[NDArray[np.int8], Array]:
    """A table of vectors as int8 with one scale a row (rows, 1)."""
    scales = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-12) / 127
    return np.rint(table / scales).astype(np.int8), scales.astype(np.float32)


def _watch(bert: Bert, ids: Sequence[Sequence[int]]) -> dict[str, _Seen]:
    seen: dict[str, _Seen] = {}

    def watched(name: str, x: Array) -> Array:
        width = x.shape[1]
        if name not in seen:
            zero = np.zeros(width)
            seen[name] = _Seen(np.zeros((width, width)), zero, 0, x.min(axis=0), x.max(axis=0))
        s = seen[name]
        s.squares += x.T @ x
        s.total = s.total + x.sum(axis=0, dtype=np.float64)
        s.count += len(x)
        s.low, s.high = np.minimum(s.low, x.min(axis=0)), np.maximum(s.high, x.max(axis=0))
        return bert.plain(name, x)

    for _, batch in batches(ids):
        bert.hidden(batch, watched)
    return seen


def _product(name: str, matrix: Array, bias: Array, seen: _Seen) -> Product:
    part = name.split(".")[1]
    shift = GELU_SHIFT if part == "down" else 0.0
    moments = seen.squares + shift * (seen.total[:, None] + seen.total[None, :]) + seen.count * shift**2
    smooth = np.ones(len(matrix))
    if part in SMOOTHING:
        largest = np.maximum(np.maximum(seen.high, -seen.low), 1e-3)
        weights = np.maximum(np.abs(matrix).max(axis=1), 1e-4)
        smooth = largest ** SMOOTHING[part] / weights ** (1 - SMOOTHING[part])
        smooth /= np.exp(np.log(smooth).mean())
    whole, scales = _round(matrix * smooth[:, None], moments / np.outer(smooth, smooth))
    lean = (bias - shift * matrix.sum(axis=0, dtype=np.float64)).astype(np.float32)
    factors = (1 / smooth).astype(np.float32) if part in SMOOTHING else None
    return Product(whole, scales.astype(np.float32), lean, factors)


def _round(matrix: NDArray[np.float64], moments: NDArray[np.float64]) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    """GPTQ: ``matrix`` (inputs, outputs) in whole numbers within the two limits, the channels with the largest inputs
    first; ``moments`` (inputs, inputs) is Σ x xᵀ of the inputs."""
    inputs = len(matrix)
    scales = _scales(matrix)
    order = np.argsort(-np.diag(moments), kind="stable")
    left = matrix[order]
    damped = moments[np.ix_(order, order)] + np.eye(inputs) * _DAMPING * np.diag(moments).mean()
    passing = np.linalg.cholesky(np.linalg.inv(damped)).T
    whole = np.zeros_like(left)
    for start in range(0, inputs, _BLOCK):
        stop = min(inputs, start + _BLOCK)
        errors = np.zeros((stop - start, left.shape[1]))
        for k in range(start, stop):
            # What the other weight of the pair leaves free; it is 0 while not yet rounded.
            other = whole[order[k] ^ 1]
            low = np.maximum(-WEIGHT_LIMIT, -PAIR_LIMIT - np.minimum(other, 0))
            high = np.minimum(WEIGHT_LIMIT, PAIR_LIMIT - np.maximum(other, 0))
            rounded = np.clip(np.rint(left[k] / scales), low, high)
            whole[order[k]] = rounded
            errors[k - start] = (left[k] - rounded * scales) / passing[k, k]
            left[k + 1 : stop] -= np.outer(passing[k, k + 1 : stop], errors[k - start])
        left[stop:] -= passing[start:stop, stop:].T @ errors
    return whole.astype(np.int8), scales


def _scales(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """The finest scale of each column (outputs) that keeps both limits before errors are passed on."""
    pairs = matrix.reshape(-1, 2, matrix.shape[1])
    together = np.maximum(np.maximum(pairs, 0).sum(axis=1), np.maximum(-pairs, 0).sum(axis=1)).max(axis=0)
    finest: NDArray[np.float64] = np.maximum(np.abs(matrix).max(axis=0) / WEIGHT_LIMIT, together / PAIR_LIMIT)
    return np.maximum(finest, 1e-12)
