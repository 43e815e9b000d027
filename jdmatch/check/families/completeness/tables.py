"""What shows that a posting has a part: words for duties, demands, benefits, growth and application.

A missing part is claimed only where nothing points to it, so the tables are wide: they take whatever a posting may say
about the matter. ``_ASIDE`` tables count only outside duties and requirements ("administers health benefits" is a duty
and promises nothing), some of them only in a sentence that offers or speaks to somebody ("our continued growth",
"the Taxi Commission" and "free shipping" are nobody's benefit).
"""

from __future__ import annotations

from jdmatch.chunking.words import word_set

# A label before a title.
TITLE_LABEL = r"\b(?:title|position|vacancy|role|job|class)(?: name)?\s?:"
# Somebody speaks of what the holder of the job does.
DUTIES = """
    responsib*, accountab*, task, tasks, key duties, duties include, following duties, duties will, duties are
    job duties, essential duties, your duties, duties and, duties of, main duties, primary duties, duties
    you will, you'll, day to day, in charge of, what you do, what you will do, what you'll do
    goals, goals:, (candidate|incumbent|individual|person|employee|who|they|she|selectee|analyst|officer) will
    will (be|have|also|help|work|assist|support|provide|lead|manage|act|serve|report|receive|include|perform)
    shall (be|have|also|help|work|assist|support|provide|lead|manage|act|serve|report|perform)
    (role|position|job|work|project) (is to|will|involves|includes|consists|requires|entails)
"""
# Duties told by nouns: "Status reporting", "Configuration and maintenance".
DUTY_NOUNS = word_set(
    """
    management administration implementation maintenance configuration installation coordination reporting escalation
    planning testing training troubleshooting research analysis development design operations preparation processing
    supervision inspection procurement creation
    """
)
# Somebody speaks of what the holder of the job has.
REQUIREMENTS = """
    requir*, qualif*, degree, degrees, graduat*, diploma, experienc*, must, skill*, knowledge, ability, abilities
    able, year, years, licen*, certif*, candidate, candidates, applicant, applicants, looking for, seek, seeks
    seeking, you are, you're, you have, you've, familiar*, proficien*, fluen*, background in, education, someone
    somebody, trainee, trainees, understanding of, people who, if you, training provided, ideal*
"""
# Benefits in words that mean nothing else.
BENEFITS = """
    401k, 401, perk, perks, bonuses, airfare, superannuation, paid time off
    paid (vacation|vacations|holiday|holidays|leave|training|lunch)
    (annual|performance|quarterly|monthly|discretionary|sign on|signing|referral|holiday|year end|production) bonus
    (retention|cash|attendance|ended|plus|and|with|hiring) bonus
    bonus (structure|scheme|plan|program|programme|potential|opportunity|opportunities|pay|system|package|based)
    plus commission, uncapped commission, (earn|earning|on) commission, (plus|and|earn) commissions
    commission (structure|based|only)
    commission (plan|scheme|paid|pay|rate|rates|package|split), (great|excellent|high|generous|weekly) commission
    (salary|base|basic|pay|wage|bonus) and commission
    benefits package, benefits include, benefits (are|offered|available), benefit package, benefits:, with benefits
    (full|great|excellent|competitive|generous|comprehensive|attractive|company|good|amazing|outstanding) benefits
    plus benefits, no benefits
    employee benefits (include|package|program|programme|such), (our|full|great|excellent|generous) employee benefits
    stock options, share options, equity (stake|package|compensation|grant|options|plan), stock option
    (include|includes|including) benefits, what you will get, what you'll get, salary and equity, loan forgiveness
    tuition (reimbursement|assistance|support|aid), profit sharing, we offer, we can offer, what's in it for you
    flexitime, gym membership, free bread
    relocation (assistance|package|support), unlimited vacation, company (car|phone|laptop|van), staff meals
    free (lunch|lunches|food|snacks|coffee|drinks|parking|meals|gym|beer|breakfast|tea|tickets|uniform|accommodation)
    free (housing|flights|childcare|membership|fruit|pizza|books|travel|products|access), happy (hour|hours)
    (housing|accommodation|meals|uniform|uniforms|lunch|transport|travel) (provided|included|paid|allowance)
    remuneration package, option scheme, profit share, (flights|visas) paid, health plan, meals included
    # days [of] [paid] (holiday|holidays|vacation|leave), merchandise discount, prodeal, prodeals, pro deals
    (employee|staff|store|product|generous|company|team) (discount|discounts), discounted
    (health|medical|dental) cover
"""
# Benefits that are the work of some: beside duties and demands, and not in one sentence with those who are served, or
# where something is offered.
BENEFITS_PROMISED = """
    pension (scheme|plan|contribution|contributions), sick leave, maternity, paternity, parental leave, annual leave
    (fringe|medical|health|additional|retirement|our) benefits, and benefits
    health insurance, dental insurance, life insurance, health coverage, healthcare coverage
    health plan, medical and dental, medical (coverage|plan|cover|aid|scheme)
    vision insurance, disability insurance, flexible (hours|schedules|working hours|work hours|time)
"""
SERVED = """
    new yorkers, population, residents, clients, patients, public, beneficiaries, recipients, retirees, enrollees
"""
# Words that name a benefit where something is offered in the same sentence, and such as bear each other out.
BENEFITS_ASIDE = """
    benefit, benefits, insurance, insurances, vacation, vacations, holidays, retirement, dental, equity, shares
    incentive, incentives, reimburs*, wellness, discount, discounts, reward, rewards, bonus, package, packages
    pension, pensions, pto, commissions, lunch, lunches, snacks, kitchen, gym, parties
    beer, coffee, fun, laptop, options, relocation, visa, sick
"""
OFFERED = """
    offer, offers, offering, offered, competitive, generous, attractive, uncapped, eligible, entitled, entitles, enjoy
    you'll (get|receive|have|enjoy|love), you will (get|receive|enjoy|have), you get, salary, compensation
    remuneration, perks, in return, rewarded, reward you, employees (receive|get|enjoy|have)
    we (provide|give|reward|pay), provides (you|employees|our|its|staff), base pay, on top
    excellent rewards, company paid, fully paid, stocked
"""
BENEFITS_LISTED = """
    medical, dental, vision, health, life, disability, vacation, vacations, holidays, sick, retirement, insurance
    401k, pension, pto, leave, lunch, gym, discounts, bonus, bonuses, snacks, flextime, equity, wellness
"""
# A share of the price or of what is sold is one, too.
BENEFIT_SHARE = r"\d\s?%\s(?:off|discount|commission)\b|\+\s?commissions?\b"
# So many different ones of the list in a sentence are an offer by themselves.
BENEFITS_TOGETHER = 3
# Growth in words that mean nothing else, wherever they stand.
ADVANCEMENT = """
    (career|job) (growth|development|advancement|progression|path|ladder|training|progress)
    professional (advancement|progression), career opportunities, (advancement|promotional) (opportunity|prospects)
    (advancement|promotional|promotion) opportunities, (career|growth|promotion) prospects, growth (path|potential)
    (opportunity|opportunities|room|potential|chance|scope) (to|for) (advance|advancement|grow|progress|progression)
    (room|chance) (to|for) (your|personal|professional|individual|further) growth
    (opportunity|opportunities|room|chance) (to|for) (learn|learning|develop your|promotion|promotions)
    (room|potential|space) for growth, growth oriented (position|role|job)
    growth and (development|learning|advancement)
    (opportunity|opportunities|room) (to|for) (career|professional|personal|your) (development|advancement)
    opportunities for (career|professional|personal), promote from within, promoted from within, promotion from within
    promotes from within, training on the job, (on the job|paid|full|extensive|free) training
    (management|comprehensive) training
    training (provided|offered|given|available|included), training (is|will be) (provided|offered|given|available)
    training and (support|development) [is|are|will be] (provided|offered|available), offer training
    provide all the tools, will train, will teach, we train, we teach, we'll (train|teach), we will (train|teach)
    receive training, receive (full|extensive|comprehensive|practical|intensive) training, tuition
    mentored by, mentoring (program|programme|scheme), learning budget, conference budget, training budget
    grow (with|within) (us|our|the), career with, your career, their career, careers (in|with|that)
    cross training, cross trained
    (rewarding|satisfying|fulfilling|successful|exciting|lasting|promising|new|long term|challenging) career
    you will learn, you'll learn, (progress|build|start|advance|develop|launch|further) (your|a) career
    nvq, work towards (a|an|your), lead to (permanent|full|promotion), become (a|an) ... (manager|partner|supervisor)
    eligible for (promotion|permanent|permanency), career (oriented|minded|move|step|track), step up
    build your, certification (support|reimbursement), grow (as a|your|professionally|personally), your growth
    upward mobility, grow alongside, hands on training, (opportunity|chance) to gain, months of training
    crosstraining, crosstrained, (help|support|assist) (with|in) your development, (learn|learning) and (develop|grow)
    grow into, (bigger|larger|greater) role, (gain|gains|gaining|get|receive) ... (grounding|exposure)
    (gain|gains|gaining) ... experience, rotate through, rotation (program|programme|scheme|through)
    rotational (program|programme|scheme), job rotation, (route|pathway) (to|through|into), career is
    (undergo|undergoing|undertake) ... training, (role|position|job) (could|can|may|will) (develop|grow)
    gain (valuable|practical|hands on|international|professional|real) ... experience, individual growth
    employee growth, to further your, develop your (skills|talent|talents|knowledge|career)
"""
# The holder of the job is trained, and does not train others.
TRAINED = (
    r"\b(?:attend(?:s|ing)?|participat(?:e|es|ing) in|receiv(?:e|es|ing))\b[^.;!?\n•]{0,90}\btrainings?\b"
    r"(?! (?:of|for|new|staff|employees|junior|others|materials?|records?))"
)
# Growth in words that also stand in duties and demands: beside them, and where somebody is spoken to or provided for.
ADVANCEMENT_ASIDE = """
    learn (from|how), training, trained, promoted, promotion, promotions, apprentice, apprenticeship, mentors, mentor
    mentoring, mentorship, internship, trainee, trainees, fellowship, fellows
    (professional|personal) (development|growth), grow
    advancement, (growth|development|learning) (opportunity|opportunities)
    (opportunity|opportunities) for (growth|development)
"""
SOMEBODY = """
    you, you'll, your, yourself, employees, staff, individuals, everyone, offers, offer, provide, provides
    opportunities
    participants, apprentice, apprentices, trainees, fellows, interns, we (invest|support|encourage|help|want|believe)
    candidates
"""
# Posts that are over before they can lead anywhere, or that are a training by themselves: in the title, and in the
# first words.
PASSING_TITLE = (
    r"\b(?:season(?:al)?|temp(?:orary)?|summer|winter|interim|fixed[- ]term|intern|interns|internship|interne|"
    r"apprentice(?:ship)?|trainee(?:ship)?|fellow(?:ship)?|co-?op|per[- ]diem|freelance(?:r)?|on[- ]call|"
    r"contract(?:or)?|college aide|student|volunteer|placement|maternity cover|\d+[- ]months?)\b"
)
HOUSEHOLD_TITLE = (
    r"\b(?:nann(?:y|ies)|baby-?sitters?|au[- ]pairs?|governess|butler|mother's helper|live-in (?:carer|housekeeper|"
    r"companion)|private (?:chef|household|tutor))\b"
)
PASSING = (
    r"\b(?:seasonal|temporary (?:position|positions|role|job|post|assignment|clerical|work|employment|appointment)|"
    r"summer (?:job|position|program|programme|intern\w*)|interim (?:position|role)|fixed[- ]term|internships?|"
    r"(?:position|role|job) is temporary|month (?:contract|assignment|position)|temp to perm|apprenticeship)\b"
)
# How to apply, in words that mean nothing else.
APPLICATION = """
    to apply (please|online|visit|go|click|send|submit|email|call|contact|complete|fill|simply|just|now|today|follow)
    to apply for ... (please|visit|go|click|send|submit|email|call|contact), how to apply (for|to|online)
    apply (now|today|online|here|directly|below|right|soon|asap|within), please apply, then apply, apply in person
    when applying, applying online, thank you for applying, apply before, apply by (#|email|phone)
    application (form|materials|package|instructions|link), online application, your application (to|with|online|by)
    curriculum vitae, submit (resume|resumes|cv|cvs), send (resume|resumes|cv|cvs), cv to, resume to
    (send|submit|mail|email|forward|fax|upload|drop) (your|us)
    email (us|me), contact (us|me), (call|text) (us|me|today|now), get in touch, reach out to us, write to us
    if interested
    interested (candidates|applicants|parties|individuals|persons) [should|may|can|must|please] (apply|send|submit)
    interested (candidates|applicants|parties|individuals|persons) [should|may|can|must|please] (email|contact|forward)
    interested (candidates|applicants|parties|individuals|persons) [should|may|can|must|please] (call|stop|reply|mail)
    are interested please
    you're interested, open house, hiring event, drop us, ping us, we want to hear, for consideration
    interviewing now, walk in, walk ins, stop by, applications (should|must) be (sent|submitted|made|addressed)
    (like|love|want|look forward|looking forward) to (hear|hearing) from
    subject line, (as|in) the (subject|headline|heading), (include|attach|enclose) a (note|letter|message)
    (enclose|attach|include) ... (resume|résumé|cv|cover letter)
"""
# The papers that are asked for; "indicate it on your résumé" tells nobody where to send it.
APPLICATION_PAPERS = (
    r"(?<!\bon )(?<!\bin )\b(?:(?:your|a|and|current|updated) (?:cv|r[eé]sum[eé]|cover(?:ing)? letter)|your "
    r"portfolio)\b|"
    r"\bcontacts?\s?:|\bto apply\s?[:,]"
)
PAPERS = word_set("cv resume résumé resumé resumè letter portfolio contact contacts apply")
# How to apply, in words that also stand in duties and demands.
APPLICATION_ASIDE = """
    apply (at|via|through|by|using), apply for this (job|position|role), (if|you) apply
    (should|must|may|can) apply (at|via|through|by|on)
    cvs, resumes, résumés, application process
    applications (are|by|via|to), (send|submit|mail|email|forward|fax|upload) (a|an|the|letter|details|samples)
    (send|submit|email) ... to, contact (our|the), click, (this|that) sounds, let's talk, let us know, tell us
    show us
    (like|love|want|look forward|looking forward) to (meet|meeting), interviews (will|on|at|now), visit our
    applicants (should|must|may|can|please) ... (send|submit|apply|contact|complete)
"""
# Formats in which the way to apply, and the place of work, are fields outside the text.
BOARD_FORMATS = frozenset({"json-ld", "greenhouse", "lever", "ashby"})
ADDRESSES = ("@", "#EMAIL_", "#PHONE_")
# A web address, and what in or beside it makes it one for applying.
LINK = r"https?://\S+|\bwww\.\S+|#URL_\w+"
APPLYING = (
    r"appl(?:y|ies|ying|icants?|ications?)\b|\b(?:r[eé]sum[eé]s?|cvs?|submit|submission|interested|vacanc\w+|openings?|"
    r"candidates?|recruit\w*|hiring|click|careers?|jobs?|this (?:position|role|opportunity|post))\b|"
    r"careers?[./]|jobs?[./]|recruit|vacanc|greenhouse|lever\.co|workable|taleo|icims|smartrecruiters"
)

