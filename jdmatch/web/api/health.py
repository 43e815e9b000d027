"""For whoever runs the server: is the process up, can it work, and its figures."""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from jdmatch.errors import JdmatchError, StoreError
from jdmatch.web import office
from jdmatch.web.api.metrics import MEDIA, Meter
from jdmatch.web.office import Office

logger = logging.getLogger(__name__)
router = APIRouter()
Here = Annotated[Office, Depends(office.of)]


@router.get("/healthz")
async def alive() -> Response:
    """The process is up and its event loop turns."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
def ready(here: Here) -> Response:
    """Whether requests can be answered now; 503 with what is missing where not. Why stands in the log alone where
    others can ask: anybody may ask this, and an error may name servers and files."""
    found = {"models": _models(here), "database": _database(here), "frameworks": _frameworks(here)}
    missing = {name: why for name, why in found.items() if why is not None}
    is_open = here.serving.access.kind == "none"
    told = {"ready": not missing, **{name: _told(why, is_open) for name, why in found.items()}}
    if missing and not is_open:
        logger.warning("not ready: %s", "; ".join(f"{name}: {why}" for name, why in missing.items()))
    return JSONResponse(told, 503 if missing else 200, {"Retry-After": "5"} if missing else None)


@router.get("/metrics")
def figures(request: Request, here: Here) -> Response:
    """Prometheus' text form."""
    meter: Meter = request.app.state.meter
    return Response(meter.text(here), media_type=MEDIA)


def _told(why: str | None, is_open: bool) -> str:
    return "ready" if why is None else why if is_open else "not ready"


def _models(here: Office) -> str | None:
    # Every file is compared with its sha256 when it is loaded, so models that are there are verified.
    if here.desk.is_ready:
        return None
    failed = here.desk.failed
    if failed is None:
        return "being loaded"
    return failed.message if isinstance(failed, JdmatchError) else "could not be loaded: the server's log says why"


def _database(here: Office) -> str | None:
    try:
        here.store.ready()
    except StoreError as error:
        return error.message
    return None


def _frameworks(here: Office) -> str | None:
    try:
        return None if here.library.ids() else "none is installed"
    except JdmatchError as error:
        return error.message
