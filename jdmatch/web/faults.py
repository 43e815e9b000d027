"""What went wrong, as an answer: a page for people, an error object for programs, never a traceback.

Every error of jdmatch carries its code and says what to do; here it gets the status that fits. Who asks for a page gets
one, who asks below ``/api/`` (or sends Accept: application/json) gets ``jdmatch.error/1``.
"""

from __future__ import annotations

import logging

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from jdmatch.errors import (
    ConflictError,
    FrameworkError,
    InputError,
    JdmatchError,
    KeptError,
    LimitError,
    ModelError,
    NoSuchRecordError,
    SettingsError,
    StoreError,
    UnknownFrameworkError,
    traced,
)
from jdmatch.records import Failure, failure_to_dict
from jdmatch.web import show
from jdmatch.web.desk import BusyError

logger = logging.getLogger(__name__)

# The first that fits counts.
_STATUS: tuple[tuple[type[JdmatchError], int], ...] = (
    (LimitError, 413),
    (UnknownFrameworkError, 404),
    (InputError, 422),
    (FrameworkError, 422),
    (SettingsError, 422),
    (ModelError, 503),
    (KeptError, 409),
    (NoSuchRecordError, 404),
    (ConflictError, 409),
    (StoreError, 503),
    (JdmatchError, 500),
)
_STATUS_OF_CODE = {"JDM009": 413, "JDM085": 409, "JDM099": 500}
PROGRAMS = ("/api/", "/metrics")  # what only programs ask for
_MOST_TOLD = 600  # characters of what a request's faults are
_TITLES = {
    400: "That could not be understood",
    401: "Not signed in",
    403: "Not allowed",
    404: "There is nothing here",
    405: "That can not be done here",
    408: "That came too slowly",
    409: "Someone else changed it meanwhile",
    411: "How much it is was not told",
    413: "Too large",
    415: "That is sent in a form that is not read here",
    422: "That could not be used",
    429: "Busy",
    500: "jdmatch made a mistake",
    503: "Not ready",
    504: "That took too long",
}


def install(app: FastAPI) -> None:
    """Answer every error of an application."""
    app.add_exception_handler(JdmatchError, _known)
    app.add_exception_handler(BusyError, _busy)
    app.add_exception_handler(TimeoutError, _late)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(OverflowError, _beyond)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _mistake)


def status_of(error: JdmatchError) -> int:
    """The HTTP status that says what kind of error it is."""
    return next(status for kind, status in _STATUS if isinstance(error, kind))


def status_of_failure(failure: Failure) -> int:
    """The status of a posting that could not be analysed."""
    return _STATUS_OF_CODE.get(failure.code, 422)


def answer(request: Request, status: int, code: str, message: str, headers: dict[str, str] | None = None) -> Response:
    """An error for whoever asks: a page, a part of one, or an error object."""
    # What was sent may be told in it, and half a character has no bytes to be sent in.
    message = message.encode("utf-8", "replace").decode()
    if is_program(request):
        told = failure_to_dict(Failure(id="request", code=code, message=message))
        return JSONResponse(told, status, headers)
    template = "fault.html" if "hx-request" in request.headers else "error.html"
    title = _TITLES.get(status, "That did not work")
    made = show.page(request, template, status=status, title=title, code=code, message=message)
    made.headers.update(headers or {})
    return made


def is_program(request: Request) -> bool:
    """Whether an error object is better understood than a page."""
    path, wanted = request.url.path, request.headers.get("accept", "")
    if path.startswith(PROGRAMS) and path != "/api/docs":
        return True
    return "application/json" in wanted and "text/html" not in wanted


def _known(request: Request, error: Exception) -> Response:
    if not isinstance(error, JdmatchError):
        raise error
    return answer(request, status_of(error), error.code, error.message)


def _busy(request: Request, error: Exception) -> Response:
    seconds = str(error.seconds) if isinstance(error, BusyError) else "1"
    told = f"More is asked than can be done at once. Try again in {seconds} s; nothing was changed."
    return answer(request, 429, "JDM009", told, {"Retry-After": seconds})


def _late(request: Request, _: Exception) -> Response:
    return answer(request, 504, "JDM009", "The analysis took longer than is allowed, and was given up.")


def _invalid(request: Request, error: Exception) -> Response:
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    if any(f["type"] == "json_invalid" for f in faults):
        return answer(request, 400, "JDM014", "The body is no JSON. /api/docs says what is expected.")
    told = "; ".join(f"{'.'.join(map(str, f['loc'][1:])) or f['loc'][0]}: {f['msg']}" for f in faults)
    if len(told) > _MOST_TOLD:
        told = told[:_MOST_TOLD] + " …"
    return answer(request, 422, "JDM060", f"{told or 'The request is not as it should be'}. /api/docs says how.")


def _beyond(request: Request, _: Exception) -> Response:
    return _known(request, NoSuchRecordError("Nothing has a number of that size."))


def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    told = str(error.detail)
    if error.status_code == 404 and told == "Not Found":
        told = "Nothing has this address. It may have been removed."
    if error.status_code == 400 and told.startswith("There was an error parsing"):
        told = "The body can not be read. JSON is expected in UTF-8, with numbers and depths that anybody needs."
    code = "JDM009" if error.status_code in (408, 413) else "JDM060"
    return answer(request, error.status_code, code, told, dict(error.headers or {}))


def _mistake(request: Request, error: Exception) -> Response:
    # A route's template has no text of a posting in it; the error's own words might, and so might an address.
    logger.error("a mistake at %s %s: %s", request.method, _template(request), traced(error))
    told = "The mistake is in the server's log. Nothing was changed; please report it."
    return answer(request, 500, "JDM099", told)


def _template(request: Request) -> str:
    return getattr(request.scope.get("route"), "path", "no route")
