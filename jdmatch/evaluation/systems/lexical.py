"""Baselines that look at words: BM25 and TF-IDF over the statements as documents.

Words are runs of letters and digits in lower case, none left out and none stemmed: a baseline should be what everybody
else would get. How rare a word is, is counted over the targets at hand, so that no other framework matters.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from jdmatch.evaluation.systems.parts import Targets

if TYPE_CHECKING:
    from jdmatch.evaluation.systems.parts import Array

_WORD = re.compile(r"[^\W_]+")
# The usual values: how soon repetition saturates, how much length counts.
_K1, _B = 1.2, 0.75


def words(text: str) -> list[str]:
    """The words of a text."""
    return _WORD.findall(text.lower())


@dataclass(frozen=True, slots=True, eq=False)
class _Index:
    """word → (rows, weights) of the targets that hold it, and how much the word counts in a query."""

    size: int
    postings: dict[str, tuple[Any, Any]]
    rarity: dict[str, float]


class Lexical:
    """``bm25`` (k1 1.2, b 0.75) or ``tfidf`` (cosine of tf · smoothed idf)."""

    nothing = 0.0

    def __init__(self, weighting: Literal["bm25", "tfidf"]) -> None:
        self._weighting = weighting
        self._made: dict[str, _Index] = {}

    def scores(self, texts: Sequence[str], targets: Targets) -> Array:
        """(texts, targets), none negative."""
        import numpy as np

        if targets.key not in self._made:
            build = _bm25 if self._weighting == "bm25" else _tfidf
            self._made[targets.key] = build([Counter(words(text)) for text in targets.texts])
        index = self._made[targets.key]
        out: Array = np.zeros((len(texts), index.size))
        for row, text in zip(out, texts, strict=True):
            counts = Counter(words(text))
            known = {word: n for word, n in counts.items() if word in index.postings}
            norm = 1.0
            if self._weighting == "tfidf":
                # Words that no target has make the query longer as well, by the rarity of one that is in none.
                unseen = math.log(1 + index.size) + 1
                norm = math.sqrt(sum((n * index.rarity.get(word, unseen)) ** 2 for word, n in counts.items())) or 1.0
            for word, n in known.items():
                rows, weights = index.postings[word]
                row[rows] += n * index.rarity[word] * weights / norm
        return out


def _gathered(
    documents: Sequence[Counter[str]], rarity: dict[str, float], weights: Sequence[dict[str, float]]
) -> _Index:
    import numpy as np

    found: dict[str, tuple[list[int], list[float]]] = {}
    for row, own in enumerate(weights):
        for word, weight in own.items():
            rows, values = found.setdefault(word, ([], []))
            rows.append(row)
            values.append(weight)
    postings = {word: (np.array(rows), np.array(values)) for word, (rows, values) in found.items()}
    return _Index(len(documents), postings, rarity)


def _bm25(documents: Sequence[Counter[str]]) -> _Index:
    total = len(documents)
    usual = sum(sum(d.values()) for d in documents) / max(1, total) or 1.0
    rarity = {
        word: math.log(1 + (total - n + 0.5) / (n + 0.5))
        for word, n in Counter(w for d in documents for w in d).items()
    }
    weights = []
    for document in documents:
        room = _K1 * (1 - _B + _B * sum(document.values()) / usual)
        weights.append({word: n * (_K1 + 1) / (n + room) for word, n in document.items()})
    return _gathered(documents, rarity, weights)


def _tfidf(documents: Sequence[Counter[str]]) -> _Index:
    total = len(documents)
    rarity = {word: math.log((1 + total) / (1 + n)) + 1 for word, n in Counter(w for d in documents for w in d).items()}
    weights = []
    for document in documents:
        own = {word: n * rarity[word] for word, n in document.items()}
        norm = math.sqrt(sum(w * w for w in own.values())) or 1.0
        weights.append({word: w / norm for word, w in own.items()})
    return _gathered(documents, rarity, weights)
