"""Files that hold many postings, from the reader to ``score`` and ``batch``: each posting is one of its own."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import jsonschema
import pytest

from jdmatch import Settings
from jdmatch.batch import plan
from jdmatch.batch.plan import Columns, find_inputs, items
from jdmatch.errors import InputError
from jdmatch.files import write_whole
from jdmatch.records import Failure, Posting
from jdmatch.records.schema import result_schema
from jdmatch.settings import Limits
from jdmatch.sources import find_postings, find_postings_in_bytes, read_all, read_all_bytes, read_file
from tests import bakery

SCHEMA = jsonschema.Draft202012Validator(result_schema())
SETTINGS = Settings()
EXAMPLES = Path(__file__).parent / "examples" / "sources"


def job(number, text=bakery.POSTING, **more):
    """A job of a Lever board."""
    lines = text.replace("the daily dough", f"the daily dough of shop {number}").splitlines()
    lists = [{"text": lines[4], "content": "".join(f"<li>{line[2:]}</li>" for line in lines[5:9])}]
    return {
        "id": f"job-{number}",
        "text": f"Bread Baker {number}",
        "hostedUrl": f"https://jobs.lever.co/bakery/job-{number}",
        "description": f"<p>{lines[2]}</p>",
        "lists": lists,
        "additional": "<p>One year of experience in a bakery.</p>",
    } | more


BOARD = [job(1), job(2, lists=7), job(3), job(1, bakery.COUNTER), "no job", job(4)]
IDS = [
    "board.json#job-1",
    "board.json#job-2",
    "board.json#job-3",
    "board.json#job-1",
    "board.json#[4]",
    "board.json#job-4",
]
CODES = {1: "JDM015", 3: "JDM020", 4: "JDM015"}


def linked(number, text=bakery.POSTING, **more):
    own = text.replace("the daily dough", f"the daily dough of shop {number}")
    return {
        "@type": "JobPosting",
        "title": f"Bread Baker {number}",
        "identifier": {"@type": "PropertyValue", "value": f"L{number}"},
        "description": own,
    } | more


@pytest.fixture
def place(tmp_path, jd):
    (tmp_path / "four.csv").write_text(bakery.FOUR, encoding="utf-8")
    (tmp_path / "board.json").write_text(json.dumps(BOARD), encoding="utf-8")
    (tmp_path / "good.json").write_text(json.dumps([job(1), job(3), job(4)]), encoding="utf-8")
    (tmp_path / "linked.json").write_text(json.dumps({"@graph": [linked(1), linked(2)]}), encoding="utf-8")
    (tmp_path / "plain.txt").write_text(bakery.POSTING, encoding="utf-8")
    return tmp_path


@pytest.fixture
def score(place, jd, tiny):
    return lambda *arguments, **more: jd("score", *arguments, "-f", "four.csv", **more)


@pytest.fixture
def batch(place, jd, tiny):
    def go(*arguments, out="out", part_size=2, **more):
        size = str(part_size)
        return jd("batch", *arguments, "--out", out, "-f", "four.csv", "--workers", "1", "--part-size", size, **more)

    return go


def rows(folder, name="part-*.jsonl"):
    return [json.loads(line) for p in sorted(folder.glob(name)) for line in p.read_text(encoding="utf-8").splitlines()]


def parts(folder):
    found = {p.name: p.read_bytes() for p in sorted(folder.glob("part-*"))}
    found |= {f"parts/{p.name}": p.read_bytes() for p in sorted((folder / "parts").iterdir())}
    return found | {"errors.jsonl": (folder / "errors.jsonl").read_bytes()}


# Reading


def test_every_posting_of_a_board_or_its_failure(place):
    found = list(read_all(place / "board.json", SETTINGS))
    assert [p.id for p in found] == IDS
    assert {n: p.code for n, p in enumerate(found) if isinstance(p, Failure)} == CODES
    assert [p.title for p in found if isinstance(p, Posting)] == ["Bread Baker 1", "Bread Baker 3", "Bread Baker 4"]
    for failure in (p for p in found if isinstance(p, Failure)):
        assert str(place / "board.json") in failure.message


def test_every_posting_of_a_json_ld_document(place):
    one, two = read_all(place / "linked.json", SETTINGS)
    assert (one.id, two.id) == ("linked.json#L1", "linked.json#L2")
    assert (one.format, two.title) == ("json-ld", "Bread Baker 2")
    assert "shop 2" in two.text


def test_a_short_posting_of_a_json_ld_document_is_its_own_failure(place):
    (place / "linked.json").write_text(json.dumps([linked(1), linked(2, description="Too short."), linked(3)]))
    one, two, three = read_all(place / "linked.json", SETTINGS)
    assert isinstance(one, Posting)
    assert isinstance(three, Posting)
    assert (two.id, two.code) == ("linked.json#L2", "JDM005")
    assert "linked.json#L2" in two.message


@pytest.mark.parametrize("name", ["plain.txt", "one.json", "page.html"])
def test_a_file_of_one_posting_is_one(place, name):
    (place / "one.json").write_text(json.dumps(linked(1)))
    (place / "page.html").write_text(f"<html><body><main><pre>{bakery.POSTING}</pre></main></body></html>")
    (posting,) = read_all(place / name, SETTINGS)
    assert posting == read_file(place / name, SETTINGS)
    assert find_postings(place / name, SETTINGS) is None
    (again,) = read_all_bytes((place / name).read_bytes(), SETTINGS, id=name, name=name)
    assert again == posting


def test_a_title_that_is_given_is_for_a_file_of_one_posting(place):
    (posting,) = read_all(place / "plain.txt", SETTINGS, id="x", title="Miller")
    assert (posting.id, posting.title) == ("x", "Miller")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_a_board_in_any_encoding_and_under_any_name(tmp_path, encoding):
    text = json.dumps([job(1, description="<p>A café near the harbour: “open early”.</p>")], ensure_ascii=False)
    path = tmp_path / "board.txt"
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    path.write_bytes(f"{mark}\n {text}".encode(encoding))
    (posting,) = read_all(path, SETTINGS)
    assert posting.id == "board.txt#job-1"
    assert posting.text.startswith("A café near the harbour: “open early”.")


def test_what_was_found_can_be_read_in_another_process(place):
    found = list(find_postings(place / "board.json", SETTINGS, id="a/board.json"))
    again = pickle.loads(pickle.dumps(found))
    assert again[0].read(SETTINGS) == found[0].read(SETTINGS)
    assert again[0].read(SETTINGS).id == "a/board.json#job-1"
    with pytest.raises(InputError) as caught:
        again[3].read(SETTINGS)
    assert caught.value.code == "JDM020"
    assert len({f.sha256 for f in found}) == len(found)


def test_the_same_of_bytes(place):
    data = (place / "board.json").read_bytes()
    found = list(read_all_bytes(data, SETTINGS, id="-"))
    assert [p.id for p in found] == [i.replace("board.json", "-") for i in IDS]
    assert find_postings_in_bytes(b"no json", SETTINGS, id="-") is None
    with pytest.raises(InputError):
        read_all_bytes(b"", SETTINGS, id="-")


def test_a_missing_file_and_a_folder(tmp_path):
    for path, code in ((tmp_path / "no.json", "JDM001"), (tmp_path, "JDM002")):
        with pytest.raises(InputError) as caught:
            read_all(path, SETTINGS)
        assert caught.value.code == code


# score


def test_score_gives_each_posting_of_a_board_its_result(score):
    run = score("board.json", "--format", "json")
    assert run.code == 3
    found = json.loads(run.out)
    assert len(found) == 6
    for number, (one, identifier) in enumerate(zip(found, IDS, strict=True)):
        SCHEMA.validate(one)
        if number in CODES:
            assert (one["schema"], one["id"], one["code"]) == ("jdmatch.error/1", identifier, CODES[number])
        else:
            assert one["posting"]["id"] == identifier
            assert one["matches"]
    assert len(run.said) == 3
    assert all(line.startswith(f"jdmatch: {code}: ") for line, code in zip(run.said, CODES.values(), strict=True))
    # The line names the job once, and where it stands.
    assert run.said[0].count("board.json#job-2") == 1
    assert "$[1].lists" in run.said[0]


def test_score_takes_a_board_as_if_its_postings_were_files(score):
    lines = score("plain.txt", "good.json", "--format", "jsonl")
    assert lines.code == 0
    assert lines.said == []
    ids = [json.loads(line)["posting"]["id"] for line in lines.out.splitlines()]
    assert ids == ["plain.txt", "good.json#job-1", "good.json#job-3", "good.json#job-4"]
    assert json.loads(score("plain.txt", "good.json", "--format", "json").out) == [
        json.loads(line) for line in lines.out.splitlines()
    ]


def test_score_prints_and_writes_several(score, place):
    run = score("board.json", "--html", "report.html")
    assert run.code == 3
    page = (place / "report.html").read_text(encoding="utf-8")
    for title in ("Bread Baker 1", "Bread Baker 3", "Bread Baker 4"):
        assert title in run.out
        assert title in page
    assert "job-2" in page


def test_score_of_a_board_with_one_job_gives_one_object(score, place):
    (place / "one.json").write_text(json.dumps({"jobs": [job(1)]}))
    found = json.loads(score("one.json", "--format", "json", "--title", "Miller").out)
    assert (found["posting"]["id"], found["posting"]["title"]) == ("one.json#job-1", "Miller")


def test_score_reads_a_board_from_standard_input(score, place):
    run = score("-", "--format", "jsonl", stdin=(place / "good.json").read_bytes())
    assert run.code == 0
    assert [json.loads(line)["posting"]["id"] for line in run.out.splitlines()] == [f"-#job-{n}" for n in (1, 3, 4)]


def test_score_takes_a_board_that_is_larger_than_a_posting(score, place):
    data = (place / "good.json").read_bytes()
    (place / "jdmatch.toml").write_text(f"[limits]\nposting_bytes = 1500\nboard_bytes = {len(data)}\n")
    assert score("good.json").code == score("-", stdin=data).code == 0
    for run in (score("-", stdin=b" " + data), score("board.json")):
        assert run.code == 3
        (said,) = run.said
        assert "JDM009" in said
        assert "limits.board_bytes" in said


def test_score_refuses_one_title_for_several(score):
    run = score("good.json", "--title", "Miller")
    assert run.code == 2
    assert "good.json holds several" in run.err


def test_score_says_in_one_line_that_a_board_is_broken(score, place):
    (place / "board.json").write_text(json.dumps({"jobs": BOARD})[:-9])
    run = score("board.json", "--format", "json")
    assert run.code == 3
    assert json.loads(run.out)["code"] == "JDM014"
    assert len(run.said) == 1


# batch


def test_batch_gives_each_posting_of_a_board_its_row(batch, place):
    (place / "in" / "boards").mkdir(parents=True)
    (place / "board.json").rename(place / "in" / "boards" / "board.json")
    (place / "linked.json").rename(place / "in" / "linked.json")
    (place / "plain.txt").rename(place / "in" / "plain.txt")
    (place / "in" / "rows.jsonl").write_text(bakery.row(1))
    run = batch("in")
    assert run.code == 3
    good = [f"boards/{IDS[n]}" for n in (0, 2, 5)]
    found = rows(place / "out")
    assert [f["posting"]["id"] for f in found] == [*good, "linked.json#L1", "linked.json#L2", "plain.txt", "p1"]
    for one in found:
        SCHEMA.validate(one)
    errors = rows(place / "out", "errors.jsonl")
    assert [(e["id"], e["code"]) for e in errors] == [(f"boards/{IDS[n]}", code) for n, code in CODES.items()]
    assert "$[1].lists" in errors[0]["message"]
    assert "7 analysed, 3 failed, 5 parts in out" in run.err


def test_a_posting_of_a_board_is_analysed_as_it_is_alone(batch, score, place):
    batch("good.json")
    alone = [json.loads(line) for line in score("good.json", "--format", "jsonl").out.splitlines()]
    assert rows(place / "out") == alone


@pytest.mark.parametrize(
    "lost", ["part-00001.jsonl", "parts/00000.json", "parts/00002.json", "parts/00001.errors.jsonl"]
)
def test_a_run_over_boards_is_resumed_to_the_byte(batch, place, tiny, lost):
    batch("board.json", "good.json")
    whole = parts(place / "out")
    (place / "out" / lost).unlink()
    before = tiny.texts
    run = batch("board.json", "good.json", "--resume")
    assert "(4 were there)" in run.err
    assert parts(place / "out") == whole
    assert tiny.texts > before
    assert "(5 were there)" in batch("board.json", "good.json", "--resume").err


def test_a_board_that_changed_is_not_resumed(batch, place):
    batch("good.json")
    (place / "good.json").write_text(json.dumps([job(1), job(3)]))
    run = batch("good.json", "--resume")
    assert run.code == 2
    assert "good.json changed" in run.err


def test_a_board_that_changes_during_the_run_is_an_error_row(batch, place, monkeypatch):
    def meddle(path, data):
        write_whole(path, data)
        if path.name == "manifest.json":
            (place / "good.json").write_text(json.dumps([job(9)]))

    monkeypatch.setattr("jdmatch.batch.folder.write_whole", meddle)
    assert batch("good.json").code == 3
    (error,) = rows(place / "out", "errors.jsonl")
    assert (error["id"], error["code"]) == ("good.json", "JDM003")


def test_a_file_that_is_no_board_after_all_is_one_error_row(batch, place):
    (place / "in").mkdir()
    (place / "in" / "a.json").write_text('{"jobs": [{"title": ')
    (place / "in" / "b.json").write_text('{"jobs": []}')
    (place / "in" / "c.json").write_text('{"orders": []}')
    (place / "in" / "d.txt").write_text(bakery.POSTING)
    assert batch("in").code == 3
    errors = [(e["id"], e["code"]) for e in rows(place / "out", "errors.jsonl")]
    assert errors == [("a.json", "JDM014"), ("b.json", "JDM015"), ("c.json", "JDM015")]


def test_one_board_at_a_time_is_held_and_files_of_one_posting_are_not_opened_to_plan(place, monkeypatch):
    opened = []

    def spy(path, *arguments, **options):
        opened.append(path.name)
        return find_postings(path, *arguments, **options)

    monkeypatch.setattr(plan, "find_postings", spy)
    inputs, _ = find_inputs([place / "good.json", place / "plain.txt", place / "linked.json"], place / "out")
    stream = items(inputs, Columns(), SETTINGS)
    assert next(stream).id.endswith("good.json#job-1")
    assert opened == ["good.json"]
    rest = list(stream)
    assert [item.found is None for item in rest] == [False, False, True, False, False]


def test_ids_of_two_boards_of_one_name_do_not_meet_but_those_of_one_board_given_twice_do(batch, place):
    (place / "other").mkdir()
    (place / "other" / "good.json").write_text((place / "good.json").read_text())
    assert batch("good.json", "other/good.json", part_size=64).code == 0
    assert batch("good.json", "good.json", out="twice", part_size=64).code == 3
    assert [e["code"] for e in rows(place / "twice", "errors.jsonl")] == ["JDM020"] * 3


def test_limits_of_a_board_in_a_batch(place):
    tight = Settings(limits=Limits(board_bytes=100))
    inputs, _ = find_inputs([place / "good.json"], place / "out")
    (item,) = items(inputs, Columns(), tight)
    assert item.fault is not None
    assert item.fault[0] == "JDM009"
