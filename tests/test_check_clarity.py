"""Clarity: the examples of every rule, cases as data, and that safe fixes change nothing but what they say."""

from __future__ import annotations

import json
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch import chunking, facts, kinds, sources
from jdmatch.check.draft import Draft
from jdmatch.check.families.clarity import find
from jdmatch.check.families.clarity.abbreviation_tables import KNOWN, WORDS
from jdmatch.check.families.clarity.jargon_tables import JARGON
from jdmatch.check.families.clarity.page import read
from jdmatch.check.families.clarity.syllables import syllables
from jdmatch.check.findings import Finding
from jdmatch.check.rules.clarity import RULES
from jdmatch.settings import Settings

CASES = json.loads((Path(__file__).parent / "cases" / "check" / "clarity.json").read_text(encoding="utf-8"))
# A text of fewer than twenty words is no posting; short cases get a line that no rule is about.
REST = (
    "\nAbout us\n\nWe run nine clinics in three counties, and we have served the families of the valley since 1988.\n"
)
CODES = {rule.code for rule in RULES}


def draft(text: str, title: str | None = None) -> Draft:
    if len(text.split()) < 40:
        text += REST
    posting = sources.from_text(text, Settings(), id="x", title=title)
    sections, chunks = chunking.split(posting, None)
    chunks = kinds.classify(posting, sections, chunks)
    _, sheet = facts.read(posting, sections, chunks)
    return Draft(posting, sections, chunks, sheet)


@cache
def findings(text: str, title: str | None = None) -> tuple[Finding, ...]:
    return tuple(find(draft(text, title)))


