"""Bytes to postings: what a file is, what its text is, and where in the file each piece of it stands.

One module a format (``text``, ``markdown``, ``html``, ``jsonld``, ``pdf``, ``office`` for DOCX, ODT and RTF, ``mail``,
``mhtml``), all of them behind ``read_file``, ``read_bytes`` and ``from_text``, which also find out everything that can
be wrong with an input. PDF, DOCX, ODT and RTF are parsed in a process of their own (``sandbox``, ``worker``). Files of
many postings (``boards``, JSON-LD documents) are read by ``read_all``, or taken apart by ``find_postings`` (both in
``many``). ``language.check`` tells whether a posting is English.

Nothing is imported before it is used: the worker is started once a document, and imports this package too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jdmatch.sources.many import Found as Found
    from jdmatch.sources.many import find_postings as find_postings
    from jdmatch.sources.many import find_postings_in_bytes as find_postings_in_bytes
    from jdmatch.sources.many import read_all as read_all
    from jdmatch.sources.many import read_all_bytes as read_all_bytes
    from jdmatch.sources.many import take as take
    from jdmatch.sources.reading import characters as characters
    from jdmatch.sources.reading import from_text as from_text
    from jdmatch.sources.reading import read_bytes as read_bytes
    from jdmatch.sources.reading import read_characters as read_characters
    from jdmatch.sources.reading import read_file as read_file
    from jdmatch.sources.reading import with_characters as with_characters
    from jdmatch.sources.signature_tables import READABLE_SUFFIXES as readable_suffixes  # noqa: N811

_MANY = ("Found", "find_postings", "find_postings_in_bytes", "read_all", "read_all_bytes", "take")
__all__ = [
    "Found",
    "characters",
    "find_postings",
    "find_postings_in_bytes",
    "from_text",
    "read_all",
    "read_all_bytes",
    "read_bytes",
    "read_characters",
    "read_file",
    "readable_suffixes",
    "take",
    "with_characters",
]


def __getattr__(name: str) -> Any:
    if name == "readable_suffixes":
        from jdmatch.sources.signature_tables import READABLE_SUFFIXES

        return READABLE_SUFFIXES
    if name in _MANY:
        from jdmatch.sources import many

        return getattr(many, name)
    if name in __all__:
        from jdmatch.sources import reading

        return getattr(reading, name)
    raise AttributeError(f"module 'jdmatch.sources' has no attribute '{name}'")
