"""The level rules: their examples, the traps that must stay silent, and the pitch at a wanted level."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from jdmatch.analyzer import Analyzer
from jdmatch.check.draft import Draft, Options
from jdmatch.check.families import level
from jdmatch.check.families.level.reading import title_step
from jdmatch.check.rules.level import RULES
from jdmatch.records import Posting
from jdmatch.settings import Settings

CASES = json.loads((Path(__file__).parent / "cases" / "check" / "level.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def library():
    return Analyzer.load(Settings())


def drafted(analyzer: Analyzer, text: str, title: str | None = None, target: str | None = None) -> Draft:
    analysis = analyzer.analyze(text, title=title)
    return Draft(
        analysis.posting, analysis.sections, analysis.chunks, analysis.facts, analysis, analyzer.frameworks,
        Options(target_level=target), analyzer.likeness,
    )  # fmt: skip


def codes(draft: Draft) -> list[str]:
    return [f.code for f in level.find(draft)]


@pytest.mark.parametrize("rule", RULES, ids=[r.code for r in RULES])
def test_examples(library, rule):
    target = "advanced" if rule.code == "JDM205" else None
    assert rule.code in codes(drafted(library, rule.bad, target=target))
    assert rule.code not in codes(drafted(library, rule.good, target=target))


@pytest.mark.parametrize("case", CASES["silent"], ids=[c["name"] for c in CASES["silent"]])
def test_traps_stay_silent(library, case):
    assert codes(drafted(library, case["text"], case.get("title"))) == []


@pytest.mark.parametrize("case", CASES["loud"], ids=[c["name"] for c in CASES["loud"]])
def test_what_is_found(library, case):
    draft = drafted(library, case["text"], case.get("title"))
    found = [f for f in level.find(draft) if f.code == case["code"]]
    assert len(found) == 1
    quotes = [draft.text[place.start : place.end] for place in found[0].related]
    assert case["related"] in quotes


@pytest.mark.parametrize(("title", "step"), CASES["titles"])
def test_titles(title, step):
    draft = Draft(Posting("x", "text", title=title), (), ())
    assert title_step(draft) == step


def test_nothing_without_an_analysis(library):
    draft = drafted(library, RULES[0].bad)
    assert list(level.find(replace(draft, analysis=None))) == []


def test_pitch_is_silent_without_a_wish_and_at_the_implied_level(library):
    text = next(r.bad for r in RULES if r.code == "JDM205")
    draft = drafted(library, text)
    assert "JDM205" not in codes(draft)
    implied = draft.analysis.level.estimate
    assert "JDM205" not in codes(replace(draft, options=Options(target_level=implied)))
    assert "JDM205" not in codes(replace(draft, options=Options(target_level="unheard-of")))


def test_pitch_offers_the_counterpart(library):
    case = CASES["pitch"]
    draft = drafted(library, case["text"], target=case["target"])
    found = [f for f in level.find(draft) if f.code == "JDM205" and f.fixes]
    assert found
    for finding in found:
        edit = finding.fixes[0].edits[0]
        assert not finding.fixes[0].safe
        assert draft.text[edit.start : edit.end] == draft.text[finding.start : finding.end]
        wanted = draft.framework.by_id[finding.key]
        assert wanted.level == case["target"]
        assert finding.gain >= 0
    assert [f.gain for f in found] == sorted((f.gain for f in found), reverse=True)


def test_duties_without_a_counterpart_are_told_in_one_sentence_that_fits_any_title(library):
    case = CASES["pitch"]
    one, many = case["alone"], case["several"]
    for text, opening, them in ((one, "This duty is", "it"), (many, "2 duties are", "them")):
        draft = drafted(library, text, target=case["target"])
        (finding,) = [f for f in level.find(draft) if f.code == "JDM205" and not f.fixes]
        assert finding.message.startswith(opening)
        assert finding.message.endswith(f"nothing at that level of {draft.framework.title} corresponds to {them}.")


def test_the_settings_level_counts_as_a_wish():
    text = CASES["pitch"]["text"]
    wished = drafted(Analyzer.load(Settings(level=CASES["pitch"]["target"])), text)
    assert "JDM205" in codes(wished)


def test_findings_quote_the_text_and_come_back_the_same(library):
    for rule in RULES:
        draft = drafted(library, rule.bad, target="advanced")
        found = list(level.find(draft))
        assert found == list(level.find(draft))
        for finding in found:
            assert 0 <= finding.start <= finding.end <= len(draft.text)
            assert all(draft.text[p.start : p.end].strip() for p in finding.related)
