"""Puts the application together: the guard outside, then the pages, the API and the files that pages use."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from anyio.to_thread import current_default_thread_limiter
from fastapi import Depends, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from jdmatch import __version__
from jdmatch.report import page as report_page
from jdmatch.web import api, faults, show, token
from jdmatch.web.access import chosen
from jdmatch.web.desk import Desk
from jdmatch.web.gate import Gate, Peer
from jdmatch.web.guard import Guard
from jdmatch.web.jobs import Runner
from jdmatch.web.office import Office
from jdmatch.web.pages import PAGES
from jdmatch.web.people import People
from jdmatch.web.serving import Serving
from jdmatch.web.signing import signer

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from jdmatch.settings import Settings
    from jdmatch.store import Store


def create_app(settings: Settings, store: Store, serving: Serving, desk: Desk | None = None) -> ASGIApp:
    """The whole application. The desk begins to load the models when the server starts, so that the first page is
    there before them. ``desk`` is made of the settings where none is given. SettingsError where others could reach it
    and nobody would have to sign in."""
    if serving.access.kind == "none":
        chosen("none", host=serving.host, is_loopback=serving.is_loopback)
    used = desk or Desk(settings, waiting=serving.waiting, per_client=serving.per_client)
    office = Office(settings, serving, store, used)
    runner = Runner(store, used, settings)
    people = People(store, serving.access, signer(store) if serving.access.kind == "users" else None)
    if serving.access.kind == "users":
        people.warm()

    @asynccontextmanager
    async def living(_: FastAPI) -> AsyncIterator[None]:
        used.start()
        runner.start()
        # Each thread that looks something up takes a part of a processor, and memory for its connection. More than a
        # few at once are no faster, and keep the one away that analyses.
        current_default_thread_limiter().total_tokens = serving.threads
        try:
            yield
        finally:
            await run_in_threadpool(runner.stop)
            used.stop()

    app = FastAPI(
        title="jdmatch",
        version=__version__,
        summary="Which statements of a competency framework a job posting covers, and at which level it is pitched.",
        lifespan=living,
        docs_url=None,  # its page would come from elsewhere; there is one of our own
        redoc_url=None,
        openapi_url="/api/openapi.json",
        redirect_slashes=False,
    )
    app.state.office = office
    app.state.runner = runner
    app.state.people = people
    for pages in PAGES:
        app.include_router(pages.router, include_in_schema=False, dependencies=[Depends(token.checked)])
    app.add_api_route("/static/report.css", _report_css, include_in_schema=False)
    meter = api.install(app)
    app.mount("/static", StaticFiles(directory=show.STATIC), name="static")
    faults.install(app)
    return meter.around(Peer(Guard(Gate(app, people), serving), serving.access))


def _report_css() -> Response:
    return Response(str(report_page.style()), media_type="text/css", headers={"Cache-Control": "max-age=3600"})
