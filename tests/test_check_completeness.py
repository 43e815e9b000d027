"""Completeness and pay: the examples of every rule, one part taken away at a time, and how pay is stated."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch import chunking, facts, kinds, sources
from jdmatch.check.draft import Draft, Options
from jdmatch.check.families.completeness import find, place_tables, tables
from jdmatch.check.families.completeness.cues import Cues, Words
from jdmatch.check.findings import Finding
from jdmatch.check.rules.completeness import RULES
from jdmatch.leveling.phrases import pattern
from jdmatch.records import Salary
from jdmatch.settings import Settings

CASES = json.loads((Path(__file__).parent / "cases" / "check" / "completeness.json").read_text(encoding="utf-8"))
WHOLE = next(rule.good for rule in RULES if rule.code == "JDM501")
EU = frozenset({"eu-pay"})


def draft(text: str, title: str | None = None, profiles: frozenset[str] = frozenset()) -> Draft:
    posting = sources.from_text(text, Settings(), id="x", title=title)
    sections, chunks = chunking.split(posting, None)
    chunks = kinds.classify(posting, sections, chunks)
    fields, sheet = facts.read(posting, sections, chunks)
    return Draft(replace(posting, fields=fields), sections, chunks, sheet, options=Options(profiles=profiles))


@cache
def findings(text: str, title: str | None = None, profiles: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    return tuple(find(draft(text, title, profiles)))


def codes(text: str, title: str | None = None, profiles: frozenset[str] = frozenset()) -> set[str]:
    return {f.code for f in findings(text, title, profiles)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_examples_of_a_rule(rule: Any) -> None:
    profiles = EU if rule.profile else frozenset()
    assert rule.code in codes(rule.bad, profiles=profiles)
    assert codes(rule.good, profiles=profiles) == set()


@pytest.mark.parametrize("rule", [r for r in RULES if r.profile], ids=lambda rule: rule.code)
def test_the_rules_of_the_profile_are_silent_without_it_and_give_no_legal_advice(rule: Any) -> None:
    assert rule.code not in codes(rule.bad)
    found = [f for f in findings(rule.bad, profiles=EU) if f.code == rule.code]
    assert all(f.message.endswith("Not legal advice.") for f in found)
    assert "Not legal advice." in rule.advice


def test_a_whole_posting_has_every_part() -> None:
    assert codes(WHOLE) == set()


@pytest.mark.parametrize("case", CASES["missing"], ids=lambda case: case["name"])
def test_a_posting_without_a_part(case: dict[str, Any]) -> None:
    assert codes(case["text"], case.get("title")) == set(case["codes"])


@pytest.mark.parametrize("case", CASES["states"], ids=lambda case: f"{case['code']} {case['line'][:30]}")
def test_a_line_that_states_a_part(case: dict[str, Any]) -> None:
    bare = next(m["text"] for m in CASES["missing"] if m["name"] == "nothing but the work")
    assert case["code"] in codes(bare, "Packer")
    assert case["code"] not in codes(f"{bare}\n\n{case['line']}", "Packer")


@pytest.mark.parametrize("case", CASES["does_not_state"], ids=lambda case: f"{case['code']} {case['line'][:30]}")
def test_a_line_that_only_sounds_like_a_part(case: dict[str, Any]) -> None:
    bare = next(m["text"] for m in CASES["missing"] if m["name"] == "nothing but the work")
    assert case["code"] in codes(bare.replace("- Pack", f"- {case['line']}\n- Pack"), "Packer")


@pytest.mark.parametrize("case", CASES["heads"], ids=lambda case: f"{case['title']}: {case['line']}")
def test_pay_in_the_title_and_above_the_duties(case: dict[str, Any]) -> None:
    bare = next(m["text"] for m in CASES["missing"] if m["name"] == "nothing but the work")
    text = f"The Parcel Hall\n{case['line']}\n\n{bare}"
    assert ("JDM504" not in codes(text, case["title"])) == case["states"]


@pytest.mark.parametrize("case", CASES["pay"], ids=lambda case: case["line"])
def test_how_pay_is_stated(case: dict[str, Any]) -> None:
    text = WHOLE.replace("£12.50 to £14.00 an hour", case["line"])
    found = [f for f in findings(text) if f.code == "JDM509"]
    assert bool(found) == case["open"], [f.message for f in found]
    assert not found or text[found[0].start : found[0].end] in found[0].message


@pytest.mark.parametrize("case", CASES["history"], ids=lambda case: case["line"])
def test_who_asks_for_pay_history(case: dict[str, Any]) -> None:
    found = [f for f in findings(f"{WHOLE}\n{case['line']}", profiles=EU) if f.code == "JDM511"]
    assert [f.message.partition("”")[0].strip("“") for f in found] == ([case["quote"]] if case["quote"] else [])


@pytest.mark.parametrize(
    ("title", "gendered"),
    [
        ("Salesman", True),
        ("Head Waitress", True),
        ("Foreman (m/f/d)", False),
        ("Salesman/Saleswoman", False),
        ("Sales Representative", False),
        ("Manager", False),
    ],
)
def test_a_gendered_title(title: str, gendered: bool) -> None:
    found = [f for f in findings(WHOLE.partition("\n\n")[2], title, EU) if f.code == "JDM512"]
    assert bool(found) == gendered


def test_pay_in_a_field_counts_and_the_profile_speaks_for_itself() -> None:
    text = next(rule.bad for rule in RULES if rule.code == "JDM504")
    assert codes(text) == {"JDM504"}
    assert codes(text, profiles=EU) == {"JDM510"}
    taken = draft(text)
    paid = replace(taken.posting.fields, salary=Salary(30000, 34000, "GBP", "year"))
    assert list(find(replace(taken, posting=replace(taken.posting, fields=paid)))) == []


@pytest.mark.parametrize("board", sorted(tables.BOARD_FORMATS))
def test_a_board_has_fields_for_place_and_application(board: str) -> None:
    taken = draft(next(m["text"] for m in CASES["missing"] if m["name"] == "nothing but the work"), "Packer")
    there = replace(taken, posting=replace(taken.posting, format=board))
    assert {f.code for f in find(taken)} - {f.code for f in find(there)} == {"JDM506", "JDM508"}


def test_a_missing_part_points_at_the_heading_that_it_belongs_to() -> None:
    text = next(rule.bad for rule in RULES if rule.code == "JDM504")
    (finding,) = findings(text)
    assert text[finding.start : finding.end].strip() == "What we offer"


def test_a_missing_part_without_a_heading_points_at_the_beginning() -> None:
    (finding,) = findings(next(rule.bad for rule in RULES if rule.code == "JDM506"))
    assert (finding.start, finding.end) == (0, 0)


def test_missing_advancement_points_at_the_benefits_or_the_end_and_not_at_the_employer() -> None:
    bare = next(m["text"] for m in CASES["missing"] if m["name"] == "nothing but the work")
    for text, quote in ((f"About us\nWe pack.\n\n{bare}\n", ""), (f"{bare}\n\nBenefits\nA pension", "Benefits")):
        (finding,) = [f for f in findings(text, "Packer") if f.code == "JDM507"]
        assert text[finding.start : finding.end].strip() == quote
        assert quote or finding.start == len(text.rstrip())


@pytest.mark.parametrize(
    "table",
    [
        tables.DUTIES, tables.REQUIREMENTS, tables.BENEFITS, tables.BENEFITS_ASIDE,
        tables.BENEFITS_PROMISED, tables.SERVED, tables.ADVANCEMENT,
        tables.ADVANCEMENT_ASIDE, tables.APPLICATION, tables.APPLICATION_ASIDE, tables.PAY, tables.OFFERED,
        tables.SOMEBODY, place_tables.PLACE_WORDS,
    ],
)  # fmt: skip
def test_every_cue_of_a_table_can_be_found(table: str) -> None:
    cues = [cue.strip() for line in table.splitlines() for cue in line.split(",") if cue.strip()]
    for cue in cues:
        said = cue.replace("*", "").replace("#", "5").replace("...", "a")
        for opening, closing in (("(", ")"), ("[", "]")):
            while opening in said:
                before, _, rest = said.partition(opening)
                inside, _, behind = rest.partition(closing)
                said = before + inside.split("|")[0] + behind
        assert Cues(cue).within(Words(f"so {said} then")), cue
        assert not Cues(cue).within(Words("zebra")), cue
        if not cue.rstrip("*").isalnum():
            assert pattern(cue)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_noise_takes_no_part_away_and_offsets_lie_in_the_text(noise: str) -> None:
    taken = draft(f"{WHOLE}\n{noise}", profiles=EU)
    found = list(find(taken))
    assert found == list(find(taken))
    assert {f.code for f in found} <= {"JDM509", "JDM511", "JDM512"}
    assert all(0 <= f.start <= f.end <= len(taken.text) for f in found)


@pytest.mark.parametrize(
    ("title", "opening", "passing"),
    [
        ("Packer (seasonal)", "", True),
        ("Summer Packer", "", True),
        ("Packing Intern", "", True),
        ("Apprentice Packer", "", True),
        ("Nanny", "", True),
        ("Live-in Carer", "", True),
        ("Packer", "This is a temporary position until March.", True),
        ("Packer", "The hall is cold in summer.", False),
        ("International Packer", "", False),
        ("Packer of contemporary art", "", False),
    ],
)
def test_a_passing_post_need_not_lead_anywhere(title: str, opening: str, passing: bool) -> None:
    bare = next(m["text"] for m in CASES["missing"] if m["name"] == "nothing but the work")
    assert ("JDM507" not in codes(f"{opening}\n\n{bare}" if opening else bare, title)) == passing
