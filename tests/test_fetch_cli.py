"""URLs on the command line: off without the option, and with it a posting like any other."""

import json
import socket
from pathlib import Path

import pytest

from tests import fetch_kit
from tests.fetch_kit import HOST, answer, moved
from tests.sources_kit import pdf

net, authority = fetch_kit.net, fetch_kit.authority
URL = f"https://{HOST}/jobs/billing-clerk"
POSTING = """<!doctype html><html lang="en"><title>Billing clerk</title><body><h1>Billing clerk</h1>
<h2>What you will do</h2><ul><li>Prepare and send invoices to customers every month.</li>
<li>Answer questions about bills by telephone and in writing.</li><li>Record payments in the ledger.</li></ul>
<h2>What you bring</h2><ul><li>Two years of experience in bookkeeping.</li></ul></body></html>"""
BOARD = {
    "jobs": [
        {"id": n, "title": "Billing clerk", "absolute_url": f"https://{HOST}/{n}", "content": POSTING} for n in (11, 12)
    ]
}


@pytest.fixture
def no_network(request, monkeypatch):
    """Where a test has servers they may be reached; everywhere else nothing may even be looked up."""
    if "net" in request.fixturenames:
        fetch_kit.only_this_machine(monkeypatch)
        return

    def refuse(*arguments, **named):
        raise AssertionError(f"the network was touched: {arguments}")

    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "create_connection", "socket", "socketpair"):
        monkeypatch.setattr(socket, name, refuse)


@pytest.fixture
def online(net, monkeypatch):
    monkeypatch.setattr("jdmatch.fetch.fetcher.World", lambda: net.world)
    site = net.site(tls=HOST)
    site.pages["/jobs/billing-clerk"] = answer(POSTING, content_type="text/html")
    return site


@pytest.mark.parametrize("settings", ["", "allow_network = true\n"])
@pytest.mark.parametrize("arguments", [[URL], ["posting.txt", URL], ["posting.txt", "--framework", URL]])
def test_without_the_option_a_url_is_refused_and_nothing_is_asked(jd, tmp_path, tiny, settings, arguments):
    (tmp_path / "posting.txt").write_text("You prepare invoices. " * 20)
    (tmp_path / "jdmatch.toml").write_text(settings)
    run = jd("score", *arguments)
    assert run.code == 2
    assert run.out == ""
    assert f"JDM021: {URL} is a URL, and jdmatch uses no network unless --allow-network is given" in run.err


def test_a_file_is_scored_without_a_lookup_and_without_a_socket(jd, tmp_path, tiny):
    (tmp_path / "posting.html").write_text(POSTING)
    assert jd("score", "posting.html", "--allow-network", "--format", "json").code == 0


def test_a_posting_is_fetched_and_scored_under_its_last_url(jd, tiny, online):
    online.pages["/old"] = moved("/jobs/billing-clerk#apply")
    run = jd("score", f"https://{HOST}/old", "--allow-network", "--format", "json")
    assert run.code == 0, run.err
    result = json.loads(run.out)
    assert result["posting"]["id"] == URL
    assert "Prepare and send invoices" in run.out


def test_what_can_not_be_fetched_is_one_row_and_the_rest_is_scored(jd, tmp_path, tiny, online):
    (tmp_path / "posting.html").write_text(POSTING)
    run = jd("score", f"https://{HOST}/gone", "https://ann:hunter2@x.example.com/", "posting.html", URL,
             "--allow-network", "--format", "jsonl")  # fmt: skip
    assert run.code == 3
    rows = [json.loads(line) for line in run.out.splitlines()]
    assert [row.get("code") for row in rows] == ["JDM026", "JDM022", None, None]
    assert rows[0]["id"] == f"https://{HOST}/gone"
    assert "HTTP status 404" in run.err
    assert "hunter2" not in run.out + run.err


def test_a_board_is_fetched_whole(jd, tiny, online):
    online.pages["/board"] = answer(json.dumps(BOARD), content_type="application/json")
    run = jd("score", f"https://{HOST}/board", "--allow-network", "--format", "jsonl")
    assert run.code == 0, run.err
    assert [json.loads(line)["posting"]["id"] for line in run.out.splitlines()] == [
        f"https://{HOST}/board#{n}" for n in (11, 12)
    ]


def test_plain_text_is_read_by_its_name(jd, tiny, online):
    text = Path(__file__).parents[1].joinpath("corpora", "samples", "customer-support-rep.txt").read_text()
    online.pages["/sample.txt"] = answer(text, content_type="text/plain; charset=utf-8")
    run = jd("score", f"https://{HOST}/sample.txt", "--allow-network", "--format", "json")
    assert run.code == 0, run.err


def test_a_pdf_is_read_as_one_whatever_the_server_calls_it(jd, tiny, online):
    online.pages["/download?file=7"] = answer(pdf(), content_type="application/octet-stream")
    run = jd("score", f"https://{HOST}/download?file=7", "--allow-network", "--format", "json")
    assert run.code == 0, run.err
    assert json.loads(run.out)["posting"]["id"] == f"https://{HOST}/download?file=7"


def test_a_framework_file_can_be_fetched_and_read(net):
    from jdmatch import frameworks
    from jdmatch.settings import Settings

    rows = "# levels: trainee < lead\nid,statement,level\nD1,Unload trailers with a pallet jack,trainee\n"
    net.site().pages["/files/dock.csv"] = answer(rows, content_type="text/plain")
    got = net.get("/files/dock.csv")
    read = frameworks.read(got.data, Settings(), name=got.name)
    assert read.id == "dock"
    assert [s.text for s in read.statements] == ["Unload trailers with a pallet jack"]


def test_loading_the_command_loads_nothing_of_the_network():
    from tests.test_rooms import loaded_by

    loaded = loaded_by("import jdmatch.cli.score, jdmatch.fetch, jdmatch.analyzer; jdmatch.fetch.is_url('https://x')")
    assert not loaded & {"h11", "protego", "certifi", "idna", "jdmatch.fetch.wire", "urllib.request", "http.client"}
