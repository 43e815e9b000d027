"""Suites, rows, items and results: what is read, what is refused and why, and that the same gives the same bytes."""

from __future__ import annotations

import gzip
import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.datasets import items, rows
from jdmatch.datasets.frameworks import Owners, embedded, read_frameworks
from jdmatch.datasets.items import CoverageItem, KindItem, LevelItem, PairItem, RankingItem, RetrievalItem
from jdmatch.datasets.results import RESULT, Result, items_sha256, read_result, result_items, write_result
from jdmatch.datasets.suites import known, pick, read_suite
from jdmatch.datasets.texts import digest
from jdmatch.errors import EvaluationError, SettingsError
from jdmatch.settings import Settings
from tests import trial_suites

CASES = Path(__file__).parent / "cases" / "datasets"
SUITES = Path(__file__).parents[1] / "eval" / "suites"
REFUSED = tomllib.loads((CASES / "refused.toml").read_text(encoding="utf-8"))["case"]
NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
NUMBERS = st.floats(-1e6, 1e6).map(lambda x: round(x, 6) + 0.0)
SHARES = st.none() | st.floats(0, 1).map(lambda x: round(x, 6))


@st.composite
def rankings(draw):
    n = draw(st.integers(0, 4))
    labels = draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))
    scores = draw(st.lists(NUMBERS, min_size=n, max_size=n))
    names = tuple(str(i) for i in range(n))
    return RankingItem(
        task=draw(st.sampled_from(["ranking", "ranking-all"])), cluster=draw(NAMES), group=draw(NAMES),
        query=draw(NAMES), items=names, labels=tuple(labels), scores=tuple(scores),
    )  # fmt: skip


ANY_ITEM = st.one_of(
    rankings(),
    st.builds(
        CoverageItem, task=st.just("coverage"), cluster=NAMES, group=NAMES, item=NAMES, label=st.integers(0, 2),
        score=NUMBERS, probability=SHARES, said=st.sampled_from(["covered", "partial", "missing", None]),
    ),
    st.builds(PairItem, task=st.just("pairs"), cluster=NAMES, item=st.integers(0, 99), label=st.integers(0, 2),
              score=NUMBERS, probability=SHARES, trap=NAMES),
    st.builds(KindItem, task=st.sampled_from(["kinds", "kinds-chunks"]), cluster=NAMES, group=NAMES, item=NAMES,
              label=NAMES, said=NAMES, probability=SHARES),
    st.builds(LevelItem, task=st.just("level"), cluster=NAMES, group=NAMES, label=st.integers(1, 4),
              low=st.just(1), high=st.just(4), said=st.integers(1, 4), interval=st.none() | st.just((1, 2))),
)  # fmt: skip


@settings(deadline=None, max_examples=25)
@given(st.lists(ANY_ITEM, max_size=6))
def test_items_come_back_sorted_and_the_same(tmp_path_factory, made):
    path = tmp_path_factory.mktemp("items") / "items.jsonl.gz"
    items.write_items(path, made)
    assert list(items.read_items(path)) == sorted(made, key=items.key)


def test_the_order_of_items_and_the_time_change_no_byte(tmp_path, monkeypatch):
    made = [CoverageItem(cluster="p", group="g", item=str(n), label=0, score=n / 3) for n in range(9)]
    items.write_items(tmp_path / "a.gz", made)
    monkeypatch.setattr("time.time", lambda: 1.0)
    items.write_items(tmp_path / "b.gz", made[::-1])
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()
    assert b'"score":0.333333' in gzip.decompress((tmp_path / "a.gz").read_bytes())


