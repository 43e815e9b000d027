"""The local engine: parts over processes of this machine, each with its models loaded once.

One worker runs in this process; more are spawned (never forked: onnxruntime and FAISS hold threads), with as many
threads each as the cores allow, and no more of them than there are parts. Only a few parts are in flight at a time, so
the plan is not held in memory. A worker that dies, and an interrupt, end the run at once: what was finished stays, and
parts in the middle of their work leave nothing behind.
"""

from __future__ import annotations

import signal
from collections.abc import Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path

from jdmatch.analyzer import Analyzer
from jdmatch.batch.parts import PartResult, do_part
from jdmatch.batch.plan import Item
from jdmatch.encoder import cores
from jdmatch.errors import BatchStoppedError
from jdmatch.records import Signature
from jdmatch.settings import Settings

Task = tuple[int, tuple[Item, ...], str]

# A worker's own, or why it has none: an error in an initializer would only be known as a dead worker.
_loaded: Analyzer | Exception = RuntimeError("the worker was not started by its initializer")


def _start(settings: Settings, expected: Signature) -> None:
    # Ctrl-C goes to every process of the terminal; only the first one answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    global _loaded
    try:
        _loaded = Analyzer.load(settings)
        if _loaded.signature != expected:
            _loaded = BatchStoppedError(
                "jdmatch, a model or a framework changed while the run was going on. Run the same again with --resume."
            )
    except Exception as error:  # to be raised where it is asked for
        _loaded = error


def _work(folder: Path, task: Task) -> PartResult:
    if isinstance(_loaded, Exception):
        raise _loaded
    number, items, key = task
    return do_part(_loaded, folder, number, items, key)


def results(tasks: Iterator[Task], folder: Path, analyzer: Analyzer, workers: int) -> Generator[PartResult]:
    """Do every task; results come as they are done. Closing the iterator waits for the parts in flight.

    BatchStoppedError where a worker dies; OutputError where the folder can not be written."""
    first = list(islice(tasks, workers))
    tasks = chain(first, tasks)
    if len(first) < 2:
        for number, items, key in tasks:
            yield do_part(analyzer, folder, number, items, key)
        return
    analyzer.warm()
    yield from _spread(tasks, folder, analyzer, len(first))


def _spread(tasks: Iterator[Task], folder: Path, analyzer: Analyzer, workers: int) -> Generator[PartResult]:
    shared = replace(analyzer.settings, threads=analyzer.settings.threads or max(1, cores() // workers))
    given = (shared, analyzer.signature)
    pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_start, initargs=given)
    running: dict[Future[PartResult], int] = {}

    def submit(some: int) -> None:
        for task in islice(tasks, some):
            running[pool.submit(_work, folder, task)] = task[0]

    try:
        submit(workers * 2)
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            submit(len(done))
            for future in sorted(done, key=running.__getitem__):
                yield future.result()
                del running[future]
    except BrokenProcessPool as error:
        raise _died(sorted(running.values())) from error
    except KeyboardInterrupt:
        for process in list(pool._processes.values()):
            process.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _died(parts: list[int]) -> BatchStoppedError:
    named = ", ".join(map(str, parts))
    return BatchStoppedError(
        f"A worker process died while part{'s' if len(parts) > 1 else ''} {named} stood to be done; most often the "
        "system had no memory left. What was finished is kept: run the same again with --resume, and fewer --workers."
    )
