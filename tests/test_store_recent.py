"""Counts that are told again rather than made again: until something is written, and a little longer where they are
dear."""

import threading
import time

from jdmatch.store import recent
from jdmatch.store.recent import Recent
from jdmatch.store.records import PostingQuery
from tests import store_kit

server, url, clock, store = store_kit.server, store_kit.url, store_kit.clock, store_kit.store
SECOND = 0.05


def spend(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass
    return object()


def test_a_value_is_made_once_for_each_key_and_stamp():
    kept = Recent()
    first = kept.get("a", 1, object)
    assert kept.get("a", 1, object) is first
    assert kept.get("b", 1, object) is not first
    assert kept.get("a", 2, object) is not first


def test_what_takes_long_is_told_for_twenty_times_as_long(monkeypatch):
    now = 100.0
    monkeypatch.setattr(recent.time, "monotonic", lambda: now)
    kept = Recent()
    first = kept.get("a", 1, lambda: spend(SECOND))
    now += 20 * SECOND * 0.99
    assert kept.get("a", 2, object) is first
    now += 20 * SECOND * 10
    second = kept.get("a", 3, object)
    assert second is not first
    # Quickly made, it is made anew.
    assert kept.get("a", 4, object) is not second


def test_who_changed_something_sees_it():
    kept = Recent()
    first = kept.get("a", 1, lambda: spend(SECOND))
    kept.forget()
    assert kept.get("a", 1, object) is not first


def test_many_keys_do_not_pile_up():
    kept = Recent()
    first = kept.get(0, 1, object)
    for key in range(1, 100):
        kept.get(key, 1, object)
    assert len(kept._made) == len(kept._making) == 64
    assert kept.get(0, 1, object) is not first


def test_of_many_that_want_the_same_one_makes_it():
    kept, made = Recent(), []

    def make():
        time.sleep(0.05)
        made.append(1)
        return len(made)

    threads = [threading.Thread(target=kept.get, args=("a", 1, make)) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert made == [1]


def test_one_that_fails_keeps_nobody_waiting():
    kept = Recent()
    for _ in range(2):
        try:
            kept.get("a", 1, lambda: 1 // 0)
        except ZeroDivisionError:
            continue
        raise AssertionError
    assert not kept._making
    assert kept.get("a", 1, lambda: 7) == 7


def test_facets_are_made_anew_whenever_something_was_written(store):
    query = PostingQuery()
    number = store_kit.add(store)
    assert [one.n for one in store.postings.facets(query).levels] == [1]
    store_kit.add(store, store_kit.bakery.COUNTER)
    assert [one.n for one in store.postings.facets(query).levels] == [2]
    store.postings.tag([number], "new", "ann")
    assert [one.value for one in store.postings.facets(query).tags] == ["new"]
    # Another page, another order: the same counts.
    assert store.postings.facets(PostingQuery(sort="title", limit=3)) is store.postings.facets(query)
    store.postings.remove([number], "ann")
    assert [one.n for one in store.postings.facets(query).levels] == [1]
