"""Items of made-up systems, for the tests of measures, intervals, comparisons and reports."""

import numpy as np

from jdmatch.datasets.items import (
    CoverageItem,
    KindItem,
    LevelItem,
    LevelledItem,
    OccupationItem,
    RankingItem,
    RetrievalItem,
)


def coverage(seed=0, postings=24, statements=12, groups=6, sharp=1.5, decided=True):
    """Statements whose scores rise with their grade, calibrated and decided on."""
    rng = np.random.default_rng(seed)
    out = []
    for p in range(postings):
        lean = rng.normal(0, 0.4)
        for s in range(statements):
            label = int(rng.choice([0, 1, 2], p=[0.6, 0.15, 0.25]))
            score = round(float(rng.normal(sharp * label + lean, 1)), 6)
            chance = round(float(1 / (1 + np.exp(2.2 - 1.4 * score))), 6)
            said = "covered" if chance >= 0.5 else "partial" if chance >= 0.25 else "missing"
            out.append(
                CoverageItem(
                    cluster=f"p{p:02}",
                    group=f"occ{p % groups}",
                    item=f"s{s:02}",
                    label=label,
                    score=score,
                    probability=chance if decided else None,
                    said=said if decided else None,
                )
            )
    return out


def rankings(seed=0, postings=24, units=3, statements=15, task="ranking"):
    rng = np.random.default_rng(seed)
    out = []
    for p in range(postings):
        for u in range(units):
            labels = rng.choice([0, 1, 2], p=[0.8, 0.1, 0.1], size=statements)
            # Few distinct scores: ties are the rule.
            scores = np.round(labels * 0.4 + rng.integers(0, 8, statements) / 8, 3)
            out.append(
                RankingItem(
                    task=task,
                    cluster=f"p{p:02}",
                    group=f"occ{p % 5}",
                    query=f"p{p:02}#{u}",
                    items=tuple(f"s{i:02}" for i in range(statements)),
                    labels=tuple(map(int, labels)),
                    scores=tuple(map(float, scores)),
                )
            )
    return out


def kinds(seed=0, postings=24, units=8):
    rng = np.random.default_rng(seed)
    names = ("other", "requirement", "responsibility")
    out = []
    for p in range(postings):
        for u in range(units):
            label = str(rng.choice(names, p=[0.5, 0.2, 0.3]))
            said = label if rng.random() < 0.7 else str(rng.choice(names))
            out.append(
                KindItem(task="kinds", cluster=f"p{p:02}", group="g", item=f"p{p:02}#{u}", label=label, said=said)
            )
    return out


def levels(seed=0, postings=30):
    rng = np.random.default_rng(seed)
    out = []
    for p in range(postings):
        label = int(rng.integers(1, 5))
        said = int(np.clip(label + rng.choice([-1, 0, 0, 1]), 1, 4))
        chances = rng.dirichlet(np.ones(4))
        out.append(
            LevelItem(
                cluster=f"p{p:02}",
                group=f"occ{p % 5}",
                label=label,
                low=max(1, label - 1),
                high=label,
                said=said,
                probabilities=tuple(map(float, chances)),
                interval=(max(1, said - 1), min(4, said + 1)),
                abstained=bool(rng.random() < 0.1),
            )
        )
    return out


def occupations(seed=0, postings=60):
    rng = np.random.default_rng(seed)
    out = []
    for p in range(postings):
        label = None if p % 3 == 0 else f"soc{p % 4}"
        said = label if rng.random() < 0.8 else None
        out.append(
            OccupationItem(cluster=f"p{p:02}", group="g", label=label, said=said, probability=float(rng.random()))
        )
    return out


def levelled(seed=0, frameworks=25, statements=14):
    rng = np.random.default_rng(seed)
    out = []
    for f in range(frameworks):
        for s in range(statements):
            label = int(rng.integers(1, 5))
            score = float(np.round(label + rng.normal(0, 1.5), 1))
            out.append(LevelledItem(cluster=f"src/f{f:02}", group="src", item=s, label=label, levels=4, score=score))
    return out


def retrieval(seed=0, queries=40, labels=60, depth=20):
    rng = np.random.default_rng(seed)
    out = []
    for q in range(queries):
        gold = rng.choice(labels, size=int(rng.integers(1, 8)), replace=False)
        merit = rng.normal(size=labels)
        merit[gold] += 1.5
        best = np.argsort(-merit)[:depth]
        out.append(
            RetrievalItem(
                cluster=f"q{q}",
                query=f"q{q}",
                gold=tuple(f"label {i}" for i in sorted(gold)),
                ranked=tuple(f"label {i}" for i in best),
                scores=tuple(float(merit[i]) for i in best),
            )
        )
    return out


def everything(seed=0):
    return [
        *coverage(seed),
        *rankings(seed),
        *kinds(seed),
        *levels(seed),
        *occupations(seed),
        *levelled(seed),
        *retrieval(seed),
    ]
