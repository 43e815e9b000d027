"""Rich skill descriptors of the Open Skills Network, as OSMT gives them out: JSON, and three generations of CSV.

What is matched is the skill statement. The skill's name is an alias, so that a search finds the skill by it; its
address is the id. Keywords, occupations, alignments and whatever else a descriptor holds are kept as they are, in the
shape that they have in JSON, wherever they came from: a table that was read can be written as JSON. Descriptors have no
levels, and none are made up. Archived and deleted skills are skipped, since their authors took them out of use; drafts
are kept, and a warning counts them. A collection is a framework; a list or table of skills is one too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jdmatch.frameworks import names_tables as names
from jdmatch.frameworks.fields import dumps_extra
from jdmatch.frameworks.items import Draft, Item
from jdmatch.frameworks.notes import Notes, kind, step
from jdmatch.frameworks.outcome import Options
from jdmatch.frameworks.rsd import tables as tables
from jdmatch.frameworks.rsd.export import (
    from_text,
    is_obsolete,
    is_uuid,
    last_uuid,
    own_id,
    render,
    says_more,
    short_name,
)
from jdmatch.frameworks.table import Header, header_of, records_of

__all__ = ["parse", "parse_table", "render"]

_ONLY_NAMED = "names a skill and does not hold it: export the skills themselves"


def parse(value: Any, notes: Notes, _options: Options) -> list[Draft]:
    """The drafts of a JSON value: one for each collection, and one of all skills that stand in none."""
    if isinstance(value, list):
        drafts = _several(value, notes)
    elif not isinstance(value, Mapping):
        notes.stop("$", f"must be a skill, a list of skills or a collection of them, not {kind(value)}")
    elif "skills" in value:
        drafts = [_collection(value, "$", notes)]
    else:
        drafts = [_draft(_items([("$", value)], notes), notes)]
    return _something(drafts, notes)


def _something(drafts: list[Draft], notes: Notes) -> list[Draft]:
    """The drafts, with a fault that says why where every skill was skipped."""
    if notes.skipped and not any(draft.items for draft in drafts) and not notes.faults:
        place, reason = notes.skipped[0]
        notes.faults.append((place, f"{reason}; of {notes.rows} skills none is left"))
    return drafts


def _several(values: Sequence[Any], notes: Notes) -> list[Draft]:
    drafts, loose = [], []
    for i, member in enumerate(values):
        place = step("$", i)
        if not (isinstance(member, Mapping) and "skills" in member):
            loose.append((place, member))
            continue
        draft = _collection(member, place, notes)
        if draft.items or len(values) == 1:
            drafts.append(draft)
        else:
            notes.rows += 1
            notes.skip(place, "is a collection without a statement")
    return [*drafts, _draft(_items(loose, notes), notes)] if loose or not drafts else drafts


def _collection(value: Mapping[str, Any], place: str, notes: Notes) -> Draft:
    def text(member: str) -> str:
        return notes.optional(value.get(member), step(place, member))

    path = step(place, "skills")
    skills = value["skills"]
    if not isinstance(skills, list):
        notes.fault(path, f"must be a list of skills, not {kind(skills)}")
        skills = []
    uri, uuid = text("id"), text("uuid")
    own = notes.optional(own_id(uri, uuid), step(place, "id"))
    rest = {key: v for key, v in value.items() if key not in tables.COLLECTION_MEMBERS and v not in (None, "", [])}
    # An address can move with the server; the UUID is what names the collection wherever it is.
    lasting = uuid if is_uuid(uuid) and says_more(uri, uuid) else last_uuid(uri)
    if lasting not in ("", own):
        rest["id"], own = uri, lasting
    author = value.get("author")
    if author and not isinstance(author, str):
        rest["author"], author = author, None
    items = _items([(step(path, i), skill) for i, skill in enumerate(skills)], notes)
    return Draft(
        format="rsd",
        items=items,
        id=own,
        title=text("name") or _shared_collection(items, notes),
        description=text("description"),
        attribution=notes.optional(author, step(place, "author")),
        extra=dumps_extra({"rsd": rest}, notes) if rest else "",
    )


def _draft(items: Sequence[Item], notes: Notes) -> Draft:
    return Draft(format="rsd", items=items, title=_shared_collection(items, notes))


def _shared_collection(items: Sequence[Item], notes: Notes) -> str:
    """The name of the one collection that all skills are in, "" where there is none or are several."""
    found = {dict(item.extra).get("collections", "") for item in items}
    listed = from_text(found.pop()) if len(found) == 1 else ""
    named = listed[0] if isinstance(listed, list) and len(listed) == 1 else ""
    name = named.get("name") if isinstance(named, dict) else named
    if not isinstance(name, str) or not name:
        return ""
    return notes.optional(name, items[0].place, "the name of the collection")


def _items(skills: Sequence[tuple[str, Any]], notes: Notes) -> list[Item]:
    unfinished: list[str] = []
    notes.rows += len(skills)
    found = [_item(skill, place, notes, unfinished) for place, skill in skills]
    items = [item for item in found if item is not None]
    _warn_of_drafts(unfinished, notes)
    return items


def _warn_of_drafts(places: Sequence[str], notes: Notes) -> None:
    if places:
        more = f" ({len(places)} skills of the file are)" if len(places) > 1 else ""
        notes.warn(places[0], f"is a draft that its authors have not published{more}: kept, and may still change")


def _item(value: Any, place: str, notes: Notes, unfinished: list[str]) -> Item | None:
    """The statement of a skill, or None after it was skipped or refused."""
    if isinstance(value, str):
        notes.skip(place, _ONLY_NAMED)
        return None
    if not isinstance(value, Mapping):
        notes.fault(place, f"must be a skill, not {kind(value)}")
        return None

    def text(member: str) -> str:
        return notes.optional(value.get(member), step(place, member))

    statement = text("skillStatement")
    faulty = value.get("skillStatement") is not None and not isinstance(value["skillStatement"], str)
    if not statement:
        if not faulty:
            named = set(value) <= tables.ENVELOPE | {"id", "uuid"}
            notes.skip(place, _ONLY_NAMED if named else "has no skill statement")
        return None
    if _left_aside(text("status") or text("publishStatus"), place, notes, unfinished):
        return None
    uri, uuid = text("id"), text("uuid")
    own = notes.optional(own_id(uri, uuid), step(place, "id"))
    name = text("skillName")
    extra = _extra(value, place, notes)
    return Item(
        place=place,
        text=statement,
        id=own,
        category=_category(value, place, notes),
        extra=(("uuid", uuid), *extra) if says_more(uri, uuid) else extra,
        aliases=() if name in ("", short_name(statement)) else (name,),
    )


def _left_aside(status: str, place: str, notes: Notes, unfinished: list[str]) -> bool:
    """Whether a skill of this state is skipped; a draft is noted."""
    if is_obsolete(status):
        notes.skip(place, f"is {status.casefold()}: its authors took it out of use")
        return True
    if status.casefold() in tables.UNFINISHED:
        unfinished.append(place)
    return False


def _category(value: Mapping[str, Any], place: str, notes: Notes) -> str:
    """The categories as one text; there are several since OSMT 3, and one before."""
    parts = []
    for key in ("categories", "category"):
        path, given = step(place, key), value.get(key)
        if isinstance(given, list):
            parts += [notes.text(member, step(path, i)) for i, member in enumerate(given)]
        elif (text := notes.optional(given, path)) and text not in parts:
            parts.append(text)
    return "; ".join(parts)


def _extra(value: Mapping[str, Any], place: str, notes: Notes) -> tuple[tuple[str, str], ...]:
    """Members that no field holds, as texts; what is no text becomes its JSON. Nothing and empty lists are left out."""
    out = []
    for key, content in value.items():
        if key in tables.SKILL_MEMBERS or content is None or content in ("", [], {}):
            continue
        plain = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        kept = notes.optional(plain, step(place, key))
        own = key.removeprefix("extra.")
        taken = own != key and own in value and own not in tables.SKILL_MEMBERS
        name = notes.optional(key if taken else own, place, "the name of a member")
        if kept and name:
            out.append((name, kept))
    return tuple(out)


def parse_table(text: str, notes: Notes, _options: Options) -> list[Draft]:
    """The draft of a table in one of OSMT's three forms. Refused at once without a column of statements."""
    header = header_of(text)
    if header is None:
        notes.stop("", "holds no header row")
    columns = _columns(header, notes)
    skills = [(str(row), _row(row, cells, columns, header, notes)) for row, cells in records_of(text, header, notes)]
    return _something([_draft(_items(skills, notes), notes)], notes)


