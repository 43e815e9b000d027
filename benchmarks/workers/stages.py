"""jdmatch on one core, every step of an analysis timed where it is called.

python -m benchmarks.workers.stages [FRAMEWORK-FILE...]
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.workers import Answer, serve


def load() -> tuple[Answer, dict[str, Any]]:
    """An analyzer with clocks in it; ``texts`` → processor ``seconds`` of each step, and of the ``whole``."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    from jdmatch import Analyzer, Settings, chunking, facts, kinds, sources
    from jdmatch.encoder.onnx import OnnxEncoder
    from jdmatch.leveling import LevelModel
    from jdmatch.records import Analysis
    from jdmatch.sources import language

    spent: dict[str, float] = {}
    tokens = [0]
    open_: list[str] = []

    def clocked(owner: Any, name: str, step: str) -> None:
        work: Callable[..., Any] = getattr(owner, name)

        def timed(*arguments: Any, **named: Any) -> Any:
            # What a step calls of another step counts for that one.
            started = time.process_time()
            open_.append(step)
            try:
                return work(*arguments, **named)
            finally:
                open_.pop()
                taken = time.process_time() - started
                spent[step] = spent.get(step, 0.0) + taken
                if open_:
                    spent[open_[-1]] = spent.get(open_[-1], 0.0) - taken

        setattr(owner, name, timed)

    clocked(language, "check", "language")
    clocked(chunking, "split", "chunking")
    clocked(kinds, "classify", "kinds")
    clocked(facts, "read", "facts")
    clocked(OnnxEncoder, "encode", "encoder")
    clocked(Analyzer, "_choose", "occupation")
    clocked(LevelModel, "read", "level")
    clocked(LevelModel, "posting_level", "level")
    clocked(Analyzer, "_pairs", "matching")
    clocked(Analyzer, "_coverage", "coverage")
    clocked(Analysis, "to_json", "JSON")
    run = OnnxEncoder._run

    def counted(self: OnnxEncoder, ids: Any) -> Any:
        tokens[0] += sum(map(len, ids))
        return run(self, ids)

    OnnxEncoder._run = counted  # type: ignore[method-assign]
    settings = Settings(frameworks=tuple(sys.argv[1:]), threads=1)
    analyzer = Analyzer.load(settings)

    def answer(question: dict[str, Any]) -> dict[str, Any]:
        spent.clear()
        tokens[0] = failed = 0
        started = time.process_time()
        postings = []
        for number, text in enumerate(question["texts"]):
            before = time.process_time()
            postings.append(sources.from_text(text, settings, id=str(number)))
            spent["reading"] = spent.get("reading", 0.0) + time.process_time() - before
        for outcome in analyzer.analyze_many(postings):
            if isinstance(outcome, Analysis):
                outcome.to_json()
            else:
                failed += 1
        whole = time.process_time() - started
        return {"seconds": dict(spent), "whole": whole, "tokens": tokens[0], "failed": failed}

    return answer, {}


if __name__ == "__main__":
    serve(load)
