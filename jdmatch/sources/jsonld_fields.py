"""Years, education and pay as a JobPosting's data states them. Numbers and enumerated words only: what a text says
is read where texts are read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from jdmatch.records import EDUCATION, Education, PostingFields, Salary
from jdmatch.sources import jsonld_tables as tables

_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_AMOUNT = re.compile(r"\s*(?:[A-Z]{0,3}[$\u20ac\u00a3]?)\s*(\d[\d,]*(?:\.\d+)?)\s*\Z")
_MOST_MONTHS = 600


def stated_fields(data: dict[str, Any]) -> PostingFields:
    """The fields of a JobPosting object."""
    return PostingFields(
        min_years_experience=_years(data.get("experienceRequirements")),
        education=_education(data.get("educationRequirements")),
        salary=_salary(data.get("baseSalary"), data.get("salaryCurrency")),
    )


def _members(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else [value]


def _years(value: Any) -> float | None:
    """The least that is asked for, in years."""
    months = [_number(m.get("monthsOfExperience")) for m in _members(value) if isinstance(m, dict)]
    real = [m for m in months if m is not None and 0 <= m <= _MOST_MONTHS]
    return round(min(real) / 12, 2) if real else None


def _education(value: Any) -> Education | None:
    """The lowest of the stated credentials: any of them will do."""
    found: list[Education] = []
    for member in _members(value):
        said = member.get("credentialCategory") if isinstance(member, dict) else member
        for text in _members(said):
            if isinstance(text, str) and len(text.split()) <= tables.EDUCATION_MOST_WORDS:
                found += [level for pattern, level in tables.EDUCATION_WORDS if pattern.search(text)][:1]
    return min(found, key=EDUCATION.index) if found else None


def _salary(value: Any, currency: Any) -> Salary | None:
    base = next(iter(_members(value)), None)
    inner: Any = base
    if isinstance(base, dict):
        currency = base.get("currency", currency)
        inner = base.get("value", base)
    if isinstance(inner, list):
        inner = inner[0] if inner else None
    low = high = None
    period: Any = None
    if isinstance(inner, dict):
        period = inner.get("unitText") or (base.get("unitText") if isinstance(base, dict) else None)
        single = _number(inner.get("value"))
        low, high = _number(inner.get("minValue")), _number(inner.get("maxValue"))
        if low is None and high is None:
            low = high = single
    else:
        low = high = _number(inner)
        period = base.get("unitText") if isinstance(base, dict) else None
    if not low and not high:
        return None
    code = currency.strip().upper() if isinstance(currency, str) else ""
    unit = tables.PERIODS.get(period.strip().lower()) if isinstance(period, str) else None
    return Salary(low, high, code if _CURRENCY.match(code) else None, unit)


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str) and (match := _AMOUNT.match(value)):
        return float(match.group(1).replace(",", ""))
    return None
