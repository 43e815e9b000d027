"""The coverage rules: their examples, the style of a draft's list, what a fix gains, and that nothing is said where
nothing is known."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from jdmatch import chunking, kinds, sources
from jdmatch.analyzer import Analyzer
from jdmatch.check.document import applied
from jdmatch.check.draft import Draft
from jdmatch.check.families import coverage
from jdmatch.check.families.coverage.rows import gain_of, is_standard, rows_of, share
from jdmatch.check.families.coverage.style import place_of, style_of
from jdmatch.check.findings import Finding, Fix
from jdmatch.check.rules.coverage import RULES
from jdmatch.coverage import score_of
from jdmatch.settings import Settings
from tests.check_kit import opened

CASES = json.loads((Path(__file__).parent / "cases" / "check" / "coverage.json").read_text(encoding="utf-8"))
POSTING = next(rule.bad for rule in RULES if rule.code == "JDM101")
# A draft of the same occupation that says little of it.
FEW = next(rule.good for rule in RULES if rule.code == "JDM102")


@pytest.fixture(scope="module")
def library():
    return Analyzer.load(Settings())


@pytest.fixture(scope="module")
def named(library):
    return Analyzer.load(Settings(frameworks=(next(rule.framework for rule in RULES if rule.code == "JDM101"),)))


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
def test_examples(library, named, rule):
    analyzer = named if rule.framework else library
    assert rule.code in codes(drafted(analyzer, rule.bad))
    assert rule.code not in codes(drafted(analyzer, rule.good))


def test_quotes_keys_and_severities(library, named):
    known = {r.code: r.severity for r in RULES}
    for rule in RULES:
        draft = drafted(named if rule.framework else library, rule.bad)
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


def without(*words: str) -> str:
    """The good example without the duties in which one of these words stands."""
    good = next(rule.good for rule in RULES if rule.code == "JDM101")
    return "".join(line for line in good.splitlines(keepends=True) if not any(word in line for word in words))


def own(draft: Draft) -> Draft:
    """The draft held against the same framework as if it were the writer's own."""
    frameworks = {id_: replace(framework, origin="user") for id_, framework in draft.frameworks.items()}
    return replace(draft, frameworks=frameworks)


def missing_of(draft: Draft) -> list[Finding]:
    return [f for f in coverage.find(draft) if f.code == "JDM101"]


def test_of_a_named_framework_the_nearest_is_suggested_with_its_sentence(named):
    draft = drafted(named, POSTING)
    assert is_standard(draft)
    missing = [r for r in rows_of(draft) if r.status == "missing"]
    nearest = max(missing, key=lambda r: r.statement.probability)
    (one,) = missing_of(draft)
    assert (one.severity, one.key) == ("suggestion", nearest.statement.statement)
    assert one.fixes
    assert " duties of " not in one.message  # it is none of the most central


def test_of_a_named_framework_that_a_draft_says_little_of_one_note_tells_the_nearest(named):
    draft = drafted(named, FEW)
    rows = rows_of(draft)
    missing = [r for r in rows if r.status == "missing"]
    assert 2 * len(missing) > len(rows)
    (note,) = missing_of(draft)
    assert (note.severity, note.key, note.fixes, note.gain) == ("note", "rest", (), None)
    assert note.message.startswith(f"{len(missing)} of the {len(rows)} duties of ")
    assert note.message.endswith(": the job may be another branch of the occupation.")
    nearest = sorted(missing, key=lambda r: -r.statement.probability)
    assert nearest[0].words[:30] in note.help
    assert nearest[-1].words[:30] not in note.help


def test_a_framework_of_the_writers_own_warns_of_its_weightiest(named):
    told = missing_of(own(drafted(named, FEW)))
    assert [f.key for f in told].count("rest") == 1
    single = [f for f in told if f.key != "rest"]
    assert 0 < sum(f.severity == "warning" for f in single) <= 2
    assert len(single) == 4
    assert all(f.fixes for f in single)


def test_a_framework_of_the_writers_own_that_hardly_anything_is_said_of_gets_a_note(named):
    draft = own(
        drafted(
            named,
            "Gardener\n\nResponsibilities\n- Prune the hedges along the drive\n"
            "- Mow the lawns every week in summer\n- Sweep leaves in autumn and winter\n",
        )
    )
    (note,) = missing_of(draft)
    assert (note.severity, note.key) == ("note", "rest")
    assert note.message.endswith(": the job may be another one.")


@pytest.mark.parametrize(
    ("told", "notes"),
    [
        ("We are glad to meet you.", 1),
        ("You will keep our ledgers and post payments.", 0),
        ("This person is responsible for payments and ledgers.", 0),
        ("We're looking for a clerk to keep our ledgers.", 0),
    ],
)
def test_nothing_is_said_to_be_missing_where_the_text_tells_duties_and_none_was_found(named, told, notes):
    draft = drafted(
        named,
        f"Accounts Receivable Clerk\n\n{told}\n\nRequirements\n- A high school diploma\n"
        "- Two years of experience with ledgers\n- A driving licence\n",
    )
    bare = replace(draft, chunks=tuple(c for c in draft.chunks if c.kind != "responsibility"))
    assert len(missing_of(bare)) == notes


def test_where_no_place_is_sure_the_sentence_stands_in_the_help(named):
    text = POSTING.replace("\n- ", " - ").replace("Responsibilities", "Responsibilities:")
    for one in missing_of(own(drafted(named, text))):
        assert not one.fixes
        assert "say so" in one.help


