"""What JSON Schemas are built from: the kinds of values that every contract of jdmatch uses, and closed objects.

An object is closed (no unknown key passes) and its keys are required unless it says otherwise, so that a test against
a schema notices every change of a contract.
"""

from __future__ import annotations

from typing import Any

DRAFT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
COUNT: Schema = {"type": "integer", "minimum": 0}
ORDINAL: Schema = {"type": "integer", "minimum": 1}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
TRUTH: Schema = {"type": "boolean"}
CODE: Schema = {"type": "string", "pattern": "^JDM[0-9]{3}$"}


def closed(optional: Schema | None = None, /, **properties: Schema) -> Schema:
    """An object of these keys, each with its schema; only those of ``optional`` may be absent."""
    return {
        "type": "object",
        "properties": properties | (optional or {}),
        "required": list(properties),
        "additionalProperties": False,
    }


def listed(items: Schema, **more: Any) -> Schema:
    """An array; ``more`` are further keywords."""
    return {"type": "array", "items": items, **more}


def or_null(schema: Schema) -> Schema:
    """The same, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def one_of(*values: str | None) -> Schema:
    """One of these values."""
    return {"enum": list(values)}
