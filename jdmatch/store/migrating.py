"""Bringing a database to the tables of this jdmatch, one migration after the other, on opening it.

The migrations are Alembic's, in ``migrations/versions``, and travel inside the package: no alembic.ini, nothing to run
by hand. All that are due run in one transaction that only one server can hold: the others wait, look again and find
nothing to do. A database that a newer jdmatch has migrated is refused, never touched.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from jdmatch.errors import StoreError
from jdmatch.store.database import Database
from jdmatch.store.tables import metadata

logger = logging.getLogger(__name__)

VERSION_TABLE = "jdmatch_version"


def scripts() -> ScriptDirectory:
    """The migrations that this jdmatch knows."""
    return ScriptDirectory(str(Path(__file__).parent / "migrations"))


def head() -> str:
    """The newest migration."""
    return str(scripts().get_current_head())


def version(connection: Connection) -> str | None:
    """The migration that a database is at, None where it has no tables of jdmatch. StoreError (JDM084) for one that is
    newer than this jdmatch, StoreError for tables of another program."""
    current = _context(connection).get_current_revision()
    if current is None:
        theirs = sorted(set(inspect(connection).get_table_names()) & set(metadata.tables))
        if theirs:
            raise StoreError(
                f"The database has tables of another program ({', '.join(theirs[:3])}): give jdmatch one of its own."
            )
        return None
    if current not in {script.revision for script in scripts().walk_revisions()}:
        raise StoreError(
            f"The database was made by a newer jdmatch (its version is {current}, this jdmatch knows up to {head()}). "
            "Upgrade: pip install --upgrade jdmatch",
            code="JDM084",
        )
    return current


def upgrade(database: Database, to: str = "head") -> tuple[str | None, str]:
    """Run the migrations that are due, as far as ``to``; the versions before and after. StoreError as ``version``."""
    with database.read() as connection:
        before = version(connection)
    if before == head():
        return before, before
    with database.write() as connection:
        database.dialect.lock_migrations(connection)
        version(connection)
        script = scripts()

        def due(revision: Any, _context: MigrationContext) -> Any:
            return script._upgrade_revs(to, revision)

        context = _context(connection, fn=due)
        with Operations.context(context):
            context.run_migrations()
        after = str(context.get_current_revision())
    if before != after:
        logger.info("the database was brought from version %s to %s", before or "none", after)
    return before, after


def _context(connection: Connection, **options: Any) -> MigrationContext:
    # Both databases can take back changes of tables; Alembic believes it of PostgreSQL alone.
    told = {"version_table": VERSION_TABLE, "transactional_ddl": True}
    return MigrationContext.configure(connection, opts=told | options)
