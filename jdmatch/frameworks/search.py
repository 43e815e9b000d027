"""Which installed frameworks answer to a few words: "billing clerk", "welding", "someone who draws blood".

A word counts by how rare it is among the frameworks and by where it stands: in the title most, then in an alternate
title, in a heading or category, in a statement. A framework that is called just what was asked for comes first. Words
do not see that an invoice clerk bills; ``likeness``, a similarity of meaning for each framework where the caller has
one, is added for that.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jdmatch.records import Framework

# What a word is worth by where it stands, the best place of each word counting.
TITLE, ALTERNATE, PART, STATEMENT = 1.0, 0.8, 0.4, 0.3
# A title that holds all words and nothing else, one statement that holds them all, and the most that likeness of
# meaning adds.
EXACT, TOGETHER, ALIKE = 0.5, 0.4, 0.6
# Cosines below the first say nothing about two titles, and at the second they are the same job.
_NOTHING, _SAME = 0.35, 0.8
_LEAST = 0.15
_WORD = re.compile(r"[a-z0-9][a-z0-9+#&]*")
_OWNED = re.compile(r"['’]s\b")
_EMPTY = frozenset({"a", "all", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "other"})
_EMPTY |= frozenset({"someone", "the", "to", "who", "with"})
_ENDINGS = ("ings", "ing", "ers", "ies", "er", "or", "ed", "es", "s", "y", "e")


@dataclass(frozen=True, slots=True)
class Found:
    """A framework that answers. ``score`` is in [0, 2.1] and only ranks; ``reason`` is the title, alternate title or
    statement that answered best, and ``where`` says which of these it is (title, alternate title, part, statement,
    meaning); ``statements`` is how many statements hold a word of the query."""

    framework: Framework
    score: float
    where: str
    reason: str
    statements: int


def search(
    query: str, frameworks: Sequence[Framework], *, likeness: Mapping[str, float] | None = None, limit: int = 10
) -> tuple[Found, ...]:
    """The frameworks that answer to ``query``, best first, at most ``limit``; () where none does or nothing was
    asked. ``likeness`` is a cosine by framework id."""
    asked = tuple(dict.fromkeys(words(query)))
    if not asked:
        return ()
    indexed = [(f, _Words(f)) for f in frameworks]
    spread = Counter(stem for _, held in indexed for stem in held.everything if stem in asked)
    rarity = {stem: math.log(1 + len(frameworks) / (1 + spread[stem])) for stem in asked}
    alike = likeness or {}
    found = (_answer(f, held, asked, rarity, alike.get(f.id, 0.0)) for f, held in indexed)
    good = [answer for answer in found if answer.score >= _LEAST]
    return tuple(sorted(good, key=lambda a: (-round(a.score, 6), a.framework.id))[:limit])


def words(text: str) -> list[str]:
    """The stems of a text's words that say something."""
    plain = _OWNED.sub("", text.casefold())
    return [_stem(word) for word in _WORD.findall(plain) if word not in _EMPTY]


def _stem(word: str) -> str:
    # Until nothing more comes off: "answering" and "answer" must end as the same.
    while (ending := next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= 4), None)) is not None:
        word = word[: -len(ending)]
    return word


class _Words:
    """The stems of a framework by where they stand."""

    def __init__(self, framework: Framework) -> None:
        self.title = frozenset(words(framework.title))
        self.alternates = [(title, frozenset(words(title))) for title in framework.alternate_titles]
        parts = {s.category for s in framework.statements if s.category} | {h.text for h in framework.headings}
        self.parts = [(part, frozenset(words(part))) for part in sorted(parts)]
        self.statements = [(s.text, frozenset(words(" ".join((s.text, *s.aliases))))) for s in framework.statements]
        held = (stems for _, stems in (*self.alternates, *self.parts, *self.statements))
        self.everything = self.title.union(*held)


def _answer(
    framework: Framework, held: _Words, asked: Sequence[str], rarity: Mapping[str, float], cosine: float
) -> Found:
    best = dict.fromkeys(asked, 0.0)
    for weight, stems in (
        (STATEMENT, frozenset().union(*(stems for _, stems in held.statements))),
        (PART, frozenset().union(*(stems for _, stems in held.parts))),
        (TITLE, held.title),
    ):
        best.update({stem: max(best[stem], weight) for stem in asked if stem in stems})
    called, overlap = _most(held.alternates, asked, rarity)
    for stem in held_in(called, asked):
        best[stem] = max(best[stem], ALTERNATE)
    total = sum(rarity.values())
    lexical = sum(best[stem] * rarity[stem] for stem in asked) / total
    wanted = frozenset(asked)
    exact = EXACT if held.title == wanted else ALTERNATE * EXACT if frozenset(words(called)) == wanted else 0.0
    meaning = ALIKE * min(max((cosine - _NOTHING) / (_SAME - _NOTHING), 0.0), 1.0)
    if len(asked) > 1 and not exact and any(wanted <= stems for _, stems in held.statements):
        exact = TOGETHER
    where, reason = _reason(framework, held, asked, rarity, called, overlap)
    if lexical < meaning and where in ("part", "statement"):
        where, reason = "meaning", framework.title
    count = sum(1 for _, stems in held.statements if stems & wanted)
    return Found(framework, lexical + exact + meaning, where, reason, count)


def held_in(text: str, asked: Iterable[str]) -> set[str]:
    """Which of the stems a text has."""
    return set(asked) & set(words(text))


def _most(
    texts: Sequence[tuple[str, frozenset[str]]], asked: Sequence[str], rarity: Mapping[str, float]
) -> tuple[str, float]:
    """The text that holds most of what was asked, the one with the fewest other words among equals; ("", 0.0) where
    none holds anything."""
    scored = ((sum(rarity[stem] for stem in asked if stem in stems), -len(stems), text) for text, stems in texts)
    worth, _, text = max(scored, default=(0.0, 0, ""), key=lambda item: item[:2])
    return (text, worth) if worth > 0 else ("", 0.0)


def _reason(
    framework: Framework,
    held: _Words,
    asked: Sequence[str],
    rarity: Mapping[str, float],
    called: str,
    overlap: float,
) -> tuple[str, str]:
    in_title = sum(rarity[stem] for stem in asked if stem in held.title)
    if in_title > 0 and in_title >= overlap:
        return "title", framework.title
    if called:
        return "alternate title", called
    for where, texts in (("statement", held.statements), ("part", held.parts)):
        text, worth = _most(texts, asked, rarity)
        if worth > 0:
            return where, text
    return "meaning", framework.title
