"""Several duties in one sentence, cut apart: "reconcile accounts | and prepare statements".

A cut is made before a verb that is coordinated with the sentence's first duty verb, is in the same shape ("prepares …
and posts …"), and has an object of its own, where the duty before it is complete. "Prepare, post and reconcile
invoices" shares one object and stays whole; "and" and "or" alone decide nothing. What follows an infinitive, a
relative clause or "by …ing" belongs to it and is left alone, and so is a word that is as likely a noun, unless an
article or the like behind it shows the verb. Not cutting is the smaller error.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from typing import NamedTuple

from jdmatch.chunking.patterns import LazyPattern, folded, holds_any
from jdmatch.chunking.verb_tables import GERUND_INTRODUCTIONS, SUBORDINATING, VERBAL
from jdmatch.chunking.verbs import Form, Shape, form_of
from jdmatch.chunking.words import word_set

_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’]*(?:[-/&.][A-Za-z0-9'’]+)*|[,;:()&–—]|[^\sA-Za-z0-9]")
_INTRODUCTION = LazyPattern("|".join(re.escape(p) for p in GERUND_INTRODUCTIONS), re.IGNORECASE)
_JOINED = re.compile(r",|&|\band\b")
_MODALS = word_set("will shall must may can should would you'll they'll he'll she'll you'd they'd")
_DETERMINERS = word_set(
    """
    the a an all any each every both their our your his her its this these those new other additional various
    multiple several accurate daily weekly monthly quarterly annual appropriate necessary that up out on with them
    it timely detailed complete regular ongoing proper effective any/all
    """
)
_PREPOSITIONS = word_set(
    """
    of in on at for with by from to as into through during within without per under over between among against about
    across after before regarding including upon via toward towards than such while when where if
    """
)
# Behind these a verb in base form belongs to them, not to the sentence.
_SUBORDINATORS = word_set(
    """
    to that which who whom whose where when while if how so because whether ability able by
    """
)
_ADVERBIALS = word_set("when where while if per via such than within during of")
_INTRANSITIVE = word_set(
    """
    account act adhere advocate aid apply arrange assist attend bid care collaborate communicate comply confer
    connect consult contribute coordinate correspond deal direct dispose engage enroll excel follow help innovate
    integrate interact interface intervene invest join lead learn liaise listen look maintain manage meet negotiate
    network operate oversee participate partner perform plan prepare preside refer relate rely remain reply report
    represent research respond search serve socialize solicit specialize stay strategize strive subscribe support
    talk tend testify think train travel troubleshoot volunteer wait watch work write provide
    """
)
_CONJUNCTIONS = frozenset(("and", "&"))
_ROW_OPENERS = word_set("to and & , as both or for in by")
_EMPTY = word_set("and & or up out off then and/or")
_ADVERB_LIKE = word_set("then also always often regularly effectively not never")
# Objects of "and report to", "and respond to": loose verbs that need no object but this preposition.
_VERB_PREPOSITION = {
    ("report", "to"), ("answer", "to"), ("respond", "to"), ("travel", "to"), ("call", "on"), ("work", "with"),
    ("act", "as"), ("check", "for"), ("care", "for"), ("deal", "with"), ("back", "up"), ("close", "out"),
    ("sign", "off"), ("pay", "for"), ("look", "for"), ("search", "for"), ("plan", "for"), ("wait", "on"),
    ("focus", "on"),
}  # fmt: skip
# Gerunds that are as often the first half of a noun ("training materials", "planning initiatives").
_NOUN_GERUNDS = word_set(
    """
    accounting advertising banking billing building cleaning coding cooking drafting editing engineering filing
    funding housing invoicing learning lighting listing manufacturing marketing meeting mentoring networking nursing
    onboarding operating ordering packaging parking planning pricing printing processing programming purchasing
    receiving recording recruiting reporting scheduling screening selling shipping sourcing staffing teaching
    testing tracking trading training troubleshooting understanding wiring working writing handling monitoring
    supporting serving existing modeling modelling surveying servicing sampling imaging budgeting branding bonding
    grading routing farming fishing counseling counselling tutoring voting mailing
    """
)
_LONG_CLAUSE = 2


_CLAUSE_ENDS = frozenset((";", "(", "which", "who", "that"))
_ADDRESSEES = word_set("you they")


class _Word(NamedTuple):
    """A word or sign of the text; ``low`` is what it is looked up by."""

    text: str
    start: int
    low: str


Judge = Callable[[str, int], bool]


def cuts(text: str, start: int, end: int, judge: Judge | None = None) -> list[int]:
    """The offsets inside ``text[start:end]``, a sentence or bullet that tells duties, at which another duty begins.

    An offset stands before the conjunction that joins the duties. ``judge`` is asked where the words leave open whether
    one is a verb, with the sentence and the word's offset in it (``parser.judge``); without it such a place is not cut.
    """
    out: list[int] = []
    for left, right in _between_semicolons(text, start, end):
        if left > start:
            out.append(left)
        out.extend(_coordinated(text, left, right, judge))
    return out


def opens_with_duty(text: str, start: int, end: int) -> Form | None:
    """The duty verb with which a piece of text opens, behind adverbs; None where there is none."""
    words = _words(text, start, min(end, start + 80), most=4)
    for i, word in enumerate(words):
        form = form_of(word.low)
        if form is not None and (form.firm or _takes_object(words, i, form)):
            return form
        if not _is_adverb(word.low):
            return None
    return None


def tells_duty(text: str, start: int, end: int) -> bool:
    """Whether a sentence tells a duty about its subject: "You reconcile …", "The clerk will post …"."""
    words = _words(text, start, min(end, start + 120))
    if not words or words[0].low in ("we", "our", "us"):
        return False
    head = _head(words, text, start, end)
    return head is not None and head[0] > 0 and not all(_is_adverb(w.low) for w in words[: head[0]])


def _between_semicolons(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Stretches of a sentence between semicolons, as far as what follows one is a duty of its own."""
    stretches: list[tuple[int, int]] = []
    left = at = start
    while (at := text.find(";", at, end)) >= 0:
        at += 1
        ahead = _words(text, at, min(end, at + 60))
        while ahead and (ahead[0].low in _CONJUNCTIONS or ahead[0].low in _ADVERB_LIKE or ahead[0].low == "you"):
            ahead = ahead[1:]
        deep = text.count("(", left, at) > text.count(")", left, at)
        if not deep and ahead and form_of(ahead[0].low) and len(_words(text, left, at)) > _LONG_CLAUSE:
            stretches.append((left, at))
            left = at + len(text[at:end]) - len(text[at:end].lstrip())
    stretches.append((left, end))
    return stretches


