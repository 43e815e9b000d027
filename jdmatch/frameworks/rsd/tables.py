"""What rich skill descriptors call things: members of the JSON, and the columns of three generations of tables.

The Open Skills Management Tool (OSMT) writes one JSON and has written three kinds of CSV: the export (``RSD Name``,
``Skill Statement``, ``Canonical URL``), the template for uploads (the same with plurals, and no URL), and the older
batch format (``Skill Name``, ``Contextualized Skill Statement``, ``BLS Major Group``). Columns are compared by
``plain_name``, so one table serves them all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

CONTEXT = "https://rsd.openskillsnetwork.org/context-v1.json"
SKILL = "RichSkillDescriptor"
COLLECTION = "RichSkillCollection"

ENVELOPE: frozenset[str] = frozenset({"@context", "type", "@type"})
"""Members that say what an object is: known without reading them, and written anew."""

SKILL_MEMBERS: frozenset[str] = frozenset(
    {"id", "uuid", "skillName", "skillStatement", "category", "categories"} | ENVELOPE
)
"""Members of a skill that have a field of their own; all others are kept as extra fields."""

COLLECTION_MEMBERS: frozenset[str] = frozenset({"id", "uuid", "name", "description", "author", "skills"} | ENVELOPE)
"""Members of a collection that have a field of their own."""

REQUIRED_LISTS: tuple[str, ...] = (
    "keywords", "certifications", "standards", "alignments", "occupations", "employers", "collections",
)  # fmt: skip
"""Lists that every skill has in OSMT's own answers, empty where there is nothing to say."""

OBSOLETE: frozenset[str] = frozenset({"archived", "deleted"})
"""States of a skill that its authors have taken out of use."""

UNFINISHED: frozenset[str] = frozenset({"draft", "unpublished", "workspace"})
"""States of a skill that its authors have not published yet."""

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "canonicalurl": "id",
        "id": "id",
        "uuid": "uuid",
        "rsdname": "skillName",
        "skillname": "skillName",
        "skillstatement": "skillStatement",
        "contextualizedskillstatement": "skillStatement",
        "category": "category",
        "categories": "category",
        "skillcategory": "category",
        "status": "status",
        "publishstatus": "status",
        "author": "authors",
        "authors": "authors",
        "keyword": "keywords",
        "keywords": "keywords",
        "certification": "certifications",
        "certifications": "certifications",
        "standard": "standards",
        "standards": "standards",
        "professionalstandard": "standards",
        "professionalstandards": "standards",
        "employer": "employers",
        "employers": "employers",
        "collection": "collections",
        "collections": "collections",
        "occupationmajorgroup": "occupations",
        "occupationmajorgroups": "occupations",
        "occupationminorgroup": "occupations",
        "occupationminorgroups": "occupations",
        "broadoccupation": "occupations",
        "broadoccupations": "occupations",
        "detailedoccupation": "occupations",
        "detailedoccupations": "occupations",
        "blsmajorgroup": "occupations",
        "blsmajorgroups": "occupations",
        "blsminorgroup": "occupations",
        "blsminorgroups": "occupations",
        "blsbroadoccupation": "occupations",
        "blsbroadoccupations": "occupations",
        "blsdetailedoccupation": "occupations",
        "blsdetailedoccupations": "occupations",
        "o*netjobcode": "occupations",
        "o*netjobcodes": "occupations",
        "o*netjobrole": "occupations",
        "o*netjobroles": "occupations",
    }
)
"""Columns by ``plain_name``, and the member of a skill that each fills."""

LISTS: Mapping[str, str] = MappingProxyType(
    {
        "authors": "",
        "keywords": "",
        "certifications": "name",
        "standards": "skillName",
        "occupations": "code",
        "employers": "name",
        "collections": "name",
    }
)
"""Members that a cell fills with several entries: the key that an entry has in JSON, "" where it is a plain text."""

ALIGNMENT = re.compile(r"alignment(\d*)(name|title|url|uri|framework|)")
"""A column of one alignment, numbered from the second on; without a word behind it, it is the address."""

ALIGNMENT_PARTS: Mapping[str, str] = MappingProxyType(
    {"name": "name", "title": "name", "url": "id", "uri": "id", "": "id", "framework": "framework"}
)
"""Which part of an alignment a column holds, by the word that closes its name."""
