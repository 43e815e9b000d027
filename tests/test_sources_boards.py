"""Greenhouse, Lever and Ashby: what a job says once, under which heading, and where in the board's file it stands."""

from __future__ import annotations

import html
import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.chunking import split
from jdmatch.errors import InputError, JdmatchError
from jdmatch.records import Failure, Posting, Salary
from jdmatch.settings import Limits, Settings
from jdmatch.sources import boards, boards_fields, outline, read_all, read_all_bytes, read_bytes
from jdmatch.sources.decoding import decode
from tests.sources_kit import LINES, posting_leads_back

EXAMPLES = Path(__file__).parent / "examples" / "sources"
CASES = Path(__file__).parent / "cases" / "sources"
BOARDS = ("greenhouse-board", "greenhouse-job", "lever-board", "ashby-board")
SETTINGS = Settings()
LIST = f"<ul><li>{LINES[1]}</li><li>{LINES[2]}</li></ul>"


def source(name: str) -> str:
    return (EXAMPLES / f"{name}.json").read_text(encoding="utf-8")


def example(name: str) -> list[Posting]:
    found = list(read_all(EXAMPLES / f"{name}.json", SETTINGS))
    assert all(isinstance(p, Posting) for p in found), found
    return [p for p in found if isinstance(p, Posting)]


def sections(posting: Posting) -> list[tuple[str | None, str]]:
    return [(s.heading, s.kind) for s in split(posting)[0]]


def below(posting: Posting, heading: str) -> list[str]:
    """The lines below a heading, whatever the chunker makes of them."""
    found, _ = split(posting)
    (section,) = [s for s in found if s.heading == heading]
    inside = posting.text[section.start : section.end].splitlines()
    return inside[1:]


# The example files


@pytest.mark.parametrize("name", BOARDS)
def test_every_character_has_its_place_in_the_file(name: str) -> None:
    for number, posting in enumerate(example(name)):
        assert posting_leads_back(posting, source(name))
        top = "$" if name == "greenhouse-job" else f"$[{number}]" if name == "lever-board" else f"$.jobs[{number}]"
        assert all(s.path is not None and s.path.startswith(f"{top}.") for s in posting.spans)


def test_a_greenhouse_board() -> None:
    billing, dispatch, mechanic, claims = example("greenhouse-board")
    assert {p.format for p in (billing, dispatch, mechanic, claims)} == {"greenhouse"}
    assert billing.id == "greenhouse-board.json#6100421"
    assert (billing.title, billing.title_span) == ("Freight Billing Specialist", None)
    assert "Freight Billing Specialist" not in billing.text
    assert billing.fields.salary == Salary(21.5, 26.0, "USD", "hour")
    assert sections(billing) == [
        ("Who we are", "about"),
        ("What you’ll do", "responsibilities"),
        ("What you’ll bring", "requirements"),
        ("What we offer", "benefits"),
    ]
    assert [len(below(billing, s.heading or "")) for s in split(billing)[0][1:3]] == [4, 3]
    assert "We’ve grown from four trucks to two hundred & still answer our own phones." in billing.text
    assert 'Own hand tools; we buy the > ¾" ones' in mechanic.text
    assert "Shift | 2:30 p.m. to 11 p.m." in mechanic.text
    assert dispatch.fields.salary is None


def test_greenhouse_content_is_unescaped_once_or_twice() -> None:
    claims = example("greenhouse-board")[3]
    assert claims.title == "Claims Adjuster & Recovery Agent"
    assert sections(claims)[1:] == [("Responsibilities", "responsibilities"), ("Qualifications", "requirements")]
    assert "delivery receipts & invoices" in claims.text
    assert not set("<>") & set(claims.text)


def test_a_greenhouse_job_alone() -> None:
    (job,) = example("greenhouse-job")
    assert job.id == "greenhouse-job.json"
    # Two places, two ranges: what is stated is their span.
    assert job.fields.salary == Salary(44500.0, 57500.0, "USD", "year")
    assert job.text == example("greenhouse-board")[0].text
    assert "Describe your responsibilities" not in job.text  # a question of the application form
    assert "depends on your experience" not in job.text
    assert read_bytes(source("greenhouse-job").encode(), SETTINGS, id="x") == replace(job, id="x")


