"""The local engine: parts over processes of this machine, each with its models loaded once.

One worker runs in this process; more are spawned (never forked: onnxruntime and FAISS hold threads), with as many
threads each as the cores allow, and no more of them than there are parts. They load their models while this process
makes what is kept in the cache folder. Two parts more than there are workers are planned ahead, so that none of them
waits and the plan is not held in memory. The last part is cut in slices where its file is its postings' lines, so that
the workers end together; this process puts it together and writes it. A worker that dies ends the run at once: what was
finished stays, and parts in the middle of their work leave nothing behind.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path

from jdmatch.analyzer import Analyzer
from jdmatch.batch.formats import Run, joinable
from jdmatch.batch.interrupt import held_back
from jdmatch.batch.items import Item
from jdmatch.batch.parts import Content, Job, PartResult, Task, do_part, joined, make, write
from jdmatch.encoder import cores
from jdmatch.errors import BatchStoppedError
from jdmatch.records import Signature
from jdmatch.settings import Settings

# Postings of a slice: fewer would be encoded in poorly filled runs.
_SLICE = 16
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


def _begin(settings: Settings, expected: Signature) -> None:
    """Make a new process a worker."""
    # FAISS asks the environment, and is not loaded yet.
    os.environ.setdefault("OMP_NUM_THREADS", str(settings.threads))
    _start(settings, expected)
    # Models and frameworks stay to the end: looking through them for garbage takes a millisecond a posting.
    gc.collect()
    gc.freeze()


def _nothing() -> None:
    """A task that only makes the pool start a process."""


def _own() -> Analyzer:
    if isinstance(_loaded, Exception):
        raise _loaded
    return _loaded


def _work(folder: Path, run: Run, task: Task) -> PartResult:
    return do_part(_own(), folder, run, task)


def _work_on_slice(run: Run, items: tuple[Item, ...]) -> Content:
    return make(_own(), items, run)


def results(tasks: Iterator[Task], job: Job) -> Generator[PartResult]:
    """Do every task, or as many as are begun before the job is to stop; results come as they are done. Closing the
    iterator waits for the parts in flight.

    BatchStoppedError where a worker dies; OutputError where the folder can not be written."""
    first = list(islice(tasks, job.workers))
    tasks = chain(first, tasks)
    if len(first) > 1:
        yield from _spread(tasks, job, len(first))
        return
    while not job.stop() and (task := next(tasks, None)) is not None:
        yield do_part(job.analyzer, job.folder, job.run, task)


def _spread(tasks: Iterator[Task], job: Job, workers: int) -> Generator[PartResult]:
    settings = job.analyzer.settings
    shared = replace(settings, threads=settings.threads or max(1, cores() // workers))
    given = (shared, job.analyzer.signature)
    pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_begin, initargs=given)
    running: dict[Future[PartResult], int] = {}
    slices: dict[Future[Content], int] = {}
    marked = _marked(tasks)
    ahead: list[tuple[Task, bool]] = []
    cut: Task | None = None

    def submit(some: int) -> None:
        nonlocal cut
        for task, last in chain(ahead, islice(marked, max(0, some - len(ahead)))) if not job.stop() else ():
            number, items, _ = task
            with held_back():  # a submission may start a process
                if last and joinable(job.run.format):
                    cut = task
                    for at in range(0, len(items), _SLICE):
                        slices[pool.submit(_work_on_slice, job.run, items[at : at + _SLICE])] = number
                else:
                    running[pool.submit(_work, job.folder, job.run, task)] = number
        ahead[:] = islice(marked, 1) if not job.stop() else ()

    try:
        with held_back():
            for _ in range(workers):
                pool.submit(_nothing)
        job.analyzer.warm()
        submit(workers)
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            submit(len(done))
            for future in sorted(done, key=running.__getitem__):
                yield future.result()
                del running[future]
        if cut is not None:
            number, _, key = cut
            yield write(job.folder, job.run.format, number, key, joined([future.result() for future in slices]))
    except BrokenProcessPool as error:
        raise _died(sorted({*running.values(), *slices.values()})) from error
    except KeyboardInterrupt:
        for process in list(pool._processes.values()):
            process.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _marked(tasks: Iterator[Task]) -> Iterator[tuple[Task, bool]]:
    """Each task, and whether it is the last."""
    task = next(tasks, None)
    while task is not None:
        following = next(tasks, None)
        yield task, following is None
        task = following


def _died(parts: list[int]) -> BatchStoppedError:
    named = ", ".join(map(str, parts))
    return BatchStoppedError(
        f"A worker process died while part{'s' if len(parts) > 1 else ''} {named} stood to be done; most often the "
        "system had no memory left. What was finished is kept: run the same again with --resume, and fewer --workers."
    )
