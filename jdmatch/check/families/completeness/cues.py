"""Looking for any of many cues in a text, quickly: what a draft's words alone can settle is settled by them.

A cue is a phrase of the small language of ``leveling.phrases``. A single word is looked up in the set of the text's
words, ``word*`` by its beginning; a phrase is searched for only where each of its pieces has a word in the text.
"""

from __future__ import annotations

import re
from functools import cached_property

from jdmatch.leveling.phrases import pattern

_TOKEN = re.compile(r"[^\W_]+")
_PIECE = re.compile(r"\(([^()]*)\)|\[[^\[\]]*\]|(\S+)")
# Text that has lost its line ends: "Medical and Dental401kVacation", "BENEFITSWhat you get".
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z\d])|(?<=[A-Z]{4})(?=[A-Z][a-z]{2})")


class Words:
    """A text with what its cues are looked up in: itself in lower case, and its words. Words that have grown together
    are parted, so its offsets are not the posting's."""

    def __init__(self, text: str) -> None:
        self.text = _GLUED.sub(" ", text)

    @cached_property
    def low(self) -> str:
        """The text in lower case."""
        return self.text.lower()

    @cached_property
    def words(self) -> frozenset[str]:
        """The different words."""
        return frozenset(_TOKEN.findall(self.low))


class Cues:
    """A table of cues, one a line or between commas; a text holds one of them, or none."""

    def __init__(self, table: str) -> None:
        plain: set[str] = set()
        stems: list[str] = []
        self._phrases: list[tuple[tuple[frozenset[str], ...], str]] = []
        for cue in filter(None, (cue.strip() for line in table.splitlines() for cue in line.split(","))):
            if cue.isalnum():
                plain.add(cue)
            elif cue.endswith("*") and cue[:-1].isalnum():
                stems.append(cue[:-1])
            else:
                self._phrases.append((_needed(cue), cue))
        self._plain, self._stems = frozenset(plain), tuple(stems)

    def within(self, words: Words) -> bool:
        """Whether the text holds one of the cues."""
        if not self._plain.isdisjoint(words.words):
            return True
        if self._stems and any(word.startswith(self._stems) for word in words.words):
            return True
        return any(
            pattern(cue).search(words.low) is not None
            for needed, cue in self._phrases
            if not any(piece.isdisjoint(words.words) for piece in needed)
        )

    def count(self, words: Words) -> int:
        """How many different single words of the table the text holds."""
        return len(self._plain & words.words)


def _needed(cue: str) -> tuple[frozenset[str], ...]:
    """For each required piece of a phrase the words of which a text must hold one: the first of each choice. Pieces
    with a number or an open word ask for none."""
    out: list[frozenset[str]] = []
    for choice, word in _PIECE.findall(cue):
        parts = choice.split("|") if choice else [word]
        if word != "..." and parts != [""] and not any(mark in part for part in parts for mark in "#*"):
            out.append(frozenset(_TOKEN.findall(part)[0] for part in parts))
    return tuple(out)
