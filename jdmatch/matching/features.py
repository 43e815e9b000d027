"""What is measured of a chunk and the statements of one framework.

Plain cosine is not comparable from statement to statement: everything in one occupation is about one topic, long
statements resemble everything, and words of setting drown the activity. So beside the cosine stand how near the chunk
is to its best statement, how crowded the statement's own neighbourhood is, and a late interaction over the pieces of
content words in both directions: how well each word of the statement finds itself in the chunk, and each of the chunk
in the statement, as a whole and in the best clause. What a word would find in any statement of the framework
("patient", among nursing duties) counts for nothing; what only this statement has counts fully.

A row of features depends on one chunk and one framework, never on other chunks (so that adding a chunk can not lower a
statement's probability) and never on other frameworks. All chunks of a posting and all frameworks that it is matched
with are still computed together, since every sum over a vector is one of whole numbers, which no company changes: the
likenesses of pieces on bytes (``encoder.products``), the cosines on a grid that double precision adds up without
rounding. What is left is maxima, arithmetic number by number, and sums over what belongs together in its own order.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from jdmatch.encoder import products
from jdmatch.matching import pieces as _pieces
from jdmatch.matching.pieces import Pieces, pieces
from jdmatch.matching.tables import CHUNK_BREAK, STATEMENT_BREAK
from jdmatch.matching.words import STATEMENT_DECAY

if TYPE_CHECKING:
    from numpy import float32, float64, int8, int32, int64
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
# Likenesses in one block, four bytes each: as many as processors mostly hold close by. A posting with a dozen
# frameworks is one block.
_ROOM = 2_000_000
# Products of vectors on this grid are whole numbers below 2⁵³, and so are their sums.
_GRID = 2.0**26


@dataclass(frozen=True, slots=True, eq=False)
class StatementSide:
    """What is made once of the n statements of one framework, or of several behind one another.

    ``vectors`` (n, dim) on the grid; ``crowding`` (n,); their P pieces, whose vectors stand in ``columns`` (dim, P)
    alone, in each text's ``steps`` (n,); what each piece finds anywhere (``usual`` (P,)); sums of weights, by statement
    and by clause; ``having``: the statements with a stem, and how rare it is in their framework, side by side;
    ``firsts`` (frameworks,): the first statement of each framework."""

    vectors: NDArray[float64]
    crowding: NDArray[float64]
    pieces: Pieces
    columns: NDArray[int8]
    steps: NDArray[float32]
    usual: NDArray[float32]
    sums: NDArray[float32]
    clause_sums: NDArray[float32]
    having: Mapping[str, tuple[NDArray[int64], NDArray[float64]]]
    firsts: NDArray[int64]

    def __len__(self) -> int:
        return len(self.vectors)


def statement_side(texts: Sequence[str], encoding: Encoding) -> StatementSide:
    """The statements' side of one framework; at least one statement."""
    import numpy as np

    own = pieces(texts, encoding, STATEMENT_BREAK, STATEMENT_DECAY)
    columns, steps = products.columns(own.vectors, own.starts)
    return StatementSide(
        _on_grid(encoding.vectors),
        _crowding(encoding.vectors),
        replace(own, vectors=own.vectors[:0]),
        columns,
        steps,
        _usual(own, columns, steps),
        np.add.reduceat(own.weights, own.starts),
        np.add.reduceat(own.weights, own.clauses),
        _having(own.stems),
        np.zeros(1, dtype=np.int64),
    )


def side_by_side(sides: Sequence[StatementSide]) -> StatementSide:
    """The sides of several frameworks, at least one, as one; what is measured with it is the same to the last bit."""
    import numpy as np

    if len(sides) == 1:
        return sides[0]
    offsets = np.cumsum([0, *(len(side) for side in sides)]).tolist()
    having: dict[str, list[tuple[NDArray[int64], NDArray[float64]]]] = {}
    for offset, side in zip(offsets, sides, strict=False):
        for stem, (rows, rarity) in side.having.items():
            having.setdefault(stem, []).append((rows + offset, rarity))
    return StatementSide(
        np.concatenate([side.vectors for side in sides]),
        np.concatenate([side.crowding for side in sides]),
        _pieces.join([side.pieces for side in sides]),
        np.concatenate([side.columns for side in sides], axis=1),
        np.concatenate([side.steps for side in sides]),
        np.concatenate([side.usual for side in sides]),
        np.concatenate([side.sums for side in sides]),
        np.concatenate([side.clause_sums for side in sides]),
        {
            stem: (np.concatenate([rows for rows, _ in found]), np.concatenate([rarity for _, rarity in found]))
            for stem, found in having.items()
        },
        np.concatenate([side.firsts + offset for side, offset in zip(sides, offsets, strict=False)]),
    )


