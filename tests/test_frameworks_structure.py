"""Headings told from statements, parents that are not there, circles, levels and languages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.frameworks.items import Item
from jdmatch.frameworks.notes import Notes
from jdmatch.frameworks.structure import HEADING, in_one_language, levelled_only, primary, split_headings


def item(id_: str, parent: str = "", **more: str) -> Item:
    return Item(place=f"row {id_}", text=f"text of {id_}", id=id_, parent=parent, **more)  # type: ignore[arg-type]


def ids(items: object) -> list[str]:
    return [found.id for found in items]  # type: ignore[attr-defined]


def faults(notes: Notes) -> list[tuple[str, str]]:
    return [(place.removeprefix("f:"), reason) for place, reason in notes.faults]


def test_what_has_others_under_it_is_a_heading_and_only_leaves_are_statements() -> None:
    notes = Notes("f")
    items = [
        item("a"),
        item("b", "a"),
        item("c", "b"),
        item("d"),
        item("e", kind=HEADING),
        item("g", "a", category="G"),
    ]
    headings, statements = split_headings(items, notes)
    assert ids(headings) == ["a", "b", "e"]
    assert [(s.id, s.category) for s in statements] == [("c", "text of b"), ("d", ""), ("g", "G")]
    assert notes.faults == []


def test_a_parent_that_is_not_there_is_a_fault_with_its_place() -> None:
    notes = Notes("f")
    split_headings([item("a", "z"), item("b", "a")], notes)
    assert faults(notes) == [("row a", "stands under 'z', and there is no item of that id")]


@pytest.mark.parametrize(
    ("parents", "circles"),
    [
        ({"a": "a"}, ["a → a"]),
        ({"a": "b", "b": "a", "c": "a"}, ["a → b → a"]),
        ({"a": "b", "b": "c", "c": "d", "d": "b"}, ["b → c → d → b"]),
        ({"a": "b", "b": "a", "c": "d", "d": "c"}, ["a → b → a", "c → d → c"]),
        ({f"{n}": f"{(n + 1) % 9}" for n in range(9)}, ["0 → 1 → 2 → 3 → 4 → 5 → …"]),
    ],
)
def test_each_circle_of_parents_is_one_fault(parents: dict[str, str], circles: list[str]) -> None:
    notes = Notes("f")
    split_headings([item(id_, parent) for id_, parent in parents.items()], notes)
    assert [reason for _, reason in faults(notes)] == [f"stands under itself: {circle}" for circle in circles]


def test_a_chain_of_a_hundred_thousand_parents_is_no_circle() -> None:
    notes = Notes("f")
    headings, statements = split_headings([item(str(n), str(n - 1) if n else "") for n in range(100_000)], notes)
    assert (len(headings), ids(statements), notes.faults) == (99_999, ["99999"], [])


def test_a_heading_needs_an_id_and_two_items_of_one_id_are_both_kept_for_the_fault() -> None:
    notes = Notes("f")
    split_headings([item("", kind=HEADING)], notes)
    assert faults(notes) == [("row ", "is a heading without an id")]
    headings, statements = split_headings([item("a", kind=HEADING), item("a")], Notes("f"))
    assert (len(headings), len(statements)) == (1, 1)


def test_statements_without_a_level_among_others_are_skipped_with_the_headings_that_they_leave_empty() -> None:
    notes = Notes("f")
    items = [item("A"), item("a", "A", level="1"), item("b", "A"), item("B"), item("c", "B"), item("H", kind=HEADING)]
    assert ids(levelled_only(items, notes)) == ["A", "a", "H"]
    assert notes.skipped == [
        ("f:row b", "has no level, though other statements have one"),
        ("f:row c", "has no level, though other statements have one"),
        ("f:row B", "is a heading, and nothing that stands under it is kept"),
    ]
    assert levelled_only([item("a"), item("b")], notes) == [item("a"), item("b")]


def test_with_a_language_named_the_others_are_skipped_and_what_stood_under_them_moves_up() -> None:
    notes = Notes("f")
    items = [
        item("A", language="en"),
        item("B", "A", language="de"),
        item("b1", "B", language="en-GB"),
        item("b2", "B", language="de"),
        item("C", language="de"),
        item("c", "C", language="de"),
        item("n"),
    ]
    kept, tag = in_one_language(items, "", "en-US", notes)
    assert [(found.id, found.parent) for found in kept] == [("A", ""), ("b1", "A"), ("n", "")]
    assert tag == "en"
    assert [place for place, _ in notes.skipped] == ["f:row B", "f:row b2", "f:row C", "f:row c"]
    assert (notes.faults, notes.warnings) == ([], [])


def test_two_languages_are_a_fault_that_says_how_to_keep_one() -> None:
    notes = Notes("f")
    in_one_language([item("a"), item("b"), item("c", language="en-US")], "de", "", notes)
    assert faults(notes) == [
        ("row c", "is in another language than the rest (2 in de, 1 in en): keep one of them with --language en")
    ]


@pytest.mark.parametrize(("declared", "own", "place"), [("de-AT", "", ""), ("", "de", "row a")])
def test_a_single_language_that_is_not_english_is_refused_unless_it_was_asked_for(
    declared: str, own: str, place: str
) -> None:
    notes = Notes("f")
    items = [replace(item("a"), language=own), replace(item("b"), language=own)]
    in_one_language(items, declared, "", notes)
    in_one_language(items, declared, "", notes)
    ((where, reason),) = faults(notes)
    assert where.removeprefix("f") == place
    assert reason.startswith("is in the language 'de', and postings are read in English: no statement could be found")
    notes = Notes("f")
    kept, _ = in_one_language(items, declared, "de", notes)
    assert (len(kept), notes.faults) == (2, [])
    assert "postings in English" in notes.warnings[0][1]


@pytest.mark.parametrize("tag", ["", "en", "EN-us", "en_GB", "eng", "English", "und", "mul", "zxx"])
def test_english_by_any_name_and_no_language_are_read(tag: str) -> None:
    notes = Notes("f")
    items = [item("a"), item("b", language="en-IE")]
    kept, _ = in_one_language(items, tag, "", notes)
    assert (ids(kept), notes.faults, notes.warnings) == (["a", "b"], [], [])


def test_primary_is_the_language_alone() -> None:
    assert [primary(tag) for tag in ("en", "en-US", "DE_at", "zh-Hant-TW", "eng")] == ["en", "en", "de", "zh", "en"]


@settings(deadline=None, max_examples=200, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["en", "de", ""]), st.sampled_from(["", "1"])), max_size=10)
)
def test_every_item_is_kept_or_skipped_and_no_parent_is_lost(drawn: list[tuple[int, str, str]]) -> None:
    items = [
        item(str(n), str(above) if above < n else "", language=language, level=level)
        for n, (above, language, level) in enumerate(drawn)
    ]
    notes = Notes("f")
    kept, _ = in_one_language(items, "", "en", notes)
    kept = levelled_only(kept, notes)
    assert len(kept) + len(notes.skipped) == len(items)
    headings, statements = split_headings(kept, notes)
    assert notes.faults == []
    assert len(headings) + len(statements) == len(kept)
    assert len({bool(s.level) for s in statements}) <= 1
    was_heading = {found.parent for found in items if found.parent}
    assert all(s.id not in was_heading for s in statements)
