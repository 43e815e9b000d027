"""What is kept of signing in beside the users: sessions that were ended, the tokens of programs, and the secret.

A session itself is a signed cookie and kept nowhere; what is kept is which ones somebody has signed out of, until they
would have ended anyway. A program's token is random and kept as its sha256 alone, so that it can be told once only.
The secret that cookies are signed with is made once: beside a SQLite database as a file that is its owner's alone, in
PostgreSQL as a row, so that all servers of one database sign alike.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import tempfile
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, insert, select

from jdmatch.errors import StoreError
from jdmatch.store.audit import Audit
from jdmatch.store.database import Database, iso, nothing_of
from jdmatch.store.records import Token, User
from jdmatch.store.tables import ended_sessions, shared, tokens, users
from jdmatch.store.users import user_of

PREFIX = "jdm_"  # what a token begins with, so that people and scanners see what it is
_SECRET = "session-secret"  # noqa: S105 -- the name of the row
_SHORTEST = 32


class SigningIn:
    """Sessions and tokens of one database."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    # --- sessions -----------------------------------------------------------------------------------------------

    def current(self, name: str, session: str | None = None) -> User | None:
        """The user as they are now; None where there is none, where they are disabled, or where they have signed out
        of that session."""
        with self._database.read() as connection:
            row = connection.execute(select(users).where(users.c.name == name)).first()
            if row is None or row.disabled:
                return None
            if session is not None:
                ended = select(ended_sessions.c.session).where(ended_sessions.c.session == session)
                if connection.execute(ended).first() is not None:
                    return None
        return user_of(row)

    def end(self, session: str, lasting: timedelta, who: str) -> None:
        """Remember that somebody signed out, for as long as the session's cookie could still be shown."""
        until = iso(self._database.clock() + lasting)
        with self._database.write() as connection:
            connection.execute(delete(ended_sessions).where(ended_sessions.c.until < self._database.time()))
            made = self._database.dialect.insert_new(ended_sessions)
            connection.execute(made.values(session=session, until=until))
            self._audit.write(connection, "session.end", f"user {who}", who, {})

    # --- tokens of programs -------------------------------------------------------------------------------------

    def add_token(self, name: str, who: str | None) -> tuple[Token, str]:
        """A new token of a user, with its words, which are told here and never again. NoSuchRecordError."""
        words = PREFIX + secrets.token_urlsafe(32)
        with self._database.write() as connection:
            if connection.execute(select(users.c.name).where(users.c.name == name)).first() is None:
                raise nothing_of("user", name)
            created = self._database.time()
            made = insert(tokens).values(name=name, hash=_hashed(words), created=created).returning(tokens.c.id)
            number = int(connection.execute(made).scalar_one())
            self._audit.write(connection, "token.add", f"user {name}", who, {"token": number})
        return Token(number, name, created), words

    def tokens(self, name: str | None = None) -> tuple[Token, ...]:
        """All tokens, or a user's."""
        query = select(tokens.c.id, tokens.c.name, tokens.c.created).order_by(tokens.c.name, tokens.c.id)
        if name is not None:
            query = query.where(tokens.c.name == name)
        with self._database.read() as connection:
            return tuple(Token(row.id, row.name, row.created) for row in connection.execute(query))

    def remove_token(self, number: int, who: str | None) -> None:
        """Let a token be of no use any more. NoSuchRecordError."""
        with self._database.write() as connection:
            row = connection.execute(select(tokens.c.name).where(tokens.c.id == number)).first()
            if row is None:
                raise nothing_of("token", number)
            connection.execute(delete(tokens).where(tokens.c.id == number))
            self._audit.write(connection, "token.remove", f"user {row.name}", who, {"token": number})

    def of_token(self, words: str) -> User | None:
        """Whose token this is, None where it is nobody's or they are disabled."""
        if not words.startswith(PREFIX):
            return None
        query = select(users).join(tokens, tokens.c.name == users.c.name).where(tokens.c.hash == _hashed(words))
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return None if row is None or row.disabled else user_of(row)

    # --- the secret ---------------------------------------------------------------------------------------------

    def secret(self) -> str:
        """What sessions are signed with; made where there is none yet. StoreError."""
        if self._database.dialect.name == "sqlite":
            return _of_file(secret_file(Path(str(self._database.engine.url.database))))
        with self._database.write() as connection:
            made = self._database.dialect.insert_new(shared)
            connection.execute(made.values(name=_SECRET, value=secrets.token_urlsafe(48)))
            return str(connection.execute(select(shared.c.value).where(shared.c.name == _SECRET)).scalar_one())


def secret_file(database: Path) -> Path:
    """Where the secret of a SQLite database lies."""
    return database.with_name(f"{database.name}.secret")


def _of_file(path: Path) -> str:
    try:
        if not path.exists():
            _make(path)
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise StoreError(f"{path} signs sessions and can be read by others. Remove it, and sign in again.")
        found = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{path}, which signs sessions, can not be made or read: {_why(error)}.") from error
    if len(found) < _SHORTEST:
        raise StoreError(f"{path}, which signs sessions, is damaged. Remove it, and sign in again.")
    return found


def _make(path: Path) -> None:
    """A file that is whole and its owner's alone from its first moment; another server's, where that was faster."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    made = Path(name)
    try:
        with os.fdopen(number, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(made, path)
    finally:
        made.unlink()


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or "it holds something else"


def _hashed(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()
