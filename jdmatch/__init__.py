"""jdmatch reads a job posting and says which statements of a competency framework it covers, at which level the job
is pitched, and which responsibilities are missing, each with the quote that shows it.

    >>> from jdmatch import Analyzer
    >>> analysis = Analyzer.load().analyze("…")          # doctest: +SKIP

This front door imports the standard library only; a name is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOMES = {
    "Analyzer": "jdmatch.analyzer",
    "analyze": "jdmatch.analyzer",
    "Settings": "jdmatch.settings",
    "load_settings": "jdmatch.settings",
    "JdmatchError": "jdmatch.errors",
    **dict.fromkeys(
        (
            "Analysis", "Chunk", "Coverage", "Diagnostic", "Failure", "Framework", "LevelEstimate", "LevelScale",
            "Match", "Posting", "Section", "Statement",
        ),
        "jdmatch.records",
    ),
}  # fmt: skip

__all__ = ["__version__", *sorted(_HOMES)]

if TYPE_CHECKING:
    from jdmatch.analyzer import Analyzer as Analyzer
    from jdmatch.analyzer import analyze as analyze
    from jdmatch.errors import JdmatchError as JdmatchError
    from jdmatch.records import Analysis as Analysis
    from jdmatch.records import Chunk as Chunk
    from jdmatch.records import Coverage as Coverage
    from jdmatch.records import Diagnostic as Diagnostic
    from jdmatch.records import Failure as Failure
    from jdmatch.records import Framework as Framework
    from jdmatch.records import LevelEstimate as LevelEstimate
    from jdmatch.records import LevelScale as LevelScale
    from jdmatch.records import Match as Match
    from jdmatch.records import Posting as Posting
    from jdmatch.records import Section as Section
    from jdmatch.records import Statement as Statement
    from jdmatch.settings import Settings as Settings
    from jdmatch.settings import load_settings as load_settings


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'jdmatch' has no attribute '{name}'")


def __dir__() -> list[str]:
    return __all__
