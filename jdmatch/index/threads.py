"""How FAISS is given the cores: shares of the queries to threads of Python's, each with FAISS on one thread.

FAISS's own threads (OpenMP) spin at the end of each of many small steps until all of them have arrived. Where another
process wants the core, one of them has not been given it: a search of one millisecond then takes twelve. Threads that
share nothing but the end of the work cost the same when it is quiet, and nothing when it is not.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy import float32, int64
    from numpy.typing import NDArray

    Work = Callable[[NDArray[float32]], list[NDArray[int64]]]

# So few queries are not worth a thread (0.1 ms).
_FEWEST = 4


def spread(work: Work, units: NDArray[float32]) -> list[NDArray[int64]]:
    """What ``work`` finds for each query (m, dim), on as many threads as FAISS may use: OMP_NUM_THREADS, or the
    cores."""
    import faiss
    import numpy as np

    workers = min(faiss.omp_get_max_threads(), len(units) // _FEWEST)

    def alone(share: NDArray[float32]) -> list[NDArray[int64]]:
        with one_thread():
            return work(share)

    if workers <= 1:
        return alone(units)
    with ThreadPoolExecutor(workers) as pool:
        return [rows for share in pool.map(alone, np.array_split(units, workers)) for rows in share]


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """FAISS on one thread, for work that is asked for in this thread."""
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)
