"""The parts that a reader looks for, and whether a posting has them.

A part that is not found where it is looked for may stand elsewhere in other words. So each has two witnesses, what the
chunks were taken for and the words of the whole text, and it is called missing only where both are silent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from typing import NamedTuple

from jdmatch.check.draft import Draft
from jdmatch.check.families.completeness import place_tables, tables
from jdmatch.check.families.completeness.cues import Cues, Words
from jdmatch.check.findings import Finding
from jdmatch.check.making import found
from jdmatch.chunking.verbs import form_of
from jdmatch.records import SectionKind

# Fewer responsibilities are a hint, not a description.
LEAST_DUTIES = 3
# So many different duty verbs and nouns outside the requirements show that duties are told, whatever they were
# taken for.
_TOLD = 4
_WORD = re.compile(r"[A-Z]?[a-z]{2,}")
_CAPITALISED = re.compile(r"[A-Z](?:[a-zü]+|[A-Z]+(?![a-z]))")
# The end of a first line, also where line ends were lost; the longest line that may be a title, in words.
_HEAD = re.compile(r"\n|(?<=[a-z])(?=[A-Z][a-z])|\s[|–]\s|\s{2,}")
_LONGEST_TITLE = 20
# How far from an amount the word stands that makes it pay.
_BESIDE = 60
_CLOSE = 25
_SIGN = 5
# How far into a text it says that a post is a passing one.
_FIRST = 500


# How far from a web address the words stand that make it a way to apply.
_BEFORE_LINK, _BEHIND_LINK = 120, 60


class Part(NamedTuple):
    """A part of a posting: its rule, the sections at whose heading it would stand, whether a draft has it, and what to
    say where it has not. One that is told last in a posting stands at the end of those without such a section."""

    code: str
    sections: tuple[SectionKind, ...]
    stated: Callable[[Look], bool]
    message: Callable[[Draft], str]
    last: bool = False


@cache
def compiled(pattern: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """A pattern of the tables, compiled when it is first needed."""
    return re.compile(pattern, flags)


@cache
def _cues(table: str) -> Cues:
    return Cues(table)


class Look:
    """A draft with the words that its parts are looked for in."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.all = Words(draft.text)

    @cached_property
    def aside(self) -> Words:
        """What is neither duty nor requirement."""
        return Words("\n".join(c.text for c in self.draft.chunks if c.kind == "other"))

    def anywhere(self, table: str) -> bool:
        """Whether a cue of the table stands anywhere in the posting."""
        return _cues(table).within(self.all)

    def beside(self, table: str) -> bool:
        """Whether a cue of the table stands outside duties and requirements."""
        return _cues(table).within(self.aside)

    def offered(self, table: str, beside: str) -> bool:
        """Whether a cue of the table stands outside duties and requirements in one sentence with one of ``beside``."""
        wanted, near = _cues(table), _cues(beside)
        return wanted.within(self.aside) and any(
            wanted.within(words) and near.within(words) for words in self._sentences
        )

    def promised(self, table: str, beside: str) -> bool:
        """Whether a cue of the table stands outside duties and requirements in a sentence that is not about those whom
        an employer serves, or anywhere in one sentence with one of ``beside``."""
        wanted, near, others = _cues(table), _cues(beside), _cues(tables.SERVED)
        if not wanted.within(self.all):
            return False
        return any(wanted.within(words) and not others.within(words) for words in self._sentences) or any(
            wanted.within(words) and near.within(words) for words in self._inside
        )

    def listed(self, table: str, least: int) -> bool:
        """Whether a sentence outside duties and requirements has so many different words of the table, and none for
        those whom an employer serves."""
        others = _cues(tables.SERVED)
        return any(_cues(table).count(words) >= least and not others.within(words) for words in self._sentences)

    @cached_property
    def _sentences(self) -> tuple[Words, ...]:
        return self._split(is_aside=True)

    @cached_property
    def _inside(self) -> tuple[Words, ...]:
        return self._split(is_aside=False)

    def _split(self, *, is_aside: bool) -> tuple[Words, ...]:
        return tuple(
            Words(sentence)
            for chunk in self.draft.chunks
            if (chunk.kind == "other") == is_aside
            for sentence in compiled(r"[.!?;•\n]+\s").split(chunk.text)
        )

    def has_section(self, kind: SectionKind) -> bool:
        """Whether a section of that kind says something below its heading."""
        return any(
            section.kind == kind and any(c.layout != "heading" for c in self.draft.chunks_of(section))
            for section in self.draft.sections
        )


