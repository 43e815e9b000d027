"""Members that several formats have, read in one way: numbers, job zones, lists of titles, and what is kept unread."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from jdmatch.frameworks.notes import Notes, kind, step


def amount(
    value: object, path: str, notes: Notes, what: str = "the weight", *, decimal_comma: bool = False
) -> float | None:
    """A finite number from 0 upward, or None where nothing was given."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    number: float | None = None
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value) if abs(value) < 1e300 else None
    elif isinstance(value, str):
        digits = value.strip().replace(",", ".") if decimal_comma else value.strip()
        number = _float(digits)
    if number is None or not math.isfinite(number):
        notes.fault(path, f"{what} must be a number, not {str(value)[:20]!r}")
        return None
    if number < 0:
        notes.fault(path, f"{what} is {number:g}: it must not be below 0")
        return None
    return number + 0.0


def _float(digits: str) -> float | None:
    try:
        return float(digits) if "_" not in digits else None
    except ValueError:
        return None


def job_zone(value: object, path: str, notes: Notes) -> int | None:
    """A job zone, 1 to 5, or None where nothing was given."""
    number = int(value) if isinstance(value, str) and value in tuple("12345") else value
    if number is None or (isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= 5):
        return number
    notes.fault(path, f"must be a job zone from 1 to 5, not {str(value)[:20]!r}")
    return None


def titles(value: object, path: str, notes: Notes) -> tuple[str, ...]:
    """A list of texts; () where nothing was given."""
    if value is None:
        return ()
    if not isinstance(value, list):
        notes.fault(path, f"must be a list of texts, not {kind(value)}")
        return ()
    return tuple(notes.text(member, step(path, i)) for i, member in enumerate(value))


def dumps_extra(value: Mapping[str, Any], notes: Notes) -> str:
    """Members that no field holds as JSON text, "" for none. Half of a broken character in them is a fault."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False) if value else ""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        notes.fault("", "holds half of a broken character (a lone surrogate)")
    return text
