"""The words that reports use for what records call by key: statuses, facts, sources of importance. No logic.

They are written for recruiters: a level is something a job is "pitched at", a fact that a posting does not state is
"not stated", and a status is always a sign and a word, so that no reader depends on colour.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from jdmatch.records import Education, ImportanceSource, Severity, Status

STATUSES: tuple[Status, ...] = ("covered", "partial", "missing")
STATUS_WORD: Mapping[Status, str] = MappingProxyType({"covered": "covered", "partial": "partly", "missing": "missing"})
STATUS_SIGN: Mapping[Status, str] = MappingProxyType({"covered": "●", "partial": "◐", "missing": "○"})

# (kind, label, said where the posting has none). Must-haves and nice-to-haves are lists: silence needs no line.
FACTS: tuple[tuple[str, str, str], ...] = (
    ("years", "Experience", "not stated"),
    ("education", "Education", "not stated"),
    ("licence", "Licences and certificates", "none stated"),
    ("pay", "Pay", "not stated"),
    ("must_have", "Must have", ""),
    ("nice_to_have", "Nice to have", ""),
)

EDUCATION_WORD: Mapping[Education, str] = MappingProxyType(
    {
        "none": "no formal education",
        "high_school": "high school diploma or equivalent",
        "associate": "associate degree",
        "bachelor": "bachelor's degree",
        "master": "master's degree",
        "doctorate": "doctorate",
    }
)

IMPORTANCE: Mapping[ImportanceSource, str] = MappingProxyType(
    {
        "weights": "the framework's own weights",
        "prevalence": "how often postings of this occupation mention a statement, {sample}",
        "centrality": "how central a statement is in its framework, by likeness to the others; no claim of frequency",
        "uniform": "every statement counts alike",
    }
)

SEVERITY_WORD: Mapping[Severity, str] = MappingProxyType(
    {"error": "Error", "warning": "Warning", "suggestion": "Suggestion", "note": "Note"}
)

SOURCE_WORD: Mapping[str, str] = MappingProxyType(
    {"text": "", "title": "in the title", "field": "from the file's own fields"}
)

SCORE_METHOD = (
    "Σ importance × probability ÷ Σ importance over {which}{figures} = {score}. The score lies in the range {range} in "
    "90 % of simulations that draw each statement as covered or not by its probability."
)
STATUS_METHOD = (
    "Each statement has a calibrated probability that a careful reader would accept the quote as evidence of its "
    "activity: covered from {covered}, partly from {partial}, missing below."
)
LEVEL_METHOD = (
    "Probabilities over the levels from the wording of title and text, stated years, education and people led. The "
    "range is meant to hold the true level for {} of postings."
)
OCCUPATION_METHOD = (
    "Each framework compared has a probability of describing this job; that none of them does has one too."
)

# Plain signs for an output that can not carry the others (a pipe on an old Windows code page, LANG=C).
PLAIN: Mapping[int, str] = MappingProxyType(
    str.maketrans(
        {"●": "#", "◐": "+", "○": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...",
         "→": "->", "▸": ">", "·": "-", "−": "-", "Σ": "sum of", "×": "x", "÷": "/", "─": "-", "\u00a0": " "}
    )
)  # fmt: skip
