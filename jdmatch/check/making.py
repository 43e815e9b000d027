"""How a family states a finding: severity and code come from the rule, so that neither is written twice."""

from __future__ import annotations

from typing import Any

from jdmatch.check.findings import Finding
from jdmatch.check.rules import RULES


def found(code: str, start: int, end: int, message: str, **more: Any) -> Finding:
    """A finding of a rule at ``text[start:end]``, with the rule's severity and, unless ``help`` is given, its advice.
    KeyError for a code that no rule has."""
    rule = RULES[code]
    more.setdefault("help", rule.advice)
    more.setdefault("severity", rule.severity)
    return Finding(code=code, message=message, start=start, end=end, **more)
