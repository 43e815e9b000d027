"""A database that is open: connections to read from and transactions to write in, and the hour.

Every part of the store works through ``read`` and ``write``. What goes wrong below (a disk that is full, a server that
went away, a lock that nobody gives back) leaves here as a ``StoreError`` that says so, without SQL and without values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, Select, exc, select
from sqlalchemy.sql.elements import ColumnElement

from jdmatch.errors import ConflictError, NoSuchRecordError, StoreError
from jdmatch.store.dialect import Dialect


def now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """UTC in ISO form with six places, so that moments sort as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def plain(words: str) -> str:
    """A text that any database takes: without NUL, and with halves of surrogate pairs shown as question marks."""
    return words.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


@dataclass(frozen=True)
class Database:
    """An engine with its dialect, and a clock that tests can set."""

    engine: Engine
    dialect: Dialect
    clock: Callable[[], datetime] = now

    def time(self) -> str:
        """The hour as it is written."""
        return iso(self.clock())

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the database. StoreError."""
        with told(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction: kept whole, or not at all where anything is raised. StoreError, ConflictError."""
        with told(), self.engine.connect() as connection:
            connection = connection.execution_options(writes=True)
            with connection.begin():
                yield connection


@contextmanager
def told() -> Iterator[None]:
    """Say in jdmatch's own errors what the database could not do."""
    try:
        yield
    except exc.IntegrityError as error:
        raise ConflictError(
            "Nothing was written: what it belongs to was removed or changed meanwhile. Load it again."
        ) from error
    except (exc.OperationalError, exc.TimeoutError, exc.InterfaceError, exc.InternalError, exc.DataError) as error:
        raise StoreError(f"The database could not do what was asked: {reason(error)}.") from error
    except exc.DatabaseError as error:
        raise StoreError(
            f"The database is damaged or not one of jdmatch's: {reason(error)}. Restore a backup: jdmatch db restore"
        ) from error


def reason(error: Exception) -> str:
    """What the driver said in its first line, without SQL and its values."""
    said = str(getattr(error, "orig", None) or error).strip().splitlines()
    return said[0].rstrip(".") if said else type(error).__name__


def must_exist(connection: Connection, what: str, number: object, condition: ColumnElement[bool]) -> None:
    """NoSuchRecordError where no row fulfils the condition."""
    found: Select[tuple[int]] = select(1).where(condition)
    if connection.execute(found).first() is None:
        raise nothing_of(what, number)


def nothing_of(what: str, number: object) -> NoSuchRecordError:
    """The error for a number or name that is not there."""
    return NoSuchRecordError(f"There is no {what} {number}: it was removed, or never there.")
