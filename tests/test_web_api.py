"""The API: the same JSON as everywhere, held to the schemas that its own description promises; jobs and their events;
the library; errors as error objects; the documentation with lines that work; health and figures."""

from __future__ import annotations

import json
import re
import shlex
import threading
import time

import pytest

from jdmatch.analyzer import Analyzer
from jdmatch.errors import ModelError
from jdmatch.settings import Settings
from tests import bakery
from tests.tiny_encoder import TinyEncoder
from tests.web_kit import Desk, Serving, desk_of, opened, site  # noqa: F401 -- a fixture

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed: pip install 'jdmatch[test]'")

V1 = "/api/v1"
NAMED = "43-3021.00"


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One application for tests that leave nothing behind that others see."""
    with opened(tmp_path_factory.mktemp("api")) as made:
        yield made


@pytest.fixture(scope="module")
def document(shared):
    return shared.client.get("/api/openapi.json").json()


def holds(document, name, value):
    """Whether a value is as a component of the description says."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    jsonschema.Draft202012Validator(schema).validate(value)


def refused(answer, status, code, document):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["code"] == code
    holds(document, "Error", answer.json())
    return answer.json()["message"]


def test_an_analysis_is_the_library_s_to_the_last_byte(shared, document):
    asked = {"text": bakery.POSTING, "id": "baker.txt", "title": "Baker"}
    answer = shared.client.post(f"{V1}/analyze", json=asked)
    assert answer.status_code == 200
    alone = Analyzer.load(Settings(), encoder_=TinyEncoder())
    assert answer.text == alone.analyze(bakery.POSTING, id="baker.txt", title="Baker").to_json()
    holds(document, "Analysis", answer.json())
    assert shared.store.info().postings == 0


def test_frameworks_level_and_thresholds_are_used(shared):
    asked = {"text": bakery.POSTING, "frameworks": [NAMED], "level": "advanced", "covered": 0.9, "partial": 0.8}
    told = shared.client.post(f"{V1}/analyze", json=asked).json()
    assert told["coverage"]["framework"] == NAMED
    assert told["coverage"]["target_level"] == "advanced"
    assert told["thresholds"] == {"covered": 0.9, "partial": 0.8}


def test_html_is_read_as_html(shared):
    page = "".join(f"<p>{line}</p>" for line in bakery.POSTING.splitlines() if line) + "<script>steal()</script>"
    told = shared.client.post(f"{V1}/analyze", json={"html": page}).json()
    assert "steal" not in told["posting"]["text"]
    assert "<p>" not in told["posting"]["text"]


def test_a_file_is_analysed(shared, document):
    files = {"file": ("C:\\jobs\\baker.txt", bakery.POSTING.encode())}
    answer = shared.client.post(f"{V1}/analyze/file", files=files, data={"frameworks": [NAMED], "covered": "0.7"})
    assert answer.status_code == 200
    holds(document, "Analysis", answer.json())
    assert answer.json()["posting"]["id"] == "baker.txt"
    assert answer.json()["thresholds"]["covered"] == 0.7


def test_a_check_is_the_command_line_s_object(shared, document):
    asked = {"text": bakery.POSTING, "id": "draft.md", "frameworks": [NAMED], "select": ["JDM1", "jdm2"]}
    answer = shared.client.post(f"{V1}/check", json=asked)
    assert answer.status_code == 200
    holds(document, "Check", answer.json())
    (file,) = answer.json()["files"]
    assert (file["path"], file["framework"]) == ("draft.md", NAMED)
    assert file["findings"]
    assert {one["code"][:4] for one in file["findings"]} <= {"JDM1", "JDM2"}
    quoted = file["findings"][-1]
    assert bakery.POSTING[quoted["start"] : quoted["end"]] == quoted["quote"]


def test_a_comparison_is_the_command_line_s_object(shared, document):
    draft = bakery.POSTING + "- Train new bakers on mixing and shaping\n"
    asked = {"draft": {"text": draft, "id": "new"}, "other": {"text": bakery.POSTING, "id": "old"}}
    answer = shared.client.post(f"{V1}/compare", json={**asked, "frameworks": [NAMED], "covered": 0.6})
    assert answer.status_code == 200
    holds(document, "Comparison", answer.json())
    assert answer.json()["framework"] == NAMED
    assert [answer.json()["analyses"][one]["posting"]["id"] for one in ("draft", "other")] == ["new", "old"]


