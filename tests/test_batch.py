"""Batch runs to the contract of docs/wire.md: what is read and what is written."""

from __future__ import annotations

import errno
import hashlib
import json
import os

import jsonschema
import pytest

from jdmatch import Analyzer, Settings
from jdmatch import files as files_module
from jdmatch.batch import BatchOptions, run
from jdmatch.errors import ModelError
from jdmatch.files import write_whole
from jdmatch.records import dumps
from jdmatch.records.schema import result_schema
from jdmatch.sources import read_file
from tests import bakery, batch_kit
from tests.batch_kit import manifest, parts, rows
from tests.conftest import files_below

SCHEMA = jsonschema.Draft202012Validator(result_schema())
place, batch = batch_kit.place, batch_kit.batch


# --- in and out -----------------------------------------------------------------------------------------------------


def test_a_table_goes_in_and_parts_come_out(batch, place):
    done = batch("rows.jsonl")
    assert (done.code, done.out) == (0, "")
    assert done.said == ["jdmatch: 7 analysed, 0 failed, 4 parts in out"]
    assert [p.name for p in sorted((place / "out").glob("part-*"))] == [f"part-0000{n}.jsonl" for n in range(4)]
    found = rows(place / "out")
    assert [f["posting"]["id"] for f in found] == [f"p{n}" for n in range(7)]
    assert [f["posting"]["title"] for f in found] == [f"Bread Baker {n}" for n in range(7)]
    for one in found:
        SCHEMA.validate(one)
        assert one["matches"]
    assert (place / "out" / "errors.jsonl").read_bytes() == b""
    assert files_below(place / "out") == sorted(
        [
            "errors.jsonl",
            "manifest.json",
            *(f"part-0000{n}.jsonl" for n in range(4)),
            *(f"parts/0000{n}.{end}" for n in range(4) for end in ("json", "errors.jsonl")),
        ]
    )


