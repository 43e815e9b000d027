"""The coverage rules: their examples, the style of a draft's list, what a fix gains, and that nothing is said where
nothing is known."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from jdmatch import chunking, kinds, sources
from jdmatch.analyzer import Analyzer
from jdmatch.check.draft import Draft
from jdmatch.check.families import coverage
from jdmatch.check.families.coverage.rows import gain_of, is_standard, rows_of, share
from jdmatch.check.families.coverage.style import place_of, style_of
from jdmatch.check.rules.coverage import RULES
from jdmatch.coverage import score_of
from jdmatch.settings import Settings

CASES = json.loads((Path(__file__).parent / "cases" / "check" / "coverage.json").read_text(encoding="utf-8"))
POSTING = next(rule.bad for rule in RULES if rule.code == "JDM101")


@pytest.fixture(scope="module")
def library():
    return Analyzer.load(Settings())


@pytest.fixture(scope="module")
def named(library):
    framework = library.analyze(POSTING).coverage.framework
    return Analyzer.load(Settings(frameworks=(framework,)))


def drafted(analyzer: Analyzer, text: str) -> Draft:
    analysis = analyzer.analyze(text)
    return Draft(analysis.posting, analysis.sections, analysis.chunks, analysis.facts, analysis, analyzer.frameworks)


def taken_apart(text: str) -> Draft:
    posting = sources.from_text(text, Settings(), id="x")
    sections, chunks = chunking.split(posting, None)
    return Draft(posting, sections, tuple(kinds.classify(posting, sections, chunks)))


def codes(draft: Draft) -> set[str]:
    return {f.code for f in coverage.find(draft)}


@pytest.mark.parametrize("rule", RULES, ids=[r.code for r in RULES])
def test_examples(library, rule):
    assert rule.code in codes(drafted(library, rule.bad))
    assert rule.code not in codes(drafted(library, rule.good))


def test_quotes_keys_and_severities(library):
    known = {r.code: r.severity for r in RULES}
    for rule in RULES:
        draft = drafted(library, rule.bad)
        found = list(coverage.find(draft))
        assert len({(f.code, f.start, f.end, f.key) for f in found}) == len(found)
        for finding in found:
            assert 0 <= finding.start <= finding.end <= len(draft.text)
            assert finding.code in known
            for place in finding.related:
                assert draft.text[place.start : place.end].strip()
            for fix in finding.fixes:
                assert not fix.safe
                assert all(e.start == e.end for e in fix.edits)
        assert found == list(coverage.find(draft))


def test_a_chosen_framework_warns_of_nothing_and_a_named_one_does(library, named):
    free = [f for f in coverage.find(drafted(library, POSTING)) if f.code == "JDM101"]
    own = [f for f in coverage.find(drafted(named, POSTING)) if f.code == "JDM101"]
    assert not is_standard(drafted(library, POSTING))
    assert is_standard(drafted(named, POSTING))
    assert {f.severity for f in free} <= {"suggestion", "note"}
    assert 0 < sum(f.severity == "warning" for f in own) <= 3
    assert len(own) <= 6
    assert len(free) <= 4


def test_missing_points_at_the_heading_and_the_fix_says_the_statement(named):
    draft = drafted(named, POSTING)
    one = next(f for f in coverage.find(draft) if f.code == "JDM101" and f.fixes)
    assert draft.text[one.start : one.end] == "Responsibilities"
    edit = one.fixes[0].edits[0]
    assert draft.text[: edit.start].endswith("- Enter supplier invoices in the accounting system")
    assert edit.text.startswith("\n- ")
    assert one.gain is not None
    assert one.gain > 0


def test_the_gain_is_what_the_score_gains(named):
    draft = drafted(named, POSTING)
    one = next(f for f in coverage.find(draft) if f.code == "JDM101" and f.fixes)
    edit = one.fixes[0].edits[0]
    after = named.analyze(draft.text[: edit.start] + edit.text + draft.text[edit.end :])
    rise = 100 * (after.coverage.score - draft.analysis.coverage.score)
    assert rise == pytest.approx(one.gain, abs=2.0)


def test_the_gain_is_the_formula_of_coverage(named):
    draft = drafted(named, POSTING)
    rows = rows_of(draft)
    weights = [r.statement.importance for r in rows]
    chances = [r.statement.probability for r in rows]
    before, _ = score_of(chances, weights, 0)
    assert before == pytest.approx(draft.analysis.coverage.score)
    for i, row in enumerate(rows):
        after, _ = score_of([*chances[:i], 1.0, *chances[i + 1 :]], weights, 0)
        assert 100 * (after - before) == pytest.approx(row.gain, abs=0.06)
    assert gain_of(rows[0].statement, 0.0) == 0.0


def test_nothing_without_an_analysis_or_a_framework(library):
    draft = drafted(library, POSTING)
    assert list(coverage.find(replace(draft, analysis=None))) == []
    assert {f.code for f in coverage.find(replace(draft, frameworks={}))} <= {"JDM103"}


def test_a_draft_without_duties_gets_one_note(named):
    text = "Accounts Receivable Clerk\n\nRequirements\n" + "- Two years of experience with invoices and ledgers\n" * 3
    found = list(coverage.find(drafted(named, text)))
    assert [(f.severity, bool(f.fixes)) for f in found if f.code == "JDM101"] == [("note", False)]


def test_the_others_are_more_only_where_some_were_told(library, named):
    listed = [f for f in coverage.find(drafted(named, POSTING)) if f.code == "JDM101"]
    assert " more of the " in next(f.message for f in listed if f.key == "rest")
    assert len(listed) > 1
    short = (
        "Accounts Receivable Clerk\n\nResponsibilities\n- Post customer payments in the ledger\n"
        "- Answer questions by phone\n\n"
        "Requirements\n- A driving licence and a car\n- Mornings and every second weekend of the month\n"
    )
    bare = [f for f in coverage.find(drafted(named, short)) if f.code == "JDM101"]
    assert [f.key for f in bare] == ["rest"]
    assert " more " not in bare[0].message
    assert " of the " in bare[0].message
    assert bare[0].message.endswith(" are not here.")


@pytest.mark.parametrize("case", CASES["styles"], ids=[c["name"] for c in CASES["styles"]])
def test_list_styles(case):
    draft = taken_apart(case["text"])
    style = style_of(draft)
    if "place" in case:
        start, end = place_of(draft)
        assert draft.text[start:end].strip() == case["place"]
    assert case["text"][: style.at].endswith(case["after"])
    assert (style.before, style.stop, style.form) == (case["inserted"], case["stop"], case["form"])


def test_running_text_gets_one_more_sentence():
    text = (
        "We need a clerk for our office. You will prepare invoices for clients every week. You will post payments in "
        "the ledger and you will answer questions by phone."
    )
    draft = taken_apart(text)
    style = style_of(draft)
    assert style.at == len(text)
    assert style.before == " "
    assert style.stop
    assert style.form == "you will"
    start, end = place_of(draft)
    assert draft.text[start:end] in text
    assert end > start


def test_no_duties_no_style():
    draft = taken_apart(
        "Our company is old and proud. It has a garden behind the house and a pond with seven ducks in it."
    )
    assert style_of(draft) is None
    assert place_of(draft) == (0, 0)


def test_share_weighs_what_comes_first():
    assert share("Invoices — prepare and send", "Prepare invoices") > share(
        "Invoices — prepare and send", "send letters"
    )
    assert share("the of and", "anything") == 0.0


def test_different_files_are_no_repeat_and_many_repeats_are_one_finding(library):
    duties = ["Maintain the lease files of all tenants", "Prepare the monthly tax return for the city",
              "Post payments of tenants in the ledger", "Collect keys and badges from movers"]  # fmt: skip
    head = "Office Clerk\n\nResponsibilities\n"
    once = drafted(library, head + "".join(f"- {d}\n" for d in [*duties, "Maintain the loan files of all tenants"]))
    twice = drafted(library, head + "".join(f"- {d}\n" for d in [*duties, *duties]))
    assert "JDM103" not in codes(once)
    found = [f for f in coverage.find(twice) if f.code == "JDM103"]
    assert len(found) == 1
    assert len(found[0].related) == 4
