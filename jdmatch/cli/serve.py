"""``jdmatch serve``: the web application."""

from __future__ import annotations

import logging
import sys
from dataclasses import replace

import click

from jdmatch.cli.common import NearChoice, one_blas_thread, say, settings_from
from jdmatch.errors import MissingExtraError, SettingsError

_PACKAGES = ("fastapi", "starlette", "uvicorn", "sqlalchemy", "alembic", "multipart", "python_multipart", "pydantic")
_LEVELS = ["debug", "info", "warning", "error"]


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, metavar="N", help="0: any free one."
)
@click.option("--name", "names", multiple=True, metavar="HOST", help="Another host name to answer to, as of a proxy.")
@click.option(
    "--database", metavar="URL", help="sqlite:///FILE or postgresql://…; by default a file in the data folder."
)
@click.option("--open", "open_", is_flag=True, help="Open the first page in the browser.")
@click.option(
    "--log-level",
    type=NearChoice(_LEVELS),
    default="info",
    show_default=True,
    help="What is said on standard error; never a posting's words.",
)
def command(host: str, port: int, names: tuple[str, ...], database: str | None, open_: bool, log_level: str) -> None:
    """Serve the pages where recruiters and writers score, draft, compare and keep postings.

    Everything stays on this machine: the pages load nothing from elsewhere, and only this machine can ask. Needs the
    extra [web].
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
    if not serving.is_loopback:
        raise SettingsError(
            f"{host} can be reached from other machines, and there is no sign-in yet: listen on 127.0.0.1, and put "
            "nothing before it that others can reach."
        )
    settings = settings_from()
    logging.basicConfig(stream=sys.stderr, level=log_level.upper(), format="%(asctime)s %(levelname)s %(message)s")
    listening = listen(serving)
    serving = replace(serving, port=listening.getsockname()[1])
    with store.open_store(database, settings) as kept:
        app = create_app(settings, kept, serving)
        say(f"jdmatch is at {serving.address} (Ctrl-C ends it)")
        serve(app, listening, serving, opened=open_)
