"""``jdmatch compare`` as a shell sees it."""

import json
import re

import jsonschema
import pytest

from tests import bakery
from tests.conftest import files_below

LINE = re.compile(r"jdmatch: (JDM\d{3}): .+")
EDITED = bakery.POSTING.replace("- Record oven temperatures in the log book\n", "")


@pytest.fixture
def place(tmp_path, jd, tiny):
    (tmp_path / "four.csv").write_text(bakery.FOUR, encoding="utf-8")
    (tmp_path / "a.txt").write_text(bakery.POSTING, encoding="utf-8")
    (tmp_path / "b.txt").write_text(EDITED, encoding="utf-8")
    (tmp_path / "shop.txt").write_text(bakery.COUNTER, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(place, jd):
    def run(*arguments, **more):
        return jd("compare", *arguments, "-f", "four.csv", "--level", "developing", **more)

    return run


def refused(seen, code, *words, exit_code=3):
    assert seen.code == exit_code
    assert [LINE.fullmatch(line)[1] for line in seen.said] == [code], seen.err
    for word in words:
        assert word in seen.err
    assert seen.out == ""


def test_text_on_standard_output(run):
    seen = run("b.txt", "a.txt")
    assert seen.code == 0
    assert seen.err == ""
    assert "What the draft gained and lost by its edits" in seen.out
    assert "− removed “Record" in seen.out
    other = run("a.txt", "shop.txt")
    assert "Only in A at Developing (1)" in other.out
    assert "removed" not in other.out


def test_markdown_json_and_a_page(run, place, jd):
    assert run("b.txt", "a.txt", "--format", "md").out.startswith("# Bread Baker\n")
    told = json.loads(run("b.txt", "a.txt", "--format", "json", "--html", "pair.html").out)
    assert told["schema"] == "jdmatch.comparison/1"
    schema = jsonschema.Draft202012Validator(json.loads(jd("schema", "comparison").out))
    schema.validate(told)
    schema.validate(json.loads(run("a.txt", "shop.txt", "--format", "json").out))
    assert not schema.is_valid(told | {"score": told["score"] | {"draft": 2}})
    assert not schema.is_valid(told | {"more": 1})
    assert told["framework"] == "bakery"
    assert told["framework_named"]
    assert told["level_named"]
    assert [edit["kind"] for edit in told["edits"]["duties"]] == ["removed"]
    source = (place / "pair.html").read_text(encoding="utf-8")
    assert source.startswith("<!doctype html>") or source.lstrip().startswith("<!doctype html>")


def test_a_file_is_written_whole(run, place):
    assert run("b.txt", "a.txt", "-o", "out.txt").out == ""
    assert "What the draft gained" in (place / "out.txt").read_text(encoding="utf-8")
    seen = run("b.txt", "a.txt", "-o", "none/out.txt")
    refused(seen, "JDM050")
    seen = run("b.txt", "a.txt", "--html", "none/pair.html")
    assert seen.code == 3
    assert "JDM050" in seen.err
    assert "What the draft gained" in seen.out
    assert files_below(place) == ["a.txt", "b.txt", "four.csv", "out.txt", "shop.txt"]


def test_a_posting_that_can_not_be_read(run, place):
    refused(run("nope.txt", "a.txt"), "JDM001", "nope.txt")
    refused(run("a.txt", "nope.txt"), "JDM001", "nope.txt")
    (place / "short.txt").write_text("Baker wanted.", encoding="utf-8")
    refused(run("short.txt", "a.txt"), "JDM005")
    (place / "cake.txt").write_text(bakery.RECIPE * 3, encoding="utf-8")
    refused(run("a.txt", "cake.txt"), "JDM006")
    both = run("nope.txt", "short.txt", "--html", "pair.html")
    assert both.code == 3
    assert [LINE.fullmatch(x)[1] for x in both.said] == ["JDM001", "JDM005"]
    assert not (place / "pair.html").exists()


def test_a_failure_in_json_is_an_error_object(run):
    told = json.loads(run("a.txt", "nope.txt", "--format", "json").out)
    assert (told["schema"], told["code"]) == ("jdmatch.error/1", "JDM001")


def test_options_that_are_wrong(place, jd, run):
    refused(jd("compare", "a.txt"), "JDM060", exit_code=2)
    refused(jd("compare", "-", "-"), "JDM060", "once", exit_code=2)
    refused(run("a.txt", "b.txt", "--format", "jsonl"), "JDM060", exit_code=2)
    refused(jd("compare", "a.txt", "b.txt", "-f", "nope"), "JDM031", exit_code=2)
    refused(jd("compare", "a.txt", "b.txt", "-f", "four.csv", "--level", "senior"), "JDM060", exit_code=2)
    refused(run("https://jobs.example/a", "b.txt"), "JDM021", exit_code=2)


def test_standard_input_and_one_posting_of_many(run, place):
    seen = run("-", "a.txt", stdin=EDITED.encode())
    assert seen.code == 0
    assert "− removed “Record" in seen.out
    jobs = [
        {"id": n, "title": f"Baker {n}", "absolute_url": f"https://x.example/{n}", "content": f"<p>{text}</p>"}
        for n, text in ((1, bakery.POSTING.replace("\n", "<br>")), (2, EDITED.replace("\n", "<br>")))
    ]
    (place / "board.json").write_text(json.dumps({"jobs": jobs}), encoding="utf-8")
    refused(run("board.json", "a.txt"), "JDM028", "board.json#1")
    refused(run("board.json#9", "a.txt"), "JDM001", "9")
    refused(run("a.txt#9", "a.txt"), "JDM001")
    seen = run("board.json#2", "board.json#1")
    assert seen.code == 0
    assert "board.json#2" in seen.out


def test_two_files_of_one_name_are_told_apart(run, place):
    for folder, text in (("old", bakery.POSTING), ("new", EDITED)):
        (place / folder).mkdir()
        (place / folder / "job.txt").write_text(text, encoding="utf-8")
    seen = run("new/job.txt", "old/job.txt")
    assert "new/job.txt ·" in seen.out
    assert "old/job.txt ·" in seen.out
