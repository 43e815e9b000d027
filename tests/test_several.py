"""Several postings by the same figures, and the table that shows them: all of it stands in their analyses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jdmatch.analyzer import Analyzer, compare, take_apart
from jdmatch.report.several import place_several, statement_cells
from jdmatch.report.side_by_side import place_side_by_side
from jdmatch.settings import Settings
from jdmatch.sources import from_text
from tests import bakery
from tests.tiny_encoder import TinyEncoder

PLANNED = bakery.POSTING.replace("- Record oven temperatures in the log book", "- Plan the weekly production schedule")
STRICTER = bakery.POSTING.replace("One year of experience", "Five years of experience")


@pytest.fixture(scope="module")
def analyzer(tmp_path_factory):
    path = tmp_path_factory.mktemp("frameworks") / "four.csv"
    path.write_text(bakery.FOUR, encoding="utf-8")
    return Analyzer.load(Settings(frameworks=(str(path),), level="developing"), encoder_=TinyEncoder())


def parts(analyzer, *texts):
    return [
        take_apart(from_text(text, analyzer.settings, id=f"{n}.txt"), analyzer.settings) for n, text in enumerate(texts)
    ]


def made(analyzer, *texts):
    return compare(analyzer, *parts(analyzer, *texts))


def table(analyzer, *texts):
    return place_several(made(analyzer, *texts), analyzer.frameworks)


def with_scores(compared, *found):
    """The comparison with other scores, each as (low, score, high)."""
    return replace(
        compared,
        analyses=tuple(
            replace(one, coverage=replace(one.coverage, score=score, score_interval=(low, high)))
            for one, (low, score, high) in zip(compared.analyses, found, strict=True)
        ),
    )


def test_each_is_analysed_as_it_is_with_the_first_alone(analyzer):
    texts = (bakery.POSTING, PLANNED, STRICTER)
    together = made(analyzer, *texts)
    for place, text in enumerate(texts[1:], 1):
        pair = compare(analyzer, *parts(analyzer, bakery.POSTING, text))
        assert together.analyses[place].coverage == pair.other.coverage
        assert together.alone[place].coverage == pair.other_alone.coverage
    assert together.analyses[0].coverage == pair.draft.coverage


def test_all_have_the_first_ones_framework_and_level(analyzer):
    together = made(analyzer, bakery.POSTING, PLANNED, STRICTER, bakery.COUNTER)
    measures = {(one.coverage.framework, one.coverage.target_level) for one in together.analyses}
    assert measures == {("bakery", "developing")}


def test_every_statement_has_a_line_for_each_posting(analyzer):
    view = table(analyzer, bakery.POSTING, PLANNED, STRICTER)
    assert [level.label for level in view.levels] == ["Emerging", "Developing", "Proficient", "Advanced"]
    assert [level.target for level in view.levels] == [False, True, False, False]
    for level in view.levels:
        for row in level.rows:
            assert len(row.lines) == 3
            assert len({line.text for line in row.lines}) == 1


def test_statuses_are_those_of_the_two_side_by_side(analyzer):
    compared = made(analyzer, bakery.POSTING, PLANNED)
    several, two = (place(compared, analyzer.frameworks) for place in (place_several, place_side_by_side))
    rows = [row for level in several.levels if level.target for row in level.rows]
    assert {row.first.key: row.lines for row in rows} == {pair.a.key: (pair.a, pair.b) for pair in two.rows}
    assert list(several.verdicts) == [d.text for d in (two.score, two.level) if d]
    assert several.settings == two.settings


def test_what_all_miss_and_what_only_one_covers(analyzer):
    view = table(analyzer, bakery.POSTING, PLANNED, bakery.COUNTER)
    rows = [row for level in view.levels if level.target for row in level.rows]
    assert set(view.in_none) == {row for row in rows if all(line.status == "missing" for line in row.lines)}
    for place, found in enumerate(view.only):
        for row in found:
            assert [line.status != "missing" for line in row.lines] == [n == place for n in range(3)]
    assert [row.first.text for row in view.only[0]] == ["Record oven temperatures and proofing times"]


def test_tallies_count_what_is_covered_at_least_partly(analyzer):
    view = table(analyzer, bakery.POSTING, bakery.COUNTER)
    for level in view.levels:
        for place, tally in enumerate(level.tallies):
            assert tally == sum(row.lines[place].status != "missing" for row in level.rows)


def test_facts_stand_beside_each_other(analyzer):
    view = table(analyzer, bakery.POSTING, STRICTER, bakery.POSTING)
    years = next(fact for fact in view.facts if fact.kind == "years")
    assert [[value for value, _ in cell] for cell in years.cells] == [["1 year"], ["5 years"], ["1 year"]]
    assert not years.alike
    assert next(fact for fact in view.facts if fact.kind == "pay").alike


def test_of_more_than_two_the_clear_differences_are_told_first(analyzer):
    compared = made(analyzer, bakery.POSTING, PLANNED, STRICTER)
    clear = with_scores(compared, (0.7, 0.8, 0.9), (0.1, 0.2, 0.3), (0.15, 0.25, 0.4))
    verdicts = place_several(clear, analyzer.frameworks).verdicts
    assert verdicts[0].startswith("A covers 60 points more than B")
    assert verdicts[1].startswith("A covers 55 points more than C")
    assert verdicts[2] == "Coverage is not clearly different, since the ranges overlap, between B and C."
    none = with_scores(compared, (0.1, 0.2, 0.3), (0.1, 0.2, 0.3), (0.15, 0.25, 0.4))
    assert "between any two of them" in place_several(none, analyzer.frameworks).verdicts[0]


def test_without_a_framework_there_are_facts_alone(analyzer):
    compared = made(analyzer, bakery.POSTING, PLANNED)
    bare = replace(compared, analyses=tuple(replace(one, coverage=None, pairs=()) for one in compared.analyses))
    view = place_several(bare, analyzer.frameworks)
    assert view.levels == ()
    assert view.settings[0].startswith("None of the known occupations fits A")
    assert view.facts
    assert list(statement_cells(view))[1:] == []


def test_the_cells_are_the_table(analyzer):
    view = table(analyzer, bakery.POSTING, PLANNED)
    head, *rows = statement_cells(view)
    assert head[:3] == ("level", "scored", "statement")
    assert len(rows) == 6
    assert all(len(row) == len(head) == 9 for row in rows)
    covered = next(row for row in rows if row[2] == "Record oven temperatures and proofing times")
    assert covered[:2] == ("Developing", True)
    assert covered[3] in ("covered", "partly")
    assert covered[5] == "Record oven temperatures in the log book"
