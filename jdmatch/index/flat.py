"""All rows, looked at one and all: the index of a library of ordinary size, exact.

Its file is what FAISS writes for an IndexFlatIP, a header and the rows in single precision, so that FAISS reads it,
too; here the rows are mapped behind the header and searched where they lie.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import TYPE_CHECKING

from jdmatch.index.cosines import SLACK
from jdmatch.index.threads import spread

if TYPE_CHECKING:
    from numpy import float32, int64
    from numpy.typing import NDArray

# 2: of vectors on the float16 grid.
FORMAT = "jdmatch.index/2"
VECTORS = "index.faiss"

# IxFI, dim, rows, two numbers that FAISS no longer uses, trained, inner product, how many single-precision numbers
# follow.
_HEADER = struct.Struct("<4siqqq?iq")
_UNUSED = 1 << 20
_SPARE = 16
# From so many queries on FAISS multiplies matrices: twice as fast for a posting's dozen of duties.
_MULTIPLIED = 4


def header(rows: int, dim: int) -> bytes:
    """The bytes before the rows in FAISS's file."""
    return _HEADER.pack(b"IxFI", dim, rows, _UNUSED, _UNUSED, True, 0, rows * dim)


def mapped(path: Path, rows: int, dim: int) -> NDArray[float32]:
    """The rows (n, dim) of a file, mapped. ValueError where it is not that of so many rows; OSError."""
    import numpy as np

    wanted = header(rows, dim)
    with path.open("rb") as stream:
        found = stream.read(len(wanted))
    if found != wanted or path.stat().st_size != len(wanted) + 4 * rows * dim:
        raise ValueError(f"{path.name} does not hold {rows} vectors of {dim} numbers")
    if not rows:
        return np.zeros((0, dim), dtype=np.float32)
    return np.asarray(np.memmap(path, dtype="<f4", mode="r", offset=len(wanted), shape=(rows, dim)))


class Flat:
    """Proposals out of rows (n, dim) that are all looked at."""

    def __init__(self, rows: NDArray[float32]) -> None:
        self._rows = rows

    def propose(self, units: NDArray[float32], k: int) -> list[NDArray[int64]]:
        """For each unit query (m, dim), rows that are sure to hold its first ``k``, which is at most all."""
        return spread(lambda some: list(self._proposed(some, k)), units)

    def _proposed(self, units: NDArray[float32], k: int) -> NDArray[int64]:
        import faiss

        total = len(self._rows)
        take = min(total, k + _SPARE)
        # By itself it would multiply matrices from 20 queries on, and go through all rows once a query below. Last
        # digits do not matter here: what is proposed is scored again.
        faiss.cvar.distance_compute_blas_threshold = min(_MULTIPLIED, faiss.cvar.distance_compute_blas_threshold)
        while True:
            scores, rows = faiss.knn(units, self._rows, take, metric=faiss.METRIC_INNER_PRODUCT)
            if take == total or (scores[:, k - 1] - scores[:, -1] > SLACK).all():
                return rows  # type: ignore[no-any-return]
            take = min(total, 2 * take)
