"""Lets a request through where who asks may ask for it: behind the guard, before anything is read or done.

The role that is needed stands in ``rules``, who asks is found out by ``people``. Pages lead to the sign-in, programs
get an error object with 401 or 403. What comes behind finds the name in ``request.state.who`` and the role beside it.
``Peer`` stands before everything: it keeps the address that a connection really comes from, and lets nobody but the
named proxy say another.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from jdmatch.errors import JdmatchError
from jdmatch.web import faults, rules
from jdmatch.web.people import PEER, People, Person, UnknownError
from jdmatch.web.signing import COOKIE

if TYPE_CHECKING:
    from jdmatch.web.access import Access

SIGN_IN = "/sign-in"
_FORM_BYTES = 10_000  # what somebody may send of whom nothing is known
_LONGEST_PATH = 2_000


class Peer:
    """Keeps the connection's own address, and takes over what the proxy says of it."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        if access.peers:
            trusting = ProxyHeadersMiddleware(cast(Any, app), [str(one) for one in access.peers])
            self._app = cast(ASGIApp, trusting)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        client = scope.get("client")
        if client:
            scope["client"] = (_plain(client[0]), client[1])
            scope[PEER] = scope["client"][0]
        await self._app(scope, receive, send)


class Gate:
    """Wraps an application."""

    def __init__(self, app: ASGIApp, people: People) -> None:
        self._app, self._people = app, people

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        request.state.who, request.state.role, request.state.kind = None, None, self._people.access.kind
        if self._people.access.kind == "none":
            request.state.role = "admin"
            await self._app(scope, receive, send)
            return
        request.state.secure = self._people.is_secure(request)
        try:
            person, refused = await self._looked_at(request)
        except JdmatchError as error:
            person, refused = None, faults.answer(request, faults.status_of(error), error.code, error.message)
        if refused is not None:
            await refused(scope, receive, send)
            return
        await self._app(scope, receive, self._renewing(request, person, send))

    async def _looked_at(self, request: Request) -> tuple[Person | None, Response | None]:
        """Who asks, and why they may not."""
        path, method = request.scope["path"], request.method
        need = rules.needed(method, path)
        person: Person | None = None
        if need is not None or path == SIGN_IN:
            try:
                person = await self._people.of(request)
            except UnknownError as error:
                if need is not None:
                    return None, self._unknown(request, error)
        if person is not None:
            request.state.who, request.state.role, request.state.session = person.name, person.role, person.session
        if person is None and method not in ("GET", "HEAD", "OPTIONS"):
            return None, _too_much(request)
        if not rules.may(person.role if person else None, need):
            told = f"Your role is {person.role if person else 'none'}, and this needs {need}. Ask an admin for it."
            return person, faults.answer(request, 403, "JDM089", told)
        return person, None

    def _unknown(self, request: Request, error: UnknownError) -> Response:
        if self._people.access.kind == "users" and not faults.is_program(request):
            if "hx-request" in request.headers:
                leads = _sign_in(_shown(request))
                return Response(status_code=error.status, headers={"HX-Redirect": leads})
            if request.method == "GET":
                query = request.scope.get("query_string", b"").decode("latin-1")
                return RedirectResponse(_sign_in(request.scope["path"] + (f"?{query}" if query else "")), 303)
        headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else None
        return faults.answer(request, error.status, "JDM089", error.message, headers)

    def _renewing(self, request: Request, person: Person | None, send: Send) -> Send:
        """Writes the session's cookie anew where it is due, and where the answer does not do so itself."""
        session = person.session if person else None
        renewed = self._people.signer.renewed(session) if session and self._people.signer else None
        if renewed is None:
            return send

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if not any(one.startswith(f"{COOKIE}=") for one in headers.getlist("set-cookie")):
                    answer = Response()
                    self._people.keep(request, answer, renewed)
                    headers.append("set-cookie", answer.headers["set-cookie"])
            await send(message)

        return sending


def own_path(told: str) -> str | None:
    """A path of this server to lead to, None for anything that a browser might take for another server's."""
    if not told.startswith("/") or told.startswith("//") or len(told) > _LONGEST_PATH:
        return None
    if "\\" in told or any(ord(c) <= 32 or ord(c) == 127 for c in told):
        return None
    try:
        found = urlsplit(told)
    except ValueError:
        return None
    if found.scheme or found.netloc or found.path in (SIGN_IN, "/sign-out"):
        return None
    return told


def _sign_in(then: str) -> str:
    leads = own_path(then)
    return SIGN_IN if leads is None or leads == "/" else f"{SIGN_IN}?next={quote(leads, safe='/')}"


def _shown(request: Request) -> str:
    """The page that an htmx request comes from."""
    try:
        found = urlsplit(request.headers.get("hx-current-url", ""))
    except ValueError:
        return "/"
    return found.path + (f"?{found.query}" if found.query else "")


def _too_much(request: Request) -> Response | None:
    """Why nothing so large is read of somebody of whom nothing is known."""
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdecimal() and int(length) <= _FORM_BYTES:
        return None
    status = 413 if length else 411
    return faults.answer(request, status, "JDM009", "Sign in first: so much is read of users alone.")


def _plain(address: str) -> str:
    """An address of IPv4 that came by IPv6 as what it is."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped) if mapped else address
