"""The texts of a JobPosting's fields as lines, and each thing that they say once.

A text field is a string, a list, a language map, a value object, a term or a credential; its string is plain, HTML, or
HTML that was escaped once or twice. Here it becomes ``Line``s with the section that its field names. Feeds repeat
themselves: the duties stand in the description and in ``responsibilities`` again, with other markup, bullets or line
breaks. Lines are therefore compared by their words alone. What the lines at hand say already is not laid under them
again, but tells them their section.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import Any

from jdmatch.records import SectionKind
from jdmatch.settings import Settings
from jdmatch.sources import html_tables, references
from jdmatch.sources import jsonld_tables as tables
from jdmatch.sources.json_places import Text, string_map
from jdmatch.sources.jsonld_nodes import Node
from jdmatch.sources.jsonld_values import first_text, in_english, texts
from jdmatch.sources.layout import Line, line_ranges
from jdmatch.sources.maps import Mapped
from jdmatch.sources.mending import unescape

_NUMBER = re.compile(r"^\s*(?:\(?(?:\d{1,2}|[a-z])[.)]|step \d+:)\s+", re.IGNORECASE)
_NOT_WORD = re.compile(r"[\W_]+")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_SENTENCE_WORDS = 3
_MOST_PLACES = 50


def field_lines(origin: Mapped, data: Node, key: str, section: SectionKind | None, settings: Settings) -> list[Line]:
    """The lines of one text field of a JobPosting in the JSON ``origin``."""
    value = data.get(key)
    out: list[Line] = []
    for member in in_english(value) if isinstance(value, list) else [value]:
        place = _competency_section(member) if key == "competency" else section
        said = [text for text in texts(member) if isinstance(text, Text)]
        listed = isinstance(value, list) or key == "competency" or len(said) > 1
        for text in said:
            lines = lines_of(string_map(origin, text), text.path, place, settings)
            if listed and len(lines) == 1:
                lines = [replace(lines[0], kind="item")]
            out += lines
    # Tasks and knowledge come mixed; each kind together is a section.
    return sorted(out, key=lambda line: line.section != "responsibilities") if key == "competency" else out


def _competency_section(member: Any) -> SectionKind:
    """Requirements, unless the statement is a task: its set is called so, or it opens as a duty does."""
    terms = member.get("inDefinedTermSet") if isinstance(member, dict) else None
    if (name := first_text(terms)) and tables.TASK_SET.search(name):
        return "responsibilities"
    said = first_text(member) or ""
    duty = tables.DUTY_OPENING.match(said) and len(said.split()) >= tables.DUTY_FEWEST_WORDS
    return "responsibilities" if duty else "requirements"


def lines_of(mapped: Mapped, path: str | None, section: SectionKind | None, settings: Settings) -> list[Line]:
    """The lines of one string. A plain one without a section is one line whose layout the chunker must find."""
    for _ in range(2):
        # A tag or two around text that was escaped (a content system's own paragraph) do not make it HTML.
        escaped = len(tables.ESCAPED_TAG.findall(mapped.text)) if "lt;" in mapped.text else 0
        if not escaped or escaped <= len(tables.TAG.findall(mapped.text)):
            break
        mapped = unescape(mapped)
    if tables.TAG.search(mapped.text):
        from jdmatch.sources.html import fragment_lines

        return [replace(line, path=path, section=section) for line in fragment_lines(mapped, settings)]
    mapped = unescape(mapped)
    if section is None:
        start, end = len(mapped.text) - len(mapped.text.lstrip()), len(mapped.text.rstrip())
        return [Line(mapped.cut(start, end), path=path, sure=False)] if start < end else []
    return [
        Line(
            mapped.cut(start, end),
            "item" if html_tables.BULLET_START.match(mapped.text, start) else "paragraph",
            path=path,
            section=section,
        )
        for start, end in line_ranges(mapped.text)
    ]


# Each thing once


def joined(lines: list[Line], extra: list[Line]) -> list[Line]:
    """Lines of other fields under those at hand, without what these say already; those learn the section."""
    if not extra:
        return lines
    said = _Said(lines)
    new: list[Line] = []
    own = " "
    for line in extra:
        for rest in said.unsaid(line):
            bare = words_of(rest.mapped.text)
            if bare and f" {bare} " not in own:
                new.append(rest)
                own += f"{bare} "
    return said.told() + new


def words_of(text: str) -> str:
    """A text's words and nothing else, for comparison: no markup, bullets, numbers of items, punctuation or case."""
    if "&" in text:
        text = references.unescape(text)
    text = unicodedata.normalize("NFKC", text.translate(html_tables.INVISIBLE))
    return _NOT_WORD.sub(" ", _NUMBER.sub("", text).casefold()).strip()


