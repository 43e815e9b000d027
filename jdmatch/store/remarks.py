"""What readers say about matches: confirmed or rejected, with a note, by whom and when.

All are kept; the newest about one statement at one place of a posting is what counts. An analysis is never changed by
them: they stand beside the model's figures.
"""

from __future__ import annotations

import hashlib
from typing import Any, get_args

from sqlalchemy import Row, func, insert, select

from jdmatch.errors import SettingsError, nearest
from jdmatch.store.audit import Audit
from jdmatch.store.database import Database, must_exist, plain
from jdmatch.store.records import Remark, Verdict
from jdmatch.store.tables import postings, remarks

NOTE_CHARACTERS = 4_000


class Remarks:
    """The remarks of one database."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def add(
        self,
        posting_id: int,
        analysis_sha: str,
        framework: str,
        statement: str,
        start: int,
        end: int,
        verdict: Verdict,
        note: str,
        who: str | None,
    ) -> Remark:
        """Keep a remark. NoSuchRecordError where the posting is gone; SettingsError for an unknown verdict or a note
        longer than ``NOTE_CHARACTERS``."""
        if verdict not in get_args(Verdict):
            raise SettingsError(f"'{verdict}' is no verdict.{nearest(verdict, get_args(Verdict))}")
        if len(note) > NOTE_CHARACTERS:
            raise SettingsError(f"The note has {len(note)} characters, and at most {NOTE_CHARACTERS} are kept.")
        said: dict[str, Any] = {
            "posting_id": posting_id,
            "analysis_sha": plain(analysis_sha)[:64],
            "framework": plain(framework),
            "statement": plain(statement),
            "start": start,
            "end": end,
            "verdict": verdict,
            "note": plain(note),
            "who": who,
        }
        with self._database.write() as connection:
            must_exist(connection, "posting", posting_id, postings.c.id == posting_id)
            said["at"] = self._database.time()
            made = connection.execute(insert(remarks).values(**said)).inserted_primary_key
            number = int(made[0]) if made else 0
            # A note may quote the posting: the log holds what proves it, not what it says.
            proof = hashlib.sha256(plain(note).encode()).hexdigest() if note else None
            details = {key: said[key] for key in ("analysis_sha", "framework", "statement", "start", "end", "verdict")}
            self._audit.write(
                connection, "remark.add", f"posting {posting_id}", who, details | {"remark": number, "note": proof}
            )
        return Remark(id=number, **said)

    def latest(self, posting_id: int) -> tuple[Remark, ...]:
        """What counts now: the newest remark about each statement at each place, by place; withdrawn ones (verdict
        none without a note) are left out."""
        c = remarks.c
        newest = select(func.max(c.id)).where(c.posting_id == posting_id)
        newest = newest.group_by(c.framework, c.statement, c.start, c.end)
        wanted = select(remarks).where(c.id.in_(newest)).order_by(c.start, c.end, c.framework, c.statement)
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
        return tuple(_remark(row) for row in rows if row.verdict != "none" or row.note)

    def all(self, posting_id: int) -> tuple[Remark, ...]:
        """Every remark about a posting, newest first."""
        wanted = select(remarks).where(remarks.c.posting_id == posting_id).order_by(remarks.c.id.desc())
        with self._database.read() as connection:
            return tuple(_remark(row) for row in connection.execute(wanted))


def _remark(row: Row[Any]) -> Remark:
    return Remark(**row._mapping)
