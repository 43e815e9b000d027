"""A posting as bytes that the database holds: what it takes to analyse it again exactly as it was read.

JSON of the record's fields, compressed, behind its format number. Where a later jdmatch can't read it, the text, the
title and the name that stand in columns of their own make the posting again, without what the reader knew of its
layout.
"""

from __future__ import annotations

import zlib
from functools import cache
from typing import TYPE_CHECKING

from jdmatch.records import Posting

if TYPE_CHECKING:
    import msgspec

_NAME = b"jdmatch.posting/1\n"
_MOST = 1 << 28


def keep(posting: Posting) -> bytes:
    """The posting as bytes; b"" for one that JSON can't hold (a text with halves of surrogate pairs)."""
    import msgspec

    try:
        return _NAME + zlib.compress(msgspec.json.encode(posting), 6)
    except UnicodeEncodeError:
        return b""


def read(data: bytes, name: str, title: str, text: str) -> Posting:
    """The posting of ``keep``; from name, title and text where the bytes are not of this format."""
    import msgspec

    if data.startswith(_NAME):
        try:
            return _decoder().decode(zlib.decompressobj().decompress(data[len(_NAME) :], _MOST))
        except (msgspec.MsgspecError, zlib.error, ValueError):
            pass
    return Posting(id=name, text=text, title=title)


@cache
def _decoder() -> msgspec.json.Decoder[Posting]:
    import msgspec

    return msgspec.json.Decoder(Posting)
