"""Search: where a word stands, exact titles, one statement that says it all, likeness of meaning, and no answer."""

from __future__ import annotations

import pytest

from jdmatch.frameworks import search
from jdmatch.records import Framework, Heading, Statement


def framework(id_: str, title: str, *statements: str, alternates: tuple[str, ...] = (), heading: str = "") -> Framework:
    return Framework(
        id=id_,
        title=title,
        statements=tuple(Statement(f"{id_}/{n}", text, id_) for n, text in enumerate(statements, 1)),
        sha256="0" * 64,
        alternate_titles=alternates,
        headings=(Heading("h", heading),) if heading else (),
    )


SHELF = (
    framework("bill", "Billing and Posting Clerks", "Post payments to accounts", alternates=("Invoice Clerk",)),
    framework("desk", "Receptionists and Information Clerks", "Answer the telephone", heading="Visitors"),
    framework("vein", "Phlebotomists", "Draw blood from veins", "Label tubes of blood", alternates=("Venesector",)),
    framework("bank", "Blood Bank Technologists", "Type donors", alternates=("Donor Typer",)),
    framework("nurse", "Nursing Assistants", "Turn patients in bed", alternates=("Nurse Aide", "CNA")),
)


def answers(query: str, **options: object) -> list[tuple[str, str]]:
    return [(a.framework.id, a.where) for a in search(query, SHELF, **options)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "best", "where"),
    [
        ("billing clerk", "bill", "title"),
        ("BILLING-CLERKS", "bill", "title"),
        ("invoice clerk", "bill", "alternate title"),
        ("someone who draws blood", "vein", "statement"),
        ("nurse's aide", "nurse", "alternate title"),
        ("a CNA", "nurse", "alternate title"),
        ("visitors", "desk", "part"),
        ("answering the telephone", "desk", "statement"),
    ],
)
def test_the_best_answer_and_what_in_it_answered(query: str, best: str, where: str) -> None:
    assert answers(query)[0] == (best, where)


def test_a_rare_word_counts_more_than_a_usual_one() -> None:
    # Two frameworks have clerks; only one has anything to do with posting.
    assert [id_ for id_, _ in answers("posting clerk")] == ["bill", "desk"]


def test_meaning_finds_what_no_word_does() -> None:
    assert answers("charges people") == []
    assert answers("charges people", likeness={"bill": 0.75, "desk": 0.2}) == [("bill", "meaning")]


def test_likeness_does_not_outweigh_the_very_title() -> None:
    assert answers("phlebotomists", likeness={"bank": 0.8})[0] == ("vein", "title")


@pytest.mark.parametrize("query", ["", "  ", "the of and", "zzz", "☃"])
def test_nothing_asked_or_known_is_no_answer(query: str) -> None:
    assert answers(query) == []


def test_a_statement_counts_how_many_hold_a_word() -> None:
    (found,) = search("tubes", SHELF)
    assert (found.statements, found.reason) == (1, "Label tubes of blood")


def test_the_limit_and_a_fixed_order_of_equals() -> None:
    twins = [framework(id_, "Bakers") for id_ in ("c", "a", "b")]
    assert [a.framework.id for a in search("baker", twins)] == ["a", "b", "c"]
    assert [a.framework.id for a in search("baker", twins, limit=2)] == ["a", "b"]
