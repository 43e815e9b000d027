"""Processes timed from outside: one command to its end, or a worker that is asked and answers.

A command's wall time runs from before it is started to after it is reaped; processor time is of it and the children
that it waited for. Memory is looked at all along in /proc, over the process and everything below it: resident pages,
and proportional ones (PSS), which count a page that several processes share once. Where there is no /proc, only the
largest single process is known.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from benchmarks.context import ROOT, SkipError

_EVERY = 0.25
_TAIL = 2_000


@dataclass(frozen=True, slots=True)
class Sample:
    """Memory at a moment: seconds since the start, resident and proportional megabytes, processes, and what ``count``
    said."""

    seconds: float
    rss_mb: float
    pss_mb: float
    processes: int
    count: int


@dataclass(frozen=True, slots=True)
class Timed:
    """What a finished command took. ``peak_mb`` is the largest sum over its processes that was seen, proportional
    where that is known; ``largest_mb`` the largest resident size of a single one."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    peak_rss_mb: float
    largest_mb: float
    samples: tuple[Sample, ...] = field(repr=False, default=())


class FailedError(Exception):
    """A measured command that ended badly, with the end of what it said."""


def timed(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    folder: Path,
    cpus: frozenset[int] | None = None,
    every: float = _EVERY,
    count: Callable[[], int] = lambda: 0,
    accept: tuple[int, ...] = (0,),
) -> Timed:
    """Run a command in ``folder``, on some processors only where ``cpus`` says so. FailedError where its exit code
    is not among ``accept``."""
    said = folder / "said.txt"
    with said.open("wb") as sink:
        started = time.perf_counter()
        process = subprocess.Popen(
            list(command), env=dict(environment), cwd=folder, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink,
            start_new_session=True, preexec_fn=(lambda: os.sched_setaffinity(0, cpus)) if cpus else None,
        )  # fmt: skip
        samples: list[Sample] = []
        try:
            seconds, status, usage = _reap(process.pid, started, samples, every, count)
        except BaseException:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in accept:
        tail = said.read_text(encoding="utf-8", errors="replace")[-_TAIL:]
        raise FailedError(f"{' '.join(map(str, command))[:300]} … ended with {process.returncode}:\n{tail}")
    # A child begins with the high water of whoever forked it: right from a small driver, too high from a large one.
    largest = usage.ru_maxrss / 1024
    return Timed(
        seconds=seconds,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        peak_mb=max((s.pss_mb for s in samples), default=largest) or largest,
        peak_rss_mb=max((s.rss_mb for s in samples), default=largest),
        largest_mb=largest,
        samples=tuple(samples),
    )


def _reap(
    pid: int, started: float, samples: list[Sample], every: float, count: Callable[[], int]
) -> tuple[float, int, Any]:
    looked = started
    while True:
        done, status, usage = os.wait4(pid, os.WNOHANG)
        now = time.perf_counter()
        if done:
            return now - started, status, usage
        if now - looked >= every:
            looked = now
            sizes = [size for process in below(pid) if (size := memory(process))]
            if sizes:
                rss, pss = (sum(column) for column in zip(*sizes, strict=True))
                samples.append(Sample(now - started, rss, pss, len(sizes), count()))
        # Short enough not to lengthen a cold start by what is measured.
        time.sleep(0.002 if now - started < 10 else 0.05)


def below(pid: int) -> Iterator[int]:
    """A process and all below it, as far as they are still there."""
    yield pid
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in (thread / "children").read_text(encoding="ascii").split():
                yield from below(int(child))


def memory(pid: int) -> tuple[float, float] | None:
    """Resident and proportional megabytes of a process, None where it is gone or the system does not say."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    sizes = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines[1:] if line.endswith("kB")}
    return sizes.get("Rss", 0.0), sizes.get("Pss", 0.0)


class Worker:
    """A process that answers questions, a JSON object a line; ``start_seconds`` is how long it took to be ready, and
    ``ready`` what it said then. SkipError where it can not start."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 -- closed with the process
        started = time.perf_counter()
        self._process = subprocess.Popen(
            list(command), env=dict(environment), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self._said, text=True, encoding="utf-8", start_new_session=True,
        )  # fmt: skip
        try:
            self.ready = self._line()
        except BaseException:
            self.close()
            raise
        self.start_seconds = time.perf_counter() - started

    def ask(self, **question: Any) -> dict[str, Any]:
        """The answer to a question."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return self._line()

    def peak_mb(self) -> float:
        """The most that the process has been resident with so far."""
        lines = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii").splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith("VmHWM:"))) / 1024

    def close(self) -> None:
        """End the process."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._said.close()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _line(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._said.seek(0)
            said = self._said.read().decode("utf-8", "replace").strip().splitlines()
            raise SkipError(f"it ended early: {said[-1] if said else 'without a word'}")
        answer: dict[str, Any] = json.loads(line)
        return answer
