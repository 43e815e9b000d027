"""TREC files: what is written is read back, and other programs read it the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.datasets import trec
from jdmatch.errors import EvaluationError
from jdmatch.evaluation.figures import measured, measured_run
from tests import evaluation_kit as kit

NAMES = st.text(min_size=1, max_size=12).filter(lambda t: t.encode("utf-8", "ignore").decode() == t)
SCORES = st.floats(allow_nan=False, allow_infinity=False)


@given(st.dictionaries(NAMES, st.dictionaries(NAMES, SCORES, min_size=1, max_size=4), min_size=1, max_size=4))
@settings(deadline=None, max_examples=50)
def test_runs_come_back(tmp_path_factory, run):
    path = tmp_path_factory.getbasetemp() / "any.run"
    path.write_bytes(trec.dump_run(run, "a tag").encode())
    assert trec.read_run(path) == run


@given(st.dictionaries(NAMES, st.dictionaries(NAMES, st.integers(0, 4), min_size=1, max_size=4), min_size=1))
@settings(deadline=None, max_examples=50)
def test_qrels_come_back(tmp_path_factory, qrels):
    path = tmp_path_factory.getbasetemp() / "any.qrels"
    path.write_bytes(trec.dump_qrels(qrels).encode())
    assert trec.read_qrels(path) == qrels


def test_lines_are_as_trec_has_them():
    run = {"q 1": {"post 50%": 0.25, "b": 1.5, "a": 1.5}}
    assert trec.dump_run(run, "my tag").splitlines() == [
        "q%201 Q0 a 1 1.5 my%20tag",
        "q%201 Q0 b 2 1.5 my%20tag",
        "q%201 Q0 post%2050%25 3 0.25 my%20tag",
    ]
    assert trec.dump_qrels({"q": {"b": 0, "a": 2}}) == "q 0 a 2\nq 0 b 0\n"


def test_a_name_needs_a_letter():
    with pytest.raises(ValueError, match="no empty names"):
        trec.dump_qrels({"": {"a": 1}})


@pytest.mark.parametrize("task", ["ranking", "retrieval"])
def test_figures_of_a_written_run_are_those_of_its_items(task, tmp_path):
    items = kit.rankings(5) if task == "ranking" else kit.retrieval(5)
    run, qrels = trec.of_items(items, task)
    (tmp_path / "a.run").write_text(trec.dump_run(run, "x"), encoding="utf-8")
    (tmp_path / "a.qrels").write_text(trec.dump_qrels(qrels), encoding="utf-8")
    foreign = measured_run(trec.read_run(tmp_path / "a.run"), trec.read_qrels(tmp_path / "a.qrels"), resamples=50)
    own = {f.measure: f for f in measured(items, resamples=50)}
    shared = [f for f in foreign if f.measure in own]
    assert len(shared) >= 3
    for figure in shared:
        mine = own[figure.measure]
        assert (figure.value, figure.n, figure.clusters) == pytest.approx((mine.value, mine.n, mine.clusters))
        assert (figure.low, figure.high) == pytest.approx((mine.low, mine.high))


def test_a_query_that_was_not_answered_counts_as_nothing_found():
    qrels = {"p1#0": {"a": 2}, "p2#0": {"b": 1}, "p3#0": {"c": 0}}
    figures = {f.measure: f for f in measured_run({"p1#0": {"a": 1.0}}, qrels)}
    assert figures["MRR"].value == 0.5
    assert figures["MRR"].n == 2
    assert not figures["MRR"].sufficient


def test_coverage_is_a_query_a_posting():
    items = kit.coverage(postings=2, statements=3)
    run, qrels = trec.of_items(items, "coverage")
    assert set(run) == set(qrels) == {"p00", "p01"}
    assert run["p00"] == {i.item: i.score for i in items if i.cluster == "p00"}
    assert trec.of_items(items, "ranking") == ({}, {})
    with pytest.raises(ValueError, match="no ranking"):
        trec.of_items(kit.kinds(), "kinds")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("q Q0 a 1 0.5 t\nq Q0 b 2 0.4", r"bad:2 has 5 fields; a line is 'query Q0 document rank score tag'"),
        ("q Q0 a 1 high t", "bad:1: 'high' is no number"),
        ("q Q0 a 1 nan t", "bad:1: 'nan' is no number"),
        ("q Q0 a 1 2 t\n\nq Q0 a 2 1 t", "bad:3: a stands a second time under q"),
        ("\n", "holds no line"),
        (b"\xff\xfe", "can not be read"),
    ],
)
def test_lines_that_are_none_are_refused(tmp_path, lines, message):
    path = tmp_path / "bad"
    path.write_bytes(lines if isinstance(lines, bytes) else lines.encode())
    with pytest.raises(EvaluationError, match=message):
        trec.read_run(path)


def test_grades_are_whole_numbers(tmp_path):
    path = tmp_path / "bad"
    path.write_text("q 0 a 1.5\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"'1.5' is no number"):
        trec.read_qrels(path)
    with pytest.raises(EvaluationError, match="can not be read"):
        trec.read_qrels(tmp_path / "absent")
