"""How the jobs of three job boards are told apart, and what their words for pay mean. No logic is here."""

from __future__ import annotations

import re
from typing import Literal

from jdmatch.records import SectionKind

Kind = Literal["greenhouse", "lever", "ashby"]

# A document with one of these keys is JSON-LD, whatever else is in it.
LINKED_DATA = frozenset({"@context", "@graph", "@type"})
# The key of a board's jobs where the board is an object; Lever's is a list.
JOBS = "jobs"

# A job is of the first kind whose sets all share a key with it. Greenhouse lists jobs without their texts unless it is
# asked for them; such a job is recognised, too, so that its error can say what to do.
SIGNATURES: tuple[tuple[Kind, tuple[frozenset[str], ...]], ...] = (
    (
        "lever",
        (
            frozenset({"text"}),
            frozenset({"hostedUrl", "applyUrl", "categories", "workplaceType", "createdAt", "lists"}),
            frozenset(
                {"description", "descriptionPlain", "descriptionBody", "descriptionBodyPlain", "opening",
                 "openingPlain", "additional", "additionalPlain", "lists"}
            ),
        ),
    ),
    (
        "ashby",
        (
            frozenset({"title"}),
            frozenset({"descriptionHtml", "descriptionPlain"}),
            frozenset(
                {"jobUrl", "applyUrl", "isListed", "isRemote", "employmentType", "secondaryLocations", "publishedAt"}
            ),
        ),
    ),
    (
        "greenhouse",
        (
            frozenset({"title"}),
            frozenset({"content", "absolute_url"}),
            frozenset(
                {"internal_job_id", "absolute_url", "requisition_id", "data_compliance", "pay_input_ranges",
                 "departments", "offices", "first_published"}
            ),
        ),
    ),
)  # fmt: skip
NAMES: dict[Kind, str] = {"greenhouse": "Greenhouse", "lever": "Lever", "ashby": "Ashby"}

# The job's page: its last part is the job's id where it has no other.
PAGES = ("jobUrl", "hostedUrl", "absolute_url")
# A longer text is no id.
LONGEST_ID = 200
LONGEST_ADDRESS = 2_000

# What follows Lever's lists has no heading of its own and is no part of the last list: who the company is, what it
# promises to whom.
CLOSING_SECTION: SectionKind = "other"
# The rank of a list's heading, above the bold lines inside a list.
LIST_HEADING_DEPTH = 3

LEVER_INTERVALS = re.compile(r"per-(year|month|week|day|hour)-", re.IGNORECASE)
ASHBY_INTERVALS = re.compile(r"1 (year|month|week|day|hour)", re.IGNORECASE)
# Greenhouse names no period; the title of a range often does ("Annual base salary", "Hourly rate").
PERIOD_WORDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(?:annual\w*|yearly|per year|a year|per annum|/ ?ye?a?r)\b", re.IGNORECASE), "year"),
    (re.compile(r"\b(?:hourly|per hour|an hour|/ ?h(?:ou)?r)\b", re.IGNORECASE), "hour"),
    (re.compile(r"\b(?:monthly|per month|a month)\b", re.IGNORECASE), "month"),
    (re.compile(r"\b(?:weekly|per week|a week)\b", re.IGNORECASE), "week"),
    (re.compile(r"\b(?:daily|per day|a day|day rate)\b", re.IGNORECASE), "day"),
)
PAY_WORDS = re.compile(r"\b(?:pay|salary|compensation|wages?)\b", re.IGNORECASE)