def _words(text: str, start: int, end: int, most: int | None = None) -> list[_Word]:
    found = islice(_TOKEN.finditer(text, start, end), most)
    return [_Word(word := m.group(), m.start(), word.lower().replace("’", "'")) for m in found]


def _coordinated(text: str, start: int, end: int, judge: Judge | None) -> list[int]:
    if not _JOINED.search(text, start, end):
        return []
    words = _words(text, start, end)
    head = _head(words, text, start, end)
    if head is None:
        return []
    first, shape = head
    ask = None if judge is None else lambda at: judge(text[start:end], at - start)
    joints = _joints(words, first, shape, ask)
    # A list joined by commas alone must end in "and …": ", ensuring accuracy" at the end is no duty of its own.
    last = max((i for i, joint in enumerate(joints) if joint.conjunction), default=-1)
    certain = any(joint.certain for joint in joints)
    return [
        joint.offset
        for i, joint in enumerate(joints)
        if (joint.certain or (certain and joint.comma))
        and (joint.conjunction or i < last or (shape != "ing" and joint.firm))
    ]


class _Joint(NamedTuple):
    """A place where another duty may begin. ``certain``: its words alone show a verb; otherwise the list it is in
    must. ``comma``: it stands behind a comma; ``conjunction``: behind "and"."""

    offset: int
    conjunction: bool
    comma: bool
    firm: bool
    certain: bool


