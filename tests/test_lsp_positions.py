"""Offsets and an editor's positions: there and back in every unit, and edits as the editor means them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.lsp.positions import Change, Positions, Spot, changed

ENCODINGS = ("utf-8", "utf-16", "utf-32")
CHARACTERS = st.sampled_from("ab é☃😀\t\n\r\f\x0b\x1c\x85\u2028\ud800")
TEXTS = st.text(CHARACTERS, max_size=40)


def width(text, encoding):
    if encoding == "utf-32":
        return len(text)
    return len(text.encode("utf-16-le" if encoding == "utf-16" else "utf-8", "surrogatepass")) // (
        2 if encoding == "utf-16" else 1
    )


@given(TEXTS, st.sampled_from(ENCODINGS))
@settings(deadline=None)
def test_every_offset_has_a_position_that_leads_back(text, encoding):
    there = Positions(text, encoding)
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] == "\r\n":
            continue  # between the two no position is
        spot = there.spot(offset)
        assert there.offset(spot) == offset
        before = text[:offset].replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert (spot.line, spot.character) == (len(before) - 1, width(before[-1], encoding))


@given(TEXTS, TEXTS, st.data(), st.sampled_from(ENCODINGS))
@settings(deadline=None)
def test_an_edit_replaces_what_lies_between_its_positions(text, new, data, encoding):
    low = data.draw(st.integers(0, len(text)))
    high = data.draw(st.integers(low, len(text)))
    there = Positions(text, encoding)
    start, end = there.spot(low), there.spot(high)
    after = changed(text, [Change(new, start, end)], encoding)
    assert after == text[: there.offset(start)] + new + text[there.offset(end) :]


@pytest.mark.parametrize(
    ("encoding", "character", "offset"),
    [
        ("utf-16", 2, 2),  # "a😀é": behind a, before 😀 are 1 and 1
        ("utf-16", 1, 1),
        ("utf-16", 3, 2),
        ("utf-16", 4, 3),
        ("utf-8", 2, 1),  # inside of 😀
        ("utf-8", 5, 2),
        ("utf-8", 6, 2),
        ("utf-8", 7, 3),
        ("utf-32", 2, 2),
        ("utf-16", 99, 3),
        ("utf-8", 99, 3),
        ("utf-32", -1, 0),
    ],
)
def test_a_position_inside_a_character_or_behind_a_line_is_the_one_before(encoding, character, offset):
    expected = {("utf-16", 2): 1}.get((encoding, character), offset)
    assert Positions("a😀é\nb", encoding).offset(Spot(0, character)) == expected


def test_lines_end_where_the_protocol_says():
    assert [Positions("a\fb\u2028c\x85d\r\ne\rf\ng").spot(at).line for at in (7, 9, 11, 13)] == [0, 1, 2, 3]
    assert Positions("one\n").lines == 2
    assert Positions("one").offset(Spot(7, 0)) == 3
    assert Positions("one").offset(Spot(-1, 5)) == 0


def test_changes_are_told_one_after_the_other():
    changes = [
        Change("X\n", Spot(0, 1), Spot(0, 2)),
        Change("Y", Spot(1, 0), Spot(2, 1)),
        Change("!", Spot(9, 9), Spot(9, 9)),
    ]
    text = changed("ab\ncd", changes, "utf-16")
    assert text == "aX\nYd!"
    assert changed("old", [Change("new"), Change("er", Spot(0, 3), Spot(0, 3))], "utf-8") == "newer"
