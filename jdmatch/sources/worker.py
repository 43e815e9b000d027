"""The process in which a PDF, DOCX, ODT or RTF is parsed: it takes one document, answers once, and is gone.

Documents are written by strangers and their parsers are large, so they are parsed where a crash, a bomb or an endless
loop costs nothing but this process: limited in memory and CPU time by the system, in wall time by the parent
(``sandbox``). It is started as a fresh interpreter without site packages' hooks and imports only its one parser.

The job comes on standard input: a line of JSON (kind, engine, limits), then the document. The answer is one JSON
object on standard output: ``{"ok": …}``, or ``{"error": {"code", "why"}}`` with a reason that continues "FILE …".
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any


class RefusedError(Exception):
    """The document can not be read: a code of ``errors.CODES`` and a reason that continues the file's name."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code, self.why = code, why


def main() -> None:
    """Read the job, do it under its limits, answer."""
    answer = os.dup(1)
    # Whatever a parser prints must not stand in the answer.
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    job = json.loads(sys.stdin.buffer.readline())
    _limit(job["limits"])
    reply = json.dumps(_answer(job, sys.stdin.buffer.read())).encode("ascii")
    with os.fdopen(answer, "wb") as stream:
        stream.write(reply)
    # A parser's own tidying up may crash or hang, and there is nothing left to do.
    os._exit(0)


def _answer(job: dict[str, Any], document: bytes) -> dict[str, Any]:
    try:
        return {"ok": _parse(job, document)}
    except RefusedError as refused:
        return {"error": {"code": refused.code, "why": refused.why}}
    except MemoryError:
        return {"error": {"code": "JDM009", "why": "needs more memory than a document may take (limits.worker_bytes)"}}
    except Exception as error:  # whatever a parser raises on a damaged document
        said = f"{type(error).__name__}: {error}"[:200]
        return {"error": {"code": "JDM012", "why": f"is damaged: its parser stopped ({said})"}}


def _parse(job: dict[str, Any], document: bytes) -> dict[str, Any]:
    if job["kind"] == "docx":
        from jdmatch.sources import worker_docx

        return worker_docx.read(document, job["limits"])
    if job["kind"] == "odt":
        from jdmatch.sources import worker_odt

        return worker_odt.read(document, job["limits"])
    if job["kind"] == "rtf":
        from jdmatch.sources import worker_rtf

        return worker_rtf.read(document, job["limits"])
    from jdmatch.sources import worker_pdf

    return worker_pdf.read(document, job["limits"], job["engine"])


def _limit(limits: dict[str, int]) -> None:
    try:
        import resource
    except ImportError:  # Windows: the parent's wall clock and the checks of sizes remain
        return
    seconds = limits["worker_cpu_seconds"]
    for what, soft in (
        (resource.RLIMIT_AS, limits["worker_bytes"]),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        wanted = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
        try:
            resource.setrlimit(what, (wanted, wanted if what != resource.RLIMIT_CPU else _later(wanted, hard)))
        except (ValueError, OSError):  # a system that has the name and not the limit
            continue


def _later(seconds: int, hard: int) -> int:
    """One second behind the soft limit, whose signal says what happened, within the hard one that stands."""
    return seconds + 1 if hard < 0 or hard > seconds else hard


if __name__ == "__main__":
    main()
