"""Cues: one walk over a text's words finds what a search for each of them finds, whatever their patterns say."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.chunking import split
from jdmatch.kinds.cues import Cues, alternatives, heads
from jdmatch.kinds.tables import DUTY_CUES, NEEDS, OPENERS, OTHER_CUES, REQUIREMENT_CUES
from jdmatch.records import Posting

ROOT = Path(__file__).parents[1]
TABLE = {**REQUIREMENT_CUES, **DUTY_CUES, **OTHER_CUES, **OPENERS}
SEARCHED = {name: re.compile(pattern) for name, pattern in TABLE.items()}
CUES = Cues(TABLE, NEEDS)


def searched(low: str) -> list[str]:
    return [name for name, pattern in SEARCHED.items() if pattern.search(low)]


@pytest.mark.parametrize("part", ["train", "dev", "test"])
def test_all_chunks_of_the_projects_postings(part: str) -> None:
    seen = set()
    for line in (ROOT / "corpora" / "postings" / f"{part}.jsonl").read_text(encoding="utf-8").splitlines():
        for chunk in split(Posting("p", json.loads(line)["text"]))[1]:
            low = chunk.body.lower()
            assert CUES.of(low) == searched(low), low
            seen.update(searched(low))
    assert len(seen) > 0.9 * len(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_what_a_cue_matches_has_it(name: str) -> None:
    @given(st.from_regex(SEARCHED[name]), st.sampled_from(["", "and ", "é", "x", "7 "]))
    @settings(deadline=None, max_examples=20)
    def holds(text: str, before: str) -> None:
        assert CUES.of(text) == searched(text)
        assert CUES.of(before + text) == searched(before + text)

    holds()


# Words that cues begin with, end in and nearly are.
PIECES = (
    "a", "as a ", "an", "bs/", "b.s/", "lead", "leading ", "the", "is ", "seeking", "on", "-", "call", "oncall", "year",
    "5", " ", " ", "+", "s", "lbs", "ph.d", "you", "'ll", " will ", "worker", "$", "10", "/ hr", "212-555-0100", ".com",
    "opportunit", "must", "ai", "air", "©", "é", "_", "we", "our", "ed",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@settings(deadline=None, max_examples=300)
def test_words_that_are_nearly_cues(text: str) -> None:
    assert CUES.of(text) == searched(text)


@pytest.mark.parametrize("name", NEEDS)
def test_what_is_needed_stands_in_every_match(name: str) -> None:
    @given(st.from_regex(SEARCHED[name]))
    @settings(deadline=None, max_examples=40)
    def holds(text: str) -> None:
        assert any(need in text for need in NEEDS[name])

    holds()


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"\bcareer", {"career"}),
        (r"\bresumes?\b", {"resume"}),
        (r"\bon-?call", {"on-cal", "oncall"}),
        (r"(?:an? )?(?:good|old)\b", {"a good", "an goo", "a old", "an old", "good", "old"}),
        (r"\b(?:b\.?s\.?/)", {"b.s./", "b.s/", "bs./", "bs/"}),
        (r"(?:my |our )*hat", {""}),
        (r"a \w+ hat", {"a "}),
        (r"pay {1,2}", {"pay"}),
        (r"lo+k", {"l"}),
        (r"[ab]c", {""}),
        (r"(?=a)b", {""}),
        (r"\d+ hats", {""}),
        (r"\.(?:com|org)\b", {".com", ".org"}),
    ],
)
def test_with_what_a_pattern_begins(pattern: str, expected: set[str]) -> None:
    assert heads(pattern) == expected


def test_bars_in_groups_and_classes_cut_nothing() -> None:
    assert alternatives(r"a(?:b|c)|[|)]\||d")[0] == ["a(?:b|c)", r"[|)]\|", "d"]
    assert alternatives("(?:a|(?:b|c))d|e", 3) == (["a", "(?:b|c)"], 13)
