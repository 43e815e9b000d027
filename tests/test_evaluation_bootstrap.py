"""Intervals: what they hold, what they claim, and when they claim nothing."""

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.evaluation.bootstrap import FEWEST, POWER, Interval, draws, interval, jackknife, of_values
from jdmatch.evaluation.figures import Figure, measured
from jdmatch.evaluation.measure import Measure
from jdmatch.evaluation.prepare import prepare
from jdmatch.evaluation.statistic import Sums, value
from tests import evaluation_kit as kit


def means(values):
    return Sums.mean([f"c{n:03}" for n in range(len(values))], values)


def test_draws_are_samples_with_replacement_and_depend_on_their_arguments_alone():
    made = draws(30, 500, 7)
    assert made.shape == (500, 30)
    assert (made.sum(axis=1) == 30).all()
    assert (draws(30, 500, 7) == made).all()
    assert (draws(30, 500, 8) != made).any()
    assert made.mean() == pytest.approx(1)
    assert made.var() == pytest.approx(29 / 30, rel=0.1)


@given(st.lists(st.floats(0, 1), min_size=FEWEST, max_size=60).filter(lambda v: np.std(v) > 0.01), st.integers(0, 9))
@settings(deadline=None, max_examples=30)
def test_the_interval_holds_the_estimate_and_stays_inside_the_data(values, seed):
    found = interval(means(values), 400, seed)
    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9
    assert found.low - 1e-9 <= np.mean(values) <= found.high + 1e-9


def test_the_interval_of_a_mean_is_that_of_theory():
    values = np.random.default_rng(0).normal(5, 2, 200)
    found = interval(means(values), 4000)
    error = values.std(ddof=1) / np.sqrt(200)
    assert found.error == pytest.approx(error, rel=0.06)
    assert found.low == pytest.approx(values.mean() - 1.96 * error, abs=0.06)
    assert found.high == pytest.approx(values.mean() + 1.96 * error, abs=0.06)


def test_the_interval_is_scipys_bca():
    stats = pytest.importorskip("scipy.stats", reason="needs scipy: pip install 'jdmatch[research]'")
    values = np.random.default_rng(1).exponential(1, 40)
    theirs = stats.bootstrap((values,), np.mean, n_resamples=9999, rng=np.random.default_rng(2), method="BCa")
    found = interval(means(values), 9999)
    assert found.low == pytest.approx(theirs.confidence_interval.low, abs=0.02)
    assert found.high == pytest.approx(theirs.confidence_interval.high, abs=0.03)
    assert found.error == pytest.approx(theirs.standard_error, rel=0.04)


def test_intervals_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(150):
        found = interval(means(rng.binomial(1, 0.7, 50).astype(float)), 300)
        held += found.low <= 0.7 <= found.high
    assert 0.88 <= held / 150 <= 0.99


def test_rows_of_one_cluster_are_no_new_evidence():
    values = np.random.default_rng(4).normal(0, 1, 30)
    once = interval(means(values))
    often = Sums.mean([f"c{n:03}" for n in range(30) for _ in range(20)], np.repeat(values, 20))
    assert interval(often).error == pytest.approx(once.error)


def test_below_twenty_clusters_nothing_is_claimed():
    values = np.random.default_rng(5).normal(0, 1, FEWEST)
    assert interval(means(values[:-1])) == Interval()
    assert interval(means(values)).low is not None


def test_a_figure_that_hangs_on_one_cluster_has_no_interval():
    # One posting of 25 has all the positives: a third of the resamples have none.
    items = [i for i in kit.coverage(postings=25) if i.cluster == "p00" or i.label == 0]
    statistic = prepare(Measure.parse("AP(rel=2)"), items)
    assert np.isfinite(value(statistic))
    assert interval(statistic) == Interval()


def test_a_constant_has_a_narrow_interval():
    assert interval(means([0.5] * 30)) == Interval(0.5, 0.5, 0.0)


def test_where_resamples_are_shifted_the_standard_error_speaks():
    resampled = np.linspace(0, 0.9, 1001)
    for estimate in (1.0, 0.8):
        found = of_values(estimate, resampled, np.linspace(0, 1, 30))
        reach = 1.959964 * resampled.std(ddof=1)
        assert (found.low, found.high) == pytest.approx((estimate - reach, estimate + reach))
    # What is never negative has no interval below 0.
    assert of_values(0.05, resampled, np.linspace(0, 1, 30)).low == 0
    assert of_values(-0.5, resampled - 0.4, np.linspace(0, 1, 30)).low < -0.5


def test_calibration_errors_lie_in_their_intervals():
    for figure in measured(kit.coverage(7, postings=30), cross_fit=True, resamples=200):
        if figure.measure.startswith("ECE"):
            assert figure.low < figure.value < figure.high
            assert figure.low >= 0


def test_the_jackknife_leaves_each_out_once():
    assert jackknife(means([1.0, 2.0, 6.0])) == pytest.approx([4, 3.5, 1.5])


def test_the_detectable_effect_is_found_four_times_in_five():
    error = 0.03
    effect = Interval(0, 1, error).detectable
    assert effect == pytest.approx(POWER * error)
    assert NormalDist(effect, error).cdf(1.959964 * error) == pytest.approx(0.2, abs=1e-4)


def test_figures_are_the_same_whatever_the_order_of_items():
    items = [*kit.coverage(3), *kit.rankings(3), *kit.levels(3), *kit.levelled(3)]
    shuffled = [items[i] for i in np.random.default_rng(1).permutation(len(items))]
    first = [f.to_dict() for f in measured(items, cross_fit=True, resamples=50)]
    assert [f.to_dict() for f in measured(shuffled, cross_fit=True, resamples=50)] == first
    assert [f.to_dict() for f in measured(items, cross_fit=True, resamples=50, seed=1)] != first
    for table in first:
        assert Figure.from_dict(table).to_dict() == table
        if table["low"] is not None:
            assert table["low"] <= table["high"]


def test_figures_say_when_they_are_insufficient():
    figures = {f.name: f for f in measured(kit.coverage(postings=19), resamples=100)}
    figure = figures["coverage/AP(rel=2)"]
    assert not figure.sufficient
    assert (figure.low, figure.high, figure.detectable) == (None, None, None)
    assert str(figure) == f"{figure.value:.3f} (insufficient: 19 of at least 20)"
    enough = {f.name: f for f in measured(kit.coverage(postings=20), resamples=100)}["coverage/AP(rel=2)"]
    assert str(enough) == f"{enough.value:.3f} [{enough.low:.3f}, {enough.high:.3f}]"
