"""Statements told as sentences of a posting: the written cases, and what holds for every statement."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.check.sentences import can_tell, form_of_duty, object_tables, sentence
from jdmatch.check.sentences.forms import told
from jdmatch.check.sentences.heading import heading
from jdmatch.check.sentences.parts import Duty, duty
from jdmatch.check.sentences.trimming import trimmed
from jdmatch.check.sentences.words import gerund, third, verb_form, words

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
    """A case without an answer is one that the form is not offered for: it stays in the imperative."""
    assert can_tell(statement, form) == (wanted is not None)
    assert sentence(statement, form) == (wanted or sentence(statement))


@pytest.mark.parametrize("form", FORMS)
def test_every_embedded_statement_becomes_a_sentence(form):
    for statement in statements()[:: 1 if form == "imperative" else 3]:
        out = sentence(statement, form, stop=True)
        assert len(out.split()) > 1, statement
        assert not re.search(r"[—–]|\s-\s|\s\s|\s[,.;]|,,", out), out
        assert not out[0].islower(), out
        assert re.search(r"(?<![.!?])[.!?]$", out), out
        assert not re.search(r"(?<! [ap]\.m)\.$", sentence(statement, form)), out


def _content(text: str) -> set[str]:
    return set(re.findall(r"[\w'’]+", text.lower()))


def test_the_words_of_a_statement_stay():
    """Nothing is lost but phrases of supervision and setting, and nothing comes in but a connection or a pronoun."""
    added = {"and", "them", "it", "apply"}
    for statement in statements():
        found = duty(statement)
        kept = _content(f"{found.label} {trimmed(found.text)}")
        after = _content(sentence(statement))
        assert kept <= after, statement
        assert after <= _content(statement) | added, statement


@pytest.mark.parametrize(("form", "shape"), [("third", third), ("gerund", gerund)])
def test_other_forms_change_verbs_and_nothing_else(form, shape):
    """Word by word, a sentence in another form is the imperative one, with some of its verbs inflected."""
    for statement in statements()[::3]:
        plain, other = words(sentence(statement)), words(sentence(statement, form))
        assert len(plain) == len(other), statement
        changed = [(a.low, b.low) for a, b in zip(plain, other, strict=True) if a.low != b.low]
        assert all(verb_form(a) is not None and b == shape(a) for a, b in changed), changed
        assert bool(changed) == can_tell(statement, form), statement


def test_verbs_that_take_the_heading_are_used_so_by_the_frameworks():
    """Most verbs of the table open a clause of an embedded statement with an object of their own behind them."""
    shown = set()
    for statement in statements():
        tokens = words(statement)
        for word, behind in pairwise(tokens):
            if behind.low.isalpha() and behind.low not in ("and", "or", "by", "with", "to", "in", "on", "at", "for"):
                shown.add(word.low)
    plain = {verb for verb in object_tables.TAKE_THINGS | object_tables.TAKE_PEOPLE if " " not in verb}
    assert len(plain & shown) > 0.95 * len(plain), plain - shown
    assert object_tables.SHARED <= object_tables.TAKE_THINGS


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


def test_headings_are_objects_where_they_need_no_article():
    assert heading("Opening checklists").name == "opening checklists"
    assert heading("SQL reports").name == "SQL reports"
    assert heading("SQL reports").label == "SQL reports"
    assert all(heading(text).is_object for text in ("Opening checklists", "Equipment", "Two rooms", "New clerks"))
    assert [heading(text).is_people for text in ("Opening checklists", "New clerks")] == [False, True]
    for text in (
        "Opening checklist",
        "Charge duty",
        "Cooks whose work slips",
        "Clerks and ledgers",
        "Panel and drills",
    ):
        assert not heading(text).is_object
    assert [heading(text).pronoun for text in ("Three rooms", "Room", "Upset caller")] == ["them", "it", "them"]


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
