"""Rules about the input (JDM0xx): what the readers of files noticed, and comments that do not do what they say.

Codes below JDM090 are those of the diagnostics of ``jdmatch score``, and mean the same.
"""

from __future__ import annotations

from jdmatch.check.rule import Rule, Source

_UNUSED = Source("Ruff: unused-noqa (RUF100)", "https://docs.astral.sh/ruff/rules/unused-noqa/")
_INVALID = Source("Ruff: invalid-rule-code (RUF102)", "https://docs.astral.sh/ruff/rules/invalid-rule-code/")
_BLANKET = Source("Ruff: blanket-noqa (PGH004)", "https://docs.astral.sh/ruff/rules/blanket-noqa/")
_LANGUAGE = Source(
    "W3C: Understanding WCAG 2.2, success criterion 3.1.2, Language of Parts",
    "https://www.w3.org/WAI/WCAG22/Understanding/language-of-parts.html",
)
_PICTURES = Source(
    "W3C: Understanding WCAG 2.2, success criterion 1.4.5, Images of Text",
    "https://www.w3.org/WAI/WCAG22/Understanding/images-of-text.html",
)
_ENCODINGS = Source(
    "W3C: Choosing and applying a character encoding (UTF-8 for everything)",
    "https://www.w3.org/International/questions/qa-choosing-encodings",
)
_VISIBLE = Source(
    "Google Search Central Blog, We updated our job posting guidelines (2018): what the structured data say must stand "
    "on the page, where people see it",
    "https://developers.google.com/search/blog/2018/04/we-updated-our-job-posting-guidelines",
)

_CLERK = """Billing Clerk

Responsibilities
- Prepare monthly invoices from approved time sheets
- Post customer payments and follow up on overdue accounts
- Answer customers' questions about their bills by phone

Requirements
- One year of experience in an office
"""
_PAGE = """<!DOCTYPE html>
<html><head><title>Billing Clerk</title>{data}</head><body>{above}
<h1>Billing Clerk</h1>
<h2>Responsibilities</h2>
<ul>
<li>Prepare monthly invoices from approved time sheets</li>
<li>Post customer payments and follow up on overdue accounts</li>
<li>Answer customers' questions about their bills by phone</li>
</ul>{below}
</body></html>
"""
_HIDDEN = """
<p style="display: none">remote payroll bookkeeping accounting finance clerk jobs near me apply now best salary</p>"""
_MENU = """
<nav><a href="/">Home</a> <a href="/jobs">All our jobs</a> <a href="/about">About us</a></nav>"""
_FOREIGN = """
Unser Unternehmen bietet Ihnen eine abwechslungsreiche Tätigkeit in einem engagierten Team mit flachen Hierarchien und
kurzen Entscheidungswegen. Wir freuen uns auf Ihre vollständigen Bewerbungsunterlagen, die Sie bitte ausschließlich über
unser Portal einreichen.
"""

_READERS = (
    Rule(
        code="JDM008",
        name="foreign-part",
        severity="warning",
        needs="text",
        summary="A part of an English posting is in another language, and was not analysed.",
        rationale="Duties in another language count for nothing in score and level, and a reader of the English text "
        "misses them just so.",
        advice="Say it in English, too, or give each language a posting of its own.",
        sources=(_LANGUAGE,),
        bad=_CLERK + _FOREIGN,
        good=_CLERK,
    ),
    Rule(
        code="JDM014",
        name="broken-json",
        severity="note",
        needs="text",
        summary="Structured data of a page can not be read.",
        rationale="Job boards and search engines take title, place and pay from a page's JobPosting. Where its JSON is "
        "broken they find none, and nothing on the page shows it.",
        advice="Mend the JSON of the page's script.",
        sources=(_VISIBLE,),
        bad=_PAGE.format(
            data='<script type="application/ld+json">{"@type": "JobPosting", "title": "Billing</script>',
            above="",
            below="",
        ),
        good=_PAGE.format(data="", above="", below=""),
    ),
    Rule(
        code="JDM016",
        name="mojibake",
        severity="note",
        needs="text",
        summary="Garbled characters, which were mended before anything else was done.",
        rationale="They are the trace of a text that was saved in one encoding and read in another. Here they are "
        "mended; on a job board everybody sees them.",
        advice="Save the source as UTF-8.",
        sources=(_ENCODINGS,),
        bad=_CLERK.replace("customers'", "customers\u00e2\u20ac\u2122"),
        good=_CLERK.replace("customers'", "customers\u2019"),
    ),
    Rule(
        code="JDM017",
        name="hidden-text",
        severity="warning",
        needs="text",
        summary="Text that a reader of the page does not see, which was left out.",
        rationale="Words that only machines read promise what the posting does not say. Search engines punish it, and "
        "an old version that was merely hidden is found by whoever looks at the source.",
        advice="Show the text or delete it.",
        sources=(_VISIBLE,),
        bad=_PAGE.format(data="", above="", below=_HIDDEN),
        good=_PAGE.format(data="", above="", below=""),
    ),
    Rule(
        code="JDM018",
        name="not-analysed",
        severity="note",
        needs="text",
        summary="A part of the document (a picture, an attachment, a page's menu) was not analysed.",
        rationale="What was not read is in no score and in no finding. Text in pictures is lost to screen readers and "
        "search engines, too.",
        advice="Give as text what belongs to the posting.",
        sources=(_PICTURES,),
        bad=_PAGE.format(data="", above=_MENU, below=""),
        good=_PAGE.format(data="", above="", below=""),
    ),
)
# The codes of diagnostics that are told as findings.
READERS = frozenset(rule.code for rule in _READERS)

RULES: tuple[Rule, ...] = (
    *_READERS,
    Rule(
        code="JDM090",
        name="unused-ignore",
        severity="warning",
        needs="analysis",
        summary="A comment, or a code in one, that silences nothing.",
        rationale="What it was for has been mended or has moved away. It stays behind, and hides the next fault of its "
        "kind before anybody has seen that.",
        advice="Remove it.",
        sources=(_UNUSED,),
        bad=_CLERK + "- Fluent English <!-- jdmatch: ignore[JDM307] everybody knows it -->\n",
        good=_CLERK + "- Fluent English\n",
    ),
    Rule(
        code="JDM091",
        name="bad-ignore",
        severity="warning",
        needs="text",
        summary="A comment of jdmatch's that can not be read.",
        rationale="Whoever wrote it thinks that something is silenced, and it is not; or the code that it names means "
        "nothing.",
        advice="Write it like <!-- jdmatch: ignore[JDM301] reason -->.",
        sources=(_INVALID,),
        bad=_CLERK + "- Fluent English <!-- jdmatch: ignore JDM307 -->\n",
        good=_CLERK + "- Fluent English\n",
    ),
    Rule(
        code="JDM092",
        name="blanket-ignore",
        severity="suggestion",
        needs="text",
        summary="A comment that silences every rule at once.",
        rationale="It was written because of one finding, and hides all that come later.",
        advice="Name the codes in brackets, and say why behind them.",
        sources=(_BLANKET,),
        bad="<!-- jdmatch: ignore-file -->\n" + _CLERK,
        good=_CLERK,
    ),
)
