"""The second look at a chunk: what the first look thought of it and of the chunks around it.

Postings go on about one thing for a while. A line that could be anything is a duty between duties, and this is known
better after each chunk was judged by itself than from the cues around it. One step is taken and no more.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from jdmatch.records import CHUNK_KINDS, Chunk

_FLOOR = 1e-4
_EVEN = 1 / len(CHUNK_KINDS)
# Places around a chunk; beyond its own section only the nearest counts.
_PLACES = ((-2, "above_2"), (-1, "above_1"), (1, "below_1"), (2, "below_2"))
_NEAREST = 1


def rows(chunks: Sequence[Chunk], first: Sequence[Sequence[float]]) -> list[dict[str, float]]:
    """Features of the second look, one row for each chunk. ``first``: the first look's probabilities of
    ``CHUNK_KINDS``. Neighbours count by how far their probabilities are from even; headings do not count."""
    return [_row(i, chunks, first) for i in range(len(chunks))]


def _row(i: int, chunks: Sequence[Chunk], first: Sequence[Sequence[float]]) -> dict[str, float]:
    chunk = chunks[i]
    logs = [math.log(max(p, _FLOOR)) for p in first[i]]
    mean = sum(logs) / len(logs)
    row = {"bias": 1.0, f"layout_{chunk.layout}": 1.0}
    row.update({f"own_{kind}": value - mean for kind, value in zip(CHUNK_KINDS, logs, strict=True)})
    for step, name in _PLACES:
        k = i + step
        if not 0 <= k < len(chunks) or chunks[k].layout == "heading":
            continue
        same = chunks[k].section == chunk.section
        if same or abs(step) == _NEAREST:
            place = name if same else f"{name}_beyond"
            row.update({f"{place}_{kind}": p - _EVEN for kind, p in zip(CHUNK_KINDS, first[k], strict=True)})
    return row
