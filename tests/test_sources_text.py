"""Text and Markdown: verbatim, with blocks for what Markdown's marks say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.settings import Settings
from jdmatch.sources import from_text, read_bytes
from jdmatch.sources.markdown import blocks
from tests.sources_kit import LINES, posting_leads_back

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "cases" / "sources" / "markdown.json").read_text("utf-8")
)
TEXT = "\r\n".join(["Receptionist", "", *LINES, ""])


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_blocks(case: dict[str, Any]) -> None:
    text = case["text"]
    assert [[f"{b.kind} {b.depth}", text[b.start : b.end]] for b in blocks(text)] == case["blocks"]


@settings(deadline=None, max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            ["# ", "- ", "  ", "1. ", "word ", "\n", "\r\n", "---", "===", "| ", "**b**", "```", "\n\n", "> "]
        ),
        max_size=40,
    )
)
def test_blocks_are_in_order_do_not_overlap_and_begin_and_end_with_something(parts: list[str]) -> None:
    text = "".join(parts)
    end = 0
    for block in blocks(text):
        assert end <= block.start < block.end <= len(text)
        assert text[block.start : block.end].strip() == text[block.start : block.end]
        end = block.end


def test_text_is_the_file() -> None:
    posting = read_bytes(TEXT.encode("utf-8-sig"), Settings(), id="a", name="a.txt")
    assert posting.text == TEXT
    assert (posting.format, posting.blocks, posting.diagnostics) == ("text", (), ())
    assert posting_leads_back(posting, TEXT)
    assert posting.title == "Receptionist"


def test_markdown_is_the_file_too() -> None:
    text = "# Receptionist\n\n- " + "\n- ".join(LINES) + "\n"
    posting = read_bytes(text.encode(), Settings(), id="a", name="a.md")
    assert posting.text == text
    assert posting.format == "markdown"
    assert [b.kind for b in posting.blocks] == ["heading"] + ["item"] * 4
    assert (posting.title, posting.title_span and posting.title_span.start) == ("Receptionist", 2)


def test_mended_text_maps_back_and_says_so() -> None:
    text = TEXT.replace("The", "Weâ€™re here. The") + "Weâ€™re open &amp; friendly."
    posting = from_text(text, Settings(), id="a")
    assert posting.text.endswith("We’re open & friendly.")
    assert [d.code for d in posting.diagnostics] == ["JDM016"]
    assert posting_leads_back(posting, text)


def test_characters_at_hand_are_never_read_as_html() -> None:
    text = "<p>One</p>\n" * 10 + "\n".join(LINES)
    assert from_text(text, Settings(), id="a").text == text


@settings(deadline=None, max_examples=100)
@given(
    st.lists(
        st.sampled_from(["Post ", "payments, ", "don’t ", "â€™ ", "\r\n", "\t", "é ", "• ", "ð ", "Ã¡ "]), max_size=30
    )
)
def test_whatever_is_mended_the_rest_maps_back_exactly(parts: list[str]) -> None:
    text = "\n".join(LINES) + "".join(parts)
    assert posting_leads_back(from_text(text, Settings(), id="a"), text)
