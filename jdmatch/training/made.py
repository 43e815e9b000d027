"""What one training step hands back: the files it made, from which data, whether they changed, how long it took."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Made:
    """One step's result. ``files`` were written, or with ``check`` would be.

    ``data_fingerprint`` is ``material.fingerprint`` of the texts that were fitted on, in order; ``changed`` says
    whether any file differs from what stood there before.
    """

    name: str
    files: tuple[Path, ...]
    data_fingerprint: str
    changed: bool
    seconds: float
