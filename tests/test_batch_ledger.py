"""The ledger of what a cluster has out: what is given again, and when that ends."""

from __future__ import annotations

import pytest

from jdmatch.batch import ledger as rules
from jdmatch.batch.ledger import Ledger
from jdmatch.errors import BatchStoppedError


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def ledger(clock):
    return Ledger(((n, (), f"key{n}") for n in range(6)), clock)


def numbers(tasks):
    return [task[0] for task in tasks]


def test_parts_are_given_in_order_and_come_back_once(ledger):
    assert numbers(ledger.give() for _ in range(3)) == [0, 1, 2]
    assert len(ledger) == 3
    assert ledger.back(1, 0.5) == (1, (), "key1")
    assert ledger.back(1, 0.5) is None
    assert ledger.back(5, 0.5) is None
    assert len(ledger) == 2
    assert numbers(ledger.give() for _ in range(3)) == [3, 4, 5]
    assert ledger.give() is None
    assert len(ledger) == 5


def test_nothing_is_late_while_the_workers_are_made_ready(ledger, clock):
    for _ in range(3):
        ledger.give()
    clock.now += rules.FIRST - 1
    assert ledger.late() == []
    ledger.back(0, 0.5)
    # The others may have been waiting for the same workers.
    assert ledger.late() == []
    clock.now += rules.SHORTEST + 1
    assert numbers(ledger.late()) == [1, 2]


def test_workers_that_never_answer_are_asked_again_after_long(ledger, clock):
    ledger.give()
    clock.now += rules.FIRST + 1
    assert numbers(ledger.late()) == [0]


def test_a_part_is_late_by_the_slowest_so_far(ledger, clock):
    for _ in range(3):
        ledger.give()
    ledger.back(0, 10.0)
    clock.now += rules.SLOWER * 10 - 1
    assert ledger.late() == []
    ledger.give()
    clock.now += 2
    assert numbers(ledger.late()) == [1, 2]
    assert ledger.late() == []
    ledger.back(2, 0.1)
    # Each time it is waited for twice as long.
    clock.now += rules.SLOWER * 10 + 1
    assert numbers(ledger.late()) == [3]
    clock.now += rules.SLOWER * 10
    assert numbers(ledger.late()) == [1]


def test_a_part_that_never_comes_back_ends_the_run(ledger, clock):
    ledger.give()
    ledger.give()
    ledger.back(0, 0.1)
    given = []

    def wait():
        while True:
            clock.now += 10
            given.extend(ledger.late())

    with pytest.raises(BatchStoppedError, match=r"Part 1 was given to 4 workers .* --resume"):
        wait()
    assert numbers(given) == [1] * (rules.MOST - 1)
    assert ledger.back(1, 0.1) == (1, (), "key1")
