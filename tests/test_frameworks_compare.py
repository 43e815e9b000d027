"""What changed between two versions: by text, by id where ids mean something, by likeness; levels and facts."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.frameworks import compare
from jdmatch.frameworks.compare import effort
from jdmatch.records import FOUR_STEPS, Framework, LevelScale, Statement


def framework(*rows: tuple[str, str | None, str], scale: LevelScale | None = FOUR_STEPS, **about: str) -> Framework:
    statements = tuple(Statement(id_, text, "f", level) for id_, level, text in rows)
    return Framework("f", about.pop("title", "F"), statements, "0" * 64, scale, **about)  # type: ignore[arg-type]


OLD = framework(
    ("a", "emerging", "Count the till with a colleague at the end of the shift"),
    ("b", "emerging", "Fill shelves from the back room"),
    ("c", "advanced", "Plan the staff for the holiday weeks"),
)


def texts(changes: object, name: str) -> list[str]:
    return [s.text for s in getattr(changes, name)]


def test_nothing_changed() -> None:
    changes = compare(OLD, OLD)
    assert changes.same
    assert changes.unchanged == 3


def test_added_dropped_reworded_and_moved_at_once() -> None:
    new = framework(
        ("a", "developing", "Count the till with a colleague at the end of the day"),
        ("c", "proficient", "Plan the staff for the holiday weeks"),
        ("d", "advanced", "Choose suppliers"),
        title="Shop",
    )
    changes = compare(OLD, new)
    assert not changes.same
    assert texts(changes, "added") == ["Choose suppliers"]
    assert texts(changes, "dropped") == ["Fill shelves from the back room"]
    assert [(a.id, b.id) for a, b in changes.reworded] == [("a", "a")]
    assert [(a.level, b.level) for a, b in changes.moved] == [("emerging", "developing"), ("advanced", "proficient")]
    assert changes.unchanged == 0
    assert changes.about == (("title", "F", "Shop"),)


def test_the_effort_is_that_of_the_texts_that_differ() -> None:
    assert effort(OLD, OLD) == 0
    new = framework(("a", "emerging", "Count the till"), ("b", "emerging", "Fill shelves from the back room"))
    assert effort(OLD, new) == 2


def test_numbers_that_shifted_prove_nothing() -> None:
    old = framework(("f/emerging/1", "emerging", "Sweep the floor"), ("f/emerging/2", "emerging", "Wash the pans"))
    new = framework(
        ("f/emerging/1", "emerging", "Light the ovens before the bakers come"),
        ("f/emerging/2", "emerging", "Sweep the floor"),
        ("f/emerging/3", "emerging", "Wash the pans"),
    )
    changes = compare(old, new)
    assert texts(changes, "added") == ["Light the ovens before the bakers come"]
    assert changes.unchanged == 2
    assert not changes.reworded


def test_an_id_of_the_source_joins_texts_that_have_nothing_in_common() -> None:
    new = framework(
        ("b", "emerging", "Restock goods"), *((s.id, s.level, s.text) for s in OLD.statements if s.id != "b")
    )
    assert [(a.text, b.text) for a, b in compare(OLD, new).reworded] == [
        ("Fill shelves from the back room", "Restock goods")
    ]


def test_the_same_text_twice_at_two_levels_stays_where_it_was() -> None:
    rows = (("x1", "emerging", "Greet customers"), ("x2", "advanced", "Greet customers"))
    changes = compare(framework(*rows), framework(*reversed(rows)))
    assert changes.unchanged == 2
    assert not changes.moved


def test_another_scale_is_said() -> None:
    new = framework(("a", "1", "Sweep"), scale=LevelScale(("1", "2")))
    assert ("levels", "emerging < developing < proficient < advanced", "1 < 2") in compare(OLD, new).about


TEXTS = st.lists(
    st.sampled_from(["Sweep the floor", "Wash the pans", "Light the ovens", "Greet", "Order flour"]), max_size=6
)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_every_statement_is_accounted_for(before: list[str], after: list[str]) -> None:
    old = framework(*((f"o{n}", "emerging", text) for n, text in enumerate(before)))
    new = framework(*((f"n{n}", "emerging", text) for n, text in enumerate(after)))
    changes = compare(old, new)
    assert len(changes.dropped) + len(changes.reworded) + changes.unchanged == len(before)
    assert len(changes.added) + len(changes.reworded) + changes.unchanged == len(after)
    assert compare(new, new).unchanged == len(after)
