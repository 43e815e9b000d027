"""Signing in and out, one's own password, and for admins the users and the audit log."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from jdmatch.errors import ConflictError, SettingsError
from jdmatch.store.records import Broken, Role
from jdmatch.store.users import SHORTEST
from jdmatch.web import office, people, show, token
from jdmatch.web.access import RANKS
from jdmatch.web.attempts import TooManyError
from jdmatch.web.desk import client_of
from jdmatch.web.gate import SIGN_IN, own_path
from jdmatch.web.office import Office
from jdmatch.web.people import People

router = APIRouter()
Here = Annotated[Office, Depends(office.of)]
Them = Annotated[People, Depends(people.of)]

_WRONG = "The name or the password is not right."
_AUDIT_PAGE = 100
_VERIFIED_FOR = 30.0  # seconds that a walk through the audit log counts


# --- signing in -----------------------------------------------------------------------------------------------------


@router.get("/sign-in")
def form(request: Request, them: Them, next: str = "") -> Response:  # noqa: A002 -- the name in the address
    """The form; who is signed in already is led on."""
    _only(them, "users")
    if show.who(request):
        return RedirectResponse(own_path(next) or "/", 303)
    return _form(request, next)


@router.post("/sign-in")
async def sign_in(
    request: Request,
    them: Them,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",  # noqa: A002
) -> Response:
    """Begin a session. Nothing says whether it was the name or the password that was wrong."""
    _only(them, "users")
    try:
        user = await them.verified(name, password, client_of(request.scope))
    except TooManyError as error:
        return _form(request, next, name=name, wait=error.seconds)
    if user is None:
        return _form(request, next, name=name, fault=_WRONG)
    session = await them.begin(user)
    answer = RedirectResponse(own_path(next) or "/", 303)
    them.keep(request, answer, session)
    token.renew(request, answer)
    return answer


@router.post("/sign-out")
async def sign_out(request: Request, here: Here, them: Them, everywhere: Annotated[bool, Form()] = False) -> Response:
    """End this session; with ``everywhere`` all of one's sessions."""
    _only(them, "users")
    session = request.state.session
    if session is not None:
        await them.end(session)
        if everywhere:
            await run_in_threadpool(here.store.users.end_sessions, session.name, session.name)
            them.forget()
    answer = RedirectResponse(SIGN_IN, 303)
    them.drop(request, answer)
    token.renew(request, answer)
    return answer


def _form(request: Request, then: str, *, name: str = "", fault: str = "", wait: int = 0) -> Response:
    if wait:
        fault = f"Too many attempts. Try again in {_minutes(wait)}."
    values = {"next": own_path(then) or "", "name": name[:100], "fault": fault}
    made = show.page(request, "sign_in.html", status=429 if wait else 401 if fault else 200, **values)
    if wait:
        made.headers["Retry-After"] = str(wait)
    return made


