"""Several postings side by side: one row each, in the order in which they were given, failures in their places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jdmatch.records import Failure
from jdmatch.report.text import one_line
from jdmatch.report.views import View

COLUMNS = ("Posting", "Occupation", "Level", "Score", "Biggest gaps")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the comparison. ``note`` stands in the place of gaps where there are none to name: nothing is missing,
    nothing was scored, or (``failed``) the posting could not be analysed, and why."""

    title: str
    occupation: str
    level: str
    score: str
    gaps: tuple[str, ...] = ()
    note: str = ""
    failed: bool = False

    @property
    def cells(self) -> tuple[str, str, str, str, str]:
        """The row as text, a cell for each of ``COLUMNS``."""
        return (self.title, self.occupation, self.level, self.score, "; ".join(self.gaps) or self.note)


def rows(views: Sequence[View | Failure]) -> tuple[Row, ...]:
    """A row for every view and failure."""
    return tuple(_failed(v) if isinstance(v, Failure) else _row(v) for v in views)


def _row(view: View) -> Row:
    level = "–" if view.level is None else view.level.headline.lower() if view.level.abstained else view.level.headline
    if view.score is None:
        return Row(view.title, view.occupation.short, level, "not scored", note="–")
    score = f"{view.score.figure} ({view.score.range})"
    return Row(view.title, view.occupation.short, level, score, view.gaps, "" if view.gaps else "none")


def _failed(failure: Failure) -> Row:
    name = one_line(failure.id)
    return Row(name, "–", "–", "not analysed", note=f"{one_line(failure.message)} [{failure.code}]", failed=True)
