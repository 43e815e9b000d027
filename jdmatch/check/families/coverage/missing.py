"""JDM101: a statement of the framework that the writer goes by and that no duty says. For a framework that jdmatch
chose see ``chosen``.

A shipped framework tells every branch of its occupation, and most of what one posting lacks belongs to another branch.
So statements are told one by one, each with the sentence that would say it, only in a draft that says much of the level
anyhow, and only those that its own duties come near. Of any other draft one note says how much was not found and what
of it is nearest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from jdmatch.check.draft import Draft
from jdmatch.check.families.coverage import tables
from jdmatch.check.families.coverage.list_style import ListStyle
from jdmatch.check.families.coverage.near import Nearness
from jdmatch.check.families.coverage.rows import Row, by_id, is_clear, level_label, quoted
from jdmatch.check.families.coverage.style import place_of, style_of
from jdmatch.check.findings import Finding, Fix, Related
from jdmatch.check.making import found
from jdmatch.records import Framework


def find(draft: Draft, rows: tuple[Row, ...], without: frozenset[str]) -> Iterator[Finding]:
    """The nearest and weightiest missing statements one by one, or one note about all. ``without``: statements told
    elsewhere."""
    framework = draft.framework
    missing = [r for r in rows if r.status == "missing"]
    lacking = [r for r in missing if r.statement.statement not in without]
    if framework is None or not lacking or _is_untold(draft):
        return
    nearness = Nearness(draft)
    said = 1 - len(missing) / len(rows)
    most = _most(draft, framework, said)
    near = nearness.ranked(lacking, shipped=_is_shipped(framework)) if most else []
    told, rest = near[:most], near[most:]
    at, style, warned = place_of(draft), style_of(draft), 0
    for row in told:
        warn = warned < tables.MOST_WARNINGS and row.is_weighty and _is_grave(draft, framework, row, said)
        warned += warn
        yield _one(draft, framework, row, style, at, warn)
    if not told:
        yield _note(draft, framework, nearness.nearest(lacking), (len(missing), len(rows)), at, doubted=not most)
    elif rest and not _is_shipped(framework):
        yield _more(framework, rest, len(rows), at)


def _is_untold(draft: Draft) -> bool:
    """Whether hardly a duty was found in a text that tells some all the same."""
    return len(draft.duties) < tables.FEWEST_DUTIES and tables.TELLS_DUTIES.search(draft.text) is not None


def _is_shipped(framework: Framework) -> bool:
    """Whether a framework is one of the library's, which tells every branch of an occupation, and no writer's own."""
    return framework.origin == "embedded"


def _most(draft: Draft, framework: Framework, said: float) -> int:
    """How many statements are told one by one, where the draft says this share of its level."""
    if len(draft.duties) < tables.FEWEST_DUTIES:
        return 0
    if not _is_shipped(framework):
        return tables.MOST_MISSING if said >= tables.OWN_FRAMEWORK else 0
    if said < tables.OWN_BRANCH:
        return 0
    return tables.MOST_OF_SURE_BRANCH if said >= tables.SURE_BRANCH else tables.MOST_OF_BRANCH


def _is_grave(draft: Draft, framework: Framework, row: Row, said: float) -> bool:
    """Whether what is missing is surely part of this job. What a writer's own framework holds is, where nothing of it
    is found."""
    if not _is_shipped(framework):
        return is_clear(draft, row)
    near = row.statement.probability >= tables.NEAR_TO_WARN
    return near and said >= tables.SURE_BRANCH and _is_weighed(row)


def _is_weighed(row: Row) -> bool:
    """Whether a high importance means a weight or a count, and not only that a statement is like many others."""
    return row.statement.importance_source in ("weights", "prevalence")


def _one(
    draft: Draft,
    framework: Framework,
    row: Row,
    style: ListStyle | None,
    at: tuple[int, int],
    warn: bool,
) -> Finding:
    level = level_label(framework, row.statement.level)
    grade = "weightiest" if _is_weighed(row) else "most central"
    kind = f"one of the {grade} duties of" if row.is_weighty else "a duty of"
    fixes: tuple[Fix, ...] = ()
    more: dict[str, Any] = {}
    if style is not None and style.fits(row.statement.text):
        fixes = (Fix(f"Insert “{style.told(row.statement.text)}”", style.edits(row.statement.text)),)
    else:
        more["help"] = f"If it belongs to the job, say so among the duties: {row.words}."
    return found(
        "JDM101",
        *at,
        f"No duty says {quoted(row.words)}, {kind} {framework.title}{level}.",
        severity="warning" if warn else "suggestion",
        fixes=fixes,
        related=_nearest(draft, row),
        key=row.statement.statement,
        gain=row.gain,
        **more,
    )


def _nearest(draft: Draft, row: Row) -> tuple[Related, ...]:
    chunk = by_id(draft).get(row.statement.best_chunk) if row.statement.best_chunk is not None else None
    if chunk is None or draft.analysis is None:
        return ()
    likely, needed = row.statement.probability, draft.analysis.thresholds.covered
    told = f"The nearest duty says it with {likely:.0%} probability; {needed:.0%} would count as covered."
    return (Related(told, chunk.start, chunk.end),)


def _note(
    draft: Draft,
    framework: Framework,
    nearest: Sequence[Row],
    counts: tuple[int, int],
    at: tuple[int, int],
    *,
    doubted: bool,
) -> Finding:
    """What no single finding is made of. ``counts``: how many statements are missing, and of how many; ``doubted``:
    whether the job may be another one altogether."""
    lacking, of = counts
    level = level_label(framework, nearest[0].statement.level)
    duties = f"of the {of} duties of {framework.title}{level}"
    verb = "is" if lacking == 1 else "are"
    names = "; ".join(quoted(row.words, tables.LONGEST_NAME) for row in nearest)
    if not draft.duties:
        told = f"No duty was found, so none {duties} is covered."
    else:
        told = f"{lacking} {duties} {verb} not clearly said here."
    if doubted and len(draft.duties) >= tables.FEWEST_DUTIES:
        other = "another branch of the occupation" if _is_shipped(framework) else "another one"
        told = f"{told[:-1]}: the job may be {other}."
        advice = f"Nearest to this draft {verb} {names}. Say what belongs to the job; the rest may not."
    else:
        advice = f"If they belong to the job, say so: {names}."
    return found("JDM101", *at, told, severity="note", help=advice, key="rest")


def _more(framework: Framework, rest: Sequence[Row], of: int, at: tuple[int, int]) -> Finding:
    """The statements beyond those that were told one by one."""
    level = level_label(framework, rest[0].statement.level)
    verb = "is" if len(rest) == 1 else "are"
    told = f"{len(rest)} more of the {of} duties of {framework.title}{level} {verb} not clearly said here."
    names = "; ".join(quoted(row.words, tables.LONGEST_NAME) for row in rest[: tables.MOST_NAMED])
    return found("JDM101", *at, told, severity="note", help=f"If they belong to the job, say so: {names}.", key="rest")
