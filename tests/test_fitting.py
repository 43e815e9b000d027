"""The fits behind matcher and occupation: they find known weights, and never see dev-gold's occupations."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tools import conditional_logit, logistic, matcher_silver
from tools.conditional_logit import Choice

GOLD = matcher_silver.DATA.parents[1] / "dev-gold" / "frameworks.json"


def test_logistic_regression_finds_the_weights_that_made_the_labels() -> None:
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(20_000, 3)) * [1.0, 5.0, 0.2] + [0.0, 3.0, 0.1]
    truth, intercept = np.array([1.5, -0.3, 4.0]), 0.7
    labels = (rng.random(len(rows)) < 1 / (1 + np.exp(-(rows @ truth + intercept)))).astype(float)
    weights, found = logistic.fit(rows, labels, ridge=0.0)
    assert np.allclose(weights * [1.0, 5.0, 0.2], truth * [1.0, 5.0, 0.2], atol=0.12)
    assert abs(found - intercept) < 0.2
    shrunk, _ = logistic.fit(rows, labels, ridge=1e5)
    assert np.abs(shrunk).sum() < np.abs(weights).sum()


def test_a_column_that_never_varies_gets_no_weight() -> None:
    rows = np.column_stack([np.linspace(-1, 1, 50), np.full(50, 2.0)])
    weights, _ = logistic.fit(rows, (rows[:, 0] + 0.3 * np.sin(9 * rows[:, 0]) > 0).astype(float))
    assert weights[0] > 0
    assert abs(weights[1]) < 1e-6


def test_one_label_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="both labels"):
        logistic.fit(np.ones((3, 1)), np.ones(3))


def test_conditional_logit_finds_the_weights_that_made_the_choices() -> None:
    rng = np.random.default_rng(4)
    truth, intercept = np.array([2.0, -1.0]), -0.5
    choices = []
    for _ in range(4_000):
        rows = rng.normal(size=(int(rng.integers(1, 6)), 2))
        chances = conditional_logit.probabilities(rows @ truth + intercept)
        taken = int(rng.choice(len(chances), p=chances))
        choices.append(Choice(rows, None if taken == len(rows) else taken))
    weights, found = conditional_logit.fit(choices, ridge=0.0)
    assert np.allclose(weights, truth, atol=0.15)
    assert abs(found - intercept) < 0.15


def test_probabilities_of_a_choice_sum_to_one_and_none_is_last() -> None:
    chances = conditional_logit.probabilities(np.array([800.0, -800.0]))
    assert chances.sum() == pytest.approx(1.0)
    assert chances.argmax() == 0
    assert conditional_logit.probabilities(np.array([-3.0])).argmax() == 1


@pytest.mark.skipif(not matcher_silver.DATA.is_dir(), reason="needs ../shared/data/train")
def test_silver_blocks_are_reproducible_and_hold_none_of_dev_gold_s_occupations() -> None:
    tasks = matcher_silver.read()
    gold = {framework["id"] for framework in json.loads(GOLD.read_text(encoding="utf-8"))}
    assert len(gold) == 12
    assert not gold & set(tasks.occupations)
    first, again = ([*matcher_silver.blocks(tasks, 5, 1)] for _ in range(2))
    assert [b.duties for b in first] == [b.duties for b in again]
    for block in first:
        assert block.related.shape == (len(block.duties), len(block.statements))
        assert 0 < block.related.mean() < 0.5
