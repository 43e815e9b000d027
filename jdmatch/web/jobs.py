"""Does the work of jobs: takes one item after the other from the store and hands it to the desk, behind what persons
wait for.

An item is held with a lease that is renewed for as long as the work on it goes on. A server that is killed renews
nothing; when the lease is over, this or another server takes the item again, so that a job goes on where it was, and
what is in the library is never added twice. Files are read here and not at the desk: a document's worker process may
take its time while the desk analyses for others. A mistake in one item is that item's failure and nothing else's.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from jdmatch import sources
from jdmatch.analyzer.streams import caught
from jdmatch.errors import ConflictError, JdmatchError, NoSuchRecordError, StoreError, traced
from jdmatch.records import Analysis, Failure, Posting
from jdmatch.settings import Settings
from jdmatch.store.records import Claim
from jdmatch.web.desk import JOB, Desk

if TYPE_CHECKING:
    from jdmatch.store import Store

logger = logging.getLogger(__name__)
T = TypeVar("T")

LEASE = 60.0  # seconds
_IDLE = 1.0  # between two looks for work where nobody calls; another server may have added some
_HANDS = 2  # while one item is at the desk, the next is read and the last is written
_DRAIN = 40.0  # seconds that an item may take to end when the server stops


class StoppedError(Exception):
    """The server stops, and the item was not begun: it is given back."""


class LostError(Exception):
    """The item is no longer held: another worker has it, or will."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What postings of a job are measured by, and whether one that is there already is added again."""

    frameworks: tuple[str, ...]
    level: str | None
    again: bool

    @classmethod
    def of(cls, claim: Claim) -> Choice:
        """The choice that a job's options hold."""
        o = claim.options
        return cls(tuple(o.get("frameworks") or ()), o.get("level") or None, bool(o.get("again")))


