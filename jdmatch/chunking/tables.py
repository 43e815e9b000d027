"""What postings look like, as tables: bullet signs, field labels, abbreviations, words that open a new piece.

No logic is here. The signs include those that extraction leaves behind: private-use glyphs of symbol fonts, and the
UTF-8 bytes of a bullet read as Windows-1252. Words are lower case.
"""

from __future__ import annotations

from jdmatch.chunking.words import phrase_set, word_set

# Signs that are bullets wherever they stand, in the middle of a line too.
BULLET_GLYPHS = "•●○◦▪▫■□◆◇◊❖►▶▸▹➢➤➔➜➡❯‣⁃∙⦁⚫⚪✓✔✅☑☐✗✦✧★☆❏❑❒➣🔹🔸👉📌"
# The same after their bytes were read as Windows-1252 or Latin-1.
GARBLED_BULLETS = ("â€¢", "â—\x8f", "â—", "âž¢", "ï‚·", "ï‚§", "â–ª", "â—¦", "âœ“", "âœ”", "ïƒ˜")
GARBLED_DASHES = ("â€“", "â€”", "â€\x93", "â€\x94")
# Signs that are bullets only at the start of a line.
LINE_BULLETS = "-–—―*+·~−"

# "Label: value" lines that say something about the job as a vacancy, never about its duties.
FIELD_LABELS = phrase_set(
    """
    location|locations|work location|job location|office location|primary location|address|city|state|country
    |region|shift|shifts|schedule|work schedule|hours|work hours|hours per week|standard hours per week
    |shift options|job status|status|employment type|job type|type|position type|contract type|duration
    |contract length|term|terms|pay|pay rate|rate|salary|salary range|base salary|hourly rate|wage|wages
    |compensation|per diem|pay range|pay grade|company|employer|agency|division|department|dept|business unit|unit
    |team|facility|site|work site|client|industry|reports to|reporting to|report to|supervisor|manager
    |direct reports|supervises|job title|title|working title|position title|office title|civil service title
    |title code|title code no|position|job id|job code|job number|req|req id|requisition|requisition number
    |requisition id|reference|ref|posting number|job grade|grade|level|flsa|flsa status|flsa code|fte|job category
    |category|job family|function|start date|end date|open date|close date|closing date|date posted|posted
    |post date|posting date|deadline|application deadline|number of positions|number of openings|openings
    |vacancies|travel|travel required|work arrangement|work type|mode of interview|interview|interview type|phone
    |fax|email|e-mail|website|web|contact|tel|telephone|url|remote|onsite|on-site|hybrid|workplace type|visa
    |clearance|security clearance|range|price|job ref|full time or part time|open until filled
    |type of recruitment|pay rate range|control code|task force|work model
    |benefits eligible|union|bargaining unit|seniority level|job function
    """
)

# Never the end of a sentence.
NEVER_FINAL = word_set(
    """
    mr mrs ms dr prof sr jr st mt ft e.g i.e eg ie vs v no nos approx est incl excl fig al cf ca ref req dept div
    gen rev hon sgt capt lt col ave blvd rd bldg rm ext attn c/o w/o resp avg min max misc
    """
)
# The end of a sentence only where the next word opens one.
SELDOM_FINAL = word_set(
    """
    inc ltd co corp bros const llc plc u.s u.s.a u.k d.c n.y n.j l.a a.m p.m am pm b.a b.s m.a m.s b.sc m.sc ph.d
    m.d d.o r.n ed.d j.d m.b.a hr hrs yr yrs mo mos lb lbs wk wks oz mi jan feb mar apr jun jul aug sep sept oct nov
    dec mon tue tues wed thu thur thurs fri sat sun a.k.a d.b.a t.i m.p.h e.o.e s.e n.w n.e s.w
    """
)
# Words that open a sentence after an abbreviation or a double space.
SENTENCE_OPENERS = word_set(
    """
    the this these those that there a an we our ours us you your he she they their it its i my if when while as at
    by in on under with within for from to of all any each every both some most many one two three no not must may
    can will should please who what where why how also additionally furthermore however although because since after
    before during through upon per responsibilities responsible duties candidate candidates applicants applicant
    employees employee staff qualifications requirements experience education ability able knowledge strong
    excellent proficient proficiency familiarity minimum preferred required bachelor bachelor's salary benefits
    other successful ideal position job role company about working reporting work and or but so then
    """
)

# Words that open an item of a list which lost its line breaks ("…in Excel" + "Strong…").
REQUIREMENT_OPENERS = word_set(
    """
    ability able accuracy completion enrollment licensure license membership possession proof registration advanced
    affinity analytical any applicant applicants approximately aptitude articulate associate associates associate's
    at attention available awareness bachelor bachelors bachelor's background basic bilingual bonus bs ba bsc
    candidate candidates capable certification certifications certified clean clear college comfortable commitment
    committed competence competent competency computer confident confidence creative current deep degree
    demonstrable demonstrated dependable detail desire detailed diploma driven dynamic education effective eligible
    energetic enthusiastic enthusiasm excellent exceptional experience experienced expert expertise exposure
    extensive familiar familiarity flexible flexibility fluency fluent friendly general good graduate great ged
    hands-on hard has have high higher highly honest ideal ideally in-depth interest interested intermediate
    interpersonal keen knowledge knowledgeable leadership licensed logical master masters master's mature mechanical
    minimum microsoft motivated must nice numerate on-the-job organisational organised organizational organized
    other outgoing outstanding passion passionate patient personable physical physically positive possess possesses
    post-secondary practical preferred previous prior proactive problem problem-solving professional professionalism
    proficiency proficient profound proven qualified qualifications reliable reliability requirements resourceful
    responsible responsibilities satisfactory self-motivated self-starter several skilled skills solid some sound
    strong substantial successful superior team technical thorough time tertiary two three four five understanding
    university valid verbal veteran willing willingness working writing written years
    """
)

# Halves of names that are written with a capital in the middle; no piece begins there.
CAMEL_HALVES = word_set(
    """
    power quick java type linked share you tube git hub word press sales sap face book insta mail spot docu team
    black air dev quark mongo postgre my no post node fed out cross drop pay file home smart pin twit sound snap tik
    auto cad work net open red micro master play light after data desk info get sharepoint e i
    """
)
