"""JDM101 where jdmatch chose the framework itself: one note about the draft as a whole.

The job may be another branch of the likeliest occupation, and neither its probability nor the words that a statement
shares with the draft tell whether it is. So no duty is asked for by itself and no sentence is offered; the note says
what was compared with what, and how a writer names the framework that the draft is to be held against.
"""

from __future__ import annotations

from collections.abc import Iterator

from jdmatch.check.draft import Draft
from jdmatch.check.families.coverage import tables
from jdmatch.check.families.coverage.rows import Row, is_clear, is_near_certain, level_label, quoted
from jdmatch.check.families.coverage.style import place_of
from jdmatch.check.findings import Finding
from jdmatch.check.making import found


def find(draft: Draft, rows: tuple[Row, ...]) -> Iterator[Finding]:
    """The note; none where the occupation is less than near certain or the level unsure, in a draft of few duties,
    where so much of the level is missing that the draft is likely about another branch of the occupation, and where
    fewer than two of its duties say something that the framework lists."""
    framework = draft.framework
    missing = [r for r in rows if r.status == "missing"]
    if framework is None or not is_near_certain(draft) or len(draft.duties) < tables.FEWEST_DUTIES:
        return
    if len(missing) >= tables.OTHER_BRANCH * len(rows):
        return
    if len({r.statement.best_chunk for r in rows if r.status == "covered"}) < tables.FEWEST_SAYING:
        return
    # What shares words with a duty may be said after all, and is counted without being named.
    named = [r for r in missing if is_clear(draft, r)][: tables.MOST_NAMED]
    if not named:
        return
    level = level_label(framework, rows[0].statement.level)
    names = "; ".join(quoted(row.words, tables.LONGEST_NAME) for row in named)
    verb = "is" if len(missing) == 1 else "are"
    yield found(
        "JDM101",
        *place_of(draft),
        f"Of the {len(rows)} duties that {framework.title} lists{level}, {len(missing)} {verb} not found here: "
        f"{names}{' and more' if len(named) < len(missing) else ''}.",
        severity="note",
        help=f"jdmatch took this draft for {framework.title}. If that is right, name the framework, and each duty is "
        f'told with a sentence to insert: --framework {framework.id}, or frameworks = ["{framework.id}"] in the '
        "settings. If it is not, name the one that is.",
        key="chosen",
    )
