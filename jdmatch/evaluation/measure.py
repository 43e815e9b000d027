"""A measure is a value: it parses, prints and hashes, and says which way is better.

The name that stands in results, floors and tables is the whole definition: ``nDCG@10``, ``AP(rel=2)``, ``ECE(p>=0.1)``,
``F1(kind=responsibility)``. ``rel`` is the lowest grade that counts as positive (1: related, 2: covered; 1 where it is
not given), ``@`` the cut-off of a ranking. What each name means stands in ``measure_tables.SPECS``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from jdmatch.errors import SettingsError, nearest
from jdmatch.evaluation.measure_tables import MEASURES, SPECS, Spec

_SHAPE = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9*\-]*?)(?:\((?P<inside>[^()]*)\))?(?:@(?P<cutoff>[1-9]\d{0,4}))?")
_ARGUMENT = re.compile(r"(?P<key>rel|kind)=(?P<value>[\w-]+)|p>=(?P<floor>\d(?:\.\d+)?)")


@dataclass(frozen=True, slots=True, order=True)
class Measure:
    """``rel``: the lowest positive grade; ``cutoff``: how deep a ranking is read; ``floor``: pairs with at least this
    probability; ``kind``: of passages. Those that a name does not take are None."""

    name: str
    rel: int | None = None
    cutoff: int | None = None
    floor: float | None = None
    kind: str | None = None

    @classmethod
    def parse(cls, text: str) -> Measure:
        """The measure that a text names. SettingsError says what is wrong with it."""
        shape = _SHAPE.fullmatch(text.strip())
        if shape is None:
            raise SettingsError(f"'{text}' is no measure: write it as in AP(rel=2), nDCG@10 or ECE(p>=0.1).")
        if shape["name"] not in SPECS:
            raise SettingsError(f"There is no measure '{shape['name']}'.{nearest(shape['name'], sorted(SPECS))}")
        made = cls(shape["name"], cutoff=int(shape["cutoff"]) if shape["cutoff"] else None)
        for argument in (a.strip() for a in (shape["inside"] or "").split(",")):
            if argument:
                made = made._with(argument, text)
        return made._checked(text)

    def _with(self, argument: str, text: str) -> Measure:
        found = _ARGUMENT.fullmatch(argument)
        if found is None:
            raise SettingsError(f"'{argument}' in measure '{text}' is not of the forms rel=2, kind=other, p>=0.1.")
        if found["floor"] is not None:
            return replace(self, floor=float(found["floor"]))
        if found["key"] == "kind":
            return replace(self, kind=found["value"])
        if found["value"] not in ("1", "2"):
            raise SettingsError(f"'{argument}' in measure '{text}': grades that count are 1 or 2.")
        return replace(self, rel=int(found["value"]))

    def _checked(self, text: str) -> Measure:
        takes = self.spec.takes
        for part in ("rel", "cutoff", "floor", "kind"):
            if getattr(self, part) is not None and part not in takes:
                raise SettingsError(f"Measure '{text}': {self.name} takes no {part}.")
        if "cutoff" in self.spec.needs and self.cutoff is None:
            raise SettingsError(f"Measure '{text}': say how deep, as in {self.name}@10.")
        return self

    @property
    def spec(self) -> Spec:
        """What the name means."""
        return SPECS[self.name]

    @property
    def higher_is_better(self) -> bool:
        """Whether a larger value is a better one."""
        return self.spec.higher_is_better

    @property
    def grade(self) -> int:
        """The lowest grade that counts as positive."""
        return self.rel or 1

    def __str__(self) -> str:
        inside = [f"rel={self.rel}"] if self.rel is not None else []
        inside += [f"kind={self.kind}"] if self.kind is not None else []
        inside += [f"p>={self.floor:g}"] if self.floor is not None else []
        return self.name + (f"({','.join(inside)})" if inside else "") + (f"@{self.cutoff}" if self.cutoff else "")


def of_task(task: str) -> tuple[Measure, ...]:
    """The measures that are taken of a task, in the order in which tables show them."""
    return tuple(Measure.parse(name) for name in MEASURES.get(task, ()))
