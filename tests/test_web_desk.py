"""The desk: what goes first, when it takes no more, what is not begun any more, and a library that has changed."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import CancelledError, Future

import pytest

pytest.importorskip("fastapi", reason="FastAPI is not installed: pip install 'jdmatch[web]'")

from jdmatch.settings import Settings
from jdmatch.web.desk import JOB, PERSON, BusyError, Desk

SECONDS = 10


class Models:
    """In an analyzer's place: named by how often its frameworks were read; it can wait while they are read anew."""

    def __init__(self, number=0):
        self.number = number
        self.gate = threading.Event()
        self.gate.set()
        self.reading = threading.Semaphore(0)
        self.fails = None

    def renewed(self):
        self.reading.release()
        assert self.gate.wait(SECONDS)
        if self.fails:
            raise self.fails
        made = Models(self.number + 1)
        made.gate, made.reading = self.gate, self.reading
        return made

    def naming(self, frameworks, level):
        return (self.number, frameworks, level)


@pytest.fixture
def models():
    return Models()


@pytest.fixture
def opened(models):
    """``opened(waiting=…)``: a desk that works, stopped at the end."""
    made = []

    def make(load=lambda _: models, **more):
        desk = Desk(Settings(), load=load, **more)
        desk.start()
        made.append(desk)
        return desk

    yield make
    models.gate.set()
    for desk in made:
        desk.stop()


class Held:
    """Work that keeps the desk busy until it is let go."""

    def __init__(self, desk, **more):
        self.begun, self.go = threading.Event(), threading.Event()
        self.done = desk.submit(self._work, **more)
        assert self.begun.wait(SECONDS)

    def _work(self, _):
        self.begun.set()
        assert self.go.wait(SECONDS)
        return "held"


def result(future):
    return future.result(SECONDS)


# --- order and room ---------------------------------------------------------------------------------------------------


def test_persons_go_before_jobs_and_each_in_the_order_in_which_it_came(opened):
    desk = opened()
    held = Held(desk)
    order = []
    ranks = ((JOB, "job 1"), (PERSON, "ann"), (JOB, "job 2"), (PERSON, "bob"))
    waiting = [desk.submit(lambda _, name=name: order.append(name), rank=rank) for rank, name in ranks]
    held.go.set()
    for one in waiting:
        result(one)
    assert order == ["ann", "bob", "job 1", "job 2"]


def test_a_full_desk_says_when_to_come_again_and_takes_jobs_all_the_same(opened):
    desk = opened(waiting=2)
    held = Held(desk)
    second = desk.submit(lambda _: 2)
    with pytest.raises(BusyError) as refused:
        desk.submit(lambda _: 3)
    assert refused.value.seconds >= 1
    job = desk.submit(lambda _: "job", rank=JOB)
    held.go.set()
    assert (result(second), result(job)) == (2, "job")
    assert result(desk.submit(lambda _: "room again")) == "room again"
    assert desk.waiting == 0


def test_one_address_can_not_take_all_the_room(opened):
    desk = opened(waiting=10, per_client=2)
    held = Held(desk, client="1.1.1.1")
    desk.submit(lambda _: None, client="1.1.1.1")
    with pytest.raises(BusyError):
        desk.submit(lambda _: None, client="1.1.1.1")
    other = desk.submit(lambda _: "other", client="2.2.2.2")
    held.go.set()
    assert result(other) == "other"


def test_what_is_cancelled_is_not_begun_and_leaves_its_room(opened):
    desk = opened(waiting=2)
    held = Held(desk)
    begun = []
    given_up = desk.submit(lambda _: begun.append(1))
    assert given_up.cancel()
    held.go.set()
    assert result(desk.submit(lambda _: "next", rank=JOB)) == "next"
    assert begun == []
    assert desk.waiting == 0


def test_who_waits_too_long_is_told_and_the_work_is_not_begun(opened):
    desk = opened()
    held = Held(desk)
    begun = []
    with pytest.raises(TimeoutError):
        asyncio.run(desk.run(lambda _: begun.append(1), seconds=0.05))
    held.go.set()
    result(desk.submit(lambda _: None, rank=JOB))
    assert begun == []


