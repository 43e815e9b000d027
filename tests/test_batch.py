"""Batch runs to the contract of docs/wire.md: what is read, what is written, and that killing a run changes nothing."""

from __future__ import annotations

import errno
import hashlib
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from jdmatch import Analyzer, Settings
from jdmatch import files as files_module
from jdmatch.batch import BatchOptions, local, run
from jdmatch.batch.plan import Columns, find_inputs, items
from jdmatch.errors import BatchError, BatchStoppedError, InputError, ModelError
from jdmatch.files import write_whole
from jdmatch.records import dumps
from jdmatch.records.schema import result_schema
from jdmatch.sources import read_file
from tests import bakery
from tests.conftest import files_below
from tests.tiny_encoder import TinyEncoder

SCHEMA = jsonschema.Draft202012Validator(result_schema())


@pytest.fixture
def place(tmp_path, jd):
    """A framework, a table of seven postings, and a folder with files of two formats in a subfolder."""
    (tmp_path / "four.csv").write_text(bakery.FOUR, encoding="utf-8")
    (tmp_path / "rows.jsonl").write_text("".join(bakery.row(n) for n in range(7)), encoding="utf-8")
    inner = tmp_path / "in" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text(bakery.POSTING, encoding="utf-8")
    (tmp_path / "in" / "c.md").write_text("# Baker\n\n" + bakery.POSTING, encoding="utf-8")
    (inner / "shop.txt").write_text(bakery.COUNTER, encoding="utf-8")
    return tmp_path


@pytest.fixture
def batch(place, jd, tiny):
    """``batch("rows.jsonl", …)`` into the folder out, with one worker and two postings a part."""

    def go(*arguments, out="out", part_size=2, **more):
        return jd(
            "batch", *arguments, "--out", out, "-f", "four.csv", "--workers", "1", "--part-size", str(part_size), **more
        )

    return go


def parts(folder):
    """The bytes of everything that must not depend on how a run went."""
    found = {p.name: p.read_bytes() for p in sorted(folder.glob("part-*"))}
    found |= {f"parts/{p.name}": p.read_bytes() for p in sorted((folder / "parts").iterdir())}
    return found | {"errors.jsonl": (folder / "errors.jsonl").read_bytes()}


def rows(folder, name="part-*.jsonl"):
    return [json.loads(line) for p in sorted(folder.glob(name)) for line in p.read_text(encoding="utf-8").splitlines()]


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


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


def test_a_folder_goes_in_by_relative_path(batch, place):
    (place / "in" / "notes.xyz").write_text("no posting")
    (place / "in" / ".hidden.txt").write_text(bakery.POSTING)
    (place / "in" / "table.csv").write_text("id,text\n")
    (place / "in" / "more.jsonl").write_text(bakery.row(1))
    done = batch("in")
    assert done.code == 0
    assert [f["posting"]["id"] for f in rows(place / "out")] == ["a.txt", "b/shop.txt", "c.md", "p1"]
    assert any("notes.xyz" in line and "no reader" in line for line in done.said)
    assert any("table.csv" in line and "not supported" in line for line in done.said)
    assert not any("hidden" in line for line in done.said)
    assert len(manifest(place / "out")["skipped_files"]) == 2


def test_many_skipped_files_are_counted(batch, place):
    for n in range(14):
        (place / "in" / f"{n}.xyz").write_text("")
    said = batch("in").said
    assert sum(".xyz" in line for line in said) == 10
    assert any("4 more files" in line for line in said)


def test_files_and_tables_in_the_order_given(batch, place):
    batch("in/c.md", "rows.jsonl", "in/a.txt", part_size=64)
    ids = [f["posting"]["id"] for f in rows(place / "out")]
    assert ids == ["in/c.md", *(f"p{n}" for n in range(7)), "in/a.txt"]


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


