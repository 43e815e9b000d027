"""Opening a database: which one, whether it can be used, and brought to the tables of this jdmatch.

Without a URL it is ``jdmatch.db`` in the data folder. What goes wrong is told as what it is: a folder that may not be
written, a file that is no database or another program's, a server that does not answer, a password that is wrong, a
database that is newer than this jdmatch.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import create_engine, exc, text
from sqlalchemy.engine import URL, make_url

from jdmatch.errors import MissingExtraError, SettingsError, StoreError
from jdmatch.settings import Settings
from jdmatch.store import keeping, migrating
from jdmatch.store.audit import Audit
from jdmatch.store.covers import Covers
from jdmatch.store.database import Database, now, reason
from jdmatch.store.dialect import APPLICATION_ID, dialect_of
from jdmatch.store.drafts import Drafts
from jdmatch.store.jobs import Jobs
from jdmatch.store.postings import Postings
from jdmatch.store.records import Info, Purged
from jdmatch.store.remarks import Remarks
from jdmatch.store.signing_in import SigningIn
from jdmatch.store.users import Users

FILE = "jdmatch.db"
_CONNECT_SECONDS = 10


@dataclass(frozen=True)
class Store:
    """A database that is open. Its parts can be used from any thread."""

    database: Database
    audit: Audit
    postings: Postings
    covers: Covers
    drafts: Drafts
    remarks: Remarks
    jobs: Jobs
    users: Users
    signing_in: SigningIn

    def purge(self, older_than: timedelta, who: str | None) -> Purged:
        """Remove what is older; the audit log stays. StoreError."""
        return keeping.purge(self.database, self.audit, older_than, who)

    def backup(self, path: Path) -> None:
        """Write a copy to a file. OutputError, StoreError."""
        keeping.backup(self.database, path)

    def info(self) -> Info:
        """What the database holds."""
        return keeping.info(self.database)

    def ready(self) -> None:
        """StoreError where the database does not answer, or is no longer at the version of this jdmatch."""
        with self.database.read() as connection:
            if migrating.version(connection) != migrating.head():
                raise StoreError("The database is not at the version of this jdmatch: jdmatch db upgrade")

    def close(self) -> None:
        """Close all connections."""
        self.database.engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_store(url: str | None, settings: Settings, *, make: bool = True, clock: Callable[[], datetime] = now) -> Store:
    """Open a database, made where there is none, with its migrations run. ``url``: ``sqlite:///path``,
    ``postgresql://user:password@host/name``, a plain path of a file, or None for the data folder's own. Without
    ``make`` a database that is not there yet is a StoreError. ``clock`` is for tests.

    SettingsError (exit 2) for a URL that is none; MissingExtraError without psycopg; StoreError (exit 3) where the
    database can't be used (JDM083) or is newer than this jdmatch (JDM084).
    """
    database = connected(url, settings, make=make, clock=clock)
    try:
        migrating.upgrade(database)
    except BaseException:
        database.engine.dispose()
        raise
    audit = Audit(database)
    return Store(
        database=database,
        audit=audit,
        postings=Postings(database, audit),
        covers=Covers(database),
        drafts=Drafts(database, audit),
        remarks=Remarks(database, audit),
        jobs=Jobs(database, audit),
        users=Users(database, audit),
        signing_in=SigningIn(database, audit),
    )


def look_at(url: str | None, settings: Settings) -> Info:
    """What a database holds; none is made and nothing is migrated. Errors as ``open_store``, and StoreError where there
    is none."""
    database = connected(url, settings, make=False)
    try:
        return keeping.info(database)
    finally:
        database.engine.dispose()


def restore(path: Path, url: str | None, settings: Settings, *, overwrite: bool = False) -> None:
    """Put a backup in the place of a database. StoreError, OutputError; see ``keeping.restore``."""
    keeping.restore(path, resolved(url, settings), overwrite=overwrite)


def resolved(url: str | None, settings: Settings) -> URL:
    """The URL with its driver. SettingsError for one of another kind of database."""
    if url is None:
        return URL.create("sqlite", database=str(settings.data_folder / FILE))
    if "://" not in url:
        return URL.create("sqlite", database=url)
    try:
        parsed = make_url(url)
    except (exc.ArgumentError, ValueError) as error:
        raise SettingsError("The URL of the database can not be read: give sqlite:///FILE or postgresql://…") from error
    if parsed.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername in ("sqlite", "sqlite+pysqlite") and parsed.database not in (None, "", ":memory:"):
        return parsed.set(drivername="sqlite")
    raise SettingsError(
        f"jdmatch keeps nothing in '{parsed.render_as_string(hide_password=True)}': give sqlite:///FILE or "
        "postgresql://HOST/NAME."
    )


def connected(
    url: str | None, settings: Settings, *, make: bool = True, clock: Callable[[], datetime] = now
) -> Database:
    """The database of a URL, reached but not migrated. Errors as ``open_store``."""
    parsed = resolved(url, settings)
    dialect = dialect_of(parsed)
    if dialect.name == "sqlite":
        file = Path(str(parsed.database))
        if not make and not file.exists():
            raise _none_yet(parsed)
        _see_file(file)
        engine = create_engine(parsed, pool_size=10, max_overflow=20, hide_parameters=True)
    else:
        engine = _server(parsed)
    dialect.prepare(engine)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1")).scalar()
    except exc.DBAPIError as error:
        engine.dispose()
        shown = parsed.render_as_string(hide_password=True)
        raise StoreError(f"The database {shown} can not be used: {reason(error)}. {_ADVICE[dialect.name]}") from error
    database = Database(engine, dialect, clock)
    try:
        if not make and _is_empty(database):
            raise _none_yet(parsed)
    except BaseException:
        engine.dispose()
        raise
    return database


def _is_empty(database: Database) -> bool:
    with database.read() as connection:
        return migrating.version(connection) is None


def _none_yet(url: URL) -> StoreError:
    shown = url.render_as_string(hide_password=True)
    return StoreError(f"{shown} holds nothing of jdmatch yet. jdmatch serve or jdmatch db upgrade makes it.")


_ADVICE = {
    "sqlite": "Check the file's permissions and the space on its disk.",
    "postgresql": "Check that the server runs, and host, name, user and password of --database.",
}


def _server(url: URL) -> Any:
    try:
        return create_engine(
            url,
            pool_size=10,
            max_overflow=20,
            pool_pre_ping=True,
            hide_parameters=True,  # errors go to logs, and logs hold no posting text
            connect_args={"connect_timeout": _CONNECT_SECONDS, "application_name": "jdmatch"},
        )
    except ModuleNotFoundError as error:
        raise MissingExtraError("A database on PostgreSQL", "postgres") from error


def _see_file(path: Path) -> None:
    """Make the folder and an empty file that others can't read, or see that what is there is a database of jdmatch that
    may be written. StoreError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Postings may be confidential: the file and the two that SQLite puts beside it are the owner's alone.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        why = "it is a folder" if path.is_dir() else error.strerror or str(error)
        raise StoreError(f"The database {path} can not be written: {why}. Name another with --database.") from error
    if not path.stat().st_size:
        return
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=20)) as connection:
            number = connection.execute("PRAGMA application_id").fetchone()[0]
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.Error as error:
        raise StoreError(f"{path} is no database: {error}. Name another, or restore a backup over it.") from error
    if tables and number != APPLICATION_ID:
        raise StoreError(f"{path} is a database of another program. Name another with --database.")
