"""What was read of framework files, what a search found and what changed between two versions, as text for people.

An import report accounts for every row: so many read, so many kept, and each one that was not, with its place and
reason. Whoever has to trust a framework must be able to see what jdmatch made of the file. Ids may be short codes or
whole addresses, so what stands beside them keeps its column, and a long one has a line of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import PurePath
from typing import Any

from jdmatch.frameworks import FORMATS, Difference, Entry, Found, Installation, Reading
from jdmatch.records import Framework, Heading, Statement
from jdmatch.report.build import ref
from jdmatch.report.explain import level_labels
from jdmatch.report.text import clip, counted, listed

# How many skipped rows, warnings, frameworks and fields are listed before the rest is only counted.
SHOWN = 12
_WIDTH = 100
# The longest ids of frameworks and of statements beside which something stands, and the longest title in a list.
_ID, _STATEMENT_ID, _TITLE = 24, 40, 58
_CHANGES = {"installed": "installed", "replaced": "replaced", "unchanged": "already installed"}


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


def listing(rows: Sequence[Entry]) -> str:
    """The library by field of work: each framework with its statements a level and where it comes from."""
    wide = _column([row.id for row in rows], _ID)
    title = min(max((len(row.title) for row in rows), default=0), _TITLE)
    out: list[str] = []
    for group, members in groupby(sorted(rows, key=lambda r: (_field(r), r.id, r.shadowed)), key=_field):
        out.append(group)
        for row in members:
            out += _beside(row.id, _entry(row, title), wide, indent=2)
    return "\n".join(out)


def _field(row: Entry) -> str:
    return row.group or "Other"


def _entry(row: Entry, wide: int) -> str:
    if row.damaged:
        return f"damaged: {row.damaged}"
    counts = "/".join(str(n) for _, n in row.levels) or "no levels"
    noun = "statement" if row.statements == 1 else "statements"
    origin = "embedded" if row.origin == "embedded" else "imported"
    origin += f" ({row.source})" if row.source else ""
    origin += ", shadowed by an imported one" if row.shadowed else ""
    return f"{clip(row.title, wide):{wide}}  {row.statements:5,} {noun:10} ({counts}), {origin}"


def _column(ids: Iterable[str], most: int) -> int:
    """The width of a column of ids; longer ones than ``most`` do not count."""
    return max((len(name) for name in ids if len(name) <= most), default=0)


def _beside(name: str, text: str, wide: int, indent: int) -> list[str]:
    """An id with a text beside it, or below it where the id is longer than its column."""
    lead = " " * indent
    return [f"{lead}{name:{wide}}  {text}"] if len(name) <= wide else [f"{lead}{name}", f"{lead}{'':{wide}}  {text}"]


def shown(framework: Framework, level: str | None = None) -> str:
    """A framework's statements with their ids under their headings, level by level, or those of one level alone."""
    scale = framework.scale
    out = _about(framework)
    if scale is None:
        return "\n".join([*out, "", *_statements(framework, framework.statements)])
    for name, label in zip(scale.levels, scale.labels, strict=True):
        if level in (None, name):
            out += ["", label, *_statements(framework, framework.at_level(name))]
    return "\n".join(out)


def _about(framework: Framework) -> list[str]:
    lines = [f"{framework.title} ({framework.id})", framework.description, framework.context]
    about = [framework.group, f"version {framework.version}" if framework.version else "", framework.licence]
    lines.append(", ".join(part for part in about if part))
    return [line for line in lines if line]


def refs(framework: Framework) -> dict[str, str]:
    """A short name for each statement by its id, as in the report of an analysis: D3."""
    labels = level_labels(framework, framework.scale.levels if framework.scale else ())
    seen: Counter[str | None] = Counter()
    out = {}
    for s in framework.statements:
        seen[s.level] += 1
        out[s.id] = ref(s.level, labels, seen[s.level])
    return out