class Runner:
    """Works on jobs from ``start`` until ``stop``. ``lease``: how long a server that was killed keeps its items."""

    def __init__(self, store: Store, desk: Desk, settings: Settings, *, lease: float = LEASE) -> None:
        self._store, self._desk, self._settings, self._lease = store, desk, settings, lease
        self._stopping = threading.Event()
        self._called = threading.Event()
        self._texts = Keyed()
        self._threads = [threading.Thread(target=self._work, name=f"jdmatch-jobs-{n}") for n in range(_HANDS)]

    # --- life ---------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to look for work."""
        for thread in self._threads:
            thread.daemon = True
            thread.start()

    def call(self) -> None:
        """There is work: don't wait for the next look."""
        self._called.set()

    def stop(self) -> None:
        """Take no more; items that are at work are finished, those that only wait for the desk are given back."""
        self._stopping.set()
        self._called.set()
        for thread in self._threads:
            thread.join(_DRAIN)

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                claim = self._next()
                if claim is not None:
                    self._do(claim)
                    continue
            except StoreError as error:
                logger.error("jobs wait: %s", error.message)
            self._called.wait(_IDLE)
            if not self._stopping.is_set():
                self._called.clear()

    def _next(self) -> Claim | None:
        # Without models every item would fail; with them they can still be done, after a restart if need be.
        return self._store.jobs.claim(lease=self._lease) if self._desk.is_ready else None

    def _do(self, claim: Claim) -> None:
        held = Held(self._store, self._desk, claim, self._lease, self._stopping)
        try:
            (self._uploaded if claim.kind == "bulk-upload" else self._rescored)(held)
        except StoppedError:
            self._store.jobs.release(held.claim)
        except (LostError, ConflictError):
            logger.warning("item %d of job %d was taken over by another worker", claim.item_id, claim.job_id)
        except StoreError as error:
            if not isinstance(error, NoSuchRecordError):  # the database itself: its lease ends, and it is taken again
                raise
            self._store.jobs.fail(held.claim, error.code, error.message)
        except JdmatchError as error:
            self._store.jobs.fail(held.claim, error.code, error.message)
        except Exception as error:
            logger.error("item %d of job %d failed: %s", claim.item_id, claim.job_id, traced(error))
            told = f"jdmatch made a mistake ({type(error).__name__}). Please report it with this file."
            self._store.jobs.fail(held.claim, "JDM099", told)

    # --- what is done -------------------------------------------------------------------------------------------

    def _uploaded(self, held: Held) -> None:
        claim, choice = held.claim, Choice.of(held.claim)
        data = claim.data or b""
        several = sources.find_postings_in_bytes(data, self._settings, id=claim.name, name=claim.name)
        if several is not None:
            self._board(held, choice, several)
            return
        read = caught(claim.name, partial(sources.read_bytes, data, self._settings, id=claim.name, name=claim.name))
        ended = self._added(held, choice, read, finishes=True)
        if isinstance(ended, Failure):
            self._store.jobs.fail(held.claim, ended.code, ended.message)

    def _board(self, held: Held, choice: Choice, several: Iterator[sources.Found]) -> None:
        """Add every posting of a file that holds several; the file failed where none could be analysed."""
        # What a worker that died has added of this file is not added again.
        once = replace(choice, again=choice.again and held.claim.attempts == 1)
        added: list[int] = []
        there: list[int] = []
        failures: list[Failure] = []
        for found in several:
            read = caught(found.id, partial(found.read, self._settings))
            ended = self._added(held, once, read)
            if isinstance(ended, Failure):
                failures.append(ended)
            else:
                number, known = ended
                (there if known else added).append(number)
            held.renew()
        if failures and not added and not there:
            first = failures[0]
            told = f"None of its {len(failures)} postings could be analysed. The first, {first.id}: {first.message}"
            self._store.jobs.fail(held.claim, first.code, told)
            return
        outcome = {
            "postings": added,
            "known": there,
            "failures": [{"id": one.id, "code": one.code, "message": one.message} for one in failures],
        }
        self._store.jobs.finish(held.claim, next(iter((*added, *there)), None), outcome)

    def _added(
        self, held: Held, choice: Choice, read: Posting | Failure, *, finishes: bool = False
    ) -> tuple[int, bool] | Failure:
        """Analyse a posting and add it to the library, unless it stands there already: its number, and whether it
        did. ``finishes``: with it the item is done."""
        if isinstance(read, Failure):
            return read
        sha256 = hashlib.sha256(read.text.encode("utf-8", "surrogatepass")).hexdigest()
        with self._texts.alone(sha256):
            same = () if choice.again else self._store.postings.same(sha256)
            if not same:
                return self._new(held, choice, read, finishes)
        if finishes:
            self._store.jobs.finish(held.claim, same[-1], {"known": [same[-1]]})
        return same[-1], True

    def _new(self, held: Held, choice: Choice, read: Posting, finishes: bool) -> tuple[int, bool] | Failure:
        outcome = held.ask(lambda desk: desk.analyzer(choice.frameworks, choice.level).attempt(read))
        if isinstance(outcome, Failure):
            return outcome
        claim = held.claim if finishes else None
        return self._store.postings.add(read, outcome, who=held.claim.who, source="upload", claim=claim), False

    def _rescored(self, held: Held) -> None:
        claim, choice = held.claim, Choice.of(held.claim)
        stored = self._store.postings.get(claim.posting_id or 0)
        outcome: Analysis | Failure = held.ask(
            lambda desk: desk.analyzer(choice.frameworks, choice.level).attempt(stored.posting)
        )
        if isinstance(outcome, Failure) and outcome.code == "JDM099":  # no reason to give up the analysis that is there
            self._store.jobs.fail(held.claim, outcome.code, outcome.message)
            return
        self._store.postings.rescored(stored.row.id, outcome, claim.who, claim=held.claim)


class Keyed:
    """Lets work on one text go on alone, so that the same file given twice is found the second time."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._taken: set[str] = set()

    @contextmanager
    def alone(self, key: str) -> Iterator[None]:
        """Wait until nobody else works on ``key``, and work on it."""
        with self._free:
            self._free.wait_for(lambda: key not in self._taken)
            self._taken.add(key)
        try:
            yield
        finally:
            with self._free:
                self._taken.discard(key)
                self._free.notify_all()


class Held:
    """An item that is held: what is asked of the desk for it, and its lease meanwhile."""

    def __init__(self, store: Store, desk: Desk, claim: Claim, lease: float, stopping: threading.Event) -> None:
        self.claim = claim
        self._store, self._desk, self._lease, self._stopping = store, desk, lease, stopping

    def ask(self, work: Callable[[Desk], T]) -> T:
        """Have the desk do something, however long persons go first. StoppedError, LostError."""
        waiting: Future[T] = self._desk.submit(work, rank=JOB)
        step = min(0.5, self._lease / 4)
        renewed = time.monotonic()
        while not wait([waiting], timeout=step).done:
            if self._stopping.is_set() and waiting.cancel():
                raise StoppedError
            if time.monotonic() - renewed >= self._lease / 3:
                renewed = time.monotonic()
                self.renew()
        return waiting.result()

    def renew(self) -> None:
        """Hold the item for longer. LostError."""
        claim = self._store.jobs.renew(self.claim, lease=self._lease)
        if claim is None:
            raise LostError
        self.claim = claim
