"""Figures for whoever runs the server, in Prometheus' text form: requests and their times, the desk, the library.

Written by hand: it is a counter, a histogram and a few gauges, and their text form is one page of a standard that does
not change. Labels are methods, routes' templates and statuses; nothing of a posting, no address of a client, nothing
that a request makes up can become one.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jdmatch import __version__

if TYPE_CHECKING:
    from jdmatch.web.office import Office

MEDIA = "text/plain; version=0.0.4; charset=utf-8"
# Seconds. Pages are to take 0.2 and analyses 1 at most.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_API = "/api/v1"
_NONE = "none"  # no route: refused before, or nothing has that address


class Meter:
    """Wraps an application and counts what it answers. Used by the thread of the event loop alone."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._buckets: dict[str, list[int]] = {}
        self._seconds: Counter[str] = Counter()
        self._open = 0

    def around(self, app: ASGIApp) -> ASGIApp:
        """The application, counted."""

        async def counted(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            status = 500

            async def seen(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                await send(message)

            begun = time.perf_counter()
            self._open += 1
            try:
                await app(scope, receive, seen)
            finally:
                self._open -= 1
                self._count(scope, status, time.perf_counter() - begun)

        return counted

    def _count(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = _route(scope)
        self._requests[method, route, status] += 1
        self._buckets.setdefault(route, [0] * (len(BUCKETS) + 1))[bisect_left(BUCKETS, seconds)] += 1
        self._seconds[route] += seconds  # type: ignore[assignment]

    def text(self, here: Office) -> str:
        """All figures. StoreError where the database does not answer."""
        return "\n".join([*self._of_requests(), *_of_office(here), ""])

    def _of_requests(self) -> Iterator[str]:
        rows = (
            (f'method="{method}",route="{_safe(route)}",status="{status}"', n)
            for (method, route, status), n in sorted(self._requests.items())
        )
        yield from _metric("jdmatch_requests_total", "counter", "Requests answered.", rows)
        yield from _metric("jdmatch_requests_open", "gauge", "Requests being answered.", [("", self._open)])
        name = "jdmatch_request_seconds"
        yield f"# HELP {name} Time to the end of the answer."
        yield f"# TYPE {name} histogram"
        for route, counts in sorted(self._buckets.items()):
            label, total = f'route="{_safe(route)}"', 0
            for most, n in zip((*map(str, BUCKETS), "+Inf"), counts, strict=True):
                total += n
                yield f'{name}_bucket{{{label},le="{most}"}} {total}'
            yield f"{name}_sum{{{label}}} {self._seconds[route]:.6f}"
            yield f"{name}_count{{{label}}} {total}"


def _of_office(here: Office) -> Iterator[str]:
    yield from _metric("jdmatch_info", "gauge", "This jdmatch.", [(f'version="{_safe(__version__)}"', 1)])
    yield from _metric("jdmatch_models_ready", "gauge", "1 once the models are there.", [("", int(here.desk.is_ready))])
    waiting, most = here.desk.waiting, here.serving.waiting
    yield from _metric("jdmatch_desk_waiting", "gauge", "Analyses of persons that wait or run.", [("", waiting)])
    yield from _metric("jdmatch_desk_most", "gauge", "How many may, before others get 429.", [("", most)])
    info = here.store.info()
    for what in ("postings", "analyses", "drafts", "jobs"):
        yield from _metric(f"jdmatch_{what}", "gauge", f"Kept {what}.", [("", getattr(info, what))])
    still = [job.progress for job in here.store.jobs.list(limit=100) if job.state == "open"]
    items = [(f'state="{state}"', sum(getattr(p, state) for p in still)) for state in ("waiting", "running")]
    yield from _metric("jdmatch_job_items", "gauge", "Items of open jobs, among the newest 100 jobs.", items)
    yield from _metric("process_cpu_seconds_total", "counter", "CPU time.", [("", round(time.process_time(), 3))])


def _metric(name: str, kind: str, about: str, rows: Iterable[tuple[str, float]]) -> Iterator[str]:
    yield f"# HELP {name} {about}"
    yield f"# TYPE {name} {kind}"
    for labels, value in rows:
        yield f"{name}{{{labels}}} {value}" if labels else f"{name} {value}"


def _route(scope: Scope) -> str:
    """The template of the route that answered; files of the pages are one."""
    path = getattr(scope.get("route"), "path", None)
    if path is not None and scope["path"].startswith(_API) and not path.startswith(_API):
        return f"{_API}{path}"  # FastAPI keeps the template as its router has it
    if path is None and scope["path"].startswith("/static/"):
        return "/static"
    return str(path) if path else _NONE


def _safe(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
