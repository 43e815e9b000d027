"""The local engine: parts over processes of this machine, each with its models loaded once.

One worker runs in this process; more are spawned (never forked: onnxruntime and FAISS hold threads), with as many
threads each as the cores allow. Only a few parts are in flight at a time, so the plan is not held in memory.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import replace
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from jdmatch.analyzer import Analyzer
from jdmatch.batch.parts import PartResult, do_part
from jdmatch.batch.plan import Item
from jdmatch.settings import Settings

Task = tuple[int, tuple[Item, ...], str]

_analyzer: Analyzer | None = None


def _start(settings: Settings) -> None:
    global _analyzer
    _analyzer = Analyzer.load(settings)


def _work(folder: Path, task: Task) -> PartResult:
    if _analyzer is None:
        raise RuntimeError("the worker was not started by its initializer")
    number, items, key = task
    return do_part(_analyzer, folder, number, items, key)


def results(tasks: Iterator[Task], folder: Path, settings: Settings, workers: int) -> Generator[PartResult]:
    """Do every task; results come as they are done. Closing the iterator waits for the parts in flight."""
    if workers == 1:
        analyzer = Analyzer.load(settings)
        for number, items, key in tasks:
            yield do_part(analyzer, folder, number, items, key)
        return
    shared = replace(settings, threads=max(1, (os.cpu_count() or 1) // workers))
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=_start, initargs=(shared,)) as pool:
        running: set[Future[PartResult]] = {pool.submit(_work, folder, task) for task in islice(tasks, workers * 2)}
        try:
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                running |= {pool.submit(_work, folder, task) for task in islice(tasks, len(done))}
                for future in done:
                    yield future.result()
        finally:
            for future in running:
                future.cancel()
