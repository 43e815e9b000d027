"""The names of what an analysis depends on: short hashes of frameworks and of model files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from jdmatch import resources
from jdmatch.records import Framework


def framework(one: Framework) -> str:
    """A framework that is used."""
    return f"{one.id}@sha256:{one.sha256[:16]}"


def library(frameworks: Sequence[Framework]) -> str:
    """All of a library, as what was chosen from."""
    return f"library@{_short(f'{one.id}@sha256:{one.sha256}' for one in frameworks)}"


def model(name: str) -> str:
    """A model's files, as the manifest has them (each was compared when it was loaded)."""
    entries = resources.manifest()
    return _short(f"{file} {entries[file].sha256}" for file in sorted(entries) if file.startswith(f"{name}."))


def _short(lines: Iterable[str]) -> str:
    return f"sha256:{hashlib.sha256(chr(10).join(lines).encode()).hexdigest()[:16]}"
