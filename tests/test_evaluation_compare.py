"""Two systems: paired intervals, the swap test, Holm."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdmatch.datasets.items import CoverageItem, KindItem
from jdmatch.errors import EvaluationError, SettingsError
from jdmatch.evaluation.compare import _mixed, compared, holm, paired_interval, permutation_p
from jdmatch.evaluation.figures import samples
from jdmatch.evaluation.measure import Measure
from jdmatch.evaluation.prepare import prepare
from jdmatch.evaluation.statistic import Sums
from tests import evaluation_kit as kit

QUICK = {"resamples": 300, "permutations": 300}


def sample(items, **more):
    return dict(samples(items, **more))


def noisy(items, amount, seed=9):
    """The same system with noise on its scores."""
    rng = np.random.default_rng(seed)
    return [replace(i, score=round(i.score + float(rng.normal(0, amount)), 6)) for i in items]


@given(st.lists(st.floats(0, 1), max_size=30))
def test_holm_only_raises_and_keeps_the_order(p_values):
    adjusted = holm(p_values)
    assert all(p <= a <= 1 for p, a in zip(p_values, adjusted, strict=True))
    in_order = [adjusted[i] for i in sorted(range(len(p_values)), key=lambda i: p_values[i])]
    assert in_order == sorted(in_order)
    if p_values:
        assert min(adjusted) == min(1.0, len(p_values) * min(p_values))


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_a_system_does_not_differ_from_itself():
    items = sample([*kit.coverage(), *kit.levels(), *kit.retrieval(queries=21)])
    for found in compared(items, items, **QUICK):
        assert found.difference == 0
        assert found.verdict in ("no difference shown", "insufficient")
        assert found.p_holm in (None, 1.0)


def test_the_test_is_symmetric():
    one = sample(kit.coverage(1))
    other = sample(noisy(kit.coverage(1), 1.0))
    there = compared(one, other, **QUICK)
    back = compared(other, one, **QUICK)
    for a, b in zip(there, back, strict=True):
        assert a.difference == pytest.approx(-b.difference)
        assert a.p == pytest.approx(b.p, abs=0.02)
        assert (a.low, a.high) == pytest.approx((-b.high, -b.low), abs=1e-9)


def test_noise_is_found_out_and_swaps_sides():
    good, bad = sample(kit.coverage(2)), sample(noisy(kit.coverage(2), 3.0))
    (found,) = compared(good, bad, only=["coverage/AP(rel=2)"], resamples=1000, permutations=1000)
    assert found.verdict == "first better"
    assert found.high < 0
    assert found.p == found.p_holm == pytest.approx(1 / 1001)
    (back,) = compared(bad, good, only=["coverage/AP(rel=2)"], resamples=1000, permutations=1000)
    assert back.verdict == "second better"


def test_where_less_is_better_the_lower_one_wins():
    sure = [replace(i, probability=round(i.probability**0.25, 6)) for i in kit.coverage(3)]
    (found,) = compared(sample(kit.coverage(3)), sample(sure), only=["coverage/ECE(p>=0)"], permutations=500)
    assert found.difference > 0
    assert found.verdict == "first better"


@pytest.mark.parametrize("name", ["AP(rel=1)", "AP(rel=2)", "F1*(rel=2)"])
def test_a_change_of_scale_is_no_difference(name):
    """Scores have no common scale: what ranks the same is the same, swapped or not."""
    items = kit.coverage(4)
    stretched = [replace(i, score=round(100 * i.score**3 + 7, 6)) for i in items]
    (found,) = compared(sample(items), sample(stretched), only=[f"coverage/{name}"], **QUICK)
    assert (found.difference, found.p) == (0, 1)


def test_for_a_mean_the_swap_is_the_sign_flip_test():
    stats = pytest.importorskip("scipy.stats", reason="needs scipy: pip install 'jdmatch[research]'")
    rng = np.random.default_rng(6)
    first, second = rng.normal(0, 1, 30), rng.normal(0.35, 1, 30)
    names = [f"{n:02}" for n in range(30)]
    mixed = Sums.mean([f"1 {n}" for n in names] + [f"2 {n}" for n in names], [*first, *second])
    theirs = stats.permutation_test(
        (first, second),
        lambda x, y, axis: np.mean(x - y, axis=axis),
        permutation_type="samples",
        n_resamples=9999,
        vectorized=True,
        rng=np.random.default_rng(0),
    )
    assert permutation_p(mixed, 9999) == pytest.approx(theirs.pvalue, abs=0.015)


def test_the_paired_interval_is_that_of_the_differences():
    rng = np.random.default_rng(7)
    first = rng.normal(0, 1, 50)
    second = first + rng.normal(0.1, 0.05, 50)
    names = [f"{n:02}" for n in range(50)]
    found = paired_interval(Sums.mean(names, first), Sums.mean(names, second))
    error = (second - first).std(ddof=1) / np.sqrt(50)
    assert found.error == pytest.approx(error, rel=0.1)
    assert found.low < 0.1 < found.high


def test_p_values_are_even_where_nothing_differs():
    """Twice the same system with other noise: one test in twenty may claim a difference, and little more."""
    statistic = Measure.parse("AP(rel=2)")
    claims = 0
    for seed in range(40):
        items = kit.coverage(seed, statements=5)
        mixed = prepare(statistic, _mixed(noisy(items, 1.0, 2 * seed), noisy(items, 1.0, 2 * seed + 1)))
        claims += permutation_p(mixed, 99, seed) <= 0.05
    assert claims <= 6


def test_few_clusters_claim_nothing():
    (found, *_) = compared(sample(kit.coverage(postings=19)), sample(noisy(kit.coverage(postings=19), 5)), **QUICK)
    assert (found.p, found.low, found.p_holm, found.verdict) == (None, None, None, "insufficient")
    assert found.difference != 0


def test_own_passages_are_paired_by_posting():
    def chunks(postings, units):
        return [
            KindItem(task="kinds-chunks", cluster=f"p{p:02}", group="g", item=f"p{p:02}#{u}", label="other", said=said)
            for p in range(postings)
            for u, said in enumerate(units)
        ]

    fine, coarse = chunks(25, ("other", "other", "requirement")), chunks(25, ("other",))
    found = {c.name: c for c in compared(sample(fine), sample(coarse), **QUICK)}
    assert found["kinds-chunks/accuracy"].difference == pytest.approx(1 / 3)
    with pytest.raises(EvaluationError, match="not asked the same"):
        compared(sample(fine), sample(chunks(24, ("other",))), **QUICK)


@pytest.mark.parametrize("change", [{"label": 1}, {"cluster": "elsewhere"}, {"item": "other"}])
def test_other_questions_are_refused(change):
    items = kit.coverage(postings=3)
    first = next(n for n, i in enumerate(items) if i.label == 0)
    with pytest.raises(EvaluationError, match="not asked the same in task coverage"):
        compared(sample(items), sample([*items[:first], replace(items[first], **change), *items[first + 1 :]]))


def test_an_unknown_measure_is_refused():
    items = sample(kit.coverage())
    with pytest.raises(SettingsError, match=r"Did you mean 'coverage/AP\(rel=2\)'"):
        compared(items, items, only=["coverage/PA(rel=2)"], **QUICK)


def test_cross_fitted_figures_are_compared_deal_by_deal():
    items = kit.coverage(8, postings=24)
    found = compared(
        sample(items, cross_fit=True),
        sample(noisy(items, 2.0), cross_fit=True),
        only=["coverage-crossfit/F1(rel=2)"],
        **QUICK,
    )
    assert [c.verdict for c in found] == ["first better"]
    assert all(isinstance(i, CoverageItem) for i in items)
