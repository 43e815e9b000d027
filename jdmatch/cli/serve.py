"""``jdmatch serve``: the web application."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from jdmatch.cli.common import NearChoice, one_blas_thread, say, settings_from
from jdmatch.cli.db import database_option
from jdmatch.errors import MissingExtraError

if TYPE_CHECKING:
    from jdmatch.store import Store
    from jdmatch.web.access import Access

F = TypeVar("F", bound=Callable[..., Any])

_PACKAGES = (
    *("fastapi", "starlette", "uvicorn", "sqlalchemy", "alembic", "multipart", "python_multipart", "pydantic"),
    *("itsdangerous", "argon2"),
)
_LEVELS = ["debug", "info", "warning", "error"]


def access_options(function: F) -> F:
    """``--auth`` and what belongs to it: who may ask."""
    for option in (
        click.option(
            "--insecure-cookies",
            is_flag=True,
            help="Let session cookies travel by http, too: only for a network that nobody else can listen to.",
        ),
        click.option(
            "--proxy-new",
            type=NearChoice(["none", "reader", "editor"]),
            default="reader",
            show_default=True,
            help="The role of a name that the proxy gives and that is no user; none: refuse it.",
        ),
        click.option("--proxy-role-header", metavar="NAME", help="A header in which the proxy gives the user's role."),
        click.option(
            "--proxy-from",
            "proxy_from",
            multiple=True,
            metavar="ADDRESS",
            help="The proxy's address or network (10.0.0.0/24), again for more. Nobody else's word counts.",
        ),
        click.option("--proxy-header", metavar="NAME", help="The header in which the proxy names the user."),
        click.option(
            "--auth",
            type=NearChoice(["none", "users", "proxy"]),
            default="none",
            show_default=True,
            help="Who may ask: everybody on this machine, the users of jdmatch users, or whom a proxy names.",
        ),
    ):
        function = option(function)
    return function


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, metavar="N", help="0: any free one."
)
@click.option("--name", "names", multiple=True, metavar="HOST", help="Another host name to answer to, as of a proxy.")
@database_option
@access_options
@click.option("--open", "open_", is_flag=True, help="Open the first page in the browser.")
@click.option(
    "--log-level",
    type=NearChoice(_LEVELS),
    default="info",
    show_default=True,
    help="What is said on standard error; never a posting's words.",
)
def command(
    host: str,
    port: int,
    names: tuple[str, ...],
    database: str | None,
    open_: bool,
    log_level: str,
    **access: Any,
) -> None:
    """Serve the pages where recruiters and writers score, draft, compare and keep postings.

    The pages load nothing from elsewhere. Without more only this machine can ask, and nobody signs in; at any other
    address somebody has to (--auth). Encryption is a proxy's work: put one before it that speaks https. Needs the extra
    [web].
    """
    one_blas_thread()
    try:
        from jdmatch import store
        from jdmatch.web.app import create_app
        from jdmatch.web.listening import listen, serve
        from jdmatch.web.serving import Serving
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] not in _PACKAGES:
            raise
        raise MissingExtraError("jdmatch serve", extra="web") from error
    serving = Serving(host=host, port=port, names=names)
    serving = replace(serving, access=_access(serving.is_loopback, host, **access))
    settings = settings_from()
    logging.basicConfig(stream=sys.stderr, level=log_level.upper(), format="%(asctime)s %(levelname)s %(message)s")
    # It would say twice for each look at /readyz which kind of database there is.
    logging.getLogger("alembic.runtime.migration").setLevel(logging.WARNING)
    with listen(serving) as listening, store.open_store(database, settings) as kept:
        serving = replace(serving, port=listening.getsockname()[1])
        app = create_app(settings, kept, serving)
        _see_users(kept, serving.access, names)
        say(f"jdmatch is at {serving.address} (Ctrl-C ends it)")
        serve(app, listening, serving, opened=open_)


def _access(
    is_loopback: bool,
    host: str,
    *,
    auth: Any,
    proxy_header: str | None,
    proxy_from: tuple[str, ...],
    proxy_role_header: str | None,
    proxy_new: Any,
    insecure_cookies: bool,
) -> Access:
    from jdmatch.web.access import chosen

    return chosen(
        auth,
        host=host,
        is_loopback=is_loopback,
        header=proxy_header,
        role_header=proxy_role_header,
        peers=proxy_from,
        new=None if proxy_new == "none" else proxy_new,
        insecure_cookies=insecure_cookies,
    )


def _see_users(kept: Store, access: Access, names: tuple[str, ...]) -> None:
    """Say what whoever starts the server may not have thought of."""
    if access.kind == "none" and names:
        say("nobody has to sign in: whoever reaches the proxy at --name sees and changes everything. See --auth.")
    if access.kind == "users" and not any(user.role == "admin" and not user.disabled for user in kept.users.list()):
        say("nobody can sign in as an admin yet: jdmatch users add NAME --role admin")
