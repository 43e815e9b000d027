"""Which headings postings use, and what stands below them.

``PHRASES`` are looked for in the heading in lower case, without its bullet, number and end punctuation; which of
several decides is said in ``headings.topic_of``. A topic is a section kind, or ``summary`` for headings such as "Job
Description" below which anything may stand.
"""

from __future__ import annotations

from typing import Literal

from jdmatch.chunking.words import phrase_set, word_set

Topic = Literal["responsibilities", "requirements", "about", "benefits", "application", "other", "summary"]

PHRASES: tuple[tuple[Topic, str], ...] = (
    # Words about the text and the trade, not about the job. They win over everything below.
    (
        "other",
        (
            r"how to write|how do i|frequently asked(?: questions)?|\bfaqs?\b|\bconclusion\b|key highlights|"
            r"expert insights|"
            r"performance (?:indicators|metrics)|\bkpis?\b|how (?:we'll|we|you(?:'ll| will)? be) (?:score|measure|"
            r"evaluate)|"
            r"career (?:growth|path|outlook|opportunit|progress|summary|advancement|ladder)|job (?:market|outlook)|"
            r"advancement opportunit|growth opportunit|similar (?:jobs|roles|titles)|related (?:jobs|posts|articles)|"
            r"other job titles|\bai\b|automation opportunit|risks? (?:&|and) |recommended tools|table of contents|"
            r"interview questions|cover letter|templates?\b|common challenges|difference between|sample\b|key takeaways"
        ),
    ),
    (
        "other",
        (
            r"equal (?:employment |opportunity)|\beeo\b|\beoe\b|affirmative action|diversity|\bdei\b|inclusion|"
            r"accommodation|disclaimer|non-?discrimination|privacy|legal (?:notice|stuff)|e-?verify|fair (?:chance|"
            r"housing)|"
            r"know your rights|pay transparency|notice to|\bada\b|covid|accessib|sponsorship|agency notice|fraud"
        ),
    ),
    (
        "application",
        (
            r"how to apply|to apply\b|apply (?:now|today|here|online|by)|ready to apply|application (?:process|"
            r"instructions|procedure|"
            r"deadline|materials|requirements)|(?:interview|hiring|selection|recruitment|our) process|^process$|"
            r"next steps|"
            r"what happens next|contact (?:us|information|person|details)|^apply$|your application|^applications?$|"
            r"join us|"
            r"interested\?|special instructions|background (?:check|screening) (?:process|information)"
        ),
    ),
    (
        "benefits",
        (
            r"what(?:'s| is) in it for you|what (?:we|we'll|we will|we can|you'll|you will|you can) "
            r"(?:offer|provide|give|get|gain|receive|enjoy|expect from us)|we offer|we give|our offer|why (?:join|work|"
            r"us|you|choose|"
            r"you'll)|benefits?\b|\bperks\b|(?:total )?rewards|compensation|salary|remuneration|"
            r"^pay\b|\bpay (?:rate|range|scale|grade|and|&|information)|base pay|wages?\b|incentives?\b|bonus(?:es)?$|"
            r"time off|"
            r"employee discounts|what's on offer|package\b|stock options|well-?being$"
        ),
    ),
    (
        "requirements",
        (
            r"who you are|who (?:can|should) apply|who we (?:need|want|seek)$|who we(?:'re| are) looking for|"
            r"about you\b|"
            r"what (?:you|you'll|you will)(?: will| 'll)? (?:bring|need|have|must have|possess)|what you(?:'ve|"
            r" have) (?:got|done)|"
            r"you(?:'ll| will)? (?:have|bring|need|possess|are)\b|you might be|do you have|are you\b|"
            r"what (?:we|we're|we are)(?: are|'re)? (?:look|need|seek|require|expect|want|ask)|"
            r"^you$|^needs?$|(?:we|we're)(?: are|'re)? looking for|what (?:it takes|would make|makes you)|"
            r"must[- ]haves?|nice[- ]to[- ]haves?|good to have|bonus points|a plus\b|pluses|"
            r"ideal candidate|(?:the|our|your) (?:right|successful|perfect) candidate|candidate (?:profile|"
            r"requirements)|"
            r"preferred|desired|desirable|essential (?:skills|criteria|requirements|experience|knowledge)|"
            r"pre-?requisites?|qualif|credentials|requirements?\b|required\b|requires?$|"
            r"physical (?:demands?|abilities|activit|and mental)|physical$|mental demands|"
            r"work(?:ing)? (?:conditions?|environment)|environmental (?:conditions|factors)|"
            r"^minimum$|(?:education|experience|knowledge|skills?|abilities|competenc|licen[cs]|certificat|"
            r"attributes|"
            r"ksa)[a-z]*(?: ?(?:,|/|&|and|or|\+) ?| |$)(?:.*\b(?:experience|education|skills?|abilities|training|"
            r"knowledge|licen[cs]\w*|certificat\w*|requirements?|background|competenc\w+|expertise|qualities)\b)?|"
            r"your (?:profile|background|skills|experience|qualities|qualifications|strengths)|"
            r"(?:soft|hard|core|key|technical|computer|language|communication|interpersonal|personal) (?:skills|"
            r"competenc\w+|attributes|qualities|traits)|\bskills?\b|education\b|experience$|experience (?:required|"
            r"needed)|"
            r"(?:core|job[- ]specific|key)? ?competenc(?:y|ies)|preferences?$|eligibility|travel requirements?|"
            r"languages?$|"
            r"traits|qualities$|tech(?:nology|nical)? stack|technologies$|bonus$"
        ),
    ),
    (
        "responsibilities",
        (
            r"responsibilit|\bdut(?:y|ies)\b|accountabilit|key result areas|\bkras?\b|deliverables|"
            r"what (?:you|you'll|you will)(?: will|'ll)? (?:do\b|be doing|be responsible|work on|own|learn|be working|"
            r"get to do|"
            r"accomplish|contribute|be)|what(?: does)? (?:an? |the )?.{3,40} do(?:es)?\??$|"
            r"what we'd want|accountable for|you will(?: be)?$|you'll$|what you do\b|how you(?:'ll|"
            r" will) (?:contribute|"
            r"make|spend)|"
            r"(?:essential|job|key|primary|main|major|core|principal|general|position) (?:job )?(?:functions?|tasks?|"
            r"activities|"
            r"objectives?)|^functions?$|essential functions?|your (?:role|day|mission|tasks?|impact|job|challenge|work|"
            r"contribution)|"
            r"day[- ]to[- ]day|a (?:typical )?day in|typical day|tasks?\b|in this (?:role|position|job)|the work\b|"
            r"scope of (?:work|position|role)|core function|primary purpose|(?:job|position|role|general) purpose|"
            r"areas? of responsibility|^the (?:job|role|opportunity|position)$|^role$|position objective|"
            r"daily activities|"
            r"(?:your|the) (?:first )?(?:30|60|90)|example projects|projects you|role and |success in this"
        ),
    ),
    (
        "summary",
        (
            r"(?:job|position|role|work|general|executive|career|opportunity|program|brief) (?:summary|description|"
            r"overview|profile|"
            r"outline|details|information|brief|statement|posting|announcement)|^(?:summary|description|overview|"
            r"details|objective|general|the basics|basics|introduction)$|summary(?: ?/ ?objective)?|"
            r"about (?:the|this) (?:role|job|position|opportunity|work)|position overview|additional information|"
            r"overview of (?:the )?(?:role|position|job)|description overview|general information"
        ),
    ),
    (
        "about",
        (
            r"about\b|who we are|our (?:company|mission|vision|values?|story|culture|team|purpose|history|commitment|"
            r"department|clients?|product|community|school)|company (?:description|overview|profile|background|"
            r"information|"
            r"summary|culture|intro\w*)|(?:the|our) (?:agency|company|team|organi[sz]ation|division|department|office|"
            r"firm|client)"
            r"|mission(?: statement)?$|\bvalues\b|vision$|culture$|background$|what we (?:do|believe|are|stand)|"
            r"what's there now|introduction to|employer|^we$|meet the|life at|working at|organi[sz]ation"
        ),
    ),
    (
        "other",
        (
            r"^(?:location|schedule|hours|shift|training|work (?:schedule|hours|site|location)|hours and|"
            r"additional (?:information|details|notes)|notes?|other|miscellaneous|comments|travel|reports? to|"
            r"department|salary data|job details|details|posting|important|contract|term|duration|start date)\b"
        ),
    ),
)

