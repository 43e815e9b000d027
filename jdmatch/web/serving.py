"""How the application is served: where, for whom, and how much of it at once."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address

from jdmatch.web.access import OPEN, Access

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Serving:
    """``host`` and ``port`` are where to listen; ``names`` further host names under which a reverse proxy may ask.
    ``body_bytes`` is the most that one request may send, ``uploads`` the most files. ``waiting`` is how many analyses
    may wait or run before others are told to come again, ``per_client`` how many of them one address may have;
    ``seconds`` how long one may take. ``quiet_seconds``: how long requests may go on after the signal to stop.
    ``threads``: how many requests may look into the database or read files at once; others wait.
    ``access`` says who may ask."""

    host: str = "127.0.0.1"
    port: int = 8000
    names: tuple[str, ...] = ()
    body_bytes: int = 110_000_000
    uploads: int = 500
    waiting: int = 32
    per_client: int = 8
    seconds: float = 60.0
    quiet_seconds: int = 20
    threads: int = 8
    access: Access = OPEN

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can ask."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return False

    @property
    def allowed(self) -> frozenset[str]:
        """The Host headers, without port, that are answered: any other is a page somewhere that had a name of its own
        point here (DNS rebinding)."""
        own = (f"[{self.host}]" if ":" in self.host and not self.host.startswith("[") else self.host).lower()
        wildcard = own in ("0.0.0.0", "[::]")  # noqa: S104 -- compared, not listened on
        local = LOOPBACK if self.is_loopback or wildcard else ()
        return frozenset({*(name.lower() for name in self.names), *local, *(() if wildcard else (own,))})

    @property
    def address(self) -> str:
        """The address of the first page."""
        host = f"[{self.host}]" if ":" in self.host and not self.host.startswith("[") else self.host
        return f"http://{host}:{self.port}/"
