"""Measures of one ranking per query: nDCG, RP, MRR, averaged over the queries that have a right answer.

ir-measures computes nDCG and MRR. It is given ranks, not scores: equal scores are put in the order of their ids (so
that no input order leaks into a figure), and nothing is lost to the single precision that trec_eval keeps scores in.
A right answer that a system did not return is not left out: it lowers the ideal's share that was reached.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jdmatch.datasets.items import RankingItem, RetrievalItem
from jdmatch.errors import MissingExtraError
from jdmatch.evaluation.measure import Measure
from jdmatch.evaluation.statistic import Statistic, Sums

Grades = Mapping[str, Mapping[str, int]]
Rankings = Mapping[str, Sequence[str]]
NAMES = ("nDCG", "RP", "MRR")
# trec_eval reads gains off the qrels as whole numbers: 2^grade - 1 for the grades that there are.
_GRADES = range(1, 6)


def of_items(measure: Measure, items: Sequence[RankingItem | RetrievalItem]) -> Statistic | None:
    """The mean over the items' queries; None where no query has a right answer."""
    grades = {i.query: _grades(i) for i in items}
    return of_rankings(measure, grades, {i.query: ranked(i) for i in items}, {i.query: i.cluster for i in items})


def of_rankings(measure: Measure, grades: Grades, rankings: Rankings, clusters: Mapping[str, str]) -> Statistic | None:
    """The mean over queries with a positive grade. A query that was not answered counts as nothing found."""
    asked = sorted(q for q, found in grades.items() if any(g >= measure.grade for g in found.values()))
    if not asked:
        return None
    kept = {q: grades[q] for q in asked}
    answers = {q: rankings.get(q, ()) for q in asked}
    values = _rp(measure, kept, answers) if measure.name == "RP" else _by_ir_measures(measure, kept, answers)
    return Sums.mean([clusters[q] for q in asked], [values[q] for q in asked])


def ranked(item: RankingItem | RetrievalItem) -> tuple[str, ...]:
    """The answers of an item, best first; equal scores by id."""
    if isinstance(item, RetrievalItem):
        return tuple(dict.fromkeys(item.ranked))
    order = sorted(range(len(item.items)), key=lambda i: (-item.scores[i], item.items[i]))
    return tuple(item.items[i] for i in order)


def _grades(item: RankingItem | RetrievalItem) -> dict[str, int]:
    if isinstance(item, RetrievalItem):
        return dict.fromkeys(item.gold, 1)
    return dict(zip(item.items, item.labels, strict=True))


def _rp(measure: Measure, grades: Grades, rankings: Rankings) -> dict[str, float]:
    """ir-measures has no R-precision with a cut-off: found among the first k, of the most that could be there."""
    out = {}
    for query, known in grades.items():
        first = rankings[query][: measure.cutoff]
        possible = sum(g >= measure.grade for g in known.values())
        found = sum(known.get(answer, 0) >= measure.grade for answer in first)
        out[query] = found / min(measure.cutoff or possible, possible)
    return out


def _by_ir_measures(measure: Measure, grades: Grades, rankings: Rankings) -> dict[str, float]:
    try:
        import ir_measures
    except ImportError as error:
        raise MissingExtraError(f"Measure {measure}", "research") from error
    if measure.name == "nDCG":
        gains = {grade: 2**grade - 1 for grade in _GRADES}
        asked = ir_measures.nDCG(gains=gains) @ measure.cutoff
    else:
        asked = ir_measures.RR(rel=measure.grade)
        asked = asked @ measure.cutoff if measure.cutoff else asked
    run = {q: {answer: float(len(found) - i) for i, answer in enumerate(found)} for q, found in rankings.items()}
    values = dict.fromkeys(grades, 0.0)
    for metric in ir_measures.iter_calc([asked], {q: dict(g) for q, g in grades.items()}, run):
        values[metric.query_id] = float(metric.value)
    return values
