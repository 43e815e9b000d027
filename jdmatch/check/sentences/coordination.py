"""Which words of a duty are its main verbs, where that is sure.

"Check piece count, seal number and address and sign the sheet" holds five words that could be verbs, and two that are.
Only a word behind a comma, a semicolon or a conjunction can be a further main verb. For each of them it is asked
whether it surely is one ("sign the"), surely is none ("seal number"), or neither; one word of which nobody can tell
makes the whole duty one that is told in the imperative only.
"""

from __future__ import annotations

from typing import Literal

from jdmatch.check.sentences import tables, verb_tables
from jdmatch.check.sentences.words import JOINTS, STOPS, Word, is_adverb, low_at, verb_form
from jdmatch.chunking.verb_tables import VERBAL
from jdmatch.chunking.verbs import Form, Shape

_Verdict = Literal["verb", "other", "doubt"]
# A statement of so many words is no mere name, where it begins with a word that may be a noun, too.
_SURELY_TOLD = 5
# Words that a noun phrase begins with, so that a verb stands before them.
_POINTED = (tables.DETERMINERS - {"that", "all", "each", "every", "both", "other", "some", "more", "such"}) | {
    "it", "them", "him", "her", "those", "whoever", "whatever", "anything", "anyone", "everything", "nothing",
}  # fmt: skip


def first_verb(tokens: list[Word], shape: Shape = "base", *, cut: bool = False) -> int | None:
    """Where the verb stands that opens a duty, behind adverbs; None where it is not sure that one does. ``cut``: the
    words stood behind a dash, where a verb is expected."""
    form = verb_form(low_at(tokens, 0))
    i = 0
    if form is None or form.shape != shape:
        while is_adverb(low_at(tokens, i)):
            i += 1
        form = verb_form(low_at(tokens, i))
    if form is None or form.shape != shape:
        return None
    ahead = low_at(tokens, i + 1)
    if cut or ahead in _POINTED or (form.firm and form.base not in verb_tables.NOUNS_TOO):
        return i
    # "Research methods", "Project management": so short, it may be the name of a skill.
    if is_compound(form.base, ahead) or ahead in ("of", "for") or len(tokens) < _SURELY_TOLD:
        return None
    return i if form.firm or form.base in verb_tables.MOSTLY_VERBS or form.base in VERBAL else None


def main_verbs(tokens: list[Word], first: int, shape: Shape = "base") -> list[int] | None:
    """Where the main verbs of a duty stand that begins with the verb at ``first``; None where that is not sure."""
    found = [first]
    in_row, depth = True, 0
    left = -1  # the first word behind a comma that was taken for no verb
    for i in range(first + 1, len(tokens)):
        low = tokens[i].low
        depth += (low == "(") - (low == ")")
        if depth > 0 or low == ")":
            continue
        joint = joint_at(tokens, i)
        if joint and (_is_base(low) or not is_adverb(low)) and low not in JOINTS and low not in STOPS:
            verdict = _verdict(tokens, i, found, shape, joint, in_row)
            if verdict == "doubt":
                return None
            if verdict == "verb":
                # "tighten hinges, plunge toilets and mop": without an "and" of its own no list of nouns stands there.
                if 0 < left < i and joint == "and" and not any(w.low in JOINTS for w in tokens[left : i - 1]):
                    return None
                found.append(i)
                left = -1
                continue
            if left < 0 and joint == "," and not _is_function_word(low) and low_at(tokens, i + 1) not in STOPS:
                left = i
        in_row = in_row and (low in JOINTS or low == "," or low in tables.PURE_PARTICLES or is_adverb(low))
    return found


def _verdict(tokens: list[Word], i: int, found: list[int], shape: Shape, joint: str, in_row: bool) -> _Verdict:
    """What the word behind a joint is. ``in_row``: so far the duty has nothing but verbs and joints."""
    form = verb_form(tokens[i].low)
    ahead = low_at(tokens, i + 1)
    last = found[-1]
    if form is None or form.shape != shape:
        # A word that the tables do not know, with an object behind it, may be a verb all the same.
        strange = (
            ahead in _POINTED and form is None and tokens[i].low.isalpha() and not _is_function_word(tokens[i].low)
        )
        return "doubt" if strange or (in_row and shape == "base" and not _is_function_word(tokens[i].low)) else "other"
    if _is_other(tokens, i, form, in_row):
        return "other"
    mostly = form.base in verb_tables.MOSTLY_VERBS or form.base in VERBAL
    sure = form.firm and form.base not in verb_tables.NOUNS_TOO
    if not _is_free(tokens, last, i, joint):
        return "doubt"
    if in_row:
        return "verb" if form.firm or mostly or ahead in _POINTED else "doubt"
    if low_at(tokens, i - 1) == "then" or ahead in _POINTED:
        return "verb"
    if "or" in joint.split() and not sure:
        return "doubt"
    if is_listed(tokens, last, i, joint) and not sure:
        return "doubt"
    if sure:
        return "verb"
    if not (form.firm or mostly):
        return "doubt"
    if (form.base, ahead) in tables.BOUND or ahead in tables.PURE_PARTICLES or ahead in tables.CLAUSE_OBJECT:
        return "verb"
    if not ahead or ahead in STOPS or ahead in JOINTS or ahead in verb_tables.HEADS:
        return "doubt"
    behind = verb_form(ahead)
    if (behind is not None and behind.shape == "s") or ahead.endswith(("ing", "ment", "tion")):
        return "doubt"  # "require road tests and torque checks", "grants and contract pricing"
    # "and file slips": behind "and" such a word is a verb; behind a comma alone another one has to follow.
    return "verb" if "and" in joint or ";" in joint else "doubt"


