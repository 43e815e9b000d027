"""How fast it could be: the shipped encoder's bare forward pass at its best batch shape, and the machine's matrix rate.

The texts are those that jdmatch encodes of the measured postings, each once. Several shapes are tried on a part of
them, on one core and on all; the best is then what end-to-end times are held against. The matrix rate says how far the
forward pass itself is from what the processor's kernels give.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from benchmarks import corpus, machine
from benchmarks.context import ROOT, Context
from benchmarks.processes import Worker, timed
from benchmarks.summary import rounded
from benchmarks.turns import optional, tell

_TOKENS = (64, 128, 256, 512, 1024, 2048)
_ROWS = (64, 128, 256, 512, 1024)
_KINDS = ("int8", "float32", "numpy")


def measure(context: Context) -> dict[str, Any]:
    """The ceilings, each on one core and on all."""
    skipped: dict[str, str] = {}
    with bare(context) as worker:
        forward = shapes(context, worker)
    rates = optional(skipped, "matrix rates", lambda: _matrices(context))
    out = {"about": chunks(context)["about"], "forward": forward, "matrices": rates, "skipped": skipped}
    if rates:
        work = _work_per_token()
        out["operations_per_token"] = work
        out["matrices_allow_tokens_per_s"] = {
            side: rounded(found["int8"]["per_second"] / work) for side, found in rates.items()
        }
    return out


def table(context: Context) -> Path:
    """The distinct postings that end-to-end figures are about, as a table."""
    path = context.folder("corpora") / ("quick.jsonl" if context.quick else f"nyc-distinct-{context.postings}.jsonl")
    if context.quick:
        return corpus.write(corpus.spread(corpus.own(), context.postings), path)
    return corpus.write(corpus.spread(corpus.distinct(corpus.nyc()), context.postings), path)


def chunks(context: Context) -> dict[str, Any]:
    """What jdmatch encodes of ``table``, with counts; kept for the same table and code."""
    source = table(context)
    kept = context.folder("chunks") / f"{corpus.digest(source)}-{machine.code().removeprefix('sha256:')}.json"
    if not kept.exists():
        tell("listening to what jdmatch encodes of the postings")
        made = kept.with_suffix(".new")
        command = [sys.executable, "-m", "benchmarks.workers.chunks", str(source), str(made)]
        timed(command, context.environment() | {"PYTHONPATH": str(ROOT)}, folder=context.folder("listening"))
        made.rename(kept)
    found: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
    found["about"]["corpus"] = "written postings" if context.quick else "nyc-jobs"
    return found | {"path": kept}


def bare(context: Context) -> Worker:
    """A process with the encoder and the texts."""
    command = [sys.executable, "-m", "benchmarks.workers.bare", str(chunks(context)["path"])]
    return Worker(command, context.environment())


def shapes(context: Context, worker: Worker) -> dict[str, Any]:
    """Tokens a second by batch shape and graph optimisation on one core and on all, with the best of each."""
    if "shapes" in context.kept:
        return dict(context.kept["shapes"])
    share = 1.0 if context.quick else 0.1
    out: dict[str, Any] = {}
    for threads in sorted({1, machine.cores()}):
        tell(f"bare forward pass: batch shapes on {threads} core{'s' if threads > 1 else ''}")
        tried = []
        for optimise in (False, True):
            for tokens in _TOKENS[1:3] if context.quick else _TOKENS:
                rates = []
                for _ in range(1 if context.quick else 3):
                    answer = worker.ask(tokens=tokens, threads=threads, optimise=optimise, share=share)
                    rates.append(answer["tokens"] / answer["seconds"])
                tried.append({"tokens": tokens, "optimise": optimise, "tokens_per_s": rounded(max(rates))})
        out[_cores(threads)] = {"best": max(tried, key=lambda t: t["tokens_per_s"]), "tried": tried}
    context.kept["shapes"] = out
    return out


def best(context: Context, worker: Worker, threads: int) -> dict[str, Any]:
    """The best shape as a question to the worker."""
    found = shapes(context, worker)[_cores(threads)]["best"]
    return {"tokens": found["tokens"], "optimise": found["optimise"], "threads": threads}


def _matrices(context: Context) -> dict[str, Any]:
    tell("matrix rates")
    out: dict[str, Any] = {}
    with Worker([sys.executable, "-m", "benchmarks.workers.matrices"], context.environment()) as worker:
        for threads in sorted({1, machine.cores()}):
            out[_cores(threads)] = found = {}
            for kind in _KINDS:
                rates = {
                    rows: worker.ask(kind=kind, rows=rows, threads=threads, seconds=0.01 if context.quick else 0.3)
                    for rows in (_ROWS[1:2] if context.quick else _ROWS)
                }
                rows = max(rates, key=lambda n: rates[n]["per_second"])
                found[kind] = {"rows": rows, "per_second": rounded(rates[rows]["per_second"])}
    return out


def _work_per_token() -> int:
    """Multiplications and additions of MiniLM's matrix products for a token (attention's own, small ones left out)."""
    about = json.loads((ROOT / "models" / "encoder" / "config.json").read_text(encoding="utf-8"))
    width, inner = about["hidden_size"], about["intermediate_size"]
    return int(2 * about["num_hidden_layers"] * (4 * width * width + 2 * width * inner))


def _cores(number: int) -> str:
    return f"{number} core{'s' if number > 1 else ''}"
