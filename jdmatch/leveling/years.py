"""Years of experience: where a text speaks of them, and where a number of years stands on the line.

Which figure is the posting's minimum is settled elsewhere (``PostingFields.min_years_experience``); here are only the
quotes to show for it, and the reading of the number.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from jdmatch.leveling.phrases import lowered

_NUMBERS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20,
}  # fmt: skip
_N = r"(?:\d{1,2}(?:\.\d)?|" + "|".join(_NUMBERS) + ")"
_YEARS = re.compile(
    rf"(?<![\w$.])(?P<a>{_N})(?:\s*\(\d{{1,2}}\))?\s*(?:(?:-|–|—|to|or)\s*(?P<b>{_N})(?:\s*\(\d{{1,2}}\))?)?\s*"
    r"(?:\+|plus|or more)?[\s\-–]*(?P<unit>years?|yrs?|yoe|months?)(?!\w)(?:['’](?!\w))?"
    r"(?![\s\-]*(?:olds?|of age|fixed|contract|temporary|temp|warranty|ago|guarantee|high school|college|degree|"
    r"diploma|university|program|course|anniversary)(?!\w))"
)

YEARS_POINTS: tuple[tuple[float, float], ...] = (
    (0.0, 0.14), (1.0, 0.28), (2.0, 0.38), (3.0, 0.46), (4.0, 0.53), (5.0, 0.60), (7.0, 0.70), (8.0, 0.74),
    (10.0, 0.82), (15.0, 0.90),
)  # fmt: skip
"""(years asked for, position): between two points on the straight line."""


@dataclass(frozen=True, slots=True)
class YearsSpan:
    """A mention of years at ``[start, end)``, with the lower figure."""

    start: int
    end: int
    low: float


def years_spans(text: str) -> list[YearsSpan]:
    """Every mention of a number of years (or months) in a text, in order."""
    out = []
    for match in _YEARS.finditer(lowered(text)):
        low = _number(match.group("a"))
        out.append(YearsSpan(match.start(), match.end(), low / 12 if match.group("unit").startswith("month") else low))
    return out


def _number(text: str) -> float:
    return float(_NUMBERS[text]) if text in _NUMBERS else float(text)


def years_position(years: float) -> float:
    """Where a minimum of so many years stands on the line from 0 to 1."""
    xs = [x for x, _ in YEARS_POINTS]
    at = bisect_right(xs, years)
    if at == 0:
        return YEARS_POINTS[0][1]
    if at == len(xs):
        return YEARS_POINTS[-1][1]
    (x0, y0), (x1, y1) = YEARS_POINTS[at - 1], YEARS_POINTS[at]
    return y0 + (y1 - y0) * (years - x0) / (x1 - x0)
