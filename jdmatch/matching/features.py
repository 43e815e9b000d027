"""What is measured of a chunk and the statements of one framework.

Plain cosine is not comparable from statement to statement: everything in one occupation is about one topic, long
statements resemble everything, and words of setting drown the activity. So beside the cosine stand how near the chunk
is to its best statement, how crowded the statement's own neighbourhood is, and a late interaction over the pieces of
content words in both directions: how well each word of the statement finds itself in the chunk, and each of the chunk
in the statement, as a whole and in the best clause. What a word would find in any statement of the framework
("patient", among nursing duties) counts for nothing; what only this statement has counts fully.

A row of features depends on one chunk and one framework, never on other chunks (so that adding a chunk can not lower a
statement's probability) and never on other frameworks. For the same reason the products are computed chunk by chunk and
framework by framework, and so are sums over a chunk's pieces: matrix kernels may round differently in other company.
What is left, maxima and arithmetic number by number, is done for many chunks at once.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jdmatch.matching.pieces import Pieces, pieces
from jdmatch.matching.tables import CHUNK_BREAK, STATEMENT_BREAK
from jdmatch.matching.words import STATEMENT_DECAY

if TYPE_CHECKING:
    from numpy import float32, float64, int64
    from numpy.typing import NDArray

    from jdmatch.encoder.protocols import Encoding

FEATURES = (
    "cosine",
    "chunk_best",
    "crowding",
    "statement_found",
    "statement_clause",
    "chunk_found",
    "chunk_clause",
    "shared_words",
)
# What is usual, where a framework is too small to say: the likeness that a word finds in any statement, and the cosine
# of a statement with its nearest; they count like so many more statements.
_USUAL_FOUND = 0.3
_USUAL_NEAR = 0.5
_USUAL_WEIGHT = 3
_NEIGHBOURS = 5
# Enough statements to say what a word finds anywhere in a framework.
_SAMPLE = 128
_BLOCK = 1024
# A clause with fewer words than this is half a clause: one word found is no activity found.
_FULL_CLAUSE = 2
# Numbers in one block of likenesses: 2 MB, which a core's own cache still holds for the most part.
_ROOM = 500_000


@dataclass(frozen=True, slots=True, eq=False)
class StatementSide:
    """What is made once of a framework's n statements: ``vectors`` (n, dim), ``crowding`` (n,), their P pieces, whose
    vectors stand in ``columns`` (dim, P) alone, what each piece finds anywhere (``usual`` (P,)), sums of weights, and
    which statements have a stem."""

    vectors: NDArray[float32]
    crowding: NDArray[float64]
    pieces: Pieces
    columns: NDArray[float32]
    usual: NDArray[float64]
    sums: NDArray[float64]
    clause_sums: NDArray[float64]
    having: Mapping[str, NDArray[int64]]

    def rarity(self, stem: str) -> float:
        """1 for a stem that no statement has, near 0 for one that all have."""
        n = len(self.vectors)
        return math.log((n + 1) / (len(self.having.get(stem, ())) + 0.5)) / math.log(2 * n + 2)


def statement_side(texts: Sequence[str], encoding: Encoding) -> StatementSide:
    """The statements' side; at least one statement."""
    import numpy as np

    own = pieces(texts, encoding, STATEMENT_BREAK, STATEMENT_DECAY)
    having: dict[str, list[int]] = {}
    for i, stems in enumerate(own.stems):
        for stem in stems:
            having.setdefault(stem, []).append(i)
    return StatementSide(
        np.ascontiguousarray(encoding.vectors),
        _crowding(encoding.vectors),
        replace(own, vectors=own.vectors[:0]),
        # In this order a matrix product reads them as they lie, which halves its time.
        np.ascontiguousarray(own.vectors.T),
        _usual(own),
        np.add.reduceat(own.weights, own.starts),
        np.add.reduceat(own.weights, own.clauses),
        {stem: np.array(rows, dtype=np.int64) for stem, rows in having.items()},
    )


def chunk_side(texts: Sequence[str], encoding: Encoding) -> Pieces:
    """The pieces of chunks."""
    return pieces(texts, encoding, CHUNK_BREAK, 1.0)


def _crowding(vectors: NDArray[float32]) -> NDArray[float64]:
    """Mean cosine of each statement with its nearest few in its framework."""
    import numpy as np

    n = len(vectors)
    near = min(_NEIGHBOURS, n - 1)
    out: NDArray[float64] = np.full(n, _USUAL_NEAR)
    if near < 1:
        return out
    for at in range(0, n, _BLOCK):
        block = (vectors[at : at + _BLOCK] @ vectors.T).astype(np.float64)
        block[np.arange(len(block)), np.arange(at, at + len(block))] = -2.0
        top = np.partition(block, n - near, axis=1)[:, n - near :].sum(axis=1)
        out[at : at + _BLOCK] = (top + (_NEIGHBOURS - near) * _USUAL_NEAR) / _NEIGHBOURS
    return out


