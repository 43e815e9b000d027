"""Everything that is known about one posting, and the decisions that follow from it at two thresholds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from jdmatch.records.posting import Chunk, Diagnostic, Posting, Section
from jdmatch.records.results import (
    Coverage,
    Fact,
    LevelEstimate,
    Match,
    Missing,
    OccupationEstimate,
    Pair,
    Signature,
    StatementCoverage,
    Status,
    Thresholds,
    Unmatched,
)
from jdmatch.records.wire import analysis_to_dict, analysis_to_json


@dataclass(frozen=True)
class Analysis:
    """Everything that is known about one posting.

    ``pairs`` holds, for the frameworks in question, every pair that is not negligible, the best pair of every
    statement and the best pair of every chunk; ``matches``, ``missing`` and ``unmatched`` follow from it and from
    ``thresholds``.
    """

    posting: Posting
    sha256: str
    language: str
    signature: Signature
    sections: tuple[Section, ...]
    chunks: tuple[Chunk, ...]
    occupation: OccupationEstimate
    level: LevelEstimate | None
    thresholds: Thresholds
    pairs: tuple[Pair, ...]
    coverage: Coverage | None
    facts: tuple[Fact, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    pair_floor: float = field(default=0.01)

    @cached_property
    def _leading(self) -> dict[int, list[Pair]]:
        """Of each chunk that has pairs, best first by probability and then statement id: those that reach the partial
        threshold, and at least the first two."""
        by_chunk: dict[int, list[Pair]] = {}
        for pair in self.pairs:
            by_chunk.setdefault(pair.chunk, []).append(pair)
        for chunk, pairs in by_chunk.items():
            # Most pairs are far below: only what can be shown is put in order.
            falling = sorted([pair.probability for pair in pairs], reverse=True)
            border = min(self.thresholds.partial, falling[:2][-1])
            leading = [pair for pair in pairs if pair.probability >= border]
            by_chunk[chunk] = sorted(leading, key=lambda pair: (-pair.probability, pair.statement))
        return by_chunk

    @cached_property
    def matches(self) -> tuple[Match, ...]:
        """Covered and partial pairs by chunk, then falling probability, then statement id."""
        out: list[Match] = []
        for chunk in sorted(self._leading):
            ranked = self._leading[chunk]
            for i, pair in enumerate(ranked):
                status = self.thresholds.status(pair.probability)
                if status == "missing":
                    break
                second = ranked[1] if i == 0 and len(ranked) > 1 else None
                out.append(
                    Match(
                        chunk=pair.chunk,
                        framework=pair.framework,
                        statement=pair.statement,
                        status=status,
                        probability=pair.probability,
                        similarity=pair.similarity,
                        runner_up=second.statement if second else None,
                    )
                )
        return tuple(out)

    def status(self, statement: StatementCoverage) -> Status:
        """The status of a statement at this analysis' thresholds."""
        return self.thresholds.status(statement.probability)

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """Statements of the target level that are not covered, most important first."""
        if self.coverage is None:
            return ()
        out = [
            Missing(
                framework=s.framework,
                statement=s.statement,
                text=s.text,
                status=self.status(s),
                importance=s.importance,
                nearest_chunk=s.best_chunk,
                nearest_probability=s.probability,
                shortfall=self.thresholds.covered - s.probability,
            )
            for s in self.coverage.scored
            if self.status(s) != "covered"
        ]
        return tuple(sorted(out, key=lambda m: -m.importance))

    @cached_property
    def unmatched(self) -> tuple[Unmatched, ...]:
        """Responsibilities whose best pair stays below the partial threshold, in the order of the text."""
        out: list[Unmatched] = []
        for chunk in self.chunks:
            if chunk.kind != "responsibility":
                continue
            leading = self._leading.get(chunk.id)
            nearest = leading[0] if leading else None
            if nearest is None:
                out.append(Unmatched(chunk.id, None, None))
            elif nearest.probability < self.thresholds.partial or self.coverage is None:
                out.append(Unmatched(chunk.id, nearest.statement, nearest.probability))
        return tuple(out)

    def at(
        self, *, covered: float | None = None, partial: float | None = None, threshold: float | None = None
    ) -> Analysis:
        """The same analysis decided at other thresholds, without encoding anything again.

        ``threshold`` is another name for ``covered``. A partial threshold that was not given is lowered to the covered
        one where it would lie above it. ValueError for values outside (0, 1], for partial above covered, and for a
        partial threshold below ``pair_floor``, under which pairs were not kept.
        """
        if threshold is not None:
            if covered is not None and covered != threshold:
                raise ValueError("give covered or threshold, not both")
            covered = threshold
        high = self.thresholds.covered if covered is None else covered
        low = min(self.thresholds.partial, high) if partial is None else partial
        if low < self.pair_floor:
            raise ValueError(f"pairs below {self.pair_floor} were not kept: partial can not be {low}")
        return replace(self, thresholds=Thresholds(covered=high, partial=low))

    def to_dict(self) -> dict[str, Any]:
        """The analysis in the shape of ``jdmatch.analysis/1`` (docs/wire.md)."""
        return analysis_to_dict(self)

    def to_json(self) -> str:
        """``dumps(self.to_dict())``: the same as one line of JSON."""
        return analysis_to_json(self)