@pytest.mark.parametrize(
    ("place", "body", "status", "code"),
    [
        ("analyze", {"text": "Too short."}, 422, "JDM005"),
        ("analyze", {"text": "x" * 300_000}, 413, "JDM009"),
        ("analyze", {"text": bakery.POSTING, "frameworks": ["99-9999.99"]}, 404, "JDM031"),
        ("analyze", {"text": bakery.POSTING, "frameworks": ["../../etc/passwd"]}, 404, "JDM031"),
        ("analyze", {"text": bakery.POSTING, "level": "wizard"}, 422, "JDM060"),
        ("analyze", {"text": bakery.POSTING, "covered": 0.2, "partial": 0.6}, 422, "JDM060"),
        ("analyze", {"text": bakery.POSTING, "html": "<p>both</p>"}, 422, "JDM060"),
        ("analyze", {}, 422, "JDM060"),
        ("analyze", {"text": bakery.POSTING, "titel": "misspelt"}, 422, "JDM060"),
        ("analyze", {"text": ["a", "list"]}, 422, "JDM060"),
        ("check", {"text": bakery.POSTING, "select": ["XYZ"]}, 422, "JDM060"),
        ("check", {"text": bakery.POSTING, "profiles": ["mars"]}, 422, "JDM060"),
        ("check", {"text": "Too short."}, 422, "JDM005"),
        ("compare", {"draft": {"text": bakery.POSTING}}, 422, "JDM060"),
        ("compare", {"draft": {"text": bakery.POSTING}, "other": {"text": "No."}}, 422, "JDM005"),
        ("jobs", {"postings": []}, 422, "JDM060"),
        ("jobs", {"postings": [{"text": "a"}] * 501}, 422, "JDM060"),
        ("jobs", {"postings": [{"text": "a"}], "frameworks": ["none"]}, 404, "JDM031"),
    ],
)
def test_what_can_not_be_is_told_with_its_code(shared, document, place, body, status, code):
    refused(shared.client.post(f"{V1}/{place}", json=body), status, code, document)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b'{"text": "a"',
        b'{"text": NaN}',
        b'{"text": "a", "covered": NaN}',
        b'{"text": "a", "covered": Infinity}',
        b'{"text": "a", "covered": 1e999}',
        b'{"covered": ' + b"9" * 5000 + b"}",
        b'{"text": "\xff\xfe"}',
        b'{"text": "\\ud800 alone"}',
        b'{"\\udfff": 1, "text": "a"}',
        b'{"text": "a", "id": "nul\\u0000"}',
        b"[" * 100_000,
        b'{"text":' * 50_000,
        b"null",
        b"[1, 2]",
        b'"text"',
    ],
)
@pytest.mark.parametrize("place", ["analyze", "compare", "jobs", "postings"])
def test_no_body_is_a_mistake_of_the_server(shared, document, place, body):
    answer = shared.client.post(f"{V1}/{place}", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422), answer.text
    holds(document, "Error", answer.json())


def test_nul_in_a_text_is_text(shared):
    answer = shared.client.post(f"{V1}/analyze", json={"text": bakery.POSTING + "\0"})
    assert answer.status_code in (200, 422)


def test_a_form_is_no_json(shared, document):
    answer = shared.client.post(f"{V1}/analyze", content=b'{"text": "a"}', headers={"content-type": "text/plain"})
    assert answer.status_code == 422
    holds(document, "Error", answer.json())


# --- jobs -----------------------------------------------------------------------------------------------------------


def told_events(text):
    pairs = re.findall(r"event: (\w+)\ndata: (.*)\n\n", text)
    return [(name, json.loads(data)) for name, data in pairs]


