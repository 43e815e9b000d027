"""Signs of the whole posting: what it states about its own level, and education on the line of levels."""

from __future__ import annotations

from jdmatch.leveling.cue import TextCue
from jdmatch.records import Education

_STATED = "what postings say of themselves"

STATED_CUES: tuple[TextCue, ...] = (
    TextCue("entry level", "stated", 0.1, 1.0, _STATED, True),
    TextCue(
        "no [prior|previous|related|relevant] [sales|work|industry|restaurant|retail|driving|warehouse|office] "
        "(experience|background) [is] (necessary|required|needed|no problem)",
        "stated", 0.1, 0.9, _STATED, True,
    ),
    TextCue("no experience (in|with) ... (necessary|required|needed)", "stated", 0.12, 0.8, _STATED, True),
    TextCue("experience [is] not (required|necessary|needed)", "stated", 0.12, 0.8, _STATED, True),
    TextCue(
        "(we will|we'll|will|we|willing to) (train|teach) (you|the right|on the job|motivated|qualified "
        "candidates|candidates|a motivated)",
        "stated", 0.16, 0.5, _STATED, True,
    ),
    TextCue("(we will|we'll|will|we|willing to) train $", "stated", 0.16, 0.5, _STATED, True),
    TextCue(
        "(this|our|the|paid|summer|unpaid|month) (internship|apprenticeship|traineeship)",
        "stated", 0.07, 0.8, _STATED, True,
    ),
    TextCue("(as an|as our) (intern|apprentice)", "stated", 0.07, 0.9, _STATED, True),
    TextCue(
        "(mid|intermediate) level (position|role|professional|job|opportunity)",
        "stated", 0.45, 0.7, _STATED, True,
    ),
    TextCue(
        "(senior|advanced) level (position|role|professional|job|opportunity)",
        "stated", 0.68, 0.8, _STATED, True,
    ),
    TextCue("(executive|director) level (position|role|job|opportunity)", "stated", 0.86, 0.9, _STATED, True),
    TextCue(
        "(management|supervisory) (level|role) (position|role|job|opportunity)",
        "stated", 0.68, 0.7, _STATED, True,
    ),
    TextCue("seniority level (internship|entry level)", "stated", 0.1, 1.0, _STATED, True),
    TextCue("seniority level associate", "stated", 0.4, 0.8, _STATED, True),
    TextCue("seniority level mid senior [level]", "stated", 0.55, 0.6, _STATED, True),
    TextCue("seniority level (director|executive)", "stated", 0.86, 1.0, _STATED, True),
    TextCue(
        "(you will have|you'll have|lead|leads|manage|manages|managing|leading|supervise|supervises|oversee|"
        "oversees|inherit|run|direct) [a|your] (team|staff|crew|group|department) of [about|around|approximately|"
        "up to] (#|a dozen)",
        "stated", 0.74, 0.8, _STATED, True,
    ),
)  # fmt: skip
"""Found in chunks of every kind: "entry level position" is often said in the summary."""

EDUCATION_POSITION: dict[Education, float] = {
    "none": 0.30, "high_school": 0.34, "associate": 0.40, "bachelor": 0.47, "master": 0.58, "doctorate": 0.62,
}  # fmt: skip
"""Weak signs: schooling says more about the occupation than about the level in it."""

EDUCATION_PHRASE: dict[Education, str] = {
    "none": "(no degree|no diploma|no formal education|no education)",
    "high_school": "(high school diploma|high school degree|high school graduate|high school|ged|secondary school|"
    "hs diploma)",
    "associate": "(associate's degree|associates degree|associate degree|associate's|associates|associate)",
    "bachelor": "(bachelor's degree|bachelors degree|bachelor degree|bachelor's|bachelors|bachelor|"
    "undergraduate degree|baccalaureate degree|baccalaureate|college degree|four year degree|4 year degree|bsn|b.s.|"
    "bs|b.a.|ba)",
    "master": "(master's degree|masters degree|master degree|master's|masters|mba|msn|m.s.|graduate degree)",
    "doctorate": "(doctorate|doctoral|doctoral degree|ph.d.|ph.d|phd|j.d.|juris doctor|m.d.|md|jd)",
}
"""How a degree is written, in the language of ``phrases``."""

REQUIREMENT_SHARE = 0.6
"""The wording of requirements ("ability to work independently") is said of everybody: it counts for less."""
