"""``jdmatch users`` and the options of ``jdmatch serve`` that say who may ask."""

from __future__ import annotations

import os
import pty
import sys
import time

import pytest

pytest.importorskip("sqlalchemy", reason="SQLAlchemy is not installed: pip install 'jdmatch[web]'")
pytest.importorskip("argon2", reason="argon2 is not installed: pip install 'jdmatch[web]'")
pytest.importorskip("fastapi", reason="FastAPI is not installed: pip install 'jdmatch[web]'")

from jdmatch.settings import Settings
from jdmatch.store import open_store

PASSWORD = "correct horse"


@pytest.fixture
def users(jd, tmp_path):
    """``users("add", "ann", stdin=b"…")`` in a database of its own; ``users.store()`` opens it."""

    class Users:
        place = ("--database", str(tmp_path / "a.db"))

        def __call__(self, command, *arguments, stdin=b""):
            return jd("users", command, *arguments, *self.place, stdin=stdin)

        def store(self):
            return open_store(self.place[1], Settings())

    return Users()


def test_a_user_from_beginning_to_end(users):
    assert users("add", "ann", "--role", "editor", stdin=PASSWORD.encode() + b"\n").code == 0
    assert users("add", "bob", stdin=PASSWORD.encode() + b"\r\nmore\n").code == 0
    assert users("list").out.splitlines()[0].startswith("ann  editor  20")
    assert users("role", "ann", "admin").code == 0
    assert users("disable", "bob").code == 0
    assert users("list").out.splitlines()[1].endswith("disabled")
    with users.store() as store:
        assert store.users.verify("ann", PASSWORD).role == "admin"
        assert store.users.verify("bob", PASSWORD) is None
    assert users("enable", "bob").code == 0
    assert users("password", "bob", stdin="lange Wörter, ja".encode()).code == 0
    with users.store() as store:
        assert store.users.verify("bob", PASSWORD) is None
        assert store.users.verify("bob", "lange Wörter, ja").role == "reader"
        actions = [one.action for one in store.audit.entries(action="user").entries]
        assert actions == ["user.password", "user.enable", "user.disable", "user.role", "user.add", "user.add"]


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "told"),
    [
        (("add", "ann"), b"", 2, "standard input"),
        (("add", "ann"), b"\n", 2, "standard input"),
        (("add", "ann"), b"short\n", 2, "10 to 1000"),
        (("add", "a b"), b"correct horse\n", 2, "no user name"),
        (("add", "there"), b"correct horse\n", 3, "already"),
        (("add", "ann", "--role", "edtor"), b"correct horse\n", 2, "editor"),
        (("add", "ann", "correct horse"), b"", 2, "unexpected extra argument"),
        (("role", "ann", "admin"), b"", 3, "no user ann"),
        (("role", "there", "root"), b"", 2, "reader"),
        (("disable", "ann"), b"", 3, "no user ann"),
        (("password", "ann"), b"correct horse\n", 3, "no user ann"),
        (("token", "ann"), b"", 3, "no user ann"),
        (("revoke", "7"), b"", 3, "no token 7"),
    ],
)
def test_what_can_not_be(users, arguments, stdin, code, told):
    assert users("add", "there", stdin=b"correct horse\n").code == 0
    answer = users(*arguments, stdin=stdin)
    assert (answer.code, answer.out) == (code, "")
    assert told in answer.err
    assert "correct horse" not in answer.err.replace("extra argument (correct horse)", "")


def test_no_database_is_made_by_looking(users, tmp_path):
    assert users("list").code == 3
    assert not (tmp_path / "a.db").exists()


def test_tokens(users):
    users("add", "ann", stdin=PASSWORD.encode())
    words = users("token", "ann").out.strip()
    assert words.startswith("jdm_")
    assert len(words) > 40
    assert words not in users("tokens").out
    assert users("tokens").out.startswith("1  ann  20")
    with users.store() as store:
        assert store.signing_in.of_token(words).name == "ann"
    assert users("revoke", "1").code == 0
    with users.store() as store:
        assert store.signing_in.of_token(words) is None


def test_somebody_whom_only_a_proxy_knows(users):
    assert users("add", "ann", "--no-password", "--role", "admin").code == 0
    with users.store() as store:
        assert store.users.get("ann").role == "admin"
        for password in ("-", "", "!", PASSWORD):
            assert store.users.verify("ann", password) is None


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal of POSIX")
def test_at_a_terminal_the_password_is_not_shown(tmp_path):
    place = str(tmp_path / "a.db")
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(sys.executable, [sys.executable, "-m", "jdmatch", "users", "add", "ann", "--database", place])
    seen, sent, end = b"", 0, time.monotonic() + 60
    while time.monotonic() < end:
        try:
            piece = os.read(terminal, 1024)
        except OSError:  # the other end was closed
            break
        if not piece:
            break
        seen += piece
        if seen.count(b": ") > sent and sent < 2 and seen.rstrip(b" ").endswith(b":"):
            sent += 1
            time.sleep(0.2)  # what is typed before the echo is off would be shown
            os.write(terminal, PASSWORD.encode() + b"\n")
    assert os.waitpid(pid, 0)[1] == 0, seen
    assert sent == 2
    assert PASSWORD.encode() not in seen
    with open_store(place, Settings()) as store:
        assert store.users.verify("ann", PASSWORD) is not None


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--host", "0.0.0.0"), "--auth users"),
        (("--host", "192.0.2.1", "--auth", "none"), "--auth users"),
        (("--host", "example.org"), "127.0.0.1"),
        (("--auth", "proxy"), "--proxy-header"),
        (("--auth", "proxy", "--proxy-header", "X-Remote-User"), "--proxy-from"),
        (("--auth", "proxy", "--proxy-header", "X-Remote-User", "--proxy-from", "0.0.0.0/0"), "everybody"),
        (("--auth", "users", "--proxy-header", "X-Remote-User"), "--auth proxy"),
        (("--proxy-from", "10.0.0.1"), "--auth"),
        (("--auth", "user"), "users"),
    ],
)
def test_serve_refuses_to_be_open(jd, tmp_path, arguments, told):
    answer = jd("serve", "--port", "0", "--database", str(tmp_path / "a.db"), *arguments)
    assert answer.code == 2
    assert told in answer.err
    assert not (tmp_path / "a.db").exists()


def test_serve_wants_a_long_secret(jd, tmp_path, monkeypatch):
    monkeypatch.setenv("JDMATCH_SECRET", "short")
    answer = jd("serve", "--port", "0", "--database", str(tmp_path / "a.db"), "--auth", "users")
    assert answer.code == 2
    assert "JDMATCH_SECRET" in answer.err
    assert "short" not in answer.err
