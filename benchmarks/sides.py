"""The two sides of most comparisons as commands over a table of postings: ``jdmatch batch`` and the plain pipeline.

Both are whole processes from nothing: jdmatch with an empty cache folder, so that it encodes frameworks and builds its
index in the measured time, the plain pipeline with its statements to encode. With ``warm`` the statements' vectors are
there for both, and nothing of the postings is.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import corpus, machine
from benchmarks.context import FRAMEWORKS, NAMED, POSTING, ROOT, Context, framework_options, jdmatch, stock_model
from benchmarks.processes import Timed, timed

PLAIN = "plain pipeline"


@dataclass(frozen=True, slots=True)
class Set:
    """Which frameworks a comparison is about; none named means that jdmatch chooses from all that it has."""

    name: str
    named: tuple[Path, ...]
    statements_of: tuple[Path, ...]

    @property
    def told(self) -> str:
        """The set in words."""
        if self.named:
            return f"{len(self.named)} named frameworks"
        return f"occupation chosen from {len(self.statements_of)} frameworks"


SETS = (Set("named", NAMED, NAMED), Set("library", (), FRAMEWORKS))
QUICK_NAMED = Set("named", NAMED[:2], NAMED[:2])


def ours(workers: int, *, one_core: bool = False) -> str:
    """How a jdmatch side is called in results."""
    return f"jdmatch, {workers} process{'es' if workers > 1 else ''}{' on 1 core' if one_core else ''}"


def batch(
    context: Context,
    table: Path,
    chosen: Set,
    workers: int,
    *,
    one_core: bool = False,
    warm: bool = False,
    every: float = 0.25,
    look: Callable[[Path], None] = lambda _: None,
) -> Timed:
    """``jdmatch batch`` over the table; ``look`` may look into the folder of results before it is removed.
    ValueError where not all postings were answered."""
    here = context.folder("batch", fresh=True)
    out = here / "out"
    if warm:
        shutil.copytree(_filled(context, chosen), here / "cache")
    command = jdmatch("batch", table, "--out", out, "--workers", workers, *framework_options(chosen.named))
    cpus = frozenset(sorted(os.sched_getaffinity(0))[:1]) if one_core else None
    taken = timed(
        command, context.environment(here / "cache"), folder=here, cpus=cpus, every=every,
        count=lambda: sum(1 for _ in out.glob("part-*.jsonl")), accept=(0, 3),
    )  # fmt: skip
    counts = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["counts"]
    wanted = corpus.lines(table)
    if counts["analysed"] + counts["failed"] != wanted or counts["failed"] > wanted / 4:
        raise ValueError(f"{table.name} has {wanted} postings; jdmatch batch counts {counts}")
    look(out)
    shutil.rmtree(here, ignore_errors=True)
    return taken


def _filled(context: Context, chosen: Set) -> Path:
    """A cache folder with the frameworks in it, and one posting that is in no corpus."""
    key = f"{machine.code().removeprefix('sha256:')}-{len(chosen.named)}-{len(chosen.statements_of)}"
    path = context.folder("filled") / key
    if not path.exists():
        making = context.folder(f"filled/{key}.new", fresh=True)
        command = jdmatch("score", POSTING, *framework_options(chosen.named))
        timed(command, context.environment(making), folder=context.folder("filling"))
        making.rename(path)
    return path


def plain(context: Context, table: Path, chosen: Set, mode: str = "many", *, warm: bool = False) -> Callable[[], Timed]:
    """The plain pipeline over the table. SkipError where it can not be had."""
    python = context.plain()
    model = stock_model(python)
    kept = context.folder("plain-vectors") / f"{len(chosen.statements_of)}.npy"

    def run() -> Timed:
        here = context.folder("plain-run", fresh=True)
        script = ROOT / "benchmarks" / "plain_pipeline.py"
        vectors = kept if warm else here / "vectors.npy"
        command = [python, "-P", script, mode, model, vectors, table, here / "out.jsonl", *chosen.statements_of]
        taken = timed([str(part) for part in command], context.environment(), folder=here)
        answered = corpus.lines(here / "out.jsonl")
        if answered != corpus.lines(table):
            raise ValueError(f"the plain pipeline answered {answered} postings of {table.name}")
        return taken

    return run
