"""The operating system's part: the clock, the lookup of a name, the connection and its encryption.

Everything that waits waits on one ``Clock``, so that a server that sends a byte whenever patience is about to end still
ends when the time is up. ``World`` holds what is asked of the system; tests put a world of their own in its place.
Proxies of the environment are not used: through them it could not be known which address is asked.
"""

from __future__ import annotations

import os
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jdmatch.errors import FetchError
from jdmatch.fetch import tables

if TYPE_CHECKING:
    import socket

    from jdmatch.fetch.links import Link

_PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")


class Clock:
    """The time that one URL has, with all its lookups, redirects and bodies; ``connect`` and ``silent`` are the most
    that a connection and a silence get of it. All in seconds."""

    def __init__(
        self, seconds: float, *, connect: float = tables.CONNECT_SECONDS, silent: float = tables.SILENT_SECONDS
    ) -> None:
        self._seconds, self._connect, self._silent = seconds, connect, silent
        self._end = time.monotonic() + seconds

    def check(self, host: str) -> float:
        """The seconds left. FetchError (JDM024) where there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise FetchError(
                f"{host} took longer than {self._seconds:g} s in all (limits.fetch_seconds). Try again later, or raise "
                "the limit.",
                code="JDM024",
            )
        return left

    def to_connect(self, host: str) -> float:
        """How long a connection may take now."""
        return min(self._connect, self.check(host))

    def to_hear(self, host: str) -> float:
        """How long the other side may be silent now."""
        return min(self._silent, self.check(host))


def look_up(host: str, clock: Clock) -> list[str]:
    """The addresses of a host in the system's order. The system's lookup has no time limit and can not be stopped, so
    it is left alone in a thread of its own. FetchError: JDM023 no such host, JDM024 no answer in time."""
    import socket

    found: list[str] = []
    failure: list[OSError] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            found.extend(str(answer[4][0]) for answer in answers)
        except (OSError, UnicodeError) as error:
            failure.append(error if isinstance(error, OSError) else OSError(str(error)))

    thread = threading.Thread(target=ask, name="jdmatch-lookup", daemon=True)
    thread.start()
    thread.join(clock.to_hear(host))
    if thread.is_alive():
        raise FetchError(f"The address of {host} could not be looked up in time. Try again later.", code="JDM024")
    if failure:
        reason = failure[0].strerror or str(failure[0])
        raise FetchError(
            f"{host} could not be found: {reason}. Check the URL and the connection to the internet.", code="JDM023"
        )
    return found


def dial(address: str, port: int, seconds: float) -> socket.socket:
    """A connection to an address, never to a name. OSError where there is none."""
    import socket

    made = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.settimeout(seconds)
        made.connect((address, port))
    except BaseException:
        made.close()
        raise
    return made


@cache
def trust() -> ssl.SSLContext:
    """Verification as the system has it; with certifi's list where the system has no list of authorities at all."""
    context = ssl.create_default_context()
    folder = Path(ssl.get_default_verify_paths().capath or os.devnull)
    if not context.cert_store_stats()["x509_ca"] and not (folder.is_dir() and any(folder.iterdir())):
        import certifi

        context.load_verify_locations(certifi.where())
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    return context


@dataclass(frozen=True, slots=True)
class World:
    """What is asked of the system."""

    resolve: Callable[[str, Clock], list[str]] = field(default=look_up)
    dial: Callable[[str, int, float], socket.socket] = field(default=dial)
    trust: Callable[[], ssl.SSLContext] = field(default=trust)


def connect(link: Link, addresses: tuple[str, ...], world: World, clock: Clock) -> socket.socket:
    """A connection to one of the judged addresses, encrypted and its certificate checked against the host's name where
    the link is https. FetchError: JDM023 none takes it, JDM024 none in time, JDM025 no valid encryption."""
    plain = _first(link, addresses, world, clock)
    if link.scheme == "http":
        return plain
    try:
        plain.settimeout(clock.to_hear(link.host))
        return world.trust().wrap_socket(plain, server_hostname=link.host)
    except BaseException as error:
        plain.close()
        if isinstance(error, OSError):
            raise told(error, link.host) from error
        raise


def _first(link: Link, addresses: tuple[str, ...], world: World, clock: Clock) -> socket.socket:
    last: OSError = OSError("no address")
    for address in addresses:
        try:
            return world.dial(address, link.port, clock.to_connect(link.host))
        except OSError as error:
            last = error
    raise told(last, link.host) from last


def told(error: OSError, host: str) -> FetchError:
    """A failure of the network in words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return FetchError(
            f"{host} has no certificate that can be trusted: {error.verify_message.rstrip('.')}. jdmatch fetches "
            "nothing from it. If it is the right host, save the page in a browser and give the file.",
            code="JDM025",
        )
    if isinstance(error, TimeoutError):
        return FetchError(f"{host} did not answer in time. Try again later.", code="JDM024")
    if isinstance(error, ssl.SSLError):
        reason = (error.reason or str(error)).replace("_", " ").lower()
        return FetchError(f"No encrypted connection to {host} could be made: {reason}.", code="JDM025")
    proxy = next((name for name in _PROXIES if os.environ.get(name)), None)
    hint = f" {proxy} is set and not used: jdmatch asks sites directly." if proxy else ""
    reason = error.strerror or str(error) or type(error).__name__
    return FetchError(f"{host} could not be reached: {reason}.{hint} Try again later.", code="JDM023")
