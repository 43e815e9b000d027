"""What is made of results: floors, tables, pictures, replays, and the commands for them."""

import json
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from jdmatch.datasets.items import of_task
from jdmatch.datasets.results import Result, items_sha256, read_result, write_result
from jdmatch.errors import EvaluationError, SettingsError
from jdmatch.evaluation import floors, table
from jdmatch.evaluation.figures import Figure, measured
from jdmatch.evaluation.replay import figures_of, replayed, sampled
from tests import evaluation_kit as kit

ROOT = Path(__file__).parents[1]
FLOORS = ROOT / "eval" / "floors.toml"


def figure(name, value, **more):
    task, _, measure = name.partition("/")
    return Figure(task=task, measure=measure, value=value, **{"n": 100, "clusters": 30, **more})


def kept(folder, suite, system, items, *, cross_fit=False, extra=(), auxiliary=()):
    """A result folder as a run leaves it."""
    figures = measured(items, cross_fit=cross_fit, extra=extra, resamples=60)
    result = Result(
        suite=suite,
        suite_sha256="0" * 64,
        data_sha256="1" * 64,
        system=system,
        models={"matcher": "m1"},
        code={"version": "0"},
        settings={"cross_fit": cross_fit, "calibrate_with": list(auxiliary), "resamples": 60},
        seeds={"bootstrap": 20260},
        n={"coverage": len(items)},
        items_sha256=items_sha256(items),
        left_out={},
        figures=[f.to_dict() for f in figures],
    )
    place = folder / suite / system
    write_result(place, result, items)
    return place


@pytest.fixture
def results(tmp_path):
    items = [*kit.coverage(1), *kit.rankings(1, units=1), *kit.kinds(1), *kit.levels(1)]
    bare = [replace(i, probability=None, said=None) for i in kit.coverage(1, sharp=0.5)]
    # The weaker system is asked the same.
    weak = [replace(b, label=i.label) for b, i in zip(bare, of_task(items, "coverage"), strict=True)]
    kept(tmp_path / "results", "toy", "default", items)
    kept(tmp_path / "results", "toy", "minilm", weak)
    return tmp_path / "results"


# --- floors ----------------------------------------------------------------------------------------------------------

HELD = """
# why these
[toy]
"coverage/AP(rel=2)" = 0.7   # of the last issue
"coverage/ECE" = 0.06
"level/QWK" = 0.75

["other-suite"]
"levelled/order" = 0.8
"""


def test_what_fell_is_told():
    held = floors.parse(HELD)
    now = [figure("coverage/AP(rel=2)", 0.69999), figure("coverage/ECE", 0.061), figure("kinds/accuracy", 0.1)]
    falls = floors.fallen(held, "toy", now)
    assert [(f.name, f.value) for f in falls] == [
        ("coverage/AP(rel=2)", 0.69999),
        ("coverage/ECE", 0.061),
        ("level/QWK", None),
    ]
    shown = floors.table(falls).splitlines()
    assert shown[1].split() == ["toy", "coverage/AP(rel=2)", "at", "least", "0.7", "0.7000"]
    assert "at most 0.06" in shown[2]
    assert "not measured" in shown[3]
    good = [figure("coverage/AP(rel=2)", 0.7), figure("coverage/ECE", 0.06), figure("level/QWK", 0.9)]
    assert floors.fallen(held, "toy", good) == ()
    assert floors.fallen(held, "unheard-of", now) == ()


def test_floors_are_raised_and_never_lowered():
    held = floors.parse(HELD)
    now = [figure("coverage/AP(rel=2)", 0.8), figure("coverage/ECE", 0.055), figure("level/QWK", 0.7)]
    raised = floors.raised(held, "toy", now, 0.01)
    assert raised["toy"] == {"coverage/AP(rel=2)": 0.79, "coverage/ECE": 0.06, "level/QWK": 0.75}
    assert floors.raised(held, "toy", [figure("coverage/ECE", 0.02)], 0.01)["toy"]["coverage/ECE"] == 0.03
    assert floors.loosened(held, raised) == ()
    assert floors.loosened(raised, held) == ("toy coverage/AP(rel=2)",)
    assert floors.loosened(held, {"toy": held["toy"]}) == ("other-suite levelled/order",)
    text = floors.rewritten(HELD, raised)
    assert floors.parse(text) == raised
    assert "0.79   # of the last issue" in text
    assert text.replace("0.79", "0.7") == HELD


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[s]\n"coverge/ECE" = 0.1', "Did you mean 'coverage'"),
        ('[s]\n"coverage/ECF" = 0.1', "Did you mean 'ECE'"),
        ('[s]\n"coverage/QWK" = 0.1', "QWK is not measured for coverage"),
        ('[s]\n"coverage/ECE" = "low"', "a floor is a number"),
        ("s = 1", "s is no table"),
        ("[s", "is no TOML"),
    ],
)
def test_floors_that_hold_nothing_are_refused(text, message):
    with pytest.raises(SettingsError, match=message):
        floors.parse(text)