# An amount of money or a large figure, and what beside it shows that it is pay. ``PAY_NAMED`` says so for any figure,
# ``PAY_PERIOD`` for money alone, and only where nothing else is counted in it.
MONEY = (
    r"[$£€₹\d](?:(?<=[$£€₹])\s?\d[\d,.]*|(?<=\d)(?:\d{0,2}(?:,\d{2,3})+\b|\d{4,5}\b|\d?\.\d\d\b|\d{0,2}(?=\s?[kK]\b|"
    r"\s?[€£]|\s?(?:LPA|lpa|lakhs?)\b)))(?:\s?[kK]\b)?"
)
CURRENCY = r"[$£€₹]|\b(?:USD|EUR|GBP|CAD|AUD|INR|LPA|lpa|lakhs?)\b"
NOT_MONEY = r"\s?\+?\s?(?:(?:[mb]|tr)illion|[mb]n|[MB])\b"
PAY_NAMED = (
    r"\b(?:salar(?:y|ies)|pay|pays|paid|wages?|compensation|remuneration|pay rate|rate of pay|rate|ctc|ote|stipend|"
    r"earn(?:ings?)?|hourly rate|package)\b"
)
PAY_PERIOD = (
    r"\b(?:hourly|annually|monthly|weekly|per (?:hour|annum|year|month|week|day)|an hour|a year|a month|a week|p\.a)\b|"
    r"/\s?(?:hr|hour|h|yr|year|annum|month|mo|week|day)\b|\d\s?(?:hr|hourly)\b"
)
NOT_PAID = (
    r"\b(?:budgets?|revenues?|funds?|funding|funded|grants?|sales|programs?|portfolio|contracts?|spend\w*|turnover|"
    r"investments?|expenditures?|raised|assets|customers?|prepaid|pre-paid|paying|debit|costs?|fees?|tuition|invoices?|"
    r"processe[sd]|transactions?|collections?|claims?|bills?|taxes|savings)\b"
)
# Amounts that are pay by their look alone, where nothing is bought or sold: "$16.75 + 40% off", "60-80k", "$45,000".
BARE_PAY = (
    r"(?:[$£€]\s?(?:\d{1,2}\.\d\d|\d{2,3}\s?k|\d{2,3},\d{3}(?!,))|\b\d{2,3}k?\s?[-–]\s?\d{2,3}k)\b"
    r"(?!\s?(?:[mb]illion|[mb]n?\b|co-?pay|deductible|sign|hiring|referral|bonus|users|customers))"
)
# No pay, or pay by a scale that is public.
PAY = """
    unpaid, volunteer (position|role|opportunity|opportunities), minimum wage, commission only, pay (grade|band|scale)
    salary (grade|band|scale), gs #, per the collective agreement, collective bargaining agreement rate
"""