def test_a_job_tells_how_far_it_is_and_what_came_of_it(site, document):  # noqa: F811
    postings = [
        {"text": bakery.POSTING, "id": "first", "title": "Baker at the harbour"},
        {"text": "No posting.", "id": "second"},
        {"html": "<ul>" + "".join(f"<li>{s}</li>" for s in bakery.POSTING.splitlines()) + "</ul>", "id": "third"},
    ]
    made = site.client.post(f"{V1}/jobs", json={"postings": postings, "frameworks": [NAMED]})
    assert made.status_code == 201
    holds(document, "Job", made.json())
    where = made.headers["location"]
    events = told_events(site.client.get(f"{where}/events").text)
    assert [name for name, _ in events][-1] == "done"
    assert events[-2][1] == {"waiting": 0, "running": 0, "done": 2, "failed": 1, "cancelled": 0, "total": 3}
    assert events[-1][1]["state"] == "done"
    items = site.client.get(f"{where}/items").json()
    assert [(one["name"], one["state"]) for one in items] == [
        ("first", "done"),
        ("second", "failed"),
        ("third", "done"),
    ]
    assert site.client.get(f"{where}/items?state=failed").json() == [items[1]]
    lines = [json.loads(line) for line in site.client.get(f"{where}/result").text.splitlines()]
    assert [one["schema"] for one in lines] == ["jdmatch.analysis/1", "jdmatch.error/1", "jdmatch.analysis/1"]
    assert lines[0]["posting"]["title"] == "Baker at the harbour"
    assert lines[0]["coverage"]["framework"] == NAMED
    for one in lines:
        holds(document, "Error" if "code" in one else "Analysis", one)
    site.store.postings.remove([items[0]["result"]], who=None)
    first = json.loads(site.client.get(f"{where}/result").text.splitlines()[0])
    assert (first["schema"], first["id"]) == ("jdmatch.error/1", "first")


def test_files_become_a_job_and_a_board_many_lines(site):  # noqa: F811
    job = {"@context": "https://schema.org", "@type": "JobPosting"}
    board = [job | {"title": f"Baker {n}", "description": f"{bakery.POSTING}\nShop {n}."} for n in range(3)]
    files = [
        ("files", ("board.json", json.dumps(board).encode())),
        ("files", ("../../one.txt", bakery.POSTING.encode())),
    ]
    where = site.client.post(f"{V1}/jobs/files", files=files).headers["location"]
    site.client.get(f"{where}/events")
    assert [one["name"] for one in site.client.get(f"{where}/items").json()] == ["board.json", "one.txt"]
    lines = [json.loads(line) for line in site.client.get(f"{where}/result").text.splitlines()]
    assert [one["schema"] for one in lines] == ["jdmatch.analysis/1"] * 4


def test_too_many_files_are_refused_whole(tmp_path, document):
    with opened(tmp_path, serving=Serving(uploads=2)) as small:
        files = [("files", (f"{n}.txt", b"x")) for n in range(3)]
        refused(small.client.post(f"{V1}/jobs/files", files=files), 413, "JDM009", document)
        assert small.store.info().jobs == 0


def test_a_job_can_be_cancelled_and_its_result_asked_for_too_early(tmp_path, document):
    held = threading.Event()

    def load(settings):
        held.wait(20)
        return Analyzer.load(settings, encoder_=TinyEncoder())

    with opened(tmp_path, desk=Desk(Settings(), load=load)) as slow:
        where = slow.client.post(f"{V1}/jobs", json={"postings": [{"text": bakery.POSTING}]}).headers["location"]
        early = slow.client.get(f"{where}/result")
        refused(early, 409, "JDM060", document)
        assert early.headers["retry-after"]
        told = slow.client.delete(where).json()
        assert (told["state"], told["progress"]["cancelled"]) == ("cancelled", 1)
        (line,) = slow.client.get(f"{where}/result").text.splitlines()
        assert json.loads(line)["code"] == "JDM071"
        not_ready = slow.client.get("/readyz")
        assert (not_ready.status_code, not_ready.json()["models"]) == (503, "being loaded")
        held.set()


def test_no_job_no_events(shared, document):
    for path in ("", "/events", "/result", "/items"):
        refused(shared.client.get(f"{V1}/jobs/999{path}"), 404, "JDM087", document)
    refused(shared.client.delete(f"{V1}/jobs/999"), 404, "JDM087", document)


