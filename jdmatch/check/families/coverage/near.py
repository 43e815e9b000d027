"""How near a draft comes to what it does not say.

A statement belongs to the draft's own branch of an occupation where one of its duties comes near, or where a statement
like it is said. The first is the matcher's probability, below its threshold; the second is the framework's likeness of
its own statements.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from jdmatch.check.draft import Draft
from jdmatch.check.families.coverage import tables
from jdmatch.check.families.coverage.rows import Row, share


class Nearness:
    """Nearness of a draft's missing statements."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft

    def is_near(self, row: Row) -> bool:
        """Whether a missing statement shows the draft's own branch."""
        if row.statement.probability >= tables.NEAR:
            return True
        if not any(share(row.statement.text, c.body) >= tables.WORDS_WITH_LIKE for c in self._draft.duties):
            return False
        return self._likest(row) >= tables.LIKE_SAID

    def ranked(self, rows: Sequence[Row], *, shipped: bool) -> list[Row]:
        """The near ones of a shipped framework, the nearest first: its importances say little. All of a writer's own,
        by nearness times importance."""
        if shipped:
            return [row for row in self._ordered(rows) if self.is_near(row)]
        return sorted(rows, key=lambda r: (-_odds(r) * r.statement.importance, r.statement.statement))

    def nearest(self, rows: Sequence[Row]) -> list[Row]:
        """The nearest few, of any importance."""
        return self._ordered(rows)[: tables.MOST_NAMED]

    def _ordered(self, rows: Sequence[Row]) -> list[Row]:
        return sorted(rows, key=lambda r: (-r.statement.probability, r.statement.statement))

    def _likest(self, row: Row) -> float:
        """How like it the likest statement is, at any level, that a duty says at least in part; -inf where none is or
        nobody can tell."""
        analysis, framework = self._draft.analysis, self._draft.framework
        if self._draft.likeness is None or analysis is None or analysis.coverage is None or framework is None:
            return -inf
        place = {s.id: n for n, s in enumerate(framework.statements)}
        scores = self._draft.likeness(framework.id).scores[place[row.statement.statement]]
        return max(
            (
                scores[place[s.statement]]
                for s in analysis.coverage.statements
                if s.framework == framework.id and analysis.status(s) != "missing"
            ),
            default=-inf,
        )


def _odds(row: Row) -> float:
    """A statement's probability; what is as good as absent differs by nothing but its importance."""
    return max(row.statement.probability, 0.01)
