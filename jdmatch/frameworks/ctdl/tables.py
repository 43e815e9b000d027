"""What CTDL-ASN calls things: namespaces, properties and classes, as the Credential Registry and CaSS write them.

Only tables stand here. Properties are named as the Registry's context does (``ceasn:competencyText``); full IRIs, other
prefixes of a file's own context, missing prefixes and other case are brought to that form before anything is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CONTEXT = "https://credreg.net/ctdlasn/schema/context/json"
CONTEXT_MARK = "credreg.net/ctdlasn/schema/context"
REGISTRY = "https://credentialengineregistry.org/resources/"
GRAPHS = "https://credentialengineregistry.org/graph/"
OWN_PREFIX = "jdmatch:"
OWN_NAMESPACE = "urn:jdmatch:"
"""Namespace of what jdmatch knows and CTDL-ASN has no property for."""

NAMESPACES: tuple[tuple[str, str], ...] = (
    ("purl.org/ctdlasn/terms/", "ceasn"),
    ("credreg.net/ctdlasn/terms/", "ceasn"),
    ("purl.org/ctdl/terms/", "ceterms"),
    ("credreg.net/ctdl/terms/", "ceterms"),
    ("purl.org/asn/schema/core/", "asn"),
    ("www.w3.org/2004/02/skos/core#", "skos"),
)
"""Namespaces without their scheme, in lower case: both http and https are met."""

TEXT = "ceasn:competencyText"
LABEL = "ceasn:competencyLabel"
CATEGORY = "ceasn:competencyCategory"
CODE = "ceasn:codedNotation"
WEIGHT = "ceasn:weight"
LIST_ID = "ceasn:listID"
PART_OF = "ceasn:isPartOf"
CHILD_OF = "ceasn:isChildOf"
HAS_CHILD = "ceasn:hasChild"
TOP_CHILD_OF = "ceasn:isTopChildOf"
HAS_TOP_CHILD = "ceasn:hasTopChild"
MEMBER_OF = ("ceterms:isMemberOf", "ceasn:isMemberOf")
HAS_MEMBER = ("ceterms:hasMember", "ceasn:hasMember")
CTID = "ceterms:ctid"
LANGUAGE = "ceasn:inLanguage"
NAME = "ceasn:name"
DESCRIPTION = "ceasn:description"
RIGHTS = "ceasn:rights"
LICENSE = "ceasn:license"
VERSION = "ceterms:versionIdentifier"
OTHER_LABELS = "skos:altLabel"
PROGRESSION_MODEL = "asn:hasProgressionModel"

LEVEL_PROPERTIES = ("asn:hasProgressionLevel", "ceasn:complexityLevel", "ceasn:performanceLevelType")
"""Where a competency may name its level, the most telling first."""

EMBODIED: Mapping[str, str] = MappingProxyType(
    {
        "ceasn:knowledgeEmbodied": "knowledge",
        "ceasn:skillEmbodied": "skill",
        "ceasn:taskEmbodied": "task",
        "ceasn:abilityEmbodied": "ability",
    }
)
KIND_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "knowledge": "knowledge", "skill": "skill", "skills": "skill", "task": "task", "tasks": "task",
        "ability": "ability", "abilities": "ability",
    }
)  # fmt: skip
"""Words of ``ceasn:competencyCategory`` that say what kind of statement it is."""

COMMENTS = frozenset({"ceasn:comment", "ceasn:localSubject"})
"""Texts of a competency that are kept as plain texts where the file says them in one language."""

COMPETENCY = "Competency"
FRAMEWORK = "CompetencyFramework"
COLLECTION = "Collection"
LEVEL_NODES = frozenset({"ProgressionLevel", "Concept"})
SCHEME_NODES = frozenset({"ProgressionModel", "ConceptScheme"})
IN_SCHEME = ("ceasn:inProgressionModel", "skos:inScheme", "skos:topConceptOf")
TOP_CONCEPTS = "skos:hasTopConcept"
LEVEL_LABEL = "skos:prefLabel"
LEVEL_NUMBER = "skos:notation"
PRECEDES = ("ceterms:precedes", "asn:precedes", "ceasn:precedes")
PRECEDED_BY = ("ceterms:precededBy", "asn:precededBy", "ceasn:precededBy")

KNOWN: tuple[str, ...] = (
    TEXT, LABEL, CATEGORY, CODE, WEIGHT, LIST_ID, PART_OF, CHILD_OF, HAS_CHILD, TOP_CHILD_OF, HAS_TOP_CHILD,
    *MEMBER_OF, *HAS_MEMBER, CTID, LANGUAGE, NAME, DESCRIPTION, RIGHTS, LICENSE, VERSION, OTHER_LABELS,
    PROGRESSION_MODEL, *LEVEL_PROPERTIES, *EMBODIED, *sorted(COMMENTS), *IN_SCHEME, TOP_CONCEPTS, LEVEL_LABEL,
    LEVEL_NUMBER, *PRECEDES, *PRECEDED_BY,
    "ceasn:alignFrom", "ceasn:alignTo", "ceasn:altCodedNotation", "ceasn:author", "ceasn:broadAlignment",
    "ceasn:comprisedOf", "ceasn:conceptKeyword", "ceasn:conceptTerm", "ceasn:creator", "ceasn:crossSubjectReference",
    "ceasn:dateCreated", "ceasn:dateModified", "ceasn:derivedFrom", "ceasn:educationLevelType", "ceasn:exactAlignment",
    "ceasn:identifier", "ceasn:isVersionOf", "ceasn:majorAlignment", "ceasn:minorAlignment", "ceasn:narrowAlignment",
    "ceasn:prerequisiteAlignment", "ceasn:publicationStatusType", "ceasn:publisher", "ceasn:publisherName",
    "ceasn:rightsHolder", "ceasn:shouldIndex", "ceasn:source", "skos:definition", "skos:narrower", "skos:broader",
    "ceterms:name",
)  # fmt: skip
"""Properties that are found without their prefix and in any case; of two with one local name the earlier is meant."""

WRAPPERS = ("decoded_resource", "GraphInput", "CompetencyFrameworkGraph")
"""Members of registry envelopes and publish requests that hold the document."""

WHOLE_TEXTS = frozenset({TEXT, LABEL, CODE, NAME, DESCRIPTION, RIGHTS, LICENSE, CTID, LEVEL_LABEL, *COMMENTS, "@id"})
"""Columns of the CaSS table that hold one value, so that a bar in them is part of the text."""

ISO_639_2: Mapping[str, str] = MappingProxyType(
    {
        "eng": "en", "spa": "es", "fra": "fr", "fre": "fr", "deu": "de", "ger": "de", "ita": "it", "por": "pt",
        "nld": "nl", "dut": "nl", "pol": "pl", "rus": "ru", "zho": "zh", "chi": "zh", "jpn": "ja", "ara": "ar",
        "swe": "sv", "nor": "no", "dan": "da", "fin": "fi", "cym": "cy", "wel": "cy", "gle": "ga",
    }
)  # fmt: skip
"""Three-letter codes, which ASN frameworks name languages by, as two-letter ones."""

OF_COMPETENCY: frozenset[str] = frozenset(
    {
        "@id", "@type", CTID, TEXT, LABEL, CATEGORY, CODE, WEIGHT, PART_OF, CHILD_OF, HAS_CHILD, TOP_CHILD_OF,
        OTHER_LABELS, *MEMBER_OF,
    }
)  # fmt: skip
OF_FRAMEWORK: frozenset[str] = frozenset(
    {
        "@id", "@type", CTID, NAME, DESCRIPTION, LANGUAGE, RIGHTS, LICENSE, VERSION, HAS_TOP_CHILD, HAS_CHILD,
        *HAS_MEMBER,
    }
)  # fmt: skip
"""Properties that become fields; all others are kept in ``extra``."""
