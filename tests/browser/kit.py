"""A server in a thread of this process and Debian's Chromium at it, for tests that do what a person would.

Modules name the fixtures they use (``page = kit.page`` …) and are skipped, with what to install, where Playwright or
Chromium is not there.
"""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import web_kit

pytest.importorskip("uvicorn", reason="uvicorn is not installed: pip install 'jdmatch[web]'")
playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: pip install playwright")

CHROMIUM = Path("/usr/bin/chromium")
needs_chromium = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}: apt-get install chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 20_000  # ms; the machine may be busy with other things


@contextmanager
def served(place, settings=None, *, real=False, **more):
    """A server over an empty store in a folder: its address and its store. ``real``: with the shipped models; further
    values are of its Serving."""
    import uvicorn

    chosen = settings or web_kit.Settings()
    listening = socket.create_server(("127.0.0.1", 0))
    serving = web_kit.Serving(port=listening.getsockname()[1], **more)
    with web_kit.open_store(f"sqlite:///{place / 'store.db'}", chosen) as store:
        app = web_kit.create_app(chosen, store, serving, None if real else web_kit.desk_of(chosen))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        end = time.monotonic() + 60
        while not server.started and time.monotonic() < end:
            time.sleep(0.02)
        yield serving.address.rstrip("/"), store
        server.should_exit = True
        thread.join(30)


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as started:
        one = started.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield one
        one.close()


@contextmanager
def opened(browser, address, *, width=1280, height=900):
    """A page in a profile of its own that writes down what went wrong on it: errors of scripts, everything that its
    policy forbade, and what could not be loaded. At the end nothing may have."""
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": height}, locale="en-US", accept_downloads=True
    )
    context.set_default_timeout(PATIENCE)
    wrong = []

    def listen(one):
        one.on("pageerror", lambda error: wrong.append(f"{one.url}: {error}"))
        one.on(
            "console",
            lambda said: wrong.append(f"{one.url}: {said.text}") if said.type in ("error", "warning") else None,
        )
        one.on("dialog", lambda dialog: dialog.accept())

    context.on("page", listen)
    one = context.new_page()
    one.wrong = wrong
    yield one
    context.close()
    assert not wrong, "\n".join(wrong)


@pytest.fixture(scope="module", autouse=True)
def own_folders(tmp_path_factory):
    """In the place of the fixture for all tests: a module whose tests share a server shares its library, too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDMATCH_DATA_DIR", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture
def site(tmp_path):
    """(address, store) of a server of this test's own."""
    with served(tmp_path) as made:
        yield made


@pytest.fixture
def page(browser, site):
    """A page in a profile of its own; an error of a script fails the test."""
    context = browser.new_context(
        base_url=site[0], viewport={"width": 1280, "height": 900}, locale="en-US", accept_downloads=True
    )
    context.set_default_timeout(PATIENCE)
    one, errors = context.new_page(), []
    one.on("pageerror", lambda error: errors.append(str(error)))
    yield one
    context.close()
    assert errors == []
