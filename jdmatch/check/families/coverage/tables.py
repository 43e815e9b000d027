"""Figures and words of the coverage rules.

The figures were chosen on real postings by reading what they let through; each says what it guards against.
"""

from __future__ import annotations

import re

from jdmatch.chunking.words import word_set

# How probable a statement is once the draft has its sentence: the middle of what the analyzer gave to the drafts in
# which a missing statement's sentence was put.
SAID = 1.0
# The weightiest part of a level's statements; only these are warned about.
WEIGHTY_SHARE = 1 / 3
# A statement is clearly missing below this probability, and where no duty has this share of its words.
CLEARLY_MISSING = 0.05
FEW_WORDS = 0.35
# Below this probability of the occupation nothing is said to be outside it, or missing from it.
CERTAIN_OCCUPATION = 0.8
# With fewer duties than this a draft is not finished, and what it lacks is not told one by one.
FEWEST_DUTIES = 3
MOST_WARNINGS = 3
MOST_MISSING = 5
# Where jdmatch chose the framework itself, importance is only how typical a statement is of it, and a draft that lacks
# so much of its level is likely about another branch of the occupation. Otherwise one note names so many, in so few
# letters.
OTHER_BRANCH = 1 / 2
MOST_NAMED = 5
LONGEST_NAME = 70
MOST_IMPLIED = 2
# Half said: near the threshold of covered, with words of the statement, and told as a duty.
MOST_PARTLY = 2
PARTLY_PROBABILITY = 0.285
PARTLY_WORDS = 0.2
LONGEST_QUOTE = 110

# The item that ends a list of duties, in so many letters at most: what is inserted stands before it.
CATCH_ALL = re.compile(
    r"\b(?:(?:any |all )?other (?:related |such |assigned |similar |relevant |special )*"
    r"(?:duties|tasks|projects|responsibilities|functions|assignments|work)|"
    r"additional (?:duties|tasks|responsibilities)|"
    r"(?:duties|tasks|projects|work|responsibilities) as (?:assigned|needed|required|directed|requested))\b",
    re.IGNORECASE,
)
LONGEST_TAIL = 160
# From so many words with a capital in one duty on, several duties run together in it.
GLUED_ITEMS = 3
# What is said to applicants, and no duty, though it begins with a verb.
ASIDE = re.compile(
    r"\W*(?:please|note|apply|submit|send (?:us|your)|let us|contact us|join us|must (?:be|have))\b", re.IGNORECASE
)
# Who does the duties in running text, at the beginning of a sentence.
SUBJECT = re.compile(
    r"\s*(?:(?:In|Under|As|For|Within) [^,.\n]{1,80}, )?"
    r"(?P<who>(?:The|This|Our|Your|the|this) (?:[\w/-]+ ){1,6}?|You |He/She |S/he |They |you )"
    r"(?:will|shall|must|would|is expected to|may)\b"
)
ADDRESSED = re.compile(r"\byou(?:r|[’']ll)?\b", re.IGNORECASE)
ANYONE = "The person in this role"

# A requirement implies a duty only where it speaks of having done or knowing it.
KNOWING = re.compile(
    r"\b(?:experience|experienced|knowledge|familiar\w*|background|proficien\w+|skill\w*|skilled|understanding|expertise|"
    r"abilit(?:y|ies)|able to|competen\w+|track record|history of)\b",
    re.IGNORECASE,
)
# A statement about one thing only ("Payroll — …") is implied by a short requirement that names it.
LONGEST_NAMING = 12
SHORTEST_NAME = 5
# Words so common in requirements that sharing them proves nothing, as stems.
COMMON_STEMS = word_set(
    """
    abl abilit activit appropriat area bas building busines client communicat compan complex computer customer day
    department design detail develop document employ environment equipment experienc field general good group high
    industr information job level lin management manag material meet method new offic oper organ organiz other part
    people perform person plan practic problem proces product program project provid public qualit record report requir
    research resourc result review servic setting sit skill small software staff standard support system task team
    technic technolog test time tool train typ understand us user variou work write writ
    """
)

# A pair of duties is the same said twice where so much of their words is shared by the two.
SAME_WORDS = 0.88
SAME_WORDS_ALIKE = 0.75
FEWEST_STEMS = 4
# From so many on, one finding tells them all: a whole list was pasted twice.
MANY_REPEATS = 3

# A duty outside the framework is worth a word only in a draft that is otherwise well inside.
FOREIGN_PROBABILITY = 0.025
INSIDE_SHARE = 0.5
FEWEST_FOR_FOREIGN = 6
MOST_FOREIGN = 3
FOREIGN_SHARE = 0.25
# What every job has, and what is about the job rather than a duty.
EVERY_JOB = re.compile(
    r"\b(?:other (?:duties|tasks|projects|responsibilities|related)|as (?:assigned|needed|required|necessary)|"
    r"related work|special projects|meetings?|travel|training|policies|procedures|safety|team|colleagues|staff|"
    r"communicat\w+|reports?|email|emails|phones?|customers?|clients?|deadlines?|schedules?|supervis\w+|manager|"
    r"attend\w*|candidate|position|role|join|opportunit\w+|work(?:ing)?|ensur\w+|maintain\w*|assist\w*|support\w*|"
    r"compan\w+|organi[sz]ation\w*|participat\w+|quality|environment|perform\w*)\b",
    re.IGNORECASE,
)
