"""A statement "OBJECT — verb … context" put into the order of a sentence: "Verb object … context", or kept as it is
behind a label: "Object: verb … context".

The part behind the dash leaves its object out where that is the heading ("prepare and send", "keep current"), and has
one of its own where the heading is only what it is about ("draw brackets and shafts"). The heading becomes the object
only where nothing can go wrong: the object is missing, the verbs are known to take things (or people) of this kind, the
heading needs no article, and no later verb waits for an object, too. The label says the same in every other case, and
is always good English.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jdmatch.check.sentences import object_tables, tables
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
# "as shown", but not "as shift lead".
_AS = word_set("shown told needed trained directed instructed they soon they each the agreed required asked it")


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty in the imperative. ``label`` stands before it with a colon ("Care plans") and may be empty; ``text``
    begins with the verb or an adverb before it, in lower case where it is a plain word. ``cut``: the statement came in
    two parts, so that its second one surely begins with a verb."""

    label: str
    text: str
    cut: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    """The verbs that open a part and have no object. ``at``: the offset behind the last of them and its particle;
    ``commas``: those between them; ``next``: index of the word behind."""

    verbs: tuple[str, ...]
    commas: tuple[Word, ...]
    at: int
    next: int


def duty(statement: str) -> Duty:
    """The statement in the order of a sentence."""
    text = " ".join(statement.split()).strip(" .;,")
    cut = _DASH.search(text)
    if cut is None:
        return _labelled(_without_dashes(text))
    head, tail = _without_dashes(text[: cut.start()]), _without_dashes(text[cut.end() :])
    first, opening = words(tail)[:1], words(head)[:1]
    if (
        not first
        or not opening
        or len(head.split()) > _LONGEST_HEADING
        or first[0].low in _OPENERS
        or (is_base_verb(opening[0].low) and not is_base_verb(first[0].low))
    ):
        return Duty("", _without_dashes(text))
    return _joined(heading(head), tail)


def _labelled(text: str) -> Duty:
    """A text without a dash: one that has a label already ("Care plan: write …") keeps it."""
    label, sign, rest = text.partition(": ")
    opening, first = words(label)[:1], words(rest)[:1]
    if not sign or not opening or not first or len(label.split()) > _LONGEST_HEADING:
        return Duty("", text)
    if is_base_verb(opening[0].low) or not is_base_verb(first[0].low):
        return Duty("", text)
    return Duty(label, rest, cut=True)


def _without_dashes(text: str) -> str:
    text = re.sub(r"(?<=\d)\s*[—–]\s*(?=\d)", "-", text)
    return re.sub(r"\s*[—–]+\s*|\s+--?\s+", ", ", text).strip(" ,")


def _joined(head: Heading, tail: str) -> Duty:
    tokens = words(tail)
    stranded = [k for k in range(len(tokens)) if _loses_object(tokens, k)]
    if stranded:
        return _completed(head, tail, tokens, stranded)
    labelled = Duty(head.label, tail, cut=True)
    if not head.is_object:
        return labelled
    row = _row(tokens)
    if row is None or not _takes(row, head) or not _is_closed(tokens, row):
        return labelled
    before = tail[: row.at]
    if row.commas and not re.search(r"\b(?:and|or)\b", before):
        # "Recruit, mentor, set limits": the two that share the heading are joined.
        sign = row.commas[-1]
        before = f"{before[: sign.start]} and{before[sign.end :]}"
    return Duty("", f"{before} {head.name}{tail[row.at :]}", cut=True)


def _completed(head: Heading, tail: str, tokens: Sequence[Word], stranded: Sequence[int]) -> Duty:
    """A preposition without its object gets the heading, or a pronoun behind the label: "respond to by …"."""
    if head.is_object and len(stranded) == 1 and _is_first_clause(tokens, stranded[0]):
        at = tokens[stranded[0]].end
        return Duty("", f"{tail[:at]} {head.name}{tail[at:]}", cut=True)
    out = tail
    for k in reversed(stranded):
        out = f"{out[: tokens[k].end]} {head.pronoun}{out[tokens[k].end :]}"
    return Duty(head.label, out, cut=True)


def _is_first_clause(tokens: Sequence[Word], k: int) -> bool:
    """Whether no sign or conjunction stands before ``k``, so that nothing before it waits for the heading."""
    return not any(word.low in STOPS or word.low in JOINTS for word in tokens[:k])


