"""What stands between the network and the pages: who may ask under which name, from which page, and how much.

One ASGI layer around everything else. It answers only to its own host names (a page elsewhere can have its name resolve
to this machine, so listening on loopback is no protection), takes changes only from its own pages (Origin and
Sec-Fetch-Site) and lets foreign pages embed nothing, reads no more of a body than is allowed and waits for none that
trickles, and puts the headers on every answer that keep a hostile posting from becoming more than text: no script but
the application's own, no frame, no foreign form. What goes wrong inside leaves here without an error's words, for they
may be a posting's.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jdmatch.errors import traced
from jdmatch.web.serving import Serving

logger = logging.getLogger(__name__)

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# TRACE would tell a page its own cookies, CONNECT makes a proxy; no other is of any use here.
_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: with it browsers send "Origin: null" with a page's own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# A name or an address as a Host header may hold it, with its port; nothing before and nothing behind.
_HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9_.-]{1,253})(?::[0-9]{1,5})?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# JSON is parsed in one piece by the thread that answers everybody.
JSON_BYTES = 20_000_000
# A body may rest for so long between two pieces, and take so long as a whole.
REST_SECONDS, BODY_SECONDS = 20.0, 300.0


class TooLargeError(HTTPException):
    """A body is larger than is allowed."""

    def __init__(self, most: int) -> None:
        super().__init__(413, f"The request is larger than {most // 1_000_000} MB. Send less at once.")


class SlowError(HTTPException):
    """A body does not arrive."""

    def __init__(self) -> None:
        super().__init__(408, "The request did not arrive in time, and was given up. Send it again.")


class BrokenOffError(Exception):
    """An answer had begun and can not be ended. The reason is in the log; here it would be told with its words."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not passed on."""

    status: int
    message: str
    code: str = "JDM060"
    headers: tuple[tuple[bytes, bytes], ...] = ()


class Guard:
    """Wraps an application: refuses what should not reach it, and puts the headers on what leaves it. ``rest`` and
    ``whole``: seconds that a body may rest, and take."""

    def __init__(
        self, app: ASGIApp, serving: Serving, *, rest: float = REST_SECONDS, whole: float = BODY_SECONDS
    ) -> None:
        self._app = app
        self._serving = serving
        self._rest, self._whole = rest, whole

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        is_head = scope["method"] == "HEAD"
        answer = _Answer(send, keeps=scope["path"].startswith("/static/"), is_head=is_head)
        most = self._most(headers)
        refusal = self._refusal(scope, headers, most)
        if refusal is not None:
            await answer.refuse(refusal)
            return
        # HEAD is GET without the body, everywhere.
        inner = {**scope, "method": "GET"} if is_head else scope
        try:
            await self._app(inner, _Body(receive, most, self._rest, self._whole), answer)
        except Exception as error:
            await self._broken(error, answer)
        finally:
            scope["route"] = inner.get("route")

    async def _broken(self, error: Exception, answer: _Answer) -> None:
        if answer.ended or isinstance(error, ClientDisconnect):
            return  # answered and logged already, or nobody is there to be answered
        if answer.begun:
            logger.error("an answer was broken off: %s", traced(error))
            raise BrokenOffError from None
        if isinstance(error, HTTPException):
            await answer.refuse(Refusal(error.status_code, str(error.detail), "JDM009"))
            return
        logger.error("a request failed: %s", traced(error))
        await answer.refuse(Refusal(500, "jdmatch made a mistake; it is in the server's log.", "JDM099"))

    def _most(self, headers: Headers) -> int:
        """The most bytes that a request may have."""
        is_json = "json" in headers.get("content-type", "").lower()
        return min(JSON_BYTES, self._serving.body_bytes) if is_json else self._serving.body_bytes

    def _refusal(self, scope: Scope, headers: Headers, most: int) -> Refusal | None:
        method: str = scope["method"]
        if method not in _METHODS:
            allow = (b"allow", ", ".join(_METHODS).encode())
            return Refusal(405, "The method is none that is answered here.", headers=(allow,))
        if not scope["path"].startswith("/") or _CONTROL.search(scope["path"]):
            return Refusal(400, "The address can not be read: give its path, which has no control characters.")
        return (
            _of_host(headers, self._serving.allowed)
            or _of_origin(method, headers)
            or _of_length(headers, most)
            or _of_kind(headers)
        )


