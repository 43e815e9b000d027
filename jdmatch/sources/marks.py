"""What a page's data say about an element of the page, and what that says about a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, Protocol

from jdmatch.records import SectionKind


@dataclass(frozen=True, slots=True)
class Mark:
    """The element is the whole posting, or a text of it; with its section where a property names one."""

    role: Literal["posting", "text"]
    section: SectionKind | None = None


class MarkedElement(Protocol):
    """What is asked of a marked element."""

    section: SectionKind | None
    region: int | None


class MarkedWords:
    """The words of a line, counted by the innermost marked element that each stands in. That element may be a part of
    the line, and has then ended when the line does."""

    def __init__(self) -> None:
        self._words: Counter[tuple[SectionKind | None, int | None]] = Counter()

    def add(self, element: MarkedElement | None, words: int) -> None:
        """Count words of an element; None for words in no marked one."""
        self._words[(element.section, element.region) if element else (None, None)] += words

    def take(self, regions: Collection[int] = ()) -> tuple[SectionKind | None, tuple[int, ...]]:
        """The section that half of the words or more say, and the regions that its elements are beside ``regions``; and
        begin again."""
        if not self._words:
            return None, ()
        by_section: Counter[SectionKind | None] = Counter()
        for (said, _), words in self._words.items():
            by_section[said] += words
        section, words = by_section.most_common(1)[0]
        if 2 * words < by_section.total():
            section = None
        more = {r for (said, r) in self._words if said == section and r is not None and r not in regions}
        self._words.clear()
        return section, tuple(sorted(more))
