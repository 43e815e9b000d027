"""Writing what a training step made: model files, their manifest entries, and the record of what was trained on.

A model file says in ``data`` from which data it was made: a fingerprint of the texts, the names of the sources, those
that were used to tune or calibrate and not to fit, and what was held out. ``training-data.json`` beside the models
lists, by step, a short hash of every occupation and posting that was fitted on, so that a test can prove that what must
not be trained on was not.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jdmatch.files import write_whole
from jdmatch.training import manifest
from jdmatch.training.made import Made

TRAINED_ON = "training-data.json"
FORMAT = "jdmatch.training-data/1"
# Hex digits of an item's hash: 32 bits, so that no item is listed by chance (some thousands are).
_DIGITS = 8

Content = bytes | str


@dataclass(frozen=True)
class Data:
    """What a step used. ``fingerprint``: ``material.fingerprint`` of the texts fitted on. ``sources`` were fitted on,
    ``tuned_on`` only chose thresholds, calibrations or settings, ``held_out`` was neither. ``items``: the occupation
    codes and posting ids that were fitted on."""

    fingerprint: str
    sources: tuple[str, ...]
    held_out: tuple[str, ...]
    tuned_on: tuple[str, ...] = ()
    items: frozenset[str] = frozenset()

    @property
    def fitted(self) -> bool:
        """Whether anything was learned: what was only computed is not on record."""
        return bool(self.sources or self.tuned_on)

    def entry(self) -> dict[str, Any]:
        """The ``data`` of a model file."""
        return {
            "fingerprint": self.fingerprint,
            "sources": list(self.sources),
            "tuned_on": list(self.tuned_on),
            "held_out": list(self.held_out),
        }


@dataclass(frozen=True)
class Label:
    """What the manifest says about a file."""

    about: str
    licence: str
    origin: str


@dataclass(frozen=True)
class Output:
    """What step ``name`` made: contents by path below models/, each with its label."""

    name: str
    files: Mapping[str, Content]
    labels: Mapping[str, Label]
    data: Data = field(repr=False)


def deliver(output: Output, out: Path, *, check: bool, began: float) -> Made:
    """Write the files below ``out``, renew their lines in its manifest and the step's items; with ``check`` only
    compare. ``began``: ``time.monotonic()`` when the step began."""
    paths = tuple(out / name for name in output.files)
    changed = any(not _same(out / name, content) for name, content in output.files.items())
    if not check:
        for name, content in output.files.items():
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            write_whole(out / name, content)
        entries = manifest.read(out)
        for name in output.files:
            label = output.labels[name]
            entries[name] = {"about": label.about, "licence": label.licence, "origin": label.origin}
        manifest.write(out, entries)
        if output.data.fitted:
            remember(out, output.name, output.data)
    return Made(output.name, paths, output.data.fingerprint, changed, time.monotonic() - began)


def remember(out: Path, name: str, data: Data) -> None:
    """Put what step ``name`` was fitted on into ``training-data.json``."""
    steps = trained_on(out)
    steps[name] = {**data.entry(), "items": sorted(map(digest, data.items))}
    lines = ",\n".join(f"{json.dumps(step)}: {json.dumps(steps[step])}" for step in sorted(steps))
    write_whole(out / TRAINED_ON, f'{{"format": {json.dumps(FORMAT)}, "steps": {{\n{lines}\n}}}}\n')


def trained_on(out: Path) -> dict[str, Any]:
    """What is recorded of each step; empty where nothing is."""
    path = out / TRAINED_ON
    steps: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["steps"] if path.is_file() else {}
    return steps


def digest(item: str) -> str:
    """The short hash of an occupation code or posting id."""
    return hashlib.sha256(item.encode()).hexdigest()[:_DIGITS]


def items(*groups: Iterable[str]) -> frozenset[str]:
    """Occupation codes and posting ids as one set, without empty ones."""
    return frozenset(item for group in groups for item in group if item)


def _same(path: Path, content: Content) -> bool:
    data = content.encode("utf-8") if isinstance(content, str) else content
    return path.is_file() and path.read_bytes() == data
