"""Starting, bounding and ending the worker that parses documents.

Every document gets a process of its own: a fresh interpreter (nothing is forked, so threads and open files of the
caller do not matter, and nothing of the caller's main module is run again), killed when its time is up or the caller
is interrupted, and always waited for. Whatever becomes of it, the caller gets an answer or an ``InputError``.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jdmatch.errors import InputError, LimitError
from jdmatch.settings import Limits

_START = "import sys; sys.path[:] = {path!r}; from jdmatch.sources.worker import main; main()"
_PACKAGE_ROOT = str(Path(__file__).resolve().parents[2])


class WorkerCrashError(Exception):
    """The worker died on the document, by a signal of its own making."""


def parse(kind: str, document: bytes, limits: Limits, name: str, *, engine: str = "", until: float = 0.0) -> Any:
    """What the worker read from a document of ``kind`` (pdf, docx, odt, rtf). ``until`` is the monotonic time by which
    it must be done (0: the limit from now). InputError with the worker's reason; LimitError where it ran out of memory,
    CPU or time; WorkerCrashError where it died otherwise."""
    header = json.dumps({"kind": kind, "engine": engine, "limits": asdict(limits)}).encode("ascii")
    left = (until or time.monotonic() + limits.worker_wall_seconds) - time.monotonic()
    try:
        process = _start()
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"{name} can not be read: the process that parses documents could not be started ({reason})."
        raise InputError(message, code="JDM003") from error
    try:
        reply, _ = process.communicate(header + b"\n" + document, timeout=max(left, 0.1))
    except subprocess.TimeoutExpired:
        raise LimitError(
            f"{name} was given up: reading it took longer than {limits.worker_wall_seconds} s "
            "(limits.worker_wall_seconds). Save it anew, or give the posting as text."
        ) from None
    finally:
        _end(process)
    return _result(reply, process.returncode, limits, name)


def _start() -> subprocess.Popen[bytes]:
    path = [_PACKAGE_ROOT, *(p for p in sys.path if p)]
    # Isolated and without site: neither the environment nor hooks in site-packages run in the worker, and it starts
    # in half the time. What the parent can import, it can.
    return subprocess.Popen(  # noqa: S603 (this interpreter, no shell, nothing of the document in the arguments)
        [sys.executable, "-I", "-S", "-B", "-c", _START.format(path=path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        close_fds=True,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):  # what was still to be written to a dead worker
                stream.close()


def _result(reply: bytes, status: int, limits: Limits, name: str) -> Any:
    if status == 0 and reply:
        answer = json.loads(reply)
        if "ok" in answer:
            return answer["ok"]
        raise _refusal(answer["error"]["code"], f"{name} {answer['error']['why']}.")
    if status == -getattr(signal, "SIGXCPU", 0) and status:
        raise LimitError(
            f"{name} was given up: reading it took longer than {limits.worker_cpu_seconds} s of CPU time "
            "(limits.worker_cpu_seconds). Save it anew, or give the posting as text."
        )
    raise WorkerCrashError(_cause(status))


def _refusal(code: str, message: str) -> InputError:
    return LimitError(message) if code == "JDM009" else InputError(message, code=code)


def _cause(status: int) -> str:
    if status < 0 and os.name == "posix":
        try:
            return f"ended by {signal.Signals(-status).name}"
        except ValueError:
            return f"ended by signal {-status}"
    return f"ended with status {status}"


def broken(name: str, kind: str, cause: str, limits: Limits) -> InputError:
    """The error for a document on which the parser itself died."""
    return InputError(
        f"{name} can not be read: the {kind} parser {cause} on it, for want of memory "
        f"({limits.worker_bytes // 1_000_000} MB, limits.worker_bytes) or because the file is damaged. Save it anew, "
        "or give the posting as text.",
        code="JDM012",
    )
