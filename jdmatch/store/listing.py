"""Pages of postings: filters, order, cursors, totals, and what a list can be narrowed to.

Paging is by key, not by offset: a cursor holds the value that the list is sorted by and the number of the row at the
page's end, so that page 1,900 costs what page 1 costs, and a posting that is added meanwhile moves nothing. Totals are
counted up to ``COUNTED`` and are "more than" that above.
"""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, false, func, select, tuple_

from jdmatch.errors import SettingsError, nearest
from jdmatch.store.database import plain
from jdmatch.store.dialect import Dialect
from jdmatch.store.records import MAX_LIMIT, Count, Facets, Page, PostingQuery, PostingRow
from jdmatch.store.summary import of_columns
from jdmatch.store.tables import posting_tags, postings

COUNTED = 1_000
TAGS = 200  # of a facet
_KEYS = {
    "added": postings.c.added,
    "title": postings.c.title_key,
    "score": postings.c.score,
    "level": postings.c.level_order,
    "occupation": postings.c.occupation_title,
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z?")
_KINDS = ("occupation", "level", "framework")


def page(connection: Connection, dialect: Dialect, query: PostingQuery) -> Page:
    """The page of a query. SettingsError for a sort, date or cursor that can't be one."""
    key = _key(query)
    limit = max(1, min(query.limit, MAX_LIMIT))
    at, back = _cursor(query)
    asked = filters(dialect, query)
    conditions = asked.conditions(connection, dialect)
    descending = query.descending != back
    # A range of something else than the order: where it leaves few they are taken and sorted, where it leaves many
    # they are met soon in the order asked for.
    ranged = _ranged(query)
    many = ranged and dialect.are_many(connection, _in_range(dialect, query))
    walked = filters(dialect, query, aside=True).conditions(connection, dialect) if many else conditions
    wanted = select(postings.c.id).where(*walked)
    if at is not None:
        here = tuple_(key, postings.c.id)
        wanted = wanted.where(here < at if descending else here > at)
    by = dialect.aside(key) if ranged and not many else key
    order = (by.desc(), postings.c.id.desc()) if descending else (by, postings.c.id)
    # First the numbers, for which an index is enough, then the rows of the page alone.
    numbers = list(connection.execute(wanted.order_by(*order).limit(limit + 1)).scalars())
    whole = {row.id: row for row in connection.execute(select(postings).where(postings.c.id.in_(numbers)))}
    rows = [whole[number] for number in numbers if number in whole]
    further = len(numbers) > limit
    rows = rows[:limit]
    if back:
        rows.reverse()
    before, after = (further, at is not None) if back else (at is not None, further)
    total = _counted(connection, asked, conditions)
    return Page(
        rows=tuple(to_rows(connection, rows)),
        total=min(total, COUNTED),
        more=total > COUNTED,
        next=_token(query, rows[-1], back=False) if rows and after else None,
        previous=_token(query, rows[0], back=True) if rows and before else None,
    )


def ids(connection: Connection, dialect: Dialect, query: PostingQuery, after: int, limit: int) -> list[int]:
    """The next ids of a query in the order of the ids, whatever its sort, page and cursor."""
    wanted = select(postings.c.id).where(
        postings.c.id > after, *filters(dialect, query).conditions(connection, dialect)
    )
    return list(connection.execute(wanted.order_by(postings.c.id).limit(limit)).scalars())


def facets(connection: Connection, dialect: Dialect, query: PostingQuery) -> Facets:
    """What the postings of a query can be narrowed to; each list without its own filter."""
    # One pass under the filters of everything else tells all kinds apart; what is chosen among them is then taken out
    # here, for each list but its own.
    others = filters(dialect, replace(query, occupation=None, level=None, framework=None))
    found: dict[str, Counter[str]] = {name: Counter() for name in _KINDS}
    titles: dict[str, str] = {}
    orders: dict[str, float] = {}
    for row in connection.execute(dialect.by_kinds(_kinds(others.conditions(connection, dialect)))):
        titles[row.occupation] = row.occupation_title
        orders[row.level] = row.level_order
        refused = [name for name in _KINDS if getattr(query, name) not in (None, getattr(row, name))]
        for name in _KINDS:
            if not refused or refused == [name]:
                found[name][getattr(row, name)] += row.n
    tags = connection.execute(_tags(dialect, filters(dialect, replace(query, tag=None)))).all()
    levels = sorted(found["level"].items(), key=lambda one: (orders[one[0]], one[0]))
    return Facets(
        occupations=tuple(Count(value, titles[value], n) for value, n in _ranked(found["occupation"])),
        levels=tuple(Count(value, value, n) for value, n in levels),
        frameworks=tuple(Count(value, value, n) for value, n in _ranked(found["framework"])),
        tags=tuple(Count(row.tag, row.tag, row.n) for row in tags),
    )


@dataclass(frozen=True)
class Filters:
    """What a query asks of postings: conditions on their columns, and sets of numbers that they must all be among. Sets
    may hold most of the library and are made once in a question, where that can be."""

    columns: tuple[ColumnElement[bool], ...]
    sets: tuple[Select[Any], ...]

    def conditions(self, connection: Connection, dialect: Dialect) -> list[ColumnElement[bool]]:
        """All of it as conditions on ``postings``."""
        return [*self.columns, *(dialect.among(connection, one) for one in self.sets)]


def filters(dialect: Dialect, query: PostingQuery, *, aside: bool = False) -> Filters:
    """The filters of a query, without its cursor. ``aside``: ranges are no way in."""
    score = dialect.aside(postings.c.score) if aside and query.sort != "score" else postings.c.score
    added = dialect.aside(postings.c.added) if aside and query.sort != "added" else postings.c.added
    values = {name: getattr(query, name) for name in _KINDS}
    out: list[ColumnElement[bool]] = [
        postings.c[name] == plain(value) for name, value in values.items() if value is not None
    ]
    if query.score_from is not None or query.score_to is not None:
        # Postings without a score are outside any range.
        out.append(score >= max(0.0, query.score_from or 0.0))
    if query.score_to is not None:
        out.append(score <= query.score_to)
    if query.added_from is not None:
        out.append(added >= _moment("added_from", query.added_from, end=False))
    if query.added_to is not None:
        out.append(added <= _moment("added_to", query.added_to, end=True))
    if query.failed is not None:
        failed = postings.c.failure_code.is_not(None)
        out.append(failed if query.failed else ~failed)
    sets: list[Select[Any]] = []
    if query.tag is not None:
        sets.append(select(posting_tags.c.posting_id).where(posting_tags.c.tag == plain(query.tag)))
    if query.words.strip():
        hits = dialect.found(query.words)
        if hits is None:
            out.append(false())
        else:
            sets.append(hits)
    return Filters(tuple(out), tuple(sets))


def to_rows(connection: Connection, rows: Sequence[Row[Any]]) -> list[PostingRow]:
    """Rows of ``postings`` as records, with their tags."""
    tags: dict[int, list[str]] = {}
    if rows:
        wanted = select(posting_tags).where(posting_tags.c.posting_id.in_([row.id for row in rows]))
        for tag in connection.execute(wanted.order_by(posting_tags.c.tag)):
            tags.setdefault(tag.posting_id, []).append(tag.tag)
    return [
        PostingRow(
            id=row.id,
            name=row.name,
            title=row.title,
            source=row.source,
            format=row.format,
            added=row.added,
            added_by=row.added_by,
            changed=row.changed,
            analysis_id=row.analysis_id,
            analyses=row.analyses,
            summary=of_columns(row._mapping),
            tags=tuple(tags.get(row.id, ())),
        )
        for row in rows
    ]


def _key(query: PostingQuery) -> ColumnElement[Any]:
    if query.sort not in _KEYS:
        raise SettingsError(f"Postings can not be sorted by '{query.sort}'.{nearest(query.sort, list(_KEYS))}")
    return _KEYS[query.sort]


def _ranged(query: PostingQuery) -> bool:
    """Whether a range of something else than the list is sorted by may leave few rows."""
    scores = query.score_from is not None or query.score_to is not None
    times = query.added_from is not None or query.added_to is not None
    return (scores and query.sort != "score") or (times and query.sort != "added")


def _in_range(dialect: Dialect, query: PostingQuery) -> Select[Any]:
    """The numbers of the postings within a query's ranges alone."""
    told = PostingQuery(
        score_from=query.score_from, score_to=query.score_to, added_from=query.added_from, added_to=query.added_to
    )
    return select(postings.c.id).where(*filters(dialect, told).columns)


def _counted(connection: Connection, asked: Filters, conditions: list[ColumnElement[bool]]) -> int:
    # A set alone is counted without being made.
    alone = asked.sets[0] if len(asked.sets) == 1 and not asked.columns else None
    few = (select(postings.c.id).where(*conditions) if alone is None else alone).limit(COUNTED + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(few)).scalar_one())