def mended(text: str, found: tuple[Finding, ...], *, safe: bool) -> str:
    """The text after the first fix of each finding, from behind."""
    edits = [edit for finding in found for fix in finding.fixes[:1] if fix.safe or not safe for edit in fix.edits]
    for edit in sorted(edits, key=lambda e: (e.start, e.end), reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_examples_of_a_rule(rule: Any) -> None:
    bad, good = findings(rule.bad), findings(rule.good)
    assert rule.code in {f.code for f in bad}
    assert rule.code not in {f.code for f in good}
    beside = {"JDM309"}  # Examples are short.
    assert {f.code for f in bad} - beside - {rule.code} == set()
    assert {f.code for f in good} - beside == set()
    assert all(f.severity == rule.severity for f in bad if f.code == rule.code) or rule.code == "JDM309"


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_a_case(case: dict[str, Any]) -> None:
    text = case["text"]
    found = findings(text, case.get("title"))
    codes = [f.code for f in found]
    for code, quote in case["finds"]:
        assert codes.count(code) == 1, codes
        finding = found[codes.index(code)]
        if quote is not None:
            assert text[finding.start : finding.end] == quote
    assert not set(case["silent"]) & set(codes), [f.message for f in found]


def test_every_code_is_found_and_refused_somewhere() -> None:
    assert {f.code for rule in RULES for f in findings(rule.bad)} == CODES
    assert len(CODES) == len(RULES)
    assert all(code.startswith("JDM3") for code in CODES)


def test_syllables_of_known_words() -> None:
    wrong = [
        (word, count, syllables(word))
        for count, words in ((int(n), words) for n, words in CASES["syllables"].items())
        for word in words
        if syllables(word) != count
    ]
    total = sum(map(len, CASES["syllables"].values()))
    assert len(wrong) <= 0.04 * total, wrong
    assert syllables("") == syllables("B2B") == 1


def test_a_repeated_word_is_deleted_with_its_blank() -> None:
    text = "Responsibilities\n- Check the the invoices of our clients\n"
    assert mended(text, findings(text), safe=True) == "Responsibilities\n- Check the invoices of our clients\n"


def test_safe_fixes_of_a_list_make_it_even() -> None:
    text = "Responsibilities\n- Prepare invoices.\n- Post payments\n- Answer calls.\n* Train clerks.\n"
    even = "Responsibilities\n- Prepare invoices.\n- Post payments.\n- Answer calls.\n- Train clerks.\n"
    assert mended(text, findings(text), safe=True) == even
    assert "JDM312" not in {f.code for f in findings(even)}


def test_blanks_are_taken_out_together() -> None:
    text = "Responsibilities\n- Prepare invoices  for clients , each month\n- Post payments\n"
    (finding,) = [f for f in findings(text) if f.code == "JDM314"]
    assert len(finding.related) == 1
    assert mended(text, (finding,), safe=True) == text.replace("  for", " for").replace(" ,", ",")


def test_a_wall_about_the_employer_is_not_to_be_cut_into_duties() -> None:
    blurb = (
        "The Harbour Office is the oldest office of the town and keeps the quays, the cranes and the lights "
        "in order. The Crane Unit oversees forty cranes and issues their permits. The Quay Unit collects dues "
        "from more than nine hundred ships a year and publishes the tide tables. The Lights Unit maintains "
        "the lamps on both piers and works with the fire brigade on the night watch. The Office of the Warden "
        "coordinates the three units and reports to the council of the town each spring and each autumn. The "
        "Harbour Office also runs a small museum of old anchors, ropes and bells, which opens on Sundays, and "
        "it supports the school of rowing with boats and with a shed. The Harbour Office moved to the old "
        "customs house in 1974 and shares the yard with the rowers."
    )
    duties = "\n\nResponsibilities\n- Enter the ships of the day in the ledger\n- Answer calls of captains\n"
    (finding,) = [f for f in findings(f"Harbour Clerk\n\n{blurb}{duties}") if f.code == "JDM304"]
    assert "tells little of what the holder" in finding.message
    assert "bullets" not in (finding.help or "")
    own = blurb.replace("The Crane Unit", "You will crane and").replace("The Quay Unit", "You will quay and")
    (finding,) = [f for f in findings(f"Harbour Clerk\n\n{own}{duties}") if f.code == "JDM304"]
    assert "bullets" in (finding.help or "")


def test_another_word_that_stands_twice_is_no_safe_fix() -> None:
    text = "Responsibilities\n- Keep the harbour harbour lights in order\n- Post payments to the ledger\n"
    (finding,) = [f for f in findings(text) if f.code == "JDM311"]
    assert [fix.safe for fix in finding.fixes] == [False]
    assert mended(text, (finding,), safe=False) == text.replace("harbour harbour", "harbour")


def test_a_compound_bullet_is_offered_apart() -> None:
    text = (
        "Responsibilities\n  • Prepare invoices for clients, post payments to the ledger, reconcile bank accounts, and "
        "train new clerks\n  • Answer calls from clients\n"
    )
    (finding,) = [f for f in findings(text) if f.code == "JDM302"]
    (fix,) = finding.fixes
    assert not fix.safe
    apart = mended(text, (finding,), safe=False)
    assert apart.splitlines()[1:5] == [
        "  • Prepare invoices for clients",
        "  • Post payments to the ledger",
        "  • Reconcile bank accounts",
        "  • Train new clerks",
    ]
    assert "JDM302" not in {f.code for f in findings(apart)}


def test_jargon_keeps_its_form() -> None:
    text = "Responsibilities\n- Utilizing the scanner in the mail room\n- Leveraging the customer database\n"
    changed = mended(text, tuple(f for f in findings(text) if f.code == "JDM306"), safe=False)
    assert "- Using the scanner" in changed
    assert "- Using the customer" in changed


def test_many_compound_bullets_are_one_finding() -> None:
    bullet = "- Prepare {0} for clients, post payments to the ledger, reconcile bank accounts, and train new clerks\n"
    text = "Responsibilities\n" + "".join(bullet.format(what) for what in ("bills", "claims", "letters", "forms"))
    (finding,) = [f for f in findings(text) if f.code == "JDM302"]
    assert len(finding.related) == 3


def test_a_long_posting_is_told_its_length() -> None:
    bullets = "".join(f"- Count the stock of warehouse {n} with the manager of the site\n" for n in range(120))
    (finding,) = [f for f in findings("Responsibilities\n" + bullets) if f.code == "JDM309"]
    assert finding.severity == "suggestion"
    assert finding.key == "long"


def test_blocks_put_clauses_together_and_keep_bullets_apart() -> None:
    text = (
        "Responsibilities\n- Prepare invoices for clients and post payments to the ledger. Call the clients.\n"
        "- Train clerks\n"
    )
    blocks = [b for b in read(draft(text)).blocks if b.is_running][:2]
    assert [text[b.start : b.end].splitlines()[0][:9] for b in blocks] == ["- Prepare", "- Train c"]
    assert [len(b.sentences) for b in blocks] == [2, 1]
    assert [b.mark for b in blocks] == ["-", "-"]


def test_tables_are_in_the_form_that_is_looked_up() -> None:
    assert all(word.isupper() or word.isdigit() or any(c.isdigit() for c in word) for word in KNOWN)
    assert all(word == word.lower() for word in WORDS)
    names = [entry.name for entry in JARGON]
    assert len(names) == len(set(names))
    for entry in JARGON:
        assert entry.plain
        assert entry.cues
        assert all(cue == cue.lower() for cue in entry.cues)


PIECES = st.sampled_from(
    [
        "Responsibilities", "- Prepare invoices  for the the clients", "* Post payments.", "- Preparing reports ,",
        "• Assist as needed", "CALL US BEFORE THE END OF THE MONTH NOW!!", "Requirements", "- A degree is a plus",
        "- Two years of experience", "[Company name]", "", "   ", "Enter orders into QRTX; file them; sort them.",
        "İstanbul — leveraging synergies …", "1. Reports are prepared", "a\tb\tc", "Other duties as assigned",
    ]
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(st.lists(PIECES, min_size=1, max_size=14).map("\n".join))
def test_findings_are_exact_and_safe_fixes_keep_the_words(text: str) -> None:
    if not text.strip():
        return
    found = findings(text)
    assert found == tuple(find(draft(text)))
    repeated = sum(f.code == "JDM311" for f in found)
    for finding in found:
        assert finding.code in CODES
        assert finding.message
        places = [(finding.start, finding.end), *((r.start, r.end) for r in finding.related)]
        assert all(0 <= a <= b <= len(text) for a, b in places)
        for fix in finding.fixes:
            assert all(a.end <= b.start for a, b in zip(fix.edits, fix.edits[1:], strict=False))
            if fix.safe and finding.code != "JDM311":
                whole = finding.__class__(finding.code, finding.severity, "", 0, 0, fixes=(fix,))
                assert letters(mended(text, (whole,), safe=True)) == letters(text)
    after = findings(mended(text, found, safe=True)) if found else ()
    assert not repeated or "JDM311" not in {f.code for f in after}


@pytest.mark.parametrize("text", ["a" + " " * 20_000 + "b ,", "! " * 10_000, "the " * 10_000, "[ insert " * 3_000])
def test_strange_text_costs_no_more_than_its_length(text: str) -> None:
    page = draft(
        "We look for a clerk who posts payments and answers calls in our office at the river bank in the old town.\n\n"
        + text
    )
    before = time.process_time()
    list(find(page))
    assert time.process_time() - before < 2.0
