"""Schooling and licences that a posting asks for."""

from __future__ import annotations

import re
from typing import NamedTuple

from jdmatch.chunking.patterns import LazyPattern
from jdmatch.facts.tables import EDUCATION_PATTERNS, LICENCES, NOT_EDUCATION, NOT_LICENCE
from jdmatch.records import EDUCATION, Education

_LEVELS = tuple((level, LazyPattern(pattern, re.IGNORECASE)) for level, pattern in EDUCATION_PATTERNS)
_NOT_EDUCATION = LazyPattern(NOT_EDUCATION, re.IGNORECASE)
_LICENCES = LazyPattern("|".join(f"(?:{pattern})" for pattern in LICENCES))
_NOT_LICENCE = LazyPattern(NOT_LICENCE, re.IGNORECASE)
_GENERIC = LazyPattern(r"degree", re.IGNORECASE)
_NEAR, _AROUND = 40, 45
_TRIM = LazyPattern(
    r"^(?:(?:A|An|The|Must|Have|Possess|Current|Valid|Possession|Required|Preferred|Hold|Maintain|And|Or|"
    r"Proof) )+(?=\w)"
)


class Schooling(NamedTuple):
    """A mention of a level of schooling."""

    start: int
    end: int
    level: Education


class Licence(NamedTuple):
    """A mention of a licence or certificate, as it is written."""

    start: int
    end: int
    value: str


def find_levels(text: str, start: int, end: int) -> list[Schooling]:
    """Levels of schooling named in ``text[start:end]``, in the order of the text, none twice in one place."""
    taken: list[Schooling] = []
    for level, pattern in _LEVELS:
        for found in pattern.finditer(text, start, end):
            around = text[max(start, found.start() - _AROUND) : min(end, found.end() + 25)]
            if _NOT_EDUCATION.search(around) or any(s.start < found.end() and found.start() < s.end for s in taken):
                continue
            # "a master's or bachelor's degree in …": the bare degree belongs to the level named before it.
            bare = _GENERIC.match(found.group()) is not None
            if bare and any(abs(found.start() - s.end) < _NEAR for s in taken):
                continue
            taken.append(Schooling(found.start(), found.start() + len(found.group().rstrip(" ,)")), level))
    return sorted(taken)


def least(levels: list[Education]) -> Education | None:
    """The lowest of several levels, None for none."""
    return min(levels, key=EDUCATION.index) if levels else None


def find_licences(text: str, start: int, end: int) -> list[Licence]:
    """Licences and certificates named in ``text[start:end]``."""
    out: list[Licence] = []
    for found in _LICENCES.finditer(text, start, end):
        around = text[max(start, found.start() - 20) : min(end, found.end() + 20)]
        if _NOT_LICENCE.search(around):
            continue
        trimmed = _TRIM.match(found.group())
        at = found.start() + (trimmed.end() if trimmed else 0)
        value = text[at : found.end()].strip()
        if len(value) > 1:
            out.append(Licence(at, at + len(text[at : found.end()].rstrip()), " ".join(value.split())))
    return out
