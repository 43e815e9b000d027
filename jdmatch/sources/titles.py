"""The title, where a text states one: conservative, because a wrong title misleads level and occupation alike.

A label ("Job title: …") is believed; so is a first heading, or one of the first few lines, that names an occupation
and is no sentence, slogan, company or section heading. What stands around the title on its line (the employer, the
place, the pay, "Job Description: …") is cut off. No candidate, no title: None is a good answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jdmatch.records import Block, Span
from jdmatch.sources import title_tables as tables

_LINES = 8
_LABELLED_LINES = 25
_LINE_CHARACTERS = 120
_WORDS = 10
_LABELLED_WORDS = 14
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_NUMERAL = re.compile(r"[IVX]+\Z")
_LINE = re.compile(r"[^\r\n]+")
_MARKS = "#*_=~ \t\xa0\"'\u201c\u201d"
_END_MARKS = _MARKS + "!,-\u2013\u2014|"


def find(text: str, blocks: Sequence[Block] = ()) -> Span | None:
    """The range of the title in a text, or None. ``blocks`` are consulted for headings."""
    return _labelled(text) or _first_heading(text, blocks) or _first_lines(text)


def trim(text: str) -> str | None:
    """The part of a line (of a page's title element, say) that is a title; None where no part reads as one."""
    span = _title_in(text, 0, len(text))
    return text[span.start : span.end] if span else None


def names_an_occupation(text: str) -> bool:
    """Does one of the words name an occupation or a post?"""
    return any(_singular(w) in tables.JOB_NOUNS for w in _WORD.findall(text.lower()))


def may_be_title(text: str) -> bool:
    """Is nothing against a line's being a title: no slogan, sentence, company or section heading?"""
    if tables.NO_TITLE_START.match(text) or tables.SENTENCE_WORDS.search(text) or tables.SECTION_WORDS.search(text):
        return False
    return _ends_in_occupation(text) or not tables.COMPANY_WORDS.search(text)


def _ends_in_occupation(text: str) -> bool:
    """Does the part before a comma end in an occupation ("College Aide II, Bureau of …")? No company's name does."""
    words = [w for w in _WORD.findall(text.split(",")[0]) if not _NUMERAL.match(w)]
    return bool(words) and _singular(words[-1].lower()) in tables.JOB_NOUNS and not words[-1].lower().endswith("ates")


def _labelled(text: str) -> Span | None:
    lines = list(_nonblank(text, _LABELLED_LINES))
    for i, (start, end) in enumerate(lines):
        line = text[start:end]
        match = tables.LABEL.match(line)
        if match and match["value"]:
            at, stop = _stripped(text, start + match.start("value"), end)
            value = text[at:stop]
            if match["sure"] and 0 < len(value.split()) <= _LABELLED_WORDS:
                return _title_in(text, at, stop) or Span(at, stop)
            if match["perhaps"] and (found := _title_in(text, at, stop)):
                return found
        alone = tables.LONE_LABEL.match(line) or (match and match["sure"] and not match["value"])
        if alone and i + 1 < len(lines):
            at, stop = _stripped(text, *lines[i + 1])
            if 0 < len(text[at:stop].split()) <= _WORDS:
                return _title_in(text, at, stop) or Span(at, stop)
    return None


def _first_heading(text: str, blocks: Sequence[Block]) -> Span | None:
    headings = [b for b in blocks if b.kind == "heading"][:4]
    for block in headings:
        if found := _title_in(text, *_stripped(text, block.start, block.end)):
            return found
    return None


def _first_lines(text: str) -> Span | None:
    for start, end in _nonblank(text, _LINES):
        if end - start <= _LINE_CHARACTERS and (found := _title_in(text, *_stripped(text, start, end))):
            return found
    return None


def _title_in(text: str, start: int, end: int) -> Span | None:
    """The title within one line, or None where no part of it reads as one."""
    line = text[start:end]
    if tables.NO_TITLE_START.match(line) and not tables.TITLE_STARTS.match(line):
        return None
    if opening := tables.TITLE_STARTS.match(line):
        start += opening.end()
        line = text[start:end]
    if ending := tables.TITLE_ENDS.search(line):
        line = line[: ending.start()]
    for low, high in _segments(line):
        segment = line[low:high]
        if _reads_as_title(segment):
            return Span(*_stripped(text, start + low, start + high))
    return None


def _segments(line: str) -> Iterator[tuple[int, int]]:
    """The parts of a line between dashes and bars, each taken together with a following part that speaks of rank
    or, behind an abbreviation ("RN - Oncology"), of the field."""
    borders = [0]
    for match in tables.SEPARATORS.finditer(line):
        borders += [match.start(), match.end()]
    borders.append(len(line))
    parts = list(zip(borders[::2], borders[1::2], strict=True))
    for i, (low, high) in enumerate(parts):
        if i + 1 < len(parts):
            behind = line[parts[i + 1][0] : parts[i + 1][1]]
            lone = tables.ABBREVIATION.match(line[low:high]) and not tables.NO_SPECIALTY.search(behind)
            joins = lone or tables.RANK.search(behind)
            if (
                joins
                and _reads_as_title(line[low:high])
                and len(behind.split()) <= 3
                and not tables.COMPANY_WORDS.search(behind)
            ):
                yield low, parts[i + 1][1]
        yield low, high


def _reads_as_title(segment: str) -> bool:
    words = segment.split()
    return (
        0 < len(words) <= _WORDS
        and not segment.rstrip().endswith((".", "!", "?", ":", ";"))
        and ": " not in segment
        and (segment[:1].isalnum() or segment.startswith(".N"))
        and may_be_title(segment)
        and names_an_occupation(segment)
    )


def _singular(word: str) -> str:
    if word in tables.JOB_NOUNS or not word.endswith("s"):
        return word
    return word[:-2] if word.endswith(("sses", "shes", "ches")) else word[:-1]


def _nonblank(text: str, count: int) -> Iterator[tuple[int, int]]:
    found = 0
    for match in _LINE.finditer(text):
        if match.group().strip():
            yield match.span()
            found += 1
            if found == count:
                return


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """A range without the blanks, quotes and marks at its ends."""
    while start < end and text[start] in _MARKS:
        start += 1
    while end > start and text[end - 1] in _END_MARKS:
        end -= 1
    return start, end
