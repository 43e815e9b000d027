"""The web application for tests, in this process: a store in a file of its own, the hashed bag of words as the encoder.

``site`` is what a browser that was at a page before would be: it has the page's cookie and sends the token with every
change. ``site = web_kit.site`` at the top of a test module makes the fixture
known there. ``site.here`` is the application's office, so that a test can look into the store behind the pages.
"""

from __future__ import annotations

import html
import re
import time
from contextlib import contextmanager
from functools import cache

import pytest

from jdmatch.analyzer import Analyzer
from jdmatch.frameworks import library
from jdmatch.settings import Settings
from tests.tiny_encoder import TinyEncoder

pytest.importorskip("fastapi", reason="FastAPI is not installed: pip install 'jdmatch[web]'")
pytest.importorskip("httpx2", reason="httpx2 is not installed: pip install 'jdmatch[test]'")
pytest.importorskip("sqlalchemy", reason="SQLAlchemy is not installed: pip install 'jdmatch[web]'")

from starlette.testclient import TestClient

from jdmatch.store import open_store
from jdmatch.web import token
from jdmatch.web.app import create_app
from jdmatch.web.desk import Desk
from jdmatch.web.office import Office
from jdmatch.web.serving import Serving

ADDRESS = "http://127.0.0.1:8000"


class Site:
    """A browser at the application. ``get``, ``post`` and ``upload`` answer as httpx does and follow no redirect."""

    def __init__(self, client: TestClient, here: Office) -> None:
        self.client, self.here, self.store = client, here, here.store
        client.get("/healthz")
        self.token = "t" * 43
        client.cookies.set(token.COOKIE, self.token)

    def get(self, path, *, part_of=None, **more):
        """A page; with ``part_of`` as htmx asks for the part with that id."""
        headers = {"hx-request": "true", "hx-target": part_of} if part_of else {}
        return self.client.get(path, headers=headers | more.pop("headers", {}), follow_redirects=False, **more)

    def post(self, path, data=None, *, files=None, part_of=None, **more):
        """Send a form with the page's token; a list of values is sent once each."""
        headers = {"origin": ADDRESS, "sec-fetch-site": "same-origin"}
        headers |= {"hx-request": "true", "hx-target": part_of} if part_of else {}
        form = {token.FIELD: self.token} | (data or {})
        return self.client.post(
            path, data=form, files=files, headers=headers | more.pop("headers", {}), follow_redirects=False, **more
        )

    def text(self, path, **more):
        """What a page says, without its mark-up and with single blanks."""
        answer = self.get(path, **more)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {words(answer.text)}"
        return words(answer.text)

    def scored(self, text, **form):
        """Score a text on the first page; the number of its posting."""
        answer = self.post("/score", {"text": text, **form})
        assert answer.status_code == 303, words(answer.text)
        return int(answer.headers["location"].partition("?")[0].rpartition("/")[2])

    def finished(self, job, seconds=60):
        """The job once nothing of it is left to do."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self.store.jobs.get(job)
            if found.progress.finished:
                return found
            time.sleep(0.02)
        raise AssertionError(f"job {job} did not end: {self.store.jobs.progress(job)}")


def words(page):
    """The words of a page as a reader sees them."""
    body = re.sub(r"(?s)<(script|style|svg|head)\b.*?</\1>", " ", page)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).replace("\u00a0", " ").split())


@cache
def _analyzer(settings, _installed):
    return Analyzer.load(settings, encoder_=TinyEncoder())


def loaded(settings):
    """The analyzer of the tests' encoder; one for all tests with the same settings and the same installed frameworks,
    since it takes longer to make than to use."""
    return _analyzer(settings, tuple((one.id, one.sha256) for one in library(settings).list()))


def desk_of(settings, **more):
    """A desk with that analyzer."""
    return Desk(settings, load=loaded, **more)


@contextmanager
def opened(place, *, settings=None, serving=None, desk=None):
    """A site over the database ``place``/store.db, which stays there when it is closed."""
    settings, serving = settings or Settings(), serving or Serving()
    with open_store(f"sqlite:///{place / 'store.db'}", settings) as store:
        used = desk or desk_of(settings)
        app = create_app(settings, store, serving, used)
        with TestClient(app, base_url=ADDRESS, raise_server_exceptions=False) as client:
            yield Site(client, Office(settings, serving, store, used))


@pytest.fixture
def site(tmp_path):
    """A new application with an empty store."""
    with opened(tmp_path) as made:
        yield made