def under_headings(
    framework: Framework, statements: Sequence[Statement]
) -> Iterator[tuple[str, tuple[Statement, ...]]]:
    """Statements that follow each other under one heading, with that heading behind those above it ("" for none)."""
    headings = {heading.id: heading for heading in framework.headings}
    for parent, members in groupby(statements, key=lambda s: s.parent):
        yield _way(parent, headings), tuple(members)


def _statements(framework: Framework, statements: Sequence[Statement]) -> Iterator[str]:
    """Each statement with its id, or with a long id below it; where there are headings, under these."""
    headings = {heading.id: heading for heading in framework.headings}
    longest = max((len(s.id) for s in framework.statements), default=0)
    last: str | None = None
    for s in statements:
        inside = s.parent in headings
        if s.parent is not None and inside and s.parent != last:
            yield f"  {_way(s.parent, headings)}"
        last = s.parent
        lead = "    " if inside else "  "
        if longest > _STATEMENT_ID:
            yield f"{lead}{s.text}"
            yield f"{lead}  {s.id}"
        else:
            yield f"{lead}{s.id:{longest}}  {s.text}"


def _way(name: str | None, headings: Mapping[str, Heading]) -> str:
    """A heading behind those above it."""
    texts: list[str] = []
    while name is not None and name in headings and len(texts) < len(headings):
        texts.append(headings[name].text)
        name = headings[name].parent
    return " › ".join(reversed(texts))


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
    changed = [done.framework for done in planned if done.change != "unchanged"]
    if not changed:
        return f"{out[0]}, nothing changed"
    shadowing = sum(done.shadows and done.change != "unchanged" for done in planned)
    if shadowing:
        stand = "stands" if shadowing == 1 else "stand"
        out.append(f"{counted(shadowing, 'embedded framework')} of the same id {stand} behind them")
    lines = ["; ".join(out)]
    wide = _column([f.id for f in changed[:SHOWN]], _ID)
    for f in changed[:SHOWN]:
        lines += _beside(f.id, f"{clip(f.title, 60)}, {_size(f)}", wide, indent=2)
    if len(changed) > SHOWN:
        lines.append(f"  and {len(changed) - SHOWN:,} more" + ("" if dry_run else ": jdmatch frameworks list"))
    return "\n".join(lines)


def _one(done: Installation, dry_run: bool) -> str:
    word = {
        "installed": "would be installed" if dry_run else "installed",
        "replaced": "would be replaced" if dry_run else "replaced",
        "unchanged": "already installed, nothing changed",
    }
    shadow = "; it now stands before the embedded one of the same id" if done.shadows and not dry_run else ""
    return f"{done.framework.id}: {done.framework.title}: {_size(done.framework)}: {word[done.change]}{shadow}"


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
    wide = _column([a.framework.id for a in answers], _ID)
    out = []
    for a in answers:
        out += _beside(a.framework.id, f"{clip(a.framework.title, 60)}, {_size(a.framework)}", wide, indent=0)
        if a.where in ("alternate title", "part", "statement"):
            more = (
                f" ({counted(a.statements, 'statement')} in all)" if a.where == "statement" and a.statements > 1 else ""
            )
            out.append(f"{'':{wide}}    {a.where}: {clip(a.reason, _WIDTH)}{more}")
        elif a.where == "meaning":
            out.append(f"{'':{wide}}    near in meaning")
    return "\n".join(out)


def difference(old: Framework, new: Framework, changes: Difference, given: tuple[str, str] = ("", "")) -> str:
    """What changed between two versions, kind by kind, each statement with its level. ``given`` is what the two were
    called by who asked, which tells them apart where their ids and versions do not."""
    names = [_version(f) for f in (old, new)]
    if names[0] == names[1]:
        names = [
            f"{said} ({name})" if name not in ("", f.id) else said
            for said, name, f in zip(names, given, (old, new), strict=True)
        ]
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
