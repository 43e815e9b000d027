"""The local engine: parts over processes of this machine, each with its models loaded once.

One worker runs in this process; more are spawned (never forked: onnxruntime and FAISS hold threads), with as many
threads each as the cores allow, and no more of them than there are parts. One part more than there are workers is
planned ahead, so that none of them waits and the plan is not held in memory. A worker that dies ends the run at once:
what was finished stays, and parts in the middle of their work leave nothing behind.
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
from jdmatch.batch.formats import Run
from jdmatch.batch.interrupt import held_back
from jdmatch.batch.parts import Job, PartResult, Task, do_part
from jdmatch.encoder import cores
from jdmatch.errors import BatchStoppedError
from jdmatch.records import Signature
from jdmatch.settings import Settings

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


def _work(folder: Path, run: Run, task: Task) -> PartResult:
    if isinstance(_loaded, Exception):
        raise _loaded
    return do_part(_loaded, folder, run, task)


def results(tasks: Iterator[Task], job: Job) -> Generator[PartResult]:
    """Do every task, or as many as are begun before the job is to stop; results come as they are done. Closing the
    iterator waits for the parts in flight.

    BatchStoppedError where a worker dies; OutputError where the folder can not be written."""
    first = list(islice(tasks, job.workers))
    tasks = chain(first, tasks)
    if len(first) > 1:
        job.analyzer.warm()
        yield from _spread(tasks, job, len(first))
        return
    while not job.stop() and (task := next(tasks, None)) is not None:
        yield do_part(job.analyzer, job.folder, job.run, task)


def _spread(tasks: Iterator[Task], job: Job, workers: int) -> Generator[PartResult]:
    settings = job.analyzer.settings
    shared = replace(settings, threads=settings.threads or max(1, cores() // workers))
    given = (shared, job.analyzer.signature)
    pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_start, initargs=given)
    running: dict[Future[PartResult], int] = {}
    ahead: list[Task] = []

    def submit(some: int) -> None:
        for task in chain(ahead, islice(tasks, max(0, some - len(ahead)))) if not job.stop() else ():
            with held_back():  # a submission may start a process
                running[pool.submit(_work, job.folder, job.run, task)] = task[0]
        ahead[:] = islice(tasks, 1) if not job.stop() else ()

    try:
        submit(workers)
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
