"""Pay as the jobs of a board state it: Greenhouse in cents, Lever in one range, Ashby in components of tiers.

Several ranges (one a place or a tier) become the span of those in the first one's currency and period: a reader of one
range must not take it for the only one. A period that is not stated is not guessed from the size of the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from jdmatch.records import Salary
from jdmatch.sources import boards_tables as tables

_CURRENCY = re.compile(r"[A-Z]{3}")


def greenhouse(job: dict[str, Any]) -> Salary | None:
    """``pay_input_ranges``, else a custom field (``metadata``) that is a range of money."""
    ranges = [
        _salary(
            _number(given.get("min_cents"), 100),
            _number(given.get("max_cents"), 100),
            given.get("currency_type"),
            _spoken_period(given.get("title"), given.get("blurb")),
        )
        for given in _objects(job.get("pay_input_ranges"))
    ]
    if not any(ranges):
        ranges = [_custom(given) for given in _objects(job.get("metadata"))]
    return _span(ranges)


def lever(job: dict[str, Any]) -> Salary | None:
    """``salaryRange``."""
    return _span(
        [
            _salary(
                _number(given.get("min")),
                _number(given.get("max")),
                given.get("currency"),
                _period(tables.LEVER_INTERVALS.match, given.get("interval")),
            )
            for given in _objects([job.get("salaryRange")])
        ]
    )


def ashby(job: dict[str, Any]) -> Salary | None:
    """The components of kind Salary: of the summary, else of the tiers."""
    pay = job.get("compensation")
    if not isinstance(pay, dict):
        return None
    components = [*_objects(pay.get("summaryComponents"))]
    if not any(c.get("compensationType") == "Salary" for c in components):
        components = [c for tier in _objects(pay.get("compensationTiers")) for c in _objects(tier.get("components"))]
    return _span(
        [
            _salary(
                _number(given.get("minValue")),
                _number(given.get("maxValue")),
                given.get("currencyCode"),
                _period(tables.ASHBY_INTERVALS.fullmatch, given.get("interval")),
            )
            for given in components
            if given.get("compensationType") == "Salary"
        ]
    )


def _custom(given: dict[str, Any]) -> Salary | None:
    name, value = given.get("name"), given.get("value")
    if not isinstance(name, str) or not tables.PAY_WORDS.search(name) or not isinstance(value, dict):
        return None
    low, high = (_number(value.get(key)) for key in ("min_value", "max_value"))
    return _salary(low, high, value.get("unit"), _spoken_period(name))


def _objects(value: Any) -> Iterable[dict[str, Any]]:
    return [member for member in value if isinstance(member, dict)] if isinstance(value, list) else []


def _number(value: Any, divisor: int = 1) -> float | None:
    """An amount of money; numbers come as texts, too."""
    if isinstance(value, str):
        try:
            value = float(value.replace(",", ""))
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # What is no number at all ("nan", 1e400) is greater than nothing and less than nothing.
    return value / divisor if 0 < value < 1e12 else None


def _period(match: Callable[[str], re.Match[str] | None], value: Any) -> str | None:
    found = match(value.strip()) if isinstance(value, str) else None
    return found[1].lower() if found else None


def _spoken_period(*texts: Any) -> str | None:
    for text in texts:
        for pattern, period in tables.PERIOD_WORDS:
            if isinstance(text, str) and pattern.search(text):
                return period
    return None


def _salary(low: float | None, high: float | None, currency: Any, period: str | None) -> Salary | None:
    if low is None and high is None:
        return None
    code = currency.strip().upper() if isinstance(currency, str) else ""
    return Salary(low, high, code if _CURRENCY.fullmatch(code) else None, period)


def _span(ranges: Iterable[Salary | None]) -> Salary | None:
    known = [r for r in ranges if r is not None]
    if not known:
        return None
    alike = [r for r in known if (r.currency, r.period) == (known[0].currency, known[0].period)]
    low = [r.min for r in alike if r.min is not None]
    high = [r.max for r in alike if r.max is not None]
    return Salary(min(low, default=None), max(high, default=None), known[0].currency, known[0].period)
