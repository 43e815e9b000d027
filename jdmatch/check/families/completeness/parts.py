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


class Part(NamedTuple):
    """A part of a posting: its rule, the sections at whose heading it would stand, whether a draft has it, and what to
    say where it has not."""

    code: str
    sections: tuple[SectionKind, ...]
    stated: Callable[[Look], bool]
    message: Callable[[Draft], str]


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
    """Whether an amount of money has a word for pay beside it."""
    beside = compiled(tables.PAY_WORDS).search
    return any(
        beside(text, max(0, amount.start() - _BESIDE), amount.end() + _BESIDE) is not None
        for amount in compiled(tables.MONEY, 0).finditer(text)
    )


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
    return look.has_section("benefits") or look.beside(tables.BENEFITS_ASIDE) or look.anywhere(tables.BENEFITS)


def _has_place(look: Look) -> bool:
    posting = look.draft.posting
    return (
        posting.format in tables.BOARD_FORMATS
        or any(_names_place(words) for words in (look.all, Words(posting.title or "")))
        or compiled(place_tables.TITLE_PLACE, 0).search(posting.title or "") is not None
    )


def _names_place(words: Words) -> bool:
    return (
        not place_tables.NAMES.isdisjoint(_CAPITALISED.findall(words.text))
        or _cues(place_tables.PLACE_WORDS).within(words)
        or any(compiled(shape, re.MULTILINE).search(words.text) for shape in place_tables.PATTERNS)
    )


def _has_advancement(look: Look) -> bool:
    return look.beside(tables.ADVANCEMENT_ASIDE) or look.anywhere(tables.ADVANCEMENT)


def _has_application(look: Look) -> bool:
    draft = look.draft
    return (
        draft.posting.format in tables.BOARD_FORMATS
        or any(sign in draft.text for sign in tables.ADDRESSES)
        or look.has_section("application")
        or look.anywhere(tables.APPLICATION)
    )


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
        ("benefits", "about"),
        _has_advancement,
        _says("The posting says nothing about growth, training or a career path."),
    ),
    Part("JDM508", ("application",), _has_application, _says("The posting does not say how to apply.")),
)
