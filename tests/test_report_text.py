import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdmatch.report.md import escape
from jdmatch.report.text import (
    clean,
    clip,
    counted,
    headline,
    listed,
    one_line,
    percent,
    percent_range,
    points,
)

any_text = st.text(alphabet=st.characters(), max_size=80)


@given(any_text)
def test_clean_leaves_nothing_that_acts_on_a_screen(text):
    shown = clean(text)
    acting = [c for c in shown if unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n"]
    assert not acting
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028")
    assert clean(shown) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("a\x00b\x7f", "a␀b␡"),
        ("one\r\ntwo\rthree\x0cfour\u2029five", "one\ntwo\nthree\nfour\nfive"),
        ("\u202egnirts\u202c \ud800 \x9b", "\ufffdgnirts\ufffd \ufffd \ufffd"),
        ("tab\tand ‘quotes’ ümlaut 漢字 👩‍🏫 عربي", "tab\tand ‘quotes’ ümlaut 漢字 👩‍🏫 عربي"),
    ],
)
def test_clean_shows_what_it_replaces(text, shown):
    assert clean(text) == shown


@given(any_text, st.integers(2, 40))
def test_clip_keeps_a_beginning_and_says_that_it_cut(text, length):
    line = one_line(text)
    cut = clip(line, length)
    assert len(cut) <= length
    assert cut == line if len(line) <= length else cut.endswith("…")
    assert line.startswith(cut.removesuffix("…"))


def test_clip_cuts_behind_a_word():
    assert clip("post payments, and balance the batch", 20) == "post payments, and…"
    assert clip("post payments, and balance", 16) == "post payments…"


@pytest.mark.parametrize(
    ("value", "told"),
    [(0.0, "0 %"), (0.004, "under 1 %"), (0.005, "1 %"), (0.125, "13 %"), (0.62, "62 %"), (0.9949, "99 %"),
     (0.9951, "over 99 %"), (1.0, "100 %")],
)  # fmt: skip
def test_percent_claims_no_certainty_that_is_not_there(value, told):
    assert percent(value) == told


def test_ranges_points_and_counts():
    assert percent_range(0.512, 0.7) == "51–70 %"
    assert percent_range(0.501, 0.502) == "50 %"
    assert points(0.384) == "38 points"
    assert points(0.001) == "1 point"
    assert counted(1, "word") == "1 word"
    assert counted(1240, "word") == "1,240 words"
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"], "or") == "a, b or c"


def test_headline_is_the_object_of_a_statement():
    assert headline("Hold list — pull requested items each day") == "Hold list"
    assert headline("Answer the telephone and note who called, then call back the same day", 30) == (
        "Answer the telephone and note…"
    )
    assert headline("Answer the telephone.") == "Answer the telephone"


@given(any_text)
def test_escaped_text_is_only_text_in_markdown(text):
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(f"- “{escape(text)}” end\n")
    inline = [t for t in tokens if t.type == "inline"]
    assert [t.type for t in tokens if t.type != "inline"] == [
        "bullet_list_open", "list_item_open", "paragraph_open",
        "paragraph_close", "list_item_close", "bullet_list_close",
    ]  # fmt: skip
    shown = "".join(child.content for child in inline[0].children)
    assert {child.type for child in inline[0].children} <= {"text", "text_special"}
    assert shown == f"“{one_line(text)}” end"