def _head(words: list[_Word], text: str, start: int, end: int) -> tuple[int, Shape] | None:
    """The first duty verb of the sentence and its shape."""
    stop = min(end, start + 200)
    introduced = holds_any(folded(text[start:stop]), GERUND_INTRODUCTIONS)
    introduction = _INTRODUCTION.search(text, start, stop) if introduced else None
    if introduction:
        for i, word in enumerate(words):
            if word.start >= introduction.end():
                form = form_of(word.low)
                return (i, "ing") if form is not None and form.shape == "ing" else None
        return None
    for i, word in enumerate(words[:12]):
        form = form_of(word.low)
        if form is not None and _leads(words, i, form):
            return i, form.shape
        if word.low in _CLAUSE_ENDS and i:
            return None
        if i == 0 and form is not None and not _is_adverb(word.low) and not form.firm:
            return None
    return None


def _leads(words: list[_Word], i: int, form: Form) -> bool:
    """Whether a verb form is the sentence's main verb: it opens the sentence or stands behind its subject."""
    before = [word.low for word in words[:i]]
    if not before or all(_is_adverb(low) or low in ",:-–—(" for low in before):
        return form.firm or _takes_object(words, i, form) or (form.base in VERBAL and _precedes_noun(words, i))
    if before[-1] in (":", "–", "—"):
        return form.firm
    if form.shape == "base":
        near = [low for low in before[-3:] if not _is_adverb(low)]
        if near and near[-1] in _ADDRESSEES and len(near) == 1:
            return form.firm or _takes_object(words, i, form)
        return bool(near) and near[-1] in _MODALS
    # "The clerk prepares …": a verb in -s behind a short subject.
    return (
        form.shape == "s" and form.firm and len(before) <= 6 and before[0] in ("the", "this", "he", "she", "it", "who")
    )


def _joints(words: list[_Word], first: int, shape: Shape, ask: Callable[[int], bool] | None) -> list[_Joint]:
    joints: list[_Joint] = []
    depth = 0
    clause = first
    for i in range(first + 1, len(words)):
        low = words[i].low
        depth += (low == "(") - (low == ")")
        if depth > 0 or not (low == "," or low in _CONJUNCTIONS or low == "then"):
            continue
        if i and words[i - 1].low == "," and low != ",":
            continue
        verb, conjunction = _behind(words, i)
        if verb is None:
            continue
        form = form_of(words[verb].low)
        if form is None or form.shape != shape or words[verb].text[0].isupper():
            continue
        if not _is_complete(words, clause, i) or _is_row(words, i, form):
            continue
        certain = _takes_object(words, verb, form)
        if not certain and ask is not None and _precedes_noun(words, verb):
            certain = ask(words[verb].start)
        if _is_subordinate(words, clause, i, shape) or not (certain or _is_likely(words, verb, form)):
            continue
        offset = words[i + 1].start if low == "," else words[i].start
        comma = low == "," or words[i - 1].low == ","
        joints.append(_Joint(offset, conjunction, comma, form.firm, certain))
        if certain or comma:
            clause = verb
    return joints


def _behind(words: list[_Word], i: int) -> tuple[int | None, bool]:
    """The word behind a comma or conjunction (and adverbs) that may be a verb; whether a conjunction stands there."""
    conjunction = words[i].low in _CONJUNCTIONS
    i += 1
    while i < len(words) and (words[i].low in _CONJUNCTIONS or _is_adverb(words[i].low)):
        conjunction = conjunction or words[i].low in _CONJUNCTIONS
        i += 1
    return (i, conjunction) if i < len(words) else (None, conjunction)


def _is_complete(words: list[_Word], clause: int, i: int) -> bool:
    """Whether the duty that began at ``clause`` has an object, so that the next verb does not share it. A row of
    verbs ("prepare, post and reconcile") has none yet; a word right behind a verb is its object, whatever it could be
    elsewhere ("schedules interviews")."""
    first = form_of(words[clause].low)
    for k in range(clause + 1, i):
        low, before = words[k].low, words[k - 1].low
        if not words[k].text[0].isalnum() or low in _EMPTY or low in _PREPOSITIONS or _is_adverb(low):
            continue
        form = form_of(low)
        in_row = before in _CONJUNCTIONS or before in (",", "/", "or", "and/or") or _is_adverb(before)
        if not (in_row and form is not None and first is not None and form.shape == first.shape):
            return True
    return False


