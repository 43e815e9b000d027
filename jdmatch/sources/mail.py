"""Mails and saved pages (EML, MHTML) to Posting: the posting in the mail, not the mail.

A mail gives its text once or twice (plain and HTML), in any encoding, between greetings, signatures, warnings and
earlier mails; the posting is one of these or one of the files attached. ``mail_parts`` takes the mail apart,
``mail_lines`` tells whose words a line is, and here it is decided what is read: the richer form, the part of it that is
the posting, or the one attachment where the mail itself says too little. Whatever is left out is told. A saved page is
the same container around a page, and is read as one. Nothing is fetched: pictures elsewhere stay there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from email.message import Message

from jdmatch.errors import InputError
from jdmatch.records import Diagnostic, Posting
from jdmatch.settings import Settings
from jdmatch.sources import detect, mail_body, mhtml
from jdmatch.sources import mail_tables as tables
from jdmatch.sources.mail_parts import (
    Contents,
    Job,
    Mail,
    Source,
    contents,
    cut_off,
    field_of,
    file_name,
    is_cut,
    parse,
    payload,
)
from jdmatch.sources.words import FEWEST_WORDS, count_words

Read = Callable[[bytes, Settings, str, str | None, str], Posting]
_DEEPEST = 3
_COVER_WORDS = 80
_DOCUMENT_SUFFIXES = (".txt", ".text", ".md", ".markdown", ".html", ".htm")
_TEXT_TYPES = ("text/plain", "text/html", "text/markdown")
_SIGNATURE_TYPES = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")


def read(data: bytes, settings: Settings, identifier: str, shown: str, read_part: Read) -> Posting:
    """The posting in a mail or a saved page. ``read_part(data, settings, id, file, shown)`` reads an attachment.
    InputError: JDM004 empty, JDM005 too short, JDM009 limits, JDM010 encrypted, JDM011 pictures only, JDM012 cut off or
    damaged, JDM013 no text."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    message = parse(data.lstrip(), settings.limits, shown)
    job = Job(Source(data, shown), settings, identifier, shown)
    return mhtml.read(message, job) if mhtml.is_page(message) else _mail(message, job, read_part, 0)


def _mail(message: Mail, job: Job, read_part: Read, depth: int) -> Posting:
    found = contents(message, job.shown)
    subject = field_of(message, "subject")
    posting = mail_body.read(found, subject, job)
    attached = [part for part in found.attached if part.get_content_type() not in _SIGNATURE_TYPES]
    readable = [part for part in attached if _is_readable(part, depth)]
    words = count_words(posting.text)
    asks = words < _COVER_WORDS and tables.MENTIONS_ATTACHMENT.search(posting.text) is not None
    if (words < FEWEST_WORDS or asks) and len(readable) == 1:
        part = readable[0]
        if is_cut(part, found):
            raise cut_off(job.shown)
        read_from = _attachment(part, posting, subject, job, read_part, depth)
        return replace(read_from, diagnostics=(*read_from.diagnostics, *_unread(found, attached, part)))
    if words < FEWEST_WORDS:
        _refuse_short(posting, found, readable, job)
    return replace(posting, diagnostics=(*posting.diagnostics, *_unread(found, attached, None)))


def _refuse_short(posting: Posting, found: Contents, readable: Sequence[Mail], job: Job) -> None:
    if len(readable) > 1:
        names = ", ".join(file_name(part) or "a mail" for part in readable[:5])
        raise InputError(
            f"{job.shown} says too little itself and has {len(readable)} attachments ({names}). Save the one with the "
            "posting and give it.",
            code="JDM005",
        )
    if found.pictures and not posting.text.strip():
        raise InputError(
            f"{job.shown} holds pictures and no text. Run text recognition (OCR) over them, or give the text.",
            code="JDM011",
        )


# Attachments


def _is_readable(part: Mail, depth: int) -> bool:
    """Is an attachment of a kind that a reader knows, by what is in it?"""
    if part.get_content_type() == "message/rfc822":
        return depth < _DEEPEST
    data = payload(part)
    name = file_name(part)
    try:
        kind = detect.binary_kind(data, name or "the attachment", name)
    except InputError:
        return False
    if kind is not None:
        return kind != "mail"
    return part.get_content_type() in _TEXT_TYPES or name.lower().endswith(_DOCUMENT_SUFFIXES)


def _attachment(part: Mail, body: Posting, subject: str, job: Job, read_part: Read, depth: int) -> Posting:
    name = file_name(part) or ("the attached mail" if part.is_multipart() else "the attachment")
    shown = f"{job.shown} (attachment {name})"
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        message = inner[0] if isinstance(inner, list) and inner else None
        if not isinstance(message, Message):
            raise cut_off(job.shown)
        posting = _mail(message, replace(job, shown=shown), read_part, depth + 1)
    else:
        posting = read_part(payload(part), job.settings, job.identifier, file_name(part) or None, shown)
        posting = _placed(posting, part, job)
    words = len(body.text.split())
    said = f"; the mail's own {words} words were left out" if words else ""
    note = Diagnostic("JDM018", "note", f"The posting was read from the attachment {name}{said}.")
    return mail_body.titled(replace(posting, format="eml", diagnostics=(*posting.diagnostics, note)), subject)


def _placed(posting: Posting, part: Mail, job: Job) -> Posting:
    """The posting with places in the mail's file: the attachment as a whole, since its own offsets are not the
    mail's. Pages and paragraphs stay."""
    place = job.source.place(str(part.get_payload()))
    start, end = (place.pieces[0].source_start, place.pieces[0].source_end) if place and place.pieces else (None, None)
    spans = tuple(replace(span, source_start=start, source_end=end, path=None, exact=False) for span in posting.spans)
    return replace(posting, spans=spans)


def _unread(found: Contents, attached: Sequence[Mail], taken: Mail | None) -> tuple[Diagnostic, ...]:
    left = [part for part in attached if part is not taken]
    out: list[Diagnostic] = []
    if left:
        names = ", ".join(file_name(part) or part.get_content_type() for part in left[:5])
        more = f" and {len(left) - 5} more" if len(left) > 5 else ""
        out.append(Diagnostic("JDM018", "warning", f"Attachments ({names}{more}) were not analysed."))
    if found.pictures:
        message = f"Pictures in the mail ({found.pictures}) were not analysed: text in them is not read."
        out.append(Diagnostic("JDM018", "note", message))
    return tuple(out)
