"""What a posting states about the person and the pay: years, schooling, licences, pay, must-have and nice-to-have.

Facts are read with patterns from the chunks where such things are asked for, each with its quote. What the source
states in a field of its own (a JobPosting's ``baseSalary``) wins over what its text says. A wish ("a plus", under
"Preferred qualifications") never raises a minimum, but where nothing else is stated it is the best that is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from jdmatch.chunking.headings import topic_of
from jdmatch.chunking.patterns import LazyPattern
from jdmatch.facts import pay, schooling, years
from jdmatch.facts.tables import BARE_LABELS, PREFERRED, PREFERRED_HEADING, REQUIRED
from jdmatch.records import Chunk, Education, Fact, Posting, PostingFields, Section

__all__ = ["read"]

_PREFERRED = LazyPattern(PREFERRED, re.IGNORECASE)
_PREFERRED_HEADING = LazyPattern(PREFERRED_HEADING, re.IGNORECASE)
_REQUIRED = LazyPattern(REQUIRED, re.IGNORECASE)
_PARTS = LazyPattern(r"(?<=[.;])\s+(?=\S)")
_OR = LazyPattern(r"\s*or\b", re.IGNORECASE)
_ENDS_IN_OR = LazyPattern(r"\bor[:;,.]?\s*$", re.IGNORECASE)
_EDUCATION = LazyPattern(r"\W*(?:minimum )?education\b", re.IGNORECASE)
_PAY_TOPIC = LazyPattern(r"\b(?:salary|pay|compensation|wage|rate|remuneration|base)\b", re.IGNORECASE)
# A wish and a demand in one piece are told apart only where the pieces are long enough to stand alone.
_SHORTEST_PART = 12


@dataclass
class _Found:
    """What was read so far. ``years`` and ``levels`` are kept apart by whether they are wishes; ``before`` is the text
    of the piece before, which may end in "or"."""

    facts: list[Fact] = field(default_factory=list)
    years: dict[bool, list[float]] = field(default_factory=lambda: {True: [], False: []})
    levels: dict[bool, list[Education]] = field(default_factory=lambda: {True: [], False: []})
    pay: list[pay.Pay] = field(default_factory=list)
    before: str = ""


def read(
    posting: Posting, sections: Sequence[Section], chunks: Sequence[Chunk]
) -> tuple[PostingFields, tuple[Fact, ...]]:
    """The posting's fields and its fact sheet, in the order of the text.

    ``fields`` are the source's own where it has them. ``min_years_experience`` is the largest number of years that is
    demanded at least (the smallest among alternatives), ``education`` the lowest level that is enough.
    """
    found = _Found()
    for chunk in chunks:
        section = sections[chunk.section]
        if chunk.kind == "requirement":
            _requirement(posting.text, chunk, section, found)
        elif chunk.layout != "heading":
            _statement(posting.text, chunk, section, found)
        _pay(posting.text, chunk, section, found)
        found.before = chunk.text
    mentions = pay.believed(found.pay)
    found.facts += [Fact("pay", mention.value, mention.start, mention.end) for mention in mentions]
    stated = posting.fields
    fields = PostingFields(
        min_years_experience=_first(stated.min_years_experience, _least_years(found)),
        education=stated.education or _level(found),
        salary=stated.salary or pay.best(mentions),
    )
    return fields, tuple(sorted(_distinct(found.facts), key=lambda f: (f.start, f.end, f.kind)))


def _first(stated: float | None, read_from_text: float | None) -> float | None:
    return stated if stated is not None else read_from_text


def _requirement(text: str, chunk: Chunk, section: Section, found: _Found) -> None:
    """Everything that a requirement says, with whether it is a wish."""
    body = _body(chunk)
    for start, end in _parts(text, *body):
        wish = _is_wish(text[start:end], section)
        words = " ".join(text[start:end].strip(" ;,").split())
        if words.lower().rstrip(":") not in BARE_LABELS:
            found.facts.append(Fact("nice_to_have" if wish else "must_have", words, start, end))
        _schooling(text, start, end, wish, found)
        for licence in schooling.find_licences(text, start, end):
            found.facts.append(Fact("licence", licence.value, licence.start, licence.end))
    _experience(text, *body, _is_wish(text[body[0] : body[1]], section), found)


def _statement(text: str, chunk: Chunk, section: Section, found: _Found) -> None:
    """What a duty or another piece says about years and schooling by the way."""
    start, end = _body(chunk)
    topic = topic_of(section.heading) if section.heading else None
    if chunk.kind == "other" and topic in ("benefits", "application", "about"):
        return
    content = text[start:end]
    mentions = years.find(text, start, end, asked=False)
    if mentions:
        _experience(text, start, end, bool(_PREFERRED.search(content)), found, mentions)
    if topic == "requirements" or _EDUCATION.match(content):
        _schooling(text, start, end, bool(_PREFERRED.search(content)), found)


def _body(chunk: Chunk) -> tuple[int, int]:
    if chunk.body_start < 0:
        return chunk.start, chunk.end
    return chunk.body_start, chunk.body_end


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A piece cut at its semicolons and stops, where one part is a wish and another is not."""
    content = text[start:end]
    if not _PREFERRED.search(content):
        return [(start, end)]
    edges = [0, *(m.end() for m in _PARTS.finditer(content)), len(content)]
    parts = [(start + a, start + len(content[:b].rstrip())) for a, b in pairwise(edges)]
    if len(parts) < 2 or any(b - a < _SHORTEST_PART for a, b in parts):
        return [(start, end)]
    return parts if len({bool(_PREFERRED.search(text[a:b])) for a, b in parts}) == 2 else [(start, end)]


