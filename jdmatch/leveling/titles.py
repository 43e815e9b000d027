"""What a title says about level: the cues it holds, and the one position they come to.

Training positions outrank every other word ("Intern - Office of the Chief Technology Officer"), a rank is shifted by
the steps beside it ("Senior Director"), and steps alone are read by the strongest of them. Words behind "to", "for" or
"office of" belong to somebody else's title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from jdmatch.leveling.cue import NEUTRAL, Cut, Mask, TitleCue, masked
from jdmatch.leveling.phrases import PhraseTable, lowered
from jdmatch.leveling.title_tables import (
    CUTS,
    NOT_BEFORE_AN_ORDINAL,
    NOT_NEAR_A_LEVEL_NUMBER,
    ORDINALS,
    TITLE_CUES,
    TITLE_MASKS,
)
from jdmatch.leveling.years import years_position, years_spans

_TABLE: PhraseTable[TitleCue | Mask] = masked(TITLE_MASKS, TITLE_CUES)
_CUTS: PhraseTable[Cut] = PhraseTable(CUTS)
_ORDINAL = re.compile(
    r"(?<=[a-z.)])[\s,\-–—(#]+(?:level |lvl |l)?(?P<n>iii|ii|iv|i|v|[1-5])"
    r"(?=\s*(?:$|[,()|/:;–—]|-\s|\s-|\.\s))"
)
_LEVEL_NUMBER = re.compile(r"(?:^|[\s(,\-–—])(?P<all>(?:level|lvl)[\s\-]*(?P<n>iii|ii|iv|i|v|[1-5]))(?!\w)")
_CLAUSE_END = re.compile(r"[,(|;/]|\s[-–—]\s|$")
_BESIDE = 0.3  # how much a second step moves a title that has none to answer for
_EARLY_GRIP = 3.0  # how much more a training word weighs than the rank beside it


@dataclass(frozen=True, slots=True)
class TitleCueHit:
    """A cue in a title: offsets into the title, where it points, and how much it weighs."""

    start: int
    end: int
    position: float
    weight: float
    role: str
    shift: float = 0.0


@dataclass(frozen=True, slots=True)
class TitleReading:
    """A title's position on the line, the weight of what says so (0: it says nothing), and its cues in order."""

    position: float
    weight: float
    cues: tuple[TitleCueHit, ...]


@lru_cache(maxsize=1024)
def read_title(title: str) -> TitleReading:
    """Read a title; a title without cues stands at ``NEUTRAL`` with weight 0. A posting's is asked for twice: for what
    it says, and for the quotes to show."""
    own = _own_part(title)
    cues = tuple(sorted((*_words(own), *_ordinals(own), *_years(title)), key=lambda c: c.start))
    if not cues:
        return TitleReading(NEUTRAL, 0.0, ())
    return TitleReading(_position(cues), max(c.weight for c in cues), cues)


def _words(own: str) -> list[TitleCueHit]:
    return [
        TitleCueHit(hit.start, hit.end, cue.position, cue.weight, cue.role, cue.shift)
        for hit in _TABLE.find(own)
        if isinstance(cue := hit.entry, TitleCue)
    ]


def _own_part(title: str) -> str:
    """The title with what is about somebody else struck out, from a cut to the end of its clause, length kept."""
    low = lowered(title)
    for cut in _CUTS.find(title):
        end = _CLAUSE_END.search(low, cut.end)
        stop = end.start() if end else len(low)
        low = low[: cut.start] + "\0" * (stop - cut.start) + low[stop:]
    return low


def _ordinals(low: str) -> list[TitleCueHit]:
    """Roman and Arabic numbers that count levels: "Engineer II", "Rep 2 - Remote", "Level III Technician"."""
    words = set(re.findall(r"[a-z]+", low))
    out: dict[int, TitleCueHit] = {}
    if not words & NOT_NEAR_A_LEVEL_NUMBER:
        for match in _LEVEL_NUMBER.finditer(low):
            position = ORDINALS[match.group("n")]
            out[match.start("n")] = TitleCueHit(match.start("all"), match.end("all"), position, 0.6, "step")
    for match in _ORDINAL.finditer(low):
        before = re.findall(r"[a-z]+", low[: match.start()])
        if match.start("n") in out or not before or before[-1] in NOT_BEFORE_AN_ORDINAL | {"level", "lvl"}:
            continue
        out[match.start("n")] = TitleCueHit(*match.span("n"), ORDINALS[match.group("n")], 0.6, "step")
    return list(out.values())


def _years(title: str) -> list[TitleCueHit]:
    return [
        TitleCueHit(span.start, span.end, years_position(span.low), 0.8, "early" if span.low < 1 else "step")
        for span in years_spans(title)
    ]


def _position(cues: tuple[TitleCueHit, ...]) -> float:
    early = [c for c in cues if c.role == "early"]
    ranks = [c for c in cues if c.role == "rank"]
    steps = [c for c in cues if c.role == "step"]
    if early:
        low = min(c.position for c in early)
        if not ranks:
            return low
        grip = _EARLY_GRIP * max(c.weight for c in early)
        return (grip * low + max(c.position for c in ranks) * 0.5) / (grip + 0.5)
    if ranks:
        return min(0.98, max(0.03, max(c.position for c in ranks) + sum(c.shift for c in steps)))
    first, *others = sorted(steps, key=lambda c: -abs(c.position - NEUTRAL) * c.weight)
    beside = sum(_BESIDE * c.weight * (c.position - NEUTRAL) for c in others)
    return min(0.98, max(0.03, first.position + beside))
