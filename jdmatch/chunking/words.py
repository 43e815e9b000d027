"""Word lists as they are best read: a text of words, made into a set."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The blank-separated words of a text."""
    return frozenset(text.split())


def phrase_set(text: str) -> frozenset[str]:
    """The phrases of a text that are set apart by "|"; blanks and line ends around one do not count."""
    return frozenset(" ".join(phrase.split()) for phrase in text.split("|"))
