"""Whether a draft can be understood at the first reading: what it says too vaguely, too tightly or too carelessly.

``duties`` looks at what the job does, ``prose`` at paragraphs and length, ``lists`` at bullets and requirements,
``words`` at single words, ``slips`` at what slipped in while typing. All of them read the same ``page``; the words
that they go by are in the tables beside them.
"""

from __future__ import annotations

from collections.abc import Iterator

from jdmatch.check.draft import Draft
from jdmatch.check.families.clarity import abbreviations, duties, lists, prose, slips, words
from jdmatch.check.families.clarity.page import read
from jdmatch.check.findings import Finding


def find(draft: Draft) -> Iterator[Finding]:
    """Findings of this family, in any order."""
    page = read(draft)
    for rule in (
        duties.vague, duties.catch_all, duties.compound, duties.passive,
        prose.walls, prose.reading_ease, prose.length,
        lists.mixed_priorities, lists.uneven,
        words.jargon, abbreviations.unexplained,
        slips.repeated, slips.shouting, slips.spacing, slips.placeholders,
    ):  # fmt: skip
        yield from rule(page)