def test_a_lever_board() -> None:
    desk, technician, manager, kennel = example("lever-board")
    assert desk.id == "lever-board.json#3f0c2b7e-6d7a-4f0e-9a58-1c0d55f3a101"
    assert desk.title == "Veterinary Receptionist"
    assert desk.fields.salary == Salary(18.5, 22.0, "USD", "hour")
    assert manager.fields.salary == Salary(68000.0, 79000.0, "USD", "year")
    assert sections(desk) == [
        ("About Kestrel Lane Veterinary", "about"),
        ("What you will do", "responsibilities"),
        ("What we are looking for", "requirements"),
        (None, "other"),
    ]
    assert [len(below(desk, h)) for h in ("What you will do", "What we are looking for")] == [4, 3]
    assert desk.text.count("odd tortoise") == desk.text.count("equal opportunity") == 1
    assert "$" not in desk.text
    # Without a range the words about pay are all there is.
    assert "We pay $52,000 to $61,000 a year" in technician.text
    assert ("Your first 90 days", "responsibilities") in sections(technician)
    assert kennel.title == "Kennel Assistant (Weekends)"


def test_what_follows_levers_lists_is_no_part_of_the_last_one() -> None:
    desk, technician, _, kennel = example("lever-board")
    for posting, words in ((desk, "equal opportunity"), (technician, "check references"), (kennel, "by post")):
        found, chunks = split(posting)
        (chunk,) = [c for c in chunks if words in c.text]
        assert found[chunk.section].kind == "other"
    assert ("What you get", "other") in sections(technician)  # a heading of its own ends it


def test_levers_plain_twins_are_read_where_there_is_no_html() -> None:
    kennel = example("lever-board")[3]
    assert kennel.text.startswith("Our boarding house has sixteen runs")
    assert below(kennel, "Duties")[:3] == [
        "Feed the dogs by the plan on each door",
        "Walk every guest twice a day",
        "Clean and disinfect runs, bowls and blankets",
    ]
    assert [b.kind for b in kennel.blocks][:4] == ["heading", "item", "item", "item"]


def test_an_ashby_board() -> None:
    support, firmware, buyer = example("ashby-board")
    assert support.title == "Customer Support Specialist"
    assert support.fields.salary == Salary(48000.0, 56000.0, "USD", "year")
    # Equity and bonus are no salary; two tiers are one span.
    assert firmware.fields.salary == Salary(118000.0, 150000.0, "USD", "year")
    assert buyer.fields.salary is None
    assert [h for h, _ in sections(firmware)] == [None, "Responsibilities", "Requirements", "Benefits"]
    assert len(below(support, "What you'll do")) == 4
    assert [p.text.count("without regard to race") for p in (support, firmware, buyer)] == [1, 1, 1]


# Traps, each by itself


def lever(**fields: Any) -> dict[str, Any]:
    return {"id": "a", "text": "Receptionist", "hostedUrl": "https://jobs.lever.co/x/a", "description": LIST} | fields


def ashby(**fields: Any) -> dict[str, Any]:
    return {"id": "a", "title": "Receptionist", "isListed": True, "descriptionHtml": LIST} | fields


def greenhouse(**fields: Any) -> dict[str, Any]:
    job = {"id": 7, "title": "Receptionist", "absolute_url": "https://x.example/jobs/7", "content": html.escape(LIST)}
    return job | fields


def read(value: Any, **more: Any) -> list[Posting | Failure]:
    return list(read_all_bytes(json.dumps(value).encode(), more.get("settings", SETTINGS), id="b.json"))


def one(value: Any) -> Posting:
    (posting,) = read(value)
    assert isinstance(posting, Posting), posting
    return posting


@pytest.mark.parametrize("job", [lever, ashby, greenhouse])
def test_a_job_alone_a_list_of_jobs_and_a_board(job: Callable[..., dict[str, Any]]) -> None:
    alone, listed, board = one(job()), one([job()]), one({"meta": {"total": 1}, "jobs": [job()]})
    assert alone.text == listed.text == board.text == f"{LINES[1]}\n{LINES[2]}"
    assert alone.id == "b.json"
    assert listed.id == board.id == f"b.json#{job()['id']}"
    assert read_bytes(json.dumps([job()]).encode(), SETTINGS, id="x").text == alone.text


