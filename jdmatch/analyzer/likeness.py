"""How alike the statements of one framework are: what tells which statement of another level is about the same work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy import float32, float64
    from numpy.typing import NDArray

# Decimals that are kept: far below what a choice hangs on, and above the last digits that a processor may change.
_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Likeness:
    """Of n statements in the framework's order: ``scores[i][j]``, the matcher's raw score of statement i read as a duty
    with statement j, the mean of both directions; ``cosines[i][j]`` of their vectors."""

    scores: tuple[tuple[float, ...], ...]
    cosines: tuple[tuple[float, ...], ...]

    @classmethod
    def of(cls, scores: NDArray[float64], vectors: NDArray[float32]) -> Likeness:
        """From the matcher's scores (n, n) of the statements with themselves, and their unit vectors (n, dim)."""
        import numpy as np

        exact = vectors.astype(np.float64)
        return cls(_rows((scores + scores.T) / 2), _rows(exact @ exact.T))


def _rows(values: NDArray[float64]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in values.round(_DECIMALS).tolist())
