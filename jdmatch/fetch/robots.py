"""May this page be fetched? Asked of the site's robots.txt, as RFC 9309 says, before every page, a redirect's too.

A site that has none (4xx) lets everything be fetched; one that can not say (5xx, no answer, and 429) lets nothing. The
file is fetched in the same guarded way as a page, and read up to 500 KiB. jdmatch fetches one page that a user named
and is no crawler, but a site that keeps programs out means this program, too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from jdmatch.errors import FetchError
from jdmatch.fetch import tables
from jdmatch.fetch.links import Link

if TYPE_CHECKING:
    from protego import Protego

    from jdmatch.fetch.exchange import Answer

_PATH = "/robots.txt"


@dataclass(frozen=True)
class Rules:
    """What a site lets be fetched. ``text`` is its robots.txt; empty where it has none."""

    text: str = ""

    @cached_property
    def _rules(self) -> Protego:
        from protego import Protego

        return Protego.parse(self.text)

    def check(self, link: Link) -> None:
        """FetchError (JDM027) where a link may not be fetched."""
        if not self.text or link.target == _PATH or self._rules.can_fetch(link.url, tables.ROBOTS_AGENT):
            return
        raise FetchError(
            f"{link.url} is kept from programs by {link.origin}{_PATH}, and jdmatch heeds that. Save the page in a "
            "browser and give the file.",
            code="JDM027",
        )


class Robots:
    """The rules of the sites of one run, each asked once. ``fetch`` gets the answer to a link with its redirects
    followed, None where there were too many."""

    def __init__(self, fetch: Callable[[Link], Answer | None]) -> None:
        self._fetch = fetch
        self._known: dict[str, Rules] = {}

    def check(self, link: Link) -> None:
        """FetchError where a link may not be fetched (JDM027), or robots.txt could not be had (the code says why)."""
        if link.origin not in self._known:
            self._known[link.origin] = self._rules(Link(link.scheme, link.host, link.port, _PATH))
        self._known[link.origin].check(link)

    def _rules(self, place: Link) -> Rules:
        try:
            answer = self._fetch(place)
        except FetchError as error:
            raise FetchError(
                f"{error.message} This was asked for robots.txt, without which jdmatch fetches nothing from a site.",
                code=error.code,
            ) from error
        if answer is not None and (answer.status == 429 or answer.status >= 500):
            raise FetchError(
                f"{place.url} could not be had (HTTP status {answer.status}), and so it is not known whether programs "
                "may fetch the page. Try again later, or save the page in a browser and give the file.",
                code="JDM027",
            )
        if answer is None or not answer.taken:
            return Rules()
        return Rules(answer.body.decode("utf-8-sig", errors="replace"))
