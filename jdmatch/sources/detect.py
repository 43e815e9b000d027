"""What a file is, by what is in it; its name is only asked where the content leaves it open.

A document, a picture or an archive says what it is in its first bytes, a mail or a saved page by the header fields that
it opens with (the bytes below them are not one text, so they are told apart before decoding). Text is HTML when it
opens like a page or is full of tags (pasted page source in a .txt file is a page), JSON when it opens like it, Markdown
or plain text otherwise; since both of these are kept verbatim, that last choice only decides whether headings and items
are marked as known.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Literal

from jdmatch.errors import InputError
from jdmatch.sources import signature_tables as tables

Binary = Literal["pdf", "docx", "odt", "rtf", "mail"]
Textual = Literal["text", "markdown", "html", "json"]
_HEAD = 200_000
_CONTROLS_WITHIN = 4096
_FEWEST_TAGS = 3
_TAG_SHARE = 0.004
_FEWEST_MARKS = 2
_DOCUMENTS = {".pdf": "PDF", ".docx": "Word document", ".odt": "OpenDocument text", ".rtf": "RTF document"}


def binary_kind(data: bytes, shown: str, file: str | None = None) -> Binary | None:
    """The kind of document that the first bytes name; None for what may be text. ``shown`` is how errors name it,
    ``file`` its file name. InputError (JDM019) for a kind that no reader knows, JDM010 for an encrypted Office
    document, JDM012 for what its name alone says to be a document."""
    suffix = PurePath(file or shown).suffix.lower()
    if tables.PDF in data[: tables.PDF_WITHIN]:
        return "pdf"
    if data.startswith(tables.ZIP):
        return _zipped(data, shown, suffix)
    if data.startswith(tables.OLE):
        raise _old_office(data, shown)
    if tables.RTF.match(data):
        return "rtf"
    if tables.FLAT_OTHER.match(data[:_HEAD]):
        return _flat(data, shown)
    for offset, mark, what, instead in tables.UNKNOWN:
        if data.startswith(mark, offset):
            raise _unknown(shown, what, instead)
    if suffix in _DOCUMENTS and _is_binary(data):
        kind = _DOCUMENTS[suffix]
        raise InputError(
            f"{shown} is damaged or no {kind}: it does not begin like one. Download or save it again.", code="JDM012"
        )
    return "mail" if _is_mail(data, shown) else None


def text_kind(text: str, file: str | None) -> Textual:
    """The kind of a decoded text."""
    head = text[:_HEAD]
    hint = tables.SUFFIXES.get(PurePath(file).suffix.lower()) if file else None
    if tables.HTML_ROOT.match(head):
        return "html"
    if hint == "json" or tables.JSON_START.match(head):
        return "json"
    if hint != "markdown" and _is_tagged(head):
        return "html"
    if hint == "html":
        return "html" if tables.HTML_TAG.search(text) else "text"
    return "markdown" if hint == "markdown" else text_layout(head)


def text_layout(text: str) -> Literal["text", "markdown"]:
    """Does a text carry Markdown's marks for headings or tables?"""
    return "markdown" if len(tables.MARKDOWN_MARKS.findall(text, 0, _HEAD)) >= _FEWEST_MARKS else "text"


def is_no_text(text: str) -> bool:
    """Are these the bytes of something else, shown as characters? A document, or too many controls for a text."""
    head = text[:_CONTROLS_WITHIN]
    controls = sum(c < "\t" or "\r" < c < " " for c in head)
    return "\0" in head or "%PDF-" in head[:1024] or head.startswith("{\\rtf") or controls > len(head) // 50


def _is_tagged(head: str) -> bool:
    names = [match.group(1).lower() for match in tables.HTML_TAG.finditer(head)]
    blocks = sum(name in tables.HTML_BLOCKS for name in names)
    return blocks >= _FEWEST_TAGS and len(names) >= _TAG_SHARE * len(head)


def _is_binary(data: bytes) -> bool:
    return b"\x00" in data[:4096] or sum(b < 9 or 13 < b < 32 for b in data[:4096]) > len(data[:4096]) // 50


def _zipped(data: bytes, name: str, suffix: str) -> Binary:
    for mark, what, instead in tables.ZIPPED:
        if mark in data[:_HEAD] or mark in data[-_HEAD:]:
            raise _unknown(name, what, instead)
    if tables.ODT_TYPE in data[:_HEAD]:
        return "odt"
    # A cut off document has lost the directory at its end; its first members still name themselves.
    if tables.WORD_MEMBER in data or suffix == ".docx":
        return "docx"
    if all(member in data for member in tables.ODT_MEMBERS) or suffix in (".odt", ".ott"):
        return "odt"
    raise _unknown(name, "a zip archive", "Unpack it and give the file inside")


def _flat(data: bytes, name: str) -> Binary:
    if tables.FLAT_ODT.match(data[:_HEAD]):
        return "odt"
    raise _unknown(name, "a flat OpenDocument file that is no text", "Save it as .odt or PDF")


def _is_mail(data: bytes, name: str) -> bool:
    """Does the input begin with a mail's header? A posting may begin with "Date: …" too, but not with who sent it to
    whom, when and under which subject. InputError (JDM019) for a mailbox of several mails."""
    head = tables.MAIL_HEAD.match(data[:_HEAD])
    if head is None:
        return False
    fields = {field.lower() for field in tables.MAIL_FIELD.findall(head["fields"])}
    sent = all(fields & kinds for kinds in (tables.MAIL_SENT, tables.MAIL_WHEN, tables.MAIL_WHAT))
    if not (fields & tables.MAIL_SURE or sent):
        return False
    if head["mailbox"] and tables.NEXT_MAIL.search(data, head.end()):
        raise _unknown(name, "a mailbox of several mails", "Save the mail with the posting by itself (.eml)")
    return True


def _old_office(data: bytes, name: str) -> InputError:
    if tables.OLE_ENCRYPTED in data:
        return InputError(f"{name} is encrypted and needs a password. Save a copy without one.", code="JDM010")
    if tables.OLE_MAIL in data:
        return _unknown(name, "an Outlook mail (.msg)", "Save it as .eml, or its text")
    return _unknown(name, "an Office document of the old format (.doc, .xls)", "Save it as .docx or PDF")


def _unknown(name: str, what: str, instead: str) -> InputError:
    return InputError(
        f"{name} is {what}, which is not read. {instead}. Read are: {tables.READ}.",
        code="JDM019",
    )
