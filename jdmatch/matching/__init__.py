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
from pathlib import Path
from typing import TYPE_CHECKING

from jdmatch.errors import ModelError
from jdmatch.matching import alignment
from jdmatch.matching.alignment import Alignment, Side
from jdmatch.matching.features import FEATURES, StatementSide, chunk_side, rows, side_by_side, statement_side
from jdmatch.matching.model import FORMAT, MODEL, SIGNS, MatcherModel, load, read
from jdmatch.records import Framework, Pair, Thresholds

if TYPE_CHECKING:
    from numpy import bool_, float16, float32, float64, int64
    from numpy.typing import NDArray

    from jdmatch.encoder.protocols import Encoding

# Statements kept ready to be aligned: some 30 KB each.
_SIDES = 4096
# Sets of frameworks kept put together. Mostly there is one, those that were named.
_SETS = 4

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


@dataclass(frozen=True, slots=True, eq=False)
class _Set:
    """Frameworks that are matched together, their n statements behind one another.

    ``bounds``: framework k owns the statements from ``bounds[k]`` to ``bounds[k + 1]``; ``owners`` (n,): each
    statement's framework, by its place here; ``ids`` (n,) of the statements, and their places in the order of all ids
    (``ranks`` (n,))."""

    members: tuple[Prepared, ...]
    side: StatementSide
    bounds: tuple[int, ...]
    owners: NDArray[int64]
    ids: tuple[str, ...]
    ranks: NDArray[int64]

    @classmethod
    def of(cls, members: Sequence[Prepared]) -> _Set:
        """The frameworks in this order."""
        import numpy as np

        ids = tuple(statement.id for one in members for statement in one.framework.statements)
        rank = {name: place for place, name in enumerate(sorted(set(ids)))}
        counts = [len(one.framework.statements) for one in members]
        return cls(
            tuple(members),
            side_by_side([one.side for one in members]),
            (0, *itertools.accumulate(counts)),
            np.repeat(np.arange(len(counts)), counts),
            ids,
            np.array([rank[name] for name in ids]),
        )


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
        self._sets: dict[tuple[int, ...], _Set] = {}

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
        return self._model.scores(self._signs(self._together([prepared]), texts, encoding))

    def signs(self, prepared: Prepared, texts: Sequence[str], encoding: Encoding) -> NDArray[float64]:
        """What the scores are made of (texts, statements, signs). For fitting the weights."""
        return self._signs(self._together([prepared]), texts, encoding)

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
        if not prepared or not chunk_ids:
            return ()
        # In the order of their numbers, since callers put the framework first that they chose for the posting.
        order = sorted(range(len(prepared)), key=lambda place: prepared[place].number)
        together = self._together([prepared[place] for place in order])
        return self._kept(together, order, chunk_ids, self._signs(together, texts, encoding))

    def _together(self, members: Sequence[Prepared]) -> _Set:
        """Frameworks put together. Kept, since they will be asked for together again: the last so many."""
        key = tuple(one.number for one in members)
        found = self._sets.pop(key, None) or _Set.of(members)
        self._sets[key] = found
        while len(self._sets) > _SETS:
            self._sets.pop(next(iter(self._sets)), None)
        return found

    def _signs(self, together: _Set, texts: Sequence[str], encoding: Encoding) -> NDArray[float64]:
        """The signs of every chunk with every statement (chunks, statements, signs)."""
        import numpy as np

        features = rows(encoding.vectors, chunk_side(texts, encoding), together.side)
        signs = np.empty((len(SIGNS), *features.shape[:2]))
        signs[: len(FEATURES)] = np.moveaxis(features, -1, 0)
        signs[len(FEATURES) :] = np.array(self._model.unaligned)[:, None, None]
        if self._aligner is not None:
            passing = self._model.passes(features)
            if passing.any():
                odds = self._odds(self._aligner, together, passing, features[:, :, 0], encoding)
                signs[len(FEATURES) :, passing] = odds.T
        return np.moveaxis(signs, 0, -1)

    def _odds(
        self,
        aligner: Alignment,
        together: _Set,
        passing: NDArray[bool_],
        cosines: NDArray[float64],
        encoding: Encoding,
    ) -> NDArray[float32]:
        """The aligner's odds (pairs, 2) of the pairs that pass, chunk by chunk."""
        asked = []
        for tokens, row in zip(encoding.tokens, passing, strict=True):
            statements = row.nonzero()[0].tolist()
            if statements:
                owners = together.owners[statements].tolist()
                sides = [
                    self._statement_side(together.members[k], j - together.bounds[k], aligner)
                    for j, k in zip(statements, owners, strict=True)
                ]
                asked.append((aligner.side(tokens), sides))
        return aligner.odds_of(asked, cosines[passing])

    def _statement_side(self, one: Prepared, j: int, aligner: Alignment) -> Side:
        """Statement ``j`` ready to be aligned. Kept, since it will be asked for again: the last so many."""
        key = (one.number, j)
        side = self._sides.get(key)
        if side is None:
            side = self._sides[key] = aligner.side(one.tokens_of(j))
            while len(self._sides) > _SIDES:
                self._sides.pop(next(iter(self._sides)), None)
        return side

    def _kept(
        self, together: _Set, order: Sequence[int], chunk_ids: Sequence[int], signs: NDArray[float64]
    ) -> tuple[Pair, ...]:
        """The pairs worth keeping; ``order`` says which place in the caller's order each framework has."""
        import numpy as np

        scores = self._model.scores(signs)
        probabilities = self._model.probabilities(scores)
        keep = probabilities >= self._model.floor
        # Of equal scores the first chunk, and the first statement, of the given order.
        keep[scores.argmax(axis=0), np.arange(scores.shape[1])] = True
        for first, last in itertools.pairwise(together.bounds):
            keep[np.arange(len(scores)), first + scores[:, first:last].argmax(axis=1)] = True
        rows, columns = keep.nonzero()
        kept, places = probabilities[keep], np.array(order)[together.owners[columns]]
        chunks = np.array(chunk_ids)[rows]
        sorting = np.lexsort((together.ranks[columns], places, -kept, chunks))
        statements = columns[sorting].tolist()
        frameworks = [one.framework.id for one in together.members]
        return tuple(
            itertools.starmap(
                Pair,
                zip(
                    chunks[sorting].tolist(),
                    [frameworks[k] for k in together.owners[statements].tolist()],
                    [together.ids[j] for j in statements],
                    kept[sorting].tolist(),
                    (np.round(signs[:, :, 0][keep][sorting], 4) + 0.0).tolist(),
                    strict=True,
                ),
            )
        )
