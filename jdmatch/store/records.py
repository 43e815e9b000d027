"""What the store takes and gives, all immutable: rows of a list and how to ask for them, versions, remarks, jobs.

Times are UTC in ISO form with six places, so that they sort as text (``2026-01-31T09:30:00.000000Z``). ``who`` is the
name of a user, None where nobody signs in. A score, a level or an occupation that was not found is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from jdmatch.records import Analysis, Failure, Posting

Sort = Literal["added", "title", "score", "level", "occupation"]
Verdict = Literal["confirmed", "rejected", "none"]
JobKind = Literal["bulk-upload", "rescore"]
JobState = Literal["open", "done", "cancelled"]
ItemState = Literal["waiting", "running", "done", "failed", "cancelled"]
Role = Literal["reader", "editor", "admin"]

DEFAULT_LIMIT, MAX_LIMIT = 50, 500


@dataclass(frozen=True, slots=True)
class Summary:
    """An analysis in columns, or of a failure only its code and message.

    ``occupation`` is the selected framework's id; ``framework`` the one that the score is about. ``level_order`` lies
    in [0, 1], lowest level first, whatever the scale. ``covered``, ``partial`` and ``missing`` count the statements of
    ``framework`` at ``target_level``; ``signature`` is a sha256 over the analysis' signature.
    """

    sha256: str
    language: str = ""
    words: int = 0
    occupation: str | None = None
    occupation_title: str | None = None
    occupation_probability: float | None = None
    framework: str | None = None
    target_level: str | None = None
    level: str | None = None
    level_order: float | None = None
    level_abstained: bool = False
    score: float | None = None
    score_low: float | None = None
    score_high: float | None = None
    covered: int = 0
    partial: int = 0
    missing: int = 0
    diagnostics: int = 0
    signature: str = ""
    failure_code: str | None = None
    failure_message: str | None = None


@dataclass(frozen=True, slots=True)
class PostingRow:
    """A posting in a list. ``name`` is the posting's own id (a file name); ``source`` where it came from (``upload``,
    ``paste``, a folder); ``analysis_id`` its current analysis; ``analyses`` how many there have been."""

    id: int
    name: str
    title: str
    source: str
    format: str
    added: str
    added_by: str | None
    changed: str
    analysis_id: int
    analyses: int
    summary: Summary
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredPosting:
    """A posting with its current analysis, or with the failure in its place. ``analysis_sha`` names the analysis for
    remarks: the sha256 of its kept bytes."""

    row: PostingRow
    posting: Posting
    analysis: Analysis | None
    failure: Failure | None
    analysis_sha: str


@dataclass(frozen=True, slots=True)
class PostingQuery:
    """Which postings, in which order, from where on. ``words``: each must stand in title or text, in any form;
    "in quotes" one after the other. Bounds are inclusive, ``added_to`` too: a bare date there means the end of that
    day. ``occupation``, ``level`` and ``framework`` may be "" for postings that have none. ``cursor`` comes from
    ``Page.next`` or ``Page.previous``."""

    words: str = ""
    occupation: str | None = None
    level: str | None = None
    framework: str | None = None
    score_from: float | None = None
    score_to: float | None = None
    added_from: str | None = None
    added_to: str | None = None
    tag: str | None = None
    failed: bool | None = None
    sort: Sort = "added"
    descending: bool = True
    limit: int = DEFAULT_LIMIT
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of postings. ``total`` is exact, or with ``more`` the number above which nothing was counted ("more than
    1,000"). ``next`` and ``previous`` are cursors, None at an end."""

    rows: tuple[PostingRow, ...]
    total: int
    more: bool
    next: str | None
    previous: str | None


