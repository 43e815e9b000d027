"""The words of a chunk as features: which ones it has, and with which one it opens.

A word's weight is the sum of two: one learnt for the word itself, where it is seen in several postings, and one that
its vector in the shipped encoder predicts, so that words which no training posting has ("fudge", "curry-comb") lean to
where their neighbours do. Both are linear, so that the encoder is needed when the weights are made and never here.
"""

from __future__ import annotations

import math
import re

# Numbers are one word; of the signs, those that lists, prices and questions use.
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[$%+?!&|:]")
NUMBER = "#"
WORD, OPENING = "word ", "opens with "
_LIMIT = 60


def words(body: str) -> list[str]:
    """The first words of a text, in lower case, with what stands for numbers and signs."""
    found = _TOKEN.findall(body.replace("’", "'").lower())
    return [NUMBER if word.isdigit() else word for word in found[:_LIMIT]]


def features(body: str) -> dict[str, float]:
    """One feature for each word, which weighs less among many, and one for the opening word."""
    found = words(body)
    if not found:
        return {}
    share = 2.0 / math.sqrt(len(found))
    row = {OPENING + found[0]: 1.0}
    for word in found:
        name = WORD + word
        row[name] = row.get(name, 0.0) + share
    return row
