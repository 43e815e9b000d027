"""The first tables: postings with their analyses, drafts, remarks, jobs, the audit log, users.

Frozen: what ``tables`` says may go on from here, this stays what it was. What only one of the two databases
understands (the index of words, and the triggers that keep the audit log from being changed) is made here too, so that
a migration is one file.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPLICATION_ID = 0x6A646D38
KINDS = [
    *("occupation", "occupation_title", "level", "level_order", "framework"),
    *("score", "added", "failure_code", "title_key"),
]

SQLITE = (
    f"PRAGMA application_id = {APPLICATION_ID}",
    """CREATE VIRTUAL TABLE posting_fts USING fts5(
        title, text, content='posting_texts', content_rowid='posting_id',
        tokenize='porter unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER posting_fts_insert AFTER INSERT ON posting_texts BEGIN
        INSERT INTO posting_fts(rowid, title, text) VALUES (new.posting_id, new.title, new.text);
    END""",
    """CREATE TRIGGER posting_fts_delete AFTER DELETE ON posting_texts BEGIN
        INSERT INTO posting_fts(posting_fts, rowid, title, text)
        VALUES ('delete', old.posting_id, old.title, old.text);
    END""",
    """CREATE TRIGGER posting_fts_update AFTER UPDATE OF title, text ON posting_texts BEGIN
        INSERT INTO posting_fts(posting_fts, rowid, title, text)
        VALUES ('delete', old.posting_id, old.title, old.text);
        INSERT INTO posting_fts(rowid, title, text) VALUES (new.posting_id, new.title, new.text);
    END""",
    """CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN
        SELECT RAISE(ABORT, 'the audit log can only be added to');
    END""",
    """CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN
        SELECT RAISE(ABORT, 'the audit log can only be added to');
    END""",
)

POSTGRESQL = (
    # English stemming without stop words: what is found is the same as in SQLite.
    "CREATE TEXT SEARCH DICTIONARY jdmatch_stem (TEMPLATE = snowball, Language = english)",
    "CREATE TEXT SEARCH CONFIGURATION jdmatch_words (COPY = pg_catalog.english)",
    "ALTER TEXT SEARCH CONFIGURATION jdmatch_words ALTER MAPPING REPLACE english_stem WITH jdmatch_stem",
    """ALTER TABLE posting_texts ADD COLUMN words tsvector GENERATED ALWAYS AS
        (to_tsvector('jdmatch_words'::regconfig, title || ' ' || text)) STORED""",
    "CREATE INDEX posting_texts_words ON posting_texts USING gin (words) WITH (fastupdate = off)",
    """CREATE FUNCTION jdmatch_audit_stays() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the audit log can only be added to'; END $$""",
    """CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit
        FOR EACH ROW EXECUTE FUNCTION jdmatch_audit_stays()""",
    """CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION jdmatch_audit_stays()""",
)


def upgrade() -> None:
    """Make the tables."""
    for make in (_postings, _covers, _drafts, _remarks, _jobs, _audit_and_users):
        make()
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(sa.text(statement.replace(":", "\\:")))


def _number() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _sorted() -> sa.types.TypeEngine[str]:
    return sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def _id() -> sa.Column[int]:
    return sa.Column("id", _number(), primary_key=True, autoincrement=True)


def _owner(name: str, target: str, *, key: bool = False) -> sa.Column[int]:
    return sa.Column(name, _number(), sa.ForeignKey(target, ondelete="CASCADE"), primary_key=key, nullable=False)


