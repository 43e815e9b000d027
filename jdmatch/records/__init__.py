"""The nouns of jdmatch, all immutable: what flows from a file's bytes to a report.

A ``Posting`` is cut into ``Section``s and ``Chunk``s; a ``Framework`` is made of ``Statement``s on a ``LevelScale``;
a ``Match`` joins a chunk to a statement; ``LevelEstimate``, ``OccupationEstimate`` and ``Coverage`` are what is
concluded; an ``Analysis`` holds all of it. What follows from probabilities and thresholds alone (status, matches,
missing, unmatched) is derived here and never stored, so that ``Analysis.at`` is a replacement of two numbers.

Offsets are code points into ``Posting.text``. Probabilities lie in [0, 1]; None means "not estimated".
"""

from jdmatch.records.analysis import Analysis
from jdmatch.records.framework import FOUR_STEPS, Framework, Heading, LevelScale, Statement
from jdmatch.records.kept import keep, read
from jdmatch.records.posting import (
    CHUNK_KINDS,
    EDUCATION,
    Block,
    BlockKind,
    Chunk,
    ChunkKind,
    Diagnostic,
    Education,
    Layout,
    LevelDistribution,
    Posting,
    PostingFields,
    Salary,
    Section,
    SectionKind,
    Severity,
    SourceSpan,
    Span,
)
from jdmatch.records.results import (
    Coverage,
    Fact,
    Failure,
    ImportanceSource,
    LevelEstimate,
    LevelEvidence,
    Match,
    Missing,
    OccupationCandidate,
    OccupationEstimate,
    Pair,
    Signature,
    StatementCoverage,
    Status,
    Thresholds,
    Unmatched,
)
from jdmatch.records.wire import dumps, failure_to_dict

__all__ = [
    "CHUNK_KINDS",
    "EDUCATION",
    "FOUR_STEPS",
    "Analysis",
    "Block",
    "BlockKind",
    "Chunk",
    "ChunkKind",
    "Coverage",
    "Diagnostic",
    "Education",
    "Fact",
    "Failure",
    "Framework",
    "Heading",
    "ImportanceSource",
    "Layout",
    "LevelDistribution",
    "LevelEstimate",
    "LevelEvidence",
    "LevelScale",
    "Match",
    "Missing",
    "OccupationCandidate",
    "OccupationEstimate",
    "Pair",
    "Posting",
    "PostingFields",
    "Salary",
    "Section",
    "SectionKind",
    "Severity",
    "Signature",
    "SourceSpan",
    "Span",
    "Statement",
    "StatementCoverage",
    "Status",
    "Thresholds",
    "Unmatched",
    "dumps",
    "failure_to_dict",
    "keep",
    "read",
]
