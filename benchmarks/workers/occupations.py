"""jdmatch with a large library: how long the choice of an occupation and the matching take within an analysis.

python -m benchmarks.workers.occupations

The library is that of JDMATCH_DATA_DIR. Its index is built before the first answer where the cache folder has none.
"""

from __future__ import annotations

import time
from typing import Any

from benchmarks.workers import Answer, serve


def load() -> tuple[Answer, dict[str, Any]]:
    """An analyzer of the library; ``texts`` → ``seconds`` of each posting's choice with matching, and how many could
    not be analysed."""
    from jdmatch import Analyzer, Settings

    class Timed(Analyzer):
        """An analyzer that adds up the seconds of two of its steps."""

        spent = 0.0

        def _choose(self, *arguments: Any) -> Any:
            started = time.perf_counter()
            try:
                return super()._choose(*arguments)
            finally:
                self.spent += time.perf_counter() - started

        def _pairs(self, *arguments: Any) -> Any:
            started = time.perf_counter()
            try:
                return super()._pairs(*arguments)
            finally:
                self.spent += time.perf_counter() - started

    analyzer = Timed.load(Settings())
    started, processor = time.perf_counter(), time.process_time()
    indexed = len(analyzer.index)
    built = {"seconds": time.perf_counter() - started, "cpu_seconds": time.process_time() - processor}

    def answer(question: dict[str, Any]) -> dict[str, Any]:
        seconds, failed = [], 0
        for text in question["texts"]:
            before = analyzer.spent
            result = analyzer.attempt(text)
            if hasattr(result, "matches"):
                seconds.append(analyzer.spent - before)
            else:
                failed += 1
        return {"seconds": seconds, "failed": failed}

    return answer, {"frameworks": len(analyzer.frameworks), "statements": indexed, "index": built}


if __name__ == "__main__":
    serve(load)
