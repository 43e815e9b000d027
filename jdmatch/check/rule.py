"""What a rule is: a code that keeps its meaning, why it is there, who says so, and one example of either kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jdmatch.records import Severity

# What a rule looks at: the text and its chunks, known at once, or what the models made of them.
Needs = Literal["text", "analysis"]


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so. ``url`` is empty where the source has none."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the check.

    ``name`` is its code in words (kebab case), ``summary`` one line about what it finds, ``rationale`` why that
    matters to a reader of postings, ``advice`` what to do. ``bad`` is a posting, or the part of one, in which the rule
    finds something, ``good`` the same mended, in which it finds nothing; both are held by a test. ``profile`` names
    the profile that must be chosen for the rule to run; "" is always. ``framework`` is the id of the framework that is
    named for the two examples; "" lets the library choose.
    """

    code: str
    name: str
    severity: Severity
    needs: Needs
    summary: str
    rationale: str
    advice: str
    sources: tuple[Source, ...]
    bad: str
    good: str
    profile: str = ""
    framework: str = ""