def chunk_side(texts: Sequence[str], encoding: Encoding) -> Pieces:
    """The pieces of chunks."""
    return pieces(texts, encoding, CHUNK_BREAK, 1.0)


def _on_grid(vectors: NDArray[float32]) -> NDArray[float64]:
    """Unit vectors as whole numbers of 2⁻²⁶ (held as double-precision numbers)."""
    import numpy as np

    whole: NDArray[float64] = np.rint(vectors.astype(np.float64) * _GRID)
    return whole


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


def _usual(own: Pieces, columns: NDArray[int8], steps: NDArray[float32]) -> NDArray[float32]:
    """What each piece finds in the mean statement other than its own (P,)."""
    import numpy as np

    n = len(own)
    # np.unique would load numpy.ma, a hundredth of a start.
    places = np.linspace(0, n - 1, min(n, _SAMPLE)).astype(np.int64)
    sample = np.array(list(dict.fromkeys(places.tolist())), dtype=np.int64)
    taken = np.concatenate([np.arange(own.bounds[i], own.bounds[i + 1]) for i in sample])
    starts = np.concatenate([[0], np.cumsum(own.bounds[sample + 1] - own.bounds[sample])[:-1]])
    sampled = columns if len(sample) == n else columns[:, taken]
    ours = np.repeat(np.arange(n), np.diff(own.bounds))
    rows, row_steps = products.rows(own.vectors, own.starts)
    usual: NDArray[float32] = np.empty(len(ours), dtype=np.float32)
    for at in range(0, len(ours), _BLOCK):
        part = slice(at, at + _BLOCK)
        alike = products.products(rows[part], sampled)
        best = np.maximum.reduceat(alike, starts, axis=1) * (row_steps[ours[part], None] * steps[sample])
        foreign = ours[part, None] != sample
        total = (best * foreign).sum(axis=1) + _USUAL_WEIGHT * _USUAL_FOUND
        usual[part] = total / (foreign.sum(axis=1) + _USUAL_WEIGHT)
    return usual


def _having(stems: Sequence[frozenset[str]]) -> dict[str, tuple[NDArray[int64], NDArray[float64]]]:
    """The statements with each stem, and its rarity: 1 for a stem that no statement has, near 0 for one that all have,
    the same for each of them."""
    import numpy as np

    n = len(stems)
    having: dict[str, list[int]] = {}
    for i, own in enumerate(stems):
        for stem in own:
            having.setdefault(stem, []).append(i)
    return {
        stem: (
            np.array(rows, dtype=np.int64),
            np.full(len(rows), math.log((n + 1) / (len(rows) + 0.5)) / math.log(2 * n + 2)),
        )
        for stem, rows in having.items()
    }


def rows(vectors: NDArray[float32], own: Pieces, side: StatementSide) -> NDArray[float64]:
    """Features of m chunks (their ``vectors`` (m, dim), their pieces in ``own``) with all n statements:
    (m, n, features)."""
    import numpy as np

    # Feature by feature in memory: each is computed, and used, over all pairs at once.
    out = np.empty((len(FEATURES), len(vectors), len(side)))
    if len(vectors):
        out[0] = _on_grid(vectors) @ side.vectors.T
        out[0] /= _GRID * _GRID
        out[1] = _spread(np.maximum.reduceat(out[0], side.firsts, axis=1), side)
        out[2] = side.crowding
        left, steps = products.rows(own.vectors, own.starts)
        for first, last in _blocks(own.bounds, side.columns.shape[1]):
            part = own.part(first, last)
            alike = products.products(left[own.bounds[first] : own.bounds[last]], side.columns)
            _found_in_chunks(out[:, first:last], alike, steps[first:last], part, side)
            _found_in_statements(out[:, first:last], alike, steps[first:last], part, side)
        out[7] = _shared(own.stems, side)
    return np.moveaxis(out, 0, -1)