@pytest.mark.parametrize(
    ("fields", "starts"),
    [
        ({"opening": f"<p>{LINES[0]}</p>", "description": f"<div>{LINES[0]}</div>{LIST}"}, LINES[0]),
        ({"opening": f"<p>{LINES[0]}</p>"}, LINES[0]),
        ({"openingPlain": LINES[0], "description": "", "descriptionBody": LIST}, LINES[0]),
        ({"opening": "<br>", "openingPlain": LINES[0]}, LINES[0]),
        ({"descriptionBody": LIST, "descriptionPlain": "twin", "descriptionBodyPlain": "twin"}, LINES[1]),
        ({"description": "<p> </p>", "descriptionPlain": f"{LINES[1]}\n{LINES[2]}"}, LINES[1]),
    ],
)
def test_levers_opening_and_body_are_counted_once(fields: dict[str, Any], starts: str) -> None:
    posting = one(lever(**fields))
    assert posting.text.startswith(starts)
    assert [posting.text.count(line) for line in LINES[1:3]] == [1, 1]
    assert "twin" not in posting.text


def test_a_lever_list_without_a_heading_or_without_items() -> None:
    lists = [{"text": "", "content": f"<li>{LINES[3]}</li>"}, {"text": "Empty", "content": "<li></li>"}, None, {}]
    posting = one(lever(lists=lists))
    assert posting.text == "\n".join(LINES[1:])
    assert [b.kind for b in posting.blocks] == ["item"] * 3


def test_a_lever_list_without_a_heading_is_no_part_of_the_one_above() -> None:
    lists = [
        {"text": "Requirements", "content": "<li>A steady hand</li>"},
        {"text": "", "content": "<li>Free coffee</li><li>Every second Friday off</li>"},
    ]
    posting = one(lever(lists=lists))
    assert sections(posting)[-2:] == [("Requirements", "requirements"), (None, "other")]
    # Nothing stands above the first list but the description, whose last heading may be the list's.
    assert {b.section for b in one(lever(lists=lists[1:])).blocks} == {None}


def test_ashbys_html_wins_over_its_plain_twin_which_is_read_where_it_is_alone() -> None:
    assert one(ashby(descriptionPlain="twin")).text == one(ashby()).text
    assert one(ashby(descriptionHtml=None, descriptionPlain="\n".join(LINES))).text == "\n".join(LINES)


def test_a_job_without_an_id_has_that_of_its_page_or_its_place() -> None:
    jobs = [
        ashby(id=None, jobUrl="https://jobs.ashbyhq.com/acme/1de39e56-c182?utm=1"),
        ashby(id=""),
        ashby(id=True),
        ashby(id=12),
        ashby(id={"a": 1}),
    ]
    ids = [p.id for p in read({"jobs": jobs})]
    assert ids == ["b.json#1de39e56-c182", "b.json#[1]", "b.json#[2]", "b.json#12", "b.json#[4]"]


def test_a_title_that_is_missing_is_looked_for_in_the_text() -> None:
    head = f"<h1>Front Desk Receptionist</h1>{LIST}"
    posting = one(greenhouse(title=" ", content=head))
    assert posting.title == "Front Desk Receptionist"
    assert posting.title_span is not None


@pytest.mark.parametrize("case", json.loads((CASES / "boards-pay.json").read_text(encoding="utf-8")))
def test_pay(case: dict[str, Any]) -> None:
    found = getattr(boards_fields, case["board"])(case["job"])
    assert found == (None if case["salary"] is None else Salary(*case["salary"]))


@pytest.mark.parametrize(
    "value",
    [
        {"@context": "https://schema.org", "@type": "Thing", "jobs": [lever()]},
        [{"@type": "Thing", **lever()}],
        {"title": "x", "content": "y"},
        {"text": "a", "createdAt": 1},
        {"jobs": "none"},
        {"jobs": [1, 2]},
        [],
        [[lever()]],
        "words",
    ],
)
def test_what_is_no_board(value: Any) -> None:
    assert boards.find(json.dumps(value), SETTINGS, "x") is None


