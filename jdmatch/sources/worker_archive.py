"""Inside the worker: a zip of XML is counted and inflated before any parser sees what is in it.

Word's and LibreOffice's documents are archives of XML, and both can be bombs. So the members are counted and inflated
with an eye on the sum, whatever their headers claim, and XML goes through expat, which builds nothing: no document
type (no word processor writes one today, and entities need one), no nesting beyond the limit.
"""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers import expat

from jdmatch.sources.worker import RefusedError

_BLOCK = 1 << 16
_SMALL = 1_000_000
# What zipfile raises on archives that are none, not whole, or of another kind: offsets before the file, names that are
# no text, compression that it does not know.
_DAMAGES = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, NotImplementedError, EOFError, OSError, RuntimeError,
    ValueError, OverflowError,
)  # fmt: skip


class XmlScan:
    """One XML part on its way through expat. Subclasses say what they make of it in ``started``, ``ended`` and
    ``characters``; ``open`` are the names of the open elements. ``advice`` is what to do about a damaged part."""

    def __init__(self, name: str, depth: int, advice: str, *, namespaces: bool = False) -> None:
        self._name, self._limit, self._advice = name, depth, advice
        self.open: list[str] = []
        self._parser = expat.ParserCreate(namespace_separator=" " if namespaces else None)
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self.characters
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, block: bytes) -> None:
        """The next bytes of the part."""
        self._parse(block, False)

    def close(self) -> None:
        """The part is at its end."""
        self._parse(b"", True)

    def started(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; it is already in ``open``."""

    def ended(self, name: str) -> None:
        """An element has ended; it is no longer in ``open``."""

    def characters(self, data: str) -> None:
        """Characters inside the innermost open element."""

    def _parse(self, block: bytes, final: bool) -> None:
        try:
            self._parser.Parse(block, final)
        except expat.ExpatError as error:
            raise RefusedError(
                "JDM012", f"is damaged: its part {self._name} is no valid XML ({error}). {self._advice}"
            ) from error

    def _doctype(self, *_: Any) -> None:
        raise RefusedError(
            "JDM012",
            f"declares a document type in {self._name}, which no word processor does and an attack may. {self._advice}",
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.open.append(name)
        if len(self.open) > self._limit:
            raise RefusedError(
                "JDM009", f"has XML nested deeper than {self._limit} levels in {self._name} (limits.xml_depth)"
            )
        self.started(name, attributes)

    def _end(self, name: str) -> None:
        self.open.pop()
        self.ended(name)


def opened(document: bytes, what: str, advice: str) -> zipfile.ZipFile:
    """The archive of a document; ``what`` names its kind in the error for one that is none."""
    try:
        return zipfile.ZipFile(io.BytesIO(document))
    except _DAMAGES as error:
        raise RefusedError(
            "JDM012", f"is a damaged or cut off {what}: its archive can not be opened. {advice}"
        ) from error


def check_count(archive: zipfile.ZipFile, limits: dict[str, int]) -> None:
    """Refuse an archive of too many members."""
    count = len(archive.infolist())
    if count > limits["archive_members"]:
        raise RefusedError(
            "JDM009",
            f"is an archive of {count} parts, more than {limits['archive_members']} (limits.archive_members)",
        )


def inflate(
    archive: zipfile.ZipFile, limits: dict[str, int], advice: str, scan_for: Callable[[str], XmlScan | None]
) -> None:
    """Inflate every member once, within the limits, through the scan that ``scan_for`` gives for its name."""
    inflated = 0
    packed = max(sum(m.compress_size for m in archive.infolist()), 1)
    for member in archive.infolist():
        if member.flag_bits & 1:
            raise RefusedError("JDM010", "is encrypted and needs a password. Save a copy without one")
        scan = scan_for(member.filename)
        for block in blocks(archive, member, advice):
            inflated += len(block)
            if inflated > limits["inflated_bytes"]:
                raise RefusedError(
                    "JDM009",
                    f"inflates to more than {limits['inflated_bytes'] // 1_000_000} MB (limits.inflated_bytes)",
                )
            if inflated > _SMALL and inflated > packed * limits["inflation_ratio"]:
                raise RefusedError(
                    "JDM009",
                    f"inflates to more than {limits['inflation_ratio']} times its size (limits.inflation_ratio)",
                )
            if scan is not None:
                scan.feed(block)
        if scan is not None:
            scan.close()


def blocks(archive: zipfile.ZipFile, member: zipfile.ZipInfo, advice: str) -> Iterator[bytes]:
    """The inflated bytes of a member, piece by piece."""
    try:
        with archive.open(member) as stream:
            while block := stream.read(_BLOCK):
                yield block
    except _DAMAGES as error:
        raise RefusedError("JDM012", f"is damaged: its part {member.filename} can not be unpacked. {advice}") from error