@pytest.mark.parametrize("size", [1, 3, 7, 64])
def test_the_part_size_changes_nothing_but_the_cut(batch, place, size):
    batch("rows.jsonl", out="one", part_size=7)
    batch("rows.jsonl", out="out", part_size=size)
    assert rows(place / "out") == rows(place / "one")
    assert len(list((place / "out").glob("part-*"))) == -(-7 // size)


def test_a_posting_is_analysed_as_it_is_alone(batch, place, tiny):
    batch("in")
    analyzer = Analyzer.load(Settings(frameworks=(str(place / "four.csv"),)), encoder_=tiny)
    alone = analyzer.analyze(read_file(place / "in" / "b" / "shop.txt", analyzer.settings, id="b/shop.txt"))
    lines = [line for p in sorted((place / "out").glob("part-*")) for line in p.read_text().splitlines()]
    assert lines[1] == dumps(alone.to_dict())


def test_columns_can_be_named_and_html_is_read(batch, place):
    page = "<h1>Baker</h1><ul>" + "".join(f"<li>{line}</li>" for line in bakery.POSTING.splitlines()) + "</ul>"
    (place / "rows.jsonl").write_text(json.dumps({"key": 17, "name": "Night Baker", "body": page, "text": "x"}) + "\n")
    done = batch("rows.jsonl", "--id-column", "key", "--title-column", "name", "--text-column", "body")
    assert done.code == 0, done.err
    (found,) = rows(place / "out")
    assert (found["posting"]["id"], found["posting"]["title"]) == ("17", "Night Baker")
    assert "<li>" not in found["posting"]["text"]


def test_rows_without_an_id_are_named_by_their_place(batch, place):
    (place / "in" / "b" / "t.jsonl").write_text("\n" + json.dumps({"text": bakery.POSTING}) + "\n\n")
    (place / "in" / "t.jsonl").write_text(json.dumps({"text": bakery.COUNTER}) + "\r\n")
    done = batch("in")
    assert done.code == 0
    assert [f["posting"]["id"] for f in rows(place / "out")] == [
        "a.txt",
        "b/shop.txt",
        "b/t.jsonl:2",
        "c.md",
        "t.jsonl:1",
    ]


def test_the_manifest_says_what_the_run_was_made_of(batch, place):
    done = batch("rows.jsonl", "in", "--level", "emerging")
    assert done.code == 0
    found = manifest(place / "out")
    assert found["schema"] == "jdmatch.batch/1"
    assert found["status"] == "finished"
    assert found["counts"] == {"analysed": 10, "failed": 0, "parts": 5}
    assert found["arguments"][0] == "batch"
    assert found["settings"]["level"] == "emerging"
    assert found["seed"] == found["settings"]["seed"]
    assert found["plan"]["inputs"][0] == {
        "name": "rows.jsonl",
        "sha256": hashlib.sha256((place / "rows.jsonl").read_bytes()).hexdigest(),
    }
    assert found["plan"]["signature"]["frameworks"][0].startswith("bakery@sha256:")
    assert found["models"]["matcher.json"]
    assert found["versions"]["numpy"]
    assert found["seconds"] >= 0


# --- bad input ------------------------------------------------------------------------------------------------------


BAD_ROWS = {
    "no JSON": ('{"id": "x", "text": ', "JDM014"),
    "no UTF-8": (b'{"id": "x", "text": "caf\xe9"}', "JDM014"),
    "an array": ("[1, 2]", "JDM015"),
    "no text": ('{"id": "x", "txt": "a"}', "JDM015"),
    "a number for a text": ('{"id": "x", "text": 3}', "JDM015"),
    "a list for an id": (json.dumps({"id": [1], "text": bakery.POSTING}), "JDM015"),
    "an object for a title": (json.dumps({"id": "x", "title": {}, "text": bakery.POSTING}), "JDM015"),
    "null": ("null", "JDM015"),
    "empty text": ('{"id": "x", "text": " "}', "JDM004"),
    "too short": ('{"id": "x", "text": "Bake bread."}', "JDM005"),
    "no job": (json.dumps({"id": "x", "text": bakery.RECIPE * 3}), "JDM006"),
    "nested without end": ("[" * 100_000, "JDM014"),
    "a number without end": ('{"id": ' + "9" * 5000 + ', "text": "a"}', "JDM014"),
    "too long": (json.dumps({"id": "x", "text": "word " * 50_000}), "JDM009"),
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_row_is_an_error_row_and_the_others_are_analysed(batch, place, name):
    line, code = BAD_ROWS[name]
    raw = line if isinstance(line, bytes) else line.encode()
    (place / "rows.jsonl").write_bytes(bakery.row(1).encode() + raw + b"\n" + bakery.row(2).encode())
    done = batch("rows.jsonl")
    assert done.code == 3
    assert [f["posting"]["id"] for f in rows(place / "out")] == ["p1", "p2"]
    (error,) = rows(place / "out", "errors.jsonl")
    SCHEMA.validate(error)
    assert error["code"] == code
    assert error["id"] in ("x", "rows.jsonl:2")
    assert any("1 failed" in line for line in done.said)
    assert manifest(place / "out")["counts"] == {"analysed": 2, "failed": 1, "parts": 2}


def test_a_line_longer_than_any_posting_is_passed_over_without_being_held(batch, place):
    (place / "jdmatch.toml").write_text("[limits]\nposting_bytes = 2000\n")
    long = json.dumps({"id": "x", "text": "a" * 30_000})
    (place / "rows.jsonl").write_text(bakery.row(1) + long + "\n" + bakery.row(2))
    done = batch("rows.jsonl")
    assert done.code == 3
    assert [(e["id"], e["code"]) for e in rows(place / "out", "errors.jsonl")] == [("rows.jsonl:2", "JDM009")]
    assert [f["posting"]["id"] for f in rows(place / "out")] == ["p1", "p2"]


def test_half_a_surrogate_pair_in_a_row(batch, place):
    text = bakery.POSTING + "Café smile \ud83d at guests."
    (place / "rows.jsonl").write_text(json.dumps({"id": "\ud83d", "text": text}) + "\n")
    assert batch("rows.jsonl").code == 0
    (found,) = rows(place / "out")
    SCHEMA.validate(found)
    assert "Café smile" in found["posting"]["text"]


def test_the_later_one_of_two_ids_is_an_error_row(batch, place):
    (place / "rows.jsonl").write_text(bakery.row(1) + bakery.row(2) + bakery.row(1, bakery.COUNTER))
    assert batch("rows.jsonl").code == 3
    assert [f["posting"]["title"] for f in rows(place / "out")] == ["Bread Baker 1", "Bread Baker 2"]
    assert [(e["id"], e["code"]) for e in rows(place / "out", "errors.jsonl")] == [("p1", "JDM020")]


def test_a_bad_file_of_a_folder_is_an_error_row(batch, place):
    (place / "in" / "b" / "broken.pdf").write_bytes(b"%PDF-1.4 cut off")
    (place / "in" / "gone.txt").symlink_to(place / "nowhere.txt")
    done = batch("in")
    assert done.code == 3
    errors = {e["id"]: e["code"] for e in rows(place / "out", "errors.jsonl")}
    assert errors == {"b/broken.pdf": "JDM012", "gone.txt": "JDM001"}
    assert len(rows(place / "out")) == 3


def test_errors_stand_in_input_order_and_are_merged_from_the_parts(batch, place):
    (place / "rows.jsonl").write_text("".join(bakery.row(n) + f'{{"id": "bad{n}", "text": "x"}}\n' for n in range(4)))
    batch("rows.jsonl", part_size=3)
    assert [e["id"] for e in rows(place / "out", "errors.jsonl")] == [f"bad{n}" for n in range(4)]
    merged = b"".join(p.read_bytes() for p in sorted((place / "out" / "parts").glob("*.errors.jsonl")))
    assert (place / "out" / "errors.jsonl").read_bytes() == merged


def test_a_file_that_changes_during_the_run_is_an_error_row(batch, place, monkeypatch):
    real = write_whole

    def meddle(path, data):
        real(path, data)
        if path.name == "manifest.json":
            (place / "in" / "c.md").write_text(bakery.COUNTER)

    monkeypatch.setattr("jdmatch.batch.folder.write_whole", meddle)
    assert batch("in").code == 3
    (error,) = rows(place / "out", "errors.jsonl")
    assert error["id"] == "c.md"
    assert "changed while the run was going on" in error["message"]


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code", "said"),
    [
        (["nope"], "JDM001", 3, "nope does not exist"),
        (["empty"], "JDM070", 2, "no file"),
        (["rows.csv"], "JDM070", 2, "rows.csv has the columns id, txt; the text is looked for in 'text'"),
        (["rows.csv"], "JDM070", 2, "Did you mean 'txt'?"),
        (["rows.tsv", "--text-column", "body"], "JDM070", 2, "looked for in 'body'. Name it with --text-column"),
        (["twice.csv"], "JDM070", 2, "the column 'text' 2 times"),
        (["nothing.csv"], "JDM070", 2, "nothing.csv has no header"),
        (["nope/*.txt"], "JDM001", 3, "nope/*.txt matches no file"),
        (["in", "--format", "xlsx"], "JDM060", 2, "'xlsx'"),
        (["in", "--ray-address", "auto"], "JDM060", 2, "add --engine ray"),
        (["in", "--engine", "locl"], "JDM060", 2, "Did you mean 'local'?"),
        (["in", "--max-failures", "many"], "JDM060", 2, "'many'"),
        (["in", "--max-failures", "101%"], "JDM060", 2, "'101%'"),
        (["in", "--max-failures", "-1"], "JDM060", 2, "'-1'"),
        (["in", "--max-failures", "nan"], "JDM060", 2, "'nan'"),
        (["in", "--max-failures", "2.5"], "JDM060", 2, "'2.5'"),
        (["in", "--part-size", "0"], "JDM060", 2, "part-size"),
        (["in", "--workers", "0"], "JDM060", 2, "workers"),
        (["in", "-f", "nope.csv"], "JDM001", 3, "nope.csv"),
        (["in", "-f", "43-3021"], "JDM031", 2, "Did you mean"),
        (["in", "--level", "develping"], "JDM060", 2, "Did you mean 'developing'"),
    ],
)
def test_what_can_not_start_writes_nothing(place, jd, tiny, arguments, code, exit_code, said):
    (place / "empty").mkdir()
    (place / "rows.csv").write_text("id,txt\n")
    (place / "rows.tsv").write_text("id\ttext\n")
    (place / "twice.csv").write_text("id,text,text\n")
    (place / "nothing.csv").write_text("\n")
    done = jd("batch", *arguments, "--out", "out")
    assert done.code == exit_code
    assert len(done.said) == 1
    assert code in done.err
    assert said in done.err
    assert not (place / "out").exists()


@pytest.mark.parametrize("out", ["four.csv", "four.csv/out"])
def test_an_out_that_is_no_folder(batch, place, out):
    done = batch("rows.jsonl", out=out)
    assert done.code == (2 if out == "four.csv" else 3)
    assert out in done.err
    assert len(done.said) == 1


def test_a_full_disk_ends_the_run_and_leaves_no_half_part(batch, place, monkeypatch):
    batch("rows.jsonl", out="whole")
    real, writes = os.fsync, []

    def full(handle):
        writes.append(handle)
        if len(writes) > 12:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    with monkeypatch.context() as patch:
        patch.setattr(files_module.os, "fsync", full)
        done = batch("rows.jsonl")
    assert done.code == 3
    assert "JDM050" in done.err
    assert "No space left" in done.err
    assert not [name for name in files_below(place / "out") if name.endswith(".tmp")]
    assert batch("rows.jsonl", "--resume").code == 0
    assert parts(place / "out") == parts(place / "whole")


# --- too many failures ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "stopped", "seen"),
    [("0", True, 2), ("1", True, 4), ("3", False, 10), ("4", False, 10), ("40%", True, 2), ("50%", False, 10),
     ("0.5%", True, 2), ("100%", False, 10)],
)  # fmt: skip
def test_max_failures_stops_early(batch, place, limit, stopped, seen):
    (place / "rows.jsonl").write_text(
        "".join(f'{{"id": "bad{n}", "text": "x"}}\n' + bakery.row(n) for n in range(3))
        + "".join(bakery.row(n) for n in range(3, 7))
    )
    done = batch("rows.jsonl", "--max-failures", limit)
    assert done.code == 3
    counts = manifest(place / "out")["counts"]
    assert counts["analysed"] + counts["failed"] == seen
    assert manifest(place / "out")["status"] == ("stopped" if stopped else "finished")
    assert ("JDM071" in done.err) == stopped
    if stopped:
        assert f"--max-failures {limit}" in done.err.replace(f" of {seen}", "")
        assert "--resume" in done.said[-1]
        batch("rows.jsonl", out="whole")
        batch("rows.jsonl", "--resume")
        assert parts(place / "out") == parts(place / "whole")


# --- as a library, and the plan -------------------------------------------------------------------------------------


def test_a_run_tells_its_progress(place, tiny):
    told, totals = [], []
    options = BatchOptions((place / "rows.jsonl",), place / "out", part_size=3, workers=1)
    result = run(options, Settings(frameworks=(str(place / "four.csv"),)), total=totals.append, progress=told.append)
    assert totals == [7]
    assert [(t.number, t.analysed, t.failed) for t in told] == [(0, 3, 0), (1, 3, 0), (2, 1, 0)]
    assert (result.analysed, result.failed, result.parts, result.reused_parts, result.stopped) == (7, 0, 3, 0, None)


def test_a_damaged_model_ends_the_run(batch, place, monkeypatch):
    def damaged(*_):
        raise ModelError("The index is refused.", code="JDM041")

    monkeypatch.setattr("jdmatch.facts.read", damaged)
    done = batch("rows.jsonl")
    assert done.code == 3
    assert "JDM041" in done.err
    assert rows(place / "out") == []
