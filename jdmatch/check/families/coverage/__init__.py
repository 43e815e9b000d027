"""Coverage: what the framework of the draft's occupation asks for and the draft does not say, says by half, says twice,
or says beyond it.

All of it follows from the analysis, at its thresholds and its target level; where no occupation fits, only what a draft
says twice is found.
"""

from __future__ import annotations

from collections.abc import Iterator

from jdmatch.check.draft import Draft
from jdmatch.check.families.coverage import chosen, foreign, implied, missing, partly, repeats
from jdmatch.check.families.coverage.rows import is_certain, is_standard, rows_of
from jdmatch.check.findings import Finding


def find(draft: Draft) -> Iterator[Finding]:
    """Findings of this family, in any order; none without an analysis."""
    if draft.analysis is None:
        return
    yield from repeats.find(draft)
    if draft.framework is None or draft.analysis.coverage is None:
        return
    rows = rows_of(draft)
    standard = is_standard(draft)
    # Of a framework that is none of the writer's, nothing is said unless the occupation is clear.
    certain = standard or is_certain(draft)
    told = tuple(implied.find(draft, rows)) if certain else ()
    yield from told
    # What a requirement lets one guess is said once, there.
    if standard:
        yield from missing.find(draft, rows, without=frozenset(f.key for f in told))
        yield from partly.find(draft, rows)
        yield from foreign.find(draft, rows)
    else:
        yield from chosen.find(draft, rows)
