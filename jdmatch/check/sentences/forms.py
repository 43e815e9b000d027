"""The verbs of a duty in the form that a list of duties uses: "prepare", "prepares", "preparing", "you will prepare".

A duty may hold several verbs side by side, and all of them change: "Prepare invoices and send them" becomes "Prepares
invoices and sends them". Verbs of infinitives and of clauses behind "who", "that" or "when" stay as they are. A duty in
which it is not sure which words are its verbs is told in the imperative, and ``shaped`` says so.
"""

from __future__ import annotations

from typing import Literal

from jdmatch.check.sentences import tables
from jdmatch.check.sentences.coordination import first_verb, joint_at, main_verbs
from jdmatch.check.sentences.parts import Duty, behind_particle, is_gap
from jdmatch.check.sentences.words import JOINTS, STOPS, Word, gerund, is_adverb, low_at, third, verb_form, words
from jdmatch.chunking.verbs import Form, Shape

VerbForm = Literal["imperative", "third", "gerund", "you will"]
_SHAPES: dict[VerbForm, Shape] = {"third": "s", "gerund": "ing"}


def told(duty: Duty, form: VerbForm) -> str:
    """The duty in the wanted form, or in the imperative where that is not sure, without a capital or a full stop of
    its own."""
    out = shaped(duty, form)
    return out if out is not None else shaped(duty, "imperative") or ""


def shaped(duty: Duty, form: VerbForm) -> str | None:
    """The duty in the wanted form; None where it is not sure how that is."""
    label = f"{duty.label}: " if duty.label else ""
    if form in _SHAPES and _stands_in(duty, _SHAPES[form]):
        return label + _plain(duty.text)
    text = _imperative(duty.text)
    if form == "imperative":
        return label + (_plain(text) if label else text)
    if form == "you will":
        if not _follows_will(words(text), cut=duty.cut):
            return None
        return f"{label}{'you' if label else 'You'} will {_plain(text)}"
    out = _plain(text)
    tokens = words(out)
    first = first_verb(tokens, cut=duty.cut)
    places = main_verbs(tokens, first) if first is not None else None
    if places is None or any(word.low in tables.ADDRESSED for word in tokens) or _lacks_object(tokens, places):
        return None
    if form == "gerund" and _mixes(tokens, places):
        return None
    for i in reversed(places):
        found = verb_form(tokens[i].low)
        base = found.base if found else tokens[i].low
        out = out[: tokens[i].start] + (third(base) if form == "third" else gerund(base)) + out[tokens[i].end :]
    return label + out


def _mixes(tokens: list[Word], places: list[int]) -> bool:
    """Whether a word in -ing that is none of the verbs would be taken for one: "building the schedule, teaching
    assignments and agendas"."""
    for i in range(1, len(tokens)):
        joint = joint_at(tokens, i) if tokens[i].low.endswith("ing") and i not in places else ""
        ends = any(word.low in JOINTS for word in tokens[i + 1 :])
        if joint and tokens[i].low not in tables.PARTICIPLES and (joint != "," or ends):
            return True
    return False


def _lacks_object(tokens: list[Word], places: list[int]) -> bool:
    """Whether a verb has lost its object, which only an imperative may: "Sorts the mail and forwards to payroll"."""
    for i in places:
        form = verb_form(tokens[i].low)
        base = form.base if form else tokens[i].low
        k = behind_particle(tokens, i + 1)
        by_turns = low_at(tokens, k + 1) == "by" and low_at(tokens, k) == low_at(tokens, k + 2)  # "train room by room"
        # "fill in at the pump", "carry on a tray": a verb and a preposition that could belong together, or not.
        apart = low_at(tokens, k) in tables.PREPOSITIONS and (base, low_at(tokens, k)) not in tables.COMPLETE
        if (base in tables.WITHOUT_OBJECT and k == i + 1) or not (by_turns or apart or is_gap(tokens, k, base)):
            continue
        if by_turns or (k > i + 1 and low_at(tokens, k) == ","):
            return True
        while low_at(tokens, k) == "," or low_at(tokens, k) in JOINTS or is_adverb(low_at(tokens, k)):
            k += 1
        if k not in places or (
            JOINTS.isdisjoint(_between(tokens, i, k)) and JOINTS.isdisjoint(_joins(tokens, places, k))
        ):
            return True
    return False


def _between(tokens: list[Word], i: int, k: int) -> set[str]:
    return {word.low for word in tokens[i + 1 : k]}


def _joins(tokens: list[Word], places: list[int], k: int) -> set[str]:
    """The words between the verb at ``k`` and the next ones, as far as they follow one another without an object:
    "bag, seal and enter the item" has an "and" there, "budget, standardize inventory" has none."""
    out: set[str] = set()
    for other in [p for p in places if p > k]:
        between = _between(tokens, k, other)
        if not between <= JOINTS | {","} | tables.PURE_PARTICLES:
            break
        out |= between
        k = other
    return out


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


def _follows_will(tokens: list[Word], *, cut: bool) -> bool:
    """Whether a text surely begins with a verb: "Tourniquet, bandages and splints" does not."""
    first = first_verb(tokens, cut=cut)
    if first is None:
        return False
    behind = verb_form(low_at(tokens, first + 2))
    return low_at(tokens, first + 1) != "," or (behind is not None and behind.shape == "base")


def _stands_in(duty: Duty, shape: Shape) -> bool:
    """Whether the duty's first verb has the wanted shape already."""
    tokens = words(duty.text)
    form = verb_form(low_at(tokens, 0))
    return form is not None and form.shape == shape and _is_main(tokens, form)


def _plain(text: str) -> str:
    """The first letter made small where the first word is a plain one."""
    first = text.split(" ", 1)[0]
    return text if not first or any(c.isupper() or c.isdigit() for c in first[1:]) else text[0].lower() + text[1:]


def _imperative(text: str) -> str:
    """A statement that stands in the third person or as a gerund, told in the imperative where its verbs are sure; any
    other as it is."""
    tokens = words(text)
    form = verb_form(low_at(tokens, 0))
    if form is None or form.shape == "base" or not _is_main(tokens, form):
        return text
    if form.shape == "ing" and low_at(tokens, 1) not in tables.DETERMINERS:
        return text  # "Building automation" may be a thing
    places = main_verbs(tokens, 0, form.shape)
    out = text
    for i in reversed(places or []):
        other = verb_form(tokens[i].low)
        out = out[: tokens[i].start] + (other.base if other else tokens[i].low) + out[tokens[i].end :]
    return out


def _is_main(tokens: list[Word], form: Form) -> bool:
    """Whether a first word in -s or -ing is the verb of what follows: "Reviews claims", but not "Reviews of claims",
    "Training programs"."""
    ahead = low_at(tokens, 1)
    if ahead in tables.DETERMINERS or (form.firm and ahead in JOINTS):
        return True
    if ahead in tables.PREPOSITIONS or not ahead or ahead in STOPS or verb_form(ahead) is not None:
        return False
    return form.firm