@pytest.mark.parametrize("text", ["", "{", '{"jobs": [', '{"jobs": [{]}', '{"a" 1}', "[1 2]", '{"a": "b}', "[] x", "]"])
def test_what_is_no_json_is_no_board(text: str) -> None:
    assert boards.find(text, SETTINGS, "x") is None


def test_the_outline_follows_strings_and_brackets() -> None:
    text = ' {"a": "}\\"]", "b": [1, {"c": []}], "d": -1.5e3 } '
    start, end = outline.whole(text)
    assert text[start:end] == text.strip()
    found = [(m.key, text[m.start : m.end]) for m in outline.members(text, start)]
    assert found == [("a", '"}\\"]"'), ("b", '[1, {"c": []}]'), ("d", "-1.5e3")]
    assert list(outline.members("[ ]", 0)) == []


# What is wrong with one job is one job's error


def failures(value: Any, **more: Any) -> list[Failure]:
    return [p for p in read(value, **more) if isinstance(p, Failure)]


@pytest.mark.parametrize(
    ("broken", "code", "said"),
    [
        (7, "JDM015", "is a number where a job of the Greenhouse board belongs"),
        (None, "JDM015", "is null"),
        ([], "JDM015", "is a list"),
        ({"id": 9, "title": "Cook"}, "JDM015", "?content=true"),
        (greenhouse(id=9, content=None), "JDM004", "is empty"),
        (greenhouse(id=9, content=["a"]), "JDM015", "has a list in $.jobs[1].content"),
        (greenhouse(id=9, content="<p>Five words are too few</p>"), "JDM005", "has 5 words"),
        (greenhouse(id=9, content="word " * 50_000), "JDM009", "limits.characters"),
        (greenhouse(id=9, content="<p>" + "word " * 50_000), "JDM009", "limits.characters"),
        (greenhouse(id=9, questions="x" * 10_000_001), "JDM009", "10,000,000 (limits.posting_bytes)"),
        (greenhouse(id=9, metadata=json.loads("[" * 101 + "]" * 101)), "JDM009", "limits.xml_depth"),
        (greenhouse(id=7), "JDM020", "came before in b.json"),
    ],
)
def test_a_broken_job_is_one_error_with_its_place(broken: Any, code: str, said: str) -> None:
    first, failure, third = read({"jobs": [greenhouse(), broken, greenhouse(id=8)]})
    assert isinstance(first, Posting)
    assert isinstance(third, Posting)
    assert isinstance(failure, Failure)
    assert failure.code == code
    assert said in failure.message
    assert "$.jobs[1]" in failure.message
    assert failure.id in failure.message
    assert "\n" not in failure.message


def test_a_broken_job_of_the_other_boards() -> None:
    (failure,) = failures([lever(), lever(id="b", lists={"text": "x"})])
    assert "$[1].lists" in failure.message
    (failure,) = failures([lever(), lever(id="b", lists=[{"text": "x", "content": 5}])])
    assert "a number in $[1].lists[0].content" in failure.message
    (failure,) = failures({"jobs": [ashby(), ashby(id="b", descriptionHtml={})]})
    assert "an object in $.jobs[1].descriptionHtml" in failure.message


def test_json_that_is_broken_inside_a_job_is_that_jobs_error() -> None:
    good = json.dumps(greenhouse())
    text = '{"jobs": [\n' + good + ",\n" + good.replace("7,", "8,", 1).replace('"title":', '"title"') + "\n]}"
    first, second = read_all_bytes(text.encode(), SETTINGS, id="b.json")
    assert isinstance(first, Posting)
    assert isinstance(second, Failure)
    assert second.code == "JDM014"
    assert "b.json#8 ($.jobs[1])" in second.message
    assert "(line 3, column 19)" in second.message


def test_json_that_is_broken_beside_the_jobs_is_the_files_error() -> None:
    text = '{"jobs": [' + json.dumps(greenhouse()) + '],\n "meta": {"total" 1}}'
    with pytest.raises(InputError) as caught:
        read_all_bytes(text.encode(), SETTINGS, id="b.json")
    assert caught.value.code == "JDM014"
    assert "line 2, column 19" in str(caught.value)


