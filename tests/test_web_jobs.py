"""Jobs: every file is done once or says why not, whatever happens to the server meanwhile."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
import time

import pytest

from jdmatch.records import Failure
from jdmatch.store.records import NewItem, PostingQuery
from jdmatch.store.tables import job_items
from jdmatch.web.desk import JOB, Desk
from tests import bakery, web_kit
from tests.web_kit import words

site = web_kit.site
ADVERT = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Bread Baker",
    "hiringOrganization": {"@type": "Organization", "name": "Harbour Street Bakery"},
}


def posting(n):
    return bakery.POSTING.replace("two shops", f"{n} shops")


def upload(site, files, **form):
    """Upload files; the number of the job."""
    sent = [("files", (name, data if isinstance(data, bytes) else data.encode())) for name, data in files.items()]
    answer = site.post("/postings/upload", form, files=sent)
    assert answer.status_code == 303, words(answer.text)
    return int(answer.headers["location"].rpartition("/")[2])


def several():
    html = "".join(f"<p>{line}</p>" for line in bakery.POSTING.splitlines() if line)
    adverts = [ADVERT | {"title": f"Baker {n}", "description": html.replace("two", f"{n}")} for n in (3, 4)]
    return json.dumps({"@graph": [*adverts, ADVERT | {"description": "We bake."}]})


class Held:
    """A desk whose work on jobs waits until a test lets it go on, piece by piece."""

    def __init__(self, settings):
        self.desk = web_kit.desk_of(settings)
        self.begun, self.free = threading.Semaphore(0), threading.Semaphore(0)
        analyzer = self.desk.analyzer

        def held(frameworks=(), level=None):
            self.begun.release()
            assert self.free.acquire(timeout=30)
            return analyzer(frameworks, level)

        self.desk.analyzer = held


def test_the_page_for_many_files_says_what_is_taken(site):
    page = site.get("/postings/upload").text
    assert 'accept="' in page
    assert 'name="framework"' in page
    nothing = site.post("/postings/upload")
    assert nothing.status_code == 422
    assert "Choose at least one file" in words(nothing.text)


def test_each_file_is_scored_or_says_why_not(site):
    files = {"a.txt": posting(3), "b/c.txt": posting(4), "empty.pdf": b"", "short.txt": "We bake bread."}
    number = upload(site, files)
    job = site.finished(number)
    assert (job.progress.done, job.progress.failed, job.state) == (2, 2, "done")
    page = site.text(f"/jobs/{number}")
    assert "2 failed" in page
    assert "JDM004" in page
    assert "JDM005" in page
    names = [site.store.postings.row(n).name for n in site.store.postings.ids(PostingQuery())]
    assert sorted(names) == ["a.txt", "c.txt"]
    assert 'hx-trigger="every 1s"' not in site.get(f"/jobs/{number}").text


def test_frameworks_and_level_are_used(site):
    number = upload(site, {"a.txt": posting(3)}, framework=["35-1012.00"], level="advanced")
    site.finished(number)
    coverage = site.store.postings.get(site.store.jobs.items(number)[0].result).analysis.coverage
    assert (coverage.framework, coverage.target_level) == ("35-1012.00", "advanced")


def test_failures_are_a_table_without_formulas(site):
    number = upload(site, {"=cmd.txt": "We bake bread.", "a.txt": posting(3)})
    site.finished(number)
    answer = site.get(f"/jobs/{number}/failures.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["file"], row["code"]) for row in rows] == [("'=cmd.txt", "JDM005")]


def test_a_posting_that_is_there_is_linked_and_not_added_again(site):
    first = site.scored(posting(3))
    number = upload(site, {"a.txt": posting(3), "b.txt": posting(4)})
    site.finished(number)
    assert site.store.info().postings == 2
    page = site.get(f"/jobs/{number}").text
    assert "already in the library" in words(page)
    assert f'href="/postings/{first}"' in page


def test_the_same_text_twice_in_one_upload_is_added_once(site):
    number = upload(site, {f"{n}.txt": posting(3) for n in range(8)})
    assert site.finished(number).progress.done == 8
    assert site.store.info().postings == 1
    assert len({item.result for item in site.store.jobs.items(number)}) == 1


def test_it_is_added_again_where_that_is_asked_for(site):
    site.scored(posting(3))
    site.finished(upload(site, {"a.txt": posting(3)}, again="true"))
    assert site.store.info().postings == 2


def test_every_posting_of_a_file_with_several_is_added(site):
    number = upload(site, {"board.json": several()})
    site.finished(number)
    (item,) = site.store.jobs.items(number)
    assert len(item.outcome["postings"]) == 2
    assert [one["code"] for one in item.outcome["failures"]] == ["JDM005"]
    titles = {site.store.postings.row(n).title for n in item.outcome["postings"]}
    assert titles == {"Baker 3", "Baker 4"}
    assert "2 postings added" in site.text(f"/jobs/{number}")
    assert "JDM005" in site.get(f"/jobs/{number}/failures.csv").text
    again = upload(site, {"board.json": several()})
    site.finished(again)
    assert len(site.store.jobs.items(again)[0].outcome["known"]) == 2
    assert site.store.info().postings == 2


def test_one_file_with_several_given_on_the_first_page_becomes_a_job(site):
    answer = site.post("/score", files=[("files", ("board.json", several().encode()))])
    assert answer.headers["location"].startswith("/jobs/")


def test_a_mistake_of_jdmatch_fails_its_item_alone(site, monkeypatch):
    from jdmatch import sources

    read = sources.read_bytes

    def mistaken(data, settings, **names):
        if names["id"] == "bad.txt":
            raise ZeroDivisionError("secret words")
        return read(data, settings, **names)

    monkeypatch.setattr("jdmatch.sources.read_bytes", mistaken)
    number = upload(site, {"bad.txt": posting(3), "good.txt": posting(4)})
    job = site.finished(number)
    assert (job.progress.done, job.progress.failed) == (1, 1)
    told = site.text(f"/jobs/{number}?state=failed")
    assert "JDM099" in told
    assert "secret words" in told


def test_a_framework_that_is_gone_fails_items_with_its_code(site):
    job = site.store.jobs.create("bulk-upload", [NewItem("a.txt", posting(3).encode())], None, {"frameworks": ["x-1"]})
    site.finished(job)
    assert site.store.jobs.items(job)[0].error_code == "JDM031"


def test_while_it_goes_on_the_page_asks_again(tmp_path):
    held = Held(web_kit.Settings())
    with web_kit.opened(tmp_path, desk=held.desk) as site:
        number = upload(site, {f"{n}.txt": posting(n) for n in range(3, 8)})
        held.begun.acquire(timeout=30)
        part = site.get(f"/jobs/{number}", part_of="job").text
        assert 'hx-trigger="every 1s"' in part
        assert "<html" not in part
        assert re.search(r'<progress[^>]* max="5" value="0"', part)
        assert "running 2" in words(part) or "running 1" in words(part)
        for _ in range(5):
            held.free.release()
        site.finished(number)
        ended = site.get(f"/jobs/{number}", part_of="job")
        assert "5 of 5 done" in ended.headers["x-jdmatch-told"]


def test_what_waits_is_cancelled_and_what_runs_ends(tmp_path):
    held = Held(web_kit.Settings())
    with web_kit.opened(tmp_path, desk=held.desk) as site:
        number = upload(site, {f"{n}.txt": posting(n) for n in range(3, 13)})
        held.begun.acquire(timeout=30)
        assert site.post(f"/jobs/{number}/cancel").status_code == 303
        for _ in range(10):
            held.free.release()
        job = site.finished(number)
        assert job.state == "cancelled"
        assert job.progress.cancelled >= 8
        assert job.progress.done == 10 - job.progress.cancelled
        assert "Cancelled" in site.text(f"/jobs/{number}")


def test_a_server_that_stops_ends_what_runs_and_the_next_one_goes_on(tmp_path):
    held = Held(web_kit.Settings())
    with web_kit.opened(tmp_path, desk=held.desk) as site:
        number = upload(site, {f"{n}.txt": posting(n) for n in range(3, 13)})
        held.begun.acquire(timeout=30)
        for _ in range(10):
            threading.Timer(0.2, held.free.release).start()
    with web_kit.opened(tmp_path) as site:
        job = site.finished(number)
        assert (job.progress.done, job.progress.failed) == (10, 0)
        assert site.store.info().postings == 10
        assert {item.attempts for item in site.store.jobs.items(number)} == {1}


def test_what_a_killed_server_held_is_done_by_the_next_one(tmp_path):
    """A killed server renews nothing: what it had begun is done again once its lease is over."""
    with web_kit.open_store(f"sqlite:///{tmp_path / 'store.db'}", web_kit.Settings()) as store:
        items = [NewItem(f"{n}.txt", posting(n).encode()) for n in (3, 4)]
        number = store.jobs.create("bulk-upload", items, "ann", {})
        assert store.jobs.claim(lease=0.5) is not None
    with web_kit.opened(tmp_path) as site:
        job = site.finished(number)
        assert job.progress.done == 2
        assert [item.attempts for item in site.store.jobs.items(number)] == [2, 1]
        assert {site.store.postings.row(n).added_by for n in site.store.postings.ids(PostingQuery())} == {"ann"}


def test_an_item_that_another_worker_took_over_is_kept_once(tmp_path, caplog):
    """The lease ended while the item was at the desk: what was made of it is not kept a second time."""
    held = Held(web_kit.Settings())
    with web_kit.opened(tmp_path, desk=held.desk) as site:
        number = upload(site, {"a.txt": posting(3)})
        held.begun.acquire(timeout=30)
        (item,) = site.store.jobs.items(number)
        with site.store.database.write() as connection:
            mine = job_items.c.id == item.id
            connection.execute(job_items.update().where(mine).values(token="another's", until="9999"))
        held.free.release()
        while "taken over by another worker" not in caplog.text:
            time.sleep(0.02)
        assert site.store.info().postings == 0
        assert site.store.jobs.items(number)[0].state == "running"


def test_postings_are_scored_again_and_the_job_says_what_changed(site):
    first = site.scored(posting(3), framework=["35-1012.00"])
    second = site.scored(posting(4))
    answer = site.post(
        "/postings/rescore", {"posting": [first, second], "framework": "13-2011.00", "level": "advanced"}
    )
    number = int(answer.headers["location"].rpartition("/")[2])
    assert site.finished(number).progress.done == 2
    for one in (first, second):
        coverage = site.store.postings.get(one).analysis.coverage
        assert (coverage.framework, coverage.target_level) == ("13-2011.00", "advanced")
        assert site.store.postings.row(one).analyses == 2
    page = site.text(f"/jobs/{number}")
    assert "What changed" in page
    assert "by another measure" in page


def test_the_same_again_changes_nothing(site):
    one = site.scored(posting(3))
    site.scored(posting(4))
    answer = site.post("/postings/rescore", {"scope": "all", "asked": ""})
    number = int(answer.headers["location"].rpartition("/")[2])
    site.finished(number)
    assert "the same as before" in site.text(f"/jobs/{number}")
    assert "Unchanged 2" in site.text(f"/jobs/{number}")
    assert site.store.postings.row(one).analyses == 1


def test_a_posting_that_was_removed_meanwhile_fails_its_item(site):
    number = site.store.jobs.create("rescore", [NewItem("gone", posting_id=77)], None, {})
    site.finished(number)
    assert "There is no posting 77" in site.text(f"/jobs/{number}")


def test_a_mistake_does_not_replace_an_analysis(site, monkeypatch):
    one = site.scored(posting(3))
    mistake = Failure("x", "JDM099", "jdmatch made a mistake")
    monkeypatch.setattr("jdmatch.analyzer.Analyzer.attempt", lambda *_, **__: mistake)
    number = site.store.jobs.create("rescore", [NewItem("x", posting_id=one)], None, {})
    site.finished(number)
    assert site.store.jobs.items(number)[0].state == "failed"
    assert site.store.postings.get(one).analysis is not None


def test_jobs_are_listed_and_an_unknown_one_is_told(site):
    assert "No job yet" in site.text("/jobs")
    upload(site, {"a.txt": posting(3)})
    assert "Upload 1" in site.text("/jobs")
    assert site.get("/jobs/77").status_code == 404


def test_persons_go_first():
    """A job's work that waits is passed by a person's that came later."""
    order = []
    gate = threading.Event()
    desk = Desk(web_kit.Settings(), load=web_kit.loaded)
    desk.submit(lambda _: gate.wait(30), rank=JOB)
    last = desk.submit(lambda _: order.append("job"), rank=JOB)
    desk.submit(lambda _: order.append("person"))
    desk.start()
    gate.set()
    last.result(timeout=60)
    desk.stop()
    assert order == ["person", "job"]


@pytest.mark.parametrize("name", ["<script>x</script>.txt", "../../etc/passwd", "a\nb.txt"])
def test_a_files_name_is_only_a_name(site, name):
    number = upload(site, {name: "We bake bread."})
    site.finished(number)
    page = site.get(f"/jobs/{number}").text
    assert "<script>x" not in page
    assert "/etc/" not in page
