"""Bring models/manifest.toml up to date with the files below models/.

    python -m tools.manifest                      rewrite sha256 and size of every entry, drop entries without a file
    python -m tools.manifest --check              write nothing; exit 1 where something would change

``record`` is what the tools that make model files call. What a person wrote about a file (about, licence, origin) is
kept; a file without an entry is reported, since nobody but its maker can say where it comes from.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

from jdmatch.files import write_whole
from jdmatch.resources import file_sha256

MODELS = Path(__file__).parents[1] / "models"
WORDS = ("about", "licence", "origin")
# Written for readers or by this tool, not loaded by any program.
UNLISTED_SUFFIXES = (".md", ".toml")


def record(name: str, *, about: str, licence: str, origin: str) -> None:
    """Put the model file ``name`` (its path below models/) into the manifest, or renew its entry."""
    entries = _read()
    entries[name] = {"about": about, "licence": licence, "origin": origin}
    _write(entries)


def render(entries: Mapping[str, Mapping[str, str]]) -> str:
    """The manifest's text: its comment, then every entry with a file, by name."""
    lines = [
        "# Every file below models/ that a program loads, with its sha256. `jdmatch models verify` compares them;",
        "# loading a file whose hash differs is refused. Written by the tools that make the files (tools/ and",
        "# jdmatch train).",
    ]
    for name in sorted(entries):
        path = MODELS / name
        if not path.is_file():
            continue
        lines += ["", f'[files."{name}"]', f'sha256 = "{file_sha256(path)}"', f"size = {path.stat().st_size}"]
        # A JSON string is a TOML basic string.
        lines += [f"{word} = {json.dumps(entries[name][word], ensure_ascii=False)}" for word in WORDS]
    return "\n".join(lines) + "\n"


def unlisted(entries: Mapping[str, object]) -> list[str]:
    """Files below models/ that a program might load and no entry names."""
    files = (p.relative_to(MODELS).as_posix() for p in MODELS.rglob("*") if p.is_file())
    return sorted(n for n in files if n not in entries and not n.endswith(UNLISTED_SUFFIXES))


def main() -> int:
    """Rewrite or check; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    entries = _read()
    missing = unlisted(entries)
    for name in missing:
        print(f"models/{name} has no entry: its maker calls tools.manifest.record", file=sys.stderr)
    stale = render(entries) != (MODELS / "manifest.toml").read_text(encoding="utf-8")
    if options.check:
        print("models/manifest.toml is " + ("out of date" if stale else "up to date"), file=sys.stderr)
        return int(stale or bool(missing))
    _write(entries)
    return int(bool(missing))


def _read() -> dict[str, dict[str, str]]:
    table = tomllib.loads((MODELS / "manifest.toml").read_text(encoding="utf-8"))
    return {name: {word: entry[word] for word in WORDS} for name, entry in table.get("files", {}).items()}


def _write(entries: Mapping[str, Mapping[str, str]]) -> None:
    write_whole(MODELS / "manifest.toml", render(entries))


if __name__ == "__main__":
    sys.exit(main())
