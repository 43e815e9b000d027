"""How an item of a job ends: once, and only by the worker that holds it.

A worker that was away for longer than its lease may find that another has taken the item over. Its own result is then
refused here, inside the transaction that would have kept it, so that no item is done twice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, select, update

from jdmatch.errors import ConflictError
from jdmatch.store.records import Change, Claim
from jdmatch.store.tables import job_items, job_uploads, jobs


def finish(
    connection: Connection, claim: Claim, moment: str, result: int | None, outcome: Mapping[str, Any] | None = None
) -> None:
    """Mark the item as done. ConflictError where it is no longer held with this claim."""
    if not ended(connection, claim, moment, state="done", result=result, outcome=json.dumps(dict(outcome or {}))):
        raise ConflictError(
            f"{claim.name} was not kept: it took longer than its lease, and another worker has taken it over."
        )


def ended(connection: Connection, claim: Claim, moment: str, **values: Any) -> bool:
    """Write how a held item ended, remove its upload, and close the job behind its last item; False, and nothing
    written, where the item is not held."""
    # The job is held first: of two last items that end at once, the later one then sees the other's end.
    connection.execute(select(jobs.c.id).where(jobs.c.id == claim.job_id).with_for_update())
    values |= {"token": None, "until": None}
    if connection.execute(update(job_items).where(held(claim)).values(**values)).rowcount != 1:
        return False
    connection.execute(delete(job_uploads).where(job_uploads.c.item_id == claim.item_id))
    close(connection, claim.job_id, moment)
    return True


def held(claim: Claim) -> ColumnElement[bool]:
    """The condition that an item is still held with this claim."""
    c = job_items.c
    return and_(c.id == claim.item_id, c.state == "running", c.token == claim.token)


def close(connection: Connection, job: int, moment: str) -> bool:
    """Mark an open job as done where nothing is left to do; whether it was."""
    left = exists().where(job_items.c.job_id == job, job_items.c.state.in_(["waiting", "running"]))
    wanted = and_(jobs.c.id == job, jobs.c.state == "open", ~left)
    return connection.execute(update(jobs).where(wanted).values(state="done", finished=moment)).rowcount == 1


def outcome_of(change: Change) -> dict[str, Any]:
    """What a new analysis changed, for the item of a job."""
    sides = {
        name: {
            "level": side.level,
            "score": side.score,
            "occupation": side.occupation,
            "framework": side.framework,
            "covered": side.covered,
            "partial": side.partial,
            "missing": side.missing,
            "failure": side.failure_code,
        }
        for name, side in (("before", change.before), ("after", change.after))
    }
    return {
        "posting": change.posting_id,
        "kept": change.kept,
        "score": change.score,
        "gained": list(change.gained),
        "lost": list(change.lost),
        **sides,
    }
