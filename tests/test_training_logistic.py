"""Logistic regression: it finds known weights."""

from __future__ import annotations

import numpy as np
import pytest

from jdmatch.training import logistic


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
