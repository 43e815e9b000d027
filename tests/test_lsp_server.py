"""The real server over its pipes, as an editor uses it: with the shipped models, once for most of these tests."""

from itertools import count
from pathlib import Path

import pytest

pytest.importorskip("pygls", reason="pygls is not installed: pip install 'jdmatch[lsp]'")

from benchmarks.client import Client
from jdmatch.lsp.positions import Change, Spot, changed

pytestmark = pytest.mark.real
TEXT = (Path(__file__).parents[1] / "benchmarks" / "posting-700-words.txt").read_text(encoding="utf-8")
SHORT = """# Billing Clerk

## Responsibilities

- 😀 Check the the bills of clients
- Prepare invoices for customers every month

## Requirements

- High school diploma
- One year of experience in an office
"""
# A framework of the writer's own: of such a one several sentences are offered at once.
FRAMEWORK = """# id: receivables
# title: Receivables Clerks
id,statement
R1,Enter invoices and check their prices against the orders
R2,Post checks and card payments to customer accounts
R3,Call customers whose accounts are past due
R4,Reconcile the receivables ledger to the general ledger
R5,Interview applicants and train new drivers
R6,Maintain the fleet of trucks and schedule their repairs
R7,Design the catalogue and update the website
R8,Negotiate prices with sawmills
R9,Inspect the yards for fire hazards
R10,Repair forklifts and saws
"""
# The rule about a word that stands twice.
TWICE = "JDM311"
NUMBERS = count(1)
PUBLISH = "textDocument/publishDiagnostics"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("workspace")
    # Single duties are asked for where the framework is named.
    own = folder / "own.csv"
    own.write_text(FRAMEWORK, encoding="utf-8")
    (folder / "jdmatch.toml").write_text(f'[check]\nframework = "{own.as_posix()}"\n', encoding="utf-8")
    client = Client("--log-level", "debug", folder=str(folder))
    client.folder = folder
    client.hello = client.initialize(folder.as_uri(), options={"framework": own.as_posix()})
    yield client
    client.kill()


@pytest.fixture
def draft(server):
    """A document of the test's own; ``draft(text)`` opens it."""
    uri = (server.folder / f"{next(NUMBERS)}.md").as_uri()

    def opened(text, language="markdown"):
        server.open(uri, text, language=language)
        return uri

    yield opened
    server.notify("textDocument/didClose", {"textDocument": {"uri": uri}})


def codes(found):
    return [d["code"] for d in found]


def judged(found):
    return any(code < "JDM3" for code in codes(found))


def document(uri, **more):
    return {"textDocument": {"uri": uri}, **more}


def actions_at(server, uri, where, only=None):
    context = {"diagnostics": []} if only is None else {"diagnostics": [], "only": only}
    return server.request("textDocument/codeAction", document(uri, range=where, context=context))


def edits_of(action):
    (change,) = action["edit"]["documentChanges"]
    return change["textDocument"]["version"], change["edits"]


def applied(text, edits):
    last_first = sorted(edits, key=lambda e: (-e["range"]["start"]["line"], -e["range"]["start"]["character"]))
    spots = [(Spot(**e["range"]["start"]), Spot(**e["range"]["end"]), e["newText"]) for e in last_first]
    return changed(text, [Change(new, start, end) for start, end, new in spots], "utf-16")


def test_what_the_server_can(server):
    can = server.hello["capabilities"]
    assert server.hello["serverInfo"]["name"] == "jdmatch"
    assert can["positionEncoding"] == "utf-16"
    assert can["textDocumentSync"]["change"] == 2
    assert can["codeActionProvider"]["codeActionKinds"] == [
        "quickfix",
        "refactor.insertAll.jdmatch",
        "source.fixAll.jdmatch",
    ]
    assert can["hoverProvider"]
    assert can["documentSymbolProvider"]
    assert can["diagnosticProvider"]["identifier"] == "jdmatch"


