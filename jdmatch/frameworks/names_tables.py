"""What people call things in framework files: field names and their aliases, and the marks of each format.

Only tables stand here. A name is compared after ``plain_name`` (lower case, without blanks, ``_`` and ``-``), so that
``Statement ID``, ``statement_id`` and ``statementId`` are one name. In a row of aliases the earlier wins where a file
has several of them; the later one is then kept as an extra field.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

READABLE: tuple[str, ...] = ("ler", "csv", "tsv", "json", "yaml")
"""Format ids that are read and written now."""

ABOUT: Mapping[str, str] = MappingProxyType(
    {
        "ler": "LER.me export, schemaVersion 1.x",
        "csv": "table with a header row, comma or semicolon",
        "tsv": "table with a header row, tabs",
        "json": "generic JSON with a list of statements",
        "yaml": "generic YAML with a list of statements",
    }
)

NOT_YET: Mapping[str, str] = MappingProxyType(
    {
        "onet": "an O*NET table",
        "esco": "an ESCO table",
        "case": "a CASE package",
        "ctdl": "CTDL-ASN JSON-LD",
        "cass-csv": "a CaSS (CTDL-ASN) table",
        "rsd": "rich skill descriptors (OSMT)",
        "nice": "a NICE framework file",
        "xlsx": "an Excel workbook",
    }
)
"""Format ids that are recognised but not read yet, with what the file is called in a message."""

_TABLE_CARRIES = frozenset({"statement ids", "categories", "weights", "codes", "extra fields"})
CARRIED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "ler": frozenset(
            {
                "description", "context", "version", "group", "job zone", "attribution", "alternate titles",
                "level labels",
            }
        ),
        "csv": _TABLE_CARRIES,
        "tsv": _TABLE_CARRIES,
    }
)  # fmt: skip
"""What a format carries beyond id, title, levels and statement texts; json and yaml carry everything."""

STATEMENT_FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": (
            "id", "identifier", "statementid", "competencyid", "taskid", "skillid", "uri", "key", "number", "no", "nr",
            "#",
        ),
        "statement": (
            "statement", "competencystatement", "skillstatement", "fullstatement", "task", "responsibility", "text",
            "description", "competency", "skill",
        ),
        "level": ("level", "proficiencylevel", "proficiency", "competencylevel", "levelname", "seniority", "grade"),
        "category": ("category", "competencyarea", "domain", "area", "subcategory", "group", "topic"),
        "code": ("code", "codednotation", "notation", "humancodingscheme", "reference"),
        "weight": ("weight", "importance"),
    }
)  # fmt: skip

FRAMEWORK_FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("id", "identifier", "framework", "frameworkid"),
        "title": ("title", "name", "frameworktitle", "frameworkname"),
        "version": ("version", "frameworkversion"),
        "description": ("description", "frameworkdescription"),
        "context": ("context", "contextcovered"),
        "group": ("group",),
        "job_zone": ("jobzone",),
        "licence": ("licence", "license"),
        "attribution": ("attribution",),
        "alternate_titles": ("alternatetitles", "alternativetitles", "othertitles"),
        "levels": ("levels", "scale", "frameworklevels"),
        "statements": ("statements", "competencies", "items", "tasks", "skills", "responsibilities"),
        "extra": ("extra",),
    }
)

TABLE_FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("framework", "frameworkid"),
        "title": ("frameworktitle", "frameworkname"),
        "levels": ("frameworklevels",),
    }
)
"""Columns about the whole framework, which hold the same value in every row."""

COMMENT_FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("id", *TABLE_FIELDS["id"]),
        "title": ("title", "name", *TABLE_FIELDS["title"]),
        "levels": ("levels", "scale", *TABLE_FIELDS["levels"]),
    }
)
"""The same in ``# name: value`` lines above the header row."""

HEADER_MARKS: tuple[tuple[str, frozenset[str]], ...] = (
    ("onet", frozenset({"o*netsoccode"})),
    ("cass-csv", frozenset({"@type", "@id"})),
    ("cass-csv", frozenset({"ceasn:competencytext"})),
    ("esco", frozenset({"concepturi"})),
    ("esco", frozenset({"occupationuri", "skilluri"})),
    ("rsd", frozenset({"canonicalurl", "skillstatement"})),
    ("rsd", frozenset({"rsdname", "skillstatement"})),
    ("rsd", frozenset({"contextualizedskillstatement"})),
)
"""Sets of column names (``plain_name``) that mark a table of a format not read yet; the first that fits decides."""

MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a zip archive"),
    (b"%PDF-", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"<", "HTML or XML"),
)
"""First bytes of files that are no framework, with what they are called in a message."""


def plain_name(name: str) -> str:
    """A field name as it is compared: lower case, without blanks, underscores and hyphens."""
    return "".join(name.casefold().replace("_", " ").replace("-", " ").split())


def field_of(name: str, table: Mapping[str, tuple[str, ...]]) -> tuple[str, int] | None:
    """The field that a name stands for and its rank among that field's aliases (0 first), or None."""
    plain = plain_name(name)
    for field, aliases in table.items():
        if plain in aliases:
            return field, aliases.index(plain)
    return None


def choose(names: tuple[str, ...], table: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Which of ``names`` (by its place) stands for each field that is there: the alias that comes first in the
    table. Names that stand for nothing, or for a field that another name has, are left out."""
    best: dict[str, tuple[int, int]] = {}
    for place, name in enumerate(names):
        found = field_of(name, table)
        if found is not None and (found[0] not in best or found[1] < best[found[0]][0]):
            best[found[0]] = (found[1], place)
    return {field: place for field, (_, place) in best.items()}
