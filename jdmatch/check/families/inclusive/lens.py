"""What surrounds a word: the chunk it stands in, whether that is legal text, whether something is asked of a person.

An equal-opportunity statement names age, sex and origin to protect them, and a benefits blurb speaks to somebody who is
already there; neither is a place for findings about words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, cached_property

from jdmatch.check.draft import Draft
from jdmatch.check.families.inclusive import cue_tables
from jdmatch.records import Chunk

# How far around a word a law that asks for it may be named.
_NEAR = 160
# How far before a word its denial stands.
_DENIED = 32
_WORDS = re.compile(r"[a-z]+")
_LINE_START = re.compile(r"(?:\A|[\n.!?:;•·▪●*\"“”(|–—-])\s*\W*\Z")
# What makes a word part of a name: a capitalised word beside it, an office that it holds, a piece of code around it.
_CAPITAL_BEFORE = re.compile(r"\b(?!(?:The|An?|Our|Your|Each|Every|Any|All|This|That|And|Or)\b)[A-Z][\w'’&.-]* \Z")
_CAPITAL_BEHIND = re.compile(r"(?:['’]s?)? [A-Z][a-z]")
_OFFICE = re.compile(r",? (?:of|at) (?:the )?[A-Z]")
_GLUED = frozenset("_`$@#=")
_FILE = re.compile(r"[_`=]|\.[a-z]|-[A-Z]")
_QUOTE_BEFORE = re.compile(r"[“\"«][^“”\"«»\n]*\Z")
_QUOTE_BEHIND = re.compile(r"[^“”\"«»\n]{0,32}[”\"»]")


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of the tables, compiled when it is first needed."""
    return re.compile(pattern, re.IGNORECASE)


class Lens:
    """A draft seen from a place in its text."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.text = draft.text
        self._starts = [chunk.start for chunk in draft.chunks]
        self._legal: dict[int, bool] = {}

    def chunk(self, at: int) -> Chunk | None:
        """The chunk that holds a character; None between chunks."""
        number = bisect_right(self._starts, at) - 1
        if number < 0 or at >= self.draft.chunks[number].end:
            return None
        return self.draft.chunks[number]

    def is_legal(self, at: int) -> bool:
        """Whether the chunk there, or the heading above it, is an equal-opportunity statement or other legal text."""
        chunk = self.chunk(at)
        if chunk is None:
            return False
        if chunk.id not in self._legal:
            heading = self.draft.sections[chunk.section].heading or ""
            self._legal[chunk.id] = bool(
                compiled(cue_tables.LEGAL).search(chunk.text) or compiled(cue_tables.LEGAL_HEADING).search(heading)
            )
        return self._legal[chunk.id]

    def is_asked(self, at: int) -> bool:
        """Whether the chunk there asks something of a person."""
        chunk = self.chunk(at)
        if chunk is None:
            return False
        return chunk.kind == "requirement" or bool(compiled(cue_tables.ASKED).search(chunk.text))

    def is_duty(self, at: int) -> bool:
        """Whether the chunk there is a duty."""
        chunk = self.chunk(at)
        return chunk is not None and chunk.kind == "responsibility"

    def is_denied(self, at: int) -> bool:
        """Whether the words before say that it is not so ("we are not looking for …")."""
        return bool(compiled(cue_tables.DENIED).search(self.text, max(0, at - _DENIED), at))

    def is_limit(self, start: int, end: int) -> bool:
        """Whether an age or a number of years is put as a limit to who may apply."""
        chunk = self.chunk(start)
        if chunk is None:
            return False
        return bool(
            compiled(cue_tables.LIMIT_BEFORE).search(self.text, max(chunk.start, start - _DENIED), start)
            or compiled(cue_tables.LIMIT_BEHIND).match(self.text, end)
            or (chunk.kind == "requirement" and start <= max(chunk.start, chunk.body_start))
        )

    def goes_on(self, end: int) -> bool:
        """Whether "able to see" goes on with what is seen ("… tasks through"), and so is no sense."""
        return self.text[:end].lower().endswith(("see", "hear")) and not compiled(cue_tables.SENSE).match(
            self.text, end
        )

    def is_by_law(self, start: int, end: int) -> bool:
        """Whether a law, a clearance or public funding is named near by."""
        return bool(
            compiled(cue_tables.BY_LAW).search(self.text, max(0, start - _NEAR), end + _NEAR)
            or compiled(cue_tables.CLEARED).search(self.text)
        )

    def is_name(self, start: int, end: int) -> bool:
        """Whether the words are part of a name: capitals where the sentence asks for none."""
        words = self.text[start:end]
        if not words[0].isupper() or words.isupper():
            return False
        chunk = self.chunk(start)
        if chunk is None or chunk.layout == "heading" or _is_title_case(chunk.text):
            return False
        return not _LINE_START.search(self.text, max(0, start - 6), start)

    def is_part_of_name(self, start: int, end: int) -> bool:
        """Whether the words belong to a longer name or title that is not the posting's own: the title of somebody else
        ("works with the Shop Foreman"), of an office, a body, a product or a file."""
        text = self.text
        if text[start - 1 : start] in _GLUED or (_FILE.match(text, end) is not None):
            return start > 0
        if not text[start].isupper() or text[start:end].isupper():
            return False
        chunk = self.chunk(start)
        if chunk is None or chunk.layout == "heading" or _is_hired(text, max(chunk.start, start - _NEAR), start):
            return False
        if text[start:end].casefold() in (self.draft.posting.title or "").casefold():
            return False
        if _OFFICE.match(text, end):
            return True
        before = _CAPITAL_BEFORE.search(text, chunk.start, start)
        return not _is_title_case(chunk.text) and bool(before or _CAPITAL_BEHIND.match(text, end))

    def is_quoted(self, start: int, end: int) -> bool:
        """Whether the words stand in quotation marks: a keyword to be typed, or what others say."""
        return bool(
            _QUOTE_BEFORE.search(self.text, max(0, start - _DENIED), start) and _QUOTE_BEHIND.match(self.text, end)
        )

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the text, in lower case."""
        return frozenset(_WORDS.findall(self.text.lower()))

    @cached_property
    def accommodates(self) -> bool:
        """Whether the posting offers accommodation to people with disabilities."""
        return "accommodat" in self.text.lower()


def _is_hired(text: str, start: int, end: int) -> bool:
    return compiled(cue_tables.HIRED).search(text, start, end) is not None


def _is_title_case(text: str) -> bool:
    """A line whose longer words all begin with capitals is a title, in which capitals say nothing."""
    words = [word for word in text.split() if len(word) > 3]
    return sum(not word[0].islower() for word in words) > 0.8 * len(words)
