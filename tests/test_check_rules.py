"""Every rule: all that it must say of itself, and its own two examples, run through the whole check."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import jdmatch
from jdmatch.analyzer import Analyzer
from jdmatch.check.choosing import Choice
from jdmatch.check.document import Document
from jdmatch.check.draft import Options
from jdmatch.check.findings import SEVERITIES
from jdmatch.check.rules import FAMILIES, RULES, clarity, completeness, coverage, inclusive, level, received
from jdmatch.errors import CODES
from jdmatch.settings import Settings
from tests.check_kit import checker, opened

TABLES = {"JDM0": received, "JDM1": coverage, "JDM2": level, "JDM3": clarity, "JDM4": inclusive, "JDM5": completeness}
EVERY = [pytest.param(rule, id=code) for code, rule in RULES.items()]
# How grave a case is, these say case by case.
GRADED = {"JDM101": {"warning", "suggestion", "note"}, "JDM309": {"warning", "suggestion"}}
# Diagnostics about options, which are no matter of a draft.
ABOUT_OPTIONS = {"JDM060"}


@pytest.fixture(scope="module")
def analyzer():
    return Analyzer.load(Settings())


def found(rule, text, analyzer):
    options = Options(
        target_level="advanced" if rule.code == "JDM205" else None,
        profiles=frozenset({rule.profile} if rule.profile else ()),
    )
    document: Document = opened(text, "example")
    named = Analyzer.load(Settings(frameworks=(rule.framework,))) if rule.framework else analyzer
    one = checker(Choice(), options, analyzer=lambda: named)
    parts = one.parts(document)
    checked = one.judge(document, parts) if rule.needs == "analysis" else one.look(document, parts)
    return [f.finding for f in checked.findings if f.finding.code == rule.code]


@pytest.mark.parametrize("rule", EVERY)
def test_a_rule_says_all_that_it_must(rule):
    for said in (rule.summary, rule.rationale, rule.advice, rule.bad, rule.good):
        assert said.strip()
    for sentence in (rule.summary, rule.rationale, rule.advice):
        assert sentence == sentence.strip()
        assert sentence.endswith((".", "”", "?", "!", '"'))
        assert "  " not in sentence
    assert "\n" not in rule.summary
    assert rule.severity in SEVERITIES
    assert rule.bad != rule.good
    assert rule.sources
    for source in rule.sources:
        assert source.text.strip()
        assert source.url == "" or re.fullmatch(r"https?://[^\s<>]+", source.url)


@pytest.mark.parametrize("rule", EVERY)
def test_a_rule_has_a_code_of_its_family_and_a_name(rule):
    assert re.fullmatch(r"JDM\d{3}", rule.code)
    assert rule in TABLES[rule.code[:4]].RULES
    assert rule.code[:4] in FAMILIES
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)


def test_codes_and_names_are_given_once():
    rules = [rule for table in TABLES.values() for rule in table.RULES]
    assert len({rule.code for rule in rules}) == len(rules) == len(RULES)
    assert len({rule.name for rule in rules}) == len(rules)
    assert list(RULES) == sorted(RULES)


def test_a_code_that_errors_have_too_means_the_same():
    shared = {code: rule.name for code, rule in RULES.items() if code in CODES}
    assert shared == {code: CODES[code][0] for code in shared}
    assert set(shared) == received.READERS


def test_every_diagnostic_of_a_reader_has_a_rule():
    package = Path(jdmatch.__file__).parent
    given = set()
    for path in (*package.glob("sources/*.py"), *package.glob("analyzer/*.py")):
        text = path.read_text(encoding="utf-8")
        given |= set(re.findall(r"Diagnostic\(\s*\"(JDM\d+)\"", text))
        given |= set(re.findall(r"\"(JDM\d+)\",\s*\"(?:note|warning)\"", text))
    assert given - ABOUT_OPTIONS == received.READERS


@pytest.mark.parametrize("rule", EVERY)
def test_the_bad_example_is_found_and_the_good_one_is_not(rule, analyzer):
    bad = found(rule, rule.bad, analyzer)
    assert bad
    assert all(one.message.strip() for one in bad)
    # A reader says itself how grave it is.
    if rule.code not in received.READERS:
        assert {one.severity for one in bad} <= GRADED.get(rule.code, {rule.severity})
    assert found(rule, rule.good, analyzer) == []
