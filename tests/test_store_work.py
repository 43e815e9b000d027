"""Drafts, remarks, jobs, users and the audit log on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest

pytest.importorskip("sqlalchemy", reason="the extra [web] is not installed")

from sqlalchemy import delete, exc, text, update

from jdmatch.errors import ConflictError, NoSuchRecordError, SettingsError
from jdmatch.records import Failure, Posting
from jdmatch.store import summarise
from jdmatch.store import tables as t
from jdmatch.store.jobs import ATTEMPTS
from jdmatch.store.records import NewItem, PostingQuery, Progress
from tests import store_kit
from tests.store_kit import add, analysis

server, url, clock, store = store_kit.server, store_kit.url, store_kit.clock, store_kit.store
SHORT = Failure("a", "JDM005", "too short")


def at_once(*works):
    """Do all of these in threads that start together; what each returned or raised."""
    ready, out = threading.Barrier(len(works)), [None] * len(works)

    def run(n):
        ready.wait()
        try:
            out[n] = works[n]()
        except Exception as error:
            out[n] = error

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return out


def count(store, table):
    with store.database.read() as connection:
        return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()


def test_a_draft_has_versions(store):
    made = analysis()
    summary = summarise(made, made.posting)
    draft = store.drafts.create("Baker", "One", "ann")
    assert (draft.version, draft.words, draft.summary) == (1, 1, None)
    two = store.drafts.save(draft.id, "One two", summary, 1, "bob")
    assert (two.number, two.who, two.text, two.summary) == (2, "bob", "One two", summary)
    assert store.drafts.save(draft.id, "One two", summary, 2, "bob") == two
    assert [one.number for one in store.drafts.versions(draft.id)] == [2, 1]
    assert store.drafts.versions(draft.id)[0].text is None
    assert store.drafts.version(draft.id, 1).text == "One"
    store.drafts.rename(draft.id, "Pastry cook", "ann")
    shown = store.drafts.get(draft.id)
    assert (shown.title, shown.version, shown.changed_by, shown.words) == ("Pastry cook", 2, "bob", 2)
    other = store.drafts.create("Other", "x", None)
    assert [one.id for one in store.drafts.list()] == [other.id, draft.id]
    assert [one.id for one in store.drafts.list(before=store.drafts.get(other.id))] == [draft.id]
    store.drafts.remove(draft.id, "ann")
    assert count(store, "draft_versions") == 1
    for ask in (store.drafts.get, store.drafts.versions, lambda n: store.drafts.version(n, 1)):
        with pytest.raises(NoSuchRecordError):
            ask(draft.id)


def test_nobody_overwrites_anothers_version(store):
    draft = store.drafts.create("Baker", "One", "ann")
    told = at_once(
        lambda: store.drafts.save(draft.id, "Ann's", None, 1, "ann"),
        lambda: store.drafts.save(draft.id, "Bob's", None, 1, "bob"),
    )
    lost = [one for one in told if isinstance(one, Exception)]
    assert [type(one) for one in lost] == [ConflictError]
    assert lost[0].code == "JDM086"
    assert store.drafts.get(draft.id).version == 2


def test_remarks_stand_beside_the_analysis(store):
    number = add(store)
    before = store.postings.get(number)
    place = ("99-1001.00", "99-1001.00/developing/1", 10, 20)
    first = store.remarks.add(number, before.analysis_sha, *place, "rejected", "not the same oven", "ann")
    second = store.remarks.add(number, before.analysis_sha, *place, "confirmed", "", "bob")
    elsewhere = store.remarks.add(number, before.analysis_sha, *place[:2], 30, 40, "rejected", "", "bob")
    assert store.remarks.latest(number) == (second, elsewhere)
    assert store.remarks.all(number) == (elsewhere, second, first)
    store.remarks.add(number, before.analysis_sha, *place, "none", "", "bob")
    assert store.remarks.latest(number) == (elsewhere,)
    assert store.postings.get(number).analysis == before.analysis
    assert "oven" not in str(store.audit.entries(action="remark"))
    with pytest.raises(NoSuchRecordError):
        store.remarks.add(99, "", *place, "confirmed", "", None)
    with pytest.raises(SettingsError):
        store.remarks.add(number, "", *place, "maybe", "", None)
    with pytest.raises(SettingsError):
        store.remarks.add(number, "", *place, "confirmed", "x" * 5000, None)


def uploads(number):
    return [NewItem(f"{n}.txt", data=b"x%d" % n) for n in range(number)]


def test_a_job_from_its_start_to_its_end(store):
    job = store.jobs.create("bulk-upload", uploads(3), "ann", {"framework": "f"})
    assert store.jobs.progress(job) == Progress(waiting=3)
    one = store.jobs.claim(lease=60)
    assert (one.name, one.data, one.options, one.who, one.attempts) == ("0.txt", b"x0", {"framework": "f"}, "ann", 1)
    two = store.jobs.claim(kinds=["bulk-upload"])
    assert two.name == "1.txt"
    assert store.jobs.claim(kinds=["rescore"]) is None
    assert store.jobs.progress(job) == Progress(waiting=1, running=2)
    number = store.postings.add(Posting("0.txt", "words"), SHORT, who="ann", claim=one)
    assert store.jobs.fail(two, "JDM012", "broken") is True
    assert store.jobs.fail(two, "JDM012", "broken") is False
    three = store.jobs.claim()
    assert store.jobs.release(three) is True
    three = store.jobs.claim()
    assert three.attempts == 1
    assert store.jobs.get(job).state == "open"
    assert store.jobs.finish(three, None, {"n": 1}) is True
    assert store.jobs.finish(three) is False
    shown = store.jobs.get(job)
    assert (shown.state, shown.progress) == ("done", Progress(done=2, failed=1))
    assert shown.progress.finished
    assert count(store, "job_uploads") == 0
    items = store.jobs.items(job)
    assert [(one.state, one.result, one.error_code) for one in items] == [
        ("done", number, None),
        ("failed", None, "JDM012"),
        ("done", None, None),
    ]
    assert items[2].outcome == {"n": 1}
    assert [one.name for one in store.jobs.items(job, state="failed")] == ["1.txt"]
    assert [one.number for one in store.jobs.items(job, after=1, limit=1)] == [2]
    assert store.jobs.claim() is None
    assert [one.id for one in store.jobs.list()] == [job]
    with pytest.raises(NoSuchRecordError):
        store.jobs.get(99)


def test_a_lease_that_is_over_is_anothers(store, clock):
    store.jobs.create("bulk-upload", uploads(1), None)
    first = store.jobs.claim(lease=60)
    clock.go(seconds=50)
    first = store.jobs.renew(first, lease=60)
    clock.go(seconds=50)
    assert store.jobs.claim() is None
    clock.go(seconds=20)
    second = store.jobs.claim(lease=60)
    assert second.item_id == first.item_id
    assert second.attempts == 2
    assert store.jobs.renew(first) is None
    with pytest.raises(ConflictError):
        store.postings.add(Posting("a", "words"), SHORT, who=None, claim=first)
    assert store.postings.page(PostingQuery()).total == 0
    store.postings.add(Posting("a", "words"), SHORT, who=None, claim=second)
    assert store.postings.page(PostingQuery()).total == 1
    assert store.audit.verify() is None


def test_an_item_that_kills_its_workers_fails(store, clock):
    job = store.jobs.create("bulk-upload", uploads(1), None)
    for _ in range(ATTEMPTS):
        assert store.jobs.claim(lease=1)
        clock.go(seconds=2)
    assert store.jobs.claim() is None
    shown = store.jobs.get(job)
    assert (shown.state, shown.progress.failed) == ("done", 1)
    assert count(store, "job_uploads") == 0


def test_workers_never_share_an_item(store):
    job = store.jobs.create("bulk-upload", uploads(24), None)

    def work():
        done = []
        while claim := store.jobs.claim():
            store.postings.add(Posting(claim.name, "words"), SHORT, who=None, claim=claim)
            done.append(claim.name)
        return done

    told = at_once(work, work, work, work)
    assert Counter(name for names in told for name in names) == Counter(f"{n}.txt" for n in range(24))
    assert store.jobs.get(job).state == "done"
    assert store.postings.page(PostingQuery()).total == 24
    assert store.audit.verify() is None


def test_a_job_is_cancelled(store):
    job = store.jobs.create("bulk-upload", uploads(3), "ann")
    running = store.jobs.claim()
    assert store.jobs.cancel(job, "bob") == 2
    assert store.jobs.cancel(job, "bob") == 0
    assert store.jobs.claim() is None
    assert store.jobs.finish(running)
    shown = store.jobs.get(job)
    assert (shown.state, shown.progress) == ("cancelled", Progress(done=1, cancelled=2))
    assert count(store, "job_uploads") == 0
    with pytest.raises(NoSuchRecordError):
        store.jobs.cancel(99, None)


def test_a_job_of_nothing_is_done(store):
    assert store.jobs.get(store.jobs.create("rescore", [], None)).state == "done"


def test_scoring_again_tells_what_changed(store):
    number = add(store, covered=1)
    job = store.jobs.create("rescore", [NewItem("posting.txt", posting_id=number)], "ann")
    claim = store.jobs.claim()
    store.postings.rescored(number, analysis(covered=3), "ann", claim=claim)
    item = store.jobs.items(job)[0]
    assert item.state == "done"
    assert item.outcome["kept"] is True
    assert item.outcome["after"]["covered"] == 3
    assert len(item.outcome["gained"]) == 2


def test_every_write_has_its_line_in_the_audit_log(store):
    number = add(store, who="ann")
    store.postings.tag([number], "x", "bob")
    store.postings.remove([number], "bob")
    store.audit.note("sign-in", "user ann", {"from": "127.0.0.1"}, "ann")
    page = store.audit.entries()
    assert [(one.action, one.who) for one in page.entries] == [
        ("sign-in", "ann"),
        ("posting.remove", "bob"),
        ("posting.tag", "bob"),
        ("posting.add", "ann"),
    ]
    assert [one.action for one in store.audit.entries(who="ann").entries] == ["sign-in", "posting.add"]
    assert len(store.audit.entries(action="posting").entries) == 3
    first = store.audit.entries(limit=3)
    assert [one.id for one in store.audit.entries(before=first.next).entries] == [1]
    assert "flour" not in str(page)
    assert store.audit.verify() is None
    head = store.audit.head()
    assert store.audit.verify(expected=(head.id, head.hash)) is None
    assert store.audit.verify(expected=(head.id + 1, head.hash)).id == head.id + 1
    assert store.audit.verify(expected=(2, head.hash)).id == 2


@pytest.mark.parametrize("change", [delete(t.audit), update(t.audit).values(who="eve"), text("TRUNCATE audit")])
def test_the_audit_log_can_not_be_changed(store, change):
    store.audit.note("a", "b", {}, None)
    if store.database.dialect.name == "sqlite" and "TRUNCATE" in str(change):
        pytest.skip("SQLite has no TRUNCATE")
    with store.database.engine.connect() as connection, pytest.raises(exc.DBAPIError, match="only be added to"):
        connection.execute(change)


TAMPERED = {
    "content": ("UPDATE audit SET who = 'eve' WHERE id = 2", 2, "content"),
    "removed": ("DELETE FROM audit WHERE id = 2", 2, "missing"),
    "first": ("DELETE FROM audit WHERE id = 1", 1, "missing"),
    "chain": ("UPDATE audit SET previous = hash WHERE id = 3", 3, "continue"),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_tampering_is_found(store, how):
    for n in range(4):
        store.audit.note("a", f"b {n}", {"n": n}, "ann")
    statement, number, why = TAMPERED[how]
    with store.database.write() as connection:
        if store.database.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER audit_no_update")
            connection.exec_driver_sql("DROP TRIGGER audit_no_delete")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql(statement)
    broken = store.audit.verify()
    assert broken.id == number
    assert why in broken.reason


def test_users(store, monkeypatch):
    argon2 = pytest.importorskip("argon2", reason="the extra [web] is not installed")
    monkeypatch.setattr("jdmatch.store.users._hasher", lambda: argon2.PasswordHasher(time_cost=1, memory_cost=64))
    made = store.users.add("ann", "correct horse", "editor", "root")
    assert (made.role, made.disabled, made.sessions) == ("editor", False, 1)
    assert store.users.verify("ann", "correct horse") == made
    assert store.users.verify("ann", "wrong horse") is None
    assert store.users.verify("bob\0", "correct horse") is None
    with pytest.raises(ConflictError):
        store.users.add("ann", "another horse", "admin", "root")
    for name, password, role in (("a b", "correct horse", "admin"), ("c", "short", "admin"), ("c", "long enough", "x")):
        with pytest.raises(SettingsError):
            store.users.add(name, password, role, "root")
    store.users.disable("ann", "root")
    assert store.users.verify("ann", "correct horse") is None
    store.users.enable("ann", "root")
    store.users.set_role("ann", "admin", "root")
    store.users.set_password("ann", "battery staple", "ann")
    store.users.end_sessions("ann", "root")
    assert store.users.verify("ann", "battery staple") == store.users.get("ann")
    assert store.users.get("ann").sessions == 6
    assert [one.name for one in store.users.list()] == ["ann"]
    with pytest.raises(NoSuchRecordError):
        store.users.disable("bob", "root")
    assert "$argon2id$" not in str(store.audit.entries())


def test_a_purge_leaves_what_is_young_and_the_log(store, clock):
    old = add(store, tags=["x"])
    store.remarks.add(old, "", "f", "s", 0, 1, "confirmed", "", None)
    stays = add(store, title="Second")
    store.drafts.create("old", "text", None)
    job = store.jobs.create("bulk-upload", uploads(1), None)
    store.jobs.fail(store.jobs.claim(), "JDM012", "broken")
    waiting = store.jobs.create("bulk-upload", uploads(1), None)
    clock.go(days=100)
    young = add(store, title="Young")
    store.postings.rescored(stays, analysis(covered=3), None)
    gone = store.purge(timedelta(days=90), "root")
    assert (gone.postings, gone.drafts, gone.jobs) == (2, 1, 1)
    assert [row.id for row in store.postings.page(PostingQuery()).rows] == [young]
    assert count(store, "remarks") == count(store, "posting_tags") == 0
    assert count(store, "posting_texts") == count(store, "analyses") == 1
    assert [one.id for one in store.jobs.list()] == [waiting]
    assert job not in [one.id for one in store.jobs.list()]
    assert store.audit.head().action == "database.purge"
    assert store.audit.verify() is None
    assert store.covers.counts("99-1001.00")[0].analysed == 1


def test_a_purge_takes_earlier_analyses(store, clock):
    number = add(store, covered=1)
    clock.go(days=10)
    store.postings.rescored(number, analysis(covered=2), None)
    store.postings.rescored(number, analysis(covered=3), None)
    clock.go(days=1)
    assert store.purge(timedelta(days=5), None).postings == 1
    number = add(store, covered=1)
    store.postings.rescored(number, analysis(covered=2), None)
    assert store.purge(timedelta(days=-1), None).postings == 1
