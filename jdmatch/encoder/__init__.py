"""Texts to vectors: what an encoder is, the two rooms that run one, and the cache.

``load(settings)`` gives the encoder that the settings name: the shipped model on onnxruntime by default; a folder with
a ``model.onnx`` in the same room; anything else through sentence-transformers, which the [train] extra brings.
``VectorCache`` keeps frameworks' vectors on disk, ``Memory`` keeps postings' in the process. Neither onnxruntime nor
torch is imported before it is needed.
"""

from __future__ import annotations

import os
from pathlib import Path

from jdmatch.encoder.cache import VectorCache
from jdmatch.encoder.memory import Memory
from jdmatch.encoder.protocols import Encoder, Encoding
from jdmatch.settings import Settings

__all__ = ["Encoder", "Encoding", "Memory", "VectorCache", "load"]

DEFAULT = "default"


def load(settings: Settings) -> Encoder:
    """The encoder of the settings. ModelError: JDM040 where the shipped model is damaged, JDM043 where another can not
    be loaded; MissingExtraError where it needs the [train] extra."""
    threads = settings.threads or cores()
    if settings.encoder == DEFAULT:
        from jdmatch.encoder.onnx import OnnxEncoder

        return OnnxEncoder.shipped(threads=threads)
    if (Path(settings.encoder) / "model.onnx").is_file():
        from jdmatch.encoder.onnx import OnnxEncoder

        return OnnxEncoder(Path(settings.encoder), threads=threads)
    from jdmatch.encoder.sentence_transformers import SentenceTransformersEncoder

    return SentenceTransformersEncoder(settings.encoder, threads=threads, allow_network=settings.allow_network)


def cores() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
