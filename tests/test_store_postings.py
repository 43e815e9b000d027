"""The library of postings on SQLite and on PostgreSQL: kept, listed, searched, scored again."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("sqlalchemy", reason="the extra [web] is not installed")

from sqlalchemy import update

from jdmatch.errors import NoSuchRecordError, SettingsError
from jdmatch.records import Failure, Posting
from jdmatch.store import summarise
from jdmatch.store.records import PostingQuery
from jdmatch.store.tables import analyses
from tests import bakery, store_kit
from tests.store_kit import add, analysis

server, url, clock, store = store_kit.server, store_kit.url, store_kit.clock, store_kit.store
SORTS = ("added", "title", "score", "level", "occupation")
QUERY = PostingQuery()
TOO_SHORT = Failure("short.txt", "JDM005", "too short")


def titles(page):
    return [row.title for row in page.rows]


def found(store, **query):
    return [row.id for row in store.postings.page(PostingQuery(descending=False, **query)).rows]


def walked(store, query, *, back=False):
    """The ids page by page to the end, and then backward to the beginning."""
    page = store.postings.page(query)
    pages = [page]
    while page.next:
        page = store.postings.page(replace(query, cursor=page.next))
        pages.append(page)
    there = [[row.id for row in page.rows] for page in pages]
    home = [there[-1]]
    while page.previous:
        page = store.postings.page(replace(query, cursor=page.previous))
        home.append([row.id for row in page.rows])
    return there, home[::-1]


def test_a_posting_comes_back_as_it_was(store):
    made = analysis()
    number = store.postings.add(made.posting, made, who="ann", source="upload", tags=["old", " north  west ", "old"])
    got = store.postings.get(number)
    assert got.analysis == made
    assert got.posting == made.posting
    assert got.failure is None
    assert got.row.tags == ("north west", "old")
    assert (got.row.added_by, got.row.source, got.row.name) == ("ann", "upload", "posting.txt")
    assert got.row.summary == summarise(made, made.posting)
    assert got.row == store.postings.row(number)
    assert store.postings.same(made.sha256) == (number,)


def test_a_failure_stands_in_an_analysis_place(store):
    posting = Posting("short.txt", "Bake\0 bread \ud800", title=None)
    number = store.postings.add(posting, TOO_SHORT, who=None)
    got = store.postings.get(number)
    assert got.failure == TOO_SHORT
    assert got.analysis is None
    assert got.row.summary.failure_code == "JDM005"
    assert got.row.title == "short.txt"
    assert got.row.summary.score is None
    assert found(store, failed=True) == [number]
    assert found(store, failed=False) == []
    assert found(store, words="bread") == [number]


def test_an_analysis_of_another_version_is_told_and_its_posting_stays(store):
    number = add(store)
    with store.database.write() as connection:
        connection.execute(update(analyses).values(kept=b"jdmatch.kept/999\n..."))
    got = store.postings.get(number)
    assert got.failure.code == "JDM085"
    assert got.posting == analysis().posting
    change = store.postings.rescored(number, analysis(), "ann")
    assert change.kept
    assert store.postings.get(number).analysis == analysis()


def test_what_is_not_there(store):
    for ask in (store.postings.get, store.postings.row, store.postings.history):
        with pytest.raises(NoSuchRecordError) as refused:
            ask(7)
        assert refused.value.code == "JDM087"
    with pytest.raises(NoSuchRecordError):
        store.postings.rescored(7, TOO_SHORT, None)
    with pytest.raises(NoSuchRecordError):
        store.postings.rename(7, "x", None)
    assert store.postings.remove([7], None) == 0
    assert store.postings.tag([7], "x", None) == 0
    assert store.postings.page(QUERY).rows == ()


def test_words_are_found_in_any_form_and_with_any_sign(store):
    a = add(store, title="Baker's helper")
    b = add(store, bakery.COUNTER, framework="41-2011.00", title="Counter: e-mail & till")
    assert found(store, words="scaling FLOUR") == [a]
    assert found(store, words="flour customers") == []
    assert found(store, words='"deck oven"') == [a]
    assert found(store, words='"oven deck"') == []
    assert found(store, words="e-mail") == [b]
    assert found(store, words="helper") == [a]
    assert found(store, words="the") == [a, b]
    assert found(store, words="  ") == [a, b]
    assert found(store, words="?!") == []
    assert found(store, words="oven" * 30) == []


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.one_of(st.text(max_size=30), st.text(alphabet="\"*()^:-+ANDORTNEaé\\'%_\0{}<>!&|", max_size=20)))
def test_no_words_ever_raise(store, words):
    store.postings.page(PostingQuery(words=words))
    store.postings.facets(PostingQuery(words=words, tag=words, occupation=words))


def test_the_word_index_follows_changes(store):
    number = add(store, title="Old name")
    store.postings.rename(number, "Croissant artist", "ann")
    assert found(store, words="croissant") == [number]
    assert found(store, words="old name") == []
    assert titles(store.postings.page(QUERY)) == ["Croissant artist"]
    store.postings.remove([number], "ann")
    assert found(store, words="croissant") == []
    if store.database.dialect.name == "sqlite":
        with store.database.write() as connection:
            connection.exec_driver_sql("INSERT INTO posting_fts(posting_fts, rank) VALUES('integrity-check', 1)")


@pytest.fixture
def library(store, clock):
    a = add(store, title="Alpha", tags=["x"])
    clock.go(days=1)
    b = add(store, title="beta", level="advanced", covered=0, tags=["x", "y"])
    clock.go(days=1)
    c = add(store, bakery.COUNTER, title="Gamma", framework="41-2011.00", covered=1)
    d = store.postings.add(Posting("delta", "Too short to be read"), TOO_SHORT, who=None)
    return a, b, c, d


def test_filters(store, library):
    a, b, c, d = library
    assert found(store, level="developing") == [a, c]
    assert found(store, framework="41-2011.00") == [c]
    assert found(store, occupation="99-1001.00") == [a, b]
    assert found(store, occupation="") == [d]
    assert found(store, tag="x") == [a, b]
    assert found(store, tag="x", level="advanced") == [b]
    scores = {row.id: row.summary.score for row in store.postings.page(QUERY).rows}
    assert found(store, score_from=0.0) == [a, b, c]
    assert found(store, score_to=1.0) == [a, b, c]
    assert found(store, score_from=scores[a], score_to=scores[a]) == [i for i in (a, b, c) if scores[i] == scores[a]]
    assert found(store, added_to="2026-01-31") == [a]
    assert found(store, added_from="2026-02-01", added_to="2026-02-01") == [b]
    assert found(store, added_from="2026-02-02T00:00:00Z") == [c, d]
    assert list(store.postings.ids(PostingQuery(tag="x", sort="title"))) == [a, b]
    assert [one.row.id for one in store.postings.each(QUERY)] == [a, b, c, d]


def test_orders(store, library):
    a, b, c, d = library
    assert found(store, sort="title") == [a, b, d, c]
    assert found(store, sort="level") == [d, a, c, b]
    assert found(store, sort="occupation") == [d, c, a, b]
    assert [row.id for row in store.postings.page(QUERY).rows] == [d, c, b, a]


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "color"},
        {"added_from": "yesterday"},
        {"cursor": "AAAA"},
        {"cursor": "W10"},
        {"cursor": "é"},
        {"cursor": "WyJhZGRlZCIsIHRydWUsIGZhbHNlLCBbXSwgMV0"},
    ],
)
def test_a_question_that_can_not_be_one_is_refused(store, query):
    with pytest.raises(SettingsError):
        store.postings.page(PostingQuery(**query))


def test_a_cursor_of_another_order_is_refused(store):
    for _ in range(3):
        add(store)
    cursor = store.postings.page(PostingQuery(limit=1)).next
    with pytest.raises(SettingsError):
        store.postings.page(PostingQuery(limit=1, sort="title", cursor=cursor))


def test_facets_leave_their_own_filter_out(store, library):
    plain = store.postings.facets(QUERY)
    assert [(one.value, one.n) for one in plain.occupations] == [("99-1001.00", 2), ("", 1), ("41-2011.00", 1)]
    assert [(one.value, one.n) for one in plain.levels] == [("", 1), ("developing", 2), ("advanced", 1)]
    assert [(one.value, one.n) for one in plain.tags] == [("x", 2), ("y", 1)]
    assert plain.occupations[0].label == "Bakers 99-1001.00"
    narrow = store.postings.facets(PostingQuery(level="advanced"))
    assert [(one.value, one.n) for one in narrow.levels] == [("", 1), ("developing", 2), ("advanced", 1)]
    assert [(one.value, one.n) for one in narrow.occupations] == [("99-1001.00", 1)]
    assert [(one.value, one.n) for one in narrow.tags] == [("x", 1), ("y", 1)]


def test_tags(store, library):
    a, b, c, d = library
    assert store.postings.tag([a, c, 99], " y ", "ann") == 2
    assert [(one.value, one.n) for one in store.postings.tags()] == [("x", 2), ("y", 3)]
    assert store.postings.untag([a, b, c, d], "x", "ann") == 2
    assert store.postings.untag([a], "x", "ann") == 0
    assert store.postings.row(a).tags == ("y",)
    assert store.postings.tag([a], "   ", "ann") == 0


def test_scored_again(store):
    number = add(store, covered=1)
    same = store.postings.rescored(number, analysis(covered=1), "bob")
    assert not same.kept
    assert same.score == 0
    change = store.postings.rescored(number, analysis(covered=3), "bob")
    assert change.kept
    assert change.score > 0
    assert len(change.gained) == 2
    assert change.lost == ()
    assert not change.level_changed
    other = store.postings.rescored(number, analysis(level="advanced", covered=0), "bob")
    assert other.level_changed
    assert other.score is None
    assert len(other.lost) == 3
    failed = store.postings.rescored(number, TOO_SHORT, "bob")
    assert (failed.gained, failed.lost, failed.after.failure_code) == ((), (), "JDM005")
    history = store.postings.history(number)
    assert [one.number for one in history] == [4, 3, 2, 1]
    assert history[-1].who == "ann"
    assert store.postings.row(number).analyses == 4
    assert store.postings.past(number, 1) == analysis(covered=1)
    assert store.postings.past(number, 4).code == "JDM005"
    with pytest.raises(NoSuchRecordError):
        store.postings.past(number, 5)


def test_where_a_statement_is_covered(store):
    numbers = [add(store, covered=n) for n in (3, 1, 2, 0)]
    store.postings.add(Posting("x", "too short"), TOO_SHORT, who=None)
    first, second, third = (f"99-1001.00/developing/{n}" for n in (1, 2, 3))
    counts = {one.statement: (one.covered, one.partial, one.analysed) for one in store.covers.counts("99-1001.00")}
    assert counts == {first: (3, 1, 4), second: (2, 1, 4), third: (1, 1, 4)}
    page = store.covers.covering("99-1001.00", first, limit=2)
    assert [(one.row.id, one.status) for one in page.rows] == [(numbers[2], "covered"), (numbers[1], "covered")]
    rest = store.covers.covering("99-1001.00", first, limit=2, cursor=page.next)
    assert [(one.row.id, one.status) for one in rest.rows] == [(numbers[0], "covered"), (numbers[3], "partial")]
    assert rest.next is None
    assert rest.rows[0].probability == 0.9
    store.postings.rescored(numbers[0], analysis(covered=0), None)
    store.postings.remove([numbers[1]], None)
    assert [(c.covered, c.partial, c.analysed) for c in store.covers.counts("99-1001.00")] == [
        (1, 2, 3),
        (1, 0, 3),
        (0, 1, 3),
    ]
    assert store.covers.counts("nothing") == ()
    assert store.covers.analysed_each() == {"99-1001.00": 3}
    with pytest.raises(SettingsError):
        store.covers.covering("99-1001.00", first, cursor="W10")


@pytest.fixture
def many(store):
    """A library with many equal values, so that pages end between them."""
    drawn = random.Random(5)
    for n in range(30):
        if n % 7 == 0:
            store.postings.add(Posting(f"{n}", f"Short text {n}"), TOO_SHORT, who=None)
            continue
        level = drawn.choice(list(store_kit.STATEMENTS))
        add(store, covered=drawn.choice((0, 1)), level=level, title=drawn.choice(("Ä", "a", "B", "_", None)))
    return store


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sort=st.sampled_from(SORTS),
    descending=st.booleans(),
    limit=st.integers(1, 12),
    level=st.sampled_from([None, "developing", ""]),
    words=st.sampled_from(["", "bakery", "text"]),
)
def test_paging_visits_every_row_once(many, sort, descending, limit, level, words):
    query = PostingQuery(sort=sort, descending=descending, limit=limit, level=level, words=words)
    there, home = walked(many, query)
    flat = [number for page in there for number in page]
    whole = many.postings.page(replace(query, limit=500))
    assert flat == [row.id for row in whole.rows]
    assert len(set(flat)) == len(flat) == whole.total
    assert sorted(flat) == list(many.postings.ids(query))
    assert home == there
