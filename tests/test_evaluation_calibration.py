"""Platt's line, thresholds, and fits that never see what they are measured on."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.evaluation import calibration
from jdmatch.evaluation.calibration import decide, decided, halves, matching_offset, platt, probabilities
from jdmatch.evaluation.crossfit import cross_fitted
from jdmatch.evaluation.figures import measured
from tests import evaluation_kit as kit


def pool(seed=0, n=2000):
    rng = np.random.default_rng(seed)
    grades = rng.choice([0.0, 1.0, 2.0], p=[0.6, 0.15, 0.25], size=n)
    return rng.normal(grades * 3 - 4, 2), grades


def test_the_line_is_scikit_learns():
    linear = pytest.importorskip("sklearn.linear_model", reason="needs scikit-learn: pip install 'jdmatch[research]'")
    scores, grades = pool()
    theirs = linear.LogisticRegression(C=1e10, tol=1e-10).fit(scores[:, None], grades == 2)
    slope, offset = platt(scores, (grades == 2).astype(float))
    assert slope == pytest.approx(theirs.coef_[0, 0], rel=1e-4)
    assert offset == pytest.approx(theirs.intercept_[0], rel=1e-4)


def test_a_fit_needs_both_labels():
    with pytest.raises(ValueError, match="both labels"):
        platt(np.arange(4.0), np.zeros(4))
    with pytest.raises(ValueError, match="both labels"):
        decide(np.arange(4.0), np.ones(4))


def test_labels_that_part_without_a_fault_still_end():
    slope, offset = platt(np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 0.0, 1.0, 1.0]))
    chances = probabilities(np.array([1.0, 2.0]), slope, offset)
    assert chances[0] < 0.01
    assert chances[1] > 0.99


@given(st.lists(st.floats(-30, 30), min_size=2, max_size=50), st.floats(-3, 3), st.floats(0.02, 0.98))
@settings(deadline=None, max_examples=50)
def test_the_offset_keeps_the_mean(scores, slope, mean):
    found = np.array(scores)
    assert probabilities(found, slope, matching_offset(found, slope, mean)).mean() == pytest.approx(mean, abs=1e-6)


def test_a_decision_keeps_what_it_promises():
    scores, grades = pool(1)
    decision = decide(scores, grades)
    chances = probabilities(scores, decision.slope, decision.offset)
    covered, related = (grades == 2).astype(float), (grades >= 1).astype(float)
    assert chances.mean() == pytest.approx(covered.mean(), abs=1e-3)
    assert decided(covered, chances, decision.covered)[1] >= calibration.PRECISION
    assert decided(covered, chances, decision.covered - 0.01)[1] < calibration.PRECISION
    assert decision.partial <= decision.covered
    best = decided(related, chances, decision.partial)[0]
    assert best == max(decided(related, chances, t)[0] for t in calibration.GRID if t <= decision.covered + 1e-9)
    assert decision.slope == pytest.approx(platt(scores, covered)[0], abs=1e-4)
    assert [decision.said(p) for p in (decision.covered, decision.partial, 0.0)] == ["covered", "partial", "missing"]


def test_decisions_by_hand():
    f1, precision, recall = decided(np.array([1.0, 0, 1, 1]), np.array([0.9, 0.8, 0.5, 0.1]), 0.5)
    assert (f1, precision, recall) == pytest.approx((2 * 2 / 6, 2 / 3, 2 / 3))
    assert decided(np.array([1.0]), np.array([0.1]), 0.5) == (0, 0, 0)


@given(st.lists(st.text(max_size=3), min_size=2, max_size=30), st.integers(0, 20))
@settings(deadline=None)
def test_each_group_is_held_out_once(groups, seed):
    first, second = halves(groups, seed)
    assert first | second == set(groups)
    assert not first & second
    assert abs(len(first) - len(second)) <= 1


def test_held_out_items_depend_on_no_item_of_their_half():
    items = kit.coverage(2)
    assert items[0].group == "occ0"
    changed = [replace(i, label=2 - i.label, score=-i.score) if i.cluster == "p00" else i for i in items]
    (before, *_), (after, *_) = cross_fitted(items), cross_fitted(changed)
    held = next(h for h in halves([i.group for i in items], 0) if "occ0" in h)
    same = {(i.cluster, i.item): i.probability for i in before if i.group in held and i.cluster != "p00"}
    for item in after:
        if (item.cluster, item.item) in same:
            assert item.probability == same[item.cluster, item.item]
    assert any(a.probability != b.probability for a, b in zip(before, after, strict=True) if a.group not in held)


def test_helping_items_are_kept_out_of_their_own_group():
    items = kit.coverage(3)
    own = [replace(i, cluster=f"x{i.cluster}", score=50.0, label=0) for i in items if i.group == "occ1"]
    plain, helped = cross_fitted(items), cross_fitted(items, own)
    held = next(h for h in halves([i.group for i in items], 0) if "occ1" in h)
    moved = {i.group for i, j in zip(plain[0], helped[0], strict=True) if i.probability != j.probability}
    assert moved
    assert not moved & held


def test_nothing_is_fitted_on_one_group_or_one_label():
    items = kit.coverage(1)
    assert cross_fitted([replace(i, group="one") for i in items]) is None
    assert cross_fitted([replace(i, label=0) for i in items]) is None


def test_cross_fitting_shows_what_a_flattering_fit_hides():
    """Occupations whose scores are shifted: thresholds that saw them do better than any that did not."""
    items = [replace(i, score=i.score + 2 * int(i.group[-1])) for i in kit.coverage(5, postings=36)]
    figures = {f.name: f for f in measured(items, cross_fit=True, resamples=100)}
    assert figures["coverage-crossfit/ECE"].value > 0
    assert figures["coverage-crossfit/F1(rel=2)"].value < figures["coverage/F1*(rel=2)"].value
    assert figures["coverage-crossfit/AP(rel=2)"].n == figures["coverage/AP(rel=2)"].n
    assert figures["coverage-crossfit/AP(rel=2)"].clusters == 36


def test_systems_without_probabilities_get_held_out_ones():
    items = kit.coverage(6, decided=False)
    names = {f.name for f in measured(items, cross_fit=True, resamples=50)}
    assert "coverage/F1(rel=2)" not in names
    assert {"coverage-crossfit/F1(rel=2)", "coverage-crossfit/Brier-skill"} <= names
