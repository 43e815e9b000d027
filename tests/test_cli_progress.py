"""The progress bar: what it says of the pace, and that it says nothing in a pipe."""

from __future__ import annotations

import io
import sys

import pytest

from jdmatch.batch.parts import PartResult
from jdmatch.cli.progress import Bar


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def bar(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    clock = [0.0]
    with Bar(lambda: clock[0]) as made:
        made.now, made.terminal = clock, terminal
        yield made


def test_nothing_is_drawn_in_a_pipe_or_before_the_number_is_known(monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert not Bar().shown
    with Bar() as bar:
        bar.advance(PartResult(0, 4, 0))
    assert sys.stderr.getvalue() == ""


def test_the_pace_is_of_what_was_done_now(bar, monkeypatch):
    # Between a fixture and its test pytest puts its own file back.
    monkeypatch.setattr(sys, "stderr", bar.terminal)
    assert bar.shown
    bar.total(20_000)
    assert bar.pace() == ""
    # What was there before takes no time and says nothing about the pace.
    bar.advance(PartResult(0, 10_000, 0, fresh=False))
    bar.now[0] = 10.0
    assert bar.pace() == ""
    bar.advance(PartResult(1, 60, 4))
    assert bar.pace() == "6.4/s, 0:25:52 left,"
    bar.now[0] = 1000.0
    bar.advance(PartResult(2, 9_000, 936))
    assert bar.pace() == "10.0/s, 0:00:00 left,"
    bar.__exit__()
    drawn = bar.terminal.getvalue()
    assert "940 failed" in drawn
    assert "10.0/s" in drawn


def test_long_runs_are_told_in_hours(bar):
    bar.total(1_000_000)
    bar.now[0] = 64.0
    bar.advance(PartResult(0, 64, 0))
    assert bar.pace() == "1.0/s, 277:45:36 left,"
