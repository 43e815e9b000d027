"""Which framework fits, or none: the shipped occupation model on corpora/postings and data/dev-gold.

    python eval/occupation.py

For each set and way of asking: how many questions were answered rightly, how many of those where none is right, how
many of those where one is, how often a wrong framework was named, and the mean negative log of the right answer's
probability. The weights were fitted on the train split of corpora/postings; the occupations of the other rows were not
among those of its postings.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import occupation_sets as sets

from jdmatch import encoder, occupation
from jdmatch.settings import Settings
from tools import conditional_logit


def main() -> int:
    """Print the table."""
    model = occupation.load()
    found = sets.Sets(encoder.load(Settings()), model)
    columns = ("set", "asked", "n", "right", "none found", "fit found", "wrong one named", "log loss")
    print("| " + " | ".join(columns) + " |\n|" + "---|" * len(columns))
    for split in ("train", "dev", "test"):
        questions = found.corpus(split)
        report(f"corpora {split}", questions, model)
        print(row(f"corpora {split}, untitled", "whole library", found.corpus(split, titled=False), model))
    if sets.GOLD.is_dir():
        report("dev-gold", found.gold(own=False), model)
        print(row("dev-gold", "its own twelve", found.gold(own=True), model))
    return 0


def report(name: str, questions: Sequence[sets.Question], model: occupation.OccupationModel) -> None:
    """Print the rows of a set."""
    without = [w for w in (q.without_right() for q in questions) if w is not None]
    alone = [q.alone(q.right) for q in questions if q.right is not None]
    foreign = [q.alone(n % len(q.rows)) for n, q in enumerate(questions)]
    print(row(name, "whole library", questions, model))
    print(row(name, "own framework taken away", without, model))
    print(row(name, "one framework", [*alone, *foreign], model))


def row(name: str, asked: str, questions: Sequence[sets.Question], model: occupation.OccupationModel) -> str:
    """One line of the table."""
    weights = np.array(model.weights)
    hits: list[bool] = []
    wrong, loss = 0, 0.0
    for question in questions:
        chances = conditional_logit.probabilities(question.rows @ weights + model.intercept)
        place = len(chances) - 1 if question.right is None else question.right
        said = int(chances.argmax())
        hits.append(said == place)
        wrong += said not in (place, len(chances) - 1)
        loss -= float(np.log(max(chances[place], 1e-9)))
    none = [hit for hit, question in zip(hits, questions, strict=True) if question.right is None]
    fits = [hit for hit, question in zip(hits, questions, strict=True) if question.right is not None]
    cells = (
        name,
        asked,
        str(len(hits)),
        _share(hits),
        _share(none),
        _share(fits),
        str(wrong),
        f"{loss / len(hits):.2f}",
    )
    return "| " + " | ".join(cells) + " |"


def _share(hits: Sequence[bool]) -> str:
    return f"{np.mean(hits):.3f} of {len(hits)}" if hits else "–"


if __name__ == "__main__":
    sys.exit(main())
