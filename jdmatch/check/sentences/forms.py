"""The verbs of a duty in the form that a list of duties uses: "prepare", "prepares", "preparing", "you will prepare".

A duty may hold several verbs side by side, and all of them change: "Prepare invoices and send them" becomes "Prepares
invoices and sends them". Verbs of infinitives and of clauses behind "who", "that" or "when" stay as they are.
"""

from __future__ import annotations

import re
from typing import Literal

from jdmatch.check.sentences import tables
from jdmatch.check.sentences.coordination import completed, first_doubt, is_coordinate, is_noun, joint_at
from jdmatch.check.sentences.parts import Duty
from jdmatch.check.sentences.verb_tables import MOSTLY_VERBS
from jdmatch.check.sentences.words import JOINTS, STOPS, Word, gerund, is_adverb, low_at, third, verb_form, words
from jdmatch.chunking.verbs import Form

# A duty that was cut short says at least so much.
_FEWEST_WORDS = 4

VerbForm = Literal["imperative", "third", "gerund", "you will"]


def told(duty: Duty, form: VerbForm) -> str:
    """The duty in the wanted form, without a capital or a full stop of its own."""
    text = _imperative(duty.text)
    lead = f"{duty.lead}, " if duty.lead else ""
    if form == "imperative":
        return lead + (_plain(text) if lead else text)
    if form == "you will":
        return f"{lead}{'you' if lead else 'You'} will {_plain(text)}"
    out = _certain(_plain(text))
    for word, base in reversed(_verbs(out)):
        shaped = third(base) if form == "third" else gerund(base)
        out = out[: word.start] + shaped + out[word.end :]
    return lead + out


def _certain(text: str) -> str:
    """The duty up to the first word of which nobody can tell whether it is a verb: an imperative may leave that open,
    any other form must know."""
    tokens = words(text)
    found = [word.start for word, _ in _verbs(text)]
    at = first_doubt(tokens, [i for i, word in enumerate(tokens) if word.start in found])
    if at is None:
        return text
    last = max(i for i, word in enumerate(tokens) if word.start in found and i < at)
    kept = text[: tokens[at].start].rstrip(" ,;&")
    kept = re.sub(r"[\s,]+(?:and|or|then|and/or)$", "", kept)
    if joint_at(tokens, last) == "," and tokens[last - 1].low == ",":
        kept = f"{kept[: tokens[last - 1].start]} and{kept[tokens[last - 1].end :]}"
    return kept if len(kept.split()) >= _FEWEST_WORDS else text


def form_of_duty(body: str) -> VerbForm | None:
    """The form in which a duty's first verb stands, behind adverbs; None where it begins with no verb."""
    tokens = words(body[:120])
    first = 0
    while is_adverb(low_at(tokens, first)):
        first += 1
    form = verb_form(low_at(tokens, first))
    if form is None:
        return None
    shapes: dict[str, VerbForm] = {"base": "imperative", "s": "third", "ing": "gerund"}
    return shapes[form.shape] if form.firm or _is_main(tokens[first:], form) or form.shape == "base" else None


def _plain(text: str) -> str:
    """The first letter made small where the first word is a plain one."""
    first = text.split(" ", 1)[0]
    return text if not first or any(c.isupper() or c.isdigit() for c in first[1:]) else text[0].lower() + text[1:]


def _imperative(text: str) -> str:
    """A statement that stands in the third person or as a gerund, told in the imperative; any other as it is."""
    tokens = words(text)
    for i, word in enumerate(tokens[:3]):
        form = verb_form(word.low)
        if form is not None:
            if form.shape == "base" or i > 0 or not _is_main(tokens, form):
                return text
            out = text
            for other, base in reversed(_verbs(text, form.shape)):
                out = out[: other.start] + base + out[other.end :]
            return out
        if not is_adverb(word.low):
            return text
    return text


def _is_main(tokens: list[Word], form: Form) -> bool:
    """Whether a first word in -s or -ing is the verb of what follows: "Reviews claims", but not "Reviews of claims",
    "Training programs"."""
    ahead = low_at(tokens, 1)
    if ahead in tables.DETERMINERS or (form.firm and ahead in JOINTS):
        return True
    if ahead in tables.PREPOSITIONS or not ahead or ahead in STOPS or verb_form(ahead) is not None:
        return False
    return form.firm


