"""Cold start: one posting of about 700 words from the shell, whole processes that take turns.

Statement vectors are kept from an earlier run for both sides; what is cold is the process.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.context import POSTING, ROOT, Context, framework_options, jdmatch, stock_model
from benchmarks.processes import Timed, timed
from benchmarks.sides import PLAIN, QUICK_NAMED, SETS, Set
from benchmarks.summary import ratio, rounded, spread
from benchmarks.turns import in_turns, optional

_OURS = "jdmatch score"


def measure(context: Context) -> dict[str, Any]:
    """Wall, processor time and memory of a start, and how many times as long the plain pipeline takes."""
    out: dict[str, Any] = {"words": len(POSTING.read_text(encoding="utf-8").split()), "sets": {}, "skipped": {}}
    for chosen in (QUICK_NAMED,) if context.quick else SETS:
        run: dict[str, Callable[[], Timed]] = {_OURS: partial(_ours, context, chosen)}
        plain = optional(out["skipped"], PLAIN, partial(_plain, context, chosen))
        if plain:
            run[PLAIN] = plain
        for fill in run.values():  # vectors, index and bytecode
            fill()
        taken = in_turns(run, 1 if context.quick else 2 * context.repeat + 1)
        seconds = {name: [t.seconds for t in times] for name, times in taken.items()}
        out["sets"][chosen.name] = {
            "frameworks": chosen.told,
            "runs": {
                name: {
                    "seconds": spread(seconds[name]),
                    "cpu_seconds": spread([t.cpu_seconds for t in times]),
                    "peak_mb": rounded(max(t.largest_mb for t in times)),
                }
                for name, times in taken.items()
            },
            "ratios": {f"{PLAIN} ÷ {_OURS}": ratio(seconds[PLAIN], seconds[_OURS])} if plain else {},
        }
    return out


def _ours(context: Context, chosen: Set) -> Timed:
    command = jdmatch("score", POSTING, *framework_options(chosen.named))
    # Memory is the system's own figure for a single process: nothing looks in while it starts.
    return timed(command, context.environment(), folder=context.folder("start"), every=1e9)


def _plain(context: Context, chosen: Set) -> Callable[[], Timed]:
    python = context.plain()
    vectors = context.folder("start") / f"{chosen.name}-{len(chosen.statements_of)}.npy"
    script = ROOT / "benchmarks" / "plain_pipeline.py"
    command = [python, "-P", script, "score", stock_model(python), vectors, POSTING, *chosen.statements_of]

    def run() -> Timed:
        return timed([str(p) for p in command], context.environment(), folder=context.folder("start"), every=1e9)

    return run
