"""What a reader of a CASE package should look at, though it can be used: one warning a matter, at its first place.

Items that have ended or are replaced stay in the framework: whether they still count is for its user to say, and what
replaces them is often in another document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from jdmatch.frameworks.case.graph import Association, Node, Tree
from jdmatch.frameworks.case.package import Document
from jdmatch.frameworks.notes import Notes

_WITHDRAWN = ("deprecated", "obsolete", "withdrawn")


def warn_about(
    document: Document, nodes: Mapping[str, Node], associations: Sequence[Association], tree: Tree, notes: Notes
) -> None:
    """Warn about items under several others, ended and replaced items, and a withdrawn document."""
    if tree.several:
        child, place = tree.several[0]
        more = f" (and so with {len(tree.several) - 1} more)" if len(tree.several) > 1 else ""
        above = nodes.get(tree.parents[child])
        where = "the document" if above is None else repr(above.name)
        notes.warn(
            place,
            f"puts {nodes[child].name!r} under a second item{more}: it stays under the first by sequence, {where}",
        )
    ended = [node.place for node in nodes.values() if _past(node.members.get("statusEndDate"))]
    origins = {association.origin for association in associations if association.type == "replacedby"}
    replaced = [node.place for node in nodes.values() if node.id in origins]
    if ended:
        notes.warn(ended[0], f"has ended (statusEndDate){_more(ended)} and is kept")
    if replaced:
        notes.warn(replaced[0], f"is replaced by another item (replacedBy){_more(replaced)}: both are kept")
    status = document.members.get("adoptionStatus")
    if isinstance(status, str) and status.strip().casefold() in _WITHDRAWN:
        notes.warn(f"{document.place}.adoptionStatus", f"is {status!r}: look for a newer version of the framework")


def _more(places: Sequence[str]) -> str:
    return f", as {len(places)} items in all," if len(places) > 1 else ""


def _past(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value[:10]) < datetime.now(tz=UTC).date()
    except ValueError:
        return False
