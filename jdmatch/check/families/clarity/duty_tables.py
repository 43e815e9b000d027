"""How duties are told that say little: without an object, for whatever may come, without a doer.

All patterns are matched against lower-case text on one line, but for ``passive`` and what belongs to it, which look at
the text as it stands. They are compiled when first needed.
"""

from __future__ import annotations

import re
from functools import cache

# A paragraph of more words than this is a wall (JDM304); its sentences are then not counted one by one (JDM302).
WALL_WORDS = 120
# Qualifications in the words of a statute, which no writer of a posting may change.
STATUTORY = re.compile(
    r"\b(?:accredited|baccalaureate|educational equivalent|as described in|eligibles|at the time of appointment|"
    r"in one or more of the following|certificate of fitness|plants or facilities|satisfactory,? full-time|"
    r"full-time,? satisfactory|(?:eighteen|twelve) months)\b",
    re.IGNORECASE,
)

_WHEN = (
    r"(?: (?:on an? )?(?:as|when|where|if|wherever|whenever|as and when)[ -](?:is |it is )?(?:needed|required|"
    r"necessary|requested|directed|appropriate|possible|assigned|instructed)(?: basis)?)"
)
_MANY = (
    r"(?:a (?:wide )?(?:variety|range|number) of|various|miscellaneous|different|multiple|several|general|any|all|"
    r"daily|day[ -]to[ -]day|everyday|routine|assigned|special|the|its|our|day)"
)
_TEAM = (
    r"(?:the |our |your |with |to |other |all |and )*(?:(?:rest of the|wider|whole|entire|sales|office|management|"
    r"leadership) )?(?:team|staff|department|office|company|organi[sz]ation|group|business|management)"
    r"(?: (?:and )?(?:members?|mates?|as a whole))*"
)
_VAGUE = (
    # Help without saying with what.
    rf"(?:provides? |providing )?(?:assist(?:s|ing|ance)?|help(?:s|ing)?(?: out)?|support(?:s|ing)?){_WHEN}",
    (
        rf"(?:provid(?:e|es|ing)|giv(?:e|es|ing)|offer(?:s|ing)?) (?:general |additional |overall |ongoing |any |all )*"
        rf"(?:support|assistance|help|aid){_WHEN}?"
    ),
    rf"(?:assist(?:s|ing)?|help(?:s|ing)?(?: out)?|support(?:s|ing)?)(?: with)? {_TEAM}{_WHEN}?",
    (
        rf"(?:assist(?:s|ing)?|help(?:s|ing)?|support(?:s|ing)?) {_TEAM} (?:to )?(?:succeed|grow|be "
        "successful|win|thrive|"
        r"achieve (?:its|our|their|the) goals?|in (?:any|every) way(?: possible)?)"
    ),
    (
        rf"(?:assist(?:s|ing)?|help(?:s|ing)?|support(?:s|ing)?) {_TEAM} (?:with|in) {_MANY}(?: {_MANY})* "
        "(?:tasks|duties|"
        rf"things|activities|work|projects|needs){_WHEN}?"
    ),
    # Work without saying which.
    (
        r"(?:handl(?:e|es|ing)|perform(?:s|ing)?|do(?:es|ing)?|complet(?:e|es|ing)|carr(?:y|ies|ying) "
        "out|undertak(?:e|es|"
        r"ing)|work(?:s|ing)? on|manag(?:e|es|ing)|execut(?:e|es|ing)|assist(?:s|ing)? "
        "(?:with|in)|help(?:s|ing)?(?: out)? "
        rf"with|tak(?:e|es|ing) on) {_MANY}(?: {_MANY})* "
        "(?:tasks|duties|things|activities|assignments|work|jobs){_WHEN}?"
    ),
    (
        r"(?:assist(?:s|ing)?|help(?:s|ing)?) (?:with|in) (?:the )?(?:daily|day[ -]to[ -]day|general) (?:operations?|"
        rf"running|business|functions)(?: of {_TEAM})?{_WHEN}?"
    ),
    (
        r"(?:ensur(?:e|es|ing) )?(?:that )?(?:everything|things) (?:runs?|is running|are running|goes|go) "
        "(?:smoothly|well)"
    ),
    (
        r"(?:complet|balanc|juggl|manag|handl|coordinat)(?:e|es|ing) "
        "(?:multiple|several|many|various|competing) (?:projects|"
        r"priorities|tasks|things|assignments|timelines|deadlines)(?: and "
        "(?:timelines|deadlines|priorities|projects|tasks))?"
        r"(?: (?:at once|at one time|at the same time|simultaneously))?"
    ),
    r"(?:remain|stay|keep)(?:s|ing)? (?:informed|current|up[ -]to[ -]date)",
    (
        r"(?:work(?:s|ing)? on|assist(?:s|ing)? (?:with|in|on)|help(?:s|ing)?(?: out)? (?:with|on)|support(?:s|ing)?|"
        r"handl(?:e|es|ing)|participat(?:e|es|ing) in|contribut(?:e|es|ing) to) "
        rf"{_MANY}(?: {_MANY})* (?:projects|initiatives|efforts|matters|activities|functions)"
    ),
    r"(?:mak(?:e|es|ing)|provid(?:e|es|ing)|develop(?:s|ing)?) (?:appropriate |sound |any )?recommendations",
    (
        r"(?:meet(?:s|ing)?|exceed(?:s|ing)?)(?: (?:and|or|and/or) exceed(?:s|ing)?)? (?:\w+ )?(?:\w+ )?"
        r"(?:expectations|goals|objectives|deadlines)"
    ),
    r"anticipat(?:e|es|ing) (?:change|needs|problems)",
    # A wish about results or character in the place of a duty.
    rf"contribut(?:e|es|ing) to (?:the )?(?:success|growth|efforts?|goals)(?: of)?(?: {_TEAM})?",
    rf"contribut(?:e|es|ing) to {_TEAM}(?:'s)? (?:success|growth|efforts?|goals)",
    (
        r"(?:be|act as|being) (?:a |an )?(?:\w+ )?(?:team player|self-starter|go-getter|(?:\w+ )?member of (?:the|our) "
        r"team)"
    ),
    (
        r"(?:achiev(?:e|es|ing)|deliver(?:s|ing)?|driv(?:e|es|ing)|produc(?:e|es|ing)) (?:great|excellent|outstanding|"
        r"strong|exceptional|the best|real|measurable)? ?results(?: in a timely manner| on time)?"
    ),
    r"do(?:ing)? (?:whatever|what) (?:it takes|is needed|needs to be done)(?: to .{2,40})?",
    r"(?:go(?:es|ing)? )?(?:above and beyond|the extra mile)",
    r"add(?:s|ing)? value(?: to (?:the|our) (?:team|company|business|organi[sz]ation))?",
    r"mak(?:e|es|ing) (?:a|an) (?:real |big |positive )?(?:difference|impact)",
)

