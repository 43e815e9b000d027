"""Which addresses may be asked, and the addresses of a host: looked up once, every one of them judged.

A host with one address that is not public is refused whole, whatever its other addresses are: a name that points inside
is a mistake or an attack. The answer is kept, and connections go to the addresses that were judged and never to the
name, so that a name that changes its mind between the check and the connection changes nothing.
"""

from __future__ import annotations

import ipaddress

from jdmatch.errors import FetchError
from jdmatch.fetch import tables
from jdmatch.fetch.wire import Clock, World

_V4 = tuple((ipaddress.IPv4Network(net), what) for net, what in tables.REFUSED_V4)
_V6 = tuple((ipaddress.IPv6Network(net), what) for net, what in tables.REFUSED_V6)
_PUBLIC = ipaddress.IPv6Network(tables.PUBLIC_V6)
_NAT64 = ipaddress.IPv6Network(tables.NAT64)
_LOW_32 = 0xFFFFFFFF


def objection(address: str) -> str | None:
    """What speaks against asking an address, in words; None where it is one of the public internet."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "no address that can be read"
    if isinstance(found, ipaddress.IPv4Address):
        return next((what for net, what in _V4 if found in net), None)
    if found.scope_id is not None:
        return "a link-local address"
    if found in _NAT64:
        return _embedded(found, "a translation to IPv4")
    if (what := next((what for net, what in _V6 if found in net), None)) is not None:
        return what
    if found not in _PUBLIC:
        return "a reserved address"
    if (int(found) >> 32) & _LOW_32 in tables.ISATAP:
        return _embedded(found, "a tunnel to IPv4")
    return None


def _embedded(address: ipaddress.IPv6Address, how: str) -> str | None:
    inner = ipaddress.IPv4Address(int(address) & _LOW_32)
    what = objection(str(inner))
    return what and f"{what} ({how}, {inner})"


class Hosts:
    """The judged addresses of the hosts of one run."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._known: dict[str, tuple[str, ...]] = {}

    def addresses(self, host: str, clock: Clock) -> tuple[str, ...]:
        """The addresses of a host, all of them public. FetchError: JDM022 where one is not, JDM023 where there is
        none, JDM024 where nobody answered."""
        if host not in self._known:
            self._known[host] = self._judged(host, self._found(host, clock))
        return self._known[host]

    def _found(self, host: str, clock: Clock) -> list[str]:
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return list(dict.fromkeys(self._world.resolve(host, clock)))
        return [host]

    def _judged(self, host: str, found: list[str]) -> tuple[str, ...]:
        for address in found:
            if (what := objection(address)) is not None:
                where = f"{host} is" if address == host else f"{host} leads to {address}, which is"
                raise FetchError(
                    f"{where} {what}, and jdmatch asks addresses of the public internet only. Save the page in a "
                    "browser and give the file.",
                    code="JDM022",
                )
        if not found:
            raise FetchError(f"{host} has no address. Check the URL.", code="JDM023")
        return tuple(found[: tables.ADDRESSES_TRIED])
