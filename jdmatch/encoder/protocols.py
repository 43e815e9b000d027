"""What an encoder is, and what it returns.

An ``Encoder`` turns texts into unit vectors, one a text, and on request into unit vectors of their word pieces with
the place of each piece in the text. A vector is a pure function of one text: never of the texts beside it, of their
order or of padding. Everything downstream (the cache, "the same bytes alone or in a batch") rests on that, so every
encoder here keeps it exactly, not nearly.

All vectors lie on the float16 grid although they are handed out as float32: half precision is what is kept on disk, and
a fresh vector must equal a kept one, while NumPy multiplies float32 matrices fifty times faster than float16 ones. A
cosine is off by some 1e-5 for it, eight-bit arithmetic by a hundred times more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from numpy import float32, int32, int64
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Encoding:
    """Vectors of n texts, in the order in which the texts were given.

    ``vectors`` (n, dim) float32, unit rows to half precision. ``truncated``: for each text, whether it was longer than
    the encoder's ``max_tokens`` and only its beginning was read. The other three are None unless tokens were asked for:
    ``token_vectors`` (T, dim) float32, unit rows, all texts' word pieces behind one another without special tokens;
    ``token_starts`` (n + 1): text i owns the rows from ``token_starts[i]`` to ``token_starts[i + 1]``, none for a blank
    text; ``token_spans`` (T, 2): code points (start, end) of each piece in its own text.
    """

    vectors: NDArray[float32]
    truncated: tuple[bool, ...]
    token_vectors: NDArray[float32] | None = None
    token_starts: NDArray[int64] | None = None
    token_spans: NDArray[int32] | None = None

    def __len__(self) -> int:
        return len(self.truncated)

    @property
    def tokens(self) -> tuple[NDArray[float32], ...]:
        """Token vectors text by text, (t_i, dim) each: views. ValueError where tokens were not asked for."""
        values, starts, _ = self._token_arrays()
        return tuple(values[a:b] for a, b in pairwise(starts.tolist()))

    @property
    def spans(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """(start, end) of every word piece, text by text. ValueError where tokens were not asked for."""
        _, starts, spans = self._token_arrays()
        pairs = [(a, b) for a, b in spans.tolist()]
        return tuple(tuple(pairs[a:b]) for a, b in pairwise(starts.tolist()))

    def pick(self, rows: Sequence[int]) -> Encoding:
        """The encoding of some of the texts, in the order of ``rows``; a row may come more than once."""
        import numpy as np

        index = np.asarray(rows, dtype=np.int64)
        truncated = tuple(self.truncated[i] for i in rows)
        if self.token_vectors is None:
            return Encoding(self.vectors[index], truncated)
        values, starts, spans = self._token_arrays()
        lengths = np.diff(starts)[index]
        kept = np.concatenate([np.arange(starts[i], starts[i + 1]) for i in rows] or [np.zeros(0, dtype=np.int64)])
        return Encoding(self.vectors[index], truncated, values[kept], _starts(lengths), spans[kept])

    def between(self, start: int, stop: int) -> Encoding:
        """The encoding of the texts from ``start`` to ``stop``; arrays are views."""
        truncated = self.truncated[start:stop]
        if self.token_vectors is None:
            return Encoding(self.vectors[start:stop], truncated)
        values, starts, spans = self._token_arrays()
        first, last = int(starts[start]), int(starts[stop])
        own = starts[start : stop + 1] - first
        return Encoding(self.vectors[start:stop], truncated, values[first:last], own, spans[first:last])

    def _token_arrays(self) -> tuple[NDArray[float32], NDArray[int64], NDArray[int32]]:
        if self.token_vectors is None or self.token_starts is None or self.token_spans is None:
            raise ValueError("the texts were encoded without token vectors: encode(texts, tokens=True) makes them")
        return self.token_vectors, self.token_starts, self.token_spans


class Encoder(Protocol):
    """The smallest thing that the rest of jdmatch needs of a sentence encoder.

    ``signature`` reads like ``all-MiniLM-L6-v2/int8/onnxruntime@sha256:…``: two encoders with the same signature give
    the same vectors on the same machine.
    """

    @property
    def signature(self) -> str:
        """Model, precision, kernel and content."""
        ...

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text are read, special tokens included."""
        ...

    def encode(self, texts: Sequence[str], *, tokens: bool = False) -> Encoding:
        """Encode the texts; any text is allowed, the empty one too."""
        ...


def assemble(
    vectors: Sequence[NDArray[float32]],
    truncated: Sequence[bool],
    dim: int,
    tokens: Sequence[NDArray[float32]] | None = None,
    spans: Sequence[Sequence[tuple[int, int]]] | None = None,
) -> Encoding:
    """An ``Encoding`` out of one vector (dim,), and where wanted one (t_i, dim) array and t_i spans, for each text.
    They are put on the float16 grid here, so that no encoder can forget it."""
    import numpy as np

    rows = half(np.stack(vectors).astype(np.float32, copy=False)) if vectors else np.zeros((0, dim), dtype=np.float32)
    if tokens is None or spans is None:
        return Encoding(rows, tuple(truncated))
    lengths = np.array([len(t) for t in tokens], dtype=np.int64)
    values = np.concatenate([half(t) for t in tokens] or [np.zeros((0, dim), dtype=np.float32)])
    places = np.array([pair for text in spans for pair in text], dtype=np.int32).reshape(-1, 2)
    return Encoding(rows, tuple(truncated), values, _starts(lengths), places)


def half(values: NDArray[float32]) -> NDArray[float32]:
    """Numbers within [-1, 1] on the float16 grid: what a cast to float16 and back gives, bit for bit, at a quarter of
    its price."""
    import numpy as np

    # Dekker's split: the upper 11 of 24 bits, to the nearest even.
    large = values * np.float32(2**13 + 1)
    upper: NDArray[float32] = large - (large - values)
    # Below the smallest normal half, steps are all 2⁻²⁴, as float32's are from 0.5 to 1.
    small = np.abs(values) < np.float32(2**-14)
    upper[small] = (values[small] + np.float32(0.75)) - np.float32(0.75)
    return upper


def join(parts: Sequence[Encoding]) -> Encoding:
    """The encodings of several lists of texts as the encoding of the one long list; at least one part."""
    import numpy as np

    vectors = np.concatenate([p.vectors for p in parts])
    truncated = tuple(flag for p in parts for flag in p.truncated)
    if parts[0].token_vectors is None:
        return Encoding(vectors, truncated)
    arrays = [p._token_arrays() for p in parts]
    lengths = np.concatenate([np.diff(starts) for _, starts, _ in arrays])
    return Encoding(
        vectors,
        truncated,
        np.concatenate([values for values, _, _ in arrays]),
        _starts(lengths),
        np.concatenate([spans for _, _, spans in arrays]),
    )


def _starts(lengths: NDArray[int64]) -> NDArray[int64]:
    import numpy as np

    starts: NDArray[int64] = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths, dtype=np.int64)])
    return starts