def test_a_board_without_jobs_and_a_board_where_one_posting_is_read() -> None:
    with pytest.raises(InputError) as caught:
        read({"jobs": [], "meta": {"total": 0}})
    assert caught.value.code == "JDM015"
    with pytest.raises(InputError) as caught:
        read_bytes(json.dumps([lever(), lever(id="b")]).encode(), SETTINGS, id="b.json")
    assert caught.value.code == "JDM028"
    assert "2 jobs" in str(caught.value)


def test_a_board_may_be_larger_than_a_posting_up_to_a_limit_of_its_own(tmp_path: Path) -> None:
    data = json.dumps([lever(id=str(n)) for n in range(20)]).encode()
    small = Limits(posting_bytes=1000, board_bytes=len(data))
    path = tmp_path / "b.json"
    path.write_bytes(data)
    for found in (
        list(read_all(path, Settings(limits=small))),
        list(read_all_bytes(data, Settings(limits=small), id="b.json")),
    ):
        assert [p.id for p in found] == [f"b.json#{n}" for n in range(20)]
        assert all(isinstance(p, Posting) for p in found)
    tight = Settings(limits=replace(small, board_bytes=len(data) - 1))
    for refused in (lambda: read_all(path, tight), lambda: read_all_bytes(data, tight, id="b.json")):
        with pytest.raises(InputError) as caught:
            refused()
        assert caught.value.code == "JDM009"
        assert "limits.board_bytes" in str(caught.value)
    # One job alone is a posting.
    path.write_text(json.dumps(lever(lists=[{"text": "x" * 1000}])))
    with pytest.raises(InputError, match=r"limits\.posting_bytes"):
        read_all(path, Settings(limits=small))


# Files that were bent out of shape

_WORDS = ("jobs", "id", "content", "text", "lists", "descriptionHtml", "compensation", "title", "salaryRange")
_VALUES: list[Any] = [None, True, -1, 1e308, "", "x", "<li>", "&lt;p&gt;", [], {}, [[]], {"text": {}}, ["a"], "\ud800"]


def bent(value: Any, chance: random.Random, left: int = 3) -> Any:
    """The same JSON with members dropped, retyped, nested deeper or given another name."""
    if isinstance(value, dict):
        out = {}
        for key, member in value.items():
            roll = chance.random()
            if roll < 0.03:
                continue
            if roll < 0.06:
                member = chance.choice(_VALUES)
            elif roll < 0.08:
                member = {key: member} if chance.random() < 0.5 else [member]
            elif roll < 0.1:
                key = chance.choice(_WORDS)
            out[key] = bent(member, chance, left)
        return out
    if isinstance(value, list):
        out_list = [bent(member, chance, left) for member in value if chance.random() > 0.05]
        return out_list * 2 if chance.random() < 0.03 else out_list
    return chance.choice(_VALUES) if chance.random() < 0.02 else value


def is_sound(data: bytes) -> None:
    """Nothing but postings that lead back into the file, failures, and errors of jdmatch's own."""
    try:
        found = list(read_all_bytes(data, SETTINGS, id="b.json"))
    except JdmatchError:
        return
    ids = [p.id for p in found if isinstance(p, Posting)]
    assert len(ids) == len(set(ids))
    for posting in found:
        if isinstance(posting, Posting):
            assert posting_leads_back(posting, decode(data, "b.json", None).text)
            assert posting.text.strip()


@pytest.mark.parametrize("name", BOARDS)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_bent_boards_are_read_or_refused(name: str, seed: int) -> None:
    value = bent(json.loads(source(name)), random.Random(seed))
    is_sound(json.dumps(value).encode())


@pytest.mark.parametrize("name", BOARDS)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_damaged_boards_are_read_or_refused(name: str, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(source(name).encode())
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data))
        what = chance.choice(("flip", "cut", "insert", "end"))
        if what == "flip":
            data[at] = chance.choice(b'"\\{}[]:,<>&;x0')
        elif what == "cut":
            del data[at : at + chance.randint(1, 40)]
        elif what == "insert":
            data[at:at] = chance.choice((b'"', b"}", b"]", b"{", b"[", b"\\u12", b"\\", b"<ul>", b",", b"\n"))
        elif chance.random() < 0.3:
            del data[at:]
        if not data:
            return
    is_sound(bytes(data))