GOOD = {"task": "coverage", "cluster": "p", "group": "g", "item": "s", "label": 1, "score": 0.5}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "Expecting"),
        ("[]", "not a JSON object"),
        (json.dumps({**GOOD, "task": "cover"}), "task is 'cover'"),
        (json.dumps({**GOOD, "lable": 1}), "unknown key 'lable'"),
        (json.dumps({**GOOD, "label": "1"}), "Expected `int`"),
        (json.dumps({k: v for k, v in GOOD.items() if k != "score"}), "score"),
        (json.dumps({**GOOD, "said": "maybe"}), "maybe"),
        ('{"task":"coverage","cluster":"p","group":"g","item":"s","label":1,"score":NaN}', "nan"),
        (json.dumps({"task": "retrieval", "cluster": "q", "query": "q", "gold": [], "ranked": ["a"], "scores": []}),
         "different lengths"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_item_is_named(tmp_path, line, why):
    path = tmp_path / "items.jsonl"
    path.write_text(json.dumps(GOOD) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"items.jsonl:2 is no item") as refused:
        items.read_items(path)
    assert why in str(refused.value)
    assert refused.value.code == "JDM082"


@pytest.mark.parametrize("damage", [lambda b: b[:-9], lambda b: b[:12] + b"\x00\x01" + b[14:], lambda b: b"x"])
def test_a_damaged_item_file_is_refused(tmp_path, damage):
    path = tmp_path / "items.jsonl.gz"
    items.write_items(path, [CoverageItem(cluster="p", group="g", item=str(n), label=0, score=n) for n in range(50)])
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(EvaluationError, match=r"can not be read|is no item"):
        items.read_items(path)


# --- suites and rows ---


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["name"])
def test_a_wrong_suite_is_refused(tmp_path, case):
    folder = trial_suites.postings(tmp_path / "s")
    file = folder / "suite.toml"
    good = file.read_text(encoding="utf-8")
    assert case["old"] in good
    read_suite(folder)
    file.write_text(good.replace(case["old"], case["new"], 1), encoding="utf-8")
    with pytest.raises(EvaluationError) as refused:
        read_suite(folder)
    assert case["said"] in str(refused.value)
    assert str(file) in str(refused.value)


def test_a_suite_without_data_is_skipped_not_wrong(tmp_path):
    folder = trial_suites.retrieval(tmp_path / "s")
    (folder / "labels.txt").unlink()
    suite = read_suite(folder)
    assert [path.name for path in suite.missing] == ["labels.txt"]
    with pytest.raises(EvaluationError, match=r"labels.txt is not there. Made by the test.") as skipped:
        rows.queries(suite)
    assert (skipped.value.code, skipped.value.exit_code) == ("JDM081", 3)


def test_what_a_name_stands_for(tmp_path):
    trial_suites.retrieval(tmp_path / "one")
    trial_suites.levelled(tmp_path / "two")
    names = {
        wanted: [s.name for s in pick(wanted, tmp_path)] for wanted in ("all", "fast", "ladder", str(tmp_path / "one"))
    }
    assert list(names.values()) == [["labels", "ladder"], ["labels"], ["ladder"], ["labels"]]
    with pytest.raises(SettingsError, match="Did you mean 'ladder'"):
        pick("lader", tmp_path)
    with pytest.raises(SettingsError, match="There are no suites"):
        pick("all", tmp_path / "nowhere")
    trial_suites.levelled(tmp_path / "three")
    with pytest.raises(EvaluationError, match="both called ladder"):
        known(tmp_path)


def test_the_data_hash_follows_every_file(tmp_path):
    suite = read_suite(trial_suites.postings(tmp_path / "s"))
    first = suite.data_sha256()
    for file in ("rows.jsonl", "frameworks.json"):
        path = tmp_path / "s" / file
        path.write_text(path.read_text(encoding="utf-8") + " ", encoding="utf-8")
        assert suite.data_sha256() != first
        first = suite.data_sha256()
    (tmp_path / "s" / "notes.txt").write_text("x", encoding="utf-8")
    assert suite.data_sha256() == first


def test_rows_are_filtered_and_renamed(tmp_path):
    hard = rows.pairs(read_suite(trial_suites.pairs(tmp_path / "p")))
    assert [row.unit for row in hard] == ["Scale flour", "Eat flour"]
    ladder = rows.levelled(read_suite(trial_suites.levelled(tmp_path / "l")))
    assert [(row.text, row.level) for row in ladder][1] == ("Prepare the dough", 2)
    assert len(ladder) == 3
    asked = rows.queries(read_suite(trial_suites.retrieval(tmp_path / "r")))
    assert (len(asked.queries), asked.without, len(asked.labels)) == (2, 1, 4)