def test_events_end_when_nobody_listens(site, monkeypatch):  # noqa: F811
    import asyncio

    from jdmatch.web.api import jobs

    monkeypatch.setattr(jobs, "LOOK_SECONDS", 0.001)
    monkeypatch.setattr(jobs, "HEARTBEAT_SECONDS", 0.0)
    job = site.store.jobs.create("rescore", [], None)

    class Listener:
        looks = 0

        async def is_disconnected(self):
            self.looks += 1
            return self.looks > 5

    class Open:
        class jobs:  # noqa: N801 -- stands for a store's part
            @staticmethod
            def progress(number):
                from jdmatch.store.records import Progress

                return Progress(waiting=1)

    async def listen():
        return [one async for one in jobs._told(Listener(), Open, job)]

    said = asyncio.run(listen())
    assert said[0].startswith("event: progress")
    assert set(said[1:]) == {": still at it\n\n"}
    assert len(said) == 6


# --- the library ----------------------------------------------------------------------------------------------------


def test_a_posting_is_kept_read_changed_exported_and_removed(site, document):  # noqa: F811
    asked = {"text": bakery.POSTING, "id": "baker.txt", "frameworks": [NAMED], "tags": ["new", "bakery"]}
    made = site.client.post(f"{V1}/postings", json=asked)
    assert made.status_code == 201
    holds(document, "PostingRow", made.json())
    assert made.json()["tags"] == ["bakery", "new"]
    where = made.headers["location"]
    analysis = site.client.get(where)
    holds(document, "Analysis", analysis.json())
    assert analysis.json()["posting"]["text"] == bakery.POSTING
    assert site.client.get(f"{where}?covered=0.95").json()["thresholds"]["covered"] == 0.95
    assert site.client.get(f"{where}/export.json").text == analysis.text
    assert site.client.get(f"{where}/export.md").headers["content-disposition"].startswith("attachment; filename=")
    refused(site.client.get(f"{where}/export.exe"), 404, "JDM060", document)
    changed = site.client.patch(where, json={"title": "Night baker", "tags": ["bakery", "night  shift"]})
    assert (changed.json()["title"], changed.json()["tags"]) == ("Night baker", ["bakery", "night shift"])
    assert site.client.patch(where, json={"tags": []}).json()["tags"] == []
    assert site.client.get(f"{where}/row").json()["title"] == "Night baker"
    refused(site.client.patch(where, json={}), 422, "JDM060", document)
    assert site.client.delete(where).status_code == 204
    for answer in (site.client.get(where), site.client.delete(where), site.client.patch(where, json={"tags": []})):
        refused(answer, 404, "JDM087", document)


def test_what_can_not_be_analysed_is_not_kept(site, document):  # noqa: F811
    refused(site.client.post(f"{V1}/postings", json={"text": "Nothing much."}), 422, "JDM005", document)
    assert site.store.info().postings == 0


def test_postings_are_found_and_paged(site, document):  # noqa: F811
    for n in range(5):
        text = bakery.POSTING.replace("two shops", f"{n} shops")
        site.client.post(f"{V1}/postings", json={"text": text, "title": f"Baker {n}", "tags": [f"t{n % 2}"]})
    ask = f"{V1}/postings?sort=title&descending=false&limit=2"
    seen, cursor = [], ""
    for _ in range(3):
        page = site.client.get(ask + (f"&cursor={cursor}" if cursor else "")).json()
        holds(document, "Page", page)
        seen += [row["title"] for row in page["rows"]]
        cursor = page["next"]
    assert seen == [f"Baker {n}" for n in range(5)]
    assert cursor is None
    assert site.client.get(f"{V1}/postings?tag=t1").json()["total"] == 2
    assert site.client.get(f"{V1}/postings?words=shops").json()["total"] == 5
    for wrong in ("limit=0", "limit=501", "sort=luck", "cursor=zzz", "added_from=soon", "score_from=nan", "colour=red"):
        refused(site.client.get(f"{V1}/postings?{wrong}"), 422, "JDM060", document)


