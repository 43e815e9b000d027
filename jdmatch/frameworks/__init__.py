"""Competency frameworks: files in, validated ``Framework`` records out, and the library of those that are installed.

``read_all`` and ``export`` go from a file, folder or archive to frameworks and back, ``validate`` lists what is wrong
with files, ``library`` holds the embedded and the imported frameworks, ``resolve`` turns what a user typed into one of
either, ``search`` finds frameworks by what a user calls the job, and ``compare`` says how two versions differ.
"""

from jdmatch.frameworks.compare import Difference, compare
from jdmatch.frameworks.levels import level_named
from jdmatch.frameworks.library import Entry, Installation, Library, library
from jdmatch.frameworks.names_tables import ABOUT as FORMATS
from jdmatch.frameworks.names_tables import WRITABLE
from jdmatch.frameworks.outcome import Options, Reading
from jdmatch.frameworks.reading import export, lost, read, read_all
from jdmatch.frameworks.resolving import resolve, resolve_all
from jdmatch.frameworks.search import Found, search
from jdmatch.frameworks.validation import Counts, Report, validate

__all__ = [
    "FORMATS",
    "WRITABLE",
    "Counts",
    "Difference",
    "Entry",
    "Found",
    "Installation",
    "Library",
    "Options",
    "Reading",
    "Report",
    "compare",
    "export",
    "level_named",
    "library",
    "lost",
    "read",
    "read_all",
    "resolve",
    "resolve_all",
    "search",
    "validate",
]
