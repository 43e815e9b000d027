"""The rules of completeness and pay: the parts of a good description, how pay is stated, and the profile ``eu-pay``.

The list of parts is that of the hiring guides; laws are named where they ask for one. A part that is missing is said
once, at the heading below which it would stand, else at the beginning.
"""

from __future__ import annotations

from jdmatch.check.rule import Rule, Source

_GUIDE = Source(
    "WorkOnward (2024), Billing Specialist Job Description: how to write an effective job description (title, "
    "responsibilities, skills, salary and benefits, advancement)",
)
_GOOGLE = Source(
    "Google Search Central, Job posting (JobPosting) structured data: required and recommended properties",
    "https://developers.google.com/search/docs/appearance/structured-data/job-posting",
)
_SCHEMA = Source("schema.org, JobPosting", "https://schema.org/JobPosting")
_COLORADO = Source(
    "Colorado Division of Labor Standards and Statistics, INFO #9A: Transparency in Pay and Job Opportunities "
    "(pay, benefits and how to apply belong in a posting; a range may not lack a top or a bottom)",
    "https://cdle.colorado.gov/dlss/labor-laws-by-topic/equal-pay-for-equal-work-act",
)
_NYC = Source(
    "New York City Commission on Human Rights, Salary Transparency in Job Advertisements (Local Law 32 of 2022)",
    "https://www.nyc.gov/site/cchr/media/pay-transparency.page",
)
_CALIFORNIA = Source(
    "California Labor Code section 432.3, as amended by SB 1162 (pay scale in job postings)",
    "https://leginfo.legislature.ca.gov/faces/billNavClient.xhtml?bill_id=202120220SB1162",
)
_DIRECTIVE = Source(
    "Directive (EU) 2023/970 on pay transparency, Article 5, Pay transparency prior to employment (to be transposed by "
    "7 June 2026)",
    "https://eur-lex.europa.eu/eli/dir/2023/970/oj",
)

_WHOLE = (
    "Warehouse Clerk\n\nLocation: Leeds\n\nResponsibilities\n- Receive deliveries and check them against orders\n"
    "- Pack parcels and book the courier\n- Count stock every Friday\n\nRequirements\n- Six months in a warehouse\n"
    "- A forklift licence\n\nWhat we offer\n- £12.50 to £14.00 an hour\n- 28 days of paid holiday\n"
    "- Paid training for the shift leader's certificate\n\nHow to apply\nSend your CV to jobs@example.com."
)


def _without(*lines: str) -> str:
    """The whole posting without the lines that hold one of the given words."""
    return "\n".join(line for line in _WHOLE.split("\n") if not any(word in line for word in lines))


