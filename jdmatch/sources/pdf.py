"""PDF to Posting: the worker's lines as text, each with its page, and the layout that their geometry shows.

The text is the lines as they were extracted, one under the other: no line is joined, no hyphen taken away, nothing
dropped. What belongs together is said beside the text: a ``Block`` spans all lines of a paragraph or an item, because
where a line broke only for want of room is visible on the page and hard to guess later.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from jdmatch.errors import InputError
from jdmatch.records import Diagnostic, Posting, SourceSpan
from jdmatch.settings import Settings
from jdmatch.sources import sandbox, titles
from jdmatch.sources.maps import Mapped
from jdmatch.sources.mending import mend, notes
from jdmatch.sources.pdf_layout import PageLine, blocks

_LIGATURES = str.maketrans({"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"})
_FEWEST_LETTERS = 20
_READABLE_SHARE = 0.5
_SHOWN_PAGES = 10


def read(document: bytes, settings: Settings, identifier: str, name: str) -> Posting:
    """The posting in a PDF. InputError: JDM009 limits, JDM010 password, JDM011 scanned, JDM012 broken."""
    found = _parsed(document, settings, name)
    lines = [
        PageLine(_clean(text), number, left, right, baseline, size, bold, row)
        for number, page in enumerate(found["pages"], 1)
        for text, left, right, baseline, size, bold, row in page["lines"]
    ]
    _check_readable(lines, found["pages"], name)
    mended = [mend(Mapped.verbatim(line.text)) for line in lines]
    text, spans, starts = _joined([m.mapped.text for m in mended], [line.page for line in lines])
    layout = blocks([replace(line, text=m.mapped.text) for line, m in zip(lines, mended, strict=True)], starts)
    title = titles.find(text, layout)
    return Posting(
        id=identifier,
        text=text,
        title=text[title.start : title.end] if title else None,
        title_span=title,
        format="pdf",
        blocks=layout,
        spans=spans,
        diagnostics=(*notes(list(zip(starts, mended, strict=True))), *_not_analysed(found)),
    )


def _parsed(document: bytes, settings: Settings, name: str) -> Any:
    limits = settings.limits
    until = time.monotonic() + limits.worker_wall_seconds
    try:
        return sandbox.parse("pdf", document, limits, name, engine="pdfium", until=until)
    except sandbox.WorkerCrashError:
        pass
    try:
        return sandbox.parse("pdf", document, limits, name, engine="pypdf", until=until)
    except sandbox.WorkerCrashError as crash:
        raise sandbox.broken(name, "PDF", str(crash), limits) from None


def _clean(text: str) -> str:
    # A ligature is how a font draws two letters, not what was written; a NUL is a glyph without a meaning.
    return text.translate(_LIGATURES).replace("\x00", "")


def _check_readable(lines: list[PageLine], pages: list[Any], name: str) -> None:
    characters = "".join(line.text for line in lines)
    letters = sum(c.isalpha() for c in characters)
    unreadable = sum(c == "\ufffd" or "\ue000" <= c <= "\uf8ff" or c < " " for c in characters)
    if letters >= _FEWEST_LETTERS and unreadable < _READABLE_SHARE * len(characters):
        return
    if not characters and not any(page["images"] for page in pages):
        raise InputError(f"{name} is empty: its {len(pages)} pages hold no text and no picture.", code="JDM004")
    raise InputError(
        f"{name} holds pictures of text and no text that can be read (a scan, or letters without a meaning). Run text "
        "recognition (OCR) over it, or give the posting as text.",
        code="JDM011",
    )


def _joined(texts: list[str], pages: list[int]) -> tuple[str, tuple[SourceSpan, ...], list[int]]:
    parts: list[str] = []
    spans: list[SourceSpan] = []
    starts: list[int] = []
    at = 0
    for text, page in zip(texts, pages, strict=True):
        starts.append(at)
        spans.append(SourceSpan(at, at + len(text), page=page, exact=False))
        parts.append(text)
        at += len(text) + 1
    return "\n".join(parts), tuple(spans), starts


def _not_analysed(found: Any) -> tuple[Diagnostic, ...]:
    out: list[Diagnostic] = []
    pictured = [n for n, page in enumerate(found["pages"], 1) if page["images"] and not page["lines"]]
    if pictured:
        shown = ", ".join(map(str, pictured[:_SHOWN_PAGES])) + (", …" if len(pictured) > _SHOWN_PAGES else "")
        which = "Page" if len(pictured) == 1 else "Pages"
        message = f"{which} {shown}: a picture and no text, not analysed. Run text recognition (OCR) to include it."
        out.append(Diagnostic("JDM018", "warning", message))
    if found["attachments"]:
        message = f"Files attached to the PDF ({found['attachments']}) were not analysed."
        out.append(Diagnostic("JDM018", "note", message))
    return tuple(out)