def _usual(own: Pieces) -> NDArray[float64]:
    """What each piece finds in the mean statement other than its own (P,)."""
    import numpy as np

    n = len(own)
    sample = np.unique(np.linspace(0, n - 1, min(n, _SAMPLE)).astype(np.int64))
    taken = np.concatenate([np.arange(own.bounds[i], own.bounds[i + 1]) for i in sample])
    starts = np.concatenate([[0], np.cumsum(own.bounds[sample + 1] - own.bounds[sample])[:-1]])
    ours = np.repeat(np.arange(n), np.diff(own.bounds))
    usual: NDArray[float64] = np.empty(len(ours))
    for at in range(0, len(ours), _BLOCK):
        part = slice(at, at + _BLOCK)
        best = np.maximum.reduceat(own.vectors[part] @ own.vectors[taken].T, starts, axis=1).astype(np.float64)
        foreign = ours[part, None] != sample
        total = (best * foreign).sum(axis=1) + _USUAL_WEIGHT * _USUAL_FOUND
        usual[part] = total / (foreign.sum(axis=1) + _USUAL_WEIGHT)
    return usual


def rows(vectors: NDArray[float32], own: Pieces, side: StatementSide) -> NDArray[float64]:
    """Features of m chunks (their ``vectors`` (m, dim), their pieces in ``own``) with all n statements:
    (m, n, features)."""
    import numpy as np

    out = np.empty((len(vectors), len(side.vectors), len(FEATURES)))
    for first, last in _blocks(own.bounds, side.columns.shape[1]):
        _fill(out[first:last], vectors, own, range(first, last), side)
    return out


def _blocks(bounds: NDArray[int64], width: int) -> Iterator[tuple[int, int]]:
    """The chunks in spans whose pieces times ``width`` stay small, one chunk at least in each."""
    first, last = 0, len(bounds) - 1
    while first < last:
        room = bounds[first] + _ROOM // max(1, width)
        end = max(first + 1, int(bounds.searchsorted(room, side="right")) - 1)
        yield first, min(end, last)
        first = min(end, last)


def _fill(out: NDArray[float64], vectors: NDArray[float32], own: Pieces, which: range, side: StatementSide) -> None:
    """Features of some of the chunks into ``out`` (m, n, features)."""
    import numpy as np

    n, begin = len(side.vectors), int(own.bounds[which.start])
    bounds = (own.bounds[which.start : which.stop + 1] - begin).tolist()
    # (pieces of the chunks, pieces of all statements)
    alike = np.empty((bounds[-1], side.columns.shape[1]), dtype=np.float32)
    best = np.empty((len(which), side.columns.shape[1]))
    for row, (i, a, b) in enumerate(zip(which, bounds, bounds[1:], strict=False)):
        np.matmul(own.vectors[begin + a : begin + b], side.columns, out=alike[a:b])
        best[row] = alike[a:b].max(axis=0)
        out[row, :, 0] = side.vectors @ vectors[i]

    found = _beyond(best, side.usual)
    found *= side.pieces.weights
    in_clauses = np.add.reduceat(found, side.pieces.clauses, axis=1) / side.clause_sums
    out[:, :, 1] = out[:, :, 0].max(axis=1, keepdims=True)
    out[:, :, 2] = side.crowding
    out[:, :, 3] = np.add.reduceat(found, side.pieces.starts, axis=1) / side.sums
    out[:, :, 4] = np.maximum.reduceat(in_clauses, side.pieces.clause_bounds[:-1], axis=1)

    reached = np.maximum.reduceat(alike, side.pieces.starts, axis=1).astype(np.float64)
    usual = (reached.sum(axis=1) + _USUAL_WEIGHT * _USUAL_FOUND) / (n + _USUAL_WEIGHT)
    reached = _beyond(reached, usual[:, None])
    weights = own.weights[begin : begin + bounds[-1]]
    reached *= weights[:, None]
    for i, a, b in zip(which, bounds, bounds[1:], strict=False):
        row, mine = out[i - which.start], weights[a:b]
        cuts = own.clauses[own.clause_bounds[i] : own.clause_bounds[i + 1]] - (begin + a)
        # A word counts as one whatever its pieces, so a clause's weight is its number of words.
        clause_weights = np.maximum(np.add.reduceat(mine, cuts), _FULL_CLAUSE)
        row[:, 5] = reached[a:b].sum(axis=0) / mine.sum()
        row[:, 6] = (np.add.reduceat(reached[a:b], cuts, axis=0) / clause_weights[:, None]).max(axis=0)
        row[:, 7] = _shared(own.stems[i], side)


def _beyond(found: NDArray[float64], usual: NDArray[float64]) -> NDArray[float64]:
    """Likeness above the usual, as a share of what was left to gain: 0 at the usual, 1 where the word is there."""
    import numpy as np

    share: NDArray[float64] = (found - usual) / np.maximum(1.0 - usual, 1e-6)
    np.maximum(share, 0.0, out=share)
    np.minimum(share, 1.0, out=share)
    return share


def _shared(stems: frozenset[str], side: StatementSide) -> NDArray[float64]:
    """ln(1 + Σ rarity) over the stems that the chunk and a statement have in common."""
    import numpy as np

    total = np.zeros(len(side.vectors))
    for stem in sorted(stems):
        rows = side.having.get(stem)
        if rows is not None:
            total[rows] += side.rarity(stem)
    shared: NDArray[float64] = np.log1p(total)
    return shared
