"""What is measured of a chunk and the statements of one framework.

Plain cosine is not comparable from statement to statement: everything in one occupation is about one topic, long
statements resemble everything, and words of setting drown the activity. So beside the cosine stand how near the chunk
is to its best statement, how crowded the statement's own neighbourhood is, and a late interaction over the pieces of
content words in both directions: how well each word of the statement finds itself in the chunk, and each of the chunk
in the statement, as a whole and in the best clause. What a word would find in any statement of the framework
("patient", among nursing duties) counts for nothing; what only this statement has counts fully.

A row of features depends on one chunk and one framework, never on other chunks (so that adding a chunk can not lower a
statement's probability) and never on other frameworks. For the same reason the products are computed chunk by chunk and
framework by framework: matrix kernels may round differently in other company.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, eq=False)
class StatementSide:
    """What is made once of a framework's n statements: ``vectors`` (n, dim), ``crowding`` (n,), their P pieces, what
    each piece finds anywhere (``usual`` (P,)), sums of weights, and which statements have a stem."""

    vectors: NDArray[float32]
    crowding: NDArray[float64]
    pieces: Pieces
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
        own,
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


def chunk_rows(vector: NDArray[float32], own: Pieces, i: int, side: StatementSide) -> NDArray[float64]:
    """Features of chunk ``i`` (its ``vector`` (dim,), its pieces in ``own``) with all n statements: (n, features)."""
    import numpy as np

    n = len(side.vectors)
    cosine = (side.vectors @ vector).astype(np.float64)
    mine = slice(int(own.bounds[i]), int(own.bounds[i + 1]))
    # (pieces of the chunk, pieces of all statements): NumPy takes maxima along rows of this shape fastest.
    alike = own.vectors[mine] @ side.pieces.vectors.T

    found = _beyond(alike.max(axis=0).astype(np.float64), side.usual) * side.pieces.weights
    in_clauses = np.add.reduceat(found, side.pieces.clauses) / side.clause_sums

    reached = np.maximum.reduceat(alike, side.pieces.starts, axis=1).astype(np.float64)
    usual = (reached.sum(axis=1) + _USUAL_WEIGHT * _USUAL_FOUND) / (n + _USUAL_WEIGHT)
    weights = own.weights[mine]
    reached = _beyond(reached, usual[:, None]) * weights[:, None]
    cuts = own.clauses[own.clause_bounds[i] : own.clause_bounds[i + 1]] - mine.start
    # A word counts as one whatever its pieces, so a clause's weight is its number of words.
    clause_weights = np.maximum(np.add.reduceat(weights, cuts), _FULL_CLAUSE)
    columns = (
        cosine,
        np.full(n, cosine.max()),
        side.crowding,
        np.add.reduceat(found, side.pieces.starts) / side.sums,
        np.maximum.reduceat(in_clauses, side.pieces.clause_bounds[:-1]),
        reached.sum(axis=0) / weights.sum(),
        (np.add.reduceat(reached, cuts, axis=0) / clause_weights[:, None]).max(axis=0),
        _shared(own.stems[i], side),
    )
    return np.stack(columns, axis=1)


def _beyond(found: NDArray[float64], usual: NDArray[float64]) -> NDArray[float64]:
    """Likeness above the usual, as a share of what was left to gain: 0 at the usual, 1 where the word is there."""
    import numpy as np

    share: NDArray[float64] = np.clip((found - usual) / np.maximum(1.0 - usual, 1e-6), 0.0, 1.0)
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
