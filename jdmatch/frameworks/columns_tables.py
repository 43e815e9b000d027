"""What columns of spreadsheets are called where they stand for levels, and what stands in them that is no statement."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from jdmatch.frameworks.names_tables import STATEMENT_FIELDS

ABOUT_FIELDS: Mapping[str, str] = MappingProxyType(
    {"framework": "id", "framework_title": "title", "framework_levels": "levels"}
)
"""Fields about the whole framework as a mapping calls them, with the names that readers have for them."""

LIST_FIELD = "statements"
EXTRA = "extra"
IGNORE = "ignore"
LEVEL = "level:"
"""What a mapping may also call a column: the list of statements of a JSON or YAML file, a column to keep unread, one to
leave out, and (``level:proficient``) one that holds the statements at a level."""

MAPPED_FIELDS: tuple[str, ...] = (*STATEMENT_FIELDS, *ABOUT_FIELDS, LIST_FIELD, EXTRA, IGNORE)

COMPETENCIES: tuple[str, ...] = (
    "competency", "competencyname", "skill", "skillname", "capability", "name", "title", "behaviour", "behavior",
    "indicator", "criterion", "element", "dimension", "attribute",
)  # fmt: skip
"""Columns (``plain_name``) that name the competency of a row whose statements stand in a column for each level."""

NUMBERED_LEVEL = re.compile(r"(?:level|lvl|l)[\s_.-]*(\d{1,2})(?:\s*[-\u2013\u2014:(.]\s*\S.*)?", re.IGNORECASE)
"""A column for a level: ``Level 2``, ``level_2``, ``L2``, ``Level 2 (Practitioner)``."""

MARKS: frozenset[str] = frozenset({"x", "y", "yes", "true", "1", "✓", "✔", "√", "☑", "☒", "•", "●", "■", "*"})
"""Cells (lower case) that say "at this level" and are no statement."""

NOTHING: frozenset[str] = frozenset({"-", "\u2013", "\u2014", "n/a", "na", "none", "null", "nil"})
"""Cells (lower case) in a column for a level that say that there is no statement at it."""