def test_results_below_the_inputs_are_no_inputs(batch, place):
    assert batch("in", out="in/results").code == 0
    before = parts(place / "in" / "results")
    assert batch("in", "--resume", out="in/results").code == 0
    assert parts(place / "in" / "results") == before


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
        (["rows.csv"], "JDM070", 2, "not supported"),
        (["rows.tsv"], "JDM070", 2, "not supported"),
        (["rows.parquet"], "JDM070", 2, "not supported"),
        (["in", "--format", "parquet"], "JDM070", 2, "--format parquet is not supported"),
        (["in", "--format", "csv"], "JDM070", 2, "--format csv is not supported"),
        (["in", "--engine", "ray"], "JDM070", 2, "--engine ray is not supported"),
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
    for end in ("csv", "tsv", "parquet"):
        (place / f"rows.{end}").write_text("id,text\n")
    done = jd("batch", *arguments, "--out", "out")
    assert done.code == exit_code
    assert len(done.said) == 1
    assert code in done.err
    assert said in done.err
    assert not (place / "out").exists()


def test_a_pipe_is_no_input(batch, place):
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    os.mkfifo(place / "pipe.txt")
    done = batch("pipe.txt")
    assert done.code == 3
    assert "reads its inputs twice" in done.err
    os.mkfifo(place / "in" / "pipe.txt")
    assert batch("in").code == 0


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


# --- resume ---------------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """Stands for SIGKILL: nothing of ours catches it."""


@pytest.fixture
def undisturbed(batch, place):
    (place / "rows.jsonl").write_text(bakery.row(0) + '{"id": "bad", "text": "x"}\n' + bakery.row(2) + bakery.row(3))
    batch("rows.jsonl", out="whole")
    return parts(place / "whole")


@pytest.mark.parametrize("finished", [False, True], ids=["during", "after"])
def test_killed_at_any_write_and_resumed_gives_the_same_bytes(batch, place, undisturbed, monkeypatch, finished):
    """Every write of a run in turn: killed in the middle of it (a temporary file stays) or right behind it."""
    total = 0
    for kill_at in range(20):
        out, writes = f"out{kill_at}", 0

        def deadly(path, data, kill_at=kill_at):
            nonlocal writes
            if writes == kill_at and not finished:
                (path.parent / f".{path.name}.abc123.tmp").write_bytes(b"half")
                raise Killed
            write_whole(path, data)
            writes += 1
            if writes > kill_at and finished:
                raise Killed

        with monkeypatch.context() as patch:
            for module in ("folder", "parts", "run"):
                patch.setattr(sys.modules[f"jdmatch.batch.{module}"], "write_whole", deadly)
            try:
                batch("rows.jsonl", out=out)
            except Killed:
                total += 1
            else:
                break
        assert batch("rows.jsonl", out=out).code == 2
        assert batch("rows.jsonl", "--resume", out=out).code == 3
        assert parts(place / out) == undisturbed
        assert not [name for name in files_below(place / out) if name.endswith(".tmp")]
    # The manifest twice, three files for each of two parts, and the errors.
    assert total == 9


def damage_nothing(folder):
    pass


def remove_marker(folder):
    (folder / "parts" / "00001.json").unlink()


def cut_part(folder):
    path = folder / "part-00000.jsonl"
    path.write_bytes(path.read_bytes()[:-40])


def flip_part(folder):
    path = folder / "part-00001.jsonl"
    data = bytearray(path.read_bytes())
    data[50] ^= 1
    path.write_bytes(data)


def remove_part(folder):
    (folder / "part-00000.jsonl").unlink()


def cut_errors(folder):
    (folder / "parts" / "00000.errors.jsonl").write_bytes(b"")


def cut_marker(folder):
    (folder / "parts" / "00000.json").write_bytes(b'{"key": ')


def strange_marker(folder):
    (folder / "parts" / "00000.json").write_bytes(b"[]")


def remove_errors(folder):
    (folder / "errors.jsonl").unlink()


DAMAGE = [damage_nothing, remove_marker, cut_part, flip_part, remove_part, cut_errors, cut_marker, strange_marker,
          remove_errors]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda d: d.__name__)
def test_what_is_missing_or_damaged_is_done_again(batch, place, undisturbed, damage):
    batch("rows.jsonl")
    damage(place / "out")
    done = batch("rows.jsonl", "--resume")
    assert parts(place / "out") == undisturbed
    there = 2 if damage in (damage_nothing, remove_errors) else 1
    assert f"({there} were there)" in done.err
    assert manifest(place / "out")["reused_parts"] == there


