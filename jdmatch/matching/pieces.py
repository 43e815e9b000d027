"""Word pieces of encoded texts, those of content words only, with their weights and clauses, as flat arrays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jdmatch.matching.words import Word, content_words

if TYPE_CHECKING:
    from numpy import float32, int64
    from numpy.typing import NDArray

    from jdmatch.encoder.protocols import Encoding


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Content pieces of n texts behind one another, at least one a text.

    ``vectors`` (P, dim) unit rows; ``weights`` (P,) above 0: the weight of the piece's word, shared by its pieces;
    ``bounds`` (n + 1,): text i owns the pieces from ``bounds[i]`` to ``bounds[i + 1]``; ``clauses`` (C,): the first
    piece of every clause; ``clause_bounds`` (n + 1,): text i owns these clauses; ``stems``: every text's stems.
    """

    vectors: NDArray[float32]
    weights: NDArray[float32]
    bounds: NDArray[int64]
    clauses: NDArray[int64]
    clause_bounds: NDArray[int64]
    stems: tuple[frozenset[str], ...]

    def __len__(self) -> int:
        return len(self.stems)

    @property
    def starts(self) -> NDArray[int64]:
        """The first piece of every text (n,)."""
        return self.bounds[:-1]

    def part(self, first: int, last: int) -> Pieces:
        """Texts ``first`` to ``last`` (not included), without vectors."""
        a, b = self.bounds[first], self.bounds[last]
        c, d = self.clause_bounds[first], self.clause_bounds[last]
        return Pieces(
            self.vectors[:0],
            self.weights[a:b],
            self.bounds[first : last + 1] - a,
            self.clauses[c:d] - a,
            self.clause_bounds[first : last + 1] - c,
            self.stems[first:last],
        )


def pieces(texts: Sequence[str], encoding: Encoding, breaks: re.Pattern[str], decay: float) -> Pieces:
    """The content pieces of encoded texts; the k-th content word of a text (from 0) weighs ``decay`` to the k.

    A text without content words keeps all its pieces with equal weights; a blank one gets a single piece of zeros,
    which is like nothing.
    """
    import numpy as np

    dim = encoding.vectors.shape[1]
    vectors: list[NDArray[float32]] = [np.zeros((0, dim), dtype=np.float32)]
    weights: list[float] = []
    bounds, clauses, clause_bounds = [0], [], [0]
    stems: list[frozenset[str]] = []
    for text, rows, places in zip(texts, encoding.tokens, encoding.spans, strict=True):
        words = content_words(text, breaks)
        kept = _placed(words, places, decay) or [(i, 1.0, 0) for i in range(len(rows))]
        last = -1
        for _, weight, clause in kept or [(0, 1.0, 0)]:
            if clause != last:
                clauses.append(len(weights))
                last = clause
            weights.append(weight)
        vectors.append(rows[[i for i, _, _ in kept]] if kept else np.zeros((1, dim), dtype=np.float32))
        stems.append(frozenset(word.stem for word in words))
        bounds.append(len(weights))
        clause_bounds.append(len(clauses))
    return Pieces(
        np.ascontiguousarray(np.concatenate(vectors)),
        np.array(weights, dtype=np.float32),
        np.array(bounds, dtype=np.int64),
        np.array(clauses, dtype=np.int64),
        np.array(clause_bounds, dtype=np.int64),
        tuple(stems),
    )


def join(parts: Sequence[Pieces]) -> Pieces:
    """The pieces of several lists of texts as those of the one long list; at least one part."""
    import numpy as np

    ends = [0, *np.cumsum([len(part.weights) for part in parts]).tolist()]
    clause_ends = [0, *np.cumsum([len(part.clauses) for part in parts]).tolist()]
    first = np.zeros(1, dtype=np.int64)
    return Pieces(
        np.concatenate([part.vectors for part in parts]),
        np.concatenate([part.weights for part in parts]),
        np.concatenate([first, *(part.bounds[1:] + end for part, end in zip(parts, ends, strict=False))]),
        np.concatenate([part.clauses + end for part, end in zip(parts, ends, strict=False)]),
        np.concatenate([first, *(part.clause_bounds[1:] + end for part, end in zip(parts, clause_ends, strict=False))]),
        tuple(stems for part in parts for stems in part.stems),
    )


def _placed(words: Sequence[Word], places: Sequence[tuple[int, int]], decay: float) -> list[tuple[int, float, int]]:
    """(piece, weight, clause) of the word pieces that lie in content words. Words behind the encoder's last piece (a
    text that was cut) have none."""
    out: list[tuple[int, float, int]] = []
    at = 0
    for n, word in enumerate(words):
        while at < len(places) and places[at][0] < word.start:
            at += 1
        first = at
        while at < len(places) and places[at][1] <= word.end:
            at += 1
        share = decay**n / max(1, at - first)
        out += [(piece, share, word.clause) for piece in range(first, at)]
    return out
