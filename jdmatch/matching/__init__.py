"""Chunks × the statements of a framework → pairs with the probability that the chunk is evidence of the activity.

What is matched is the activity: what is done to what. Autonomy and scope are the level's business. Eight features that
can be read (``features``) are measured of every pair; where they leave a chance, a small trained scorer aligns the two
texts piece by piece (``alignment``); a linear score over both decides, calibrated so that the highest probability over
a posting's chunks is the probability that the posting covers the statement. By construction the probability of a pair
depends on the chunk, the statement and the statement's own framework only: adding a chunk or loading another framework
changes nothing about it.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from jdmatch.errors import ModelError
from jdmatch.matching import alignment
from jdmatch.matching.alignment import Alignment, Side
from jdmatch.matching.features import FEATURES, StatementSide, chunk_side, rows, statement_side
from jdmatch.matching.model import FORMAT, MODEL, SIGNS, MatcherModel, load, read
from jdmatch.records import Framework, Pair, Thresholds

if TYPE_CHECKING:
    from numpy import float16, float32, float64
    from numpy.typing import NDArray

    from jdmatch.encoder.protocols import Encoding

# Statements kept ready to be aligned: some 40 KB each.
_SIDES = 4096

__all__ = ["FEATURES", "FORMAT", "MODEL", "SIGNS", "Alignment", "Matcher", "MatcherModel", "Prepared", "load", "read"]


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A framework ready to be matched: what its statements bring to every posting. Made by ``Matcher.prepare``.

    ``tokens`` (T, dim) are the statements' token vectors, which lie on the float16 grid; statement j owns the rows from
    ``starts[j]`` to ``starts[j + 1]``."""

    framework: Framework
    side: StatementSide
    tokens: NDArray[float16]
    starts: tuple[int, ...]
    number: int = field(default_factory=itertools.count().__next__)

    def tokens_of(self, statement: int) -> NDArray[float32]:
        """Token vectors (t, dim) of a statement, by its place."""
        import numpy as np

        return self.tokens[self.starts[statement] : self.starts[statement + 1]].astype(np.float32)


