"""The word lists of Gaucher, Friesen and Kay (2011, appendix A), as patterns, and phrases in which they name a task.

Left out of the lists: words whose common use in postings is another ("analysis" and "analyst" are tasks, "individual"
is a person, an "objective" an aim, to "determine eligibility" a duty, "force" and "yield" are things, "responsible"
opens every list of duties, "child" is a client), and words that are no trait of anybody ("active directory").
"""

from __future__ import annotations

MASCULINE: tuple[str, ...] = (
    r"actively\b", r"adventur\w+", r"aggress\w+", r"ambitio\w+", r"assertive\w*", r"athlet\w+", r"autonom\w+",
    r"battl\w+", r"boast\w*", r"challeng\w+", r"champion\w*", r"competitive\w*", r"compete[sd]?\b", r"confident\b",
    r"confidence\b", r"confidently\b", r"courag\w+", r"decisive\w*", r"decisions?\b", r"determination\b",
    r"determined\b(?! by)", r"dominan\w+", r"dominat\w+", r"fearless\w*", r"fight\w*", r"forceful\w*", r"greed\w*",
    r"headstrong\b", r"hierarch\w+", r"hostil\w+", r"impulsive\w*", r"independen\w+", r"intellect\w+",
    r"lead(?:s|ing|er|ers|ership)?\b", r"logic(?:al|ally)?\b", r"outspoken\b", r"persist\w+", r"reckless\w*",
    r"self[- ]?confiden\w+", r"self[- ]?relian\w+", r"self[- ]?sufficien\w+", r"stubborn\w*", r"superior\b",
)  # fmt: skip
FEMININE: tuple[str, ...] = (
    r"affectionate\w*", r"cheer\w+", r"collab\w+", r"commit(?:ted|ment|ments|s)?\b", r"communal\w*", r"compassion\w*",
    r"connect(?:s|ed|ing|ions?)?\b", r"considerate\w*", r"co-?operat\w+", r"dependab\w+", r"emotiona\w+",
    r"empath\w+", r"feel\w*", r"gentle\w*", r"honest\w*", r"inter-?personal\w*", r"interdependen\w+",
    r"kind\b(?! of)", r"kindness\b", r"loyal\w*", r"modest\w*", r"nurtur\w+", r"pleasant\w*", r"polite\w*",
    r"quiet\w*", r"respon(?:d|ds|ding|sive\w*)\b", r"sensitiv\w+", r"submissive\w*", r"support(?:s|ive|ing|ed)?\b",
    r"sympath\w+", r"tender(?:ly|ness)\b", r"together\w*", r"trust(?:s|ed|worth\w+|ing)?\b",
    r"understand(?:s|ing)?\b", r"warm(?:th|ly)?\b",
)  # fmt: skip
TASKS: tuple[str, ...] = (
    r"active directory", r"active listening",
    r"leads?[- ](?:generation|times?|paint|management|conversion|scoring|based)",
    r"(?:sales|qualified|new|inbound|outbound|generat\w+|cold|warm|of) leads", r"lead (?:to|into)\b", r"team leads?",
    r"competitive (?:analysis|pricing|salary|bid\w*|pay|wages?|intelligence|landscape|research)",
    r"competitive (?:procurement|compensation|benefits|rates?)",
    r"independent (?:contractors?|living|agenc\w+|audit\w*)", r"independently owned", r"decision support",
    r"(?:technical|customer|user|product|desktop|help ?desk|it|tech|child|life|sales|support) support",
    r"support (?:tickets?|staff|services?|team|requests?|cases?|functions?)", r"supporting documents?",
    r"leading (?:provider|company|global|edge|supplier|manufacturer|brand)s?",
    r"(?:business|application|ladder|programmable|computer) logic", r"logic (?:controllers?|models?)",
    r"intellectual property", r"superior court", r"(?:fire|crime) ?fight\w*", r"interpersonal violence",
    r"emotional(?:ly)? disturb\w+", r"trusts? (?:fund|account|and estates)",
    r"commit(?:ted)? (?:crimes?|code|changes)", r"data connections?", r"independent of",
    r"sensitive (?:data|information)", r"price[- ]sensitiv\w+", r"market[- ]leading", r"industry[- ]leading",
    r"leading",
)  # fmt: skip
