"""The default system: what ``jdmatch score`` does, asked part by part through the rooms' public functions.

Coverage comes from the matcher's own pairs over the posting's own duties; the raw score beside it is what a calibration
could be fitted to. Level and occupation are those of the whole analysis. A posting that jdmatch refuses still gets an
answer (nothing covered, the second level with a note that it abstains, no occupation): a system must not gain by not
answering.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from jdmatch import kinds
from jdmatch.datasets.items import Said
from jdmatch.datasets.rows import AnnotatedPosting, LevelCase
from jdmatch.evaluation.systems.bench import Bench
from jdmatch.evaluation.systems.parts import LevelAnswer, StatementLevel, Targets
from jdmatch.leveling import LevelModel
from jdmatch.matching import Matcher, Prepared
from jdmatch.records import (
    FOUR_STEPS,
    Chunk,
    LevelDistribution,
    LevelEstimate,
    LevelScale,
    OccupationEstimate,
    Posting,
    PostingFields,
    Section,
)

if TYPE_CHECKING:
    from jdmatch.evaluation.systems.parts import Array

# A title is judged on a posting that says nothing else.
_NEUTRAL = "Do the work of the shop."
_REFUSED = LevelAnswer(said=2, abstained=True)
# The scale on which statements are put in order: fine enough that no two differ by rounding alone.
_FINE = LevelScale(tuple(f"s{i}" for i in range(24)))


class Shipped:
    """Every part of the shipped pipeline."""

    nothing = -50.0

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._matcher = Matcher.load(encoder=bench.encoder.signature)
        self._ready: dict[str, Prepared] = {}

    @cached_property
    def _level(self) -> LevelModel:
        model = LevelModel.load(self._bench.settings)
        # Its vectors are another encoder's where one was handed in.
        return replace(model, uses_vectors=model.encoder == self._bench.encoder.signature)

    @property
    def models(self) -> dict[str, str]:
        """Part → signature."""
        found = self._bench.analyzer.signature
        return {"encoder": found.encoder, "matcher": found.matcher, "level": found.level}

    # --- statements -------------------------------------------------------------------------------------------

    def scores(self, texts: Sequence[str], targets: Targets) -> Array:
        """The matcher's raw scores (texts, statements)."""
        return self._matcher.scores(self._prepared(targets), texts, self._bench.encoder.encode(texts, tokens=True))

    def probabilities(self, texts: Sequence[str], targets: Targets) -> Array:
        """The probability of each statement's best pair; 0 where there is no duty."""
        import numpy as np

        prepared = self._prepared(targets)
        encoding = self._bench.encoder.encode(texts, tokens=True)
        place = {statement.id: i for i, statement in enumerate(prepared.framework.statements)}
        out: Array = np.zeros(len(place))
        for pair in self._matcher.pairs([prepared], range(len(texts)), texts, encoding) if texts else ():
            row = place[pair.statement]
            out[row] = max(out[row], pair.probability)
        return out

    def status(self, probability: float) -> Said:
        """By the matcher's own thresholds."""
        return self._matcher.thresholds.status(probability)

    def _prepared(self, targets: Targets) -> Prepared:
        if targets.framework is None:
            raise ValueError("the matcher knows statements of frameworks only")
        if targets.key not in self._ready:
            encoding = self._bench.cache.encode(self._bench.encoder, targets.texts, tokens=True)
            self._ready[targets.key] = self._matcher.prepare(targets.framework, encoding)
        return self._ready[targets.key]

    # --- postings ---------------------------------------------------------------------------------------------

    def kinds(
        self, posting: AnnotatedPosting, sections: Sequence[Section], chunks: Sequence[Chunk]
    ) -> list[tuple[str, float | None]]:
        """What the kind model says."""
        read = self._bench.read(posting)
        return [(c.kind, c.kind_probability) for c in kinds.classify(read.posting, sections, chunks)]

    def level(self, posting: AnnotatedPosting) -> LevelAnswer:
        """The level of the analysis, on the four steps."""
        analysis = self._bench.read(posting).analysis
        return _REFUSED if analysis is None or analysis.level is None else on_four_steps(analysis.level)

    def occupation(self, posting: AnnotatedPosting) -> tuple[str | None, float | None]:
        """The occupation of the analysis."""
        analysis = self._bench.read(posting).analysis
        return (None, None) if analysis is None else _said(analysis.occupation)

    def occupation_without(self, posting: AnnotatedPosting) -> tuple[str | None, float | None]:
        """The occupation of the analysis by a library without the posting's own."""
        read = self._bench.read(posting)
        if read.analysis is None or posting.occupation is None:
            return self.occupation(posting)
        if len(self._bench.candidates) == 1:
            # Nothing is left to choose from.
            return None, 1.0
        return _said(self._bench.without(posting.occupation).analyze(read.posting).occupation)

    # --- texts ------------------------------------------------------------------------------------------------

    def levels(self, texts: Sequence[str], steps: Sequence[int]) -> list[StatementLevel]:
        """The expected place on a fine scale, and the probabilities of each framework's own steps."""
        vectors = self._bench.encoder.encode(texts).vectors
        places = [_expected(d) for d in self._level.text_levels(texts, vectors, _FINE, genre="statement")]
        own: dict[int, list[LevelDistribution]] = {
            n: self._level.text_levels(texts, vectors, LevelScale(tuple(str(i) for i in range(n))), genre="statement")
            for n in set(steps)
        }
        return [
            StatementLevel(place, own[n][i].probabilities)
            for i, (place, n) in enumerate(zip(places, steps, strict=True))
        ]


