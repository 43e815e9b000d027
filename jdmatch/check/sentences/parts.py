"""A statement "OBJECT — verb … context" put into the order of a sentence: "Verb object … context".

The part behind the dash leaves its object out where that is the heading ("prepare and send", "keep current",
"respond to"), and has one of its own where the heading is only what it is about ("draw brackets and shafts"). Which of
the two it is shows at the word behind the verb: a preposition, an adverb, a conjunction, a sign or the end means that
the object is missing and the heading goes there; anything else is an object, and the heading is told first, behind
"for".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from jdmatch.check.sentences import tables
from jdmatch.check.sentences.heading import Heading, heading
from jdmatch.check.sentences.words import JOINTS, STOPS, Word, is_adverb, is_base_verb, low_at, verb_form, words
from jdmatch.chunking.words import word_set

_DASH = re.compile(r"\s+[—–-]{1,2}\s+")
# A heading is a name of something; a longer first part is a sentence with a dash in it.
_LONGEST_HEADING = 14
_AHEAD_OF_NOTHING = word_set(
    "by using across through when during while within before after in at with under over on as"
)
CLOSERS = frozenset(("", ",", ";", "and", "or"))
_OPENERS = tables.DETERMINERS | {"including", "e.g", "i.e", "for", "not", "and", "or", "with", "in", "on", "by"}


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty in the imperative. ``lead`` stands before the verb ("For care plans") and may be empty; ``text`` begins
    with the verb or an adverb before it, in lower case where it is a plain word."""

    lead: str
    text: str


@dataclass(frozen=True, slots=True)
class _Row:
    """The verbs that open a part, each with its particle. ``at``: the offset behind the last of them that has no
    object, and its particle; ``commas``: those between them; ``next``: index of the word behind. ``kind``: whether
    their object is missing, is their own, or is missing behind a preposition (then ``at`` is behind that)."""

    verbs: tuple[str, ...]
    commas: tuple[Word, ...]
    at: int
    next: int
    kind: Literal["bare", "own", "stranded"]


def duty(statement: str) -> Duty:
    """The statement in the order of a sentence."""
    text = " ".join(statement.split()).strip(" .;,")
    cut = _DASH.search(text)
    if cut is None:
        return Duty("", _without_dashes(text))
    head, tail = _without_dashes(text[: cut.start()]), _without_dashes(text[cut.end() :])
    first = words(tail)[:1]
    if (
        not first
        or len(head.split()) > _LONGEST_HEADING
        or first[0].low in _OPENERS
        or (is_base_verb(words(head)[0].low) and not is_base_verb(first[0].low) if words(head) else True)
    ):
        return Duty("", _without_dashes(text))
    return _joined(heading(head), tail)


def _without_dashes(text: str) -> str:
    text = re.sub(r"(?<=\d)\s*[—–]\s*(?=\d)", "-", text)
    return re.sub(r"\s*[—–]+\s*|\s+--?\s+", ", ", text).strip(" ,")


def _joined(head: Heading, tail: str) -> Duty:
    tokens = words(tail)
    first = 0
    while first < len(tokens) - 1 and is_adverb(tokens[first].low) and is_base_verb(low_at(tokens, first + 1)):
        first += 1
    row = _row(tokens, first)
    if row is None:
        return Duty(head.lead, tail)
    if row.kind == "stranded":
        return Duty("", f"{tail[: row.at]} {head.name}{tail[row.at :]}")
    if row.kind == "own":
        stranded = _stranded(tokens, first + 1)
        if stranded is None:
            return _about(head, tail, tokens, row)
        at = tokens[stranded].end
        return Duty("", f"{tail[:at]} {head.name}{tail[at:]}")
    if _is_without_object(head, row):
        return Duty(head.lead, tail)
    return Duty("", _with_object(head, tail, row))


