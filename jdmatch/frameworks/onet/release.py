"""The tables of an O*NET release: which is which, what release it is, and what stands beside the tasks.

A row that is of no use in a table beside the tasks takes no statement away, so it is a warning and no skipped row. All
that is kept is keyed by O*NET-SOC code, or by code and task id: a task id alone is unique today and promised nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jdmatch.frameworks.bundle import Member
from jdmatch.frameworks.delimited import Rejected, Table, table_of
from jdmatch.frameworks.fields import amount, job_zone
from jdmatch.frameworks.notes import Notes
from jdmatch.frameworks.onet import tables as onet

Key = tuple[str, str]

_NOTE_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Release:
    """The tables by their kind (see ``tables.KINDS``), of which ``tasks`` is always there, and the release."""

    tables: Mapping[str, Table]
    version: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known of occupations by their code, and of tasks by code and task id. ``has_occupations``: there is a
    table of them, so that ``titles`` has every occupation."""

    has_occupations: bool
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    job_zones: Mapping[str, int]
    alternate_titles: Mapping[str, Sequence[str]]
    importance: Mapping[Key, float]
    activities: Mapping[Key, Sequence[str]]
    activity_titles: Mapping[str, str]


def sort_members(members: Sequence[Member], notes: Notes) -> Release:
    """Each table that is used, by its kind. Refused at once without a table of tasks, or with two of one kind."""
    tables: dict[str, Table] = {}
    unused: list[str] = []
    for member in members:
        table = table_of(member, notes)
        kind = None if table is None else _kind(table)
        if table is None or kind is None:
            unused += [member.path] if table is not None else []
        elif kind in tables:
            notes.fault(
                member.path,
                f"is a second table of {onet.USUAL_NAMES[kind]}, beside {tables[kind].member.path}: name the folder or "
                "archive of one release",
            )
        else:
            tables[kind] = table
    notes.stop_if_faulty()
    if "tasks" not in tables:
        has = ", ".join(onet.USUAL_NAMES[kind] for kind in tables) or "none that jdmatch uses"
        notes.stop(
            "",
            "has no table of tasks, with the columns O*NET-SOC Code, Task ID and Task (Task Statements in a release). "
            f"It has: {has}. Put Task Statements beside it and name the folder.",
        )
    if unused:
        shown = ", ".join(sorted(Path(path).name for path in unused)[:3]) + (", …" if len(unused) > 3 else "")
        notes.warn("", f"holds {len(unused)} more table{'s' if len(unused) > 1 else ''}, not used here: {shown}")
    return Release(tables, _version(members, notes))


def _kind(table: Table) -> str | None:
    return next((kind for kind, fields in onet.KINDS if table.has(fields, onet.COLUMNS)), None)


def _version(members: Sequence[Member], notes: Notes) -> str:
    """The release as the folder or archive is called, else as a note to readers says it, else ""."""
    names = [Path(notes.name).name, *sorted({part for member in members for part in Path(member.path).parts[:-1]})]
    found = {".".join(hit.groups()) for name in names if (hit := onet.RELEASE_IN_NAME.search(name))}
    if not found:
        heads = [m.head(4096) for m in members if m.size < _NOTE_BYTES and "read" in Path(m.path).name.casefold()]
        texts = [head.decode("utf-8", "replace") for head in heads]
        found = {hit.group(1) for text in texts if (hit := onet.RELEASE_IN_TEXT.search(text))}
    return found.pop() if len(found) == 1 else ""


def read_beside(release: Release, notes: Notes) -> Beside:
    """All that stands in the tables beside the tasks."""
    tables = release.tables
    titles, descriptions = _occupations(tables.get("occupations"), notes)
    others: dict[str, dict[str, str]] = {}
    for kind, field in (("alternate titles", "alternate"), ("reported titles", "reported")):
        _titles(tables.get(kind), field, others, notes)
    activities, activity_titles = _activities(tables.get("links"), tables.get("activities"), notes)
    return Beside(
        has_occupations="occupations" in tables,
        titles=titles,
        descriptions=descriptions,
        job_zones=_job_zones(tables.get("zones"), notes),
        alternate_titles={code: list(own.values()) for code, own in others.items()},
        importance=_importance(tables.get("ratings"), notes),
        activities=activities,
        activity_titles=activity_titles,
    )


