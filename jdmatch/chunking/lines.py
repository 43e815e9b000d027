"""Physical lines of a posting with their bullet signs: what is on the page before anything is concluded from it.

A line's ``mark`` is its bullet sign, number or Markdown sign and ``body`` where its words begin, so that later
steps never look at signs again. A posting whose line breaks were turned into runs of blanks is broken up at those runs
("soft" breaks): a run of blanks counts where what follows looks like the beginning of something.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from jdmatch.chunking import tables
from jdmatch.chunking.verbs import form_of
from jdmatch.chunking.words import word_set

Style = Literal["none", "bullet", "number", "letter", "markdown", "quote", "row", "rule"]

_GARBLED = "|".join(re.escape(g) for g in tables.GARBLED_BULLETS)
_GLYPH = f"(?:[{re.escape(tables.BULLET_GLYPHS)}\ue000-\uf8ff]\ufe0f?|{_GARBLED})"
_GARBLED_DASH = "|".join(re.escape(g) for g in tables.GARBLED_DASHES)
_DASH = f"[{re.escape(tables.LINE_BULLETS)}]"
MARK = re.compile(
    rf"""
    (?P<markdown>\#{{1,6}}(?=\s))
    | (?P<quote>>(?=\s))
    | (?P<bullet>
        {_GLYPH}(?:\s*{_GLYPH})*
        | o(?=[ \t]+[A-Z(]|\t)
        | {_DASH}{{1,2}}(?=\s|$)
        | (?:{_GARBLED_DASH})(?=\s)
        | [-–—•](?=[A-Za-z"“(])
        | \*(?=[A-Za-z"“(])(?![^*\n]*\*\s*$)
      )(?:\s*\[[ xX]?\](?=\s))?
    | (?P<number>\(?\d{{1,2}}(?:\.\d{{1,2}})*[.)](?=\s)|\d{{1,2}}\.\d{{1,2}}(?=\s+[A-Z])|\d{{1,2}}\.(?=[A-Z][a-z]))
    | (?P<letter>\(?(?:[A-Za-z]|[ivx]{{2,4}}|[IVX]{{2,4}})[.)](?=\s))
    """,
    re.VERBOSE,
)
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_RULE = re.compile(r"[\W_]{2,}|[=_*~#<>|]")
# Two blanks or more, or any with a tab. Patterns that begin with a set of characters are found fastest, so what stands
# before is looked at second.
_RUN = re.compile(r"[ \xa0\t](?<=\S.)(?:(?<!\t)[ \xa0]+|(?<!\t)[ \xa0]*\t\s*|(?<=\t)\s*)(?=\S)")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_ENUMERATOR = re.compile(r"\(?(\d{1,2}|[A-Za-z])[.)]\s")
_CONNECTIVES = word_set(
    """
    a an the and or of in to for with by from at on as is are be will that which our your all
    """
)
# Only lines of at least so many characters may have lost breaks inside.
_FLAT_LENGTH = 300


class Line(NamedTuple):
    """One line: ``start`` at its sign, ``body`` at its words, ``end`` behind its last character; blank lines are left
    out and counted in ``gap`` (blank lines above). ``indent`` counts the blanks before the sign."""

    start: int
    end: int
    body: int
    indent: int
    gap: int
    style: Style
    mark: str


def read(text: str, cuts: Sequence[int] = ()) -> list[Line]:
    """The lines of a text that hold anything, in order. ``cuts`` are further places where a line ends, known from
    elsewhere; where there are some, nothing is concluded from runs of blanks."""
    spans = _cut(_spans(text, soft=not cuts), cuts)
    lettered = _letters_in_use(text, spans)
    out: list[Line] = []
    gap = 0
    for left, right in spans:
        first, last = trim(text, left, right)
        if first == last:
            gap += 1
            continue
        out.append(_line(text, left, first, last, gap, lettered))
        gap = 0
    return out


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without blank characters at its ends; (start, start) where it is blank."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    if left == len(piece):
        return start, start
    return start + left, start + len(piece.rstrip())


def _spans(text: str, *, soft: bool) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    at = 0
    for found in _BREAK.finditer(text):
        spans.append((at, found.start()))
        at = found.end()
    spans.append((at, len(text)))
    if not soft:
        return spans
    return [part for span in spans for part in (_softly(text, *span) if span[1] - span[0] >= _FLAT_LENGTH else (span,))]


def _cut(spans: list[tuple[int, int]], cuts: Sequence[int]) -> list[tuple[int, int]]:
    if not cuts:
        return spans
    out: list[tuple[int, int]] = []
    for start, end in spans:
        inner = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]
        edges = [start, *inner, end]
        # A cut inside a line makes no blank line, so empty parts are dropped here.
        parts = [(a, b) for a, b in pairwise(edges) if a < b] if inner else [(start, end)]
        out.extend(parts)
    return out


def _softly(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a line at the runs of blanks that stand for a lost line break."""
    parts: list[tuple[int, int]] = []
    at = start
    for run in _RUN.finditer(text, start, end):
        if _opens(text, run.start(), run.end(), end):
            parts.append((at, run.start()))
            at = run.end()
    parts.append((at, end))
    return parts


def _opens(text: str, left: int, right: int, end: int) -> bool:
    before = text[left - 1]
    mark = MARK.match(text, right, end)
    if mark:
        return mark.lastgroup != "letter" or bool(_ENUMERATOR.match(text, right))
    ahead = text[right]
    if before in ":,&/(-–" or not (ahead.isupper() or ahead.isdigit() or ahead in "\"“'("):
        return False
    if _is_mark_only(text, left) or _is_unfinished(text, left):
        return False
    if before in ".!?":
        return right - left > 2
    if before == ";" or right - left > 2:
        return True
    word = _WORD.match(text, right, end)
    return word is not None and opens_item(word.group())


def _is_unfinished(text: str, left: int) -> bool:
    """Whether the word before the blanks is one that nothing ends with ("in the  Department")."""
    return text[max(0, left - 12) : left].rsplit(None, 1)[-1] in _CONNECTIVES


def _is_mark_only(text: str, left: int) -> bool:
    """Whether the blanks stand behind a bullet sign or a number, which belong to what follows."""
    at = max(text.rfind(" ", 0, left), text.rfind("\t", 0, left), text.rfind("\n", 0, left)) + 1
    mark = MARK.match(text[at:left] + " ")
    return mark is not None and mark.end() == left - at


def opens_item(word: str) -> bool:
    """Whether a capitalised word is one with which a sentence or a list item begins."""
    low = word.lower().replace("’", "'")
    return low in tables.SENTENCE_OPENERS or low in tables.REQUIREMENT_OPENERS or form_of(low) is not None


def _letters_in_use(text: str, spans: list[tuple[int, int]]) -> bool:
    """Whether lines are lettered (A. … B. …), so that a single capital with a stop is no initial of a name."""
    seen = set()
    for left, right in spans:
        first, last = trim(text, left, right)
        found = _ENUMERATOR.match(text, first, last)
        if found and found.group(1).isalpha():
            seen.add(found.group(1).lower())
    return {"a", "b"} <= seen


def _line(text: str, left: int, first: int, last: int, gap: int, lettered: bool) -> Line:
    indent = first - left
    content = text[first:last]
    if _is_row(content):
        return Line(first, last, first, indent, gap, "row", "")
    if _RULE.fullmatch(content) and not re.fullmatch(MARK, content):
        return Line(first, last, first, indent, gap, "rule", content[0])
    mark = MARK.match(text, first, last)
    if mark is None or (mark.lastgroup == "letter" and not lettered and mark.group()[0].isupper()):
        return Line(first, last, first, indent, gap, "none", "")
    body = mark.end()
    while body < last and text[body].isspace():
        body += 1
    style: Style = mark.lastgroup  # type: ignore[assignment]
    return Line(first, last, body, indent, gap, style, mark.group())


def _is_row(content: str) -> bool:
    """A row of a table: cells between bars, or words set apart by tabs."""
    if content.startswith("|") and content.count("|") >= 2:
        return True
    cells = [cell for cell in content.split("\t") if cell.strip()]
    return len(cells) >= 3 and all(len(cell) < 60 for cell in cells) and not MARK.match(cells[0] + " ")
