"""Clarity: whether a posting can be understood at the first reading.

Where sources disagree (how long a posting should be), the rule says so and keeps to what all of them allow.
"""

from __future__ import annotations

from jdmatch.check.rule import Rule, Source

_BROWN = Source(
    "Brown University, University Human Resources: Job Descriptions (writing style recommendations)",
    "https://hr.brown.edu/working-brown/compensation/job-descriptions",
)
_UCLA = Source(
    "UCLA College Personnel: writing job descriptions, examples (a vague “assist … in budget management”, and what "
    "says it)",
    "https://www.college.ucla.edu/Personnel/Writing/exppage.htm",
)
_DIGITAL = Source(
    "Digital.gov: Plain Language Guide, Writing for understanding", "https://digital.gov/guides/plain-language/writing"
)
_IOWA = Source(
    "State of Iowa, Voice, Tone, and Style Guide: Use plain language (each idea in a sentence of its own, lists where "
    "appropriate, acronyms explained at their first place, “use” for “utilize”)",
    "https://dxtraining.iowa.gov/voice-tone-style-guide/writing-all-people/creating-inclusive-experiences-web/"
    "use-plain-language",
)
_GOV_UK = Source("GOV.UK: Style guide, A to Z", "https://www.gov.uk/guidance/style-guide/a-to-z-of-gov-uk-style")
_LISTS = Source(
    "Microsoft Writing Style Guide: Lists", "https://learn.microsoft.com/en-us/style-guide/scannable-content/lists"
)
_PERIODS = Source(
    "Microsoft Writing Style Guide: Periods", "https://learn.microsoft.com/en-us/style-guide/punctuation/periods"
)
_HHS = Source(
    "US Department of Health and Human Services: Plain Writing in One Page (no more than 20 words a sentence and five "
    "sentences a paragraph)",
    "https://www.hhs.gov/web/building-and-managing-websites/managing-websites/plain-writing-in-one-page/index.html",
)
_JOB_NEWS = Source(
    "Job News USA: posting standards (capitals throughout and rows of exclamation marks make a posting less credible)",
    "https://www.jobnewsusa.com/content/data_quality",
)

# What else the postings of the examples say.
_REST = """
About us

We run nine clinics in three counties, and we have served the families of the valley since 1988.
"""