class ShippedCases:
    """Short texts by the level model: a title alone, or a sentence as the only duty. No evidence is no level."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        model = LevelModel.load(bench.settings)
        self._level = replace(model, uses_vectors=model.encoder == bench.encoder.signature)

    def level(self, case: LevelCase) -> int | None:
        """1 to 4, or None."""
        title = case.text if case.where == "title" else None
        text = _NEUTRAL if title else case.text
        chunk = Chunk(0, 0, len(text), text, 0, kind="responsibility")
        found = self._level.posting_level(
            Posting(id="case", text=text, title=title),
            [chunk],
            PostingFields(),
            FOUR_STEPS,
            self._bench.settings.interval_coverage,
            vectors=self._bench.encoder.encode([text]).vectors,
        )
        return None if found is None or not found.evidence else FOUR_STEPS.index(found.estimate) + 1


def on_four_steps(level: LevelEstimate) -> LevelAnswer:
    """An estimate on any scale as one on the four steps: probabilities by overlap, the interval by every step that it
    reaches into."""
    scale = LevelScale(level.scale)
    ends = [scale.index(name) for name in level.interval]
    low, high = scale.edges[ends[0]], scale.edges[ends[1] + 1]
    inside = [n for n, (a, b) in enumerate(pairwise(FOUR_STEPS.edges), start=1) if a < high - 1e-9 and b > low + 1e-9]
    probabilities = scale.project(level.probabilities, FOUR_STEPS)
    four = LevelDistribution(FOUR_STEPS.levels, probabilities)
    return LevelAnswer(
        said=FOUR_STEPS.index(four.estimate) + 1,
        probabilities=probabilities,
        interval=(inside[0], inside[-1]),
        coverage=level.interval_coverage,
        abstained=level.abstained,
    )


def _said(found: OccupationEstimate) -> tuple[str | None, float]:
    """The answer and its probability; that of none is what the candidates leave over."""
    for candidate in found.candidates:
        if candidate.framework == found.selected:
            return found.selected, candidate.probability
    return None, max(0.0, 1 - math.fsum(c.probability for c in found.candidates))


def _expected(levels: Any) -> float:
    n = len(levels.probabilities)
    return math.fsum(p * (i + 0.5) / n for i, p in enumerate(levels.probabilities))
