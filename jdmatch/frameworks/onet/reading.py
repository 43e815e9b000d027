"""O*NET: the tables of a release, as one framework an occupation whose statements are its tasks.

A table is known by its columns and never by its file's name, so that the text edition, the Excel edition saved as text,
the SQL edition's exports and whatever somebody renamed are read alike; Task Statements is the only one that must be
there. Titles, descriptions, job zones, detailed work activities and ratings are taken where their tables are.

O*NET has no levels, and none are made. A task weighs what people in the occupation said that it matters (Task Ratings,
scale IM, 1 to 5). Without ratings O*NET's own classification stands in: Core 1, Supplemental ½, and a task without a
type has no weight, which counts like the average of the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jdmatch.errors import SettingsError
from jdmatch.frameworks.bundle import Member
from jdmatch.frameworks.delimited import Table
from jdmatch.frameworks.items import Draft, Item
from jdmatch.frameworks.notes import Notes
from jdmatch.frameworks.onet import tables as onet
from jdmatch.frameworks.onet.release import Beside, Release, read_beside, sort_members
from jdmatch.frameworks.outcome import Options
from jdmatch.frameworks.selection import select

OTHERS = "tasks of occupations that were not asked for"


@dataclass(frozen=True, slots=True)
class _Task:
    place: str
    id: str
    text: str
    type: str
    extra: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Columns:
    """Column numbers of Task Statements, and of what no field holds by the name of its column."""

    soc: int
    id: int
    text: int
    type: int | None
    title: int | None
    rest: Sequence[tuple[str, int]]

    @classmethod
    def of(cls, table: Table) -> _Columns:
        soc, task_id, text = (table.needed(onet.COLUMNS[field]) for field in ("soc", "task id", "task"))
        kind, title = table.column(onet.COLUMNS["type"]), table.column(onet.COLUMNS["title"])
        used = (soc, task_id, text, kind, title)
        rest = [(name, i) for i, name in enumerate(table.cells) if name and i not in used]
        return cls(soc, task_id, text, kind, title, rest)


@dataclass(frozen=True, slots=True)
class _Tasks:
    """The tasks of each occupation by its code, in file order, and the titles that stand beside them."""

    of: Mapping[str, Sequence[_Task]]
    titles: Mapping[str, str]


def parse(members: Sequence[Member], notes: Notes, options: Options) -> Iterator[Draft]:
    """The draft of each occupation that was asked for, in the order of Task Statements.

    Refused at once where no table holds tasks or where two do; SettingsError for an occupation that is not there.
    """
    if options.as_one:
        raise SettingsError("O*NET is read as one framework an occupation: leave --as-one away.")
    release = sort_members(members, notes)
    tasks = _tasks(release.tables["tasks"], notes)
    beside = read_beside(release, notes)
    titles = {**tasks.titles, **beside.titles}
    notes.stop_if_faulty()
    known = {code: (code, titles.get(code, "")) for code in {**beside.titles, **tasks.of}}
    chosen = select(options.occupations, known, tasks.of.keys(), notes.name, "tasks")
    _report(tasks, beside, chosen, notes, all_asked=not options.occupations)
    for code, own in tasks.of.items():
        if code in chosen:
            yield _draft(code, own, titles.get(code, ""), beside, release)


def _tasks(table: Table, notes: Notes) -> _Tasks:
    """Every task that can be a statement; the others are skipped with their reason."""
    columns = _Columns.of(table)
    of: dict[str, dict[str, _Task]] = {}
    titles: dict[str, str] = {}

    def skip(place: str, reason: str) -> None:
        notes.rows += 1
        notes.skip(place, reason)

    for place, cells in table.rows(notes, skip, literal=True):
        code = cells[columns.soc]
        reason = _unusable(code, cells[columns.id], cells[columns.text])
        if reason is not None:
            skip(place, reason)
            continue
        notes.rows += 1
        task = _task(place, cells, columns, notes)
        if code not in titles and (title := _optional(cells, columns.title, place, "the Title", notes)):
            titles[code] = title
        earlier = of.setdefault(code, {}).setdefault(task.id, task)
        if earlier is not task:
            _repeated(task, earlier, notes)
    return _Tasks({code: list(tasks.values()) for code, tasks in of.items()}, titles)


def _task(place: str, cells: Sequence[str], columns: _Columns, notes: Notes) -> _Task:
    rest = ((name, _optional(cells, i, place, f"the {name}", notes)) for name, i in columns.rest)
    return _Task(
        place=place,
        id=notes.text(cells[columns.id], place, "the Task ID"),
        text=notes.text(cells[columns.text], place, "the Task"),
        type=_optional(cells, columns.type, place, "the Task Type", notes),
        extra=tuple((name, value) for name, value in rest if value),
    )


def _optional(cells: Sequence[str], column: int | None, place: str, what: str, notes: Notes) -> str:
    return notes.text(cells[column], place, what) if column is not None and _given(cells[column]) else ""


def _unusable(code: str, task_id: str, text: str) -> str | None:
    """Why a row can be no statement, or None."""
    if not onet.SOC.fullmatch(code):
        return f"has {code[:20]!r} in the place of an O*NET-SOC code such as 43-3021.00"
    if not _given(task_id):
        return "has no Task ID"
    return None if _given(text) else "has no task text"


def _given(cell: str) -> bool:
    return cell.casefold() not in onet.NOT_AVAILABLE


def _repeated(task: _Task, earlier: _Task, notes: Notes) -> None:
    if task.text == earlier.text:
        notes.skip(task.place, f"repeats the task {task.id} of {earlier.place}")
    else:
        notes.fault(task.place, f"has the Task ID {task.id}, which {notes.place(earlier.place)} has with another text")


def _report(tasks: _Tasks, beside: Beside, chosen: set[str], notes: Notes, *, all_asked: bool) -> None:
    """Count what was not asked for, and warn of occupations that stand in one table only."""
    for code, own in tasks.of.items():
        if code not in chosen:
            notes.left_out[OTHERS] += len(own)
        elif beside.has_occupations and code not in beside.titles:
            known = tasks.titles.get(code)
            called = f"it is called {known!r}, as beside its tasks" if known else "it is called by its code"
            notes.warn(own[0].place, f"{code} is not in the table of occupations: {called}")
    untitled = [c for c in tasks.of if c in chosen and not beside.has_occupations and c not in tasks.titles]
    if untitled:
        notes.warn("", "has no titles of occupations (Occupation Data): they are called by their codes")
    empty = [code for code in beside.titles if code not in tasks.of]
    if empty and all_asked:
        verb = "occupation has" if len(empty) == 1 else "occupations have"
        shown = ", ".join(f"{code} {beside.titles[code]}" for code in empty[:2]) + (", …" if len(empty) > 2 else "")
        notes.warn("", f"{len(empty)} {verb} no tasks and can not be a framework ({shown})")
    linked = {(code, task.id) for code, own in tasks.of.items() for task in own}
    lost = sum(key not in linked for key in beside.activities)
    if lost:
        noun = "task that is" if lost == 1 else "tasks that are"
        notes.warn("", f"Tasks to DWAs names {lost:,} {noun} not in Task Statements")


def _draft(code: str, tasks: Sequence[_Task], title: str, beside: Beside, release: Release) -> Draft:
    rated = any((code, task.id) in beside.importance for task in tasks)
    others = beside.alternate_titles.get(code, ())
    return Draft(
        format="onet",
        items=[_item(code, task, beside, rated=rated) for task in tasks],
        id=code,
        title=title,
        version=release.version,
        description=beside.descriptions.get(code, ""),
        group=onet.GROUPS.get(code[:2], ""),
        job_zone=beside.job_zones.get(code),
        licence=onet.LICENCE,
        attribution=onet.ATTRIBUTION.format(release=f"{release.version} " if release.version else ""),
        alternate_titles=tuple(other for other in others if other.casefold() != title.casefold()),
    )


def _item(code: str, task: _Task, beside: Beside, *, rated: bool) -> Item:
    key = (code, task.id)
    weight = beside.importance.get(key) if rated else onet.TYPE_WEIGHTS.get(task.type.casefold())
    activities = beside.activities.get(key, ())
    extra = task.extra
    if activities:
        extra += (("DWA ID", " | ".join(activities)),)
        named = [beside.activity_titles[activity] for activity in activities if activity in beside.activity_titles]
        extra += (("DWA Title", " | ".join(named)),) if named else ()
    return Item(
        place=task.place,
        text=task.text,
        id=f"{code}/{task.id}",
        category=task.type,
        weight=weight,
        extra=extra,
        kind="task",
    )
