"""Years of experience that a posting asks for.

A number of years is experience unless what stands around it says otherwise: an age, the length of a course or a
contract, the last years within which something was done, or the employer's own history.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from jdmatch.chunking.patterns import LazyPattern, folded, holds_any
from jdmatch.facts.tables import EMPLOYER_YEARS, NOT_EXPERIENCE, NUMBER, NUMBER_WORDS, UNITS

_YEARS = LazyPattern(
    rf"(?P<low>{NUMBER})\s?(?:\((?P<digits>\d{{1,2}})\)\s?)?(?P<more>\+|plus)?"
    rf"(?:\s?(?:-|–|—|to|or)\s?(?P<high>{NUMBER})\s?(?:\(\d{{1,2}}\)\s?)?\+?)?(?:\s(?:or more|plus|full|solid))*"
    r"[\s-]{1,2}(?P<unit>years?|yrs?|months?)\b['’]?",
    re.IGNORECASE,
)
_NOT = tuple(
    LazyPattern(pattern.replace("{number}", NUMBER).replace("{{", "{").replace("}}", "}")) for pattern in NOT_EXPERIENCE
)
_EMPLOYER = LazyPattern(EMPLOYER_YEARS, re.IGNORECASE)
_INSTEAD = LazyPattern(
    r"(?:degree|bachelor'?s?|diploma|master'?s?|education)[^.;]{0,40}\bor(?: equivalent)?(?: at least|"
    r" minimum(?: of)?)?$"
)
_HEAD = 45
_TAIL = 70
_MOST = 30


class Years(NamedTuple):
    """A mention: offsets, the least and the most years asked for (the same where one number is given)."""

    start: int
    end: int
    low: float
    high: float

    def replaces(self, text: str, start: int) -> bool:
        """Whether the years stand in for a degree ("a degree or 4 years of experience") and are no minimum."""
        head = text[start : self.start].rstrip().lower()
        return bool(_INSTEAD.search(head))

    @property
    def value(self) -> str:
        """ "3–5 years", "2 years", "6 months"."""
        if self.high < 1:
            return f"{round(self.high * 12)} months"
        span = f"{self.low:g}–{self.high:g}" if self.high != self.low else f"{self.low:g}"
        return f"{span} {'year' if self.low == self.high == 1 else 'years'}"


def find(text: str, start: int, end: int, *, asked: bool) -> list[Years]:
    """The mentions in ``text[start:end]``. ``asked``: the piece is a requirement, so that a bare "5+ years" counts;
    elsewhere the word experience must be near."""
    out: list[Years] = []
    if not holds_any(folded(text[start:end]), UNITS):
        return out
    for found in _YEARS.finditer(text, start, end):
        if not found.group("low")[0].isalnum() or (found.start() and text[found.start() - 1] in "$£€.,/:"):
            continue
        if _is_other(text, start, end, found):
            continue
        near = text[max(start, found.start() - _HEAD) : min(end, found.end() + _TAIL)]
        if not asked and not (re.search("experience", near, re.IGNORECASE) and _is_asked(text, start, end)):
            continue
        low, high = _amount(found)
        if low <= _MOST and high > 0:
            out.append(Years(found.start(), found.end(), low, max(low, high)))
    return out


def _amount(found: re.Match[str]) -> tuple[float, float]:
    scale = 1 / 12 if found.group("unit").lower().startswith("m") else 1.0
    low = _number(found.group("digits") or found.group("low"))
    high = _number(found.group("high")) if found.group("high") else low
    return low * scale, high * scale


def _number(word: str) -> float:
    return float(NUMBER_WORDS[word.lower()]) if word.lower() in NUMBER_WORDS else float(word)


def _is_other(text: str, start: int, end: int, found: re.Match[str]) -> bool:
    """Whether the years are no experience asked for."""
    around = text[max(start, found.start() - _HEAD) : min(end, found.end() + _TAIL)].lower()
    at = found.start() - max(start, found.start() - _HEAD)
    for pattern in _NOT:
        for hit in pattern.finditer(around):
            if hit.start() <= at < hit.end() or hit.start() <= at + len(found.group()) - 1 < hit.end():
                return True
    head = text[start : found.start()]
    return bool(_EMPLOYER.search(head)) and not re.search(
        r"\b(?:you|candidate|applicant|looking|seeking|must)\b", head, re.I
    )


def _is_asked(text: str, start: int, end: int) -> bool:
    return not _EMPLOYER.search(text[start:end]) or bool(
        re.search(
            r"\b(?:you|must|required?|candidates?|applicants?|minimum|at least|prefer\w*|seeking|looking for)\b",
            text[start:end],
            re.I,
        )
    )
