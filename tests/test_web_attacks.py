"""Attacks that must fail: hostile text in every page, changes from pages elsewhere, names that were made to point here,
bodies without end, paths out of the folders, headers smuggled into answers, too much at once, words in the logs."""

from __future__ import annotations

import asyncio
import io
import logging
import re
import sys
import threading
import unicodedata
import zipfile
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from jdmatch.analyzer import Analyzer
from jdmatch.errors import traced
from jdmatch.frameworks import library
from jdmatch.settings import Settings
from jdmatch.web import token
from jdmatch.web.desk import Desk
from jdmatch.web.exports import attachment
from jdmatch.web.guard import JSON_BYTES, Guard
from tests import bakery
from tests.web_kit import ADDRESS, Serving, loaded, opened, site  # noqa: F401 -- a fixture

HOST = (b"host", b"127.0.0.1:8000")
JSON = (b"content-type", b"application/json")
V1 = "/api/v1"
MARK = "zzq"  # what every hostile text holds, so that a page is known to show it
HOSTILE = (
    f"{MARK}\"><img src=x onerror=alert(1)><script>alert(2)</script>' onmouseover='alert(3)' x=' <svg/onload=alert(4)>"
    "</textarea></title><iframe src=javascript:alert(5)></iframe>{{7*7}}&#34; autofocus onfocus=alert(6)"
)
POLICY = "script-src 'self'; style-src 'self'"


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One application for attacks that leave nothing behind."""
    with opened(tmp_path_factory.mktemp("attacks")) as made:
        yield made


class Answer:
    """What an application sent."""

    def __init__(self, messages):
        start = next(m for m in messages if m["type"] == "http.response.start")
        self.status = start["status"]
        self.headers = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
        self.body = b"".join(m.get("body", b"") for m in messages if m["type"] == "http.response.body")


def sent(app, method="GET", path="/healthz", headers=(HOST,), body=(b"",), pause=0.0):
    """A request as a hostile client may send it: any header in any number, the body piece by piece without a length."""
    pieces = list(body)
    messages = []

    async def receive():
        if not pieces:
            await asyncio.sleep(pause)
            return {"type": "http.disconnect"}
        piece = pieces.pop(0)
        if callable(piece):
            await piece()
            piece = b""
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    async def send(message):
        messages.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path.partition("?")[0]),
        "raw_path": path.encode(),
        "query_string": path.partition("?")[2].encode(),
        "root_path": "",
        "headers": list(headers),
        "client": ("192.0.2.1", 4242),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }
    asyncio.run(app(scope, receive, send))
    return Answer(messages)


async def echo(scope, receive, send):
    """An application that reads the whole body and says how long it was."""
    length, more = 0, True
    while more:
        message = await receive()
        length += len(message.get("body", b""))
        more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(length).encode()})


GUARDED = Guard(echo, Serving(names=("jobs.example.org",)), rest=0.05, whole=0.3)

# --- names: DNS rebinding -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1:8000",
        "localhost:1",
        "LOCALHOST",
        "[::1]:8000",
        "jobs.example.org",
        "Jobs.Example.ORG:443",
    ],
)
def test_own_names_are_answered(host):
    assert sent(GUARDED, headers=[(b"host", host.encode())]).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "127.0.0.1.evil.example",
        "localhost.",
        "localhost.evil.example",
        "evil.example:80@127.0.0.1",
        "127.0.0.1@evil.example",
        "user:127.0.0.1@localhost",
        "127.0.0.1:8000@evil.example",
        "127.0.0.1:80:80",
        "127.0.0.1:http",
        "127.0.0.1:",
        "127.0.0.1:999999",
        "[::1]evil.example",
        "[::1]:x",
        "[::1",
        "::1",
        "[::ffff:127.0.0.1]",
        "127.0.0.1 evil.example",
        "127.0.0.1,evil.example",
        "127.0.0.1/evil.example",
        "127.0.0.1#",
        "127.0.0.1\\evil",
        "0x7f000001",
        "2130706433",
        "0.0.0.0",
        "",
        " ",
        "\xb2",
    ],
)
def test_foreign_names_are_refused(host):
    answer = sent(GUARDED, headers=[(b"host", host.encode("latin-1"))])
    assert answer.status == 421
    assert POLICY in answer.headers["content-security-policy"]


def test_no_host_and_two_hosts_are_refused():
    assert sent(GUARDED, headers=[]).status == 400
    assert sent(GUARDED, headers=[HOST, HOST]).status == 400
    assert sent(GUARDED, headers=[HOST, (b"host", b"evil.example")]).status == 400


@pytest.mark.parametrize("path", ["http://evil.example/", "*", "evil.example:443", "/a\x00b", "/a\nb", "/\x7f"])
def test_addresses_that_are_no_path_are_refused(path):
    assert sent(GUARDED, path=path).status == 400


# --- pages elsewhere: CSRF ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        [(b"origin", b"https://evil.example")],
        [(b"origin", b"null")],
        [(b"origin", b"")],
        [(b"origin", b"http://127.0.0.1:3000")],
        [(b"origin", b"http://localhost:8000")],
        [(b"origin", b"http://127.0.0.1:8000.evil.example")],
        [(b"origin", b"http://evil@127.0.0.1:8000")],
        [(b"origin", b"http://[")],
        [(b"origin", b"http://[::1")],
        [(b"origin", b"file://127.0.0.1:8000")],
        [(b"origin", b"127.0.0.1:8000")],
        [(b"sec-fetch-site", b"cross-site")],
        [(b"sec-fetch-site", b"same-site")],
        [(b"sec-fetch-site", b"CROSS-SITE")],
        [(b"sec-fetch-site", b"cross-site"), (b"sec-fetch-mode", b"navigate"), (b"sec-fetch-dest", b"document")],
        [(b"sec-fetch-site", b"same-origin"), (b"origin", b"https://evil.example")],
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_changes_from_pages_elsewhere_are_refused(method, headers):
    assert sent(GUARDED, method, headers=[HOST, *headers]).status == 403


def test_doubled_headers_do_not_hide_where_a_change_comes_from():
    own, evil = (b"origin", ADDRESS.encode()), (b"origin", b"https://evil.example")
    for two in ((own, evil), (evil, own)):
        assert sent(GUARDED, "POST", headers=[HOST, *two]).status == 400
    sites = [(b"sec-fetch-site", b"same-origin"), (b"sec-fetch-site", b"cross-site")]
    assert sent(GUARDED, "POST", headers=[HOST, *sites]).status == 400


def test_own_pages_and_programs_may_change():
    own = [(b"origin", ADDRESS.encode()), (b"sec-fetch-site", b"same-origin")]
    assert sent(GUARDED, "POST", headers=[HOST, *own]).status == 200
    assert sent(GUARDED, "POST", headers=[HOST]).status == 200
    assert sent(GUARDED, "POST", headers=[HOST, (b"origin", b"HTTP://127.0.0.1:8000")]).status == 200


def test_pages_elsewhere_may_lead_here_and_fetch_nothing():
    foreign = (b"sec-fetch-site", b"cross-site")
    leads = [(b"sec-fetch-mode", b"navigate"), (b"sec-fetch-dest", b"document")]
    frames = [(b"sec-fetch-mode", b"navigate"), (b"sec-fetch-dest", b"iframe")]
    image = [(b"sec-fetch-mode", b"no-cors"), (b"sec-fetch-dest", b"image")]
    assert sent(GUARDED, headers=[HOST, foreign, *leads]).status == 200
    for more in (frames, image, [(b"sec-fetch-mode", b"cors")], []):
        assert sent(GUARDED, headers=[HOST, foreign, *more]).status == 403


def test_the_api_is_closed_to_pages_elsewhere(shared):
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        answer = shared.client.post(f"{V1}/analyze", json={"text": bakery.POSTING}, headers=headers)
        assert answer.status_code == 403
        assert "access-control-allow-origin" not in answer.headers
    ahead = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    assert "access-control-allow-origin" not in shared.client.options(f"{V1}/analyze", headers=ahead).headers


@pytest.mark.parametrize(
    "given", ["", "x", "t" * 42, "u" * 43, "t" * 43 + " ", "é" * 43, "\ud800".encode("utf-8", "surrogatepass")]
)
def test_a_form_without_the_page_s_token_changes_nothing(shared, given):
    for path in ("/score", "/postings/1/remove", "/drafts"):
        answer = shared.post(path, {token.FIELD: given, "text": bakery.POSTING, "title": "x"})
        assert answer.status_code in (403, 404, 405), path
    assert shared.client.post("/score", data={"text": bakery.POSTING}).status_code == 403
    assert shared.store.info().postings == 0


def test_a_cookie_of_another_application_gets_into_no_page(site):  # noqa: F811
    """Cookies are shared by all ports of a host: any of its servers can set ours."""
    tossed = 'x"onload=alert(1)' + "y" * 40
    site.client.cookies.set(token.COOKIE, tossed)
    page = site.client.get("/", headers={"cookie": f"{token.COOKIE}={tossed}"})
    assert "onload" not in page.text
    form = {token.FIELD: tossed, "text": bakery.POSTING}
    assert site.client.post("/score", data=form, headers={"cookie": f"{token.COOKIE}={tossed}"}).status_code == 403


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "get", "DEBUG", "PRI"])
def test_other_methods_are_refused(method):
    answer = sent(GUARDED, method)
    assert answer.status == 405
    assert "GET" in answer.headers["allow"]


def test_no_header_makes_one_method_another(shared):
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        assert shared.client.get(f"{V1}/analyze", headers={name: "POST"}).status_code == 405
    assert shared.client.post(f"{V1}/version", data={"_method": "DELETE"}).status_code == 405


def test_web_sockets_are_closed():
    messages = []

    async def send(message):
        messages.append(message)

    asyncio.run(GUARDED({"type": "websocket", "headers": []}, None, send))
    assert messages == [{"type": "websocket.close", "code": 1008}]


# --- bodies without end ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", ["-1", "1e9", "0x10", "ten", "", "1 2", "\xb2", "+5"])
def test_lengths_that_are_none_are_refused(length):
    assert sent(GUARDED, "POST", headers=[HOST, (b"content-length", length.encode("latin-1"))]).status == 400


def test_lengths_above_the_limit_are_refused_unread():
    async def unread():
        raise AssertionError("the body was read")

    for length in (b"110000001", b"9" * 18, b"9" * 5000):
        answer = sent(GUARDED, "POST", headers=[HOST, (b"content-length", length)], body=[unread])
        assert answer.status == 413
        assert answer.headers["connection"] == "close"
    both = [(b"content-length", b"1"), (b"transfer-encoding", b"chunked")]
    assert sent(GUARDED, "POST", headers=[HOST, *both]).status == 400
    two = [(b"content-length", b"1"), (b"content-length", b"2")]
    assert sent(GUARDED, "POST", headers=[HOST, *two]).status == 400


def test_a_body_in_pieces_is_cut_off_at_the_limit():
    small = Guard(echo, Serving(body_bytes=1000))
    assert sent(small, "POST", body=[b"x" * 100] * 10).body == b"1000"
    assert sent(small, "POST", body=[b"x" * 100] * 11).status == 413
    lied = [HOST, (b"content-length", b"10")]
    assert sent(small, "POST", headers=lied, body=[b"x" * 600] * 2).status == 413


def test_json_has_a_limit_of_its_own():
    assert sent(GUARDED, "POST", headers=[HOST, JSON], body=[b"x" * 1_000_000] * 21).status == 413
    assert sent(GUARDED, "POST", headers=[HOST, JSON, (b"content-length", str(JSON_BYTES + 1).encode())]).status == 413


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (f"{V1}/analyze", b"application/json"),
        (f"{V1}/analyze/file", b"multipart/form-data; boundary=x"),
        ("/score", b"multipart/form-data; boundary=x"),
        ("/score", b"application/x-www-form-urlencoded"),
    ],
)
def test_a_body_above_the_limit_is_told_wherever_it_is_read(tmp_path, path, kind):
    with opened(tmp_path, serving=Serving(body_bytes=20_000)) as small:
        part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        head = part if kind.startswith(b"multi") else b"text="
        answer = sent(
            small.client.app, "POST", path, headers=[HOST, (b"content-type", kind)], body=[head, *([b"a" * 1000] * 30)]
        )
    assert answer.status == 413
    assert POLICY in answer.headers["content-security-policy"]


def test_a_body_that_trickles_is_given_up():
    async def rest():
        await asyncio.sleep(5)

    assert sent(GUARDED, "POST", body=[b"x", rest, b"y"]).status == 408

    async def drip():
        await asyncio.sleep(0.03)

    assert sent(GUARDED, "POST", body=[drip] * 40).status == 408
    assert sent(GUARDED, "POST", body=[b"x", drip, b"y"]).status == 200


def test_one_who_only_listens_is_not_hurried():
    async def listens(scope, receive, send):
        await receive()
        assert (await receive())["type"] == "http.disconnect"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    assert sent(Guard(listens, Serving(), rest=0.01, whole=0.02), pause=0.2).status == 200


def test_a_form_of_very_many_fields_or_files_is_refused(shared):
    fields = {f"f{n}": ("", b"x") for n in range(1100)}
    for path in ("/score", f"{V1}/jobs/files"):
        answer = shared.client.post(path, files=fields, headers={"origin": ADDRESS})
        assert answer.status_code in (400, 413)
    big = {"token": (None, "t" * 43), "text": (None, "x" * 2_000_000)}
    assert shared.client.post("/score", files=big).status_code in (400, 403, 413, 422)


@pytest.mark.parametrize(
    "charset", ["unicode_escape", "utf-7", "idna", "punycode", "utf-16", "raw_unicode_escape", "no"]
)
def test_odd_encodings_of_a_form_are_refused(shared, charset):
    body = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n\\ud800\xff\r\n--x--\r\n'
    kind = f'multipart/form-data; boundary=x; charset="{charset}"'
    answer = shared.client.post("/score", content=body, headers={"content-type": kind, "origin": ADDRESS})
    assert answer.status_code == 415


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x",
        b"--x\r\n\r\n",
        b"--x--",
        b"\x00" * 50,
        b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n",
    ],
)
def test_broken_forms_are_refused(shared, body):
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data", "multipart/form-data; boundary="):
        headers = {"content-type": kind, "origin": ADDRESS}
        for path in ("/score", f"{V1}/analyze/file", f"{V1}/jobs/files"):
            assert 400 <= shared.client.post(path, content=body, headers=headers).status_code < 500


def test_a_bomb_in_an_archive_is_refused(shared):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"<w>" + b" " * 60_000_000)
    files = {"file": ("posting.docx", stream.getvalue())}
    answer = shared.client.post(f"{V1}/analyze/file", files=files)
    assert answer.status_code in (413, 422)
    assert answer.json()["code"] in ("JDM009", "JDM012")


# --- paths ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/%2e%2e/pyproject.toml",
        "/static/..%5c..%5capp.py",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/....//....//app.py",
        "/static/" + "a" * 5000,
        "/static/%f0%28%8c",
        "/static/",
        "/static/web.css/../../app.py",
        "/static/web.css%00.py",
        "/postings/..%2f..%2fetc%2fpasswd",
        "/postings/1%20or%201=1",
        "/postings/-1",
        "/postings/0",
        "/postings/99999999999999999999999",
        "/postings/9223372036854775808",
        "/postings/1/export.json%0d%0aX-Evil:1",
        "/frameworks/..%2f..%2fetc%2fpasswd",
        f"{V1}/frameworks/..%2f..%2f..%2fetc%2fpasswd",
        f"{V1}/frameworks/%2fetc%2fpasswd/export.csv",
        f"{V1}/schema/..%2fapp",
        f"{V1}/postings/1/export.%2e%2e%2f",
        "//evil.example/",
        "/\\evil.example",
        "/.git/config",
        "/api/docs/../../app.py",
    ],
)
def test_no_path_leads_out(shared, path):
    answer = sent(shared.client.app, path=path)
    assert 400 <= answer.status < 500, answer.status
    for secret in (b"root:", b"def create_app", b"[project]"):
        assert secret not in answer.body
    assert "x-evil" not in answer.headers
    assert "location" not in answer.headers


def test_hostile_queries_are_answered(shared):
    for query in ("words=" + "%22" * 900, "words=%00", "words=NEAR(a", "cursor=" + "A" * 1999, "tag=%ff%fe", "words=*"):
        assert shared.client.get(f"{V1}/postings?{query}").status_code in (200, 422), query
        assert shared.client.get(f"/postings?{query}").status_code < 500, query


# --- hostile text ---------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """What a browser would make of a page: its elements, its attributes, where it leads."""

    def __init__(self, text):
        super().__init__()
        self.wrong, self.links = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        for name, value in attributes:
            if name.startswith(("on", "hx-on")) or name == "style":
                self.wrong.append(f"<{tag} {name}>")
            if name in ("href", "src", "action", "formaction") and (value or "").strip().lower().startswith(
                ("javascript", "data:text", "vbscript", "//", "http:", "https:")
            ):
                self.wrong.append(f"<{tag} {name}={value}>")
            if "js:" in (value or "") and name in ("hx-vals", "hx-headers"):
                self.wrong.append(f"<{tag} {name}>")
        if tag == "script" and not found.get("src", "").startswith("/static/"):
            self.wrong.append("<script>")
        if tag in ("img", "iframe", "object", "embed", "base", "style"):
            self.wrong.append(f"<{tag}>")
        if tag == "a" and found.get("href"):
            self.links.add(found["href"])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """An application whose library, drafts, remarks, jobs and frameworks all are attacks."""
    place = tmp_path_factory.mktemp("hostile")
    settings = Settings(data_dir=place / "data")
    said = HOSTILE.replace('"', '""')
    table = f"# id: evil\n# title: {HOSTILE}\nid,statement\n"
    table += f'"E1","Scale flour and water for the daily dough {said}"\n"E2","Shape loaves by hand {said}"\n'
    library(settings).install(table.encode(), format="csv", name="evil.csv")
    with opened(place, settings=settings) as made:
        text = bakery.POSTING.replace("two shops", HOSTILE) + f"\n- Scale flour and water {HOSTILE}\n"
        asked = {"text": text, "title": HOSTILE[:300], "frameworks": ["evil"], "tags": [HOSTILE[:60]]}
        posting = made.client.post(f"{V1}/postings", json=asked).json()["id"]
        analysis = made.client.get(f"{V1}/postings/{posting}").json()
        statement = analysis["coverage"]["statements"][0]["statement"]
        remark = {"framework": "evil", "statement": statement, "verdict": "rejected", "note": HOSTILE}
        assert made.client.post(f"{V1}/postings/{posting}/remarks", json=remark).status_code == 201
        files = [("files", (f"{HOSTILE}.txt", b"too short")), ("files", (f"b{HOSTILE}.pdf", b"%PDF-broken"))]
        job = made.client.post(f"{V1}/jobs/files", files=files).json()["id"]
        made.finished(job)
        draft = made.store.drafts.create(HOSTILE, text, None)
        made.store.drafts.save(draft.id, f"{text}\nmore", None, draft.version, None)
        made.posting, made.draft, made.job = posting, draft.id, job
        yield made


def test_hostile_text_is_text_on_every_page(hostile):
    waiting = ["/", "/postings", "/drafts", "/compare", "/frameworks", "/api/docs", f"/jobs/{hostile.job}"]
    waiting += [f"/postings/{hostile.posting}", f"/drafts/{hostile.draft}", "/frameworks/evil"]
    waiting += [f"/compare?posting={hostile.posting}", f"/{HOSTILE}", f"/postings?words={HOSTILE}&tag={HOSTILE}"]
    waiting += [f"/postings/{hostile.posting}?covered={HOSTILE}", f"/?sample={HOSTILE}", f"/frameworks?q={HOSTILE}"]
    seen, shown, statuses = set(), 0, set()
    while waiting and len(seen) < 150:
        path = waiting.pop(0)
        if (
            path in seen
            or "/export" in path
            or path.startswith("/static/")
            or ("/frameworks/" in path and "evil" not in path)
        ):
            continue
        seen.add(path)
        answer = hostile.get(path)
        assert answer.status_code < 500, path
        assert POLICY in answer.headers["content-security-policy"], path
        statuses.add(answer.status_code)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        assert "<script>alert" not in answer.text, path
        page = Page(answer.text)
        assert not page.wrong, f"{path}: {page.wrong}"
        assert "49&#34;" not in answer.text.replace("{{7*7}}", "")
        shown += MARK in answer.text
        for link in page.links:
            at = urlsplit(urljoin(ADDRESS, link))
            if at.netloc == urlsplit(ADDRESS).netloc:
                waiting.append(at.path + (f"?{at.query}" if at.query else ""))
    assert {200, 404} <= statuses
    assert shown >= 8, f"{shown} of {len(seen)} pages"


def test_parts_and_faults_are_text_too(hostile):
    target = f"/postings/{hostile.posting}"
    for answer in (
        hostile.get(target, part_of="analysis"),
        hostile.get(f"/postings?words={HOSTILE}", part_of="list"),
        hostile.post("/score", {"text": HOSTILE, "title": HOSTILE, "framework": HOSTILE, "level": HOSTILE}),
        hostile.post("/score", {"text": HOSTILE}, part_of="main"),
        hostile.get(f"/{HOSTILE}", headers={"hx-request": "true"}),
    ):
        assert 200 <= answer.status_code < 500
        assert not Page(answer.text).wrong
        assert POLICY in answer.headers["content-security-policy"]


def test_exported_pages_hold_no_script(hostile):
    answer = hostile.get(f"/postings/{hostile.posting}/export.html")
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text
    wrong = [one for one in Page(answer.text).wrong if one.startswith("<") and " on" in one]
    assert not wrong


def test_json_is_never_taken_for_a_page(hostile):
    for path in (f"{V1}/postings", f"{V1}/postings/{hostile.posting}", f"{V1}/jobs/{hostile.job}/result", f"{V1}/x<b>"):
        answer = hostile.client.get(path)
        assert "json" in answer.headers["content-type"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_policy_is_on_every_answer(shared):
    answers = [
        shared.client.get("/"),
        shared.client.get("/nothing"),
        shared.client.get("/static/web.css"),
        shared.client.get("/static/nothing"),
        shared.client.get(f"{V1}/nothing"),
        shared.client.post("/score", data={}),
        shared.client.post(f"{V1}/analyze", json={}),
        shared.client.post(f"{V1}/analyze", json={}, headers={"origin": "null"}),
        shared.client.get("/", headers={"host": "evil.example"}),
        shared.client.request("TRACE", "/"),
        shared.client.get("/metrics"),
        shared.client.get(f"{V1}/jobs/1/events"),
    ]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert POLICY in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in answer.headers
        assert "server" not in answer.headers


# --- headers --------------------------------------------------------------------------------------------------------


def test_no_name_breaks_out_of_its_header():
    names = [
        "a\r\nSet-Cookie: x=1",
        'a"; filename="b.exe',
        "../../etc/passwd",
        "\\\\host\\share",
        "\u202egnp.exe",
        "",
        "...",
        "n" * 5000,
    ]
    # Everything that becomes something else when accents are taken off.
    odd = [
        c
        for c in map(chr, range(sys.maxunicode + 1))
        if not 0xD800 <= ord(c) < 0xE000 and unicodedata.normalize("NFKD", c) != c
    ]
    names += ["".join(odd[n : n + 500]) for n in range(0, len(odd), 500)]
    for name in names:
        told = attachment(b"", f"{name}.pdf", "application/pdf").headers["content-disposition"]
        found = re.fullmatch(
            r"attachment; filename=\"([\w.() -]+)\"; filename\*=UTF-8''([A-Za-z0-9_.~%()-]+)", told, re.ASCII
        )
        assert found, told[:200]
        assert not found[1].startswith(".")
        assert len(told) < 4000, len(told)


def test_uploads_named_as_attacks_come_back_as_plain_names(site):  # noqa: F811
    body = (
        b'--x\r\nContent-Disposition: form-data; name="files"; '
        b'filename="..\\..\\a%0d%0aSet-Cookie: b=c\\"d.txt"\r\n\r\n' + bakery.POSTING.encode() + b"\r\n--x--\r\n"
    )
    headers = {"content-type": "multipart/form-data; boundary=x"}
    made = site.client.post(f"{V1}/jobs/files", content=body, headers=headers)
    assert made.status_code == 201
    site.finished(made.json()["id"])
    (item,) = site.store.jobs.items(made.json()["id"])
    assert "/" not in item.name
    assert "\\" not in item.name
    for kind in ("json", "md", "csv"):
        answer = site.client.get(f"{V1}/postings/{item.result}/export.{kind}")
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("title", ["a\r\nX-Evil: 1", "nul\0", "esc\x1b[2J", "\x7f"])
def test_titles_with_control_characters_are_refused(site, title):  # noqa: F811
    answer = site.client.post(f"{V1}/postings", json={"text": bakery.POSTING, "title": title})
    assert answer.status_code == 422


# --- too much at once -----------------------------------------------------------------------------------------------


def test_beyond_capacity_is_429_and_nothing_piles_up(tmp_path):
    gate = threading.Event()

    def load(settings):
        gate.wait(60)
        return loaded(settings)

    desk = Desk(Settings(), waiting=4, per_client=3, load=load)
    with opened(tmp_path, desk=desk) as full:
        answers = []

        def ask():
            answers.append(full.client.post(f"{V1}/analyze", json={"text": bakery.POSTING}))

        threads = [threading.Thread(target=ask) for _ in range(20)]
        for one in threads:
            one.start()
        for _ in range(500):
            if len(answers) >= 17:
                break
            threading.Event().wait(0.02)
        assert [one.status_code for one in answers] == [429] * 17
        assert all(int(one.headers["retry-after"]) >= 1 for one in answers)
        assert all(one.json()["code"] == "JDM009" for one in answers)
        assert desk.waiting == 3
        gate.set()
        for one in threads:
            one.join(60)
        assert sorted(one.status_code for one in answers) == [200] * 3 + [429] * 17
        for _ in range(500):
            if not desk.waiting:  # it lets go just after it has answered
                break
            threading.Event().wait(0.01)
        assert desk.waiting == 0
        assert full.client.post(f"{V1}/analyze", json={"text": bakery.POSTING}).status_code == 200


def test_one_who_waits_too_long_is_told_and_leaves_no_work(tmp_path):
    gate = threading.Event()

    def load(settings):
        gate.wait(60)
        return loaded(settings)

    desk = Desk(Settings(), load=load)
    with opened(tmp_path, desk=desk, serving=Serving(seconds=0.2)) as slow:
        assert slow.client.post(f"{V1}/analyze", json={"text": bakery.POSTING}).status_code == 504
        gate.set()


# --- logs -----------------------------------------------------------------------------------------------------------

SECRET = "sourdough-secret-words"


def test_no_words_of_a_posting_reach_the_log(site, monkeypatch, caplog):  # noqa: F811
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, logger="httpx2")  # the client's own, which tells its addresses
    text = bakery.POSTING + f"\n- Keep the {SECRET} safe\n"
    site.client.post(f"{V1}/postings", json={"text": text, "title": SECRET})
    site.client.get(f"/postings?words={SECRET}")

    def broken(self, parts):
        raise ValueError(f"can not judge {parts.posting.text}") from KeyError(parts.posting.text)

    monkeypatch.setattr(Analyzer, "judge", broken)
    answer = site.client.post(f"{V1}/analyze", json={"text": text})
    assert (answer.status_code, answer.json()["code"]) == (500, "JDM099")
    site.post("/score", {"text": text})
    where = site.client.post(f"{V1}/jobs", json={"postings": [{"text": text}]}).headers["location"]
    site.finished(int(where.rpartition("/")[2]))
    assert site.client.post(f"{V1}/compare", json={"draft": {"text": text}, "other": {"text": text}}).status_code == 500

    def lost(self, query):
        raise RuntimeError(f"nothing like {query.words}")

    monkeypatch.setattr(type(site.store.postings), "page", lost)
    assert site.client.get(f"{V1}/postings?words={SECRET}").status_code == 500
    assert "ValueError" in caplog.text
    assert "RuntimeError" in caplog.text
    assert "test_web_attacks.py" in caplog.text
    assert SECRET not in caplog.text


def test_an_error_is_traced_without_its_words():
    def fails():
        try:
            int(SECRET)
        except ValueError as error:
            raise RuntimeError(SECRET) from error

    with pytest.raises(RuntimeError) as caught:
        fails()
    told = traced(caught.value)
    assert SECRET not in told
    assert re.fullmatch(r"RuntimeError \(.*test_web_attacks.py:\d+ fails\) from ValueError \(.*\)", told)
    looped = ValueError(SECRET)
    looped.__context__ = looped
    assert SECRET not in traced(looped)


def test_an_answer_that_breaks_off_says_nothing_of_why(caplog):
    async def breaks(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"a", "more_body": True})
        raise ValueError(SECRET)

    with pytest.raises(Exception, match=r"^$") as caught:
        sent(Guard(breaks, Serving()))
    assert caught.value.__suppress_context__
    assert SECRET not in caplog.text
    assert "ValueError" in caplog.text


def test_an_application_that_fails_before_its_answer_is_answered_for(caplog):
    async def fails(scope, receive, send):
        raise ValueError(SECRET)

    answer = sent(Guard(fails, Serving()))
    assert answer.status == 500
    assert SECRET.encode() not in answer.body
    assert SECRET not in caplog.text
