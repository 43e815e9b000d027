"""Who asks: the user of a session's cookie, of a program's token, or whom the reverse proxy names.

What the database says of somebody is asked for anew after two seconds, so that who was disabled or given another role
is out or changed at once, on every server. Whether a name exists is told by nothing: not by words, nor by time.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from jdmatch.errors import NoSuchRecordError
from jdmatch.store.records import Role, User
from jdmatch.store.users import is_name
from jdmatch.web.access import RANKS, Access
from jdmatch.web.attempts import Attempts, TooManyError
from jdmatch.web.faults import PROGRAMS
from jdmatch.web.signing import COOKIE, UNUSED, WHOLE, Session, Signer

if TYPE_CHECKING:
    from jdmatch.store import Store

logger = logging.getLogger(__name__)

PEER = "jdmatch.peer"  # the scope's key of the address that the connection really comes from
_FRESH = 2.0  # seconds
_MOST_KNOWN = 10_000
_AT_ONCE, _MOST_WAITING = 2, 16  # passwords that are looked at: each takes 64 MB and a tenth of a second


class UnknownError(Exception):
    """Nobody, or not somebody who may be here: ``status`` 401, or 403 where it is known who it is."""

    def __init__(self, message: str, status: int = 401) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who asks. ``session`` is there where they signed in with a browser."""

    name: str
    role: Role
    session: Session | None = None


