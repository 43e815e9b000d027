"""What was given out to a cluster and has not come back: which part is next, and which is to be given once more.

A node that dies takes its parts with it, and where the cluster has no room to begin its workers again elsewhere nobody
would ever do them. So a part that is out for much longer than any part took so far is given out a second time. That is
always safe, since a part's bytes do not depend on who makes them: the first to come back is written, another is
dropped. A part that never comes back, however often it is given, kills its workers, and ends the run.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from jdmatch.batch.parts import Task
from jdmatch.errors import BatchStoppedError

# How often a part is given out, the shortest time (seconds) after which it is given again, that time as a multiple of
# the slowest part so far (up to three wait before a worker), and that time while no part came back yet: models are
# loaded, nodes may be on their way.
MOST = 4
SHORTEST = 10.0
SLOWER = 8.0
FIRST = 300.0


@dataclass(slots=True)
class _Out:
    task: Task
    last: float
    times: int = 1


class Ledger:
    """Tasks on their way. ``clock`` gives seconds."""

    def __init__(self, tasks: Iterator[Task], clock: Callable[[], float] = time.monotonic) -> None:
        self._tasks = tasks
        self._clock = clock
        self._out: dict[int, _Out] = {}
        self._slowest = 0.0
        self._began: float | None = None

    def __len__(self) -> int:
        """How many parts are out."""
        return len(self._out)

    def give(self) -> Task | None:
        """The next part, which is out from now on; None where there is no other."""
        task = next(self._tasks, None)
        if task is not None:
            self._out[task[0]] = _Out(task, self._clock())
        return task

    def back(self, number: int, seconds: float) -> Task | None:
        """The task of a part that came back, which took a worker so long; None where it had come back before."""
        self._slowest = max(self._slowest, seconds)
        if self._began is None:
            # The others have waited until now for the workers to be ready.
            self._began = self._clock()
        out = self._out.pop(number, None)
        return None if out is None else out.task

    def late(self) -> list[Task]:
        """The parts that are to be given once more now. BatchStoppedError for one that was given too often."""
        now, began = self._clock(), self._began
        patience = FIRST if began is None else max(SHORTEST, SLOWER * self._slowest)
        late = [
            out
            for out in self._out.values()
            if now - max(out.last, began or out.last) > patience * 2 ** (out.times - 1)
        ]
        lost = [out.task[0] for out in late if out.times >= MOST]
        if lost:
            raise BatchStoppedError(
                f"Part {lost[0]} was given to {MOST} workers of the cluster and never came back; most often they had "
                "no memory left. What was finished is kept: run the same again with --resume, and with fewer workers "
                "or larger nodes."
            )
        for out in late:
            out.last = now
            out.times += 1
        return [out.task for out in late]
