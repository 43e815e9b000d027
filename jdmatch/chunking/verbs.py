"""Duty verbs in the three shapes that lists of duties use: "prepare", "prepares", "preparing".

The tables hold base forms; the other shapes are spelled from them by rule. Whether a word that may be a verb is one in
its place is decided by ``clauses``; here it is only looked up.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

from jdmatch.chunking.verb_tables import DOUBLED, DOUBLED_BRITISH, FIRM, LOOSE

Shape = Literal["base", "s", "ing"]
_VOWELS = "aeiou"


class Form(NamedTuple):
    """A verb in one shape. ``firm`` says that the word is hardly ever a noun or an adjective."""

    base: str
    shape: Shape
    firm: bool


def form_of(word: str) -> Form | None:
    """The verb form of a word in lower case, None where the tables know no such verb."""
    return _forms().get(word)


@cache
def _forms() -> dict[str, Form]:
    forms: dict[str, Form] = {}
    for verbs, firm in ((LOOSE, False), (FIRM, True)):
        for verb in verbs:
            forms[verb] = Form(verb, "base", firm)
            forms[third_person(verb)] = Form(verb, "s", firm)
            for gerund in gerunds(verb):
                forms[gerund] = Form(verb, "ing", firm)
    return forms


def third_person(verb: str) -> str:
    """ "prepare" → "prepares", "process" → "processes", "supply" → "supplies"."""
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return verb[:-1] + "ies"
    return verb + "s"


def gerunds(verb: str) -> tuple[str, ...]:
    """ "prepare" → "preparing", "plan" → "planning", "travel" → "traveling" and "travelling"."""
    if verb.endswith("ie"):
        return (verb[:-2] + "ying",)
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return (verb[:-1] + "ing",)
    if verb in DOUBLED_BRITISH:
        return (verb + "ing", verb + verb[-1] + "ing")
    return (verb + verb[-1] + "ing",) if verb in DOUBLED else (verb + "ing",)
