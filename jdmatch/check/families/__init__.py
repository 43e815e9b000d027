"""What finds: one module a family of rules, with the words that it goes by in a table beside it.

``TEXT`` need the text and its chunks alone and answer at once; ``ANALYSIS`` need what the models made of them, and say
nothing where ``draft.analysis`` is None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jdmatch.check.draft import Draft
from jdmatch.check.families import clarity, completeness, coverage, inclusive, level, received
from jdmatch.check.findings import Finding

Family = Callable[[Draft], Iterator[Finding]]

TEXT: tuple[Family, ...] = (received.find, clarity.find, inclusive.find, completeness.find)
ANALYSIS: tuple[Family, ...] = (coverage.find, level.find)
