"""The cues that tell a duty from a requirement from everything else, as patterns over lower-case text.

Each cue is one feature of the kind model; its weight is learnt, so a cue only has to be about one thing, not to be
right by itself. Patterns are kept short and general: words of the genre, none of one trade or employer.
"""

from __future__ import annotations

from jdmatch.chunking.patterns import LazyPattern
from jdmatch.chunking.words import word_set

# What a person must have or be.
REQUIREMENT_CUES: dict[str, str] = {
    "years": r"\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|ten)\+?(?: ?(?:-|–|to|or) ?(?:\d{1,2}|one|two|"
    r"three|"
    r"four|five|six|seven|eight|ten))?(?: \(\d+\))?\+?(?: or more| plus)? (?:full )?(?:year|yr|month)s?\b",
    "degree": r"\b(?:bachelor|master|baccalaureate|associate(?:'s|s)? (?:degree|in)|degree|diploma|ged|ph\.?d|mba|"
    r"graduate of|"
    r"graduation|undergraduate|high school|college|b\.?s\.?/|accredited)",
    "credential": r"\b(?:certifi(?:ed|cat)|licen[cs](?:e|ed|ure)\b|registered\b|registration|credential|clearance|"
    r"cpr|bls|"
    r"driver'?s)",
    "ability": r"\b(?:ability|abilities|able to|capable|capacity to|aptitude|willing(?:ness)?\b|comfortable (?:with|"
    r"in|work)|"
    r"adaptab|flexible|must be able)",
    "trait": r"\b(?:self-?(?:starter|motivated|directed)|team[- ]?player|detail[- ]oriented|attention to detail|"
    r"work ethic|"
    r"positive attitude|integrity|motivated|energetic|enthusias|passion|punctual|reliab|dependab|curious|creative|"
    r"outgoing|"
    r"multi-?task|organized|minded|interpersonal|driven|confiden(?:t|ce)\b)",
    "knowledge": r"\b(?:knowledge|understanding of|familiar|fluen[ct]|proficien|literate|literacy|competen|expertise|"
    r"exposure to|track record|bilingual|background in|command of|versed)",
    "experience": r"\bexperience",
    "skills": r"\bskills?\b|\bskilled\b",
    "modal": r"\b(?:must\b|required|preferred|preferably|desired|desirable|a plus\b|strongly|nice to have|mandatory|"
    r"minimum|"
    r"at least|prerequisite|eligible|qualif|helpful|is needed|recommended|advantage|an asset|bonus points|"
    r"equivalent|requires)",
    "physical": r"\b(?:lift(?:ing)?\b|pounds|lbs?\b|standing|sitting|walking|bend(?:ing)?\b|stoop|kneel|climb|"
    r"physical|noise|"
    r"outdoors?|exposed to|exposure to|office environment|repetitive|manual dexterity|hear(?:ing)?\b|fingering|"
    r"reach(?:ing)? "
    r"|vision (?:abilities|requirements|\()|sedentary|temperatures?|weather)",
    "screening": r"\b(?:background (?:check|screen|investigation)|drug[- ]|criminal|fingerprint|vaccin|immuni[sz]|"
    r"pre-?employment|motor vehicle record|driving record|proof of)",
    "schedule": r"\b(?:weekends?|evenings?|overtime|on-?call|rotating|available to|availability|travel|"
    r"holidays as needed|"
    r"work (?:extended|flexible|irregular|nights)|shifts?\b|commut|relocat|reside)",
    "candidate": r"\b(?:candidates?|applicants?|individuals?|someone|persons?)\b.{0,30}\b(?:must|should|will have|"
    r"with|who|has|"
    r"possess)|\b(?:looking for|seeking)\b.{0,40}\b(?:who|with|experienced|motivated|individual|candidate|person)",
    "you_have": r"\byou(?:'re| are| have|'ve| possess| bring| need| must| should have| know| love| thrive)\b",
}

# What is done in the job.
DUTY_CUES: dict[str, str] = {
    "responsible": r"\b(?:responsible for|responsibilit(?:y|ies) (?:for|include)|accountable for|duties (?:include|"
    r"will|may)|"
    r"tasked with|in charge of|charged with|responsibilities (?:may|will))",
    "you_will": r"\b(?:you(?:'ll| will| would|'d)|they will|he/she|(?:role|position|job|incumbent|individual|person|"
    r"employee|"
    r"candidate|\w+er|\w+or|\w+ist|\w+ant|analyst|clerk|nurse|technician) (?:will|shall|is responsible|involves|"
    r"includes|"
    r"performs|provides|works|supports|assists|serves|manages|plays))\b",
    "assigned": r"\b(?:other (?:related )?(?:duties|tasks|projects)|as (?:assigned|needed|required|necessary|"
    r"requested|directed)|"
    r"duties as)",
    "manner": r"\b(?:in accordance with|according to|in order to|to ensure|ensuring|to support|on a (?:daily|weekly|"
    r"regular|timely)|"
    r"in a timely|as well as|and ensure|including but|by (?:\w+ly )?\w+ing)\b",
    "works_with": r"\b(?:collaborat|work(?:s|ing)? (?:closely |directly )?with|liais|coordinat|partner(?:s|ing)? with|"
    r"point of contact|communicat\w+ with|reports? to)",
}

