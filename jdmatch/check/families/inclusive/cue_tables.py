"""What surrounds a word and decides whether it is meant: legal text, demands, laws, generic people, names.

Patterns, searched without regard to case unless said otherwise.
"""

from __future__ import annotations

LEGAL = (
    r"\bequal[- ](?:employment[- ])?opportunit|\bEEOC?\b|affirmative action|without regard to|regardless of|"
    r"discriminat|protected (?:veteran|class|status|characteristic|by)|sexual orientation|gender (?:identity|"
    r"expression)|genetic information|reasonable accommodation|national origin|E-Verify|minorit(?:y|ies)\b|"
    r"members? of the opposite|use of the masculine|pregnan\w+,|any gender\b|all genders"
)
LEGAL_HEADING = r"equal|\beeo\b|diversity|inclusion|non-?discrimination|legal|disclaimer|accommodation"
ASKED = (
    r"\b(?:must|should|required?|requirements?|requires|candidates?|applicants?|looking for|seeking|seeks?|wanted|"
    r"preferred|preferably|ideally|ideal|need to|you (?:are|have|will|should)|able to|ability to|only)\b"
)
# A law, a clearance, a public office or public money that asks for what would else be left out.
CLEARED = r"\bclearance|\bTS/SCI\b|\bITAR\b|export control|public trust"
BY_LAW = (
    r"required by|by law\b|\blaws?\b|legally|statut|regulat|"
    r"government|federal|funding|funded|\bDoD\b|department of defense|military|armed forces|police|peace officer|"
    r"firearm|charter|executive order|DBS\b|childcare|child care|children|vulnerable|apprentice|civil service|visa|"
    r"work permit|authori[sz]ed to work|permanent resident|security guard"
)

# Who is meant by "he" where nobody in particular is.
GENERIC = (
    r"\b(?:candidates?|applicants?|incumbents?|employees?|individuals?|persons?|people|someone|somebody|anyone|"
    r"everyone|nobody|holder|hires?|who|whoever|selectee|interns?|trainee|member|colleague|supervisor|manager|"
    r"director|coordinator|specialist|analyst|associate|assistant|administrator|engineer|developer|technician|"
    r"officer|representative|clerk|nurse|teacher|instructor|worker|driver|operator|supervisee|consultant|"
    r"accountant|attorney|architect|designer|planner|inspector|investigator|agent|lead|leader|position|role|job|"
    r"client|customer|patient|resident|student|user|tenant|guest)\b"
)
# A person of whom "he" or "she" is said by name or office; case counts.
NAMED = (
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Mx|Sir|Dame|Prof|Rev|Hon)\b\.?|\b(?:Mayor|President|Commissioner|Governor|Senator|"
    r"Chancellor|Council ?[Mm]ember|Chairman|Chairwoman|Founder|founder|CEO|CFO|COO|ACCO|Owner|owner|woman|man|lady|"
    r"gentleman|girl|boy|mother|father|son|daughter|husband|wife|guy)\b|[\"“”]"
)

# Ages and years that are capped; one of the cues stands in every text in which a pattern finds something.
AGE_CUES = ("year old", "year-old", "years old", "years-old", "yrs old", "yr old", "of age", " age ", "age:", "aged ")
CAP_CUES = (" max", "maximum", "more than", "less than", "fewer than")
AGES = (
    r"(?:\baged?\s+|\bbetween\s+(?:the\s+ages?\s+of\s+)?)?\b(?:1[6-9]|[2-5]\d)\s*(?:-|–|to|and)\s*(?:1[7-9]|[2-6]\d)\s*"
    r"(?:years?|yrs?)[- ](?:olds?|of age)\b|"
    r"\b(?:under|below|not (?:older|more) than|younger than|up to|maximum)\s+(?:the\s+age\s+of\s+)?[2-5]\d\s*"
    r"(?:(?:years?|yrs?)[- ](?:olds?|of age)\b)|"
    r"\b(?:under|below|younger than)\s+the\s+age\s+of\s+[2-5]\d\b|\bage(?:d)?(?:\s+(?:between|range|limit))?:?\s+"
    r"[12]\d\s*(?:-|–|to|and)\s*[2-5]\d\b"
)
CAPPED_YEARS = (
    r"\b(?:max(?:imum|\.)?(?:\s+of)?|no(?:t)?\s+more\s+than|(?:less|fewer)\s+than)\s+\d{1,2}\s*(?:years?|yrs?)['’]?"
    r"(?:\s+of)?(?:\s+[\w-]+){0,2}\s+experience\b"
)
LIMIT_BEFORE = (
    r"\b(?:must be|should be|aged?|candidates?|applicants?|are you|only|looking for|seeking)\b[\s:,]*[\w ,]{0,12}\Z"
)
LIMIT_BEHIND = r"s?\s*(?:only|preferred|required)\b"
# What may stand behind "able to see" where it is the sense that is meant.
SENSE = r"\s*(?:\Z|[,.;/)\n]|(?:and|or|well|clearly|normally)\b)"
DENIED = (
    r"\b(?:not|no|never|without|don['’]t|aren['’]t|isn['’]t|won['’]t|neither|nor|rather than|instead of)\b[^.;:!?\n]*\Z"
)
# A title in capitals behind these is that of the job itself ("we are looking for a Shop Foreman").
HIRED = (
    r"\b(?:(?:looking|searching|opening|vacancy|position|opportunity) for|seeks?|seeking|hiring|hire|needs?|recruiting|"
    r"wanted|as|become|be)(?:\s+(?:an?|our|the|new|experienced|skilled|qualified|full[- ]time|part[- ]time|"
    r"(?-i:[A-Z][\w'’-]*))){0,4}\s+\Z"
)
NO_CAP = r"substitut|credit|exchang|for each|in lieu|equivalent|at least|no less"
