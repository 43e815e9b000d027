"""Two servers on one PostgreSQL: they share a job, one goes on where the other was killed, and both may start at once
on a database that has no tables yet."""

from jdmatch.settings import Settings
from jdmatch.store import open_store
from tests import serving_kit, store_kit
from tests.servers.test_killed import sound

no_network, start, gates = serving_kit.no_network, serving_kit.start, serving_kit.gates
server = store_kit.server


def test_both_may_migrate_at_once_and_answer_the_same(server, start):
    url = server.new()
    both = [start(url), start(url), start(url)]
    for one in both:
        one.up()
    # One of them has made the tables; the others have waited for it.
    assert sum("the database was brought from version none" in one.said for one in both) == 1
    made = both[0].ready().post("/api/v1/postings", json={"text": serving_kit.bakery.POSTING})
    assert made.status_code == 201, made.text
    where = made.headers["location"]
    analyses = {one.get(where).text for one in both}
    assert len(analyses) == 1
    for one in both:
        assert one.end() == 0


def test_a_job_is_shared_and_the_other_finishes_what_a_killed_one_held(server, start, gates):
    number = 40
    url = server.new()
    held, other = start(url, gates=gates).ready(), start(url, pause=0.02).ready()
    gates.shut("work")
    job = held.upload(serving_kit.files(number))
    # The one holds two items and does not come on with them, the other does all the rest.
    held.until(lambda: held.progress(job)["running"] >= 2 and held.progress(job)["done"] > 0, "shared")
    other.until(lambda: other.progress(job)["done"] == number - 2, "all but two")
    # As long as it lives they stay its own, however long it takes.
    still = {name for name, item in other.items(job).items() if item["state"] == "running"}
    end = other.progress(job)
    other.until(lambda: other.figure('jdmatch_job_items{state="running"}') == 2, "still held")
    assert other.progress(job) == end
    held.kill()
    other.ended(job)
    items = serving_kit.whole(other, job, number)
    assert {name for name, item in items.items() if item["attempts"] == 2} == still
    assert other.end() == 0
    sound(url, number)


def test_both_work_on_one_job_and_one_is_killed(server, start):
    number = 60
    url = server.new()
    first, second = start(url, pause=0.03).ready(), start(url, pause=0.03).ready()
    job = first.upload(serving_kit.files(number))
    first.until(lambda: first.progress(job)["running"] > 2, "more at once than one server takes")
    first.until(lambda: first.progress(job)["done"] >= number // 4, "a quarter")
    confirmed = {name: item["result"] for name, item in first.items(job).items() if item["state"] == "done"}
    first.kill()
    second.ended(job)
    items = serving_kit.whole(second, job, number)
    assert {name: items[name]["result"] for name in confirmed} == confirmed
    assert second.end() == 0
    sound(url, number)


def test_the_same_files_given_to_both_are_kept_once(server, start):
    """Two people upload the same folder at two servers at the same time."""
    number = 20
    url = server.new()
    both = [start(url, pause=0.02).ready(), start(url, pause=0.02).ready()]
    jobs = [one.upload(serving_kit.files(number)) for one in both]
    for one, job in zip(both, jobs, strict=True):
        one.ended(job)
    with open_store(url, Settings()) as store:
        assert store.info().postings == number
    for job in jobs:
        serving_kit.whole(both[0], job, number)
