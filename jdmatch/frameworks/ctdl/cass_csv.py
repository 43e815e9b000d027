"""The CaSS table: a CTDL-ASN graph as CSV, where a row is a resource and a column is a property.

Frameworks and competencies stand in one table, told apart by ``@type``; a cell holds several values with bars between
them, and refers to other rows by their ``@id`` or CTID. The rows become resources and are read as those of a graph are,
so that a framework is the same from either. Sample and instruction rows of the template are skipped, and said to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jdmatch.frameworks.ctdl import tables as ctdl
from jdmatch.frameworks.ctdl.draft import drafts
from jdmatch.frameworks.ctdl.nodes import Node
from jdmatch.frameworks.ctdl.terms import canonical, type_names
from jdmatch.frameworks.items import Draft
from jdmatch.frameworks.notes import Notes
from jdmatch.frameworks.outcome import Options
from jdmatch.frameworks.table import Header, header_of, records_of

_TEMPLATE_ROWS = ("sample", "instruction")
_READ = frozenset({ctdl.FRAMEWORK, ctdl.COLLECTION, ctdl.COMPETENCY, *ctdl.LEVEL_NODES, *ctdl.SCHEME_NODES})


def parse_table(text: str, notes: Notes, options: Options) -> Iterable[Draft]:
    """A draft for each framework of a table; faults go to ``notes``."""
    header = header_of(text)
    if header is None:
        notes.stop("", "holds no header row")
    names = _columns(header, notes)
    rows = list(records_of(text, header, notes))
    _warn_of_nameless(rows, names, notes)
    nodes = [node for row, cells in rows if (node := _node(row, cells, names, notes)) is not None]
    if not nodes:
        notes.stop_if_faulty()
        notes.stop("", "holds no framework and no competency below its header row")
    return drafts(nodes, notes, options, "cass-csv")


def _columns(header: Header, notes: Notes) -> list[str]:
    """The property of each column, "" where the header is blank."""
    row = str(header.row)
    names = [canonical(cell) if cell else "" for cell in header.cells]
    if "@type" not in names:
        shown = ", ".join(repr(cell) for cell in header.cells[:12])
        notes.stop(row, f"has no column @type, which says what each row is: the columns are {shown}")
    for name in dict.fromkeys(names):
        if name and names.count(name) > 1:
            shown = " and ".join(repr(c) for c, n in zip(header.cells, names, strict=True) if n == name)
            notes.fault(row, f"has the column {name} twice ({shown})")
    return names


def _warn_of_nameless(rows: Sequence[tuple[int, list[str]]], names: Sequence[str], notes: Notes) -> None:
    found = [row for row, cells in rows if any(cell and not name for cell, name in zip(cells, names, strict=False))]
    if found:
        others = f", as have {len(found) - 1} other rows" if len(found) > 1 else ""
        notes.warn(str(found[0]), f"has a value in a column without a name{others}: it is left out")


def _node(row: int, cells: Sequence[str], names: Sequence[str], notes: Notes) -> Node | None:
    """The resource of a row; None after skipping it."""
    properties = {name: _value(name, cell) for name, cell in zip(names, cells, strict=False) if name and cell.strip()}
    kind = properties.get("@type", "")
    shown = kind if isinstance(kind, str) else " | ".join(kind)
    template = shown.casefold().startswith(_TEMPLATE_ROWS)
    if not template and _READ & set(type_names(kind)):
        return Node(str(row), _typed(properties), row=True)
    reason = f"is a {shown[:60]}, which is neither a framework nor a competency nor a level"
    if not shown:
        reason = "has no @type"
    elif template:
        reason = f"is no resource but a row of the template ({shown[:40]!r})"
    notes.rows += 1
    notes.skip(str(row), reason)
    return None


def _value(name: str, cell: str) -> Any:
    """The value of a cell; several where bars stand between them, but not inside a text."""
    if name in ctdl.WHOLE_TEXTS or "|" not in cell:
        return cell
    parts = [part.strip() for part in cell.split("|") if part.strip()]
    return parts[0] if len(parts) == 1 else parts


def _typed(properties: Mapping[str, Any]) -> dict[str, Any]:
    """A competency's address is its CTID where a row gives that alone."""
    out = dict(properties)
    identifier = out.get("@id")
    if isinstance(identifier, str) and identifier.startswith("ce-"):
        out.setdefault(ctdl.CTID, identifier)
        out["@id"] = ctdl.REGISTRY + identifier
    return out
