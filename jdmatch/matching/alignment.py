"""How well a line and a statement align, piece by piece: a small trained scorer over token vectors.

A decomposable attention (Parikh et al. 2016). Every word piece of the line looks for its counterpart among the
statement's pieces and the other way round, is compared with what it found, and the comparisons are added up, each with
a weight that the piece has by itself, so that words of setting can come to weigh nothing. Out come two log odds: that
the line is related to the statement, and that it shows its activity. What is made of one text alone (``Side``) is made
once; a pair costs about two million multiplications. Pairs are computed one by one, so that the result of a pair never
depends on which others are asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jdmatch import resources
from jdmatch.errors import ModelError

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

WEIGHTS = "alignment.safetensors"
ODDS = ("align_related", "align_covered")
# The product of two unit vectors is small; training saw it enlarged by as much.
_PRODUCT = 16.0
_DIGITS = 16
_NAMES = {
    "project.weight": 2,
    "own.weight": 2,
    "own.bias": 1,
    "lend.weight": 2,
    "weigh.weight": 2,
    "weigh.bias": 1,
    "sharpness": 0,
    "compare.weight": 2,
    "merge.weight": 2,
    "merge.bias": 1,
    "out.weight": 2,
    "out.bias": 1,
    "alike.weight": 2,
    "alike.bias": 1,
}


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One text: its t pieces as unit vectors to be found by (t, width), what they are (t, width), what a piece gets
    that finds them (t, 2 · width: those unit vectors, and what they lend it), and their shares of the text's weight by
    two weightings (2, t)."""

    found: NDArray[float32]
    own: NDArray[float32]
    given: NDArray[float32]
    shares: NDArray[float32]


class Alignment:
    """The scorer. ``tensors`` are its arrays by name, as training writes them, ``digest`` tells its file; ModelError
    (JDM040) where some are missing or of another rank."""

    def __init__(self, tensors: Mapping[str, NDArray[float32]], digest: str = "") -> None:
        import numpy as np

        wrong = [n for n, rank in _NAMES.items() if n not in tensors or tensors[n].ndim != rank]
        if wrong:
            raise ModelError(
                f"The pair scorer lacks {', '.join(wrong)}, or has them in another shape. Make it again: "
                "jdmatch train encoder",
                code="JDM040",
            )
        self.digest = digest
        t = tensors
        dim = t["project.weight"].shape[1]
        scale = np.float32(dim**0.5)
        self._project = np.ascontiguousarray(t["project.weight"].T)
        # Pieces are made in one product.
        parts = [t[f"{name}.weight"].T * scale for name in ("own", "lend", "weigh")]
        self._made = np.ascontiguousarray(np.concatenate(parts, axis=1))
        self._width = t["own.weight"].shape[0]
        self._own, self._weigh = t["own.bias"], t["weigh.bias"]
        self._sharpness = np.float32(np.exp(t["sharpness"]))
        self._compare = np.ascontiguousarray(t["compare.weight"].T * np.float32(_PRODUCT))
        self._merge, self._merge_bias = np.ascontiguousarray(t["merge.weight"].T), t["merge.bias"]
        self._out = np.ascontiguousarray(t["out.weight"].T)
        self._alike = np.ascontiguousarray(t["alike.weight"].T)
        self._bias = t["out.bias"] + t["alike.bias"]

    def side(self, tokens: NDArray[float32]) -> Side:
        """What is made of one text; ``tokens`` (t, dim) unit vectors, t ≥ 0 (a blank text is like nothing)."""
        import numpy as np

        rows = tokens if len(tokens) else np.zeros((1, self._project.shape[0]), dtype=np.float32)
        found = rows @ self._project
        found /= np.maximum(np.sqrt((found * found).sum(axis=1, keepdims=True)), np.float32(1e-12))
        made = rows @ self._made
        width = self._width
        weights = _softmax((made[:, 2 * width :] + self._weigh).T)
        given = np.concatenate([found, made[:, width : 2 * width]], axis=1)
        return Side(found, made[:, :width] + self._own, given, weights)

    def odds(self, line: Side, statement: Side, cosine: float) -> NDArray[float32]:
        """Log odds (2,) of related and covered; ``cosine`` is that of the texts' vectors."""
        import numpy as np

        like = line.found @ statement.found.T
        # Likenesses lie between -1 and 1: no power of them runs over.
        power = np.exp(like * self._sharpness)
        a = self._added(line, power / power.sum(axis=1, keepdims=True), statement)
        b = self._added(statement, (power / power.sum(axis=0)).T, line)
        merged = np.maximum(np.concatenate([a, b]) @ self._merge + self._merge_bias, 0)
        best = line.shares @ like.max(axis=1), statement.shares @ like.max(axis=0)
        alike = np.concatenate([np.array([cosine], dtype=np.float32), *best])
        odds: NDArray[float32] = merged @ self._out + alike @ self._alike + self._bias
        return odds

    def _added(self, one: Side, share: NDArray[float32], other: Side) -> NDArray[float32]:
        """The comparisons of one text's pieces with what they found, added up by either weighting (2 · width,)."""
        import numpy as np

        given = share @ other.given
        compared = (one.found * given[:, : self._width]) @ self._compare
        compared += one.own
        compared += given[:, self._width :]
        np.maximum(compared, 0, out=compared)
        added: NDArray[float32] = (one.shares @ compared).ravel()
        return added


@cache
def load() -> Alignment:
    """The shipped scorer. ModelError (JDM040) where its file is missing or damaged."""
    return read(resources.model_file(WEIGHTS))


def read(path: Path) -> Alignment:
    """The scorer in a safetensors file. ModelError (JDM040) where it is none."""
    from safetensors import SafetensorError
    from safetensors.numpy import load as tensors

    try:
        content = path.read_bytes()
        return Alignment(tensors(content), f"sha256:{hashlib.sha256(content).hexdigest()[:_DIGITS]}")
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{path.name} can not be read as a pair scorer: {error}", code="JDM040") from error


def _softmax(x: NDArray[float32]) -> NDArray[float32]:
    """Along the last axis."""
    import numpy as np

    grown: NDArray[float32] = np.exp(x - x.max(axis=-1, keepdims=True))
    grown /= grown.sum(axis=-1, keepdims=True)
    return grown
