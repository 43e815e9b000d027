"""What was fetched, ready for the readers: bytes, the URL that they came from, and a file name that fits them.

Readers go by content and ask a file name where that leaves the format open; the name is the server's or the URL's, with
the ending of the media type where it has none of that type's. Readers see no header, so a text in an encoding that only
the header names is handed on as UTF-8 with a byte order mark.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from urllib.parse import unquote

from jdmatch.fetch import tables
from jdmatch.fetch.exchange import Answer
from jdmatch.fetch.links import Link

_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:+-]{1,40})", re.I)
_FILE_NAME = re.compile(r";\s*filename\s*=\s*(?:\"([^\"]*)\"|([^\s;\"]+))", re.I)
_FILE_NAME_CODED = re.compile(r";\s*filename\*\s*=\s*(?:utf-8|iso-8859-1)'[^']*'([^\s;]+)", re.I)
_ODD = re.compile(r"[^\w.()+ -]+")
_NAME_CHARACTERS = 100
_TEXTUAL = re.compile(r"text/.+|application/(?:.+\+)?(?:json|xml|yaml)|message/rfc822")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file from the network. ``url`` is where the last redirect led to, without a fragment; ``name`` is a file name
    without a folder."""

    url: str
    name: str
    data: bytes
    media_type: str


def arrived(link: Link, answer: Answer) -> Fetched:
    """The file that an answer holds."""
    charset = _CHARSET.search(answer.headers.get("content-type", ""))
    kind = answer.media_type
    data = answer.body
    if charset is not None and _TEXTUAL.fullmatch(kind):
        data = _in_utf8(data, charset[1])
    return Fetched(link.url, _name(link, answer), data, kind)


def _in_utf8(data: bytes, charset: str) -> bytes:
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            encoding = codecs.lookup(charset).name
            # The web's iso-8859-1 is Windows-1252: its bytes from 128 to 159 are quotes and dashes there.
            text = data.decode("cp1252" if encoding in ("iso8859-1", "ascii") else encoding)
        except (LookupError, UnicodeError, ValueError):
            return data
        return codecs.BOM_UTF8 + text.removeprefix("\ufeff").encode("utf-8", errors="surrogatepass")
    return data  # UTF-8, whatever the header says


def _name(link: Link, answer: Answer) -> str:
    said = answer.headers.get("content-disposition", "")
    path = link.target.partition("?")[0]
    if (coded := _FILE_NAME_CODED.search(said)) is not None:
        name = unquote(coded[1])
    elif (plain := _FILE_NAME.search(said)) is not None:
        name = plain[1] or plain[2] or ""
    else:
        name = unquote(path.rstrip("/").rpartition("/")[2])
    name = re.split(r"[/\\]", name)[-1]
    name = _ODD.sub("-", name)[-_NAME_CHARACTERS:].strip(" .-") or link.host
    endings = tables.ENDINGS.get(answer.media_type, ())
    return name if not endings or name.lower().endswith(endings) else name + endings[0]