_DUTY = r"(?:dut(?:y|ies)|tasks?|work|projects?|assignments?|responsibilit(?:y|ies)|functions?|activit(?:y|ies)|jobs?)"
_OPEN = (
    r"(?:other|related|additional|any|all|and|or|such|various|similar|special|ad[ -]hoc|miscellaneous|occasional|"
    r"general|job|administrative|clerical|office|position|work|reasonable|relevant|appropriate|duties|tasks|projects|"
    r"assignments|responsibilities|functions|a variety of|the|their|non-essential|essential|comparable|extra|different)"
)
_CATCH_ALL = (
    r"(?:and |also |to |will |may |must |you will |you'll |he/she will )*"
    r"(?:(?:be )?(?:perform|do|complet|undertak|carr(?:y|ies|ying) "
    "out|assum|handl|tak|execut|assist|help|provid|accept|"
    r"fulfil|fulfill|participat|conduct|support|responsible)(?:e|es|s|ing|ed)? (?:on |with |in |for |out )?)?"
    rf"(?:{_OPEN}[,/]? (?:and/or )?)*?(?:other|related|additional|any|all|similar|special|ad[ -]hoc|miscellaneous|"
    rf"various|extra) (?:{_OPEN}[,/]? (?:and/or )?)*{_DUTY}"
    rf"(?:[ ,/]+(?:and|or|and/or)? ?(?:{_OPEN} )*{_DUTY})*"
    r"(?:[ ,]+(?:deemed )?(?:necessary )?(?:as|that|which|when|where|if|may|are|is|from time to time|consistent|"
    r"within|related|relating|assigned|required|requested|needed|necessary|upon|at the|directed|to be|including|in "
    r"support|commensurate|reasonably|deemed|by).{0,120})?"
)
# What it is for is said: "various tasks required to assist an examiner".
_NAMED = r"(?!(?:the |our )?(?:department|office|business|team|needs|operation|position|job|role))"
_MARKED_AS_ASSIGNED = (
    r"\b(?:assign|requir|request|need|necessar|direct|delegat|time to time|appropriate|instruct|determin|arise|other|"
    r"occasion)"
)

