"""Words of a statement with their places, and what the tables say about each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from jdmatch.check.sentences import tables, verb_tables
from jdmatch.chunking.verbs import Form, form_of, gerunds, third_person

_TOKEN = re.compile(r"[A-Za-z0-9À-ÿ][\w'’]*(?:[-/&.+][\w'’]+)*|[^\w\s]")
JOINTS = frozenset(("and", "or", "&", "and/or", "then", "but"))
STOPS = frozenset(",;:().")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a sign at ``text[start:end]``; ``low`` is it in lower case."""

    low: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """The words and signs of a text in order."""
    return [Word(m.group().lower().replace("’", "'"), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def low_at(tokens: Sequence[Word], i: int) -> str:
    """The i-th word in lower case, "" behind the end."""
    return tokens[i].low if 0 <= i < len(tokens) else ""


def verb_form(low: str) -> Form | None:
    """The verb form of a word in lower case, of the chunker's tables or of ``verb_tables``."""
    found = _forms().get(low) or form_of(low)
    if found is not None:
        return found
    # "retest", "reseal": done again.
    if low.startswith("re") and len(low) > 5 and (again := form_of(low[2:])) is not None:
        return Form(f"re{again.base}", again.shape, True)
    head, _, rest = low.partition("-")
    # "re-teach", "pre-treat", "co-sign": the verb is what stands behind the hyphen.
    if rest and head in tables.VERB_PREFIXES:
        inner = verb_form(rest)
        return Form(f"{head}-{inner.base}", inner.shape, inner.firm) if inner else None
    # "acid-rinse", "dual-source", but not "quick-start", "on-call", "cost-center".
    if rest and head not in tables.NO_VERB_PREFIXES and (inner := verb_form(rest)) is not None:
        sure = inner.shape == "base" and inner.firm and inner.base not in verb_tables.NOUNS_TOO
        return Form(f"{head}-{inner.base}", inner.shape, True) if sure else None
    return None


@cache
def _forms() -> dict[str, Form]:
    """The forms of the verbs that ``verb_tables`` adds, or knows better. A base form wins over any other."""
    shaped: dict[str, Form] = {}
    bases: dict[str, Form] = {}
    for verbs, firm in ((verb_tables.LOOSE_MORE, False), (verb_tables.FIRM_MORE, True)):
        for verb in sorted(verbs):
            bases[verb] = Form(verb, "base", firm)
            if form_of(third(verb)) is None:
                shaped[third(verb)] = Form(verb, "s", firm)
            if form_of(gerund(verb)) is None:
                shaped[gerund(verb)] = Form(verb, "ing", firm)
    return {**shaped, **bases}


def is_base_verb(low: str) -> bool:
    """Whether the tables know the word as a verb in base form."""
    found = verb_form(low)
    return found is not None and found.shape == "base"


def is_adverb(low: str) -> bool:
    """Adverbs of the table, and words in -ly that are none of the other words so ended."""
    return low in tables.ADVERBS or (low.endswith("ly") and len(low) > 4 and low not in tables.NOT_ADVERBS)


def gerund(base: str) -> str:
    """The -ing form of a verb: "plan" → "planning", "re-teach" → "re-teaching"."""
    head, dash, last = base.rpartition("-")
    if base in ("be", "see", "flee", "free"):
        return f"{base}ing"
    if base in verb_tables.MORE_DOUBLED or last in verb_tables.MORE_DOUBLED:
        return f"{base}{base[-1]}ing"
    return head + dash + gerunds(last)[0]


def third(base: str) -> str:
    """The third person of a verb: "have" → "has", "supply" → "supplies"."""
    if base in ("have", "be"):
        return {"have": "has", "be": "is"}[base]
    return third_person(base)
