"""Web servers for the tests of ``jdmatch.fetch``: real sockets on this machine, reached under public addresses.

The room judges addresses before it connects, and this machine's is refused. So a ``Net`` stands in the system's place:
names resolve to what a test says, and a connection to a public address that has a ``Site`` ends at that site's port
here. A connection to any other address is recorded and fails the test: nothing else may ever be asked.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from dataclasses import dataclass, field

import pytest

from jdmatch.fetch import Fetcher, wire
from jdmatch.settings import Limits, Settings

HOST, ADDRESS = "jobs.example.com", "93.184.216.34"
OTHER_HOST, OTHER_ADDRESS = "careers.example.org", "151.101.1.69"
MOST = 100_000
_REAL = socket.socket


def only_this_machine(monkeypatch):
    """Let this machine be reached, and nothing else."""

    class Local(_REAL):
        def connect(self, address):
            assert address[0] == "127.0.0.1", f"a connection to {address} was tried"
            return super().connect(address)

    monkeypatch.setattr(socket, "socket", Local)


@pytest.fixture
def no_network(monkeypatch):
    """In the place of the suite's own."""
    only_this_machine(monkeypatch)


def answer(body=b"", status=200, **headers):
    """The bytes of an answer; ``content_type="…"`` is the header Content-Type."""
    if isinstance(body, str):
        body = body.encode()
    named = {"content_length": len(body), **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in named.items() if value is not None]
    return f"HTTP/1.1 {status} Said\r\n".encode() + "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def moved(location, status=302):
    return answer(b"", status, location=location)


class Site:
    """A server that says what it is told to: target → bytes, or a function of (send, request)."""

    def __init__(self, context=None):
        self.pages = {}
        self.heads = []
        self._context = context
        self._listening = _REAL(socket.AF_INET, socket.SOCK_STREAM)
        self._listening.bind(("127.0.0.1", 0))
        self._listening.listen(16)
        self.port = self._listening.getsockname()[1]
        self._over = threading.Event()
        self._threads = []
        self._start(self._accept)

    def _start(self, work, *arguments):
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _accept(self):
        while not self._over.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self._start(self._serve, connection)

    def _serve(self, connection):
        connection.settimeout(5)
        try:
            with self._context.wrap_socket(connection, server_side=True) if self._context else connection as talk:
                head = b""
                while b"\r\n\r\n" not in head:
                    if not (data := talk.recv(4096)):
                        return
                    head += data
                request = head.decode()
                self.heads.append(request)
                page = self.pages.get(request.split()[1], answer("nothing here", 404))
                if callable(page):
                    page(talk.sendall, self._over)
                else:
                    talk.sendall(page)
        except OSError:
            pass

    @property
    def asked(self):
        """The targets that were asked for, in order, robots.txt left out."""
        return [target for target in self.all_asked if target != "/robots.txt"]

    @property
    def all_asked(self):
        return [head.split()[1] for head in self.heads]

    def close(self):
        self._over.set()
        with contextlib.suppress(OSError):  # wakes the thread that waits in accept
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in list(self._threads):
            thread.join(5)


@dataclass
class Net:
    """A small internet. ``names`` gives a name's addresses, or a list of such answers, one a lookup."""

    authority: object = None
    names: dict = field(default_factory=lambda: {HOST: [ADDRESS], OTHER_HOST: [OTHER_ADDRESS]})
    sites: dict = field(default_factory=dict)
    lookups: list = field(default_factory=list)
    dialled: list = field(default_factory=list)

    def site(self, *, tls=None, address=ADDRESS, port=None):
        """A new site, encrypted with a certificate for the name ``tls``."""
        context = None
        if tls is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.authority.issue_cert(tls).configure_cert(context)
        made = Site(context)
        self.sites[address, port or (443 if tls else 80)] = made
        return made

    def resolve(self, host, clock):
        self.lookups.append(host)
        found = self.names.get(host, [])
        if found and isinstance(found[0], list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found

    def dial(self, address, port, seconds):
        self.dialled.append((address, port))
        assert (address, port) in self.sites, f"a connection to {address}:{port} was tried"
        return wire.dial("127.0.0.1", self.sites[address, port].port, seconds)

    def trust(self):
        context = wire.trust.__wrapped__()
        if self.authority is not None:
            self.authority.configure_trust(context)
        return context

    @property
    def world(self):
        return wire.World(resolve=self.resolve, dial=self.dial, trust=self.trust)

    def fetcher(self, seconds=20, **settings):
        return Fetcher(Settings(limits=Limits(fetch_seconds=seconds)), allow_network=True, world=self.world)

    def get(self, target="/job", *, host=HOST, scheme="http", most=MOST, seconds=20):
        return self.fetcher(seconds).get(f"{scheme}://{host}{target}", most)

    def close(self):
        for site in self.sites.values():
            site.close()


@pytest.fixture(scope="session")
def authority():
    import trustme

    return trustme.CA()


@pytest.fixture
def net(no_network, authority):
    made = Net(authority)
    yield made
    made.close()


def slowly(data, pause, *, step=1):
    """A page that comes ``step`` bytes at a time."""

    def page(send, over):
        for place in range(0, len(data), step):
            if over.is_set():
                return
            send(data[place : place + step])
            time.sleep(pause)

    return page


def endlessly(head, piece, sent=None):
    """A page that never ends. ``sent`` gets the length of each piece that was sent."""

    def page(send, over):
        send(head)
        while not over.is_set():
            send(piece)
            if sent is not None:
                sent.append(len(piece))

    return page
