"""The report as one HTML file: Jinja2 fills the templates beside this module, and nothing else is needed to read it.

No script, no remote asset, and a content security policy that would refuse both. Every text is escaped by Jinja's
autoescape after ``clean`` has replaced what HTML can not hold, so a posting can only ever be text. Links work by
fragment: a mark in the posting leads to its statement and a statement's quote to its mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jdmatch.records import Analysis, Failure, Framework
from jdmatch.report.build import build, skipped_line
from jdmatch.report.compare import COLUMNS, Row, rows
from jdmatch.report.explain import status_counts
from jdmatch.report.marks import Piece, pieces
from jdmatch.report.pictures import LevelPicture, LinePicture, level_line, level_picture, score_line
from jdmatch.report.text import clean, clip, counted, headline, percent, points
from jdmatch.report.views import Line, View
from jdmatch.report.words import STATUS_WORD

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_FIGURE = re.compile(r"(?<=\d) (?=%|covered|partly|missing)")
# On paper a quote that is longer is cut: it stands whole in the posting behind, and a statement may quote it hundreds
# of times.
MOST_QUOTED = 600
TEMPLATES = Path(__file__).parent / "templates"
Beside = Callable[[Line], str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One analysis as a page needs it. ``prefix`` keeps the ids of several reports on one page apart; ``beside``, where
    there is one, gives the mark-up that a page of its own puts below each statement."""

    prefix: str
    view: View
    pieces: tuple[Piece, ...]
    level: LevelPicture | None
    level_line: LinePicture | None
    score_line: LinePicture | None
    beside: Beside | None = None


def part(
    analysis: Analysis,
    frameworks: Mapping[str, Framework],
    *,
    heading: int = 1,
    prefix: str = "",
    beside: Beside | None = None,
) -> Markup:
    """The report of one analysis for a page that has its own head: ``heading`` is the rank of its title. The page
    needs the style sheet (``style``) and the signs of ``symbols.html``."""
    from markupsafe import Markup

    sheet = replace(_sheet(analysis, build(analysis, frameworks), prefix), beside=beside)
    macros = vars(environment().get_template("sheet.html").module)
    return Markup(macros["report"](sheet, heading))  # noqa: S704 -- a macro's own output


def render(
    outcomes: Sequence[Analysis | Failure], frameworks: Mapping[str, Framework], *, printed: bool = False
) -> str:
    """The whole page. ``printed``: as it is set on paper (``printing``), with drawings that need no browser."""
    views: list[View | Failure] = []
    sheets: list[Sheet] = []
    for number, outcome in enumerate(outcomes, 1):
        if isinstance(outcome, Failure):
            views.append(outcome)
            continue
        view = build(outcome, frameworks)
        views.append(view)
        sheets.append(_sheet(outcome, view, f"p{number}-" if len(outcomes) > 1 else ""))
    anchors = iter(sheet.prefix for sheet in sheets)
    compared: list[tuple[Row, str]] = [(row, "" if row.failed else next(anchors)) for row in rows(views)]
    template = environment(printed).get_template("page.html")
    css = style("paper.css") if printed else style()
    return template.render(sheets=sheets, compared=compared, columns=COLUMNS, css=css) + "\n"


def _sheet(analysis: Analysis, view: View, prefix: str) -> Sheet:
    return Sheet(
        prefix=prefix,
        view=view,
        pieces=pieces(analysis, view),
        level=level_picture(view.level) if view.level else None,
        level_line=level_line(view.level) if view.level else None,
        score_line=score_line(view.score) if view.score else None,
    )


@cache
def environment(printed: bool = False) -> Environment:
    """Where every page's templates come from: escaped, with undefined names refused."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(
        printed=printed, most_quoted=MOST_QUOTED, drawings=_sheet_text("drawings.css") if printed else ""
    )
    made.filters.update(
        clean=clean,
        clip=clip,
        counts=status_counts,
        counted=counted,
        headline=headline,
        percent=percent,
        points=points,
        skipped=skipped_line,
        together=_together,
        word=STATUS_WORD.__getitem__,
    )
    return made


def _together(text: str) -> str:
    """Figures that stay on one line with what they count."""
    return _FIGURE.sub("\u00a0", text)


@cache
def style(*more: str) -> Markup:
    """The style sheet of every page, and behind it those of a page of its own."""
    from markupsafe import Markup

    return Markup("\n").join(map(_sheet_text, ("report.css", *more)))


def _sheet_text(name: str) -> Markup:
    from markupsafe import Markup

    # The one text that is not escaped: files of this package, which hold no "</".
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704
