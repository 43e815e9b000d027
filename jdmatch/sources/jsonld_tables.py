"""What the fields of a schema.org JobPosting mean for a posting's text and facts."""

from __future__ import annotations

import re

from jdmatch.records import Education, SectionKind

# Text fields beside the description, in the order in which they are laid under it.
TEXT_FIELDS: tuple[tuple[str, SectionKind], ...] = (
    ("employerOverview", "about"),
    ("responsibilities", "responsibilities"),
    ("qualifications", "requirements"),
    ("skills", "requirements"),
    ("experienceRequirements", "requirements"),
    ("educationRequirements", "requirements"),
    ("physicalRequirement", "requirements"),
    ("sensoryRequirement", "requirements"),
    ("securityClearanceRequirement", "requirements"),
    ("eligibilityToWorkRequirement", "requirements"),
    ("specialCommitments", "other"),
    ("jobBenefits", "benefits"),
    ("benefits", "benefits"),
    ("incentiveCompensation", "benefits"),
    ("incentives", "benefits"),
)
# In an object that stands where a text is expected, the text is in one of these.
TEXT_KEYS = ("description", "name", "@value", "text", "competencyRequired")
ENGLISH_KEY = re.compile(r"^en(?:[-_][A-Za-z]+)?$", re.IGNORECASE)

# Google's values of credentialCategory, schema.org's examples and what is found in their place; first hit counts.
EDUCATION_WORDS: tuple[tuple[re.Pattern[str], Education], ...] = (
    (re.compile(r"\bno (?:formal )?(?:education\w*|requirements?|degree)\b|^none$", re.I), "none"),
    (re.compile(r"\b(?:ph\.?\s?d\b|doctora\w+|m\.d\.|j\.d\.)", re.I), "doctorate"),
    (re.compile(r"\b(?:masters?\b|postgraduate|mba\b|msc\b|m\.s\.|m\.a\.)", re.I), "master"),
    (re.compile(r"\b(?:bachelors?\b|undergraduate|bsc\b|bsn\b|b\.?s\b|b\.?a\b|college degree)", re.I), "bachelor"),
    (re.compile(r"\bassociate\w*\b", re.I), "associate"),
    (re.compile(r"\b(?:high[ _-]?school|secondary|ged|diploma)\b", re.I), "high_school"),
)
EDUCATION_MOST_WORDS = 8

# unitText of a salary, by how schema.org, Google and UN/CEFACT write it.
PERIODS = {
    "year": "year", "yearly": "year", "annual": "year", "annually": "year", "annum": "year", "ann": "year",
    "month": "month", "monthly": "month", "mon": "month",
    "week": "week", "weekly": "week", "wee": "week",
    "day": "day", "daily": "day",
    "hour": "hour", "hourly": "hour", "hur": "hour", "hr": "hour",
}  # fmt: skip

TAG = re.compile(
    r"</?(?:p|br|ul|ol|li|div|span|strong|b|em|i|u|h[1-6]|table|tbody|tr|td|th|a|section|article|font|hr|dl|dt|dd|body|html)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
ESCAPED_TAG = re.compile(r"&(?:amp;)?lt;/?(?:p|br|ul|ol|li|div|span|strong|b|em|h[1-6]|table)\b", re.IGNORECASE)
