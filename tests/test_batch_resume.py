"""Resuming a batch run: whatever happened to it, the bytes are those of an undisturbed one, or it is refused."""

from __future__ import annotations

import signal
import sys
import threading

import pytest

from jdmatch import Settings
from jdmatch.batch import BatchOptions, run
from jdmatch.errors import BatchError
from jdmatch.files import write_whole
from tests import bakery, batch_kit
from tests.batch_kit import manifest, parts, re_resume
from tests.conftest import files_below

place, batch = batch_kit.place, batch_kit.batch


class Killed(BaseException):
    """Stands for SIGKILL: nothing of ours catches it."""


@pytest.fixture
def undisturbed(batch, place):
    (place / "rows.jsonl").write_text(bakery.row(0) + '{"id": "bad", "text": "x"}\n' + bakery.row(2) + bakery.row(3))
    batch("rows.jsonl", out="whole")
    return parts(place / "whole")


@pytest.mark.parametrize("kind", ["jsonl", "parquet", "csv"])
@pytest.mark.parametrize("finished", [False, True], ids=["during", "after"])
def test_killed_at_any_write_and_resumed_gives_the_same_bytes(batch, place, undisturbed, monkeypatch, finished, kind):
    """Every write of a run in turn: killed in the middle of it (a temporary file stays) or right behind it."""
    if kind == "parquet":
        pytest.importorskip("pyarrow", reason="the [research] extra is not installed")
    if kind != "jsonl":
        batch("rows.jsonl", "--format", kind, out="flat")
        undisturbed = parts(place / "flat")
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
                batch("rows.jsonl", "--format", kind, out=out)
            except Killed:
                total += 1
            else:
                break
        assert batch("rows.jsonl", "--format", kind, out=out).code == 2
        assert batch("rows.jsonl", "--resume", "--format", kind, out=out).code == 3
        assert parts(place / out) == undisturbed
        assert not [name for name in files_below(place / out) if name.endswith(".tmp")]
    # The manifest twice, the results, errors and marker of each of two parts, and the merged errors.
    assert total == (9 if kind == "jsonl" else 11)


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
        (["rows.jsonl"], ["rows.jsonl", "--format", "csv"], "format changed from jsonl to csv"),
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


def test_another_version_of_what_writes_is_refused(batch, monkeypatch):
    pytest.importorskip("pyarrow", reason="the [research] extra is not installed")
    batch("rows.jsonl", "--format", "parquet")
    monkeypatch.setattr("pyarrow.__version__", "99.1")
    done = batch("rows.jsonl", "--format", "parquet", "--resume")
    assert done.code == 2
    assert "writer changed from pyarrow " in done.err
    assert "to pyarrow 99.1" in done.err


@pytest.mark.parametrize("lost", ["statements-00000.csv", "postings-00001.csv"])
@pytest.mark.parametrize("how", ["removed", "cut"])
def test_a_table_that_is_missing_or_damaged_is_made_again_with_the_other(batch, place, lost, how):
    batch("rows.jsonl", "--format", "csv", part_size=4)
    whole, path = parts(place / "out"), place / "out" / lost
    path.unlink() if how == "removed" else path.write_bytes(path.read_bytes()[:-30])
    assert "(1 were there)" in batch("rows.jsonl", "--format", "csv", "--resume", part_size=4).err
    assert parts(place / "out") == whole


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


def test_ctrl_c_finishes_the_part_and_says_how_to_resume(batch, place, undisturbed, monkeypatch):
    from jdmatch.batch import parts as parts_module

    real = parts_module.do_part

    def interrupted(*arguments):
        signal.raise_signal(signal.SIGINT)
        return real(*arguments)

    before = signal.getsignal(signal.SIGINT)
    with monkeypatch.context() as patch:
        patch.setattr("jdmatch.batch.local.do_part", interrupted)
        done = batch("rows.jsonl")
    assert signal.getsignal(signal.SIGINT) is before
    assert done.code == 130
    assert "press Ctrl-C again to stop at once" in done.said[0]
    assert re_resume(done.err)
    assert manifest(place / "out")["status"] == "interrupted"
    assert manifest(place / "out")["counts"] == {"analysed": 1, "failed": 1, "parts": 1}
    assert batch("rows.jsonl", "--resume").code == 3
    assert manifest(place / "out")["status"] == "finished"
    assert parts(place / "out") == undisturbed


def test_ctrl_c_twice_stops_at_once(batch, place, undisturbed, monkeypatch):
    def interrupted(*_):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("the second one was not heard")

    with monkeypatch.context() as patch:
        patch.setattr("jdmatch.batch.local.do_part", interrupted)
        done = batch("rows.jsonl")
    assert done.code == 130
    assert re_resume(done.err)
    assert manifest(place / "out")["status"] == "running"
    assert not list((place / "out").glob("part-*"))
    assert batch("rows.jsonl", "--resume").code == 3
    assert parts(place / "out") == undisturbed


def test_ctrl_c_is_left_alone_outside_of_the_main_thread(place, tiny):
    options = BatchOptions((place / "rows.jsonl",), place / "out", part_size=3, workers=1)
    found = []
    framework = Settings(frameworks=(str(place / "four.csv"),))
    thread = threading.Thread(target=lambda: found.append(run(options, framework)))
    thread.start()
    thread.join()
    assert (found[0].parts, found[0].interrupted) == (3, False)
