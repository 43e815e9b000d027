"""What answers programs: ``/api/v1``, its description and the page about it, and the figures for whoever runs it.

``asked`` are the requests, ``told`` the answers and their schemas; one module for each part of the address space. None
has logic of its own: each calls what the command line and the pages call.
"""

from fastapi import FastAPI

from jdmatch.web.api import about, analyze, docs, frameworks, health, jobs, openapi, postings
from jdmatch.web.api.metrics import Meter

PREFIX = "/api/v1"
__all__ = ["PREFIX", "Meter", "install"]


def install(app: FastAPI) -> Meter:
    """Put the API into an application; what is to be counted goes through the meter (``Meter.around``)."""
    for part in (analyze, jobs, postings, frameworks, about):
        app.include_router(part.router, prefix=PREFIX)
    for page in (health, docs):
        app.include_router(page.router, include_in_schema=False)
    openapi.install(app)
    app.state.meter = Meter()
    meter: Meter = app.state.meter
    return meter