BAKER = trial_suites.POSTINGS[0]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("no json", "no JSON"),
        ([], "a row is a JSON object"),
        ({**BAKER, "level": 5}, "level"),
        ({**BAKER, "level": 4}, "level 4 lies outside 1–2"),
        ({k: v for k, v in BAKER.items() if k != "units"}, "units"),
        ({**BAKER, "units": [{"n": 1, "start": 5, "end": 5, "kind": "other"}]}, "unit 1: 5–5 is no range of the text"),
        ({**BAKER, "units": [{"n": 1, "start": 0, "end": 9999, "kind": "other"}]}, "is no range"),
        ({**BAKER, "units": [{"n": 1, "start": 0, "end": 5, "kind": "other", "text": "Brood"}]}, "text[0:5]"),
        ({**BAKER, "units": [{"n": 1, "start": 0, "end": 5, "kind": "duty"}]}, "duty"),
        ({**BAKER, "units": [{"n": 1, "start": 0, "end": 5, "kind": "other", "matches": {"bakery/1": 3}}]}, "3"),
        ({**BAKER, "units": [{"n": 1, "start": 0, "end": 5, "kind": "other"}] * 2}, "the same number"),
        (BAKER, "the id baker is there twice"),
    ],
)
def test_a_wrong_row_is_named_with_its_line(tmp_path, row, why):
    folder = trial_suites.postings(tmp_path / "s")
    text = trial_suites.lines(BAKER) + "\n" + (row if isinstance(row, str) else json.dumps(row)) + "\n"
    (folder / "rows.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationError) as refused:
        rows.postings(read_suite(folder))
    assert "rows.jsonl:3" in str(refused.value)
    assert why in str(refused.value)


def test_a_filter_that_leaves_nothing_is_refused(tmp_path):
    folder = trial_suites.pairs(tmp_path / "s")
    file = folder / "suite.toml"
    good = file.read_text(encoding="utf-8")
    file.write_text(good.replace('split = "test"', 'split = "tset"'), encoding="utf-8")
    with pytest.raises(EvaluationError, match="no row counts"):
        rows.pairs(read_suite(folder))
    file.write_text(good.replace("split =", "spilt ="), encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"rows.jsonl:1: the row has no column 'spilt'"):
        rows.pairs(read_suite(folder))
    file.write_text(good + '[columns]\nstatment = "statement"\n', encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"columns\.statment is no column"):
        rows.pairs(read_suite(folder))


def test_frameworks_of_a_list(tmp_path):
    suite = read_suite(trial_suites.postings(tmp_path / "s"))
    found = read_frameworks(suite, Settings())
    assert list(found) == ["bakery", "counter"]
    owners = Owners(found)
    assert owners.of("counter/1") == "counter"
    with pytest.raises(EvaluationError, match="bakery/9 is in no framework"):
        owners.of("bakery/9")
    with pytest.raises(EvaluationError, match="Did you mean 'bakery'"):
        owners.framework("bakry")
    twins = Owners({"a": found["bakery"], "b": replace(found["bakery"], id="b")})
    assert twins.of("bakery/1", own="b") == "b"
    with pytest.raises(EvaluationError, match="is one of bakery, b"):
        twins.of("bakery/1")


@pytest.mark.parametrize(
    ("value", "why"),
    [([{"id": "a"}], "list of statements"), ([{"id": "a", "statements": []}], "title is None"),
     ([trial_suites.FRAMEWORKS[0]] * 2, "is there twice"), ([], "holds no framework")],
)  # fmt: skip
def test_a_wrong_list_of_frameworks_is_refused(tmp_path, value, why):
    folder = trial_suites.postings(tmp_path / "s")
    (folder / "frameworks.json").write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(EvaluationError, match=why):
        read_frameworks(read_suite(folder), Settings())


def test_what_a_user_imported_is_no_part_of_a_suite(tmp_path):
    from jdmatch.frameworks import library

    own = json.loads((Path(__file__).parents[1] / "corpora/frameworks/13-2011.00.json").read_text(encoding="utf-8"))
    first = own["framework"]["levels"]["emerging"]["statements"]
    first[0] = "Count the beans of the whole house"
    (tmp_path / "13-2011.00.json").write_text(json.dumps(own), encoding="utf-8")
    library(Settings()).install(tmp_path / "13-2011.00.json", replace=True)
    assert library(Settings()).get("13-2011.00").statements[0].text == first[0]
    assert embedded(Settings())["13-2011.00"].statements[0].text != first[0]


@pytest.mark.parametrize("folder", sorted(path.parent for path in SUITES.glob("*/suite.toml")), ids=lambda p: p.name)
def test_the_suites_of_the_project_read(folder):
    suite = read_suite(folder)
    assert suite.name == folder.name
    if suite.missing:
        pytest.skip(f"{suite.missing[0].name} is not there")
    read = {"postings": rows.postings, "retrieval": rows.queries, "levelled": rows.levelled, "pairs": rows.pairs,
            "level-cases": rows.level_cases}  # fmt: skip
    found = read[suite.task](suite)
    if suite.task in ("postings", "pairs"):
        owners = Owners(read_frameworks(suite, Settings()))
        for row in found:
            names = [s for u in row.units for s in u.matches] if suite.task == "postings" else [row.statement]
            assert all(owners.of(name, getattr(row, "occupation", None)) for name in names)


# --- results ---

ITEMS = [RetrievalItem(cluster="q", query="q", gold=("a",), ranked=("a", "b"), scores=(1.0, 0.5))]


def result(**more):
    about = {
        "suite": "s", "suite_sha256": "1", "data_sha256": "2", "system": "default", "models": {}, "settings": {},
        "code": {"version": "0"}, "seeds": {"chance": 1}, "n": {"retrieval": 1}, "items_sha256": items_sha256(ITEMS),
        "left_out": {}, "figures": [{"value": 0.5}],
    }  # fmt: skip
    return Result(**{**about, **more})


def test_a_result_comes_back(tmp_path):
    write_result(tmp_path / "a" / "b", result(), ITEMS)
    assert read_result(tmp_path / "a" / "b") == result()
    assert list(result_items(tmp_path / "a" / "b")) == ITEMS
    first = (tmp_path / "a" / "b" / RESULT).read_bytes()
    write_result(tmp_path / "a" / "b", result(), ITEMS)
    assert (tmp_path / "a" / "b" / RESULT).read_bytes() == first


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [('"value": 0.5', '"value": 0.9', "was changed after it was signed"),
     ("jdmatch.eval/1", "x", "no result of the format"),
     ('"figures"', '"figure"', "no result of the format"), ("{", "", "can not be read as a result")],
)  # fmt: skip
def test_a_changed_result_is_refused(tmp_path, old, new, why):
    write_result(tmp_path, result(), ITEMS)
    path = tmp_path / RESULT
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(EvaluationError, match=why):
        read_result(tmp_path)


