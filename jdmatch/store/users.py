"""Who may sign in, with which role, and whether a password is theirs.

Passwords are kept as argon2id hashes. A name that does not exist costs as much time as a wrong password. Whatever must
end somebody's open sessions (another password, another role, being disabled) counts ``sessions`` up.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from sqlalchemy import Row, insert, select, update

from jdmatch.errors import ConflictError, MissingExtraError, SettingsError, nearest
from jdmatch.store.audit import Audit
from jdmatch.store.database import Database, nothing_of
from jdmatch.store.records import Role, User
from jdmatch.store.tables import users

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 10, 1_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}")
_NO_PASSWORD = "-"  # noqa: S105 -- no hash of anything


class Users:
    """The users of one database."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def add(self, name: str, password: str | None, role: Role, who: str | None) -> User:
        """A new user; without a password somebody whom only a proxy can sign in. ConflictError where the name is taken;
        SettingsError for a name, a role or a password that can't be one."""
        if not is_name(name):
            raise SettingsError(f"{name!r} is no user name: letters, digits and . _ @ + -, at most 100.")
        _see_role(role)
        hashed = _NO_PASSWORD if password is None else _hash(password)
        row = {"name": name, "role": role, "disabled": 0, "sessions": 1}
        with self._database.write() as connection:
            if connection.execute(select(users.c.name).where(users.c.name == name)).first():
                raise ConflictError(f"There is a user {name} already.")
            created = self._database.time()
            connection.execute(insert(users).values(**row, hash=hashed, created=created))
            self._audit.write(connection, "user.add", f"user {name}", who, {"role": role})
        return User(name, role, False, 1, created)

    def list(self) -> tuple[User, ...]:
        """All users, by name."""
        with self._database.read() as connection:
            return tuple(user_of(row) for row in connection.execute(select(users).order_by(users.c.name)))

    def get(self, name: str) -> User:
        """A user. NoSuchRecordError."""
        with self._database.read() as connection:
            row = connection.execute(select(users).where(users.c.name == name)).first()
        if row is None:
            raise nothing_of("user", name)
        return user_of(row)

    def verify(self, name: str, password: str) -> User | None:
        """The user, where the password is theirs and they are not disabled; else None."""
        with self._database.read() as connection:
            row = connection.execute(select(users).where(users.c.name == name.replace("\0", " "))).first()
        right = _is_of(row.hash if row and row.hash != _NO_PASSWORD else _nobody(), password)
        return user_of(row) if row and row.hash != _NO_PASSWORD and right and not row.disabled else None

    def set_password(self, name: str, password: str, who: str | None) -> None:
        """Another password; open sessions end. NoSuchRecordError, SettingsError."""
        self._set(name, "user.password", who, hash=_hash(password))

    def set_role(self, name: str, role: Role, who: str | None) -> None:
        """Another role; open sessions end. NoSuchRecordError, SettingsError."""
        _see_role(role)
        self._set(name, "user.role", who, role=role)

    def disable(self, name: str, who: str | None) -> None:
        """Let somebody sign in no more; open sessions end. NoSuchRecordError."""
        self._set(name, "user.disable", who, disabled=1)

    def enable(self, name: str, who: str | None) -> None:
        """Let somebody sign in again. NoSuchRecordError."""
        self._set(name, "user.enable", who, disabled=0)

    def end_sessions(self, name: str, who: str | None) -> None:
        """End somebody's open sessions. NoSuchRecordError."""
        self._set(name, "user.end-sessions", who)

    def _set(self, name: str, action: str, who: str | None, **values: Any) -> None:
        with self._database.write() as connection:
            changed = update(users).where(users.c.name == name).values(sessions=users.c.sessions + 1, **values)
            if not connection.execute(changed).rowcount:
                raise nothing_of("user", name)
            details = {"role": values["role"]} if "role" in values else {}
            self._audit.write(connection, action, f"user {name}", who, details)


def is_name(name: str) -> bool:
    """Whether a user may be called so."""
    return _NAME.fullmatch(name) is not None


def user_of(row: Row[Any]) -> User:
    """A row of the table as a record."""
    return User(row.name, row.role, bool(row.disabled), row.sessions, row.created)


def _see_role(role: str) -> None:
    if role not in get_args(Role):
        raise SettingsError(f"'{role}' is no role.{nearest(role, get_args(Role))}")


def _hash(password: str) -> str:
    if not SHORTEST <= len(password) <= LONGEST:
        raise SettingsError(f"A password has {SHORTEST} to {LONGEST} characters, and this one {len(password)}.")
    return _hasher().hash(password.encode("utf-8", "surrogatepass"))


def _is_of(hashed: str, password: str) -> bool:
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        return _hasher().verify(hashed, password[:LONGEST].encode("utf-8", "surrogatepass"))
    except (Argon2Error, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """A hash of nobody's password, so that an unknown name costs what a known one does."""
    return _hasher().hash(b"nobody's password")


@cache
def _hasher() -> PasswordHasher:
    try:
        from argon2 import PasswordHasher
    except ModuleNotFoundError as error:
        raise MissingExtraError("Signing in", "web") from error
    return PasswordHasher()
