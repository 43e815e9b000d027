"""Texts as bags of words: what two texts about the same trade have in common that their vectors do not show.

"Conduit" or "phlebotomy" says more about an occupation than any sentence's vector. Words are cut to a rough stem and
hashed into ``BUCKETS`` places, so that a framework's words count although the model never saw them. CRC-32 is the hash
because it is the same on every machine and in every process.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy import float32, int64
    from numpy.typing import NDArray

BUCKETS = 1 << 16
_WORD = re.compile(r"[a-z][a-z0-9+#]+")
# The longer ending first; at least four letters stay.
_ENDINGS = ("ing", "ers", "er", "ed", "es", "s")
_LEAST = 4


def count(texts: Iterable[str]) -> Counter[int]:
    """How often each bucket's words occur in the texts."""
    # No word reaches over a line's end, so the texts are read as one.
    found = Counter(_WORD.findall("\n".join(texts).lower()))
    out: dict[int, int] = {}
    for word, times in found.items():
        place = bucket(word)
        out[place] = out.get(place, 0) + times
    return Counter(out)


@lru_cache(maxsize=1 << 16)
def bucket(word: str) -> int:
    """The place of a lower-case word's stem."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            word = word[: -len(ending)]
            break
    return zlib.crc32(word.encode()) % BUCKETS


def profile(counts: Counter[int], rarity: NDArray[float32]) -> tuple[NDArray[int64], NDArray[float32]]:
    """Buckets in rising order and their weights: 1 + log(times), times how rare the words are, as a unit vector."""
    import numpy as np

    places = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
    times = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
    rising = places.argsort()
    places, times = places[rising], times[rising]
    weights = (1 + np.log(np.maximum(times, 1))) * rarity[places]
    length = float(np.sqrt((weights.astype(np.float64) ** 2).sum()))
    return places, (weights / length if length > 0 else weights).astype(np.float32)
