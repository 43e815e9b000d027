"""The level at which a whole posting is pitched: a weighted sum of signs that can be read off one by one.

Each part pulls the posting up or down from where an unmarked job stands: title, what is stated, years, education; the
wording of duties and requirements by what it speaks of (people answered for, money, strategy, the experienced hand's
work) and what lowers; and where the duties stand, of which the highest tell more than the routine beside them. One
fitted weight a part. The fewer signs there are, the wider the spread, and below ``thin`` the estimate is marked as
abstained."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jdmatch.leveling.cue import NEUTRAL, Group
from jdmatch.leveling.evidence import Sign
from jdmatch.leveling.text_model import conformal_reach

_RAISED: Mapping[str, tuple[Group, ...]] = {
    "people": ("people",),
    "money": ("money",),
    "strategy": ("strategy",),
    "craft": ("autonomy", "mentoring", "scope", "complexity", "expertise"),
}
PARTS = ("title", "stated", "years", "education", *_RAISED, "lowered", "duties", "top", "routine")
_BESIDE = 0.3  # what a second statement of the same kind adds to the strongest
_DUTIES_PRIOR = 4.0  # duties of an average posting that a posting's own are mixed with
_ENOUGH = {"title": 0.6, "stated": 0.7, "years": 0.5, "education": 0.1, "wording": 0.25}
_ENOUGH_DUTY = 0.06
_TOP_SHARE, _TOP_ABOVE = 5, 0.06  # the highest fifth of the duties, and how far it usually stands above the upper half
_AGREEMENT = 0.15  # how far two signs may lie apart and still say the same


@dataclass(frozen=True, slots=True)
class Features:
    """What the parts say, as pulls from ``NEUTRAL``, how much there is to go by (``strength``, 0–1), and how far title,
    statement and years contradict each other (``quarrel``, 0–1)."""

    pulls: Mapping[str, float]
    strength: float
    quarrel: float

    @property
    def doubt(self) -> float:
        """What widens the spread, 0–2."""
        return 1 - self.strength + self.quarrel


def features(signs: Sequence[Sign], title_position: float, duties: Sequence[float], centre: float) -> Features:
    """The parts of one posting. ``duties`` are the positions of its responsibilities, ``centre`` where those of an
    average posting lie by the same reading."""
    by_part: dict[str, list[Sign]] = {}
    for sign in signs:
        by_part.setdefault(sign.part, []).append(sign)
    weight = max((s.weight for s in by_part.get("title", ())), default=0.0)
    pulls = {
        "title": weight * (title_position - NEUTRAL),
        "stated": _strongest(by_part.get("stated", ())),
        "years": _strongest(by_part.get("years", ())),
        "education": _strongest(by_part.get("education", ())),
        **_wording(by_part.get("wording", ())),
        **_duties(duties, centre),
    }
    doubt = 1.0
    for sign in signs:
        doubt *= 1 - _ENOUGH[sign.part] * sign.weight
    doubt *= (1 - _ENOUGH_DUTY) ** len(duties)
    return Features(pulls, 1 - doubt, _quarrel(pulls))


def _wording(signs: Sequence[Sign]) -> dict[str, float]:
    raising = [s for s in signs if s.position > NEUTRAL]
    pulls = {
        part: (1 - NEUTRAL) * _gathered([s for s in raising if s.group in groups]) for part, groups in _RAISED.items()
    }
    return {**pulls, "lowered": -NEUTRAL * _gathered([s for s in signs if s.position <= NEUTRAL])}


def _duties(duties: Sequence[float], centre: float) -> dict[str, float]:
    """High duties and low ones are weighed apart: every job has its routine, only some set policy."""
    if not duties:
        return {"duties": 0.0, "top": 0.0, "routine": 0.0}
    share = len(duties) / (len(duties) + _DUTIES_PRIOR)
    upper = share * (_mean(sorted(duties)[len(duties) // 2 :]) - centre)
    top = share * (_mean(sorted(duties)[-max(1, len(duties) // _TOP_SHARE) :]) - centre - _TOP_ABOVE)
    return {"duties": max(0.0, upper), "top": max(0.0, top), "routine": min(0.0, upper)}


def _quarrel(pulls: Mapping[str, float]) -> float:
    """0 where title, statement and years agree, up to 1 ("Junior …, at least 5 years")."""
    told = [pulls[part] for part in ("title", "stated", "years") if pulls[part]]
    return min(1.0, max(0.0, 2 * (max(told) - min(told) - _AGREEMENT))) if len(told) > 1 else 0.0


def _strongest(signs: Sequence[Sign]) -> float:
    pulls = sorted((s.weight * (s.position - NEUTRAL) for s in signs), key=abs, reverse=True)
    return pulls[0] + _BESIDE * sum(pulls[1:3]) / 2 if pulls else 0.0


def _gathered(signs: Sequence[Sign]) -> float:
    """How far wording reaches in one direction, 0–1: many cues say more than one, but never twice as much for twice
    as many."""
    rest = 1.0
    for sign in signs:
        side = 1 - NEUTRAL if sign.position > NEUTRAL else NEUTRAL
        rest *= 1 - min(0.9, sign.weight * abs(sign.position - NEUTRAL) / side)
    return 1 - rest


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


@dataclass(frozen=True, slots=True)
class PostingModel:
    """Fitted numbers: a weight a part, where a posting without signs stands (``base``), the spread with every sign and
    what doubt adds to it, the centres of duties with and without vectors, and below which strength to abstain."""

    weights: Mapping[str, float]
    base: float
    spread: float
    doubt: float
    centre_together: float
    centre_alone: float
    thin: float
    scores: tuple[float, ...]

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> PostingModel:
        """From the ``posting`` part of ``models/level.json``. KeyError or TypeError where it is another format."""
        return cls(
            weights={part: float(table["weights"][part]) for part in PARTS},
            base=float(table["base"]),
            spread=float(table["spread"]),
            doubt=float(table["doubt"]),
            centre_together=float(table["centre_together"]),
            centre_alone=float(table["centre_alone"]),
            thin=float(table["thin"]),
            scores=tuple(float(x) for x in table["conformal"]),
        )

    def position(self, found: Features) -> float:
        """Where a posting stands on the line, 0–1: signs that add up to more than the whole line say no more than its
        end."""
        return min(1.0, max(0.0, self.base + math.fsum(self.weights[part] * found.pulls[part] for part in PARTS)))

    def spread_of(self, found: Features) -> float:
        """The logistic spread around the position: wider where there is little to go by, or contradiction."""
        return self.spread * (1 + self.doubt * found.doubt)

    def reach(self, coverage: float) -> float:
        """How far the interval reaches from the position, in spreads: the conformal quantile of the calibration
        postings, with the correction for their number. Infinite where they are too few for so much coverage."""
        return conformal_reach(self.scores, coverage)
