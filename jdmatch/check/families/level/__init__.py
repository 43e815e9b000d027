"""Level: what in a draft points to different levels, what asks for more than the duties need, and, where a level was
asked for, which duties to tell at it.

What points to a level is read by ``jdmatch.leveling``; here it is only held against itself. A duty's estimated level
alone accuses nothing: the words of the draft must show it.
"""

from __future__ import annotations

from collections.abc import Iterator

from jdmatch.check.draft import Draft
from jdmatch.check.families.level import demands, disagreement, mixed, pitch, supervision
from jdmatch.check.families.level.reading import signs_of
from jdmatch.check.findings import Finding


def find(draft: Draft) -> Iterator[Finding]:
    """Findings of this family, in any order; none without an analysis."""
    if draft.analysis is None:
        return
    said = signs_of(draft)
    told = tuple(disagreement.find(draft, said))
    yield from told
    if not told:
        # What disagrees with the title is not told once more as a demand.
        yield from demands.find(draft, said)
    yield from mixed.find(draft, said)
    yield from supervision.find(draft)
    yield from pitch.find(draft)
