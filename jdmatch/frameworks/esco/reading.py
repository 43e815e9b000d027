"""ESCO: the tables of a release, as one framework an occupation, or as one of all its skills.

The statements of an occupation are the skills and the knowledge that it is related to, essential (weight 1) or optional
(½). A skill's URI is its id in every framework that it stands in. Where only a table of skills is given, or one
framework is asked for, the skills are one framework without weights. ESCO's hierarchies of skills are not used: what
has narrower skills there is itself a skill that a posting asks for, and no heading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from jdmatch.errors import SettingsError
from jdmatch.frameworks.bundle import Member
from jdmatch.frameworks.esco import tables as esco
from jdmatch.frameworks.esco.release import Concept, Release, concepts, major_groups, relations, sort_members
from jdmatch.frameworks.fields import dumps_extra
from jdmatch.frameworks.items import Draft, Item
from jdmatch.frameworks.notes import Notes
from jdmatch.frameworks.outcome import Options
from jdmatch.frameworks.selection import select

OTHERS = "relations of occupations that were not asked for"
UNRELATED = "skills of no occupation"


def parse(members: Sequence[Member], notes: Notes, options: Options) -> Iterator[Draft]:
    """The draft of each occupation that was asked for, in the order of the table of occupations, or of all skills.

    Refused at once where the tables do not make frameworks; SettingsError for an occupation that is not there.
    """
    release = sort_members(members, options.language, notes)
    alone = set(release.tables) <= {"skills", "groups"}
    if "skills" in release.tables and (options.as_one or alone):
        if options.occupations:
            reason = "one framework of all skills was asked for" if options.as_one else "it has a table of skills alone"
            raise SettingsError(f"{notes.name} is not read by occupation, since {reason}: leave --occupations away.")
        yield _all_skills(release, notes)
        return
    _check_tables(release, notes, as_one=options.as_one)
    yield from _by_occupation(release, notes, options)


def _check_tables(release: Release, notes: Notes, *, as_one: bool) -> None:
    has = ", ".join(esco.USUAL_NAMES[kind] for kind in release.tables) or "none of them"
    if as_one:
        notes.stop("", f"has no table of skills for one framework of all skills; it has: {has}")
    if "relations" not in release.tables:
        more = ", or take all skills with --as-one" if "skills" in release.tables else ""
        notes.stop(
            "",
            f"does not say which skills an occupation has; it has: {has}. Put occupationSkillRelations beside it and "
            f"name the folder{more}.",
        )
    if "skills" not in release.tables:
        table = release.tables["relations"]
        if table.column(esco.COLUMNS["skill label"]) is None:
            notes.stop("", f"has relations without labels of skills; it has: {has}. Put the table of skills beside it")


def _skipper(notes: Notes) -> Callable[[str, str], None]:
    """What counts a row and skips it."""

    def skip(place: str, reason: str) -> None:
        notes.rows += 1
        notes.skip(place, reason)

    return skip


def _all_skills(release: Release, notes: Notes) -> Draft:
    items = []
    for skill in concepts(release.tables["skills"], notes, _skipper(notes), count=True).values():
        if skill.refused:
            notes.skip(skill.place, f"is a skill {skill.refused}")
        else:
            items.append(_item(skill, skill.place))
    return Draft(
        format="esco",
        items=items,
        id=esco.ONE_ID,
        title=esco.ONE_TITLE,
        version=release.version,
        licence=esco.LICENCE,
        attribution=_attribution(release),
        language=release.language,
    )


def _by_occupation(release: Release, notes: Notes, options: Options) -> Iterator[Draft]:
    skip = _skipper(notes)
    tables = release.tables
    known = concepts(tables["skills"], notes, skip) if "skills" in tables else None
    listed = concepts(tables["occupations"], notes, skip) if "occupations" in tables else None
    links = _Links(known, listed, notes)
    for place, cells in relations(tables["relations"], notes, skip):
        notes.rows += 1
        links.add(place, cells)
    notes.stop_if_faulty()
    occupations = links.occupations
    names = {uri: tuple(n for n in (_code(o), uri, _framework_id(o), o.label)) for uri, o in occupations.items()}
    chosen = select(options.occupations, names, links.related.keys(), notes.name, "skills")
    links.report(chosen, all_asked=not options.occupations)
    groups = major_groups(release, notes)
    first: dict[str, Concept] = {}
    for uri, occupation in occupations.items():
        if uri not in chosen or uri not in links.related:
            continue
        framework_id = _framework_id(occupation)
        earlier = first.setdefault(framework_id, occupation)
        if earlier is not occupation:
            notes.fault(occupation.place, f"has the code {occupation.code}, which {notes.place(earlier.place)} has too")
        yield _draft(occupation, list(links.related[uri].values()), release, groups, notes)


class _UnusableError(Exception):
    """A relation that can not be a statement, and why."""


class _Links:
    """The skills of each occupation, as the relations name them one by one."""

    def __init__(
        self, skills: Mapping[str, Concept] | None, occupations: Mapping[str, Concept] | None, notes: Notes
    ) -> None:
        self.skills = skills
        self.listed = occupations
        self.occupations: dict[str, Concept] = dict(occupations or {})
        self.related: dict[str, dict[str, Item]] = {}
        self.notes = notes
        self._used: set[str] = set()

    def add(self, place: str, cells: Mapping[str, str]) -> None:
        """Take a relation, or skip it with its reason."""
        self._used.add(cells["skill"])
        try:
            occupation, skill = self._occupation(place, cells), self._skill(place, cells)
        except _UnusableError as error:
            self.notes.skip(place, str(error))
            return
        relation = self.notes.optional(cells.get("relation"), place, "the relationType")
        item = _item(skill, place, relation)
        first = self.related.setdefault(occupation.uri, {}).setdefault(skill.uri, item)
        if first is not item and first.category == relation:
            self.notes.skip(place, f"repeats the relation of {first.place}")
        elif first is not item:
            self.notes.fault(
                place, f"says {relation!r} of {skill.uri}, and {self.notes.place(first.place)} {first.category!r}"
            )

    def _occupation(self, place: str, cells: Mapping[str, str]) -> Concept:
        uri = cells["occupation"]
        if not uri:
            raise _UnusableError("names no occupation")
        found = self.occupations.get(uri)
        if found is None and self.listed is not None:
            shown = _shown(uri, cells.get("occupation label", ""))
            raise _UnusableError(f"names the occupation {shown}, which the release lacks")
        if found is None:
            label = self.notes.optional(cells.get("occupation label"), place, "the occupationLabel")
            found = Concept(self.notes.text(uri, place, "the occupationUri"), label, place)
            self.occupations[uri] = found
        if found.refused:
            raise _UnusableError(f"names the occupation {_shown(uri, found.label)}, {found.refused}")
        return found

    def _skill(self, place: str, cells: Mapping[str, str]) -> Concept:
        uri = cells["skill"]
        if not uri:
            raise _UnusableError("names no skill")
        if self.skills is not None:
            found = self.skills.get(uri)
            if found is None or found.refused:
                lack = found.refused if found else "which the release lacks"
                shown = _shown(uri, found.label if found else cells.get("skill label", ""))
                raise _UnusableError(f"names the skill {shown}, {lack}")
            return found
        label = self.notes.optional(cells.get("skill label"), place, "the skillLabel")
        if not label:
            raise _UnusableError(f"names the skill {uri} without a label")
        kind = self.notes.optional(cells.get("skill type"), place, "the skillType")
        return Concept(self.notes.text(uri, place, "the skillUri"), label, place, type=kind)

    def report(self, chosen: set[str], *, all_asked: bool) -> None:
        """Count what was not asked for, and the skills and occupations that no relation names."""
        notes = self.notes
        for uri in [uri for uri in self.related if uri not in chosen]:
            notes.left_out[OTHERS] += len(self.related[uri])
        unrelated = sum(uri not in self._used for uri in self.skills or ())
        if unrelated:
            notes.rows += unrelated
            notes.left_out[UNRELATED] += unrelated
        if any(not o.label for uri, o in self.occupations.items() if uri in chosen):
            notes.warn("", "has no labels of occupations (occupations): they are called by their ids")
        empty = [o for uri, o in self.occupations.items() if uri not in self.related and not o.refused]
        if empty and all_asked:
            verb = "occupation has" if len(empty) == 1 else "occupations have"
            shown = ", ".join(f"{_code(o)} {o.label}".strip() for o in empty[:2]) + (", …" if len(empty) > 2 else "")
            notes.warn("", f"{len(empty)} {verb} no skills and can not be a framework ({shown})")


def _shown(uri: str, label: str) -> str:
    """A concept in a message; its label helps whoever reads it, where one is known and can be printed."""
    return f"{label!r} ({uri})" if label.strip() else uri


def _item(skill: Concept, place: str, relation: str = "") -> Item:
    about = (("description", skill.description),) if skill.description else ()
    kind = skill.type.split("/")[0].casefold()
    return Item(
        place=place,
        text=skill.label,
        id=skill.uri,
        category=relation,
        weight=esco.RELATION_WEIGHTS.get(relation.casefold()),
        code=skill.code,
        extra=(*about, *skill.extra),
        kind=kind,
        aliases=skill.others,
    )


def _draft(
    occupation: Concept, items: Sequence[Item], release: Release, groups: Mapping[str, str], notes: Notes
) -> Draft:
    members = {"uri": occupation.uri, "code": occupation.code, "iscoGroup": occupation.isco, **dict(occupation.extra)}
    kept = {name: value for name, value in members.items() if value}
    return Draft(
        format="esco",
        items=items,
        id=_framework_id(occupation),
        title=occupation.label,
        version=release.version,
        description=occupation.description,
        group=groups.get((occupation.isco or occupation.code)[:1], ""),
        licence=esco.LICENCE,
        attribution=_attribution(release),
        alternate_titles=occupation.others,
        extra=dumps_extra({"esco": kept}, notes),
        language=release.language,
    )


def _code(occupation: Concept) -> str:
    return occupation.code or occupation.uri.rstrip("/#").replace("#", "/").split("/")[-1]


def _framework_id(occupation: Concept) -> str:
    return f"esco-{_code(occupation)}"


def _attribution(release: Release) -> str:
    return esco.ATTRIBUTION.format(version=f" ({release.version})" if release.version else "")
