"""The tables of the database, as the newest migration leaves them: what the queries are written against.

The rows of ``postings`` are narrow, so that a scan of a hundred thousand takes tens of milliseconds: words, bytes and
kept analyses lie in tables of their own. What lists are sorted by is never null (-1 and "" stand for "none"), so that
a keyset cursor is one comparison. Columns that are sorted as text have the collation of bytes in PostgreSQL, which no
upgrade of the system changes. A test holds these tables to the migrations.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

metadata = MetaData()

NONE = ""  # no occupation, level or framework
NO_NUMBER = -1.0  # no score or level


def _number() -> TypeEngine[int]:
    # SQLite counts rows by itself only where the type is INTEGER.
    return BigInteger().with_variant(Integer(), "sqlite")


def _sorted() -> TypeEngine[str]:
    return Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def _id() -> Column[int]:
    return Column("id", _number(), primary_key=True, autoincrement=True)


def _owner(name: str, target: str, *, key: bool = False) -> Column[int]:
    return Column(name, _number(), ForeignKey(target, ondelete="CASCADE"), primary_key=key, nullable=False)


def _summary() -> list[Column[object]]:
    """The columns of ``records.Summary``, for a posting and for each analysis it has had."""
    return [
        Column("sha256", String(64), nullable=False),
        Column("language", Text, nullable=False),
        Column("words", Integer, nullable=False),
        Column("occupation", _sorted(), nullable=False),
        Column("occupation_title", _sorted(), nullable=False),
        Column("occupation_probability", Double),
        Column("framework", _sorted(), nullable=False),
        Column("target_level", Text),
        Column("level", _sorted(), nullable=False),
        Column("level_order", Double, nullable=False),
        Column("level_abstained", SmallInteger, nullable=False),
        Column("score", Double, nullable=False),
        Column("score_low", Double),
        Column("score_high", Double),
        Column("covered", Integer, nullable=False),
        Column("partial", Integer, nullable=False),
        Column("missing", Integer, nullable=False),
        Column("diagnostics", Integer, nullable=False),
        Column("signature", String(64), nullable=False),
        Column("failure_code", Text),
        Column("failure_message", Text),
    ]


postings = Table(
    "postings",
    metadata,
    _id(),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("title_key", _sorted(), nullable=False),
    Column("source", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("added", _sorted(), nullable=False),
    Column("added_by", Text),
    Column("changed", Text, nullable=False),
    Column("analysis_id", _number(), nullable=False),
    Column("analyses", Integer, nullable=False),
    *_summary(),
    sqlite_autoincrement=True,
)
Index("postings_added", postings.c.added, postings.c.id)
Index("postings_title", postings.c.title_key, postings.c.id)
Index("postings_score", postings.c.score, postings.c.id)
Index("postings_level", postings.c.level_order, postings.c.id)
Index("postings_occupation", postings.c.occupation_title, postings.c.id)
# What lists are narrowed to is counted, and a page that no other index fits is found, in this one alone, without a look
# at the rows.
Index(
    "postings_kinds",
    postings.c.occupation,
    postings.c.occupation_title,
    postings.c.level,
    postings.c.level_order,
    postings.c.framework,
    postings.c.score,
    postings.c.added,
    postings.c.failure_code,
    postings.c.title_key,
)
Index("postings_failed", postings.c.failure_code, postings.c.added, postings.c.id)
Index("postings_in_framework", postings.c.framework, postings.c.added, postings.c.id)
Index("postings_in_level", postings.c.level, postings.c.added, postings.c.id)
Index("postings_in_occupation", postings.c.occupation, postings.c.added, postings.c.id)
Index("postings_sha256", postings.c.sha256)

# Title and text are searched, how is the affair of ``dialect`` (FTS5, tsvector). ``kept`` is the posting itself.
posting_texts = Table(
    "posting_texts",
    metadata,
    _owner("posting_id", "postings.id", key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("kept", LargeBinary, nullable=False),
)

analyses = Table(
    "analyses",
    metadata,
    _id(),
    _owner("posting_id", "postings.id"),
    Column("number", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("who", Text),
    Column("kept_sha256", String(64), nullable=False),
    Column("kept", LargeBinary),
    *_summary(),
    UniqueConstraint("posting_id", "number", name="analyses_number"),
    sqlite_autoincrement=True,
)

posting_tags = Table(
    "posting_tags",
    metadata,
    _owner("posting_id", "postings.id", key=True),
    Column("tag", _sorted(), primary_key=True),
    sqlite_with_rowid=False,
)
Index("posting_tags_tag", posting_tags.c.tag, posting_tags.c.posting_id)

# Which frameworks a posting's current analysis says something about: the scored one and all that were named.
posting_frameworks = Table(
    "posting_frameworks",
    metadata,
    Column("framework", _sorted(), primary_key=True),
    _owner("posting_id", "postings.id", key=True),
    sqlite_with_rowid=False,
)
Index("posting_frameworks_posting", posting_frameworks.c.posting_id)

# A statement's id is some thirty characters and stands in thousands of rows: here it gets a number.
statements = Table(
    "statements",
    metadata,
    _id(),
    Column("framework", _sorted(), nullable=False),
    Column("statement", _sorted(), nullable=False),
    UniqueConstraint("framework", "statement", name="statements_id"),
)

# Status: 2 covered, 1 partial, so that who reads the key backwards meets the covered ones first.
covers = Table(
    "covers",
    metadata,
    _owner("statement_id", "statements.id", key=True),
    Column("status", SmallInteger, primary_key=True),
    _owner("posting_id", "postings.id", key=True),
    Column("probability", Double, nullable=False),
    sqlite_with_rowid=False,
)
Index("covers_posting", covers.c.posting_id)

drafts = Table(
    "drafts",
    metadata,
    _id(),
    Column("title", Text, nullable=False),
    Column("created", Text, nullable=False),
    Column("created_by", Text),
    Column("changed", _sorted(), nullable=False),
    Column("changed_by", Text),
    Column("version", Integer, nullable=False),
    sqlite_autoincrement=True,
)
Index("drafts_changed", drafts.c.changed, drafts.c.id)

draft_versions = Table(
    "draft_versions",
    metadata,
    _owner("draft_id", "drafts.id", key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("who", Text),
    Column("sha256", String(64), nullable=False),
    Column("words", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("summary", Text),
)

remarks = Table(
    "remarks",
    metadata,
    _id(),
    _owner("posting_id", "postings.id"),
    Column("analysis_sha", String(64), nullable=False),
    Column("framework", Text, nullable=False),
    Column("statement", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("who", Text),
    Column("at", Text, nullable=False),
    sqlite_autoincrement=True,
)
Index("remarks_posting", remarks.c.posting_id, remarks.c.id)

jobs = Table(
    "jobs",
    metadata,
    _id(),
    Column("kind", Text, nullable=False),
    Column("options", Text, nullable=False),
    Column("who", Text),
    Column("created", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("finished", Text),
    sqlite_autoincrement=True,
)

job_items = Table(
    "job_items",
    metadata,
    _id(),
    _owner("job_id", "jobs.id"),
    Column("number", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("posting_id", _number()),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("token", Text),
    Column("until", Text),
    Column("error_code", Text),
    Column("error_message", Text),
    Column("result", _number()),
    Column("outcome", Text),
    sqlite_autoincrement=True,
)
Index("job_items_state", job_items.c.state, job_items.c.id)
Index("job_items_job", job_items.c.job_id, job_items.c.state, job_items.c.id)

job_uploads = Table(
    "job_uploads",
    metadata,
    _owner("item_id", "job_items.id", key=True),
    Column("data", LargeBinary, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", _number(), primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("who", Text),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

users = Table(
    "users",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("hash", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("disabled", SmallInteger, nullable=False),
    Column("sessions", Integer, nullable=False),
    Column("created", Text, nullable=False),
)

ended_sessions = Table(
    "ended_sessions",
    metadata,
    Column("session", String(64), primary_key=True),
    Column("until", Text, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    _id(),
    Column("name", String(100), ForeignKey("users.name", ondelete="CASCADE"), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("created", Text, nullable=False),
    UniqueConstraint("hash", name="tokens_hash"),
    sqlite_autoincrement=True,
)

shared = Table(
    "shared",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)
