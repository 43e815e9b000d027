"""Every rule by its code, gathered from the tables of the families.

``JDM0`` input · ``JDM1`` coverage · ``JDM2`` level · ``JDM3`` clarity · ``JDM4`` inclusive language · ``JDM5``
completeness and pay. A code is never given to another rule, and one that is dropped stays dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from types import MappingProxyType

from jdmatch.check.rule import Rule
from jdmatch.check.rules import clarity, completeness, coverage, inclusive, level, received

FAMILIES = {
    "JDM0": "Input",
    "JDM1": "Coverage",
    "JDM2": "Level",
    "JDM3": "Clarity",
    "JDM4": "Inclusive language",
    "JDM5": "Completeness and pay",
}
RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.code: rule
        for rule in chain(
            received.RULES, coverage.RULES, level.RULES, clarity.RULES, inclusive.RULES, completeness.RULES
        )
    }
)
