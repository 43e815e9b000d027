"""The library: found, narrowed and sorted by its address, and what is done with some or all of it."""

from __future__ import annotations

import csv
import io
import json
import sys

import openpyxl
import pytest

from jdmatch.records import Failure, Posting
from jdmatch.store.records import PostingQuery
from jdmatch.web import asking
from tests import store_kit, web_kit
from tests.web_kit import words

site = web_kit.site
BAKER = store_kit.bakery.POSTING


def add(site, n=0, **more):
    return store_kit.add(site.store, BAKER.replace("two shops", f"{n} shops"), name=f"{n}.txt", **more)


@pytest.fixture
def three(site):
    """Three postings: of two levels, one tagged, with different scores."""
    return (
        add(site, 1, covered=1, title="Bread Baker"),
        add(site, 2, covered=2, title="Night Baker", tags=["berlin"]),
        add(site, 3, covered=1, title="=HYPERLINK('x')", level="advanced", framework="99-2002.00"),
    )


def listed(site, query=""):
    """The numbers of the postings on a page, in its order."""
    page = site.get(f"/postings?{query}").text
    return [int(part.partition('"')[0]) for part in page.split('name="posting" value="')[1:]]


def failed(site):
    posting = Posting(id="short.txt", text="We bake bread <b>here</b>.", title="Too short")
    return site.store.postings.add(posting, Failure("short.txt", "JDM005", "It has 5 words."), who=None)


def test_an_empty_library_teaches(site):
    page = site.text("/postings")
    assert "Nothing here yet" in page
    assert 'href="/postings/upload"' in site.get("/postings").text


def test_the_list_shows_the_newest_first(site, three):
    assert listed(site) == list(reversed(three))
    assert "Bread Baker" in site.text("/postings")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=night", [1]),
        ("q=zeppelin", []),
        ("level=advanced", [2]),
        ("framework=99-2002.00", [2]),
        ("tag=berlin", [1]),
        ("tag=paris", []),
        ("sort=title&order=up", [2, 0, 1]),
        ("sort=title&order=down", [1, 0, 2]),
        ("added_from=2001-01-01&sort=title", [2, 0, 1]),
        ("added_to=2001-01-01", []),
        ("score_from=0&score_to=100&sort=title", [2, 0, 1]),
        ("score_from=100", []),
        ("failed=1", []),
        ("occupation=-&q=night", []),
        ("q=&occupation=&level=&score_from=&score_to=&added_from=&added_to=&sort=title&order=", [2, 0, 1]),
    ],
)
def test_filters_and_order_stand_in_the_address(site, three, query, expected):
    assert listed(site, query) == [three[at] for at in expected]


def test_scores_are_sorted_best_first(site, three):
    rows = site.store.postings.rows(listed(site, "sort=score"))
    scores = [rows[number].summary.score for number in listed(site, "sort=score")]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("query", ["sort=colour", "score_from=lots", "score_to=101", "added_from=today", "at=nowhere"])
def test_an_address_that_means_nothing_is_told(site, three, query):
    answer = site.get(f"/postings?{query}")
    assert answer.status_code == 422
    assert "could not be used" in words(answer.text)


def test_what_it_can_be_narrowed_to_is_counted(site, three):
    page = site.text("/postings")
    assert "Developing 2" in page
    assert "Advanced 1" in page
    assert "berlin 1" in page


def test_a_chosen_value_can_be_taken_back(site, three):
    page = site.get("/postings?level=advanced&q=baker").text
    assert 'href="/postings?q=baker" hx-get="/postings"' in page
    assert """hx-vals="{&#34;level&#34;: &#34;&#34;}\"""" in page


def test_htmx_gets_the_table_and_its_address_alone(site, three):
    part = site.get("/postings?q=night&occupation=&level=&sort=", part_of="found")
    assert part.headers["hx-push-url"] == "/postings?q=night"
    assert "<html" not in part.text
    assert 'id="facets" hx-swap-oob="true"' in part.text
    back = site.get("/postings?q=night", part_of="found", headers={"hx-history-restore-request": "true"})
    assert "<html" in back.text
    there = {"hx-current-url": f"{web_kit.ADDRESS}/postings?q=night"}
    assert site.get("/postings?q=night", part_of="found", headers=there).headers["hx-push-url"] == "false"


def test_pages_follow_each_other_and_nothing_is_left_out(site):
    numbers = [add(site, n, title=f"Baker {n}") for n in range(60)]
    seen, address = [], "/postings?sort=title"
    while address:
        seen += listed(site, address.partition("?")[2])
        page = site.get(address).text
        address = web_kit.html.unescape(page.partition('rel="next" href="')[2].partition('"')[0])
    assert sorted(seen) == numbers


def test_failures_are_rows_that_say_why(site, three):
    number = failed(site)
    assert "Not analysed. It has 5 words. JDM005" in site.text("/postings")
    assert listed(site, "failed=1") == [number]
    assert "Not analysed. It has 5 words." in site.text(f"/postings/{number}")


