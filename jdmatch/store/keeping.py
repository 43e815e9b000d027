"""How long things are kept and where else: purging what is old, backup, restore, and what a database holds.

A purge removes what is older than a limit and leaves the audit log, which says that there was a purge. A backup of
SQLite is made while the server runs; of PostgreSQL its own tool makes it. A restore puts a whole checked database in
place, and never over another without being told to.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Table, and_, delete, func, select
from sqlalchemy.engine import URL

from jdmatch.errors import OutputError, StoreError
from jdmatch.store.audit import Audit
from jdmatch.store.database import Database, iso, reason
from jdmatch.store.dialect import APPLICATION_ID
from jdmatch.store.migrating import VERSION_TABLE, head, scripts, version
from jdmatch.store.records import Info, Purged
from jdmatch.store.signing_in import secret_file
from jdmatch.store.tables import analyses, audit, drafts, jobs, postings, users


def purge(database: Database, log: Audit, older_than: timedelta, who: str | None) -> Purged:
    """Remove postings that were added, earlier analyses that were made, drafts that were last saved and jobs that ended
    longer ago than that, and give the space back."""
    with database.write() as connection:
        border = iso(database.clock() - older_than)
        old = analyses.c.id.not_in(select(postings.c.analysis_id))
        # Analyses of purged postings go with them; counted are the earlier ones of postings that stay.
        removed = Purged(
            postings=connection.execute(delete(postings).where(postings.c.added < border)).rowcount,
            analyses=connection.execute(delete(analyses).where(analyses.c.at < border, old)).rowcount,
            drafts=connection.execute(delete(drafts).where(drafts.c.changed < border)).rowcount,
            jobs=connection.execute(
                delete(jobs).where(and_(jobs.c.state != "open", jobs.c.finished < border))
            ).rowcount,
        )
        counts = {name: getattr(removed, name) for name in ("postings", "analyses", "drafts", "jobs")}
        log.write(connection, "database.purge", "database", who, counts | {"before": border})
    database.dialect.compact(database.engine)
    return removed


def info(database: Database) -> Info:
    """What the database holds."""
    with database.read() as connection:
        return Info(
            where=database.engine.url.render_as_string(hide_password=True),
            dialect=database.dialect.name,
            version=version(connection) or "",
            bytes=database.dialect.size(connection),
            postings=_count(connection, postings),
            analyses=_count(connection, analyses),
            drafts=_count(connection, drafts),
            jobs=_count(connection, jobs),
            users=_count(connection, users),
            audit=_count(connection, audit),
        )


def backup(database: Database, path: Path) -> None:
    """Write a copy of a SQLite database that is as it was at one moment, while others go on working with it.
    OutputError where that can't be written; StoreError for PostgreSQL, with the line to type."""
    if database.dialect.name != "sqlite":
        url = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=True)
        raise StoreError(
            f"A backup of PostgreSQL is made by its own tool: pg_dump --format=custom --file={path} '{url}'. "
            "Restore it with pg_restore."
        )
    if path.is_dir():
        raise OutputError(f"{path} is a folder: give the name of a file to write.")
    with _beside(path) as temporary:
        raw = database.engine.raw_connection()
        try:
            with contextlib.closing(sqlite3.connect(temporary)) as copy:
                cast("sqlite3.Connection", raw.driver_connection).backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.Error as error:
            raise OutputError(f"The backup {path} can not be written: {error}. Free some space.") from error
        finally:
            raw.close()
        _see_whole(temporary)


def restore(path: Path, url: URL, *, overwrite: bool) -> None:
    """Put a backup in place of a SQLite database. StoreError where the backup is damaged or a newer jdmatch's, where
    there is a database already and ``overwrite`` was not said, where a server is using it, and for PostgreSQL."""
    if url.get_backend_name() != "sqlite":
        raise StoreError(
            "A backup of PostgreSQL is restored by its own tool: pg_restore --clean --if-exists --dbname=URL FILE"
        )
    if not path.is_file():
        raise StoreError(f"There is no backup {path}. Name a file that jdmatch db backup has written.")
    _see_whole(path)
    target = Path(str(url.database))
    if target.exists():
        if not overwrite:
            raise StoreError(f"{target} is there already. Say --overwrite to put the backup in its place.")
        _see_unused(target)
    with _beside(target) as temporary, contextlib.closing(sqlite3.connect(_reading(path), uri=True)) as source:
        with contextlib.closing(sqlite3.connect(temporary)) as copy:
            source.backup(copy)
        for end in ("-wal", "-shm"):
            target.with_name(target.name + end).unlink(missing_ok=True)
    # Who could sign in has changed with it: sessions of before end.
    secret_file(target).unlink(missing_ok=True)


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _see_whole(path: Path) -> None:
    """StoreError where a file is no whole database of this jdmatch or an older one."""
    try:
        with contextlib.closing(sqlite3.connect(_reading(path), uri=True)) as connection:
            said = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
            number = connection.execute("PRAGMA application_id").fetchone()[0]
            rows = [] if said != ["ok"] or number != APPLICATION_ID else _versions(connection)
    except sqlite3.Error as error:
        raise StoreError(f"{path} is no whole database: {reason(error)}. Take another backup.") from error
    if said != ["ok"]:
        raise StoreError(f"{path} is damaged: {'; '.join(said)[:300]}. Take another backup.")
    if number != APPLICATION_ID or not rows:
        raise StoreError(f"{path} is no database of jdmatch. Name a file that jdmatch db backup has written.")
    if rows[0] not in {script.revision for script in scripts().walk_revisions()}:
        raise StoreError(
            f"{path} was made by a newer jdmatch (its version is {rows[0]}, this jdmatch knows up to {head()}). "
            "Upgrade: pip install --upgrade jdmatch",
            code="JDM084",
        )


def _versions(connection: sqlite3.Connection) -> list[str]:
    return [row[0] for row in connection.execute(f"SELECT version_num FROM {VERSION_TABLE}")]  # noqa: S608 - our name


def _see_unused(path: Path) -> None:
    """StoreError where another process has the database open. What is no database at all nobody uses."""
    with contextlib.closing(sqlite3.connect(path, timeout=1)) as connection:
        try:
            # Leaving the write-ahead log takes a database for oneself alone.
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError as error:
            raise StoreError(f"{path} is in use: {error}. Stop the server first.") from error
        except sqlite3.DatabaseError:
            return


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A temporary file beside the target, renamed over it at the end, or removed. OutputError."""
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        with temporary.open("rb+") as stream:
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError as error:
        raise OutputError(f"{path} can not be written: {error.strerror or error}. Choose another place.") from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _reading(path: Path) -> str:
    return f"{path.resolve().as_uri()}?mode=ro"
