"""The models that a step builds on: those of the folder that is being made, else the checkout's.

Steps follow one another in one process, and what jdmatch loads it keeps: ``renew`` makes it look again.
"""

from __future__ import annotations

import json
from pathlib import Path

from jdmatch import kinds, resources
from jdmatch.encoder.onnx import MODEL, TOKENIZER, OnnxEncoder


def encoder(out: Path) -> OnnxEncoder:
    """The encoder of the models folder ``out`` where it has one, else the shipped one; on one thread, so that its
    vectors do not depend on the machine."""
    folder = out / "encoder"
    return OnnxEncoder(folder) if (folder / MODEL).is_file() else OnnxEncoder.shipped()


def renew(out: Path | None = None) -> None:
    """Let jdmatch look again at its models, those of ``out`` first."""
    resources.prefer(out)
    kinds.load.cache_clear()


def vocabulary(out: Path) -> list[str]:
    """The word pieces of that encoder, the commonest first (they are numbered so)."""
    path = out / "encoder" / TOKENIZER
    path = path if path.is_file() else resources.model_file(f"encoder/{TOKENIZER}")
    pieces: dict[str, int] = json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"]
    return sorted(pieces, key=pieces.__getitem__)
