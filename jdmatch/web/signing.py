"""A session: a signed cookie that says who signed in and when, and nothing else.

It ends twelve hours after it was last used, at the latest a week after the sign-in, and at once when the user is
disabled, gets another password or role (``version`` is then another), or signs out of it (``id`` is then known to be
ended). The signature is an HMAC over sha256 with a secret that only the servers of one database have.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from itsdangerous import BadData, URLSafeSerializer

from jdmatch.errors import SettingsError
from jdmatch.store.records import User

if TYPE_CHECKING:
    from jdmatch.store import Store

COOKIE = "jdmatch_session"
UNUSED = timedelta(hours=12)
WHOLE = timedelta(days=7)
_RENEWED = 300  # seconds after which a cookie that is used is written anew
_LONGEST = 1_000  # characters of a cookie
_SHORTEST = 32  # characters of a secret
VARIABLE = "JDMATCH_SECRET"


@dataclass(frozen=True, slots=True)
class Session:
    """Who signed in, with which version of their account, and when, in seconds of the epoch. ``created`` tells users of
    the same name in two databases apart."""

    name: str
    version: int
    created: str
    began: int
    seen: int
    id: str

    def is_of(self, user: User) -> bool:
        """Whether the account is still as it was when the session began."""
        return (self.name, self.version, self.created) == (user.name, user.sessions, user.created)


class Signer:
    """Makes and reads cookies. ``clock`` is for tests."""

    def __init__(self, secret: str, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self._serializer = URLSafeSerializer(
            secret, salt="jdmatch session 1", signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256}
        )

    def begun(self, user: User) -> Session:
        """A new session."""
        now = int(self.clock())
        return Session(user.name, user.sessions, user.created, now, now, secrets.token_urlsafe(16))

    def cookie(self, session: Session) -> str:
        """The session as a cookie's value."""
        s = session
        return str(self._serializer.dumps([s.name, s.version, s.created, s.began, s.seen, s.id]))

    def read(self, cookie: str) -> Session | None:
        """The session of a cookie, None where it was not made here, or has ended by itself."""
        if not 0 < len(cookie) <= _LONGEST:
            return None
        try:
            told = self._serializer.loads(cookie)
        except BadData:
            return None
        kinds = [type(one) for one in told] if isinstance(told, list) else []
        if kinds != [str, int, str, int, int, str]:
            return None
        session, now = Session(*told), self.clock()
        lasts = now - session.seen <= UNUSED.total_seconds() and now - session.began <= WHOLE.total_seconds()
        return session if lasts else None

    def renewed(self, session: Session) -> Session | None:
        """The session used just now, where its cookie is worth being written anew."""
        now = int(self.clock())
        return replace(session, seen=now) if now - session.seen >= _RENEWED else None


def signer(store: Store, clock: Callable[[], float] = time.time) -> Signer:
    """A signer with the secret of the environment, else the database's. SettingsError for one that is too short."""
    given = os.environ.get(VARIABLE, "")
    if given and len(given) < _SHORTEST:
        raise SettingsError(f"{VARIABLE} has {len(given)} characters; give {_SHORTEST} at least, by chance.")
    return Signer(given or store.signing_in.secret(), clock)
