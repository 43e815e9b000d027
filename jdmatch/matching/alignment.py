"""How well a line and a statement align, piece by piece: a small trained scorer over token vectors.

A decomposable attention (Parikh et al. 2016). Every word piece of the line looks for its counterpart among the
statement's pieces and the other way round, is compared with what it found, and the comparisons are added up, each with
a weight that the piece has by itself, so that words of setting can come to weigh nothing. Out come two log odds: that
the line is related to the statement, and that it shows its activity. What is made of one text alone (``Side``) is made
once; a pair costs about a million multiplications.

All statements that a line is compared with go together, yet the odds of a pair never depend on which others are asked
for: what is multiplied was put on a grid, so that each matrix product adds up whole numbers below 2²⁴, which single
precision holds exactly, in any order and company. Sums in floating point go over one pair's numbers alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from jdmatch import resources
from jdmatch.errors import ModelError

if TYPE_CHECKING:
    from numpy import float32, float64
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


# Below 2²⁴ every whole number is one in single precision.
_EXACT = 2.0**24
# The grids: of unit vectors and what is brought to length 1 (the product of two is a sum below 2²⁴ by Cauchy-Schwarz),
# of the shares of attention, which sum to 1, and of what is compared.
_UNIT, _SHARE, _COMPARED = 4000.0, 2048.0, 8192.0
# Rounding to a grid lengthens a vector or a sum by less than this.
_SLACK = 1.1
# Statements that are compared together: their arrays stay in a core's own cache.
_TOGETHER = 16
# BLAS multiplies small matrices best in blocks of so many rows.
_BLOCK = 32


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One text: ``rows`` (t, 3 · width + 2) hold, for each of its t pieces, what it lends to a piece that finds it and
    its unit vector to be found by, both on their grids, what it is itself, and its shares of the text's weight by two
    weightings; ``shares`` (2, t) are these again."""

    rows: NDArray[float32]
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
        parts = [t[f"{name}.weight"].T * scale for name in ("lend", "own", "weigh")]
        self._made = np.ascontiguousarray(np.concatenate(parts, axis=1))
        self._width = t["own.weight"].shape[0]
        self._own, self._weigh = t["own.bias"], t["weigh.bias"]
        self._sharpness = np.float32(np.exp(t["sharpness"]) / _UNIT**2)
        compare = t["compare.weight"].T * np.float32(_PRODUCT)
        # What is compared and what is lent are added up in one unit, the finest that both can be exact in: a piece's
        # vector is no longer than 1, nor is the product of two.
        self._unit = np.float32(_EXACT / _SLACK / max(_longest(compare), _longest(parts[0])))
        self._compare = np.ascontiguousarray(np.rint(compare * (self._unit / np.float32(_COMPARED))))
        self._merge, self._merge_bias = np.ascontiguousarray(t["merge.weight"].T), t["merge.bias"]
        self._merge_step = np.float32(_longest(self._merge) / _UNIT)
        self._merge = np.rint(self._merge / self._merge_step)
        self._out = np.ascontiguousarray(t["out.weight"])
        self._alike = np.ascontiguousarray(t["alike.weight"])
        self._bias = t["out.bias"] + t["alike.bias"]

    def side(self, tokens: NDArray[float32]) -> Side:
        """What is made of one text; ``tokens`` (t, dim) unit vectors, t ≥ 0 (a blank text is like nothing)."""
        import numpy as np

        rows = tokens if len(tokens) else np.zeros((1, self._project.shape[0]), dtype=np.float32)
        found = rows @ self._project
        found /= np.maximum(np.sqrt((found * found).sum(axis=1, keepdims=True)), np.float32(1e-12))
        made = rows @ self._made
        width = self._width
        lent, own = made[:, :width], made[:, width : 2 * width]
        grids = [np.rint(lent * (self._unit / np.float32(_SHARE))), np.rint(found * np.float32(_UNIT))]
        own = (own + self._own) * self._unit
        shares = _softmax((made[:, 2 * width :] + self._weigh).T)
        return Side(np.concatenate([*grids, own, shares.T], axis=1), shares)

    def odds(self, line: Side, statement: Side, cosine: float) -> NDArray[float32]:
        """Log odds (2,) of related and covered; ``cosine`` is that of the texts' vectors."""
        import numpy as np

        odds: NDArray[float32] = self.odds_of([(line, [statement])], np.array([cosine]))[0]
        return odds

    def odds_of(self, asked: Sequence[tuple[Side, Sequence[Side]]], cosines: NDArray[float64]) -> NDArray[float32]:
        """Log odds (n, 2) of lines with the statements that each is asked with, one pair after the other; ``cosines``
        (n,) in the same order. At least one pair."""
        import numpy as np

        added, alike = [], []
        for line, statements in asked:
            for at in range(0, len(statements), _TOGETHER):
                compared = self._compared(line, statements[at : at + _TOGETHER])
                added.append(compared[0])
                alike.append(compared[1])
        signs = np.column_stack([cosines.astype(np.float32), np.concatenate(alike)])
        merged = self._merged(np.concatenate(added))
        out = [
            (merged * weights).sum(axis=1) + (signs * more).sum(axis=1)
            for weights, more in zip(self._out, self._alike, strict=True)
        ]
        odds: NDArray[float32] = np.column_stack(out) + self._bias
        return odds

    def _merged(self, added: NDArray[float32]) -> NDArray[float32]:
        """The merging layer over what was added up, (n, 4 · width) to (n, width)."""
        import numpy as np

        steps = np.sqrt((added * added).sum(axis=1, keepdims=True)) / np.float32(_UNIT) + np.float32(1e-12)
        merged: NDArray[float32] = np.rint(added / steps) @ self._merge
        merged *= steps * (self._merge_step / self._unit)
        merged += self._merge_bias
        np.maximum(merged, 0, out=merged)
        return merged

    def _compared(self, line: Side, statements: Sequence[Side]) -> tuple[NDArray[float32], NDArray[float32]]:
        """A line with s statements: the comparisons of the line's pieces with what they found and of each statement's
        with theirs, added up by either weighting (s, 4 · width), and how well each found itself (s, 4)."""
        import numpy as np

        width, t, s = self._width, len(line.rows), len(statements)
        lengths = [len(one.rows) for one in statements]
        bounds = [0, *accumulate(lengths)]
        starts = bounds[:-1]
        theirs = np.concatenate([one.rows[:, width:] for one in statements])
        found, own, shares = theirs[:, :width], theirs[:, width : 2 * width], theirs[:, 2 * width :]

        like = line.rows[:, width : 2 * width] @ found.T
        # Likenesses lie between -1 and 1: no power of them runs over.
        power = np.exp(like * self._sharpness)
        back = power.T.copy()
        power *= np.repeat(np.float32(_SHARE) / np.add.reduceat(power, starts, axis=1), lengths, axis=1)
        back *= np.float32(_SHARE) / back.sum(axis=1, keepdims=True)
        np.rint(power, out=power)
        np.rint(back, out=back)

        given = np.empty((s, t, 2 * width), dtype=np.float32)
        for i, one in enumerate(statements):
            np.matmul(power[:, bounds[i] : bounds[i + 1]], one.rows[:, : 2 * width], out=given[i])
        returned = back @ line.rows[:, : 2 * width]

        onto = np.float32(_COMPARED / (_UNIT * _UNIT * _SHARE))
        count = s * t + len(theirs)
        product = np.zeros((-(-count // _BLOCK) * _BLOCK, width), dtype=np.float32)
        ours, back_product = product[: s * t].reshape(s, t, width), product[s * t : count]
        np.multiply(given[:, :, width:], line.rows[:, width : 2 * width] * onto, out=ours)
        np.multiply(returned[:, width:], found, out=back_product)
        back_product *= onto
        np.rint(product, out=product)
        compared = np.matmul(product.reshape(-1, _BLOCK, width), self._compare).reshape(-1, width)
        ours, back_compared = compared[: s * t].reshape(s, t, width), compared[s * t : count]
        ours += line.rows[:, 2 * width : 3 * width]
        ours += given[:, :, :width]
        back_compared += own
        back_compared += returned[:, :width]
        np.clip(compared, np.float32(0), np.float32(np.inf), out=compared)

        added = np.empty((s, 4, width), dtype=np.float32)
        np.matmul(line.shares, ours, out=added[:, :2])
        for i, one in enumerate(statements):
            np.matmul(one.shares, back_compared[bounds[i] : bounds[i + 1]], out=added[i, 2:])
        # Lying row by row, so that NumPy adds up each row by itself whatever the number of rows.
        best = np.ascontiguousarray(np.maximum.reduceat(like, starts, axis=1).T)
        alike = [(best * own_shares).sum(axis=1) for own_shares in line.shares]
        alike += [*np.add.reduceat(like.max(axis=0)[:, None] * shares, starts, axis=0).T]
        return added.reshape(s, 4 * width), (np.column_stack(alike) / _UNIT**2).astype(np.float32)


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


def _longest(columns: NDArray[float32]) -> float:
    """The length of the longest column."""
    import numpy as np

    return float(np.sqrt((columns * columns).sum(axis=0)).max())


def _softmax(x: NDArray[float32]) -> NDArray[float32]:
    """Along the last axis."""
    import numpy as np

    grown: NDArray[float32] = np.exp(x - x.max(axis=-1, keepdims=True))
    grown /= grown.sum(axis=-1, keepdims=True)
    return grown