def _is_other(tokens: list[Word], i: int, form: Form, in_row: bool) -> bool:
    """Whether the words around show that this one is no verb: "search terms", "support of", "date and amount"."""
    ahead = low_at(tokens, i + 1)
    if is_compound(form.base, ahead) or (ahead == "of" and (form.base, ahead) not in tables.BOUND):
        return True
    loose = not form.firm and form.base not in verb_tables.MOSTLY_VERBS and form.base not in VERBAL
    ends = not ahead or ahead in STOPS or ahead in JOINTS or ahead in tables.PREPOSITIONS - tables.PARTICLES - {"to"}
    return loose and ends and not in_row and (form.base, ahead) not in tables.BOUND


def is_compound(base: str, ahead: str) -> bool:
    """Whether the two words are a known compound noun: "grease traps"."""
    return ahead in verb_tables.COMPOUNDS.get(base, ())


def _is_free(tokens: list[Word], last: int, i: int, joint: str) -> bool:
    """Whether no infinitive and no clause since the verb at ``last`` may go on at ``i``."""
    if ";" in joint:
        return True
    for k in range(last + 1, i):
        low = tokens[k].low
        if low == ";":
            return True
        if not _may_go_on(tokens, k, i):
            continue
        # "…, and enter the": a comma before the "and" closes what was open.
        return joint == ", and" and (low_at(tokens, i + 1) in _POINTED or _is_sure(tokens[i].low))
    verb = verb_form(tokens[last].low)
    if verb is not None and verb.base in tables.HAVING:
        return joint == ", and" or not any(_is_base(tokens[k].low) for k in range(last + 1, i))
    return True


def _may_go_on(tokens: list[Word], k: int, i: int) -> bool:
    """Whether the word at ``k`` opens a clause or an infinitive in which a base form may stand at ``i``."""
    low, ahead = tokens[k].low, low_at(tokens, k + 1)
    if low == "to":
        j = k + 1
        while is_adverb(low_at(tokens, j)):
            j += 1
        return _is_base(low_at(tokens, j))
    if low in ("can", "will", "may", "must", "should", "could", "would", "cannot", "do", "not"):
        return low != "not"
    if low in tables.TIME_PREPOSITIONS and ahead not in tables.SUBJECTS:
        return not ahead.endswith("ing") and any(_is_finite(w.low) for w in tokens[k + 2 : i])
    if low in tables.CIRCUMSTANCE and ahead.endswith(("ed", "ing")):
        return False
    if low in tables.CLAUSE_OBJECT or low in tables.CIRCUMSTANCE:
        # "what each one holds and …": beside a verb in -s or in the past no base form can stand.
        return not any(_is_finite(w.low) for w in tokens[k + 2 : i])
    return False


def _is_base(low: str) -> bool:
    form = verb_form(low)
    return form is not None and form.shape == "base"


def _is_sure(low: str) -> bool:
    form = verb_form(low)
    return form is not None and form.firm and form.base not in verb_tables.NOUNS_TOO


def _is_finite(low: str) -> bool:
    """Whether a word in a clause is its verb, in a form beside which no base form can stand."""
    form = verb_form(low)
    finite = form is not None and form.shape == "s" and form.firm
    return finite or low in ("is", "was", "has", "had", "were", "does", "did") or (low.endswith("ed") and len(low) > 4)


def _is_function_word(low: str) -> bool:
    return (
        low in tables.PREPOSITIONS
        or low in tables.CIRCUMSTANCE
        or low in tables.CLAUSE_OBJECT
        or low in tables.DETERMINERS
        or low in tables.PARTICLES
        or low.endswith(("ing", "ed"))
        or low in ("no", "not", "never", "it", "them", "who")
    )


def joint_at(tokens: list[Word], i: int) -> str:
    """What joins the word at ``i`` to those before: "and", ",", ";" or ", and"; "" where nothing does."""
    k = i - 1
    while k > 0 and (is_adverb(tokens[k].low) or tokens[k].low == "then"):
        k -= 1
    low = low_at(tokens, k) if k >= 0 else ""
    if low in (",", ";"):
        return low
    if low in JOINTS:
        before = low_at(tokens, k - 1)
        return f"{before} {low}" if before in (",", ";") else low
    return "," if i > 0 and low_at(tokens, i - 1) == "then" else ""


def is_listed(tokens: list[Word], last: int, i: int, joint: str) -> bool:
    """Whether a list of nouns since the verb at ``last`` waits for the "and" before ``i``: "lumber, pipe and edge"."""
    between = [word.low for word in tokens[last + 1 : i - 1]]
    return joint in ("and", "or") and "," in between and not JOINTS & set(between)
