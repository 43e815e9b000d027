"""Two postings measured by the same figures: the framework and the level of the first decide for both.

Scores are comparable only where the same statements were asked of both, with the same weights. So the draft is analysed
first as it stands; the framework that it is scored against, at the level that it is scored at, are then what both are
analysed with. What each would have been taken for alone is kept, since a posting of another occupation or level than
the one that it is measured by must be told as one.
"""

from __future__ import annotations

from dataclasses import dataclass

from jdmatch.analyzer.parts import Parts
from jdmatch.analyzer.steps import Analyzer
from jdmatch.records import Analysis


@dataclass(frozen=True, slots=True)
class Compared:
    """``draft`` and ``other`` under the same settings; ``draft_alone`` and ``other_alone`` as each is analysed by
    itself. ``named``: the frameworks were named, not chosen out of the library; ``level_asked``: so was the level
    that both are scored at."""

    draft: Analysis
    other: Analysis
    draft_alone: Analysis
    other_alone: Analysis
    named: bool
    level_asked: bool


def compare(analyzer: Analyzer, draft: Parts, other: Parts) -> Compared:
    """Analyse two postings that were taken apart, the other against the draft's framework at the draft's level. Where
    no framework fits the draft neither is scored."""
    draft_alone, other_alone = analyzer.judge(draft), analyzer.judge(other)
    scored = draft_alone.coverage
    measure = (None, None) if scored is None else (scored.framework, scored.target_level)
    alike = analyzer.against(*measure)
    return Compared(
        draft=alike.judge(draft),
        other=alike.judge(other),
        draft_alone=draft_alone,
        other_alone=other_alone,
        named=analyzer.named,
        level_asked=scored is not None and scored.target_level == analyzer.settings.level,
    )