def _row(tokens: Sequence[Word], i: int) -> _Row | None:
    """The verbs that open the tail, as far as none has an object: "prepare, post and send …"."""
    verbs: list[str] = []
    commas: list[Word] = []
    at = after = i
    conjunction = False
    while True:
        low = low_at(tokens, i)
        if not low or low in STOPS:
            break
        form = verb_form(low)
        base = form.base if form is not None and form.shape == "base" else low
        if verbs and (form is None or form.shape != "base"):
            break
        step = _behind_particle(tokens, i + 1, base)
        if _loses_object(tokens, step):
            return _Row((*verbs, base), tuple(commas), tokens[step].end, step + 1, "stranded")
        if not is_gap(tokens, step, base):
            if not verbs or (conjunction and (base, low_at(tokens, step)) not in tables.BOUND):
                # "call or email customers": one object for all.
                return _Row((base,), (), tokens[i].end, step, "own")
            # The last verb has an object of its own: the heading belongs to those before it.
            return _Row(tuple(verbs), tuple(commas if conjunction else commas[:-1]), at, after, "bare")
        verbs.append(base if step == i + 1 else f"{base} {low_at(tokens, i + 1)}")
        at, after = tokens[step - 1].end, step
        following = _next_verb(tokens, step)
        if following is None:
            if low_at(tokens, step) in JOINTS and not is_gap(tokens, step + 2, "") and step == i + 1:
                # "write and version rules": a word that the tables do not know, with an object for both.
                return _Row((base,), (), tokens[i].end, step, "own")
            break
        conjunction = low_at(tokens, step) != ","
        if not conjunction:
            commas.append(tokens[step])
        i = following
    return _Row(tuple(verbs), tuple(commas), at, after, "bare") if verbs else None


def _behind_particle(tokens: Sequence[Word], i: int, base: str) -> int:
    """The place behind a verb's particle: "look up | and retrieve", but "look | up the road" where "up" governs."""
    low = low_at(tokens, i)
    if low not in tables.PARTICLES or (base, low) in tables.BOUND:
        return i
    ahead = low_at(tokens, i + 1)
    if ahead == "of" or (ahead in JOINTS and low_at(tokens, i + 2) in tables.PARTICLES):
        return i  # "tag out of order", "count in and out"
    return i + 1 if low in tables.PURE_PARTICLES or is_gap(tokens, i + 1, "") else i


def _loses_object(tokens: Sequence[Word], k: int) -> bool:
    """Whether a preposition has lost its object: "respond to by …", "speak with in private", "bargain with over …"."""
    low, ahead = low_at(tokens, k), low_at(tokens, k + 1)
    if low not in ("to", "on", "with", "for", "about", "at", "from", "over"):
        return False
    if low == "on" and ahead in ("", ",", "and", "or", "at", "in"):
        return False  # a particle
    alone = ahead.endswith("ly") and ahead not in tables.BEFORE_NOUNS
    return ahead in _AHEAD_OF_NOTHING or ahead in CLOSERS or alone


def _next_verb(tokens: Sequence[Word], i: int) -> int | None:
    """The verb behind a comma or a conjunction at ``i``."""
    k = i
    while low_at(tokens, k) == "," or low_at(tokens, k) in JOINTS:
        k += 1
    return k if k > i and is_base_verb(low_at(tokens, k)) and low_at(tokens, k - 1) != "but" else None


def is_gap(tokens: Sequence[Word], i: int, base: str) -> bool:
    """Whether the word behind a verb shows that its object is missing."""
    low = low_at(tokens, i)
    if not low or low in STOPS or low in JOINTS:
        return True
    if low in tables.CLAUSE_OBJECT:
        return False
    if low in tables.CIRCUMSTANCE and (base, low) not in tables.BOUND:
        return not (base in tables.ASKING and low in ("if", "whether", "where", "when"))
    if (base, low) in tables.BOUND or _tells_clause(tokens, i):
        return False
    if low in tables.PREPOSITIONS or low in tables.PARTICIPLES:
        # "count over fifty boxes" has an object, "check in guests" too; a number behind "under" or "over" tells.
        return not (low in ("over", "under", "about") and low_at(tokens, i + 1).isdigit())
    if base in tables.TAKE_STATE and low in tables.STATES:
        return is_gap(tokens, i + 1, "")
    if base in tables.TAKE_STATE and low.endswith("ed") and low_at(tokens, i + 1) not in ("", ","):
        return is_gap(tokens, i + 1, "")
    if low in tables.TIME_OPENERS or low == "the":
        return _is_time(tokens, i)
    return is_adverb(low) and is_gap(tokens, i + 1, "")