def test_a_finished_run_is_resumed_without_encoding_anything(batch, place, undisturbed, tiny):
    batch("rows.jsonl")
    before = tiny.texts
    assert batch("rows.jsonl", "--resume").code == 3
    assert tiny.texts == before


def test_resume_on_an_absent_or_empty_folder_starts(batch, place, undisturbed):
    (place / "empty").mkdir()
    for out in ("absent", "empty"):
        assert batch("rows.jsonl", "--resume", out=out).code == 3
        assert parts(place / out) == undisturbed


def test_a_folder_with_anything_in_it_needs_resume_and_a_run(batch, place):
    (place / "out").mkdir()
    (place / "out" / "thesis.txt").write_text("mine")
    for arguments, said in ((["rows.jsonl"], "--resume"), (["rows.jsonl", "--resume"], "no manifest")):
        done = batch(*arguments)
        assert done.code == 2
        assert said in done.err
    assert files_below(place / "out") == ["thesis.txt"]
    (place / "out" / "manifest.json").write_text('{"plan": {"inputs": 3}}')
    assert batch("rows.jsonl", "--resume").code == 2


def change_row(place):
    (place / "rows.jsonl").write_text(bakery.row(0) + bakery.row(9))
    return "the input rows.jsonl changed"


def change_framework(place):
    (place / "four.csv").write_text(bakery.FOUR.replace("Negotiate", "Discuss"))
    return "frameworks changed from bakery@"


def change_setting(place):
    (place / "jdmatch.toml").write_text("covered = 0.9\n")
    return "covered changed from nothing to 0.9"


def change_limit(place):
    (place / "jdmatch.toml").write_text("[limits]\npages = 7\n")
    return "limits"


@pytest.mark.parametrize(
    "change", [change_row, change_framework, change_setting, change_limit], ids=lambda c: c.__name__
)
def test_a_changed_run_is_refused_with_the_reason(batch, place, change):
    batch("rows.jsonl")
    before = {p: (place / "out" / p).read_bytes() for p in files_below(place / "out")}
    reason = change(place)
    done = batch("rows.jsonl", "--resume")
    assert done.code == 2
    assert len(done.said) == 1
    assert "JDM070" in done.err
    assert reason in done.err
    assert {p: (place / "out" / p).read_bytes() for p in files_below(place / "out")} == before


@pytest.mark.parametrize(
    ("first", "then", "reason"),
    [
        (["rows.jsonl"], ["rows.jsonl", "--level", "advanced"], "level changed from nothing to advanced"),
        (["rows.jsonl"], ["rows.jsonl", "in"], "the input a.txt is new"),
        (["rows.jsonl", "in"], ["in"], "the input rows.jsonl is gone"),
        (["rows.jsonl", "in"], ["in", "rows.jsonl"], "another order"),
        (["rows.jsonl", "rows.jsonl"], ["rows.jsonl"], "more or less often"),
        (["rows.jsonl"], ["rows.jsonl", "--text-column", "body"], "columns changed"),
        (["rows.jsonl"], ["rows.jsonl", "--part-size", "3"], "part_size changed from 2 to 3"),
    ],
)
def test_other_arguments_are_refused_with_the_reason(batch, first, then, reason):
    batch(*first)
    done = batch(*then, "--resume")
    if "--part-size" in then:  # the last one given counts, and the fixture gives its own
        done = batch("rows.jsonl", "--resume", part_size=3)
    assert done.code == 2
    assert reason in done.err


def test_another_model_is_refused(batch, place, tiny, monkeypatch):
    batch("rows.jsonl")
    tiny.signature = "other@sha256:1"
    done = batch("rows.jsonl", "--resume")
    assert done.code == 2
    assert "encoder changed from tiny-64" in done.err


def test_two_files_of_one_name_do_not_hide_each_others_changes(batch, place):
    (place / "in" / "a.jsonl").write_text(bakery.row(1))
    (place / "in" / "b" / "a.jsonl").write_text(bakery.row(2))
    batch("in")
    (place / "in" / "a.jsonl").write_text(bakery.row(3))
    assert "the input a.jsonl changed" in batch("in", "--resume").err


