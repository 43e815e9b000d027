"""Facts: what is stated is read, with its quote, and what only looks like it is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch import facts, kinds
from jdmatch.chunking import split
from jdmatch.facts import pay, schooling, years
from jdmatch.records import EDUCATION, Fact, Posting, PostingFields, Salary

CASES = Path(__file__).parent / "cases" / "facts"
DATA = Path(__file__).parents[1].parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the data folder beside the checkout is not there")


def cases(name: str) -> list[dict]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


def read(text: str, fields: PostingFields | None = None) -> tuple[PostingFields, tuple[Fact, ...]]:
    posting = Posting("p", text, fields=fields or PostingFields())
    sections, chunks = split(posting)
    return facts.read(posting, sections, kinds.classify(posting, sections, chunks))


def salary(values: list | None) -> Salary | None:
    return None if values is None else Salary(*values)


@pytest.mark.parametrize("case", cases("years.jsonl"), ids=lambda case: case["text"][:45])
def test_years(case: dict) -> None:
    found = years.find(case["text"], 0, len(case["text"]), asked=True)
    first = [found[0].low, found[0].high] if found else None
    assert first == case["years"]


@pytest.mark.parametrize("case", cases("pay.jsonl"), ids=lambda case: case["text"][:45])
def test_pay(case: dict) -> None:
    found = pay.find(case["text"], 0, len(case["text"]), headed=False)
    assert pay.best(found) == salary(case["salary"])


@pytest.mark.parametrize("case", cases("education.jsonl"), ids=lambda case: case["text"][:45])
def test_education(case: dict) -> None:
    """As a requirement in a posting, so that wishes are told from demands."""
    text = case["text"]
    if case["education"] is None:
        assert schooling.find_levels(text, 0, len(text)) == []
    else:
        assert read(f"Requirements\n- {text}\n- Must be able to lift 20 pounds")[0].education == case["education"]


@pytest.mark.parametrize("case", cases("licences.jsonl"), ids=lambda case: case["text"][:45])
def test_licences(case: dict) -> None:
    found = schooling.find_licences(case["text"], 0, len(case["text"]))
    assert [licence.value.removeprefix("Valid ") for licence in found] == case["licences"]


@pytest.mark.parametrize("case", cases("postings.jsonl"), ids=lambda case: case["name"])
def test_postings(case: dict) -> None:
    fields, found = read(case["text"])
    assert fields.min_years_experience == case["years"]
    assert fields.education == case["education"]
    assert fields.salary == salary(case["salary"])
    for name, kind in (("must", "must_have"), ("nice", "nice_to_have")):
        if name in case:
            assert [fact.value for fact in found if fact.kind == kind] == case[name]


def test_what_the_source_states_wins() -> None:
    text = "Requirements\n- 5 years of experience\n- Bachelor's degree\nPay\n$20 an hour"
    stated = PostingFields(2.0, "associate", Salary(40000, 50000, "USD", "year"))
    assert read(text, stated)[0] == stated
    partly = PostingFields(min_years_experience=0.0)
    assert read(text, partly)[0] == PostingFields(0.0, "bachelor", Salary(20, 20, "USD", "hour"))


def test_facts_quote_the_text_in_order() -> None:
    text = "Requirements\n- 5+ years of experience in a lab\n- RN license\n- Spanish preferred\nPay\n$40 - $52 an hour"
    _, found = read(text)
    quotes = [(fact.kind, text[fact.start : fact.end]) for fact in found]
    assert ("years", "5+ years") in quotes
    assert ("licence", "RN license") in quotes
    assert ("pay", "$40 - $52 an hour") in quotes
    assert ("nice_to_have", "Spanish preferred") in quotes
    assert [fact.start for fact in found] == sorted(fact.start for fact in found)


def test_a_fact_is_given_once() -> None:
    _, found = read(
        "Requirements\n- RN license\n- RN license\n- Two years of experience\n- Two years of experience on nights"
    )
    assert [fact.value for fact in found if fact.kind == "licence"] == ["RN license"]
    assert [fact.value for fact in found if fact.kind == "years"] == ["2 years"]


@pytest.mark.parametrize(
    ("found", "value"),
    [
        (pay.Pay(0, 1, Salary(45000, 60000, "USD", "year"), 0), "USD 45,000–60,000 a year"),
        (pay.Pay(0, 1, Salary(22.5, 22.5, "USD", "hour"), 0), "USD 22.50 an hour"),
        (pay.Pay(0, 1, Salary(None, 32, "USD", "hour"), 0), "USD up to 32 an hour"),
        (pay.Pay(0, 1, Salary(17, None, None, "hour"), 0), "from 17 an hour"),
        (years.Years(0, 1, 3, 5), "3–5 years"),
        (years.Years(0, 1, 1, 1), "1 year"),
        (years.Years(0, 1, 0.5, 0.5), "6 months"),
        (years.Years(0, 1, 0, 2), "0–2 years"),
    ],
)
def test_values_as_they_are_shown(found: pay.Pay | years.Years, value: str) -> None:
    assert found.value == value


WORDS = (
    "Requirements\n", "- ", "5 years", "or", "experience", "$20/hr", "$45k-60k", "bachelor's degree", "GED",
    "preferred", "RN license", ";", ".", "\n", "401(k)", "Pay\n", "18 years of age", "$1.9M budget",
    "3-1 years", "£28,000",
)  # fmt: skip


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=20).map(" ".join))
@settings(deadline=None, max_examples=120)
def test_facts_are_quotes_and_fields_are_sound(text: str) -> None:
    fields, found = read(text)
    for fact in found:
        assert 0 <= fact.start < fact.end <= len(text)
        assert text[fact.start : fact.end].strip()
    assert fields.min_years_experience is None or 0 <= fields.min_years_experience <= 30
    assert fields.education is None or fields.education in EDUCATION
    if fields.salary is not None and None not in (fields.salary.min, fields.salary.max):
        assert 0 < fields.salary.min <= fields.salary.max  # type: ignore[operator]


@needs_data
def test_the_seed_posting() -> None:
    fields, _ = read((DATA / "seeds" / "posting-billing-specialist.txt").read_text(encoding="utf-8"))
    assert fields == PostingFields(2.0, "high_school", Salary(45000, 60000, "USD", "year"))


@needs_data
def test_pay_of_the_gold_postings() -> None:
    """Read by hand: pay of every dev-gold posting that states it, none for the others."""
    expected = {
        "li-entrylevel-37": (75000, 80000), "li-finance-58": (32739.2, 38000), "li-finance-72": (38000, 76000),
        "li-finance-42": (15, 17.5), "li-education-26": (20, 23), "li-education-28": (15.19, 21.63),
        "li-construction-31": (None, 32), "li-automotive-8": (18, 20), "li-automotive-26": (50000, 175000),
        "li-retail-70": (60000, 70000), "li-healthcare-30": (85000, 167300), "li-construction-41": (59800, 59800),
        "li-healthcare-18": (80000, 100000),
    }  # fmt: skip
    found = {}
    for line in (DATA / "dev-gold" / "postings.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        pay_read = read(record["text"])[0].salary
        if pay_read is not None:
            found[record["id"]] = (pay_read.min, pay_read.max)
    assert found == expected
