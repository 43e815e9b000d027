"""What a sentence says about who does what: features for postings that tell their duties instead of listing them.

"You answer the phone", "In practice she directs the nursery", "Sweep, stack, wrap": none of these stands under a
heading or begins as an item does. Looked at are the person that a sentence is about and the verb behind it, verbs in a
row, a label before a colon ("Bring: two seasons in grapes"), the words behind a lead-in, and whether the sentence
denies something. As with cues, no feature has to be right by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from jdmatch.chunking.clauses import opens_with_duty
from jdmatch.chunking.headings import topic_of
from jdmatch.chunking.patterns import holds_any
from jdmatch.chunking.tables import FIELD_LABELS
from jdmatch.chunking.verbs import form_of
from jdmatch.kinds.tables import DENIAL_NEEDS, DENIALS, HOLDING, PAST, PAST_NEEDS, PERSONS

# Signs, emoji and short numbers before the first word.
_SIGNS = re.compile(r"[^A-Za-z0-9$€£]*(?:[A-Z]?-?\d{1,2}[.):]\s+)?")
_LABEL = re.compile(r"([A-Za-z0-9][^:|.!?]{0,38}?)(?::|\s[–—|-])\s+(?=\S)")
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
_DIGIT = re.compile("[0-9]")
_JOINT = re.compile(r"[,;&/]|\b(?:and|or|then|plus)\b")
_LABEL_WORDS = 6
_LEAD_IN = 80
_SUBJECT_WORDS = 7
_ROW = 4
_TITLE_WORDS = 12
_DETERMINERS = frozenset(
    ("the", "a", "an", "our", "your", "their", "its", "of", "in", "on", "for", "with", "and", "to")
)


def features(body: str) -> dict[str, float]:
    """The features of one chunk's body, each 1 or a share in [0, 1]; absent ones are 0."""
    start = _start(body)
    low = body[start:].replace("’", "'").lower()
    words = _WORD.findall(body, start)
    row = _label(body, start)
    if words:
        row.update(_verbs(body, start, words))
    row.update(_persons(low))
    if holds_any(low, DENIAL_NEEDS) and DENIALS.search(low):
        row["denies"] = 1.0
    if holds_any(low, PAST_NEEDS) and PAST.search(low):
        row["past"] = 1.0
    row.update(_shape(body, start, words))
    return row


def _start(body: str) -> int:
    found = _SIGNS.match(body)
    return found.end() if found is not None and found.end() < len(body) else 0


def _label(body: str, start: int) -> dict[str, float]:
    """ "Need: 18+", "Months 1-3: Load cars": what the label says, and whether a duty stands behind it."""
    found = _LABEL.match(body, start)
    if found is None or len(found.group(1).split()) > _LABEL_WORDS:
        return {}
    label = found.group(1)
    if label.lower() in FIELD_LABELS:
        return {"label_field": 1.0}
    row = {f"label_{topic_of(label) or 'unknown'}": 1.0}
    if opens_with_duty(body, found.end(), len(body)) is not None:
        row["label_then_duty"] = 1.0
    return row


def _verbs(body: str, start: int, words: Sequence[str]) -> dict[str, float]:
    """Duty verbs: at the opening, behind a lead-in with a comma, behind a short subject, and in a row."""
    row: dict[str, float] = {}
    lows = [word.replace("’", "'").lower() for word in words[:_SUBJECT_WORDS]]
    first = form_of(lows[0])
    if first is not None:
        row[f"opens_verb_{first.shape}"] = 1.0
        if start and opens_with_duty(body, start, len(body)) is not None:
            row["duty_behind_sign"] = 1.0
    elif len(lows) > 1 and lows[0].endswith("ly") and form_of(lows[1]) is not None:
        row["opens_adverb_verb"] = 1.0
    comma = body.find(",", start, start + _LEAD_IN)
    if first is None and comma > 0 and opens_with_duty(body, comma + 1, len(body)) is not None:
        row["lead_in_duty"] = 1.0
    for i, low in enumerate(lows[1:], 1):
        form = form_of(low)
        if form is not None and form.shape == "s" and form.firm and lows[i - 1] not in _DETERMINERS:
            row["subject_does"] = 1.0
            break
    firsts = [found.group() for part in _JOINT.split(body[start:]) if (found := _WORD.search(part))]
    openings = sum(form_of(word.lower()) is not None for word in firsts)
    if openings > 1:
        row["verbs_in_a_row"] = min(openings, _ROW) / _ROW
        row["verbs_share"] = openings / len(firsts)
    return row


def _persons(low: str) -> dict[str, float]:
    """Who does something in the sentence: "you check", "I set", "she keeps", "they will load"."""
    row: dict[str, float] = {}
    for name, pattern, needs in PERSONS:
        for found in pattern.finditer(low) if not needs or holds_any(low, needs) else ():
            verb = found.group("verb")
            form = form_of(verb)
            if verb in HOLDING:
                row[f"{name}_holds"] = 1.0
            elif form is not None and form.shape != "ing":
                row[f"{name}_does"] = 1.0
            else:
                row[name] = 1.0
    return row


def _shape(body: str, start: int, words: Sequence[str]) -> dict[str, float]:
    """How the words are written: small or large first letter, a title's capitals, a full stop, quotation marks."""
    row: dict[str, float] = {}
    if start < len(body) and body[start].islower():
        row["opens_small"] = 1.0
    if 1 < len(words) <= _TITLE_WORDS and not body.isupper():
        row["title_case"] = sum(word[0].isupper() for word in words[1:]) / (len(words) - 1)
    if body.rstrip(" *_").endswith((".", "!", "?")):
        row["stops"] = 1.0
    if "“" in body or '"' in body:
        row["quotes"] = 1.0
    if _DIGIT.search(body) or (not body.isascii() and any(map(str.isdigit, body))):
        row["digits"] = 1.0
    return row
