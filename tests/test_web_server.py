"""``jdmatch serve`` as a process: how it starts, refuses to start, and ends. What takes longer is in tests/servers."""

import signal
import socket
import threading

from tests import bakery, serving_kit
from tests.serving_kit import httpx

no_network, start, gates = serving_kit.no_network, serving_kit.start, serving_kit.gates


def test_the_first_page_is_there_before_the_models(start, gates):
    gates.shut("load")
    server = start(gates=gates).up()
    page = server.get("/")
    assert page.status_code == 200
    assert "<form" in page.text
    waits = server.get("/readyz")
    assert waits.status_code == 503
    assert waits.json() == {"ready": False, "models": "being loaded", "database": "ready", "frameworks": "ready"}
    assert waits.headers["retry-after"] == "5"
    # What is asked already is answered when they are there.
    answers = []
    asking = threading.Thread(target=lambda: answers.append(server.post("/api/v1/analyze", json=ASKED)))
    asking.start()
    server.until(lambda: server.figure("jdmatch_desk_waiting") == 1, "waiting")
    assert not answers
    gates.open("load")
    asking.join(serving_kit.PATIENCE)
    assert answers[0].status_code == 200, answers[0].text
    assert server.ready().get("/readyz").json()["models"] == "ready"
    # Whoever looks at it every few seconds does not fill the log.
    assert server.said.count("\n") < 12, server.said
    assert server.end() == 0


ASKED = {"text": bakery.POSTING}


def test_sigterm_lets_a_request_end_and_takes_no_other(start, gates):
    server = start(gates=gates).ready()
    gates.shut("work")
    answers = []
    asking = threading.Thread(target=lambda: answers.append(server.post("/api/v1/analyze", json=ASKED)))
    asking.start()
    server.until(lambda: server.figure("jdmatch_desk_waiting") == 1, "at work")
    server.send(signal.SIGTERM)
    refused(server)
    assert server.process.poll() is None
    assert not answers
    gates.open("work")
    asking.join(serving_kit.PATIENCE)
    assert answers[0].status_code == 200, answers[0].text
    assert answers[0].json()["coverage"] is not None
    assert server.code() == 0, server.said
    assert "Traceback" not in server.said


def refused(server):
    """Nobody answers at its port any more."""
    host, port = server.base.removeprefix("http://").split(":")

    def closed():
        try:
            socket.create_connection((host, int(port)), timeout=2).close()
        except ConnectionRefusedError:
            return True
        return False

    server.until(closed, "closed")


def test_ctrl_c_ends_it_without_a_word_of_python(start):
    server = start().up()
    assert server.end(signal.SIGINT) == 0
    assert "Traceback" not in server.said
    # Asked to end before its models were there, it does not wait for them.
    assert "Finished server process" in server.said


def test_items_at_work_end_and_the_rest_is_done_after_the_next_start(start, gates):
    server = start(gates=gates, pause=0.02).ready()
    gates.shut("work")
    job = server.upload(serving_kit.files(12))
    server.until(lambda: server.progress(job)["running"] == 2, "at work")
    server.send(signal.SIGTERM)
    refused(server)
    gates.open("work")
    assert server.code() == 0, server.said
    again = start(gates=gates).ready()
    again.ended(job)
    items = serving_kit.whole(again, job, 12)
    # Nothing was broken off: no lease had to run out, and no attempt counts twice.
    assert {one["attempts"] for one in items.values()} == {1}
    assert again.end() == 0


def test_a_port_that_is_taken_is_told_with_what_to_do(start):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        server = start(port=port, real=True)
        assert server.code() == 3
    assert server.said.count("\n") == 1
    assert f"Port {port} of 127.0.0.1 can not be used" in server.said
    assert f"jdmatch serve --port {port + 1}" in server.said


def test_a_database_that_can_not_be_used_is_told(start, tmp_path):
    (tmp_path / "notes.txt").write_text("no database", encoding="utf-8")
    server = start(f"sqlite:///{tmp_path / 'notes.txt'}")
    assert server.code() == 3
    assert "JDM083" in server.said
    assert "Traceback" not in server.said
    other = start("mysql://localhost/jobs")
    assert other.code() == 2
    assert "postgresql://HOST/NAME" in other.said


def test_only_its_own_names_are_answered_over_the_wire(start):
    server = start(arguments=("--name", "jobs.example.org")).up()
    port = server.base.rpartition(":")[2]
    assert server.get("/", headers={"host": "jobs.example.org"}).status_code == 200
    assert server.get("/", headers={"host": f"localhost:{port}"}).status_code == 200
    assert server.get("/", headers={"host": "elsewhere.example.org"}).status_code == 421
    with httpx.Client(base_url=server.base, trust_env=False) as client:
        foreign = client.post("/api/v1/analyze", json=ASKED, headers={"origin": "http://elsewhere.example.org"})
        assert foreign.status_code == 403
