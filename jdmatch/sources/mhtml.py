"""A saved page (MHTML) to Posting: the page inside the container, read like any other.

Browsers and word processors save a page with everything it shows as parts of one mail. The part that the container
names first is the page, unless a frame of it holds the posting (job boards are often shown inside another site's page).
"""

from __future__ import annotations

from dataclasses import replace

from jdmatch.errors import InputError
from jdmatch.records import Diagnostic, Posting
from jdmatch.sources.mail_parts import Job, Mail, contents, cut_off, field_of, is_cut, text_of
from jdmatch.sources.mail_tables import SAVED_BY

_PAGE_WORDS = 40
_MOST_FRAMES = 20


def is_page(message: Mail) -> bool:
    """Is the container a browser's or a word processor's, and not a mail?"""
    if field_of(message, "snapshot-content-location") or SAVED_BY.search(field_of(message, "from")):
        return True
    sent = any(field_of(message, name) for name in ("to", "received", "message-id", "delivered-to", "cc"))
    return not sent and message.get_content_type() in ("multipart/related", "text/html")


def read(message: Mail, job: Job) -> Posting:
    """The posting in a saved page. InputError (JDM012) where there is no page, or not all of it."""
    found = contents(message, job.shown)
    frames = [part for part in message.walk() if part.get_content_type() == "text/html" and not part.is_multipart()]
    roots = [part for part in found.texts if part.get_content_type() == "text/html"] or frames
    if not roots:
        raise InputError(f"{job.shown} is a web archive without a page in it. Save the page again.", code="JDM012")
    root = roots[0]
    if is_cut(root, found):
        raise cut_off(job.shown)
    posting = _page_of(root, job)
    others = [_page_of(part, job) for part in frames[:_MOST_FRAMES] if part is not root]
    best = max(others, key=lambda other: len(other.text.split()), default=None)
    words = len(posting.text.split())
    if best is not None and len(best.text.split()) > max(2 * words, _PAGE_WORDS):
        note = Diagnostic(
            "JDM018", "note", f"The posting stands in a frame of the page; {words} words around it were left out."
        )
        return replace(best, title=best.title or posting.title, diagnostics=(*best.diagnostics, note))
    return posting


def _page_of(part: Mail, job: Job) -> Posting:
    from jdmatch.sources import html

    posting = html.read_page(text_of(part, job.source, job.shown), job.settings, job.identifier)
    return replace(posting, format="mhtml")
