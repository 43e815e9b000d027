"""What each measure's name means, and which are taken of which task. Data, no machinery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Spec:
    """``about``: the definition in a line; ``takes``: the parameters that the name may have; ``needs``: must have."""

    about: str
    higher_is_better: bool = True
    takes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


_RANK, _REL = ("rel", "cutoff"), ("rel",)

SPECS: Mapping[str, Spec] = MappingProxyType(
    {
        "nDCG": Spec("mean over queries with a positive; gain 2^grade - 1", takes=("cutoff",), needs=("cutoff",)),
        "RP": Spec(
            "positives among the first k, of the most possible (min(k, positives))", takes=_RANK, needs=_RANK[1:]
        ),
        "MRR": Spec("one over the rank of the first positive, mean over queries with one", takes=_RANK),
        "AP": Spec("average precision over all pairs of the suite in one ranking", takes=_REL),
        "ROC": Spec("area under the ROC curve over all pairs in one ranking", takes=_REL),
        "F1": Spec("at the system's own decision", takes=("rel", "kind")),
        "precision": Spec("at the system's own decision", takes=_REL),
        "recall": Spec("at the system's own decision", takes=_REL),
        "F1*": Spec("at the best threshold for these very labels: an optimistic bound", takes=_REL),
        "ECE": Spec(
            "calibration error of P(covered) in ten bins of equal numbers of pairs, over pairs with p >= 0.1 or "
            "covered; with p>=x over those alone",
            higher_is_better=False,
            takes=("floor",),
        ),
        "Brier-skill": Spec("1 - Brier score of P(covered) / that of always saying the base rate"),
        "AURC": Spec(
            "mean share of errors when only the surest answers are given, over every number of them",
            higher_is_better=False,
        ),
        "macro-F1": Spec("mean of the classes' F1, those annotated or said"),
        "accuracy": Spec("share of answers that are exactly right"),
        "none-recall": Spec("of postings of no known occupation, the share for which none is said"),
        "occupation-recall": Spec("of postings of a known occupation, the share for which that one is said"),
        "QWK": Spec("Cohen's kappa with quadratic weights"),
        "MAE": Spec("mean distance in levels", higher_is_better=False),
        "in-range": Spec("share of answers in the range that a careful reader could defend"),
        "interval-coverage": Spec("share of intervals with the annotated level inside"),
        "interval-width": Spec("mean number of levels in an interval", higher_is_better=False),
        "abstained": Spec("share of postings with too little evidence for a level", higher_is_better=False),
        "order": Spec(
            "of two statements of one framework with different levels, how often the higher has the higher score"
        ),
        "Spearman": Spec("rank correlation of score and level within a framework, mean over frameworks"),
    }
)

_COVERAGE = (
    "AP(rel=2)",
    "AP(rel=1)",
    "F1(rel=2)",
    "precision(rel=2)",
    "recall(rel=2)",
    "F1(rel=1)",
    "precision(rel=1)",
    "recall(rel=1)",
    "F1*(rel=2)",
    "F1*(rel=1)",
    "ECE",
    "ECE(p>=0.1)",
    "ECE(p>=0)",
    "Brier-skill",
    "AURC",
)
_RANKING = ("nDCG@10", "RP@5", "MRR", "AP(rel=1)", "AP(rel=2)")
_KINDS = ("macro-F1", "F1(kind=responsibility)", "F1(kind=requirement)", "F1(kind=other)", "accuracy")

# Cross-fitted tasks are those that figures.measured makes of the plain ones.
CROSS_FITTED = "coverage-crossfit"
# Another program's rankings, read from a TREC run.
RUN = "run"

MEASURES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "coverage": _COVERAGE,
        CROSS_FITTED: _COVERAGE,
        "ranking": _RANKING,
        "ranking-all": _RANKING,
        "kinds": _KINDS,
        "kinds-chunks": _KINDS,
        "level": (
            "QWK",
            "MAE",
            "accuracy",
            "in-range",
            "interval-coverage",
            "interval-width",
            "abstained",
            "AURC",
        ),
        "occupation": ("accuracy", "none-recall", "occupation-recall", "AURC"),
        "occupation-without": ("none-recall",),
        "levelled": ("order", "Spearman", "interval-coverage", "interval-width"),
        "retrieval": ("RP@5", "RP@10", "MRR", "nDCG@10"),
        RUN: ("nDCG@10", "RP@5", "RP@10", "MRR"),
        "pairs": ("ROC(rel=2)", "AP(rel=2)", "ROC(rel=1)", "AP(rel=1)", "F1*(rel=2)"),
        "level-case": ("in-range", "accuracy"),
    }
)