def _tells_clause(tokens: Sequence[Word], i: int) -> bool:
    """Whether the object is a clause behind a short circumstance: "judge within a minute whether to stop"."""
    for k in range(i, min(i + 6, len(tokens))):
        behind = verb_form(low_at(tokens, k + 1))
        joins = tokens[k].low in JOINTS and (k == i or (behind is not None and behind.firm))
        if tokens[k].low in STOPS or joins:
            return False
        if tokens[k].low in ("whether", "how", "what", "which", "who") and k > i:
            return tokens[k].low in ("whether", "how", "what") or tokens[k - 1].low not in tables.PREPOSITIONS
    return False


def _is_time(tokens: Sequence[Word], i: int) -> bool:
    """ "each month", "the same day", "once a week", "the evening before"."""
    for k in range(i + 1, min(i + 4, len(tokens))):
        if tokens[k].low in tables.TIMES:
            # "plan the shift" has an object, "circulate the same day" has none.
            return tokens[i].low != "the" or k > i + 1 or low_at(tokens, k + 1) in ("before", "after")
    return low_at(tokens, i) in ("once", "twice")


def _stranded(tokens: Sequence[Word], i: int) -> int | None:
    """A preposition that has lost its object behind the verb's own one: "advise customers on by explaining"."""
    for k in range(i, min(i + 8, len(tokens))):
        if tokens[k].low in STOPS:
            return None
        if tokens[k].low in ("to", "on", "with", "for", "about") and low_at(tokens, k + 1) in _AHEAD_OF_NOTHING:
            return k
    return None


def _is_without_object(head: Heading, row: _Row) -> bool:
    """Whether the verbs take no object, or none of this kind: the heading is then what they are about."""
    if any(v in tables.INTRANSITIVE and v not in tables.EITHER and v not in tables.GOVERNS for v in row.verbs):
        return True
    if len(row.verbs) > 1 and any(v in tables.GOVERNS and v not in tables.EITHER for v in row.verbs):
        return True
    named = verb_form(head.name)
    # "Repositioning": nobody turns that.
    doing = named is not None and named.shape == "ing"
    return doing or (head.is_activity and all(v in tables.ABOUT_PEOPLE for v in row.verbs))


def _with_object(head: Heading, tail: str, row: _Row) -> str:
    last = row.verbs[-1]
    name = head.name
    takes = last not in tables.EITHER or (last in ("assist", "help") and not head.is_people)
    if last in tables.GOVERNS and takes:
        name = f"{tables.GOVERNS[last]} {name}"
    before = tail[: row.at]
    if row.commas and not re.search(r"\b(?:and|or)\b", before):
        # "Recruit, mentor, set limits": the two that share the heading are joined.
        sign = row.commas[-1]
        before = f"{before[: sign.start]} and{before[sign.end :]}"
    return f"{before} {name}{_with_pronoun(tail[row.at :], head)}"


def _with_pronoun(rest: str, head: Heading) -> str:
    """A later preposition without its object gets a pronoun: "hold the team to across …" has lost "them"."""
    return re.sub(r"\b(to|with|on) (?=(?:by|across|using|through|during)\b)", rf"\1 {head.pronoun} ", rest)


def _about(head: Heading, tail: str, tokens: Sequence[Word], row: _Row) -> Duty:
    """The verb has an object of its own: a part of the heading ("drafts of invoices"), or something done for it."""
    k = row.next
    while k < len(tokens) and k < row.next + 4 and not _ends_noun(tokens, k):
        k += 1
    ends = low_at(tokens, k)
    closed = ends != "of" and (ends != "," or low_at(tokens, k + 1).endswith("ing"))
    if ends in JOINTS:
        closed = is_base_verb(low_at(tokens, k + 1))  # "present cost and performance findings"
    if k > row.next and tokens[k - 1].low in tables.PART_NOUNS and closed:
        at = tokens[k - 1].end
        return Duty("", f"{tail[:at]} of {head.name}{tail[at:]}")
    return Duty(head.lead, tail)


def _ends_noun(tokens: Sequence[Word], k: int) -> bool:
    low = tokens[k].low
    return (
        (low in STOPS and not is_list_comma(tokens, k))
        or low in JOINTS
        or low in tables.PREPOSITIONS
        or low in tables.PARTICIPLES
        or low in tables.CIRCUMSTANCE
        or low in tables.CLAUSE_OBJECT
        or is_adverb(low)
    )


def is_list_comma(tokens: Sequence[Word], k: int) -> bool:
    """A comma between two adjectives ("organized, up-to-date files")."""
    return tokens[k].low == "," and low_at(tokens, k - 1).endswith(("ed", "ive", "al", "able", "ous", "ic"))