_PARTICIPLE = (
    r"(?:prepared|reviewed|approved|processed|completed|submitted|maintained|updated|filed|checked|cleaned|recorded|"
    r"reported|scheduled|entered|posted|reconciled|ordered|inspected|tested|documented|delivered|answered|handled|"
    r"distributed|collected|monitored|tracked|logged|verified|compiled|analy[sz]ed|drafted|written|issued|sent|"
    r"returned|resolved|addressed|investigated|escalated|audited|counted|stocked|restocked|sorted|labell?ed|packed|"
    r"shipped|unloaded|loaded|serviced|repaired|calibrated|saniti[sz]ed|disinfected|emptied|washed|served|invoiced|"
    r"billed|paid|deposited|balanced|closed|opened|archived|scanned|copied|translated|edited|published|planned|"
    r"arranged|booked|confirmed|contacted|notified|conducted|performed|carried out|implemented|developed|"
    r"created|produced|taken|kept)"
)
_PASSIVE = (
    r"(?P<subject>(?:(?:All|Any|Each|The|Every|Daily|Weekly|Monthly|Quarterly|Annual|New) )?(?:[\w'’-]+,? "
    "(?:and |or )?)"
    r"{0,5}?[\w'’-]+) (?:is|are|must be|will be|should be|shall be|needs? to be|ha(?:s|ve) to be)"
    rf"(?: (?!not\b)\w+ly)? {_PARTICIPLE}\b"
)
# A person, the job or a part of speech in the place of the thing that is worked on.
_NOT_A_THING = (
    r"\b(?:you|we|i|he|she|they|it|this|that|these|those|who|which|what|there|one|chiefs?|heads?|assistants?|"
    "candidates?|applicants?|employees?|"
    r"incumbents?|individuals?|person|people|staff|members?|workers?|positions?|roles?|jobs?|posts?|compan(?:y|ies)|"
    r"team|office|departments?|division|bureau|unit|agency|organi[sz]ation|program(?:me)?s?|mission|goal|benefits?|"
    r"inspections|hours|be|pay|salary|wages?|training|degree|experience|licen[sc]es?|cdl|twic|insurance|certificat\w+|background|"
    "checks?|interviews?|"
    r"applications?|resumes?|duties|tasks|responsibilities|functions|work|if|when|while|where|as|ensur\w+|once|"
    r"contact|offers?|hours|shifts?|travel|vaccin\w+|reviews?|consideration|appointments?|\w+(?:er|or|ist)s?)\b"
)
_ACTOR = (
    r"\bby (?!the (?:end|time|close|deadline)|\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\w+ing\b|hand\b|e?mail\b)"
)
_WILL_DO = (
    r"\b(?:will|shall|must|you['’]ll|may|be responsible for|(?:duties|responsibilities|tasks) (?:will )?include:?)"
    r"(?: (?:also|then|\w+ly|be|responsible|for))* (?P<verb>[a-z]+)\b"
)


@cache
def vague() -> re.Pattern[str]:
    """A whole duty, plain, that names no object (``fullmatch``)."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in _VAGUE))


@cache
def catch_all() -> re.Pattern[str]:
    """A whole duty, plain, that stands for whatever else there may be (``fullmatch``)."""
    return re.compile(
        rf"(?=.*{_MARKED_AS_ASSIGNED})(?!.*(?:required|needed|necessary) (?:to|for|in) (?!be ){_NAMED}){_CATCH_ALL}"
    )


@cache
def passive() -> re.Pattern[str]:
    """A thing and what is done to it, at the beginning of a duty; the group ``subject`` is the thing."""
    return re.compile(_PASSIVE)


@cache
def not_a_thing() -> re.Pattern[str]:
    """Subjects that are no thing to be worked on."""
    return re.compile(_NOT_A_THING, re.IGNORECASE)


@cache
def has_actor() -> re.Pattern[str]:
    """Who does it is said ("by the manager"), and not only when or how."""
    return re.compile(_ACTOR, re.IGNORECASE)


@cache
def lists_parts() -> re.Pattern[str]:
    """What follows are parts of a duty that opens with its verb."""
    return re.compile(r"^(?!\w+ing\b).*\b(?:including|such as|related to|in the areas? of|by)\b", re.DOTALL)


@cache
def will_do() -> re.Pattern[str]:
    """The first verb behind "will" or "to"; the group ``verb``."""
    return re.compile(_WILL_DO)
