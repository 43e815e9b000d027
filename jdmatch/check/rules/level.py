"""Rules about level (JDM2xx): the signs of level in a draft, held against each other and against a wanted level."""

from __future__ import annotations

from jdmatch.check.rule import Rule, Source

_INTRODUCTION = Source(
    "US Office of Personnel Management, Introduction to the Position Classification Standards (TS-134, 1995, rev. "
    "2009), section III: how duties are determined, how grade level is, and mixed-grade positions",
    "https://www.opm.gov/policy-data-oversight/classification-qualifications/"
    "classifying-general-schedule-positions/positionclassificationintro.pdf",
)
_HANDBOOK = Source(
    "US Office of Personnel Management, The Classifier's Handbook (TS-107, 1991), chapter 3: position "
    "descriptions, factor by factor, supervisory controls among them",
    "https://www.opm.gov/policy-data-oversight/classification-qualifications/"
    "classifying-general-schedule-positions/classifierhandbook.pdf",
)
_ZONES = Source(
    "O*NET 24.2 Data Dictionary, Job Zone Reference: the experience, education and training that occupations of five "
    "zones need",
    "https://www.onetcenter.org/dictionary/24.2/mssql/job_zone_reference.html",
)
_ENTRY = Source(
    "BBC Worklife, Why inexperienced workers can't get entry-level jobs (2021): of nearly four million postings on "
    "LinkedIn that were called entry-level, 35 % asked for years of experience",
    "https://www.bbc.com/worklife/article/20210916-why-inexperienced-workers-cant-get-entry-level-jobs",
)
_DEGREES = Source(
    "J. B. Fuller, M. Raman et al., Dismissed by Degrees (Accenture, Grads of Life, Harvard Business School, 2017): "
    "postings for middle-skills jobs ask for degrees that the job does not need, and lose applicants",
    "https://www.hbs.edu/managing-the-future-of-work/Documents/dismissed-by-degrees.pdf",
)
_JUNIOR = """Junior Accountant

Responsibilities
- Post journal entries and prepare month-end accruals
- Reconcile bank accounts and supplier statements

Requirements
"""
_ACCOUNTANT = """Accountant

Responsibilities
- Reconcile bank accounts every month
- Enter supplier invoices and match them with purchase orders
"""
_CLERK = """Office Clerk

Responsibilities
- File incoming mail and scan documents
- Sort and distribute the mail
- Copy and staple forms
- Enter names and addresses in the list
- Answer the phone and take messages

Requirements
"""
_BILLING = """Billing Clerk

Responsibilities
- Prepare invoices under close supervision of the billing manager
- Post payments and correct errors

Requirements
"""
_RECEIVABLES = """Accounts Receivable Clerk

Responsibilities
- Post customer payments from bank files and remittance advices
- Answer customers' questions about invoices and balances
- Enter supplier invoices in the accounting system
"""

RULES = (
    Rule(
        code="JDM201",
        name="level-disagreement",
        severity="warning",
        needs="analysis",
        summary="Title, years of experience and duties point to levels far apart.",
        rationale="A reader decides by the title, a filter by the years, an applicant by the duties. Where they "
        "disagree by two levels, each finds another job in the same posting.",
        advice="Decide on the level and bring title, years and duties to it.",
        sources=(_INTRODUCTION, _ENTRY),
        bad=_JUNIOR + "- 7+ years of experience in accounting\n",
        good=_JUNIOR + "- 1 year of experience in accounting\n",
    ),
    Rule(
        code="JDM202",
        name="mixed-level-duties",
        severity="suggestion",
        needs="analysis",
        summary="Duties of a beginner and of a leader in one job.",
        rationale="Few people want, and few pay scales fit, a job that is told what to do in one line and decides for "
        "the department in the next.",
        advice="Split the job, or tell all duties at the level that it is paid at.",
        sources=(_INTRODUCTION,),
        bad=_ACCOUNTANT + "- File receipts as instructed, under close supervision of the senior clerk\n"
        "- Set policy for the finance department and hire, promote and dismiss its staff\n",
        good=_ACCOUNTANT + "- File receipts by month and vendor\n- Prepare the quarterly sales tax return\n",
    ),
    Rule(
        code="JDM203",
        name="requirement-above-level",
        severity="warning",
        needs="analysis",
        summary="Years or schooling clearly above what the duties need.",
        rationale="Each year and degree asked for beyond the work's need removes applicants who could do it.",
        advice="Ask for what the duties need, or add the duties that need more.",
        sources=(_ZONES, _DEGREES),
        bad=_CLERK + "- At least 6 years of office experience\n",
        good=_CLERK + "- Some office experience\n",
    ),
    Rule(
        code="JDM204",
        name="supervision-unclear",
        severity="warning",
        needs="analysis",
        summary="Close supervision and work without supervision in the same posting.",
        rationale="How closely the holder is supervised is part of what a job is; told both ways, it is not told.",
        advice="Say once how closely the holder is supervised, and by whom.",
        sources=(_HANDBOOK,),
        bad=_BILLING + "- Must work independently with minimal supervision\n",
        good=_BILLING + "- Must be careful with figures\n",
    ),
    Rule(
        code="JDM205",
        name="pitch-at-level",
        severity="suggestion",
        needs="analysis",
        summary="With a target level: a duty that is told at another level, and the statement to put instead.",
        rationale="The same work is another job when it is assisted with, done alone, or answered for. A posting is "
        "pitched at a level by its duties, not by its title.",
        advice="Replace the duty by the statement of the wanted level, in your own words.",
        sources=(_INTRODUCTION,),
        bad=_RECEIVABLES,
        good="Beekeeper\n\nResponsibilities\n- Open the hives every week from April to September\n"
        "- Extract honey and fill jars\n- Treat colonies against mites in August\n\n"
        "Requirements\n- A driving licence\n",
    ),
)