def test_the_rules_speak_at_once_and_the_models_after(server, draft):
    since = len(server.said)
    uri = draft(TEXT, "plaintext")
    server.diagnostics(uri, 1, judged, since=since)
    mine = [
        m["params"]["diagnostics"]
        for _, m in server.said[since:]
        if m["method"] == PUBLISH and m["params"]["uri"] == uri
    ]
    assert len(mine) == 2
    assert not judged(mine[0])
    assert set(codes(mine[0])) <= set(codes(mine[1]))
    missing = next(d for d in mine[1] if d["code"] == "JDM101")
    assert missing["source"] == "jdmatch"
    assert TEXT.split("\n")[missing["range"]["start"]["line"]] == "WHAT YOU WILL DO"
    assert any(d.get("relatedInformation") for d in mine[1])


def test_a_missing_responsibility_is_inserted_and_missing_no_more(server, draft):
    uri = draft(TEXT, "plaintext")
    found = server.diagnostics(uri, 1, judged)
    missing = next(d for d in found if d["code"] == "JDM101")
    offered = actions_at(server, uri, missing["range"])
    insert = next(
        a for a in offered if a["title"].startswith("Insert") and a["diagnostics"][0]["data"] == missing["data"]
    )
    version, edits = edits_of(insert)
    assert version == 1
    after = applied(TEXT, edits)
    (line,) = set(after.split("\n")) - set(TEXT.split("\n"))
    assert line.startswith("\u2022 ")
    at = after.split("\n").index(line)
    assert after.split("\n")[at - 1].startswith("\u2022 Help with year-end audit")
    server.change(uri, 2, *({"range": e["range"], "text": e["newText"]} for e in edits))
    server.diagnostics(uri, 2, lambda now: judged(now) and missing["data"] not in [d.get("data") for d in now])


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_all_missing_responsibilities_are_one_edit(server, draft, newline):
    text = TEXT.replace("\n", newline)
    uri = draft(text, "plaintext")
    missing = [d for d in server.diagnostics(uri, 1, judged) if d["code"] == "JDM101"]
    at = missing[0]["range"]
    (action,) = actions_at(server, uri, at, only=["refactor"])
    offered = [a for a in actions_at(server, uri, at, only=["quickfix"]) if a["title"].startswith("Insert")]
    assert action["kind"] == "refactor.insertAll.jdmatch"
    assert f"all {len(offered)} missing" in action["title"]
    version, (edit,) = edits_of(action)
    after = applied(text, [edit])
    put_in = edit["newText"].removeprefix(newline).split(newline)
    assert version == 1
    assert after == text.replace(edit_line(text, edit, newline), edit_line(text, edit, newline) + edit["newText"])
    assert {f"{newline}{line}" for line in put_in} == {
        a["edit"]["documentChanges"][0]["edits"][0]["newText"] for a in offered
    }
    answered = [d["data"]["fingerprint"] for d in action["diagnostics"]]
    assert sorted(answered) == sorted(a["diagnostics"][0]["data"]["fingerprint"] for a in offered)
    server.change(uri, 2, {"range": edit["range"], "text": edit["newText"]})
    server.diagnostics(
        uri, 2, lambda now: judged(now) and not {d["data"]["fingerprint"] for d in now if "data" in d} & set(answered)
    )
    elsewhere = {"start": {"line": 2, "character": 0}, "end": {"line": 2, "character": 0}}
    assert not actions_at(server, uri, elsewhere, only=["refactor"])


def edit_line(text, edit, newline):
    """The line behind which something is put in."""
    return text.split(newline)[edit["range"]["start"]["line"]]