# Everything else that postings say.
OTHER_CUES: dict[str, str] = {
    "benefits": r"\b(?:benefits?\b|insurance|401|dental|medical,|health (?:plan|care plan|coverage|savings)|pto\b|"
    r"paid (?:time|"
    r"holiday|vacation|sick|parental|training)|holidays?\b|vacation|sick (?:leave|time|pay)|parental|tuition|reimburs|"
    r"discounts?|bonus(?:es)?\b|retirement|pension|wellness|perks?|stock|profit sharing|time off|coverage|free \w+|"
    r"company[- ]paid|matching|allowance)",
    "pay": r"[$£€]\s?\d|\b(?:salary|compensation|pay (?:rate|range|scale|is)|hourly|per (?:hour|year|annum)|"
    r"wages?|commission|incentive|base pay)|\b/ ?(?:hr|hour|yr)\b",
    "equal": r"\b(?:equal (?:employment )?opportunit|eeo|eoe|regardless of|without regard|race,|religio|veteran|"
    r"disabilit|"
    r"accommodat|discriminat|affirmative|diversity|inclusi|gender|protected|minorit|ethnic|harass|encouraged to apply)",
    "apply": r"\b(?:apply|applying|applications?\b|resum|cover letter|click|visit (?:our|us|www|http)|"
    r"submit (?:your|a|an)|"
    r"interviews?\b|hiring process|contact (?:us|human)|to learn more|send (?:your|us|a)|please (?:call|email|"
    r"contact|visit|see)|"
    r"job id|requisition|(?:this|the|job) posting|posting (?:date|closes|expires|number)|posted (?:on|by|\d)|"
    r"deadline (?:is|for|to)|application deadline)",
    "address": r"https?:|www\.|@\w|\.(?:com|org|edu|gov)\b|\d{3}\)?[-. ]\d{3}[-. ]\d{4}",
    "company": r"\b(?:founded|since (?:19|20)\d\d|(?:a|the|as a|industry[- ]) ?lead(?:ing|er)\b|leading (?:provider|"
    r"supplier|"
    r"manufacturer|compan|global|independent)|largest|fastest[- ]growing|headquarter|award-winning|premier|"
    r"world(?:'s|wide|-class)|"
    r"our (?:mission|vision|values|culture|customers|clients|employees|people|company|commitment|goal|success)|"
    r"mission (?:is|of)|"
    r"company (?:is|has)|family[- ]owned|growing (?:company|team)|employer of|offices? in|we believe|million|"
    r"billion|communities)",
    "we": r"^(?:at \w+[^,]{0,30}, )?(?:we\b|we're|we've|our\b|us\b|join|come\b|here at)|\bwe (?:offer|are|provide|"
    r"believe|"
    r"value|have|do|will)\b",
    "hiring": r"\bseeks (?:to|an?)\b|\b(?:is|are) (?:currently )?(?:seeking|looking for|hiring|recruiting)|"
    r"\bjoin (?:our|the|a|us)\b|opportunit|"
    r"immediate (?:opening|hire)|full[- ]time|part[- ]time|\bcontract\b|needed for",
    "page": r"^(?:show (?:less|more)|follow us|cookie (?:policy|settings|notice)|we use cookies|privacy (?:policy|"
    r"notice)|read more|"
    r"sign (?:in|up)$|log ?in$|back to (?:top|jobs|search|results)|share this|download (?:the|our) app|subscribe|"
    r"skip to|"
    r"terms of (?:use|service)|view all|apply now$|save job|see more)|all rights reserved|get the app|min read$|©|"
    r"^copyright",
    "disclaimer": r"\b(?:job description|this (?:description|document|posting)|not (?:intended|designed|"
    r"be construed|all-inclusive)|"
    r"reserves? the right|subject to change|essential functions? of|reasonable accommodation|may be (?:assigned|"
    r"modified)|"
    r"statements? (?:are|is)|employment (?:at will|decisions)|exhaustive)",
    "future": r"\b(?:career|move (?:up|into)\b|grow into|advance(?:ment)?\b|promot(?:ed|ion)\b|growth|"
    r"opportunity (?:to|for)|training program|"
    r"development program)",
    "market": r"\b(?:typically|often|average|generally|demand for|job market|professionals\b|specialists\b|"
    r"candidates? can|"
    r"depending on|varies|may (?:earn|lead|limit|require)|a \w+ \w+ (?:typically|often|can|may)\b|ai\b)",
}

