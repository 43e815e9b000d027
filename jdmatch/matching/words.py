"""Content words of a text: where they stand, what their stem is, how much they tell, and which clause they are in.

In a statement the first words tell what is done to what, in either order ("Prepare invoices …", "INVOICES — prepare
…"), and the later ones how, where and under whose eye. So a statement's words weigh less the later they come, each by
the same factor, and no list of phrases about autonomy or setting is needed. A posting's words all weigh the same: there
the second half of a line is often another duty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from jdmatch.matching import tables

# How much of its weight a word keeps for each content word before it. Between 0.65 and 0.9 the choice hardly matters.
STATEMENT_DECAY = 0.8


@dataclass(frozen=True, slots=True)
class Word:
    """A content word: its code points in the text, its stem, and the number of its clause, rising from 0."""

    start: int
    end: int
    stem: str
    clause: int


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The part of a word that its forms share; not a word itself."""
    found = word.lower().replace("’", "'").strip("'-&").removesuffix("'s")
    if not tables.WHOLE.search(found):
        for ending, rest in tables.ENDINGS:
            if found.endswith(ending) and len(found) - len(ending) >= rest:
                found = found[: -len(ending)]
                break
    short = found.rstrip("eiy")
    found = short if len(short) >= tables.SHORTEST else found
    if len(found) > tables.SHORTEST and found[-1] == found[-2] and found[-1] not in "ls":
        found = found[:-1]  # planning, plan
    return tables.SAME_STEM.get(found, found)


def content_words(text: str, breaks: re.Pattern[str]) -> tuple[Word, ...]:
    """The content words of a text in order, clauses cut behind the matches of ``breaks``; none in a text that has only
    stop words."""
    cuts = [match.end() for match in breaks.finditer(text)]
    out: list[Word] = []
    clause = 0
    for match in tables.WORD.finditer(text):
        if match.group().lower() in tables.STOP_WORDS:
            continue
        while clause < len(cuts) and cuts[clause] <= match.start():
            clause += 1
        out.append(Word(match.start(), match.end(), stem(match.group()), clause))
    return tuple(out)
