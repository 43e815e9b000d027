"""What programs are answered: results and error objects of docs/wire.md, and their schemas for the documentation.

The schemas are those that ``jdmatch schema`` prints, so that what the documentation promises is what every test of a
surface is held to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.responses import JSONResponse, Response

from jdmatch.check.formats.schema import line_schema, run_schema
from jdmatch.errors import SettingsError
from jdmatch.records import Analysis, Failure, Posting, failure_to_dict
from jdmatch.records.schema import ANALYSIS, ERROR, result_schema
from jdmatch.records.schema_parts import Schema
from jdmatch.report.side_by_side_schema import comparison_schema
from jdmatch.settings import Settings
from jdmatch.web import faults
from jdmatch.web.api.asked import PostingAsked

# What GET /schema/{name} gives.
SCHEMAS: Mapping[str, Callable[[], Schema]] = {
    "analysis": result_schema,
    "check": run_schema,
    "check-line": line_schema,
    "comparison": comparison_schema,
}
# Of any framework in jdmatch's own JSON form: docs/formats.md says more.
_FRAMEWORK: Schema = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "title": {"type": "string"},
        "levels": {"type": "array"},
        "statements": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"id": {"type": "string"}, "statement": {"type": "string"}},
                "required": ["statement"],
            },
        },
    },
    "required": ["id", "title", "statements"],
}

_WHY = {
    400: "The request can not be read.",
    403: "It comes from a page elsewhere.",
    404: "There is no such thing.",
    409: "It can not be had as it is now.",
    413: "Larger than is allowed.",
    422: "It is not as it should be, or the posting can not be analysed.",
    429: "More is asked than can be done at once: Retry-After says when to come again.",
    503: "The models or the database can not be used.",
    504: "It took longer than is allowed.",
}
_ERROR = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
Answers = dict[int | str, dict[str, Any]]


def components() -> dict[str, Schema]:
    """The schemas that the documentation refers to, by name."""
    own = {"Analysis": ANALYSIS, "Error": ERROR, "Check": run_schema(), "Comparison": comparison_schema()}
    said = {name: {key: value for key, value in one.items() if key != "$schema"} for name, one in own.items()}
    return said | {"Framework": _FRAMEWORK}


def answers(good: Any = None, *also: int, status: int = 200, media: str = "application/json") -> Answers:
    """The answers of a route: the good one, described by a component's name or by a schema (None: by the route's
    model), the refusals that it may give, and those that any may."""
    out: Answers = {}
    if good is not None:
        schema = {"$ref": f"#/components/schemas/{good}"} if isinstance(good, str) else good
        out[status] = {"description": "Done.", "content": {media: {"schema": schema}}}
    for code in sorted({*also, 422}):
        out[code] = {"description": _WHY[code], "content": _ERROR}
        if code == 429:
            out[code]["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
    out["default"] = {"description": "Refused, with the reason.", "content": _ERROR}
    return out


def files(kinds: Mapping[str, Any], *also: int) -> Answers:
    """The answers of a route that gives a file of one of these media types: a component's name for one of JSON, None
    for one whose bytes have no schema."""
    out = answers(None, *also)
    content = {media.partition(";")[0]: {"schema": _file(good)} for media, good in kinds.items()}
    out[200] = {"description": "The file, as an attachment.", "content": content}
    return out


def _file(good: Any) -> Schema:
    if good is None:
        return {"type": "string", "contentEncoding": "binary"}
    return {"$ref": f"#/components/schemas/{good}"} if isinstance(good, str) else good


ASKS_DESK = (400, 403, 404, 413, 422, 429, 503, 504)
"""What a route may refuse that has something analysed."""
CHANGES = (400, 403, 404, 409, 413, 422, 503)
"""… that changes the library."""


def result(outcome: Analysis | Failure, status: int = 200) -> Response:
    """An analysis as everywhere, or the error object with the status that fits."""
    if isinstance(outcome, Failure):
        return JSONResponse(failure_to_dict(outcome), faults.status_of_failure(outcome))
    return Response(outcome.to_json(), status, media_type="application/json")


def decided(analysis: Analysis, covered: float | None, partial: float | None) -> Analysis:
    """The analysis at other thresholds. SettingsError."""
    if covered is None and partial is None:
        return analysis
    try:
        return analysis.at(covered=covered, partial=partial)
    except ValueError as error:
        raise SettingsError(f"These thresholds can not be used: {error}.") from error


def posting_of(asked: PostingAsked, settings: Settings) -> Posting:
    """The posting that was sent. InputError."""
    from jdmatch import sources

    if asked.text:
        return sources.from_text(asked.text, settings, id=asked.id, title=asked.title)
    data = asked.html.encode("utf-8")
    return sources.read_bytes(data, settings, id=asked.id, name="posting.html", title=asked.title)
