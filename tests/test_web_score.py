"""The first page: what it offers, and that what is given to it is scored, kept and shown."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests import bakery, web_kit
from tests.web_kit import words

site = web_kit.site

GERMAN = "Wir suchen eine Bäckerin für unsere Backstube am Hafen. Ihre Aufgaben: Teig ansetzen und Brote backen. "


def test_the_first_page_offers_samples_and_what_to_measure_by(site):
    page = site.get("/").text
    assert 'name="framework"' in page
    assert 'href="/?sample=staff-accountant-manufacturer.txt"' in page
    assert 'name="token" value="' in page


def test_a_sample_fills_the_form(site):
    assert "accountant" in site.text("/?sample=staff-accountant-manufacturer.txt").lower()
    unknown = site.get("/?sample=../../pyproject.toml")
    assert unknown.status_code == 200
    assert "[project]" not in unknown.text


def test_a_text_is_scored_kept_and_shown(site):
    number = site.scored(bakery.POSTING)
    kept = site.store.postings.get(number)
    assert kept.analysis is not None
    assert kept.row.source == "paste"
    assert "Scale flour and water for the daily dough" in site.text(f"/postings/{number}")


def test_frameworks_and_level_are_used(site):
    number = site.scored(bakery.POSTING, framework=["35-1012.00", "43-3021.00"], level="advanced")
    coverage = site.store.postings.get(number).analysis.coverage
    assert coverage.target_level == "advanced"
    assert {one.framework for one in coverage.statements} == {"35-1012.00", "43-3021.00"}


def test_a_file_is_scored_under_its_own_name_alone(site):
    files = [("files", ("C:\\Users\\ann\\baker.txt", bakery.POSTING.encode(), "text/plain"))]
    number = int(site.post("/score", files=files).headers["location"].rpartition("/")[2])
    assert site.store.postings.row(number).name == "baker.txt"
    assert site.store.postings.row(number).source == "upload"


def test_the_same_text_again_is_not_kept_twice(site):
    first = site.scored(bakery.POSTING)
    again = site.post("/score", {"text": bakery.POSTING, "level": "advanced"})
    assert again.headers["location"] == f"/postings/{first}?known=1"
    assert site.store.postings.row(first).analyses == 2
    assert "already in the library" in site.text(f"/postings/{first}?known=1")


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({}, "Paste the posting’s text"),
        ({"text": "We bake bread."}, "20"),
        ({"text": GERMAN * 4}, "English"),
    ],
)
def test_what_can_not_be_scored_is_told_and_the_text_stays(site, form, told):
    answer = site.post("/score", form)
    assert answer.status_code == 422
    assert told in words(answer.text)
    assert form.get("text", "") in words(answer.text) + " "
    assert site.store.info().postings == 0


def test_a_broken_document_is_told(site):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme.txt", "not a document")
    answer = site.post("/score", files=[("files", ("posting.docx", stream.getvalue(), "application/zip"))])
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_an_unknown_framework_is_told(site):
    answer = site.post("/score", {"text": bakery.POSTING, "framework": "99-9999.99"})
    assert answer.status_code == 404
    assert "99-9999.99" in words(answer.text)


def test_several_files_become_a_job(site):
    files = [("files", (f"{n}.txt", bakery.POSTING.replace("two shops", f"{n} shops").encode())) for n in range(3)]
    answer = site.post("/score", {"level": "advanced"}, files=files)
    assert answer.status_code == 303
    job = site.finished(int(answer.headers["location"].rpartition("/")[2]))
    assert job.progress.done == 3
    assert job.options == {"frameworks": [], "level": "advanced", "again": False}


def test_a_posting_is_only_ever_text(site):
    number = site.scored(bakery.POSTING + "\n<script>alert(1)</script><img src=x onerror=alert(2)>\n")
    page = site.get(f"/postings/{number}").text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page
