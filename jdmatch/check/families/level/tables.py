"""Figures and words of the level rules, on the line from 0 (just begun) to 1 (answers for everything) of
``jdmatch.leveling``: four steps of a quarter each."""

from __future__ import annotations

import re

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
# Minimum years that a job for beginners does not have, one for juniors does not have, and one that leads always has.
YEARS_TOO_MANY_TO_BEGIN = 3.0
YEARS_TOO_MANY_FOR_A_JUNIOR = 4.0
YEARS_TOO_FEW_TO_LEAD = 1.0

# A job that is said to be for beginners: as a statement about itself, since "entry level staff" may be others.
FOR_BEGINNERS = re.compile(
    r"(?<!not )(?<!n't )\b(?:an? |truly |our |this )?(?:true |full[- ]time |part[- ]time )?entry[- ]level"
    r" (?:\w+ )?(?:position|role|job|post|opportunity|opening)\b(?! (?:market|seek|fair|train|candidate))"
    r"|(?<!not )\bno (?:prior |previous |work )?experience (?:is )?(?:necessary|needed|required)\b",
    re.IGNORECASE,
)
# What stands before or behind that makes it about others, or about a way up from there.
NOT_THIS_JOB = re.compile(
    r"\b(?:not|beyond|above|other|from|train\w*|mentor\w*|hir\w+|staff|supervis\w+)\b", re.IGNORECASE
)
# Words of a title that are early in the line of levels and may still ask for years.
NO_BEGINNERS = re.compile(r"\b(?:helper|volunteer|resident|residency|cadet|paid training|will train)\b", re.IGNORECASE)
JUNIOR = re.compile(r"\b(?:junior|jr)\b", re.IGNORECASE)
# A title of somebody experienced.
TITLE_SENIOR = 0.6
# What is welcome is not asked for.
WELCOME = re.compile(
    r"\b(?:prefer\w*|desir\w+|ideal\w*|plus|bonus|asset|advantage\w*|nice to have|welcome)\b", re.IGNORECASE
)
# From this job zone on a trade is learned for years before one begins in it.
LEARNED_FIRST = 3

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

ANOTHER_WAY_IN = re.compile(
    r"\b(?:equivalent|or (?:\w+ )?(?:experience|years)|high school|ged|diploma|in lieu|combination|enrolled|pursuing|"
    r"working toward\w*|candidates? for|student)\b",
    re.IGNORECASE,
)

# Duties are of clearly different levels with this probability each, where their words say so, too.
CLEARLY_LOW = 0.6
CLEARLY_HIGH = 0.7
WORDS_LOWEST = 0.25
WORDS_LOW = 0.3
WORDS_HIGH = 0.7
# Lines that stand in postings of every level.
EVERY_LEVEL = re.compile(
    r"\b(?:other (?:duties|tasks|related)|as (?:assigned|needed|required)|related (?:work|duties|tasks)|"
    r"special projects)\b|^\W*please\b",
    re.IGNORECASE,
)

# Under whose eye: close supervision …
CLOSE = re.compile(
    r"\b(?:under|with|receives?|subject to) (?:the )?(?:very )?(?:close|constant|continuous|strict|tight)"
    r"(?: and (?:direct|frequent|constant))? (?:supervision|oversight|guidance|direction)\b|\bclosely supervised\b"
    r"|\bunder (?:direct|immediate) supervision\b(?! of\b)",
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

# Pitching at a level: how many changes are told, how many duties without a counterpart, how many statements to say.
MOST_PITCHED = 6
MOST_OTHERS = 6
MOST_UNSAID = 3
# The logit that two statements are about the same work: weights of the matcher's score, of the margin over the next
# best (cut at the widest) and of the cosine beyond the usual one, and a constant; fitted on 180 pairs and 54 statements
# of 30 frameworks, judged by hand. Without strands it must be high; with them it only must not be very low.
ALIKE = (0.501, 0.257, 5.129, 1.441)
WIDEST_MARGIN = 3.0
SURELY_ALIKE = 1.5
HARDLY_ALIKE = -2.5
# Two levels or more apart a strand may have turned from one work to another on its way: it has to be nearer there.
FARTHER_ALIKE = -1.25

# Years that stand for a degree ("a degree, or four years of experience") are no minimum of the job.
INSTEAD_OF_SCHOOLING = re.compile(
    r"\b(?:degree|diploma|bachelor|baccalaureate|master|college|university|graduate|education|equivalent|substitut\w+|"
    r"credits?)",
    re.IGNORECASE,
)