def _of_host(headers: Headers, allowed: frozenset[str]) -> Refusal | None:
    hosts = headers.getlist("host")
    if len(hosts) != 1:
        return Refusal(400, "A request has one Host header.")
    found = _HOST.fullmatch(hosts[0].lower())
    if found is None or found[1] not in allowed:
        return Refusal(421, "This server does not answer to that host name. jdmatch serve --name NAME adds one.")
    return None


def _of_origin(method: str, headers: Headers) -> Refusal | None:
    """Changes come from this server's own pages, or from programs: browsers always name the origin, or the site, of the
    page that a change comes from. What a page elsewhere may do is lead here; it can not fetch or embed anything, which
    would cost work and tell it how long that took."""
    origins, sites = headers.getlist("origin"), headers.getlist("sec-fetch-site")
    if len(origins) > 1 or len(sites) > 1:
        return Refusal(400, "A request comes from one page at most.")
    is_foreign = bool(sites) and sites[0].lower() not in ("same-origin", "none")
    if method not in _SAFE_METHODS:
        if is_foreign or (origins and not _is_own(origins[0], headers["host"])):
            return Refusal(403, "Changes are taken from this server's own pages only.")
        return None
    leads_here = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    if is_foreign and not leads_here:
        return Refusal(403, "Pages elsewhere may lead here, and nothing else.")
    return None


def _is_own(origin: str, host: str) -> bool:
    try:
        found = urlsplit(origin)
    except ValueError:
        return False
    return found.scheme in ("http", "https") and bool(found.netloc) and found.netloc.lower() == host.lower()


def _of_length(headers: Headers, most: int) -> Refusal | None:
    lengths = headers.getlist("content-length")
    if not lengths:
        return None
    if "transfer-encoding" in headers:
        return Refusal(400, "A body has a length, or comes in pieces. Not both.")
    if len(set(lengths)) > 1 or not lengths[0].isascii() or not lengths[0].isdecimal():
        return Refusal(400, "The Content-Length is no number.")
    if len(lengths[0]) > 18 or int(lengths[0]) > most:
        return Refusal(413, str(TooLargeError(most).detail), "JDM009")
    return None


def _of_kind(headers: Headers) -> Refusal | None:
    """A body's kind is told once, in one of the encodings that everything speaks: some of the others that Python knows
    make what is no text."""
    kinds = headers.getlist("content-type")
    if len(kinds) > 1:
        return Refusal(400, "A request has one Content-Type.")
    named = re.search(r"charset\s*=\s*[\"']?([^\s;\"']*)", kinds[0], re.IGNORECASE) if kinds else None
    if named is not None and named[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        return Refusal(415, "The request is in an encoding that is not read here: send UTF-8.")
    return None


class _Body:
    """A request's body, up to so many bytes, that neither rests nor takes too long. What comes behind it (that the
    client went away) is waited for as long as somebody likes."""

    def __init__(self, receive: Receive, most: int, rest: float, whole: float) -> None:
        self._receive = receive
        self._most = self._left = most
        self._rest = rest
        self._whole = whole
        self._until: float | None = None
        self._ended = False

    async def __call__(self) -> Message:
        if self._ended:
            return await self._receive()
        now = time.monotonic()
        if self._until is None:
            self._until = now + self._whole
        try:
            async with asyncio.timeout(min(self._rest, max(0.0, self._until - now))):
                message = await self._receive()
        except TimeoutError:
            raise SlowError from None
        self._ended = not message.get("more_body", False)
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise TooLargeError(self._most)
        return message


class _Answer:
    """Sends an answer with the headers of every answer. ``keeps``: it may be kept by the browser; ``is_head``: it has
    no body, and ends where its body would begin."""

    def __init__(self, send: Send, *, keeps: bool, is_head: bool) -> None:
        self._send = send
        self._keeps = keeps
        self._is_head = is_head
        self.begun = False
        self.ended = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "no-cache" if self._keeps else "no-store")
            if message["status"] in (408, 413):  # nobody waits for the rest of the body
                headers["Connection"] = "close"
            await self._send(message)
            return
        if self.ended:
            return
        if message["type"] == "http.response.body":
            if self._is_head:
                message = {"type": "http.response.body", "body": b"", "more_body": False}
            self.ended = not message.get("more_body", False)
        await self._send(message)

    async def refuse(self, refusal: Refusal) -> None:
        """Answer with an error object and nothing else. What was not read of the body is not waited for."""
        told = {"schema": "jdmatch.error/1", "id": "request", "code": refusal.code, "message": refusal.message}
        body = json.dumps(told).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            *refusal.headers,
        ]
        await self({"type": "http.response.start", "status": refusal.status, "headers": headers})
        await self({"type": "http.response.body", "body": body})