# Said to the reader about what the employer does for them, in the shape of a duty.
OTHER_CUES["you_receive"] = (
    r"\byou(?:'ll| will)? (?:also )?(?:be (?:trained|rewarded|part of|given|eligible|joining|surrounded|supported|"
    r"able to)|"
    r"receive|enjoy|report|have (?:the|access|an)|experience|join|get|earn|gain|can|find)\b"
)

# Subjects with which a sentence about the employer, the reader or the job begins.
OPENERS: dict[str, str] = {
    "opens_you": r"^(?:you|you'll|you're|your|yourself)\b",
    "opens_job": r"^(?:the|this|our|an?) (?:\w+ ){0,4}?(?:role|position|job|individual|incumbent|candidate|employee|"
    r"person|"
    r"\w+er|\w+or|\w+ist|\w+ant|nurse|analyst|clerk|technician|representative)s?\b",
    "opens_must": r"^(?:must|should|requires?|required|needs?|has|have|possess|is|are|can|able|be)\b",
    "opens_quality": r"^(?:an? )?(?:excellent|strong|good|proven|solid|demonstrat|exceptional|superior|outstanding|"
    r"great|"
    r"effective|advanced|basic|intermediate|high(?:ly)?|thorough|deep|extensive|previous|prior|some|minimum|valid|"
    r"current|"
    r"working|in-depth|sound|general|proficient|experienced|expert|familiar|comfortable|knowledge|understanding|"
    r"ability|"
    r"able|willing|experience|bachelor|master|associate|degree|certif|fluen|skilled?|passion|clean|professional)",
    "opens_employer": r"^(?:the )?(?:[\w&'.,-]+ ){0,9}?\(?(?:department|agency|division|bureau|office|city|"
    r"university|hospital|"
    r"school|company|corporation|firm|inc|llc|ltd|co|group|college|center|centre|organi[sz]ation|authority|"
    r"commission|unit|"
    r"foundation|clients|services|solutions|systems|team)\)?\b",
    "opens_digit": r"^\d",
}

# What stands in each match of a cue that begins with any word or number.
NEEDS: dict[str, tuple[str, ...]] = {
    "years": ("year", "yr", "month"),
    "you_will": (
        *("you", "they will", "he/she", " will", " shall", " is responsible", " involves", " includes", " performs"),
        *(" provides", " works", " supports", " assists", " serves", " manages", " plays"),
    ),
}

# Whose doing a sentence tells, each with the verb behind: "you check", "you'll also be checking", "i set", "she keeps".
_AND_THEN = (
    r"(?:(?:'ll|'d| will| would| can| may| must| should| might| gotta)\b)?"
    r"(?: (?:also|then|just|still|be|always|usually|\w+ly))* "
)
# With each: the strings of which a text has one where the pattern matches; none where they stand in nearly all texts.
PERSONS: tuple[tuple[str, LazyPattern, tuple[str, ...]], ...] = tuple(
    (name, LazyPattern(rf"\b(?:{subject}){_AND_THEN}(?P<verb>[a-z]+)"), needs)
    for name, needs, subject in (
        ("you", ("u ", "u'", "ya ", "ya'"), "you|u|ya"),
        ("we", ("we ", "we'"), "we"),
        ("i", ("i ", "i'"), "i"),
        (
            "one",
            (),
            (
                r"he|she|he/she|she/he|who|they|worker|employee|incumbent|person|"
                r"(?:the|this|our|an?) (?:\w+ )?\w+(?:er|or|ist|ant)"
            ),
        ),
        (
            "others",
            ("manager", "supervisor", "lead", "director", "chef", "foreman", "boss", "owner", "nurse", "office"),
            r"(?:the|our|your|a) (?:\w+ )?(?:manager|supervisor|lead|director|chef|foreman|boss|owner|nurse|office)",
        ),
    )
)

# Verbs of having and being: behind "you" they tell what a person is, not what they do.
HOLDING = word_set(
    """
    are is be have has had need needs know knows possess want wants like likes love loves enjoy enjoys hold holds own
    get gets bring brings understand understands speak speaks believe care think feel were was been live
    """
)

# A sentence that says what is not so is seldom a duty.
DENIALS = LazyPattern(
    r"\b(?:no|not|never|none|nobody|nothing|without|cannot|can't|don't|dont|doesn't|isn't|aren't|won't|wouldn't|"
    r"shouldn't|wasn't|didn't|neither|nor)\b"
)
DENIAL_NEEDS = ("no", "never", "neither", "without", "n't", "dont")

# What has been is news of the employer.
PAST = LazyPattern(r"\b(?:was|were|had|did|last (?:year|week|month|summer|season)|ago|used to|has been|have been)\b")
PAST_NEEDS = ("was", "were", "had", "did", "last ", "ago", "used to", " been")
