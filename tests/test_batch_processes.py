"""Batch runs in processes of their own: killed, interrupted, and seen on a terminal."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from jdmatch import Analyzer, Settings
from jdmatch.batch import BatchOptions, local, run
from jdmatch.batch.formats import Run
from jdmatch.errors import BatchStoppedError, ModelError
from tests import bakery, batch_kit
from tests.batch_kit import COMMAND, manifest, parts, re_resume, start, wait_for_parts
from tests.conftest import files_below
from tests.tiny_encoder import TinyEncoder

place = batch_kit.place


ROWS, PARTS = 320, 80


def test_the_last_task_is_known():
    assert list(local._marked(iter("abc"))) == [("a", False), ("b", False), ("c", True)]
    assert list(local._marked(iter(""))) == []


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
    assert b"finishing the parts" in said
    assert re_resume(said.decode())
    assert len(list((many / "out" / "parts").glob("*.json"))) < PARTS
    assert manifest(many / "out")["status"] == "interrupted"
    assert not [name for name in files_below(many / "out") if name.endswith(".tmp")]

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
    task, described = (0, (), "key"), Run("jsonl", "0", analyzer.signature)

    def damaged(settings):
        raise ModelError("models/level.json is damaged.", code="JDM040")

    monkeypatch.setattr(Analyzer, "load", damaged)
    local._start(analyzer.settings, analyzer.signature)
    with pytest.raises(ModelError, match="damaged"):
        local._work(tmp_path / "out", described, task)
    monkeypatch.setattr(Analyzer, "load", lambda settings: analyzer)
    local._start(analyzer.settings, replace(analyzer.signature, level="another"))
    with pytest.raises(BatchStoppedError, match="changed while the run was going on"):
        local._work(tmp_path / "out", described, task)


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
