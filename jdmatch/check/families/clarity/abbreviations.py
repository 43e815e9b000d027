"""Abbreviations that a reader from outside cannot know, and that the posting never spells out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jdmatch.check.families.clarity.abbreviation_tables import KNOWN, SMALL, WORDS
from jdmatch.check.families.clarity.page import Page
from jdmatch.check.findings import Finding, Related
from jdmatch.check.making import found
from jdmatch.chunking.tables import REQUIREMENT_OPENERS, SENTENCE_OPENERS
from jdmatch.chunking.verbs import form_of
from jdmatch.records import Chunk

# An abbreviation, not glued to a number, a stop or another word ("AS/400", "UI/UX", "B.S.").
_TOKEN = re.compile(r"(?<![\w&/.'’@#+-])[A-Z]{2,6}(?=s?(?![\w&/'’@#+-])(?!\.\w))")
_ROMAN = re.compile(r"[IVX]+")
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
# Said of an employer, whose name needs no spelling out.
_NAME = r"\b{0} (?:is|was|has|offers|provides|seeks|employees|team|Inc|LLC|Corp|Ltd|Group)\b|\b(?:at|join|About) {0}\b"
_MOST = 3


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
            if short in KNOWN or _is_word(short) or _ROMAN.fullmatch(short) or _is_loud(page.text, chunk, match):
                continue
            if not _is_mixed(chunk.text):
                break
            before = page.text[max(chunk.start, match.start() - 40) : match.start()]
            if not _SKILL_BEFORE.search(before) and not _SKILL_BEHIND.match(page.text, match.end()):
                out.setdefault(short, []).append(match.start())
    return out


def _is_mixed(text: str) -> bool:
    """Whether a text is written in small letters, so that capitals say something."""
    return sum(map(str.islower, text)) > sum(map(str.isupper, text))


def _is_word(short: str) -> bool:
    low = short.lower()
    return low in WORDS or low in SENTENCE_OPENERS or low in REQUIREMENT_OPENERS or form_of(low) is not None


def _is_loud(text: str, chunk: Chunk, match: re.Match[str]) -> bool:
    """Whether it is one of several words in capitals."""
    before = text[chunk.start : match.start()].split()[-1:]
    behind = text[match.end() : chunk.end].split()[:1]
    return any(_LOUD.fullmatch(word.strip(".,:;()")) for word in before + behind)


def _is_explained(page: Page, short: str, initials: _Initials) -> bool:
    text = page.text
    # "Department of Sanitation (DSNY)", "DSNY (the city's …)", "DSNY, or …".
    if re.search(rf"\w[\w'’”\"]* ?\(\s*(?:the |or |aka |[\"“'‘])*{short}s?\b|\b{short}s? ?\((?:\w+[ -]){{1,}}", text):
        return True
    if re.search(rf"\b{short}s? (?:stands for|means)\b", text) or re.search(_NAME.format(short), text):
        return True
    if re.search(rf"\b{short}\b", page.draft.posting.title or ""):
        return True
    # It stands in lower case too: a word that was shouted.
    if re.search(rf"\b{short.lower()}\b", text):
        return True
    if short.startswith("NYC") and len(short) > 4 and _is_explained(page, short[3:], initials):
        return True
    return initials.spell(short)


class _Initials:
    """The initials of a text's words, in runs: once of all words, once of the capitalised ones."""

    def __init__(self, text: str) -> None:
        words = _WORD.findall(text)
        big = [word for word in words if word.lower() not in SMALL]
        self.all = "".join(word[0].lower() for word in words)
        self.without_small = "".join(word[0].lower() for word in big)
        self.capitals = "".join(word[0] if word[0].isupper() and not word.isupper() else "." for word in big)

    def spell(self, short: str) -> bool:
        """Whether words of the text spell the abbreviation with their initials."""
        low = short.lower()
        if len(short) >= 4 and (low in self.all or low in self.without_small):
            return True
        return short in self.capitals
