"""The sentences of a comparison. No logic.

A and B are the two postings throughout: A the draft, B the other. A difference is only called one where it is more than
chance, and what is not clear is called not clear.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SHOWN = 0.005  # a share from which a difference rounds to a point

# (frameworks named, level: asked for, implied or none) → what both are measured by.
MEASURE: Mapping[tuple[bool, str], str] = MappingProxyType(
    {
        (False, "implied"): "the occupation and the level that A reads as",
        (False, "asked"): "the occupation that A reads as, at the level named",
        (False, "none"): "the occupation that A reads as",
        (True, "implied"): "the framework named, at the level that A reads as",
        (True, "asked"): "the framework and the level named",
        (True, "none"): "the framework named",
    }
)
MEASURED = "{all} are measured by {measure}: {what}."
NOTHING_FITS = (
    "None of the known occupations fits A, so neither posting is scored: what follows is what they say. Name a "
    "framework with --framework to score both."
)
UNLIKE = "{letter} does not seem to describe this work."
ALONE = "{letter} alone {what}."

SAME_SCORE = "{one} and {other} cover the same: no difference."
CLEAR = "{more} covers {by} more than {less}, and the ranges do not overlap: clearly different."
NOT_CLEAR = "{more} covers {by} more than {less}, but the ranges overlap: not clearly different."
SAME_LEVEL = "{one} and {other} are pitched at the same level."
CLEAR_LEVEL = "{more} is pitched higher than {less}, and the likely levels do not overlap: clearly different."
NOT_CLEAR_LEVEL = "{more} seems pitched higher than {less}, but the likely levels overlap: not clearly different."
UNCLEAR_LEVEL = "The level of {unclear} is not clear from the text, so the two can not be told apart by it."

NOTHING_CHANGED = "The two texts are the same: no difference in score, level, statements or requirements."
ONLY_MOVED = "Lines were only moved: score, level, statements and requirements are the same."
NO_DUTY_CHANGED = "No duty was added, removed or changed, so no statement moved."
LINES_ALIKE = (
    "Lines that stand in both were judged alike, so the edits below account for the whole difference, whatever the "
    "ranges say of each version by itself."
)
LINES_ALIKE_UNSCORED = "Lines that stand in both were read alike."

EDIT_WORD: Mapping[str, str] = MappingProxyType({"changed": "Changed", "added": "Added", "removed": "Removed"})
# Why a duty that was added or removed still stands in the other text.
ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "added": "stood in B, too, where it was not read as a duty",
        "removed": "still stands in A, where it is not read as a duty",
    }
)
# Heads of the edits that did nothing worth telling, and of the lines that are never matched.
UNFELT = "Edits of duties that turned no status and moved no point"
UNSCORED_EDIT = "Other levels only"
UNSCORED_EDITS = "Edits of duties"
OTHER_LINES = "Edits of lines that are no duties, which no statement is matched with"
LEVEL_WORDS = "Words that point to a level in one of them only"
OTHER_LEVELS = "At other levels, in one of them only"
REQUIREMENTS = "Requirements and pay"
NOTES = "Notes on the input"
METHOD = "How this was compared"
EDITS = "What the draft gained and lost by its edits"

SCORE_METHOD = (
    "Score of A less score of B; called clear only where the two 90 % ranges do not overlap, which asks for more than "
    "a difference that is merely likely. A statement counts as covered by one alone where the other has it neither "
    "covered nor partly."
)
EDITS_METHOD = (
    "A statement's figure is that of its best line. Where it moved, the move belongs to the edit of the line that was, "
    "or is now, its best; the points of all edits add up to the difference of the scores."
)
LEVEL_METHOD = "Called clearly different only where the likely levels (the ranges) have none in common."

# Of more than two: whose figures are not clearly different, all in one sentence.
SEVERAL_SCORES = "Coverage is not clearly different, since the ranges overlap, between {pairs}."
SEVERAL_LEVELS = "The level is not clearly different between {pairs}."
NOTHING_FITS_SEVERAL = (
    "None of the known occupations fits A, so none of them is scored: what follows is what they say. Choose a "
    "framework to score them all."
)
