"""Two postings side by side as one HTML file, in the style of the report of one: no script, nothing remote.

A column for each posting wherever there is room for two; on a telephone what A says stands above what B says, each
behind its letter. Every text is escaped by Jinja.
"""

from __future__ import annotations

from dataclasses import dataclass

from jdmatch.report.page import environment, style
from jdmatch.report.pictures import LinePicture, level_line, score_line
from jdmatch.report.side_by_side import SideBySide, StatementPair, said
from jdmatch.report.side_by_side_told import (
    DUTIES,
    WHERE,
    edit_head,
    edit_lists,
    edit_words,
    edits_summary,
    effect_change,
    effect_where,
    entry_said,
    notes,
    smaller,
    verdicts,
)
from jdmatch.report.side_by_side_words import EDITS, LEVEL_WORDS, METHOD, NOTES, OTHER_LEVELS, REQUIREMENTS
from jdmatch.report.views import LevelView, ScoreView

HEADS = {
    "edits": EDITS,
    "words": LEVEL_WORDS,
    "facts": REQUIREMENTS,
    "notes": NOTES,
    "method": METHOD,
}
_ALL = 100_000  # no quote is cut on the page


@dataclass(frozen=True, slots=True)
class Part:
    """A list of statements with the id of its section."""

    id: str
    title: str
    short: str
    rows: tuple[StatementPair, ...]
    always: bool


def render(view: SideBySide) -> str:
    """The whole page."""
    edits = view.edits if view.edits is not None and not view.edits.nothing else None
    both, *each = view.duties
    template = environment().get_template("side_by_side.html")
    page = template.render(
        v=view,
        css=style("side_by_side.css"),
        heads=HEADS,
        pictures=[_pictures(side.view.score, side.view.level) for side in view.sides],
        verdicts=verdicts(view),
        edits=edits,
        summary=list(edits_summary(view, edits)) if edits else [],
        lists=[(title, found) for title, found in edit_lists(view, edits) if found] if edits else [],
        parts=_parts(view),
        duties=[(DUTIES[key], found) for key, found in zip(("A", "B", "both"), (*each, both), strict=True)],
        notes=list(notes(view)),
        said=said,
        entry_said=lambda entry: entry_said(entry, _ALL),
        edit_head=edit_head,
        edit_words=edit_words,
        effect_change=effect_change,
        effect_where=effect_where,
        smaller=smaller,
    )
    return page + "\n"


def _parts(view: SideBySide) -> list[Part]:
    """The lists of statements that the page shows, in their order."""
    if view.framework is None:
        return []
    lists = [
        Part(
            f"in-{where}",
            title.format(at=view.at),
            title.format(at=""),
            view.having(where),
            where in ("a", "b") and not view.same,
        )
        for where, title in WHERE.items()
    ]
    lists.append(Part("others", OTHER_LEVELS, "At other levels", view.others, False))
    return [part for part in lists if part.rows or part.always]


def _pictures(score: ScoreView | None, level: LevelView | None) -> tuple[LinePicture | None, LinePicture | None]:
    """The lines of a posting's score and level."""
    return score_line(score) if score else None, level_line(level) if level else None
