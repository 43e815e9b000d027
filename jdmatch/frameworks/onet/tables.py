"""What O*NET's tables are called by their columns, the groups of its occupations, and the words of its licence.

Column names are as ``plain_name`` makes them. Until release 30.2 a detailed work activity (DWA) has a "DWA ID" and a
"DWA Title", from 30.3 on a "DWA Element ID" and a "DWA Element Name" with other values: those ids are of one release.
The SQL edition, exported as tables, has names of its own (``onetsoc_code``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "soc": ("o*netsoccode", "onetsoccode"),
        "title": ("title",),
        "description": ("description",),
        "task id": ("taskid",),
        "task": ("task",),
        "type": ("tasktype",),
        "alternate": ("alternatetitle",),
        "reported": ("reportedjobtitle",),
        "zone": ("jobzone",),
        "dwa id": ("dwaid", "dwaelementid"),
        "dwa title": ("dwatitle", "dwaelementname"),
        "scale": ("scaleid",),
        "value": ("datavalue",),
    }
)

KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    # The Excel edition repeats titles and tasks in most tables, so what is special is asked first.
    ("ratings", ("soc", "task id", "scale", "value")),
    ("links", ("soc", "task id", "dwa id")),
    ("tasks", ("soc", "task id", "task")),
    ("occupations", ("soc", "title", "description")),
    ("alternate titles", ("soc", "alternate")),
    ("reported titles", ("soc", "reported")),
    ("zones", ("soc", "zone")),
    ("activities", ("dwa id", "dwa title")),
)
"""Which columns make a table what it is; the first that fits decides."""

USUAL_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "ratings": "Task Ratings",
        "links": "Tasks to DWAs",
        "tasks": "Task Statements",
        "occupations": "Occupation Data",
        "alternate titles": "Alternate Titles",
        "reported titles": "Sample of Reported Titles",
        "zones": "Job Zones",
        "activities": "DWA Reference",
    }
)

IMPORTANCE = "IM"
"""The scale of Task Ratings that says how important a task is, from 1 to 5."""

TYPE_WEIGHTS: Mapping[str, float] = MappingProxyType({"core": 1.0, "supplemental": 0.5})
"""Weights where no ratings are there. A task is Core for O*NET from a mean importance of 3 and a relevance of 67 %."""

NOT_AVAILABLE = frozenset({"", "n/a", "na", "\\n", "null"})
"""What stands in a cell, in lower case, where there is nothing to say; SQL dumps write ``\\N``."""

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "11": "Management",
        "13": "Business & Financial Operations",
        "15": "Computer & Mathematical",
        "17": "Architecture & Engineering",
        "19": "Life, Physical & Social Science",
        "21": "Community & Social Service",
        "23": "Legal",
        "25": "Educational Instruction & Library",
        "27": "Arts, Design, Entertainment, Sports & Media",
        "29": "Healthcare Practitioners & Technical",
        "31": "Healthcare Support",
        "33": "Protective Service",
        "35": "Food Preparation & Serving",
        "37": "Building & Grounds Cleaning & Maintenance",
        "39": "Personal Care & Service",
        "41": "Sales & Related",
        "43": "Office & Administrative Support",
        "45": "Farming, Fishing & Forestry",
        "47": "Construction & Extraction",
        "49": "Installation, Maintenance & Repair",
        "51": "Production",
        "53": "Transportation & Material Moving",
        "55": "Military Specific",
    }
)
"""The major groups of the Standard Occupational Classification by the first two digits of a code."""

SOC = re.compile(r"\d\d-\d{4}\.\d\d")
RELEASE_IN_NAME = re.compile(r"(?:^|[^a-z])(?:o\*?net|db)[ _-]*v?(\d{1,2})[._](\d)(?!\d)", re.IGNORECASE)
"""The release in the name of a folder or archive: ``db_29_3_text``, ``onet-29.3``."""
RELEASE_IN_TEXT = re.compile(r"O\*NET\W{0,4}(?:Database )?(?:release )?(\d{1,2}\.\d)\b", re.IGNORECASE)
"""The release in the note to readers that travels with the tables."""

LICENCE = "CC BY 4.0"
ATTRIBUTION = (
    "O*NET {release}Database by the U.S. Department of Labor, Employment and Training Administration (USDOL/ETA), used "
    "under the CC BY 4.0 license. O*NET is a trademark of USDOL/ETA."
)
