"""Products of many vectors in whole numbers: exact, so the same bits alone and in any company, and fast.

A floating-point matrix product may round a row differently beside other rows, since libraries choose their kernels by
shape. Here vectors are put onto bytes first and multiplied by ONNX's ``MatMulInteger``, whose sums are whole numbers in
32 bits: no order of additions, no kernel and no company changes them. On processors with instructions for bytes that
takes a third of float32's time.

One side is unsigned around 128, the other signed, the pairing that every processor has a fast kernel for. x86 without
VNNI adds two neighbouring products in 16 bits and cuts what is larger, so the signed side is scaled until no two
neighbours exceed 128 together: 255 · 128 < 2¹⁵.

All vectors of one text share a scale, so that the largest of its products can be found before scales are put back.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy import float32, int8, int32, int64, uint8
    from numpy.typing import NDArray

# One node, as the onnx package would write it: y (m, n) = MatMulInteger(a (m, k) uint8, b (k, n) int8, 128). A test
# takes it apart.
_GRAPH = (
    b"\x08\n:v"
    b'\n\x1b\n\x01a\n\x01b\n\x01z\x12\x01y"\rMatMulInteger'
    b"\x12\x08products"
    b"*\x08\x10\x02B\x01zJ\x01\x80"
    b"Z\x15\n\x01a\x12\x10\n\x0e\x08\x02\x12\n\n\x03\x12\x01m\n\x03\x12\x01k"
    b"Z\x15\n\x01b\x12\x10\n\x0e\x08\x03\x12\n\n\x03\x12\x01k\n\x03\x12\x01n"
    b"b\x15\n\x01y\x12\x10\n\x0e\x08\x06\x12\n\n\x03\x12\x01m\n\x03\x12\x01n"
    b"B\x04\n\x00\x10\x15"
)
_ZERO = 128
_LARGEST = 127
# For vectors of zeros.
_TINY = 1e-9


def rows(vectors: NDArray[float32], starts: NDArray[int64]) -> tuple[NDArray[uint8], NDArray[float32]]:
    """Vectors (P, dim) of n texts, at least one a text, as the left side of ``products`` (P, dim), and the texts' steps
    (n,): a vector is its row, less 128, times its text's step. Text i's vectors begin at ``starts[i]``; n ≥ 1."""
    import numpy as np

    largest = np.abs(vectors).max(axis=1, initial=_TINY)
    whole, steps = _whole(vectors, largest, starts)
    return (whole + np.float32(_ZERO)).astype(np.uint8), steps


def columns(vectors: NDArray[float32], starts: NDArray[int64]) -> tuple[NDArray[int8], NDArray[float32]]:
    """The same for the right side of ``products``: (dim, P), and the texts' steps (n,)."""
    import numpy as np

    sizes = np.abs(vectors)
    # Wherever a kernel's pairs begin: no two neighbours may exceed 127 together, 128 when they were rounded.
    largest = np.maximum(sizes.max(axis=1, initial=_TINY), (sizes[:, 1:] + sizes[:, :-1]).max(axis=1, initial=_TINY))
    whole, steps = _whole(vectors, largest, starts)
    return np.ascontiguousarray(whole.astype(np.int8).T), steps


def _whole(
    vectors: NDArray[float32], largest: NDArray[float32], starts: NDArray[int64]
) -> tuple[NDArray[float32], NDArray[float32]]:
    import numpy as np

    lengths = np.diff(starts, append=len(vectors))
    most = np.maximum.reduceat(largest, starts)
    onto = (_LARGEST / most).astype(np.float32)
    steps = (most / _LARGEST).astype(np.float32)
    whole: NDArray[float32] = vectors * np.repeat(onto, lengths)[:, None]
    np.rint(whole, out=whole)
    return whole, steps


def products(left: NDArray[uint8], right: NDArray[int8]) -> NDArray[int32]:
    """Every vector of ``rows`` with every one of ``columns`` (m, n), in steps of both their texts."""
    found: NDArray[int32] = _session().run(None, {"a": left, "b": right})[0]
    return found


@cache
def _session() -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(_GRAPH, options, providers=["CPUExecutionProvider"])
