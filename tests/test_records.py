import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdmatch.records import FOUR_STEPS, LevelDistribution, LevelScale, Pair, Posting, SourceSpan, Thresholds, dumps
from jdmatch.records.schema import result_schema
from tests.builders import build_analysis

shares = st.lists(st.floats(0, 1), min_size=1, max_size=8).filter(lambda xs: sum(xs) > 0)


def scale_of(n):
    return LevelScale(tuple(f"l{i}" for i in range(n)))


@given(shares, st.integers(1, 9))
def test_projection_keeps_mass_and_order(values, n):
    mass = tuple(v / sum(values) for v in values)
    out = scale_of(len(mass)).project(mass, scale_of(n))
    assert sum(out) == pytest.approx(1)
    assert all(p >= 0 for p in out)


@given(shares)
def test_projection_onto_the_same_scale_is_the_identity(values):
    mass = tuple(v / sum(values) for v in values)
    scale = scale_of(len(mass))
    assert scale.project(mass, scale) == pytest.approx(mass)


def test_three_steps_are_mapped_by_position_not_by_rank():
    low, middle, high = (FOUR_STEPS.levels[0], FOUR_STEPS.levels[1], FOUR_STEPS.levels[3])
    three = LevelScale(("junior", "mid", "senior"))
    onto = dict(zip(FOUR_STEPS.levels, three.project((1, 0, 0), FOUR_STEPS), strict=True))
    assert onto[low] == pytest.approx(0.75)
    assert onto[middle] == pytest.approx(0.25)
    assert onto[high] == 0


@pytest.mark.parametrize("levels", [(), ("a", "a")])
def test_a_scale_needs_different_levels(levels):
    with pytest.raises(ValueError, match="different names"):
        LevelScale(levels)


def test_the_estimate_is_the_median_level():
    assert LevelDistribution(("a", "b", "c"), (0.4, 0.2, 0.4)).estimate == "b"


def test_locate_carries_offsets_over():
    posting = Posting(
        id="x",
        text="abc def",
        spans=(
            SourceSpan(0, 3, source_start=10, source_end=13),
            SourceSpan(4, 7, source_start=20, source_end=28, exact=False),
        ),
    )
    assert posting.locate(1, 3).source_start == 11
    assert posting.locate(5, 6).source_start == 20
    assert posting.locate(3, 4) is None


@pytest.mark.parametrize(("covered", "partial"), [(0.5, 0.6), (0.5, 0.0), (1.1, 0.5)])
def test_thresholds_are_checked(covered, partial):
    with pytest.raises(ValueError, match="partial ≤ covered"):
        Thresholds(covered=covered, partial=partial)


# --- decisions of an analysis -----------------------------------------------------------------------------------

RANK = {"missing": 0, "partial": 1, "covered": 2}
thresholds = st.floats(0.02, 1.0)


@given(thresholds, thresholds)
def test_a_lower_threshold_never_loses_a_status(a, b):
    low, high = sorted((a, b))
    analysis = build_analysis()
    strict, lenient = analysis.at(covered=high), analysis.at(covered=low)
    for statement in analysis.coverage.statements:
        assert RANK[lenient.status(statement)] >= RANK[strict.status(statement)]
    assert {m.statement for m in strict.missing} >= {m.statement for m in lenient.missing}


@given(thresholds, st.floats(0.02, 1.0))
def test_every_statement_has_one_status_and_the_target_level_splits_in_covered_and_missing(covered, share):
    analysis = build_analysis().at(covered=covered, partial=max(0.02, covered * share))
    target = [s for s in analysis.coverage.statements if s.level == analysis.coverage.target_level]
    done = {s.statement for s in target if analysis.status(s) == "covered"}
    missing = {m.statement for m in analysis.missing}
    assert done | missing == {s.statement for s in target}
    assert not done & missing


@given(thresholds)
def test_matches_and_unmatched_share_no_chunk(covered):
    analysis = build_analysis().at(threshold=covered)
    matched = {m.chunk for m in analysis.matches}
    assert not matched & {u.chunk for u in analysis.unmatched}
    duties = {c.id for c in analysis.chunks if c.kind == "responsibility"}
    assert duties <= matched | {u.chunk for u in analysis.unmatched}


def test_at_refuses_what_was_not_kept():
    with pytest.raises(ValueError, match="were not kept"):
        build_analysis().at(partial=0.001)


def test_deciding_again_changes_no_figure():
    analysis = build_analysis()
    again = analysis.at(covered=0.99)
    assert again.coverage == analysis.coverage
    assert again.pairs == analysis.pairs


def test_wire_order():
    told = build_analysis().to_dict()
    keys = [(m["chunk"], -m["probability"], m["statement"]) for m in told["matches"]]
    assert keys == sorted(keys)
    assert [c["start"] for c in told["chunks"]] == sorted(c["start"] for c in told["chunks"])
    importance = [m["importance"] for m in told["missing"]]
    assert importance == sorted(importance, reverse=True)


def test_quotes_are_slices_of_the_text():
    told = build_analysis().to_dict()
    text = told["posting"]["text"]
    for chunk in told["chunks"]:
        assert text[chunk["start"] : chunk["end"]] == chunk["text"]


@given(st.sampled_from([0.3, 0.5, 0.9]), st.sampled_from(['"statements": []', '"": 0', "\ud800 é \x00", "plain"]))
def test_one_line_of_json_is_the_dict_written_down(covered, text):
    made = build_analysis().at(covered=covered)
    made = replace(made, posting=replace(made.posting, title=text))
    rows = tuple(s._replace(text=text, best_chunk=None) for s in made.coverage.statements[:2])
    made = replace(made, coverage=replace(made.coverage, statements=(*rows, *made.coverage.statements[2:])))
    assert made.to_json() == dumps(made.to_dict())
    assert replace(made, coverage=None).to_json() == dumps(replace(made, coverage=None).to_dict())


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from("abcd"), st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.5001, 0.9])),
        max_size=12,
        unique_by=lambda pair: pair[:2],
    )
)
def test_matches_are_all_pairs_from_the_partial_threshold_on_in_order(given_pairs):
    pairs = tuple(Pair(chunk, "f", name, p, 0.5) for chunk, name, p in given_pairs)
    made = replace(build_analysis(), pairs=pairs)
    ranked = sorted(pairs, key=lambda p: (p.chunk, -p.probability, p.statement))
    shown = [p for p in ranked if p.probability >= made.thresholds.partial]
    assert [(m.chunk, m.statement, m.probability) for m in made.matches] == [(p[0], p[2], p[3]) for p in shown]
    for match in made.matches:
        own = [p.statement for p in ranked if p.chunk == match.chunk]
        assert match.runner_up == (own[1] if match.statement == own[0] and len(own) > 1 else None)
    first = {p.chunk: p for p in reversed(ranked)}
    for left in made.unmatched:
        assert left.nearest_statement == (first[left.chunk].statement if left.chunk in first else None)


def test_an_analysis_fits_the_schema():
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(result_schema())
    told = json.loads(json.dumps(build_analysis().to_dict()))
    assert list(validator.iter_errors(told)) == []
    told["surprise"] = 1
    assert list(validator.iter_errors(told))