def _blocks(bounds: NDArray[int64], width: int) -> Iterator[tuple[int, int]]:
    """The chunks in spans whose pieces times ``width`` stay small, one chunk at least in each."""
    first, last = 0, len(bounds) - 1
    while first < last:
        room = bounds[first] + _ROOM // max(1, width)
        end = max(first + 1, int(bounds.searchsorted(room, side="right")) - 1)
        yield first, min(end, last)
        first = min(end, last)


def _found_in_chunks(
    out: NDArray[float64], alike: NDArray[int32], steps: NDArray[float32], own: Pieces, side: StatementSide
) -> None:
    """How well the words of each statement find themselves in each chunk: ``statement_found``, ``statement_clause``."""
    import numpy as np

    theirs = side.pieces
    best = np.empty((len(own), alike.shape[1]), dtype=np.float32)
    for row, a, b in zip(best, own.starts.tolist(), own.bounds[1:].tolist(), strict=True):
        row[:] = alike[a:b].max(axis=0)
    best *= steps[:, None]
    best *= np.repeat(side.steps, np.diff(theirs.bounds))
    found = _beyond(best, side.usual)
    found *= theirs.weights
    out[3] = np.add.reduceat(found, theirs.starts, axis=1) / side.sums
    in_clauses = np.add.reduceat(found, theirs.clauses, axis=1) / side.clause_sums
    out[4] = np.maximum.reduceat(in_clauses, theirs.clause_bounds[:-1], axis=1)


def _found_in_statements(
    out: NDArray[float64], alike: NDArray[int32], steps: NDArray[float32], own: Pieces, side: StatementSide
) -> None:
    """How well the words of each chunk find themselves in each statement: ``chunk_found``, ``chunk_clause``."""
    import numpy as np

    best = np.maximum.reduceat(alike, side.pieces.starts, axis=1).astype(np.float32)
    best *= np.repeat(steps, np.diff(own.bounds))[:, None]
    best *= side.steps
    counts = np.diff(side.firsts, append=len(side))
    usual = np.add.reduceat(best, side.firsts, axis=1)
    usual += np.float32(_USUAL_WEIGHT * _USUAL_FOUND)
    usual /= (counts + _USUAL_WEIGHT).astype(np.float32)
    found = _beyond(best, _spread(usual, side))
    found *= own.weights[:, None]
    in_clauses = np.add.reduceat(found, own.clauses, axis=0)
    sums = np.add.reduceat(own.weights, own.clauses)
    firsts = own.clause_bounds[:-1]
    out[5] = np.add.reduceat(in_clauses, firsts, axis=0) / np.add.reduceat(sums, firsts)[:, None]
    # A word counts as one whatever its pieces, so a clause's weight is its number of words.
    in_clauses /= np.maximum(sums, np.float32(_FULL_CLAUSE))[:, None]
    out[6] = np.maximum.reduceat(in_clauses, firsts, axis=0)


def _spread(values: NDArray[Any], side: StatementSide) -> NDArray[Any]:
    """Values of frameworks (m, frameworks), each for every one of its statements (m, n)."""
    import numpy as np

    return np.repeat(values, np.diff(side.firsts, append=len(side)), axis=1)


def _beyond(found: NDArray[float32], usual: NDArray[float32]) -> NDArray[float32]:
    """Likeness above the usual, as a share of what was left to gain: 0 at the usual, 1 where the word is there."""
    import numpy as np

    share: NDArray[float32] = found - usual
    share /= np.maximum(1 - usual, np.float32(1e-6))
    np.maximum(share, 0, out=share)
    np.minimum(share, 1, out=share)
    return share


def _shared(stems: Sequence[frozenset[str]], side: StatementSide) -> NDArray[float64]:
    """ln(1 + Σ rarity) over the stems that a chunk and a statement have in common (m, n)."""
    import numpy as np

    total = np.zeros((len(stems), len(side)))
    for row, own in zip(total, stems, strict=True):
        for stem in sorted(own):
            found = side.having.get(stem)
            if found is not None:
                rows, rarity = found
                row[rows] += rarity
    return np.log1p(total, out=total)
