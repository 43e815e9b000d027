"""The part of a statement before its dash: how it is called inside a sentence, and what it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jdmatch.check.sentences import tables
from jdmatch.check.sentences.words import is_adverb

_BEHIND = re.compile(
    r"\s(?:of|in|on|at|for|with|from|by|to|across|between|under|over|after|before|against|through|within|during|"
    r"without|into|than|beyond|behind|above|below|per|about|as|not|that|who|which|while|when|until|inside|outside|near|"
    r"around|along|toward|towards|due|requiring|involving|including|governing|connecting)\s"
)
_JOINED = re.compile(r",\s*(?:and\s+|or\s+)?|\s+(?:and|or|&)\s+")
_CODE = re.compile(r"[A-Z].*[A-Z0-9&]|\d")


@dataclass(frozen=True, slots=True)
class Heading:
    """``name`` is the heading inside a sentence, with its article; ``lead`` how a sentence begins with it;
    ``is_activity``: it names an activity ("Recruitment") and no thing;
    ``pronoun`` is what stands for it; ``is_people``: it names people."""

    name: str
    lead: str
    is_activity: bool
    pronoun: str
    is_people: bool = False


def heading(text: str) -> Heading:
    """The heading as it stands in the middle of a sentence."""
    core = _BEHIND.split(text, maxsplit=1)[0]
    parts = [part for part in _JOINED.split(core) if part]
    last = _last(parts[-1] if parts else text)
    name = _lowered(text)
    first, *rest = [_lowered(part) for part in parts] or [text]
    if _takes_article(first) and all(_takes_article(part) for part in rest[-1:]):
        name = f"the {name}"
    joined = len(parts) > 1 or _JOINED.search(text) is not None
    word = "During" if last in tables.EVENTS and not joined else "For"
    activity = last in tables.ACTIVITIES or last.endswith(tables.ACTIVITY_ENDINGS)
    many = joined or last in tables.PLURALS or (last.endswith("s") and not last.endswith(("ss", "us", "is")))
    people = last in tables.PEOPLE or last.endswith(tables.PEOPLE_ENDINGS)
    return Heading(name, f"{word} {name}", activity, "them" if many else "it", people)


def _last(text: str) -> str:
    found = re.findall(r"[\w'’&-]+", text)
    return found[-1].lower().rpartition("-")[2] or found[-1].lower() if found else ""


def _lowered(text: str) -> str:
    """The first letter made small, unless the word is a name, an acronym or a code."""
    first, second = (*re.split(r"[\s,]+", text), "")[:2]
    if (
        first.lower().replace("’", "'").removesuffix("'s") in tables.PROPER
        or _CODE.search(first)
        or not first[1:2].isalpha()
        or (second[:1].isupper() and second[1:2].islower() and text.split()[-1].islower())  # "Six Sigma project"
    ):
        return text
    return text[0].lower() + text[1:]


def _takes_article(core: str) -> bool:
    """Whether a noun phrase is one countable thing without an article yet."""
    found = re.findall(r"[\w'’&-]+", core)
    if not found:
        return False
    first, last = found[0].lower(), found[-1]
    if first in tables.DETERMINERS or first[0].isdigit():
        return False
    if first.replace("’", "'").endswith("'s") and len(found) > 1:
        return found[0].islower() and is_countable(first[:-2])
    if first[0].isalpha() and any(w.lower() in tables.DETERMINERS for w in found[:-1]):
        return False
    while len(found) > 1 and (is_adverb(last.lower()) or last.endswith("ed")):
        found.pop()
        last = found[-1]
    if last.isupper() or last[0].isdigit() or len(last) < 2:
        return False
    return is_countable(last.lower().rpartition("-")[2] or last.lower())


def is_countable(noun: str) -> bool:
    """Whether a noun in lower case is a countable one in the singular."""
    if noun in tables.COUNTED or noun in tables.COLLECTIVE:
        return True
    if noun in tables.MASS or noun in tables.PLURALS or noun.endswith(tables.MASS_ENDINGS):
        return False
    return not (noun.endswith("s") and not noun.endswith(("ss", "us", "is")))
