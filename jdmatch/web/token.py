"""The token that a page's forms send back: proof that a change comes from a page that this server made.

A cookie that no script can read and no foreign page's request carries holds a random token; every form of a page, and
every request of its script, sends the same token beside it. A page elsewhere can neither read nor set it.
"""

from __future__ import annotations

import re
import secrets

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

COOKIE = "jdmatch_token"
HEADER = "x-jdmatch-token"
FIELD = "token"
_LENGTH = 32
# What token_urlsafe makes. Another page of this host can set a cookie here; it is not to get anything else into a page.
_OURS = re.compile(r"[A-Za-z0-9_-]{32,86}")


def of(request: Request) -> str:
    """The token of whoever asks; a new one where there is none yet."""
    made: str | None = getattr(request.state, "token", None)
    if made is not None:
        return made
    known = request.cookies.get(COOKIE, "")
    if _OURS.fullmatch(known):
        return known
    made = request.state.token = secrets.token_urlsafe(_LENGTH)
    return made


def keep(request: Request, answer: Response) -> None:
    """Put a new token into the answer's cookie."""
    made: str | None = getattr(request.state, "token", None)
    if made is not None:
        secure = request.url.scheme == "https" or getattr(request.state, "secure", False)
        answer.set_cookie(COOKIE, made, httponly=True, samesite="strict", secure=secure, path="/")


def renew(request: Request, answer: Response) -> None:
    """Another token: somebody signed in or out, and what was known of the old one is worth nothing."""
    request.state.token = secrets.token_urlsafe(_LENGTH)
    keep(request, answer)


async def checked(request: Request) -> None:
    """A dependency of every page's routes: refuses a change without the token."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    known = request.cookies.get(COOKIE, "")
    given = request.headers.get(HEADER, "")
    if not given:
        form = await request.form()
        field = form.get(FIELD, "")
        given = field if isinstance(field, str) else ""
    if not _OURS.fullmatch(known) or not secrets.compare_digest(known.encode(), given.encode("utf-8", "replace")):
        raise HTTPException(403, "This page is too old to send changes. Load it again, and repeat what you did.")