RULES: tuple[Rule, ...] = (
    Rule(
        code="JDM501",
        name="no-title",
        severity="warning",
        needs="text",
        summary="The posting has no job title.",
        rationale="The title is what readers search for and see first; job boards ask for it.",
        advice="Put the title on the first line, in words that people in the trade use.",
        sources=(_GUIDE, _GOOGLE),
        bad="We are a small bakery in Leeds and we need somebody for the mornings. You will knead dough, run the oven "
        "and fill the shelves before we open at seven. You have worked in a kitchen before and get up early.",
        good=_WHOLE,
    ),
    Rule(
        code="JDM502",
        name="no-responsibilities",
        severity="warning",
        needs="text",
        summary="Fewer than three responsibilities can be found.",
        rationale="Without the work itself a reader cannot judge whether the job fits, and nothing can be matched with "
        "a competency framework.",
        advice="List five to ten things that the holder of the job does, each with a verb and an object.",
        sources=(_GUIDE, _SCHEMA),
        bad="Java Developer\n\nRequirements\n- Five years with Java\n- A degree in computer science\n- Good English\n"
        "- Experience with Spring\n\nApply at example.com.",
        good=_WHOLE,
    ),
    Rule(
        code="JDM503",
        name="no-skills",
        severity="warning",
        needs="text",
        summary="No requirement can be found: no skill, experience or qualification.",
        rationale="Readers look for what is asked of them; without it everybody applies, or nobody does.",
        advice="List the skills and qualifications that the work needs, must-haves apart from nice-to-haves.",
        sources=(_GUIDE, _SCHEMA),
        bad="Evening Cleaner\n\nTasks\n- Clean six offices between 18:00 and 21:00\n- Empty bins and sort waste\n"
        "- Refill soap and paper\n- Lock the doors and set the alarm",
        good=_WHOLE,
    ),
    Rule(
        code="JDM504",
        name="no-pay",
        severity="suggestion",
        needs="text",
        summary="No pay and no range of pay is stated.",
        rationale="Pay is among the first things that readers look for, and a growing number of laws ask for it.",
        advice="State the range that you expect to pay, with currency and period.",
        sources=(_GUIDE, _CALIFORNIA, _NYC, _COLORADO),
        bad=_without("£"),
        good=_WHOLE,
    ),
    Rule(
        code="JDM505",
        name="no-benefits",
        severity="suggestion",
        needs="text",
        summary="No benefits are named.",
        rationale="Holidays, insurance and pension are part of what the job pays; Colorado asks for them in a posting.",
        advice="Name the benefits that come with the job, such as paid leave, insurance or a pension.",
        sources=(_GUIDE, _COLORADO),
        bad=_without("£", "holiday", "offer", "training"),
        good=_WHOLE,
    ),
    Rule(
        code="JDM506",
        name="no-location",
        severity="suggestion",
        needs="text",
        summary="Neither a place of work nor “remote” or “hybrid” is stated.",
        rationale="Nobody can apply without knowing where to be; job boards refuse postings without a place.",
        advice="Name the town, or say that the work is remote or hybrid and from where it may be done.",
        sources=(_GOOGLE, _SCHEMA),
        bad=_without("Leeds"),
        good=_WHOLE,
    ),
    Rule(
        code="JDM507",
        name="no-advancement",
        severity="suggestion",
        needs="text",
        summary="Nothing about growth, training or a career path.",
        rationale="Experienced readers ask where a job leads; guides count it among the parts of a good description.",
        advice="Say what somebody can learn, and which step may follow.",
        sources=(_GUIDE,),
        bad=_without("training"),
        good=_WHOLE,
    ),
    Rule(
        code="JDM508",
        name="no-how-to-apply",
        severity="suggestion",
        needs="text",
        summary="No way to apply is stated.",
        rationale="A posting travels without the page that it was written for; Colorado asks for how to apply in it.",
        advice="Say how to apply, to whom, with which papers, and until when.",
        sources=(_COLORADO,),
        bad=_without("apply", "CV"),
        good=_WHOLE,
    ),
    Rule(
        code="JDM509",
        name="pay-open-ended",
        severity="suggestion",
        needs="text",
        summary="A range of pay without a top or a bottom, or more than twice as high at its end.",
        rationale="“Up to” and “from” name the figure that suits the employer; pay transparency laws ask for both ends "
        "in good faith. A range from 50,000 to 150,000 tells a reader nothing.",
        advice="State the lowest and the highest pay that you expect to offer for this job.",
        sources=(_NYC, _COLORADO, _CALIFORNIA),
        bad=_WHOLE.replace("£12.50 to £14.00 an hour", "Pay up to £14.00 an hour"),
        good=_WHOLE,
    ),
    Rule(
        code="JDM510",
        name="eu-pay-range",
        severity="warning",
        needs="text",
        summary="No initial pay and no range is stated (EU Directive 2023/970, Article 5(1)).",
        rationale="Applicants have a right to be told the initial pay or its range, based on objective and "
        "gender-neutral criteria, and where it applies what the collective agreement says about the post, so that pay "
        "can be negotiated knowingly: in the vacancy notice, before the interview or otherwise. Not legal advice.",
        advice="State the initial pay or its range here, and the collective agreement where one applies, or make sure "
        "that applicants get both before the interview. Not legal advice.",
        sources=(_DIRECTIVE,),
        bad=_without("£"),
        good=_WHOLE,
        profile="eu-pay",
    ),
    Rule(
        code="JDM511",
        name="eu-pay-history",
        severity="warning",
        needs="text",
        summary="Applicants are asked what they earn or have earned (EU Directive 2023/970, Article 5(2)).",
        rationale="An employer may not ask applicants about their pay in current or previous jobs. Not legal advice.",
        advice="Ask for expected pay, or for nothing. Not legal advice.",
        sources=(_DIRECTIVE,),
        bad=_WHOLE.replace("Send your CV", "Send your CV and your current salary"),
        good=_WHOLE.replace("Send your CV", "Send your CV and the salary that you expect"),
        profile="eu-pay",
    ),
    Rule(
        code="JDM512",
        name="eu-gendered-title",
        severity="warning",
        needs="text",
        summary="The job title names one gender (EU Directive 2023/970, Article 5(3)).",
        rationale="Vacancy notices and job titles must be gender-neutral, and the recruitment that follows may not "
        "discriminate. Not legal advice.",
        advice="Use a title that names the work (“salesperson”, “chair”), or one that names every gender. "
        "Not legal advice.",
        sources=(_DIRECTIVE,),
        bad=_WHOLE.replace("Warehouse Clerk", "Warehouse Foreman"),
        good=_WHOLE.replace("Warehouse Clerk", "Warehouse Supervisor"),
        profile="eu-pay",
    ),
)
