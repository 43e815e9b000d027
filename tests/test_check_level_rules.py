"""The rules about signs of level that disagree, each with postings that it must speak of and near misses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jdmatch.analyzer import Analyzer
from jdmatch.check.draft import Draft
from jdmatch.check.families import level
from jdmatch.settings import Settings

CASES = json.loads((Path(__file__).parent / "cases" / "check" / "level_rules.json").read_text(encoding="utf-8"))
EACH = [
    pytest.param(code, kind == "fire", case["text"], id=f"{code} {kind}: {case['name']}")
    for code, kinds in CASES.items()
    for kind, cases in kinds.items()
    for case in cases
]


@pytest.fixture(scope="module")
def library():
    return Analyzer.load(Settings())


@pytest.mark.parametrize(("code", "speaks", "text"), EACH)
def test_rule(library, code, speaks, text):
    analysis = library.analyze(text)
    draft = Draft(
        analysis.posting, analysis.sections, analysis.chunks, analysis.facts, analysis, library.frameworks
    )  # fmt: skip
    assert (code in {finding.code for finding in level.find(draft)}) is speaks
