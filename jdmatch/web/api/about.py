"""Which jdmatch this is, and the contracts of what it writes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response

from jdmatch import __version__
from jdmatch.records import dumps
from jdmatch.web.api import told

router = APIRouter(tags=["About"])


class Version(BaseModel):
    """Which jdmatch answers, and under which names it writes."""

    jdmatch: str
    schemas: dict[str, str]


@router.get("/version", summary="Version", response_model=Version, responses=told.answers())
def version() -> Version:
    """Fields are added, never renamed or dropped, within a major version of a schema."""
    names = ("analysis", "check", "comparison", "error")
    return Version(jdmatch=__version__, schemas={name: f"jdmatch.{name}/1" for name in names})


@router.get(
    "/schema/{name}",
    summary="A JSON Schema",
    response_class=Response,
    responses=told.answers({"type": "object"}, 404, media="application/schema+json"),
)
def schema(
    name: Annotated[
        str,
        Path(
            max_length=30,
            description="One of " + ", ".join(told.SCHEMAS),
            json_schema_extra={"enum": list(told.SCHEMAS)},
            examples=["analysis"],
        ),
    ],
) -> Response:
    """What `jdmatch schema` prints."""
    if name not in told.SCHEMAS:
        raise HTTPException(404, f"There is no schema '{name}': {', '.join(told.SCHEMAS)}.")
    return Response(dumps(told.SCHEMAS[name](), indent=2), media_type="application/schema+json")