def _minutes(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return f"{seconds} s" if seconds < 60 else f"{minutes} minute{'s' if minutes != 1 else ''}"


# --- one's own password ---------------------------------------------------------------------------------------------


@router.get("/account")
def account(request: Request, them: Them, done: bool = False) -> Response:
    """Where one gives oneself another password."""
    _only(them, "users")
    return _account(request, done=done)


@router.post("/account")
async def change(
    request: Request,
    here: Here,
    them: Them,
    password: Annotated[str, Form()] = "",
    new: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Another password for oneself. Every other session ends, this one goes on."""
    _only(them, "users")
    name = show.who(request) or ""
    if new != again:
        return _account(request, fault="The new password was not written twice the same.")
    try:
        user = await them.verified(name, password, client_of(request.scope))
    except TooManyError as error:
        made = _account(request, status=429, fault=f"Too many attempts. Try again in {_minutes(error.seconds)}.")
        made.headers["Retry-After"] = str(error.seconds)
        return made
    if user is None:
        return _account(request, fault="That is not your password of now.")
    try:
        await run_in_threadpool(here.store.users.set_password, name, new, name)
    except SettingsError as error:
        return _account(request, fault=error.message)
    them.forget()
    session = await them.begin(await run_in_threadpool(here.store.users.get, name))
    answer = RedirectResponse("/account?done=1", 303)
    them.keep(request, answer, session)
    token.renew(request, answer)
    return answer


def _account(request: Request, *, status: int = 0, fault: str = "", done: bool = False) -> Response:
    code = status or (422 if fault else 200)
    return show.page(request, "account.html", status=code, fault=fault, done=done, shortest=SHORTEST)


# --- users ----------------------------------------------------------------------------------------------------------


@router.get("/users")
def users(request: Request, here: Here, them: Them) -> Response:
    """Everybody who may sign in."""
    return _users(request, here, them)


@router.post("/users")
def add(
    request: Request,
    here: Here,
    them: Them,
    role: Annotated[Role, Form()],
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    """Add somebody."""
    _only(them, "users", "proxy")
    given = password if them.access.kind == "users" or password else None
    try:
        here.store.users.add(name.strip(), given, role, show.who(request))
    except (SettingsError, ConflictError) as error:
        return _users(request, here, them, fault=error.message, name=name)
    them.forget()
    return RedirectResponse("/users", 303)


@router.post("/users/role")
def set_role(
    request: Request, here: Here, them: Them, name: Annotated[str, Form()], role: Annotated[Role, Form()]
) -> Response:
    """Give somebody another role."""
    _not_oneself(request, them, name)
    here.store.users.set_role(name, role, show.who(request))
    return _changed(them)


@router.post("/users/disable")
def disable(request: Request, here: Here, them: Them, name: Annotated[str, Form()]) -> Response:
    """Let somebody in no more."""
    _not_oneself(request, them, name)
    here.store.users.disable(name, show.who(request))
    return _changed(them)


@router.post("/users/enable")
def enable(request: Request, here: Here, them: Them, name: Annotated[str, Form()]) -> Response:
    """Let somebody in again."""
    _not_oneself(request, them, name)
    here.store.users.enable(name, show.who(request))
    return _changed(them)


def _changed(them: People) -> Response:
    them.forget()
    return RedirectResponse("/users", 303)


def _users(request: Request, here: Office, them: People, *, fault: str = "", name: str = "") -> Response:
    _only(them, "users", "proxy")
    return show.page(
        request,
        "users.html",
        status=422 if fault else 200,
        users=here.store.users.list(),
        roles=tuple(RANKS),
        fault=fault,
        name=name[:100],
        proxied=them.access.kind == "proxy",
        shortest=SHORTEST,
    )


def _not_oneself(request: Request, them: People, name: str) -> None:
    _only(them, "users", "proxy")
    if name == show.who(request):
        raise HTTPException(422, "Nobody changes their own role or access: another admin does. Nothing was changed.")


def _only(them: People, *kinds: str) -> None:
    """404 where the server is not one of users."""
    if them.access.kind not in kinds:
        raise HTTPException(404)


# --- the audit log --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verified:
    """What a walk through the log found, and when."""

    upto: int
    broken: Broken | None
    at: float


@router.get("/audit")
def audit(
    request: Request,
    here: Here,
    who: Annotated[str, Query(max_length=100)] = "",
    action: Annotated[str, Query(max_length=60)] = "",
    before: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    """Who did what, the newest first, and whether the log is whole."""
    page = here.store.audit.entries(before=before, limit=_AUDIT_PAGE, who=who or None, action=action or None)
    asked: dict[str, Any] = {name: value for name, value in (("who", who), ("action", action)) if value}
    return show.page(
        request,
        "audit.html",
        page=page,
        who_asked=who,
        action=action,
        first=before is None,
        older=f"/audit?{urlencode(asked | {'before': page.next})}" if page.next else "",
        newest="/audit" + (f"?{urlencode(asked)}" if asked else ""),
        verified=_verified(request, here),
    )


def _verified(request: Request, here: Office) -> Verified:
    """The walk through the log, made anew after half a minute: it takes a second for some ten thousand entries."""
    kept: Verified | None = getattr(request.app.state, "verified", None)
    now = time.monotonic()
    if kept is None or now - kept.at > _VERIFIED_FOR:
        head = here.store.audit.head()
        broken = here.store.audit.verify(expected=(head.id, head.hash) if head else None)
        kept = request.app.state.verified = Verified(head.id if head else 0, broken, now)
    return kept
