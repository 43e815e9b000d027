"""The tables of an ESCO release: which is which, in what language and version, and the concepts that stand in them.

A release has sixteen tables a language; skills, occupations, the relations between them and the ISCO groups are used. A
concept is its URI, for ever, while its labels change from release to release.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from jdmatch.frameworks.bundle import Member
from jdmatch.frameworks.delimited import Rejected, Table, table_of
from jdmatch.frameworks.esco import tables as esco
from jdmatch.frameworks.notes import Notes
from jdmatch.frameworks.structure import primary


@dataclass(frozen=True, slots=True)
class Release:
    """The tables by their kind (see ``tables.KINDS``), the language of the skills ("" where no name tells), and
    the version."""

    tables: Mapping[str, Table]
    language: str
    version: str


@dataclass(frozen=True, slots=True)
class Concept:
    """A skill or an occupation. ``type`` is the skill's, ``code`` and ``isco`` the occupation's; ``extra`` is all that
    has no field, by the name of its column."""

    uri: str
    label: str
    place: str
    others: tuple[str, ...] = ()
    type: str = ""
    status: str = ""
    description: str = ""
    code: str = ""
    isco: str = ""
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def refused(self) -> str:
        """Why the concept is not used, or ""."""
        return "" if self.status.casefold() in esco.KEPT_STATUS else f"whose status is {self.status!r}"


def sort_members(members: Sequence[Member], language: str, notes: Notes) -> Release:
    """Each table that is used, by its kind. Refused at once where two are of one kind and language, or where there are
    two languages and none is wanted."""
    found: dict[str, list[Table]] = {}
    unused: list[str] = []
    for member in members:
        table = table_of(member, notes)
        kind = None if table is None else _kind(table)
        if table is not None and kind not in (None, "other"):
            found.setdefault(str(kind), []).append(table)
        elif table is not None:
            unused.append(member.path)
    collections = found.pop("collection", [])
    if "skills" in found:
        unused += [table.member.path for table in collections]
    elif collections:
        found["skills"] = collections
    # Skill groups have the columns of ISCO groups; their rows tell them apart.
    groups = found.pop("groups", [])
    tables = {kind: chosen for kind, of in found.items() if (chosen := _one(kind, of, language, notes)) is not None}
    notes.stop_if_faulty()
    if groups:
        tables.update(_isco(groups, language))
        unused += [table.member.path for table in groups if table is not tables.get("groups")]
    if unused:
        shown = ", ".join(sorted(Path(path).name for path in unused)[:3]) + (", …" if len(unused) > 3 else "")
        notes.warn("", f"holds {len(unused)} more table{'s' if len(unused) > 1 else ''}, not used here: {shown}")
    main = tables.get("skills") or tables.get("relations")
    return Release(tables, "" if main is None else _language(main), _version(members, notes))


def _kind(table: Table) -> str | None:
    return next((kind for kind, fields in esco.KINDS if table.has(fields, esco.COLUMNS)), None)


def _one(kind: str, tables: Sequence[Table], language: str, notes: Notes) -> Table | None:
    """The one table of a kind, in the wanted language where there are several."""
    if len(tables) == 1:
        return tables[0]
    tongues = [_language(table) for table in tables]
    wanted = [table for table, own in zip(tables, tongues, strict=True) if own and own == primary(language)]
    if len(wanted) == 1:
        return wanted[0]
    names = " and ".join(table.member.path for table in tables[:2]) + (" and others" if len(tables) > 2 else "")
    if all(tongues) and len(set(tongues)) == len(tongues):
        missing = f", and none in {language}" if language else ""
        end = f"in {', '.join(tongues)}{missing}: choose one with --language {'en' if 'en' in tongues else tongues[0]}"
    else:
        end = "of one kind: name the folder, archive or file of one"
    notes.fault("", f"holds several tables of {esco.USUAL_NAMES[kind]} ({names}) {end}")
    return None


def _isco(tables: Sequence[Table], language: str) -> Mapping[str, Table]:
    """The table of ISCO groups, by the type of the concepts in its first rows."""
    marked = [table for table in tables if b"ISCOGroup" in table.member.head()]
    fit = [table for table in marked if not language or _language(table) in ("", primary(language))]
    return {"groups": fit[0]} if fit else {}


def _language(table: Table) -> str:
    found = esco.LANGUAGE_IN_NAME.search(table.member.path)
    return found.group(1) if found and found.group(1) in esco.LANGUAGES else ""


def _version(members: Sequence[Member], notes: Notes) -> str:
    names = [Path(notes.name).name, *sorted({part for member in members for part in Path(member.path).parts[:-1]})]
    found = {hit.group(1) for name in names if (hit := esco.VERSION_IN_NAME.search(name))}
    return found.pop() if len(found) == 1 else ""


def concepts(
    table: Table, notes: Notes, skip: Callable[[str, str], None], *, count: bool = False
) -> dict[str, Concept]:
    """The concepts of a table by their URI, in file order. A row without URI or label is skipped, a URI that is there
    twice a fault. With ``count`` each row is one of ``notes.rows``; skipped ones are counted by ``skip``."""
    at = {field: table.column(esco.COLUMNS[field]) for field in esco.HELD}
    rest = [(name, i) for i, name in enumerate(table.cells) if name and i not in at.values()]
    out: dict[str, Concept] = {}
    for place, cells in table.rows(notes, skip):
        own = {field: cells[column] for field, column in at.items() if column is not None}
        missing = next((what for field, what in (("uri", "URI"), ("label", "label")) if not own[field]), None)
        if missing is not None:
            skip(place, f"is a concept without a {missing}")
            continue
        if count:
            notes.rows += 1
        concept = _concept(place, own, notes)
        extra = ((name, notes.optional(cells[i], place, f"the {name}")) for name, i in rest)
        concept = replace(concept, extra=tuple((name, value) for name, value in extra if value))
        first = out.setdefault(concept.uri, concept)
        if first is not concept:
            notes.fault(place, f"has the URI {concept.uri}, which {notes.place(first.place)} has too")
    return out


def _concept(place: str, own: Mapping[str, str], notes: Notes) -> Concept:
    label = notes.text(own["label"], place, "the preferredLabel")
    others = dict.fromkeys(
        cleaned
        for line in own.get("other labels", "").replace(" | ", "\n").splitlines()
        if (cleaned := notes.optional(line, place, "a label of altLabels"))
    )
    return Concept(
        uri=notes.text(own["uri"], place, "the URI"),
        label=label,
        place=place,
        others=tuple(other for other in others if other.casefold() != label.casefold()),
        type=notes.optional(own.get("skill type"), place, "the skillType"),
        status=notes.optional(own.get("status"), place, "the status"),
        description=notes.optional(own.get("description"), place, "the description"),
        code=notes.optional(own.get("code"), place, "the code"),
        isco=notes.optional(own.get("isco"), place, "the iscoGroup"),
    )


def major_groups(release: Release, notes: Notes) -> Mapping[str, str]:
    """Names of the ISCO major groups by their digit, in the release's language; the English ones where it has none and
    is not known to be in another."""
    table = release.tables.get("groups")
    own: dict[str, str] = {}
    if table is not None:
        rejected = Rejected("an ISCO group is")
        code, label = table.needed(esco.COLUMNS["code"]), table.needed(esco.COLUMNS["label"])
        for place, cells in table.rows(notes, rejected):
            if len(cells[code]) == 1 and cells[code].isdigit():
                own.setdefault(cells[code], notes.optional(cells[label], place, "the preferredLabel"))
        rejected.report(notes)
    return own or (esco.GROUPS if release.language in ("", "en") else {})


def relations(table: Table, notes: Notes, skip: Callable[[str, str], None]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """(place, cells by field) of each row of the relations."""
    fields = ("occupation", "occupation label", "relation", "skill type", "skill", "skill label")
    at = {field: column for field in fields if (column := table.column(esco.COLUMNS[field])) is not None}
    for place, cells in table.rows(notes, skip):
        yield place, {field: cells[column] for field, column in at.items()}
