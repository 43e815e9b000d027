"""What a line of the cue tables says: a phrase, where on the line from 0 (just begun) to 1 (answers for everything) it
points, and how much it weighs.

Positions are on the inner line on which every scale of levels is placed (``LevelScale.positions``): on the four steps
a position below ¼ is emerging, below ½ developing, below ¾ proficient, above advanced. ``NEUTRAL`` is where a posting
without any sign of level stands; a cue pulls away from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from jdmatch.leveling.phrases import PhraseTable

NEUTRAL = 0.42
"""Where an ordinary, unmarked job stands: the upper half of "developing"."""

Role = Literal["early", "rank", "step"]
Group = Literal[
    "received", "autonomy", "people", "mentoring", "scope", "strategy", "money", "complexity", "expertise", "learning",
    "assisting", "stated",
]  # fmt: skip
GROUPS: tuple[Group, ...] = (
    "received", "autonomy", "people", "mentoring", "scope", "strategy", "money", "complexity", "expertise", "learning",
    "assisting", "stated",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TitleCue:
    """A phrase of a title. ``early`` (intern, junior) outranks everything else, ``rank`` (manager, director) is a place
    on the line, ``step`` (senior, lead) is a place when it stands alone and a ``shift`` beside a rank."""

    phrase: str
    role: Role
    position: float
    weight: float
    source: str
    shift: float = 0.0


@dataclass(frozen=True, slots=True)
class TextCue:
    """A phrase of a duty or a requirement. ``anywhere`` cues (an entry level job, seniority level) say what the whole
    job is and count in every kind of chunk; the others only in responsibilities and requirements."""

    phrase: str
    group: Group
    position: float
    weight: float
    source: str
    anywhere: bool = False


@dataclass(frozen=True, slots=True)
class Mask:
    """A phrase that holds a cue's words and is no cue, and why. It takes its words away from every cue; one that
    ``yields`` leaves them to a longer cue."""

    phrase: str
    why: str
    yields: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    """A phrase after which a title speaks of somebody or something else, up to the next comma, bracket or dash."""

    phrase: str
    why: str


C = TypeVar("C", TitleCue, TextCue)


def masked(masks: Sequence[Mask], cues: Sequence[C]) -> PhraseTable[C | Mask]:
    """A table of cues with masks over them: those that do not yield first, the others by length among the cues."""
    first: list[C | Mask] = [mask for mask in masks if not mask.yields]
    then: list[C | Mask] = [mask for mask in masks if mask.yields]
    then.extend(cues)
    return PhraseTable(first, then)
