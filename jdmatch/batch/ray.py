"""The Ray engine: parts over the machines of a cluster, by a pool of Ray Data actors that each hold the models.

The plan is made here, by the process that the user started, and so is every file: postings travel to the workers as
bytes and finished parts travel back, so that the nodes share no folder with it and a node that dies leaves nothing half
written. A stream of tasks runs through a Ray dataset: a queue that is filled as results come in, a generator beside it
that makes a block of every task, and the pool. So only a few parts are on their way, the plan is not held in memory,
and a run can stop feeding and wait for what is out. ``Ledger`` gives out again what a dead node took with it.

Nothing of Ray is imported before the engine is used. Its usage statistics and its dashboard stay off.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import secrets
import socket
import sys
import threading
import time
import warnings
from collections.abc import Generator, Iterator
from dataclasses import replace
from importlib.util import find_spec
from itertools import chain
from typing import TYPE_CHECKING, Any

from jdmatch.analyzer import Analyzer
from jdmatch.batch.formats import Run, writer
from jdmatch.batch.interrupt import held_back
from jdmatch.batch.items import loaded
from jdmatch.batch.ledger import Ledger
from jdmatch.batch.parts import Content, Job, PartResult, Task, make, write
from jdmatch.errors import BatchStoppedError, JdmatchError, MissingExtraError

if TYPE_CHECKING:
    from jdmatch.records import Framework
    from jdmatch.settings import Settings

    Given = tuple[Settings, tuple[Framework, ...], bool, Run]

_RESUME = "What was finished is kept: run the same again with --resume."
_WATCH_SECONDS = 1.0
_REACH_SECONDS = 10.0
_COLOUR = re.compile("\x1b\\[[0-9;]*m")


def need() -> None:
    """MissingExtraError where Ray Data is not installed."""
    if any(find_spec(package) is None for package in ("ray", "pyarrow", "pandas")):
        raise MissingExtraError("The Ray engine", "ray")


def results(tasks: Iterator[Task], job: Job) -> Generator[PartResult]:
    """Do every task, or as many as are begun before the job is to stop; results come as they are done. The cluster is
    the one at the job's address, or one of this machine that lives as long as the run.

    BatchStoppedError where there is no cluster, or it gives up; OutputError where the folder can not be written."""
    first = next(tasks, None)
    if first is None:
        return
    job.analyzer.warm()
    with _cluster(job) as workers:
        yield from _Stream(chain([first], tasks), job, workers).results()


@contextlib.contextmanager
def _cluster(job: Job) -> Iterator[int]:
    """Ray, connected or started; how many workers there are to be."""
    if job.address is not None and job.address != "auto":
        _reach(job.address)
    _prepare(alone=job.address is None)
    import ray

    if ray.is_initialized():  # by a program that uses jdmatch
        yield job.workers or _cpus()
        return
    options: dict[str, Any] = {"address": job.address}
    if job.address is None:
        options = {"address": "local", "num_cpus": job.workers or None, "include_dashboard": False}
        if sys.platform == "linux":  # the whole of 127/8 is this machine; Ray would take the address of its network
            options["_node_ip_address"] = "127.0.0.2"
    try:
        with held_back(), _quiet(), warnings.catch_warnings(action="ignore"):
            ray.init(**options, log_to_driver=False, logging_level=logging.ERROR)
    except Exception as error:
        where = f"No Ray cluster answers at {job.address}" if job.address else "Ray can not be started"
        raise BatchStoppedError(f"{where}: {_reason(error)}. {_RESUME}") from error
    # Ray prints what it hears of its nodes, until its end, and standard output is not for that.
    with contextlib.redirect_stdout(sys.stderr):
        try:
            yield job.workers or _cpus()
        finally:
            ray.shutdown()


def _reach(address: str) -> None:
    """BatchStoppedError where nobody listens at an address: Ray itself would try for minutes."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or "/" in host:
        raise BatchStoppedError(f"{address} is no address of a Ray cluster: give auto or HOST:PORT. {_RESUME}")
    try:
        socket.create_connection((host.strip("[]"), int(port)), _REACH_SECONDS).close()
    except (OSError, OverflowError) as error:
        raise BatchStoppedError(f"No Ray cluster answers at {address}: {error}. {_RESUME}") from error


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Nothing from below Python on standard error: Ray greets there, and errors come as exceptions."""
    if sys.stderr is not None:
        sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _prepare(*, alone: bool) -> None:
    """What Ray reads from the environment when it is imported; what the user has set stays."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    # Its warnings are for those who write for Ray; what matters comes as an exception.
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    if alone and "ray" not in sys.modules and os.environ.setdefault("RAY_AUTH_MODE", "token") == "token":
        # A token of this run alone; Ray would make a lasting one in the user's home.
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))


def _cpus() -> int:
    import ray

    return max(1, int(ray.cluster_resources().get("CPU", 1)))


def _reason(error: BaseException) -> str:
    """What went wrong in one line: Ray's errors are a traceback of another process, and end with it."""
    lines = [line for line in _COLOUR.sub("", str(error)).splitlines() if line.strip()]
    return (lines[-1].strip() if lines else type(error).__name__).rstrip(".")


class _Feed:
    """The queue between the process that plans and the generator that makes blocks; an actor beside the former."""

    def __init__(self) -> None:
        import asyncio

        self._queue: asyncio.Queue[Task] = asyncio.Queue()

    async def put(self, task: Task) -> None:
        await self._queue.put(task)

    async def take(self) -> Task:
        return await self._queue.get()


def _blocks(_: dict[str, Any], feed: Any) -> Iterator[dict[str, Any]]:
    """A block of one row for each task. It has no end: the run is over when every part is back."""
    import ray

    while True:
        yield {"task": _column(ray.get(feed.take.remote()))}