def test_a_chosen_framework_gets_one_note_that_says_how_to_name_it(library):
    draft = drafted(library, without("payroll", "aging"))
    assert not is_standard(draft)
    (note,) = [f for f in coverage.find(draft) if f.code == "JDM101"]
    missing = sum(r.status == "missing" for r in rows_of(draft))
    assert (note.severity, note.fixes, note.gain) == ("note", (), None)
    assert note.message.startswith(f"Of the {len(rows_of(draft))} duties that ")
    assert f", {missing} are not found here: “" in note.message or f", {missing} is not found here: “" in note.message
    assert "payroll" in note.message.lower()
    assert f"--framework {draft.framework.id}" in note.help
    assert "frameworks = " in note.help


def test_a_chosen_framework_is_silent_in_another_branch(library):
    draft = drafted(library, FEW)
    assert not is_standard(draft)
    rows = rows_of(draft)
    assert 2 * sum(r.status == "missing" for r in rows) >= len(rows)
    assert [f for f in coverage.find(draft) if f.code == "JDM101"] == []


def test_a_chosen_framework_is_silent_in_a_draft_of_few_duties(library):
    draft = drafted(library, without("payroll", "aging"))
    few = tuple(c for c in draft.chunks if c not in draft.duties[2:])
    assert [f.code for f in coverage.find(replace(draft, chunks=few)) if f.code == "JDM101"] == []


def test_a_chosen_framework_is_silent_where_the_occupation_is_unsure(library):
    draft = drafted(library, without("payroll", "aging"))
    occupation = draft.analysis.occupation
    for probability in (0.5, 0.94):
        candidates = tuple(replace(c, probability=probability) for c in occupation.candidates)
        unsure = replace(draft, analysis=replace(draft.analysis, occupation=replace(occupation, candidates=candidates)))
        assert [f for f in coverage.find(unsure) if f.code == "JDM101"] == []


def test_a_chosen_framework_is_silent_where_one_duty_alone_says_something_of_it(library):
    draft = drafted(library, without("payroll", "aging"))
    covered = draft.analysis.coverage
    first = next(r.statement.best_chunk for r in rows_of(draft) if r.status == "covered")
    same = tuple(s._replace(best_chunk=first) for s in covered.statements)
    draft = replace(draft, analysis=replace(draft.analysis, coverage=replace(covered, statements=same)))
    assert [f for f in coverage.find(draft) if f.code == "JDM101"] == []


def test_partly_covered_is_told_of_a_named_framework_alone(named, library):
    bad = next(rule.bad for rule in RULES if rule.code == "JDM105")
    assert "JDM105" in codes(drafted(named, bad))
    assert "JDM105" not in codes(drafted(library, bad))


def test_missing_points_at_the_heading_and_the_fix_says_the_statement(named):
    draft = drafted(named, POSTING)
    one = next(f for f in coverage.find(draft) if f.code == "JDM101" and f.fixes)
    assert draft.text[one.start : one.end] == "Responsibilities"
    edit = one.fixes[0].edits[0]
    assert draft.text[: edit.start].endswith("with pivot tables and lookups")
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


def test_the_others_are_more_only_where_some_were_told(named):
    listed = missing_of(own(drafted(named, FEW)))
    assert " more of the " in next(f.message for f in listed if f.key == "rest")
    short = (
        "Accounts Receivable Clerk\n\nResponsibilities\n- Post customer payments in the ledger\n"
        "- Answer questions by phone\n\n"
        "Requirements\n- A driving licence and a car\n- Mornings and every second weekend of the month\n"
    )
    bare = [f for f in coverage.find(drafted(named, short)) if f.code == "JDM101"]
    assert [f.key for f in bare] == ["rest"]
    assert " more " not in bare[0].message
    assert " of the " in bare[0].message
    assert bare[0].message.endswith(" are not clearly said here.")


@pytest.mark.parametrize("case", CASES["styles"], ids=[c["name"] for c in CASES["styles"]])
def test_list_styles(case):
    draft = taken_apart(case["text"])
    style = style_of(draft)
    if "place" in case:
        start, end = place_of(draft)
        assert draft.text[start:end].strip() == case["place"]
    assert case["text"][: style.at].endswith(case["after"])
    assert (style.before, style.stop, style.form) == (case["inserted"], case["stop"], case["form"])


NAMES = {"text": "draft.txt", "markdown": "draft.md", "html": "draft.html"}


@pytest.mark.parametrize("case", CASES["insertions"], ids=[c["name"] for c in CASES["insertions"]])
def test_insertions_land_as_the_draft_is_written(case):
    document = opened(case["text"], NAMES[case["format"]])
    sections, chunks = chunking.split(document.posting, None)
    draft = Draft(document.posting, sections, tuple(kinds.classify(document.posting, sections, chunks)))
    style = style_of(draft)
    assert style is not None
    edits = document.edits(Fix("Insert", style.edits(case["statement"])))
    assert edits is not None
    after = applied(document.text, edits)
    assert case["inserted"] in after
    assert len(after) - len(case["text"]) < 120


@pytest.mark.parametrize("case", CASES["unsure"], ids=[c["name"] for c in CASES["unsure"]])
def test_where_place_or_form_is_unsure_nothing_is_inserted(case):
    assert style_of(taken_apart(case["text"])) is None


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
