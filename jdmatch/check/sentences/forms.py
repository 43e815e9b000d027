"""The verbs of a duty in the form that a list of duties uses: "prepare", "prepares", "preparing", "you will prepare".

A duty may hold several verbs side by side, and all of them change: "Prepare invoices and send them" becomes "Prepares
invoices and sends them". Verbs of infinitives and of clauses behind "who", "that" or "when" stay as they are.
"""

from __future__ import annotations

from typing import Literal

from jdmatch.check.sentences import tables
from jdmatch.check.sentences.parts import Duty
from jdmatch.check.sentences.words import JOINTS, STOPS, Word, gerund, is_adverb, low_at, third, verb_form, words
from jdmatch.chunking.verb_tables import VERBAL
from jdmatch.chunking.verbs import Form

VerbForm = Literal["imperative", "third", "gerund", "you will"]

_ADJECTIVE = ("ous", "al", "ive", "ed", "ic", "able", "ible", "ful", "ary", "ent", "ant", "less")


def told(duty: Duty, form: VerbForm) -> str:
    """The duty in the wanted form, without a capital or a full stop of its own."""
    text = _imperative(duty.text)
    lead = f"{duty.lead}, " if duty.lead else ""
    if form == "imperative":
        return lead + (_plain(text) if lead else text)
    if form == "you will":
        return f"{lead}{'you' if lead else 'You'} will {_plain(text)}"
    out = _plain(text)
    for word, base in reversed(_verbs(out)):
        shaped = third(base) if form == "third" else gerund(base)
        out = out[: word.start] + shaped + out[word.end :]
    return lead + out


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
    out = [(tokens[first], opener.base)]
    in_row, depth, opened = True, 0, ""
    for i in range(first + 1, len(tokens)):
        low = tokens[i].low
        depth += (low == "(") - (low == ")")
        if depth > 0:
            continue
        if low == ";":
            opened = ""
        joint = _joint(tokens, i)
        if not joint:
            if _opens_clause(tokens, i):
                opened = low
            # A particle or an adverb keeps the row open ("look up and retrieve").
            in_row = in_row and (low in JOINTS or low == "," or low in tables.PARTICLES or is_adverb(low))
            continue
        form = verb_form(low)
        if form is None and in_row and shape == "base" and _is_alone(tokens, i):
            form = Form(low, "base", True)  # an unknown word in a row of verbs: "observe, feel, or taste"
        if form is None or form.shape != shape:
            if _opens_clause(tokens, i):
                opened = low
            in_row = in_row and is_adverb(low)
            continue
        if in_row or _is_coordinate(tokens, i, form, joint, opened, len(out) > 1):
            out.append((tokens[i], form.base))
            opened = ""
    return out


def _opens_clause(tokens: list[Word], i: int) -> bool:
    """Whether verbs behind this word belong to a clause of its own: an infinitive, "who …", "by …ing"."""
    low = tokens[i].low
    if low in ("to", "by"):
        k = i + 1
        while is_adverb(low_at(tokens, k)):
            k += 1
        form = verb_form(low_at(tokens, k))
        return form is not None and form.shape == ("base" if low == "to" else "ing")
    if low in tables.CLAUSE_OBJECT or low in tables.CIRCUMSTANCE:
        return True
    return low.endswith("ing") and low_at(tokens, i - 1) == "," and low not in tables.DETERMINERS


def _is_alone(tokens: list[Word], i: int) -> bool:
    """Whether a plain word stands between two commas, or between a comma and a conjunction."""
    ahead = low_at(tokens, i + 1)
    return low_at(tokens, i - 1) == "," and (ahead == "," or ahead in JOINTS) and tokens[i].low.isalpha()


def _joint(tokens: list[Word], i: int) -> str:
    """What joins the word at ``i`` to those before: "and", "," or ", and"; "" where nothing does."""
    k = i - 1
    while k > 0 and (is_adverb(tokens[k].low) or tokens[k].low == "then"):
        k -= 1
    low = low_at(tokens, k)
    if low in (",", ";"):
        return ","
    if low in JOINTS:
        return f", {low}" if low_at(tokens, k - 1) in (",", ";") else low
    return "," if low_at(tokens, i - 1) == "then" else ""


def _is_coordinate(tokens: list[Word], i: int, form: Form, joint: str, opened: str, listed: bool) -> bool:
    """Whether a verb behind a joint is a main verb of the duty. ``listed``: the duty has two already."""
    if opened and "," not in joint and not _finite_since(tokens, i):
        return False
    ahead = low_at(tokens, i + 1)
    if form.base in tables.INTRANSITIVE - tables.EITHER and ahead.endswith("s"):
        return False  # "equipment or work areas"
    trusted = form.firm or form.base in tables.MOSTLY_VERBS
    if not ahead or ahead in STOPS:
        return form.firm and "and" in joint
    if ahead in JOINTS:
        behind = verb_form(low_at(tokens, i + 2))
        return (trusted or joint == ", and") and behind is not None and behind.shape == form.shape
    if ahead in ("it", "them", "him", "her", "those", "the", "a", "an") or ahead in tables.DETERMINERS - {"that"}:
        return True
    if ahead in tables.CLAUSE_OBJECT:
        return trusted or ahead in ("what", "how", "whether")
    if (form.base, ahead) in tables.BOUND or ahead in tables.PURE_PARTICLES:
        return "or" not in joint or trusted
    if ahead in tables.PREPOSITIONS or ahead in tables.CIRCUMSTANCE or is_adverb(ahead):
        return trusted and (form.firm or "and" in joint)
    if "or" in joint:
        return form.firm
    if trusted or form.base in VERBAL:
        return True
    # A word that is as often a noun is believed in a list of verbs, with an adjective behind it.
    adjective = ahead.endswith(_ADJECTIVE) or "-" in ahead
    return adjective and listed


def _finite_since(tokens: list[Word], i: int) -> bool:
    """Whether the clause before ``i`` has a verb that one in base form can not stand beside."""
    for k in range(i - 1, max(-1, i - 12), -1):
        low = tokens[k].low
        if low in ("is", "was", "are", "were", "has", "had", "makes", "does", "did"):
            return True
        if low in ("to", "by"):
            return False
    return False