def missing(draft: Draft) -> Iterator[Finding]:
    """A finding for each part that the draft lacks. The range of pay under ``eu-pay`` is that profile's own matter."""
    look = Look(draft)
    for part in PARTS:
        if part.code == "JDM504" and "eu-pay" in draft.options.profiles:
            continue
        if not part.stated(look):
            start, end = place(draft, part.sections)
            if part.last and not (start or end):
                start = end = len(draft.text.rstrip())
            # One or two responsibilities are thin; none is what the rule is about.
            thin = part.code == "JDM502" and draft.duties
            more = {"severity": "suggestion"} if thin else {}
            yield found(part.code, start, end, part.message(draft), key="missing", **more)


def place(draft: Draft, kinds: tuple[SectionKind, ...]) -> tuple[int, int]:
    """Where a part would go: the heading of the last section of the first kind that there is, else the beginning."""
    for kind in kinds:
        for section in reversed(draft.sections):
            if section.kind == kind and section.heading:
                heading = next((c for c in draft.chunks_of(section) if c.layout == "heading"), None)
                if heading is not None:
                    return heading.start, heading.end
    return 0, 0


def states_pay(look: Look) -> bool:
    """Whether an amount or a grade of pay stands in a field, the title or the text, or that there is none. In the title
    and beside title and place an amount that looks like pay needs no word for it."""
    draft = look.draft
    title = draft.posting.title or ""
    if draft.posting.fields.salary is not None or any(fact.kind == "pay" for fact in draft.facts):
        return True
    bare = compiled(tables.BARE_PAY).search
    if bare(title) is not None or any(bare(line) is not None for line in _opening(draft)):
        return True
    if look.anywhere(tables.PAY) or _cues(tables.PAY).within(Words(title)):
        return True
    return any(_amounts_to_pay(text) for text in (draft.text, title))


def _opening(draft: Draft) -> Iterator[str]:
    """The lines above the first duty or requirement, where title, place and pay stand."""
    for chunk in draft.chunks:
        if chunk.kind != "other":
            return
        if chunk.layout != "sentence":
            yield chunk.text


def _amounts_to_pay(text: str) -> bool:
    """Whether an amount of money has a word for pay beside it. A bare figure must be called pay: calls and cases are
    counted by the year, too."""
    named, period, other = (compiled(table).search for table in (tables.PAY_NAMED, tables.PAY_PERIOD, tables.NOT_PAID))
    for amount in compiled(tables.MONEY, 0).finditer(text):
        start, end = amount.span()
        if compiled(tables.NOT_MONEY, 0).match(text, end):
            continue
        is_money = compiled(tables.CURRENCY, 0).search(text, max(0, start - _SIGN), end + _SIGN) is not None
        before = max(0, start - _BESIDE)
        if named(text, max(0, start - _CLOSE), start) is not None:
            return True
        if is_money and named(text, before, end + _BESIDE) and not other(text, before, end + _BESIDE):
            return True
        paid_by = period(text, end, end + _CLOSE) if is_money else None
        if paid_by is not None and not other(text, before, paid_by.end()):
            return True
    return False


def _has_title(look: Look) -> bool:
    """A title in a field or found in the text, a label for one, or a first line short enough to be one."""
    posting = look.draft.posting
    if posting.title and posting.title.strip():
        return True
    head, *rest = _HEAD.split(posting.text.lstrip(), maxsplit=1)
    is_line = bool(rest) and 0 < len(head.split()) <= _LONGEST_TITLE and not head.rstrip().endswith((".", "!"))
    return is_line or compiled(tables.TITLE_LABEL).search(posting.text) is not None


def _has_duties(look: Look) -> bool:
    draft = look.draft
    if len(draft.duties) >= LEAST_DUTIES or look.anywhere(tables.DUTIES):
        return True
    words = {w.lower() for c in draft.chunks if c.kind != "requirement" for w in _WORD.findall(c.text)}
    forms = (form_of(word) for word in words)
    verbs = {form.base for form in forms if form is not None and form.firm}
    return len(verbs) + len(words & tables.DUTY_NOUNS) >= _TOLD


