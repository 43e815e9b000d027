"""A search that is left out would have found nothing: what is asked first holds for every match of the pattern."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.chunking import clauses, inline, lines
from jdmatch.chunking.heading_tables import RUN_IN, RUN_IN_LETTERS
from jdmatch.chunking.patterns import LazyPattern, folded, holds_any
from jdmatch.chunking.verb_tables import GERUND_INTRODUCTIONS
from jdmatch.facts import pay, years
from jdmatch.facts.tables import CURRENCIES, CURRENCY_SIGNS, UNITS
from jdmatch.kinds.tables import DENIAL_NEEDS, DENIALS, PAST, PAST_NEEDS, PERSONS
from jdmatch.sources import language, mending
from jdmatch.sources.language_tables import ENDING_LEAST, ENDINGS, FUNCTION_WORDS, POSTING_WORDS, SCRIPTS


def matching(pattern: LazyPattern | re.Pattern[str]) -> st.SearchStrategy[str]:
    return st.from_regex(re.compile(pattern.pattern, pattern.flags))


def always(strategy: st.SearchStrategy[str], holds: Callable[[str], object]) -> None:
    @given(strategy)
    @settings(deadline=None, max_examples=30)
    def check(text: str) -> None:
        assert holds(text), text

    check()


SCREENED = {
    "denials": (DENIALS, lambda text: holds_any(text, DENIAL_NEEDS)),
    "past": (PAST, lambda text: holds_any(text, PAST_NEEDS)),
    "introductions": (clauses._INTRODUCTION, lambda text: holds_any(folded(text), GERUND_INTRODUCTIONS)),
    "years": (years._YEARS, lambda text: holds_any(folded(text), UNITS)),
    "noise": (language._NOISE, lambda text: holds_any(text, language._NOISE_SIGNS)),
    "lettered": (inline._LETTER_O, inline._LONE_O.search),
    "dashes": (inline._DASH, inline._BLANK_DASH.search),
    **{
        f"persons, {name}": (pattern, lambda text, needs=needs: not needs or holds_any(text, needs))
        for name, pattern, needs in PERSONS
    },
}


@pytest.mark.parametrize("name", SCREENED)
def test_every_match_holds_what_is_asked_for(name: str) -> None:
    always(matching(SCREENED[name][0]), SCREENED[name][1])


@pytest.mark.parametrize("phrase", RUN_IN)
def test_run_in_phrases_begin_with_their_letters(phrase: str) -> None:
    always(st.from_regex(rf"\A(?:{phrase})"), re.compile(f"[{RUN_IN_LETTERS}]").match)


@given(st.text(alphabet="$£€₹ US0129.kK-–to,"), st.booleans())
@settings(deadline=None, max_examples=300)
def test_without_currency_or_thousands_there_is_no_pay(text: str, headed: bool) -> None:
    found = pay._MONEY.finditer(text)
    if any(pay._read(text, 0, len(text), match, cued=True, headed=headed) for match in found):
        assert pay.find(f"pay {text}", 0, len(text) + 4, headed=headed)


def test_every_currency_has_its_sign() -> None:
    assert all(holds_any(written, CURRENCY_SIGNS) for written in CURRENCIES)


# The same patterns as they are best read: what stands before is looked at first.
PLAIN = {
    "runs": (lines._RUN, r"(?<=\S)(?:[ \xa0]{2,}|[ \xa0]*\t[\s]*)(?=\S)"),
    "glue": (inline._GLUE, r"(?<=[a-z0-9)\]%+!?.;:,])[A-Z](?=[a-z]*[a-z'’-])"),
    "glued dashes": (inline._GLUED_DASH, r"(?<=[a-z).;])[-–](?= ?[A-Z])(?!-)"),
}


@pytest.mark.parametrize("name", PLAIN)
def test_the_quick_form_finds_what_the_plain_one_does(name: str) -> None:
    quick, plain = PLAIN[name][0], re.compile(PLAIN[name][1])

    @given(st.text(alphabet=" \t\xa0\nabAB'’-–.;)%1"), st.integers(0, 4))
    @settings(deadline=None, max_examples=400)
    def check(text: str, start: int) -> None:
        assert [m.span() for m in quick.finditer(text, start)] == [m.span() for m in plain.finditer(text, start)]

    check()


@given(st.text(alphabet="isſıİKkIS éßx"))
@settings(deadline=None)
def test_folding_finds_what_patterns_without_regard_to_case_find(text: str) -> None:
    for word in ("is", "k", "six", "ski"):
        if re.search(word, text, re.IGNORECASE):
            assert word in folded(text)


def test_a_lazy_pattern_is_the_pattern() -> None:
    lazy = LazyPattern(r"(?P<digit>\d)b", re.IGNORECASE)
    assert lazy.search("a1B")["digit"] == "1"  # type: ignore[index]
    assert lazy.match("a1B") is None
    assert [m.span() for m in lazy.finditer("1b2B", 1)] == [(2, 4)]


# --- language and mending -----------------------------------------------------------------------------------------


def told(word: str) -> dict[str, float]:
    evidence = language._evidence(word)
    found = dict(evidence.foreign)
    assert evidence.languages == len(found) + (evidence.english > 0)
    return found | ({"en": evidence.english} if evidence.english else {})


@given(st.text(alphabet="abcdeginotuyzśćçãàé'", max_size=6), st.sampled_from([ending for ending, _ in ENDINGS]))
@settings(deadline=None, max_examples=300)
def test_endings_speak_for_their_languages(stem: str, ending: str) -> None:
    word = stem + ending
    if word in language._lexicon() or len(word) < ENDING_LEAST:
        return
    assert told(word) == {spoken: 0.5 for end, spoken in ENDINGS if word.endswith(end)}


def test_words_speak_for_their_languages() -> None:
    for worth, lists in ((0.5, POSTING_WORDS), (1.0, FUNCTION_WORDS)):
        for spoken, words in lists.items():
            for word in words.split():
                # In both lists of a language a word counts in full.
                assert told(word)[spoken] in {worth, 1.0}


@pytest.mark.parametrize(("low", "high", "spoken"), SCRIPTS)
def test_every_script_is_looked_for(low: int, high: int, spoken: str) -> None:
    assert all(language._other_scripts().search(f"a {chr(sign)}") for sign in (low, high)), spoken


@given(st.text(alphabet="ab", max_size=300), st.text(alphabet="ab", max_size=300), st.integers(0, 5), st.booleans())
@settings(deadline=None, max_examples=200)
def test_two_strings_are_alike_up_to_their_first_difference(old: str, new: str, at: int, same: bool) -> None:
    other = old[: len(old) - at] + new if same else new
    i, j = min(at, len(old)), min(at, len(other))
    run = mending._common(old, i, other, j)
    assert old[i : i + run] == other[j : j + run]
    assert i + run == len(old) or j + run == len(other) or old[i + run] != other[j + run]
