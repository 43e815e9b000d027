"""Analysis → report: for a terminal, as Markdown, as one self-contained HTML file, as PDF, as tables.

All but the flat CSV render one ``View`` (``build``, ``views``), which holds an analysis in a recruiter's words; each
surface only lays it out and makes it safe: a terminal gets no escape codes from a posting, Markdown and HTML no markup,
a spreadsheet no formula. All are pure functions of their arguments. rich, Jinja2, WeasyPrint and XlsxWriter are loaded
when a report is asked for, not before.

Functions and modules have different names (``terminal`` lives in ``screen``, ``markdown`` in ``md``, ``html`` in
``page``, ``pdf`` in ``printing``, ``xlsx`` in ``workbook``, ``csv`` in ``flat``), since importing a submodule would put
it in the function's place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TextIO

from jdmatch.records import Analysis, Failure, Framework
from jdmatch.report.paper import Paper, usual_paper

if TYPE_CHECKING:
    from rich.console import Console

    from jdmatch.report.workbook import Remarks

Outcome = Analysis | Failure
PIPE_WIDTH = 100  # columns where the output is no terminal
READING_WIDTH = 110  # columns at most, however wide the terminal

__all__ = [
    "PIPE_WIDTH",
    "READING_WIDTH",
    "Paper",
    "console",
    "csv",
    "html",
    "markdown",
    "pdf",
    "plain",
    "require",
    "terminal",
    "usual_paper",
    "xlsx",
]


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


def pdf(outcomes: Outcome | Sequence[Outcome], frameworks: Mapping[str, Framework], *, paper: Paper = "a4") -> bytes:
    """The report as a tagged PDF on A4 or Letter, several in one document. Needs the extra [report]
    (MissingExtraError)."""
    from jdmatch.report.printing import render

    return render(_several(outcomes), frameworks, paper)


def xlsx(
    outcomes: Outcome | Sequence[Outcome], frameworks: Mapping[str, Framework], *, remarks: Remarks | None = None
) -> bytes:
    """The report as an Excel workbook, several in one: overview, statements, missing, duties outside, facts, method.
    ``remarks``: what readers said of statements, by (place of the outcome from 0, framework, statement). Needs the
    extra [report] (MissingExtraError)."""
    from jdmatch.report.workbook import render

    return render(_several(outcomes), frameworks, remarks or {})


def csv(outcomes: Outcome | Sequence[Outcome]) -> str:
    """The flat table of statements (docs/wire.md), one row a posting and statement, as CSV that spreadsheets open as it
    is meant: with the mark of UTF-8 in front, and nothing in it that they would run. Failures have no row."""
    from jdmatch.report.flat import STATEMENTS, csv_text, statement_rows

    found = (outcome for outcome in _several(outcomes) if isinstance(outcome, Analysis))
    return "\ufeff" + csv_text(STATEMENTS, [row for analysis in found for row in statement_rows(analysis)])


def require(*, pdf: bool = False, xlsx: bool = False) -> None:
    """MissingExtraError, which says how to install it, where what one of these needs is not there."""
    if pdf:
        from jdmatch.report import printing

        printing.library()
    if xlsx:
        from jdmatch.report import workbook

        workbook.library()


def _several(outcomes: Outcome | Sequence[Outcome]) -> Sequence[Outcome]:
    return [outcomes] if isinstance(outcomes, Analysis | Failure) else outcomes
