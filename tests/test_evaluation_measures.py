"""Every measure against another program's, or against figures worked by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.datasets.items import (
    TASKS,
    CoverageItem,
    LevelCaseItem,
    LevelItem,
    LevelledItem,
    PairItem,
    RankingItem,
    RetrievalItem,
)
from jdmatch.errors import SettingsError
from jdmatch.evaluation.measure import Measure, of_task
from jdmatch.evaluation.measure_tables import MEASURES, SPECS
from jdmatch.evaluation.prepare import prepare
from jdmatch.evaluation.statistic import Mean, Ranked, Sums, value
from tests import evaluation_kit as kit

metrics = pytest.importorskip("sklearn.metrics", reason="needs scikit-learn: pip install 'jdmatch[research]'")


def take(name, items):
    return value(prepare(Measure.parse(name), items))


def drawn(items, counts):
    """The items with each cluster standing there as often as it was drawn."""
    return [replace(i, cluster=f"{i.cluster}.{n}") for i in items for n in range(counts.get(i.cluster, 0))]


# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted({m for names in MEASURES.values() for m in names}))
def test_names_are_whole_definitions(name):
    measure = Measure.parse(name)
    assert str(measure) == name
    assert Measure.parse(str(measure)) == measure
    assert len({measure, Measure.parse(f" {name} ")}) == 1


def test_every_meaning_is_used_and_every_task_is_measured():
    assert {m.name for task in MEASURES for m in of_task(task)} | {"ROC", "AP"} == set(SPECS)
    assert set(TASKS) <= set(MEASURES)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nDGC@10", "Did you mean 'nDCG'"),
        ("nDCG", "say how deep"),
        ("AP(rel=3)", "grades that count are 1 or 2"),
        ("AP(grade=2)", "is not of the forms"),
        ("AP@10", "takes no cutoff"),
        ("MAE(rel=1)", "takes no rel"),
        ("AP(rel=2", "is no measure"),
        ("", "is no measure"),
        ("nDCG@0", "is no measure"),
    ],
)
def test_what_is_no_measure_is_refused(text, message):
    with pytest.raises(SettingsError, match=message.replace("(", r"\(")):
        Measure.parse(text)


@given(st.text(max_size=20))
@settings(deadline=None)
def test_any_text_is_a_measure_or_an_error_of_ours(text):
    try:
        measure = Measure.parse(text)
    except SettingsError:
        return
    assert Measure.parse(str(measure)) == measure


def test_a_measure_of_another_task_is_refused():
    with pytest.raises(SettingsError, match="QWK is no measure of task coverage"):
        prepare(Measure.parse("QWK"), kit.coverage())
    with pytest.raises(SettingsError, match="no measure of task kinds"):
        prepare(Measure.parse("AP"), kit.kinds())


# --- one ranking of all pairs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("grade", [1, 2])
@pytest.mark.parametrize("places", [0, 1, 6])
def test_curves_are_scikit_learns(grade, places):
    items = [replace(i, score=round(i.score, places)) for i in kit.coverage(3)]
    truth = np.array([i.label >= grade for i in items])
    scores = np.array([i.score for i in items])
    assert take(f"AP(rel={grade})", items) == pytest.approx(metrics.average_precision_score(truth, scores))
    roc = Ranked.of([i.cluster for i in items], scores, truth, "ROC")
    assert value(roc) == pytest.approx(metrics.roc_auc_score(truth, scores))
    precision, recall, _ = metrics.precision_recall_curve(truth, scores)
    best = max(2 * precision * recall / np.maximum(precision + recall, 1e-9))
    assert take(f"F1*(rel={grade})", items) == pytest.approx(best)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4), st.booleans()), min_size=2, max_size=40),
    st.lists(st.integers(0, 3), min_size=4, max_size=4),
)
@settings(deadline=None, max_examples=40)
def test_weights_are_repetitions(rows, counts):
    """A cluster that counts twice is the same as one that is there twice, for every curve."""
    clusters, scores, hits = zip(*((f"c{c}", float(s), h) for c, s, h in rows), strict=True)
    for curve in ("AP", "ROC", "F1*", "AURC"):
        whole = Ranked.of(clusters, scores, hits, curve)
        weights = np.array([[float(counts[int(c[1])]) for c in whole.clusters]])
        many = [row for row in zip(clusters, scores, hits, strict=True) for _ in range(counts[int(row[0][1])])]
        weighted = float(whole(weights)[0])
        if not many:
            assert math.isnan(weighted)
            continue
        repeated = value(Ranked.of(*zip(*many, strict=True), curve))
        assert weighted == pytest.approx(repeated, nan_ok=True)


def test_long_rankings_are_worked_through_in_blocks(monkeypatch):
    items = kit.coverage(5)
    names = [f"{m}(rel=2)" for m in ("AP", "F1*")] + ["AURC"]
    before = [take(name, items) for name in names]
    monkeypatch.setattr("jdmatch.evaluation.statistic._BLOCK", 3)
    assert [take(name, items) for name in names] == pytest.approx(before)


def test_pairs_of_rankings_are_one_ranking():
    items = kit.rankings(1)
    truth = [label >= 1 for i in items for label in i.labels]
    scores = [s for i in items for s in i.scores]
    assert take("AP(rel=1)", items) == pytest.approx(metrics.average_precision_score(truth, scores))


def test_hard_pairs_have_the_area_of_their_grades():
    rows = [(2, 0.9), (2, 0.4), (1, 0.5), (0, 0.4), (0, 0.1)]
    items = [PairItem(cluster=f"f{n}", item=n, label=g, score=s, trap="t") for n, (g, s) in enumerate(rows)]
    # Above the others: 0.9 all three; 0.4 one and a half.
    assert take("ROC(rel=2)", items) == pytest.approx((3 + 1.5) / 6)


# --- decisions and probabilities -------------------------------------------------------------------------------------


@pytest.mark.parametrize("grade", [1, 2])
def test_decisions_are_scikit_learns(grade):
    items = kit.coverage(4)
    truth = [i.label >= grade for i in items]
    said = [{"covered": 2, "partial": 1, "missing": 0}[i.said] >= grade for i in items]
    for name, function in (
        ("F1", metrics.f1_score),
        ("precision", metrics.precision_score),
        ("recall", metrics.recall_score),
    ):
        assert take(f"{name}(rel={grade})", items) == pytest.approx(function(truth, said))


def test_saying_nothing_earns_nothing():
    items = [replace(i, said="missing") for i in kit.coverage()]
    assert [take(f"{m}(rel=2)", items) for m in ("F1", "precision", "recall")] == [0, 0, 0]


def test_brier_skill_is_that_against_the_base_rate():
    items = kit.coverage(6)
    truth = np.array([i.label == 2 for i in items])
    chance = np.array([i.probability for i in items])
    base = metrics.brier_score_loss(truth, np.full(len(truth), truth.mean()))
    assert take("Brier-skill", items) == pytest.approx(1 - metrics.brier_score_loss(truth, chance) / base)


def test_calibration_error_by_hand():
    def item(n, label, chance):
        return CoverageItem(
            cluster=f"p{n}", group="g", item="s", label=label, score=chance, probability=chance, said="missing"
        )

    # Ten pairs, ten bins of one: the mean distance. The pair at 0.05 without label counts only over all.
    chances = [0.05, 0.02, *(0.1 * n for n in range(1, 10))]
    labels = [0, 2, *(2 if n > 4 else 0 for n in range(1, 10))]
    items = [item(n, label, chance) for n, (label, chance) in enumerate(zip(labels, chances, strict=True))]
    distance = [abs((label == 2) - chance) for label, chance in zip(labels, chances, strict=True)]
    assert take("ECE", items) == pytest.approx(np.mean(distance[1:]))
    assert take("ECE(p>=0.1)", items) == pytest.approx(np.mean(distance[2:]))
    # Eleven pairs over all: the first bin holds two, one of either label, and they cancel in part.
    first = abs((0 + 1) - (0.05 + 0.02))
    assert take("ECE(p>=0)", items) == pytest.approx((first + sum(distance[2:])) / 11)


def test_calibration_error_is_scikit_learns_reliability():
    calibration = pytest.importorskip("sklearn.calibration")
    items = kit.coverage(7, postings=25, statements=20)
    truth = np.array([i.label == 2 for i in items], dtype=float)
    chance = np.array([i.probability for i in items])
    shown, meant = calibration.calibration_curve(truth, chance, n_bins=10, strategy="quantile")
    assert take("ECE(p>=0)", items) == pytest.approx(np.abs(shown - meant).mean(), abs=2e-3)


def test_the_surest_answers_first():
    rows = [(0.9, "covered", 2), (0.8, "covered", 0), (0.1, "missing", 0), (0.4, "missing", 2)]
    items = [
        CoverageItem(cluster=f"p{n}", group="g", item="s", label=g, score=p, probability=p, said=said)
        for n, (p, said, g) in enumerate(rows)
    ]
    # Sureness 0.9, 0.9 (one step, both right), 0.8 wrong, 0.6 wrong.
    assert take("AURC", items) == pytest.approx((0 + 0 + 1 / 3 + 2 / 4) / 4)


def test_systems_without_probabilities_have_no_such_figures():
    items = kit.coverage(decided=False)
    there = {str(m) for m in of_task("coverage") if prepare(m, items) is not None}
    assert there == {"AP(rel=2)", "AP(rel=1)", "F1*(rel=2)", "F1*(rel=1)"}


# --- a ranking per query ---------------------------------------------------------------------------------------------


def test_ndcg_is_scikit_learns_on_exponential_gains():
    items = kit.rankings(2)
    distinct = [replace(i, scores=tuple(s - n * 1e-5 for n, s in enumerate(i.scores))) for i in items if any(i.labels)]
    expected = [metrics.ndcg_score([[2**g - 1 for g in i.labels]], [i.scores], k=10) for i in distinct]
    assert take("nDCG@10", distinct) == pytest.approx(np.mean(expected))


def test_ranking_measures_by_hand():
    def item(labels, scores):
        return RankingItem(
            task="ranking",
            cluster="p",
            group="g",
            query=f"p#{labels}",
            items=("a", "b", "c", "d"),
            labels=labels,
            scores=scores,
        )

    # b and a tie: a first. Found at rank 2; gains 3 at rank 2, 1 at rank 4.
    one = item((0, 2, 0, 1), (0.9, 0.9, 0.5, 0.1))
    ideal = 3 + 1 / math.log2(3)
    assert take("nDCG@10", [one]) == pytest.approx((3 / math.log2(3) + 1 / math.log2(5)) / ideal)
    assert take("MRR", [one]) == 0.5
    assert take("RP@5", [one]) == 1.0
    assert take("RP@2", [one]) == 0.5
    nothing = item((0, 0, 0, 0), (4.0, 3.0, 2.0, 1.0))
    assert take("MRR", [one, nothing]) == 0.5
    assert prepare(Measure.parse("MRR"), [nothing]) is None


def test_labels_that_were_not_found_count_as_missed():
    item = RetrievalItem(cluster="q", query="q", gold=("x", "y", "z"), ranked=("a", "y"), scores=(2.0, 1.0))
    assert take("RP@5", [item]) == pytest.approx(1 / 3)
    assert take("MRR", [item]) == 0.5
    empty = replace(item, ranked=(), scores=())
    assert [take(m, [empty]) for m in ("RP@5", "MRR", "nDCG@10")] == [0, 0, 0]


def test_retrieval_is_what_ir_measures_says():
    ir = pytest.importorskip("ir_measures", reason="needs ir-measures: pip install 'jdmatch[research]'")
    items = kit.retrieval()
    qrels = {i.query: dict.fromkeys(i.gold, 1) for i in items}
    run = {i.query: dict(zip(i.ranked, i.scores, strict=True)) for i in items}
    theirs = ir.calc_aggregate([ir.nDCG @ 10, ir.RR, ir.P @ 5], qrels, run)
    assert take("nDCG@10", items) == pytest.approx(theirs[ir.nDCG @ 10])
    assert take("MRR", items) == pytest.approx(theirs[ir.RR])
    by_query = {m.query_id: m.value for m in ir.iter_calc([ir.P @ 5], qrels, run)}
    expected = [by_query[i.query] * 5 / min(5, len(i.gold)) for i in items]
    assert take("RP@5", items) == pytest.approx(np.mean(expected))


# --- single answers --------------------------------------------------------------------------------------------------


def test_kinds_are_scikit_learns():
    items = kit.kinds(1)
    truth, said = [i.label for i in items], [i.said for i in items]
    assert take("macro-F1", items) == pytest.approx(metrics.f1_score(truth, said, average="macro"))
    assert take("accuracy", items) == pytest.approx(metrics.accuracy_score(truth, said))
    alone = metrics.f1_score(truth, said, labels=["requirement"], average="macro")
    assert take("F1(kind=requirement)", items) == pytest.approx(alone)
    assert prepare(Measure.parse("F1(kind=benefit)"), items) is None


def test_levels_are_scikit_learns():
    items = kit.levels(2)
    truth, said = [i.label for i in items], [i.said for i in items]
    assert take("QWK", items) == pytest.approx(metrics.cohen_kappa_score(truth, said, weights="quadratic"))
    assert take("MAE", items) == pytest.approx(metrics.mean_absolute_error(truth, said))
    assert take("accuracy", items) == pytest.approx(metrics.accuracy_score(truth, said))


def test_always_the_same_level_has_no_kappa():
    assert take("QWK", [replace(i, said=2) for i in kit.levels()]) == pytest.approx(0)
    assert math.isnan(take("QWK", [replace(i, said=2, label=2) for i in kit.levels()]))


def test_intervals_by_hand():
    def item(n, label, said, interval, **more):
        return LevelItem(
            cluster=f"p{n}", group="g", label=label, low=label, high=label, said=said, interval=interval, **more
        )

    items = [item(0, 1, 1, (1, 2)), item(1, 4, 3, (2, 3)), item(2, 2, 2, None, abstained=True)]
    assert take("interval-coverage", items) == 0.5
    assert take("interval-width", items) == 2
    assert take("in-range", items) == pytest.approx(2 / 3)
    assert take("abstained", items) == pytest.approx(1 / 3)
    assert prepare(Measure.parse("AURC"), items) is None


def test_occupations_by_hand():
    items = kit.occupations()
    none = [i for i in items if i.label is None]
    assert take("none-recall", items) == pytest.approx(np.mean([i.said is None for i in none]))
    assert take("accuracy", items) == pytest.approx(np.mean([i.said == i.label for i in items]))
    known = [i.said == i.label for i in items if i.label is not None]
    assert take("occupation-recall", items) == pytest.approx(np.mean(known))
    assert prepare(Measure.parse("none-recall"), [i for i in items if i.label]) is None


def test_order_by_hand():
    def item(framework, n, label, score):
        return LevelledItem(cluster=framework, group="s", item=n, label=label, levels=3, score=score)

    one = [item("a", 0, 1, 0.1), item("a", 1, 2, 0.1), item("a", 2, 3, 0.9), item("a", 3, 3, 0.0)]
    # Pairs of different levels: 1<2 tie; 1<3 right, wrong; 2<3 right, wrong. Two of level 3 are no pair.
    assert take("order", one) == pytest.approx((0.5 + 1 + 0 + 1 + 0) / 5)
    flat = [item("b", 0, 2, 0.3), item("b", 1, 2, 0.8)]
    assert take("order", [*one, *flat]) == take("order", one)
    assert prepare(Measure.parse("order"), flat) is None


def test_rank_correlation_is_scipys():
    stats = pytest.importorskip("scipy.stats")
    items = kit.levelled(3)
    by_framework = {}
    for i in items:
        by_framework.setdefault(i.cluster, []).append(i)
    expected = [
        stats.spearmanr([i.label for i in own], [i.score for i in own]).statistic for own in by_framework.values()
    ]
    assert take("Spearman", items) == pytest.approx(np.mean(expected))
    # Order accuracy is the area that Somers' D measures.
    own = by_framework["src/f03"]
    somers = stats.somersd([i.label for i in own], [i.score for i in own]).statistic
    assert take("order", own) == pytest.approx((1 + somers) / 2)


def test_a_constant_score_orders_nothing():
    items = [replace(i, score=0.5) for i in kit.levelled()]
    assert (take("Spearman", items), take("order", items)) == (0, 0.5)


@pytest.mark.parametrize(
    ("label", "low", "high", "said", "in_range", "exact"),
    [
        (None, None, None, None, 1, 1),
        (None, None, None, 2, 0, 0),
        (3, 2, 3, 2, 1, 0),
        (3, 2, 3, 3, 1, 1),
        (3, 2, 3, 4, 0, 0),
        (3, 2, 3, None, 0, 0),
    ],
)
def test_level_cases(label, low, high, said, in_range, exact):
    items = [LevelCaseItem(cluster="1", item=1, label=label, low=low, high=high, said=said, trap="t")]
    assert (take("in-range", items), take("accuracy", items)) == (in_range, exact)


# --- what holds for all ----------------------------------------------------------------------------------------------


def every_statistic(items):
    for task in TASKS:
        own = [i for i in items if i.task == task]
        for measure in of_task(task):
            statistic = prepare(measure, own)
            if statistic is not None:
                yield f"{task}/{measure}", statistic


def test_the_order_of_items_moves_nothing():
    items = kit.everything(1)
    shuffled = [items[i] for i in np.random.default_rng(0).permutation(len(items))]
    first, second = dict(every_statistic(items)), dict(every_statistic(shuffled))
    assert first.keys() == second.keys()
    assert len(first) > 35
    weights = np.random.default_rng(1)
    for name, statistic in first.items():
        draws = weights.integers(0, 3, (4, len(statistic.clusters))).astype(float)
        assert statistic.clusters == second[name].clusters
        assert second[name](draws) == pytest.approx(statistic(draws), nan_ok=True), name


def test_drawing_a_cluster_twice_is_having_it_twice():
    """Weights mean what the bootstrap takes them for, in every measure (calibration error keeps its bins)."""
    rng = np.random.default_rng(3)
    items = kit.everything(2)
    for name, statistic in every_statistic(items):
        task, _, measure = name.partition("/")
        if measure.startswith("ECE"):
            continue
        own = [i for i in items if i.task == task]
        weights = rng.integers(0, 3, len(statistic.clusters))
        counts = {c: int(n) for c, n in zip(statistic.clusters, weights, strict=True)}
        many = drawn(own, counts)
        if task in ("ranking", "retrieval"):
            many = [replace(i, query=f"{i.query}.{i.cluster}") for i in many]
        weighted = float(statistic(np.array([[float(counts[c]) for c in statistic.clusters]]))[0])
        assert weighted == pytest.approx(value(prepare(Measure.parse(measure), many))), name


def test_values_lie_where_they_must():
    for name, statistic in every_statistic(kit.everything(4)):
        found = value(statistic)
        if not name.endswith(("MAE", "width")):
            assert -1 <= found <= 1, name


def test_the_mean_of_statistics():
    one = Sums.mean(["a", "b"], [1.0, 0.0])
    other = Sums.mean(["a", "b"], [0.0, 0.5])
    mean = Mean((one, other))
    assert mean(np.array([[1.0, 1.0], [1.0, 0.0]])) == pytest.approx([0.375, 0.5])
    assert (mean.n, mean.clusters) == (2, ("a", "b"))
