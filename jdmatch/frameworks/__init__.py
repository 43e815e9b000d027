"""Competency frameworks: files in, validated ``Framework`` records out, and the library of those that are installed.

``read`` and ``export`` go from a file to a framework and back, ``validate`` lists what is wrong with files, ``library``
holds the embedded and the imported frameworks, and ``resolve`` turns what a user typed into one of either.
"""

from jdmatch.frameworks.library import Entry, Installation, Library, library, resolve
from jdmatch.frameworks.names_tables import ABOUT as FORMATS
from jdmatch.frameworks.reading import export, lost, read
from jdmatch.frameworks.validation import Counts, Report, validate

__all__ = [
    "FORMATS",
    "Counts",
    "Entry",
    "Installation",
    "Library",
    "Report",
    "export",
    "library",
    "lost",
    "read",
    "resolve",
    "validate",
]