def _duties_message(draft: Draft) -> str:
    count = len(draft.duties)
    if count == 0:
        return "The posting lists no responsibilities."
    found_so_far = "one responsibility" if count == 1 else "two responsibilities"
    return f"The posting names only {found_so_far}; a reader cannot picture the work."


def _has_skills(look: Look) -> bool:
    return bool(look.draft.requirements) or look.anywhere(tables.REQUIREMENTS)


def _has_benefits(look: Look) -> bool:
    return (
        look.has_section("benefits")
        or look.anywhere(tables.BENEFITS)
        or look.promised(tables.BENEFITS_PROMISED, tables.OFFERED)
        or compiled(tables.BENEFIT_SHARE).search(look.aside.text) is not None
        or look.offered(tables.BENEFITS_ASIDE, tables.OFFERED)
        or look.listed(tables.BENEFITS_LISTED, tables.BENEFITS_TOGETHER)
    )


def _has_place(look: Look) -> bool:
    posting = look.draft.posting
    return (
        posting.format in tables.BOARD_FORMATS
        or any(_names_place(words) for words in (look.all, Words(posting.title or "")))
        or compiled(place_tables.TITLE_POSTCODE, 0).search(posting.title or "") is not None
        or compiled(place_tables.TITLE_PLACE, 0).search(posting.title or "") is not None
    )


def _names_place(words: Words) -> bool:
    return (
        not place_tables.NAMES.isdisjoint(_CAPITALISED.findall(words.text))
        or _cues(place_tables.PLACE_WORDS).within(words)
        or any(compiled(shape, re.MULTILINE).search(words.text) for shape in place_tables.PATTERNS)
    )


def _has_advancement(look: Look) -> bool:
    return (
        _is_passing(look)
        or look.anywhere(tables.ADVANCEMENT)
        or compiled(tables.TRAINED).search(look.all.text) is not None
        or look.offered(tables.ADVANCEMENT_ASIDE, tables.SOMEBODY)
    )


def _is_passing(look: Look) -> bool:
    """Whether the post is one for a season, in a private household or a training by itself, which is to lead
    nowhere."""
    title, text = look.draft.posting.title or "", look.draft.text
    return (
        compiled(tables.PASSING_TITLE).search(title) is not None
        or compiled(tables.HOUSEHOLD_TITLE).search(title) is not None
        or compiled(tables.PASSING).search(text, 0, _FIRST) is not None
    )


def _has_application(look: Look) -> bool:
    draft = look.draft
    return (
        draft.posting.format in tables.BOARD_FORMATS
        or any(sign in draft.text for sign in tables.ADDRESSES)
        or _links_to_apply(draft.text)
        or look.has_section("application")
        or look.anywhere(tables.APPLICATION)
        or _asks_for_papers(look)
        or look.beside(tables.APPLICATION_ASIDE)
    )


def _links_to_apply(text: str) -> bool:
    """Whether a web address is one for applying, by its own words or those around it; an employer's page is none."""
    applies = compiled(tables.APPLYING)
    return any(
        applies.search(text, max(0, link.start() - _BEFORE_LINK), link.end() + _BEHIND_LINK) is not None
        for link in compiled(tables.LINK).finditer(text)
    )


def _asks_for_papers(look: Look) -> bool:
    """Whether papers or a person to write to are named; most texts have none of the words."""
    asked = not tables.PAPERS.isdisjoint(look.all.words)
    return asked and compiled(tables.APPLICATION_PAPERS).search(look.all.text) is not None


def _says(message: str) -> Callable[[Draft], str]:
    return lambda _draft: message


PARTS: tuple[Part, ...] = (
    Part("JDM501", (), _has_title, _says("The posting has no line with a job title.")),
    Part("JDM502", ("responsibilities",), _has_duties, _duties_message),
    Part("JDM503", ("requirements",), _has_skills, _says("The posting does not say what the job asks of a person.")),
    Part("JDM504", ("benefits",), states_pay, _says("The posting states no pay and no range of pay.")),
    Part("JDM505", ("benefits",), _has_benefits, _says("The posting names no benefits.")),
    Part("JDM506", (), _has_place, _says("The posting does not say where the work is done.")),
    Part(
        "JDM507",
        ("benefits",),
        _has_advancement,
        _says("The posting says nothing about growth, training or a career path."),
        last=True,
    ),
    Part("JDM508", ("application",), _has_application, _says("The posting does not say how to apply.")),
)
