"""Bytes to postings: what a file is, what its text is, and where in the file each piece of it stands.

One module a format (``text``, ``markdown``, ``html``, ``jsonld``, ``pdf``, ``docx``), all of them behind ``read_file``,
``read_bytes`` and ``from_text``, which also find out everything that can be wrong with an input. PDF and DOCX are
parsed in a process of their own (``sandbox``, ``worker``). ``language.check`` tells whether a posting is English.

Nothing is imported before it is used: the worker is started once a document, and imports this package too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jdmatch.sources.reading import from_text as from_text
    from jdmatch.sources.reading import read_bytes as read_bytes
    from jdmatch.sources.reading import read_file as read_file
    from jdmatch.sources.signature_tables import READABLE_SUFFIXES as readable_suffixes  # noqa: N811

__all__ = ["from_text", "read_bytes", "read_file", "readable_suffixes"]


def __getattr__(name: str) -> Any:
    if name == "readable_suffixes":
        from jdmatch.sources.signature_tables import READABLE_SUFFIXES

        return READABLE_SUFFIXES
    if name in __all__:
        from jdmatch.sources import reading

        return getattr(reading, name)
    raise AttributeError(f"module 'jdmatch.sources' has no attribute '{name}'")
