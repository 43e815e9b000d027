"""What people call things in framework files: field names and their aliases, and the marks of each format.

Only tables stand here. A name is compared after ``plain_name`` (lower case, without blanks, ``_`` and ``-``), so that
``Statement ID``, ``statement_id`` and ``statementId`` are one name. In a row of aliases the earlier wins where a file
has several of them; the later one is then kept as an extra field.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ABOUT: Mapping[str, str] = MappingProxyType(
    {
        "ler": "LER.me export, schemaVersion 1.x",
        "onet": "O*NET text tables in a folder or zip archive, one framework an occupation",
        "esco": "ESCO CSV tables in a folder or zip archive, one framework an occupation or one of all skills",
        "case": "1EdTech CASE 1.0 or 1.1 package (JSON)",
        "ctdl": "CTDL-ASN JSON-LD graph of the Credential Registry",
        "cass-csv": "CaSS table, CTDL-ASN as CSV",
        "rsd": "rich skill descriptors (OSMT) as JSON or CSV",
        "nice": "NICE framework (NIST CPRT JSON), one framework a work role",
        "csv": "table with a header row, comma or semicolon",
        "tsv": "table with a header row, tabs",
        "xlsx": "Excel workbook with a header row",
        "json": "generic JSON with a list of statements",
        "yaml": "generic YAML with a list of statements",
    }
)
"""Format ids that are read, with what such a file is called in a message."""

READABLE: tuple[str, ...] = tuple(ABOUT)
WRITABLE: tuple[str, ...] = ("ler", "case", "ctdl", "rsd", "csv", "tsv", "json", "yaml")
"""Format ids that are written."""

_TABLE_CARRIES = frozenset(
    {"statement ids", "categories", "weights", "codes", "extra fields", "kinds", "aliases", "headings", "language"}
)
CARRIED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "ler": frozenset(
            {
                "description", "context", "version", "group", "job zone", "attribution", "alternate titles",
                "level labels",
            }
        ),
        "rsd": frozenset({"description", "attribution", "statement ids", "categories", "extra fields", "aliases"}),
        "case": frozenset(
            {
                "description", "context", "version", "group", "job zone", "licence", "attribution", "alternate titles",
                "level labels", "level positions", "statement ids", "categories", "weights", "codes", "extra fields",
                "kinds", "aliases", "headings", "language", "other members of the source",
            }
        ),
        "ctdl": frozenset(
            {
                "description", "context", "version", "group", "job zone", "licence", "attribution", "alternate titles",
                "level labels", "level positions", "statement ids", "categories", "weights", "codes", "extra fields",
                "kinds", "aliases", "headings", "language", "other members of the source",
            }
        ),
        "csv": _TABLE_CARRIES,
        "tsv": _TABLE_CARRIES,
    }
)  # fmt: skip
"""What a format carries beyond id, title, levels and statement texts; json and yaml carry everything."""

USUAL: frozenset[str] = frozenset({"levels", "further aliases"})
CANNOT: Mapping[str, frozenset[str]] = MappingProxyType({"rsd": USUAL})
"""What every format carries but those named here (``further aliases``: those beyond the first)."""

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
        "kind": ("kind",),
        "parent": ("parent", "parentid"),
        "aliases": ("aliases", "alternatelabels", "alternativelabels", "altlabels"),
        "language": ("language", "lang", "inlanguage"),
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
        "language": ("language", "lang", "inlanguage"),
        "levels": ("levels", "scale", "frameworklevels"),
        "headings": ("headings",),
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
    ("onet", frozenset({"o*netsoccode", "task"})),
    ("onet", frozenset({"o*netsoccode", "title"})),
    ("onet", frozenset({"o*netsoccode"})),
    ("onet", frozenset({"onetsoccode"})),
    ("cass-csv", frozenset({"@type", "@id"})),
    ("cass-csv", frozenset({"ceasn:competencytext"})),
    ("cass-csv", frozenset({"@type", "competencytext"})),
    ("esco", frozenset({"concepturi", "preferredlabel"})),
    ("esco", frozenset({"occupationuri", "skilluri"})),
    ("esco", frozenset({"uri", "preferredlabel", "altlabels"})),
    ("rsd", frozenset({"canonicalurl", "skillstatement"})),
    ("rsd", frozenset({"rsdname", "skillstatement"})),
    ("rsd", frozenset({"skillname", "skillstatement"})),
    ("rsd", frozenset({"contextualizedskillstatement"})),
)
"""Sets of column names (``plain_name``) that mark a table of a format of its own; the first that fits decides."""

CTDL_MARKS: tuple[str, ...] = ("ceasn:", "/ctdlasn/terms/", "CompetencyFramework")
"""What the names of members or classes of a CTDL-ASN resource hold."""

ENDINGS: frozenset[str] = frozenset({".json", ".jsonld", ".csv", ".tsv", ".yaml", ".yml", ".xlsx"})
"""Endings of the files that are looked at in a folder or archive whose files each stand for themselves."""

MAPPABLE: frozenset[str] = frozenset({"csv", "tsv", "xlsx", "json", "yaml"})
"""Formats of no special vocabulary, whose columns or members can be mapped."""

MULTI_TABLE: frozenset[str] = frozenset({"onet", "esco"})
"""Formats whose frameworks are spread over several tables of a folder or archive."""

OF_OCCUPATIONS: frozenset[str] = frozenset({*MULTI_TABLE, "nice"})
"""Formats that are one framework an occupation, of which some can be chosen."""

MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a zip archive"),
    (b"%PDF-", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document, or one with a password (a workbook is read as .xlsx without one)"),
    (b"\x1f\x8b", "a gzip archive: unpack it first"),
    (b"{\\rtf", "an RTF document"),
    (b"<", "HTML or XML"),
)
"""First bytes of files that are no framework, with what they are called in a message."""

OFFICE: tuple[tuple[str, str], ...] = (
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("xl/workbook.bin", "a binary Excel workbook (save it as .xlsx to have it read)"),
    ("content.xml", "an OpenDocument file (save a spreadsheet as .xlsx to have it read)"),
)
"""Members of zip archives that are one document and no framework, with what they are called in a message."""


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
