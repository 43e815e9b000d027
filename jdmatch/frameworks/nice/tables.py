"""What NIST's reference tool (CPRT) calls the parts of the NICE framework in its exports, and what they are to jdmatch.

Types of elements are compared by ``plain_name``, so that ``work_role``, ``Work Role`` and ``workRole`` are one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

STATEMENTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "task": ("task", "Tasks"),
        "tasks": ("task", "Tasks"),
        "knowledge": ("knowledge", "Knowledge"),
        "skill": ("skill", "Skills"),
        "skills": ("skill", "Skills"),
        "ability": ("ability", "Abilities"),
        "abilities": ("ability", "Abilities"),
    }
)
"""Types whose elements are statements: their kind, and the heading that they stand under. Abilities are of 2017."""

ROLE: frozenset[str] = frozenset({"workrole", "workroles"})
CATEGORY: frozenset[str] = frozenset({"category", "categories"})
BETWEEN: frozenset[str] = frozenset({"specialtyarea", "specialtyareas"})
"""Types between a category and its work roles, as the framework of 2017 had them."""

OPM_CODE: frozenset[str] = frozenset({"opmcode", "opmcodes", "dcwfcode", "dcwfcodes"})
SORT: frozenset[str] = frozenset({"sort"})
"""Elements whose title is a number to sort by, and nothing else."""

WITHDRAWN_REASON: frozenset[str] = frozenset({"withdrawreason", "withdrawnreason", "withdrawalreason"})
"""Elements that say why another was withdrawn, whose identifier is theirs behind ``WR-``."""

OTHERS: frozenset[str] = frozenset({"competencyarea", "competencyareas"})
"""Types that are no part of a work role."""

KNOWN: frozenset[str] = ROLE | CATEGORY | BETWEEN | OPM_CODE | SORT | WITHDRAWN_REASON | OTHERS
"""Types that are no statements, and are no news."""

WITHDRAWN = re.compile(r"[\s\[(*]*withdrawn\b", re.IGNORECASE)
"""How the text or title of a withdrawn element begins."""

LICENCE = "Public domain in the United States (work of the US government, 17 U.S.C. 105)"
PUBLISHER = "National Institute of Standards and Technology (NIST)"