@dataclass(slots=True)
class _Columns:
    """Columns by number: of members with one value, of lists, of alignments (number, part), and all others by name."""

    single: dict[str, int] = field(default_factory=dict)
    lists: dict[str, list[int]] = field(default_factory=dict)
    alignments: dict[int, dict[str, int]] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)


def _columns(header: Header, notes: Notes) -> _Columns:
    out = _Columns()
    for at, cell in enumerate(header.cells):
        plain = names.plain_name(cell)
        member = tables.COLUMNS.get(plain, "")
        alignment = tables.ALIGNMENT.fullmatch(plain)
        if member in tables.LISTS:
            out.lists.setdefault(member, []).append(at)
            continue
        key = member or cell
        target = out.single if member else out.others
        if alignment:
            target = out.alignments.setdefault(int(alignment.group(1) or 1), {})
            key = tables.ALIGNMENT_PARTS[alignment.group(2)]
        if key in target and names.plain_name(header.cells[target[key]]) == plain:
            notes.fault(str(header.row), f"has the column {cell!r} twice")
        elif key in target:
            # Of two columns for one thing the first is read, and the second is kept.
            out.others[cell] = at
        elif key:
            target[key] = at
    if "skillStatement" not in out.single:
        shown = ", ".join(repr(cell) for cell in header.cells[:12])
        wanted = "Skill Statement or Contextualized Skill Statement"
        notes.stop(str(header.row), f"no column holds skill statements: the columns are {shown}. Call it {wanted}.")
    return out


