"""What shows that a posting has a part: words for duties, demands, benefits, growth and application.

A missing part is claimed only where nothing points to it, so the tables are wide: they take whatever a posting may say
about the matter. ``_ASIDE`` tables count only outside duties and requirements ("administers health benefits" is a duty
and promises nothing).
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
BENEFITS = """
    401k, 401, pto, perk, perks, bonus, bonuses, airfare, superannuation, pension, pensions, sick leave, paid time off
    maternity, paternity, parental leave, annual leave, paid (vacation|vacations|holiday|holidays|leave|training|lunch)
    benefits package, benefits include, benefits (are|offered|available), benefit package, benefits:, with benefits
    (full|great|excellent|competitive|generous|comprehensive|attractive|company|good|amazing|outstanding) benefits
    (employee|fringe|medical|health|other|additional|retirement|our|health) benefits, and benefits, plus benefits
    health insurance, medical insurance, dental insurance, life insurance, health coverage, healthcare coverage
    health plan, medical and dental, stock options, share options, equity (stake|package|compensation|grant|options)
    salary and equity, tuition, loan forgiveness, profit sharing, we offer, we can offer, what's in it for you
    flexible (hours|schedule|schedules|working), gym membership, relocation (assistance|package|support)
    free (lunch|lunches|food|snacks|coffee|drinks|parking|meals|gym|beer), unlimited vacation, company (car|phone)
    (housing|accommodation|meals|uniform|uniforms|lunch|transport) (provided|included|paid|allowance)
    remuneration package, option scheme, profit share, (flights|visas) paid, fridge, health plan, medical, stock option
    # days [of] [paid] (holiday|holidays|vacation|leave), employee discount, staff discount, merchandise discount
"""
BENEFITS_ASIDE = """
    benefit, benefits, insurance, vacation, vacations, holiday, holidays, retirement, dental, commission, commissions
    equity, shares, incentive, incentives, reimburs*, wellness, discount, discounts, reward, rewards
    competitive (salary|pay|compensation|remuneration|wages), package, packages, you will (get|receive|enjoy)
    you'll (get|receive|enjoy), fun (place|environment|office), free
"""
ADVANCEMENT = """
    (career|professional|personal|job|leadership) (growth|development|advancement|progression|path|ladder|training)
    (career|growth|advancement|learning|development|promotional|promotion) (opportunity|opportunities|prospects)
    (opportunity|opportunities|room|potential|chance|scope) (to|for|of) ... (advance|advancement|growth|grow|learn)
    (opportunity|opportunities|room|chance) (to|for) (advance|advancement|growth|grow|learn|learning|develop|promotion)
    (opportunity|opportunities|room) (to|for) (career|professional|personal|your) (growth|development|advancement)
    opportunities for (career|professional|personal), promote from within, promoted from within, promotion from within
    promotes from within, advancement, (on the job|paid|full|comprehensive|extensive|initial|ongoing|free) training
    (sales|formal|complete|management|product|company|in house|continuous|excellent|thorough) training
    training (provided|offered|given|available|included), training (is|will be) (provided|offered|given|available)
    training and (support|development) [is|are|will be] (provided|offered|available), provide training, offer training
    provide (full|all|the|comprehensive) training, provide all the tools, will train, will teach, we train, we teach
    receive training, receive (full|extensive|comprehensive|practical|intensive) training, tuition, mentorship
    mentored by, mentoring (program|programme|scheme), learning budget, conference budget, training budget
    grow with (us|our|the), career with, your career, their career, careers, apprentice, apprenticeship, nvq
    work towards (a|an|your), permanent (position|role|job), gain ... experience, trainee, trainees, internship
    interns, intern, learn (from|new|about|how), learning (from|on the job), grow (in|into|as|your)
    lead to (permanent|full|a), become (a|an)
    eligible for (promotion|permanent|permanency), career (oriented|minded|move|step), fellowship, fellows, mentors
    young professionals, build your, step up, promotional opportunities, certification (support|reimbursement)
"""
ADVANCEMENT_ASIDE = "career, careers, growth, grow, growing, learn, learning, training, promoted, promotion, promotions"
APPLICATION = """
    to apply, apply (right|soon|asap|within), apply (now|today|online|here|at|via|through|by|to|for|in|directly|below)
    apply (if|using|on|your), please apply
    (should|must|may|can|could|not|and|then|you|candidates|applicants|encouraged to) apply, applying, apply., apply!
    application (process|form|materials|deadline|period|package|instructions|link), applications (should|must|will|to)
    applications (are|by|via), (your|an|online|all) application, applicants (should|must|may|can|will|are|please)
    cv, cvs, curriculum vitae, résumé, résumés, resume, resumes, resumé, cover letter, covering letter, submit ... to
    (send|submit|mail|email|forward|fax|upload|drop) (your|us|a|an|the|letter|details|samples), send ... to
    email ... to, contact (us|me|our|the), (call|text) (us|me|today|now|#), get in touch, reach out to us
    write to us, stop by, click, interested (candidates|candidate|applicants|applicant|parties|individuals|persons)
    are interested
    you're interested, (this|that) sounds, (like|love|want|look forward|looking forward) to (hear|hearing|meet|meeting)
    interviewing now, interviews (will|on|at|now), open until filled, closing date, post until, posting number, job id
    join us, walk in, walk ins, open house, let's talk, let us know, tell us, show us, hiring event, drop us, ping us
    we want to hear, if interested, for consideration, to be considered, in order to be considered
"""
# Formats in which the way to apply, and the place of work, are fields outside the text.
BOARD_FORMATS = frozenset({"json-ld", "greenhouse", "lever", "ashby"})
ADDRESSES = ("@", "http://", "https://", "www.", "#EMAIL_", "#URL_", "#PHONE_")

# An amount, and what beside it shows that it is pay.
MONEY = (
    r"[$£€₹\d](?:(?<=[$£€₹])\s?\d|(?<=\d)(?:\d{0,2},\d{3}\b|\d{4,5}\b|\d?\.\d\d\b|\s?[kK]\b|\s?[€£]|"
    r"\s?(?:LPA|lpa|lakhs?)\b))"
)
PAY_WORDS = (
    r"\b(?:salar(?:y|ies)|pay|pays|paid|wages?|compensation|remuneration|rate|ctc|ote|stipend|earn(?:ings?)?|hourly|"
    r"annually|monthly|weekly|per (?:hour|annum|year|month|week|day)|an hour|a year|p\.a\b)|/\s?(?:hr|hour|h|yr|year|"
    r"annum|month|mo|week|day)\b|\d\s?(?:hr|hourly)\b"
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
