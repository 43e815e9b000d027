"""One posting out of what a command was given: a file, ``FILE#id`` of a file that holds several, - or a URL."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from jdmatch.errors import InputError
from jdmatch.records import Posting
from jdmatch.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jdmatch.fetch import Fetcher
    from jdmatch.sources import Found


def shown_name(name: str) -> str:
    """How a posting that could not be read is named in a message."""
    from jdmatch import fetch

    return fetch.shown(name) if fetch.is_url(name) else Path(name).name or name


def read_posting(name: str, settings: Settings, fetcher: Fetcher | None) -> Posting:
    """The posting. InputError says why there is none; JDM028 where there are several and none of them was named."""
    from jdmatch import fetch, sources

    if name == "-":
        data = sources.take(sys.stdin.buffer, settings) if sys.stdin else b""
        found = sources.find_postings_in_bytes(data, settings, id=name, name=None)
        return sources.read_bytes(data, settings, id=name) if found is None else _one(found, name, None, settings)
    if fetcher is not None and fetch.is_url(name):
        got = fetcher.get(name, settings.limits.posting_bytes, most_json=settings.limits.board_bytes)
        found = sources.find_postings_in_bytes(got.data, settings, id=got.url, name=got.name)
        if found is None:
            return sources.read_bytes(got.data, settings, id=got.url, name=got.name)
        return _one(found, name, None, settings)
    path, wanted = Path(name), None
    if not path.exists() and "#" in name:
        file, _, own = name.rpartition("#")
        if Path(file).is_file():
            path, wanted = Path(file), own
    found = sources.find_postings(path, settings)
    if found is None and wanted is not None:
        raise InputError(f"{path} holds one posting: name it without #{wanted}.", code="JDM001")
    return sources.read_file(path, settings) if found is None else _one(found, str(path), wanted, settings)


def _one(found: Iterable[Found], name: str, wanted: str | None, settings: Settings) -> Posting:
    """The posting that is wanted, or the only one."""
    several = list(found)
    if wanted is not None:
        several = [one for one in several if one.id.rpartition("#")[2] == wanted]
        if not several:
            raise InputError(f"{name} holds no posting of the id {wanted}.", code="JDM001")
    if len(several) != 1:
        first = several[0].id if several else f"{name}#id"
        raise InputError(
            f"{name} holds {len(several):,} postings, and one is compared here. Name it: {first}", code="JDM028"
        )
    return several[0].read(settings)
