"""The NICE framework for the cybersecurity workforce, from the JSON that NIST's reference tool (CPRT) gives out.

A file holds elements (categories, work roles, tasks, knowledge, skills) and relationships between them. A work role is
a framework: its statements are the tasks, knowledge and skills that relationships lead to, in their order, and its
category is its group. The same statement belongs to many roles, under the same id. There are no levels, so none are
given.

A relationship to an element that the file lacks is skipped with its place and does not refuse the file: such exports
also point to other documents and to what was withdrawn, and each costs one role one statement, while all else stays
true. The same holds for withdrawn elements. Elements that no work role leads to are counted as left out; as one
framework of everything they are read too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jdmatch.frameworks.fields import dumps_extra
from jdmatch.frameworks.items import Draft, Item
from jdmatch.frameworks.names_tables import plain_name
from jdmatch.frameworks.nice import tables as tables
from jdmatch.frameworks.notes import Notes, kind, step
from jdmatch.frameworks.outcome import Options
from jdmatch.frameworks.selection import select
from jdmatch.frameworks.structure import HEADING

_KNOWN_OF_ELEMENT = frozenset({"element_type", "element_identifier", "title", "text", "doc_identifier"})
_ENDS = ("source_element_identifier", "dest_element_identifier")
_KNOWN_OF_LINK = frozenset({*_ENDS, "source_doc_identifier", "dest_doc_identifier"}) | {
    "relationship_identifier",
    "provenance_doc_identifier",
}


@dataclass(frozen=True, slots=True)
class _Element:
    """One element, its texts cleaned; ``kind`` is its type as ``plain_name`` has it."""

    place: str
    id: str
    kind: str
    title: str
    text: str
    extra: tuple[tuple[str, str], ...]

    @property
    def statement(self) -> str:
        return self.text or self.title

    @property
    def withdrawn(self) -> bool:
        return any(tables.WITHDRAWN.match(text) for text in (self.text, self.title))


@dataclass(frozen=True, slots=True)
class _Link:
    place: str
    source: str
    dest: str
    extra: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _File:
    """A file, read: elements by their identifier, relationships, what was withdrawn, and the document it is about."""

    elements: dict[str, _Element]
    links: list[_Link]
    withdrawn: frozenset[str]
    document: Mapping[str, str]
    above: dict[str, list[_Element]] = field(default_factory=dict)
    below: dict[str, list[tuple[_Element, _Link]]] = field(default_factory=dict)

    def of(self, kinds: frozenset[str]) -> list[_Element]:
        return [element for element in self.elements.values() if element.kind in kinds]

    def statements_of(self, role: _Element) -> list[tuple[_Element, _Link]]:
        """The tasks, knowledge and skills that relationships lead to from a work role."""
        return [(element, link) for element, link in self.below.get(role.id, ()) if element.kind in tables.STATEMENTS]

    def category_of(self, role: _Element) -> _Element | None:
        """The category that leads to a work role, straight or by a specialty area."""
        above = self.above.get(role.id, [])
        further = [e for area in above if area.kind in tables.BETWEEN for e in self.above.get(area.id, ())]
        return next((e for e in (*above, *further) if e.kind in tables.CATEGORY), None)


def parse(value: Any, notes: Notes, options: Options) -> list[Draft]:
    """The drafts of an export's JSON value: one for each work role, or one of all statements (``options.as_one``).
    ``options.occupations`` takes work roles by identifier or title."""
    holder, path = _container(value, notes)
    file = _read(holder, path, notes)
    notes.stop_if_faulty()
    roles = _sorted_roles(file, notes)
    if not roles and not any(element.kind in tables.STATEMENTS for element in file.elements.values()):
        notes.stop(path, f"holds no work roles, tasks, knowledge or skills{_instead(file)}")
    _warn_of_unknown(file, notes)
    _join(file, notes)
    chosen = _chosen(roles, file, options, notes)
    return [_everything(file, chosen, options, notes)] if options.as_one else _by_role(file, roles, chosen, notes)


def _warn_of_unknown(file: _File, notes: Notes) -> None:
    """One warning for each type of element that jdmatch has no use for and does not know."""
    unknown: dict[str, list[_Element]] = {}
    for element in file.elements.values():
        if element.kind not in tables.STATEMENTS and element.kind not in tables.KNOWN:
            unknown.setdefault(element.kind, []).append(element)
    for name, found in unknown.items():
        notes.warn(found[0].place, f"is of the type {name!r}, which is not known: {len(found)} of them are not used")


def _container(value: Any, notes: Notes) -> tuple[Mapping[str, Any], str]:
    """The object that holds the list of elements, and its path: the tool's download wraps it twice."""
    here, path = value, "$"
    while isinstance(here, Mapping) and not isinstance(here.get("elements"), list):
        key = "response" if "response" in here else "elements"
        here, path = here.get(key), step(path, key)
    if not isinstance(here, Mapping):
        notes.stop(path, "is no list of elements, as a CPRT export of the NICE framework has")
    return here, path


