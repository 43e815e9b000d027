"""DOCX, ODT and RTF to Posting: the worker's HTML through the HTML reader, each line with its paragraph's number.

The three differ only in the parser that the worker runs. What the parser saw and left out (pictures, comments, page
headers, hidden text) comes back as counts, and becomes a diagnostic each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from jdmatch.errors import InputError
from jdmatch.records import Diagnostic, Posting
from jdmatch.records.posting import Severity
from jdmatch.settings import Settings
from jdmatch.sources import sandbox, titles
from jdmatch.sources.html import fragment_lines
from jdmatch.sources.layout import lay_out
from jdmatch.sources.maps import Mapped

Office = Literal["docx", "odt", "rtf"]

# What a parser counts: (count, code, severity, message).
_NOT_ANALYSED: tuple[tuple[str, str, Severity, str], ...] = (
    (
        "pictures",
        "JDM018",
        "warning",
        "Pictures in the document ({}) were not analysed: text in them is not read.",
    ),
    (
        "hidden_words",
        "JDM017",
        "warning",
        "Hidden text ({} words) that a reader of the document does not see was left out.",
    ),
    ("comments", "JDM018", "note", "Comments in the margin ({}) were not analysed."),
    ("margin_words", "JDM018", "note", "Page headers and footers ({} words) were not analysed."),
    ("contents_words", "JDM018", "note", "Tables of contents and indexes ({} words) were not analysed."),
    ("boxed_words", "JDM018", "warning", "Text boxes ({} words) can not be read and were left out."),
    ("trailing_bytes", "JDM018", "warning", "{} bytes behind the document's end were not read."),
)


def read(kind: Office, document: bytes, settings: Settings, identifier: str, name: str) -> Posting:
    """The posting in a document of a word processor. InputError: JDM004 empty, JDM009 limits, JDM010 password, JDM011
    pictures only, JDM012 broken."""
    try:
        found = sandbox.parse(kind, document, settings.limits, name)
    except sandbox.WorkerCrashError as crash:
        raise sandbox.broken(name, kind.upper(), str(crash), settings.limits) from None
    laid = lay_out(fragment_lines(Mapped.verbatim(found["html"]), settings), in_file=False)
    if not laid.text and found["pictures"]:
        raise InputError(
            f"{name} holds pictures and no text. Run text recognition (OCR) over them, or give the posting as text.",
            code="JDM011",
        )
    title = titles.find(laid.text, laid.blocks)
    return Posting(
        id=identifier,
        text=laid.text,
        title=laid.text[title.start : title.end] if title else None,
        title_span=title,
        format=kind,
        blocks=laid.blocks,
        spans=laid.spans,
        diagnostics=(*laid.diagnostics, *_not_analysed(found)),
    )


def _not_analysed(found: Mapping[str, Any]) -> tuple[Diagnostic, ...]:
    return tuple(
        Diagnostic(code, severity, message.format(found[what]))
        for what, code, severity, message in _NOT_ANALYSED
        if found.get(what)
    )
