"""Statements told as sentences of a posting: the written cases, and what holds for every statement."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.check.sentences import form_of_duty, sentence
from jdmatch.check.sentences.forms import told
from jdmatch.check.sentences.heading import heading
from jdmatch.check.sentences.parts import Duty
from jdmatch.check.sentences.trimming import trimmed
from jdmatch.check.sentences.words import gerund, third, verb_form

ROOT = Path(__file__).parents[1]
CASES = json.loads((Path(__file__).parent / "cases" / "check" / "sentences.json").read_text(encoding="utf-8"))
SEEDS = ROOT.parent / "shared" / "data" / "seeds"
FORMS = ("imperative", "third", "gerund", "you will")


@cache
def statements() -> tuple[str, ...]:
    """Every statement of the embedded frameworks."""
    out: list[str] = []
    for path in sorted((ROOT / "corpora" / "frameworks").glob("*.json")):
        levels = json.loads(path.read_text(encoding="utf-8"))["framework"]["levels"]
        out += [s for level in levels.values() for s in level["statements"]]
    return tuple(out)


@pytest.mark.parametrize(("form", "statement", "wanted"), [(f, s, w) for f, cases in CASES.items() for s, w in cases])
def test_cases(form, statement, wanted):
    assert sentence(statement, form) == wanted


@pytest.mark.parametrize("form", FORMS)
def test_every_embedded_statement_becomes_a_sentence(form):
    for statement in statements():
        out = sentence(statement, form, stop=True)
        assert len(out.split()) > 1, statement
        assert not re.search(r"[—–]|\s-\s|\s\s|\s[,.;]|,,", out), out
        assert not out[0].islower(), out
        assert re.search(r"(?<![.!?])[.!?]$", out), out
        assert not sentence(statement, form).endswith("."), out


def test_the_words_of_a_statement_stay():
    """Nothing is lost but phrases of supervision and setting, and nothing comes in but an article and a connection."""
    added = {"the", "for", "during", "of", "and", "them", "it", "to", "on", "with", "in", "about", "apply"}
    for statement in statements():
        before = set(re.findall(r"[\w'’]+", statement.lower()))
        after = set(re.findall(r"[\w'’]+", sentence(statement).lower()))
        assert after <= before | added, statement


def test_seeds_lose_their_supervision():
    if not SEEDS.is_dir():
        pytest.skip("shared/data/seeds is not here")
    for path in sorted(SEEDS.glob("*.json")):
        levels = json.loads(path.read_text(encoding="utf-8"))["framework"]["levels"]
        for statement in (s for level in levels.values() for s in level["statements"]):
            out = sentence(statement)
            assert not re.search(r"—|\b(?:supervision|oversight|independently|autonomously)\b", out), out


@given(st.text(max_size=120), st.sampled_from(FORMS), st.booleans())
@settings(deadline=None)
def test_any_text_gives_a_sentence_or_nothing(text, form, stop):
    out = sentence(text, form, stop=stop)
    assert out == out.strip()
    assert "—" not in out
    assert "–" not in out
    if out and stop:
        assert out[-1] in ".!?"


@given(st.sampled_from(statements()), st.sampled_from(FORMS))
@settings(deadline=None)
def test_a_sentence_stays_as_it_is(statement, form):
    once = sentence(statement)
    assert sentence(once) == once
    assert sentence(statement, form) == sentence(statement, form)


def test_the_form_of_a_duty_is_seen():
    assert form_of_duty("Prepare invoices") == "imperative"
    assert form_of_duty("Prepares invoices") == "third"
    assert form_of_duty("Preparing invoices") == "gerund"
    assert form_of_duty("Accurately prepare invoices") == "imperative"
    assert form_of_duty("The clerk is here") is None


def test_headings_take_an_article_where_they_are_one_thing():
    assert heading("Opening checklist").name == "the opening checklist"
    assert heading("Opening checklists").name == "opening checklists"
    assert heading("Equipment").name == "equipment"
    assert heading("Blood pressure, pulse and weight").name == "blood pressure, pulse and weight"
    assert heading("SQL reports").name == "SQL reports"
    assert heading("Site visits").lead == "During site visits"
    assert heading("Three rooms").pronoun == "them"


def test_supervision_and_setting_are_left_out_and_content_is_not():
    assert trimmed("post entries under close supervision of the senior clerk") == "post entries"
    assert trimmed("post entries with minimal oversight in a busy office") == "post entries"
    assert trimmed("check independently validated models") == "check independently validated models"
    assert trimmed("take pictures with direction and date") == "take pictures with direction and date"


def test_spelling():
    assert [gerund(v) for v in ("plan", "swap", "prepare", "re-teach")] == [
        "planning", "swapping", "preparing", "re-teaching",
    ]  # fmt: skip
    assert [third(v) for v in ("have", "supply", "pass")] == ["has", "supplies", "passes"]
    assert verb_form("nonsenseword") is None
    assert told(Duty("", ""), "third") == ""
