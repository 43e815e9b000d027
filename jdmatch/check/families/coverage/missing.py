"""JDM101: an important statement of the framework that no duty says, with the sentence that would say it."""

from __future__ import annotations

from collections.abc import Iterator

from jdmatch.check.draft import Draft
from jdmatch.check.families.coverage import tables
from jdmatch.check.families.coverage.rows import Row, by_id, is_standard, level_label, quoted, share
from jdmatch.check.families.coverage.style import ListStyle, place_of, style_of
from jdmatch.check.findings import Finding, Fix, Related
from jdmatch.check.making import found
from jdmatch.check.sentences import sentence
from jdmatch.records import Framework


def find(draft: Draft, rows: tuple[Row, ...], without: frozenset[str]) -> Iterator[Finding]:
    """The weightiest missing statements one by one, the others in a note. ``without``: statements told elsewhere."""
    framework = draft.framework
    lacking = [r for r in rows if r.status == "missing" and r.statement.statement not in without]
    if framework is None or not lacking:
        return
    start, end = place_of(draft)
    standard = is_standard(draft)
    told = _one_by_one(draft, lacking, standard)
    style = style_of(draft)
    warned = 0
    for row in told:
        warn = standard and warned < tables.MOST_WARNINGS and row.is_weighty and _is_clear(draft, row)
        warned += warn
        yield _one(draft, framework, row, style, (start, end), warn, standard)
    rest = [r for r in lacking if r not in told]
    if rest:
        yield _rest(draft, framework, rest, len(rows), (start, end), listed=bool(told or without))


def _one_by_one(draft: Draft, lacking: list[Row], standard: bool) -> list[Row]:
    """The statements that get a finding of their own: the weightiest of a framework that the writer goes by; of one
    that was only chosen, those that are weighty and near to what the draft speaks of."""
    if len(draft.duties) < tables.FEWEST_DUTIES:
        return []
    if standard:
        return lacking[: tables.MOST_MISSING]
    near = [r for r in lacking if r.nearness >= tables.NEAR]
    near.sort(key=lambda r: (-r.nearness * r.statement.importance, r.rank))
    return near[: tables.MOST_MISSING_UNSURE]


def _is_clear(draft: Draft, row: Row) -> bool:
    """Whether neither the matcher nor the words find anything of the statement in the duties."""
    if row.statement.probability > tables.CLEARLY_MISSING:
        return False
    return all(share(row.statement.text, c.body) < tables.FEW_WORDS for c in draft.duties)


def _one(
    draft: Draft,
    framework: Framework,
    row: Row,
    style: ListStyle | None,
    at: tuple[int, int],
    warn: bool,
    standard: bool,
) -> Finding:
    level = level_label(framework, row.statement.level)
    kind = ("one of the weightiest duties of" if row.is_weighty else "a duty of") if standard else "which is typical of"
    fixes: tuple[Fix, ...] = ()
    if style is not None:
        told = sentence(row.statement.text, style.form, stop=style.stop)
        fixes = (Fix(f"Insert “{told}”", (style.edit(told),)),)
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