def _is_wish(content: str, section: Section) -> bool:
    if _PREFERRED.search(content):
        return True
    return bool(section.heading and _PREFERRED_HEADING.search(section.heading)) and not _REQUIRED.search(content)


def _schooling(text: str, start: int, end: int, wish: bool, found: _Found) -> None:
    levels = schooling.find_levels(text, start, end)
    for level in levels:
        found.facts.append(Fact("education", level.level, level.start, level.end))
    content = text[start:end]
    if wish and _REQUIRED.search(content) and len(levels) > 1:
        # "Bachelor's required, master's preferred": each level with the words behind it.
        for level, stop in zip(levels, [level.start for level in levels[1:]] + [end], strict=True):
            found.levels[bool(_PREFERRED.search(text[level.end : stop]))].append(level.level)
        return
    found.levels[wish] += [level.level for level in levels]


def _experience(
    text: str, start: int, end: int, wish: bool, found: _Found, mentions: Sequence[years.Years] | None = None
) -> None:
    """One number for a piece: its first, or the least of alternatives ("a degree and 2 years, or 6 years")."""
    mentions = years.find(text, start, end, asked=True) if mentions is None else mentions
    for mention in mentions:
        found.facts.append(Fact("years", mention.value, mention.start, mention.end))
    if not mentions:
        return
    lows = [mention.low for mention in mentions if not mention.replaces(text, start)]
    if not lows:
        return
    between = re.split(r"[,;.(]", text[mentions[0].end : mentions[-1].start])
    least = min(lows) if any(_OR.match(part) for part in between) else lows[0]
    values = found.years[wish]
    if values and _ENDS_IN_OR.search(found.before):
        least = min(least, values.pop())
    values.append(least)


def _pay(text: str, chunk: Chunk, section: Section, found: _Found) -> None:
    headed = bool(section.heading and _PAY_TOPIC.search(section.heading)) and chunk.kind == "other"
    if chunk.kind == "responsibility":
        return
    found.pay += pay.find(text, chunk.start, chunk.end, headed=headed)


def _least_years(found: _Found) -> float | None:
    values = found.years[False] or found.years[True]
    return round(max(values), 2) if values else None


def _level(found: _Found) -> Education | None:
    return schooling.least(found.levels[False]) or schooling.least(found.levels[True])


def _distinct(facts: Sequence[Fact]) -> list[Fact]:
    """Each fact once: the same value of the same kind is quoted where it stands first."""
    seen: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        seen.setdefault((fact.kind, fact.value.lower()), fact)
    return list(seen.values())