def _loses_object(tokens: Sequence[Word], k: int) -> bool:
    """Whether a preposition has lost its object: "respond to by …", "speak with in private", "advise callers on by"."""
    low, ahead = low_at(tokens, k), low_at(tokens, k + 1)
    if low == "use" and ahead == "to" and is_base_verb(low_at(tokens, k + 2)):
        return True
    if low not in tables.STRANDED or any(word.low in tables.CLAUSE_OBJECT for word in tokens[:k]):
        return False  # "what it is made from"
    if low != "into" and ahead in ("by", "using") and low_at(tokens, k + 2).endswith(("ing", "the", "a")):
        return True
    verb = low_at(tokens, k - 1)
    if not (k == 1 or _is_behind_joint(tokens, k - 1)) or not is_base_verb(verb):
        return False
    if (verb, low) not in tables.BOUND and tables.GOVERNS.get(verb) != low and low != "into":
        return False
    alone = is_adverb(ahead) and ahead not in tables.BEFORE_NOUNS and is_gap(tokens, k + 2, "")
    return ahead in _AHEAD_OF_NOTHING or (ahead in CLOSERS and low != "on") or alone


def _row(tokens: Sequence[Word]) -> _Row | None:
    """The verbs that open the tail, as far as none has an object: "prepare, post and send …". None where the first has
    one, or where one and the same object may belong to several."""
    verbs: list[str] = []
    commas: list[Word] = []
    i = at = after = 0
    conjunction = False
    while True:
        form = verb_form(low_at(tokens, i))
        if form is None or form.shape != "base":
            break
        step = behind_particle(tokens, i + 1)
        if not is_gap(tokens, step, form.base):
            if not verbs or (conjunction and (form.base, low_at(tokens, step)) not in tables.BOUND):
                return None
            return _Row(tuple(verbs), tuple(commas if conjunction else commas[:-1]), at, after)
        verbs.append(form.base if step == i + 1 else f"{form.base} {low_at(tokens, i + 1)}")
        at, after = tokens[step - 1].end, step
        following = _next_verb(tokens, step)
        if following is None:
            break
        conjunction = low_at(tokens, step) != ","
        if not conjunction:
            commas.append(tokens[step])
        i = following
    return _Row(tuple(verbs), tuple(commas), at, after) if verbs else None


def behind_particle(tokens: Sequence[Word], i: int) -> int:
    """The place behind a verb's particle: "look up | and retrieve", but "tag | out of order"."""
    return i + 1 if low_at(tokens, i) in tables.PURE_PARTICLES and low_at(tokens, i + 1) != "of" else i


def _takes(row: _Row, head: Heading) -> bool:
    """Whether each of the verbs is one that takes things, or people, as the heading names them."""
    known = object_tables.TAKE_PEOPLE if head.is_people else object_tables.TAKE_THINGS
    if not all(verb in known for verb in row.verbs):
        return False
    # "Hands and gloves — wash, change": with several of both, each verb may have its own thing.
    return not head.is_joined or len(row.verbs) == 1 or all(verb in object_tables.SHARED for verb in row.verbs)


def _is_closed(tokens: Sequence[Word], row: _Row) -> bool:
    """Whether what follows the row is complete without the heading: no later verb or preposition waits for it."""
    low, ahead = low_at(tokens, row.next), low_at(tokens, row.next + 1)
    if low == "as" and ahead not in _AS and not ahead.endswith("ed"):
        return False
    if low in JOINTS and _next_verb(tokens, row.next) is None:
        return False
    if low == "," and not (_next_verb(tokens, row.next) or ahead in tables.PREPOSITIONS or ahead.endswith("ing")):
        return False
    if low in ("to", "in", "on", "off", "through") and (is_base_verb(ahead) or ahead in _AHEAD_OF_NOTHING):
        return low == "to" and is_base_verb(ahead) and row.verbs[-1] not in tables.MOVE
    for k in range(row.next, len(tokens)):
        word, behind = tokens[k].low, low_at(tokens, k + 1)
        waits = is_base_verb(word) and _is_behind_joint(tokens, k) and is_gap(tokens, k + 1, word)
        if k > row.next and waits and tokens[k - 1].low != "or" and behind not in ("", ",", "using"):
            return False
        if k > row.next and word in tables.TAKE_STATE and behind in tables.STATES:
            return False
    return True


def _is_behind_joint(tokens: Sequence[Word], k: int) -> bool:
    k -= 1
    while k > 0 and is_adverb(tokens[k].low):
        k -= 1
    return tokens[k].low in JOINTS or tokens[k].low in (",", ";")


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
