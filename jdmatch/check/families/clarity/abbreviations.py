"""Abbreviations that a reader from outside cannot know, and that the posting never spells out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from jdmatch.check.families.clarity.abbreviation_tables import KNOWN, SMALL, WORDS
from jdmatch.check.families.clarity.page import Page
from jdmatch.check.findings import Finding, Related
from jdmatch.check.making import found
from jdmatch.chunking.tables import REQUIREMENT_OPENERS, SENTENCE_OPENERS
from jdmatch.chunking.verbs import form_of
from jdmatch.records import Chunk

# An abbreviation, not glued to a number, a stop or another word ("AS/400", "UI/UX", "B.S.").
_TOKEN = re.compile(r"[A-Z](?<![\w&/.'’“\"@#+-].)[A-Z]{1,5}(?=s?(?![\w&/'’@#+-])(?!\.\w))")
# A number, or the grade of a civil servant ("MIII").
_ROMAN = re.compile(r"M?[IVX]+")
_LOUD = re.compile(r"[A-Z]{2,}")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
# In front of a skill or behind a credential: who has it knows it.
_SKILL_BEFORE = re.compile(
    r"(?:experience|knowledge|proficien\w+|familiar\w*|understanding|certifi\w+|licen[sc]e[sd]?|using|skills?|fluent|"
    r"degree|accredited)(?: (?:in|of|with|by|the|and|or|(?-i:[A-Z]{2,},?)))* ?$",
    re.IGNORECASE,
)
_SKILL_BEHIND = re.compile(
    r"s? (?:certif|licen|credential|accredit|degree|software|programming|language|server|database|compliant|code)",
    re.IGNORECASE,
)
# A trade's word for a kind of thing, which those who work with it know ("RPZ valves"), and what a trade goes by.
_THING_BEHIND = re.compile(
    r"s? (?:valve|pump|drive|motor|cable|pipe|boiler|sensor|switch|panel|gauge|tool|lathe|mill|weld|laser|scanner|"
    r"standards?\b|regulations?\b|guidelines?\b|certified|V?\d|civil service|exam)",
    re.IGNORECASE,
)
_TRADE_BEFORE = re.compile(
    r"(?:\b(?:technolog\w+|frameworks?|protocols?|standards?|regulations?|components?)\b[^.;]{0,12}such as|"
    r"\bsuch (?:technolog\w+|frameworks?|protocols?|standards?|components?|tools?) as(?: [\w/ -]+,)*|"
    r"\b(?:protocols?|standards?|codes?)\b,? (?:including|like|e\.g\.,?|namely)(?: [\w/ -]+,)*|"
    r"\b(?:members?|membership|community|chapter|association|society|user group) (?:of|in|with)|"
    r"\b(?:certif\w+|accredit\w+|licensed?) \w+ (?:with|by|from|through))(?: the| an?)?"
    r"(?: (?:(?-i:[A-Z]\w+)|and|or),?)* ?$",
    re.IGNORECASE,
)
# What explains an abbreviation, behind it and before it: brackets, "stands for", and words that are said of an
# employer, whose name needs no spelling out.
_BEHIND = re.compile(
    r"s? ?\((?:\w+[ -])+|s? (?:stands for|means)\b|"
    r" (?:is|was|has|offers|provides|seeks|employees|team|values|culture|Inc|LLC|Corp|Ltd|Group|Media|Holdings|"
    r"Technologies|Industries|Labs|Studios|International|Consulting|Partners|Solutions|Enterprises|Corporation|"
    r"Company|Limited|GmbH|Ag)\b"
)
_BEFORE = re.compile(r"\w[\w'’”\"]* ?\(\s*(?:the |or |aka |[\"“'‘])*\Z|\b(?:at|join|joining|At|Join|About) \Z")
_NEAR = 40
_LIST = 90
_MOST = 3
_PLACES = frozenset({"NYC", "NYS", "USA"})


def unexplained(page: Page) -> Iterator[Finding]:
    """JDM307: abbreviations in the duties that stand nowhere in full."""
    places = _places(page)
    if not places:
        return
    initials = _Initials(page.text)
    open_ones = {short: at for short, at in places.items() if not _is_explained(page, short, initials)}
    if not open_ones:
        return
    firsts = sorted(open_ones.items(), key=lambda item: item[1][0])
    if len(firsts) > _MOST:
        (short, (at, *_)), *rest = firsts
        names = ", ".join(f"“{name}”" for name, _ in firsts[:-1]) + f" and “{firsts[-1][0]}”"
        yield found(
            "JDM307",
            at,
            at + len(short),
            f"{len(firsts)} abbreviations are never spelled out: {names}.",
            related=tuple(Related(f"“{name}”", at[0], at[0] + len(name)) for name, at in rest),
        )
        return
    for short, (first, *others) in firsts:
        yield found(
            "JDM307",
            first,
            first + len(short),
            f"“{short}” is never spelled out.",
            related=tuple(Related(f"“{short}” again", at, at + len(short)) for at in others),
        )


def _places(page: Page) -> dict[str, list[int]]:
    """Where abbreviations stand that are not known to everybody."""
    out: dict[str, list[int]] = {}
    for chunk in page.draft.duties:
        if chunk.layout == "heading":
            continue
        for match in _TOKEN.finditer(page.text, chunk.start, chunk.end):
            short = match.group()
            if _is_known(short) or _is_word(short) or _ROMAN.fullmatch(short) or _is_loud(page.text, chunk, match):
                continue
            if not _is_mixed(chunk.text):
                break
            before = page.text[max(chunk.start, match.start() - _LIST) : match.start()]
            if not (_SKILL_BEFORE.search(before) or _TRADE_BEFORE.search(before) or _is_of_a_trade(page, match.end())):
                out.setdefault(short, []).append(match.start())
    return out


def _is_of_a_trade(page: Page, end: int) -> bool:
    return bool(_SKILL_BEHIND.match(page.text, end) or _THING_BEHIND.match(page.text, end))


def _is_mixed(text: str) -> bool:
    """Whether a text is written in small letters, so that capitals say something."""
    return sum(map(str.islower, text)) > sum(map(str.isupper, text))


def _is_known(short: str) -> bool:
    """Whether everybody knows it, as it stands or behind the name of its place ("NYSDOT")."""
    return short in KNOWN or (short[:3] in _PLACES and len(short) > 4 and short[3:] in KNOWN)


def _is_word(short: str) -> bool:
    low = short.lower()
    return low in WORDS or low in SENTENCE_OPENERS or low in REQUIREMENT_OPENERS or form_of(low) is not None


def _is_loud(text: str, chunk: Chunk, match: re.Match[str]) -> bool:
    """Whether it is one of several words in capitals."""
    before = text[chunk.start : match.start()].split()[-1:]
    behind = text[match.end() : chunk.end].split()[:1]
    return any(_LOUD.fullmatch(word.strip(".,:;()")) for word in before + behind)


def _is_explained(page: Page, short: str, initials: _Initials) -> bool:
    text, low = page.text, short.lower()
    # In lower case it is a word that was shouted.
    if short in (page.draft.posting.title or "") or any(
        not text[at + len(low) : at + len(low) + 1].isalnum() for at in _everywhere(text, low)
    ):
        return True
    if any(_says_what_it_is(text, at, at + len(short)) for at in _everywhere(text, short)):
        return True
    if short.startswith("NYC") and len(short) > 4 and _is_explained(page, short[3:], initials):
        return True
    return initials.spell(short)


def _everywhere(text: str, short: str) -> Iterator[int]:
    """Where an abbreviation begins, in other chunks too."""
    at = text.find(short)
    while at >= 0:
        if not text[at - 1 : at].isalnum() or at == 0:
            yield at
        at = text.find(short, at + 1)


def _says_what_it_is(text: str, start: int, end: int) -> bool:
    """ "Department of Sanitation (DSNY)", "DSNY (the city's …)", "DSNY means …", or the name of an employer."""
    return bool(_BEHIND.match(text, end) or _BEFORE.search(text, max(0, start - _NEAR), start))


class _Initials:
    """The initials of a text's words, in runs: of all words, without the small ones, of the capitalised ones. They are
    read when the first abbreviation asks for them."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _runs(self) -> tuple[str, str, str]:
        words = _WORD.findall(self._text)
        big = [word for word in words if word.lower() not in SMALL]
        return (
            "".join([word[0] for word in words]).lower(),
            "".join([word[0] for word in big]).lower(),
            "".join([word[0] if word[0].isupper() and not word.isupper() else "." for word in big]),
        )

    def spell(self, short: str) -> bool:
        """Whether words of the text spell the abbreviation with their initials."""
        low = short.lower()
        every, without_small, capitals = self._runs
        return short in capitals or (len(short) >= 4 and (low in every or low in without_small))
