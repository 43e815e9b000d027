"""Postings measured by the same figures: the framework and the level of the first decide for all.

Scores are comparable only where the same statements were asked of each, with the same weights. So the first (a draft)
is analysed as it stands; the framework that it is scored against, at the level that it is scored at, are then what all
are analysed with. What each would have been taken for alone is kept, since a posting of another occupation or level
than the one that it is measured by must be told as one.
"""

from __future__ import annotations

from dataclasses import dataclass

from jdmatch.analyzer.parts import Parts
from jdmatch.analyzer.steps import Analyzer
from jdmatch.records import Analysis


@dataclass(frozen=True, slots=True)
class Compared:
    """``analyses`` of the postings under the same settings, in the order in which they were given; ``alone``: each as
    it is analysed by itself. ``named``: the frameworks were named, not chosen out of the library; ``level_asked``: so
    was the level that all are scored at."""

    analyses: tuple[Analysis, ...]
    alone: tuple[Analysis, ...]
    named: bool
    level_asked: bool

    @property
    def draft(self) -> Analysis:
        """The first, which decides what all are measured by."""
        return self.analyses[0]

    @property
    def other(self) -> Analysis:
        """The second; of two, the one that the draft is compared with."""
        return self.analyses[1]

    @property
    def draft_alone(self) -> Analysis:
        """The first by itself."""
        return self.alone[0]

    @property
    def other_alone(self) -> Analysis:
        """The second by itself."""
        return self.alone[1]


def compare(analyzer: Analyzer, first: Parts, *others: Parts) -> Compared:
    """Analyse postings that were taken apart, all against the first one's framework at the first one's level. Where no
    framework fits the first none is scored."""
    taken = (first, *others)
    alone = tuple(analyzer.judge(parts) for parts in taken)
    scored = alone[0].coverage
    measure = (None, None) if scored is None else (scored.framework, scored.target_level)
    alike = analyzer.against(*measure)
    return Compared(
        analyses=tuple(alike.judge(parts) for parts in taken),
        alone=alone,
        named=analyzer.named,
        level_asked=scored is not None and scored.target_level == analyzer.settings.level,
    )