def _summary() -> list[sa.Column[object]]:
    return [
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("words", sa.Integer, nullable=False),
        sa.Column("occupation", _sorted(), nullable=False),
        sa.Column("occupation_title", _sorted(), nullable=False),
        sa.Column("occupation_probability", sa.Double),
        sa.Column("framework", _sorted(), nullable=False),
        sa.Column("target_level", sa.Text),
        sa.Column("level", _sorted(), nullable=False),
        sa.Column("level_order", sa.Double, nullable=False),
        sa.Column("level_abstained", sa.SmallInteger, nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("score_low", sa.Double),
        sa.Column("score_high", sa.Double),
        sa.Column("covered", sa.Integer, nullable=False),
        sa.Column("partial", sa.Integer, nullable=False),
        sa.Column("missing", sa.Integer, nullable=False),
        sa.Column("diagnostics", sa.Integer, nullable=False),
        sa.Column("signature", sa.String(64), nullable=False),
        sa.Column("failure_code", sa.Text),
        sa.Column("failure_message", sa.Text),
    ]


def _postings() -> None:
    op.create_table(
        "postings",
        _id(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("title_key", _sorted(), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("format", sa.Text, nullable=False),
        sa.Column("added", _sorted(), nullable=False),
        sa.Column("added_by", sa.Text),
        sa.Column("changed", sa.Text, nullable=False),
        sa.Column("analysis_id", _number(), nullable=False),
        sa.Column("analyses", sa.Integer, nullable=False),
        *_summary(),
        sqlite_autoincrement=True,
    )
    for name, columns in (
        ("postings_added", ["added", "id"]),
        ("postings_title", ["title_key", "id"]),
        ("postings_score", ["score", "id"]),
        ("postings_level", ["level_order", "id"]),
        ("postings_occupation", ["occupation_title", "id"]),
        ("postings_kinds", KINDS),
        ("postings_failed", ["failure_code", "added", "id"]),
        ("postings_in_framework", ["framework", "added", "id"]),
        ("postings_in_level", ["level", "added", "id"]),
        ("postings_in_occupation", ["occupation", "added", "id"]),
        ("postings_sha256", ["sha256"]),
    ):
        op.create_index(name, "postings", columns)
    op.create_table(
        "posting_texts",
        _owner("posting_id", "postings.id", key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("kept", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "analyses",
        _id(),
        _owner("posting_id", "postings.id"),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("who", sa.Text),
        sa.Column("kept_sha256", sa.String(64), nullable=False),
        sa.Column("kept", sa.LargeBinary),
        *_summary(),
        sa.UniqueConstraint("posting_id", "number", name="analyses_number"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "posting_tags",
        _owner("posting_id", "postings.id", key=True),
        sa.Column("tag", _sorted(), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("posting_tags_tag", "posting_tags", ["tag", "posting_id"])


def _covers() -> None:
    op.create_table(
        "posting_frameworks",
        sa.Column("framework", _sorted(), primary_key=True),
        _owner("posting_id", "postings.id", key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("posting_frameworks_posting", "posting_frameworks", ["posting_id"])
    op.create_table(
        "statements",
        _id(),
        sa.Column("framework", _sorted(), nullable=False),
        sa.Column("statement", _sorted(), nullable=False),
        sa.UniqueConstraint("framework", "statement", name="statements_id"),
    )
    op.create_table(
        "covers",
        _owner("statement_id", "statements.id", key=True),
        sa.Column("status", sa.SmallInteger, primary_key=True),
        _owner("posting_id", "postings.id", key=True),
        sa.Column("probability", sa.Double, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("covers_posting", "covers", ["posting_id"])


def _drafts() -> None:
    op.create_table(
        "drafts",
        _id(),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("created", sa.Text, nullable=False),
        sa.Column("created_by", sa.Text),
        sa.Column("changed", _sorted(), nullable=False),
        sa.Column("changed_by", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("drafts_changed", "drafts", ["changed", "id"])
    op.create_table(
        "draft_versions",
        _owner("draft_id", "drafts.id", key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("who", sa.Text),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("words", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("summary", sa.Text),
    )


def _remarks() -> None:
    op.create_table(
        "remarks",
        _id(),
        _owner("posting_id", "postings.id"),
        sa.Column("analysis_sha", sa.String(64), nullable=False),
        sa.Column("framework", sa.Text, nullable=False),
        sa.Column("statement", sa.Text, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("who", sa.Text),
        sa.Column("at", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("remarks_posting", "remarks", ["posting_id", "id"])


def _jobs() -> None:
    op.create_table(
        "jobs",
        _id(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("options", sa.Text, nullable=False),
        sa.Column("who", sa.Text),
        sa.Column("created", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("finished", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "job_items",
        _id(),
        _owner("job_id", "jobs.id"),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("posting_id", _number()),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("token", sa.Text),
        sa.Column("until", sa.Text),
        sa.Column("error_code", sa.Text),
        sa.Column("error_message", sa.Text),
        sa.Column("result", _number()),
        sa.Column("outcome", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_index("job_items_state", "job_items", ["state", "id"])
    op.create_index("job_items_job", "job_items", ["job_id", "state", "id"])
    op.create_table(
        "job_uploads",
        _owner("item_id", "job_items.id", key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )


def _audit_and_users() -> None:
    op.create_table(
        "audit",
        sa.Column("id", _number(), primary_key=True, autoincrement=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("who", sa.Text),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_table(
        "users",
        sa.Column("name", sa.String(100), primary_key=True),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("disabled", sa.SmallInteger, nullable=False),
        sa.Column("sessions", sa.Integer, nullable=False),
        sa.Column("created", sa.Text, nullable=False),
    )
