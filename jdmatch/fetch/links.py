"""A URL taken apart: which scheme, host, port and target it means, or why it is refused.

URLs are where readers disagree, and disagreement is how a check is walked around. So the grammar is narrow: ``http`` or
``https``, a host name that could stand on the public internet or an address in its one plain spelling, no user name, no
backslash, no blank. A name in other letters is put into its ASCII form before it is judged, for digits in full width
make an address, too. The path is normalised, so that robots.txt is asked about the page that the server will give.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, urljoin

from jdmatch.errors import FetchError
from jdmatch.fetch import tables

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_PARTS = re.compile(r"(?P<scheme>[a-z]+)://(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?P<query>\?[^#]*)?(?:#.*)?", re.I)
_AUTHORITY = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::(?P<port>\d{0,5}))?")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_USER = re.compile(r"//[^/?#]*@")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_KEPT = "%/:=&?~#+!$,;'@()*[]"
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Link:
    """A URL that may be asked, as far as can be told without its addresses. ``host`` is an ASCII name or an address
    without brackets; ``target`` is the path with the query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        """Scheme, host, and the port where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}")

    @property
    def authority(self) -> str:
        """What the Host header says."""
        return self.origin.partition("://")[2]

    @property
    def url(self) -> str:
        """The whole URL, normalised and without a fragment."""
        return self.origin + self.target


def is_url(text: str) -> bool:
    """Whether an argument is meant as a URL and not as a file's name. Every ``scheme://`` is, so that a scheme that is
    not fetched is refused as one."""
    return _SCHEME.match(text.strip()) is not None


def shown(text: str) -> str:
    """A URL as it may be shown: what stands before an @ may be a password."""
    return _USER.sub("//…@", text)


def parse(text: str) -> Link:
    """The link that a URL means. FetchError (JDM022) says what is wrong with it."""
    _check_characters(text)
    scheme = text.partition("://")[0].lower()
    if scheme not in _DEFAULT_PORTS:
        hint = " Give a file by its path." if scheme == "file" else ""
        raise _refused(text, f"is no http or https URL, and jdmatch fetches no others.{hint}")
    parts = _PARTS.fullmatch(text)
    authority = parts["authority"] if parts else ""
    if "@" in authority:
        raise _refused(text, "names a user before the host, and jdmatch signs in nowhere. Leave that part out.")
    named = _AUTHORITY.fullmatch(authority)
    if parts is None or named is None:
        raise _refused(text, "has no host that can be read. Copy the URL from the browser's address bar.")
    port = int(named["port"]) if named["port"] else _DEFAULT_PORTS[scheme]
    if port not in tables.PORTS:
        taken = " and ".join(map(str, tables.PORTS))
        raise _refused(text, f"is at port {port}, and jdmatch asks ports {taken} only.")
    return Link(scheme, _host(named["host"], text), port, _target(parts["path"], parts["query"] or ""))


def follow(link: Link, location: str) -> Link:
    """The link that a redirect leads to. FetchError (JDM022) where that may not be followed."""
    _check_characters(location)
    there = parse(urljoin(link.url, location))
    if link.scheme == "https" and there.scheme == "http":
        raise _refused(
            there.url, f"is not encrypted, and {link.url} redirects to it. jdmatch does not go back to http."
        )
    return there


def _check_characters(text: str) -> None:
    if len(text) > tables.URL_CHARACTERS:
        raise _refused(text[:80] + "…", f"has {len(text):,} characters, and a URL at most {tables.URL_CHARACTERS:,}.")
    for character in text:
        if character == "\\" or unicodedata.category(character)[0] in "ZC":
            what = "a backslash" if character == "\\" else "a blank or a character that does not show"
            raise _refused(text, f"has {what} in it. Copy the URL from the browser's address bar.")


def _host(written: str, text: str) -> str:
    if written.startswith("["):
        try:
            return str(ipaddress.IPv6Address(written[1:-1]))
        except ValueError:
            raise _refused(text, "has something in brackets that is no IPv6 address.") from None
    host = _ascii(written, text).removesuffix(".")
    labels = host.split(".")
    if len(host) > tables.HOST_CHARACTERS or not all(_LABEL.fullmatch(label) for label in labels):
        raise _refused(text, "has a host that is no name of the internet. Check the URL.")
    if _NUMBER.fullmatch(labels[-1]):
        return _plain_address(host, text)
    if len(labels) == 1 or any(f".{host}".endswith(f".{name}") for name in tables.REFUSED_NAMES):
        raise _refused(text, f"is at {host}, which is no host of the public internet, and jdmatch asks no others.")
    return host


def _ascii(host: str, text: str) -> str:
    if host.isascii():
        return host.lower()
    import idna

    try:
        return idna.encode(host[: tables.HOST_CHARACTERS + 1], uts46=True, std3_rules=True).decode("ascii")
    except UnicodeError:
        raise _refused(text, "has a host that is no name of the internet. Check the URL.") from None


def _plain_address(host: str, text: str) -> str:
    """Numbers are an address, and only as four decimal ones: 0x7f.1, 017700000001 and 2130706433 are all 127.0.0.1 to
    somebody."""
    try:
        return str(ipaddress.IPv4Address(host))
    except ValueError:
        raise _refused(text, f"has the host {host}, a number that is no address in its plain spelling.") from None


def _target(path: str, query: str) -> str:
    plain = _ESCAPE.sub(_unescaped, quote(path, safe=_KEPT))
    return (_without_dots(plain) or "/") + quote(query, safe=_KEPT)


def _unescaped(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return character if character in _UNRESERVED else escape[0].upper()


def _without_dots(path: str) -> str:
    """RFC 3986's removal of ``.`` and ``..`` segments."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for place, segment in enumerate(segments):
        last = place == len(segments) - 1
        if segment == "..":
            del kept[-1:]
        if segment not in (".", ".."):
            kept.append(segment)
        elif last:
            kept.append("")
    return "".join(f"/{segment}" for segment in kept)


def _refused(text: str, why: str) -> FetchError:
    return FetchError(f"{shown(text)} {why}", code="JDM022")
