"""``jdmatch eval run`` and ``list`` as a shell sees them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from jdmatch.datasets.items import of_task
from jdmatch.datasets.results import read_result, result_items
from tests import trial_suites
from tests.conftest import files_below


@pytest.fixture
def suites(tmp_path):
    """A folder of suites, where jdmatch looks for them."""
    root = tmp_path / "eval" / "suites"
    trial_suites.retrieval(root / "labels")
    trial_suites.levelled(root / "ladder")
    trial_suites.level_cases(root / "traps")
    gone = trial_suites.pairs(root / "hard")
    (gone / "rows.jsonl").unlink()
    return root


def test_list(jd, suites):
    seen = jd("eval", "list")
    assert seen.code == 0
    rows = [line.split() for line in seen.out.splitlines()]
    assert [row[0] for row in rows] == ["suite", "hard", "labels", "ladder", "traps"]
    assert "skipped: rows.jsonl is not there" in seen.out.splitlines()[1]
    assert rows[2][1:4] == ["retrieval", "fast", "ready"]
    assert jd("eval", "list", "--suites", suites / "labels").code == 2


def test_a_run_prints_a_table_and_keeps_results(jd, suites, tiny, tmp_path):
    seen = jd("eval", "run", "--suite", "ladder", "--system", "verb-list")
    assert seen.code == 0, seen.err
    head = next(line for line in seen.out.splitlines() if line.startswith("task"))
    assert head.split() == ["task", "measure", "n", "clusters", "verb-list", "95", "%", "detectable", "random"]
    assert "insufficient (below 20)" in seen.out
    assert files_below(tmp_path / "eval" / "results") == [
        f"ladder/{system}/{file}" for system in ("random", "verb-list") for file in ("items.jsonl.gz", "result.json")
    ]
    result = read_result(tmp_path / "eval" / "results" / "ladder" / "verb-list")
    assert result.n == {"levelled": 3}
    assert result.code["version"]
    assert len(result_items(tmp_path / "eval" / "results" / "ladder" / "verb-list")) == 3


def test_the_same_run_gives_the_same_bytes(jd, suites, tiny, tmp_path):
    for out in ("a", "b"):
        assert jd("eval", "run", "--suite", "labels", "--suite", "traps", "--out", out, "--no-baselines").code == 0
    for file in files_below(tmp_path / "a"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes(), file
    assert files_below(tmp_path / "a")[1] == "labels/default/result.json"
    jd("eval", "run", "--suite", "labels", "--out", "c", "--no-baselines", "--seed", "7")
    assert (
        read_result(tmp_path / "c" / "labels" / "default").signature
        != read_result(tmp_path / "a/labels/default").signature
    )
    assert "eval/suites" not in (tmp_path / "a" / "labels" / "default" / "result.json").read_text(encoding="utf-8")


def test_all_skips_what_is_not_there_and_one_alone_is_refused(jd, suites, tiny):
    seen = jd("eval", "run", "--suite", "all", "--system", "random", "--no-baselines")
    assert seen.code == 0
    assert any("skipped hard: " in line and "rows.jsonl is not there" in line for line in seen.said)
    alone = jd("eval", "run", "--suite", "hard", "--system", "random")
    assert alone.code == 3
    assert "JDM081" in alone.err
    assert not alone.out


def test_fast_are_the_fast_ones(jd, suites, tiny, tmp_path):
    assert jd("eval", "run", "--suite", "fast", "--system", "bm25", "--no-baselines").code == 0
    assert {file.split("/")[0] for file in files_below(tmp_path / "eval" / "results")} == {"labels"}


def test_cross_fitting_brings_its_helpers(jd, suites, tiny, tmp_path):
    helper = trial_suites.postings(suites / "bakery")
    own = trial_suites.postings(suites / "again", more='cross_fit = "group"\ncalibrate_with = ["bakery", "hard"]\n')
    toml = (own / "suite.toml").read_text(encoding="utf-8").replace('"bakery"\ntask', '"again"\ntask')
    (own / "suite.toml").write_text(toml, encoding="utf-8")
    seen = jd("eval", "run", "--suite", own, "--no-baselines", "--out", "o")
    assert seen.code == 0, seen.err
    assert read_result(tmp_path / "o" / "again" / "default").settings["calibrate_with"] == ["bakery"]
    assert "again is cross-fitted without hard" in seen.err
    assert read_result(tmp_path / "o" / "bakery" / "default").suite == "bakery"
    assert jd("eval", "replay", tmp_path / "o" / "again" / "default").code == 0
    helper.rename(suites / "elsewhere")
    (suites / "elsewhere" / "suite.toml").unlink()
    assert "there is no such suite" in jd("eval", "run", "--suite", own, "--no-baselines", "--out", "o").err


def test_floors(jd, suites, tiny, tmp_path):
    (tmp_path / "floors.toml").write_text('[labels]\n"retrieval/MRR" = 0.1\n[traps]\n"level-case/accuracy" = 1.01\n')
    run = ("eval", "run", "--no-baselines", "--floors", "floors.toml", "--suite")
    assert jd(*run, "labels").code == 0
    fell = jd(*run, "traps")
    assert fell.code == 1
    assert "at least 1.01" in fell.out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "Name what to measure on"),
        (("--suite", "lables"), 2, "Did you mean 'labels'"),
        (("--suite", "nowhere/at/all"), 3, "can not be read"),
        (("--suite", "labels", "--system", "bm26"), 2, "Did you mean 'bm25'"),
        (("--suite", "labels", "--system", "verb-list", "--no-baselines"), 3, "verb-list has no answer"),
        (("--suite", "labels", "--floors", "none.toml"), 2, "none.toml can not be read"),
        (("--run", "x.run"), 2, "--run and --qrels belong together"),
        (("--suite", "labels", "--seed", "-1"), 2, "seed"),
    ],
)
def test_what_can_not_be_run(jd, suites, tiny, arguments, code, said):
    seen = jd("eval", "run", *arguments)
    assert (seen.code, said in seen.err) == (code, True), seen.err


def test_a_foreign_run(jd, tmp_path):
    (tmp_path / "a.run").write_text("q1 Q0 x 1 2.0 t\nq1 Q0 y 2 1.0 t\n", encoding="utf-8")
    (tmp_path / "a.qrels").write_text("q1 0 y 1\n", encoding="utf-8")
    seen = jd("eval", "run", "--run", "a.run", "--qrels", "a.qrels")
    assert seen.code == 0, seen.err
    assert next(line.split()[2] for line in seen.out.splitlines() if "MRR" in line) == "0.500"


def test_no_network_and_no_checkout_is_needed(jd, tmp_path):
    """An installed wheel has no eval folder: a suite is named by its path."""
    trial_suites.levelled(tmp_path / "mine")
    seen = jd("eval", "run", "--suite", "mine/suite.toml", "--system", "random", "--no-baselines", "--out", "o")
    assert seen.code == 0, seen.err
    assert json.loads((tmp_path / "o/ladder/random/result.json").read_text(encoding="utf-8"))["system"] == "random"


def test_the_worked_example_of_the_docs(jd, tiny, tmp_path):
    page = (Path(__file__).parents[1] / "docs" / "suites.md").read_text(encoding="utf-8")
    toml, frameworks, rows = re.findall(r"```(?:toml|json)\n(.*?)```", page, re.DOTALL)
    folder = tmp_path / "bakery"
    folder.mkdir()
    (folder / "suite.toml").write_text(toml, encoding="utf-8")
    (folder / "frameworks.json").write_text(frameworks, encoding="utf-8")
    (folder / "rows.jsonl").write_text(json.dumps(json.loads(rows)) + "\n", encoding="utf-8")
    seen = jd("eval", "run", "--suite", "bakery", "--no-baselines")
    assert seen.code == 0, seen.err
    found = result_items(tmp_path / "eval" / "results" / "bakery" / "default")
    assert {i.item: i.label for i in of_task(found, "coverage")} == {"bakery/1": 2, "bakery/2": 0}
    text = json.loads(rows)["text"]
    assert [text[u["start"] : u["end"]].split()[0] for u in json.loads(rows)["units"]] == ["We", "Weigh", "One"]
