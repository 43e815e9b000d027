"""Who may ask at all: everybody on this machine, users who sign in, or whom a reverse proxy names.

Without sign-in the server listens on loopback alone. A proxy's word counts only from the addresses that it was said to
have; what it says of the connection (X-Forwarded-For, X-Forwarded-Proto) is taken from nobody else either.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Literal

from jdmatch.errors import SettingsError
from jdmatch.store.records import Role

Kind = Literal["none", "users", "proxy"]
KINDS: tuple[Kind, ...] = ("none", "users", "proxy")
RANKS: dict[str, int] = {"reader": 1, "editor": 2, "admin": 3}
_HEADER = re.compile(r"[A-Za-z0-9-]{1,60}")
# A name that anybody's browser or every proxy sends can not say who somebody is.
_NOT_NAMES = frozenset({"host", "cookie", "authorization", "user-agent", "origin", "referer", "accept", "content-type"})


@dataclass(frozen=True, slots=True)
class Access:
    """``kind``: how somebody is known. ``header`` holds the name that the proxy gives, ``role_header`` the role, where
    it gives one; ``peers`` are the proxy's addresses. ``new`` is the role of a name that the proxy gives and that is no
    user here, None to refuse it. ``secure``: cookies travel by https alone."""

    kind: Kind = "none"
    header: str = ""
    role_header: str = ""
    peers: tuple[IPv4Network | IPv6Network, ...] = ()
    new: Role | None = "reader"
    secure: bool = False

    def is_peer(self, address: str) -> bool:
        """Whether that is the proxy."""
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self.peers)


OPEN = Access()


def chosen(
    kind: Kind,
    *,
    host: str,
    is_loopback: bool,
    header: str | None = None,
    role_header: str | None = None,
    peers: Sequence[str] = (),
    new: Role | None = "reader",
    insecure_cookies: bool = False,
) -> Access:
    """The access that options ask for. SettingsError where they do not go together."""
    if kind == "none":
        if not is_loopback:
            raise SettingsError(
                f"{host} can be reached from other machines, so somebody has to sign in: --auth users (and jdmatch "
                "users add NAME --role admin), or --auth proxy. Without sign-in jdmatch listens on 127.0.0.1 alone."
            )
        if header or role_header or peers:
            raise SettingsError("Options of a proxy need --auth proxy or --auth users: others can reach the server.")
    if kind == "users" and (header or role_header):
        raise SettingsError(
            "--proxy-header and --proxy-role-header need --auth proxy: with --auth users it has no say."
        )
    if kind == "proxy" and not (header and peers):
        raise SettingsError(
            "--auth proxy needs --proxy-header NAME, the header in which the proxy names the user, and --proxy-from "
            "ADDRESS, where it asks from: from anywhere else the header is not believed."
        )
    for name in (header, role_header):
        if name and (not _HEADER.fullmatch(name) or name.lower() in _NOT_NAMES):
            raise SettingsError(f"'{name}' is no header that names somebody: letters, digits and -, as X-Remote-User.")
    if header and role_header and header.lower() == role_header.lower():
        raise SettingsError("--proxy-header and --proxy-role-header are two headers.")
    networks = tuple(_network(one) for one in peers)
    secure = not (is_loopback or insecure_cookies)
    return Access(kind, (header or "").lower(), (role_header or "").lower(), networks, new, secure)


def _network(told: str) -> IPv4Network | IPv6Network:
    try:
        found = ip_network(told)
    except ValueError as error:
        raise SettingsError(f"--proxy-from {told}: give an address, or a network as 10.0.0.0/24.") from error
    if not found.prefixlen:
        raise SettingsError(f"--proxy-from {told} is everybody: give the proxy's own address.")
    return found
