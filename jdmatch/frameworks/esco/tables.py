"""What ESCO's tables are called by their columns, its languages, the major groups of occupations, and its licence.

Column names are as ``plain_name`` makes them. A release is one language; its tables are called ``skills_en.csv``, and
nothing inside says which language it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "uri": ("concepturi", "uri"),
        "plain uri": ("uri",),
        "concept type": ("concepttype",),
        "label": ("preferredlabel",),
        "other labels": ("altlabels",),
        "skill type": ("skilltype",),
        "status": ("status",),
        "description": ("description",),
        "isco": ("iscogroup",),
        "code": ("code",),
        "broader": ("broaderconcepturi",),
        "occupation": ("occupationuri",),
        "occupation label": ("occupationlabel",),
        "relation": ("relationtype",),
        "skill": ("skilluri",),
        "skill label": ("skilllabel",),
    }
)

HELD = ("uri", "concept type", "label", "other labels", "skill type", "status", "description", "isco", "code")
"""Fields of a concept; other columns are kept by their names. The type of a concept says only which table it is in."""

KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("relations", ("occupation", "skill")),
    # A collection (digital, green, … skills) is a choice of skills with what stands above each.
    ("collection", ("uri", "label", "skill type", "broader")),
    ("other", ("uri", "label", "broader")),
    ("skills", ("uri", "label", "skill type")),
    ("occupations", ("uri", "label", "isco")),
    ("groups", ("uri", "label", "concept type", "code", "other labels")),
    # What data sets made of ESCO's skills are called: uri, preferred_label, alt_labels, description.
    ("skills", ("plain uri", "label", "other labels")),
)
"""Which columns make a table what it is; the first that fits decides."""

USUAL_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "relations": "occupationSkillRelations",
        "collection": "a collection of skills",
        "skills": "skills",
        "occupations": "occupations",
        "groups": "ISCOGroups",
    }
)

RELATION_WEIGHTS: Mapping[str, float] = MappingProxyType({"essential": 1.0, "optional": 0.5})
"""ESCO's own classification of what an occupation needs, as a weight."""

KEPT_STATUS = frozenset({"", "released"})
"""What a concept may be and be used; anything else (obsolete, deprecated, proposed) is not of this release."""

LANGUAGES = frozenset(
    "bg es cs da de et el en fr ga hr it lv lt hu mt nl pl pt ro sk sl fi sv is no ar uk".split()  # noqa: SIM905
)
LANGUAGE_IN_NAME = re.compile(r"_([a-z]{2})(?:[ (][^/]*)?\.\w+$")
"""The language in the name of a table: ``skills_en.csv``, also ``skills_en (1).csv``."""
VERSION_IN_NAME = re.compile(r"esco.*?\bv?(\d+\.\d+(?:\.\d+)?)", re.IGNORECASE)
"""The version in the name of a folder or archive: ``ESCO dataset - v1.2.0 - classification - en - csv``."""

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "0": "Armed forces occupations",
        "1": "Managers",
        "2": "Professionals",
        "3": "Technicians and associate professionals",
        "4": "Clerical support workers",
        "5": "Service and sales workers",
        "6": "Skilled agricultural, forestry and fishery workers",
        "7": "Craft and related trades workers",
        "8": "Plant and machine operators and assemblers",
        "9": "Elementary occupations",
    }
)
"""The major groups of ISCO-08 in English, by the first digit of a code."""

ONE_ID = "esco-skills"
ONE_TITLE = "ESCO skills"
LICENCE = "European Commission reuse policy (Decision 2011/833/EU), CC BY 4.0"
ATTRIBUTION = "This framework uses the ESCO classification of the European Commission{version}."
