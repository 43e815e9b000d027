"""Words by which a title is told from a slogan, a company's name and a section heading."""

from __future__ import annotations

import re

# Head nouns of occupations, singular. A line without one of them is not taken for a title.
_NOUNS = """
accountant actor actuary adjudicator adjuster administrator adviser advisor advocate agent aide ambassador
anaesthetist analyst anesthetist appraiser apprentice apprenticeship arborist architect archivist artist assembler
assessor assistant associate attendant attorney auditor bailiff baker banker barber barista bartender biller
biologist boilermaker bookkeeper brewer broker builder busser butcher butler buyer captain caregiver caretaker
carpenter carrier cashier ceo cfo chair chauffeur chef chemist chief cleaner clerk clinician cna coach coder
collector commissioner concierge conductor conservator consultant contractor controller cook coordinator copywriter
cosmetologist counsel counsellor counselor courier crew cto curator custodian cutter dancer dealer dean dentist
deputy designer detailer detective developer dietician dietitian director dishwasher dispatcher distiller doctor
drafter driller driver ecologist economist editor educator electrician engineer erector estimator evaluator examiner
executive expediter expert fabricator facilitator fellow filler finisher firefighter fitter florist forecaster
foreman forester gardener generalist geologist glazier grader grinder groomer groundskeeper guard guide hairstylist
hand handler handyman head helper host hostess housekeeper hygienist illustrator inspector installer instructor
intern internist internship interpreter interviewer inventor investigator ironworker janitor jeweler journeyman
judge laborer landscaper lawyer lead leader lecturer liaison librarian lieutenant lifeguard lineman loader locksmith
lpn lvn machinist maid maintainer maker manager mariner marketer mason mechanic mediator mentor merchandiser
messenger millwright miner modeler modeller mover musician nanny navigator negotiator notary nurse nutritionist
officer operator optician optometrist orderly organizer owner packer painter paralegal paramedic paraprofessional
pathologist patternmaker pharmacist phlebotomist photographer physician physicist picker pilot pipefitter planner
plasterer plumber podiatrist police polisher porter practitioner presenter president presser principal processor
producer professor programmer promoter psychiatrist psychologist publicist ranger receptionist recorder recruiter
registrar rep repairer reporter representative researcher responder retailer reviewer rigger rn roaster roofer
runner salesperson sanitarian scheduler scientist scout screener scribe seamstress secretary sergeant server setter
sewer sheriff shopper signaler singer skipper sommelier sonographer sorter sourcer specialist sre statistician
steward stocker strategist student stylist superintendent supervisor supporter surgeon surveyor tailor teacher
teammate tech technician technologist teller temp tender tester therapist toolmaker trader trainee traineeship
trainer translator treasurer tutor underwriter unloader upholsterer usher valet valuer vendor veterinarian vp waiter
waitress warden washer watchman weigher welder winder worker writer
"""
JOB_NOUNS = frozenset(_NOUNS.split())

# Words of rank: a part behind a dash that holds one belongs to the title.
RANK = re.compile(
    r"\b(?:senior|sr|junior|jr|lead|principal|staff|entry|mid|level|grade|intern|trainee|apprentice|assistant|deputy|"
    r"[ivx]{1,4}|\d)\b",
    re.IGNORECASE,
)
# What stands behind a bare abbreviation ("RN - Oncology") is its field, unless it is pay, place or time.
ABBREVIATION = re.compile(r"\s*[A-Z]{2,4}\s*\Z")
NO_SPECIALTY = re.compile(
    r"[$\d,]|\b(?:remote|hybrid|on-?site|full[- ]time|part[- ]time|contract|temp\w*|nights?|days?|"
    r"evenings?|weekends?|per diem)\b",
    re.IGNORECASE,
)

LABEL = re.compile(
    r"^[\W_]*(?:(?P<sure>(?:job|position|posting|business|working|role)[ \t]+title|title)|"
    r"(?P<perhaps>position|role|job|vacancy|opening|now hiring|hiring|we(?:'|\u2019)?re hiring|we are hiring))"
    r"[*_]*[ \t]*[:\u2013\u2014-][*_]*[ \t]*(?P<value>\S.*)?$",
    re.IGNORECASE,
)
LONE_LABEL = re.compile(r"^[\W_]*(?:(?:job|position|posting|role)[ \t]+title)[\W_]*$", re.IGNORECASE)

# Where a line stops being the title: "Cook at X", "Clerk Job Description: Duties", "Driver (m/f/d)".
TITLE_ENDS = re.compile(
    r"\s+(?:job|position|role)\s+(?:description|posting|advert\w*|summary|profile|opening|details|ad)\b.*$"
    r"|\s+(?:job|position|role)\s*:.*$|\s+at\s+[A-Z\u00c0-\u00de].*$|\s+(?:wanted|needed)\b.*$"
    r"|\s*\((?:m|w|f|d|h|x)(?:\s*/\s*(?:m|w|f|d|h|x))+\).*$|\s*[,(]?\s*\$\s?\d.*$|\s+for\s+[A-Z].*(?:inc|llc|ltd|corp)\b.*$",
    re.IGNORECASE,
)
TITLE_STARTS = re.compile(
    r"^(?:now\s+hiring|hiring(?:\s+now)?|urgently\s+hiring|job\s+description|job\s+opening|vacancy|wanted)\s*[:\u2013\u2014-]?\s+(?:for\s+)?"
    r"(?:an?\s+)?",
    re.IGNORECASE,
)
SEPARATORS = re.compile(r"\s+[\u2013\u2014|\u2022\u00b7/-]+\s+|\s*\|\s*")

# A line that begins so or says so is a sentence, a slogan or a heading.
NO_TITLE_START = re.compile(
    r"^(?:the|a|an|we|our|us|you|your|this|these|that|(?-i:[Ii]t)|its|join|about|are|is|do|does|as|if|in|for|to|at|by|with|from|"
    r"how|what|why|who|when|where|key|essential|primary|core|main|required|preferred|minimum|responsible|reports?|"
    r"reporting|under|work|working|apply|looking|seeking|must|will|all|welcome|home|jobs?|careers?|posted|back)\b",
    re.IGNORECASE,
)
SENTENCE_WORDS = re.compile(
    r"\b(?:is|are|was|were|will|can|our|we|you|your|their|they|who|that|which|has|have|seeks?|"
    r"needs?|wants?|needed|include[sd]?|including|must|should|would)\b|\bmin read\b|https?://|\bwww\.|@",
    re.IGNORECASE,
)
COMPANY_WORDS = re.compile(
    r"\b(?:inc|llc|llp|ltd|plc|gmbh|corp|corporation|company|co|group|associates|partners|university|college|"
    r"hospital|clinics?|department|bureau|office of|solutions|industries|holdings|enterprises|foundation|institute|"
    r"ministry)\b",
    re.IGNORECASE,
)
SECTION_WORDS = re.compile(
    r"\b(?:responsibilit\w+|requirements?|qualifications?|duties|skills|benefits|summary|overview|description|highlights|"
    r"questions|salary|perks)\b",
    re.IGNORECASE,
)