def test_ticked_postings_are_tagged_and_untagged(site, three):
    answer = site.post("/postings/tag", {"posting": [three[0], three[1]], "tag": "north", "asked": "sort=title"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/postings?sort=title")
    assert {n for n in three if "north" in site.store.postings.row(n).tags} == {three[0], three[1]}
    site.post("/postings/untag", {"posting": [three[0]], "tag": "north"})
    assert {n for n in three if "north" in site.store.postings.row(n).tags} == {three[1]}


def test_all_that_match_are_tagged(site, three):
    site.post("/postings/tag", {"scope": "all", "asked": "q=baker", "tag": "all", "posting": [three[2]]})
    matching = set(site.store.postings.ids(PostingQuery(words="baker")))
    assert {n for n in three if "all" in site.store.postings.row(n).tags} == matching


def test_postings_are_removed(site, three):
    site.post("/postings/remove", {"posting": [three[0]]})
    assert site.get(f"/postings/{three[0]}").status_code == 404
    assert listed(site) == [three[2], three[1]]


@pytest.mark.parametrize("what", ["tag", "untag", "remove", "rescore", "compare", "export"])
def test_nothing_ticked_does_nothing(site, three, what):
    answer = site.post(f"/postings/{what}", {"tag": "x", "kind": "csv"})
    assert answer.status_code == 422
    assert "Nothing was done" in words(answer.text)
    assert listed(site) == list(reversed(three))


def test_changes_need_the_pages_token_and_origin(site, three):
    form = {"posting": [three[0]], "token": "another"}
    assert site.client.post("/postings/remove", data=form, headers={"origin": web_kit.ADDRESS}).status_code == 403
    foreign = site.post("/postings/remove", {"posting": [three[0]]}, headers={"origin": "http://evil.example"})
    assert foreign.status_code == 403
    assert len(listed(site)) == 3


def test_two_to_four_are_compared(site, three):
    answer = site.post("/postings/compare", {"posting": list(three[:2])})
    assert answer.headers["location"] == f"/compare?posting={three[0]}&posting={three[1]}"
    assert site.post("/postings/compare", {"posting": [three[0]]}).status_code == 422


def export(site, kind, **form):
    answer = site.post("/postings/export", {"kind": kind, "scope": "all", **form})
    assert answer.status_code == 200, words(answer.text)
    assert "attachment" in answer.headers["content-disposition"]
    return answer.content


def test_csv_holds_every_posting_and_no_formula(site, three):
    failed(site)
    data = export(site, "csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(data)))
    assert [int(row["number"]) for row in rows] == sorted(site.store.postings.ids(PostingQuery()))
    assert rows[2]["title"] == "'=HYPERLINK('x')"
    assert rows[1]["tags"] == "berlin"
    assert (rows[3]["failure_code"], rows[3]["score"]) == ("JDM005", "")


def test_csv_of_statements_holds_each_once(site, three):
    rows = list(csv.DictReader(io.StringIO(export(site, "statements-csv").decode("utf-8-sig"))))
    assert len(rows) == 3 * 6
    assert {row["status"] for row in rows} >= {"covered", "missing"}


def test_a_selection_is_exported_alone(site, three):
    rows = export(site, "jsonl", scope="ticked", posting=[three[1]]).decode().splitlines()
    assert [json.loads(row)["posting"]["title"] for row in rows] == ["Night Baker"]


def test_json_lines_are_whole_analyses_and_failures(site, three):
    failed(site)
    rows = [json.loads(row) for row in export(site, "jsonl").decode().splitlines()]
    assert [row["schema"] for row in rows] == ["jdmatch.analysis/1"] * 3 + ["jdmatch.error/1"]
    assert rows[0] == json.loads(site.store.postings.get(three[0]).analysis.to_json())


def test_the_workbook_says_the_same_and_runs_nothing(site, three):
    book = openpyxl.load_workbook(io.BytesIO(export(site, "xlsx")))
    rows = list(book["Postings"].values)
    title = rows[0].index("title")
    assert [row[title] for row in rows[1:]] == ["Bread Baker", "Night Baker", "=HYPERLINK('x')"]
    cell = book["Postings"].cell(4, title + 1)
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert len(list(book["Statements"].values)) == 1 + 3 * 6


def test_parquet_says_the_same(site, three):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed: pip install 'jdmatch[research]'")
    failed(site)
    table = parquet.read_table(io.BytesIO(export(site, "parquet"))).to_pylist()
    assert [row["title"] for row in table] == ["Bread Baker", "Night Baker", "=HYPERLINK('x')", "Too short"]
    assert table[3]["failure_code"] == "JDM005"
    statements = parquet.read_table(io.BytesIO(export(site, "statements-parquet")))
    assert statements.num_rows == 3 * 6


def test_a_missing_extra_says_the_pip_line(site, three, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    answer = site.post("/postings/export", {"kind": "parquet", "scope": "all"})
    assert answer.status_code == 503
    assert "pip install" in words(answer.text)


def test_addresses_come_back_as_they_went():
    query = PostingQuery(
        words='payroll "month end"',
        occupation="",
        level="advanced",
        score_from=0.25,
        score_to=1.0,
        added_from="2026-01-31",
        tag="a & b",
        failed=True,
        sort="title",
        descending=True,
        cursor="abc",
    )
    assert asking.asked_in(asking.address(query).partition("?")[2]) == query
    assert asking.address(PostingQuery()) == "/postings"
    assert asking.address(query, tag=None, words="", cursor=None).count("&") < asking.address(query).count("&")


def test_titles_and_names_are_only_ever_text(site):
    add(site, 1, title="<script>alert(1)</script>", tags=["<img src=x>"])
    page = site.get("/postings").text
    assert "<script>alert" not in page
    assert "<img" not in page
