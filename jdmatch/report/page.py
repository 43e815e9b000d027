"""The report as one HTML file: Jinja2 fills the templates beside this module, and nothing else is needed to read it.

No script, no remote asset, and a content security policy that would refuse both. Every text is escaped by Jinja's
autoescape after ``clean`` has replaced what HTML can not hold, so a posting can only ever be text. Links work by
fragment: a mark in the posting leads to its statement and a statement's quote to its mark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jdmatch.records import Analysis, Failure, Framework
from jdmatch.report.build import build, skipped_line
from jdmatch.report.compare import COLUMNS, Row, rows
from jdmatch.report.explain import status_counts
from jdmatch.report.marks import Piece, pieces
from jdmatch.report.pictures import LevelPicture, LinePicture, level_line, level_picture, score_line
from jdmatch.report.text import clean, counted, headline, percent, points
from jdmatch.report.views import View
from jdmatch.report.words import STATUS_WORD

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_FIGURE = re.compile(r"(?<=\d) (?=%|covered|partly|missing)")
TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One analysis as a page needs it. ``prefix`` keeps the ids of several reports on one page apart."""

    prefix: str
    view: View
    pieces: tuple[Piece, ...]
    level: LevelPicture | None
    level_line: LinePicture | None
    score_line: LinePicture | None


def render(outcomes: Sequence[Analysis | Failure], frameworks: Mapping[str, Framework]) -> str:
    """The whole page."""
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
    template = environment().get_template("page.html")
    return template.render(sheets=sheets, compared=compared, columns=COLUMNS, css=style()) + "\n"


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
def environment() -> Environment:
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
    made.filters.update(
        clean=clean,
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

    # The one text that is not escaped: files of this package, which hold no "</".
    sheets = [(TEMPLATES / name).read_text(encoding="utf-8") for name in ("report.css", *more)]
    return Markup("\n".join(sheets))  # noqa: S704