class _Said:
    """The words of some lines one behind the other, and which line each stands in. A text of unsure layout is taken
    line by line: its parts learn their section too."""

    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines
        # (line, number of a line inside it or None for the whole of it), and where its words begin and end
        self._parts: list[tuple[int, int | None]] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        words, length = [""], 1
        for i, line in enumerate(lines):
            text = line.mapped.text
            for n, (low, high) in enumerate([(0, len(text))] if line.sure else line_ranges(text)):
                bare = words_of(text[low:high])
                if bare:
                    words.append(bare)
                    self._parts.append((i, None if line.sure else n))
                    self._starts.append(length)
                    length += len(bare) + 1
                    self._ends.append(length - 1)
        self._text = " ".join([*words, ""])
        self._asked: set[tuple[SectionKind, str]] = set()
        self._found: dict[SectionKind, list[tuple[int, int]]] = {}

    def unsaid(self, line: Line) -> list[Line]:
        """What of a line is not said yet: all of it, nothing, or some of its sentences."""
        if self._look_for(words_of(line.mapped.text), line.section):
            return []
        text = line.mapped.text
        edges = [0, *(m.end() for m in _SENTENCE.finditer(text)), len(text)]
        known = [
            len(bare.split()) >= _SENTENCE_WORDS and self._look_for(bare, line.section)
            for bare in (words_of(text[a:b]) for a, b in pairwise(edges))
        ]
        if not any(known):
            return [line]
        out: list[Line] = []
        start = 0
        for i, is_known in enumerate([*known, True]):
            if is_known:
                piece = text[edges[start] : edges[i]] if i > start else ""
                if words_of(piece):
                    out.append(replace(line, mapped=line.mapped.cut(edges[start], edges[start] + len(piece.rstrip()))))
                start = i + 1
        return out

    def _look_for(self, bare: str, section: SectionKind | None) -> bool:
        if not bare:
            return True
        at = self._text.find(f" {bare} ")
        if at < 0:
            return False
        if section is None or (section, bare) in self._asked:
            return True
        self._asked.add((section, bare))
        for _ in range(_MOST_PLACES):
            self._found.setdefault(section, []).append((at + 1, at + 1 + len(bare)))
            at = self._text.find(f" {bare} ", at + 1 + len(bare))
            if at < 0:
                break
        return True

    def told(self) -> list[Line]:
        """The lines with the sections that they learned."""
        sections: dict[int, SectionKind] = {}
        for section, ranges in self._found.items():
            for low, high in _merged(ranges):
                for k in range(bisect_left(self._starts, low), bisect_right(self._ends, high)):
                    sections.setdefault(k, section)
        out = list(self._lines)
        inside: dict[int, dict[int, SectionKind]] = {}
        for k, section in sorted(sections.items()):
            i, part = self._parts[k]
            if part is not None:
                inside.setdefault(i, dict(out[i].told)).setdefault(part, section)
            elif out[i].section is None and out[i].kind != "heading":
                out[i] = replace(out[i], section=section)
        for i, known in inside.items():
            out[i] = replace(out[i], told=tuple(sorted(_spread_inside(out[i].mapped.text, known).items())))
        return _spread(out, {self._parts[k][0] for k in sections})


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if out and low <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(out[-1][1], high))
        else:
            out.append((low, high))
    return out


def headed(lines: list[Line]) -> list[Line]:
    """The lines, with headings that stand right above lines of a known section in that section."""
    return _spread(lines, {i for i, line in enumerate(lines) if line.section is not None})


def _spread_inside(text: str, known: dict[int, SectionKind]) -> dict[int, SectionKind]:
    """The same in a text of unsure layout: a stretch without blank lines is a list, its first line may head it."""
    ranges = line_ranges(text)
    out = dict(known)
    start = 0
    for i in range(len(ranges)):
        if i + 1 < len(ranges) and text.count("\n", ranges[i][1], ranges[i + 1][0]) < 2:
            continue
        learned = [n for n in range(start, i + 1) if n in known]
        if learned and 2 * len(learned) >= i - start:
            out |= {n: out.get(n, known[learned[0]]) for n in range(start, i + 1)}
        start = i + 1
    return out


def _spread(lines: list[Line], told: set[int]) -> list[Line]:
    """Where half of a list learned its section, the rest of it has the same; and so has the heading right above."""
    out = list(lines)
    start = 0
    while start < len(out):
        end = start + 1
        while out[start].kind == "item" and end < len(out) and out[end].kind == "item":
            end += 1
        known = Counter(out[i].section for i in range(start, end) if out[i].section is not None)
        section, count = known.most_common(1)[0] if known else (None, 0)
        if not told.isdisjoint(range(start, end)) and 2 * count >= end - start:
            for i in range(start, end):
                out[i] = replace(out[i], section=out[i].section or section)
            if start and out[start - 1].kind == "heading" and out[start - 1].section is None:
                out[start - 1] = replace(out[start - 1], section=section)
        start = end
    return out