class Matcher:
    """Finds the evidence for statements among a posting's chunks.

    ``signature`` names the weights; ``thresholds`` are the model's own; pairs below ``floor`` are kept only where they
    are the best of their statement or chunk; ``encoder`` is the signature of the encoder that the weights were fitted
    with.
    """

    def __init__(self, model: MatcherModel, aligner: Alignment | None) -> None:
        self._model = model
        self._aligner = aligner
        self._sides: dict[tuple[int, int], Side] = {}

    @classmethod
    def load(cls, path: Path | None = None, *, encoder: str | None = None) -> Matcher:
        """The shipped matcher, or one in a file of the same format. ModelError (JDM040) where it can not be used.

        With ``encoder``, the signature of the encoder whose vectors it will get, pairs are aligned only where the pair
        scorer was trained on that encoder's vectors: to it, others mean nothing."""
        model = load() if path is None else read(path)
        if encoder is not None and encoder != model.encoder:
            return cls(model, None)
        aligner = alignment.load()
        if aligner.digest != model.alignment:
            raise ModelError(
                f"{MODEL} was made for another pair scorer than {alignment.WEIGHTS}. Make it again: "
                "jdmatch train matcher",
                code="JDM040",
            )
        return cls(model, aligner)

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
        import numpy as np

        if len(encoding) != len(framework.statements):
            raise ValueError(f"{len(framework.statements)} statements, {len(encoding)} vectors")
        if encoding.token_vectors is None or encoding.token_starts is None:
            raise ValueError("the statements were encoded without token vectors: encode(texts, tokens=True) makes them")
        side = statement_side([s.text for s in framework.statements], encoding)
        tokens = encoding.token_vectors.astype(np.float16)
        return Prepared(framework, side, tokens, tuple(encoding.token_starts.tolist()))

    def scores(self, prepared: Prepared, texts: Sequence[str], encoding: Encoding) -> NDArray[float64]:
        """The raw scores (texts, statements) of every pair, before calibration: any real number, more is likelier.
        Arguments are those of ``pairs``. For measuring, and for fitting a calibration."""
        return self._model.scores(self._signs(prepared, _Chunks(texts, encoding)))

    def signs(self, prepared: Prepared, texts: Sequence[str], encoding: Encoding) -> NDArray[float64]:
        """What the scores are made of (texts, statements, signs). For fitting the weights."""
        return self._signs(prepared, _Chunks(texts, encoding))

    def pairs(
        self,
        prepared: Sequence[Prepared],
        chunk_ids: Sequence[int],
        texts: Sequence[str],
        encoding: Encoding,
    ) -> tuple[Pair, ...]:
        """The pairs of chunks with the statements of the prepared frameworks.

        ``texts`` are the chunks' bodies and ``encoding`` is theirs, with token vectors; only chunks that state duties
        should be given. Kept are pairs at or above ``floor``, and in every framework the best pair of each statement
        and of each chunk. Order: chunk, falling probability, framework as given, statement id.
        """
        if not len(chunk_ids) == len(texts) == len(encoding):
            raise ValueError(f"{len(chunk_ids)} chunk ids, {len(texts)} texts, {len(encoding)} vectors")
        chunks = _Chunks(texts, encoding)
        # One thread: the arrays are small, and threads would wait for one another at the interpreter's lock.
        kept = [self._kept(one.framework, chunk_ids, self._signs(one, chunks)) for one in prepared]
        out = [
            (pair.chunk, -pair.probability, place, pair.statement, pair)
            for place, pairs in enumerate(kept)
            for pair in pairs
        ]
        out.sort(key=itemgetter(0, 1, 2, 3))
        return tuple([row[4] for row in out])

    def _signs(self, one: Prepared, chunks: _Chunks) -> NDArray[float64]:
        """The signs of every chunk with every statement (chunks, statements, signs)."""
        import numpy as np

        features = rows(chunks.vectors, chunks.pieces, one.side)
        signs = np.empty((*features.shape[:2], len(SIGNS)))
        signs[:, :, : len(FEATURES)] = features
        signs[:, :, len(FEATURES) :] = self._model.unaligned
        if self._aligner is not None:
            for i, j in np.argwhere(self._model.passes(features)).tolist():
                side = self._statement_side(one, j, self._aligner)
                odds = self._aligner.odds(chunks.side(i, self._aligner), side, float(features[i, j, 0]))
                signs[i, j, len(FEATURES) :] = odds
        return signs

    def _statement_side(self, one: Prepared, j: int, aligner: Alignment) -> Side:
        """Statement ``j`` ready to be aligned. Kept, since it will be asked for again: the last so many."""
        key = (one.number, j)
        side = self._sides.get(key)
        if side is None:
            side = self._sides[key] = aligner.side(one.tokens_of(j))
            while len(self._sides) > _SIDES:
                self._sides.pop(next(iter(self._sides)), None)
        return side

    def _kept(self, framework: Framework, chunk_ids: Sequence[int], signs: NDArray[float64]) -> list[Pair]:
        import numpy as np

        if not len(signs):
            return []
        scores = self._model.scores(signs)
        probabilities = self._model.probabilities(scores)
        keep = probabilities >= self._model.floor
        # Of equal scores the first chunk, and the first statement, of the given order.
        keep[scores.argmax(axis=0), np.arange(scores.shape[1])] = True
        keep[np.arange(len(scores)), scores.argmax(axis=1)] = True
        names = [statement.id for statement in framework.statements]
        places = zip(*(axis.tolist() for axis in keep.nonzero()), strict=True)
        values = zip(probabilities[keep].tolist(), signs[:, :, 0][keep].tolist(), strict=True)
        return [
            Pair(chunk_ids[i], framework.id, names[j], probability, round(cosine, 4) + 0.0)
            for (i, j), (probability, cosine) in zip(places, values, strict=True)
        ]


class _Chunks:
    """The chunks' side of a posting: what every framework needs, made once, and sides for alignment when asked for."""

    def __init__(self, texts: Sequence[str], encoding: Encoding) -> None:
        self.vectors = encoding.vectors
        self.pieces = chunk_side(texts, encoding)
        self._tokens = encoding.tokens
        self._sides: dict[int, Side] = {}

    def __len__(self) -> int:
        return len(self.vectors)

    def side(self, i: int, aligner: Alignment) -> Side:
        """Chunk ``i`` ready to be aligned."""
        if i not in self._sides:
            self._sides[i] = aligner.side(self._tokens[i])
        return self._sides[i]
