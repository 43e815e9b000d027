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
# Where nobody named the framework, its list is held against a draft only above this probability, and where so many
# duties say something of it: a building manager may be taken for a manager of IT projects.
NEAR_CERTAIN_OCCUPATION = 0.95
FEWEST_SAYING = 2
# With fewer duties than this a draft is not finished, and what it lacks is not told one by one; a list of fewer items
# is none that another can be put into.
FEWEST_DUTIES = 3
# Of a shipped framework, which tells all branches of an occupation, single statements are told only where a draft says
# so much of its level: below, two in three that were read belonged to another branch. Of a framework that is the
# writer's own less is enough.
OWN_BRANCH = 1 / 2
OWN_FRAMEWORK = 1 / 4
# ... and only those to which a duty comes so near, or which are like one that is said and share words with a duty. Of
# 14 drafts the nearest one was right in 10, the next one in 6, and where this much is said, in 3 of 4.
NEAR = 0.03
LIKE_SAID = -6.6
WORDS_WITH_LIKE = 0.1
MOST_OF_BRANCH = 1
SURE_BRANCH = 0.65
MOST_OF_SURE_BRANCH = 2
MOST_MISSING = 4
# Warned of is what weighs most, by weights or a count that somebody gave, and is near.
NEAR_TO_WARN = 0.06
MOST_WARNINGS = 2
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

# Running text that says what somebody does, though hardly a duty was found in it: a list of what is missing would be
# untrue.
TELLS_DUTIES = re.compile(
    r"(?:\b(?:will|shall|would)|\w[’']ll) (?:also |then |primarily )?"
    r"(?:be (?:responsible|working|in charge|part)\b|(?!be\b|not\b|have\b|receive\b|get\b|need\b|earn\b)[a-z]{3,})|"
    r"\bresponsible for\b|\blooking for \w[^.\n]{0,80}? to [a-z]{3,}",
    re.IGNORECASE,
)
# The item that ends a list of duties, in so many letters at most: what is inserted stands before it.
CATCH_ALL = re.compile(
    r"\b(?:(?:any |all )?other (?:related |such |assigned |similar |relevant |special )*"
    r"(?:duties|tasks|projects|responsibilities|functions|assignments|work)|"
    r"additional (?:duties|tasks|responsibilities)|"
    r"related (?:duties|tasks|work)|"
    r"(?:duties|tasks|projects|work|responsibilities) as (?:assigned|needed|required|directed|requested))\b",
    re.IGNORECASE,
)
LONGEST_TAIL = 160
# What is said to applicants, and no duty, though it begins with a verb.
ASIDE = re.compile(
    r"\W*(?:please|note|apply|submit|send (?:us|your)|let us|contact us|join us|must (?:be|have))\b", re.IGNORECASE
)
# The same behind the words of a duty, in its item.
ASIDE_WITHIN = re.compile(
    r"(?:[.!?;]|\s{2})\s*(?:please\b|note\b|apply\b|submit\b|send us\b|join us\b|we offer\b|"
    r"(?:all |the |selected )*(?:candidates?|applicants?|incumbents?) (?:must|should|need)\b)",
    re.IGNORECASE,
)

# Who does the duties in running text, at the beginning of a sentence, and which of them is surely the job's holder.
SUBJECT = re.compile(
    r"\s*(?:(?:In|Under|As|For|Within) [^,.\n]{1,80}, )?"
    r"(?P<who>(?:The|This|Our|Your|the|this) (?:[\w/-]+ ){1,6}?|You |you |He/She |S/he )will\b(?! (?:be|have)\b)"
)
HOLDER = re.compile(
    r"(?:You|He/She|S/he|(?:The|This|Our) (?:(?:ideal|successful|selected|chosen|right|new) )?"
    r"(?:candidate|incumbent|employee|applicant|appointee|person|individual|job holder|jobholder|post holder))"
    r"(?: in this role)?",
    re.IGNORECASE,
)
FEWEST_SPOKEN = 2

# A list into which an item is put without doubt: nearly all of its items are duties of one form, and neither the usual
# one nor the longest has more letters than this; a longer one holds what was run together.
MOSTLY = 3 / 4
USUAL_ITEM = 220
LONGEST_ITEM = 500

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
