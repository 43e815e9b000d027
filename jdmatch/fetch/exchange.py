"""One request and its answer, over one connection that is closed afterwards.

h11 takes the bytes apart and does no input or output of its own, so that here every wait is on the clock and every byte
is counted: of the headers, of what comes over the wire, of what it unpacks to. The request says who asks and what is
wanted, and nothing about anybody: no cookie, no sign-in, no page that one came from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jdmatch import __version__
from jdmatch.errors import FetchError
from jdmatch.fetch import tables
from jdmatch.fetch.body import Body, broken, too_large
from jdmatch.fetch.wire import Clock, told

if TYPE_CHECKING:
    import socket

    import h11

    from jdmatch.fetch.links import Link

AGENT = f"jdmatch/{__version__} (one page, at a user's request)"
_CHUNK = 65_536
_TAKEN = (200, 203)


@dataclass(frozen=True, slots=True)
class Answer:
    """A final answer. ``headers`` by lower-case name, the first of each; ``body`` is empty for any status but 200."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def taken(self) -> bool:
        """Whether this is the file, and not a redirect or a refusal."""
        return self.status in _TAKEN

    @property
    def media_type(self) -> str:
        """``text/html`` of ``Text/HTML; charset=…``; empty where the server says none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def ask(
    link: Link, connection: socket.socket, clock: Clock, most: int, *, most_json: int = 0, cut: bool = False
) -> Answer:
    """GET a link over a connection and take at most ``most`` bytes of its body, or ``most_json`` of one that is said to
    be JSON: with ``cut`` the rest is left, without it FetchError JDM009 is raised. Other FetchErrors: JDM019 a picture
    or a film, JDM023 no proper answer, JDM024 none in time. The connection is closed in any case."""
    import h11

    with connection:
        try:
            events = _events(_begun(link, connection, clock), link, connection, clock, max(most, most_json))
            answer = _head(events, link)
            if answer.media_type.endswith("json"):
                most = max(most, most_json)
            return _with_body(answer, events, link, most, cut)
        except h11.ProtocolError as error:
            raise broken(link.url, f"the server does not speak HTTP as it should ({error})") from error
        except OSError as error:
            clock.check(link.host)
            raise told(error, link.host) from error


def _begun(link: Link, connection: socket.socket, clock: Clock) -> h11.Connection:
    """The conversation, with the request sent."""
    import h11

    talk = h11.Connection(h11.CLIENT, max_incomplete_event_size=tables.HEADER_BYTES)
    request = h11.Request(method="GET", target=link.target, headers=_headers(link))
    connection.settimeout(clock.to_hear(link.host))
    connection.sendall((talk.send(request) or b"") + (talk.send(h11.EndOfMessage()) or b""))
    return talk


def _with_body(answer: Answer, events: Iterator[h11.Event], link: Link, most: int, cut: bool) -> Answer:
    import h11

    if not answer.taken:
        return answer
    _check_head(answer, link, most, cut)
    body = Body(link.url, answer.headers.get("content-encoding", "").strip().lower(), most, cut=cut)
    for event in events:
        if isinstance(event, h11.Data):
            body.feed(bytes(event.data))
        if body.full or isinstance(event, h11.EndOfMessage):
            break
    return Answer(answer.status, answer.headers, body.end())


def _headers(link: Link) -> list[tuple[str, str]]:
    return [
        ("Host", link.authority),
        ("User-Agent", AGENT),
        ("Accept", tables.ACCEPT),
        ("Accept-Language", "en, *;q=0.5"),
        ("Accept-Encoding", "gzip, deflate"),
        ("Connection", "close"),
    ]


def _events(
    talk: h11.Connection, link: Link, connection: socket.socket, clock: Clock, most: int
) -> Iterator[h11.Event]:
    """What the server says, event by event, until it has ended."""
    import h11

    heard, in_body = 0, False
    while True:
        event = talk.next_event()
        if isinstance(event, h11.Event):
            in_body = in_body or isinstance(event, h11.Response)
            yield event
            if isinstance(event, h11.EndOfMessage | h11.ConnectionClosed):
                return
            continue
        connection.settimeout(clock.to_hear(link.host))
        data = connection.recv(_CHUNK)
        heard += len(data)
        # h11 stops at headers that are too large; this stops at too many small ones, each an answer before the answer.
        if heard > _CHUNK + tables.HEADER_BYTES + (tables.FRAMING * most if in_body else 0):
            raise too_large(link.url, most) if in_body else broken(link.url, "its headers are too large")
        talk.receive_data(data)


def _head(events: Iterator[h11.Event], link: Link) -> Answer:
    import h11

    for event in events:
        if isinstance(event, h11.Response):
            headers: dict[str, str] = {}
            for name, value in event.headers:
                key = name.decode("ascii")
                if key == "location" and key in headers and headers[key] != _text(value):
                    raise broken(link.url, "it redirects to two places at once")
                headers.setdefault(key, _text(value))
            return Answer(event.status_code, headers)
    raise broken(link.url, "the server ended without an answer")


def _text(value: bytes) -> str:
    """A header's value: UTF-8 where it is, as browsers take it, else byte by byte."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _check_head(answer: Answer, link: Link, most: int, cut: bool) -> None:
    kind = answer.media_type.partition("/")[0]
    if kind in tables.REFUSED_KINDS:
        raise FetchError(
            f"{link.url} is no text: its type is {kind}. Give the URL of the page or of the file.", code="JDM019"
        )
    length = answer.headers.get("content-length", "")
    if not cut and length.isdecimal() and int(length) > most:
        raise too_large(link.url, most)
