"""Print the figures of corpora/README.md: counts, agreement of the two annotations, and how hard the pairs are.

    python -m tools.corpora_card [--picture corpora/counts.svg]

Difficulty compares with data/dev-gold where ../shared is there: posting-level average precision of stock MiniLM cosine
for covered statements (best unit, all kinds of units), and the word overlap of units with their grade-2 statements.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score, cohen_kappa_score

ROOT = Path(__file__).parents[1]
GOLD = ROOT.parent / "shared" / "data" / "dev-gold"
SPLITS = ("train", "dev", "test")
_WORD = re.compile(r"[a-z]{3,}")

Row = Mapping[str, Any]


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def frameworks() -> dict[str, dict[str, str]]:
    """Statement texts by id, by framework."""
    out: dict[str, dict[str, str]] = {}
    for path in sorted((ROOT / "corpora" / "frameworks").glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        soc = document["occupation"]["soc"]
        out[soc] = {
            f"{soc}/{level}/{n}": text
            for level, part in document["framework"]["levels"].items()
            for n, text in enumerate(part["statements"], 1)
        }
    return out


def counts(by_split: Mapping[str, Sequence[Row]]) -> None:
    """Postings, units and pairs of each split, kinds and levels."""
    print("split   postings  occupations  none  units  responsibility  requirement  other  grade 2  grade 1")
    for split, postings in by_split.items():
        units = [u for p in postings for u in p["units"]]
        kinds = Counter(u["kind"] for u in units)
        grades = Counter(g for u in units for g in u["matches"].values())
        occupations = {p["occupation"] for p in postings if p["occupation"]}
        none = sum(p["occupation"] is None for p in postings)
        print(
            f"{split:7} {len(postings):8}  {len(occupations):11}  {none:4}  {len(units):5}  "
            f"{kinds['responsibility']:14}  {kinds['requirement']:11}  {kinds['other']:5}  {grades[2]:7}  {grades[1]:7}"
        )
    every = [p for postings in by_split.values() for p in postings]
    print("levels  ", dict(sorted(Counter(p["level"] for p in every).items())))
    words = sorted(len(p["text"].split()) for p in every)
    print(f"words    {words[0]} to {words[-1]}, median {words[len(words) // 2]}")
    neighbours = [u["neighbour"] for p in every for u in p["units"] if u.get("neighbour")]
    shown = sum(bool(p.get("neighbour_occupation")) for p in every)
    print(f"neighbours  {shown} postings judged against a second framework: {sum(map(len, neighbours))} pairs")


def agreement(first: Iterable[Row], second: Sequence[Row]) -> None:
    """κ on kinds, F1 on pairs and on covered statements, quadratic κ on level, between the two annotations."""
    known = {p["id"]: p for p in first}
    kinds: tuple[list[str], list[str]] = ([], [])
    levels: tuple[list[int], list[int]] = ([], [])
    hits: dict[str, Counter[str]] = {name: Counter() for name in ("related", "grade 2", "related s", "covered s")}
    for again in second:
        once = known[again["id"]]
        levels[0].append(once["level"])
        levels[1].append(again["level"])
        for a, b in zip(once["units"], again["units"], strict=True):
            kinds[0].append(a["kind"])
            kinds[1].append(b["kind"])
        for name, least in (("related", 1), ("grade 2", 2)):
            _tally(hits[name], *(_pairs(p, least) for p in (once, again)))
        for name, least in (("related s", 1), ("covered s", 2)):
            _tally(hits[name], *({s for _, s in _pairs(p, least)} for p in (once, again)))
    print(f"agreement over {len(second)} postings, {len(kinds[0])} units")
    print(f"  kinds   κ {cohen_kappa_score(*kinds):.3f}")
    print(f"  level   quadratic κ {cohen_kappa_score(*levels, weights='quadratic'):.3f}")
    for name, told in (
        ("related", "pairs, grade ≥ 1"), ("grade 2", "pairs, grade 2"),
        ("related s", "statements related"), ("covered s", "statements covered"),
    ):  # fmt: skip
        c = hits[name]
        print(f"  {told:20} F1 {2 * c['both'] / max(c['first'] + c['second'], 1):.3f} ({c['first']} and {c['second']})")


def _pairs(posting: Row, least: int) -> set[tuple[int, str]]:
    return {(u["n"], s) for u in posting["units"] for s, g in u["matches"].items() if g >= least}


def _tally(into: Counter[str], a: set[Any], b: set[Any]) -> None:
    into.update(first=len(a), second=len(b), both=len(a & b))


def difficulty(name: str, postings: Sequence[Row], statements: Mapping[str, Mapping[str, str]]) -> None:
    """Stock cosine's AP for covered statements of postings, and word overlap of grade-2 pairs."""
    from jdmatch import encoder
    from jdmatch.settings import Settings

    model = encoder.load(Settings())
    vectors = {soc: model.encode(list(texts.values())).vectors for soc, texts in statements.items()}
    scores: list[float] = []
    truth: list[bool] = []
    overlaps: list[float] = []
    for posting in postings:
        own = statements.get(posting["occupation"] or "")
        if own is None:
            continue
        units = model.encode([u["text"] for u in posting["units"]]).vectors
        scores += (units @ vectors[posting["occupation"]].T).max(axis=0).tolist()
        covered = {s for _, s in _pairs(posting, 2)}
        truth += [s in covered for s in own]
        overlaps += [_overlap(u["text"], own[s]) for u in posting["units"] for s, g in u["matches"].items() if g == 2]
    ap = average_precision_score(truth, scores)
    print(
        f"{name:12} stock cosine covered AP {ap:.3f} (base rate {np.mean(truth):.3f}); "
        f"word overlap {np.mean(overlaps):.3f}"
    )


