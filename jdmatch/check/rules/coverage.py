"""Rules about coverage (JDM1xx): what the framework of the occupation asks for, and what the draft says."""

from __future__ import annotations

from jdmatch.check.rule import Rule, Source

_HANDBOOK = Source(
    "US Office of Personnel Management, The Classifier's Handbook (TS-107, 1991), chapter 3: a position description "
    "documents the major duties, responsibilities and organizational relationships of a job, in clear, concise and "
    "easy to understand language",
    "https://www.opm.gov/policy-data-oversight/classification-qualifications/"
    "classifying-general-schedule-positions/classifierhandbook.pdf",
)
_ANALYSIS = Source(
    "Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.14: what is asked of applicants is to be traced "
    "to a job analysis of the important work behaviors",
    "https://www.law.cornell.edu/cfr/text/29/1607.14",
)
_TASKS = Source(
    "O*NET Resource Center, Task Statements: what the holders of an occupation do, with importance ratings",
    "https://www.onetcenter.org/dictionary/30.3/text/task_statements.html",
)
_BILLING = """Accounts Receivable Clerk

Responsibilities
{duties}
Requirements
{needs}
"""
_DUTIES = """- Post customer payments from bank files and remittance advices
- Reconcile the receivables ledger with bank statements every month
- Answer customers' questions about invoices and balances
- Enter supplier invoices in the accounting system
"""

# The same duties, and each of the others that the framework lists at this level.
_WHOLE = (
    _DUTIES
    + """- Complete your lines of the month-end checklist, from the cutoff of bills to reconciled clearing accounts
- Code supplier bills, route them for approval, and print checks or send ACH payments for what is due
- Clear deposits, checks and charges in the bank reconciliation and explain the outstanding ones
- Enter payroll hours, deductions and garnishments, and review the payroll register before its release
- Post recurring journal entries for rent, depreciation and prepaid amounts with their support
- Match Stripe and merchant payouts with gross sales, processing fees and net deposits
- Add purchases to the fixed asset register, note disposals and run the monthly depreciation
- Code credit card statements and chase missing receipts before the statement cutoff
- Enter inventory receipts, usage and count differences, and agree them with the stock list
- Work out taxable and exempt totals by state for the sales tax return and file it on the portal
- Prepare customer invoices from job sheets and shipments and post them to the receivables ledger
- Compare vendor statements with the ledger in spreadsheets, with pivot tables and lookups
- Call or email customers on the aging report who are past thirty days, and send statements
"""
)
# All of them but two.
_MOST = "".join(line for line in _WHOLE.splitlines(keepends=True) if "payroll" not in line and "aging" not in line)

RULES = (
    Rule(
        code="JDM101",
        name="missing-responsibility",
        severity="warning",
        needs="analysis",
        summary="A duty that belongs to the occupation at this level and that the draft does not say.",
        rationale="Applicants judge a job by its duties, and a framework names those that holders of the occupation "
        "have at this level. A shipped framework names those of every branch of the occupation, so single duties are "
        "told only where the writer named it, where the draft says at least half of its level, and where a duty comes "
        "near what is missing; of any other draft a note says how much was not found, and what of it is nearest. Of a "
        "framework of the writer's own less is enough, and its weightiest duties are warned of.",
        advice="If it belongs to the job, insert the sentence and put it in your own words; if it does not, ignore it.",
        sources=(_HANDBOOK, _TASKS),
        bad=_BILLING.format(duties=_MOST, needs="- One year of office experience"),
        good=_BILLING.format(duties=_WHOLE, needs="- One year of office experience"),
        framework="43-3031.00",
    ),
    Rule(
        code="JDM102",
        name="implied-by-requirement",
        severity="suggestion",
        needs="analysis",
        summary="A requirement asks for experience with something that no duty speaks of.",
        rationale="A requirement is justified by a duty. Where only the requirement names the work, applicants must "
        "guess whether they will do it, and the employer can not show what the requirement is for.",
        advice="Add the duty that the requirement is for, or drop the requirement.",
        sources=(_ANALYSIS,),
        bad=_BILLING.format(duties=_DUTIES, needs="- Experience with payroll, time sheets and year-end tax forms"),
        good=_BILLING.format(duties=_DUTIES, needs="- Experience with customer invoices and balances"),
        framework="43-3031.00",
    ),
    Rule(
        code="JDM103",
        name="duplicate-responsibility",
        severity="warning",
        needs="analysis",
        summary="Two duties say the same.",
        rationale="A duty told twice makes the list longer and nothing clearer, and reads like two drafts joined.",
        advice="Keep the clearer of the two and remove the other.",
        sources=(_HANDBOOK,),
        bad=_BILLING.format(
            duties=_DUTIES + "- Reconcile the receivables ledger every month with bank statements\n",
            needs="- One year of office experience",
        ),
        good=_BILLING.format(
            duties=_DUTIES + "- Reconcile supplier statements with the payables ledger\n",
            needs="- One year of office experience",
        ),
    ),
    Rule(
        code="JDM104",
        name="foreign-duty",
        severity="suggestion",
        needs="analysis",
        summary="A duty like nothing that the framework of the other duties lists, where the writer named it.",
        rationale="A duty of another trade is often left over from the posting that a draft was copied from. Where it "
        "is meant, applicants who came for the occupation should learn early how much of the job it is.",
        advice="Remove the duty if it was left over; otherwise say how large a part of the job it is.",
        sources=(_HANDBOOK,),
        framework="43-3031.00",
        bad=_BILLING.format(
            duties=_DUTIES
            + "- Send monthly statements and call customers about overdue accounts\n"
            + "- Match purchase orders with receipts before paying vendors\n"
            + "- Prune hedges along the drive in spring and autumn\n",
            needs="- One year of office experience",
        ),
        good=_BILLING.format(
            duties=_DUTIES
            + "- Send monthly statements and call customers about overdue accounts\n"
            + "- Match purchase orders with receipts before paying vendors\n",
            needs="- One year of office experience",
        ),
    ),
    Rule(
        code="JDM105",
        name="partly-covered",
        severity="suggestion",
        needs="analysis",
        summary="A duty touches an important statement of the framework and leaves part of it open.",
        rationale="A duty that names the field and not the work (“help with month-end”) lets every reader imagine "
        "another job. It is told where the writer named the framework, or where it has weights of its own: beside one "
        "that was only chosen from the library, a duty may well mean something else.",
        advice="Say what is done to what, if the statement is part of the job.",
        sources=(_HANDBOOK, _TASKS),
        bad=_BILLING.format(duties=_DUTIES + "- Print journal binders\n", needs="- One year of office experience"),
        good=_BILLING.format(duties=_WHOLE, needs="- One year of office experience"),
        framework="43-3031.00",
    ),
)
