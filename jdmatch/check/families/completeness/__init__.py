"""Completeness and pay (``JDM5``): what a reader looks for in a posting before anything else.

``parts`` looks for title, responsibilities, skills, pay, benefits, place, advancement and the way to apply; ``pay`` at
how pay is stated, and, under the profile ``eu-pay``, at what EU Directive 2023/970 asks of a vacancy notice.
"""

from __future__ import annotations

from collections.abc import Iterator

from jdmatch.check.draft import Draft
from jdmatch.check.families.completeness import parts, pay
from jdmatch.check.findings import Finding

__all__ = ["find"]


def find(draft: Draft) -> Iterator[Finding]:
    """Findings of this family, in any order."""
    yield from parts.missing(draft)
    yield from pay.open_ended(draft)
    yield from pay.directive(draft)
