"""Input: what the reader of a file, the look at its language and the models noticed, told as findings.

They say it in words of their own and with a severity of their own; the rule adds why it matters. What they say about
options is no matter of the draft, and is left to the command.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jdmatch.check.draft import Draft
from jdmatch.check.findings import Finding
from jdmatch.check.making import found
from jdmatch.check.rules.received import READERS

# Their messages say what to do themselves, or there is nothing to do.
_SAID = frozenset({"JDM016", "JDM018"})
_FIGURES = re.compile(r"\d[\d,.]*")


def find(draft: Draft) -> Iterator[Finding]:
    """Findings of this family, in any order."""
    told = draft.analysis.diagnostics if draft.analysis is not None else draft.posting.diagnostics
    for one in told:
        if one.code not in READERS:
            continue
        more = {"help": ""} if one.code in _SAID else {}
        # Counts change with every edit, and it is still the same finding.
        key = _FIGURES.sub("", one.message) if one.start == one.end else ""
        yield found(one.code, one.start, one.end, one.message, severity=one.severity, key=key, **more)