# Words that may stand in a heading beside its phrase without making it something else.
FILLER = word_set(
    """
    a an the of for and or & / in to as with your our you we this that be is are will include includes including
    following key main primary major minimum maximum preferred required desired additional essential general
    specific core principal other basic typical daily job position role work employee employment candidate applicant
    special related relevant but not limited these those position's job's statement statements section s what on at
    ideal overall current physical may more information plus details strongly highly professional personal tasks
    tasks/duties task areas area all must some summary description overview list comp etc
    """
)

# An item that begins so is a quality of a person, however much it looks like a heading.
ITEM_OPENERS = word_set(
    """
    excellent strong good proven solid effective exceptional superior great outstanding demonstrated ability able
    must knowledge experience understanding familiarity proficiency proficient working valid previous prior some
    advanced intermediate fluent minimum high bachelor's bachelors bachelor master's associate's associate current
    willingness willing highly interpersonal verbal written positive competitive paid free full flexible generous
    comprehensive no company we you he she they it if
    """
)

# Phrases that are taken for a heading in the middle of a running text, where its words are capitalised.
# Strong ones need no colon behind them.
_DUTY = (
    r"(?:Key |Main |Primary |Major |Essential |Core |General |Specific |Principal |Typical |Daily |Additional |"
    r"Other |Job |"
    r"Position |Role |Your |Essential Job |Major Job )*"
)
_NEED = (
    r"(?:Required |Minimum |Preferred |Desired |Desirable |Basic |Additional |Essential |Other |Key |Job |Position |"
    r"Physical |Technical |Special |General |Education(?:al)? |Travel )*"
)
_NOUN = (
    r"(?:Skills?|Qualifications?|Requirements?|Experience|Education|Knowledge|Competenc(?:y|ies)|Abilities|Training)"
)
_JOIN = r"(?: ?(?:/|&|,|and/or|AND/OR|and|And|AND|or|Or) ?)"
RUN_IN: tuple[str, ...] = (
    (
        r"(?:[A-Z][\w'’]+ ){0,3}(?:[Dd]uties|[Rr]esponsibilities|[Tt]asks)\b"
        r"[^.:;]{0,50}(?:following|includ(?:e|ing)|to|are)(?=:)"
    ),
    _DUTY
    + r"(?:Duties|Responsibilities|Functions|Accountabilities)(?:"
    + _JOIN
    + r"+(?:"
    + _DUTY
    + r"(?:Duties|Responsibilities|Tasks|Accountabilities|Requirements|Qualifications)))*",
    _NEED + _NOUN + r"(?:" + _JOIN + r"+(?:" + _NEED + _NOUN + r"))*",
    r"(?:Job|Position|Role|General) (?:Summary|Description|Overview|Purpose)(?: ?/ ?(?:Summary|Overview|Objective))?",
    r"Summary ?/ ?Objective|Summary|Overview|Purpose",
    r"(?:Company|Organization|Agency) (?:Description|Overview|Profile|Background)",
    r"About (?:Us|You|The (?:Company|Role|Job|Team|Position|Opportunity)|the (?:company|role|job|team|position))",
    (
        r"(?:Who we are|Who you are|What you bring|What you need|What you(?:['’]ll| will) do|What we offer|About you|"
        r"About us)[.]"
    ),
    r"Who (?:We Are|You Are)|What (?:We Offer|You Will Do|You['’]ll Do|You Need|You Bring|We Need|You Do)",
    (
        r"(?:What you(?:['’]ll| will)? (?:do|need|bring|get)|What we (?:offer|need)|(?:You n|N)eed|(?:Must|"
        r"Nice[ -]to)[ -]have)(?=:)"
    ),
    r"(?:Benefits|Perks|Compensation|Incentives|Benefits Package)(?:"
    + _JOIN
    + r"+(?:Benefits|Perks|Compensation|Incentives))*",
    r"(?:Physical|Mental)(?: ?(?:/|and|&) ?(?:Mental|Physical))? (?:Demands|Requirements|Abilities)",
    r"Work(?:ing)? (?:Environment|Conditions|Schedule)|Environmental Conditions",
    r"(?:Licen[cs]es?|Certifications?)(?:" + _JOIN + r"+(?:Licen[cs]es?|Certifications?|Licensure|Registrations?))+",
    r"(?:How [Tt]o|To) Apply|Application (?:Process|Instructions)",
    r"Equal (?:Employment )?Opportunity(?: Employer| Statement)?|EEO Statement",
)
# The letters with which they begin.
RUN_IN_LETTERS = "A-Zdrt"
# Run-in phrases that end a piece without a sentence's end before them and are believed there.
FINAL_RUN_IN = phrase_set(
    """
    requirements|qualifications|responsibilities|duties|benefits|job requirements|job responsibilities
    |preferred qualifications|minimum qualifications|required qualifications|skills and qualifications
    |education and experience|key responsibilities
    """
)
# Run-in phrases of common words: believed only before a colon, in capitals, or behind the end of a sentence.
WEAK_RUN_IN = phrase_set(
    """
    summary|overview|purpose|skills|skill|experience|education|knowledge|abilities|training|benefits|perks|compensation
    |incentives|functions|requirements|requirement|qualifications|qualification|duties|responsibilities
    |accountabilities|competencies|equal opportunity|equal opportunity employer|equal employment opportunity
    |equal employment opportunity employer
    """
)
