"""The score's formula, its interval, what importance comes from, and that statuses part the statements."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch import coverage
from jdmatch.coverage import Importance, Prevalence, assess, importances, score_of, target_level
from jdmatch.records import Framework, LevelScale, Pair, Statement, Thresholds
from tests.builders import framework

probability = st.floats(0, 1, allow_nan=False)
weight = st.floats(0.01, 1, allow_nan=False)
rows = st.lists(st.tuples(probability, weight), min_size=1, max_size=30)
SEED = 20260


def weighted(*weights):
    statements = tuple(Statement(str(i), f"statement {i}", "f", weight=w) for i, w in enumerate(weights))
    return Framework(id="f", title="F", statements=statements, sha256="0" * 64)


def unit(n, dim=16, seed=0):
    vectors = np.random.default_rng(seed).standard_normal((n, dim)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def alike(f, value=1.0):
    return {f.id: [Importance(value, "uniform")] * len(f.statements)}


# --- the score ------------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(rows)
def test_the_score_is_the_weighted_mean_and_lies_in_its_interval(given_rows):
    p, w = zip(*given_rows, strict=True)
    score, (low, high) = score_of(p, w, SEED)
    assert math.isclose(score, sum(a * b for a, b in given_rows) / sum(w), rel_tol=1e-9, abs_tol=1e-12)
    assert 0 <= low <= score <= high <= 1 + 1e-12


@settings(deadline=None, max_examples=40)
@given(rows, st.data())
def test_a_more_probable_statement_never_lowers_the_score(given_rows, data):
    p, w = (list(column) for column in zip(*given_rows, strict=True))
    before, _ = score_of(p, w, SEED)
    at = data.draw(st.integers(0, len(p) - 1))
    p[at] = data.draw(st.floats(p[at], 1))
    assert score_of(p, w, SEED)[0] >= before - 1e-12


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.sampled_from([0.0, 1.0]), weight), min_size=1, max_size=20))
def test_where_all_is_certain_there_is_no_interval(given_rows):
    p, w = zip(*given_rows, strict=True)
    score, (low, high) = score_of(p, w, SEED)
    assert low == pytest.approx(score)
    assert high == pytest.approx(score)


def test_the_interval_holds_nine_simulations_in_ten():
    rng = np.random.default_rng(5)
    p, w = rng.random(25), rng.random(25) + 0.1
    _, (low, high) = score_of(list(p), list(w), SEED)
    shares = ((rng.random((20_000, 25)) < p) * w).sum(axis=1) / w.sum()
    assert 0.88 < ((shares >= low) & (shares <= high)).mean() < 0.93


def test_the_same_seed_gives_the_same_interval():
    p, w = [0.1, 0.5, 0.7, 0.9], [1.0, 0.2, 0.6, 0.4]
    assert score_of(p, w, 3) == score_of(p, w, 3)
    assert score_of(p, w, 3)[0] == score_of(p, w, 4)[0]


@pytest.mark.parametrize("weights", [[], [0.0, 0.0]])
def test_with_nothing_to_weigh_the_score_is_zero(weights):
    assert score_of([0.9] * len(weights), weights, SEED) == (0.0, (0.0, 0.0))


# --- importance -----------------------------------------------------------------------------------------------------


def test_the_frameworks_own_weights_win():
    found = importances(weighted(2.0, 1.0, 4.0), unit(3), Prevalence(100, {"0": 100}))
    assert [i.value for i in found] == [0.5, 0.25, 1.0]
    assert {i.source for i in found} == {"weights"}


def test_a_statement_without_a_weight_counts_like_the_average_of_the_others():
    found = importances(weighted(1.0, None, 3.0), unit(3))
    assert [i.value for i in found] == [pytest.approx(1 / 3, abs=1e-4), pytest.approx(2 / 3, abs=1e-4), 1.0]


def test_a_weight_of_nothing_counts_nothing():
    found = importances(weighted(0.0, 1.0), unit(2))
    assert [i.value for i in found] == [0.0, 1.0]


def test_weights_that_are_all_nothing_are_no_weights():
    assert {i.source for i in importances(weighted(0.0, 0.0, 0.0), unit(3))} == {"centrality"}


def test_below_twenty_postings_no_claim_of_frequency_is_made():
    f, vectors = weighted(None, None, None, None), unit(4)
    assert {i.source for i in importances(f, vectors, Prevalence(19, {"0": 19}))} == {"centrality"}
    assert importances(f, vectors, Prevalence(19, {"0": 19})) == importances(f, vectors)


def test_prevalence_is_shrunk_towards_centrality():
    f, vectors = weighted(None, None, None, None), unit(4)
    prior = [i.value for i in importances(f, vectors)]
    found = importances(f, vectors, Prevalence(40, {"0": 40, "1": 10}))
    for value, covered, before in zip(found, (40, 10, 0, 0), prior, strict=True):
        assert value.source == "prevalence"
        assert value.sample == 40
        assert value.value == pytest.approx((covered + 10 * before) / 50, abs=2e-4)
        assert min(before, covered / 40) - 1e-3 <= value.value <= max(before, covered / 40) + 1e-3


def test_the_statement_that_is_like_the_others_weighs_most():
    vectors = np.array([[1, 0, 0], [0.9, 0.4, 0], [0.9, -0.4, 0], [0, 0, 1]], dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    values = [i.value for i in importances(weighted(None, None, None, None), vectors)]
    assert values[0] == max(values)
    assert values[3] == min(values)
    assert all(0 < v < 1 for v in values)


def test_statements_that_are_all_alike_weigh_alike():
    vectors = np.repeat(unit(1), 5, axis=0)
    assert {i.value for i in importances(weighted(*[None] * 5), vectors)} == {0.5}


@pytest.mark.parametrize(("count", "vectors"), [(2, unit(2)), (5, None)])
def test_too_few_to_compare_weigh_alike(count, vectors):
    assert importances(weighted(*[None] * count), vectors) == (Importance(1.0, "uniform"),) * count


# --- the level ------------------------------------------------------------------------------------------------------

STEPS = {"emerging": ["a"], "developing": [], "proficient": ["b", "c"], "advanced": []}


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("emerging", "emerging"),
        ("proficient", "proficient"),
        ("advanced", "proficient"),
        ("developing", "emerging"),
        (None, "emerging"),
        ("master", "emerging"),
    ],
)
def test_a_level_without_statements_gives_way_to_the_nearest_one_with_some(level, expected):
    assert target_level(framework(STEPS), level) == expected


def test_nearness_of_levels_is_by_position_not_by_rank():
    scale = LevelScale(("low", "middle", "high"), positions=(0.0, 0.8, 1.0))
    statements = (Statement("1", "a", "f", "low"), Statement("2", "b", "f", "high"))
    f = Framework(id="f", title="F", statements=statements, sha256="0" * 64, scale=scale)
    assert target_level(f, "middle") == "high"


def test_without_levels_there_is_no_target():
    assert target_level(framework(["a", "b"]), "developing") is None


# --- coverage -------------------------------------------------------------------------------------------------------


def test_a_statement_has_the_probability_of_its_best_chunk_the_first_of_equals():
    f = framework({"emerging": ["a", "b"], "advanced": ["c"]})
    one, two, three = (s.id for s in f.statements)
    pairs = [
        Pair(4, f.id, one, 0.8, 0.5),
        Pair(2, f.id, one, 0.8, 0.4),
        Pair(1, f.id, one, 0.3, 0.9),
        Pair(7, f.id, three, 0.6, 0.5),
    ]
    found = assess([f], f.id, "emerging", pairs, alike(f), SEED)
    assert [(s.statement, s.probability, s.best_chunk) for s in found.statements] == [
        (one, 0.8, 2),
        (two, 0.0, None),
        (three, 0.6, 7),
    ]
    assert found.score == pytest.approx(0.4)


def test_only_the_target_level_of_the_main_framework_is_scored():
    main = framework({"emerging": ["a"], "advanced": ["b"]}, framework_id="m")
    other = framework({"emerging": ["c"]}, framework_id="o")
    pairs = [Pair(0, "m", "m/emerging/1", 0.9, 0.5), Pair(0, "m", "m/advanced/1", 0.2, 0.5),
             Pair(0, "o", "o/emerging/1", 0.1, 0.5)]  # fmt: skip
    weights = {**alike(main), **alike(other)}
    assert assess([main, other], "m", "emerging", pairs, weights, SEED).score == pytest.approx(0.9)
    assert assess([main, other], "m", "advanced", pairs, weights, SEED).score == pytest.approx(0.2)
    assert assess([other, main], "o", "emerging", pairs, weights, SEED).score == pytest.approx(0.1)


def test_without_levels_all_statements_are_scored():
    f = framework(["a", "b"])
    pairs = [Pair(0, f.id, f.statements[0].id, 1.0, 0.5), Pair(0, f.id, f.statements[1].id, 0.5, 0.5)]
    weights = {f.id: [Importance(1.0, "weights"), Importance(0.5, "weights")]}
    assert assess([f], f.id, None, pairs, weights, SEED).score == pytest.approx(1.25 / 1.5)


def test_statements_of_two_frameworks_with_one_id_do_not_meet():
    one, other = (
        Framework(id=i, title=i, statements=(Statement("S1", "a", i),), sha256="0" * 64) for i in ("one", "other")
    )
    found = assess([one, other], "one", None, [Pair(0, "other", "S1", 0.9, 0.5)], {**alike(one), **alike(other)}, SEED)
    assert [s.probability for s in found.statements] == [0.0, 0.9]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4), st.floats(0, 1)), max_size=30),
    st.lists(st.floats(0.05, 1), min_size=2, max_size=2).map(sorted),
)
def test_statuses_part_the_statements_and_more_evidence_takes_none_away(found_pairs, limits):
    f = framework(["a", "b", "c", "d", "e"])
    pairs = [Pair(chunk, f.id, f.statements[i].id, p, p) for chunk, i, p in found_pairs]
    thresholds = Thresholds(limits[1], limits[0])

    def covered(some):
        whole = assess([f], f.id, None, some, alike(f), SEED)
        by_status = {
            status: {s.statement for s in whole.statements if thresholds.status(s.probability) == status}
            for status in ("covered", "partial", "missing")
        }
        assert sum(map(len, by_status.values())) == len(f.statements)
        assert set.union(*by_status.values()) == {s.id for s in f.statements}
        return by_status["covered"], whole.score

    some, fewer = covered(pairs), covered(pairs[: len(pairs) // 2])
    assert fewer[0] <= some[0]
    assert fewer[1] <= some[1] + 1e-12


def test_the_constants_are_those_of_the_report():
    assert coverage.INTERVAL == 0.9
    assert coverage.FEWEST_POSTINGS == 20
