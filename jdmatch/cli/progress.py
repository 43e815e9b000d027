"""The progress of long work over postings: how many of how many, how fast, how long still, how many failed.

Drawn on standard error where that is a terminal, and nothing in a pipe. The rate is of what this run did, since parts
that were there before take no time.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

    from jdmatch.batch.parts import PartResult


class Bar:
    """A progress bar where standard error is a terminal, nothing in a pipe. It is drawn once the number of postings
    is known, so that a run that is refused shows none. ``clock`` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.shown = bool(sys.stderr) and sys.stderr.isatty()
        self._clock = clock
        self._progress: Progress | None = None
        self._total = self._seen = self._fresh = self._failed = 0

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    def total(self, postings: int) -> None:
        """Say how many postings there are, and begin."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._total, self._started = postings, self._clock()
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[pace]}"),
            TextColumn("{task.fields[failed]} failed,"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
        )
        self._task = self._progress.add_task("Postings", total=postings, failed=0, pace="")
        self._progress.start()

    def advance(self, result: PartResult) -> None:
        """Count a part that is done, or that was there."""
        done = result.analysed + result.failed
        self._seen += done
        self._fresh += done if result.fresh else 0
        self._failed += result.failed
        if self._progress is not None:
            self._progress.update(self._task, completed=self._seen, failed=self._failed, pace=self.pace())

    def pace(self) -> str:
        """Postings a second and the time that is left, ``12.4/s, 1:02:03 left``; nothing before the first part."""
        passed = self._clock() - self._started
        if not self._fresh or passed <= 0:
            return ""
        rate = self._fresh / passed
        left = round((self._total - self._seen) / rate)
        return f"{rate:,.1f}/s, {left // 3600}:{left // 60 % 60:02d}:{left % 60:02d} left,"
