"""The rules of inclusive language. All are suggestions, none counts in a score, and each says who asks for it."""

from __future__ import annotations

from jdmatch.check.rule import Rule, Source

_EEOC = Source(
    "U.S. Equal Employment Opportunity Commission, Prohibited Employment Policies/Practices (an advertisement for "
    "“females” or “recent college graduates” may violate the law)",
    "https://www.eeoc.gov/prohibited-employment-policiespractices",
)
_MICROSOFT = Source(
    "Microsoft Style Guide, Bias-free communication",
    "https://learn.microsoft.com/en-us/style-guide/bias-free-communication",
)
_GOOGLE = Source(
    "Google developer documentation style guide, Write inclusive documentation",
    "https://developers.google.com/style/inclusive-documentation",
)

RULES: tuple[Rule, ...] = (
    Rule(
        code="JDM401",
        name="gendered-role",
        severity="suggestion",
        needs="text",
        summary="A word for a job or a worker that names one gender, or a demand for one.",
        rationale="“Salesman” and “waitress” tell half of the readers that somebody else is meant. Asking for one sex "
        "is unlawful in many places unless the work truly demands it.",
        advice="Name the work: “salesperson”, “supervisor”, “server”. Drop a demand for one sex that no law asks for.",
        sources=(
            _MICROSOFT,
            _EEOC,
            Source(
                "29 CFR 1604.5, Job opportunities advertising",
                "https://www.law.cornell.edu/cfr/text/29/1604.5",
            ),
        ),
        bad="Shop Foreman\n\nDuties\n- Plan the work of four welders\n- Order steel and check what arrives\n"
        "- Talk with each salesman about delivery dates",
        good="Shop Supervisor\n\nDuties\n- Plan the work of four welders\n- Order steel and check what arrives\n"
        "- Talk with each salesperson about delivery dates\n- Keep the manhole covers in the yard clear",
    ),
    Rule(
        code="JDM402",
        name="gendered-pronoun",
        severity="suggestion",
        needs="text",
        summary="“He”, “his/her” or “s/he” for whoever gets the job.",
        rationale="“He” leaves people out; “he/she” and “his or her” still do, and are hard to read in every sentence.",
        advice="Speak to the reader (“you”), repeat the role, or use “they” and “their”.",
        sources=(
            _MICROSOFT,
            Source(
                "Tulsa Community College Libraries: APA (7th Edition), Bias Free Language Guidelines (neither “he” for "
                "everybody nor “he or she” and “s/he”)",
                "https://libguides.tcc.edu/c.php?g=1246579&p=9122256",
            ),
        ),
        bad="Duties\n- The technician keeps a log of his/her visits\n- He/she orders the spare parts for the week\n"
        "- Repair pumps and valves on site",
        good="Duties\n- You keep a log of your visits\n- You order the spare parts for the next week\n"
        "- Repair pumps and valves on site\n- Prepare the weekly report for Mayor Ortiz and her office",
    ),
    Rule(
        code="JDM403",
        name="gender-coded-words",
        severity="suggestion",
        needs="text",
        summary="Duties and requirements lean strongly to words that readers hear as masculine.",
        rationale="In experiments, women found advertisements with many masculine-coded words less appealing. That is "
        "an effect on perception: a large study of real postings found the effect on who applies negligible.",
        advice="Look at the words together; where one only adds colour, say what is done instead. No single word is "
        "wrong.",
        sources=(
            Source(
                "Gaucher, Friesen & Kay (2011), Evidence that gendered wording in job advertisements exists and "
                "sustains gender inequality, Journal of Personality and Social Psychology 101(1), 109–128",
                "https://doi.org/10.1037/a0022530",
            ),
            Source(
                "Castilla & Rho (2023), The Gendering of Job Postings in the Online Recruitment Process, Management "
                "Science 69(11), 6912–6939 (found negligible effects on who applies)",
                "https://ideas.repec.org/a/inm/ormnsc/v69y2023i11p6912-6939.html",
            ),
        ),
        bad="Tasks\n- Sell tape to hospitals\n\nRequirements\n- An ambitious, competitive and fearless closer who "
        "dominates the territory\n"
        "- Assertive, confident and independent\n- Superior record of aggressive growth",
        good="Tasks\n- Sell tape to hospitals\n\nRequirements\n- Three years of selling to hospitals\n"
        "- Confident in talks with buyers and supportive of new colleagues\n"
        "- Understands tenders and works independently",
    ),
    Rule(
        code="JDM404",
        name="age",
        severity="suggestion",
        needs="text",
        summary="Words about age: a young team, recent graduates, a digital native, capped years of experience.",
        rationale="Such words keep older readers from applying; U.S. rules name “young” and “recent college graduate” "
        "in a notice as violations where no exception applies.",
        advice="Say what the work asks for: “entry level”, “no experience needed”, “fast-changing schedule”, “uses our "
        "booking app all day”.",
        sources=(
            Source(
                "29 CFR 1625.4, Help wanted notices or advertisements",
                "https://www.law.cornell.edu/cfr/text/29/1625.4",
            ),
            _EEOC,
        ),
        bad="We look for a digital native to join our young team.\n\nYour tasks\n- Answer guests in our booking app\n"
        "- Write two posts a week",
        good="Entry level, no experience needed.\n\nYour tasks\n- Answer guests in our booking app\n"
        "- Write two posts a week for young people in the region",
    ),
    Rule(
        code="JDM405",
        name="ability",
        severity="suggestion",
        needs="text",
        summary="A body described instead of the work, or a disability used as a figure of speech.",
        rationale="“Must be able to walk” excludes people who do the work another way; what counts in law is the "
        "essential function. “Crazy” or “sanity check” say nothing that a plain word would not.",
        advice="Say what the job does (“moves boxes of 20 kg between floors”), and that accommodation is offered; use "
        "the plain word for a figure of speech.",
        sources=(
            Source(
                "29 CFR 1630.2(n), Essential functions (Americans with Disabilities Act)",
                "https://www.law.cornell.edu/cfr/text/29/1630.2",
            ),
            _GOOGLE,
        ),
        bad="Tasks\n- Bring boxes from the store to the counter\n- Pack orders before noon\n\nRequirements\n"
        "- Must be able to walk and see well\n- Comfortable with crazy deadlines",
        good="Tasks\n- Move boxes of 20 kg from the store to the counter\n- Keep remote access disabled by default\n\n"
        "Requirements\n- Comfortable with short deadlines\n- Two years in a shop or a store",
    ),
    Rule(
        code="JDM406",
        name="origin",
        severity="suggestion",
        needs="text",
        summary="A native speaker, a citizen, somebody without an accent.",
        rationale="“Native speaker” is about birth, not about skill. A demand for citizenship is unlawful in the "
        "United States unless a law, regulation, executive order or government contract asks for it.",
        advice="Name the level that the work needs (“fluent English, spoken and written”), or say that the person must "
        "be allowed to work here.",
        sources=(
            Source(
                "U.S. Department of Justice, Immigrant and Employee Rights Section, Best Practices for Recruiting and "
                "Hiring Workers",
                "https://www.justice.gov/crt/best-practices-recruiting-and-hiring-workers",
            ),
            _EEOC,
        ),
        bad="Tasks\n- Answer calls about bookings\n- Note each change in the system\n\nRequirements\n"
        "- Native English speaker\n- Two years in a call centre\n- US citizens only",
        good="Tasks\n- Answer calls about bookings\n- Note each change in the system\n\nRequirements\n"
        "- Fluent English, spoken and written\n- Two years in a call centre\n"
        "- A secret clearance, for which the law requires that you must be a US citizen",
    ),
    Rule(
        code="JDM407",
        name="exclusionary-idiom",
        severity="suggestion",
        needs="text",
        summary="“Ninja”, “rockstar”, “work hard, play hard”, “culture fit”, “we are a family”.",
        rationale="Slang pictures one kind of colleague and says little about the work. Employers who judge “fit” have "
        "been seen to choose people like themselves, sometimes over more able ones.",
        advice="Name the skill, the pace or the value that you mean.",
        sources=(
            Source(
                "Rivera (2012), Hiring as Cultural Matching, American Sociological Review 77(6), 999–1022",
                "https://doi.org/10.1177/0003122412463213",
            ),
            Source(
                "Luna, J. A. (27 October 2021), The Toxic Effects of Branding Your Workplace a “Family”, Harvard "
                "Business Review",
            ),
        ),
        bad="We look for a Python ninja. We work hard and play hard, and culture fit matters to us.\n\nTasks\n"
        "- Keep the billing service running",
        good="We look for an expert in Python who explains decisions in writing.\n\nTasks\n"
        "- Keep the billing service running\n- Support families who foster children",
    ),
    Rule(
        code="JDM408",
        name="loaded-metaphor",
        severity="suggestion",
        needs="text",
        summary="Blacklist and whitelist, master/slave, manpower, man-hours, grandfathered.",
        rationale="Each has a plain word that says the same without a history that some readers live with.",
        advice="Use the plain word: blocklist and allowlist, primary and replica, staff, person-hours, exempt under "
        "the old rules.",
        sources=(_GOOGLE, _MICROSOFT),
        bad="Duties\n- Answer calls of staff about their laptops\n- Maintain the e-mail blacklist\n"
        "- Plan manpower for the night shift\n"
        "- Watch replication between the master/slave databases",
        good="Duties\n- Maintain the e-mail blocklist\n- Plan staff for the night shift\n- Keep master data clean\n"
        "- Work beside the scrum master and the Master Electrician\n\nA master's degree is welcome.",
    ),
    Rule(
        code="JDM409",
        name="family-or-status",
        severity="suggestion",
        needs="text",
        summary="Questions about family, marriage, a photo, or a record that nothing shows to matter.",
        rationale="None of these says how well somebody works; asking for them invites bias, and in many places the "
        "law limits it.",
        advice="Name the hours, the travel or the check that the work needs, and ask for records only where lawful and "
        "related to the work.",
        sources=(
            Source(
                "U.S. Equal Employment Opportunity Commission, Pre-Employment Inquiries and Gender (marital status, "
                "children and their care)",
                "https://www.eeoc.gov/pre-employment-inquiries-and-gender",
            ),
            Source(
                "U.S. Equal Employment Opportunity Commission, Enforcement Guidance No. 915.002 on the Consideration "
                "of Arrest and Conviction Records in Employment Decisions (25 April 2012)",
            ),
            _EEOC,
        ),
        bad="Tasks\n- Visit clinics in three counties\n- Show the new pumps to nurses\n\nRequirements\n"
        "- Two years in sales\n- No family commitments\n\nSend your CV with a recent photo.",
        good="Tasks\n- Visit clinics in three counties\n- Show the new pumps to nurses\n\nRequirements\n"
        "- Two years in sales\n- Away from home ten nights a month\n\nSend your CV. "
        "We hire without regard to marital status.",
    ),
    Rule(
        code="JDM410",
        name="looks-or-faith",
        severity="suggestion",
        needs="text",
        summary="“Well-groomed”, “clean-shaven”, “good-looking”, or a faith as a condition.",
        rationale="Looks are no skill, and rules about hair and beards can collide with faith, health and origin.",
        advice="State the dress code or the hygiene rule that the work has, and why.",
        sources=(
            Source(
                "U.S. Equal Employment Opportunity Commission, Religious Garb and Grooming in the Workplace: Rights "
                "and Responsibilities (2014)",
            ),
            _EEOC,
        ),
        bad="Tasks\n- Welcome guests at the front desk\n- Hand out keys and maps\n\nRequirements\n"
        "- Well-groomed and clean-shaven\n- One year at a hotel reception",
        good="Tasks\n- Welcome guests at the front desk\n- Hand out keys and maps\n\nRequirements\n"
        "- Wears the uniform that we provide\n- One year at a hotel reception",
    ),
)
