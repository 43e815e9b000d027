"""Inclusive language: the examples of every rule, words in and out of their context, and that fixes fit."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch import chunking, facts, kinds, sources
from jdmatch.check.draft import Draft, Options
from jdmatch.check.families.inclusive import find
from jdmatch.check.families.inclusive.role_tables import ROLES
from jdmatch.check.families.inclusive.word_tables import MASKS, TERMS
from jdmatch.check.families.inclusive.words import table
from jdmatch.check.findings import Finding
from jdmatch.check.rules.inclusive import RULES
from jdmatch.leveling.phrases import pattern, triggers
from jdmatch.settings import Settings

CASES = json.loads((Path(__file__).parent / "cases" / "check" / "inclusive.json").read_text(encoding="utf-8"))
# A text of fewer than twenty words is no posting; short cases stand between lines that no rule is about.
BEFORE = "Depot Clerk\n\nTasks\n- Count what comes in every morning\n- Write labels for the shelves\n"
BEHIND = "\n- Close the depot at night\n\nAbout us\n\nThe depot serves nine villages by the lake.\n"


def draft(text: str, title: str | None = None, profiles: frozenset[str] = frozenset()) -> Draft:
    posting = sources.from_text(text, Settings(), id="x", title=title)
    sections, chunks = chunking.split(posting, None)
    chunks = kinds.classify(posting, sections, chunks)
    _, sheet = facts.read(posting, sections, chunks)
    return Draft(posting, sections, chunks, sheet, options=Options(profiles=profiles))


@cache
def findings(text: str, title: str | None = None) -> tuple[Finding, ...]:
    return tuple(find(draft(text, title)))


def around(text: str) -> str:
    return text if len(text.split()) >= 20 else f"{BEFORE}- {text}{BEHIND}"


def mended(text: str, finding: Finding) -> str:
    for edit in sorted(finding.fixes[0].edits, key=lambda e: e.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_examples_of_a_rule(rule: Any) -> None:
    assert {f.code for f in findings(rule.bad)} == {rule.code}
    assert findings(rule.good) == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_is_a_suggestion_with_a_source(rule: Any) -> None:
    assert rule.severity == "suggestion"
    assert rule.sources
    assert any(source.url.startswith("https://") for source in rule.sources)


@pytest.mark.parametrize("case", CASES["finds"], ids=lambda case: case["text"][:40])
def test_a_word_that_is_meant(case: dict[str, Any]) -> None:
    text = around(case["text"])
    found = [f for f in findings(text, case.get("title")) if f.code == case["code"]]
    assert [text[f.start : f.end] for f in found] == [case["quote"]]
    assert " ".join(case["quote"].split()) in found[0].message
    if "mended" in case:
        assert around(case["mended"]) == mended(text, found[0])
        assert not found[0].fixes[0].safe


@pytest.mark.parametrize("text", CASES["silent"], ids=lambda text: text[:40])
def test_a_word_that_is_not_meant(text: str) -> None:
    assert [(f.code, f.message) for f in findings(around(text))] == []


def test_a_word_in_several_places_is_one_finding_with_one_fix() -> None:
    text = around("Talk with the foreman about the roof and let the foreman sign")
    (finding,) = findings(text)
    assert [text[r.start : r.end] for r in finding.related] == ["foreman"]
    assert mended(text, finding).count("supervisor") == 2


def test_all_pronouns_are_one_finding() -> None:
    text = around("The clerk keeps his/her own list. He/she will sign it. The clerk brings it to his/her supervisor")
    (finding,) = findings(text)
    assert finding.code == "JDM402"
    assert len(finding.related) == 2
    assert "keeps their own list. They will sign it" in mended(text, finding)


def test_a_verb_that_would_have_to_change_gets_no_fix() -> None:
    (finding,) = findings(around("He/she is the first to open the depot"))
    assert finding.fixes == ()


def test_the_balance_is_one_finding_about_the_whole_posting() -> None:
    text = next(rule.bad for rule in RULES if rule.code == "JDM403")
    (finding,) = findings(text)
    assert (finding.start, finding.end) == (0, 0)
    assert all(text[r.start : r.end] for r in finding.related)
    assert "none to the other" in finding.message


def test_feminine_words_tip_the_balance_back() -> None:
    text = next(rule.bad for rule in RULES if rule.code == "JDM403")
    assert findings(f"{text}\n- Supportive, collaborative, honest\n- Understands what buyers feel") == ()


def test_a_title_in_a_field_is_looked_at_too() -> None:
    (finding,) = findings(BEFORE.partition("\n")[2] + BEHIND, "Waitress")
    assert (finding.code, finding.start, finding.end) == ("JDM401", 0, 0)
    assert "“Waitress”" in finding.message


def test_under_the_pay_profile_the_title_is_left_to_it() -> None:
    text = around("Count again").replace("Depot Clerk", "Depot Foreman")
    assert [f.code for f in findings(text)] == ["JDM401"]
    assert list(find(draft(text, profiles=frozenset({"eu-pay"})))) == []


@pytest.mark.parametrize("term", [*ROLES, *TERMS, *MASKS], ids=lambda term: f"{term.code} {term.phrase}")
def test_every_phrase_of_the_tables_can_be_found(term: Any) -> None:
    assert triggers(term.phrase)
    assert pattern(term.phrase)


@pytest.mark.parametrize("term", [t for t in (*ROLES, *TERMS) if t.instead], ids=lambda term: term.phrase)
def test_what_is_put_in_the_place_is_no_finding(term: Any) -> None:
    assert [hit.entry.code for hit in table().find(f"a {term.instead} here") if hit.entry.code] == []


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_offsets_lie_in_the_text_and_order_does_not_matter(noise: str) -> None:
    text = f"{BEFORE}- Ask the foreman, he/she will know\n{noise}\n- Native English speaker{BEHIND}"
    taken = draft(text)
    found = list(find(taken))
    assert found == list(find(taken))
    for finding in found:
        places = [(finding.start, finding.end), *((r.start, r.end) for r in finding.related)]
        assert all(0 <= start <= end <= len(taken.text) for start, end in places)
        for fix in finding.fixes:
            edges = [edge for edit in fix.edits for edge in (edit.start, edit.end)]
            assert edges == sorted(edges)
