"""jdmatch with everything loaded: how long ``Analyzer.analyze`` takes for each of some texts.

python -m benchmarks.workers.ours [FRAMEWORK...]
"""

from __future__ import annotations

import sys
import time
from typing import Any

from benchmarks.workers import Answer, serve


def load(*frameworks: str) -> tuple[Answer, dict[str, Any]]:
    """An analyzer of the named frameworks, or of the library; ``texts`` → ``seconds`` of each, and how many could not
    be analysed."""
    from jdmatch import Analyzer, Settings

    analyzer = Analyzer.load(Settings(frameworks=frameworks))
    analyzer.warm()

    def answer(question: dict[str, Any]) -> dict[str, Any]:
        seconds, failed = [], 0
        for text in question["texts"]:
            started = time.perf_counter()
            result = analyzer.attempt(text)
            seconds.append(time.perf_counter() - started)
            failed += not hasattr(result, "matches")
        return {"seconds": seconds, "failed": failed}

    return answer, {"signature": analyzer.signature.encoder}


if __name__ == "__main__":
    serve(lambda: load(*sys.argv[1:]))