def test_remarks_stand_beside_the_analysis(site, document):  # noqa: F811
    made = site.client.post(f"{V1}/postings", json={"text": bakery.POSTING, "frameworks": [NAMED]})
    where = made.headers["location"]
    before = site.client.get(where).text
    statement = json.loads(before)["coverage"]["statements"][0]
    about = {"framework": NAMED, "statement": statement["statement"]}
    said = site.client.post(f"{where}/remarks", json={**about, "verdict": "rejected", "note": "Not here."})
    assert said.status_code == 201
    holds(document, "Remark", said.json())
    chunk = next(one for one in json.loads(before)["chunks"] if one["id"] == statement["best_chunk"])
    assert (said.json()["start"], said.json()["end"]) == (chunk["start"], chunk["end"])
    site.client.post(f"{where}/remarks", json={**about, "start": 3, "end": 9, "verdict": "confirmed"})
    site.client.post(f"{where}/remarks", json={**about, "start": 3, "end": 9, "verdict": "none"})
    assert [one["verdict"] for one in site.client.get(f"{where}/remarks").json()] == ["rejected"]
    assert len(site.client.get(f"{where}/remarks?every=true").json()) == 3
    assert site.client.get(where).text == before
    for wrong in ({"statement": "no/such"}, {"start": 9, "end": 3}, {"start": 0, "end": 9_999_999}, {"verdict": "hm"}):
        refused(site.client.post(f"{where}/remarks", json=about | wrong), 422, "JDM060", document)


# --- frameworks and what else ---------------------------------------------------------------------------------------


