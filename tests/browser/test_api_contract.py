"""schemathesis over the description of the API, against the real server on loopback: whatever is sent, no answer is a
mistake of the server, and every answer is as the description says."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable

pytest.importorskip("schemathesis", reason="schemathesis is not installed: pip install 'jdmatch[test]'")

import schemathesis
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from jdmatch.settings import Settings
from tests import bakery
from tests.web_kit import Serving, create_app, desk_of, open_store

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]
EXAMPLES = 10  # good ones of each operation, and as many that are not as they should be
_ALL = list(HealthCheck)


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """In the place of the fixture for all tests: here the server on loopback is asked, and nothing beyond."""

    class Local(socket.socket):
        def connect(self, address):
            assert self.family == socket.AF_UNIX or address[0] == "127.0.0.1", address
            return super().connect(address)

    monkeypatch.setattr(socket, "socket", Local)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The server, with a posting, its remark and a finished job in its library."""
    import httpx2
    import uvicorn

    from jdmatch.web.listening import listen

    serving = Serving(port=0)
    chosen = Settings()
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('contract') / 'store.db'}", chosen) as store:
        app = create_app(chosen, store, serving, desk_of(chosen))
        listening = listen(serving)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, server_header=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        end = time.monotonic() + 30
        while not server.started and time.monotonic() < end:
            time.sleep(0.02)
        at = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with httpx2.Client(base_url=at, timeout=60) as client:
            client.post("/api/v1/postings", json={"text": bakery.POSTING, "tags": ["a"]}).raise_for_status()
            client.post("/api/v1/jobs", json={"postings": [{"text": "no"}]}).raise_for_status()
            client.get("/api/v1/jobs/1/events").raise_for_status()
        yield at
        server.should_exit = True
        thread.join(30)


def test_every_answer_is_as_described(address):
    described = schemathesis.openapi.from_url(f"{address}/api/openapi.json")
    asked, wrong = 0, []
    for found in described.get_all_operations():
        operation = found.ok()
        try:
            _held(operation)
        except (Exception, BaseExceptionGroup) as error:  # every operation is looked at, and told of
            wrong.append(f"{operation.label}: {error}")
        asked += 1
    assert asked > 15
    assert not wrong, "\n\n".join(wrong)


def _held(operation):
    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=_ALL)
    def as_described(case):
        case.call_and_validate(checks=CHECKS, timeout=60)

    @given(case=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=_ALL)
    def wrong_as_described(case):
        case.call_and_validate(checks=CHECKS, timeout=60)

    as_described()
    with suppress(Unsatisfiable):  # of an operation that takes nothing
        wrong_as_described()
