"""Which competency stands under which, and in which framework: CTDL-ASN says it in either direction, or in both.

Either direction may be missing and follows from the other. Where the two contradict each other, or name a competency
that is not there, no reading is the right one: a fault. Several parents are legal in CTDL-ASN and a statement here has
one: the first is taken, and the others are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from jdmatch.frameworks.ctdl import tables as ctdl
from jdmatch.frameworks.ctdl.nodes import Index, Node
from jdmatch.frameworks.ctdl.terms import references
from jdmatch.frameworks.notes import Notes


class Tree:
    """Competencies by number in ``index``: the ``parent`` of each, the ``members`` of each framework (by its number, or
    by the id of one that is not in the file), and ``others`` for references that no field holds."""

    def __init__(self, index: Index, notes: Notes) -> None:
        self.index, self.notes, self.nodes = index, notes, index.nodes
        types = [node.types for node in self.nodes]
        self.competencies = [i for i, names in enumerate(types) if ctdl.COMPETENCY in names]
        frameworks = [i for i, names in enumerate(types) if ctdl.FRAMEWORK in names]
        self.frameworks = frameworks or [i for i, names in enumerate(types) if ctdl.COLLECTION in names]
        self.alone = len(self.nodes) == 1
        self.others: dict[tuple[int, str], list[str]] = {}
        self.parent: dict[int, int] = {}
        self._listed: dict[int, list[int]] = {}
        self._top: dict[int, list[int]] = {}
        self._absent: dict[int, list[str]] = {}
        self._own: dict[int, list[int]] = {}
        self._read()
        self.members = self._membership()

    def _read(self) -> None:
        inside, holders = set(self.competencies), set(self.frameworks)
        either = inside | holders
        above: dict[int, list[int]] = {}
        claimed: dict[int, list[int]] = {}
        for i in self.frameworks:
            for name in (ctdl.HAS_TOP_CHILD, ctdl.HAS_CHILD, *ctdl.HAS_MEMBER):
                for j in self._targets(i, name, inside):
                    self._listed.setdefault(i, []).append(j)
                    if i not in self._own.setdefault(j, []):
                        self._own[j].append(i)
        for i in self.competencies:
            for j in self._targets(i, ctdl.HAS_CHILD, inside):
                self._listed.setdefault(i, []).append(j)
                claimed.setdefault(j, []).append(i)
            for name in (ctdl.CHILD_OF, ctdl.TOP_CHILD_OF):
                for j in self._targets(i, name, either):
                    if j in holders:
                        self._own.setdefault(i, []).append(j)
                    elif name == ctdl.CHILD_OF:
                        above.setdefault(i, []).append(j)
                    else:
                        self._fault(i, name, f"names {self.nodes[j].id!r}, which is no framework")
        for i in self.competencies:
            self._choose(i, list(dict.fromkeys(above.get(i, ()))), list(dict.fromkeys(claimed.get(i, ()))))

    def _targets(self, i: int, name: str, wanted: set[int]) -> list[int]:
        """The nodes that a property names; those that are not in the file are faults or absent frameworks."""
        node, out = self.nodes[i], []
        for reference in references(node.get(name), node.at(name), self.notes):
            found = self.index.find(reference)
            if found is not None and found in wanted:
                out.append(found)
            elif name == ctdl.TOP_CHILD_OF:
                self._absent.setdefault(i, []).append(reference)
                self.others.setdefault((i, name), []).append(reference)
            elif name in ctdl.HAS_MEMBER or self.alone:
                self._elsewhere(i, name, reference)
            else:
                what = "the file holds no such competency" if found is None else "it is no competency"
                self._fault(i, name, f"names {reference!r}, and {what}")
        return out

    def _elsewhere(self, i: int, name: str, reference: str) -> None:
        """A reference out of a file that need not hold what it names."""
        self.others.setdefault((i, name), []).append(reference)
        if name in ctdl.HAS_MEMBER:
            self.notes.rows += 1
            self.notes.skip(self.nodes[i].at(name), f"names the member {reference!r}, which the file does not hold")
        else:
            self.notes.warn(self.nodes[i].at(name), f"names {reference!r}, which the file does not hold")

    def _choose(self, i: int, above: list[int], claimed: list[int]) -> None:
        for j in claimed if above else ():
            if j not in above:
                said, other = self.nodes[above[0]].id, self.nodes[j].id
                self._fault(i, ctdl.CHILD_OF, f"names {said!r}, though {other!r} has it as a child (ceasn:hasChild)")
        parents = above or claimed
        if parents:
            self.parent[i] = parents[0]
        if len(parents) > 1:
            self.others[i, ctdl.CHILD_OF] = [self.nodes[j].uri or self.nodes[j].id for j in parents[1:]]
            self.notes.warn(
                self.nodes[i].place,
                f"stands under {len(parents)} competencies and is read under the first, {self.nodes[parents[0]].id!r}",
            )

    def _fault(self, i: int, name: str, reason: str) -> None:
        node = self.nodes[i]
        self.notes.fault(node.at(name), f"{node.what(name)} {reason}".lstrip())

    def _membership(self) -> dict[int | str, list[int]]:
        for i in self.competencies:
            for name in (ctdl.PART_OF, *ctdl.MEMBER_OF):
                self._part(i, name)
        members: dict[int | str, list[int]] = {i: [] for i in self.frameworks}
        unsaid: list[int] = []
        for i in self.competencies:
            for holder in self._holders(i, unsaid):
                members.setdefault(holder, []).append(i)
        self._say_unsaid(unsaid)
        return members

    def _part(self, i: int, name: str) -> None:
        node, own = self.nodes[i], self._own.setdefault(i, [])
        for reference in references(node.get(name), node.at(name), self.notes):
            found = self.index.find(reference)
            if found in self.frameworks and found is not None:
                if found not in own:
                    own.append(found)
            elif found is not None and ctdl.COLLECTION not in self.nodes[found].types:
                what = ", ".join(self.nodes[found].types) or "of no @type"
                self._fault(i, name, f"names {reference!r}, which is {what} and no framework")
            else:
                self._absent.setdefault(i, []).append(reference)
                self.others.setdefault((i, name), []).append(reference)

    def _holders(self, i: int, unsaid: list[int]) -> Iterable[int | str]:
        """The frameworks that a competency belongs to: its own, or those of what it stands under."""
        seen: set[int] = set()
        here: int | None = i
        while here is not None and here not in seen:
            if self._own.get(here):
                return list(dict.fromkeys(self._own[here]))
            if not self.frameworks and self._absent.get(here):
                return [self._absent[here][0]]
            seen.add(here)
            here = self.parent.get(here)
        if absent := self._absent.get(i):
            self._fault(i, ctdl.PART_OF, f"names {absent[0]!r}, and the file holds no framework of that id")
            return []
        if len(self.frameworks) > 1:
            self.notes.fault(self.nodes[i].place, "is in none of the file's frameworks (ceasn:isPartOf is missing)")
            return []
        unsaid.append(i)
        document = self.nodes[i].document.get("@id")
        return self.frameworks or [document if isinstance(document, str) else ""]

    def _say_unsaid(self, unsaid: Sequence[int]) -> None:
        if unsaid and self.frameworks:
            n, framework = len(unsaid), self.nodes[self.frameworks[0]].id
            self.notes.warn(
                self.nodes[unsaid[0]].place,
                f"does not say what it is part of{f' (nor do {n - 1} others)' if n > 1 else ''}: it is read as part of "
                f"{framework!r}, the only framework of the file",
            )

    def ordered(self, holder: int | str) -> list[int]:
        """The competencies of a framework, each behind what it stands under, as the source orders them."""
        members = self.members[holder]
        if isinstance(holder, int) and self.nodes[holder].get(f"{ctdl.OWN_PREFIX}order") == "graph":
            return members
        inside = set(members)
        below: dict[int | None, list[int]] = {}
        for i in members:
            above = self.parent.get(i)
            below.setdefault(above if above in inside else None, []).append(i)
        out: list[int] = []
        reached: set[int] = set()
        tops = self._siblings(below.get(None, []), self._listed.get(holder, []) if isinstance(holder, int) else [])
        waiting = list(reversed(tops))
        while waiting:
            i = waiting.pop()
            if i not in reached:
                reached.add(i)
                out.append(i)
                waiting.extend(reversed(self._siblings(below.get(i, []), self._listed.get(i, []))))
        # What stands in a circle is reached from nowhere; the circle is said where structure is checked.
        return out + [i for i in members if i not in reached]

    def _siblings(self, numbers: list[int], given: list[int]) -> list[int]:
        """By ``ceasn:listID`` where each has one of its own, else as the parent names them, else as the file does."""
        keys = {i: list_key(self.nodes[i]) for i in numbers}
        if len(set(keys.values())) == len(numbers) and all(keys.values()):
            return sorted(numbers, key=lambda i: keys[i])
        place = {j: n for n, j in reversed(list(enumerate(given)))}
        return sorted(numbers, key=lambda i: place.get(i, len(given)))


def list_key(node: Node) -> tuple[tuple[int, int, str], ...]:
    """A ``ceasn:listID`` as people order it: 2 before 10, 1.2 before 1.10; () without one."""
    value = node.get(ctdl.LIST_ID)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return ()
    parts = re.findall(r"[0-9]{1,18}|[^0-9\s.]+", value)
    return tuple((0, int(part), "") if part.isdigit() and part.isascii() else (1, 0, part.casefold()) for part in parts)