def test_the_floors_of_this_checkout_only_rise():
    if not FLOORS.is_file():
        pytest.skip("no checkout here")
    done = subprocess.run(
        ["git", "show", "HEAD:eval/floors.toml"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip("no floors were committed yet, or this is no git checkout")
    assert floors.loosened(floors.parse(done.stdout, "HEAD"), floors.read(FLOORS)) == ()


# --- the table -------------------------------------------------------------------------------------------------------


def test_the_page_shows_figures_beside_each_other():
    own = [
        figure("coverage/AP(rel=2)", 0.81, low=0.7, high=0.9, detectable=0.05),
        figure("coverage-crossfit/AP(rel=2)", 0.77, low=0.66, high=0.86, detectable=0.06),
        figure("occupation/none-recall", 0.5, n=12, clusters=12),
    ]
    columns = [
        table.column("toy", "random", [figure("coverage-crossfit/AP(rel=2)", 0.2)], {}),
        table.column("toy", "default", own, {"matcher": "abc"}),
    ]
    page = table.markdown(columns, ["pictures/toy-reliability.svg", "pictures/toy-two-reliability.svg"])
    lines = page.splitlines()
    assert lines[0] == "### toy"
    assert lines[2].startswith("| measure | n | clusters | **default**")
    assert lines[2].endswith("| random |")
    assert (
        "| coverage AP(rel=2), cross-fitted (as shipped) | 100 | 30 | 0.770 (0.810) [0.660, 0.860], 0.060 | 0.200 |"
        in lines
    )
    assert "| occupation none-recall | 12 | 12 | 0.500 insufficient | – |" in lines
    assert "Models: matcher `abc`." in lines
    assert "![toy reliability](pictures/toy-reliability.svg)" in lines


def test_a_picture_belongs_to_the_longest_name():
    columns = [table.column(name, "default", [figure("coverage/ECE", 0.1)], {}) for name in ("toy", "toy-two")]
    first, second = table.markdown(columns, ["p/toy-two-kinds.svg", "p/toy-kinds.svg"]).split("### toy-two")
    assert "p/toy-kinds.svg" in first
    assert "toy-two" not in first
    assert "p/toy-two-kinds.svg" in second


def test_only_what_is_between_the_markers_changes():
    page = f"before\n{table.START}\nold\n{table.END}\nafter\n"
    assert table.filled(page, "new\n") == f"before\n{table.START}\n\nnew\n\n{table.END}\nafter\n"
    assert table.filled(table.filled(page, "x"), "x") == table.filled(page, "x")
    for broken in ("no markers", page + page, f"{table.END}{table.START}"):
        with pytest.raises(SettingsError, match="once each"):
            table.filled(broken, "new")


def test_the_page_of_this_checkout_has_its_markers():
    page = ROOT / "eval" / "README.md"
    if not page.is_file():
        pytest.skip("no checkout here")
    assert table.filled(page.read_text(encoding="utf-8"), "x")


# --- replay ----------------------------------------------------------------------------------------------------------


def test_a_result_can_be_measured_again(results):
    folder = results / "toy" / "default"
    result = read_result(folder)
    assert [f.to_dict() for f in replayed(folder)] == result.figures
    assert {f.name for f in figures_of(result)} >= {"coverage/AP(rel=2)", "level/QWK", "kinds/macro-F1"}
    assert set(sampled(folder)) == {"coverage", "ranking", "kinds", "level"}


def test_fractions_finer_than_a_file_keeps_are_measured_as_it_keeps_them(tmp_path):
    """Scores that differ in the seventh place are ties in the file: the run must not see more than the replay."""
    fine = [replace(i, score=i.label * 1e-7 + round(i.score), probability=0.5 + 1e-8) for i in kit.coverage(2)]
    folder = kept(tmp_path, "toy", "default", fine)
    assert [f.to_dict() for f in replayed(folder)] == read_result(folder).figures


def test_cross_fitting_is_replayed_with_what_lies_beside_it(tmp_path):
    helping, items = kit.coverage(8), kit.coverage(9)
    folder = kept(tmp_path, "toy", "default", items, cross_fit=True, extra=helping, auxiliary=["aux"])
    with pytest.raises(EvaluationError, match="cross-fitted with the items of aux"):
        replayed(folder)
    kept(tmp_path, "aux", "default", helping)
    assert [f.to_dict() for f in replayed(folder)] == read_result(folder).figures
    assert "coverage-crossfit" in sampled(folder)


def test_a_figure_that_is_none_is_refused():
    with pytest.raises(EvaluationError, match="no figure"):
        Figure.from_dict({"task": "coverage"})
    with pytest.raises(EvaluationError, match="unknown key 'odd'"):
        Figure.from_dict({**figure("coverage/ECE", 0.1).to_dict(), "odd": 1})


# --- commands --------------------------------------------------------------------------------------------------------


def test_compare(jd, results):
    pair = ["eval", "compare", str(results / "toy" / "minilm"), str(results / "toy" / "default")]
    one = ["--measure", "coverage/AP(rel=2)"]
    shown = jd(*pair, *one)
    assert shown.code == 0
    assert "second better" in shown.out
    (row,) = json.loads(jd(*pair, *one, "--json").out)
    assert row["difference"] == pytest.approx(row["second"] - row["first"], abs=2e-6)
    assert row["clusters"] == 24
    assert jd(*pair, *one, "--json", "--seed", "1").out != jd(*pair, *one, "--json").out
    assert jd(*pair[:3], str(results)).code == 3


def test_plot(jd, results, tmp_path):
    pytest.importorskip("matplotlib", reason="needs matplotlib: pip install 'jdmatch[research]'")
    out = tmp_path / "pictures"
    assert jd("eval", "plot", str(results), "--out", str(out)).code == 0
    names = {p.name for p in out.iterdir()}
    assert names == {
        f"toy-{n}.svg" for n in ("reliability", "risk-coverage", "default-kinds", "default-level", "occupations")
    }
    for path in out.iterdir():
        words = " ".join(ET.parse(path).getroot().itertext())
        assert "toy" in words
    occupations = (out / "toy-occupations.svg").read_text(encoding="utf-8")
    assert "minilm" in occupations
    assert "occ5" in occupations
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    jd("eval", "plot", str(results / "toy"), "--out", str(out))
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before
    assert jd("eval", "plot", str(out), "--out", str(out)).code == 3


def test_table(jd, results, tmp_path):
    page = tmp_path / "README.md"
    page.write_text(f"# Mine\n{table.START}\n{table.END}\n", encoding="utf-8")
    where = ["--results", str(results), "--page", str(page)]
    assert jd("eval", "table", *where, "--check").code == 1
    assert jd("eval", "table", *where).code == 0
    assert "| coverage AP(rel=2) |" in page.read_text(encoding="utf-8")
    assert jd("eval", "table", *where, "--check").code == 0
    page.write_text(page.read_text(encoding="utf-8").replace("0.", "0.9"), encoding="utf-8")
    assert jd("eval", "table", *where, "--check").code == 1
    assert jd("eval", "table", "--page", str(tmp_path / "absent")).code == 2


def test_trec_files(jd, results, tmp_path):
    out = tmp_path / "trec"
    assert jd("eval", "trec", str(results / "toy" / "default"), "--out", str(out)).code == 0
    assert {p.name for p in out.iterdir()} == {"coverage.run", "coverage.qrels", "ranking.run", "ranking.qrels"}
    kept(results, "plain", "default", kit.levels())
    assert jd("eval", "trec", str(results / "plain" / "default"), "--out", str(out)).code == 3


def test_replay(jd, results):
    folder = results / "toy" / "default"
    shown = jd("eval", "replay", str(folder))
    assert shown.code == 0
    assert "AP(rel=2)" in shown.out
    result = read_result(folder)
    figures = [{**f, "value": 0.99} if f["measure"] == "QWK" else f for f in result.figures]
    write_result(folder, replace(result, figures=figures), [*_items(folder)])
    wrong = jd("eval", "replay", str(folder))
    assert wrong.code == 1
    assert "level/QWK" in wrong.err


def _items(folder):
    from jdmatch.datasets.results import result_items

    return result_items(folder)


def test_floors_command(jd, results, tmp_path):
    file = tmp_path / "floors.toml"
    file.write_text('[toy]\n"coverage/AP(rel=2)" = 0.1\n', encoding="utf-8")
    where = ["eval", "floors", str(results), "--floors", str(file)]
    assert jd(*where).code == 0
    assert jd(*where, "--raise", "0.01").code == 0
    assert floors.read(file)["toy"]["coverage/AP(rel=2)"] > 0.4
    assert jd(*where).code == 0
    file.write_text('[toy]\n"coverage/AP(rel=2)" = 0.999\n', encoding="utf-8")
    fell = jd(*where)
    assert fell.code == 1
    assert "at least 0.999" in fell.out
