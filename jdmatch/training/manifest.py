"""``models/manifest.toml``: one entry for every model file, with its sha256, size, and what a person says about it.

The steps that make model files call ``record``. What was written about a file (about, licence, origin) is kept when
the manifest is renewed; a file without an entry is a fault, since nobody but its maker can say where it comes from. A
folder without a manifest gets one, so that models can be made elsewhere than in the checkout.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

from jdmatch.files import write_whole
from jdmatch.resources import file_sha256, folder

NAME = "manifest.toml"
WORDS = ("about", "licence", "origin")
# Written for readers, or by training for its tests: no program that reads postings loads them.
UNLISTED_SUFFIXES = (".md", ".toml")
UNLISTED = ("training-data.json",)
_HEAD = (
    "# Every file below models/ that a program loads, with its sha256. `jdmatch models verify` compares them;",
    "# loading a file whose hash differs is refused. Written by jdmatch train.",
)

Entries = Mapping[str, Mapping[str, str]]


def record(name: str, *, about: str, licence: str, origin: str, models: Path | None = None) -> None:
    """Put the model file ``name`` (its path below ``models``, the checkout's by default) into the manifest, or renew
    its entry."""
    models = models or folder("models")
    write(models, {**read(models), name: {"about": about, "licence": licence, "origin": origin}})


def read(models: Path) -> dict[str, dict[str, str]]:
    """What was written about each file; empty where there is no manifest."""
    path = models / NAME
    table = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {name: {word: entry[word] for word in WORDS} for name, entry in table.get("files", {}).items()}


def write(models: Path, entries: Entries) -> None:
    """Write the manifest with the sha256 and sizes of the files as they are."""
    write_whole(models / NAME, render(models, entries))


def render(models: Path, entries: Entries) -> str:
    """The manifest's text: its comment, then every entry that has a file, by name."""
    lines = list(_HEAD)
    for name in sorted(entries):
        path = models / name
        if path.is_file():
            lines += ["", f'[files."{name}"]', f'sha256 = "{file_sha256(path)}"', f"size = {path.stat().st_size}"]
            # A JSON string is a TOML basic string.
            lines += [f"{word} = {json.dumps(entries[name][word], ensure_ascii=False)}" for word in WORDS]
    return "\n".join(lines) + "\n"


def unlisted(models: Path, entries: Mapping[str, object]) -> list[str]:
    """Files below ``models`` that a program might load and no entry names."""
    files = (p.relative_to(models).as_posix() for p in models.rglob("*") if p.is_file())
    return sorted(n for n in files if n not in entries and n not in UNLISTED and not n.endswith(UNLISTED_SUFFIXES))
