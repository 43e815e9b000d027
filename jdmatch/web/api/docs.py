"""The page about the API, made of its OpenAPI document by the server: each operation with what it takes and gives, and
a line to try it with. The usual documentation pages are scripts from elsewhere, which no page of jdmatch loads."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from jdmatch.web import show

router = APIRouter()
_DEEP = 3  # levels of objects within a body that are told
_REF = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a key of a body. ``name`` holds those of the objects around it."""

    name: str
    kind: str
    where: str
    required: bool
    about: str
    limits: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and what comes with it; ``schema`` is a component's name."""

    status: str
    about: str
    media: str
    schema: str | None


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked."""

    key: str
    method: str
    path: str
    summary: str
    about: str
    fields: tuple[Field, ...]
    body: str
    answers: tuple[Answer, ...]
    curl: str


@router.get("/api/docs")
def page(request: Request) -> Response:
    """The documentation."""
    document = request.app.openapi()
    base = str(request.base_url).rstrip("/")
    operations = [_operation(document, base, *one) for one in _all(document)]
    groups = [
        (tag["name"], tag["description"], [told for name, told in operations if name == tag["name"]])
        for tag in document["tags"]
    ]
    schemas = {name: json.dumps(one, indent=2, ensure_ascii=False) for name, one in _schemas(document).items()}
    return show.page(
        request, "api_docs.html", info=document["info"], groups=groups, schemas=dict(sorted(schemas.items())), base=base
    )


def _all(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _operation(
    document: Mapping[str, Any], base: str, path: str, method: str, operation: Mapping[str, Any]
) -> tuple[str, Operation]:
    parameters = operation.get("parameters", ())
    body = operation.get("requestBody", {}).get("content", {})
    media = next(iter(body), "")
    schema = _resolved(document, body[media]["schema"]) if media else {}
    fields = [_parameter(document, one) for one in parameters] + list(_keys(document, schema, "", 0))
    return operation["tags"][0], Operation(
        key=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        about=operation.get("description", ""),
        fields=tuple(fields),
        body=media,
        answers=tuple(_answer(status, one) for status, one in operation["responses"].items()),
        curl=_curl(base, path, method, operation, media, schema),
    )


def _answer(status: str, told: Mapping[str, Any]) -> Answer:
    contents: Mapping[str, Any] = told.get("content", {})
    media = next(iter(contents), "")
    schema = contents[media].get("schema", {}) if media else {}
    named = schema.get("$ref") or schema.get("items", {}).get("$ref")
    return Answer(
        "other" if status == "default" else status, told["description"], media, named and named.removeprefix(_REF)
    )


def _parameter(document: Mapping[str, Any], one: Mapping[str, Any]) -> Field:
    schema = _resolved(document, one["schema"])
    about = one.get("description") or schema.get("description", "")
    return Field(one["name"], _kind(document, schema), one["in"], one.get("required", False), about, _limits(schema))


def _keys(document: Mapping[str, Any], schema: Mapping[str, Any], within: str, deep: int) -> Iterator[Field]:
    required = schema.get("required", ())
    for name, value in schema.get("properties", {}).items():
        found = _resolved(document, value)
        full = within + name
        about = value.get("description") or found.get("description", "")
        yield Field(full, _kind(document, found), "body", name in required, about, _limits(found))
        inner, mark = found, "."
        if found.get("type") == "array":
            inner, mark = _resolved(document, found.get("items", {})), "[]."
        if deep + 1 < _DEEP and inner.get("properties"):
            yield from _keys(document, inner, full + mark, deep + 1)


def _kind(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "anyOf" in schema:
        return " or ".join(_kind(document, _resolved(document, one)) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(document, _resolved(document, schema.get('items', {})))}"
    if "contentMediaType" in schema or schema.get("format") == "binary":
        return "file"
    return str(schema.get("type", "any"))


_BOUNDS = (
    ("minimum", "from {}"),
    ("exclusiveMinimum", "above {}"),
    ("maximum", "to {}"),
    ("minLength", "at least {} characters"),
    ("maxLength", "at most {} characters"),
    ("minItems", "at least {}"),
    ("maxItems", "at most {}"),
)


def _limits(schema: Mapping[str, Any]) -> str:
    told = [
        text.format(f"{one[key]:,.10g}")
        for one in (schema, *schema.get("anyOf", ()))
        for key, text in _BOUNDS
        # 1 is what anything has, and the largest number of a database no limit that anybody meets.
        if key in one and not (key == "minLength" and one[key] == 1) and one[key] < 1 << 62
    ]
    if "default" in schema and schema["default"] not in (None, "", []):
        told.append(f"default {json.dumps(schema['default'])}")
    return ", ".join(told)


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = _schemas(document)[schema["$ref"].removeprefix(_REF)]
    return schema


def _schemas(document: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = document["components"]["schemas"]
    return found


def _curl(
    base: str, path: str, method: str, operation: Mapping[str, Any], media: str, schema: Mapping[str, Any]
) -> str:
    for one in operation.get("parameters", ()):
        if one["in"] == "path":
            path = path.replace("{" + one["name"] + "}", quote(str(_example(one)), safe=""))
    words = ["curl", "-s"]
    if "text/event-stream" in str(operation["responses"].get("200")):
        words.append("-N")
    if "contentEncoding" in str(operation["responses"].get("200")):
        words += ["-O", "-J"]
    if method != "get":
        words += ["-X", method.upper()]
    words.append(base + path)
    if media == "application/json":
        example = json.dumps((schema.get("examples") or [{}])[0], ensure_ascii=False)
        words += ["-H", "Content-Type: application/json", "-d", example]
    elif media:
        words += [word for name in _files(schema) for word in ("-F", f"{name}=@posting.txt")]
    return shlex.join(words)


def _example(parameter: Mapping[str, Any]) -> Any:
    schema = parameter["schema"]
    found: Sequence[Any] = schema.get("enum") or schema.get("examples") or ()
    return parameter.get("example") or (found[0] if found else "1")


def _files(schema: Mapping[str, Any]) -> list[str]:
    return [name for name in schema.get("required", ()) if name in ("file", "files")]
