"""Scores of pairs of vectors, and the order of the best: the same arithmetic for every kind of index.

A score is the sum of the products of two rows in double precision, rounded to single, from its pair alone: no matrix
product, whose last digits would depend on what else is in the matrix. Equal scores stand in the order of their rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy import float32, float64, int64
    from numpy.typing import NDArray

# FAISS and BLAS sum in single precision: their scores of unit vectors are off by some 1e-6. Whatever scores so much
# less than the k-th best of them can not belong among the first k.
SLACK = 1e-4
# Rows that are widened to double precision at a time.
_BLOCK = 8192


def exact_search(
    queries: NDArray[float32], vectors: NDArray[float32], k: int
) -> tuple[NDArray[int64], NDArray[float32]]:
    """What an exact ``Index.search`` must return, by scoring every pair: the reference that FAISS is tested against."""
    import numpy as np

    units, rows = unit(queries), unit(vectors)
    k = min(k, len(rows))
    found = [best(np.arange(len(rows)), cosines(one, rows), k) for one in units]
    ids = np.array([f[0] for f in found], dtype=np.int64).reshape(len(units), k)
    return ids, np.array([f[1] for f in found], dtype=np.float32).reshape(len(units), k)


def unit(vectors: NDArray[float32]) -> NDArray[float32]:
    """Rows at unit length; a row of zeros stays one."""
    import numpy as np

    wide = np.asarray(vectors, dtype=np.float64)
    lengths = np.sqrt((wide * wide).sum(axis=1, keepdims=True))
    scaled: NDArray[float32] = np.ascontiguousarray(wide / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)
    return scaled


def cosines(one: NDArray[float32], rows: NDArray[Any]) -> NDArray[float32]:
    """Scores of one unit vector (dim,) with rows (n, dim) of single or half precision."""
    import numpy as np

    wide = one.astype(np.float64)
    out = np.empty(len(rows), dtype=np.float32)
    for start, block in blocks(rows, _BLOCK):
        products: NDArray[float64] = block.astype(np.float64) * wide
        out[start : start + len(block)] = products.sum(axis=1)
    return out


def best(rows: NDArray[int64], scores: NDArray[float32], k: int) -> tuple[NDArray[int64], NDArray[float32]]:
    """The ``k`` best of rows (n,) with their scores, best first, equal ones by row."""
    import numpy as np

    order = np.lexsort((rows, -scores))[:k]
    return rows[order], scores[order]


def blocks(rows: NDArray[Any], size: int) -> Iterator[tuple[int, NDArray[Any]]]:
    """``rows`` cut into pieces of ``size``, each with its first row's number; none of no rows."""
    for start in range(0, len(rows), size):
        yield start, rows[start : start + size]