def test_an_error_reaches_who_asked_and_ends_nothing(opened):
    desk = opened()

    def fails(_):
        raise ValueError("this one")

    with pytest.raises(ValueError, match="this one"):
        result(desk.submit(fails))
    assert asyncio.run(desk.run(lambda _: "after")) == "after"
    assert desk.waiting == 0


def test_a_desk_that_stops_lets_nobody_wait(opened):
    desk = opened()
    held = Held(desk)
    waiting = desk.submit(lambda _: "never")
    threading.Timer(0.1, held.go.set).start()
    desk.stop()
    assert result(held.done) == "held"
    with pytest.raises(CancelledError):
        result(waiting)
    with pytest.raises(BusyError):
        desk.submit(lambda _: None)
    assert desk.forget().cancelled()


def test_a_desk_that_never_began_can_be_stopped():
    Desk(Settings(), load=lambda _: Models()).stop()


def test_models_that_can_not_be_loaded_are_told_to_everyone(opened):
    def load(_):
        raise ValueError("damaged")

    desk = opened(load)
    with pytest.raises(ValueError, match="damaged"):
        result(desk.submit(lambda d: d.analyzer()))
    assert not desk.is_ready
    assert str(desk.failed) == "damaged"


# --- a library that has changed ---------------------------------------------------------------------------------------


def number_of(desk):
    return result(desk.submit(lambda d: d.analyzer().number))


def test_after_a_change_the_frameworks_are_read_anew(opened):
    desk = opened()
    assert result(desk.submit(lambda d: d.analyzer(("a",), "b"))) == (0, ("a",), "b")
    result(desk.forget())
    assert number_of(desk) == 1
    # What was kept of the old ones is not used again.
    assert result(desk.submit(lambda d: d.analyzer(("a",), "b"))) == (1, ("a",), "b")


def test_while_they_are_read_the_old_ones_are_used_and_nothing_waits(opened, models):
    desk = opened()
    assert number_of(desk) == 0
    models.gate.clear()
    changed = desk.forget()
    assert models.reading.acquire(timeout=SECONDS)
    assert number_of(desk) == 0
    assert desk.is_ready
    assert not changed.done()
    models.gate.set()
    result(changed)
    assert number_of(desk) == 1


def test_the_desk_is_ready_at_every_moment_of_the_change(opened):
    desk = opened()
    number_of(desk)
    seen, over = set(), threading.Event()

    def watch():
        while not over.is_set():
            seen.add((desk.is_ready, desk.failed))

    watching = threading.Thread(target=watch)
    watching.start()
    for _ in range(20):
        result(desk.forget())
    over.set()
    watching.join()
    assert seen == {(True, None)}


def test_a_change_goes_before_jobs(opened, models):
    desk = opened()
    held = Held(desk, rank=JOB)
    job = desk.submit(lambda d: d.analyzer().number, rank=JOB)
    changed = desk.forget()
    assert models.reading.acquire(timeout=SECONDS)
    while desk._queue.qsize() < 2:  # until the change stands in the queue, behind the job
        time.sleep(0.001)
    held.go.set()
    result(changed)
    assert result(job) == 1


def test_changes_while_one_is_read_are_read_once_more_together(opened, models):
    desk = opened()
    models.gate.clear()
    first = desk.forget()
    assert models.reading.acquire(timeout=SECONDS)
    later = [desk.forget() for _ in range(5)]
    models.gate.set()
    for one in (first, *later):
        result(one)
    assert number_of(desk) <= 2
    assert models.reading.acquire(timeout=SECONDS)
    assert not models.reading.acquire(blocking=False)


def test_a_library_that_can_not_be_read_leaves_the_old_one_in_use(opened, models, caplog):
    desk = opened()
    number_of(desk)
    models.fails = ValueError("damaged")
    with pytest.raises(ValueError, match="damaged"):
        result(desk.forget())
    assert "used as it was" in caplog.text
    assert number_of(desk) == 0
    models.fails = None
    result(desk.forget())
    assert number_of(desk) == 1


def test_a_change_can_mend_what_kept_the_models_from_being_loaded(opened, models):
    broken: Future[None] = Future()

    def load(_):
        if not broken.done():
            raise ValueError("a framework is damaged")
        return models

    desk = opened(load)
    with pytest.raises(ValueError, match="damaged"):
        result(desk.submit(lambda d: d.analyzer()))
    broken.set_result(None)
    result(desk.forget())
    assert desk.is_ready
    assert number_of(desk) == 0
