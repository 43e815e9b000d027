"""Long work that outlives a server: a job is a list of items, and workers of any server take the next one.

An item is claimed with a lease. A worker that dies leaves it running until the lease is over; then it can be claimed
again, at most ``ATTEMPTS`` times, so that an upload that kills its worker doesn't kill them all. Uploaded bytes are
removed as soon as their item has ended.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, select, update

from jdmatch.store import claims
from jdmatch.store.audit import Audit, canonical
from jdmatch.store.database import Database, iso, must_exist, nothing_of, plain
from jdmatch.store.records import Claim, ItemState, Job, JobItem, JobKind, NewItem, Progress
from jdmatch.store.tables import job_items, job_uploads, jobs

ATTEMPTS = 3
LEASE = 120.0  # seconds
_AT_ONCE = 200


class Jobs:
    """The jobs of one database."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def create(
        self, kind: JobKind, items: Iterable[NewItem], who: str | None, options: Mapping[str, Any] | None = None
    ) -> int:
        """A new job; its number. All its items are kept, or none."""
        with self._database.write() as connection:
            moment = self._database.time()
            row = {"kind": kind, "options": canonical(dict(options or {})), "who": who, "created": moment}
            made = connection.execute(insert(jobs).values(**row, state="open")).inserted_primary_key
            number = int(made[0]) if made else 0
            n = 0
            waiting = iter(items)
            while some := list(islice(waiting, _AT_ONCE)):
                self._add_items(connection, number, n, some)
                n += len(some)
            if not n:
                claims.close(connection, number, moment)
            self._audit.write(connection, "job.create", f"job {number}", who, {"kind": kind, "items": n})
        return number

    def get(self, number: int) -> Job:
        """A job with its progress. NoSuchRecordError."""
        with self._database.read() as connection:
            row = connection.execute(select(jobs).where(jobs.c.id == number)).first()
            if row is None:
                raise nothing_of("job", number)
            return _job(row, _progress(connection, [number]))

    def list(self, *, limit: int = 50, before: int | None = None) -> tuple[Job, ...]:
        """The newest jobs, or those before one."""
        wanted = select(jobs).order_by(jobs.c.id.desc()).limit(limit)
        if before is not None:
            wanted = wanted.where(jobs.c.id < before)
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
            progress = _progress(connection, [row.id for row in rows])
        return tuple(_job(row, progress) for row in rows)

    def items(
        self, number: int, *, state: ItemState | None = None, after: int = 0, limit: int = 500
    ) -> tuple[JobItem, ...]:
        """The items of a job in their order, behind the item number ``after``; of one state."""
        conditions = [job_items.c.job_id == number, job_items.c.number > after]
        if state is not None:
            conditions.append(job_items.c.state == state)
        with self._database.read() as connection:
            rows = connection.execute(
                select(job_items).where(*conditions).order_by(job_items.c.number).limit(limit)
            ).all()
        return tuple(_item(row) for row in rows)

    def progress(self, number: int) -> Progress:
        """How far a job is."""
        with self._database.read() as connection:
            return _progress(connection, [number]).get(number, Progress())

    def claim(self, *, lease: float = LEASE, kinds: Sequence[JobKind] | None = None) -> Claim | None:
        """Take the next item that nobody holds, for ``lease`` seconds; None where there is none. Two workers never get
        the same one. An item whose workers died ``ATTEMPTS`` times fails."""
        while True:
            with self._database.write() as connection:
                row = self._next(connection, kinds)
                if row is None:
                    return None
                if row.attempts < ATTEMPTS:
                    return self._claimed(connection, row, lease)
                self._given_up(connection, row)
            with self._database.write() as connection:
                claims.close(connection, row.job_id, self._database.time())

    def renew(self, claim: Claim, *, lease: float = LEASE) -> Claim | None:
        """Hold an item for longer, from now on; None where it is no longer held."""
        until = self._after(lease)
        with self._database.write() as connection:
            done = connection.execute(update(job_items).where(claims.held(claim)).values(until=until)).rowcount
        return replace(claim, until=until) if done else None

    def finish(self, claim: Claim, result: int | None = None, outcome: Mapping[str, Any] | None = None) -> bool:
        """The item is done; False, and nothing written, where it is no longer held. Where it gives a posting, let
        ``Postings.add`` or ``rescored`` finish it in the same step."""
        return self._end(claim, state="done", result=result, outcome=canonical(dict(outcome or {})))

    def fail(self, claim: Claim, code: str, message: str) -> bool:
        """The item failed; False, and nothing written, where it is no longer held."""
        return self._end(claim, state="failed", error_code=code, error_message=plain(message))

    def release(self, claim: Claim) -> bool:
        """Give an item back unfinished (a server that stops); the attempt does not count."""
        with self._database.write() as connection:
            values = {"state": "waiting", "token": None, "until": None, "attempts": job_items.c.attempts - 1}
            return connection.execute(update(job_items).where(claims.held(claim)).values(**values)).rowcount == 1

    def cancel(self, number: int, who: str | None) -> int:
        """Stop a job: items that wait are cancelled (how many), one that runs may still end. A job that has ended
        stays as it is. NoSuchRecordError."""
        with self._database.write() as connection:
            must_exist(connection, "job", number, jobs.c.id == number)
            still = and_(jobs.c.id == number, jobs.c.state == "open")
            values = {"state": "cancelled", "finished": self._database.time()}
            if not connection.execute(update(jobs).where(still).values(**values)).rowcount:
                return 0
            waiting = and_(job_items.c.job_id == number, job_items.c.state == "waiting")
            n = connection.execute(update(job_items).where(waiting).values(state="cancelled")).rowcount
            gone = select(job_items.c.id).where(job_items.c.job_id == number, job_items.c.state == "cancelled")
            connection.execute(delete(job_uploads).where(job_uploads.c.item_id.in_(gone)))
            self._audit.write(connection, "job.cancel", f"job {number}", who, {"cancelled": n})
        return n

    def _end(self, claim: Claim, **values: Any) -> bool:
        with self._database.write() as connection:
            return claims.ended(connection, claim, self._database.time(), **values)

    def _add_items(self, connection: Connection, job: int, before: int, some: Sequence[NewItem]) -> None:
        for number, item in enumerate(some, before + 1):
            row = {"job_id": job, "number": number, "name": plain(item.name), "posting_id": item.posting_id}
            made = connection.execute(insert(job_items).values(**row, state="waiting", attempts=0))
            if item.data is not None:
                key = made.inserted_primary_key
                connection.execute(insert(job_uploads).values(item_id=key[0] if key else 0, data=item.data))

    def _next(self, connection: Connection, kinds: Sequence[JobKind] | None) -> Row[Any] | None:
        """The item to take, held against other workers: an abandoned one, else the one that waits longest."""
        free = job_items.c.state == "waiting"
        abandoned = and_(job_items.c.state == "running", job_items.c.until < self._database.time())
        wanted = select(job_items, jobs.c.kind, jobs.c.options, jobs.c.who).join(jobs, jobs.c.id == job_items.c.job_id)
        if kinds is not None:
            wanted = wanted.where(jobs.c.kind.in_(list(kinds)))
        # What another worker is just taking is passed over (PostgreSQL); in SQLite there is one writer anyway.
        wanted = wanted.order_by(job_items.c.id).limit(1).with_for_update(of=job_items, skip_locked=True)
        return connection.execute(wanted.where(abandoned)).first() or connection.execute(wanted.where(free)).first()

    def _claimed(self, connection: Connection, row: Row[Any], lease: float) -> Claim:
        token, until = secrets.token_hex(16), self._after(lease)
        values = {"state": "running", "token": token, "until": until, "attempts": row.attempts + 1}
        connection.execute(update(job_items).where(job_items.c.id == row.id).values(**values))
        upload = select(job_uploads.c.data).where(job_uploads.c.item_id == row.id)
        return Claim(
            item_id=row.id,
            job_id=row.job_id,
            kind=row.kind,
            options=json.loads(row.options),
            who=row.who,
            name=row.name,
            data=connection.execute(upload).scalar(),
            posting_id=row.posting_id,
            attempts=row.attempts + 1,
            token=token,
            until=until,
        )

    def _given_up(self, connection: Connection, row: Row[Any]) -> None:
        message = f"The work on it was broken off {row.attempts} times. Analyse it alone to see why: jdmatch score"
        values = {"state": "failed", "token": None, "until": None, "error_code": "JDM099", "error_message": message}
        connection.execute(update(job_items).where(job_items.c.id == row.id).values(**values))
        connection.execute(delete(job_uploads).where(job_uploads.c.item_id == row.id))

    def _after(self, seconds: float) -> str:
        return iso(self._database.clock() + timedelta(seconds=seconds))


def _progress(connection: Connection, numbers: Sequence[int]) -> dict[int, Progress]:
    c = job_items.c
    wanted = select(c.job_id, c.state, func.count().label("n")).where(c.job_id.in_(numbers))
    found: dict[int, dict[str, int]] = {}
    for row in connection.execute(wanted.group_by(c.job_id, c.state)):
        found.setdefault(row.job_id, {})[row.state] = row.n
    return {number: Progress(**states) for number, states in found.items()}


def _job(row: Row[Any], progress: Mapping[int, Progress]) -> Job:
    how_far = progress.get(row.id, Progress())
    return Job(row.id, row.kind, json.loads(row.options), row.who, row.created, row.state, row.finished, how_far)


def _item(row: Row[Any]) -> JobItem:
    return JobItem(
        id=row.id,
        job_id=row.job_id,
        number=row.number,
        name=row.name,
        posting_id=row.posting_id,
        state=row.state,
        attempts=row.attempts,
        error_code=row.error_code,
        error_message=row.error_message,
        result=row.result,
        outcome=json.loads(row.outcome) if row.outcome else {},
    )
