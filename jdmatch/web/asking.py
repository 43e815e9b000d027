"""Which postings a page asks for: the address of a list ↔ ``PostingQuery``.

A list's whole state stands in its address, so that it can be kept, sent to somebody and gone back to. What is not asked
for is left out of it. Scores are whole percent there; ``-`` stands for "has none".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal, cast, get_args
from urllib.parse import parse_qsl, urlencode

from jdmatch.errors import SettingsError, nearest
from jdmatch.store.records import PostingQuery, Sort

NONE = "-"
PATH = "/postings"
_EMPTY = PostingQuery()
# What a list can be narrowed to by one of several values.
Facet = Literal["occupation", "level", "framework", "tag"]
FACETS: tuple[Facet, ...] = get_args(Facet)


def asked(values: Mapping[str, str]) -> PostingQuery:
    """The query of an address. SettingsError for a value that it can't have."""
    chosen: dict[str, Any] = {name: _chosen(values.get(name, "")) for name in FACETS}
    sort = values.get("sort", "") or "added"
    if sort not in get_args(Sort):
        raise SettingsError(f"Postings can not be sorted by '{sort}'.{nearest(sort, get_args(Sort))}")
    order = values.get("order", "")
    return PostingQuery(
        words=values.get("q", "").strip()[:500],
        **chosen,
        score_from=_share("score_from", values.get("score_from", "")),
        score_to=_share("score_to", values.get("score_to", "")),
        added_from=values.get("added_from") or None,
        added_to=values.get("added_to") or None,
        failed=True if values.get("failed") else None,
        sort=cast("Sort", sort),
        descending=order == "down" if order else usually_down(sort),
        cursor=values.get("at") or None,
    )


def asked_in(address: str) -> PostingQuery:
    """The query of the part of an address behind its question mark."""
    return asked(dict(parse_qsl(address)))


def address(query: PostingQuery, **changes: Any) -> str:
    """The address of a list; with ``changes`` of another from its first page on."""
    if changes:
        query = replace(query, **({"cursor": None} | changes))
    values: dict[str, str] = {"q": query.words}
    values |= {str(name): _told(getattr(query, name)) for name in FACETS}
    values |= {
        "score_from": _percent(query.score_from),
        "score_to": _percent(query.score_to),
        "added_from": query.added_from or "",
        "added_to": query.added_to or "",
        "failed": "1" if query.failed else "",
        "sort": query.sort if query.sort != _EMPTY.sort else "",
        "order": "" if query.descending == usually_down(query.sort) else "down" if query.descending else "up",
        "at": query.cursor or "",
    }
    told = urlencode({name: value for name, value in values.items() if value})
    return f"{PATH}?{told}" if told else PATH


def usually_down(sort: str) -> bool:
    """Whether a list is sorted downwards by a column unless something else is asked for: newest and best first."""
    return sort in ("added", "score")


def narrowed(query: PostingQuery) -> bool:
    """Whether a query leaves postings out."""
    return replace(query, sort=_EMPTY.sort, descending=_EMPTY.descending, cursor=None, limit=_EMPTY.limit) != _EMPTY


def _chosen(value: str) -> str | None:
    return "" if value == NONE else value or None


def _told(value: str | None) -> str:
    return NONE if value == "" else value or ""


def _share(name: str, value: str) -> float | None:
    if not value.strip():
        return None
    try:
        share = float(value) / 100
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise SettingsError(f"{name} is '{value[:40]}': give a number from 0 to 100.")
    return share


def _percent(share: float | None) -> str:
    return "" if share is None else f"{round(share * 100, 2):g}"
