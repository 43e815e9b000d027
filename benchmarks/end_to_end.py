"""Postings and tokens a second from a table to results, beside the plain pipeline and the bare forward pass.

Every run is a whole process with cold caches: start, models, frameworks encoded and indexed, all postings, all output.
Tokens are the word pieces of the postings' whole texts, the same number for every side, whatever it chose to encode.
The bare forward pass has the texts that jdmatch encodes, each once, tokenised beforehand.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks import ceiling, corpus, machine, sides
from benchmarks.context import Context
from benchmarks.processes import Timed, Worker
from benchmarks.sides import PLAIN, QUICK_NAMED, SETS, Set, ours
from benchmarks.summary import ratio, rounded, spread
from benchmarks.turns import in_turns, optional

_BARE = "bare forward pass"


def measure(context: Context) -> dict[str, Any]:
    """Runs and ratios with named frameworks and with the whole library."""
    about = ceiling.chunks(context)["about"]
    out: dict[str, Any] = {"corpus": about, "sets": {}, "skipped": {}}
    with ceiling.bare(context) as worker:
        out["forward"] = ceiling.shapes(context, worker)
        for chosen in (QUICK_NAMED, SETS[1]) if context.quick else SETS:
            out["sets"][chosen.name] = _set(context, chosen, worker, about, out["skipped"])
    return out


def _set(
    context: Context, chosen: Set, worker: Worker, about: dict[str, Any], skipped: dict[str, str]
) -> dict[str, Any]:
    table = ceiling.table(context)
    run: dict[str, Callable[[], Timed]] = {
        ours(2): lambda: sides.batch(context, table, chosen, 2),
    }
    if chosen.named or not context.quick:
        run[ours(1)] = lambda: sides.batch(context, table, chosen, 1)
    if not context.quick:
        run[ours(1, one_core=True)] = lambda: sides.batch(context, table, chosen, 1, one_core=True)
    # All sentences in one call, sorted by length: the plain pipeline's fastest form.
    plain = optional(skipped, PLAIN, lambda: sides.plain(context, table, chosen, "many"))
    if plain:
        run[PLAIN] = plain
    reposts = None
    if chosen.named and not context.quick and not context.postings:
        reposts = corpus.write(corpus.nyc(), context.folder("corpora") / "nyc.jsonl")
        run[f"{ours(2)}, reposts too"] = lambda: sides.batch(context, reposts, chosen, 2)
    for threads in sorted({1, machine.cores()}):
        run[_bare(threads)] = partial(_forward, context, worker, threads)
    taken = in_turns(run, context.repeat)
    return {
        "frameworks": chosen.told,
        "runs": {name: _figures(name, times, about) for name, times in taken.items()},
        "ratios": _ratios({name: [t.seconds for t in times] for name, times in taken.items()}),
    }


def _forward(context: Context, worker: Worker, threads: int) -> Timed:
    answer = worker.ask(**ceiling.best(context, worker, threads))
    return Timed(answer["seconds"], 0.0, worker.peak_mb(), worker.peak_mb(), worker.peak_mb())


def _figures(name: str, times: list[Timed], about: dict[str, Any]) -> dict[str, Any]:
    seconds = [t.seconds for t in times]
    out: dict[str, Any] = {"seconds": spread(seconds), "peak_mb": rounded(max(t.peak_mb for t in times))}
    middle = out["seconds"]["median"]
    if name.startswith(_BARE):
        return out | {"encoded_tokens_per_s": rounded(about["encoded_tokens"] / middle)}
    out["cpu_seconds"] = spread([t.cpu_seconds for t in times])
    out["peak_rss_mb"] = rounded(max(t.peak_rss_mb for t in times))
    if name.endswith("reposts too"):
        return out | {"postings_per_s": rounded(len(corpus.nyc()) / middle)}
    return out | {
        "postings_per_s": rounded(about["postings"] / middle),
        "tokens_per_s": rounded(about["tokens"] / middle),
    }


def _ratios(seconds: dict[str, list[float]]) -> dict[str, Any]:
    """Times ÷ times, turn by turn, of the pairs that are there."""
    two, one, core = ours(2), ours(1), ours(1, one_core=True)
    all_cores = machine.cores()
    pairs = [
        (PLAIN, two), (PLAIN, one),
        (core, two), (one, two),
        (two, _bare(all_cores)), (core, _bare(1)),
    ]  # fmt: skip
    there = [(a, b) for a, b in pairs if a in seconds and b in seconds]
    return {f"{a} ÷ {b}": ratio(seconds[a], seconds[b]) for a, b in there}


def _bare(threads: int) -> str:
    return f"{_BARE}, {threads} core{'s' if threads > 1 else ''}"
