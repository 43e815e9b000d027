"""The choice among candidates and none: the fit finds known weights."""

from __future__ import annotations

import numpy as np
import pytest

from jdmatch.training import choice
from jdmatch.training.choice import Choice


def test_the_weights_that_made_the_choices_are_found() -> None:
    rng = np.random.default_rng(4)
    truth, intercept = np.array([2.0, -1.0]), -0.5
    choices = []
    for _ in range(4_000):
        rows = rng.normal(size=(int(rng.integers(1, 6)), 2))
        chances = choice.probabilities(rows @ truth + intercept)
        taken = int(rng.choice(len(chances), p=chances))
        choices.append(Choice(rows, None if taken == len(rows) else taken))
    weights, found = choice.fit(choices, ridge=0.0)
    assert np.allclose(weights, truth, atol=0.15)
    assert abs(found - intercept) < 0.15
    shrunk, _ = choice.fit(choices, ridge=1.0)
    assert np.abs(shrunk).sum() < np.abs(weights).sum()


def test_a_question_of_no_weight_says_nothing() -> None:
    known = [Choice(np.array([[1.0], [0.0]]), 0), Choice(np.array([[0.5], [0.1]]), None)]
    loud = Choice(np.array([[-3.0], [2.0]]), 0, weight=0.0)
    plain, _ = choice.fit(known, ridge=0.1)
    scale = np.concatenate([c.rows for c in known]).std() / np.concatenate([c.rows for c in [*known, loud]]).std()
    # The ridge is told in deviations, which the silent question changes.
    silent, _ = choice.fit([*known, loud], ridge=0.1 * scale**2)
    assert np.allclose(plain, silent, atol=1e-6)


def test_probabilities_sum_to_one_and_none_is_last() -> None:
    chances = choice.probabilities(np.array([800.0, -800.0]))
    assert chances.sum() == pytest.approx(1.0)
    assert chances.argmax() == 0
    assert choice.probabilities(np.array([-3.0])).argmax() == 1
