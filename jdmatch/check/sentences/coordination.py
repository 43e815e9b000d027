"""Which words behind a comma or an "and" are verbs of the duty, and which are nouns spelled alike.

"Check piece count, seal number and address and sign the sheet" holds five words that could be verbs, and two that are.
The word behind tells most ("sign the", "seal number"); where it does not, the row tells: verbs joined by commas need an
"and" before the last of them, and nouns joined by commas do, too.
"""

from __future__ import annotations

from jdmatch.check.sentences import tables, verb_tables
from jdmatch.check.sentences.heading import is_countable
from jdmatch.check.sentences.words import JOINTS, STOPS, Word, is_adverb, low_at, verb_form
from jdmatch.chunking.verb_tables import LOOSE, VERBAL
from jdmatch.chunking.verbs import Form

_ADJECTIVE = ("ous", "al", "ive", "ed", "ic", "able", "ible", "ful", "ary", "ent", "ant", "less")


def completed(tokens: list[Word], found: dict[int, str], maybe: dict[int, str]) -> dict[int, str]:
    """Those of the words in question that the row of verbs needs. ``found`` and ``maybe``: base forms by place."""
    out: dict[int, str] = {}
    sure = sorted(found)
    by_comma = [i for i in sure[1:] if joint_at(tokens, i) == ","]
    if by_comma and not any("and" in joint_at(tokens, i) for i in sure if i > by_comma[-1]):
        # "open returns, confirm the fault and route to …": without it no "and" would end the row.
        closing = [i for i in maybe if i > by_comma[-1] and "and" in joint_at(tokens, i)]
        if closing:
            out[closing[-1]] = maybe[closing[-1]]
    everything = {**found, **out}
    for i in sorted(maybe, reverse=True):
        # "…, time exactly and score twice": two verbs and a noun between them do not make a row.
        after = [k for k in everything if k > i]
        if i in everything or joint_at(tokens, i) != "," or not after:
            continue
        between = [word.low for word in tokens[i + 1 : min(after)]]
        while between and (between[-1] == "," or between[-1] in JOINTS):
            between.pop()
        if not JOINTS & set(between) and "," not in between:
            out[i] = everything[i] = maybe[i]
    return out


def first_doubt(tokens: list[Word], found: list[int]) -> int | None:
    """Where the first word behind a comma or "and" stands that may be a verb of the duty and was not taken for one.
    None where all is clear; words that close a list of nouns are clear enough."""
    for i in range(1, len(tokens)):
        form = verb_form(tokens[i].low)
        joint = joint_at(tokens, i)
        if i in found or not joint or "or" in joint or form is None or form.shape != "base":
            continue
        ahead = low_at(tokens, i + 1)
        likely = form.firm or form.base in verb_tables.MOSTLY_VERBS or form.base in VERBAL
        if not likely or is_noun(form.base, ahead) or not ahead or ahead in STOPS or ahead in JOINTS:
            continue
        last = max((k for k in found if k < i), default=0)
        if is_open(tokens, last, i, joint) or ("," not in joint and _is_infinitive(tokens, last, i)):
            continue
        if joint == "," and not any(k > i for k in found):
            continue
        return i
    return None


def _is_infinitive(tokens: list[Word], last: int, i: int) -> bool:
    """Whether an infinitive since the verb at ``last`` goes on at ``i``: "to choose and compare"."""
    return any(
        word.low == "to" and (form := verb_form(low_at(tokens, k + 1))) is not None and form.shape == "base"
        for k, word in enumerate(tokens[last + 1 : i], start=last + 1)
    )


def joint_at(tokens: list[Word], i: int) -> str:
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


