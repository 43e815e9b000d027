"""What the shipped models make of corpora/pairs.jsonl and corpora/level-cases.jsonl, both halves.

    python eval/hard_cases.py

Pairs: the area under the ROC curve of the probability (grade 2 against 0), how many grade-2 pairs are covered, how many
grade-0 pairs stay below covered and below partial, by trap. Level cases: a title, or a sentence as the only line of a
posting; right is an estimate inside the defensible range, or no evidence at all where no level is implied.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from jdmatch import encoder
from jdmatch.frameworks import library
from jdmatch.leveling import LevelModel
from jdmatch.matching import Matcher
from jdmatch.records import FOUR_STEPS, Chunk, Posting, PostingFields
from jdmatch.settings import Settings

CORPORA = Path(__file__).parents[1] / "corpora"
NEUTRAL = "Do the work of the shop."


def rows(name: str) -> list[dict[str, Any]]:
    """The lines of a file of corpora/."""
    return [json.loads(line) for line in (CORPORA / name).read_text(encoding="utf-8").splitlines()]


def pairs(settings: Settings) -> None:
    """Rates on the hard pairs."""
    model, matcher, known = encoder.load(settings), Matcher.load(), library(settings)
    ready: dict[str, Any] = {}
    told: list[tuple[dict[str, Any], float]] = []
    for row in rows("pairs.jsonl"):
        soc = row["statement"].split("/")[0]
        if soc not in ready:
            framework = known.get(soc)
            ready[soc] = matcher.prepare(framework, model.encode([s.text for s in framework.statements], tokens=True))
        found = matcher.pairs([ready[soc]], [0], [row["unit"]], model.encode([row["unit"]], tokens=True))
        told.append((row, next((p.probability for p in found if p.statement == row["statement"]), 0.0)))
    covered, partial = matcher.thresholds.covered, matcher.thresholds.partial
    for half in ("dev", "test"):
        here = [(r, p) for r, p in told if r["split"] == half]
        yes = np.array([p for r, p in here if r["grade"] == 2])
        no = np.array([p for r, p in here if r["grade"] == 0])
        area = float((yes[:, None] > no).mean() + 0.5 * (yes[:, None] == no).mean())
        print(
            f"pairs {half:4} n {len(here)}: ROC area {area:.3f}; grade 2 covered {np.mean(yes >= covered):.3f} of "
            f"{len(yes)}; grade 0 not covered {np.mean(no < covered):.3f}, missing {np.mean(no < partial):.3f} "
            f"of {len(no)}"
        )
        traps: dict[str, list[bool]] = defaultdict(list)
        for r, p in here:
            if r["grade"] == 0:
                traps[r["trap"]].append(p < covered)
        print(
            "  grade 0 not covered:", "; ".join(f"{t} {np.mean(v):.2f} of {len(v)}" for t, v in sorted(traps.items()))
        )


def level_cases(settings: Settings) -> None:
    """Rates on the level cases."""
    model = LevelModel.load(settings)
    rank = FOUR_STEPS.levels.index
    right: dict[tuple[str, str, str], list[bool]] = defaultdict(list)
    for row in rows("level-cases.jsonl"):
        title = row["text"] if row["where"] == "title" else None
        text = NEUTRAL if title else row["text"]
        chunk = Chunk(0, 0, len(text), text, 0, kind="responsibility")
        level = model.posting_level(
            Posting(id="case", text=text, title=title), [chunk], PostingFields(), FOUR_STEPS, 0.9
        )
        if level is None:
            raise RuntimeError("a duty gives a level")
        if row["level"] is None:
            good, sort = not level.evidence, "no level"
        else:
            good, sort = rank(row["low"]) <= rank(level.estimate) <= rank(row["high"]), "a level"
        right[row["split"], row["where"], sort].append(good)
    for (half, where, sort), found in sorted(right.items()):
        print(f"level cases {half:4} {where:8} with {sort:8} right {np.mean(found):.3f} of {len(found)}")


def main() -> int:
    settings = Settings()
    pairs(settings)
    level_cases(settings)
    return 0


if __name__ == "__main__":
    sys.exit(main())
