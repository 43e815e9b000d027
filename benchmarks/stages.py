"""Where the time of an analysis goes: processor time of each step over real postings, in one process kept to one core.

The steps are those of the analyzer, each timed where it is called, and writing the result as JSON; what lies between
them is a step of its own. Everything is asked once before, so that models, patterns and frameworks are loaded; postings
are new, so that no vector is remembered.
"""

from __future__ import annotations

import sys
from typing import Any

from benchmarks import corpus
from benchmarks.context import Context
from benchmarks.processes import Worker
from benchmarks.sides import QUICK_NAMED, SETS, Set
from benchmarks.summary import rounded
from benchmarks.turns import tell

_POSTINGS = 150


def measure(context: Context) -> dict[str, Any]:
    """Milliseconds a posting of every step, with named frameworks and with the whole library."""
    texts = corpus.nyc() if corpus.OUTSIDE.is_dir() else corpus.own()
    taken = corpus.spread(corpus.distinct(texts), 3 if context.quick else 2 * _POSTINGS)
    half = len(taken) // 2
    known, new = [t.text for t in taken[:half]], [t.text for t in taken[half:]]
    sets = (QUICK_NAMED,) if context.quick else SETS
    return {"postings": len(new), "sets": {chosen.name: _set(context, chosen, known, new) for chosen in sets}}


def _set(context: Context, chosen: Set, known: list[str], new: list[str]) -> dict[str, Any]:
    tell(f"stages: {chosen.told}")
    command = [sys.executable, "-m", "benchmarks.workers.stages", *map(str, chosen.named)]
    with Worker(command, context.environment()) as worker:
        worker.ask(texts=known)
        found = worker.ask(texts=new)
    each = {name: rounded(1000 * seconds / len(new)) for name, seconds in found["seconds"].items()}
    whole = 1000 * found["whole"] / len(new)
    rest = whole - sum(each.values())
    steps = each | {"between the steps": rounded(max(rest, 0.0), 3)}
    return {
        "frameworks": chosen.told,
        "ms": steps,
        "whole_ms": rounded(whole),
        "of_forward": rounded(whole / each["encoder"], 3),
        "encoded_tokens": found["tokens"] / len(new),
        "failed": found["failed"],
    }
