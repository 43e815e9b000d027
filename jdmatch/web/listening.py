"""Listening: a socket that is bound before anything is loaded, and the server that answers on it."""

from __future__ import annotations

import signal
import socket
import threading
import time
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from jdmatch.errors import OutputError
from jdmatch.web.serving import Serving


def listen(serving: Serving) -> socket.socket:
    """A socket that listens where it is asked to. OutputError where the port is taken or may not be used."""
    made = socket.socket(socket.AF_INET6 if ":" in serving.host else socket.AF_INET)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((serving.host.strip("[]"), serving.port))
        made.listen(128)
    except OSError as error:
        made.close()
        raise OutputError(
            f"Port {serving.port} of {serving.host} can not be used: {error.strerror or error}. "
            f"Give another one: jdmatch serve --port {serving.port + 1}"
        ) from error
    return made


def serve(app: ASGIApp, listening: socket.socket, serving: Serving, *, opened: bool) -> None:
    """Answer until Ctrl-C or SIGTERM; requests that run are let end. ``opened``: show the first page in a browser."""
    config = uvicorn.Config(
        app,
        log_config=None,
        # The address of a search holds its words, which may be a posting's.
        access_log=False,
        # What a proxy says of a connection is taken from the named one alone (``gate.Peer``), here from nobody.
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=serving.quiet_seconds,
    )
    server = uvicorn.Server(config)
    if opened:
        threading.Thread(target=_open_when_up, args=(server, serving.address), daemon=True).start()
    with _asked_to_end(server):
        server.run(sockets=[listening])


@contextmanager
def _asked_to_end(server: uvicorn.Server) -> Iterator[None]:
    """uvicorn takes the signals while it runs and raises them anew once it has ended, which would end the process
    before the database is closed, and by a signal where nothing went wrong. Who asked for the end has it: exit 0."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(_number: int, _frame: object) -> None:
        server.should_exit = True

    before = {one: signal.signal(one, end) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _open_when_up(server: uvicorn.Server, address: str) -> None:
    for _ in range(200):
        if server.started:
            webbrowser.open(address)
            return
        time.sleep(0.05)
