"""Rows in lists around centres, of which the nearest few lists are looked at: the index of a library too large to scan.

Two files. ``index.faiss`` holds the lists with four bits for every two numbers of a row, which FAISS compares 16 to an
instruction (IVF with a fast-scan product quantiser); it is read into memory. ``rows.f16`` holds the rows in half
precision in their own order and is mapped; the proposals are scored again from it. A million rows of 384 numbers take
108 and 768 MB.

The numbers of lists, of lists looked at and of proposals were chosen together on perturbed real statements with the
duties of real postings as queries (the figures are in docs/decisions/0016-index-lists.md); change none alone. What is
trained is seeded, and the same rows give the same bytes on the same machine. Which rows are proposed for a query does
not depend on the queries beside it.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jdmatch.index.cosines import SLACK, blocks, unit
from jdmatch.index.threads import one_thread, spread

if TYPE_CHECKING:
    from numpy import float16, float32, int64
    from numpy.typing import NDArray

# 2: of vectors on the float16 grid.
FORMAT = "jdmatch.lists/2"
LISTS, ROWS = "index.faiss", "rows.f16"

# Looked at: 4·√lists of them. On 60,000 to 160,000 statements that found 0.989 of the ten nearest with 256 to 2,048
# lists; 2·√lists found 0.97 and 6·√lists 0.994.
_PROBES = 4.0
# Proposals for each row that is wanted, and the least of them; 160 for 40 lose nothing of the ten nearest.
_TAKE, _LEAST = 4, 64
_SEED = 1
_PASSES = 10
_TRAINED_ON = 64  # rows for each list
_BLOCK = 65_536
# FAISS multiplies matrices from 20 queries on, and a matrix product's last digits depend on what else is in it.
_ALONE = 16


def list_count(rows: int) -> int:
    """Lists for so many rows: the power of two nearest to 2·√rows."""
    return int(2 ** round(math.log2(2 * math.sqrt(rows))))


def probe_count(lists: int) -> int:
    """How many of so many lists are looked at."""
    return min(lists, round(_PROBES * math.sqrt(lists)))


def rows_written(path: Path, parts: Iterable[NDArray[float32]]) -> tuple[int, int]:
    """Write vectors that come in parts, at unit length and in half precision, part by part: how many there were, of how
    many numbers. OSError."""
    import numpy as np

    total = dim = 0
    with path.open("wb") as stream:
        for part in parts:
            for _, block in blocks(part, _BLOCK):
                stream.write(unit(block).astype("<f2").tobytes())
            total, dim = total + len(part), np.shape(part)[1]
        stream.flush()
        os.fsync(stream.fileno())
    return total, dim


def rows_mapped(path: Path, rows: int, dim: int) -> NDArray[float16]:
    """The rows (n, dim) of a file, mapped. ValueError where it has another size; OSError."""
    import numpy as np

    if path.stat().st_size != 2 * rows * dim:
        raise ValueError(f"{path.name} does not hold {rows} vectors of {dim} numbers")
    return np.asarray(np.memmap(path, dtype="<f2", mode="r", shape=(rows, dim)))


def trained(rows: NDArray[float16]) -> Any:
    """The FAISS index of rows (n, dim): lists trained on a sample of them, then filled block by block."""
    import faiss
    import numpy as np

    total, dim = rows.shape
    lists = list_count(total)
    index: Any = faiss.index_factory(
        dim, f"IVF{lists},PQ{dim // 2 if dim % 2 == 0 else dim}x4fs", faiss.METRIC_INNER_PRODUCT
    )
    index.nprobe = probe_count(lists)
    sample = np.random.default_rng(_SEED).choice(total, min(total, _TRAINED_ON * lists), replace=False)
    sample.sort()
    learned_from = rows[sample].astype(np.float32)
    centres = faiss.Clustering(dim, lists)
    centres.seed, centres.niter, centres.spherical = _SEED, _PASSES, True
    centres.min_points_per_centroid, centres.max_points_per_centroid = 1, _TRAINED_ON
    centres.train(learned_from, index.quantizer)
    with one_thread():  # thousands of tiny steps
        index.train(learned_from)
    for _, block in blocks(rows, _BLOCK):
        index.add(block.astype(np.float32))
    return index


def serialised(index: Any) -> bytes:
    """What FAISS writes of an index."""
    import faiss

    data: bytes = faiss.serialize_index(index).tobytes()
    return data


def deserialised(data: bytes, rows: int, dim: int) -> Any:
    """The FAISS index in bytes that are known to be whole. ValueError where it is not one that ``trained`` made of so
    many rows."""
    import faiss
    import numpy as np

    # A header can claim any number of vectors; newer FAISS can be told not to believe much more than there are bytes.
    # It wants room for a table, too, which this kind does without.
    bounded = hasattr(faiss, "set_deserialization_vector_byte_limit")
    before = faiss.get_deserialization_vector_byte_limit() if bounded else 0
    try:
        if bounded:
            faiss.set_deserialization_vector_byte_limit(16 * len(data))
        index: Any = faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
    except RuntimeError as error:
        raise ValueError(f"{LISTS} is no FAISS index") from error
    finally:
        if bounded:
            faiss.set_deserialization_vector_byte_limit(before)
    lists = list_count(rows)
    if not isinstance(index, faiss.IndexIVFPQFastScan) or index.metric_type != faiss.METRIC_INNER_PRODUCT:
        raise ValueError(f"{LISTS} is another kind of index")
    if (index.d, index.ntotal, index.nlist, index.nprobe) != (dim, rows, lists, probe_count(lists)):
        raise ValueError(f"{LISTS} is not of {rows} vectors of {dim} numbers in {lists} lists")
    return index


class Lists:
    """Proposals out of a FAISS index of lists over rows (n, dim), mapped."""

    def __init__(self, index: Any, rows: NDArray[float16]) -> None:
        self._index = index
        self._rows = rows

    def propose(self, units: NDArray[float32], k: int) -> list[NDArray[int64]]:
        """For each unit query (m, dim), at least ``k`` rows (at most all are asked for) that hold nearly all of its
        first ``k``, and are sure to hold the first ``k`` of what the lists proposed."""
        return spread(lambda some: list(self._proposed(some, k)), units)

    def _proposed(self, units: NDArray[float32], k: int) -> Iterator[NDArray[int64]]:
        import numpy as np

        take = min(len(self._rows), max(_LEAST, _TAKE * k))
        for _, some in blocks(units, _ALONE):
            _, proposed = self._index.search(some, take)
            for one, rows in zip(some, proposed, strict=True):
                found = np.sort(rows[rows >= 0])
                if len(found) >= k:
                    yield self._narrowed(one, found, k)
                else:  # the lists that were looked at hold fewer than are wanted
                    yield np.arange(len(self._rows))

    def _narrowed(self, one: NDArray[float32], found: NDArray[int64], k: int) -> NDArray[int64]:
        """Those of the rows found that can be among the first ``k`` by single precision: double costs three times as
        much."""
        import numpy as np

        scores = self._rows[found].astype(np.float32) @ one
        border = np.partition(scores, len(scores) - k)[len(scores) - k]
        kept: NDArray[int64] = found[scores >= border - SLACK]
        return kept
