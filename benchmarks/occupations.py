"""Choosing among all occupations of O*NET: what choice and matching take of an analysis when the library has them all.

O*NET's folder is imported into a library of its own, beside the frameworks that come with jdmatch. One process builds
the index with a cold cache folder; another has it from there. Each posting is asked twice: frameworks that nobody has
asked about are prepared when the first posting is near them (their titles are encoded), and that is told apart from
what every later posting takes.
"""

from __future__ import annotations

import sys
from typing import Any

from benchmarks import corpus
from benchmarks.context import ROOT, Context, SkipError, jdmatch
from benchmarks.processes import Worker, timed
from benchmarks.summary import latencies, rounded
from benchmarks.turns import tell

_ONET = ROOT.parent / "shared" / "data" / "train" / "onet-29.3"


def measure(context: Context) -> dict[str, Any]:
    """p50 and p95 of choice with matching, memory, and what the index took. SkipError where the
    outside data is not there, and in a quick run: encoding O*NET's statements takes a minute."""
    if not _ONET.is_dir():
        raise SkipError("../shared/data/train/onet-29.3 is not here")
    if context.quick:
        raise SkipError("the index of all occupations takes a minute, too long for a quick run")
    texts = [t.text for t in corpus.spread(corpus.distinct(corpus.nyc()), context.latency_postings)]
    own = {"JDMATCH_DATA_DIR": str(context.folder("occupations-data", fresh=True))}
    environment = context.environment(context.folder("occupations-cache", fresh=True)) | own
    taken = timed(jdmatch("frameworks", "import", _ONET), environment, folder=context.folder("occupations"))
    command = [sys.executable, "-m", "benchmarks.workers.occupations"]
    tell("occupations: the index")
    with Worker(command, environment) as worker:
        cold, building = worker.ready, worker.peak_mb()
    with Worker(command, environment) as worker:
        tell("occupations: postings")
        start = worker.start_seconds
        first, then = worker.ask(texts=texts), worker.ask(texts=texts)
        peak = worker.peak_mb()
    return {
        "frameworks": cold["frameworks"],
        "statements": cold["statements"],
        "import_seconds": rounded(taken.seconds),
        "index": {name: rounded(value) for name, value in cold["index"].items()} | {"peak_mb": rounded(building)},
        "start_seconds": rounded(start),
        "peak_mb": rounded(peak),
        "failed": then["failed"],
        "first": latencies(first["seconds"]),
        "choice_and_matching": latencies(then["seconds"]),
    }
