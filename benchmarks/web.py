"""The web application under load: a real server over a library of a hundred thousand postings, on this machine.

Fifty people for a minute do what people do (lists, searches, analyses' pages, a posting of 700 words scored, a draft
edited), each from an address of its own; four programs send postings of 700 words without a rest; sixty-four do, which
is more than can be done, so that most are refused with 429 and asked to come again; one person opens lists, and edits
a draft. Every posting is another one, so that no vector is known already. Server and visitors share the processors,
as no user's would: the times are from above.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks import corpus, recombine
from benchmarks.context import POSTING, Context, SkipError, jdmatch
from benchmarks.processes import Worker, below, memory
from benchmarks.store import POSTINGS, QUICK_POSTINGS
from benchmarks.summary import latencies, quantile, rounded
from benchmarks.turns import tell

WORDS = 700
_CLIENTS, _SECONDS, _THINK = 50, 60.0, (2.0, 6.0)
_FOUR, _BEYOND = 4, 64
_SEEN = 20  # analyses that can be looked at from the beginning
_EDITS, _WARM = 50, 5
_TURNS = 20
# What a list is asked for: each sort, each filter, words that are common and rare, and several at once.
ADDRESSES = (
    "/postings",
    *(f"/postings?sort={sort}" for sort in ("title", "score", "level", "occupation")),
    "/postings?occupation=43-0000.00",
    "/postings?level=proficient&sort=score",
    "/postings?framework=43-0003.00&sort=title",
    "/postings?score_from=30&score_to=50",
    "/postings?score_from=97",
    "/postings?added_from=2025-03-03&added_to=2025-03-03",
    "/postings?tag=urgent&sort=score",
    "/postings?failed=1",
    "/postings?q=experience+team",
    "/postings?q=customers&sort=title",
    "/postings?q=rareword17",
    "/postings?q=%22high+school+diploma%22&score_from=50",
    "/postings?q=team&occupation=43-0001.00&level=advanced",
    "/postings?q=work&score_from=20",
    "/postings?q=work&score_from=20&level=developing&framework=43-0000.00&tag=urgent",
)


def measure(context: Context) -> dict[str, Any]:
    """Figures of each of these. SkipError without the extra [web] or httpx."""
    if any(find_spec(name) is None for name in ("fastapi", "sqlalchemy", "httpx")):
        raise SkipError("the extra [web] or httpx is not installed: pip install 'jdmatch[web]' httpx")
    quick = context.quick
    number = QUICK_POSTINGS if quick else POSTINGS
    folder = context.folder("web", fresh=True)
    database = _library(context, folder, number)
    texts = _texts(40 if quick else 1_500)
    load = Worker([sys.executable, "-m", "benchmarks.workers.visitors"], context.environment())
    with load, _server(context, database) as server:
        visit = _Visit(load, server, folder)
        start_s = server.ready_seconds
        seen = visit.ask(what="scored", texts=[next(texts) for _ in range(3 if quick else _SEEN)])["postings"]
        draft = POSTING.read_text(encoding="utf-8")
        edits = visit.ask(what="edits", draft=draft, turns=5 if quick else _EDITS, warm=_WARM)
        turns = 2 if quick else _TURNS
        lists = visit.ask(what="pages", addresses=ADDRESSES, turns=turns)
        clients, seconds, think = (5, 5.0, (0.1, 0.5)) if quick else (_CLIENTS, _SECONDS, _THINK)
        asked = {"what": "mix", "clients": clients, "seconds": seconds, "think": think, "postings": seen}
        mix = visit.ask(**asked, draft=draft, texts=[next(texts) for _ in range(12 if quick else 400)])
        asked = {"what": "analyses", "seconds": 3.0 if quick else 20.0}
        four = visit.ask(**asked, clients=_FOUR, texts=[next(texts) for _ in range(10 if quick else 400)])
        beyond = visit.ask(**asked, clients=_BEYOND, texts=[next(texts) for _ in range(10 if quick else 400)])
    return {
        "postings": number,
        "words": WORDS,
        "ready_s": rounded(start_s),
        "mix": {"clients": clients, "think_s": think, **_figures(mix)},
        "analyses": {str(_FOUR): _figures(four), str(_BEYOND): _figures(beyond)},
        "lists": {"worst_p95_ms": max(_p95s(lists)), "turns": turns, **_figures(lists)},
        "draft": {"words": len(draft.split()), **_figures(edits)},
    }


def _figures(found: dict[str, Any]) -> dict[str, Any]:
    requests = sum(map(len, found["seconds"].values()))
    return {
        "requests": requests,
        "per_s": rounded(requests / found["taken"]),
        "seconds": rounded(found["taken"]),
        "errors": sum(found["errors"].values()),
        "error_kinds": found["errors"],
        "refused": sum(found["refused"].values()),
        "kinds": {kind: latencies(taken) for kind, taken in sorted(found["seconds"].items())},
        "memory_mb": found["memory_mb"],
    }


def _p95s(found: dict[str, Any]) -> list[float]:
    return [rounded(1000 * quantile(taken, 0.95)) for taken in found["seconds"].values()]


def _library(context: Context, folder: Path, number: int) -> str:
    """The URL of a copy of the library that ``store`` measures; made where there is none."""
    from benchmarks import library
    from jdmatch.settings import Settings
    from jdmatch.store import open_store

    kept = context.folder("store") / f"{number}.db"
    with open_store(f"sqlite:///{kept}", Settings(data_dir=folder)) as store:
        if not store.info().postings:
            library.fill(store, number)
    path = folder / "library.db"
    shutil.copyfile(kept, path)
    return f"sqlite:///{path}"


def _texts(number: int) -> Iterator[str]:
    """Different postings of 700 words, out of lines of real ones."""
    parts, words = [], 0
    for made in recombine.postings(corpus.own(), number * 8):
        for line in made.text.splitlines():
            parts.append(line)
            words += len(line.split())
            if words >= WORDS:
                yield "\n".join(parts)
                parts, words = [], 0


class _Server:
    """A running ``jdmatch serve``. ``ready_seconds``: from its start to its first analysis being possible."""

    def __init__(self, context: Context, database: str) -> None:
        from urllib.request import urlopen

        begun = time.perf_counter()
        self.process = subprocess.Popen(
            jdmatch("serve", "--port", 0, "--database", database, "--log-level", "warning"),
            env=context.environment(), cwd=context.folder("web"), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        assert self.process.stderr is not None
        self.said = ""
        self.base = ""
        for line in self.process.stderr:
            self.said += line
            if found := re.search(r"jdmatch is at (http://\S+?)/ ", line):
                self.base = found[1]
                break
        else:
            raise RuntimeError(f"the server ended with {self.process.wait()}: {self.said}")
        threading.Thread(target=self._listen, daemon=True).start()
        while True:
            try:
                with urlopen(f"{self.base}/readyz") as answer:
                    if answer.status == 200:
                        break
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError(f"the server ended: {self.said}") from None
                time.sleep(0.05)
        self.ready_seconds = time.perf_counter() - begun

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said += line

    def memory_mb(self) -> float:
        """Proportional megabytes of it and the processes below it; 0 where the system does not say."""
        return sum(found[1] for pid in below(self.process.pid) if (found := memory(pid)))

    def stop(self) -> None:
        """Have it end. RuntimeError where it did not as it should."""
        self.process.terminate()
        code = self.process.wait(120)
        if code:
            raise RuntimeError(f"the server left with {code}: {self.said[-2000:]}")


@contextmanager
def _server(context: Context, database: str) -> Iterator[_Server]:
    made = _Server(context, database)
    try:
        yield made
        made.stop()
    finally:
        if made.process.poll() is None:
            made.process.kill()
            made.process.wait()


class _Visit:
    """Asks the visitors, and looks at the server's memory before, meanwhile and after."""

    def __init__(self, load: Worker, server: _Server, folder: Path) -> None:
        self._load, self._server, self._file = load, server, folder / "question.json"

    def ask(self, **question: Any) -> dict[str, Any]:
        self._file.write_text(json.dumps(question | {"base": self._server.base}), encoding="utf-8")
        sizes = [self._server.memory_mb()]
        done = threading.Event()

        def look() -> None:
            while not done.wait(0.5):
                sizes.append(self._server.memory_mb())

        looking = threading.Thread(target=look, daemon=True)
        looking.start()
        try:
            found = self._load.ask(file=str(self._file))
        finally:
            done.set()
            looking.join()
        before, after = sizes[0], self._server.memory_mb()
        found["memory_mb"] = {"before": rounded(before), "peak": rounded(max(*sizes, after)), "after": rounded(after)}
        told = {
            kind: f"{latencies(t)['p50_ms']:.0f}/{latencies(t)['p95_ms']:.0f}" for kind, t in found["seconds"].items()
        }
        tell(
            f"{question['what']}: {told}, refused {found['refused']}, errors {found['errors']}, {found['memory_mb']} MB"
        )
        return found
