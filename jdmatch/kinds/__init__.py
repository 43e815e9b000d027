"""Chunk → responsibility, requirement or other, with a calibrated probability.

Multinomial logistic regression in two looks. The first judges each chunk by features that can be read (``features``):
the section's kind and what its heading says, the layout, cues in the words (``tables``), who does what (``prose``), the
words themselves (``wording``), and what the rest of its section looks like, so that a list under an unknown heading is
judged as a list. The second corrects it by what the first thought of the neighbours (``context``). The weights lie in
``models/kinds.json``, are applied in plain Python (``model``), and are described in ``models/kinds.md``. A heading is
``other`` whatever it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jdmatch.kinds.features import Features, features
from jdmatch.kinds.model import FORMAT, MODEL, KindModel, TwoLooks, load
from jdmatch.records import CHUNK_KINDS, Chunk, Posting, Section

__all__ = ["FORMAT", "MODEL", "Features", "KindModel", "TwoLooks", "classify", "features", "load"]


def classify(posting: Posting, sections: Sequence[Section], chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The chunks with their kind and its probability. A heading's kind is certain by definition (probability 1)."""
    judged = load().probabilities(chunks, features(posting, sections, chunks))
    out: list[Chunk] = []
    for chunk, probabilities in zip(chunks, judged, strict=True):
        kind, probability = max(zip(CHUNK_KINDS, probabilities, strict=True), key=lambda pair: pair[1])
        out.append(replace(chunk, kind=kind, kind_probability=probability))
    return tuple(out)
