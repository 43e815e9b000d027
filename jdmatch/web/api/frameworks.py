"""The installed frameworks: which there are, what one says, and one as a file."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel
from starlette.responses import Response

from jdmatch.errors import FrameworkError
from jdmatch.frameworks import WRITABLE
from jdmatch.frameworks import export as written
from jdmatch.records.schema_parts import Schema
from jdmatch.web import office
from jdmatch.web.api import told
from jdmatch.web.api.asked import EXAMPLE_FRAMEWORK
from jdmatch.web.exports import attachment
from jdmatch.web.office import Office

router = APIRouter(prefix="/frameworks", tags=["Frameworks"])
Here = Annotated[Office, Depends(office.of)]
# Some frameworks' ids are addresses, with slashes in them.
Id = Annotated[str, Path(max_length=400, description="The framework's id.", examples=[EXAMPLE_FRAMEWORK])]
Format = Annotated[
    str, Path(max_length=8, description="One of " + ", ".join(WRITABLE), json_schema_extra={"enum": list(WRITABLE)})
]
_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "yaml": "text/yaml; charset=utf-8",
}
_FILES: dict[str, Schema | None] = {**dict.fromkeys(_MEDIA.values()), "application/json": {"type": ["object", "array"]}}


class FrameworkEntry(BaseModel):
    """A framework in the list, as `jdmatch frameworks list --format json` has it."""

    id: str
    title: str
    group: str
    levels: dict[str, int]
    statements: int
    format: str
    origin: str
    shadowed: bool
    damaged: str | None
    source: str


@router.get("", summary="All frameworks", response_model=list[FrameworkEntry], responses=told.answers())
def every(here: Here) -> list[FrameworkEntry]:
    """Every installed framework, an imported one before the embedded one that it shadows."""
    return [
        FrameworkEntry(
            id=row.id,
            title=row.title,
            group=row.group,
            levels=dict(row.levels),
            statements=row.statements,
            format=row.format,
            origin=row.origin,
            shadowed=row.shadowed,
            damaged=row.damaged,
            source=row.source,
        )
        for row in here.library.list()
    ]


# Before the route of a framework: an id may have a slash, and would take this for one.
@router.get(
    "/{id:path}/export.{format}",
    summary="A framework as a file",
    response_class=Response,
    responses=told.files(_FILES, 404),
)
def export(here: Here, id: Id, format: Format) -> Response:  # noqa: A002
    """The framework in another format; 422 where that format can not hold it."""
    framework = here.library.get(id)
    if format not in WRITABLE:
        raise FrameworkError(f"'{format}' can not be written: {', '.join(WRITABLE)}.", code="JDM032")
    ending = "json" if format not in _MEDIA else format
    media = _MEDIA.get(format, "application/json")
    return attachment(written(framework, format), f"{framework.title}.{format}.{ending}", media)


@router.get(
    "/{id:path}",
    summary="A framework",
    response_class=Response,
    responses=told.answers("Framework", 404),
)
def one(here: Here, id: Id) -> Response:  # noqa: A002
    """Its statements and levels in jdmatch's own JSON form (docs/formats.md)."""
    return Response(written(here.library.get(id), "json"), media_type="application/json")
