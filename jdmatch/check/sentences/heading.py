"""The part of a statement before its dash, which says what the statement is about: how it stands inside a sentence, and
whether it may stand there without an article."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jdmatch.check.sentences import object_tables, tables
from jdmatch.check.sentences.words import is_adverb

_JOINED = re.compile(r",\s*(?:and\s+|or\s+)?|\s+(?:and|or|&)\s+")
_BEHIND = re.compile(
    r"\s(?:of|in|on|at|for|with|from|by|to|across|between|under|over|after|before|during|about|who|that|whose|which|"
    r"reported|involving|coming|due)\s"
)
_CODE = re.compile(r"[A-Z].*[A-Z0-9&]|\d")
_WORD = re.compile(r"[\w'’&./-]+")
# A name of more words than these mostly holds a clause.
_LONGEST_OBJECT = 8


@dataclass(frozen=True, slots=True)
class Heading:
    """``label`` is the heading as it stands, with a capital; ``name`` how it stands inside a sentence; ``is_object``:
    it can be a verb's object as it is, for it needs no article and names things or people, no activity;
    ``is_people``: it names people; ``is_joined``: it names several things; ``pronoun``
    stands for it."""

    label: str
    name: str
    is_object: bool
    is_people: bool
    is_joined: bool
    pronoun: str


def heading(text: str) -> Heading:
    """What the words before the dash are good for."""
    label = text[:1].upper() + text[1:]
    owner, *behind = _BEHIND.split(text, maxsplit=1)
    parts = [part for part in _JOINED.split(owner) if part]
    whole = [w.lower() for w in _WORD.findall(text)]
    is_object = (
        bool(parts)
        and len(whole) <= _LONGEST_OBJECT
        and not any(w in tables.NO_OBJECT_WORDS for w in whole)
        and all(_stands_bare(part) for part in parts)
        and not (behind and len(parts) > 1)
    )
    people = [_is_people(_last(part)) for part in parts]
    if any(people) and not all(people):
        is_object = False
    joined = _JOINED.search(text) is not None
    core = _last(owner)
    many = joined or is_plural(core) or any(people) or core.endswith(tables.PERSON_ENDINGS)
    return Heading(label, _lowered(text), is_object, bool(people) and all(people), joined, "them" if many else "it")


def _is_people(noun: str) -> bool:
    ended = noun.endswith(tables.PEOPLE_ENDINGS) and noun not in object_tables.NOT_PEOPLE
    return noun in tables.PEOPLE or noun in object_tables.WORKERS or ended


def _last(text: str) -> str:
    found = _WORD.findall(text)
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


def _stands_bare(part: str) -> bool:
    """Whether a noun phrase surely needs no article before it: a plural, a known mass noun, or one that has a number
    or a determiner."""
    found = _WORD.findall(part)
    if not found:
        return False
    first, last = found[0].lower(), _last(part)
    if is_adverb(last) or last.endswith("ed") or any(is_adverb(w.lower()) for w in found[:1]):
        return False
    if len(found) > 1 and any(w.lower() in tables.DETERMINERS for w in found[1:]):
        return False
    if (first in tables.DETERMINERS or first[0].isdigit()) and len(found) > 1:
        return is_plural(last) or first in ("the", "a", "an", "this", "each", "every", "his", "her", "their", "one")
    if first.replace("’", "'").endswith("'s"):
        return False
    return is_plural(last) or last in object_tables.THINGS


def is_plural(noun: str) -> bool:
    """Whether a noun in lower case is surely a plural."""
    if noun in tables.PLURALS:
        return True
    return noun.endswith("s") and len(noun) > 3 and not noun.endswith(("ss", "us", "is", "ics", "ous", "news"))
