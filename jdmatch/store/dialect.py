"""What SQLite and PostgreSQL do differently, and nothing else: everything beside this module and the migrations is SQL
that both understand.

SQLite: one file with a write-ahead log, a write begins with ``BEGIN IMMEDIATE`` so that it never has to be taken back
half way, words are found by FTS5. PostgreSQL: psycopg 3, words by a tsvector with the same stemming and no stop words;
what must be done by one at a time is done under an advisory lock.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Executable,
    Select,
    Table,
    column,
    event,
    func,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL

from jdmatch.store.tables import posting_texts, postings

BUSY_MS = 20_000
MOST_PHRASES = 32
# Above so many SQLite is better off walking the order that is asked for and looking for each row among them.
_MANY = 4_000
# "jdm8" in ASCII: SQLite files carry the number of the program that they belong to.
APPLICATION_ID = 0x6A646D38
# Any two numbers of our own: the advisory locks of migrations and of the audit log's end.
_MIGRATION_LOCK, _AUDIT_LOCK = 0x6A646D38_0001, 0x6A646D38_0002


class Dialect(Protocol):
    """What the rest of the store asks of a kind of database."""

    name: str

    def prepare(self, engine: Engine) -> None:
        """Hang on the engine what every connection needs."""

    def lock_migrations(self, connection: Connection) -> None:
        """Wait until nobody else migrates, until this transaction ends."""

    def lock_audit(self, connection: Connection) -> None:
        """Wait until nobody else writes the audit log, until this transaction ends."""

    def found(self, words: str) -> Select[Any] | None:
        """The numbers of the postings that hold the words, None where nothing can hold them. Never an error, whatever
        the words are."""

    def among(self, connection: Connection, numbers: Select[Any]) -> ColumnElement[bool]:
        """The condition that a posting is among some, few or many."""

    def are_many(self, connection: Connection, numbers: Select[Any]) -> bool:
        """Whether there are so many that walking an order and looking at each is faster than taking them all."""

    def aside(self, key: ColumnElement[Any]) -> ColumnElement[Any]:
        """A column of ``postings`` whose index would be the wrong way in."""

    def by_kinds(self, wanted: Select[Any]) -> Select[Any]:
        """A question about many postings that the index of kinds can answer without their rows."""

    def insert_new(self, into: Table) -> Any:
        """An INSERT that leaves rows alone that are there already."""

    def compact(self, engine: Engine) -> None:
        """Give space back, and leave nothing readable of what was deleted."""

    def tidy(self, connection: Connection) -> None:
        """Bring the planner's figures up to date, where the database doesn't do so by itself."""

    def size(self, connection: Connection) -> int | None:
        """Bytes on disk, None where it can't be told."""


def dialect_of(url: URL) -> Dialect:
    """The dialect of a URL that ``opening`` has let through."""
    return Postgres() if url.get_backend_name() == "postgresql" else Sqlite()


def phrases(words: str) -> list[str]:
    """What a user typed as phrases of plain words: those in quotes together, and "e-mail" as "e mail". Nothing that is
    an operator anywhere is left."""
    pieces: list[str] = []
    for place, part in enumerate(words.split('"')):
        pieces += [part] if place % 2 else part.split()
    told = (" ".join(re.findall(r"[^\W_]+", piece)) for piece in pieces)
    return [phrase for phrase in told if phrase][:MOST_PHRASES]


