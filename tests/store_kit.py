"""Databases for tests: SQLite in a folder, and a real PostgreSQL server of the test's own where Debian's is installed.

The server is started once, in a folder below /tmp that belongs to an unprivileged user (it refuses root), listens on a
socket in that folder alone, and is stopped and removed at the end. A
test gets a database that is emptied, or a new one where it asks for that.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path

import pytest

from jdmatch.settings import Settings
from tests import bakery, builders

BOTH = ("sqlite", "postgresql")


def programs() -> Path | None:
    """The folder of the newest PostgreSQL's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


class Clock:
    """An hour that goes on by a millisecond each time it is asked, and further when a test says so."""

    def __init__(self):
        self.at = datetime(2026, 1, 31, 12, tzinfo=UTC)

    def __call__(self):
        self.at += timedelta(milliseconds=1)
        return self.at

    def go(self, **how_far):
        self.at += timedelta(**how_far)


class Server:
    """A PostgreSQL server on a socket."""

    def __init__(self, programs: Path):
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="jdpg-", dir="/tmp"))
        self.data = self.folder / "data"
        self.numbers = count(1)
        self.as_whom = {}
        if os.geteuid() == 0:
            person = pwd.getpwnam("nobody")
            os.chown(self.folder, person.pw_uid, person.pw_gid)
            self.as_whom = {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
        self.run("initdb", "-D", self.data, "-U", "jd", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        quick = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=64MB"
        options = f"-k {self.folder} -c listen_addresses= {quick}"
        self.run("pg_ctl", "-D", self.data, "-o", options, "-l", self.folder / "log", "-w", "-t", "60", "start")

    def run(self, program, *arguments):
        command = [str(self.programs / program), *map(str, arguments)]
        done = (
            subprocess.run(
                command, check=False, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, **self.as_whom
            )
            if program != "pg_ctl"
            else self._daemon(command)
        )
        assert done.returncode == 0, f"{program}: {done.stderr}"

    def _daemon(self, command):
        # The server inherits its starter's pipes and keeps them open: a file takes them instead.
        with (self.folder / "start").open("w+") as told:
            done = subprocess.run(
                command, check=False, cwd="/", stdin=subprocess.DEVNULL, stdout=told, stderr=told, **self.as_whom
            )
            told.seek(0)
            done.stderr = told.read()
        return done

    def url(self, name):
        return f"postgresql://jd@/{name}?host={self.folder}"

    def new(self):
        """The URL of a new database."""
        name = f"t{next(self.numbers)}"
        self.run("createdb", "-h", self.folder, "-U", "jd", name)
        return self.url(name)

    def stop(self):
        try:
            self.run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)


@cache
def _started(where: Path) -> Server:
    server = Server(where)
    atexit.register(server.stop)
    return server


@cache
def _shared(server: Server) -> str:
    """The URL of a migrated database that is emptied for each test: making one takes longer."""
    from jdmatch.store import open_store

    url = server.new()
    open_store(url, Settings()).close()
    return url


@pytest.fixture
def server():
    """The PostgreSQL server, one for all test modules; skipped with a message where there is none."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'jdmatch[postgres]'")
    where = programs()
    if where is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    return _started(where)


@pytest.fixture(params=BOTH)
def empty_url(request, tmp_path):
    """The URL of a database without tables, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    return request.getfixturevalue("server").new()


@pytest.fixture(params=BOTH)
def url(request, tmp_path):
    """The URL of a new database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    import psycopg

    from jdmatch.store.tables import metadata

    shared = _shared(request.getfixturevalue("server"))
    with psycopg.connect(shared) as connection:
        # Only so the audit log, too, can be emptied.
        connection.execute("SET session_replication_role = replica")
        connection.execute(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY")
    return shared


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(url, clock):
    """A new store of either kind."""
    from jdmatch.store import open_store

    with open_store(url, Settings(), clock=clock) as opened:
        yield opened


STATEMENTS = {
    "emerging": ["Scale flour for the dough", "Load the oven"],
    "developing": ["Record proofing times", "Shape loaves by hand", "Clean the mixers"],
    "advanced": ["Plan the week"],
}


def analysis(text=bakery.POSTING, *, covered=2, level="developing", framework="99-1001.00", name="posting.txt", **more):
    """An analysis against a framework of six statements, scored at ``level``: of that level's statements the first
    ``covered`` are covered and the next is partly."""
    made = builders.framework(STATEMENTS, framework_id=framework, title=f"Bakers {framework}")
    ids = [one.id for one in made.statements if one.level == level]
    quote = next(line for line in text.splitlines() if line.startswith("- "))
    pairs = {(quote, one): 0.05 for one in (s.id for s in made.statements)}
    pairs |= {(quote, one): 0.9 for one in ids[:covered]} | {(quote, one): 0.3 for one in ids[covered : covered + 1]}
    return builders.analysis(text, made, pairs=pairs, posting_id=name, level=level, **{"title": "Bread Baker"} | more)


def add(store, text=bakery.POSTING, *, who="ann", tags=(), source="", **more):
    """Put a posting into a store; its number."""
    made = analysis(text, **more)
    return store.postings.add(made.posting, made, who=who, tags=tags, source=source)
