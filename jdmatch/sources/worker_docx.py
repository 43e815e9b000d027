"""Inside the worker: a DOCX to HTML, after its archive and its XML were found harmless.

A DOCX is a zip of XML, and both can be bombs: each part runs through ``worker_archive`` first, and what the body's
HTML will not hold is counted on the way. mammoth then reads what python-docx drops: tracked insertions, text boxes,
content controls. Every paragraph gets an anchor with its number, which is its place in the file.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

from jdmatch.sources.worker import RefusedError
from jdmatch.sources.worker_archive import XmlScan, check_count, inflate, opened

ANCHOR = "paragraph-"
PREFIX = "jdmatch-"
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
u => u
"""
_DAMAGED = "Save it anew as .docx"


def read(document: bytes, limits: dict[str, int]) -> dict[str, Any]:
    """``{"html": …, "pictures": n, "comments": n, "margin_words": n, "boxed_words": n}``: the body as HTML, and how
    much of the document is not in it (page headers and footers, text boxes without an older form)."""
    with opened(document, "Word document", _DAMAGED) as archive:
        counted = _inspected(archive, limits)
    return {"html": _html(document), **counted}


def _inspected(archive: zipfile.ZipFile, limits: dict[str, int]) -> dict[str, int]:
    check_count(archive, limits)
    names = archive.namelist()
    if not any(name.startswith("word/") for name in names):
        raise RefusedError("JDM012", f"is a zip archive without a Word document in it. {_DAMAGED}")
    counts = _Counts()
    inflate(archive, limits, _DAMAGED, lambda name: _Scan(name, limits["xml_depth"], counts) if _is_xml(name) else None)
    return counts.summary()


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


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


class _Scan(XmlScan):
    """One XML part, looked at for what is not in the body's HTML."""

    def __init__(self, name: str, depth: int, counts: _Counts) -> None:
        super().__init__(name, depth, _DAMAGED)
        self._counts = counts
        base = name.rsplit("/", 1)[-1]
        self._margin = base.startswith(("header", "footer"))
        self._body = base == "document.xml"

    def started(self, name: str, _: dict[str, str]) -> None:
        if self._body and name in ("pic:pic", "v:imagedata") and "mc:Fallback" not in self.open:
            self._counts.pictures += 1
        if name == "w:comment":
            self._counts.comments += 1

    def ended(self, name: str) -> None:
        if name == "w:p" and (zone := self._zone()):
            self._counts.texts[zone].append(" ")

    def characters(self, data: str) -> None:
        if self.open and self.open[-1] == "w:t" and (zone := self._zone()):
            self._counts.texts[zone].append(data)

    def _zone(self) -> str | None:
        """Where the text at hand stands: in a page's margin, or in the newer or the older form of a text box."""
        inner = next((name for name in reversed(self.open) if name in ("mc:Choice", "mc:Fallback")), None)
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
