"""What postings say about years, schooling, licences and pay, as patterns; no logic is here."""

from __future__ import annotations

from jdmatch.chunking.words import word_set
from jdmatch.records import Education

NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20,
}  # fmt: skip
NUMBER = r"(?:\d{1,2}(?:\.\d)?|" + "|".join(NUMBER_WORDS) + r")"

# Every number of years has one of these behind it.
UNITS = ("year", "yr", "month")

# Behind or before a number of years: then it is no experience that is asked for.
NOT_EXPERIENCE = (
    (
        r"(?:years?|yrs?|months?) (?:of age|old\b|or (?:older|over|above)|in business|ago|warrant|contract|term|"
        r"lease|plan|anniversar|"
        r"probation|"
        r"accredited|degree|"
        r"college|universit|high school|diploma|program|period|from\b|of service|of college|of education|of hire|"
        r"of employment|"
        r"of appointment|to come|at a time|serving|and (?:older|over))"
    ),
    (
        r"year[- ](?:old|round|end|long|degree|college|high|university|diploma|program|probation|contract|term|"
        r"institution)"
    ),
    (
        r"(?:over|nearly|almost|for|more than|less than|fewer than|under|past|last|next|within|every|first|previous|"
        r"preceding|"
        r"coming|recent|after|during|in (?:the|its|our)) (?:(?:the|our|its|a|over|more than|past|last|next|first|"
        r"preceding|"
        r"acquired) )*{number}(?: \(\d+\))?\+? (?:or more )?(?:years?|yrs?|"
        r"months?)\b(?! (?:of )?(?:\w+ ){{0,3}}experience)"
    ),
    (
        r"(?:less than|fewer than|under|up to|is|not (?:to )?exceed|maximum of|"
        r"limited to) {number}(?: \(\d+\))? (?:years?|yrs?|months?)"
    ),
)
# The employer speaks of itself: "With over 50 years of experience we …".
EMPLOYER_YEARS = (
    r"\b(?:we|our|us|founded|established|family[- ]owned|history|tradition|has been|have been|serving|leader|since|"
    r"(?:company|firm|organi[sz]ation|team) (?:with|has|of|is))\b"
)

PREFERRED = (
    r"\b(?:prefer(?:red|ably|ence|s)?|a plus|pluses|nice to have|nice\b|bonus|desir(?:ed|able)|advantag\w*|an asset|"
    r"helpful|ideal(?:ly)?|"
    r"beneficial|good to have|useful|optional|recommended|would be (?:great|wonderful|nice)|not (?:required|"
    r"necessary|needed)|"
    r"welcome|highly valued|a benefit|strongly considered)\b"
)
REQUIRED = r"\b(?:required|must|mandatory|minimum|at least|essential|necessary|needed|requires?)\b"
# Headings below which requirements are wishes.
PREFERRED_HEADING = (
    r"\b(?:prefer|desir|nice|bonus|plus(?:es)?\b|helpful|good to have|ideal|additional|optional|"
    r"preferences?|would love|assets?)"
)

