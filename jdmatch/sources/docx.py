"""DOCX to Posting: the worker's HTML through the HTML reader, each line with its paragraph's number."""

from __future__ import annotations

from typing import Any

from jdmatch.errors import InputError
from jdmatch.records import Diagnostic, Posting
from jdmatch.settings import Settings
from jdmatch.sources import sandbox, titles
from jdmatch.sources.html import fragment_lines
from jdmatch.sources.layout import lay_out
from jdmatch.sources.maps import Mapped


def read(document: bytes, settings: Settings, identifier: str, name: str) -> Posting:
    """The posting in a Word document. InputError: JDM004 empty, JDM009 limits, JDM010 password, JDM011 pictures only,
    JDM012 broken."""
    try:
        found = sandbox.parse("docx", document, settings.limits, name)
    except sandbox.WorkerCrashError as crash:
        raise sandbox.broken(name, "DOCX", str(crash), settings.limits) from None
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
        format="docx",
        blocks=laid.blocks,
        spans=laid.spans,
        diagnostics=(*laid.diagnostics, *_not_analysed(found)),
    )


def _not_analysed(found: Any) -> tuple[Diagnostic, ...]:
    said = (
        (
            "warning",
            found["pictures"],
            "{} ({}) were not analysed: text in them is not read.",
            "Pictures in the document",
        ),
        ("note", found["comments"], "{} in the margin ({}) were not analysed.", "Comments"),
        ("note", found["margin_words"], "{} ({} words) were not analysed.", "Page headers and footers"),
        ("warning", found["boxed_words"], "{} ({} words) can not be read and were left out.", "Text boxes"),
    )
    return tuple(
        Diagnostic("JDM018", "warning" if severity == "warning" else "note", form.format(what, count))
        for severity, count, form, what in said
        if count
    )
