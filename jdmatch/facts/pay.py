"""Pay that a posting states: amounts with currency and period, told from budgets, bonuses and limits.

An amount is pay where the words beside it say so (a period such as "/hr", or a word such as "salary" or "pay" in the
piece or its heading) and none beside it says that it is something else. Of several, a range with a period wins, then
the first.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from jdmatch.chunking.patterns import LazyPattern, holds_any
from jdmatch.facts.tables import COUNTED, CURRENCIES, CURRENCY_CODES, CURRENCY_SIGNS, NOT_PAY, PAY_CUES, PERIODS
from jdmatch.records import Salary

_CODES = "|".join(CURRENCY_CODES)
_SIGN = r"(?:(?:US|CA|AU|C|A)?\$|£|€|₹)"
_FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?"
_MONEY = LazyPattern(
    rf"(?:(?P<code>{_CODES})\s?)?(?P<sign>{_SIGN})?\s?(?P<low>{_FIGURE})\s?(?P<k1>[kK]\b)?"
    rf"(?P<mid>\s?(?:/\s?(?:hr|hour|yr|year|wk|week)\.?|per (?:hour|year|week|month)|annually|hourly)?)"
    rf"(?:\s?(?:-|–|—|\bto\b|\band\b|"
    rf"\bthrough\b)\s?(?:{_CODES})?\s?(?:{_SIGN})?\s?(?P<high>{_FIGURE})\s?(?P<k2>[kK]\b)?)?"
    rf"(?:\s?(?P<after>{_CODES})\b)?(?P<million>\s?(?:million|billion|MM?\b|B\b|bn))?",
)
_THOUSANDS = re.compile(r"\d\s?[kK]\b")
_CUES = LazyPattern(PAY_CUES, re.IGNORECASE)
_NOT = LazyPattern(NOT_PAY, re.IGNORECASE)
_COUNTED = LazyPattern(COUNTED, re.IGNORECASE)
_PERIODS = tuple((name, LazyPattern(pattern, re.IGNORECASE)) for name, pattern in PERIODS)
_PERIOD_BEHIND = LazyPattern(
    r"\s?/\s?(?:hr|hour|yr|year|wk|week|mo|month)\b\.?|\s(?:per|an?) (?:hour|year|week|month|annum)\b"
)
_FLOOR = LazyPattern(
    r"(?:\bfrom|\bstart(?:s|ing)?(?: at| from)?|\bminimum(?: of)?|\bat least|\bmin\.?:?)[\s:]*$", re.IGNORECASE
)
_CEILING = LazyPattern(r"(?:\bup to|\bmaximum(?: of)?|\bmax\.?:?|\bas much as)[\s:]*$", re.IGNORECASE)
_HEAD, _TAIL, _AFTER = 40, 28, 16
_NEXT = 60
_HOURLY = (4.0, 400.0)
_YEARLY = 9000.0
# A range of large amounts is pay even without a word that says so, if its ends are not too far apart.
_WIDEST = 2.5


class Pay(NamedTuple):
    """A mention of pay: offsets, the salary, and how sure its reading is (larger is surer)."""

    start: int
    end: int
    salary: Salary
    weight: int
    stated: bool = True

    @property
    def value(self) -> str:
        """ "USD 45,000–60,000 a year"."""
        low, high = self.salary.min, self.salary.max
        figures = [f"{x:,.2f}".removesuffix(".00") for x in dict.fromkeys((low, high)) if x is not None]
        amount = "–".join(figures)
        if low is None:
            amount = f"up to {amount}"
        elif high is None:
            amount = f"from {amount}"
        period = f" {'an' if self.salary.period == 'hour' else 'a'} {self.salary.period}" if self.salary.period else ""
        return f"{self.salary.currency + ' ' if self.salary.currency else ''}{amount}{period}"


def find(text: str, start: int, end: int, *, headed: bool) -> list[Pay]:
    """The mentions of pay in ``text[start:end]``; ``headed``: the piece stands under a heading about pay."""
    out: list[Pay] = []
    piece = text[start:end]
    if not holds_any(piece, (*CURRENCY_SIGNS, *CURRENCY_CODES)) and not _THOUSANDS.search(piece):
        # Without a currency only "45k–60k" is an amount of money.
        return out
    cued = headed or bool(_CUES.search(piece))
    for found in _MONEY.finditer(text, start, end):
        pay = _read(text, start, end, found, cued=cued, headed=headed)
        if pay is not None:
            out.append(pay)
    return out


def _read(text: str, start: int, end: int, found: re.Match[str], *, cued: bool, headed: bool) -> Pay | None:
    currency = _currency(found)
    thousands = bool(found.group("k1") or found.group("k2"))
    if found.group("million") or (currency is None and not (thousands and found.group("high"))):
        return None
    if currency is None and _COUNTED.match(text[found.end() : min(end, found.end() + _TAIL)]):
        return None
    at = found.end() - len(found.group().lstrip())
    if at > start and (text[at - 1].isalnum() or text[at - 1] in ".,/+"):
        return None
    low, high = _figures(found, thousands=thousands)
    if high is not None and high < low:
        return None
    head = text[max(start, found.start() - _HEAD) : found.start()]
    tail = _same_sentence(text[found.end() : min(end, found.end() + _TAIL)])
    period = _period(found, tail, head)
    stated = _period(found, tail, "")
    wide = high is not None and low >= _YEARLY and high <= _WIDEST * low
    if not (cued or stated or wide) or _is_not_pay(head, tail, stated=stated, headed=headed):
        return None
    top = high or low
    if period is None:
        period = "year" if top >= _YEARLY else "hour" if cued and _HOURLY[0] <= low and top <= 150 else None
    elif period == "year" and top < 1000:
        period = "hour" if stated is None and _HOURLY[0] <= low <= _HOURLY[1] else period
    if period is None or not _is_plausible(low, top, period):
        return None
    weight = (
        2 * (high is not None) + 2 * (stated is not None) + headed + ("salar" in head.lower() or "pay" in head.lower())
    )
    return Pay(
        at,
        _end(text, found),
        _salary(low, high, head, currency, period),
        weight,
        stated is not None or high is not None,
    )


def _end(text: str, found: re.Match[str]) -> int:
    """The end of the mention, with a period that stands right behind it ("/hr", "an hour")."""
    end = found.start() + len(found.group().rstrip())
    period = _PERIOD_BEHIND.match(text, end)
    return period.end() if period else end


def _salary(low: float, high: float | None, head: str, currency: str | None, period: str) -> Salary:
    if high is None and _CEILING.search(head):
        return Salary(None, low, currency, period)
    if high is None and _FLOOR.search(head):
        return Salary(low, None, currency, period)
    return Salary(low, low if high is None else high, currency, period)


def _currency(found: re.Match[str]) -> str | None:
    code = found.group("code") or found.group("after")
    if code:
        return code
    sign = (found.group("sign") or "").lower()
    return CURRENCIES.get(sign)


def _figures(found: re.Match[str], *, thousands: bool) -> tuple[float, float | None]:
    low = float(found.group("low").replace(",", ""))
    high = float(found.group("high").replace(",", "")) if found.group("high") else None
    # "$64-78K": the k of the second figure holds for the first.
    if found.group("k1") or (thousands and low < 1000):
        low *= 1000
    if high is not None and (found.group("k2") or (thousands and high < 1000)):
        high *= 1000
    return low, high


def _same_sentence(tail: str) -> str:
    return re.split(r"[;*•\n]|\.\s", tail, maxsplit=1)[0]


def _period(found: re.Match[str], tail: str, head: str) -> str | None:
    for place in (found.group("mid") or "", tail, head):
        hits = [(m.start(), name) for name, pattern in _PERIODS if (m := pattern.search(place))]
        if hits:
            return min(hits)[1]
    return None


def _is_not_pay(head: str, tail: str, *, stated: str | None, headed: bool) -> bool:
    near = re.split(r"[;*•\n,|]|\s{2,}|\.\s", head)[-1]
    after = re.split(r"[,(+]|\s(?=[A-Z])", tail)[0][:_AFTER]
    if _NOT.search(near[-_HEAD:]) or near.rstrip().endswith("+"):
        return True
    return bool(_NOT.search(after)) and not (headed and stated)


def _is_plausible(low: float, high: float, period: str) -> bool:
    bounds = {
        "hour": _HOURLY,
        "day": (30, 5000),
        "week": (100, 20000),
        "month": (300, 80000),
        "year": (_YEARLY, 2_000_000),
    }
    least, most = bounds[period]
    return least <= low and high <= most


def best(mentions: list[Pay]) -> Salary | None:
    """The posting's pay: the surest mention, the first among equals. Two single amounts of one kind are a range."""
    if not mentions:
        return None
    chosen = max(mentions, key=lambda pay: (pay.weight, -pay.start))
    low, high = chosen.salary.min, chosen.salary.max
    last = chosen
    for other in mentions:
        alike = (other.salary.currency, other.salary.period) == (chosen.salary.currency, chosen.salary.period)
        single = low is not None and other.salary.min is not None and other.salary.min == other.salary.max
        if chosen.salary.min != chosen.salary.max or not single or not alike or other.weight != chosen.weight:
            continue
        if 0 < other.start - last.end < _NEXT:
            low, high, last = min(low, other.salary.min), max(high, other.salary.min), other  # type: ignore[type-var]
    return Salary(low, high, chosen.salary.currency, chosen.salary.period)


def believed(mentions: list[Pay]) -> list[Pay]:
    """The mentions without those whose period is only guessed, where another one states it."""
    sure = [pay for pay in mentions if pay.stated]
    return sure or mentions
