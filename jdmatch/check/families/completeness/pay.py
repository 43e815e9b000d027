"""What a posting says about pay: open or very wide ranges, and what EU Directive 2023/970 asks of a vacancy notice.

The figures are those that ``facts.pay`` reads. A single fixed figure is a statement of pay like any other (the laws
that ask for a range allow it where the pay is fixed), and commission or target earnings have no good-faith range; both
are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from jdmatch.check.draft import Draft
from jdmatch.check.families.completeness import tables
from jdmatch.check.families.completeness.parts import Look, compiled, place, states_pay
from jdmatch.check.families.inclusive import words
from jdmatch.check.findings import Finding
from jdmatch.check.making import found
from jdmatch.facts import pay as pay_facts
from jdmatch.records import Chunk, Fact, Salary

# The upper end of a range is at most so many times the lower.
WIDEST = 2.0
_AROUND = 80
_NOT_ADVICE = "Not legal advice."


def open_ended(draft: Draft) -> Iterator[Finding]:
    """Ranges of pay without a lower or an upper end, and very wide ones, each where it is stated."""
    for fact in draft.facts:
        salary = _salary(draft, fact) if fact.kind == "pay" else None
        if salary is None or _is_variable(draft.text, fact.start, fact.end):
            continue
        message = _open(salary, " ".join(draft.text[fact.start : fact.end].split()))
        if message:
            yield found("JDM509", fact.start, fact.end, message)


def _salary(draft: Draft, fact: Fact) -> Salary | None:
    """The amounts of a fact about pay, read again at its place."""
    chunk = next((c for c in draft.chunks if c.start <= fact.start < c.end), None)
    if chunk is None:
        return None
    mentions = pay_facts.find(draft.text, chunk.start, chunk.end, headed=_is_headed(draft, chunk))
    return next((mention.salary for mention in mentions if mention.start == fact.start), None)


def _is_headed(draft: Draft, chunk: Chunk) -> bool:
    return draft.sections[chunk.section].kind == "benefits"


def _is_variable(text: str, start: int, end: int) -> bool:
    return compiled(tables.VARIABLE_PAY).search(text, max(0, start - _AROUND), end + _AROUND) is not None


def _open(salary: Salary, quote: str) -> str | None:
    if salary.min is None:
        return f"The pay is stated as a top only (“up to {quote}”), without a lower end."
    if salary.max is None:
        return f"The pay is stated as a start only (“from {quote}”), without an upper end."
    if salary.min > 0 and salary.max > WIDEST * salary.min:
        times = f"{salary.max / salary.min:.1f}".removesuffix(".0")
        return f"The range of pay “{quote}” is so wide ({times} times from end to end) that it says little."
    return None


def directive(draft: Draft) -> Iterator[Finding]:
    """What Article 5 of Directive (EU) 2023/970 asks, where the profile ``eu-pay`` is chosen."""
    if "eu-pay" not in draft.options.profiles:
        return
    if not states_pay(Look(draft)):
        start, end = place(draft, ("benefits",))
        message = (
            "No initial pay and no range is stated; applicants have a right to be told, here, before the interview or "
            f"otherwise in time to negotiate (Directive (EU) 2023/970, Article 5(1)). {_NOT_ADVICE}"
        )
        yield found("JDM510", start, end, message, key="missing")
    yield from _history(draft)
    yield from _title(draft)


def _history(draft: Draft) -> Iterator[Finding]:
    """The first place that asks for what somebody earns or has earned."""
    if not any(cue in draft.text.lower() for cue in tables.PAY_HISTORY_CUES):
        return
    for match in compiled(tables.PAY_HISTORY).finditer(draft.text):
        start, end = match.span()
        low = max(draft.text.rfind("\n", 0, start), draft.text.rfind(". ", 0, start), start - _AROUND, 0)
        high = min(len(draft.text), end + _AROUND // 2)
        if compiled(tables.NOT_PAY_HISTORY).search(draft.text, low, high):
            continue
        if not compiled(tables.PAY_HISTORY_ASKED).search(draft.text, low, high):
            continue
        message = (
            f"“{' '.join(match.group().split())}” asks for pay history, which an employer may not ask for (Directive "
            f"(EU) 2023/970, Article 5(2)). {_NOT_ADVICE}"
        )
        yield found("JDM511", start, end, message)
        return


def _title(draft: Draft) -> Iterator[Finding]:
    """A job title that names one gender."""
    posting = draft.posting
    if posting.title is None or compiled(tables.NEUTRAL_TITLE).search(posting.title):
        return
    hits = words.gendered(posting.title)
    if not hits:
        return
    quote = posting.title[hits[0].start : hits[0].end]
    span = posting.title_span
    start, end = (0, 0) if span is None else (span.start, span.end)
    message = (
        f"The job title says “{quote}”; job titles must be gender-neutral (Directive (EU) 2023/970, Article 5(3)). "
        f"{_NOT_ADVICE}"
    )
    yield found("JDM512", start, end, message, key=quote.casefold())
