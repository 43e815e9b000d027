"""JDM104: duties that lie outside the framework of an occupation that the rest of the draft fits well.

Employers may add what they like; this is a thought for a writer who took a line over from another posting.
"""

from __future__ import annotations

from collections.abc import Iterator

from jdmatch.check.draft import Draft
from jdmatch.check.families.coverage import tables
from jdmatch.check.families.coverage.rows import Row, by_id, is_certain, quoted
from jdmatch.check.findings import Finding, Related
from jdmatch.check.making import found
from jdmatch.check.sentences import form_of_duty


def find(draft: Draft, rows: tuple[Row, ...]) -> Iterator[Finding]:
    """One finding at the first such duty, with the others beside it."""
    analysis, framework = draft.analysis, draft.framework
    if analysis is None or framework is None or not rows or not is_certain(draft):
        return
    duties = len(draft.duties)
    inside = {m.chunk for m in analysis.matches}
    if duties < tables.FEWEST_FOR_FOREIGN or len(inside) < tables.INSIDE_SHARE * duties:
        return
    chunks = by_id(draft)
    outside = [
        chunks[u.chunk]
        for u in analysis.unmatched
        if u.probability is not None
        and u.probability <= tables.FOREIGN_PROBABILITY
        and not tables.EVERY_JOB.search(chunks[u.chunk].body)
        and len(chunks[u.chunk].body.split()) > 3
        and form_of_duty(chunks[u.chunk].body) is not None
        and not chunks[u.chunk].body.rstrip().endswith(":")
    ]
    if not outside or len(outside) > max(1, tables.FOREIGN_SHARE * duties):
        return
    first, *others = outside[: tables.MOST_FOREIGN]
    yield found(
        "JDM104",
        first.start,
        first.end,
        f"{quoted(first.body)} is like nothing that {framework.title} lists, which the other duties fit.",
        related=tuple(Related(f"Nor is {quoted(c.body)}.", c.start, c.end) for c in others),
    )