# A posting asks for what somebody earns or earned.
PAY_HISTORY = (
    r"\b(?:salary|pay|wage|compensation|earnings|remuneration|income) (?:history|records?\b|slips? of)|"
    r"\b(?:current|present|previous|past|prior|existing|last drawn|most recent|last) (?:annual |gross |base |net )?"
    r"(?:salary|pay|wages?|compensation|remuneration|earnings|ctc|income)\b|\bsalary (?:in|from|at) (?:your )?"
    r"(?:current|previous|last|present)\b|\blast drawn\b|\bpay ?slips?\b|\bwhat (?:do|did) you (?:currently )?earn"
)
PAY_HISTORY_CUES = (
    "history",
    "current",
    "present",
    "previous",
    "past",
    "prior",
    "existing",
    "recent",
    "last",
    "slip",
    "earn",
)
PAY_HISTORY_ASKED = (
    r"\b(?:your|send|submit|include|provide|state|stating|enclose|attach|mention|indicate|share|supply|with|along|"
    r"please|required|disclose|details|proof of|e-?mail|cv|resume|résumé|application|copy|expected)\b"
)
NOT_PAY_HISTORY = (
    r"\b(?:not|never|no need|without|don['’]t|prohibit\w*|unlawful|illegal|bans?|comply|compliance|nor|regardless|"
    r"based on|match(?:es|ing)?|maintain|keep|retain|depend\w*|employees?|clients?|customers?|payroll)\b"
)

# Pay beside which a wide range, or a top alone, is the nature of the thing.
VARIABLE_PAY = (
    r"\bote\b|on[- ]target|commission|\btips?\b|\bbonus|\bincentive|\bearning potential|\buncapped|\bper (?:project|"
    r"article|sale|piece|hire)|\bsign[- ]?on\b|\breimburs|\ballowance|\bstipend"
)
# Titles that name every gender, or say that they mean all.
NEUTRAL_TITLE = (
    r"\(?\b[mfwdxh]\s?/\s?[mfwdxh](?:\s?/\s?[mfwdx*])?\b|\ball genders?\b|\bany gender\b|"
    r"\w+man\s?/\s?-?\w*woman\b|\w+woman\s?/\s?-?\w*man\b|\w+man or \w*woman\b"
)
