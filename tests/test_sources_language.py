"""Language: what is not English is named, and English is not taken for anything else."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.errors import InputError
from jdmatch.records import Posting
from jdmatch.settings import Settings
from jdmatch.sources import from_text, language
from jdmatch.sources.language_tables import FUNCTION_WORDS, LETTERS, NAMES, POSTING_WORDS, SCRIPTS
from tests.sources_kit import LINES

HERE = Path(__file__).parent
CASES: dict[str, Any] = json.loads((HERE / "cases" / "sources" / "languages.json").read_text("utf-8"))
DEV = HERE.parents[1] / "shared" / "data" / "dev"


def check(text: str) -> tuple[str, list[str]]:
    code, diagnostics = language.check(Posting("x", text))
    assert all(d.code == "JDM008" for d in diagnostics)
    return code, [text[d.start : d.end] for d in diagnostics]


@pytest.mark.parametrize("key", CASES["foreign"])
def test_other_languages_are_refused_by_name(key: str) -> None:
    with pytest.raises(InputError) as caught:
        check(CASES["foreign"][key])
    assert caught.value.code == "JDM007"
    assert NAMES[key.split("-")[0]] in str(caught.value)


@pytest.mark.parametrize("key", CASES["english"])
def test_english_is_english(key: str) -> None:
    assert check(CASES["english"][key]) == ("en", [])


@pytest.mark.parametrize("case", CASES["partly"], ids=[c["name"] for c in CASES["partly"]])
def test_foreign_parts_are_named_with_their_range(case: dict[str, Any]) -> None:
    assert check(case["text"]) == ("en", case["foreign"])


def test_all_in_one_line_a_foreign_sentence_is_still_found() -> None:
    spanish = "Usted va a limpiar las habitaciones y cambiar las camas de los huéspedes cada día."
    text = " ".join([*LINES, spanish, *LINES])
    assert check(text) == ("en", [spanish])


@pytest.mark.parametrize(
    ("text", "code"), [("", "JDM004"), (" \n\t", "JDM004"), ("word " * 19, "JDM005"), ("日本語" * 3, "JDM005")]
)
def test_too_little_text(text: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        check(text)
    assert caught.value.code == code


def test_twenty_words_are_enough() -> None:
    assert check("Wash the pots. " * 6 + "Sweep floors.") == ("en", [])


def test_every_language_of_the_tables_has_a_name() -> None:
    used = {*FUNCTION_WORDS, *POSTING_WORDS, *(s[2] for s in SCRIPTS), *(x[2] for x in LETTERS)}
    assert used <= NAMES.keys()


@settings(deadline=None, max_examples=50)
@given(
    st.lists(
        st.sampled_from([*LINES, "", "- Greet visitors", "Pay: $20/hr", "QUALIFICATIONS", "Excel, Word", "401(k)"]),
        min_size=3,
        max_size=15,
    )
)
def test_english_lines_in_any_order_are_english(lines: list[str]) -> None:
    assert check("\n".join([*lines, *LINES])) == ("en", [])


@pytest.mark.real
def test_on_real_postings_english_is_never_refused_and_only_foreign_parts_are_named() -> None:
    if not DEV.is_dir():
        pytest.skip("../shared/data/dev is not here")
    nyc = [json.loads(line) for line in (DEV / "postings" / "nyc-jobs.jsonl").read_text("utf-8").splitlines()]
    for row in nyc:
        posting = from_text(row["Job Description"], Settings(), id=str(row["Job ID"]))
        assert language.check(posting) == ("en", ())
    # Three of these postings have a French, a Korean and a Greek part.
    named = set()
    with (DEV / "postings" / "emscad-499.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            text = "\n".join(row[k] for k in ("company_profile", "description", "requirements"))
            if len(text.split()) >= 30:
                named |= {
                    (row["job_id"], d.message.split("reads as ")[1][:5]) for d in language.check(Posting("x", text))[1]
                }
    assert named == {("58", "Frenc"), ("465", "Korea"), ("492", "Greek")}
