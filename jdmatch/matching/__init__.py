"""Chunks × the statements of a framework → pairs with the probability that the chunk is evidence of the activity.

What is matched is the activity: what is done to what. Autonomy and scope are the level's business. A linear score over
eight features that can be read (``features``) decides; its weights were fitted on pairs of task statements of related
occupations, and calibrated so that the highest probability over a posting's chunks is the probability that the posting
covers the statement. By construction the probability of a pair depends on the chunk, the statement and the statement's
own framework only: adding a chunk or loading another framework changes nothing about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jdmatch.matching.features import FEATURES, StatementSide, chunk_rows, chunk_side, statement_side
from jdmatch.matching.model import FORMAT, MODEL, MatcherModel, load, read
from jdmatch.records import Framework, Pair, Thresholds

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    from jdmatch.encoder.protocols import Encoding

__all__ = ["FEATURES", "FORMAT", "MODEL", "Matcher", "MatcherModel", "Prepared", "load", "read"]


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A framework ready to be matched: what its statements bring to every posting. Made by ``Matcher.prepare``."""

    framework: Framework
    side: StatementSide


class Matcher:
    """Finds the evidence for statements among a posting's chunks.

    ``signature`` names the weights; ``thresholds`` are the model's own; pairs below ``floor`` are kept only where they
    are the best of their statement or chunk; ``encoder`` is the signature of the encoder that the weights were fitted
    with.
    """

    def __init__(self, model: MatcherModel) -> None:
        self._model = model

    @classmethod
    def load(cls, path: Path | None = None) -> Matcher:
        """The shipped matcher, or one in a file of the same format. ModelError (JDM040) where it can not be used."""
        return cls(load() if path is None else read(path))

    @property
    def signature(self) -> str:
        """Which weights these are, by content."""
        return self._model.signature

    @property
    def thresholds(self) -> Thresholds:
        """Where covered and partial begin, as tuned."""
        return self._model.thresholds

    @property
    def floor(self) -> float:
        """Pairs below this probability are negligible."""
        return self._model.floor

    @property
    def encoder(self) -> str:
        """The encoder that the weights belong to."""
        return self._model.encoder

    def prepare(self, framework: Framework, encoding: Encoding) -> Prepared:
        """A framework with the encoding of its statements' texts, in their order, token vectors included.

        ValueError where the encoding is of another number of texts, or without tokens.
        """
        if len(encoding) != len(framework.statements):
            raise ValueError(f"{len(framework.statements)} statements, {len(encoding)} vectors")
        return Prepared(framework, statement_side([s.text for s in framework.statements], encoding))

    def pairs(
        self,
        prepared: Sequence[Prepared],
        chunk_ids: Sequence[int],
        texts: Sequence[str],
        encoding: Encoding,
        *,
        threads: int = 1,
    ) -> tuple[Pair, ...]:
        """The pairs of chunks with the statements of the prepared frameworks.

        ``texts`` are the chunks' bodies and ``encoding`` is theirs, with token vectors; only chunks that state duties
        should be given. Kept are pairs at or above ``floor``, and in every framework the best pair of each statement
        and of each chunk. ``threads`` share the frameworks among them. Order: chunk, falling probability, framework as
        given, statement id.
        """
        if not len(chunk_ids) == len(texts) == len(encoding):
            raise ValueError(f"{len(chunk_ids)} chunk ids, {len(texts)} texts, {len(encoding)} vectors")
        own = chunk_side(texts, encoding)

        def found(one: Prepared) -> list[Pair]:
            rows = [chunk_rows(encoding.vectors[i], own, i, one.side) for i in range(len(texts))]
            return self._kept(one.framework, chunk_ids, rows)

        if threads > 1 and len(prepared) > 1:
            # Frameworks do not touch each other, and the products leave the interpreter's lock.
            with ThreadPoolExecutor(min(threads, len(prepared))) as pool:
                kept = list(pool.map(found, prepared))
        else:
            kept = [found(one) for one in prepared]
        out = [(place, pair) for place, pairs in enumerate(kept) for pair in pairs]
        out.sort(key=lambda item: (item[1].chunk, -item[1].probability, item[0], item[1].statement))
        return tuple(pair for _, pair in out)

    def _kept(self, framework: Framework, chunk_ids: Sequence[int], rows: Sequence[NDArray[float64]]) -> list[Pair]:
        import numpy as np

        if not rows:
            return []
        scores = np.stack([self._model.scores(row) for row in rows])
        probabilities = self._model.probabilities(scores)
        keep = probabilities >= self._model.floor
        # Of equal scores the first chunk, and the first statement, of the given order.
        keep[scores.argmax(axis=0), np.arange(scores.shape[1])] = True
        keep[np.arange(len(scores)), scores.argmax(axis=1)] = True
        return [
            Pair(
                chunk=chunk_ids[i],
                framework=framework.id,
                statement=framework.statements[j].id,
                probability=float(probabilities[i, j]),
                similarity=round(float(rows[i][j, 0]), 4) + 0.0,
            )
            for i, j in np.argwhere(keep).tolist()
        ]