class People:
    """Finds out who asks."""

    def __init__(self, store: Store, access: Access, signer: Signer | None, attempts: Attempts | None = None) -> None:
        self.access, self.signer = access, signer
        self.attempts = attempts or Attempts()
        self._store = store
        self._known: dict[tuple[str, ...], tuple[User | None, float]] = {}
        self._verifying = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0

    # --- who asks -----------------------------------------------------------------------------------------------

    async def of(self, request: Request) -> Person:
        """Who asks. UnknownError, StoreError."""
        words = request.headers.getlist("authorization")
        if self.access.kind == "proxy":
            return await self._of_proxy(request)
        if words and request.url.path.startswith(PROGRAMS):
            return await self._of_token(words)
        return await self._of_cookie(request)

    def forget(self) -> None:
        """Somebody was changed here: ask the database anew."""
        self._known.clear()

    async def _of_cookie(self, request: Request) -> Person:
        session = self.signer.read(request.cookies.get(COOKIE, "")) if self.signer else None
        if session is None:
            raise UnknownError("Sign in first.")
        name, number = session.name, session.id
        user = await self._cached(("session", name, number), lambda: self._store.signing_in.current(name, number))
        if user is None or not session.is_of(user):
            raise UnknownError("Your session has ended. Sign in again.")
        return Person(user.name, user.role, session)

    async def _of_token(self, words: list[str]) -> Person:
        kind, _, token = words[0].partition(" ")
        if len(words) != 1 or kind.lower() != "bearer":
            raise UnknownError("Programs send Authorization: Bearer TOKEN. jdmatch users token NAME makes one.")
        token = token.strip()
        user = await self._cached(("token", token), lambda: self._store.signing_in.of_token(token))
        if user is None:
            raise UnknownError("The token is nobody's, or was taken back. jdmatch users token NAME makes one.")
        return Person(user.name, user.role)

    async def _of_proxy(self, request: Request) -> Person:
        if not self.access.is_peer(request.scope.get(PEER) or ""):
            raise UnknownError("This server answers to its proxy alone: ask there.")
        name = self._told(request, self.access.header)
        if name is None:
            words = request.headers.getlist("authorization")
            if words and request.url.path.startswith(PROGRAMS):
                return await self._of_token(words)
            raise UnknownError("The proxy names nobody. Sign in there.")
        if not is_name(name):
            raise UnknownError("The proxy gives a name that is none: letters, digits and . _ @ + -, at most 100.")
        user = await self._cached(("name", name), lambda: self._got(name))
        if user is not None and user.disabled:
            raise UnknownError(f"{name} may not use this server any more. Ask an admin.", 403)
        given = self._told(request, self.access.role_header) if self.access.role_header else None
        if given is not None and given not in RANKS:
            raise UnknownError(f"The proxy gives a role that is none: {', '.join(RANKS)}.", 403)
        role = given or (user.role if user else self.access.new)
        if role is None:
            raise UnknownError(f"{name} is no user of this server. An admin can add them: jdmatch users add.", 403)
        return Person(name, _role(role))

    def _told(self, request: Request, header: str) -> str | None:
        """What the proxy's header says, None without it. Some servers take X_User for X-User: who sends both, or one
        twice, or the other spelling, wants one of them to be overlooked."""
        alike = [
            (name, value)
            for name, value in request.headers.items()
            if name.lower().replace("_", "-") == header.replace("_", "-")
        ]
        if not alike:
            return None
        if len(alike) > 1 or alike[0][0].lower() != header:
            raise UnknownError("The proxy's header is there twice, or in another spelling: it is not believed.")
        return alike[0][1].strip()

    def _got(self, name: str) -> User | None:
        try:
            return self._store.users.get(name)
        except NoSuchRecordError:
            return None

    async def _cached(self, key: tuple[str, ...], look: Callable[[], User | None]) -> User | None:
        now = time.monotonic()
        found = self._known.get(key)
        if found is not None and now - found[1] < _FRESH:
            return found[0]
        user = await run_in_threadpool(look)
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[key] = (user, now)
        return user

    # --- signing in ---------------------------------------------------------------------------------------------

    async def verified(self, name: str, password: str, address: str) -> User | None:
        """The user, where the password is theirs. A wrong one is told to the audit log. TooManyError, StoreError."""
        self.attempts.begin(address, name)
        if self._waiting >= _MOST_WAITING:
            raise TooManyError(2)
        self._waiting += 1
        try:
            async with self._verifying:
                user = await run_in_threadpool(self._store.users.verify, name, password)
        finally:
            self._waiting -= 1
        if user is None:
            about = f"user {name}" if is_name(name) else "no user's name"
            await run_in_threadpool(self._store.audit.note, "session.refuse", about, {}, None)
            return None
        self.attempts.right(address, name)
        return user

    async def begin(self, user: User) -> Session:
        """A session of somebody who has just shown that it is them."""
        if self.signer is None:
            raise RuntimeError("sessions need a signer")
        await run_in_threadpool(self._store.audit.note, "session.begin", f"user {user.name}", {}, user.name)
        return self.signer.begun(user)

    async def end(self, session: Session) -> None:
        """Sign out: the session's cookie is of no use any more, wherever else it is."""
        await run_in_threadpool(self._store.signing_in.end, session.id, WHOLE, session.name)
        self.forget()

    def warm(self) -> None:
        """Look at a password once, so that the first who signs in waits no longer than the second."""
        self._store.users.verify("", "")

    # --- cookies ------------------------------------------------------------------------------------------------

    def keep(self, request: Request, answer: Response, session: Session) -> None:
        """Put a session's cookie into an answer."""
        if self.signer is None:
            return
        left = session.began + int(WHOLE.total_seconds()) - int(self.signer.clock())
        answer.set_cookie(
            COOKIE,
            self.signer.cookie(session),
            max_age=max(0, min(int(UNUSED.total_seconds()), left)),
            httponly=True,
            samesite="lax",
            secure=self.is_secure(request),
            path="/",
        )

    def drop(self, request: Request, answer: Response) -> None:
        """Take the session's cookie away."""
        secure = self.is_secure(request)
        answer.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=secure, path="/")

    def is_secure(self, request: Request) -> bool:
        """Whether cookies travel by https alone."""
        return self.access.secure or request.url.scheme == "https"


def of(request: Request) -> People:
    """Who may be here: a dependency of routes."""
    people: People = request.app.state.people
    return people


def _role(told: str) -> Role:
    for role in ("reader", "editor", "admin"):
        if role == told:
            return role
    raise UnknownError("The role is none.", 403)
