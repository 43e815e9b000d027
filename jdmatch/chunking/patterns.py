"""Patterns that are seldom needed, and how to find out that one is not.

Most patterns of the tables match in few texts, and a search that fails costs as much as one that does not; whether a
word stands in a text is found out in a tenth of the time. And a pattern costs most when it is compiled: one posting
needs some of them only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property


class LazyPattern:
    """A pattern that is compiled when it is first used."""

    def __init__(self, pattern: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self.pattern, self.flags = pattern, flags

    @cached_property
    def search(self) -> Callable[..., re.Match[str] | None]:
        """As of a compiled pattern."""
        return re.compile(self.pattern, self.flags).search

    @cached_property
    def match(self) -> Callable[..., re.Match[str] | None]:
        """As of a compiled pattern."""
        return re.compile(self.pattern, self.flags).match

    @cached_property
    def finditer(self) -> Callable[..., Iterator[re.Match[str]]]:
        """As of a compiled pattern."""
        return re.compile(self.pattern, self.flags).finditer


def holds_any(text: str, parts: Iterable[str]) -> bool:
    """Whether a text has one of some strings in it, wherever. Asked before a search that mostly fails."""
    return any(map(text.__contains__, parts))


def folded(text: str) -> str:
    """The text in lower case, and in ASCII what patterns without regard to case take for a letter of it: whether one
    can match is asked of this text, where it does is not."""
    if text.isascii():
        return text.lower()
    return text.replace("İ", "i").lower().replace("ı", "i").replace("ſ", "s")
