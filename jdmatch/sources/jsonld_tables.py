"""What the fields of a schema.org JobPosting, and JDX's beside them, mean for a posting's text and facts."""

from __future__ import annotations

import re

from jdmatch.records import Education, SectionKind

# Vocabularies whose names are read, by the prefix that everybody gives them and by their IRIs. JDX's has moved often.
PREFIXES = {"schema": "https://schema.org/", "sdo": "https://schema.org/", "jdx": "http://jobdataexchange.org/jdx/"}
OUR_IRI = re.compile(
    r"https?://(?:(?:www\.)?schema\.org|[^\s]*(?:jobdataexchange|jdx)[^\s]*)[/#](\w+)\Z", re.IGNORECASE
)
BARE_IRI = re.compile(r"https?://(?:www\.)?schema\.org\Z", re.IGNORECASE)

# Text fields beside the description, in the order in which they are laid under it.
TEXT_FIELDS: tuple[tuple[str, SectionKind], ...] = (
    ("employerOverview", "about"),
    ("responsibilities", "responsibilities"),
    ("responsibility", "responsibilities"),
    ("qualifications", "requirements"),
    ("skills", "requirements"),
    ("experienceRequirements", "requirements"),
    ("educationRequirements", "requirements"),
    ("physicalRequirement", "requirements"),
    ("sensoryRequirement", "requirements"),
    ("securityClearanceRequirement", "requirements"),
    ("eligibilityToWorkRequirement", "requirements"),
    ("citizenshipRequirement", "requirements"),
    ("requiredCredential", "requirements"),
    ("requiredAssessment", "requirements"),
    ("competency", "requirements"),
    ("specialCommitments", "other"),
    ("specialCommitment", "other"),
    ("jobBenefits", "benefits"),
    ("benefits", "benefits"),
    ("incentiveCompensation", "benefits"),
    ("incentives", "benefits"),
)
# Fields whose value in a page is what the page shows, though it be a link.
SHOWN_FIELDS = frozenset({"title", "name", "description", "text", *(key for key, _ in TEXT_FIELDS)})
# In an object that stands where a text is expected, the text is in the first of these that it has. A DefinedTerm is
# known by its name, and its description explains the term to whoever does not know it.
TEXT_KEYS = ("description", "name", "text")
TERM_KEYS = ("name", "description")
TERM_TYPES = frozenset({"DefinedTerm", "CategoryCode"})
# What such an object asks for beside that.
FURTHER_KEYS = ("competencyRequired",)
ENGLISH_KEY = re.compile(r"en(?:[-_]\w+)*\Z", re.IGNORECASE)
LANGUAGE_KEY = re.compile(r"(?:[a-z]{2}(?:[-_]\w+)*|@none)\Z", re.IGNORECASE)
URL = re.compile(r"\s*(?:https?|urn|mailto):\S+\s*\Z", re.IGNORECASE)

# JDX puts statements of a framework under ``competency``. Most frameworks state what somebody knows and can; some hold
# tasks, and say so in the name of the set, or in how the statement opens.
TASK_SET = re.compile(r"\b(?:tasks?|duties|responsibilities|work activities|functions)\b", re.IGNORECASE)
DUTY_OPENING = re.compile(
    r"(?:accept|administer|advis|analy[sz]|answer|apply|arrang|assembl|assess|assign|assist|audit|balanc|build|calculat|"
    r"check|clean|code|collect|communicat|compil|compos|comput|conduct|configur|coordinat|creat|deliver|deploy|design|"
    r"determin|develop|diagnos|direct|document|draft|enforc|enter|establish|estimat|evaluat|examin|execut|file|gather|"
    r"greet|handl|identif|implement|inspect|install|interview|investigat|issu|lead|load|maintain|manag|measur|monitor|"
    r"negotiat|notif|operat|order|organi[sz]|oversee|perform|plan|post|prepar|present|process|produc|program|provid|"
    r"purchas|receiv|recommend|reconcil|record|repair|replac|report|research|resolv|respond|review|schedul|select|serv|"
    r"ship|stock|supervis|support|teach|test|track|train|transcrib|transport|troubleshoot|updat|verif|write)"
    r"(?:e|es|s|y|ies|ing|se|ze)?\b(?!-)",
    re.IGNORECASE,
)
DUTY_FEWEST_WORDS = 4

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

# Where the period of a salary stands: schema.org's field, and JDX's.
PERIOD_KEYS = ("unitText", "payCycleInterval", "unitCode")
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
