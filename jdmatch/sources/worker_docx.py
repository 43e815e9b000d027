"""Inside the worker: a DOCX to HTML, after its archive and its XML were found harmless.

A DOCX is a zip of XML, and both can be bombs. So before any parser sees it the members are counted and inflated with
an eye on the sum, and each XML part is run through expat, which builds nothing: no document type (Word writes none, and
entities need one), no nesting beyond the limit. mammoth then reads what python-docx drops: tracked insertions, text
boxes, content controls. Every paragraph gets an anchor with its number, which is its place in the file.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any
from xml.parsers import expat

from jdmatch.sources.worker import RefusedError

ANCHOR = "paragraph-"
PREFIX = "jdmatch-"
_BLOCK = 1 << 16
_SMALL = 1_000_000
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
u => u
"""
_DAMAGED = "Save it anew as .docx"


def read(document: bytes, limits: dict[str, int]) -> dict[str, Any]:
    """``{"html": …, "pictures": n, "comments": n, "margin_words": n, "boxed_words": n}``: the body as HTML, and how
    much of the document is not in it (page headers and footers, text boxes without an older form)."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(document))
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise RefusedError(
            "JDM012", f"is a damaged or cut off Word document: its archive can not be opened. {_DAMAGED}"
        ) from error
    with archive:
        counted = _inspected(archive, limits)
    return {"html": _html(document), **counted}


def _inspected(archive: zipfile.ZipFile, limits: dict[str, int]) -> dict[str, int]:
    members = archive.infolist()
    if len(members) > limits["archive_members"]:
        raise RefusedError(
            "JDM009",
            f"is an archive of {len(members)} parts, more than {limits['archive_members']} (limits.archive_members)",
        )
    if "word/document.xml" not in archive.namelist() and not any(m.filename.startswith("word/") for m in members):
        raise RefusedError("JDM012", f"is a zip archive without a Word document in it. {_DAMAGED}")
    counts = _Counts()
    inflated = 0
    packed = max(sum(m.compress_size for m in members), 1)
    for member in members:
        if member.flag_bits & 1:
            raise RefusedError("JDM010", "is encrypted and needs a password. Save a copy without one")
        scan = _Scan(member.filename, limits["xml_depth"], counts) if _is_xml(member.filename) else None
        for block in _blocks(archive, member):
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
    return counts.summary()


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def _blocks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Any:
    import zlib

    try:
        with archive.open(member) as stream:
            while block := stream.read(_BLOCK):
                yield block
    except (zipfile.BadZipFile, EOFError, NotImplementedError, zlib.error, OSError, RuntimeError) as error:
        raise RefusedError(
            "JDM012", f"is damaged: its part {member.filename} can not be unpacked. {_DAMAGED}"
        ) from error


class _Counts:
    """What the parts hold that the body's HTML will not."""

    def __init__(self) -> None:
        self.pictures = self.comments = 0
        self.texts: dict[str, list[str]] = {"margin": [], "mc:Choice": [], "mc:Fallback": []}

    def summary(self) -> dict[str, int]:
        words = {zone: len("".join(parts).split()) for zone, parts in self.texts.items()}
        return {
            "pictures": self.pictures,
            "comments": self.comments,
            "margin_words": words["margin"],
            "boxed_words": max(words["mc:Choice"] - words["mc:Fallback"], 0),
        }


class _Scan:
    """One XML part on its way through expat."""

    def __init__(self, name: str, depth: int, counts: _Counts) -> None:
        self._name, self._limit, self._counts = name, depth, counts
        self._open: list[str] = []
        base = name.rsplit("/", 1)[-1]
        self._margin = base.startswith(("header", "footer"))
        self._body = base == "document.xml"
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, block: bytes) -> None:
        self._parse(block, False)

    def close(self) -> None:
        self._parse(b"", True)

    def _parse(self, block: bytes, final: bool) -> None:
        try:
            self._parser.Parse(block, final)
        except expat.ExpatError as error:
            raise RefusedError(
                "JDM012", f"is damaged: its part {self._name} is no valid XML ({error}). {_DAMAGED}"
            ) from error

    def _doctype(self, *_: Any) -> None:
        raise RefusedError(
            "JDM012",
            f"declares a document type in {self._name}, which no word processor does and an attack may. {_DAMAGED}",
        )

    def _start(self, name: str, _: dict[str, str]) -> None:
        self._open.append(name)
        if len(self._open) > self._limit:
            raise RefusedError(
                "JDM009", f"has XML nested deeper than {self._limit} levels in {self._name} (limits.xml_depth)"
            )
        if self._body and name in ("pic:pic", "v:imagedata") and "mc:Fallback" not in self._open:
            self._counts.pictures += 1
        if name == "w:comment":
            self._counts.comments += 1

    def _end(self, name: str) -> None:
        self._open.pop()
        if name == "w:p" and (zone := self._zone()):
            self._counts.texts[zone].append(" ")

    def _characters(self, data: str) -> None:
        if self._open and self._open[-1] == "w:t" and (zone := self._zone()):
            self._counts.texts[zone].append(data)

    def _zone(self) -> str | None:
        """Where the text at hand stands: in a page's margin, or in the newer or the older form of a text box."""
        inner = next((name for name in reversed(self._open) if name in ("mc:Choice", "mc:Fallback")), None)
        if self._margin:
            return None if inner == "mc:Fallback" else "margin"
        return inner if self._body else None


def _html(document: bytes) -> str:
    import mammoth
    from mammoth import documents, transforms

    count = 0

    def numbered(paragraph: Any) -> Any:
        nonlocal count
        count += 1
        return paragraph.copy(children=[documents.bookmark(f"{ANCHOR}{count}"), *paragraph.children])

    converted = mammoth.convert_to_html(
        io.BytesIO(document),
        style_map=_STYLES,
        id_prefix=PREFIX,
        include_embedded_style_map=False,
        convert_image=lambda _: [],
        transform_document=transforms.paragraph(numbered),
    )
    return str(converted.value)