def _kinds(conditions: list[ColumnElement[bool]]) -> Select[Any]:
    c = postings.c
    kinds = (c.occupation, c.occupation_title, c.level, c.level_order, c.framework)
    return select(*kinds, func.count().label("n")).where(*conditions).group_by(*kinds)


def _tags(dialect: Dialect, asked: Filters) -> Select[Any]:
    c, n = posting_tags.c, func.count().label("n")
    wanted = select(c.tag, n)
    # The narrower condition first: of what it refuses nobody asks whether it is in a set.
    if asked.columns:
        wanted = wanted.where(c.posting_id.in_(dialect.by_kinds(select(postings.c.id).where(*asked.columns))))
    wanted = wanted.where(*(c.posting_id.in_(numbers) for numbers in asked.sets))
    return wanted.group_by(c.tag).order_by(n.desc(), c.tag).limit(TAGS)


def _ranked(counter: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda one: (-one[1], one[0]))


def _moment(name: str, value: str, *, end: bool) -> str:
    if _DAY.fullmatch(value):
        return f"{value}T23:59:59.999999Z" if end else f"{value}T00:00:00.000000Z"
    if _MOMENT.fullmatch(value):
        return value.removesuffix("Z") + ("\x7f" if end else "")
    raise SettingsError(f"{name} is {value!r}: give a day as 2026-01-31, or a time as 2026-01-31T09:30:00Z, in UTC.")


def _token(query: PostingQuery, row: Row[Any], *, back: bool) -> str:
    value = row._mapping[_KEYS[query.sort].name]
    data = json.dumps([query.sort, query.descending, back, value, row.id]).encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _cursor(query: PostingQuery) -> tuple[tuple[Any, int] | None, bool]:
    if query.cursor is None:
        return None, False
    try:
        data = base64.urlsafe_b64decode(query.cursor + "=" * (-len(query.cursor) % 4))
        sort, descending, back, value, number = json.loads(data)
        kind = (int, float) if query.sort in ("score", "level") else str
        if (sort, descending) != (query.sort, query.descending) or not isinstance(value, kind):
            raise ValueError(sort)
        if not isinstance(back, bool) or not isinstance(number, int) or abs(number) >= 1 << 63:
            raise ValueError(number)
    except (ValueError, TypeError, RecursionError) as error:
        raise SettingsError("The place in the list is not one of this list: begin at its first page.") from error
    return (value if not isinstance(value, str) else plain(value), number), back
