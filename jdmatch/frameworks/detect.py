"""Which format a framework file has, decided from its content and never from its name.

Files are renamed, mailed and saved by programs with ideas of their own, so the first bytes, the keys and the column
names decide. What is nothing that jdmatch reads is refused with the list of what it does.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Mapping
from typing import Any, Literal

from jdmatch.errors import FrameworkError, SettingsError, nearest
from jdmatch.frameworks import names_tables as names
from jdmatch.frameworks.bundle import Bundle
from jdmatch.frameworks.intake import Document, decode
from jdmatch.frameworks.table import Header, header_of

Family = Literal["json", "table", "yaml"]

# "key: value", "key:", "- item" or "---" opens a YAML file; a header row of a table has a separator before any colon.
_YAML_LINE = re.compile(r"""(---|%YAML|-\s+\S|[\w"'][^,;\t:#]*:(\s|$))""")


def checked_format(name: str, *, writable: bool = False) -> str:
    """A format id that is read (or written). SettingsError for an unknown one, FrameworkError (JDM032) for one that is
    only read."""
    choices = names.WRITABLE if writable else names.READABLE
    if name in choices:
        return name
    if name in names.READABLE:
        raise FrameworkError(
            f"{name} is read and not written. Written are: {', '.join(names.WRITABLE)}.", code="JDM032"
        )
    raise SettingsError(f"'{name}' is no format of frameworks.{nearest(name, choices)}")


def unknown(name: str, what: str) -> FrameworkError:
    """The error for bytes that are no framework at all."""
    readable = "; ".join(f"{format_id} ({about})" for format_id, about in names.ABOUT.items())
    return FrameworkError(f"{name} is {what}, not a framework. Readable are: {readable}.", code="JDM032")


def mismatch(name: str, wanted: str, found: str) -> FrameworkError:
    """The error for a file that is plainly of another format (or family) than the named one."""
    found = "csv" if found == "table" else found
    return FrameworkError(
        f"{name} is no {wanted} file ({names.ABOUT[wanted]}): it looks like {found} ({names.ABOUT[found]}). "
        "Leave --format away, or name the right one.",
        code="JDM032",
    )


def check_bytes(name: str, data: bytes) -> None:
    """FrameworkError (JDM032) where the first bytes say that the file is no text."""
    for magic, what in names.MAGIC:
        if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(magic):
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
    if names.choose(header.cells, names.STATEMENT_FIELDS).get("statement") is not None or of_table(header):
        return "table"
    if _YAML_LINE.match(header.line.strip()):
        return "yaml"
    if len(header.cells) > 1:
        return "table"
    raise unknown(name, "a text without fields")


def of_table(header: Header) -> str | None:
    """The format whose columns a header row has; None for a table of nobody's."""
    plain = {names.plain_name(cell) for cell in header.cells}
    return next((format_id for format_id, marks in names.HEADER_MARKS if marks <= plain), None)


def of_members(bundle: Bundle) -> str | None:
    """The format of several tables that make frameworks together; None where each member stands for itself."""
    found = {table_of_head(member.head()) for member in bundle.members}
    return next((format_id for format_id in names.ABOUT if format_id in found & names.MULTI_TABLE), None)


def table_of_head(head: bytes) -> str | None:
    """The format that the first bytes of a table name by their header row."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # The head may end within a character of two bytes.
        text = codecs.getincrementaldecoder("utf-16")("replace").decode(head)
    elif b"\x00" in head:
        return None
    else:
        try:
            text = decode(Document("", head[: head.rfind(b"\n") + 1] or head)).value
        except FrameworkError:
            return None
    if text.lstrip()[:1] in ("{", "["):
        return None
    header = header_of(text)
    return None if header is None else of_table(header)


def looks_like(name: str, text: str) -> str:
    """The format that a text seems to have, for the message about another one that was named. FrameworkError where it
    seems to be none."""
    seen = family(name, text)
    if seen == "json":
        return json_format(text) or seen
    if seen == "table":
        header = header_of(text)
        return (of_table(header) if header else None) or "csv"
    return seen


def json_format(text: str) -> str | None:
    """The format of a JSON text; None where it is no JSON."""
    try:
        return of_json(json.loads(text))
    except (ValueError, RecursionError):
        return None


def of_json(value: Any) -> str:
    """The format of a JSON value; generic JSON where it has the marks of none."""
    if isinstance(value, list):
        inner = next((member for member in value if isinstance(member, Mapping)), {})
        return found if (found := _foreign(inner)) in ("rsd", "case", "ctdl") else "json"
    if not isinstance(value, Mapping):
        return "json"
    if isinstance(value.get("occupation"), Mapping) and isinstance(value.get("framework"), Mapping):
        return "ler"
    if "schemaVersion" in value and "statements" not in value:
        return "ler"
    return _foreign(value) or "json"


def _foreign(value: Mapping[str, Any]) -> str | None:
    if any(key in value for key in ("CFDocument", "CFDocuments", "CFItems", "CFPackage", "CFPackages")):
        return "case"
    if _is_ctdl(value):
        return "ctdl"
    if _is_rsd(value):
        return "rsd"
    holder = value.get("response")
    if any(isinstance(v, Mapping) and "elements" in v for v in (value, holder)):
        return "nice"
    return None


def _is_ctdl(value: Mapping[str, Any]) -> bool:
    """Whether this is a JSON-LD graph, an envelope or publish request around one, or a single resource of CTDL-ASN."""
    if "@graph" in value or "decoded_resource" in value:
        return True
    if any(isinstance(member, Mapping) and "@graph" in member for member in value.values()):
        return True
    return "@type" in value and any(mark in str(key) for key in (*value, value["@type"]) for mark in names.CTDL_MARKS)


def _is_rsd(value: Mapping[str, Any]) -> bool:
    """Whether this is a rich skill descriptor, or holds a list of them."""
    if value.get("type") in ("RichSkillDescriptor", "RichSkillCollection"):
        return True
    skills = value.get("skills")
    first = next((member for member in skills if isinstance(member, Mapping)), {}) if isinstance(skills, list) else {}
    return any("skillStatement" in v and ("skillName" in v or "uuid" in v) for v in (value, first))
