"""Vectors to nearest neighbours: the FAISS room, and the exact NumPy search that it is held to.

FAISS proposes, this room decides: proposals are scored again in double precision, pair by pair, and ordered by
(−score, row). So a score depends on its two vectors alone and equal statements stand in their own order.

Up to ``EXACT_ROWS`` statements the proposals are sure to hold the nearest, and the answer is that of ``exact_search``
to the last bit, whatever FAISS's kernels round (``flat``). Above, a scan of everything costs more than a posting may,
so the rows lie in lists of which some are looked at (``lists``): a score is then that of the row as it is kept, in
half precision, and about one in a hundred of the ten nearest is not found.

An index on disk is a folder that is mapped, not read (``folders``), and ``opening`` keeps one for each combination of
frameworks. FAISS itself is imported by the first search: a library small enough to be asked as a whole never needs it.
"""

from jdmatch.index.cosines import exact_search
from jdmatch.index.folders import REBUILD, forget
from jdmatch.index.opening import damaged, index_name, open_index
from jdmatch.index.store import EXACT_ROWS, Index, Part

__all__ = ["EXACT_ROWS", "REBUILD", "Index", "Part", "damaged", "exact_search", "forget", "index_name", "open_index"]