@dataclass(frozen=True, slots=True)
class Count:
    """A value to filter by ("" for none) with its name for people and how many postings have it."""

    value: str
    label: str
    n: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What the postings of a query can be narrowed to, most frequent first (levels: lowest first). Each list leaves
    its own filter out, so that the other choices stay visible."""

    occupations: tuple[Count, ...]
    levels: tuple[Count, ...]
    frameworks: tuple[Count, ...]
    tags: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class PastAnalysis:
    """One analysis that a posting has had; ``number`` counts from 1, the highest is the current one."""

    id: int
    posting_id: int
    number: int
    at: str
    who: str | None
    analysis_sha: str
    summary: Summary


@dataclass(frozen=True, slots=True)
class Change:
    """What a new analysis of a posting changed. ``kept`` is False where it is the same to the last byte and nothing
    was written. ``score`` is the difference of the scores, None where either has none or they are about different
    frameworks or target levels; ``gained`` and ``lost`` are statements that are covered now and were not, or the
    reverse."""

    posting_id: int
    title: str
    kept: bool
    before: Summary
    after: Summary
    score: float | None
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def level_changed(self) -> bool:
        """Whether the level is another one."""
        return self.before.level != self.after.level

    @property
    def occupation_changed(self) -> bool:
        """Whether another occupation was chosen."""
        return self.before.occupation != self.after.occupation


@dataclass(frozen=True, slots=True)
class StatementCounts:
    """In how many postings a statement is covered or partly covered, of those that were analysed against its
    framework."""

    statement: str
    covered: int
    partial: int
    analysed: int


@dataclass(frozen=True, slots=True)
class Covering:
    """A posting whose current analysis covers a statement, wholly or in part."""

    row: PostingRow
    status: Literal["covered", "partial"]
    probability: float


@dataclass(frozen=True, slots=True)
class CoveringPage:
    """Postings that cover a statement: covered ones first, then partial ones, each newest first."""

    rows: tuple[Covering, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft in a list: its newest version's number, time, words and summary."""

    id: int
    title: str
    created: str
    created_by: str | None
    changed: str
    changed_by: str | None
    version: int
    words: int
    summary: Summary | None


@dataclass(frozen=True, slots=True)
class DraftVersion:
    """One version of a draft, never altered, counted from 1. ``Drafts.versions`` leaves the text out (None)."""

    draft_id: int
    number: int
    at: str
    who: str | None
    sha256: str
    words: int
    summary: Summary | None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader said about a match: the statement and the chunk's place in the posting's text. It never changes
    the analysis. ``verdict`` none takes an earlier one back."""

    id: int
    posting_id: int
    analysis_sha: str
    framework: str
    statement: str
    start: int
    end: int
    verdict: Verdict
    note: str
    who: str | None
    at: str


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item for a new job: an upload (``data``) or a posting to score again (``posting_id``)."""

    name: str
    data: bytes | None = None
    posting_id: int | None = None


@dataclass(frozen=True, slots=True)
class JobItem:
    """An item of a job and how it went. ``result`` is the id of the posting that came of it."""

    id: int
    job_id: int
    number: int
    name: str
    posting_id: int | None
    state: ItemState
    attempts: int
    error_code: str | None
    error_message: str | None
    result: int | None
    outcome: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim:
    """An item that one worker holds until ``until``. ``token`` is what proves it."""

    item_id: int
    job_id: int
    kind: JobKind
    options: Mapping[str, Any]
    who: str | None
    name: str
    data: bytes | None
    posting_id: int | None
    attempts: int
    token: str
    until: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is; the numbers of its items by state."""

    waiting: int = 0
    running: int = 0
    done: int = 0
    failed: int = 0
    cancelled: int = 0

    @property
    def total(self) -> int:
        """All items."""
        return self.waiting + self.running + self.done + self.failed + self.cancelled

    @property
    def finished(self) -> bool:
        """Whether nothing is waiting or running any more."""
        return not self.waiting and not self.running


@dataclass(frozen=True, slots=True)
class Job:
    """A job and its progress."""

    id: int
    kind: JobKind
    options: Mapping[str, Any]
    who: str | None
    created: str
    state: JobState
    finished: str | None
    progress: Progress


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A line of the audit log. ``details`` hold numbers, ids and hashes, never a posting's words."""

    id: int
    at: str
    who: str | None
    action: str
    subject: str
    details: Mapping[str, Any]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries of the audit log, newest first; ``next`` is the ``before`` of older ones."""

    entries: tuple[AuditEntry, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class Broken:
    """The first line of the audit log that is not as it was written, and why."""

    id: int
    reason: str


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in. ``sessions`` goes up whenever sessions that are open must end."""

    name: str
    role: Role
    disabled: bool
    sessions: int
    created: str


@dataclass(frozen=True, slots=True)
class Token:
    """A program's token: whose it is, and since when. Its words are kept nowhere."""

    id: int
    name: str
    created: str


@dataclass(frozen=True, slots=True)
class Purged:
    """How much was removed."""

    postings: int
    analyses: int
    drafts: int
    jobs: int


@dataclass(frozen=True, slots=True)
class Info:
    """What a database holds. ``where`` is its URL without a password, ``version`` its migration."""

    where: str
    dialect: str
    version: str
    bytes: int | None
    postings: int
    analyses: int
    drafts: int
    jobs: int
    users: int
    audit: int
