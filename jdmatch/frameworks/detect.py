"""Which format a framework file has, decided from its content and never from its name.

Files are renamed, mailed and saved by programs with ideas of their own, so the first bytes, the keys and the column
names decide. A format that jdmatch recognises but does not read yet is refused by its name, with those it reads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from jdmatch.errors import FrameworkError, SettingsError, nearest
from jdmatch.frameworks import names_tables as names
from jdmatch.frameworks.table import header_of

Family = Literal["json", "table", "yaml"]

# "key: value", "key:", "- item" or "---" opens a YAML file; a header row of a table has a separator before any colon.
_YAML_LINE = re.compile(r"""(---|%YAML|-\s+\S|[\w"'][^,;\t:#]*:(\s|$))""")


def checked_format(name: str) -> str:
    """A format id that is read and written. SettingsError for an unknown one, FrameworkError (JDM032) for one that is
    known and not supported yet."""
    if name in names.READABLE:
        return name
    if name in names.NOT_YET:
        raise not_yet(f"The format {name}", name)
    choices = [*names.READABLE, *names.NOT_YET]
    raise SettingsError(f"'{name}' is no format of frameworks.{nearest(name, choices)}")


def not_yet(what: str, format_id: str) -> FrameworkError:
    """The error for a recognised format that is not read or written yet."""
    return FrameworkError(
        f"{what} is {names.NOT_YET[format_id]} ({format_id}), which this version does not read or write. {_readable()}",
        code="JDM032",
    )


def unknown(name: str, what: str) -> FrameworkError:
    """The error for bytes that are no framework at all."""
    return FrameworkError(f"{name} is {what}, not a framework. {_readable()}", code="JDM032")


def _readable() -> str:
    return "Readable are: " + "; ".join(f"{name} ({names.ABOUT[name]})" for name in names.READABLE) + "."


def check_bytes(name: str, data: bytes) -> None:
    """FrameworkError (JDM032) where the first bytes say that the file is no text."""
    for magic, what in names.MAGIC:
        if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(magic):
            if magic == b"PK\x03\x04" and b"xl/" in data:
                raise not_yet(name, "xlsx")
            raise unknown(name, what)


def family(name: str, text: str) -> Family:
    """Which reader a text needs. FrameworkError (JDM032) where it looks like none."""
    first = text.lstrip()[:1]
    if first in ("{", "["):
        return "json"
    if "\x00" in text:
        raise unknown(name, "a binary file")
    header = header_of(text)
    if header is None:
        raise unknown(name, "a file of comments only")
    plain = {names.plain_name(cell) for cell in header.cells}
    for format_id, marks in names.HEADER_MARKS:
        if marks <= plain:
            raise not_yet(name, format_id)
    if names.choose(header.cells, names.STATEMENT_FIELDS).get("statement") is not None:
        return "table"
    if _YAML_LINE.match(header.line.strip()):
        return "yaml"
    if len(header.cells) > 1:
        return "table"
    raise unknown(name, "a text without fields")


def of_json(name: str, value: Any) -> Literal["ler", "json"]:
    """The format of a JSON value. FrameworkError (JDM032) for one that is recognised and not read yet."""
    if isinstance(value, Mapping):
        if isinstance(value.get("occupation"), Mapping) and isinstance(value.get("framework"), Mapping):
            return "ler"
        if "schemaVersion" in value and "statements" not in value:
            return "ler"
    found = _foreign(value)
    if found is not None:
        raise not_yet(name, found)
    return "json"


def _foreign(value: Any) -> str | None:
    if isinstance(value, list):
        return "rsd" if value and isinstance(value[0], Mapping) and _is_rsd(value[0]) else None
    if not isinstance(value, Mapping):
        return None
    if "CFDocument" in value or "CFItems" in value:
        return "case"
    if "@graph" in value or "decoded_resource" in value or any(str(key).startswith("ceasn:") for key in value):
        return "ctdl"
    if _is_rsd(value):
        return "rsd"
    holder = value.get("response")
    return "nice" if any(isinstance(v, Mapping) and "elements" in v for v in (value, holder)) else None


def _is_rsd(value: Mapping[str, Any]) -> bool:
    return value.get("type") == "RichSkillDescriptor" or ("skillStatement" in value and "skillName" in value)