RULES: tuple[Rule, ...] = (
    Rule(
        code="JDM301",
        name="vague-duty",
        severity="warning",
        needs="text",
        summary="A duty that does not say what is done, or to what.",
        rationale="“Provide support” fits every job there is. A reader cannot tell from it what the work is, "
        "and nobody "
        "can later be measured by it. A duty needs a verb that shows and an object.",
        advice="Name what is done to what, and for whom: “Answer billing questions from patients by phone”.",
        sources=(_UCLA, _BROWN),
        bad="Responsibilities\n- Answer calls from patients\n- Provide support as needed\n- Post payments to "
        "accounts\n" + _REST,
        good="Responsibilities\n- Answer calls from patients\n- Support the billing lead with the monthly close\n"
        "- Post payments to accounts\n" + _REST,
    ),
    Rule(
        code="JDM302",
        name="compound-bullet",
        severity="suggestion",
        needs="text",
        summary="More than three duties in one bullet or sentence.",
        rationale="Readers skim lists and see the first words of each item; the fourth duty of a bullet is not seen. "
        "Duties that stand apart can also be weighed, ordered and matched one by one.",
        advice="Give each duty a bullet of its own, the most important first.",
        sources=(_IOWA, _LISTS),
        bad="Responsibilities\n- Prepare invoices for clients, post payments to the ledger, reconcile bank "
        "accounts, and "
        "train new clerks\n- Answer the phone\n" + _REST,
        good="Responsibilities\n- Prepare invoices for clients\n- Post payments to the ledger\n- Reconcile bank "
        "accounts\n"
        "- Train new clerks\n- Answer the phone\n" + _REST,
    ),
    Rule(
        code="JDM303",
        name="other-duties-alone",
        severity="warning",
        needs="text",
        summary="“Other duties as assigned” as most of what is said about the job, or in the middle of the list.",
        rationale="As the last item of a full list the phrase keeps the list open, and that is fine. Where it stands "
        "almost alone a reader learns nothing, and in a dispute it does not make a task part of the job: a US "
        "court let "
        "a jury decide whether a duty that only a catch-all covered was essential.",
        advice="Name the duties that take most of the week, and leave the catch-all as the last item.",
        sources=(
            Source(
                "Vigilant, 2019: Catch-all language in job description not much help in ADA defense (Conklin v. "
                "Hawbaker "
                "Engineering, LLC)",
                "https://www.vigilant.org/employment-law-blog/"
                "qa-catch-all-language-in-job-description-not-much-help-in-ada-defense",
            ),
        ),
        bad="Responsibilities\n- Greet visitors at the front desk\n- Other duties as assigned\n" + _REST,
        good="Responsibilities\n- Greet visitors at the front desk\n- Answer the phone\n- Sort the incoming mail\n"
        "- Order office supplies\n- Other duties as assigned\n" + _REST,
    ),
    Rule(
        code="JDM304",
        name="wall-of-text",
        severity="suggestion",
        needs="text",
        summary="A long paragraph about the job, or all duties in one paragraph.",
        rationale="People decide within seconds whether a posting is for them, and on small screens. A "
        "paragraph of more "
        "than 120 words cannot be skimmed; a list can.",
        advice="Cut it into bullets, one duty or requirement each.",
        sources=(
            _HHS,
            Source(
                "Textio: Three quick tips for a well-written job description (the best listings are about one third "
                "bullets)",
                "https://textio.com/blog/three-quick-tips-for-a-well-written-job-description-based-on-todays-hiring-data",
            ),
        ),
        bad="Responsibilities\n\nYou will prepare invoices for our clients at the end of each month. You will post "
        "payments to the ledger every morning. You will reconcile the bank accounts with the ledger and report "
        "what does "
        "not agree. You will answer questions of clients about their bills by phone and by letter. You will train new "
        "clerks in their first weeks and check their entries.\n" + _REST,
        good="Responsibilities\n- Prepare invoices for our clients at the end of each month\n- Post payments to "
        "the ledger "
        "every morning\n- Reconcile the bank accounts with the ledger\n- Answer questions of clients about "
        "their bills\n" + _REST,
    ),
    Rule(
        code="JDM305",
        name="passive-duty",
        severity="suggestion",
        needs="text",
        summary="A duty in the passive voice that leaves open who does it.",
        rationale="“Invoices must be approved” may mean that the new colleague approves them, or that somebody "
        "else does. "
        "In a list of duties the doer is the point.",
        advice="Begin with the verb (“Approve invoices”), or name who else does it.",
        sources=(_DIGITAL,),
        bad="Responsibilities\n- Answer calls from clients\n- Monthly billing reports are prepared for the board\n"
        + _REST,
        good="Responsibilities\n- Answer calls from clients\n- Prepare monthly billing reports for the board\n" + _REST,
    ),
    Rule(
        code="JDM306",
        name="jargon",
        severity="suggestion",
        needs="text",
        summary="Business jargon that plain words could replace.",
        rationale="Jargon makes people guess, and those outside the trade guess worst. By Textio's data of "
        "hiring outcomes "
        "postings with corporate clichés fill more slowly.",
        advice="Write what is done in words that everybody uses.",
        sources=(
            _IOWA,
            Source(
                "US Bureau of Indian Affairs: Use plain language (words to avoid and what to use instead)",
                "https://bia.gov/webstandards/content-guide/use-plain-language",
            ),
            Source(
                "Textio: Exactly how bad jargon is holding back your hiring",
                "https://textio.com/blog/exactly-how-bad-jargon-is-holding-back-your-hiring",
            ),
        ),
        bad="Responsibilities\n- Leverage the customer database to plan calls\n- Hit the ground running from day one\n"
        + _REST,
        good="Responsibilities\n- Use the customer database to plan calls\n- Take over the accounts of your "
        "region after two "
        "weeks of training\n" + _REST,
    ),
    Rule(
        code="JDM307",
        name="unexplained-abbreviation",
        severity="suggestion",
        needs="text",
        summary="An abbreviation in the duties that is never spelled out and not generally known.",
        rationale="Names of one's own teams, forms and systems mean nothing to readers from outside, who may do "
        "the same "
        "work under other names and pass on.",
        advice="Spell it out where it stands first, with the abbreviation in brackets; leave that out if it is "
        "used once.",
        sources=(_GOV_UK, _IOWA),
        bad="Responsibilities\n- Enter work orders into the QRTX every morning\n- Answer calls from tenants\n" + _REST,
        good="Responsibilities\n- Enter work orders into the Quarterly Repair Tracking Index (QRTX) every morning\n"
        "- Answer calls from tenants\n" + _REST,
    ),
    Rule(
        code="JDM308",
        name="reading-ease",
        severity="suggestion",
        needs="text",
        summary="Duties and requirements in very long sentences of long words.",
        rationale="Flesch's reading ease counts words a sentence and syllables a word; below 30 it calls a text very "
        "difficult. Lists of duties score low by nature, so only what is far below, and has long sentences too, is "
        "reported.",
        advice="Cut the longest sentences in two, and say with verbs what now stands in long nouns.",
        sources=(
            Source("Flesch, R. (1948). A new readability yardstick. Journal of Applied Psychology, 32(3), 221-233"),
            _HHS,
        ),
        bad="Responsibilities\n"
        + "".join(
            f"- {verb} the organizational implementation of administrative, operational and developmental "
            "methodologies "
            f"facilitating interdepartmental collaboration, including the identification, documentation and {noun} of "
            "institutional opportunities, in accordance with applicable regulatory and environmental considerations\n"
            for verb, noun in (
                ("Coordinate", "prioritization"),
                ("Administer", "evaluation"),
                ("Facilitate", "categorization"),
                ("Supervise", "consolidation"),
                ("Evaluate", "communication"),
            )
        )
        + _REST,
        good="Responsibilities\n"
        + "".join(
            f"- {duty} each week, check what does not agree with the files that we keep, and tell the manager of the "
            "site about it by the end of the same day so that she can call the client\n"
            for duty in (
                "Count the stock",
                "Read the meters",
                "Post the bills",
                "Check the gates",
                "Test the pumps",
            )
        )
        + _REST,
    ),
    Rule(
        code="JDM309",
        name="length",
        severity="suggestion",
        needs="text",
        summary="A posting shorter than 150 words, or longer than 1,000.",
        rationale="Studies disagree on the best length, and the rule keeps to what most of them leave out. "
        "Appcast found "
        "the fewest applications a click below 1,000 characters and the most between 2,000 and 10,000; Textio's best "
        "range is 300 to 700 words; LinkedIn found that postings below 150 words were applied to more often than those "
        "of 450 to 600. Very short ones say too little to choose by, whoever applies.",
        advice="Cut what does not help a reader to decide: company history, duties that every job has, wishes.",
        sources=(
            Source(
                "Appcast, 2015: Long Job Descriptions and Titles Can Hurt You. And So Can Short Ones (ERE)",
                "https://www.ere.net/long-job-descriptions-and-titles-can-hurt-you-and-so-can-short-ones/",
            ),
            Source(
                "Textio: How to write your best job post ever, part 2",
                "https://textio.com/blog/how-to-write-your-best-job-post-ever-part-2",
            ),
            Source(
                "LinkedIn: 7 tips for writing job posts that attract candidates",
                "https://business.linkedin.com/talent-solutions/recruiting-tips/7-job-post-tips",
            ),
        ),
        bad="Billing clerk wanted\n\nPost payments, answer calls, file claims. Call us.\n" + _REST,
        good="Billing clerk\n\nResponsibilities\n"
        + "".join(
            f"- {duty} of our {count} clinics and tell the manager what does not agree with the ledger\n"
            for duty in ("Post the payments", "Check the claims", "File the bills")
            for count in ("two", "six", "ten")
        )
        + _REST,
    ),
    Rule(
        code="JDM310",
        name="must-and-nice-mixed",
        severity="suggestion",
        needs="text",
        summary="Wishes among the musts of one list, or a long list of requirements that does not say what is a must.",
        rationale="People who lack one item of a list often do not apply, because they think that they would "
        "not be hired: "
        "in a survey reported by Harvard Business Review that was the commonest reason of men and women alike. "
        "Who sees "
        "at once what is a must and what a wish can judge rightly.",
        advice="Put the wishes below a heading of their own, such as “Nice to have”, or at the end of the list.",
        sources=(
            Source(
                "Mohr, T. S. (2014). Why Women Don't Apply for Jobs Unless They're 100% Qualified. Harvard "
                "Business Review",
                "https://hbr.org/2014/08/why-women-dont-apply-for-jobs-unless-theyre-100-qualified",
            ),
            Source(
                "JobScore: Requirements and Nice to Have",
                "https://support.jobscore.com/hc/en-us/articles/202877290-Requirements-and-Nice-to-Have",
            ),
        ),
        bad="Requirements\n- High school diploma\n- Knowledge of Spanish is a plus\n- Two years of experience "
        "in billing\n"
        "- Valid driver's license\n" + _REST,
        good="Requirements\n- High school diploma\n- Two years of experience in billing\n- Valid driver's license\n\n"
        "Nice to have\n- Knowledge of Spanish\n" + _REST,
    ),
    Rule(
        code="JDM311",
        name="repeated-word",
        severity="warning",
        needs="text",
        summary="A small word that stands twice (“the the”).",
        rationale="A slip that its writer reads over, most easily across a line's end, and a careful reader does not.",
        advice="Leave one of the two out.",
        sources=(
            Source(
                "Might, M.: 3 shell scripts to improve your writing (duplicates as lexical illusions)",
                "https://matt.might.net/articles/shell-scripts-for-passive-voice-weasel-words-duplicates/",
            ),
        ),
        bad="Responsibilities\n- Check the the invoices of our clients\n- Post payments\n" + _REST,
        good="Responsibilities\n- Check the invoices of our clients\n- Post payments\n" + _REST,
    ),
    Rule(
        code="JDM312",
        name="uneven-list",
        severity="suggestion",
        needs="text",
        summary="A list whose items differ in their sign, in their full stop, or in the form of their verb.",
        rationale="A list is read by comparing its items. Where they are built alike, what differs is what matters.",
        advice="Begin every item with the same form of word, and end all of them alike.",
        sources=(_LISTS, _PERIODS, _BROWN),
        bad="Responsibilities\n- Prepare invoices for clients.\n- Post payments to the ledger.\n- Reconcile "
        "bank accounts\n"
        "- Train new clerks.\n" + _REST,
        good="Responsibilities\n- Prepare invoices for clients\n- Post payments to the ledger\n- Reconcile bank "
        "accounts\n"
        "- Train new clerks\n" + _REST,
    ),
    Rule(
        code="JDM313",
        name="shouting",
        severity="suggestion",
        needs="text",
        summary="A whole sentence in capitals, or exclamation marks in a row.",
        rationale="Capitals hide the shape of words and read as shouting; job boards take rows of exclamation "
        "marks for a "
        "sign of a posting that is not serious.",
        advice="Write sentences in small letters; one mark is enough.",
        sources=(
            Source(
                "Government of Canada, Translation Bureau, Writing Tips Plus: capital letters for emphasis (text in "
                "capitals is harder to read, and may seem rude)",
                "https://www.btb.termiumplus.gc.ca/tpv2guides/guides/wrtps/index-eng.html?lang=eng&"
                "lettr=indx_catlog_c&page=98zATRmV5Ngg.html",
            ),
            _JOB_NEWS,
        ),
        bad="Responsibilities\n- Greet guests at the door\n- Take orders\n\nWE PAY THE BEST WAGES IN THE WHOLE "
        "COUNTY. Call "
        "today!!!\n" + _REST,
        good="Responsibilities\n- Greet guests at the door\n- Take orders\n\nWe pay the best wages in the whole "
        "county. Call "
        "today!\n" + _REST,
    ),
    Rule(
        code="JDM314",
        name="stray-blanks",
        severity="note",
        needs="text",
        summary="Two blanks inside a sentence, or a blank in front of a comma or full stop.",
        rationale="Left over from cutting and pasting; some job boards show them.",
        advice="Take them out.",
        sources=(_PERIODS,),
        bad="Responsibilities\n- Prepare invoices  for clients , each month\n- Post payments\n" + _REST,
        good="Responsibilities\n- Prepare invoices for clients, each month\n- Post payments\n" + _REST,
    ),
    Rule(
        code="JDM315",
        name="unfilled-gap",
        severity="warning",
        needs="text",
        summary="A gap of the template that was not filled (“[Company name]”, “XX years”).",
        rationale="Templates mark what is to be written in brackets or as XX. What is left of it tells every "
        "reader that "
        "nobody read the posting before it went out.",
        advice="Fill it in, or take the sentence out.",
        sources=(
            Source(
                "Sterndesk: Why should I use vacancy templates? (placeholders are to be changed, and marked so "
                "that they "
                "are found)",
                "https://sterndesk.com/help-center/why-should-i-use-vacancy-templates",
            ),
        ),
        bad="Requirements\n- XX years of experience in billing\n\n[Company name] offers health insurance.\n" + _REST,
        good="Requirements\n- Two years of experience in billing\n\nMoor & Sons offers health insurance.\n" + _REST,
    ),
)
