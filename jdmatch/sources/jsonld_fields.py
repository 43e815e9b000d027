"""Years, education and pay as a JobPosting's data states them. Numbers and enumerated words only: what a text says
is read where texts are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from jdmatch.records import EDUCATION, Education, PostingFields, Salary
from jdmatch.sources import jsonld_tables as tables
from jdmatch.sources.jsonld_values import education_of, first_text

_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_AMOUNT = re.compile(r"\s*(?:[A-Z]{0,3}[$\u20ac\u00a3]?)\s*(\d[\d,]*(?:\.\d+)?)\s*\Z")
_MOST_MONTHS = 600
_MOST = 1e12


def stated_fields(data: dict[str, Any]) -> PostingFields:
    """The fields of a JobPosting object."""
    return PostingFields(
        min_years_experience=_years(data.get("experienceRequirements")),
        education=_education(data.get("educationRequirements")),
        salary=_salary(data.get("baseSalary"), data.get("salaryCurrency")),
    )


def merged_fields(versions: Sequence[PostingFields]) -> PostingFields:
    """What the first of several versions of a posting states, and what it leaves open from the next that states it."""
    return PostingFields(
        min_years_experience=next(
            (v.min_years_experience for v in versions if v.min_years_experience is not None), None
        ),
        education=next((v.education for v in versions if v.education), None),
        salary=next((v.salary for v in versions if v.salary), None),
    )


def _members(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        for wrapper in ("@list", "@set"):
            value = value.get(wrapper, value) if isinstance(value, dict) else value
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
        said = member.get("credentialCategory", member) if isinstance(member, dict) else member
        for one in _members(said):
            text = one if isinstance(one, str) else first_text(one)
            level = education_of(text) if text else None
            found += [level] if level else []
    return min(found, key=EDUCATION.index) if found else None


def _salary(value: Any, currency: Any) -> Salary | None:
    """A MonetaryAmount with a QuantitativeValue inside it, as schema.org has it; or without, as many write it."""
    base = next(iter(_members(value)), None)
    outer = base if isinstance(base, dict) else {}
    inner = next(iter(_members(outer.get("value", base))), None)
    low = high = _number(inner)
    if isinstance(inner, dict) and low is None:
        low, high = _number(inner.get("minValue")), _number(inner.get("maxValue"))
        if low is None and high is None:
            low = high = _number(inner.get("value"))
    if not low and not high:
        return None
    said = [v for v in (outer.get("currency"), outer.get("current"), currency) if isinstance(v, str) and v.strip()]
    code = said[0].strip().upper() if said else ""
    return Salary(low, high, code if _CURRENCY.match(code) else None, _period(inner, outer))


def _period(*objects: Any) -> str | None:
    for one in objects:
        for key in tables.PERIOD_KEYS if isinstance(one, dict) else ():
            if (said := first_text(one.get(key))) and (unit := tables.PERIODS.get(said.lower())):
                return unit
    return None


def _number(value: Any) -> float | None:
    if isinstance(value, dict) and "@value" in value:
        value = value["@value"]
    if isinstance(value, str) and (match := _AMOUNT.match(value)):
        value = float(match.group(1).replace(",", ""))
    # JSON can say 1e400, which no analysis could repeat.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _MOST:
        return None
    return float(value)
