"""Real servers for tests: ``jdmatch serve`` as a process of its own on a free port of this machine.

``Server`` starts one, by default with the hashed bag of words in the encoder's place (``tests.tiny_serve``), and is
asked over HTTP. Modules name the fixtures they use: ``no_network = serving_kit.no_network`` lets a test reach this
machine, and nothing else.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests import bakery

pytest.importorskip("fastapi", reason="FastAPI is not installed: pip install 'jdmatch[web]'")
pytest.importorskip("uvicorn", reason="uvicorn is not installed: pip install 'jdmatch[web]'")
pytest.importorskip("sqlalchemy", reason="SQLAlchemy is not installed: pip install 'jdmatch[web]'")
httpx = pytest.importorskip("httpx", reason="httpx is not installed: pip install 'jdmatch[test]'")

ROOT = Path(__file__).parents[1]
PATIENCE = 90.0  # seconds; the machine may be busy with other things
LEASE = 4.0
_UP = re.compile(r"jdmatch is at (http://\S+?)/ ")


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """In the place of the fixture for all tests: a connection to anywhere but this machine is a mistake."""

    class Local(socket.socket):
        def connect(self, address):
            assert self.family == socket.AF_UNIX or address[0] == "127.0.0.1", f"a connection to {address} was tried"
            return super().connect(address)

    monkeypatch.setattr(socket, "socket", Local)


class Server:
    """A running ``jdmatch serve``. ``real``: with the shipped models; ``gates`` and ``pause``: see ``tiny_serve``."""

    def __init__(self, database, *, port=0, real=False, gates=None, pause=0.0, arguments=()):
        tiny = {"TINY_PAUSE": str(pause), "TINY_LEASE": str(LEASE)} | ({"TINY_GATES": str(gates)} if gates else {})
        module = "jdmatch" if real else "tests.tiny_serve"
        options = ["--port", str(port), "--database", str(database), *arguments]
        self.said = ""
        self.base = ""
        self._up = threading.Event()
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, "serve", *options],
            cwd=ROOT, env=os.environ | tiny, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self):
        for line in self.process.stderr:
            self.said += line
            if found := _UP.search(line):
                self.base = found[1]
                self._up.set()
        self._up.set()

    # --- asking -------------------------------------------------------------------------------------------------

    def up(self):
        """Wait until it answers anything."""
        assert self._up.wait(PATIENCE), f"it did not start\n{self.said}"
        assert self.base, f"it ended with {self.process.wait(PATIENCE)}\n{self.said}"
        self.until(lambda: self.get("/healthz").status_code == 200, "healthy")
        return self

    def ready(self):
        """Wait until it can analyse."""
        self.up()
        self.until(lambda: self.get("/readyz").status_code == 200, "ready")
        return self

    def get(self, path, **more):
        """An answer."""
        return httpx.get(f"{self.base}{path}", timeout=PATIENCE, trust_env=False, **more)

    def post(self, path, **more):
        """An answer to a change that a program makes."""
        return httpx.post(f"{self.base}{path}", timeout=PATIENCE, trust_env=False, **more)

    def json(self, path):
        """What the API answers."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def figure(self, name):
        """A figure of /metrics by its whole name."""
        line = next(line for line in self.get("/metrics").text.splitlines() if line.startswith(f"{name} "))
        return float(line.rpartition(" ")[2])

    def until(self, fits, what, seconds=PATIENCE):
        """Wait until something is so."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if fits():
                    return
            except httpx.TransportError:
                assert self.process.poll() is None, f"it ended with {self.process.returncode}\n{self.said}"
            time.sleep(0.05)
        raise AssertionError(f"never {what}\n{self.said}")

    # --- jobs ---------------------------------------------------------------------------------------------------

    def upload(self, files, **form):
        """Give files as a job, as a browser gives them; the job's number."""
        parts = [("files", (name, data, "application/octet-stream")) for name, data in files]
        answer = self.post("/api/v1/jobs/files", files=parts, data=form)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    def progress(self, job):
        """Numbers of a job's items by state."""
        return self.json(f"/api/v1/jobs/{job}")["progress"]

    def items(self, job):
        """All items of a job, by name."""
        return {one["name"]: one for one in self.json(f"/api/v1/jobs/{job}/items?limit=500")}

    def ended(self, job, seconds=PATIENCE):
        """Wait for a job's end."""
        self.until(lambda: self.json(f"/api/v1/jobs/{job}")["state"] == "done", f"done: job {job}", seconds)

    # --- ending -------------------------------------------------------------------------------------------------

    def send(self, which):
        """Send a signal."""
        self.process.send_signal(which)

    def end(self, which=signal.SIGTERM):
        """Have it end by a signal; the exit code."""
        self.send(which)
        return self.code()

    def code(self):
        """The exit code, once it has ended."""
        code = self.process.wait(PATIENCE)
        self._listener.join(PATIENCE)
        return code

    def kill(self):
        """kill -9."""
        if self.process.poll() is None:
            self.process.kill()
        self.code()
        self.process.stderr.close()


@pytest.fixture
def start(tmp_path):
    """``start(database=…, …)``: a server of this test over a database of its own; killed at the end, if need be."""
    running = []

    def starting(database=None, **more):
        made = Server(database or f"sqlite:///{tmp_path / 'store.db'}", **more)
        running.append(made)
        return made

    yield starting
    for one in running:
        one.kill()


@pytest.fixture
def gates(tmp_path):
    """A folder of gates that are open; ``gates.shut("work")`` and ``gates.open("work")``."""

    class Gates:
        folder = tmp_path / "gates"

        def __fspath__(self):
            return str(self.folder)

        __str__ = __fspath__

        def shut(self, name):
            (self.folder / name).touch()

        def open(self, name):
            (self.folder / name).unlink()

    Gates.folder.mkdir()
    return Gates()


def files(number):
    """So many different postings as files."""
    return [
        (f"posting-{n:03}.txt", f"{bakery.POSTING}\n- Deliver rolls to {n} houses of the quarter\n".encode())
        for n in range(number)
    ]


def whole(server, job, number):
    """A job of ``files(number)`` came to its end with every posting in the library once; its items."""
    items = server.items(job)
    assert sorted(items) == [name for name, _ in files(number)]
    assert {one["state"] for one in items.values()} == {"done"}, [
        one for one in items.values() if one["state"] != "done"
    ]
    assert len({one["result"] for one in items.values()}) == number
    found, cursor = [], ""
    while True:
        page = server.json(f"/api/v1/postings?limit=100{cursor}")
        found += page["rows"]
        if not page["next"]:
            break
        cursor = f"&cursor={page['next']}"
    assert len(found) == number
    assert len({one["id"] for one in found}) == number
    assert {one["id"] for one in found} == {one["result"] for one in items.values()}
    assert {one["analyses"] for one in found} == {1}
    return items
