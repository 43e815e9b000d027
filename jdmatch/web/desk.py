"""The models, and who uses them when.

An analysis keeps a core busy, and two at once on the same models are no faster than one behind the other; so one thread
does all of them. What a person waits for goes before the work of a bulk job. A queue that is full takes nothing more:
``BusyError`` says when to come again, before a pile grows that nobody waits for any more. When the library of
frameworks has changed it is read anew beside that thread, which goes on with the frameworks that it has and then
changes over between two pieces of work.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from functools import partial
from queue import Empty, PriorityQueue
from typing import Any, TypeVar

from jdmatch.analyzer import Analyzer
from jdmatch.settings import Settings

logger = logging.getLogger(__name__)
T = TypeVar("T")

# What goes first. Work of one rank is done in the order in which it came.
PERSON, JOB = 0, 1
# Analyzers that share the models but look at other frameworks or another level: small beside the models themselves.
_KEPT = 24


class BusyError(Exception):
    """There is no room for more work; ``seconds`` is when there may be."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"too many analyses at once: come again in {seconds} s")
        self.seconds = seconds


class Desk:
    """Loads the models in the background and runs what is submitted, one piece of work at a time.

    ``waiting``: how much may wait or run at once, jobs aside; ``per_client``: how much of it for one address.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        waiting: int = 32,
        per_client: int = 8,
        load: Callable[[Settings], Analyzer] = Analyzer.load,
    ) -> None:
        self.settings = settings
        self._load = load
        self._most, self._each = waiting, per_client
        self._queue: PriorityQueue[tuple[int, int, Callable[[], None], Future[Any]]] = PriorityQueue()
        self._count = itertools.count()
        self._lock = threading.Lock()
        self._clients: Counter[str] = Counter()
        self._pace = 0.2  # seconds that a piece of work took lately
        self._analyzers: OrderedDict[tuple[tuple[str, ...], str | None], Analyzer] = OrderedDict()
        self._loading: Future[Analyzer] = Future()
        self._forgetting: list[Future[None]] = []  # who wants to know when the library was read anew
        self._renewing = False
        self._stopping = False
        self._thread = threading.Thread(target=self._work, name="jdmatch-desk", daemon=True)

    # --- life ---------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to load the models, and to work once they are there."""
        self._thread.start()

    def stop(self) -> None:
        """Take nothing more; what runs is finished, what waits is not begun."""
        with self._lock:
            self._stopping = True
        self._put(-1, lambda: None, Future())
        if self._thread.ident is not None:
            self._thread.join(timeout=30)
        for done in self._left():
            done.cancel()

    @property
    def is_ready(self) -> bool:
        """Whether the models are there."""
        loading = self._loading
        return loading.done() and loading.exception() is None

    @property
    def failed(self) -> BaseException | None:
        """Why the models could not be loaded, None while they load and once they are there."""
        loading = self._loading
        return loading.exception() if loading.done() else None

    @property
    def waiting(self) -> int:
        """How many pieces of work of persons wait or run."""
        return self._clients.total()

    def _work(self) -> None:
        try:
            self._loading.set_result(self._load(self.settings))
        except Exception as error:
            logger.exception("the models could not be loaded")
            self._loading.set_exception(error)
        while not self._stopping:
            _, _, task, _ = self._queue.get()
            task()

    def _put(self, rank: int, task: Callable[[], None], done: Future[Any]) -> None:
        self._queue.put((rank, next(self._count), task, done))

    def _left(self) -> Iterator[Future[Any]]:
        """What waits for persons, and will not be done any more. What belongs to a job is taken back by the job."""
        while True:
            try:
                rank, _, _, done = self._queue.get_nowait()
            except Empty:
                return
            if rank == PERSON:
                yield done

    # --- work ---------------------------------------------------------------------------------------------------

    def submit(self, work: Callable[[Desk], T], *, client: str = "", rank: int = PERSON) -> Future[T]:
        """Have ``work`` done by the desk's thread, which alone may use ``analyzer``. BusyError where the queue, or the
        client's part of it, is full; a job's work is always taken, for a job submits one piece at a time."""
        done: Future[T] = Future()
        if rank == PERSON:
            self._admit(client)

        def task() -> None:
            begun = time.monotonic()
            try:
                # A caller that went away cancelled what nobody waits for any more.
                if not done.set_running_or_notify_cancel():
                    return
                done.set_result(work(self))
                self._pace += 0.2 * (time.monotonic() - begun - self._pace)
            except Exception as error:
                done.set_exception(error)
            finally:
                if rank == PERSON:
                    self._release(client)

        self._put(rank, task, done)
        return done

    async def run(self, work: Callable[[Desk], T], *, client: str = "", seconds: float | None = None) -> T:
        """``submit`` and wait for it. TimeoutError after ``seconds``; the work is not begun then, if it was not."""
        done = self.submit(work, client=client)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(done), seconds)
        except (TimeoutError, asyncio.CancelledError):
            done.cancel()
            raise

    def _admit(self, client: str) -> None:
        with self._lock:
            if self._stopping or self._clients.total() >= self._most or self._clients[client] >= self._each:
                raise BusyError(max(1, round(self._clients.total() * self._pace)))
            self._clients[client] += 1

    def _release(self, client: str) -> None:
        with self._lock:
            self._clients[client] -= 1
            if self._clients[client] <= 0:
                del self._clients[client]

    # --- models, in the desk's thread ---------------------------------------------------------------------------

    def analyzer(self, frameworks: tuple[str, ...] = (), level: str | None = None) -> Analyzer:
        """The analyzer of these frameworks (none: the settings' own choice) at a level (None: the implied one).
        FrameworkError, SettingsError, ModelError."""
        whole = self._loading.result()
        if not frameworks and level == self.settings.level:
            return whole
        key = (frameworks, level)
        made = self._analyzers.get(key)
        if made is None:
            made = whole.naming(frameworks, level)
            self._analyzers[key] = made
            if len(self._analyzers) > _KEPT:
                self._analyzers.popitem(last=False)
        self._analyzers.move_to_end(key)
        return made

    # --- the library has changed --------------------------------------------------------------------------------

    def forget(self) -> Future[None]:
        """Read the frameworks anew: the library has changed. What is asked meanwhile is answered with those that were
        there; the future is done once the new ones are used, and holds the error where they can not be (then the old
        ones stay)."""
        done: Future[None] = Future()
        with self._lock:
            if self._stopping:
                done.cancel()
                return done
            self._forgetting.append(done)
            if self._renewing:
                return done  # it is looked again once what is being read now is there
            self._renewing = True
        threading.Thread(target=self._renew, name="jdmatch-library", daemon=True).start()
        return done

    def _renew(self) -> None:
        """Read the library as often as it has changed, in a thread of its own."""
        while True:
            with self._lock:
                waiting, self._forgetting = self._forgetting, []
                if not waiting or self._stopping:
                    self._renewing = False
                    break
            try:
                fresh = self._fresh()
            except Exception as error:
                logger.exception("the library of frameworks could not be read anew: it is used as it was")
                for one in waiting:
                    one.set_exception(error)
                continue
            # A person's rank, though nobody waits for it: it takes no time, and a job of many pieces would put it off.
            self._put(PERSON, partial(self._change_over, fresh, waiting), Future())
        for one in waiting:
            one.cancel()

    def _fresh(self) -> Analyzer:
        try:
            whole = self._loading.result()
        except Exception:
            # What has changed may be what kept the models from being loaded.
            return self._load(self.settings)
        return whole.renewed()

    def _change_over(self, fresh: Analyzer, waiting: Sequence[Future[None]]) -> None:
        loaded: Future[Analyzer] = Future()
        loaded.set_result(fresh)
        # Others ask in their threads whether it is there: it is, at every moment.
        self._loading = loaded
        self._analyzers.clear()
        for one in waiting:
            one.set_result(None)


def client_of(scope: Any) -> str:
    """The address that asks, for its share of the queue."""
    client = scope.get("client")
    return str(client[0]) if client else ""