def _overlap(a: str, b: str) -> float:
    """Share of the words of the shorter text that the other has, too (three letters and more)."""
    one, other = set(_WORD.findall(a.lower())), set(_WORD.findall(b.lower()))
    return len(one & other) / max(min(len(one), len(other)), 1)


def picture(path: Path, every: Sequence[Row]) -> None:
    """Units by kind for each SOC group, as a bar chart."""
    import matplotlib as mpl

    mpl.use("svg")
    import matplotlib.pyplot as plt

    groups = sorted({(p["occupation"] or "none")[:2] for p in every})
    figure, axes = plt.subplots(figsize=(8, 4.2))
    left = np.zeros(len(groups))
    for kind, colour in (("responsibility", "#0b5563"), ("requirement", "#6fa8b5"), ("other", "#d5dde0")):
        values = np.array(
            [
                sum(u["kind"] == kind for p in every if (p["occupation"] or "none")[:2] == g for u in p["units"])
                for g in groups
            ]
        )
        axes.bar(groups, values, bottom=left, color=colour, label=kind)
        left += values
    axes.set_xlabel("SOC major group (no: fits no framework)")
    axes.set_ylabel("units")
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--picture", type=Path)
    arguments = parser.parse_args()
    by_split = {split: rows(ROOT / "corpora" / "postings" / f"{split}.jsonl") for split in SPLITS}
    every = [p for postings in by_split.values() for p in postings]
    counts(by_split)
    agreement(every, rows(ROOT / "corpora" / "second" / "postings.jsonl"))
    known = frameworks()
    for split, postings in by_split.items():
        difficulty(split, postings, known)
    if GOLD.is_dir():
        gold = json.loads((GOLD / "frameworks.json").read_text(encoding="utf-8"))
        texts = {f["id"]: {s["id"]: s["text"] for s in f["statements"]} for f in gold}
        difficulty("dev-gold", rows(GOLD / "postings.jsonl"), texts)
    if arguments.picture:
        picture(arguments.picture, every)
    return 0


if __name__ == "__main__":
    sys.exit(main())
