"""The audit log: who did what and when, in a chain that shows where it was tampered with.

Each entry's hash is the sha256 of the one before and of its own content as canonical JSON; the database refuses to
change or delete entries. An entry is written in the transaction of what it tells about, so that neither is there
without the other. It holds numbers, names and hashes, never a posting's words. Who can alter the database's files can
also write a new chain from any place on: keep ``head`` elsewhere to see that, too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from jdmatch.store.database import Database, plain
from jdmatch.store.records import AuditEntry, AuditPage, Broken
from jdmatch.store.tables import audit

START = "0" * 64
_AT_ONCE = 2_000


def canonical(value: object) -> str:
    """JSON that is the same for the same value: sorted keys, no blanks, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def chained(previous: str, row: Mapping[Any, Any]) -> str:
    """The hash of an entry behind the one whose hash is ``previous``."""
    content = {key: row[key] for key in ("id", "at", "who", "action", "subject", "details")}
    return hashlib.sha256(f"{previous}\n{canonical(content)}".encode()).hexdigest()


class Audit:
    """The log of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(
        self, connection: Connection, action: str, subject: str, who: str | None, details: Mapping[str, Any]
    ) -> None:
        """Put an entry behind the others, in the transaction of what it tells about: last, since from here to its end
        nobody else writes. ``action`` is a verb with its noun (``posting.add``), ``subject`` what it was done to
        (``posting 12``)."""
        self._database.dialect.lock_audit(connection)
        last = connection.execute(select(audit.c.id, audit.c.hash).order_by(audit.c.id.desc()).limit(1)).first()
        previous = last.hash if last else START
        row = {
            "id": last.id + 1 if last else 1,
            "at": self._database.time(),
            "who": None if who is None else plain(who),
            "action": action,
            "subject": plain(subject),
            "details": canonical(details),
        }
        connection.execute(insert(audit).values(**row, previous=previous, hash=chained(previous, row)))

    def note(self, action: str, subject: str, details: Mapping[str, Any], who: str | None) -> None:
        """An entry about something outside the database (a sign-in, an export)."""
        with self._database.write() as connection:
            self.write(connection, action, subject, who, details)

    def entries(
        self, *, before: int | None = None, limit: int = 100, who: str | None = None, action: str | None = None
    ) -> AuditPage:
        """The newest entries, or those before one; of one user, of one action (``posting`` for all of that noun)."""
        query = select(audit).order_by(audit.c.id.desc()).limit(limit + 1)
        if before is not None:
            query = query.where(audit.c.id < before)
        if who is not None:
            query = query.where(audit.c.who == who)
        if action is not None:
            whole = audit.c.action == action
            query = query.where(whole | audit.c.action.startswith(f"{action}.", autoescape=True))
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        shown = tuple(_entry(row) for row in rows[:limit])
        return AuditPage(shown, shown[-1].id if len(rows) > limit else None)

    def head(self) -> AuditEntry | None:
        """The newest entry, None in an empty log."""
        with self._database.read() as connection:
            row = connection.execute(select(audit).order_by(audit.c.id.desc()).limit(1)).first()
        return _entry(row) if row else None

    def verify(self, *, expected: tuple[int, str] | None = None) -> Broken | None:
        """The first entry that is not as it was written, or None. ``expected`` is a head that was kept elsewhere, its
        number and hash: without it a log whose end was cut off, or that was written anew, looks whole."""
        previous, number = START, 0
        with self._database.read() as connection:
            for row in _all(connection):
                number += 1
                if row.id != number:
                    return Broken(number, f"the entry is missing: {row.id} comes next")
                if row.previous != previous:
                    return Broken(row.id, "it does not continue the entry before it")
                if row.hash != chained(previous, row._mapping):
                    return Broken(row.id, "its content is not what its hash was made of")
                if expected is not None and row.id == expected[0] and row.hash != expected[1]:
                    return Broken(row.id, "its hash is not the one that was kept elsewhere")
                previous = row.hash
        if expected is not None and number < expected[0]:
            return Broken(number + 1, f"the entries up to {expected[0]} are missing")
        return None


def _all(connection: Connection) -> Iterator[Row[Any]]:
    after = -1
    while rows := connection.execute(
        select(audit).where(audit.c.id > after).order_by(audit.c.id).limit(_AT_ONCE)
    ).all():
        yield from rows
        after = rows[-1].id


def _entry(row: Row[Any]) -> AuditEntry:
    return AuditEntry(row.id, row.at, row.who, row.action, row.subject, json.loads(row.details), row.previous, row.hash)
