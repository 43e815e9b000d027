"""Analysis → report: for a terminal, as Markdown, as one self-contained HTML file.

All three render one ``View`` (``build``, ``views``), which holds an analysis in a recruiter's words; each surface only
lays it out and makes it safe: a terminal gets no escape codes from a posting, Markdown and HTML no markup. All are pure
functions of their arguments. rich and Jinja2 are loaded when a report is asked for, not before.

Functions and modules have different names (``terminal`` lives in ``screen``, ``markdown`` in ``md``, ``html`` in
``page``), since importing a submodule would put it in the function's place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TextIO

from jdmatch.records import Analysis, Failure, Framework

if TYPE_CHECKING:
    from rich.console import Console

Outcome = Analysis | Failure
PIPE_WIDTH = 100  # columns where the output is no terminal
READING_WIDTH = 110  # columns at most, however wide the terminal

__all__ = ["PIPE_WIDTH", "READING_WIDTH", "console", "html", "markdown", "plain", "terminal"]


def console(stream: TextIO | None = None) -> Console:
    """A console for ``terminal``: colour and the window's width (at most 110) on a terminal, none and 100 columns
    elsewhere. rich itself reads NO_COLOR, FORCE_COLOR and COLUMNS."""
    from jdmatch.report.screen import make_console

    return make_console(stream, PIPE_WIDTH, READING_WIDTH)


def terminal(outcomes: Sequence[Outcome], frameworks: Mapping[str, Framework], console: Console | None = None) -> None:
    """Print a report for each analysis, and after several a table that compares them. ``console`` is standard
    output's where not given."""
    from jdmatch.report.screen import make_console, show

    show(outcomes, frameworks, console or make_console(None, PIPE_WIDTH, READING_WIDTH))


def plain(outcomes: Sequence[Outcome], frameworks: Mapping[str, Framework], width: int = PIPE_WIDTH) -> str:
    """What ``terminal`` prints, as text without colour."""
    from jdmatch.report.screen import capture

    return capture(outcomes, frameworks, width)


def markdown(outcomes: Outcome | Sequence[Outcome], frameworks: Mapping[str, Framework]) -> str:
    """The report in GitHub's Markdown, several one behind the other with a table that compares them."""
    from jdmatch.report.md import render

    return render(_several(outcomes), frameworks)


def html(outcomes: Outcome | Sequence[Outcome], frameworks: Mapping[str, Framework]) -> str:
    """The report as one HTML file: no script, no remote asset, the posting's text with its evidence marked."""
    from jdmatch.report.page import render

    return render(_several(outcomes), frameworks)


def _several(outcomes: Outcome | Sequence[Outcome]) -> Sequence[Outcome]:
    return [outcomes] if isinstance(outcomes, Analysis | Failure) else outcomes