def test_a_fix_lands_behind_an_emoji_and_mends(server, draft):
    uri = draft(SHORT)
    found = server.diagnostics(uri, 1, bool)
    twice = next(d for d in found if d["code"] == TWICE)
    assert twice["range"] == {"start": {"line": 4, "character": 11}, "end": {"line": 4, "character": 18}}
    (fix,) = [a for a in actions_at(server, uri, twice["range"]) if a.get("isPreferred")]
    (everything,) = actions_at(server, uri, twice["range"], only=["source.fixAll"])
    assert edits_of(fix) == edits_of(everything)
    assert applied(SHORT, edits_of(fix)[1]) == SHORT.replace("the the", "the")
    server.change(uri, 2, *({"range": e["range"], "text": e["newText"]} for e in edits_of(fix)[1]))
    server.diagnostics(uri, 2, lambda now: judged(now) and twice["code"] not in codes(now))


def test_an_older_text_is_never_judged_after_a_newer_one_has_come(server, draft):
    uri = draft(TEXT, "plaintext")
    server.diagnostics(uri, 1, judged)
    since = len(server.said)
    end = {"line": 13, "character": 8}
    for version in range(2, 12):
        server.change(uri, version, {"range": {"start": end, "end": end}, "text": "x"})
    server.diagnostics(uri, 11, judged, since=since)
    # Carried findings look like the models': the last of two messages is theirs.
    server.wait(
        lambda m: (
            m["method"] == PUBLISH
            and m["params"]["uri"] == uri
            and sum(o["method"] == PUBLISH and o["params"].get("version") == 11 for _, o in server.said[since:]) == 2
        ),
        since=since,
    )
    versions = [
        m["params"]["version"] for _, m in server.said[since:] if m["method"] == PUBLISH and m["params"]["uri"] == uri
    ]
    assert versions == sorted(versions)
    assert [versions.count(v) for v in range(2, 11)] == [min(versions.count(v), 1) for v in range(2, 11)]
    assert versions.count(11) == 2


def test_hover_shows_the_statement_with_its_level_and_probability(server, draft):
    uri = draft(TEXT, "plaintext")
    server.diagnostics(uri, 1, judged)
    line = next(i for i, one in enumerate(TEXT.split("\n")) if "Post checks" in one)
    found = server.request("textDocument/hover", document(uri, position={"line": line, "character": 9}))
    assert found["contents"]["kind"] == "markdown"
    assert "**Responsibility**, level " in found["contents"]["value"]
    assert "Covered with" in found["contents"]["value"]
    assert "Receivables Clerks" in found["contents"]["value"]
    assert found["range"]["start"] == {"line": line, "character": 2}
    assert server.request("textDocument/hover", document(uri, position={"line": 2, "character": 0})) is None


def test_the_outline_has_the_sections(server, draft):
    uri = draft(TEXT, "plaintext")
    found = {s["name"]: s["detail"] for s in server.request("textDocument/documentSymbol", document(uri))}
    assert found["WHAT YOU BRING"].endswith("requirements")
    assert "responsibilities" in found["WHAT YOU WILL DO"]


@pytest.mark.parametrize(("text", "code"), [("", "JDM004"), ("# Clerk", "JDM005"), ("la " * 300, None)])
def test_a_draft_that_is_none_yet_gets_one_quiet_line(server, draft, text, code):
    since = len(server.said)
    uri = draft(text)
    (only,) = server.diagnostics(uri, 1, bool)
    assert only["severity"] == 3
    assert code in (None, only["code"])
    assert only["range"]["start"] == {"line": 0, "character": 0}
    assert not [m for _, m in server.said[since:] if m["method"] == "window/showMessage"]
    assert actions_at(server, uri, only["range"]) == []
    assert server.request("textDocument/hover", document(uri, position={"line": 0, "character": 0})) is None
    assert server.request("textDocument/documentSymbol", document(uri)) == []


