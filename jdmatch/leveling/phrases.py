"""Phrases of the cue tables: how one is written, and where it stands in a text.

A word is no level by itself ("lead times", "Senior Center"), so cues are phrases, and beside them stand masks:
phrases that look like a cue and are none, and that take their words away from every cue. The tables are written in a
small language that can be read aloud:

* words stand as they are; between two words any blank space, hyphen or colon is allowed (``entry level`` finds
  "Entry-Level");
* ``(a|b c|d)`` is one of several, ``[a|b]`` the same but may be absent;
* ``word*`` is a word that begins so (not where it must choose the phrase: ``triggers``), ``#`` a number, ``...`` up to
  four words, prepositions excepted;
* ``^`` in front ties the phrase to the beginning of the text, ``$`` behind to its end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Generic, Protocol, TypeVar

_BETWEEN = r"[\s\-–—:]+"
_STOP = r"(?!(?:to|for|with|from|by|between|among|in|on|at|that|which|who|when|if)\b)"
_WIDE = rf"[\s,\-–—]+(?:{_STOP}[\w'’&]+[\s,\-–—]+){{0,4}}?"
_REQUIRED = "(?:)"  # matches nothing; marks that a required piece was written
_NUMBER = r"(?:\d+(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)"
_TOKEN = re.compile(r"[^\W_]+|[#&*]")
_PIECE = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|(\S+)")


class HasPhrase(Protocol):
    """What can be looked up: anything with a phrase of the small language."""

    @property
    def phrase(self) -> str:
        """The phrase as it stands in the table."""


P = TypeVar("P", bound=HasPhrase)


@dataclass(frozen=True, slots=True)
class Hit(Generic[P]):
    """A table entry found in a text at ``[start, end)``."""

    entry: P
    start: int
    end: int


def _word(word: str) -> str:
    """The regular expression of one word of a phrase."""
    if word == "#":
        return _NUMBER
    if word.endswith("*"):
        return re.escape(word[:-1]) + r"[\w'’]*"
    return re.escape(word).replace("'", "['’]")


def _words(text: str) -> str:
    return _BETWEEN.join(_word(w) for w in text.split())


def _choice(text: str) -> str:
    """Alternatives, longest first, so that "supervisor" is not cut to "super"."""
    parts = sorted((p.strip() for p in text.split("|")), key=len, reverse=True)
    return "(?:" + "|".join(_words(p) for p in parts) + ")"


@cache
def pattern(phrase: str) -> re.Pattern[str]:
    """The compiled phrase, for text that was lowered by ``lowered``; the group ``hit`` is the phrase itself.

    ValueError where nothing in it is required, or where a gap does not stand between two required pieces."""
    body = phrase.strip()
    out, gap = "", False
    for piece in _PIECE.finditer(body.strip("^$ ")):
        choice, optional, word = piece.groups()
        if word == "..." or (optional is not None and gap):
            if not out or gap:
                raise ValueError(f"a gap must stand between two required pieces: {phrase!r}")
            gap = True
        elif optional is not None:
            # An absent word takes the blank beside it along.
            out += f"(?:{_BETWEEN}{_choice(optional)})?" if _required(out) else f"(?:{_choice(optional)}{_BETWEEN})?"
        else:
            found = _choice(choice) if choice is not None else _word(word)
            out += ((_WIDE if gap else _BETWEEN) if _required(out) else "") + _REQUIRED + found
            gap = False
    if gap or not _required(out):
        raise ValueError(f"a phrase needs a required piece, and none may end in a gap: {phrase!r}")
    start = r"\A\W*" if body.startswith("^") else ""
    end = r"\W*\Z" if body.endswith("$") else ""
    return re.compile(f"{start}(?<!\\w)(?P<hit>{out})(?!\\w){end}")


def _required(expression: str) -> bool:
    return _REQUIRED in expression


def needed(phrase: str) -> tuple[frozenset[str], ...]:
    """Words of which a text that holds the phrase holds one of each set: the first words of every required piece that
    begins with plain words."""
    out: list[frozenset[str]] = []
    for piece in _PIECE.finditer(phrase.strip("^$ ")):
        choice, optional, word = piece.groups()
        if optional is not None or word == "...":
            continue
        parts = choice.split("|") if choice is not None else [word]
        firsts = frozenset(_TOKEN.findall(part)[0] for part in parts)
        if all(map(str.isalnum, firsts)) and not any(part.split()[0].endswith("*") for part in parts):
            out.append(firsts)
    return tuple(out)


def triggers(phrase: str) -> frozenset[str]:
    """The set of ``needed`` that the fewest texts should meet: the one of long words. ValueError where every required
    piece begins with a number or an open word."""
    sets = needed(phrase)
    if not sets:
        raise ValueError(f"a phrase needs a piece that begins with a plain word: {phrase!r}")
    return max(sets, key=lambda words: min(map(len, words)))


def lowered(text: str) -> str:
    """The text in lower case with every character in its place ("İ".lower() is two characters, so it stays)."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


class PhraseTable(Generic[P]):
    """Entries that are looked up together. The words of a text choose the few that can be in it (``possible``).

    Where two overlap, one of ``first`` wins over one of ``then``, the longer over the shorter, the earlier in the table
    over the later."""

    def __init__(self, first: Sequence[P], then: Sequence[P] = ()) -> None:
        self._entries = (*first, *then)
        self._first = len(first)
        self._by_word: dict[str, list[tuple[int, tuple[frozenset[str], ...]]]] = {}
        for rank, entry in enumerate(self._entries):
            chosen = triggers(entry.phrase)
            others = tuple(words for words in needed(entry.phrase) if words != chosen)
            for word in chosen:
                self._by_word.setdefault(word, []).append((rank, others))
        self._words = frozenset(self._by_word)

    def find(self, text: str) -> list[Hit[P]]:
        """All entries in the text, without overlap, in order of place."""
        low = lowered(text)
        found: list[tuple[bool, int, int, int, Hit[P]]] = []
        for rank in self.possible(low):
            entry = self._entries[rank]
            # Compiled when first needed: all at once they cost a cold start a tenth of a second.
            for match in pattern(entry.phrase).finditer(low):
                start, end = match.span("hit")
                found.append((rank >= self._first, start - end, start, rank, Hit(entry, start, end)))
        found.sort(key=lambda item: item[:4])
        return _without_overlap([hit for *_, hit in found])

    def possible(self, low: str) -> set[int]:
        """The places of the entries of which a lowered text has all words that are needed: those that can be in it."""
        words = set(_TOKEN.findall(low))
        return {
            rank
            for word in words & self._words
            for rank, others in self._by_word[word]
            if not any(words.isdisjoint(other) for other in others)
        }


def _without_overlap(hits: Sequence[Hit[P]]) -> list[Hit[P]]:
    kept: list[Hit[P]] = []
    for hit in hits:
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)
