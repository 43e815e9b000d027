"""A deterministic encoder for tests: no model, no download, scores that a test can reason about.

A word's vector is drawn from its sha256, so different words are nearly orthogonal and equal words equal; a text's
vector is the normed sum of its words' vectors, so the cosine of two texts is about their share of common words. It
keeps the ``Encoder`` contract: unit rows, pure in each text, truncation reported, spans of every word.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from jdmatch.encoder.protocols import Encoding, assemble

_WORD = re.compile(r"\w+")


class TinyEncoder:
    """64-dimensional hashed bag of words. ``texts`` counts the texts that were really encoded, for tests of caches."""

    def __init__(self, name: str = "tiny", dim: int = 64, max_tokens: int = 256) -> None:
        self.signature = f"{name}-{dim}@sha256:{hashlib.sha256(f'{name}{dim}'.encode()).hexdigest()[:12]}"
        self.dim = dim
        self.max_tokens = max_tokens
        self.texts = 0

    def encode(self, texts: Sequence[str], *, tokens: bool = False) -> Encoding:
        self.texts += len(texts)
        spans = [[m.span() for m in _WORD.finditer(text)] for text in texts]
        cut = [len(s) > self.max_tokens for s in spans]
        spans = [s[: self.max_tokens] for s in spans]
        rows = [self._words(text, s) for text, s in zip(texts, spans, strict=True)]
        vectors = [_unit(r.sum(axis=0)) if len(r) else word_vector("", self.dim) for r in rows]
        return assemble(vectors, cut, self.dim, rows, spans) if tokens else assemble(vectors, cut, self.dim)

    def _words(self, text: str, spans: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
        words = [word_vector(text[a:b].lower(), self.dim) for a, b in spans]
        return np.stack(words) if words else np.zeros((0, self.dim), dtype=np.float32)


@cache
def word_vector(word: str, dim: int) -> NDArray[np.float32]:
    """The unit vector of one lower-case word."""
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
    return _unit(np.random.default_rng(seed).standard_normal(dim).astype(np.float32))


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = vector / np.linalg.norm(vector)
    return unit