def test_what_changes_no_result_may_change(batch, place):
    batch("rows.jsonl")
    (place / "jdmatch.toml").write_text("threads = 1\nuse_cache = false\n")
    assert batch("rows.jsonl", "--resume", "--max-failures", "3").code == 0


def test_two_runs_in_one_folder_at_once_are_refused(batch, place, tiny):
    pytest.importorskip("fcntl", reason="no locks on this system")
    batch("rows.jsonl")
    settings = Settings(frameworks=(str(place / "four.csv"),))
    options = BatchOptions((place / "rows.jsonl",), place / "other", part_size=2, workers=1)
    refused = []

    def meanwhile(_):
        with pytest.raises(BatchError, match="Another batch run is at work"):
            run(BatchOptions(options.inputs, options.out, resume=True, part_size=2, workers=1), settings)
        refused.append(1)

    run(options, settings, progress=meanwhile)
    assert len(refused) == 4
    run(BatchOptions(options.inputs, options.out, resume=True, part_size=2, workers=1), settings)


# --- as a library, and the plan -------------------------------------------------------------------------------------


def test_a_run_tells_its_progress(place, tiny):
    told, totals = [], []
    options = BatchOptions((place / "rows.jsonl",), place / "out", part_size=3, workers=1)
    result = run(options, Settings(frameworks=(str(place / "four.csv"),)), total=totals.append, progress=told.append)
    assert totals == [7]
    assert [(t.number, t.analysed, t.failed) for t in told] == [(0, 3, 0), (1, 3, 0), (2, 1, 0)]
    assert (result.analysed, result.failed, result.parts, result.reused_parts, result.stopped) == (7, 0, 3, 0, None)


def test_items_are_a_stream(tmp_path):
    table = tmp_path / "rows.jsonl"
    table.write_text("".join(bakery.row(n) for n in range(50)))
    inputs, _ = find_inputs([table], tmp_path / "out")
    stream = items(inputs, Columns(), 10_000_000)
    assert next(stream).id == "p0"
    table.write_text("")
    assert len(list(stream)) < 50


def test_a_folder_that_can_not_be_listed_is_refused(tmp_path, monkeypatch):
    (tmp_path / "in").mkdir()

    def forbidden(path):
        raise PermissionError(errno.EACCES, "Permission denied", os.fspath(path))

    monkeypatch.setattr(os, "scandir", forbidden)
    with pytest.raises(InputError, match="can not be listed"):
        find_inputs([tmp_path / "in"], tmp_path / "out")


def test_a_damaged_model_ends_the_run(batch, place, monkeypatch):
    def damaged(*_):
        raise ModelError("The index is refused.", code="JDM041")

    monkeypatch.setattr("jdmatch.analyzer.facts.read", damaged)
    done = batch("rows.jsonl")
    assert done.code == 3
    assert "JDM041" in done.err
    assert rows(place / "out") == []


def test_an_interrupt_says_how_to_resume(batch, place, undisturbed, monkeypatch):
    from jdmatch.batch import parts as parts_module

    real, done_parts = parts_module.do_part, []

    def interrupted(*arguments):
        if done_parts:
            raise KeyboardInterrupt
        done_parts.append(1)
        return real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr("jdmatch.batch.local.do_part", interrupted)
        done = batch("rows.jsonl")
    assert done.code == 130
    assert re_resume(done.err)
    assert batch("rows.jsonl", "--resume").code == 3
    assert parts(place / "out") == undisturbed


def re_resume(said):
    """The command line after "Resume with: jdmatch batch"."""
    return next(
        (line for line in said.splitlines() if "esume with: jdmatch batch" in line and "--resume" in line), None
    )


# --- processes ------------------------------------------------------------------------------------------------------


COMMAND = (sys.executable, "-m", "jdmatch", "batch")


def start(place, *arguments, **more):
    return subprocess.Popen(
        [*COMMAND, *arguments, "-f", "four.csv"], cwd=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more
    )


