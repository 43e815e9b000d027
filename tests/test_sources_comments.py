"""Comments: what a reader does not see is not read, and everything else keeps its place."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch import sources
from jdmatch.settings import Settings
from jdmatch.sources import text as reader
from jdmatch.sources.comments import without_comments
from jdmatch.sources.maps import Mapped
from tests.sources_kit import leads_back, posting_leads_back

OURS = "<!-- jdmatch: ignore[JDM301] why -->"
# name, the text, what Markdown's readers see
SEEN = [
    ("inside a line", "a <!-- c --> b", "a b"),
    ("inside a word", "a<!-- c -->b", "ab"),
    ("two together", "a <!-- c --><!-- d --> b", "a b"),
    ("two apart", "a <!-- c --> and <!-- d --> b", "a and b"),
    ("at the end of a line", "a <!-- c -->  \nb", "a\nb"),
    ("two at the end of a line", "a <!-- c --> <!-- d -->\r\nb", "a\r\nb"),
    ("at the beginning of a line", "<!-- c --> a", "a"),
    ("behind a bullet", "- <!-- c --> a\n", "- a\n"),
    ("a line of its own", "a\n  <!-- c -->\nb", "a\nb"),
    ("a line of its own, CRLF", "a\r\n<!-- c -->\r\nb", "a\r\nb"),
    ("a bullet of its own", "- a\n- <!-- c -->\n- b\n", "- a\n- b\n"),
    ("a numbered item of its own", "1. a\n2. <!-- c -->\n", "1. a\n"),
    ("several lines", "a\n<!-- c\n\nd -->\nb", "a\nb"),
    ("from one line into another", "a <!-- c\nd --> b", "a b"),
    ("the last line", "a\n<!-- c -->", "a\n"),
    ("nothing else", "<!-- c -->", ""),
    ("the shortest", "a <!--> b <!---> c", "a b c"),
    ("never closed", "a <!-- b", "a <!-- b"),
    ("never opened", "a --> b", "a --> b"),
    ("an arrow", "a -> b", "a -> b"),
    ("beyond the basic plane", "\U0001f600 <!-- \U0001f600 --> \U0001f680", "\U0001f600 \U0001f680"),
]


@pytest.mark.parametrize(("text", "seen"), [case[1:] for case in SEEN], ids=[case[0] for case in SEEN])
def test_markdown_shows_no_comment(text, seen):
    mapped = without_comments(Mapped.verbatim(text), markdown=True)
    assert mapped.text == seen
    assert leads_back(mapped, text)


@pytest.mark.parametrize(
    "text", ["a <!-- c --> b", "<!-- -->", "<!-- jdmatch -->", "<!-- xjdmatch: ignore -->", "a & b"]
)
def test_plain_text_keeps_what_is_not_ours(text):
    origin = Mapped.verbatim(text)
    assert without_comments(origin, markdown=False) is origin


@pytest.mark.parametrize("comment", [OURS, "<!--jdmatch:ignore-->", "<!-- JDMATCH :  x\n -->"])
def test_plain_text_shows_none_of_ours(comment):
    assert without_comments(Mapped.verbatim(f"a\n* {comment}\nb {comment}\n"), markdown=False).text == "a\nb\n"


def test_a_comment_that_another_interrupts_is_not_ours():
    text = f"<!-- jdmatch: ignore\n\nDuties {OURS}\n"
    assert without_comments(Mapped.verbatim(text), markdown=False).text == "<!-- jdmatch: ignore\n\nDuties\n"


@pytest.mark.parametrize("markdown", [True, False])
def test_a_text_without_comments_is_the_same_one(markdown):
    origin = Mapped.verbatim("- a\r\n- b -- c --> d <! e\n")
    assert without_comments(origin, markdown=markdown) is origin


PIECES = st.sampled_from(
    [
        "word",
        " ",
        "  ",
        "\n",
        "\r\n",
        "- ",
        "1. ",
        "<!-- c -->",
        OURS,
        "<!--",
        "-->",
        "<!-- a\nb -->",
        "\U0001f600",
        ">",
        "\t",
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join), st.booleans())
def test_what_is_left_leads_back_and_says_the_same(text, markdown):
    mapped = without_comments(Mapped.verbatim(text), markdown=markdown)
    assert leads_back(mapped, text)
    words = mapped.text.split()
    left = iter(text)
    assert all(c in left for word in words for c in word)  # nothing added, nothing out of order
    assert mapped.text.count("\U0001f600") == text.count("\U0001f600") or markdown
    assert OURS not in mapped.text


@pytest.mark.parametrize(
    "text", ["<!--" * 50_000, "<!-- jdmatch:" * 15_000, "<!--" + " " * 200_000, "<!-- c -->" * 20_000]
)
@pytest.mark.parametrize("markdown", [True, False])
def test_hostile_texts_take_no_time(text, markdown):
    began = time.perf_counter()
    without_comments(Mapped.verbatim(text), markdown=markdown)
    assert time.perf_counter() - began < 2


def test_a_posting_has_no_comments_in_text_blocks_or_title():
    text = f"{OURS}\n# Billing Clerk {OURS}\n\n## Duties\n\n"
    text += f"- Prepare invoices &amp; bills {OURS}\n- {OURS}\n- Post payments\n"
    posting = reader.read_markdown(text, "x")
    assert posting.text == "# Billing Clerk\n\n## Duties\n\n- Prepare invoices & bills\n- Post payments\n"
    assert posting.title == "Billing Clerk"
    assert [posting.text[b.start : b.end] for b in posting.blocks if b.kind == "item"] == [
        "- Prepare invoices & bills",
        "- Post payments",
    ]
    assert posting_leads_back(posting, text)


def test_the_text_of_a_mail_has_none_either():
    text = f"Duties\n- Prepare invoices {OURS}\n<!-- a note -->\n"
    assert reader.read_plain(text, "x").text == "Duties\n- Prepare invoices\n<!-- a note -->\n"


def test_characters_are_those_that_places_count():
    data = b"\xef\xbb\xbf" + "# Zo\u00eb\u2019s \U0001f600\r\n".encode()
    assert sources.characters(data, "a.md") == "# Zo\u00eb\u2019s \U0001f600\r\n"
    old = "We\u2019re good, it\u2019s said, and don\u2019t doubt it \u2013 ever."
    assert sources.characters(old.encode("cp1252"), "a.txt") == old
    assert sources.characters(b"<html><body><p>x</p></body></html>", "a") == "<html><body><p>x</p></body></html>"


@pytest.mark.parametrize(("data", "name"), [(b'{"a": 1}', "a.json"), (b"%PDF-1.4", "a.pdf"), (b"{\\rtf1 x}", "a.rtf")])
def test_what_has_no_characters_of_its_own(data, name):
    assert sources.characters(data, name) is None


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfPay: \xe2\x82\xac20\r\n",
        b"Pay: \xe2\x82\xac20\n",
        "\ufeffPay: \u20ac20, \U0001f600\n".encode("utf-16-le"),
        "\ufeffPay: \u20ac20\n".encode("utf-16-be"),
        b"We\x92re \x93good\x94 \x96 we don\x92t doubt it\x81 ever, and it isn\x92t said.",
    ],
)
def test_characters_go_back_to_the_bytes_that_they_came_from(data):
    text = sources.characters(data, "a.txt")
    assert sources.with_characters(text, data, "a.txt") == data
    assert sources.characters(sources.with_characters(text + "x", data, "a.txt"), "a.txt") == text + "x"


def test_a_character_that_the_encoding_has_not():
    with pytest.raises(Exception, match="can not be written in its own encoding, cp1252") as refused:
        sources.with_characters("\u4e16", "We\u2019re good, and don\u2019t doubt it.".encode("cp1252"), "a.txt")
    assert refused.value.code == "JDM050"


def test_a_comment_in_a_page_leaves_no_trace():
    page = f"<html><body><h1>Clerk</h1><ul><li>Prepare {OURS} invoices {OURS}</li></ul>"
    page += f"{'<p>word word</p>' * 12}</body></html>"
    posting = sources.read_bytes(page.encode(), Settings(), id="x")
    assert "Prepare invoices\n" in posting.text
    assert "jdmatch" not in posting.text
