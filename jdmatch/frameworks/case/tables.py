"""The shapes of CASE 1.1 packages: which members an object may have, of which type, and which it must have.

CASE 1.1 closes every object: a member that is not named here stands in ``extensions`` or nowhere. Types are words
that ``shapes`` checks: ``link`` is ``{title, identifier, uri}`` with a UUID, ``node`` the same with any
identifier and a ``targetType``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

KEY = "jdmatch"
"""The name under ``extensions`` below which jdmatch writes what CASE has no member for."""

NAMESPACE = UUID("7f0c1a52-64f5-5d0b-9d2e-3a8f5c1b7e44")
"""Root of the UUIDs that are derived from ids of other kinds; never changed, or exported identifiers would be."""

EPOCH = "1970-01-01T00:00:00+00:00"
"""``lastChangeDateTime`` (which CASE wants everywhere) of what has no known one: a fixed date, so that the same
framework is the same file."""

UNSTATED = "not stated"
"""``creator`` (which CASE wants) of a framework without an attribution."""

UUID_1_1 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
UUID_ANY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`]+")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
LOCAL_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?")
EXTENSION = re.compile(r"ext:[a-zA-Z0-9.\-_]+")

ASSOCIATIONS: frozenset[str] = frozenset(
    {
        "isChildOf", "isPeerOf", "isPartOf", "exactMatchOf", "precedes", "isRelatedTo", "replacedBy", "exemplar",
        "hasSkillLevel", "isTranslationOf",
    }
)  # fmt: skip

_COMMON = {"identifier": "uuid", "uri": "uri", "lastChangeDateTime": "date-time"}
_DEFINITION = _COMMON | {"title": "text", "description": "text", "hierarchyCode": "text"}

SHAPES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "CFDocument": _COMMON | {
            "frameworkType": "text", "caseVersion": "version", "creator": "text", "title": "text",
            "officialSourceURL": "uri", "publisher": "text", "description": "text", "subject": "texts",
            "subjectURI": "links", "language": "text", "version": "text", "adoptionStatus": "text",
            "statusStartDate": "date", "statusEndDate": "date", "licenseURI": "link", "notes": "text",
        },
        "CFItem": _COMMON | {
            "fullStatement": "text", "alternativeLabel": "text", "CFItemType": "text", "humanCodingScheme": "text",
            "listEnumeration": "text", "abbreviatedStatement": "text", "conceptKeywords": "texts",
            "conceptKeywordsURI": "link", "notes": "text", "subject": "texts", "subjectURI": "links",
            "language": "text", "educationLevel": "texts", "CFItemTypeURI": "link", "licenseURI": "link",
            "statusStartDate": "date", "statusEndDate": "date",
        },
        "CFAssociation": _COMMON | {
            "associationType": "association", "sequenceNumber": "integer", "originNodeURI": "node",
            "destinationNodeURI": "node", "CFAssociationGroupingURI": "link", "notes": "text",
        },
        "CFRubric": _COMMON | {"title": "text", "description": "text"},
        "CFRubricCriterion": _COMMON | {
            "category": "text", "description": "text", "CFItemURI": "link", "weight": "number", "position": "integer",
            "rubricId": "uuid",
        },
        "CFRubricCriterionLevel": _COMMON | {
            "description": "text", "quality": "text", "score": "number", "feedback": "text", "position": "integer",
            "rubricCriterionId": "uuid",
        },
        "CFConcepts": _DEFINITION | {"keywords": "text"},
        "CFSubjects": _DEFINITION,
        "CFLicenses": _COMMON | {"title": "text", "description": "text", "licenseText": "text"},
        "CFItemTypes": _DEFINITION | {"typeCode": "text"},
        "CFAssociationGroupings": _COMMON | {"title": "text", "description": "text"},
    }
)  # fmt: skip
"""Members of each object beside ``extensions`` and lists of other objects."""

REQUIRED_TEXTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "CFConcepts": ("title", "hierarchyCode"),
        "CFSubjects": ("title", "hierarchyCode"),
        "CFLicenses": ("title", "licenseText"),
        "CFItemTypes": ("title", "description", "hierarchyCode"),
        "CFAssociationGroupings": ("title",),
    }
)
"""Texts that an object must have beside identifier, uri and lastChangeDateTime; 1.0 lets some of them be null, and an
empty text stands for those."""

DEFINITIONS: tuple[str, ...] = ("CFConcepts", "CFSubjects", "CFLicenses", "CFItemTypes", "CFAssociationGroupings")

SHORT_NAMES: tuple[str, ...] = ("alternativeLabel", "abbreviatedStatement")
"""Members of a CFItem that are other names of it, where no other item has the same."""
