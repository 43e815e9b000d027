"""A body as it comes, unpacked piece by piece and never beyond its limit.

Bytes are counted after unpacking, and each piece is unpacked only as far as the limit allows, so that a small file that
unpacks to a large one is stopped at the limit and not when memory is full. Only what was asked for is unpacked: gzip,
and deflate in both of its meanings.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from jdmatch.errors import FetchError
from jdmatch.fetch import tables

_GZIP = 16 + zlib.MAX_WBITS
_PLAIN = ("", "identity")


class Body:
    """Collects at most ``most`` bytes. With ``cut`` the rest is left out, else there may be no rest."""

    def __init__(self, shown: str, coding: str, most: int, *, cut: bool) -> None:
        self.data = bytearray()
        self._shown, self._most, self._cut = shown, most, cut
        self._inflating = None if coding in _PLAIN else _Inflating(shown, coding)

    @property
    def full(self) -> bool:
        """Whether nothing more is wanted."""
        return self._cut and len(self.data) >= self._most

    def feed(self, piece: bytes) -> None:
        """Take in what came. FetchError: JDM009 too much, JDM023 not packed as it was said to be."""
        room = self._most + 1 - len(self.data)
        pieces = iter((piece,)) if self._inflating is None else self._inflating.unpacked(piece, room)
        for unpacked in pieces:
            self.data += unpacked
            if len(self.data) > self._most:
                if not self._cut:
                    raise too_large(self._shown, self._most)
                del self.data[self._most :]
                return

    def end(self) -> bytes:
        """The whole body. FetchError (JDM023) where its packing was not at its end."""
        if self._inflating is not None and not self._inflating.done and not self.full:
            raise broken(self._shown, "the packed file ends too early")
        return bytes(self.data)


class _Inflating:
    """gzip or deflate. gzip may come in several parts, one behind the other."""

    def __init__(self, shown: str, coding: str) -> None:
        if coding not in ("gzip", "x-gzip", "deflate"):
            raise broken(shown, f"it is packed as {coding[:40]!r}, which was not asked for")
        self._shown, self._gzip = shown, coding != "deflate"
        self._parts = 0
        self._held = b""
        self._inflater = zlib.decompressobj(_GZIP)

    @property
    def done(self) -> bool:
        """Whether the packing has come to its end, or never began (an empty body is packed as nothing)."""
        return self._inflater.eof or not (self._parts or self._held)

    def unpacked(self, piece: bytes, room: int) -> Iterator[bytes]:
        """The contents of a piece, each yielded part at most ``room`` bytes."""
        if not self._parts:
            piece = self._held = self._held + piece
            if len(piece) < 2:
                return
            self._begin(_GZIP if self._gzip else _deflate_bits(piece))
        while piece:
            if self._inflater.eof:
                if not self._gzip or piece[:1] != b"\x1f":
                    return  # what stands behind the end means nothing
                self._begin(_GZIP)
            try:
                yield self._inflater.decompress(piece, room)
            except zlib.error as error:
                raise broken(self._shown, f"it can not be unpacked ({error})") from error
            piece = self._inflater.unconsumed_tail or self._inflater.unused_data

    def _begin(self, bits: int) -> None:
        self._inflater = zlib.decompressobj(bits)
        self._parts += 1
        if self._parts > tables.GZIP_PARTS:
            raise broken(self._shown, "it is packed in too many parts")


def _deflate_bits(head: bytes) -> int:
    """Servers that say deflate send it in zlib's wrapper, as the word means, or bare; the first two bytes tell."""
    wrapped = head[0] & 0x0F == zlib.DEFLATED and int.from_bytes(head[:2], "big") % 31 == 0
    return zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS


def too_large(shown: str, most: int) -> FetchError:
    """The error for a body beyond its limit."""
    return FetchError(
        f"{shown} has more than {most:,} bytes, the limit of what is fetched. Download it and give the file, or raise "
        "the limit in jdmatch.toml.",
        code="JDM009",
    )


def broken(shown: str, why: str) -> FetchError:
    """The error for an answer that is no proper HTTP."""
    return FetchError(
        f"{shown} did not arrive whole: {why}. Try again, or save the page and give the file.", code="JDM023"
    )