def _verbs(text: str, shape: str = "base") -> list[tuple[Word, str]]:
    """The main verbs of a duty with their base forms, in order."""
    tokens = words(text)
    first = 0
    while first < len(tokens) and is_adverb(tokens[first].low):
        first += 1
    opener = verb_form(low_at(tokens, first))
    if opener is None or opener.shape != shape:
        opener = Form(low_at(tokens, first), "base", True)
        if not opener.base or shape != "base":
            return []
    found = {first: opener.base}
    maybe: dict[int, str] = {}
    in_row, depth, opened, last = True, 0, "", first
    for i in range(first + 1, len(tokens)):
        low = tokens[i].low
        depth += (low == "(") - (low == ")")
        if depth > 0:
            continue
        if low == ";":
            opened = ""
        joint = joint_at(tokens, i)
        if not joint:
            if _opens_clause(tokens, i):
                opened = low
            # A particle or an adverb keeps the row open ("look up and retrieve").
            in_row = in_row and (low in JOINTS or low == "," or low in tables.PARTICLES or is_adverb(low))
            continue
        form = verb_form(low)
        if form is None and in_row and shape == "base" and _is_alone(tokens, i):
            form = Form(low, "base", True)  # an unknown word in a row of verbs: "observe, feel, or taste"
        if form is None or form.shape != shape or text[tokens[i].start].isupper():
            if _opens_clause(tokens, i):
                opened = low
            in_row = in_row and is_adverb(low)
            continue
        if in_row or is_coordinate(tokens, i, form, joint, opened, len(found) > 1, last):
            found[i] = form.base
            opened, last = "", i
        elif not opened and not is_noun(form.base, low_at(tokens, i + 1)):
            maybe[i] = form.base
    found |= completed(tokens, found, maybe)
    return [(tokens[i], base) for i, base in sorted(found.items())]


def _opens_clause(tokens: list[Word], i: int) -> bool:
    """Whether verbs behind this word belong to a clause of its own: an infinitive, "who …", "by …ing"."""
    low = tokens[i].low
    if low in ("to", "by"):
        if low == "to" and "from" in {word.low for word in tokens[max(0, i - 6) : i]}:
            return False  # "from view to view"
        k = i + 1
        while is_adverb(low_at(tokens, k)):
            k += 1
        form = verb_form(low_at(tokens, k))
        if form is not None and low == "to" and form.shape == "base":
            return form.firm or form.base in MOSTLY_VERBS  # not "to scale", "to code"
        return form is not None and low == "by" and form.shape == "ing"
    if low == "once" and (low_at(tokens, i - 1) == "at" or low_at(tokens, i + 1) in JOINTS):
        return False
    if low in tables.TIME_PREPOSITIONS:
        # "before closing", "after the meeting": what "and" brings next is mostly the duty's own.
        return low_at(tokens, i + 1) in tables.SUBJECTS or low_at(tokens, i + 1).endswith("ing")
    if low == "as":
        return low_at(tokens, i + 1) in tables.SUBJECTS | tables.DETERMINERS
    if low in tables.CIRCUMSTANCE and low_at(tokens, i + 1).endswith("ed"):
        return low_at(tokens, i + 2) not in JOINTS  # "when signaled and"
    if low in tables.CLAUSE_OBJECT or low in tables.CIRCUMSTANCE:
        return True
    # "…, telling the lead", but not the middle of a list ("posting, adjusting and refunding").
    apart = low_at(tokens, i + 1) not in JOINTS | STOPS
    return low.endswith("ing") and low_at(tokens, i - 1) == "," and low not in tables.DETERMINERS and apart


def _is_alone(tokens: list[Word], i: int) -> bool:
    """Whether a plain word stands between two commas, or between a comma and a conjunction."""
    ahead = low_at(tokens, i + 1)
    return low_at(tokens, i - 1) == "," and (ahead == "," or ahead in JOINTS) and tokens[i].low.isalpha()
