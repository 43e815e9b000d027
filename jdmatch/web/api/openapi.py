"""The OpenAPI document: FastAPI's, with the schemas of the wire in the places that refer to them."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from jdmatch.web.api import told

_ABOUT = (
    "The same JSON as everywhere in jdmatch. Every refusal is one error object with a code; the same request gives the "
    "same answer. Send changes from programs, or from this server's own pages: a browser's request from a page "
    "elsewhere is refused. Bodies of JSON have at most 20 MB."
)
_TAGS = (
    ("Analyse", "A posting in, what it says out. Nothing is kept."),
    ("Jobs", "Many postings, one after the other, kept in the library."),
    ("Postings", "The library: find, keep, change, remove, export, remark."),
    ("Frameworks", "The competency frameworks that are installed."),
    ("About", "Versions and contracts."),
)


def install(app: FastAPI) -> None:
    """Have the application make its document so."""

    def made() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = made  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=_ABOUT,
        routes=app.routes,
        tags=[{"name": name, "description": about} for name, about in _TAGS],
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas |= told.components()
    # FastAPI's own forms of what goes wrong: here it is always an error object.
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    return document