def wait_for_parts(folder, count, process, seconds=60):
    until = time.monotonic() + seconds
    while len(list((folder / "parts").glob("*.json")) if folder.is_dir() else []) < count:
        assert process.poll() is None, process.stderr.read().decode()
        assert time.monotonic() < until, "no part was finished"
        time.sleep(0.01)


# So many that a signal meets a run that is still going, on a fast machine too.
ROWS, PARTS = 320, 80


@pytest.fixture
def many(place):
    (place / "rows.jsonl").write_text("".join(bakery.row(n) for n in range(ROWS)))
    return place


@pytest.mark.real
def test_kill_9_interrupt_and_two_workers_end_with_the_bytes_of_one_worker(many):
    """One undisturbed run with one worker; one killed and resumed by two workers, of which one dies, and which are
    then interrupted; the bytes are the same."""
    settings = Settings(frameworks=(str(many / "four.csv"),))
    run(BatchOptions((Path("rows.jsonl"),), many / "whole", part_size=4, workers=1), settings)

    process = start(many, "rows.jsonl", "--out", "out", "--part-size", "4", "--workers", "1")
    wait_for_parts(many / "out", 2, process)
    process.kill()
    process.communicate()
    killed_at = len(list((many / "out" / "parts").glob("*.json")))
    assert killed_at < PARTS

    process = start(
        many, "rows.jsonl", "--out", "out", "--part-size", "4", "--workers", "2", "--resume", start_new_session=True
    )
    wait_for_parts(many / "out", killed_at + 2, process)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said.decode()
    assert b"Traceback" not in said
    assert re_resume(said.decode())
    assert len(list((many / "out" / "parts").glob("*.json"))) < PARTS

    left = []

    def kill_one(result):
        workers = multiprocessing.active_children()
        if workers and not left:
            left.append(workers[0].pid)
            os.kill(workers[0].pid, signal.SIGKILL)

    going_on = BatchOptions((Path("rows.jsonl"),), many / "out", part_size=4, workers=2, resume=True)
    with pytest.raises(BatchStoppedError, match=r"A worker process died while part.*--resume"):
        run(going_on, settings, progress=kill_one)
    assert not multiprocessing.active_children()
    result = run(going_on, settings)
    assert (result.analysed, result.failed, result.stopped) == (ROWS, 0, None)
    assert parts(many / "out") == parts(many / "whole")


def test_a_worker_that_can_not_load_says_why(place, tmp_path, monkeypatch):
    """Not "a worker died": the error itself comes back; and a worker with other models than the run's refuses."""
    analyzer = Analyzer.load(Settings(frameworks=("four.csv",)), encoder_=TinyEncoder())
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    task = (0, (), "key")

    def damaged(settings):
        raise ModelError("models/level.json is damaged.", code="JDM040")

    monkeypatch.setattr(Analyzer, "load", damaged)
    local._start(analyzer.settings, analyzer.signature)
    with pytest.raises(ModelError, match="damaged"):
        local._work(tmp_path / "out", task)
    monkeypatch.setattr(Analyzer, "load", lambda settings: analyzer)
    local._start(analyzer.settings, replace(analyzer.signature, level="another"))
    with pytest.raises(BatchStoppedError, match="changed while the run was going on"):
        local._work(tmp_path / "out", task)


@pytest.mark.real
def test_a_progress_bar_on_a_terminal_and_none_in_a_pipe(place):
    pty = pytest.importorskip("pty", reason="no terminals to open here")
    piped = start(place, "rows.jsonl", "--out", "piped", "--workers", "1", env=os.environ | {"FORCE_COLOR": "1"})
    _, said = piped.communicate(timeout=60)
    assert said.decode() == "jdmatch: 7 analysed, 0 failed, 1 parts in piped\n"
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "rows.jsonl", "--out", "out", "--workers", "1", "-f", "four.csv"], cwd=place, stderr=theirs,
        stdout=subprocess.PIPE, env=os.environ | {"TERM": "xterm"},
    )  # fmt: skip
    os.close(theirs)
    seen = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # the other end was closed
            break
        if not piece:
            break
        seen += piece
    os.close(ours)
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, b"")
    assert b"Postings" in seen
    assert b"7/7" in seen
