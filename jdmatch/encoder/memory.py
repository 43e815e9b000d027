"""What was encoded last, kept in memory: equal texts of a run are encoded once.

Boilerplate repeats across a corpus, and so do titles and whole postings that are advertised twice. ``Memory`` stands
before an encoder and is one itself: it gives what the encoder would give, bit for bit, since a vector depends on
nothing but its text, and texts are compared whole, not by a hash. ``learn`` encodes the texts of many postings
together, which fills the encoder's runs, and leaves them here for the postings to come for, one by one.

It holds a fixed number of bytes; what was not asked for longest goes first. Nothing of it reaches the disk: vectors of
a posting's lines can be turned back into much of the lines.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jdmatch.encoder.protocols import Encoder, Encoding

if TYPE_CHECKING:
    from numpy import float32, int32
    from numpy.typing import NDArray

# About 2,000 lines of twenty word pieces, and far more titles.
MEGABYTES = 64
# A kept text's own bytes, its objects and its place in the table, roughly.
_OVERHEAD = 600


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """One text's vector (dim,) and, where they were asked for, its token vectors (t, dim) and their places (t, 2)."""

    vector: NDArray[float32]
    truncated: bool
    tokens: NDArray[float32] | None
    spans: NDArray[int32] | None
    size: int


class Memory:
    """``encoder`` with the last ``megabytes`` of what it made. Threads may share one."""

    def __init__(self, encoder: Encoder, *, megabytes: float = MEGABYTES) -> None:
        self._encoder = encoder
        self._limit = int(megabytes * 1_000_000)
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    @property
    def signature(self) -> str:
        """The encoder's own."""
        return self._encoder.signature

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._encoder.dim

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text are read."""
        return self._encoder.max_tokens

    def __len__(self) -> int:
        return len(self._kept)

    def encode(self, texts: Sequence[str], *, tokens: bool = False) -> Encoding:
        """What the encoder gives for the texts, each encoded now only where it is not remembered."""
        found = self._found(texts, tokens)
        return _assembled([found[text] for text in texts], self.dim, tokens)

    def learn(self, texts: Sequence[str], *, tokens: bool = False) -> None:
        """Encode what is not remembered of the texts, all together, for ``encode`` to find."""
        self._found(texts, tokens)

    def _found(self, texts: Sequence[str], tokens: bool) -> dict[str, _Kept]:
        found: dict[str, _Kept] = {}
        missing: list[str] = []
        with self._lock:
            for text in dict.fromkeys(texts):
                kept = self._kept.get(text)
                if kept is None or (tokens and kept.tokens is None):
                    missing.append(text)
                else:
                    self._kept.move_to_end(text)
                    found[text] = kept
        if missing:
            fresh = _apart(missing, self._encoder.encode(missing, tokens=tokens))
            found |= fresh
            self._keep(fresh)
        return found

    def _keep(self, fresh: dict[str, _Kept]) -> None:
        with self._lock:
            for text, kept in fresh.items():
                old = self._kept.pop(text, None)
                self._size += kept.size - (old.size if old else 0)
                self._kept[text] = kept
            while self._size > self._limit:
                _, oldest = self._kept.popitem(last=False)
                self._size -= oldest.size


def _apart(texts: Sequence[str], made: Encoding) -> dict[str, _Kept]:
    """An encoding text by text. Arrays are copied: a view would keep all of the encoding alive."""
    tokens = made.tokens if made.token_vectors is not None else None
    starts = made.token_starts
    out: dict[str, _Kept] = {}
    for i, text in enumerate(texts):
        vector = made.vectors[i].copy()
        size = vector.nbytes + 4 * len(text) + _OVERHEAD
        own = places = None
        if tokens is not None and starts is not None and made.token_spans is not None:
            own, places = tokens[i].copy(), made.token_spans[starts[i] : starts[i + 1]].copy()
            size += own.nbytes + places.nbytes
        out[text] = _Kept(vector, made.truncated[i], own, places, size)
    return out


def _assembled(kept: Sequence[_Kept], dim: int, tokens: bool) -> Encoding:
    import numpy as np

    vectors = np.stack([k.vector for k in kept]) if kept else np.zeros((0, dim), dtype=np.float32)
    truncated = tuple(k.truncated for k in kept)
    if not tokens:
        return Encoding(vectors, truncated)
    values = [np.zeros((0, dim), dtype=np.float32), *(k.tokens for k in kept if k.tokens is not None)]
    spans = [np.zeros((0, 2), dtype=np.int32), *(k.spans for k in kept if k.spans is not None)]
    starts = np.zeros(len(kept) + 1, dtype=np.int64)
    np.cumsum([len(v) for v in values[1:]], out=starts[1:])
    return Encoding(vectors, truncated, np.concatenate(values), starts, np.concatenate(spans))