def test_items_of_another_run_are_refused(tmp_path):
    write_result(tmp_path, result(items_sha256="0"), ITEMS)
    with pytest.raises(EvaluationError, match="does not belong"):
        result_items(tmp_path)
    (tmp_path / "items.jsonl.gz").unlink()
    with pytest.raises(EvaluationError, match="items are kept where a suite was run"):
        result_items(tmp_path)


# --- texts that lie elsewhere ---


@pytest.fixture
def outside(tmp_path):
    """A suite whose rows hold offsets alone."""
    (tmp_path / "theirs.csv").write_text(
        'nr,name,body\n7,Baker,"<p>Bake <b>bread</b> &amp; rolls</p>"\n', encoding="utf-8"
    )
    text = "Duties\n\nBake bread & rolls"
    row = {"id": "a", "row": "7", "text_sha256": digest(text), "occupation": "bakery",
           "units": [{"n": 1, "start": 8, "end": 26, "kind": "responsibility"}]}  # fmt: skip
    toml = (
        '[texts."theirs.csv"]\nid = "nr"\ntitle = "name"\nparts = [["Duties", "body"]]\nhtml = true\n'
        '[columns]\ntext_row = "row"\n'
    )
    folder = trial_suites.postings(tmp_path / "s", row)
    file = folder / "suite.toml"
    file.write_text(file.read_text(encoding="utf-8") + 'texts = "../theirs.csv"\n' + toml, encoding="utf-8")
    return folder


def test_texts_are_joined(outside):
    (row,) = rows.postings(read_suite(outside))
    assert (row.title, row.text, row.text[8:26]) == ("Baker", "Duties\n\nBake bread & rolls", "Bake bread & rolls")


@pytest.mark.parametrize(
    ("file", "old", "new", "why"),
    [
        ("../theirs.csv", "rolls", "cakes", "another than the one that was annotated"),
        ("rows.jsonl", '"7"', '"8"', "the table of texts has no such row"),
        ("suite.toml", "theirs.csv\"]", "others.csv\"]", "is about no file of files.texts"),
        ("suite.toml", "html = true", "htlm = true", "unknown key 'htlm'"),
        ("suite.toml", '[["Duties", "body"]]', '["body"]', "must be a list of [heading, column]"),
        ("suite.toml", '"body"', '"text"', "there is no column 'text'"),
        ("suite.toml", 'texts = "../theirs.csv"', 'texts = ["../theirs.csv", "x"]', "a table for each file"),
    ],
)  # fmt: skip
def test_texts_that_can_not_be_joined(outside, file, old, new, why):
    path = outside / file
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")
    with pytest.raises(EvaluationError) as refused:
        rows.postings(read_suite(outside))
    assert why in str(refused.value)