@pytest.mark.parametrize(
    "text", ["- Prepare invoices for customers\n" * 32_000, "word " * 210_000], ids=["lines", "line"]
)
def test_a_megabyte_is_refused_and_keeps_nobody_waiting(server, draft, text):
    assert len(text) > 1_000_000
    other = (server.folder / "beside.txt").as_uri()
    server.open(other, TEXT, language="plaintext")
    server.diagnostics(other, 1, judged)
    uri = draft(text)
    (only,) = server.diagnostics(uri, 1, bool)
    assert (only["code"], only["severity"]) == ("JDM009", 3)
    start = {"line": 0, "character": 2}
    for version in range(2, 6):
        server.change(uri, version, {"range": {"start": start, "end": start}, "text": "x"})
    server.change(
        other, 2, {"range": {"start": {"line": 13, "character": 8}, "end": {"line": 13, "character": 8}}, "text": "x"}
    )
    server.diagnostics(other, 2, judged, patience=10.0)
    server.diagnostics(uri, 5, lambda found: codes(found) == ["JDM009"], patience=10.0)
    server.notify("textDocument/didClose", document(other))


def test_two_drafts_are_two(server, draft):
    first = draft(TEXT, "plaintext")
    second = (server.folder / "second.md").as_uri()
    server.open(second, SHORT)
    of_second = server.diagnostics(second, 1, judged)
    of_first = server.diagnostics(first, 1, judged)
    assert TWICE in codes(of_second)
    assert TWICE not in codes(of_first)
    since = len(server.said)
    server.change(second, 2, {"text": SHORT.replace("the the", "the")})
    server.diagnostics(second, 2, lambda found: judged(found) and TWICE not in codes(found))
    assert not [m for _, m in server.said[since:] if m["method"] == PUBLISH and m["params"]["uri"] == first]
    server.notify("textDocument/didClose", document(second))


def test_a_draft_closed_and_opened_again_while_it_is_judged_is_the_new_one(server, draft):
    uri = draft(TEXT, "plaintext")
    server.notify("textDocument/didClose", document(uri))
    server.open(uri, SHORT, version=7)
    since = len(server.said)
    server.diagnostics(uri, 7, judged)
    versions = {
        m["params"].get("version")
        for _, m in server.said[since:]
        if m["method"] == PUBLISH and m["params"]["uri"] == uri
    }
    assert versions <= {None, 7}


def test_a_line_ends_where_the_editor_thinks(server, draft):
    text = SHORT.replace("Prepare", "Prepare\f\u2028all")
    uri = draft(text)
    server.diagnostics(uri, 1, bool)
    at = {"line": 4, "character": 11}
    server.change(uri, 2, {"range": {"start": at, "end": {"line": 4, "character": 15}}, "text": ""})
    server.diagnostics(uri, 2, lambda found: bool(found) and TWICE not in codes(found))
    end = {"line": 10, "character": 0}
    server.change(uri, 3, {"range": {"start": end, "end": end}, "text": "- Check the the forms\n"})
    found = server.diagnostics(uri, 3, lambda found: TWICE in codes(found))
    assert [d["range"]["start"] for d in found if d["code"] == TWICE] == [{"line": 10, "character": 8}]


def test_settings_are_taken_while_the_server_runs(server, draft):
    uri = draft(SHORT)
    server.diagnostics(uri, 1, lambda found: "JDM5" in {c[:4] for c in codes(found)})
    since = len(server.said)
    server.notify("workspace/didChangeConfiguration", {"settings": {"jdmatch": {"ignore": ["JDM5"], "selekt": "JDM1"}}})
    _, told = server.wait(lambda m: m["method"] == "window/showMessage", since=since)
    assert "selekt" in told["params"]["message"]
    assert told["params"]["type"] == 2
    server.diagnostics(uri, 1, lambda found: found and "JDM5" not in {c[:4] for c in codes(found)}, since=since)
    since = len(server.said)
    server.notify("workspace/didChangeConfiguration", {"settings": {"jdmatch": {"debounce": 150}}})
    server.diagnostics(uri, 1, lambda found: "JDM5" in {c[:4] for c in codes(found)}, since=since)


