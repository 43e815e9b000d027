"""What was read of framework files, what a search found and what changed between two versions, as text for people.

An import report accounts for every row: so many read, so many kept, and each one that was not, with its place and
reason. Whoever has to trust a framework must be able to see what jdmatch made of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any

from jdmatch.frameworks import FORMATS, Difference, Found, Installation, Reading
from jdmatch.records import Framework, Statement
from jdmatch.report.text import clip, counted, listed

# How many skipped rows, warnings, frameworks and fields are listed before the rest is only counted.
SHOWN = 12
_WIDTH = 100
_CHANGES = {"installed": "installed", "replaced": "replaced", "unchanged": "already there"}


def import_report(reading: Reading) -> str:
    """The account of one import: rows read, kept and not kept, warnings, and fields that are only kept for export."""
    about = FORMATS.get(reading.format, "files of several formats")
    kept = counted(reading.statements, "statement") + f" in {counted(len(reading.frameworks), 'framework')}"
    parts = [kept] + ([counted(reading.headings, "heading")] if reading.headings else [])
    out = [
        f"{reading.name}: {about}",
        f"  read     {counted(reading.rows, 'row')}",
        f"  kept     {listed(parts)}",
        f"  skipped  {counted(len(reading.skipped), 'row')}" if reading.skipped else "  skipped  none",
    ]
    out += _places(reading.skipped, reading.name)
    out += [f"  left out {counted(n, 'row')}: {reason}" for reason, n in reading.left_out]
    if reading.unused:
        fields = [f"{name} ({n:,})" for name, n in reading.unused[:SHOWN]]
        more = [f"{len(reading.unused) - SHOWN} more"] if len(reading.unused) > SHOWN else []
        out.append(f"  unused   {listed(fields + more)}: kept for export")
    out += [f"  warning  {_short(place, reading.name)}: {reason}" for place, reason in reading.warnings[:SHOWN]]
    if len(reading.warnings) > SHOWN:
        out.append(f"  and {counted(len(reading.warnings) - SHOWN, 'more warning', 'more warnings')}")
    return "\n".join(out)


def _short(place: str, name: str) -> str:
    """A place without the folders of what was imported, which the first line names already."""
    inside = place.removeprefix(name)
    if inside == place:
        return place
    return PurePath(name).name + inside if inside.startswith((":", "!")) or not inside else inside.lstrip("/\\")


def _places(skipped: Sequence[tuple[str, str]], name: str) -> Iterator[str]:
    for place, reason in skipped[:SHOWN]:
        yield f"           {_short(place, name)}: {reason}"
    if len(skipped) > SHOWN:
        yield f"           and {len(skipped) - SHOWN:,} more; --report FILE lists them all"


def import_data(reading: Reading, planned: Sequence[Installation], *, kept: bool) -> dict[str, Any]:
    """The same as data, with every row, for ``--report``."""
    return {
        "schema": "jdmatch.import/1",
        "source": reading.name,
        "source_sha256": reading.source_sha256,
        "format": reading.format,
        "installed": kept,
        "rows": {
            "read": reading.rows,
            "statements": reading.statements,
            "headings": reading.headings,
            "skipped": len(reading.skipped),
            "left_out": dict(reading.left_out),
        },
        "frameworks": [
            {
                "id": done.framework.id,
                "title": done.framework.title,
                "statements": len(done.framework.statements),
                "sha256": done.framework.sha256,
                "change": done.change,
                "shadows_embedded": done.shadows,
            }
            for done in planned
        ],
        "skipped": [{"place": place, "reason": reason} for place, reason in reading.skipped],
        "warnings": [{"place": place, "reason": reason} for place, reason in reading.warnings],
        "unused_fields": dict(reading.unused),
    }


def installations(planned: Sequence[Installation], *, dry_run: bool = False) -> str:
    """What was done (or would be) with each framework of an import; of many, how many and the first ones."""
    if len(planned) == 1:
        return _one(planned[0], dry_run)
    verb = "would be " if dry_run else ""
    counts = {change: [d for d in planned if d.change == change] for change in _CHANGES}
    out = [
        f"{counted(len(done), 'framework')} {'' if change == 'unchanged' else verb}{_CHANGES[change]}"
        for change, done in counts.items()
        if done
    ]
    shadowing = sum(done.shadows and done.change != "unchanged" for done in planned)
    if shadowing:
        out.append(f"{counted(shadowing, 'embedded framework')} of the same id stand behind them")
    lines = ["; ".join(out)]
    lines += [f"  {_title(done.framework)}, {_size(done.framework)}" for done in planned[:SHOWN]]
    if len(planned) > SHOWN:
        lines.append(f"  and {len(planned) - SHOWN:,} more: jdmatch frameworks list")
    return "\n".join(lines)


def _one(done: Installation, dry_run: bool) -> str:
    word = {
        "installed": "would be installed" if dry_run else "installed",
        "replaced": "would be replaced" if dry_run else "replaced",
        "unchanged": "already installed, nothing changed",
    }
    shadow = "; it now stands before the embedded one of the same id" if done.shadows and not dry_run else ""
    return f"{done.framework.id}: {done.framework.title}: {_size(done.framework)}: {word[done.change]}{shadow}"


def _title(framework: Framework) -> str:
    return f"{framework.id}  {clip(framework.title, 60)}"


def _size(framework: Framework) -> str:
    """How many statements, and how many a level."""
    if framework.scale is None:
        levels = "no levels"
    else:
        levels = ", ".join(f"{len(framework.at_level(name))} {name}" for name in framework.scale.levels)
    return f"{counted(len(framework.statements), 'statement')} ({levels})"


def found(query: str, answers: Sequence[Found]) -> str:
    """What a search found, best first, each with what in it answered."""
    if not answers:
        return f"No framework answers to '{query}'. All of them: jdmatch frameworks list"
    wide = max(len(a.framework.id) for a in answers)
    out = []
    for a in answers:
        out.append(f"{a.framework.id:{wide}}  {clip(a.framework.title, 60)}, {_size(a.framework)}")
        if a.where in ("alternate title", "part", "statement"):
            more = (
                f" ({counted(a.statements, 'statement')} in all)" if a.where == "statement" and a.statements > 1 else ""
            )
            out.append(f"{'':{wide}}    {a.where}: {clip(a.reason, _WIDTH)}{more}")
        elif a.where == "meaning":
            out.append(f"{'':{wide}}    near in meaning")
    return "\n".join(out)


def difference(old: Framework, new: Framework, changes: Difference) -> str:
    """What changed between two versions, kind by kind, each statement with its id and level."""
    names = [_version(f) for f in (old, new)]
    if changes.same:
        return f"{names[0]} and {names[1]} say the same: {counted(changes.unchanged, 'statement')}."
    out = [f"{names[0]} → {names[1]}"]
    counts = (
        (len(changes.added), "added"),
        (len(changes.dropped), "dropped"),
        (len(changes.reworded), "reworded"),
        (len(changes.moved), "moved between levels"),
        (changes.unchanged, "unchanged"),
    )
    out.append(", ".join(f"{n} {what}" for n, what in counts))
    out += [f"{name}: {before or 'none'} → {after or 'none'}" for name, before, after in changes.about]
    out += _section("Added", (f"+ {_line(s)}" for s in changes.added))
    out += _section("Dropped", (f"- {_line(s)}" for s in changes.dropped))
    out += _section("Reworded", (line for a, b in changes.reworded for line in (f"- {_line(a)}", f"+ {_line(b)}")))
    out += _section("Moved", (f"{a.level or 'no level'} → {b.level or 'no level'}  {b.text}" for a, b in changes.moved))
    return "\n".join(out)


def difference_data(old: Framework, new: Framework, changes: Difference) -> dict[str, Any]:
    """The same as data."""
    return {
        "schema": "jdmatch.diff/1",
        "old": {"id": old.id, "version": old.version, "sha256": old.sha256},
        "new": {"id": new.id, "version": new.version, "sha256": new.sha256},
        "added": [_data(s) for s in changes.added],
        "dropped": [_data(s) for s in changes.dropped],
        "reworded": [{"old": _data(a), "new": _data(b)} for a, b in changes.reworded],
        "moved": [{"old": _data(a), "new": _data(b)} for a, b in changes.moved],
        "unchanged": changes.unchanged,
        "about": [{"field": name, "old": before, "new": after} for name, before, after in changes.about],
    }


def _version(framework: Framework) -> str:
    return f"{framework.id} {framework.version}".strip()


def _section(name: str, lines: Iterator[str]) -> list[str]:
    listed_lines = [f"  {line}" for line in lines]
    return ["", name, *listed_lines] if listed_lines else []


def _line(statement: Statement) -> str:
    return f"[{statement.level}] {statement.text}" if statement.level else statement.text


def _data(statement: Statement) -> dict[str, Any]:
    return {"id": statement.id, "level": statement.level, "text": statement.text}