class Sqlite:
    """One file, or several beside it."""

    name = "sqlite"

    def prepare(self, engine: Engine) -> None:
        """Pragmas for each connection, and transactions that begin where SQLAlchemy says so."""

        @event.listens_for(engine, "connect")
        def connected(connection: sqlite3.Connection, _record: object) -> None:
            connection.isolation_level = None
            for pragma in (
                f"busy_timeout={BUSY_MS}",
                "journal_mode=WAL",
                "synchronous=FULL",
                "foreign_keys=ON",
                "temp_store=MEMORY",
                # Of each connection, of which there may be thirty; behind it is the system's own cache.
                "cache_size=-8192",
            ):
                connection.execute(f"PRAGMA {pragma}").close()

        @event.listens_for(engine, "begin")
        def begun(connection: Connection) -> None:
            writes = connection.get_execution_options().get("writes")
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    def lock_migrations(self, connection: Connection) -> None:
        """Nothing: BEGIN IMMEDIATE has waited already."""

    def lock_audit(self, connection: Connection) -> None:
        """Nothing: there is one writer."""

    def found(self, words: str) -> Select[Any] | None:
        """By FTS5. Phrases stand in quotes, so that nothing in them is an operator."""
        wanted = phrases(words)
        if not wanted:
            return None
        fts = table("posting_fts", column("rowid"))
        query = " ".join(f'"{phrase}"' for phrase in wanted)
        return select(fts.c.rowid).where(literal_column("posting_fts").op("MATCH")(query))

    def among(self, connection: Connection, numbers: Select[Any]) -> ColumnElement[bool]:
        """Few are looked up one by one; among many each row that is met in the order asked for is looked for."""
        many = self.are_many(connection, numbers)
        # The unary plus keeps the planner from looking up every one by its number and sorting them all.
        number: ColumnElement[int] = literal_column("+postings.id") if many else postings.c.id
        return number.in_(numbers)

    def are_many(self, connection: Connection, numbers: Select[Any]) -> bool:
        """By looking whether there is one behind so many: of ranges and words SQLite does not know."""
        return connection.execute(numbers.limit(1).offset(_MANY)).first() is not None

    def aside(self, key: ColumnElement[Any]) -> ColumnElement[Any]:
        """With a unary plus."""
        return literal_column(f"+postings.{key.name}", key.type)

    def by_kinds(self, wanted: Select[Any]) -> Select[Any]:
        """Told to use it: a shorter index that leads to rows looks better to SQLite, and costs five times as much."""
        return wanted.with_hint(postings, "INDEXED BY postings_kinds", "sqlite")

    def insert_new(self, into: Table) -> Any:
        """INSERT … ON CONFLICT DO NOTHING."""
        return sqlite.insert(into).on_conflict_do_nothing()

    def compact(self, engine: Engine) -> None:
        """Merge the word index, VACUUM, and empty the write-ahead log: deleted words stand in all three."""
        raw = engine.raw_connection()
        try:
            cursor = raw.cursor()
            cursor.execute("INSERT INTO posting_fts(posting_fts) VALUES('optimize')")
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.close()
        finally:
            raw.close()

    def tidy(self, connection: Connection) -> None:
        """ANALYZE, over a sample."""
        connection.exec_driver_sql("PRAGMA analysis_limit=1000")
        connection.exec_driver_sql("ANALYZE")

    def size(self, connection: Connection) -> int | None:
        """Pages × page size."""
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        return int(pages) * int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())


class Postgres:
    """A server."""

    name = "postgresql"

    def prepare(self, engine: Engine) -> None:
        """Nothing: the server's defaults are right."""

    def lock_migrations(self, connection: Connection) -> None:
        """An advisory lock of the transaction."""
        connection.execute(select(func.pg_advisory_xact_lock(_MIGRATION_LOCK)))

    def lock_audit(self, connection: Connection) -> None:
        """An advisory lock of the transaction."""
        connection.execute(select(func.pg_advisory_xact_lock(_AUDIT_LOCK)))

    def found(self, words: str) -> Select[Any] | None:
        """By the tsvector. ``phraseto_tsquery`` knows no operators."""
        wanted = phrases(words)
        if not wanted:
            return None
        query: ColumnElement[Any] | None = None
        for phrase in wanted:
            one = func.phraseto_tsquery(literal_column("'jdmatch_words'::regconfig"), phrase)
            query = one if query is None else query.op("&&")(one)
        return select(posting_texts.c.posting_id).where(literal_column("posting_texts.words").op("@@")(query))

    def among(self, connection: Connection, numbers: Select[Any]) -> ColumnElement[bool]:
        """The planner knows best."""
        return postings.c.id.in_(numbers)

    def are_many(self, connection: Connection, numbers: Select[Any]) -> bool:
        """Nobody needs to know: the planner knows best."""
        return False

    def aside(self, key: ColumnElement[Any]) -> ColumnElement[Any]:
        """The planner knows best."""
        return key

    def by_kinds(self, wanted: Select[Any]) -> Select[Any]:
        """The planner knows best."""
        return wanted

    def insert_new(self, into: Table) -> Any:
        """INSERT … ON CONFLICT DO NOTHING."""
        return postgresql.insert(into).on_conflict_do_nothing()

    def compact(self, engine: Engine) -> None:
        """VACUUM with new figures for the planner; the server gives space back in its own time."""
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for name in _TABLES:
                connection.execute(_vacuum(name))

    def tidy(self, connection: Connection) -> None:
        """Nothing: autovacuum does it."""

    def size(self, connection: Connection) -> int | None:
        """The whole database's size."""
        return int(connection.execute(select(func.pg_database_size(func.current_database()))).scalar_one())


_TABLES: Sequence[str] = ("postings", "posting_texts", "analyses", "covers", "posting_tags", "drafts", "draft_versions")


def _vacuum(name: str) -> Executable:
    return text(f"VACUUM (ANALYZE) {name}")