def _row(row: int, cells: Sequence[str], columns: _Columns, header: Header, notes: Notes) -> dict[str, Any]:
    """A row as the skill that it would be in JSON."""
    texts = [notes.optional(cell, str(row), f"the {name}") for cell, name in zip(cells, header.cells, strict=False)]
    skill: dict[str, Any] = {member: texts[at] for member, at in columns.single.items()}
    skill["categories"] = _entries([skill.pop("category", "")])
    for member, key in tables.LISTS.items():
        entries = _entries([texts[at] for at in columns.lists.get(member, ())])
        skill[member] = [{key: entry} if key else entry for entry in entries]
    given = [{part: texts[at] for part, at in parts.items()} for _, parts in sorted(columns.alignments.items())]
    skill["alignments"] = [entry for parts in given for entry in _alignments(parts)]
    for name, at in columns.others.items():
        taken = name in skill or name in tables.SKILL_MEMBERS
        skill[f"extra.{name}" if taken else name] = texts[at]
    return skill


def _entries(cells: Sequence[str]) -> list[str]:
    """The entries of cells that hold lists, each once."""
    return list(dict.fromkeys(part.strip() for cell in cells for part in cell.split(";") if part.strip()))


def _alignments(parts: Mapping[str, str]) -> list[dict[str, Any]]:
    """What one group of columns says is alike elsewhere. The oldest form has one group, with lists in its cells."""
    link, title, framework = (parts.get(part, "") for part in ("id", "name", "framework"))
    links, titles = _entries([link]), _entries([title])
    several = not framework and len(links) == len(titles) > 1
    pairs = list(zip(links, titles, strict=True)) if several else [(link, title)]
    part_of = {"isPartOf": {"name": framework}} if framework else {}
    entries = [{key: value for key, value in (("id", a), ("skillName", b)) if value} | part_of for a, b in pairs]
    return [entry for entry in entries if entry]
