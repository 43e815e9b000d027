"""Pronouns of one gender for whoever gets the job: "he", "his/her", "s/he".

A pair ("he/she") is always meant so; a single "he" only where the sentence speaks of somebody in general and names no
one. All of a posting are one finding. Where "they" fits without touching the verb, a replacement is offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from jdmatch.check.families.inclusive import cue_tables
from jdmatch.check.families.inclusive.lens import Lens, compiled
from jdmatch.check.findings import Edit, Finding, Fix, Related
from jdmatch.check.making import found
from jdmatch.records import Chunk

_PAIR = (
    r"(?<![\w/])(?:\(s\)he|s/he|she?\s?/\s?s?he|he(?:\s+or\s+|\s?/\s?)she|she(?:\s+or\s+|\s?/\s?)he|"
    r"his(?:\s+or\s+|\s?/\s?)hers?|hers?(?:\s+or\s+|\s?/\s?)his|him(?:\s+or\s+|\s?/\s?)her|her(?:\s+or\s+|\s?/\s?)him|"
    r"him(?:self)?(?:\s+or\s+|\s?/\s?)herself|her(?:self)?(?:\s+or\s+|\s?/\s?)himself)(?![\w/])"
)
_SINGLE = r"(?<![\w/’'(])(?:he|she|his|her|him|himself|herself)(?![\w/’'])"
_WORDS = frozenset({"he", "she", "his", "her", "hers", "him", "himself", "herself"})
_LETTERS = re.compile(r"[a-z]+")
_MODAL = re.compile(r"\s+(?:also\s+)?(?:will|shall|must|should|may|can|would|could|might)\b")
_STOP = re.compile(r"[.!?]\s")
_MESSAGE = "“{quote}” names a gender where anybody may be meant{times}."


@cache
def _pronouns() -> re.Pattern[str]:
    return re.compile(f"(?P<pair>{_PAIR})|{_SINGLE}", re.IGNORECASE)


@cache
def _named() -> re.Pattern[str]:
    return re.compile(cue_tables.NAMED)


def find(lens: Lens) -> Iterator[Finding]:
    """One finding for all pronouns of the posting that stand for anybody."""
    if _WORDS.isdisjoint(lens.words):
        return
    places: list[tuple[int, int]] = []
    for chunk in lens.draft.chunks:
        words = _LETTERS.findall(low := chunk.text.lower())
        if _WORDS.isdisjoint(words) or lens.is_legal(chunk.start) or "pronoun" in low:
            continue
        places.extend(
            match.span()
            for match in _pronouns().finditer(lens.text, chunk.start, chunk.end)
            if match.group("pair") or _is_anybody(lens, chunk, match.start(), match.end())
        )
    if not places:
        return
    start, end = places[0]
    times = f", {len(places)} times in this posting" if len(places) > 1 else ""
    edits = tuple(edit for place in places if (edit := _edit(lens.text, *place)) is not None)
    fixes = (Fix("Write “they”, “their”, “them” where the verb can stay", edits),) if edits else ()
    related = tuple(Related("and here", *place) for place in places[1:])
    message = _MESSAGE.format(quote=" ".join(lens.text[start:end].split()), times=times)
    yield found("JDM402", start, end, message, related=related, fixes=fixes, key="pronouns")


def _is_anybody(lens: Lens, chunk: Chunk, start: int, end: int) -> bool:
    """Whether a single pronoun means somebody in general: in its own sentence, or at the beginning of one that goes on
    about the last, somebody is spoken of by kind and nobody by name."""
    text = lens.text
    sentence = max((m.end() for m in _STOP.finditer(text, chunk.start, start)), default=chunk.start)
    before = text[sentence:start]
    if not before.strip(" \t•·*-–—"):
        # "He will …" opens the sentence: it can only mean the job's holder, unless the one before names a person.
        earlier = text[max(0, sentence - 200) : sentence]
        return bool(_MODAL.match(text, end)) and not _named().search(earlier)
    return bool(compiled(cue_tables.GENERIC).search(before)) and not _named().search(text, chunk.start, chunk.end)


def _edit(text: str, start: int, end: int) -> Edit | None:
    """A form of "they" that fits as it stands; None where the verb would have to change, or the form is in doubt."""
    words = text[start:end].lower().replace(" ", "")
    if "self" in words:
        new = "themselves"
    elif words.startswith(("his", "her/his", "herorhis", "hers/")):
        new = "theirs" if words.endswith("hers") else "their"
    elif words.startswith(("him", "her/him", "herorhim")):
        new = "them"
    elif words != "her" and _MODAL.match(text, end):
        new = "they"
    else:
        return None
    return Edit(start, end, new.capitalize() if text[start] in "HS" else new)