def test_frameworks_are_listed_read_and_exported(shared, document):
    every = shared.client.get(f"{V1}/frameworks").json()
    named = next(one for one in every if one["id"] == NAMED)
    one = shared.client.get(f"{V1}/frameworks/{NAMED}").json()
    holds(document, "Framework", one)
    assert len(one["statements"]) == named["statements"] == sum(named["levels"].values())
    table = shared.client.get(f"{V1}/frameworks/{NAMED}/export.csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert shared.client.get(f"{V1}/frameworks/{NAMED}/export.ler").json()["schemaVersion"] == "1.0"
    refused(shared.client.get(f"{V1}/frameworks/{NAMED}/export.exe"), 422, "JDM032", document)
    refused(shared.client.get(f"{V1}/frameworks/none"), 404, "JDM031", document)
    refused(shared.client.get(f"{V1}/frameworks/..%2F..%2Fetc%2Fpasswd"), 404, "JDM031", document)


def test_schemas_are_those_of_the_command_line(shared):
    from click.testing import CliRunner

    from jdmatch.cli.schema import NAMES, command

    for name in NAMES:
        printed = CliRunner().invoke(command, [name]).output
        assert shared.client.get(f"{V1}/schema/{name}").json() == json.loads(printed)
    assert shared.client.get(f"{V1}/schema/none").status_code == 404
    assert shared.client.get(f"{V1}/version").json()["schemas"]["analysis"] == "jdmatch.analysis/1"


def test_every_answer_of_the_description_has_a_schema(document):
    for path, methods in document["paths"].items():
        assert path.startswith(V1)
        for operation in methods.values():
            assert operation["summary"]
            assert operation["description"]
            for status, told in operation["responses"].items():
                for content in told.get("content", {}).values():
                    assert content["schema"], f"{path} {status}"
    text = json.dumps(document)
    for name in set(re.findall(r'"#/components/schemas/(\w+)"', text)):
        assert name in document["components"]["schemas"]
    assert "HTTPValidationError" not in text


def test_the_documentation_shows_lines_that_work(site, document, tmp_path):  # noqa: F811
    site.client.post(f"{V1}/postings", json={"text": bakery.POSTING, "frameworks": [NAMED]})
    site.client.post(f"{V1}/jobs", json={"postings": [{"text": "no"}]})
    site.finished(1)
    page = site.get("/api/docs").text
    lines = [shlex.split(_plain(one)) for one in re.findall(r"<pre[^>]*curl[^>]*><code>(.*?)</code>", page, re.DOTALL)]
    assert len(lines) == sum(len(methods) for methods in document["paths"].values())
    # What removes goes last.
    for line in sorted(lines, key=lambda words: "DELETE" in words):
        answer = _curl(site.client, line)
        assert answer.status_code < 300, f"{line}: {answer.status_code} {answer.text[:300]}"


def _plain(text):
    import html

    return html.unescape(text)


def _curl(client, words):
    assert words[:2] == ["curl", "-s"]
    method, address, headers, data, files = "GET", None, {}, None, []
    rest = iter(words[2:])
    for word in rest:
        if word == "-X":
            method = next(rest)
        elif word == "-H":
            name, _, value = next(rest).partition(": ")
            headers[name] = value
        elif word == "-d":
            data = next(rest).encode()
        elif word == "-F":
            name, _, value = next(rest).partition("=@")
            files.append((name, (value, bakery.POSTING.encode())))
        elif word not in ("-N", "-O", "-J"):
            address = word
    return client.request(method, address, headers=headers, content=data, files=files or None)


def test_the_documentation_is_linked_and_loads_nothing_from_elsewhere(shared):
    assert 'href="/api/docs"' in shared.get("/").text
    page = shared.get("/api/docs").text
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
    assert shared.get("/static/docs.css").status_code == 200


def test_head_is_get_without_a_body(shared):
    got, head = shared.client.get(f"{V1}/version"), shared.client.head(f"{V1}/version")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == got.headers["content-length"]


def test_the_server_says_whether_it_can_work(site, monkeypatch):  # noqa: F811
    assert site.client.get("/healthz").text == "ok\n"
    end = time.monotonic() + 30
    while (answer := site.client.get("/readyz")).status_code == 503 and time.monotonic() < end:
        time.sleep(0.02)
    assert answer.json() == {"ready": True, "models": "ready", "database": "ready", "frameworks": "ready"}
    from jdmatch.errors import StoreError
    from jdmatch.store import Store

    def gone(self):
        raise StoreError("The disk is full.")

    monkeypatch.setattr(Store, "ready", gone)
    told = site.client.get("/readyz")
    assert (told.status_code, told.json()["database"]) == (503, "The disk is full.")


def test_models_that_can_not_be_loaded_are_told(tmp_path, document):
    def broken(settings):
        raise ModelError("The encoder is damaged. Install jdmatch again.", code="JDM040")

    with opened(tmp_path, desk=Desk(Settings(), load=broken)) as made:
        refused(made.client.post(f"{V1}/analyze", json={"text": bakery.POSTING}), 503, "JDM040", document)
        assert "damaged" in made.client.get("/readyz").json()["models"]
        assert made.client.get("/healthz").status_code == 200


def test_figures_count_templates_and_hold_nothing_that_was_sent(site):  # noqa: F811
    site.client.post(f"{V1}/analyze", json={"text": bakery.POSTING})
    site.client.get(f"{V1}/postings/4711?covered=0.5")
    site.client.get("/no%22such%0Dplace%7Bx%3D%221%22%7D")
    site.client.get("/no%22such%7Bx%3D%221%22%7D")
    site.client.get(f"{V1}/postings?words=sourdough")
    text = site.client.get("/metrics").text
    assert 'jdmatch_requests_total{method="POST",route="/api/v1/analyze",status="200"} 1' in text
    assert 'route="/api/v1/postings/{id}",status="404"} 1' in text
    assert 'jdmatch_request_seconds_bucket{route="/api/v1/analyze",le="+Inf"} 1' in text
    assert "jdmatch_desk_waiting 0" in text
    for word in ("4711", "sourdough", "such", "testclient", "127.0.0.1"):
        assert word not in text
    for line in text.splitlines():
        assert re.fullmatch(r'# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"\n]*",?)+\})? [0-9.e+-]+', line), line


def test_a_full_desk_says_when_to_come_again(tmp_path, document):
    with opened(tmp_path, desk=desk_of(Settings(), waiting=0)) as full:
        answer = full.client.post(f"{V1}/analyze", json={"text": bakery.POSTING})
        refused(answer, 429, "JDM009", document)
        assert int(answer.headers["retry-after"]) >= 1