def test_a_closed_document_shows_nothing_and_an_unknown_one_has_no_answers(server):
    uri = (server.folder / "closed.md").as_uri()
    server.open(uri, SHORT)
    server.diagnostics(uri, 1, bool)
    since = len(server.said)
    server.notify("textDocument/didClose", document(uri))
    _, last = server.wait(lambda m: m["method"] == PUBLISH and m["params"]["uri"] == uri, since=since)
    assert last["params"]["diagnostics"] == []
    server.notify(
        "textDocument/didChange", {"textDocument": {"uri": uri, "version": 5}, "contentChanges": [{"text": ""}]}
    )
    assert server.request("textDocument/hover", document(uri, position={"line": 0, "character": 0})) is None
    assert server.request("textDocument/documentSymbol", document(uri)) == []
    assert server.request("textDocument/diagnostic", document(uri))["items"] == []


@pytest.mark.parametrize(
    ("offered", "chosen", "column", "pull", "refresh"),
    [
        (["utf-8", "utf-16"], "utf-8", 13, True, False),
        (["utf-32"], "utf-32", 10, True, True),
        (["utf-7", "utf-16"], "utf-16", 11, False, False),
    ],
)
def test_positions_are_in_the_units_agreed_on_pushed_or_pulled(tmp_path, offered, chosen, column, pull, refresh):
    (tmp_path / "jdmatch.toml").write_text(
        'frameworks = ["43-3021.00"]\n[check]\nselect = ["JDM1", "JDM3"]\n', encoding="utf-8"
    )
    client = Client(folder=str(tmp_path))
    try:
        hello = client.initialize(tmp_path.as_uri(), encodings=offered, pull=pull, refresh=refresh, configuration=True)
        assert hello["capabilities"]["positionEncoding"] == chosen
        uri = (tmp_path / "draft.md").as_uri()
        client.open(uri, SHORT)
        if pull:
            found = client.request("textDocument/diagnostic", document(uri))
            if refresh:
                assert not judged(found["items"])
                client.wait(lambda m: m["method"] == "workspace/diagnostic/refresh")
                found = client.request("textDocument/diagnostic", document(uri, previousResultId=found["resultId"]))
            again = client.request("textDocument/diagnostic", document(uri, previousResultId=found["resultId"]))
            assert again == {"kind": "unchanged", "resultId": found["resultId"]}
            items = found["items"]
            assert not [m for _, m in client.said if m["method"] == PUBLISH]
        else:
            items = client.diagnostics(uri, 1, judged)
        assert judged(items)
        assert {c[:4] for c in codes(items)} <= {"JDM1", "JDM3"}
        (twice,) = [d for d in items if d["code"] == TWICE]
        assert twice["range"]["start"] == {"line": 4, "character": column}
        end = {"line": 4, "character": column + len("the the bills")}
        client.change(uri, 2, {"range": {"start": twice["range"]["start"], "end": end}, "text": "letters"})
        shown = client.request("textDocument/hover", document(uri, position=twice["range"]["start"]))
        assert shown["range"]["start"]["line"] == 4
        assert client.leave() == 0
    finally:
        client.kill()


@pytest.mark.parametrize("goodbye", ["exit", "end of file"])
def test_a_client_that_just_goes_leaves_no_server_behind(tmp_path, goodbye):
    client = Client(folder=str(tmp_path))
    try:
        client.initialize(tmp_path.as_uri())
        client.open((tmp_path / "draft.md").as_uri(), SHORT)
        if goodbye == "exit":
            client.notify("exit")
        assert client.wait_for_end() == 1
        assert b"Traceback" not in client.errors
    finally:
        client.kill()


def test_it_leaves_cleanly_and_has_logged_no_word_of_a_posting(server):
    assert server.leave() == 0
    logged = server.errors.decode(encoding="utf-8")
    assert "Traceback" not in logged
    for word in ("invoice", "Billing Clerk", "Keowee", "the the", "responsibilit"):
        assert word not in logged
