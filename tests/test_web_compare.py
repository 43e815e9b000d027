"""Comparing: which postings are chosen, that all are measured by the same, what is told of those that can not be."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest

from jdmatch.frameworks import library
from jdmatch.records import Failure
from jdmatch.settings import Settings
from tests import bakery, web_kit
from tests.web_kit import words

site = web_kit.site

OTHER = bakery.POSTING.replace(
    "- Record oven temperatures in the log book\n", "- Plan the weekly production schedule\n"
)
THIRD = bakery.POSTING.replace("Bread Baker", "Night Baker").replace("One year", "Five years")


def address(numbers, **more):
    query = [f"posting={n}" for n in numbers] + [f"{name}={value}" for name, value in more.items()]
    return f"/compare?{'&'.join(query)}"


@pytest.fixture(scope="module")
def some_framework():
    return next(one for one in library(Settings()).list() if one.levels)


@pytest.fixture
def pair(site, some_framework):
    """Two postings and how they are compared."""
    numbers = [site.scored(text) for text in (bakery.POSTING, OTHER)]
    return numbers, {"framework": some_framework.id, "level": some_framework.levels[1][0]}


def test_an_empty_library_teaches(site):
    said = site.text("/compare")
    assert "nothing to compare yet" in said
    assert "Score a posting" in said


def test_one_posting_leads_to_the_picker_with_it_chosen(site, pair):
    numbers, _ = pair
    page = site.get(address(numbers[:1])).text
    assert f'value="{numbers[0]}" checked' in page
    assert f'value="{numbers[1]}">' in page


def test_the_picker_searches_and_keeps_what_is_chosen(site, pair):
    numbers, _ = pair
    counter = site.scored(bakery.COUNTER, title="Counter Assistant")
    page = site.get(address(numbers[:1], words="counter", pick=1)).text
    assert f'value="{numbers[0]}" checked' in page
    assert f'value="{counter}">' in page
    assert f'value="{numbers[1]}"' not in page
    assert "No other posting holds these words" in site.text(address(numbers[:1], words="zeppelin", pick=1))


def test_what_is_being_chosen_keeps_what_it_is_measured_by(site, pair):
    numbers, by = pair
    page = site.get(address(numbers, pick=1, **by)).text
    assert f'name="framework" value="{by["framework"]}"' in page
    assert f'name="level" value="{by["level"]}"' in page


def test_two_are_measured_by_what_is_chosen(site, pair, some_framework):
    numbers, by = pair
    said = site.text(address(numbers, **by))
    assert "2 postings side by side" in said
    assert (
        f"Both are measured by the framework and the level named: {some_framework.title} ({some_framework.id})" in said
    )
    page = site.get(address(numbers, **by)).text
    for number in numbers:
        assert f'href="/postings/{number}"' in page
    statements = some_framework.statements
    cells = re.findall(r'<td data-letter="[AB]" class="(?:covered|partial|missing)"', page)
    assert len(cells) == 2 * statements


def test_four_stand_side_by_side_and_no_more(site, pair):
    numbers, by = pair
    numbers += [site.scored(THIRD), site.scored(bakery.COUNTER), site.scored(THIRD.replace("Night", "Day"))]
    said = site.text(address(numbers, **by))
    assert "4 postings side by side" in said
    assert "At most 4 postings" in said
    page = site.get(address(numbers[:3], **by)).text
    # Each may be taken out, or be the measure of all.
    assert f"posting={numbers[1]}&amp;posting={numbers[2]}" in page
    assert f"posting={numbers[2]}&amp;posting={numbers[0]}&amp;posting={numbers[1]}" in page


def test_requirements_stand_beside_each_other(site, pair):
    numbers, by = pair
    numbers.append(site.scored(THIRD))
    said = site.text(address([numbers[0], numbers[2]], **by))
    assert "1 year" in said
    assert "5 years" in said


def test_without_a_framework_that_fits_what_they_say_is_shown(site, pair):
    said = site.text(address(pair[0]))
    scored = site.store.postings.get(pair[0][0]).analysis.coverage is not None
    assert ("Both are measured by" in said) == scored
    assert ("None of the known occupations fits A" in said) != scored
    assert "Requirements and pay" in said


def test_postings_that_went_are_told(site, pair):
    numbers, by = pair
    assert "Posting 999 is not in the library any more" in site.text(address([*numbers, 999], **by))
    site.store.postings.remove([numbers[1]], None)
    said = site.text(address(numbers, **by))
    assert "Compare postings" in said
    assert f"Posting {numbers[1]} is not in the library any more" in said


def test_one_that_can_not_be_analysed_is_left_out(site, pair):
    numbers, by = pair
    german = "Wir suchen eine Bäckerin für unsere Backstube am Hafen. Ihre Aufgaben: Teig ansetzen und backen. " * 4
    broken = replace(site.store.postings.get(numbers[0]).posting, id="de.txt", title="Bäckerin", text=german)
    added = site.store.postings.add(broken, Failure("de.txt", "JDM007", "It is not English."), who=None)
    said = site.text(address([*numbers, added], **by))
    assert "2 postings side by side" in said
    assert "Bäckerin was left out" in said
    assert "Compare postings" in site.text(address([numbers[0], added], **by))


def test_an_unknown_framework_or_level_is_told(site, pair):
    assert site.get(address(pair[0], framework="99-9999.99")).status_code == 404
    answer = site.get(address(pair[0], framework=pair[1]["framework"], level="archmage"))
    assert answer.status_code == 422
    assert "archmage" in words(answer.text)


def test_the_table_can_be_taken_along(site, pair, some_framework):
    numbers, by = pair
    answer = site.get(address(numbers, **by).replace("/compare?", "/compare/export.csv?"))
    assert answer.status_code == 200
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:4] == ["level", "scored", "statement", "A: Bread Baker"]
    assert len(rows) == 1 + some_framework.statements
    assert site.get("/compare/export.csv?posting=1").status_code == 422


def test_a_posting_is_only_ever_text(site, pair):
    number = site.scored(bakery.POSTING.replace("Bread Baker", "<b>Baker</b>") + "\n- <script>alert(1)</script> bake\n")
    for page in (site.get(address([pair[0][0], number], **pair[1])).text, site.get(address([number])).text):
        assert "<script>alert" not in page
        assert "<b>Baker" not in page
