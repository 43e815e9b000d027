"""The files that travel with jdmatch: models, embedded frameworks, sample postings.

In a checkout they are the folders ``models/`` and ``corpora/`` beside the package; in an installed wheel they lie
inside it, under ``_data``. A model file is handed out only after its sha256 was compared with ``models/manifest.toml``.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jdmatch.errors import ModelError

_INSTALLED = Path(__file__).parent / "_data"
_CHECKOUT = Path(__file__).parents[1]


def folder(name: str) -> Path:
    """The folder ``models``, ``corpora/frameworks`` or ``corpora/samples``, wherever this jdmatch keeps it."""
    for root in (_CHECKOUT, _INSTALLED):
        if (root / "models" / "manifest.toml").is_file() and (root / name).is_dir():
            return root / name
    raise ModelError(
        f"The folder {name} of jdmatch is missing: the installation is incomplete. "
        "Install it again: pip install --force-reinstall jdmatch",
        code="JDM040",
    )


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A line of the manifest: file name, sha256, what it is, its licence and origin."""

    name: str
    sha256: str
    size: int
    about: str
    licence: str
    origin: str


_preferred: list[Path] = []


def prefer(models: Path | None) -> None:
    """Take model files from the folder ``models`` where its manifest has them (None: from jdmatch's own alone), and
    look at every file again. Training builds on what it has just made elsewhere; nothing else calls this."""
    _preferred[:] = [] if models is None else [models]
    manifest.cache_clear()
    model_file.cache_clear()


@cache
def manifest() -> Mapping[str, ModelFile]:
    """``models/manifest.toml``: model files by their path below ``models/``."""
    entries = _listed(folder("models"))
    for other in _preferred:
        entries |= _listed(other)
    return {
        name: ModelFile(name=name, **{key: entry[key] for key in ("sha256", "size", "about", "licence", "origin")})
        for name, entry in entries.items()
    }


def _listed(models: Path) -> dict[str, dict[str, Any]]:
    path = models / "manifest.toml"
    if models in _preferred and not path.is_file():
        return {}
    listed: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8")).get("files", {})
    return listed


def _at(name: str) -> Path:
    return next((m for m in _preferred if name in _listed(m)), folder("models")) / name


def fault(name: str) -> str | None:
    """What is wrong with a model file of the manifest, or None: missing, of another size, of another sha256."""
    entry, path = manifest()[name], _at(name)
    if not path.is_file():
        return "is missing"
    if path.stat().st_size != entry.size:
        return f"has {path.stat().st_size} bytes where the manifest says {entry.size}"
    found = file_sha256(path)
    return None if found == entry.sha256 else f"has sha256 {found[:12]}… where the manifest says {entry.sha256[:12]}…"


@cache
def model_file(name: str) -> Path:
    """The path of a model file, its sha256 compared first. ModelError (JDM040) where it is missing or damaged."""
    if name not in manifest():
        raise ModelError(f"models/manifest.toml names no file {name}.", code="JDM040")
    wrong = fault(name)
    if wrong is not None:
        raise ModelError(
            f"The model file {name} {wrong}. Install jdmatch again (pip install --force-reinstall jdmatch), or in a "
            f"checkout: git checkout -- models/{name}",
            code="JDM040",
        )
    return _at(name)


def file_sha256(path: Path) -> str:
    """Hex sha256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
