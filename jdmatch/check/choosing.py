"""Which findings are wanted: by code or prefix, and from which severity."""

from __future__ import annotations

from dataclasses import dataclass

from jdmatch.check.findings import SEVERITIES, Finding
from jdmatch.check.rules import RULES
from jdmatch.errors import SettingsError, nearest
from jdmatch.records import Severity


@dataclass(frozen=True, slots=True)
class Choice:
    """``select`` and ``ignore`` are codes or prefixes of codes, in capitals or not; nothing selected is everything. Of
    two that fit a code the longer one counts, and of equally long ones ``ignore``. ``lowest`` is the mildest severity
    that is shown. SettingsError for what no rule's code begins with."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    lowest: Severity = "note"

    def __post_init__(self) -> None:
        for option, codes in (("select", self.select), ("ignore", self.ignore)):
            object.__setattr__(self, option, tuple(_known(option, code) for code in codes))

    def wants(self, code: str) -> bool:
        """Whether a rule runs."""
        chosen = max((len(c) for c in self.select if code.startswith(c)), default=-1 if self.select else 0)
        left = max((len(c) for c in self.ignore if code.startswith(c)), default=-1)
        return chosen > left

    def keeps(self, finding: Finding) -> bool:
        """Whether a finding is shown."""
        return self.wants(finding.code) and reaches(finding.severity, self.lowest)


def reaches(severity: Severity, lowest: Severity) -> bool:
    """Whether a severity is at least as grave as ``lowest``."""
    return SEVERITIES.index(severity) <= SEVERITIES.index(lowest)


def _known(option: str, given: str) -> str:
    code = given.strip().upper()
    if not code or not any(known.startswith(code) for known in RULES):
        raise SettingsError(
            # The settings file has these keys, too, so the word is not told as an option.
            f"{option}: no rule has a code that begins so: '{given}'.{nearest(code, list(RULES))} "
            "jdmatch rule lists them all."
        )
    return code