def _is_row(words: list[_Word], i: int, form: Form) -> bool:
    """Whether the word before the conjunction is a verb of the same row ("as well as managing and growing")."""
    before = form_of(words[i - 1].low)
    return before is not None and before.shape == form.shape and words[i - 2].low in _ROW_OPENERS


def _is_subordinate(words: list[_Word], clause: int, i: int, shape: Shape) -> bool:
    """Whether a verb behind ``i`` may belong to a subordinate clause of the duty that began at ``clause``."""
    if words[clause].low in SUBORDINATING and shape == "base":
        inner = [w.low for w in words[clause + 1 : i]]
        if any((form := form_of(low)) is not None and form.shape == "base" for low in inner):
            return True
    if shape == "s":
        return any(w.low in ("that", "which", "who", "where") for w in words[clause + 1 : i])
    for k in range(clause + 1, i):
        low = words[k].low
        if low not in _SUBORDINATORS and low not in _MODALS:
            continue
        if low == "by" or low == "to":
            ahead = k + 1
            while ahead < i and (_is_adverb(words[ahead].low) or words[ahead].low == "both"):
                ahead += 1
            follower = form_of(words[ahead].low) if ahead < i else None
            wanted = "ing" if low == "by" else "base"
            if follower is not None and follower.shape == wanted and shape == wanted:
                return True
            continue
        if low in ("ability", "able"):
            continue
        return True
    return shape == "ing" and any(
        w.low in ("including", "by", "such", "while", "through") for w in words[clause + 1 : i]
    )


def _takes_object(words: list[_Word], i: int, form: Form) -> bool:
    """Whether what follows a verb form lets it be a verb here."""
    if i + 1 >= len(words):
        return False
    ahead = words[i + 1].low
    if not words[i + 1].text[0].isalnum() and ahead not in ('"', "“", "$"):
        return form.firm and ahead in (",", "(") and _has_shared_object(words, i, form)
    if ahead in _CONJUNCTIONS or ahead in ("or", "and/or"):
        return _has_shared_object(words, i, form)
    if ahead in _DETERMINERS:
        return True
    if (form.base, ahead) in _VERB_PREPOSITION:
        return True
    if ahead in _PREPOSITIONS:
        return form.firm and form.base in _INTRANSITIVE and ahead not in _ADVERBIALS
    if form.shape == "ing":
        return words[i].low not in _NOUN_GERUNDS
    if form.firm:
        return True
    return form.shape == "s" and not _is_verb_like(ahead)


def _is_likely(words: list[_Word], i: int, form: Form) -> bool:
    """Whether a loose verb in a list of duties is one of them: "prune hedges, mow lawns and operate …"."""
    return form.base in VERBAL and form.shape != "ing" and _precedes_noun(words, i)


def _precedes_noun(words: list[_Word], i: int) -> bool:
    if i + 1 >= len(words) or not words[i + 1].text[0].isalnum():
        return False
    ahead = words[i + 1].low
    return not (ahead in _PREPOSITIONS or ahead in _EMPTY or _is_verb_like(ahead) or ahead in _MODALS)


def _has_shared_object(words: list[_Word], i: int, form: Form) -> bool:
    """ "… and review, code and enter invoices": a row of verbs of one shape with an object at its end."""
    k = i + 1
    while k < len(words) and (
        words[k].low in _CONJUNCTIONS or words[k].low in (",", "or", "and/or") or _is_adverb(words[k].low)
    ):
        k += 1
    if k >= len(words):
        return False
    other = form_of(words[k].low)
    return (
        other is not None and other.shape == form.shape and (form.firm or other.firm) and _takes_object(words, k, other)
    )


def _is_verb_like(low: str) -> bool:
    return low in ("is", "are", "was", "were", "has", "have", "be", "been")


def _is_adverb(low: str) -> bool:
    return low in _ADVERB_LIKE or (
        low.endswith("ly")
        and len(low) > 4
        and low not in ("supply", "apply", "reply", "assembly", "family", "monthly", "daily", "weekly", "quarterly")
    )
