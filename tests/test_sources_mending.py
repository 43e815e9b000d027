"""Mending: what was meant comes back, and every character keeps its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.sources.maps import Mapped
from jdmatch.sources.mending import mend, mend_string, notes, unescape
from tests.sources_kit import leads_back

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "cases" / "sources" / "mojibake.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_what_was_meant(case: dict[str, Any]) -> None:
    mended = mend(Mapped.verbatim(case["garbled"]))
    assert mended.mapped.text == case["meant"]
    assert mended.count == case["places"]
    assert leads_back(mended.mapped, case["garbled"])


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="ab ’•é–“\n", max_size=60), st.sampled_from(["cp1252", "latin-1"]))
def test_text_misread_on_the_way_maps_back_wherever_it_is_mended(meant: str, wrong: str) -> None:
    garbled = meant.encode("utf-8").decode(wrong, errors="replace")
    mended = mend(Mapped.verbatim(garbled))
    assert leads_back(mended.mapped, garbled)
    covered = sum(p.end - p.start for p in mended.mapped.pieces)
    assert covered == len(mended.mapped.text)


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            ["the", "“new”", "café", "—", "•\tnaïve", "we’re", "5–6", "©2025", "São", "½", "‘so’\r\n", "über", "a\n"]
        ),
        max_size=20,
    )
)
def test_text_that_is_not_garbled_is_not_touched(words: list[str]) -> None:
    text = " ".join(words)
    assert mend(Mapped.verbatim(text)).mapped.text == text


def test_the_note_shows_the_first_and_counts_all() -> None:
    garbled = "ok. Weâ€™re here, youâ€™re there."
    mended = mend(Mapped.verbatim(garbled))
    (note,) = notes([(100, mended)])
    assert (note.code, note.severity) == ("JDM016", "note")
    assert "2 places" in note.message
    assert "'â€™'" in note.message
    assert mended.mapped.text[note.start - 100 : note.end - 100] == "’"


def test_no_note_where_nothing_was_mended() -> None:
    assert notes([(0, mend(Mapped.verbatim("fine")))]) == ()


def test_character_references_left_in_text_are_read() -> None:
    source = "R&amp;D, don&#8217;t&nbsp;wait; AT&T; &notaname;"
    read = unescape(Mapped.verbatim(source))
    assert read.text == "R&D, don’t\xa0wait; AT&T; &notaname;"
    assert leads_back(read, source)


def test_titles_are_mended_too() -> None:
    assert mend_string("Chef â€“ nights") == "Chef – nights"
