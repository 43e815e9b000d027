"""skill-extractor: the skills of some texts, with its fp32 or its int8 model.

    python -m benchmarks.workers.skill fp32|int8

It fetches its encoder from a hub; here it finds it in a cache that ``hub`` laid by hand.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from benchmarks.workers import Answer, serve


def load(precision: str) -> tuple[Answer, dict[str, Any]]:
    """``texts`` → ``seconds`` for all of them, one by one as its interface has it, and how many skills it found."""
    from skill_extractor import SkillExtractor

    extractor = SkillExtractor(quantized=precision == "int8")

    def answer(question: dict[str, Any]) -> dict[str, Any]:
        started = time.perf_counter()
        found = [extractor.extract(text) for text in question["texts"]]
        return {"seconds": time.perf_counter() - started, "found": sum(map(len, found))}

    return answer, {}


if __name__ == "__main__":
    serve(lambda: load(*sys.argv[1:]))
