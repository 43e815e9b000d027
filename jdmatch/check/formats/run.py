"""What a run of the check came to, for the formats to print."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from jdmatch.check.engine import Checked, Located
from jdmatch.check.rules import RULES
from jdmatch.records import Failure, Severity


@dataclass(frozen=True, slots=True)
class Run:
    """Every file in the order in which it was given: checked, or why not. ``known`` findings are in the baseline,
    ``fixed`` ones were mended."""

    outcomes: tuple[Checked | Failure, ...]
    known: int = 0
    fixed: int = 0

    @property
    def checked(self) -> tuple[Checked, ...]:
        """The files that could be checked."""
        return tuple(o for o in self.outcomes if isinstance(o, Checked))

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The files that could not."""
        return tuple(o for o in self.outcomes if isinstance(o, Failure))

    @property
    def ignored(self) -> int:
        """How many findings comments silenced."""
        return sum(one.ignored for one in self.checked)

    def counts(self) -> Counter[Severity]:
        """Findings by severity."""
        return Counter(one.finding.severity for checked in self.checked for one in checked.findings)


def shown_name(one: Located) -> str:
    """The name of a finding's rule."""
    return RULES[one.finding.code].name


def utf16(text: str) -> int:
    """The length of a text in UTF-16 code units."""
    return len(text) + sum(1 for c in text if ord(c) > 0xFFFF)
