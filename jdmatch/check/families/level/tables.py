"""Figures and words of the level rules, on the line from 0 (just begun) to 1 (answers for everything) of
``jdmatch.leveling``: four steps of a quarter each."""

from __future__ import annotations

import re

from jdmatch.chunking.words import word_set
from jdmatch.records import Education

STEPS = ("beginner", "developing", "proficient", "advanced")
STEP_LABELS = ("an entry-level job", "a developing one", "an experienced one", "a leading one")
# Two steps of four.
APART = 2

# Duties are judged together, and only where there are so many. Where their mean lies below or above these, they are
# those of a beginner or of somebody who leads; between them they say nothing for sure.
FEWEST_DUTIES = 4
BEGINNERS = 0.40
LEADERS = 0.70
# Of the duties, so many must be above the middle with this probability, beside a title that says beginner.
SURELY = 0.8
FEWEST_SURE = 2
# … and their words must say so, too: a cue at or above this.
WORDS_ABOVE = 0.6

# A title that says beginner or leader by itself: its cue's position.
TITLE_BEGINNER = 0.2
TITLE_LEADER = 0.8
# Minimum years that a job for beginners does not have, and one that leads always has.
YEARS_TOO_MANY_TO_BEGIN = 4.0
YEARS_TOO_FEW_TO_LEAD = 1.0

# Years that are clearly more than a level needs: about twice what is usual for it.
YEARS_TOO_MANY = {0: 4.0, 1: 9.0, 2: 16.0}
# The lowest level of schooling that is clearly more than an O*NET job zone needs: two steps above its usual one.
SCHOOLING_TOO_HIGH: dict[int, Education] = {1: "bachelor", 2: "bachelor", 3: "master", 4: "doctorate"}
SCHOOLING_USUAL = {
    1: "a high school diploma or less",
    2: "a high school diploma",
    3: "vocational training or an associate's degree",
    4: "a bachelor's degree",
}
SCHOOLING_NAMES: dict[Education, str] = {
    "none": "no schooling", "high_school": "a high school diploma", "associate": "an associate's degree",
    "bachelor": "a bachelor's degree", "master": "a master's degree", "doctorate": "a doctorate",
}  # fmt: skip

# Duties are of clearly different levels with this probability each, where their words say so, too.
CLEAR = 0.7
WORDS_LOW = 0.25
WORDS_HIGH = 0.7
# Lines that stand in postings of every level.
EVERY_LEVEL = re.compile(
    r"\b(?:other (?:duties|tasks|related)|as (?:assigned|needed|required)|related (?:work|duties|tasks)|"
    r"special projects)\b",
    re.IGNORECASE,
)

# Under whose eye: close supervision …
CLOSE = re.compile(
    r"\b(?:under|with|receives?|subject to) (?:the )?(?:very )?(?:close|constant|continuous|strict|tight)"
    r"(?: and (?:direct|frequent|constant))? (?:supervision|oversight|guidance|direction)\b|\bclosely supervised\b",
    re.IGNORECASE,
)
# … and none. "Exercises independent judgment" under supervision is no contradiction.
FREE = re.compile(
    r"\b(?:works?|working|functions?|functioning|operates?|operating|performs?|performing)"
    r" (?:(?:both|fully|completely|entirely|largely|mostly|very|highly) )?(?:independently|autonomously)\b"
    r"|\b(?:with|under) (?:very )?(?:minimal|minimum|little|no)(?: or no)? (?:direct )?"
    r"(?:supervision|oversight|guidance|direction)\b"
    r"|\bwithout (?:any |direct |close |constant )?(?:supervision|oversight)\b|\bunsupervised\b",
    re.IGNORECASE,
)
# Behind one of these the words are about others, or leave both open.
NOT_THE_HOLDER = re.compile(
    r"\b(?:while|then|later|eventually|initially|at first|after (?:training|probation)|as well as|or|both|progress\w*|"
    r"over time|patients?|students?|children|residents?|clients?|participants?|inmates?|volunteers?|interns?)\b",
    re.IGNORECASE,
)

# Pitching at a level: how many changes are told, and in how many of its first content words a statement tells what it
# is about. Words that tell nothing of that, as stems, beside the common ones of requirements.
MOST_PITCHED = 6
OBJECT_WORDS = 6
MOST_OTHERS = 6
COMMON_STEMS = word_set(
    """
    prep prepar lead check keep set tak answer run hold complet final assist help meet build creat read project program
    serv serve day week month year assign new plan report review staff team cal call giv giv make mak
    """
)

# Years that stand for a degree ("a degree, or four years of experience") are no minimum of the job.
INSTEAD_OF_SCHOOLING = re.compile(
    r"\b(?:degree|diploma|bachelor|baccalaureate|master|college|university|graduate|education|equivalent|substitut\w+|"
    r"credits?)",
    re.IGNORECASE,
)