def _instead(file: _File) -> str:
    """What a CPRT export of another document is about, for the refusal."""
    title = file.document.get("name", "")
    return f": it is the export of another document ({title})" if title else ""


def _read(holder: Mapping[str, Any], path: str, notes: Notes) -> _File:
    elements: dict[str, _Element] = {}
    withdrawn = set()
    for i, value in enumerate(holder["elements"]):
        element = _element(value, step(step(path, "elements"), i), notes)
        if element is None:
            continue
        if element.id in elements:
            first = notes.place(elements[element.id].place)
            notes.fault(element.place, f"has the element_identifier {element.id!r}, which {first} has too")
        elements.setdefault(element.id, element)
        if element.kind in tables.WITHDRAWN_REASON:
            withdrawn.add(element.id.removeprefix("WR-"))
        elif element.withdrawn:
            withdrawn.add(element.id)
    links = _links(holder.get("relationships"), step(path, "relationships"), notes)
    return _File(elements, links, frozenset(withdrawn), _document(holder.get("documents"), path, notes))


def _element(value: Any, place: str, notes: Notes) -> _Element | None:
    if not isinstance(value, Mapping):
        notes.fault(place, f"must be an element, not {kind(value)}")
        return None
    found = plain_name(notes.text(value.get("element_type"), step(place, "element_type")))
    return _Element(
        place=place,
        id=notes.text(value.get("element_identifier"), step(place, "element_identifier")),
        kind=found,
        title=notes.optional(value.get("title"), step(place, "title")),
        text=notes.optional(value.get("text"), step(place, "text")),
        extra=_extra(value, _KNOWN_OF_ELEMENT, place, notes),
    )


def _links(values: Any, path: str, notes: Notes) -> list[_Link]:
    if values is not None and not isinstance(values, list):
        notes.fault(path, f"must be a list of relationships, not {kind(values)}")
    links = []
    for i, value in enumerate(values if isinstance(values, list) else ()):
        place = step(path, i)
        if not isinstance(value, Mapping):
            notes.fault(place, f"must be a relationship, not {kind(value)}")
            continue
        source, dest = (notes.text(value.get(end), step(place, end)) for end in _ENDS)
        links.append(_Link(place, source, dest, _extra(value, _KNOWN_OF_LINK, place, notes)))
    return links


def _extra(value: Mapping[str, Any], known: frozenset[str], place: str, notes: Notes) -> tuple[tuple[str, str], ...]:
    """Members that no field holds, as texts; what is no text becomes its JSON."""
    out = []
    for key, content in value.items():
        if key in known or content in (None, "", [], {}):
            continue
        plain = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        name, text = notes.optional(key, place, "the name of a member"), notes.optional(plain, step(place, key))
        out += [(name, text)] if name and text else []
    return tuple(out)


def _document(values: Any, path: str, notes: Notes) -> Mapping[str, str]:
    """What the file says of the document that it is an export of."""
    first = values[0] if isinstance(values, list) and values else {}
    place = step(step(path, "documents"), 0)
    if not isinstance(first, Mapping):
        notes.fault(place, f"must be a document, not {kind(first)}")
        return {}
    wanted = ("doc_identifier", "name", "version", "website")
    return {key: text for key in wanted if (text := notes.optional(first.get(key), step(place, key)))}


def _sorted_roles(file: _File, notes: Notes) -> list[_Element]:
    """The work roles that are in use, by the elements that say how to sort them, else in file order."""
    number = {
        link.source: file.elements[link.dest].title
        for link in file.links
        if link.dest in file.elements and file.elements[link.dest].kind in tables.SORT
    }
    roles = []
    for role in file.of(tables.ROLE):
        if role.id in file.withdrawn:
            notes.rows += 1
            notes.skip(role.place, f"is the work role {role.id}, which was withdrawn")
        else:
            roles.append(role)
    return sorted(roles, key=lambda role: number.get(role.id, "~"))


def _chosen(roles: Sequence[_Element], file: _File, options: Options, notes: Notes) -> set[str]:
    """The identifiers of the work roles that were asked for; all where nothing was."""
    names = {role.id: (role.id, role.title) for role in roles}
    filled = {role.id for role in roles if file.statements_of(role)}
    return select(options.occupations, names, filled, notes.name, "tasks, knowledge or skills")


def _join(file: _File, notes: Notes) -> None:
    """Sort the relationships by what they join, and skip those that lead to or from nothing."""
    for link in file.links:
        source, dest = file.elements.get(link.source), file.elements.get(link.dest)
        if source is None or dest is None:
            notes.rows += 1
            missing = link.source if source is None else link.dest
            notes.skip(link.place, f"names {missing!r}, and there is no such element")
            continue
        file.above.setdefault(dest.id, []).append(source)
        file.below.setdefault(source.id, []).append((dest, link))