def is_coordinate(tokens: list[Word], i: int, form: Form, joint: str, opened: str, listed: bool, last: int) -> bool:
    """Whether a verb behind a joint is a main verb of the duty. ``opened``: the word that opens the clause it stands
    in, if any; ``listed``: the duty has two verbs already; ``last``: where the last of them stands."""
    sure = form.firm and form.base not in verb_tables.NOUNS_TOO
    # Behind "by …ing" no base form can stand beside the gerund.
    within = opened and not (sure and (opened == "by" or opened in tables.TIME_PREPOSITIONS))
    if within and "," not in joint and not _finite_since(tokens, i):
        return False
    if low_at(tokens, i - 1) == "then":
        return True
    ahead = low_at(tokens, i + 1)
    if is_noun(form.base, ahead) or (ahead == "to" and "from" in {word.low for word in tokens[last:i]}):
        return False
    trusted = form.firm or form.base in verb_tables.MOSTLY_VERBS
    if not ahead or ahead in STOPS:
        return sure and ("and" in joint or (listed and ahead == ","))
    if ahead in JOINTS:
        behind = verb_form(low_at(tokens, i + 2))
        if behind is None or behind.shape != form.shape or is_noun(behind.base, low_at(tokens, i + 3)):
            return False
        # "by floor and shift and put": two of them in a row join unlike things.
        if "," not in joint and (joint == ahead or ahead == "and"):
            return False
        return (trusted or joint == ",") and is_coordinate(tokens, i + 2, behind, "and", "", True, i)
    if ahead in ("it", "them", "him", "her", "those", "the", "a", "an") or ahead in tables.DETERMINERS - {"that"}:
        return True
    if ahead in tables.CLAUSE_OBJECT:
        return trusted or ahead in ("what", "how", "whether")
    if ahead == "that":
        return form.base in tables.ASKING or form.base in ("ensure", "require", "say", "report")
    if (form.base, ahead) in tables.BOUND or ahead in tables.PURE_PARTICLES:
        return "or" not in joint or sure
    if is_adverb(ahead):
        return trusted
    if not sure and (
        is_open(tokens, last, i, joint) or (form.base not in verb_tables.HANDLING and _is_one_thing(tokens, i + 1))
    ):
        return False
    if ahead in tables.PREPOSITIONS or ahead in tables.CIRCUMSTANCE:
        return trusted and (sure or "and" in joint or (joint == "," and _goes_on(tokens, i, form.shape)))
    if "or" in joint:
        return sure
    if trusted or form.base in VERBAL or "and" in joint:
        return True
    # A word that is as often a noun is believed in a list of verbs, with an adjective behind it.
    adjective = ahead.endswith(_ADJECTIVE) or "-" in ahead
    return adjective and listed


def _goes_on(tokens: list[Word], i: int, shape: str) -> bool:
    """Whether another verb stands behind the next comma or conjunction, so that this one is within a row of them."""
    for k in range(i + 1, min(i + 8, len(tokens) - 1)):
        if tokens[k].low == "," or tokens[k].low in JOINTS:
            form = verb_form(low_at(tokens, k + 2 if tokens[k + 1].low in JOINTS else k + 1))
            return form is not None and form.shape == shape
    return False


def is_noun(base: str, ahead: str) -> bool:
    """Whether the word behind shows that this one is a noun: "search terms", "support for", "talk of", "work that"."""
    if ahead in verb_tables.COMPOUNDS.get(base, ()):
        return True
    if ahead == "of":
        return (base, ahead) not in tables.BOUND
    if ahead in ("for", "that") and base in verb_tables.NOUNS_TOO and base != "show":
        return (base, ahead) not in tables.BOUND
    # "equipment or work areas"
    if base in ("work", "rest", "travel", "walk", "talk", "look", "sleep"):
        return ahead.endswith("s") and ahead not in ("this", "his", "across")
    return ahead in verb_tables.HEADS and base in LOOSE | verb_tables.LOOSE_MORE and base not in verb_tables.HANDLING


def is_open(tokens: list[Word], last: int, i: int, joint: str) -> bool:
    """Whether a list of nouns since the verb at ``last`` waits for the "and" before ``i``: "lumber, pipe and edge"."""
    between = [word.low for word in tokens[last + 1 : i - 1]]
    return joint in ("and", "or") and "," in between and not JOINTS & set(between)


def _is_one_thing(tokens: list[Word], i: int) -> bool:
    """Whether one countable thing without an article stands at ``i``, which no verb takes: "price ladder"."""
    ends = low_at(tokens, i + 1)
    closed = not ends or ends in STOPS or ends in JOINTS or ends in tables.PREPOSITIONS
    return closed and tokens[i].low.isalpha() and tokens[i].low not in tables.STATES and is_countable(tokens[i].low)


def _finite_since(tokens: list[Word], i: int) -> bool:
    """Whether the clause before ``i`` has a verb that one in base form can not stand beside."""
    for k in range(i - 1, max(-1, i - 12), -1):
        low = tokens[k].low
        if low in ("is", "was", "are", "were", "has", "had", "makes", "does", "did", "be"):
            return True
        if low in tables.CLAUSE_OBJECT or low in tables.CIRCUMSTANCE:  # "what each one holds and …"
            return any(_is_finite(word.low) for word in tokens[k + 2 : i])
        if low in ("to", "by"):
            return False
    return False


def _is_finite(low: str) -> bool:
    """Whether a word in a clause is its verb, in a form beside which no base form can stand."""
    form = verb_form(low)
    return (form is not None and form.shape == "s") or (low.endswith(("ed", "paid")) and len(low) > 4)
