"""The index figures, which ``benchmarks/index.py`` measures in processes of its own: builds, searches, recall, sizes.

Encoding a million statements takes half an hour or more; its shards are kept, and a second run goes on from them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.context import ROOT, Context, SkipError
from benchmarks.processes import FailedError, timed

_SCRIPT = Path(__file__).parent / "index.py"
_STATEMENTS = ROOT.parent / "shared" / "data" / "train" / "onet-29.3"
# Rows and the size from which lists are built, for seeing that it works.
_QUICK = ("--rows", "1000", "--above", "500")


def measure(context: Context) -> dict[str, Any]:
    """The script's own figures. SkipError where it, or the statements to perturb, are not there."""
    if not _SCRIPT.exists():
        raise SkipError("benchmarks/index.py is not there")
    if not _STATEMENTS.exists():
        raise SkipError("../shared/data/train is not here: its statements are what is perturbed")
    found = context.folder("index-run", fresh=True) / "index.json"
    scratch = context.folder("index-quick") if context.quick else context.index_scratch or context.folder("index")
    rows = _QUICK if context.quick else ("--rows", str(context.index_rows))
    command = [sys.executable, str(_SCRIPT), "--json", str(found), "--scratch", str(scratch), *rows]
    try:
        timed(command, context.environment() | {"PYTHONPATH": str(ROOT)}, folder=found.parent, every=1.0)
    except FailedError as error:
        raise SkipError(f"benchmarks/index.py did not work: {str(error).strip().splitlines()[-1]}") from error
    return {"figures": json.loads(found.read_text(encoding="utf-8"))}
