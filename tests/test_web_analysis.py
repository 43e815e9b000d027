"""One posting's page: thresholds decide again, remarks stand beside the figures, the rest is kept as it was."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from jdmatch.records import Failure, Posting
from tests import bakery, store_kit, web_kit
from tests.web_kit import words

site = web_kit.site


@pytest.fixture
def number(site):
    return store_kit.add(site.store, covered=2)


def score(page):
    return re.search(r"(\d+) %", words(page).partition("Coverage")[2])[1]


def test_the_page_shows_text_statements_and_what_can_be_done(site, number):
    page = site.get(f"/postings/{number}")
    told = words(page.text)
    for expected in ("Scale flour and water", "Record proofing times", "Pitched at", "Missing at", "How computed"):
        assert expected in told
    assert f'href="/postings/{number}/export.json"' in page.text
    assert f'action="/postings/{number}/again"' in page.text


def test_thresholds_decide_again_without_writing(site, number):
    before = site.text(f"/postings/{number}")
    strict = site.text(f"/postings/{number}?covered=0.95&partial=0.9")
    assert "2 covered" in before
    assert "2 covered" not in strict
    assert site.store.postings.row(number).analyses == 1


def test_htmx_gets_the_analysis_alone(site, number):
    part = site.get(f"/postings/{number}?covered=0.95&partial=0.5", part_of="analysis").text
    assert "<html" not in part
    assert "Missing at" in words(part)


@pytest.mark.parametrize("query", ["covered=2", "covered=0", "covered=lots", "covered=0.2&partial=0.6"])
def test_impossible_thresholds_are_told(site, number, query):
    assert site.get(f"/postings/{number}?{query}").status_code == 422


@pytest.mark.parametrize("kind", ["html", "csv", "md", "json", "xlsx"])
def test_exports_are_files_with_the_postings_name(site, number, kind):
    answer = site.get(f"/postings/{number}/export.{kind}")
    assert answer.status_code == 200
    assert f'filename="Bread Baker.{kind}"' in answer.headers["content-disposition"]
    if kind == "json":
        assert answer.json() == json.loads(site.store.postings.get(number).analysis.to_json())


def test_exports_are_decided_at_the_readers_thresholds(site, number):
    answer = site.get(f"/postings/{number}/export.json?covered=0.95&partial=0.9").json()
    assert answer["thresholds"] == {"covered": 0.95, "partial": 0.9}
    assert site.get(f"/postings/{number}/export.exe").status_code == 404


def test_a_remark_is_kept_shown_audited_and_changes_no_figure(site, number):
    before = site.store.postings.get(number)
    answer = site.post(f"/postings/{number}/remarks", {"key": 2, "verdict": "rejected", "note": "not <b>ours</b>"})
    assert answer.status_code == 200
    assert "It changes no figure" in answer.headers["x-jdmatch-told"]
    assert 'aria-pressed="true"' in answer.text
    assert "not &lt;b&gt;ours&lt;/b&gt;" in answer.text
    assert "not &lt;b&gt;ours&lt;/b&gt;" in site.get(f"/postings/{number}").text
    assert site.store.postings.get(number) == before
    (kept,) = site.store.remarks.latest(number)
    assert kept.statement == before.analysis.coverage.statements[2].statement
    assert kept.analysis_sha == before.analysis_sha
    assert "remark.add" in [entry.action for entry in site.store.audit.entries().entries]


def test_a_remark_can_be_taken_back(site, number):
    site.post(f"/postings/{number}/remarks", {"key": 2, "verdict": "confirmed"})
    answer = site.post(f"/postings/{number}/remarks", {"key": 2, "verdict": "none"})
    assert 'aria-pressed="true"' not in answer.text
    assert site.store.remarks.latest(number) == ()
    assert len(site.store.remarks.all(number)) == 2


def test_a_remark_of_an_earlier_analysis_is_answered_where_it_was_made(site, number):
    """The newer analysis has its evidence elsewhere: there is still one remark about the statement."""
    first = site.store.postings.get(number).analysis.coverage.statements[2]
    site.store.remarks.add(number, "0" * 64, first.framework, first.statement, 1, 5, "confirmed", "", None)
    site.post(f"/postings/{number}/remarks", {"key": 2, "verdict": "rejected"})
    assert [one.verdict for one in site.store.remarks.latest(number)] == ["rejected"]


@pytest.mark.parametrize("form", [{"key": 99}, {"key": -1}, {"key": "x"}, {"key": 1, "verdict": "maybe"}])
def test_a_remark_about_nothing_is_refused(site, number, form):
    assert site.post(f"/postings/{number}/remarks", form).status_code in (404, 422)
    assert site.store.remarks.all(number) == ()


def test_it_is_scored_again_and_the_earlier_analysis_is_listed(site):
    number = site.scored(bakery.POSTING)
    answer = site.post(f"/postings/{number}/again", {"framework": "13-2011.00", "level": "advanced"})
    assert answer.headers["location"] == f"/postings/{number}"
    assert site.store.postings.get(number).analysis.coverage.framework == "13-2011.00"
    assert "Earlier analyses" in site.text(f"/postings/{number}")


def test_it_is_removed(site, number):
    assert site.post(f"/postings/{number}/remove").headers["location"] == "/postings"
    gone = site.get(f"/postings/{number}")
    assert gone.status_code == 404
    assert "removed" in words(gone.text)


def test_what_could_not_be_analysed_says_why_and_can_be_tried_again(site):
    posting = replace(Posting(id="a.txt", text=bakery.POSTING), title="Baker")
    number = site.store.postings.add(posting, Failure("a.txt", "JDM005", "It has 5 words."), who=None)
    assert "It has 5 words. JDM005" in site.text(f"/postings/{number}")
    site.post(f"/postings/{number}/again")
    assert site.store.postings.get(number).analysis is not None


@pytest.mark.parametrize("path", ["/postings/77", "/postings/77/export.json"])
def test_a_posting_that_is_not_there_is_told(site, path):
    assert site.get(path).status_code == 404
