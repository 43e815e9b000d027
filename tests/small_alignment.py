"""A pair scorer of any size with fixed random weights: what it says means nothing, how it computes is real."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from jdmatch.matching.alignment import Alignment

WIDTH = 8


def tensors(dim: int, width: int = WIDTH) -> dict[str, NDArray[np.float32]]:
    """Arrays as training writes them."""
    random = np.random.default_rng(7)
    shapes: dict[str, tuple[int, ...]] = {
        "project.weight": (width, dim),
        "own.weight": (width, dim),
        "own.bias": (width,),
        "lend.weight": (width, dim),
        "weigh.weight": (2, dim),
        "weigh.bias": (2,),
        "sharpness": (),
        "compare.weight": (width, width),
        "merge.weight": (width, 4 * width),
        "merge.bias": (width,),
        "out.weight": (2, width),
        "out.bias": (2,),
        "alike.weight": (2, 5),
        "alike.bias": (2,),
    }
    return {name: np.asarray(random.normal(0, 0.3, shape), dtype=np.float32) for name, shape in shapes.items()}


@cache
def small_alignment(dim: int) -> Alignment:
    """The scorer for token vectors of length ``dim``."""
    return Alignment(tensors(dim), "sha256:small")
