"""How well chunk kinds are told: on data/dev-gold and on the project's own postings, none of which are fitted on.

    python eval/kinds_dev_gold.py [--test] [--errors] [--cross-fit]

Measured is the shipped model on data/dev-gold and on corpora/postings/dev.jsonl, with ``--test`` on test.jsonl as
well. Two views: the annotator's units, and jdmatch's own chunks (each gets the kind of the gold unit that it overlaps
most). ``--cross-fit`` prints beside it what weights of the named features alone reach that are fitted on dev-gold
itself, in five folds; postings with the same or nearly the same text stay in one fold. Needs the data folder beside the
checkout for dev-gold, and scikit-learn for ``--cross-fit``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jdmatch import kinds
from jdmatch.records import CHUNK_KINDS
from jdmatch.training.kinds_data import Item, by_posting, load, named

ROOT = Path(__file__).parents[1]
CORPORA = ROOT / "corpora" / "postings"
GOLD = ROOT.parent / "shared" / "data" / "dev-gold" / "postings.jsonl"
STRENGTH = 1.0
FOLDS = 5
BINS = 10


@dataclass(frozen=True)
class Measured:
    """Figures of one view: macro F1, F1 precision and recall by kind, calibration error, and the wrong items."""

    macro_f1: float
    by_kind: dict[str, tuple[float, float, float]]
    ece: float
    n: int
    wrong: list[tuple[Item, str, float]]


def shipped(items: Sequence[Item]) -> list[tuple[Item, tuple[float, ...]]]:
    """What the shipped model says."""
    model = kinds.load()
    out: list[tuple[Item, tuple[float, ...]]] = []
    for run in by_posting(items):
        part = [items[i] for i in run]
        found = model.probabilities([item.chunk for item in part], [item.row for item in part])
        out += zip(part, found, strict=True)
    return out


def measure(predicted: Sequence[tuple[Item, tuple[float, ...]]]) -> Measured:
    """Macro F1, precision, recall and F1 by kind, and the equal-mass calibration error of the predicted kind."""
    pairs = [(item, CHUNK_KINDS[ps.index(max(ps))], max(ps)) for item, ps in predicted]
    by_kind: dict[str, tuple[float, float, float]] = {}
    for kind in CHUNK_KINDS:
        hits = sum(item.kind == kind == guess for item, guess, _ in pairs)
        precision = hits / max(sum(guess == kind for _, guess, _ in pairs), 1)
        recall = hits / max(sum(item.kind == kind for item, _, _ in pairs), 1)
        by_kind[kind] = (precision, recall, 2 * precision * recall / max(precision + recall, 1e-9))
    ranked = sorted(pairs, key=lambda pair: pair[2])
    ece = 0.0
    for i in range(BINS):
        part = ranked[len(ranked) * i // BINS : len(ranked) * (i + 1) // BINS]
        ece += abs(sum(p - (item.kind == guess) for item, guess, p in part)) / len(ranked)
    wrong = [pair for pair in pairs if pair[0].kind != pair[1]]
    return Measured(sum(f for _, _, f in by_kind.values()) / len(CHUNK_KINDS), by_kind, ece, len(pairs), wrong)


def report(name: str, result: Measured, *, errors: bool) -> None:
    """Print the figures of one view, and on request what was told wrongly."""
    print(f"{name}: n={result.n} macro F1={result.macro_f1:.3f} ECE={result.ece:.3f}")
    for kind, (precision, recall, f1) in result.by_kind.items():
        print(f"  {kind:<15} P={precision:.3f} R={recall:.3f} F1={f1:.3f}")
    for item, guess, p in result.wrong if errors else ():
        print(f"    {item.posting}: {item.kind} → {guess} {p:.2f} [{item.chunk.layout}] {item.chunk.text[:110]!r}")


def main() -> int:
    """Print the figures; the exit status is 0 even where they are bad: this measures, a test holds floors."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--test", action="store_true", help="measure on corpora/postings/test.jsonl too")
    parser.add_argument("--cross-fit", action="store_true", help="fit named features on dev-gold itself, in folds")
    parser.add_argument("--errors", action="store_true", help="print every chunk that was told wrongly")
    options = parser.parse_args()
    sets = {"dev-gold": GOLD, "corpora dev": CORPORA / "dev.jsonl"}
    if options.test:
        sets["corpora test"] = CORPORA / "test.jsonl"
    for name, path in sets.items():
        if not path.is_file():
            print(f"{path} is not there: not measured.", file=sys.stderr)
            continue
        ours, units = load(path)
        report(f"{name}, units", measure(shipped(units)), errors=options.errors)
        report(f"{name}, our chunks", measure(shipped(ours)), errors=options.errors)
    if options.cross_fit and GOLD.is_file():
        from jdmatch.training.kinds import cross_fitted

        ours, units = map(named, load(GOLD))
        found = cross_fitted(ours, [units, ours], FOLDS, STRENGTH)
        for view, predicted in zip(("units", "our chunks"), found, strict=True):
            report(f"fitted on dev-gold in {FOLDS} folds, {view}", measure(predicted), errors=options.errors)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