def _column(value: Any) -> Any:
    """A column with one object in it."""
    import numpy as np

    column = np.empty(1, dtype=object)
    column[0] = value
    return column


class _Worker:
    """An actor of the pool: the models, loaded once, and parts as they come. An error that would meet every part comes
    back in a part's place."""

    def __init__(self, given: list[Any]) -> None:
        import ray

        settings, frameworks, named, run = ray.get(given[0])
        self._run: Run = run
        self._analyzer: Analyzer | JdmatchError
        try:
            self._analyzer = _loaded(settings, frameworks, named, run)
        except JdmatchError as error:
            self._analyzer = error

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        number, items, _ = batch["task"][0]
        began = time.monotonic()
        outcome: Content | JdmatchError
        try:
            outcome = (
                self._analyzer if isinstance(self._analyzer, Exception) else make(self._analyzer, items, self._run)
            )
        except JdmatchError as error:
            outcome = error
        return {"part": _column((number, outcome, time.monotonic() - began))}


def _loaded(settings: Settings, frameworks: tuple[Framework, ...], named: bool, run: Run) -> Analyzer:
    from jdmatch import encoder

    analyzer = Analyzer(settings, encoder.load(settings), frameworks, named=named)
    for what, here, there in (
        ("jdmatch or its models", analyzer.signature, run.signature),
        ("what writes the results", writer(run.format), run.writer),
    ):
        if here != there:
            raise BatchStoppedError(
                f"A node of the cluster does not have the same {what}: {here} there, {there} here. Install the same "
                "version on every node and run the same again with --resume."
            )
    return analyzer


class _Stream:
    """One run over a cluster: tasks in at one end, written parts out at the other."""

    def __init__(self, tasks: Iterator[Task], job: Job, workers: int) -> None:
        self._job = job
        self._workers = workers
        self._ledger = Ledger(tasks)
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._error: JdmatchError | None = None
        self._given: Any = None

    def results(self) -> Generator[PartResult]:
        """The parts as they come back, each written."""
        import ray

        self._feed = _beside(_Feed)
        watch = threading.Thread(target=self._watch, daemon=True)
        try:
            # One part for each worker to do, one to go on with, and one on its way.
            self._give(2 * self._workers + 1)
            watch.start()
            yield from self._back()
        finally:
            self._over.set()
            with contextlib.suppress(Exception):
                ray.kill(self._feed)

    def _give(self, some: int) -> None:
        for _ in range(some):
            with self._lock:
                task = None if self._job.stop() else self._ledger.give()
            if task is None:
                return
            self._send(task)

    def _send(self, task: Task) -> None:
        import ray

        number, items, key = task
        settings = self._job.analyzer.settings
        ray.get(self._feed.put.remote((number, tuple(loaded(item, settings) for item in items), key)))

    def _back(self) -> Generator[PartResult]:
        if not len(self._ledger):
            return
        batches = iter(self._dataset().iter_batches(batch_size=None, prefetch_batches=0, batch_format="numpy"))
        while len(self._ledger):
            try:
                parts = next(batches)["part"]
            except Exception as error:
                raise self._error or BatchStoppedError(f"Ray gave up: {_reason(error)}. {_RESUME}") from error
            for number, outcome, seconds in parts:
                if isinstance(outcome, JdmatchError):
                    raise outcome
                with self._lock:
                    task = self._ledger.back(number, seconds)
                if task is not None:
                    yield write(self._job.folder, self._job.run.format, number, task[2], outcome)
                    self._give(1)

    def _dataset(self) -> Any:
        """The dataset that never ends, from the feed through the pool."""
        import ray.data

        logging.getLogger("ray.data").setLevel(logging.CRITICAL)
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = context.print_on_execution_start = False
        # Every row is a block of its own, sent on as soon as it is there.
        context.target_max_block_size = 1
        pool = ray.data.ActorPoolStrategy(
            min_size=1, max_size=self._workers, initial_size=self._workers, max_tasks_in_flight_per_actor=1
        )
        self._given = ray.put(self._given_to_workers())  # kept as long as a worker may begin again
        return (
            ray.data.from_items([0])
            .map_batches(_blocks, fn_args=(self._feed,), num_cpus=0, label_selector=_here())
            .map_batches(_Worker, fn_constructor_args=([self._given],), batch_size=1, compute=pool, num_cpus=1)
        )

    def _given_to_workers(self) -> Given:
        """What a worker loads its models from. Folders of this machine are not those of another."""
        analyzer = self._job.analyzer
        settings = replace(analyzer.settings, threads=analyzer.settings.threads or 1)
        if self._job.address is not None:
            settings = replace(settings, data_dir=None, cache_dir=None)
        return settings, tuple(analyzer.frameworks.values()), analyzer.named, self._job.run

    def _watch(self) -> None:
        """Give out again what is late, until the run is over or a part was given too often; then the feed's end ends
        the dataset."""
        import ray

        while not self._over.wait(_WATCH_SECONDS):
            try:
                with self._lock:
                    late = self._ledger.late()
                for task in late:
                    self._job.note(f"part {task[0]} is late and given to another worker")
                    self._send(task)
            except JdmatchError as error:
                self._error = error
                ray.kill(self._feed)
                return
            except Exception:  # the cluster is gone, and the other thread finds it so
                return


def _here() -> dict[str, str]:
    """What chooses the node of this process."""
    import ray

    return {"ray.io/node-id": ray.get_runtime_context().get_node_id()}


def _beside(actor: type) -> Any:
    """An actor on the node of this process."""
    import ray

    return ray.remote(num_cpus=0, label_selector=_here())(actor).remote()
