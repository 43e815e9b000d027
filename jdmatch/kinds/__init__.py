"""Chunk → responsibility, requirement or other, with a calibrated probability.

A multinomial logistic regression over about ninety features that can be read (``features``): the section's kind and
what its heading says, the layout, cues in the words (``tables``), the duty verb with which a chunk opens, and what the
rest of its section looks like, so that a list under an unknown heading is judged as a list. The weights lie in
``models/kinds.json``, are applied in plain Python (``model``), and are described in ``models/kinds.md``. A heading is
``other`` whatever it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jdmatch.kinds.features import Features, features
from jdmatch.kinds.model import FORMAT, MODEL, KindModel, load
from jdmatch.records import CHUNK_KINDS, Chunk, Posting, Section

__all__ = ["FORMAT", "MODEL", "Features", "KindModel", "classify", "features", "load"]


def classify(posting: Posting, sections: Sequence[Section], chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The chunks with their kind and its probability. A heading's kind is certain by definition (probability 1)."""
    model = load()
    out: list[Chunk] = []
    for chunk, row in zip(chunks, features(posting, sections, chunks), strict=True):
        if chunk.layout == "heading":
            out.append(replace(chunk, kind="other", kind_probability=1.0))
            continue
        probabilities = model.probabilities(row)
        kind, probability = max(zip(CHUNK_KINDS, probabilities, strict=True), key=lambda pair: pair[1])
        out.append(replace(chunk, kind=kind, kind_probability=probability))
    return tuple(out)
