"""One posting of a batch run's plan, before it is read.

An ``Item`` is enough to read a posting anywhere: a file of its own, a text or bytes from a row of a table, or what was
found in a file of many postings. What can not be a posting is an item with a fault, and becomes an error row.
``loaded`` puts a file's bytes into its item, so that an engine can send it to a machine that does not see the file.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from jdmatch.errors import InputError
from jdmatch.settings import Settings
from jdmatch.sources import Found

Fault = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table that hold a posting's id, title and text."""

    id: str = "id"
    title: str = "title"
    text: str = "text"


@dataclass(frozen=True, slots=True)
class Item:
    """One posting of the plan: a file to read (``path``, with its bytes in ``data`` once it is loaded), a row's
    ``text`` or the undecoded ``data`` of a row, one that was found in a file, or one that can not be read (``fault``
    says why). ``sha256`` is of the file, of the row, or of what the file says of the posting."""

    id: str
    sha256: str
    path: Path | None = None
    title: str | None = None
    text: str | None = None
    data: bytes | None = None
    fault: Fault | None = None
    found: Found | None = None


def loaded(item: Item, settings: Settings) -> Item:
    """The item with the bytes of its file, or with the fault that they can not be had. Others stay as they are."""
    from jdmatch.sources.reading import bytes_of, too_large

    if item.path is None or item.data is not None or item.fault is not None:
        return item
    try:
        data = bytes_of(item.path, settings.limits.posting_bytes, too_large)
    except InputError as error:
        return replace(item, fault=(error.code, str(error)))
    if hashlib.sha256(data).hexdigest() != item.sha256:
        # The part would not be what its key and the manifest say.
        return replace(item, fault=("JDM003", f"{item.path} changed while the run was going on. Run it again."))
    return replace(item, data=data)
