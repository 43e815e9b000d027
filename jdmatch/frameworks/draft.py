"""From what a file says to a validated ``Framework``: the checks that every format shares, and the canonical hash.

A reader hands over a ``Draft`` whose texts are cleaned; here ids are found unique or refused, headings are told from
statements (``structure``), levels are put on one scale, and everything is hashed. ``sha256`` covers what a score
depends on (id, levels with their positions, statements), so that one content in two formats is one framework; titles,
labels, headings and licences are not in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from urllib.parse import quote

from jdmatch.frameworks.items import Draft, Item
from jdmatch.frameworks.levels import place_levels
from jdmatch.frameworks.notes import Notes, unprintable
from jdmatch.frameworks.structure import HEADING, in_one_language, split_headings
from jdmatch.records import Framework, Heading, LevelScale, Statement

MAX_ID_BYTES = 200


def assemble(
    draft: Draft,
    notes: Notes,
    *,
    id: str | None,
    stem: str | None,
    origin: str,
    source: bytes = b"",
    source_sha256: str = "",
    language: str = "",
) -> Framework:
    """The framework of a draft. FrameworkError with every fault of ``notes`` and of the checks made here.

    The framework's id is ``id``, else the file's own, else the file's name (``stem``). ``language`` keeps the items in
    that language alone; without it, items in two languages are a fault.
    """
    framework_id = id or draft.id or stem or ""
    if not framework_id:
        notes.fault("", "names no id for the framework: give one (--id ID)")
    elif (reason := id_fault(framework_id)) is not None:
        notes.fault("", f"the framework's id {reason}")
    items, chosen = in_one_language(draft.items, draft.language, language, notes)
    headings, items = split_headings(items, notes)
    if not items and not notes.faults:
        notes.fault("", "holds no statements" + (f" in the language {language!r}" if language else ""))
    given = [(item.place, item.level) for item in items]
    if draft.scale_refused:
        # What stands on a scale that could not be read is not known; one fault is enough.
        given = [(place, "") for place, _ in given]
    scale, levels = place_levels(given, draft.scale, notes, draft.how_to_declare)
    ids = _statement_ids(framework_id, headings, items, levels, notes)
    notes.stop_if_faulty()
    statements = tuple(
        Statement(
            id=statement_id,
            text=item.text,
            framework=framework_id,
            level=level,
            category=item.category or None,
            code=item.code or None,
            weight=item.weight,
            extra=item.extra,
            kind=item.kind or None,
            parent=item.parent or None,
            aliases=item.aliases,
        )
        for item, level, statement_id in zip(items, levels, ids, strict=True)
    )
    return Framework(
        id=framework_id,
        title=draft.title or framework_id,
        statements=statements,
        sha256=canonical_sha256(framework_id, scale, statements),
        scale=scale,
        version=draft.version,
        description=draft.description,
        context=draft.context,
        group=draft.group,
        job_zone=draft.job_zone,
        licence=draft.licence,
        attribution=draft.attribution,
        alternate_titles=draft.alternate_titles,
        format=draft.format,
        origin=origin,
        extra=draft.extra,
        headings=tuple(_heading(item) for item in headings),
        language=chosen,
        source_sha256=source_sha256 or (hashlib.sha256(source).hexdigest() if source else ""),
        source=source,
    )


def _heading(item: Item) -> Heading:
    kept = [("level", item.level), ("category", item.category)]
    kept += [("weight", "" if item.weight is None else repr(item.weight)), ("aliases", "; ".join(item.aliases))]
    known = {name for name, _ in item.extra}
    return Heading(
        id=item.id,
        text=item.text,
        parent=item.parent or None,
        code=item.code or None,
        kind=None if item.kind in ("", HEADING) else item.kind,
        extra=(*item.extra, *((name, value) for name, value in kept if value and name not in known)),
    )


def id_fault(framework_id: str) -> str | None:
    """Why a framework can not have this id, or None. An id is also the name of a file in the library."""
    if framework_id != framework_id.strip() or not framework_id:
        return "must not be blank or have blanks around it"
    if (reason := unprintable(framework_id)) is not None:
        return reason
    if len(quote(framework_id, safe="")) > MAX_ID_BYTES:
        return f"is too long: {framework_id[:40]}…"
    return None


def _statement_ids(
    framework_id: str, headings: Sequence[Item], items: Sequence[Item], levels: Sequence[str | None], notes: Notes
) -> list[str]:
    """The source's own ids, or ``{framework}/{level}/{n}`` where no statement has one."""
    if not any(item.id for item in items):
        return numbered_ids(framework_id, levels)
    first: dict[str, str] = {}
    for item in (*headings, *items):
        if not item.id:
            notes.fault(item.place, "has no id, though other statements have one")
        elif item.id in first:
            notes.fault(item.place, f"has the id {item.id!r}, which {notes.place(first[item.id])} has too")
        else:
            first[item.id] = item.place
    return [item.id for item in items]


def numbered_ids(framework_id: str, levels: Sequence[str | None]) -> list[str]:
    """``{framework}/{level}/{n}``, n from 1 within the level in file order; without levels ``{framework}/{n}``."""
    counts: dict[str | None, int] = {}
    out = []
    for level in levels:
        counts[level] = counts.get(level, 0) + 1
        out.append(f"{framework_id}/{counts[level]}" if level is None else f"{framework_id}/{level}/{counts[level]}")
    return out


def canonical_sha256(framework_id: str, scale: LevelScale | None, statements: Sequence[Statement]) -> str:
    """Hex sha256 of the canonical content: id, levels and positions, and each statement's id, text, level, category
    and weight, as compact JSON."""
    content = [
        "jdmatch.framework/1",
        framework_id,
        None if scale is None else [list(scale.levels), list(scale.positions)],
        [[s.id, s.text, s.level, s.category, s.weight] for s in statements],
    ]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
