"""What stands in an editor's window, read as one posting, or the reason why it is none.

A buffer is characters already, so nothing is decoded; what is too large, binary, or a document that only looks like
text is refused before any reader sees it. Its kind is what the editor calls its language; where that says nothing,
what its name and content say.
"""

from __future__ import annotations

import posixpath
from urllib.parse import unquote, urlsplit

from jdmatch import sources
from jdmatch.check.document import Document
from jdmatch.errors import InputError
from jdmatch.settings import Settings

_SUFFIXES = {"markdown": ".md", "plaintext": ".txt", "text": ".txt", "html": ".html"}


def name_of(uri: str) -> str:
    """The file name in a document's URI, which may be no file's (``untitled:Untitled-1``)."""
    return posixpath.basename(unquote(urlsplit(uri).path)) or "untitled"


def read(uri: str, language: str, text: str, settings: Settings) -> Document:
    """The document in a buffer. InputError where it is no posting that can be read."""
    name = name_of(uri)
    suffix = _SUFFIXES.get(language)
    posting = sources.read_characters(text, settings, id=name, name=f"buffer{suffix}" if suffix else name)
    document = Document.of(name, posting, text)
    if not document.own:
        raise InputError(
            f"{name} holds a posting in a form in which an editor can not be shown its places. jdmatch check names "
            "what there is to say.",
            code="JDM019",
        )
    return document
