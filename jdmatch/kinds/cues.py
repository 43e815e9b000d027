"""Which cues of the tables a text has, found in one walk over its words.

A text has few of the cues, and to search it for each one costs more than everything else about kinds. Nearly all of
them begin at the beginning of a word, with letters that can be read off their patterns: so the words are walked over
once, and at each only the cues are tried that begin as it does. The few others are searched for where the text holds
what they need. What is tried is always the table's pattern, so that only time depends on what was read off it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

# What cuts a pattern, and what hides such signs.
_SIGN = re.compile(r"[()|]|\\.|\[[^\]]*\]")
# What a pattern begins with, as far as it is understood: a word's edge, characters that come once, one that may be
# missing.
_EDGE, _GROUP = r"\b", "(?:"
_ONCE = re.compile(r"(?:[\w '/@©-]|\\\W)+(?![?*+{])", re.ASCII)
_PERHAPS = re.compile(r"([\w '/@©-]|\\\W)\?", re.ASCII)
_WORD = re.compile(r"\b\w")
# Of a word's beginning, and what follows a short one, so many characters are compared.
_HEAD = 6
# Words begin in a few thousand ways.
_REMEMBERED = 1 << 14


class _Loose(NamedTuple):
    """A pattern that may match anywhere, where the text holds one of ``needs`` (anything, where there are none)."""

    name: str
    pattern: str
    needs: tuple[str, ...]


class Cues:
    """The cues of a table, to be found in texts in lower case."""

    def __init__(self, patterns: Mapping[str, str], needs: Mapping[str, tuple[str, ...]]) -> None:
        """``patterns`` by name of the cue; ``needs``: what stands in each match of a pattern, for some of those that do
        not begin with letters."""
        self._names = tuple(patterns)
        self._at_words: dict[str, str] = {}
        self._at_start: dict[str, str] = {}
        self._loose: list[_Loose] = []
        self._by_head: dict[str, list[str]] = {}
        for name, pattern in patterns.items():
            self._add(name, pattern, needs.get(name, ()))
        # One dictionary look-up a word, after the first time that one begins so.
        self._cues_at = lru_cache(_REMEMBERED)(self._beginning)

    def _add(self, name: str, pattern: str, needs: tuple[str, ...]) -> None:
        at_words, at_start = [], []
        for alternative in alternatives(pattern)[0]:
            if alternative.startswith("^"):
                at_start.append(alternative)
                continue
            found = sorted(heads(alternative))
            if alternative.startswith(r"\b") and all(head[:1].isalnum() for head in found):
                at_words.append(alternative.removeprefix(r"\b"))
                for head in found:
                    self._by_head.setdefault(head, []).append(name)
            else:
                self._loose.append(_Loose(name, alternative, tuple(found) if all(found) else needs))
        if at_words:
            self._at_words[name] = "|".join(at_words)
        if at_start:
            self._at_start[name] = "|".join(at_start)

    def _beginning(self, word: str) -> tuple[str, ...]:
        """The cues that may begin with a word of which at most ``_HEAD`` characters are given."""
        ways = (self._by_head.get(word[:length], ()) for length in range(1, len(word) + 1))
        return tuple(dict.fromkeys(name for names in ways for name in names))

    def of(self, low: str) -> list[str]:
        """The names of the cues that a text in lower case has, in the order of the table."""
        found: set[str] = set()
        for word in _WORD.finditer(low):
            at = word.start()
            for name in self._cues_at(low[at : at + _HEAD]):
                if name not in found and _compiled(self._at_words[name]).match(low, at):
                    found.add(name)
        found.update(name for name, pattern in self._at_start.items() if _compiled(pattern).match(low))
        for name, pattern, needs in self._loose:
            if (not needs or any(map(low.__contains__, needs))) and _compiled(pattern).search(low):
                found.add(name)
        return [name for name in self._names if name in found]


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # Most postings need some of the patterns only.
    return re.compile(pattern)


def alternatives(pattern: str, at: int = 0) -> tuple[list[str], int]:
    """What stands between the bars of a pattern, or of the group that was opened before ``at``, and where that ends."""
    out, depth = [], 0
    for found in _SIGN.finditer(pattern, at):
        sign = found.group()
        if sign == "|" and not depth:
            out.append(pattern[at : found.start()])
            at = found.end()
        elif sign == ")" and not depth:
            return [*out, pattern[at : found.start()]], found.end()
        else:
            depth += (sign == "(") - (sign == ")")
    return [*out, pattern[at:]], len(pattern)


def heads(pattern: str, most: int = _HEAD) -> set[str]:
    """The literals with which a match may begin, of at most so many characters; a shorter one where nothing is known of
    what follows it. ``pattern`` is one of several alternatives."""
    pattern = pattern.removeprefix(_EDGE)
    if found := _ONCE.match(pattern):
        literal = found.group().replace("\\", "")[:most]
        behind = heads(pattern[found.end() :], most - len(literal)) if len(literal) < most else {""}
        return {literal + head for head in behind}
    if found := _PERHAPS.match(pattern):
        rest = pattern[found.end() :]
        return heads(found.group(1) + rest, most) | heads(rest, most)
    if not pattern.startswith(_GROUP):
        return {""}
    branches, end = alternatives(pattern, len(_GROUP))
    rest = pattern[end:]
    if rest.startswith(("*", "+", "{")):
        return {""}
    if rest.startswith("?"):
        rest = rest[1:]
        branches.append("")
    return set().union(*(heads(branch + rest, most) for branch in branches))
