"""What the wording of one text says about level: its cues, the verb it opens with, and its words without the traps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from jdmatch.leveling.cue import Group, Mask, TextCue, masked
from jdmatch.leveling.mask_tables import TEXT_MASKS
from jdmatch.leveling.phrases import Hit, PhraseTable, lowered
from jdmatch.leveling.sign_tables import STATED_CUES
from jdmatch.leveling.text_tables import TEXT_CUES
from jdmatch.leveling.told_tables import TOLD_CUES
from jdmatch.leveling.verb_tables import VERBS

_TABLE: PhraseTable[TextCue | Mask] = masked(TEXT_MASKS, (*TEXT_CUES, *TOLD_CUES, *STATED_CUES))
_DENIED: frozenset[Group] = frozenset({"people", "money", "strategy", "mentoring"})
_NO = re.compile(
    r"(?:(?<!\w)(?:not|never|nor|neither|cannot|nobody|no)|n['’]t|(?<!\w)(?:dont|wont))(?!\w)(?! only\b)(?! just\b)"
    r"[^.;:!?()\n–—]{0,70}?$"
)
_TURN = re.compile(r"\b(?:but|because|until|instead|and you|though)\b")
_TOKEN = re.compile(r"[a-z]+(?:['’][a-z]+)?")
_OBJECT_FIRST = re.compile(r"\s[—–]\s")
_OPENING_WORDS = 6  # how far into a duty its verb is looked for ("You will also", "Responsible for")


@dataclass(frozen=True, slots=True)
class TextReading:
    """A text's cues in order, the position of its opening verb (None: none known), and its words with those of the
    masked phrases left out."""

    cues: tuple[Hit[TextCue], ...]
    verb: float | None
    words: tuple[str, ...]


@lru_cache(maxsize=4096)
def read_text(text: str) -> TextReading:
    """Read one statement or chunk. Offsets of the cues are into ``text``. A posting's lines are asked for several
    times over, for their own level and for the posting's."""
    found = _TABLE.find(text)
    cues = tuple(
        Hit(hit.entry, hit.start, hit.end)
        for hit in found
        if isinstance(hit.entry, TextCue) and not (hit.entry.group in _DENIED and _denied(text, hit.start))
    )
    masked = _struck_out(lowered(text), [(h.start, h.end) for h in found if isinstance(h.entry, Mask)])
    return TextReading(cues, _verb(masked), tuple(_TOKEN.findall(masked)))


def _denied(text: str, start: int) -> bool:
    """Whether the clause before a cue says no: "does not hire, discipline or set the budget"."""
    before = _NO.search(lowered(text[:start]))
    return before is not None and _TURN.search(before.group()) is None


def _struck_out(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + "\0" * (end - start) + text[end:]
    return text


def _verb(low: str) -> float | None:
    """The position of the verb that opens a duty, behind the dash where the object comes first ("Ledgers — post …")."""
    dash = _OBJECT_FIRST.search(low)
    for word in islice(_TOKEN.finditer(low, dash.end() if dash else 0), _OPENING_WORDS):
        position = _verb_position(word.group())
        if position is not None:
            return position
    return None


@lru_cache(maxsize=4096)
def _verb_position(word: str) -> float | None:
    """A verb in the table as it stands or without its ending: "reconciles", "reconciling", "posted"."""
    for base in _bases(word):
        if base in VERBS:
            return VERBS[base]
    return None


def _bases(word: str) -> list[str]:
    bases = [word]
    if word.endswith("ies"):
        bases.append(word[:-3] + "y")
    if word.endswith("es"):
        bases.append(word[:-2])
    if word.endswith("s"):
        bases.append(word[:-1])
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)]
            bases += [stem, stem + "e"]
            if len(stem) > 2 and stem[-1] == stem[-2]:
                bases.append(stem[:-1])
    return bases
