"""Sessions that ended, tokens of programs and the servers' secret, on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

pytest.importorskip("sqlalchemy", reason="the extra [web] is not installed")
pytest.importorskip("argon2", reason="the extra [web] is not installed")

import argon2

from jdmatch.errors import NoSuchRecordError
from jdmatch.settings import Settings
from jdmatch.store import open_store
from tests import store_kit

server, url, clock, store = store_kit.server, store_kit.url, store_kit.clock, store_kit.store


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch):
    monkeypatch.setattr("jdmatch.store.users._hasher", lambda: argon2.PasswordHasher(time_cost=1, memory_cost=64))


def kept(store, table):
    with store.database.read() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table}")]


def test_a_session_that_was_ended(store, clock):
    ann = store.users.add("ann", "correct horse", "editor", None)
    assert store.signing_in.current("ann", "one") == ann
    store.signing_in.end("one", timedelta(days=7), "ann")
    store.signing_in.end("one", timedelta(days=7), "ann")
    assert store.signing_in.current("ann", "one") is None
    assert store.signing_in.current("ann", "two") == ann
    assert store.signing_in.current("ann") == ann
    assert store.signing_in.current("bob", "one") is None
    store.users.disable("ann", None)
    assert store.signing_in.current("ann", "two") is None
    assert store.audit.entries(action="session.end").entries[0].who == "ann"
    clock.go(days=8)
    store.signing_in.end("three", timedelta(days=7), "ann")
    assert [row[0] for row in kept(store, "ended_sessions")] == ["three"]


def test_tokens(store):
    ann = store.users.add("ann", "correct horse", "reader", None)
    one, words = store.signing_in.add_token("ann", "root")
    two, others = store.signing_in.add_token("ann", "root")
    assert words != others
    assert store.signing_in.of_token(words) == ann
    assert store.signing_in.tokens() == store.signing_in.tokens("ann") == (one, two)
    assert store.signing_in.tokens("bob") == ()
    assert words not in str(kept(store, "tokens")) + str(kept(store, "audit"))
    for wrong in (
        "",
        "jdm_",
        words[:-1],
        words + "x",
        words.upper(),
        "jdm_\ud800",
        "jdm_\0",
        words.removeprefix("jdm_"),
    ):
        assert store.signing_in.of_token(wrong) is None
    store.users.disable("ann", None)
    assert store.signing_in.of_token(words) is None
    store.users.enable("ann", None)
    store.signing_in.remove_token(one.id, "root")
    assert store.signing_in.of_token(words) is None
    assert store.signing_in.of_token(others).name == "ann"
    with pytest.raises(NoSuchRecordError):
        store.signing_in.remove_token(one.id, "root")
    with pytest.raises(NoSuchRecordError):
        store.signing_in.add_token("bob", "root")
    actions = [entry.action for entry in store.audit.entries(action="token").entries]
    assert actions == ["token.remove", "token.add", "token.add"]
    assert store.audit.verify() is None


def test_all_servers_of_a_database_have_one_secret(url):
    found = []
    ready = threading.Barrier(4)

    def look():
        with open_store(url, Settings()) as one:
            ready.wait()
            found.append(one.signing_in.secret())

    threads = [threading.Thread(target=look) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert len(found[0]) >= 60
