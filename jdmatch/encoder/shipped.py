"""The vectors that travel with jdmatch: the part of the vector cache that comes filled.

They are those of the statements and of the titles of the embedded frameworks, so that a first analysis has nothing to
encode but its posting. One file holds them all: a matrix in half precision, the keys of its entries (those of
``entries``: another encoder or an edited framework simply misses) and where each begins. Being a model file, it is
compared with the manifest's sha256 before it is believed. Token vectors are not in it: they would be eighty megabytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jdmatch import resources
from jdmatch.encoder import entries
from jdmatch.encoder.protocols import Encoder, Encoding

if TYPE_CHECKING:
    from numpy import float16, uint8
    from numpy.typing import NDArray

FILE = "vectors.safetensors"
FORMAT = "jdmatch.shipped-vectors/1"


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """The file: of which encoder, the rows of each key, vectors (n, dim), and which texts were too long (n,)."""

    encoder: str
    places: dict[str, tuple[int, int]]
    vectors: NDArray[float16]
    truncated: NDArray[uint8]


class Shipped:
    """The shipped vectors, read when they are first asked for. ModelError (JDM040) where the file is damaged."""

    def find(self, encoder: Encoder, key: str) -> Encoding | None:
        """The encoding with this key, or None."""
        import numpy as np

        if not self.holds(encoder, key) or self._table is None:
            return None
        start, stop = self._table.places[key]
        vectors = self._table.vectors[start:stop].astype(np.float32)
        return Encoding(vectors, tuple(bool(flag) for flag in self._table.truncated[start:stop]))

    def holds(self, encoder: Encoder, key: str) -> bool:
        """Whether there is an encoding with this key."""
        return self._table is not None and encoder.signature == self._table.encoder and key in self._table.places

    @cached_property
    def _table(self) -> _Table | None:
        # There is none while the models are made for the first time.
        return _read(resources.model_file(FILE)) if FILE in resources.manifest() else None


def pack(encoder: Encoder, lists: Sequence[Sequence[str]]) -> bytes:
    """The file for these lists of texts, each an entry, encoded now."""
    import numpy as np
    from safetensors.numpy import save

    made = encoder.encode([text for texts in lists for text in texts])
    keys = [bytes.fromhex(entries.key(encoder, texts, tokens=False)) for texts in lists]
    arrays: dict[str, Any] = {
        "keys": np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(len(lists), -1),
        "starts": np.array([0, *accumulate(map(len, lists))], dtype=np.int64),
        "truncated": np.array(made.truncated, dtype=np.uint8),
        "vectors": made.vectors.astype(np.float16),
    }
    return save(arrays, metadata={FORMAT: encoder.signature})


def _read(path: Path) -> _Table | None:
    from safetensors import safe_open

    with safe_open(path, framework="np") as stream:
        about = stream.metadata() or {}
        if FORMAT not in about:  # of another version of jdmatch: nothing in it can be found
            return None
        keys, starts = stream.get_tensor("keys"), stream.get_tensor("starts").tolist()
        names = [row.tobytes().hex() for row in keys]
        places = dict(zip(names, pairwise(starts), strict=True))
        return _Table(about[FORMAT], places, stream.get_tensor("vectors"), stream.get_tensor("truncated"))
