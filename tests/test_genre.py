"""What is refused as no job posting, with the reason, and what must not be: other genres, and postings that sound like
them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jdmatch import sources
from jdmatch.analyzer import genre, genre_tables
from jdmatch.analyzer.parts import take_apart
from jdmatch.errors import InputError
from jdmatch.settings import Settings

CASES = json.loads((Path(__file__).parent / "cases" / "analyzer" / "genre.json").read_text(encoding="utf-8"))


def parts(text: str):
    return take_apart(sources.from_text(text, Settings(), id="x"), Settings())


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["name"])
def test_another_genre_is_refused_with_the_reason(case):
    with pytest.raises(InputError) as refused:
        parts(case["text"])
    assert refused.value.code == "JDM006"
    message = str(refused.value)
    assert "does not look like a job posting" in message
    assert case["says"] in message


@pytest.mark.parametrize("case", CASES["taken"], ids=lambda case: case["name"])
def test_a_posting_that_sounds_like_another_genre_is_taken(case):
    assert parts(case["text"]).chunks


def test_the_reason_quotes_what_was_seen():
    text = CASES["refused"][0]["text"]
    reason = genre.reason_against(text, (), ())
    quoted = reason.partition("(")[2].rstrip(")").split(", ")
    assert len(quoted) == 3
    assert all(one.strip("“”") in text.lower() for one in quoted)


def test_without_duties_a_text_is_a_posting_only_where_somebody_is_looked_for():
    said = "Experience in a garden centre and knowledge of roses. The role is permanent. "
    assert genre.reason_against(said, (), ()) == genre.NO_DUTIES
    assert genre.reason_against(said + "We are looking for a gardener.", (), ()) is None


@pytest.mark.parametrize("groups", [genre_tables.HIRING, genre_tables.POSTING, *dict(genre_tables.OTHERS).values()])
def test_cues_are_in_lower_case_and_stand_in_one_group(groups):
    cues = [cue for group in groups for cue in group]
    assert all(cue and cue == cue.lower() for cue in cues)
    assert len(cues) == len(set(cues))


@pytest.mark.parametrize("split", ["train", "dev", "test"])
def test_every_posting_of_the_corpora_is_taken(split):
    """Terse ones, and those for people who write about software, are among them."""
    lines = (Path(__file__).parents[1] / "corpora" / "postings" / f"{split}.jsonl").read_text(encoding="utf-8")
    for row in map(json.loads, lines.splitlines()):
        posting = sources.from_text(row["text"], Settings(), id=row["id"], title=row.get("title"))
        assert take_apart(posting, Settings()).chunks