EDUCATION_PATTERNS: tuple[tuple[Education, str], ...] = (
    (
        "doctorate",
        (
            r"\b(?:ph\.? ?d\.?\b|doctora(?:l|te)\b|doctor of \w+|j\.d\.|juris doctor|d\.?n\.?p\.?\b|m\.d\.|ed\.d\.|"
            r"pharm\.?d)"
        ),
    ),
    (
        "master",
        (
            r"\b(?:master(?:'s|s|s')? (?:degree|of|in)\b|master's\b|masters\b(?! of ceremonies)|mba\b|m\.b\.a|"
            r"m\.s\.(?! (?:office|excel|word))|m\.a\.|m\.ed\b|graduate degree|post-?graduate|mpa\b|mph\b|msn\b|msw\b)"
        ),
    ),
    (
        "associate",
        (
            r"\b(?:associate(?:'s|s|s')? degree|associate(?:'s|s')\b|associates? (?:of|in) (?:arts|science|applied|"
            r"business|nursing)|"
            r"two[- ]year (?:college )?degree|2[- ]year (?:college )?degree|a\.a\.s?\b|a\.s\.|"
            r"60 (?:semester )?(?:college )?credits|"
            r"some college|community college|trade school|technical (?:diploma|degree)|vocational)"
        ),
    ),
    (
        "high_school",
        (
            r"\b(?:high[- ]school (?:diploma|degree|graduat\w+|education|or|equivalen\w+|level|/)|h\.?s\.? (?:diploma|"
            r"graduate|degree)|"
            r"ged\b|g\.e\.d|secondary school|high school$|general education(?:al)? (?:development|diploma)|"
            r"four[- ]year high school)"
        ),
    ),
    (
        "bachelor",
        (
            r"\b(?:bachelor(?:'s|s|s')?\b|baccalaureate|undergraduate degree|b\.?s\.?c?\.?(?:/| or | in |/b)\S*|b\.a\.|"
            r"ba/bs|bs/ba|b\.s\.|"
            r"bsn\b|bba\b|four[- ]year (?:college |university )?degree|4[- ]year (?:college |university )?degree|"
            r"(?:college|university) (?:degree|graduate|diploma))"
        ),
    ),
    (
        "bachelor",
        r"\bdegree(?: in|,| or equivalent| from an accredited| required| preferred| is| a plus|\)|$)",
    ),
    (
        "none",
        (
            r"\bno (?:formal )?(?:education(?:al)?|degree|diploma|schooling)\b[^.;]{0,30}(?:required|needed|necessary|"
            r"requirements?)"
        ),
    ),
)
# Schooling that is spoken of without being asked for.
NOT_EDUCATION = (
    r"tuition|reimburs|scholarship|school of|university of|continuing education|student loan|high school (?:math|"
    r"teacher|students)|"
    r"equal|regardless"
)

# Licences and certificates by name. The value is what is written; the pattern only finds it.
LICENCES = (
    (
        r"(?:valid |current |active |clean |unrestricted )*(?:[A-Z][\w.]+ (?:[Ss]tate )?){0,3}[Dd]river(?:'s|’s|"
        r"s)? ?[Ll]icen[cs]e"
    ),
    r"\bCDL(?:[- ](?:Class )?[AB]\b)?|\bClass [ABC] (?:CDL|licen[cs]e)|\bClass A\b(?=,)",
    (
        r"\b(?:Registered Nurse|RN|LPN|LVN|CNA|Practical Nurse|Nursing|Nurse)(?: \((?:RN|LPN)\))? (?:[Ll]icen[cs]e|"
        r"[Ll]icensure|[Cc]ertification)"
    ),
    (
        r"\b(?:[Ll]icen[cs]e|[Ll]icensure|"
        r"[Rr]egistration)(?: and current registration)? (?:to practice )?as an? (?:[A-Z][\w-]+ ?)+"
    ),
    (
        r"\b(?:BLS|ACLS|PALS|NRP|CPR|First Aid|TNCC|CCRN|CMSRN|CPC|CCS|RHIT|RHIA|CPA|CMA|CFA|CIA|CISA|CISSP|PMP|CAPM|"
        r"CSM|ITIL|PHR|"
        r"SPHR|SHRM-CP|SHRM-SCP|APICS|CPIM|ServSafe|OSHA[- ]?(?:10|30)?|EPA 608|NATE|ASE|CPO|CFE|CRCR|CBCS|TWIC|HAZMAT|"
        r"Hazmat|"
        r"CompTIA(?: \w+\+)?|Security\+|CCNA|MCSE|Series \d+|NCLEX|FINRA|LEED|PE|EIT|Six Sigma|DOT medical card|"
        r"med card)"
        r"(?![\w-])(?: (?:Type I{1,2}|Universal|Construction \d+ Hour|Green Belt|Black Belt))?(?: [Cc]ertifi(?:cation|"
        r"cate|ed))?"
    ),
    r"\b(?:[A-Z][\w.'&-]+ ){1,4}(?:Licen[cs]e|Certification|Certificate|Licensure|Credential)s?\b",
    (
        r"\b(?:journeyman|electrician|electrical|real estate|teaching|teacher|insurance|inspectors?|pool|boiler|"
        r"forklift|notary|"
        r"Journeyman)(?:'s)? (?:license|licence|certification|certificate|commission)"
    ),
    r"\b(?:[Ss]ecurity|Top Secret|Secret|DoD|TS/SCI) [Cc]learance",
)
NOT_LICENCE = (
    r"software licen|licen[cs]e (?:plate|agreement|fee)|licensing fee|gift certificate|birth certificate|reimburs"
)

