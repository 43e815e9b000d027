"""Posting → which of the given frameworks describes its occupation, or none.

Titles, duties and words are each compared twice: with the framework itself, and with what is known of all occupations
of O*NET (``model``). The second comparison is what finds "none": a baker's posting is near a cook's framework, but
nearer to bakers. A framework's score is a weighted sum of these ``signs`` and depends on it and the posting alone; the
scores compete with each other and with "none", whose score is zero, in a softmax: with one framework the question is
"this or none", with a library "which, if any". Postings with and without a title have weights of their own.
"""

from __future__ import annotations

from jdmatch.occupation.choice import choose
from jdmatch.occupation.model import ARRAYS, FORMAT, MODEL, SIGNS, OccupationModel, Weights, load
from jdmatch.occupation.signs import Candidate, Evidence, evidence, prepare, signs, titles

__all__ = [
    "ARRAYS",
    "FORMAT",
    "MODEL",
    "SIGNS",
    "Candidate",
    "Evidence",
    "OccupationModel",
    "Weights",
    "choose",
    "evidence",
    "load",
    "prepare",
    "signs",
    "titles",
]
