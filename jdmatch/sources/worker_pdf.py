"""Inside the worker: a PDF to lines of text with their place on the page.

pdfium is read character by character, because only so do line ends, fonts and positions belong together; pypdf is the
fallback for files that pdfium does not open or dies on, and gives lines without geometry. A file that was cut off is
refused: both parsers would mend it and return a part as if it were the whole.
"""

from __future__ import annotations

import ctypes
import io
import re
from itertools import pairwise
from typing import Any

from jdmatch.sources.worker import RefusedError

_BOLD = re.compile(rb"bold|black|heavy|semibold|demi", re.IGNORECASE)
_HYPHENS = {0x02: "-", 0xFFFE: "-"}  # what pdfium writes for a hyphen at the end of a line
_LINEARIZED = re.compile(rb"/Linearized\b[^>]*?/L\s+(\d+)", re.DOTALL)
_PASSWORD = (4, 5)  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY
_IMAGE = 3  # FPDF_PAGEOBJ_IMAGE
_MOST_OBJECTS = 2_000
_CELL_GAP = 2.0


def read(document: bytes, limits: dict[str, int], engine: str) -> dict[str, Any]:
    """``{"pages": [{"lines": [[text, left, right, baseline, size, bold, row], …], "images": bool}, …],
    "attachments": n}``; from pypdf the numbers are null."""
    if _cut_off(document):
        raise RefusedError("JDM012", "is a PDF that was cut off: its end is missing. Download or export it again")
    if engine == "pypdf":
        return _by_pypdf(document, limits)
    try:
        return _by_pdfium(document, limits)
    except _UnopenedError:
        return _by_pypdf(document, limits)


class _UnopenedError(Exception):
    """pdfium does not take the file for a PDF."""


def _cut_off(document: bytes) -> bool:
    last = document.rfind(b"%%EOF")
    if last < 0 or re.search(rb"\d\s+obj\b", document[last:]):
        return True
    linear = _LINEARIZED.search(document[:2048])
    return linear is not None and int(linear.group(1)) > len(document)


def _check_pages(count: int, limits: dict[str, int]) -> None:
    if count > limits["pages"]:
        raise RefusedError("JDM009", f"has {count} pages, and a posting has at most {limits['pages']} (limits.pages)")


def _locked() -> RefusedError:
    return RefusedError("JDM010", "is encrypted and needs a password. Save a copy without one")


def _by_pdfium(document: bytes, limits: dict[str, int]) -> dict[str, Any]:
    import pypdfium2
    from pypdfium2 import raw

    try:
        pdf = pypdfium2.PdfDocument(document)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in _PASSWORD:
            raise _locked() from error
        raise _UnopenedError from error
    _check_pages(len(pdf), limits)
    pages: list[dict[str, Any]] = []
    left = limits["characters"]
    for page in pdf:
        text = page.get_textpage()
        lines = _Lines(raw, text.raw)
        left -= lines.count
        if left < 0:
            raise RefusedError("JDM009", f"holds more than {limits['characters']:,} characters (limits.characters)")
        pages.append({"lines": lines.read(), "images": _has_image(raw, page.raw)})
        text.close()
        page.close()
    return {"pages": pages, "attachments": max(raw.FPDFDoc_GetAttachmentCount(pdf.raw), 0)}


def _has_image(raw: Any, page: Any) -> bool:
    count = min(raw.FPDFPage_CountObjects(page), _MOST_OBJECTS)
    return any(raw.FPDFPageObj_GetType(raw.FPDFPage_GetObject(page, i)) == _IMAGE for i in range(count))


class _Lines:
    """The lines of one page, in pdfium's order."""

    def __init__(self, raw: Any, page: Any) -> None:
        self._raw, self._page = raw, page
        self.count = max(raw.FPDFText_CountChars(page), 0)
        self._box = [ctypes.c_double() for _ in range(4)]
        self._matrix = raw.FS_MATRIX()
        self._name = ctypes.create_string_buffer(256)
        self._flags = ctypes.c_int()

    def read(self) -> list[list[Any]]:
        lines: list[list[Any]] = []
        units: list[tuple[int, int]] = []
        for i in range(self.count):
            unit = self._raw.FPDFText_GetUnicode(self._page, i)
            if unit not in (0x0A, 0x0D):
                units.append((i, unit))
            # pdfium takes the line break away behind a hyphen at a line's end; on the page it is there.
            if unit in (0x0A, 0x0D) or unit in _HYPHENS:
                self._close(units, lines)
                units = []
        self._close(units, lines)
        return lines

    def _close(self, units: list[tuple[int, int]], lines: list[list[Any]]) -> None:
        text = "".join(_HYPHENS.get(u, chr(u)) for _, u in units if u and u <= 0x10FFFF)
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").strip()
        visible = [i for i, u in units if u > 0x20 and u != 0xA0]
        if not text or not visible:
            return
        left, _, baseline = self._place(visible[0])
        _, right, _ = self._place(visible[-1])
        size, bold = self._font(visible[len(visible) // 2])
        row = self._has_gap(visible, size)
        lines.append([text, round(left, 1), round(right, 1), round(baseline, 1), round(size, 1), bold, row])

    def _has_gap(self, visible: list[int], size: float) -> bool:
        """Is there a gap between two characters that no blank and no justified line has, as between cells?"""
        for before, after in pairwise(visible):
            if after - before > 1 and self._place(after)[0] - self._place(before)[1] > _CELL_GAP * size:
                return before != visible[0]
        return False

    def _place(self, index: int) -> tuple[float, float, float]:
        left, right, bottom, top = self._box
        if not self._raw.FPDFText_GetCharBox(self._page, index, left, right, bottom, top):
            return 0.0, 0.0, 0.0
        low, high = left.value, right.value
        baseline = bottom.value
        if self._raw.FPDFText_GetCharOrigin(self._page, index, left, bottom):
            baseline = bottom.value
        return low, high, baseline

    def _font(self, index: int) -> tuple[float, bool]:
        size = self._raw.FPDFText_GetFontSize(self._page, index)
        if self._raw.FPDFText_GetMatrix(self._page, index, self._matrix):
            # The size alone is before scaling: many writers set 1 pt text and scale it.
            size *= (self._matrix.b**2 + self._matrix.d**2) ** 0.5
        length = self._raw.FPDFText_GetFontInfo(self._page, index, self._name, 256, self._flags)
        name = self._name.raw[: max(min(length, 256) - 1, 0)]
        return size, bool(_BOLD.search(name)) or self._raw.FPDFText_GetFontWeight(self._page, index) >= 600


def _by_pypdf(document: bytes, limits: dict[str, int]) -> dict[str, Any]:
    import logging

    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

    logging.disable(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(document))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _locked()
        _check_pages(len(reader.pages), limits)
        pages = [_pypdf_page(page) for page in reader.pages]
        attachments = len(list(reader.attachment_list))
    except (DependencyError, FileNotDecryptedError) as error:
        raise _locked() from error
    except PyPdfError as error:
        raise RefusedError("JDM012", f"is a damaged PDF ({error}). Download or export it again") from error
    if sum(len(line[0]) for page in pages for line in page["lines"]) > limits["characters"]:
        raise RefusedError("JDM009", f"holds more than {limits['characters']:,} characters (limits.characters)")
    return {"pages": pages, "attachments": attachments}


def _pypdf_page(page: Any) -> dict[str, Any]:
    lines = [line.strip() for line in page.extract_text().splitlines()]
    return {
        "lines": [[line, None, None, None, None, False, False] for line in lines if line],
        "images": bool(page.images.keys()),
    }
