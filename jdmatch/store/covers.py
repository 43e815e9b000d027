"""Where statements are covered: for every statement the postings whose current analysis covers it, wholly or in part.

Only what is covered stands here; that a posting says nothing about a statement follows from its having been analysed
against the framework. A new analysis of a posting takes the place of the old one.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from sqlalchemy import Connection, Label, case, delete, func, insert, select, tuple_

from jdmatch.errors import SettingsError
from jdmatch.records import Analysis, Failure
from jdmatch.store import listing
from jdmatch.store.database import Database, plain
from jdmatch.store.dialect import Dialect
from jdmatch.store.records import MAX_LIMIT, Covering, CoveringPage, StatementCounts
from jdmatch.store.tables import covers, posting_frameworks, postings, statements

_STATUS = {"covered": 2, "partial": 1}
_NAMES = {number: name for name, number in _STATUS.items()}
_AT_ONCE = 400


def cover(connection: Connection, dialect: Dialect, posting: int, result: Analysis | Failure) -> None:
    """Write down what a posting's new current analysis covers, in place of what stands there."""
    connection.execute(delete(covers).where(covers.c.posting_id == posting))
    connection.execute(delete(posting_frameworks).where(posting_frameworks.c.posting_id == posting))
    if isinstance(result, Failure) or result.coverage is None:
        return
    found: dict[tuple[str, str], tuple[int, float]] = {}
    frameworks = {result.coverage.framework}
    for one in result.coverage.statements:
        frameworks.add(one.framework)
        status = _STATUS.get(result.status(one))
        if status is not None:
            found[one.framework, one.statement] = (status, float(one.probability))
    rows = [{"framework": plain(name), "posting_id": posting} for name in sorted(frameworks)]
    connection.execute(insert(posting_frameworks), rows)
    numbers = _numbers(connection, dialect, sorted(found))
    if found:
        connection.execute(
            insert(covers),
            [
                {"statement_id": numbers[key], "status": status, "posting_id": posting, "probability": probability}
                for key, (status, probability) in sorted(found.items())
            ],
        )


class Covers:
    """The statements that the postings of one database cover."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def covering(self, framework: str, statement: str, *, limit: int = 50, cursor: str | None = None) -> CoveringPage:
        """The postings that cover a statement, covered before partial, each newest first. SettingsError for a cursor
        that isn't one."""
        limit = max(1, min(limit, MAX_LIMIT))
        key = tuple_(covers.c.status, covers.c.posting_id)
        wanted = (
            select(covers.c.status, covers.c.probability, postings)
            .join(postings, postings.c.id == covers.c.posting_id)
            .join(statements, statements.c.id == covers.c.statement_id)
            .where(statements.c.framework == plain(framework), statements.c.statement == plain(statement))
            .order_by(covers.c.status.desc(), covers.c.posting_id.desc())
            .limit(limit + 1)
        )
        if cursor is not None:
            wanted = wanted.where(key < _place(cursor))
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
            shown = listing.to_rows(connection, rows[:limit])
        out = tuple(
            Covering(one, "covered" if row.status == _STATUS["covered"] else "partial", row.probability)
            for one, row in zip(shown, rows, strict=False)
        )
        return CoveringPage(out, _token(rows[limit - 1].status, rows[limit - 1].id) if len(rows) > limit else None)

    def counts(self, framework: str) -> tuple[StatementCounts, ...]:
        """Every statement of a framework that any posting covers, with the numbers of postings, in the order of the
        ids. Statements that are not in it are covered nowhere."""
        name = plain(framework)
        wanted = (
            select(statements.c.statement, _of("covered"), _of("partial"))
            .join(covers, covers.c.statement_id == statements.c.id)
            .where(statements.c.framework == name)
            .group_by(statements.c.statement)
            .order_by(statements.c.statement)
        )
        with self._database.read() as connection:
            analysed = self._analysed(connection, name)
            rows = connection.execute(wanted).all()
        return tuple(StatementCounts(row.statement, row.covered, row.partial, analysed) for row in rows)

    def analysed(self, framework: str) -> int:
        """How many postings' current analyses say something about a framework."""
        with self._database.read() as connection:
            return self._analysed(connection, plain(framework))

    def analysed_each(self) -> Mapping[str, int]:
        """The same for every framework that any posting was analysed against, by id."""
        counted = func.count().label("n")
        wanted = select(posting_frameworks.c.framework, counted).group_by(posting_frameworks.c.framework)
        with self._database.read() as connection:
            return {row.framework: row.n for row in connection.execute(wanted)}

    def _analysed(self, connection: Connection, framework: str) -> int:
        wanted = select(func.count()).where(posting_frameworks.c.framework == framework)
        return int(connection.execute(wanted).scalar_one())


def _of(status: str) -> Label[int]:
    return func.sum(case((covers.c.status == _STATUS[status], 1), else_=0)).label(status)


def _numbers(connection: Connection, dialect: Dialect, keys: list[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The numbers of statements by framework and id, made where they are new. In one order everywhere, so that two at
    once never wait for each other."""
    out: dict[tuple[str, str], int] = {}
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        pairs = {(plain(framework), plain(statement)): (framework, statement) for framework, statement in some}
        here = tuple_(statements.c.framework, statements.c.statement)
        wanted = select(statements).where(here.in_(list(pairs)))
        known = {(row.framework, row.statement): row.id for row in connection.execute(wanted)}
        if new := [{"framework": a, "statement": b} for a, b in sorted(set(pairs) - set(known))]:
            connection.execute(dialect.insert_new(statements), new)
            known = {(row.framework, row.statement): row.id for row in connection.execute(wanted)}
        out |= {pairs[key]: number for key, number in known.items()}
    return out


def _token(status: int, posting: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([status, posting]).encode()).decode().rstrip("=")


def _place(cursor: str) -> tuple[int, int]:
    try:
        status, posting = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if status not in _NAMES or not isinstance(posting, int) or abs(posting) >= 1 << 63:
            raise ValueError(posting)
    except (ValueError, TypeError, RecursionError) as error:
        raise SettingsError("The place in the list is not one of this list: begin at its first page.") from error
    return status, posting