def _by_role(file: _File, roles: Sequence[_Element], chosen: set[str], notes: Notes) -> list[Draft]:
    drafts = []
    reached: set[str] = set()
    for role in roles:
        found = file.statements_of(role)
        reached.update(element.id for element, _ in found)
        if role.id not in chosen:
            _leave_out(len(found), "statements of other work roles", notes)
            continue
        notes.rows += len(found)
        items = list(_role_items(found, file, notes))
        if items:
            drafts.append(_role(role, items, file, notes))
        else:
            notes.rows += 1
            notes.skip(role.place, f"is the work role {role.id}, and no task, knowledge or skill in use belongs to it")
    alone = sum(e.kind in tables.STATEMENTS and e.id not in reached for e in file.elements.values())
    _leave_out(alone, "statements of no work role", notes)
    if not drafts:
        notes.fault("", "holds no work role with statements" + (": --as-one reads the statements" if alone else ""))
    return drafts


def _leave_out(count: int, reason: str, notes: Notes) -> None:
    if count:
        notes.rows += count
        notes.left_out[reason] += count


def _role_items(found: Sequence[tuple[_Element, _Link]], file: _File, notes: Notes) -> Iterator[Item]:
    """The statements that relationships lead to, in their order."""
    seen: set[str] = set()
    for element, link in found:
        if element.id in seen:
            notes.skip(link.place, f"leads to {element.id} a second time")
        elif reason := _unfit(element, file):
            notes.skip(link.place, f"leads to {element.id}, which {reason}")
        else:
            yield _item(element, link.extra)
        seen.add(element.id)


def _unfit(element: _Element, file: _File) -> str:
    """Why an element can be no statement; "" where it can."""
    if element.id in file.withdrawn:
        return "was withdrawn"
    return "" if element.statement else "has no text"


def _item(element: _Element, more: tuple[tuple[str, str], ...], parent: str = "") -> Item:
    name, heading = tables.STATEMENTS[element.kind]
    return Item(
        place=element.place,
        text=element.statement,
        id=element.id,
        category=heading,
        kind=name,
        parent=parent,
        extra=(*element.extra, *more),
        aliases=(element.title,) if element.title and element.title != element.statement else (),
    )


def _role(role: _Element, items: Sequence[Item], file: _File, notes: Notes) -> Draft:
    category = file.category_of(role)
    codes = [e.title or e.id for e, _ in file.below.get(role.id, ()) if e.kind in tables.OPM_CODE]
    kept: dict[str, Any] = {"doc_identifier": file.document.get("doc_identifier", ""), "opm_codes": codes}
    if category is not None:
        kept["category"] = {"element_identifier": category.id, "title": category.title, "text": category.text}
    kept |= dict(role.extra)
    return Draft(
        format="nice",
        items=items,
        id=role.id,
        title=role.title,
        description=role.text,
        group="" if category is None else category.title or category.id,
        version=file.document.get("version", ""),
        licence=tables.LICENCE,
        attribution=_attribution(file),
        extra=dumps_extra({"nice": {key: value for key, value in kept.items() if value}}, notes),
    )


def _attribution(file: _File) -> str:
    parts = (file.document.get("name", ""), tables.PUBLISHER, file.document.get("website", ""))
    return ", ".join(part for part in parts if part)


def _everything(file: _File, chosen: set[str], options: Options, notes: Notes) -> Draft:
    """All statements, each once, under a heading for each kind; with ``occupations`` those of the named work roles."""
    roles_of: dict[str, list[str]] = {}
    for role in chosen:
        for element, _ in file.statements_of(file.elements[role]):
            roles_of.setdefault(element.id, []).append(role)
    elements = [e for e in file.elements.values() if e.kind in tables.STATEMENTS]
    wanted = [e for e in elements if e.id in roles_of] if options.occupations else elements
    _leave_out(len(elements) - len(wanted), "statements of other work roles", notes)
    notes.rows += len(wanted)
    items: dict[str, list[Item]] = {}
    for element in wanted:
        if reason := _unfit(element, file):
            notes.skip(element.place, f"is {element.id}, which {reason}")
            continue
        of = "; ".join(sorted(roles_of.get(element.id, ())))
        heading = tables.STATEMENTS[element.kind][1]
        items.setdefault(heading, []).append(_item(element, (("work_roles", of),) if of else (), parent=heading))
    # The headings are the file's own division by type, and count as rows since they are kept.
    notes.rows += len(items)
    headings = [Item("", heading, id=heading, kind=HEADING) for heading in items]
    return Draft(
        format="nice",
        items=[*headings, *(item for group in items.values() for item in group)],
        id=file.document.get("doc_identifier", ""),
        title=file.document.get("name", ""),
        version=file.document.get("version", ""),
        licence=tables.LICENCE,
        attribution=_attribution(file),
    )
