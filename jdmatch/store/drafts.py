"""Drafts and their versions: every save is a version that stays as it is, and nobody overwrites another's.

Who saves names the version that was edited. Where somebody else has saved meanwhile that is refused, and both texts
are still there.
"""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, insert, select, update

from jdmatch.errors import ConflictError
from jdmatch.store.audit import Audit
from jdmatch.store.database import Database, must_exist, nothing_of, plain
from jdmatch.store.records import Draft, DraftVersion, Summary
from jdmatch.store.summary import of_json, to_json
from jdmatch.store.tables import draft_versions, drafts


class Drafts:
    """The drafts of one database."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def create(self, title: str, text: str, who: str | None, summary: Summary | None = None) -> Draft:
        """A new draft with its first version."""
        with self._database.write() as connection:
            moment = self._database.time()
            row = {"title": plain(title), "created": moment, "created_by": who, "changed": moment, "changed_by": who}
            made = connection.execute(insert(drafts).values(**row, version=1)).inserted_primary_key
            number = int(made[0]) if made else 0
            version = self._version(connection, number, 1, text, summary, who)
            self._audit.write(connection, "draft.create", f"draft {number}", who, {"sha256": version.sha256})
        return self.get(number)

    def save(self, number: int, text: str, summary: Summary | None, expected: int, who: str | None) -> DraftVersion:
        """A new version behind version ``expected``; that version itself where nothing changed. ConflictError where it
        is no longer the newest, NoSuchRecordError."""
        with self._database.write() as connection:
            # The row is held until the end: of two that save at once, one is refused.
            row = connection.execute(select(drafts).where(drafts.c.id == number).with_for_update()).first()
            if row is None:
                raise nothing_of("draft", number)
            if row.version != expected:
                raise ConflictError(
                    f"Draft {number} was saved meanwhile by {row.changed_by or 'somebody else'}: version {row.version} "
                    f"is newer than the version {expected} that you changed. Compare the two and save again."
                )
            last = _newest(connection, number, expected)
            if last.text == plain(text) and last.summary == to_json(summary):
                return _of(last, text=True)
            values = {"version": expected + 1, "changed": self._database.time(), "changed_by": who}
            connection.execute(update(drafts).where(drafts.c.id == number).values(**values))
            version = self._version(connection, number, expected + 1, text, summary, who)
            details = {"version": version.number, "sha256": version.sha256}
            self._audit.write(connection, "draft.save", f"draft {number}", who, details)
        return version

    def get(self, number: int) -> Draft:
        """A draft as in the list. NoSuchRecordError."""
        with self._database.read() as connection:
            row = connection.execute(_listed().where(drafts.c.id == number)).first()
        if row is None:
            raise nothing_of("draft", number)
        return _draft(row)

    def list(self, *, limit: int = 200, before: Draft | None = None) -> tuple[Draft, ...]:
        """Drafts, the one that was saved last first; or those behind ``before``."""
        wanted = _listed().order_by(drafts.c.changed.desc(), drafts.c.id.desc()).limit(limit)
        if before is not None:
            same = and_(drafts.c.changed == before.changed, drafts.c.id < before.id)
            wanted = wanted.where((drafts.c.changed < before.changed) | same)
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
        return tuple(_draft(row) for row in rows)

    def versions(self, number: int) -> tuple[DraftVersion, ...]:
        """Every version, newest first, without the texts. NoSuchRecordError."""
        c = draft_versions.c
        with self._database.read() as connection:
            must_exist(connection, "draft", number, drafts.c.id == number)
            columns = (c.draft_id, c.number, c.at, c.who, c.sha256, c.words, c.summary)
            wanted = select(*columns).where(c.draft_id == number).order_by(c.number.desc())
            rows = connection.execute(wanted).all()
        return tuple(_of(row, text=False) for row in rows)

    def version(self, number: int, which: int) -> DraftVersion:
        """One version with its text. NoSuchRecordError."""
        with self._database.read() as connection:
            condition = and_(draft_versions.c.draft_id == number, draft_versions.c.number == which)
            row = connection.execute(select(draft_versions).where(condition)).first()
        if row is None:
            raise nothing_of(f"version {which} of draft", number)
        return _of(row, text=True)

    def rename(self, number: int, title: str, who: str | None) -> None:
        """Give a draft another title. NoSuchRecordError."""
        with self._database.write() as connection:
            must_exist(connection, "draft", number, drafts.c.id == number)
            connection.execute(update(drafts).where(drafts.c.id == number).values(title=plain(title)))
            self._audit.write(connection, "draft.rename", f"draft {number}", who, {})

    def remove(self, number: int, who: str | None) -> None:
        """Remove a draft with all its versions. NoSuchRecordError."""
        with self._database.write() as connection:
            must_exist(connection, "draft", number, drafts.c.id == number)
            connection.execute(delete(drafts).where(drafts.c.id == number))
            self._audit.write(connection, "draft.remove", f"draft {number}", who, {})

    def _version(
        self, connection: Connection, draft: int, number: int, text: str, summary: Summary | None, who: str | None
    ) -> DraftVersion:
        words = plain(text)
        sha256 = hashlib.sha256(words.encode()).hexdigest()
        at = self._database.time()
        row = {"at": at, "who": who, "sha256": sha256, "words": len(words.split())}
        values = {"draft_id": draft, "number": number, "text": words, "summary": to_json(summary)}
        connection.execute(insert(draft_versions).values(**row, **values))
        return DraftVersion(draft, number, at, who, sha256, len(words.split()), summary, words)


def _listed() -> Any:
    """Drafts with what their newest versions say."""
    newest = and_(draft_versions.c.draft_id == drafts.c.id, draft_versions.c.number == drafts.c.version)
    return select(drafts, draft_versions.c.words, draft_versions.c.summary).join(draft_versions, newest)


def _newest(connection: Connection, draft: int, number: int) -> Row[Any]:
    condition = and_(draft_versions.c.draft_id == draft, draft_versions.c.number == number)
    return connection.execute(select(draft_versions).where(condition)).one()


def _draft(row: Row[Any]) -> Draft:
    return Draft(
        id=row.id,
        title=row.title,
        created=row.created,
        created_by=row.created_by,
        changed=row.changed,
        changed_by=row.changed_by,
        version=row.version,
        words=row.words,
        summary=of_json(row.summary),
    )


def _of(row: Any, *, text: bool) -> DraftVersion:
    return DraftVersion(
        draft_id=row.draft_id,
        number=row.number,
        at=row.at,
        who=row.who,
        sha256=row.sha256,
        words=row.words,
        summary=of_json(row.summary),
        text=row.text if text else None,
    )
