"""From a URL to a file, hop by hop.

Each hop goes the same way: the link is taken apart, its host's addresses are judged, robots.txt is asked, one request
is exchanged over a connection to a judged address. A redirect is a new hop with nothing carried over but the time that
is left. Whether the network may be used at all is the caller's word at every call's outset: an option of one command,
never a settings file, which may come with a folder that somebody else filled.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from jdmatch.errors import FetchError, SettingsError
from jdmatch.fetch import tables
from jdmatch.fetch.arrival import Fetched, arrived
from jdmatch.fetch.exchange import Answer, ask
from jdmatch.fetch.hosts import Hosts
from jdmatch.fetch.links import Link, follow, is_url, parse, shown
from jdmatch.fetch.robots import Robots
from jdmatch.fetch.wire import Clock, World, connect
from jdmatch.settings import Settings

_MOVED = (301, 302, 303, 307, 308)
_ODD = re.compile(r"[^\x20-\x7e]")


def check_allowed(names: Sequence[str], allow_network: bool) -> None:
    """SettingsError (JDM021) for the first URL among arguments where the network was not allowed. To be asked before
    any work is done for the other arguments."""
    for name in names:
        if is_url(name) and not allow_network:
            raise _network_off(name)


class Fetcher:
    """Fetches for one run: addresses and robots.txt of a host are asked once and kept.

    ``allow_network`` is the command line's ``--allow-network``; ``settings.allow_network`` is not asked. ``world`` is
    the operating system's part, for tests.
    """

    def __init__(self, settings: Settings, *, allow_network: bool, world: World | None = None) -> None:
        self._allowed = allow_network
        self._seconds = float(settings.limits.fetch_seconds)
        self._world = world or World()
        self._hosts = Hosts(self._world)
        self._robots = Robots(self._robots_answer)
        self._clock = Clock(0)

    def get(self, url: str, most: int, *, most_json: int = 0) -> Fetched:
        """The file at a URL, of at most ``most`` bytes (``settings.limits.posting_bytes`` or ``framework_bytes``), or
        ``most_json`` where that is more and the server calls it JSON (a job board: ``board_bytes``).

        SettingsError (JDM021) where the network was not allowed. FetchError: JDM009 too large, JDM019 a picture or
        the like, JDM022 an address that is not asked, JDM023 unreachable or broken off, JDM024 not in time, JDM025 no
        valid certificate, JDM026 another status than 200, JDM027 robots.txt. Each message names the URL.
        """
        if not self._allowed:
            raise _network_off(url)
        try:
            return self._got(parse(url), most, most_json)
        except FetchError as error:
            # Deep inside only the host is known, or where a redirect led to.
            if shown(url) in error.message:
                raise
            raise FetchError(f"{shown(url)}: {error.message}", code=error.code) from error

    def _got(self, link: Link, most: int, most_json: int) -> Fetched:
        self._clock = Clock(self._seconds)
        seen: list[Link] = []
        while True:
            # Found first, so that a host that does not exist is not told as one without robots.txt.
            self._hosts.addresses(link.host, self._clock)
            self._robots.check(link)
            answer = self._ask(link, most, most_json=most_json)
            if answer.taken:
                return arrived(link, answer)
            seen.append(link)
            link = _next(link, answer, seen)

    def _ask(self, link: Link, most: int, *, most_json: int = 0, cut: bool = False) -> Answer:
        addresses = self._hosts.addresses(link.host, self._clock)
        connection = connect(link, addresses, self._world, self._clock)
        return ask(link, connection, self._clock, most, most_json=most_json, cut=cut)

    def _robots_answer(self, link: Link) -> Answer | None:
        """The answer to a site's robots.txt; redirects may lead to other hosts, whose own robots.txt is not asked."""
        for _ in range(tables.REDIRECTS + 1):
            answer = self._ask(link, tables.ROBOTS_BYTES, cut=True)
            if answer.status not in _MOVED or "location" not in answer.headers:
                return answer
            link = follow(link, answer.headers["location"])
        return None


def _next(link: Link, answer: Answer, seen: Sequence[Link]) -> Link:
    """Where a redirect leads to. FetchError for one too many and for every other status."""
    if answer.status not in _MOVED or "location" not in answer.headers:
        raise _status(link, answer)
    there = follow(link, answer.headers["location"])
    if there in seen or len(seen) > tables.REDIRECTS:
        how = "in a circle" if there in seen else f"more than {tables.REDIRECTS} times"
        raise FetchError(
            f"{seen[0].url} redirects {how}; the site may want a cookie or a sign-in. Save the page in a browser and "
            "give the file.",
            code="JDM026",
        )
    return there


def _status(link: Link, answer: Answer) -> FetchError:
    if answer.status in tables.STATUS:
        why = tables.STATUS[answer.status]
    elif answer.status >= 500:
        why = "has trouble of its own."
    else:
        why = "answers with something that jdmatch does not follow. Save the page in a browser and give the file."
    if answer.status == 429 or answer.status >= 500:
        why += _wait(answer.headers.get("retry-after", ""))
    return FetchError(f"{link.url}: HTTP status {answer.status}: {link.host} {why}", code="JDM026")


def _wait(retry_after: str) -> str:
    """The server's own wish, seconds or a date."""
    said = _ODD.sub("", retry_after).strip()[:40]
    if said.isdecimal():
        return f" It asks to wait {int(said):,} s."
    return f" It asks to wait until {said}." if said else " Try again later."


def _network_off(url: str) -> SettingsError:
    return SettingsError(
        f"{shown(url)} is a URL, and jdmatch uses no network unless --allow-network is given. Add that option to fetch "
        "it, or save the page and give the file. (allow_network in a settings file is not enough for a URL.)",
        code="JDM021",
    )
