"""Warm latency: one posting at a time in a process that has everything loaded, each posting seen for the first time.

Two sets of real postings: those of 650 to 750 words, and a spread over all lengths. Both sides answer the same blocks
of postings in turns. Some other postings go first, unmeasured, as they would in any process that has run for a while.
"""

from __future__ import annotations

import contextlib
import sys
from functools import partial
from typing import Any

from benchmarks import corpus
from benchmarks.context import Context, framework_options, stock_model
from benchmarks.processes import Worker
from benchmarks.sides import PLAIN, QUICK_NAMED, SETS, Set
from benchmarks.summary import latencies, ratio, rounded
from benchmarks.turns import optional, tell

_LENGTHS = range(650, 751)
_BLOCK = 10
_OURS = "jdmatch"


def measure(context: Context) -> dict[str, Any]:
    """p50 and p95 of each side by set of frameworks and of postings, memory, and the ratio of the medians by block."""
    every = corpus.distinct(corpus.own() if context.quick else corpus.nyc())
    wanted = context.latency_postings
    middle = [t for t in every if context.quick or t.words in _LENGTHS]
    middle = corpus.spread(middle, wanted)
    asked = {t.id for t in middle}
    others = corpus.spread([t for t in every if t.id not in asked], wanted)
    postings = {"about 700 words": middle, "a spread": others}
    asked |= {t.id for t in others}
    before = corpus.spread([t for t in every if t.id not in asked], 2 if context.quick else 20)
    out: dict[str, Any] = {"sets": {}, "skipped": {}}
    for chosen in (QUICK_NAMED,) if context.quick else SETS:
        with contextlib.ExitStack() as stack:
            workers = {_OURS: stack.enter_context(_ours(context, chosen))}
            plain = optional(out["skipped"], PLAIN, partial(_plain, context, chosen))
            if plain:
                workers[PLAIN] = stack.enter_context(plain)
                out["plain"] = plain.ready
            for worker in workers.values():
                worker.ask(texts=[t.text for t in before])
            figures = {k: _figures(f"{chosen.name}, {k}", workers, texts) for k, texts in postings.items()}
            peak = {name: rounded(worker.peak_mb()) for name, worker in workers.items()}
            out["sets"][chosen.name] = {"frameworks": chosen.told, "peak_mb": peak, **figures}
    return out


def _figures(name: str, workers: dict[str, Worker], texts: list[corpus.Text]) -> dict[str, Any]:
    tell(f"warm latency: {name}")
    seconds: dict[str, list[float]] = {side: [] for side in workers}
    for turn, start in enumerate(range(0, len(texts), _BLOCK)):
        block = [t.text for t in texts[start : start + _BLOCK]]
        for side in list(workers)[:: 1 if turn % 2 else -1]:
            seconds[side] += workers[side].ask(texts=block)["seconds"]
    words = sorted(t.words for t in texts)
    figures: dict[str, Any] = {side: latencies(times) for side, times in seconds.items()}
    out: dict[str, Any] = {"words": [words[0], words[len(words) // 2], words[-1]], "sides": figures}
    if PLAIN in seconds:
        # Posting by posting; the slowest and the fastest pair say little, so only the median is of interest.
        out["ratio"] = rounded(ratio(seconds[PLAIN], seconds[_OURS])["median"])
    return out


def _ours(context: Context, chosen: Set) -> Worker:
    names = framework_options(chosen.named)[1::2]
    return Worker([sys.executable, "-m", "benchmarks.workers.ours", *names], context.environment())


def _plain(context: Context, chosen: Set) -> Worker:
    python = context.plain()
    command = [python, "-m", "benchmarks.plain_pipeline", "serve", stock_model(python), *chosen.statements_of]
    return Worker([str(part) for part in command], context.environment())
