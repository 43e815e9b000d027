"""The balance of words that readers hear as masculine or feminine, over what a posting says of the work.

Gaucher, Friesen and Kay counted such words in job advertisements, and found that women were less drawn to the more
masculine ones. A single word proves nothing, and a word that names the task ("analysis", "lead generation") is not a
matter of style; so different words are counted, once each, without those, and only a posting that leans strongly to
one side is spoken of. What it does in real hiring is disputed, and the rule says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from jdmatch.check.families.inclusive.coded_tables import FEMININE, MASCULINE, TASKS
from jdmatch.check.families.inclusive.lens import Lens
from jdmatch.check.findings import Finding, Related
from jdmatch.check.making import found

# One-sided: at least so many different masculine words, and so many times the feminine ones.
LEAST = 5
TIMES = 3
_SHOWN = 5
_WORD = re.compile(r"[a-z]{4,}")


@cache
def _stems() -> re.Pattern[str]:
    """A word of either list, or (without a group) a phrase in which it names the task."""
    tasks, masculine, feminine = ("|".join(table) for table in (TASKS, MASCULINE, FEMININE))
    return re.compile(rf"\b(?:(?:{tasks})\b|(?P<masculine>{masculine})|(?P<feminine>{feminine}))", re.IGNORECASE)


@cache
def _masculine() -> re.Pattern[str]:
    return re.compile("|".join((*MASCULINE, "self")))


@lru_cache(maxsize=8192)
def _may_count(word: str) -> bool:
    return _masculine().match(word) is not None


def find(lens: Lens) -> Iterator[Finding]:
    """One finding at most, about the whole posting, with the words that tip it."""
    draft = lens.draft
    chunks = (*draft.duties, *draft.requirements)
    # Most postings have too few such words in all, and the words of a text are known sooner than their places.
    words = {word for chunk in chunks for word in _WORD.findall(chunk.text.lower())}
    if sum(map(_may_count, words)) < LEAST:
        return
    masculine: dict[str, tuple[int, int]] = {}
    feminine: set[str] = set()
    for chunk in chunks:
        for match in _stems().finditer(draft.text, chunk.start, chunk.end):
            if match.lastgroup == "masculine":
                masculine.setdefault(_stem(match.group()), match.span())
            elif match.lastgroup == "feminine":
                feminine.add(_stem(match.group()))
    if len(masculine) < LEAST or len(masculine) < TIMES * len(feminine):
        return
    places = sorted(masculine.values())
    quotes = ", ".join(f"“{draft.text[start:end].lower()}”" for start, end in places[:_SHOWN])
    more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
    against = f"{len(feminine)} to the other" if feminine else "none to the other"
    yield found(
        "JDM403",
        0,
        0,
        f"The wording leans to one side: {len(places)} different words that readers hear as masculine "
        f"({quotes}{more}), {against}.",
        related=tuple(Related("heard as masculine", start, end) for start, end in places),
    )


def _stem(word: str) -> str:
    """What makes two words the same one: "lead", "leads" and "leader"."""
    return word.lower()[:5].rstrip("es")