def _rows(table: Table | None, what: str, notes: Notes) -> Iterator[tuple[str, Callable[[str], str]]]:
    """(place, a field's cell by its name) of each usable row; "" for a field whose column is not there, or n/a."""
    if table is None:
        return
    rejected = Rejected(what)
    at = {field: table.column(aliases) for field, aliases in onet.COLUMNS.items()}
    for place, cells in table.rows(notes, rejected, literal=True):

        def cell(field: str, cells: Sequence[str] = cells) -> str:
            column = at[field]
            value = "" if column is None else cells[column]
            return "" if value.casefold() in onet.NOT_AVAILABLE else value

        if at["soc"] is not None and not onet.SOC.fullmatch(cell("soc")):
            rejected(place, "has no O*NET-SOC code")
            continue
        yield place, cell
    rejected.report(notes)


def _occupations(table: Table | None, notes: Notes) -> tuple[dict[str, str], dict[str, str]]:
    titles: dict[str, str] = {}
    descriptions: dict[str, str] = {}
    first: dict[str, str] = {}
    for place, cell in _rows(table, "an occupation is", notes):
        code = cell("soc")
        title = notes.optional(cell("title"), place, "the Title")
        if code in titles and titles[code] != title:
            notes.fault(place, f"calls {code} {title!r}, and {notes.place(first[code])} {titles[code]!r}")
        elif code not in titles:
            titles[code], first[code] = title, place
            descriptions[code] = notes.optional(cell("description"), place, "the Description")
    return titles, descriptions


def _titles(table: Table | None, field: str, others: dict[str, dict[str, str]], notes: Notes) -> None:
    """Add the titles of a table to ``others``: code → title in lower case → title."""
    for place, cell in _rows(table, "a title is", notes):
        title = notes.optional(cell(field), place, "the title")
        if title:
            others.setdefault(cell("soc"), {}).setdefault(title.casefold(), title)


def _job_zones(table: Table | None, notes: Notes) -> dict[str, int]:
    zones: dict[str, int] = {}
    for place, cell in _rows(table, "a job zone is", notes):
        zone = job_zone(cell("zone") or None, place, notes)
        if zone is not None and zones.setdefault(cell("soc"), zone) != zone:
            notes.fault(place, f"{cell('soc')} has the job zones {zones[cell('soc')]} and {zone}")
    return zones


def _importance(table: Table | None, notes: Notes) -> dict[Key, float]:
    """How important each task is, where it was rated. A value that O*NET recommends to suppress is kept: it is the best
    that is known of a task that stands among rated ones."""
    out: dict[Key, float] = {}
    for place, cell in _rows(table, "a rating is", notes):
        if cell("scale") != onet.IMPORTANCE:
            continue
        value = amount(cell("value"), place, notes, "the Data Value")
        if value is not None:
            out[cell("soc"), cell("task id")] = value
    return out


def _activities(
    links: Table | None, reference: Table | None, notes: Notes
) -> tuple[dict[Key, list[str]], dict[str, str]]:
    """The ids of each task's detailed work activities, and their titles from either table."""
    titles: dict[str, str] = {}
    for place, cell in _rows(reference, "a work activity is", notes):
        titles.setdefault(cell("dwa id"), notes.optional(cell("dwa title"), place, "the title of the activity"))
    of: dict[Key, list[str]] = {}
    for place, cell in _rows(links, "a link is", notes):
        activity = cell("dwa id")
        activity = activity if activity in titles else notes.optional(activity, place, "the id of the activity")
        if not activity:
            continue
        own = of.setdefault((cell("soc"), cell("task id")), [])
        if activity not in own:
            own.append(activity)
        if activity not in titles and cell("dwa title"):
            titles[activity] = notes.optional(cell("dwa title"), place, "the title of the activity")
    return of, {activity: title for activity, title in titles.items() if title}
