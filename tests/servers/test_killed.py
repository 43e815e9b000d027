"""kill -9 in the middle of a bulk upload: nothing that was confirmed is lost, the job comes to its end on the same
database, and nothing is in the library twice."""

import threading
from contextlib import suppress

from jdmatch.settings import Settings
from tests import serving_kit, store_kit

no_network, start, gates = serving_kit.no_network, serving_kit.start, serving_kit.gates
server, empty_url = store_kit.server, store_kit.empty_url
NUMBER = 60


def ended_items(one, job):
    """What was told to be done, by name: the number of its posting."""
    return {name: item["result"] for name, item in one.items(job).items() if item["state"] == "done"}


def test_a_job_goes_on_after_kill_9(start, empty_url):
    first = start(empty_url, pause=0.02).ready()
    job = first.upload(serving_kit.files(NUMBER))
    confirmed = {}
    for share in (10, 30):
        reached(first, job, share)
        confirmed |= ended_items(first, job)
        first.kill()
        first = start(empty_url, pause=0.02).up()
        there = ended_items(first, job)
        assert {name: there.get(name) for name in confirmed} == confirmed
        assert len(there) < NUMBER, "it was too fast to be killed in the middle"
    first.ready().ended(job)
    items = serving_kit.whole(first, job, NUMBER)
    assert {name: items[name]["result"] for name in confirmed} == confirmed
    # Some were in flight, and were done again from their start.
    assert max(one["attempts"] for one in items.values()) in (1, 2, 3)
    assert first.end() == 0
    sound(empty_url, NUMBER)


def reached(one, job, share):
    """So many of a job's items are done."""
    one.until(lambda: len(ended_items(one, job)) >= share, f"at {share}")


def holding(one, job, attempt):
    """It holds two items, as many as it ever does, in their so-manieth attempt."""

    def held():
        return [item["attempts"] for item in one.items(job).values() if item["state"] == "running"] == [attempt] * 2

    one.until(held, f"two held, attempt {attempt}")


def test_an_upload_that_was_not_confirmed_is_whole_or_not_there(start, empty_url):
    """The server dies while it takes files in: there is no job of half of them."""
    one = start(empty_url).ready()
    asking = threading.Thread(target=swallowed, args=(one, NUMBER))
    asking.start()
    one.kill()
    asking.join(serving_kit.PATIENCE)
    again = start(empty_url).ready()
    jobs = again.figure("jdmatch_jobs")
    assert jobs in (0, 1)
    if jobs:
        again.ended(1)
        serving_kit.whole(again, 1, NUMBER)
    # Given again it is done, whatever came of the first.
    job = again.upload(serving_kit.files(NUMBER))
    again.ended(job)
    serving_kit.whole(again, job, NUMBER)


def swallowed(one, number):
    """An upload of which nothing may come."""
    with suppress(serving_kit.httpx.TransportError):
        one.upload(serving_kit.files(number))


def sound(url, number):
    """The database as a whole: the audit log's chain, no rubbish left of uploads, an analysis a posting."""
    from sqlalchemy import func, select

    from jdmatch.store import open_store, tables

    with open_store(url, Settings()) as store:
        assert store.audit.verify() is None
        info = store.info()
        assert (info.postings, info.analyses) == (number, number)
        with store.database.read() as connection:
            assert connection.execute(select(func.count()).select_from(tables.job_uploads)).scalar() == 0


def test_an_item_whose_servers_die_is_given_up_and_the_rest_is_done(start, gates, tmp_path):
    times = 3  # jdmatch.store.jobs.ATTEMPTS
    url = f"sqlite:///{tmp_path / 'store.db'}"
    one = start(url, gates=gates).ready()
    gates.shut("work")
    job = one.upload(serving_kit.files(2))
    for attempt in range(1, times + 1):
        holding(one, job, attempt)
        one.kill()
        one = start(url, gates=gates).up()
    gates.open("work")
    one.ended(job)
    for item in one.items(job).values():
        assert (item["state"], item["attempts"], item["error_code"]) == ("failed", times, "JDM099")
        assert f"broken off {times} times" in item["error_message"]
    # Others go on.
    other = one.upload(serving_kit.files(3))
    one.ended(other)
    serving_kit.whole(one, other, 3)
