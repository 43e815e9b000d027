"""JDM101: an important statement of the framework that the writer goes by and that no duty says, with the sentence that
would say it. For a framework that jdmatch chose see ``chosen``."""

from __future__ import annotations

from collections.abc import Iterator

from jdmatch.check.draft import Draft
from jdmatch.check.families.coverage import tables
from jdmatch.check.families.coverage.list_style import ListStyle
from jdmatch.check.families.coverage.rows import Row, by_id, is_clear, level_label, quoted
from jdmatch.check.families.coverage.style import place_of, style_of
from jdmatch.check.findings import Finding, Fix, Related
from jdmatch.check.making import found
from jdmatch.records import Framework


def find(draft: Draft, rows: tuple[Row, ...], without: frozenset[str]) -> Iterator[Finding]:
    """The weightiest missing statements one by one, the others in a note. ``without``: statements told elsewhere."""
    framework = draft.framework
    lacking = [r for r in rows if r.status == "missing" and r.statement.statement not in without]
    if framework is None or not lacking:
        return
    start, end = place_of(draft)
    # A draft of so few duties is not finished.
    told = lacking[: tables.MOST_MISSING] if len(draft.duties) >= tables.FEWEST_DUTIES else []
    style = style_of(draft)
    warned = 0
    for row in told:
        warn = warned < tables.MOST_WARNINGS and row.is_weighty and is_clear(draft, row)
        warned += warn
        yield _one(draft, framework, row, style, (start, end), warn)
    rest = [r for r in lacking if r not in told]
    if rest:
        yield _rest(draft, framework, rest, len(rows), (start, end), listed=bool(told or without))


def _one(
    draft: Draft,
    framework: Framework,
    row: Row,
    style: ListStyle | None,
    at: tuple[int, int],
    warn: bool,
) -> Finding:
    level = level_label(framework, row.statement.level)
    kind = "one of the weightiest duties of" if row.is_weighty else "a duty of"
    fixes: tuple[Fix, ...] = ()
    if style is not None:
        fixes = (Fix(f"Insert “{style.told(row.statement.text)}”", style.edits(row.statement.text)),)
    return found(
        "JDM101",
        *at,
        f"No duty says {quoted(row.words)}, {kind} {framework.title}{level}.",
        severity="warning" if warn else "suggestion",
        fixes=fixes,
        related=_nearest(draft, row),
        key=row.statement.statement,
        gain=row.gain,
    )


def _nearest(draft: Draft, row: Row) -> tuple[Related, ...]:
    chunk = by_id(draft).get(row.statement.best_chunk) if row.statement.best_chunk is not None else None
    if chunk is None or draft.analysis is None:
        return ()
    likely, needed = row.statement.probability, draft.analysis.thresholds.covered
    told = f"The nearest duty says it with {likely:.0%} probability; {needed:.0%} would count as covered."
    return (Related(told, chunk.start, chunk.end),)


def _rest(
    draft: Draft, framework: Framework, rest: list[Row], of: int, at: tuple[int, int], *, listed: bool
) -> Finding:
    """``listed``: whether other missing statements were told one by one, so that these are more of them."""
    level = level_label(framework, rest[0].statement.level)
    duties = f"of the {of} duties of {framework.title}{level}"
    more = "more " if listed else ""
    if not draft.duties:
        told = f"No duty was found, so none {duties} is covered."
    elif len(rest) == 1:
        told = f"One {more}{duties} is not here."
    else:
        told = f"{len(rest)} {more}{duties} are not here."
    names = "; ".join(row.words for row in rest)
    return found("JDM101", *at, told, severity="note", help=f"If they belong to the job, say so: {names}.", key="rest")