CURRENCIES = {
    "$": "USD",
    "£": "GBP",
    "€": "EUR",
    "₹": "INR",
    "us$": "USD",
    "c$": "CAD",
    "ca$": "CAD",
    "a$": "AUD",
    "au$": "AUD",
}
CURRENCY_SIGNS = "$£€₹"
CURRENCY_CODES = ("USD", "CAD", "AUD", "NZD", "GBP", "EUR", "INR", "SGD", "CHF")

# What is said right behind an amount, or near it, about the time that it pays for.
PERIODS: tuple[tuple[str, str], ...] = (
    ("hour", r"(?:/|\bper\b|\ban?\b|\beach\b|-)\s?h(?:ou)?rs?\b|\bhourly\b|/h\b|\bp\.?h\.?\b|\bhrly\b"),
    ("week", r"(?:/|\bper\b|\ban?\b|-)\s?w(?:ee)?ks?\b|\bweekly\b|\bp\.?w\.?\b"),
    ("month", r"(?:/|\bper\b|\ban?\b|-)\s?mo(?:nth)?s?\b|\bmonthly\b|\bp\.?m\.(?=\s|$)"),
    ("day", r"(?:/|\bper\b|\ban?\b|-)\s?day\b|\bdaily rate\b|\bper diem\b"),
    ("year", (r"(?:/|\bper\b|\ban?\b|-)\s?(?:y(?:ea)?rs?\b|annum)|\bannual(?:ly|ized)?\b|\byearly\b|\bp\.?a\.?\b|"
        r"\bsalar(?:y|ied)\b|"
             r"\bbase (?:pay|salary)\b")),
)  # fmt: skip
# Labels that stand in a requirements list without saying anything by themselves.
BARE_LABELS = word_set(
    """
    education experience skills high medium low training certifications certification requirements qualifications
    knowledge languages other required preferred technical communication adaptability problem-solving
    """
) - {"communication", "adaptability", "problem-solving"}
PAY_CUES = (
    r"\b(?:salar(?:y|ies)|pay\b|paid\b|paying|compensation|wages?|hourly|base\b|rate\b|earn(?:ing)?s?\b|"
    r"remuneration|range|annually|"
    r"per (?:hour|year|annum|week|month)|an hour|a year|ote|starting at|minimum|maximum|median|doe\b)"
)
# An amount with one of these beside it is no pay for the job.
NOT_PAY = (
    r"\bdiff\b|\btop \w+|bonus|sign[- ]?on|referral|reimburs|tuition|budget|revenue|\bsales\b|write-?offs?|credit|"
    r"fund|million|billion|\bbn\b|assets|"
    r"portfolio|co-?pay|deductible|different?ial|allowance|discount|stipend|gear|equipment|deposit|per diem|"
    r"insurance|match|"
    r"loan|award|fee|cost|savings|value|worth|grant|prize|gift|incentive|additional|extra|detention|stop pay|tips|"
    r"spend|raised|"
    r"ledger|invoices?|projects?|inspection|premium|employees with|customers|retention|relocation|up to \$?\d+ in|"
    r"session"
)
# What is counted in a figure without a currency: "30-40k users" is no pay.
COUNTED = (
    r"\s?\+?\s?(?:[\w-]+\s){0,2}?(?:users|visitors|visits|followers|subscribers|customers|clients|members|people|students|"
    r"patients|employees|units|parcels|pieces|items|records|files|lines|words|calls|cases|e-?mails|orders|requests|"
    r"transactions|downloads|views|impressions|leads|square|sq\b|feet|ft\b|miles|km\b|pounds|lbs|tons|gallons|volts?|"
    r"watts?|hits|rows|documents|keystrokes|residents|households|homes|tickets|pages|products|skus|messages|events|"
    r"bookings|guests|meals)\b"
)
